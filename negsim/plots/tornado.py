"""What would change the answer, drawn: a bar for each number, with the values at which the package changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import frozen

from negsim.deals.analysis import Analysis
from negsim.experiments.sensitivity import Sensitivity
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, MARKS, PALE, SOFT, Look, Width
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Dot, Label, Rect, Sheet, Stroke
from negsim.plots.tornado_data import Tornado, TornadoPanel, TornadoRow, tornado_data
from negsim.plots.words import breakable, count
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_LOW, _HIGH = MARKS[0], MARKS[1]


def plot_tornado(
    analysis: Analysis,
    sensitivity: Sensitivity,
    *,
    answers: Sequence[str] | None = None,
    ax: Axes | None = None,
    width: Width = "full",
) -> Axes:
    """Draw what would change an analysis's answers; see :func:`draw_tornado`.

    Parameters
    ----------
    answers:
        Which answers, a panel each; None for the nearest deal or the first rule that was asked about, and the odds.
    """
    return draw_tornado(tornado_data(analysis, sensitivity, answers=answers), ax=ax, width=width)


def draw_tornado(record: Tornado, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw a tornado.

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
    """Where the columns of a panel stand, and its scale."""

    names: float
    bars: float
    bar_width: float
    texts: float
    text_width: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.bars + self.bar_width * (value - self.low) / (self.high - self.low)


def _frame(panel: TornadoPanel, look: Look) -> _Frame:
    inner = look.width - 2 * look.margin
    has_texts = any(row.text for row in panel.rows)
    names = inner * (0.34 if look.is_narrow else 0.29)
    texts = inner * ((0.32 if look.is_narrow else 0.27) if has_texts else 0.04)
    known = [panel.point] if panel.point is not None else []
    low = min([row.least for row in panel.rows] + known)
    high = max([row.most for row in panel.rows] + known)
    room = (high - low or abs(high) or 1.0) * 0.04
    bars = look.margin + names + 6
    return _Frame(
        names=names,
        bars=bars,
        bar_width=inner - names - texts - 14,
        texts=look.margin + inner - texts,
        text_width=texts,
        low=low - room,
        high=high + room,
    )


def _layout(record: Tornado, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    _key(sheet)
    for panel in record.panels:
        _panel(sheet, panel)
    sheet.foot(record.heading)
    return sheet


def _key(sheet: Sheet) -> None:
    size, x = sheet.look.small, sheet.left
    sheet.y += size
    for text, draw in (("number at its lowest", _end(low=True)), ("at its highest", _end(low=False))):
        marker, face = draw
        sheet.dots.append(Dot(x=x + 3, y=sheet.y - size * 0.35, marker=marker, size=4.4, face=face))
        sheet.labels.append(Label(x=x + 9, y=sheet.y, text=text, size=size))
        x += width_of(text, size=size) + 20
    sheet.dots.append(Dot(x=x + 3, y=sheet.y - size * 0.35, marker="x", size=4.4))
    sheet.labels.append(Label(x=x + 9, y=sheet.y, text="the package changes", size=size))


def _end(*, low: bool) -> tuple[str, str]:
    """Return marker and colour of the end of a bar."""
    return ("o", _LOW.colour) if low else ("s", _HIGH.colour)


def _panel(sheet: Sheet, panel: TornadoPanel) -> None:
    look = sheet.look
    frame = _frame(panel, look)
    sheet.skip(look.body * 0.9)
    sheet.paragraph(panel.what[:1].upper() + panel.what[1:], size=look.body, bold=True)
    sheet.skip(2)
    top = sheet.y
    both = bool(panel.changing and panel.moving)
    if both:
        _group(sheet, "numbers that change the package")
    for index, row in enumerate(panel.changing):
        _row(sheet, row, frame, is_shaded=index % 2 == 0)
    if both:
        _group(sheet, "numbers that only move the value")
    for index, row in enumerate(panel.moving):
        _row(sheet, row, frame, is_shaded=index % 2 == 0)
    _scale(sheet, panel, frame, top=top)
    rest = []
    if panel.omitted:
        some = f", of which {panel.omitted_changing} change the package" if panel.omitted_changing else ""
        rest.append(f"{count(panel.omitted, 'bar')} not shown{some}")
    if panel.still:
        rest.append(f"{count(panel.still, 'number')} that {'moves' if panel.still == 1 else 'move'} nothing")
    for text in panel.packages:
        sheet.lines(wrapped(breakable(text), width=sheet.inner, size=look.small), x=sheet.left, size=look.small)
    if rest:
        sheet.paragraph("; ".join(rest), size=look.small, colour=SOFT)


def _group(sheet: Sheet, text: str) -> None:
    sheet.skip(1.5)
    sheet.lines([text], x=sheet.left, size=sheet.look.small, italic=True, colour=SOFT)
    sheet.skip(1.5)


def _row(sheet: Sheet, row: TornadoRow, frame: _Frame, *, is_shaded: bool) -> None:
    look = sheet.look
    names = wrapped(breakable(row.name), width=frame.names - 4, size=look.small)
    texts = wrapped(breakable(row.text), width=frame.text_width - 4, size=look.small) if row.text else []
    lines = max(len(names) + 1, len(texts))
    high, top = lines * look.small * LEADING + 4, sheet.y
    if is_shaded:
        sheet.rects.append(Rect(x=sheet.left, y=top, width=sheet.inner, height=high, face=PALE, order=0))
    middle = top + high / 2
    sheet.skip(1.7)
    sheet.lines(names, x=sheet.left + 2, size=look.small)
    sheet.lines(
        wrapped(row.interval, width=frame.names - 4, size=look.small)[:1],
        x=sheet.left + 2,
        size=look.small,
        colour=SOFT,
    )
    sheet.y = top + (high - len(texts) * look.small * LEADING) / 2 - 0.8
    sheet.lines(texts, x=frame.texts, size=look.small)
    _bar(sheet, row, frame, middle=middle)
    sheet.y = top + high


def _bar(sheet: Sheet, row: TornadoRow, frame: _Frame, *, middle: float) -> None:
    least, most = frame.x(row.least), frame.x(row.most)
    sheet.rects.append(Rect(x=least, y=middle - 2.2, width=most - least, height=4.4, face=FAINT, edge=SOFT, order=2))
    for flip in row.flips:
        colour = SOFT if flip.is_level else INK
        sheet.dots.append(Dot(x=frame.x(flip.x), y=middle, marker="x", size=5.2, edge=colour, order=4))
    for value, is_low in ((row.low, True), (row.high, False)):
        if value is not None:
            marker, face = _end(low=is_low)
            # Where both ends measure the same, the square shows around the circle.
            size = 3.4 if is_low else 4.6
            sheet.dots.append(
                Dot(x=frame.x(value), y=middle, marker=marker, size=size, face=face, order=3.5 if is_low else 3)
            )


def _scale(sheet: Sheet, panel: TornadoPanel, frame: _Frame, *, top: float) -> None:
    """Draw the scale through all rows of a panel, with its numbers below, and the answer as it is."""
    bottom, small = sheet.y, sheet.look.small
    for value in _ticks(frame.low, frame.high, most=3 if sheet.look.is_narrow else 4):
        x = frame.x(value)
        sheet.strokes.append(Stroke(points=((x, top), (x, bottom + 1.5)), colour=FAINT, line=0.5, order=0.5))
        text = f"{round(value, 9):g}"
        sheet.labels.append(Label(x=x, y=bottom + 2.5 + small, text=text, size=small, align="center", colour=SOFT))
    if panel.point is not None:
        x = frame.x(panel.point)
        sheet.strokes.append(Stroke(points=((x, top), (x, bottom + 1.5)), colour=INK, line=0.9, style="--", order=1.5))
    sheet.y = bottom + small * LEADING + 3


def _ticks(low: float, high: float, *, most: int) -> list[float]:
    """Return the round numbers between two others, about so many; at least two, since one alone is no scale.

    Examples
    --------
    >>> _ticks(0, 8, most=4), _ticks(0.3, 1.7, most=3)
    ([0.0, 2.0, 4.0, 6.0, 8.0], [0.5, 1.0, 1.5])
    """
    step = _step((high - low) / most)
    found = _multiples(step, low, high)
    while len(found) < 2:
        step = _step(step * 0.4)
        found = _multiples(step, low, high)
    return found


def _multiples(step: float, low: float, high: float) -> list[float]:
    return [step * times for times in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20... (or of tenths and so on) that is at least so large."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))
