"""The odds over time, drawn: steps from day to day, what was said and what became public below them."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negsim.experiments.timeline import Timeline
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, MARKS, PALE, SOFT, Look, Width
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Dot, Label, Rect, Sheet, Stroke
from negsim.plots.timeline_data import EVENTS, LINES, Note, OddsOverTime, Step, by_effect, chance, timeline_data
from negsim.plots.words import day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLES = {"each": (INK, "-", 1.5), "resolve": (MARKS[0].colour, "--", 1.2)}
_SIGNS = {"public": ("o", INK), "private": ("o", "white"), "disclosed": ("^", MARKS[1].colour)}


def plot_timeline(found: Timeline, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the odds over time of a timeline; see :func:`draw_timeline`."""
    return draw_timeline(timeline_data(found), ax=ax, width=width)


def draw_timeline(record: OddsOverTime, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the odds over time.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


@frozen(kw_only=True)
class _Frame:
    """Where the chart stands, and its scales.

    Attributes
    ----------
    first, days:
        The first day, and how many days the chart spans.
    low:
        The decimal logarithm at the bottom of a scale of powers of ten; None for a scale from 0 to 1.
    has_zero:
        Whether the bottom of that scale stands for 0.
    """

    left: float
    right: float
    upper: float
    lower: float
    first: dt.date
    days: float
    low: int | None
    has_zero: bool

    def x(self, date: dt.date) -> float:
        return self.left + (self.right - self.left) * (date - self.first).days / self.days

    def y(self, odds: float) -> float:
        if self.low is None:
            share = odds
        elif odds <= 0:
            share = 0.0
        else:
            share = 1 - math.log10(odds) / self.low
        return self.lower - (self.lower - self.upper) * min(1.0, max(0.0, share))


def _layout(record: OddsOverTime, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    _key(sheet, record)
    sheet.skip(look.small * 0.9)
    frame = _frame(record, sheet)
    rows = _lanes([(frame.x(note.date), 2 * _wide(note, look)) for note in record.notes])
    above = look.small * 1.2 * (max(rows, default=-1) + 1)  # the notes can be a day apart
    frame = evolve(frame, upper=frame.upper + above, lower=frame.lower + above)
    _scale(sheet, frame)
    _disclosures(sheet, record, frame, rows)
    for name in LINES:
        _line(sheet, record, frame, name)
    _ends(sheet, record, frame)
    sheet.y = frame.lower
    _days(sheet, record, frame)
    _events(sheet, record, frame)
    _notes(sheet, record)
    sheet.foot(record.heading)
    return sheet


def _frame(record: OddsOverTime, sheet: Sheet) -> _Frame:
    look = sheet.look
    values = [odds for step in record.steps for pair in (step.each, step.resolve) for odds in pair]
    positive = [float(odds) for odds in values if odds]
    low = None
    if record.is_log:
        low = math.floor(math.log10(min(positive)))
    has_zero = len(positive) < len(values)
    if low is not None and has_zero:
        low -= 1  # 0 is on no scale of powers of ten: it stands below the least of them
    ticks = [_tick(odds) for odds in _ticks(low, has_zero=has_zero)]
    left = sheet.left + max(width_of(text, size=look.small) for text in ticks) + 5
    ends = [chance(odds) for odds in (record.steps[-1].each[0], record.steps[-1].resolve[0])]
    right = sheet.left + sheet.inner - max(width_of(text, size=look.small) for text in ends) - 6
    first, last = record.steps[0].date, record.steps[-1].date
    high = (right - left) * (0.4 if not look.is_narrow else 0.75)
    days = max((last - first).days, 1) * 1.03
    return _Frame(
        left=left,
        right=right,
        upper=sheet.y,
        lower=sheet.y + high,
        first=first,
        days=days,
        low=low,
        has_zero=has_zero,
    )


def _ticks(low: int | None, *, has_zero: bool) -> list[float]:
    """Return the odds at which the scale has a line."""
    if low is None:
        return [0.0, 0.25, 0.5, 0.75, 1.0]
    powers = range(0, low if has_zero else low - 1, -max(1, math.ceil(-low / 8)))
    return [*(10.0**power for power in powers), *([0.0] if has_zero else [])]


def _tick(odds: float) -> str:
    return f"{100 * odds:g} %" if odds >= 0.01 or odds == 0 else f"1 in {round(1 / odds):,}"


def _scale(sheet: Sheet, frame: _Frame) -> None:
    small = sheet.look.small
    for odds in _ticks(frame.low, has_zero=frame.has_zero):
        y = frame.y(odds)
        sheet.strokes.append(Stroke(points=((frame.left, y), (frame.right, y)), colour=FAINT, line=0.5, order=0.5))
        text = _tick(odds)
        sheet.labels.append(
            Label(x=frame.left - 4, y=y + small * 0.36, text=text, size=small, align="right", colour=SOFT)
        )
    sheet.strokes.append(Stroke(points=((frame.left, frame.upper), (frame.left, frame.lower)), line=0.6))


def _line(sheet: Sheet, record: OddsOverTime, frame: _Frame, name: str) -> None:
    """Draw one of the odds as steps; where only bounds are known, the upper one as a thin line."""
    colour, style, line = _STYLES[name]
    pairs = [(step.date, _of(step, name)) for step in record.steps]
    sheet.strokes.append(
        Stroke(points=_steps(frame, [(date, low) for date, (low, _) in pairs]), colour=colour, style=style, line=line)
    )
    if any(low != high for _, (low, high) in pairs):
        highest = _steps(frame, [(date, high) for date, (_, high) in pairs])
        sheet.strokes.append(Stroke(points=highest, colour=colour, style=":", line=0.7))


def _of(step: Step, name: str) -> tuple[Fraction, Fraction]:
    return step.each if name == "each" else step.resolve


def _steps(frame: _Frame, odds: Sequence[tuple[dt.date, Fraction]]) -> tuple[tuple[float, float], ...]:
    """Return the corners of a line that holds from each day until the next."""
    points: list[tuple[float, float]] = []
    for date, value in odds:
        x, y = frame.x(date), frame.y(float(value))
        if points:
            points.append((x, points[-1][1]))
        points.append((x, y))
    return (*points, (frame.right, points[-1][1]))


def _ends(sheet: Sheet, record: OddsOverTime, frame: _Frame) -> None:
    """Write the last odds at the ends of their lines, one above the other where these are close."""
    small, below = sheet.look.small, math.inf
    last = record.steps[-1]
    names = list(LINES) if last.each != last.resolve else ["each"]
    for y, name in sorted(((frame.y(float(_of(last, name)[0])), name) for name in names), reverse=True):
        below = min(y, below - small * 1.2)
        label = Label(x=frame.right + 4, y=below + small * 0.36, text=chance(_of(last, name)[0]), size=small)
        sheet.labels.append(evolve(label, colour=_STYLES[name][0]))


def _lanes(places: Iterable[tuple[float, float]]) -> list[int]:
    """Return rows for labels, given by their middle and width from the left on, in which none covers another."""
    ends: list[float] = []
    rows = []
    for middle, wide in places:
        row = next((at for at, end in enumerate(ends) if end <= middle - wide / 2), len(ends))
        ends[row : row + 1] = [middle + wide / 2]
        rows.append(row)
    return rows


def _wide(note: Note, look: Look) -> float:
    return width_of(str(note.number), size=look.small, bold=True) + 2


def _disclosures(sheet: Sheet, record: OddsOverTime, frame: _Frame, rows: Sequence[int]) -> None:
    """Draw a line through the chart where something was made public late, with its number above."""
    small, colour = sheet.look.small, MARKS[1].colour
    places = [*(frame.x(note.date) for note in record.notes), math.inf]
    for note, row, (x, after) in zip(record.notes, rows, itertools.pairwise(places), strict=True):
        wide = _wide(note, sheet.look)
        upper = frame.upper - small * 1.2 * row
        sheet.strokes.append(Stroke(points=((x, upper), (x, frame.lower)), colour=colour, style=":", line=0.9))
        # Not across the line of the next day, which may be no farther away than the number is wide, but beside it.
        middle = x - wide / 2 if after - x < wide else x
        text, baseline = str(note.number), upper - small * 0.3
        sheet.labels.append(
            Label(x=middle, y=baseline, text=text, size=small, bold=True, align="center", colour=colour)
        )


def _days(sheet: Sheet, record: OddsOverTime, frame: _Frame) -> None:
    """Write the days below the chart: the first and the last, then those of notes, then others where there is room."""
    small = sheet.look.small
    sheet.strokes.append(Stroke(points=((frame.left, frame.lower), (frame.right, frame.lower)), line=0.6))
    dates = [step.date for step in record.steps]
    wanted = dict.fromkeys([dates[0], dates[-1], *(note.date for note in by_effect(record.notes)), *dates])
    taken: list[tuple[float, float]] = []
    edge = sheet.left + sheet.inner
    for date in wanted:
        text = day(date) if date in (dates[0], dates[-1]) else day(date).rsplit(" ", 1)[0]
        wide, x = width_of(text, size=small), frame.x(date)
        middle = min(max(x, sheet.left + wide / 2), edge - wide / 2)
        if any(middle - wide / 2 - 4 < end and start < middle + wide / 2 + 4 for start, end in taken):
            continue
        taken.append((middle - wide / 2, middle + wide / 2))
        sheet.strokes.append(Stroke(points=((x, frame.lower), (x, frame.lower + 2)), line=0.6))
        baseline = frame.lower + 3 + small
        sheet.labels.append(Label(x=middle, y=baseline, text=text, size=small, align="center", colour=SOFT))
    sheet.y = frame.lower + small * LEADING + 6


def _events(sheet: Sheet, record: OddsOverTime, frame: _Frame) -> None:
    """Draw a row for each kind of event: its name, then a mark on each of its days."""
    look = sheet.look
    high = look.small * 1.15 + 6
    for kind, text in EVENTS.items():
        days = [event.date for event in record.events if event.kind == kind]
        if not days:
            continue
        marker, face = _SIGNS[kind]
        sheet.lines([text], x=frame.left, size=look.small, colour=SOFT)
        top = sheet.y + 0.5
        sheet.rects.append(
            Rect(x=frame.left, y=top, width=frame.right - frame.left, height=high - 5, face=PALE, order=0)
        )
        for date in days:
            sheet.dots.append(Dot(x=frame.x(date), y=top + (high - 5) / 2, marker=marker, size=4.4, face=face))
        sheet.y = top + high - 4


def _notes(sheet: Sheet, record: OddsOverTime) -> None:
    """Write what was made public late, by its numbers."""
    look = sheet.look
    if record.notes:
        sheet.skip(look.small * 0.5)
    for note in record.notes:
        head = f"{note.number}"
        sheet.labels.append(
            Label(x=sheet.left, y=sheet.y + look.small, text=head, size=look.small, bold=True, colour=MARKS[1].colour)
        )
        text = f"{day(note.date)}: {note.text}"
        indent = _wide(record.notes[-1], look) + 2
        sheet.paragraph(text, size=look.small, x=sheet.left + indent, width=sheet.inner - indent)


def _key(sheet: Sheet, record: OddsOverTime) -> None:
    """Write which line is which."""
    del record
    size, x = sheet.look.small, sheet.left
    sheet.y += size
    for name, text in LINES.items():
        colour, style, line = _STYLES[name]
        wide = width_of(text, size=size)
        if x > sheet.left and x + 22 + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.5
        y = sheet.y - size * 0.35
        sheet.strokes.append(Stroke(points=((x, y), (x + 16, y)), colour=colour, style=style, line=line))
        sheet.labels.append(Label(x=x + 20, y=sheet.y, text=text, size=size))
        x += 34 + wide
