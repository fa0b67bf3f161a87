"""Who moved how far on which issue, drawn: one row for each issue that moved, its options as levels."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from negsim.experiments.measures import Yardstick
from negsim.plots import keys
from negsim.plots.concessions_data import Concessions, Row, Way, concessions_data
from negsim.plots.fonts import width_of
from negsim.plots.frames import Frame, number_scale
from negsim.plots.look import FAINT, PALE, SOFT, Look, Width, mark
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Dot, Label, Rect, Sheet, Stroke
from negsim.plots.wrapping import wrapped
from negsim.scenario import Scenario
from negsim.talks.transcript import Transcript

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LANE = 3.4
"""How far lines of different parties at one option are apart."""
_MARKS_UP_TO = 40
"""A line that changes more often has no markers."""


def plot_concessions(
    transcript: Transcript,
    yardstick: Yardstick,
    *,
    scenario: Scenario | None = None,
    ax: Axes | None = None,
    width: Width = "full",
) -> Axes:
    """Draw who moved how far on which issue; see :func:`draw_concessions` and :mod:`negsim.plots.concessions_data`."""
    return draw_concessions(concessions_data(transcript, yardstick, scenario=scenario), ax=ax, width=width)


def draw_concessions(record: Concessions, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw who moved how far on which issue.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


def _layout(record: Concessions, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    keys.write_key(sheet, _entries(record))
    sheet.skip(look.body * 0.8)
    lines = [line for row in record.rows for lines in _levels(row, look) for line in lines]
    left = sheet.left + max(width_of(line, size=look.small) for line in lines) + 6
    for row in record.rows:
        _Issue(sheet=sheet, record=record, row=row, left=left).draw()
    sheet.foot(record.heading)
    return sheet


def _levels(row: Row, look: Look) -> list[list[str]]:
    """Return the titles of an issue's options, each in lines."""
    wide = look.width * (0.24 if not look.is_narrow else 0.32)
    return [
        [line.replace("\u200b", "") for line in wrapped(option, width=wide, size=look.small)] for option in row.options
    ]


def _entries(record: Concessions) -> list[tuple[keys.Sign, str]]:
    found = []
    offering = {way.party for row in record.rows for way in row.ways}
    for at, (party, name) in enumerate(zip(record.parties, record.names, strict=True)):
        if party in offering:
            looks = mark(at)
            line = keys.dash(looks.colour, looks.line, 1.4)
            sign = keys.dot(looks.marker, 3.6, face=looks.colour, edge=looks.colour)
            found.append((keys.both(line, sign), f"offers of {name}"))
    if any(row.status_quo is not None for row in record.rows):
        found.append((keys.swatch(PALE, edge="none", high=6), "the status quo"))
    if any(row.agreed is not None for row in record.rows):
        found.append((keys.dot("*", 8.0), "agreed"))
    return found


@frozen(kw_only=True, eq=False)
class _Issue:
    """The row of one issue while it is drawn."""

    sheet: Sheet
    record: Concessions
    row: Row
    left: float

    def draw(self) -> None:
        """Draw the options from below, then what each party's offers had, below what is there."""
        sheet, look, row = self.sheet, self.sheet.look, self.row
        moved = [
            name
            for party, name in zip(self.record.parties, self.record.names, strict=True)
            if any(way.party == party and way.moves for way in row.ways)
        ]
        order = "" if row.ordered else " (options without order)"
        title = f"{row.label}{order}: moved by {', '.join(moved)}"
        sheet.paragraph(title, size=look.body, bold=True)
        sheet.skip(look.small * 0.6)
        levels = _levels(self.row, look)
        frame = self._frame(levels)
        self._options(frame, levels)
        for lane, way in enumerate(row.ways):
            self._way(frame, way, lane=lane)
        if row.agreed is not None:
            y = frame.y(row.agreed)
            sheet.dots.append(Dot(x=frame.x(self.record.rounds), y=y, marker="*", size=9.0, order=3.5))
        number_scale(sheet, frame, ends=(1, max(2, self.record.rounds)))
        sheet.y = frame.lower + look.small * LEADING + look.body * 1.1

    def _frame(self, levels: Sequence[Sequence[str]]) -> Frame:
        sheet, look = self.sheet, self.sheet.look
        rounds = max(2, self.record.rounds)
        deep = max(max(len(lines) for lines in levels) * look.small * 1.2 + 2, len(self.row.ways) * _LANE + 3)
        room = (rounds - 1) * 0.03
        return Frame(
            left=self.left,
            right=sheet.left + sheet.inner,
            upper=sheet.y,
            lower=sheet.y + deep * len(levels),
            across=(1 - room, rounds + room),
            up=(-0.5, len(levels) - 0.5),
        )

    def _options(self, frame: Frame, levels: Sequence[Sequence[str]]) -> None:
        sheet, small = self.sheet, self.sheet.look.small
        high = (frame.lower - frame.upper) / len(levels)
        for place, lines in enumerate(levels):
            y = frame.y(place)
            if place == self.row.status_quo:
                band = Rect(
                    x=frame.left, y=y - high / 2, width=frame.right - frame.left, height=high, face=PALE, order=0
                )
                sheet.rects.append(band)
            sheet.strokes.append(Stroke(points=((frame.left, y), (frame.right, y)), colour=FAINT, line=0.4, order=0.5))
            for at, line in enumerate(lines):
                down = (at - (len(lines) - 1) / 2) * small * 1.2
                baseline = y + down + small * 0.36
                label = Label(x=frame.left - 4, y=baseline, text=line, size=small, align="right", colour=SOFT)
                sheet.labels.append(label)
        sheet.strokes.append(Stroke(points=((frame.left, frame.upper), (frame.left, frame.lower)), line=0.6))

    def _way(self, frame: Frame, way: Way, *, lane: int) -> None:
        """Draw the options of a party's offers as steps, in a lane of its own beside those of others."""
        looks = mark(self.record.parties.index(way.party))
        beside = (lane - (len(self.row.ways) - 1) / 2) * _LANE
        points: list[tuple[float, float]] = []
        for hold, after in itertools.zip_longest(way.holds, way.holds[1:]):
            y = frame.y(hold.option) + beside
            end = hold.last if after is None else after.first
            points += [(frame.x(hold.first), y), (frame.x(end), y)]
        often = len(way.holds) > _MARKS_UP_TO
        line = 0.5 if often else 1.4
        self.sheet.strokes.append(
            Stroke(points=tuple(points), colour=looks.colour, style=looks.line, line=line, order=2.5)
        )
        if often:
            return
        for hold in way.holds:
            x, y = frame.x(hold.first), frame.y(hold.option) + beside
            self.sheet.dots.append(
                Dot(x=x, y=y, marker=looks.marker, size=3.6, face=looks.colour, edge=looks.colour, order=3)
            )
