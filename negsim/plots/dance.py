"""The dance of a talk, drawn: what offers were worth to each party round by round, and the path in both values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from negsim.experiments.measures import Yardstick
from negsim.plots.dance_data import Dance, dance_data
from negsim.plots.dance_moves import Run, Sign
from negsim.plots.dance_path import draw_path
from negsim.plots.dance_signs import TOLD_APART, along, dance_key, draw_marks, is_dense, write_signs
from negsim.plots.fonts import width_of
from negsim.plots.frames import Frame, number_scale, value_scale
from negsim.plots.look import FAINT, INK, PALE, SOFT, Look, Mark, Width, mark
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Rect, Sheet, Stroke
from negsim.plots.wrapping import wrapped
from negsim.scenario import Scenario
from negsim.talks.transcript import Transcript

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_RUG, _VOTES = 3.0, 4.0
"""How high the bars are that stand at the bottom of a panel and below it."""


def plot_dance(
    transcript: Transcript,
    yardstick: Yardstick,
    *,
    scenario: Scenario | None = None,
    ax: Axes | None = None,
    width: Width = "full",
) -> Axes:
    """Draw the dance of a talk; see :func:`draw_dance` and :func:`negsim.plots.dance_data.dance_data`."""
    return draw_dance(dance_data(transcript, yardstick, scenario=scenario), ax=ax, width=width)


def draw_dance(record: Dance, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the dance of a talk.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


def _layout(record: Dance, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    dance_key(sheet, record)
    sheet.skip(look.body)
    top, gap = sheet.y, look.body * 1.6
    columns = 1 if look.is_narrow or len(record.parties) < 2 else 2
    wide = (sheet.inner - gap * (columns - 1)) / columns
    if record.has_path and columns == 2:
        wide = (sheet.inner - gap) * 0.56
        _stacked(sheet, record, range(2), left=sheet.left, wide=wide)
        lower, sheet.y = sheet.y, top
        draw_path(sheet, record, left=sheet.left + wide + gap, wide=sheet.inner - wide - gap, until=lower)
        sheet.y = max(lower, sheet.y)
    else:
        _grid(sheet, record, columns=columns, wide=wide, gap=gap)
        if record.has_path:
            draw_path(sheet, record, left=sheet.left, wide=wide, until=None)
    sheet.foot(record.heading)
    return sheet


def _grid(sheet: Sheet, record: Dance, *, columns: int, wide: float, gap: float) -> None:
    """Draw the panels row by row."""
    for start in range(0, len(record.parties), columns):
        top, lowest = sheet.y, sheet.y
        for column, at in enumerate(range(start, min(start + columns, len(record.parties)))):
            sheet.y = top
            _stacked(sheet, record, [at], left=sheet.left + column * (wide + gap), wide=wide)
            lowest = max(lowest, sheet.y)
        sheet.y = lowest


def _stacked(sheet: Sheet, record: Dance, places: Sequence[int], *, left: float, wide: float) -> None:
    for at in places:
        _Panel(sheet=sheet, record=record, at=at).draw(left=left, wide=wide)


@frozen(kw_only=True, eq=False)
class _Panel:
    """The panel of one party while it is drawn: what every offer is worth to it, over the rounds."""

    sheet: Sheet
    record: Dance
    at: int

    def draw(self, *, left: float, wide: float) -> None:
        """Draw everything, from the back to the front, below what is there."""
        frame = self._frame(left, wide)
        self._reservation(frame)
        value_scale(self.sheet, frame, most=3 if len(self.record.parties) > 2 else 6)
        self._stalls(frame)
        self._breaks(frame)
        self._text(frame)
        order = [at for at in range(len(self.record.parties)) if at != self.at]
        for at in [*order, self.at]:
            self._trace(frame, at)
        self.sheet.y = frame.lower
        self._votes(frame)
        number_scale(self.sheet, frame, ends=(1, max(2, self.record.rounds)))
        write_signs(self.sheet, frame, self._placed(frame), obstacles=self._obstacles(frame))
        self.sheet.y += self.sheet.look.small * LEADING + self.sheet.look.body * 1.1

    def _frame(self, left: float, wide: float) -> Frame:
        sheet, look = self.sheet, self.sheet.look
        reservation = self.record.reservations[self.at]
        takes = "" if reservation is None else f"; it takes no less than {reservation:.3g}"
        first = "Value to" if self.at == 0 else "To"
        title = f"{first} {self.record.names[self.at]}, round by round{takes}"
        indent = width_of("100", size=look.small) + 5
        sheet.lines(wrapped(title, width=wide, size=look.body, bold=True), x=left, size=look.body, bold=True)
        sheet.skip(look.small * 0.9 + (_VOTES if self.record.votes else 0))
        high = (wide - indent) * (0.36 if not look.is_narrow else 0.5)
        low, most = _span([offer.values[self.at] for trace in self.record.traces for offer in trace.offers])
        rounds = max(2, self.record.rounds)
        room = (rounds - 1) * 0.03
        return Frame(
            left=left + indent,
            right=left + wide - 2,
            upper=sheet.y,
            lower=sheet.y + high,
            across=(1 - room, rounds + room),
            up=(low - 0.06 * (most - low), most + 0.04 * (most - low)),  # for the bar below, and bands at the top
        )

    def _reservation(self, frame: Frame) -> None:
        level = self.record.reservations[self.at]
        if level is not None:
            y = min(max(frame.y(level), frame.upper), frame.lower)
            band = Rect(x=frame.left, y=y, width=frame.right - frame.left, height=frame.lower - y, face=PALE, order=0)
            self.sheet.rects.append(band)
            self.sheet.strokes.append(
                Stroke(points=((frame.left, y), (frame.right, y)), colour=SOFT, style="--", line=0.8, order=1)
            )

    def _stalls(self, frame: Frame) -> None:
        """Draw a broad band behind offers of the party that changed nothing."""
        own = self.record.traces[self.at].offers
        for run in self.record.stalls:
            if run.party == self.record.parties[self.at]:
                start = next(offer for offer in own if offer.round >= run.first)
                y = frame.y(start.values[self.at])
                ends = ((frame.x(run.first), y), (frame.x(run.last), y))
                self.sheet.strokes.append(Stroke(points=ends, colour=FAINT, line=6.5, order=1.2))

    def _breaks(self, frame: Frame) -> None:
        """Draw a bar along the bottom over the rounds in which others offered what breaks a red line of the party."""
        for run in self.record.breaks:
            if run.party == self.record.parties[self.at]:
                left, right = self._between(frame, run)
                self._bar(left, right, frame.lower - _RUG, _RUG, face=SOFT)

    @staticmethod
    def _between(frame: Frame, run: Run) -> tuple[float, float]:
        """Return where rounds begin and end, each as wide as the way from one to the next."""
        return max(frame.x(run.first - 0.5), frame.left), min(frame.x(run.last + 0.5), frame.right)

    def _bar(self, left: float, right: float, top: float, high: float, *, face: str) -> None:
        self.sheet.rects.append(Rect(x=left, y=top, width=right - left, height=high, face=face, line=0, order=1.4))

    def _text(self, frame: Frame) -> None:
        """Draw what the text that holds is worth, as steps."""
        steps = self.record.text
        for place, step in enumerate(steps):
            x = frame.x(step.round)
            end = frame.x(steps[place + 1].round) if place + 1 < len(steps) else frame.x(self.record.rounds)
            y = frame.y(step.values[self.at])
            self.sheet.strokes.append(Stroke(points=((x, y), (max(end, x + 3), y)), line=2.2, order=1.6))

    def _votes(self, frame: Frame) -> None:
        """Draw a bar below the chart: dark where the party took what was put to it."""
        own = [vote for vote in self.record.votes if vote.party == self.record.parties[self.at]]
        for vote in own:
            left, right = self._between(frame, vote)
            face = INK if vote.takes else FAINT
            self._bar(left, right, frame.upper - _VOTES - 1, _VOTES, face=face)

    def _trace(self, frame: Frame, at: int) -> None:
        trace, own = self.record.traces[at], at == self.at
        if not trace.offers:
            return
        looks = mark(at)
        if len(self.record.parties) > TOLD_APART:
            looks = Mark(INK if own else SOFT, looks.marker, "-")
        places = [(frame.x(offer.round), frame.y(offer.values[self.at])) for offer in trace.offers]
        thin = 0.5 if len(self.record.parties) > TOLD_APART else 0.8
        line = (1.3 if own else thin) * (0.4 if is_dense(places) else 1)
        if len(places) > 1:
            self.sheet.strokes.append(
                Stroke(points=tuple(places), colour=looks.colour, style=looks.line, line=line, order=2.6 if own else 2)
            )
        if own and trace.offers[0].discounted is not None:
            left = tuple((frame.x(offer.round), frame.y(offer.discounted or 0.0)) for offer in trace.offers)
            if len(left) > 1:
                self.sheet.strokes.append(Stroke(points=left, colour=looks.colour, style=":", line=0.9, order=2.5))
        if own or len(self.record.parties) <= TOLD_APART:
            draw_marks(self.sheet, trace, places, colour=looks.colour, filled=own)

    def _placed(self, frame: Frame) -> list[tuple[Sign, tuple[float, float], str]]:
        """Return the signs of this panel with their places and what stands beside them."""
        party = self.record.parties[self.at]
        shown = [
            sign for sign in self.record.signs if sign.party in ("", party) or sign.party not in self.record.parties
        ]
        found = []
        for sign in shown:
            level = frame.up[1] if sign.values is None else sign.values[self.at]
            takes = any(
                other.kind == "accepts" and other.party == party for other in shown if other.round == sign.round
            )
            point = (frame.x(min(sign.round, frame.across[1])), frame.y(level))
            found.append((sign, point, self._said(sign, takes=takes)))
        return found

    def _said(self, sign: Sign, *, takes: bool) -> str:
        if sign.kind != "agreed" or sign.values is None:
            return sign.text
        kept = "" if sign.kept is None else f" ({sign.kept[self.at]:.3g} discounted)"
        return f"{'accepts' if takes else 'agreed'}: {sign.values[self.at]:.3g}{kept}"

    def _obstacles(self, frame: Frame) -> list[tuple[float, float]]:
        every = [
            [(frame.x(offer.round), frame.y(offer.values[self.at])) for offer in trace.offers]
            for trace in self.record.traces
        ]
        ends = [*(step.round for step in self.record.text[1:]), self.record.rounds]
        for step, end in zip(self.record.text, ends, strict=False):
            if step.values is not None:
                y = frame.y(step.values[self.at])
                every.append([(frame.x(step.round), y), (frame.x(end), y)])
        return [point for places in every for point in along(places)]


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a scale that holds 0, 100 and all values."""
    return min([0.0, *values]), max([100.0, *values])
