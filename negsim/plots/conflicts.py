"""Who blocks what: minimal conflicts between red lines as links, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from negsim.deals.analysis import Analysis
from negsim.plots.conflicts_data import Blocker, ConflictGroup, ConflictMap, Link, conflicts_data
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, SOFT, Look, Width, mark
from negsim.plots.nothing import laid_out
from negsim.plots.sheet import LEADING, Dot, Label, Sheet, Stroke
from negsim.plots.words import breakable, listed
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MIDDLE = 0.3


def plot_conflicts(analysis: Analysis, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw who blocks what in an analysis; see :func:`draw_conflicts`."""
    return draw_conflicts(conflicts_data(analysis), ax=ax, width=width)


def draw_conflicts(record: ConflictMap, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw who blocks what: demands at both sides, each conflict a link that joins its demands.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


def _layout(record: ConflictMap, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    _key(sheet, record)
    for group in record.groups:
        _group(sheet, group)
    sheet.foot(record.heading)
    return sheet


@frozen(kw_only=True)
class _Node:
    """A demand on the sheet: where its hairline begins, at which height, and whether it stands on the left."""

    blocker: Blocker
    x: float
    y: float
    is_left: bool


def _group(sheet: Sheet, group: ConflictGroup) -> None:
    look = sheet.look
    sheet.skip(look.body * 0.7)
    sheet.strokes.append(Stroke(points=((sheet.left, sheet.y), (sheet.left + sheet.inner, sheet.y)), colour=FAINT))
    sheet.skip(1.5)
    sheet.paragraph(listed(group.issues), size=look.small, bold=True)
    sheet.skip(2)
    nodes = _nodes(sheet, group)
    _links(sheet, group.links, nodes)
    if group.more or group.more is None:
        more = f"{group.more:,} more are not drawn" if group.more else "there are more, which were not looked for"
        sheet.paragraph(f"The first {len(group.links)} conflicts are drawn; {more}.", size=look.small, colour=SOFT)


def _nodes(sheet: Sheet, group: ConflictGroup) -> dict[str, _Node]:
    """Write the demands, those of the first side on the left, and return where their hairlines begin."""
    look = sheet.look
    wide = sheet.inner * (1 - _MIDDLE) / 2 - 5
    first = min(blocker.side for blocker in group.blockers)
    columns = (
        [blocker for blocker in group.blockers if blocker.side == first],
        [blocker for blocker in group.blockers if blocker.side != first],
    )
    texts = {blocker.name: _texts(blocker, look, wide=wide) for blocker in group.blockers}
    lines = max(len(names) + len(words) for names, words in texts.values())
    pitch = lines * look.small * LEADING + 3.5
    shift = pitch / 2 if len(group.links) > 1 else 0.0
    top, found = sheet.y + look.small * 0.9, {}
    for is_left, column in zip((True, False), columns, strict=True):
        x = sheet.left + wide if is_left else sheet.left + sheet.inner - wide
        for index, blocker in enumerate(column):
            sheet.y = top + index * pitch + (0 if is_left else shift)
            node = _Node(blocker=blocker, x=x + (3 if is_left else -3), y=sheet.y + look.small * 0.75, is_left=is_left)
            names, words = texts[blocker.name]
            align: Literal["left", "right"] = "right" if is_left else "left"
            sheet.lines(names, x=x, size=look.small, align=align)
            sheet.lines(words, x=x, size=look.small, align=align, colour=SOFT)
            found[blocker.name] = node
    rows = max(len(columns[0]) * pitch, len(columns[1]) * pitch + (shift if columns[1] else 0))
    sheet.y = top + rows
    return found


def _texts(blocker: Blocker, look: Look, *, wide: float) -> tuple[list[str], list[str]]:
    names = wrapped(breakable(blocker.name), width=wide, size=look.small)
    words = [] if look.is_narrow else wrapped(blocker.meaning, width=wide, size=look.small)
    return names, words


def _links(sheet: Sheet, links: Sequence[Link], nodes: dict[str, _Node]) -> None:
    """Draw each conflict as an upright line with a mark at each of its demands."""
    look = sheet.look
    left = sheet.left + sheet.inner * (1 - _MIDDLE) / 2 + 3
    room = sheet.inner * _MIDDLE - 6
    step = min(16.0, room / len(links))
    start = left + (room - step * (len(links) - 1)) / 2
    places = [start + index * step for index in range(len(links))]
    for node in nodes.values():
        reached = [x for x, link in zip(places, links, strict=True) if node.blocker.name in link.demands]
        end = max(reached) if node.is_left else min(reached)
        sheet.strokes.append(Stroke(points=((node.x, node.y), (end, node.y)), colour=SOFT, line=0.45, order=1))
    size = min(4.6, step * 0.72)
    widest = max(width_of(str(link.number), size=look.small * 0.9) for link in links)
    for x, link in zip(places, links, strict=True):
        joined = [nodes[name] for name in link.demands]
        heights = [node.y for node in joined]
        is_level = len(joined) == 2 and heights[0] == heights[1]
        across = [x + (-9 if node.is_left else 9) if is_level else x for node in joined]
        ends = ((min(across), min(heights)), (max(across), max(heights)))
        sheet.strokes.append(Stroke(points=ends, line=1.1))
        for node, at in zip(joined, across, strict=True):
            sign = mark(node.blocker.side)
            sheet.dots.append(Dot(x=at, y=node.y, marker=sign.marker, size=size, face=sign.colour, edge=INK))
        if widest + 1 <= step:
            y = min(heights) - size * 0.75 - 0.5
            sheet.labels.append(Label(x=x, y=y, text=str(link.number), size=look.small * 0.9, align="center"))


def _key(sheet: Sheet, record: ConflictMap) -> None:
    size, x = sheet.look.small, sheet.left
    sheet.y += size
    entries = [(mark(index), name) for index, name in enumerate(record.sides)]
    for sign, name in entries:
        text = wrapped(f"demand of {name}", width=sheet.inner - 12, size=size)[0]
        wide = width_of(text, size=size)
        if x > sheet.left and x + 9 + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.6
        sheet.dots.append(Dot(x=x + 3, y=sheet.y - size * 0.35, marker=sign.marker, size=4.6, face=sign.colour))
        sheet.labels.append(Label(x=x + 9, y=sheet.y, text=text, size=size))
        x += wide + 20
