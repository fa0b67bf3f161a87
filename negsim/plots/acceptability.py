"""Acceptability bars: how likely all accept each package, and each party by itself, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from negsim.experiments.sweep_answers import Sweep
from negsim.plots.acceptability_data import AcceptabilityBars, Bar, BarRow, acceptability_data
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, PALE, SOFT, Look, Width, mark
from negsim.plots.nothing import pictured
from negsim.plots.sheet import LEADING, Dot, Label, Rect, Sheet, Stroke
from negsim.plots.words import breakable
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LIGHT = "#bdbdbd"
_LINES = 1
"""How many lines a package may take more than its bars."""


def plot_acceptability(sweep: Sweep, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the acceptability bars of a sweep; see :func:`draw_acceptability`."""
    return draw_acceptability(acceptability_data(sweep), ax=ax, width=width)


def draw_acceptability(record: AcceptabilityBars, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw acceptability bars.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return pictured(_layout, record, ax=ax, width=width)[1]


@frozen(kw_only=True)
class _Frame:
    """Where the columns stand."""

    names: float
    parties: float
    start: float
    width: float
    numbers: float

    def at(self, value: float) -> float:
        return self.start + self.width * value


def _frame(record: AcceptabilityBars, look: Look) -> _Frame:
    bars = [bar for row in record.rows for bar in (row.everyone, *row.parties)]
    numbers = max(width_of(bar.text, size=look.small, bold=True) for bar in bars) + 4
    parties = max(width_of(text, size=look.small) for text in ("all", *record.parties)) + 12
    inner = look.width - 2 * look.margin
    parties = min(parties, inner * 0.25)
    names = (inner - numbers - parties) * (0.4 if look.is_narrow else 0.46)
    start = look.margin + names + parties
    return _Frame(
        names=names, parties=parties, start=start, width=look.width - look.margin - numbers - start - 3, numbers=numbers
    )


def _layout(record: AcceptabilityBars, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    frame = _frame(record, look)
    sheet.lines(
        wrapped(
            "probability that nothing firm is broken", width=frame.width + frame.numbers, size=look.small, bold=True
        ),
        x=frame.start,
        size=look.small,
        bold=True,
    )
    sheet.skip(2)
    top = sheet.y
    for index, row in enumerate(record.rows):
        _row(sheet, row, frame, is_shaded=index % 2 == 0)
    _scale(sheet, frame, top=top)
    sheet.foot(record.heading)
    return sheet


def _row(sheet: Sheet, row: BarRow, frame: _Frame, *, is_shaded: bool) -> None:
    look, top = sheet.look, sheet.y
    line = look.small * LEADING
    names = wrapped(breakable(row.name), width=frame.names - 6, size=look.small, bold=True)
    words = _cut(
        wrapped(breakable(row.package), width=frame.names - 6, size=look.small), most=max(2, _LINES + len(row.parties))
    )
    high = max((len(names) + len(words)) * line, (1 + len(row.parties)) * line) + 5
    if is_shaded:
        sheet.rects.append(Rect(x=sheet.left, y=top, width=sheet.inner, height=high, face=PALE, order=0))
    sheet.skip(1.5)
    sheet.lines(names, x=sheet.left + 2, size=look.small, bold=True)
    sheet.lines(words, x=sheet.left + 2, size=look.small, colour=SOFT)
    for place, bar in enumerate((row.everyone, *row.parties)):
        _bar(sheet, bar, frame, y=top + 2 + line * (place + 0.5), index=place - 1)
    sheet.y = top + high


def _cut(lines: list[str], *, most: int) -> list[str]:
    """Return the first lines, with an ellipsis where there are more."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def _bar(sheet: Sheet, bar: Bar, frame: _Frame, *, y: float, index: int) -> None:
    """Draw one bar with its number, its party's mark and its whisker."""
    small = sheet.look.small
    is_all = index < 0
    high = small * (0.78 if is_all else 0.5)
    label = bar.party or "all"
    baseline = y + small * 0.36
    fitting = wrapped(label, width=frame.parties - 10, size=small)[0]
    sheet.labels.append(Label(x=frame.start - 10, y=baseline, text=fitting, size=small, align="right", bold=is_all))
    if not is_all:
        sign = mark(index)
        sheet.dots.append(Dot(x=frame.start - 5, y=y, marker=sign.marker, size=3.4, face=sign.colour))
    face = INK if is_all else _LIGHT
    wide = frame.width * bar.value
    sheet.rects.append(
        Rect(x=frame.start, y=y - high / 2, width=wide, height=high, face=face, edge=INK, line=0.4, order=2)
    )
    if not bar.exact:
        low, top = frame.at(bar.low), frame.at(bar.high)
        sheet.strokes.append(Stroke(points=((low, y), (top, y)), colour="white", line=2.4, order=2.5))
        sheet.strokes.append(Stroke(points=((low, y), (top, y)), line=0.9, order=3))
        for x in (low, top):
            sheet.strokes.append(Stroke(points=((x, y - 1.6), (x, y + 1.6)), colour=INK, line=0.7, order=3))
    end = frame.start + frame.width + 4
    sheet.labels.append(Label(x=end, y=baseline, text=bar.text, size=small, bold=is_all))


def _scale(sheet: Sheet, frame: _Frame, *, top: float) -> None:
    """Draw the scale through all rows, with its numbers below."""
    bottom, small = sheet.y, sheet.look.small
    for value in (0.0, 0.5, 1.0) if sheet.look.is_narrow else (0.0, 0.25, 0.5, 0.75, 1.0):
        x = frame.at(value)
        sheet.strokes.append(Stroke(points=((x, top), (x, bottom + 1.5)), colour=FAINT, line=0.5, order=0.5))
        text = f"{100 * value:.0f} %"
        sheet.labels.append(Label(x=x, y=bottom + 2.5 + small, text=text, size=small, align="center", colour=SOFT))
    sheet.y = bottom + small * LEADING + 3
