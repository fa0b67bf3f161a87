"""The stance map: parties by issues, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from negsim.deals.analysis import Analysis
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, SOFT, Look, Width
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Label, Rect, Sheet
from negsim.plots.stances_data import ASSUMED, StanceCell, StanceMap, StanceRow, stances_data
from negsim.plots.words import breakable, decimal
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PAD = 3.6
_BAR = 1.5
_MOST_LINES = 4
_DARKEST = (0x8F, 0xAD, 0xC9)
_STYLES = {"broken": "--", "kept": "-", "stands": "-"}


def plot_stances(
    analysis: Analysis, parties: Sequence[str] | None = None, *, ax: Axes | None = None, width: Width = "full"
) -> Axes:
    """Draw the stance map of an analysis; see :func:`draw_stances`."""
    return draw_stances(stances_data(analysis, parties), ax=ax, width=width)


def draw_stances(record: StanceMap, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the stance map.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


def _layout(record: StanceMap, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    columns = _columns(record, look)
    _names(sheet, record, columns)
    for row in record.rows:
        _row(sheet, row, columns=columns, heaviest=record.heaviest)
    sheet.skip(look.body)
    _key(sheet, record)
    sheet.foot(record.heading)
    _sources(sheet, record)
    return sheet


@frozen
class _Column:
    x: float
    width: float


def _margin(look: Look) -> float:
    """Return how much of the width the issues take beside the cells; on a narrow sheet they stand above them."""
    return 0.0 if look.is_narrow else 0.19 * look.width


def _noted(text: str, cell: StanceCell) -> str:
    return f"{text} [{','.join(cell.notes)}]" if cell.notes else text


def _written(cell: StanceCell, *, width: float, look: Look) -> list[str]:
    """Return the lines in a cell: with titles where these are few lines, else with ids."""
    lines = wrapped(_noted(cell.brief, cell), width=width, size=look.small)
    if len(lines) <= _MOST_LINES and not look.is_narrow:
        return lines
    short = wrapped(_noted(breakable(cell.short), cell), width=width, size=look.small)
    return min(lines, short, key=len) if not look.is_narrow else short


def _columns(record: StanceMap, look: Look) -> list[_Column]:
    """Return the columns: none narrower than its longest word, the rest shared out by how much was said."""
    least, said = [], []
    for index, name in enumerate(record.names):
        texts = [row.cells[index].short if look.is_narrow else row.cells[index].brief for row in record.rows]
        words = [word for text in texts for word in breakable(text).replace("\u200b", " ").split()]
        heads = [width_of(word, size=look.body, bold=True) for word in name.split()]
        longest = max([*heads, *(width_of(word, size=look.small) for word in words)], default=0.0)
        least.append(longest + 2 * _PAD + 1)
        said.append(sum(width_of(text, size=look.small) for text in texts) + 1)
    inner = look.width - 2 * look.margin - _margin(look)
    spare = max(0.0, inner - sum(least))
    wide = [low + spare * share / sum(said) for low, share in zip(least, said, strict=True)]
    factor = inner / sum(wide)
    columns, x = [], look.margin + _margin(look)
    for entry in wide:
        columns.append(_Column(x, entry * factor))
        x += entry * factor
    return columns


def _names(sheet: Sheet, record: StanceMap, columns: Sequence[_Column]) -> None:
    size, small = sheet.look.body, sheet.look.small
    top, bottom = sheet.y, sheet.y
    for column, name, heaviest in zip(columns, record.names, record.heaviest, strict=True):
        sheet.y = top
        inner = column.width - 3
        sheet.lines(wrapped(name, width=inner, size=size, bold=True), x=column.x + 1, size=size, bold=True)
        note = wrapped(f"full bar: {decimal(heaviest)}", width=inner, size=small)
        sheet.lines(note, x=column.x + 1, size=small, colour=SOFT)
        bottom = max(bottom, sheet.y)
    sheet.y = bottom + 2


def _row(sheet: Sheet, row: StanceRow, *, columns: Sequence[_Column], heaviest: Sequence[float]) -> None:
    """Write the issue and what the package makes of it, and a cell for each party."""
    look = sheet.look
    sheet.skip(3 if look.is_narrow else 1.6)
    top = sheet.y
    _issue(sheet, row)
    beside = sheet.y - top
    if look.is_narrow:
        top, beside = sheet.y + 2, 0.0
    texts = [
        _written(cell, width=column.width - 2 * _PAD, look=look)
        for cell, column in zip(row.cells, columns, strict=True)
    ]
    high = max(beside, max(len(text) for text in texts) * look.small * LEADING + _BAR + 1.8 * _PAD)
    for cell, column, text, most in zip(row.cells, columns, texts, heaviest, strict=True):
        _cell(sheet, cell, column, top=top, high=high, most=most)
        sheet.y = top + 1.2
        sheet.lines(text, x=column.x + _PAD, size=look.small)
    sheet.y = top + high


def _issue(sheet: Sheet, row: StanceRow) -> None:
    look = sheet.look
    wide = (_margin(look) or sheet.inner) - 3
    text = f"→ {row.taken_short if look.is_narrow else row.taken_brief}"
    head = wrapped(row.label, width=wide, size=look.small, bold=True)
    sheet.lines(head, x=sheet.left, size=look.small, bold=True)
    if not row.taken:
        return
    after = width_of(head[-1], size=look.small, bold=True) + look.small
    if after + width_of(text, size=look.small) <= wide:
        sheet.labels.append(Label(x=sheet.left + after, y=sheet.labels[-1].y, text=text, size=look.small))
    else:
        sheet.lines(wrapped(text, width=wide, size=look.small), x=sheet.left, size=look.small)


def _cell(sheet: Sheet, cell: StanceCell, column: _Column, *, top: float, high: float, most: float) -> None:
    x, wide = column.x + 0.8, column.width - 1.6
    if cell.text or cell.line:
        sheet.rects.append(Rect(x=x, y=top, width=wide, height=high, face=_shade(cell.distance), edge=FAINT, line=0.4))
    if cell.line:
        style = _STYLES[cell.line]
        border = Rect(x=x + 0.6, y=top + 0.6, width=wide - 1.2, height=high - 1.2, edge=INK, line=1.4, style=style)
        sheet.rects.append(evolve(border, order=2))
    if cell.weight and most:
        bar = (column.width - 2 * _PAD) * cell.weight / most
        sheet.rects.append(
            Rect(x=column.x + _PAD, y=top + high - _BAR - 1.9, width=bar, height=_BAR, face=SOFT, order=3)
        )


def _shade(distance: float | None) -> str:
    """Return the shade of a cell: the darker, the farther; never so dark that text on it is hard to read."""
    if distance is None:
        return "white"
    share = min(1.0, max(0.0, distance))
    return "#" + "".join(f"{round(255 - (255 - dark) * share):02x}" for dark in _DARKEST)


def _key(sheet: Sheet, record: StanceMap) -> None:
    """Write what shades, borders, bars and numbers mean."""
    size, high = sheet.look.small, sheet.look.small * 1.1
    entries: list[tuple[list[Rect], str]] = []
    if record.package:
        shades = [
            Rect(x=index * 9.0, y=0, width=9, height=high, face=_shade(index / 4), edge=FAINT, line=0.3)
            for index in range(5)
        ]
        entries.append((shades, "the package gives all – nothing of what was wanted"))
    lines = {cell.line for row in record.rows for cell in row.cells} - {""}
    words = {"broken": "red line, broken by the package", "kept": "red line, kept", "stands": "red line"}
    for kind in sorted(lines):
        border = Rect(x=1, y=0, width=16, height=high, edge=INK, line=1.4, style=_STYLES[kind])
        entries.append(([border], words[kind]))
    entries.append(([Rect(x=0, y=high - 3, width=14, height=_BAR, face=SOFT)], "weight of the issue (full: header)"))
    entries.append(([], "blank: no stated position"))
    entries.append(([], f"[1] source below, [{ASSUMED}] analyst's assumption, → option of the package"))
    x, sheet.y = sheet.left, sheet.y + high
    for rects, text in entries:
        sign = max((rect.x + rect.width for rect in rects), default=-4.0) + 4
        wide = sign + width_of(text, size=size)
        if x > sheet.left and x + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.7
        for rect in rects:
            sheet.rects.append(evolve(rect, x=x + rect.x, y=sheet.y - high + 1 + rect.y, order=2))
        for line in wrapped(text, width=sheet.inner - sign, size=size):
            sheet.labels.append(Label(x=x + sign, y=sheet.y, text=line, size=size))
            sheet.y += size * LEADING
        sheet.y -= size * LEADING
        x += wide + 12


def _sources(sheet: Sheet, record: StanceMap) -> None:
    """Write the sources in as many columns as there is room for."""
    if not record.sources:
        return
    look = sheet.look
    sheet.skip(look.small * 0.8)
    sheet.lines(["Sources"], x=sheet.left, size=look.small, bold=True)
    number = 1 if look.is_narrow else 3
    wide = (sheet.inner - (number - 1) * 10) / number
    half = -(-len(record.sources) // number)
    top, bottom = sheet.y, sheet.y
    for column in range(number):
        sheet.y = top
        x = sheet.left + column * (wide + 10)
        for note, text in record.sources[column * half : (column + 1) * half]:
            y = sheet.y
            sheet.lines([note], x=x + 9, size=look.small, colour=SOFT, align="right")
            sheet.y = y
            sheet.lines(wrapped(text, width=wide - 13, size=look.small), x=x + 13, size=look.small, colour=SOFT)
        bottom = max(bottom, sheet.y)
    sheet.y = bottom
