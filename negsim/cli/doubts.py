"""What would change the answers, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from negsim.cli.text import hanging, listed, percent, plural
from negsim.experiments.letters import Letters
from negsim.experiments.off_point import is_off_point, jump, jumps_to_another_package
from negsim.experiments.responses import NEAREST, ODDS
from negsim.experiments.sensitivity import Bar, Flip, LeftOut, Sensitivity
from negsim.explanation import points_text

MAX_BARS = 10
"""How many bars of each answer are shown."""
_NAMED = 3
"""How many numbers that were left out for one reason are named."""

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
        missing = sum(entry.answer == answer for entry in sensitivity.left_out)
        found = _answer(answer, sensitivity.of(answer), missing=missing, width=width, max_bars=max_bars)
        lines += [*found, ""]
    for text in _left_out(sensitivity.left_out):
        lines += hanging("Left out: ", text, width=width)
    for text in sensitivity.assumptions:
        lines += hanging("", f"{text[:1].upper()}{text[1:]}.", width=width)
    one = "One number moves at a time, all else as it is; weights of the same party keep their proportions."
    return "\n".join([*lines, *hanging("", one, width=width)])


def _left_out(entries: Sequence[LeftOut]) -> Iterator[str]:
    """Yield once for each reason what was left out for it."""
    grouped: dict[str, list[LeftOut]] = {}
    for entry in entries:
        grouped.setdefault(entry.why, []).append(entry)
    for why, found in grouped.items():
        names, answers = (
            list(dict.fromkeys(part)) for part in zip(*((e.number, e.answer) for e in found), strict=True)
        )
        rest = len(names) - _NAMED
        shown = names if rest <= 1 else [*names[:_NAMED], f"{rest:,} other numbers"]
        yield f"{listed(shown)} ({', '.join(answers)}): {why}"


def _answer(answer: str, bars: Sequence[Bar], *, missing: int, width: int, max_bars: int | None) -> list[str]:
    head = _HEADS.get(answer, answer.upper())
    if not bars:
        text = f"not answered: {plural(missing, 'number')} left out, as told below" if missing else _STILL
        return hanging(f"{head}: ", text, width=width)
    changing = [bar for bar in bars if _changes(bar)]
    moving = [bar for bar in bars if not _changes(bar) and (bar.length or jump(bar))]
    more = f"; {missing:,} more left out, as told below" if missing else ""
    if not changing and not moving:
        told = f"none of {plural(len(bars), 'number')} moves it by itself{more}"
        return hanging(f"{head}: ", told, width=width)
    counted = _counted(answer, changing, moving, of=len(bars))
    by_itself = "each by itself" if len(changing or moving) > 1 else "by itself"
    lines = hanging(f"{head}: ", f"{counted}, {by_itself}{more}", width=width)
    shown, letters = [*changing, *moving][:max_bars], Letters(bars[0].point.package)
    for bar in shown:
        lines += _bar(bar, letters, width=width)
    for text in letters.told():
        lines += hanging("  ", text, width=width)
    rest = len(changing) + len(moving) - len(shown)
    return lines + ([f"  and {plural(rest, 'number')} more"] if rest else [])


def _changes(bar: Bar) -> bool:
    return bool(bar.flips) or jumps_to_another_package(bar)


_STILL = "no number that is uncertain bears on it"


def _counted(answer: str, changing: Sequence[Bar], moving: Sequence[Bar], *, of: int) -> str:
    if answer == ODDS:
        return f"{plural(len(moving), 'number')} of {of:,} move{'s' * (len(moving) == 1)} them"
    if not changing:
        moved = f"{len(moving):,} move{'s' * (len(moving) == 1)} what it measures"
        return f"none of {plural(of, 'number')} changes the package, and {moved}"
    return f"{plural(len(changing), 'number')} of {of:,} change{'s' * (len(changing) == 1)} the package"


def _bar(bar: Bar, letters: Letters, *, width: int) -> list[str]:
    """Return a number, how far it moves the answer, and where the package changes."""
    low, high = bar.number.interval.low, bar.number.interval.high
    taken = f"{'coded' if is_off_point(bar) else 'taken'} as {_rough(bar.number.point)}"
    lines = hanging("  ", f"{bar.moved.words}, {_rough(low)} to {_rough(high)}, {taken}: {_range(bar)}", width=width)
    if is_off_point(bar):
        lines += hanging("    ", f"as coded, outside of that interval: {_as_coded(bar, letters)}", width=width)
    for flip in bar.flips:
        lines += hanging(f"    at {_exactly(flip.at)}: ", _flip(bar, flip, letters), width=width)
    return lines


def _as_coded(bar: Bar, letters: Letters) -> str:
    """Return what the answer is with a number as coded, and which package within its interval where that is another."""
    point = bar.point
    value = _WITHOUT.get(bar.answer, "no package") if not point.measures else _measure(bar, point.measures[0])
    told = [f"{_WHAT.get(bar.answer, '')}{value}" if point.measures else value]
    if jumps_to_another_package(bar):
        there = [end.package for end in (bar.low, bar.high)]
        named = [
            _WITHOUT.get(bar.answer, "no package") if one is None else f"package {letters.of(one)}" for one in there
        ]
        told.append(f"within it {listed(list(dict.fromkeys(named)), last='or')}")
    return "; ".join(told)


_WHAT = {NEAREST: "largest breach ", ODDS: "odds "}
_WITHOUT = {NEAREST: "the zone is open"}


def _range(bar: Bar) -> str:
    if bar.least is None or bar.most is None:
        packages = [bar.low.package, *(piece.package for piece in bar.pieces), bar.high.package]
        # A rule may pick a package without measuring it: Kalai-Smorodinsky where no party can gain.
        return "no party can gain" if any(packages) else _WITHOUT.get(bar.answer, "no package")
    least, most = _measure(bar, bar.least), _measure(bar, bar.most)
    what = _WHAT.get(bar.answer, "")
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
