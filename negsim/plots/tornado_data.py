"""What a tornado shows, before it is drawn: how far each number moves an answer, and where it changes its package."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.experiments.letters import Letters
from negsim.experiments.off_point import is_off_point, jump, jumps_to_another_package
from negsim.experiments.responses import NEAREST, ODDS
from negsim.experiments.sensitivity import Bar, Flip, Sensitivity
from negsim.fields import entries, texts
from negsim.plots.words import Heading, clean, count, setting

MAX_ROWS = 20
"""How many bars are shown in all; each answer has its share."""
_MOST_FLIPS, _LEAST_MOVING = 2, 3

_WHAT = {
    NEAREST: "largest breach of the nearest deal, in points of 100",
    ODDS: "odds of a deal, as a multiple of what they are",
    "nash": "product of gains of the Nash solution",
    "kalai-smorodinsky": "smallest share of best gain of the Kalai-Smorodinsky solution",
    "egalitarian": "smallest gain of the egalitarian solution",
    "utilitarian": "sum of gains of the utilitarian solution",
}
_NAMED = {
    NEAREST: "nearest deal",
    "nash": "Nash solution",
    "kalai-smorodinsky": "Kalai-Smorodinsky solution",
    "egalitarian": "egalitarian solution",
    "utilitarian": "utilitarian solution",
}
_HOW_TO_READ = (
    "A bar runs from the least to the most that the answer is while one number moves over its interval, all else as it "
    "is: a circle where the number is lowest, a square where it is highest; the line through all bars is the answer as "
    "it is. A cross is a value at which the answer becomes another package, exactly; the words say below or above "
    "which value, and which package, told apart by letters. A pale cross: both are as near, and only what settles it "
    "among packages of equal breach changes."
)
_ONE_AT_A_TIME = (
    "One number moves at a time: two that move together may change what neither changes alone. The intervals are what "
    "is known, or assumed, and how long a bar is depends on them as much as on the number."
)


@frozen(kw_only=True)
class TornadoFlip:
    """A value of a number at which the answer changes.

    Attributes
    ----------
    x:
        What the answer measures there.
    text:
        Below or above which value of the number, and what changes.
    is_level:
        Whether it only changes which of equally near packages is named.
    """

    x: float
    text: str
    is_level: bool


@frozen(kw_only=True)
class TornadoRow:
    """One number.

    Attributes
    ----------
    name, interval:
        The number, and its interval with its point between the ends, or behind them where it lies outside.
    low, high:
        What the answer measures with the number at the low end and at the high end; None where there is no package.
    least, most:
        The least and the most that it measures in between.
    flips:
        The first values either way from the point at which the package changes, and how many more there are.
    more:
        How many flips are not shown.
    note:
        Which package it is within an interval that the point lies outside of, where that is another; empty otherwise.
    """

    name: str
    interval: str
    low: float | None
    high: float | None
    least: float
    most: float
    flips: tuple[TornadoFlip, ...] = field(converter=entries)
    more: int = 0
    note: str = ""

    @property
    def text(self) -> str:
        """What changes, in words; empty where nothing does."""
        more = f"; {self.more} more" if self.more else ""
        return "; ".join([self.note] * bool(self.note) + [flip.text for flip in self.flips]) + more


@frozen(kw_only=True)
class TornadoPanel:
    """The bars of one answer.

    Attributes
    ----------
    name, what:
        The answer, and what is measured.
    point:
        What it measures as the problem is; None where there is no package.
    packages:
        What each letter stands for: A for the package as it is, the others by how they differ from it.
    changing, moving:
        The numbers that change its package, and those that only change what it measures; the longest bars first.
    omitted, omitted_changing:
        How many bars are not shown, and how many of these numbers change the package.
    still:
        How many numbers change nothing at all.
    """

    name: str
    what: str
    point: float | None
    packages: tuple[str, ...] = field(converter=texts)
    changing: tuple[TornadoRow, ...] = field(converter=entries)
    moving: tuple[TornadoRow, ...] = field(converter=entries)
    omitted: int
    omitted_changing: int
    still: int

    @property
    def rows(self) -> tuple[TornadoRow, ...]:
        """All bars."""
        return (*self.changing, *self.moving)


@frozen(kw_only=True)
class Tornado:
    """What a tornado shows.

    Attributes
    ----------
    panels:
        One for each answer.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    panels: tuple[TornadoPanel, ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        told = [f"{self.heading.title}. {self.heading.subtitle}."]
        for panel in self.panels:
            rows = [
                f"{row.name}: {row.least:.3g} to {row.most:.3g}" + (f" ({row.text})" * bool(row.text))
                for row in panel.rows
            ]
            told.append(f"{panel.what}: {'; '.join([*rows, *panel.packages])}.")
        return " ".join(told)


def tornado_data(analysis: Analysis, sensitivity: Sensitivity, *, answers: Sequence[str] | None = None) -> Tornado:
    """Return what a tornado shows.

    Parameters
    ----------
    answers:
        Which answers, a panel each; None for the nearest deal or the first rule that was asked about, and the odds.
    """
    chosen = tuple(answers) if answers is not None else _first_two(sensitivity)
    shown = {answer: [bar for bar in sensitivity.of(answer) if _is_shown(bar)] for answer in chosen}
    most = MAX_ROWS // max(1, sum(map(bool, shown.values())))
    panels = [_panel(sensitivity, answer, bars, most=most) for answer, bars in shown.items() if bars]
    left_out = f"{count(len(sensitivity.left_out), 'effect')} not worked out" if sensitivity.left_out else ""
    caption = [_HOW_TO_READ, _ONE_AT_A_TIME, *(f"{text[:1].upper()}{text[1:]}." for text in sensitivity.assumptions)]
    heading = Heading(title=_title(sensitivity, chosen, shown), subtitle=setting(analysis, left_out), caption=caption)
    reason = "" if panels else "no number moves it within its interval"
    return Tornado(heading=heading, panels=panels, reason=reason)


def _first_two(sensitivity: Sensitivity) -> tuple[str, ...]:
    packages = [answer for answer in sensitivity.answers if answer != ODDS]
    return (*packages[:1], *(answer for answer in sensitivity.answers if answer == ODDS))


def _is_shown(bar: Bar) -> bool:
    return bool(bar.length or jump(bar)) or _changes(bar)


def _changes(bar: Bar) -> bool:
    return bool(bar.flips) or jumps_to_another_package(bar)


def _panel(sensitivity: Sensitivity, answer: str, bars: Sequence[Bar], *, most: int) -> TornadoPanel:
    changing = [bar for bar in bars if _changes(bar)]
    moving = [bar for bar in bars if not _changes(bar)]
    unit = _unit(bars) if answer == ODDS else Fraction(1)
    few = min(len(moving), max(_LEAST_MOVING, most - len(changing)))
    shown = (changing[: most - few], moving[:few])
    point, letters = bars[0].point, Letters(bars[0].point.package)
    rows = [[_row(bar, letters, unit=unit) for bar in part] for part in shown]
    return TornadoPanel(
        name=answer,
        what=_WHAT[answer] if answer != ODDS or unit != 1 else "odds of a deal",
        point=float(point.measures[0] / unit) if point.measures else None,
        packages=[clean(text) for text in letters.told()],
        changing=rows[0],
        moving=rows[1],
        omitted=len(bars) - len(shown[0]) - len(shown[1]),
        omitted_changing=len(changing) - len(shown[0]),
        still=len(sensitivity.of(answer)) - len(bars),
    )


def _unit(bars: Sequence[Bar]) -> Fraction:
    """Return the odds as they are, which odds are shown as multiples of; 1 where they are 0."""
    return bars[0].point.measures[0] or Fraction(1)


def _row(bar: Bar, letters: Letters, *, unit: Fraction) -> TornadoRow:
    low, high = (float(end.measures[0] / unit) if end.measures else None for end in (bar.low, bar.high))
    near = sorted(bar.flips, key=lambda flip: (flip.why == "level", abs(flip.at - bar.number.point), flip.at))
    shown = sorted(near[:_MOST_FLIPS], key=lambda flip: flip.at)
    low_end, point, high_end = (
        _number(end) for end in (bar.number.interval.low, bar.number.point, bar.number.interval.high)
    )
    return TornadoRow(
        name=clean(bar.moved.words),
        interval=f"{low_end} – {high_end}, coded {point}" if is_off_point(bar) else f"{low_end} – {point} – {high_end}",
        low=low,
        high=high,
        least=float((bar.least or Fraction(0)) / unit),
        most=float((bar.most or Fraction(0)) / unit),
        flips=[_flip(bar, flip, letters, unit=unit) for flip in shown],
        more=len(near) - len(shown),
        note=_within(bar, letters) if jumps_to_another_package(bar) else "",
    )


def _within(bar: Bar, letters: Letters) -> str:
    """Return which package it is at the ends of an interval that the point lies outside of."""
    without = "the zone is open" if bar.answer == NEAREST else "no package"
    there = [end.package for end in (bar.low, bar.high)]
    named = [without if package is None else f"package {letters.of(package)}" for package in there]
    return f"within the interval: {' or '.join(dict.fromkeys(named))}"


def _flip(bar: Bar, flip: Flip, letters: Letters, *, unit: Fraction) -> TornadoFlip:
    ends = [piece.start for piece in bar.pieces if piece.low == flip.at]
    ends += [piece.end for piece in bar.pieces if piece.high == flip.at]
    # One side of a flip has a package; at the high end of the interval that may be the very end.
    # Kalai-Smorodinsky measures nothing where no party can gain.
    measures = next((end for end in [*ends, bar.high.measures] if end), (Fraction(0),))
    return TornadoFlip(
        x=float(measures[0] / unit),
        text=f"{_side(bar, flip)} {_number(flip.at)}: {_change(bar, flip, letters)}",
        is_level=flip.why == "level",
    )


def _side(bar: Bar, flip: Flip) -> str:
    return "under" if flip.at <= bar.number.point else "from" if flip.why == "red" else "over"


def _change(bar: Bar, flip: Flip, letters: Letters) -> str:
    """Return which package it is on the far side of a flip, seen from the point."""
    there = flip.before if flip.at <= bar.number.point else flip.after
    if there is None:
        return "the zone is open" if bar.answer == NEAREST else "no package"
    why = {"level": ", as near", "red": ", other lines being red"}.get(flip.why, "")
    return f"package {letters.of(there)}{why}"


def _number(number: Fraction) -> str:
    """Return a number for people, to three digits.

    Examples
    --------
    >>> _number(Fraction(1, 37)), _number(Fraction(1, 2)), _number(Fraction(0))
    ('0.027', '0.5', '0')
    """
    return f"{float(number):.3g}"


def _title(sensitivity: Sensitivity, chosen: Sequence[str], shown: dict[str, list[Bar]]) -> str:
    for answer in chosen:
        named = _NAMED.get(answer)
        if named is not None:
            flips = [(bar, flip) for bar in shown[answer] for flip in bar.flips if flip.why != "level"]
            if flips:
                return f"The {named} changes if {_condition(*min(flips, key=_distance))}"
            bars = [bar for bar in shown[answer] if bar.length or jump(bar)]
            rest = f"; {clean(bars[0].moved.words)} moves it most" if bars else ""
            return f"No number by itself changes the package of the {named}{rest}"
    bars = shown.get(ODDS, [])
    if bars:
        return f"The odds of a deal depend most on the {clean(bars[0].moved.words)}"
    return f"Nothing moves the odds of a deal, of {count(len(sensitivity.bars), 'number')} by itself"


def _distance(entry: tuple[Bar, Flip]) -> tuple[Fraction, str]:
    """Return how far a flip is from the point, as a share of what the number is."""
    bar, flip = entry
    gap = abs(flip.at - bar.number.point)
    return gap / abs(bar.number.point) if bar.number.point else gap, bar.number.name


def _condition(bar: Bar, flip: Flip) -> str:
    at, point, moved = _number(flip.at), _number(bar.number.point), bar.moved
    side = _side(bar, flip)
    if moved.kind == "weight":
        return clean(f"{moved.issue} weighs {side} {at} with {moved.party} (taken as {point})")
    return clean(f"the {moved.words} is {'at least' if side == 'from' else side} {at} (taken as {point})")
