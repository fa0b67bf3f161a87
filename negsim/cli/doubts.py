"""What would change the answers, as text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from negsim.cli.text import hanging, percent, plural
from negsim.experiments.letters import Letters
from negsim.experiments.responses import NEAREST, ODDS
from negsim.experiments.sensitivity import Bar, Flip, Sensitivity
from negsim.explanation import points_text

MAX_BARS = 10
"""How many bars of each answer are shown."""

_HEADS = {NEAREST: "NEAREST DEAL", ODDS: "ODDS OF A DEAL"}


def sensitivity_text(sensitivity: Sensitivity, *, width: int, max_bars: int | None = MAX_BARS) -> str:
    """Return, for each answer, the numbers that move it, with the values at which its package changes.

    Parameters
    ----------
    max_bars:
        How many numbers to show for each answer; None for all.
    """
    lines: list[str] = []
    for answer in sensitivity.answers:
        bars = sensitivity.of(answer)
        lines += [*_answer(answer, bars, width=width, max_bars=max_bars), ""]
    for entry in sensitivity.left_out:
        lines += hanging("Left out: ", f"{entry.number} ({entry.answer}): {entry.why}", width=width)
    for text in sensitivity.assumptions:
        lines += hanging("", f"{text[:1].upper()}{text[1:]}.", width=width)
    one = "One number moves at a time, all else as it is; weights of the same party keep their proportions."
    return "\n".join([*lines, *hanging("", one, width=width)])


def _answer(answer: str, bars: Sequence[Bar], *, width: int, max_bars: int | None) -> list[str]:
    changing = [bar for bar in bars if bar.flips]
    moving = [bar for bar in bars if not bar.flips and bar.length]
    head = _HEADS.get(answer, answer.upper())
    if not changing and not moving:
        return hanging(f"{head}: ", f"none of {plural(len(bars), 'number')} moves it by itself", width=width)
    told = f"{plural(len(changing), 'number')} of {len(bars):,} change{'s' * (len(changing) == 1)} the package"
    if answer == ODDS:
        told = f"{plural(len(moving), 'number')} of {len(bars):,} move{'s' * (len(moving) == 1)} them"
    lines = hanging(f"{head}: ", f"{told}, each by itself", width=width)
    shown, letters = [*changing, *moving][:max_bars], Letters(bars[0].point.package)
    for bar in shown:
        lines += _bar(bar, letters, width=width)
    for text in letters.told():
        lines += hanging("  ", text, width=width)
    rest = len(changing) + len(moving) - len(shown)
    return lines + ([f"  and {plural(rest, 'number')} more"] if rest else [])


def _bar(bar: Bar, letters: Letters, *, width: int) -> list[str]:
    """Return a number, how far it moves the answer, and where the package changes."""
    low, high = bar.number.interval.low, bar.number.interval.high
    moves = f"{_rough(low)} to {_rough(high)}, taken as {_rough(bar.number.point)}: {_range(bar)}"
    lines = hanging("  ", f"{bar.moved.words}, {moves}", width=width)
    for flip in bar.flips:
        lines += hanging(f"    at {_exactly(flip.at)}: ", _flip(bar, flip, letters), width=width)
    return lines


def _range(bar: Bar) -> str:
    assert bar.least is not None, "an answer that changes, or is moved, is there for some value"
    assert bar.most is not None, "and has a measure there"
    least, most = _measure(bar, bar.least), _measure(bar, bar.most)
    what = {NEAREST: "largest breach ", ODDS: "odds "}.get(bar.answer, "")
    between = "" if bar.complete else " at the ends"
    return f"{what}{least}{between}" if bar.least == bar.most else f"{what}{least} to {most}{between}"


def _measure(bar: Bar, number: Fraction) -> str:
    if bar.answer == ODDS:
        return percent(number)
    return points_text(number) if bar.answer == NEAREST else _rough(number)


def _flip(bar: Bar, flip: Flip, letters: Letters) -> str:
    """Return what changes where a number passes a flip upwards."""
    if flip.before is None:
        return "the zone closes" if bar.answer == NEAREST else "the zone opens"
    if flip.after is None:
        return "the zone opens" if bar.answer == NEAREST else "the zone closes"
    why = {"level": ", as near for every side", "red": ", other lines being red from there on"}
    return f"package {letters.of(flip.before)} becomes {letters.of(flip.after)}{why.get(flip.why, '')}"


def _exactly(number: Fraction) -> str:
    """Return a fraction, with its rough value where that is not the same."""
    rough = _rough(number)
    return rough if Fraction(rough) == number else f"{rough} ({number})"


def _rough(number: Fraction) -> str:
    return f"{float(number):.3g}"
