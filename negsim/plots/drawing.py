"""Drawing: a sheet onto axes, or onto a figure of its own. The only module that makes figures."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from negsim.plots.fonts import font, matplotlib_needed, warn_of_missing
from negsim.plots.look import Look, Width, look
from negsim.plots.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Record = TypeVar("Record")
Layout = Callable[[Record, Look], Sheet]
"""What lays a record out at given sizes."""

_SMALLEST = 0.2


@contextlib.contextmanager
def plain_settings() -> Iterator[None]:
    """Draw with matplotlib's own settings, whatever the user's are, and without its warnings about letters."""
    matplotlib_needed()
    import matplotlib.style

    with matplotlib.style.context("default"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def drawn(layout: Layout[Record], record: Record, *, ax: Axes | None, width: Width) -> tuple[Sheet, Axes]:
    """Lay a record out and draw it, on the axes given or on a figure of its own that is as high as it needs.

    Everything stays within the axes: where these are too small, all is drawn smaller.
    """
    matplotlib_needed()
    sheet = layout(record, look(width)) if ax is None else _fitting(layout, record, ax)
    return sheet, _render(sheet, ax if ax is not None else _own_axes(sheet))


def inset(sheet: Sheet, ax: Axes, name: str) -> Axes:
    """Return the axes of a panel, inside those of the sheet, without anything on them."""
    panel = next(panel for panel in sheet.panels if panel.name == name)
    wide, high = sheet.look.width, sheet.height
    bottom = 1 - (panel.y + panel.height) / high
    return ax.inset_axes((panel.x / wide, bottom, panel.width / wide, panel.height / high))


def scale_of(ax: Axes, sheet: Sheet) -> float:
    """Return how many points one point of the sheet is on these axes."""
    return _size(ax)[0] / sheet.look.width


def _own_axes(sheet: Sheet) -> Axes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with plain_settings():
        figure = Figure(figsize=(sheet.look.width / 72, sheet.height / 72), dpi=200, facecolor="white")
        FigureCanvasAgg(figure)
        return figure.add_axes((0, 0, 1, 1))


def figure_of(ax: Axes) -> Figure:
    """Return the figure that axes stand on."""
    from matplotlib.figure import Figure

    found = ax.get_figure(root=True)
    assert isinstance(found, Figure), "axes that were drawn on belong to a figure"
    return found


def _size(ax: Axes) -> tuple[float, float]:
    box = ax.get_position(original=False)
    figure = figure_of(ax)
    return box.width * figure.get_figwidth() * 72, box.height * figure.get_figheight() * 72


def _fitting(layout: Layout[Record], record: Record, ax: Axes) -> Sheet:
    """Return the sheet, laid out as wide as it must be for its height to fit the axes once it is scaled to them."""
    wide, high = _size(ax)
    scale = 1.0
    while True:
        sheet = layout(record, evolve(look(wide / scale), width=wide / scale))
        if sheet.height * scale <= high or scale <= _SMALLEST:
            sheet.y += max(0.0, high / scale - sheet.height)
            return sheet
        scale *= 0.9


def _render(sheet: Sheet, ax: Axes) -> Axes:
    from matplotlib.patches import Rectangle

    scale = scale_of(ax, sheet)
    warn_of_missing(label.text for label in sheet.labels)
    with plain_settings():
        ax.set_axis_off()
        ax.set_xlim(0, sheet.look.width)
        ax.set_ylim(sheet.height, 0)
        for rect in sheet.rects:
            patch = Rectangle((rect.x, rect.y), rect.width, rect.height)
            patch.set(facecolor=rect.face, edgecolor=rect.edge, linewidth=rect.line * scale, linestyle=rect.style)
            patch.set(zorder=rect.order, joinstyle="miter")
            ax.add_patch(patch)
        for stroke in sheet.strokes:
            across, down = zip(*stroke.points, strict=True)
            (line,) = ax.plot(across, down, color=stroke.colour, linewidth=stroke.line * scale, linestyle=stroke.style)
            line.set(zorder=stroke.order, solid_capstyle="butt")
        for dot in sheet.dots:
            (line,) = ax.plot([dot.x], [dot.y], marker=dot.marker, markersize=dot.size * scale, linestyle="none")
            line.set(markerfacecolor=dot.face, markeredgecolor=dot.edge, markeredgewidth=0.6 * scale, zorder=dot.order)
        _write(sheet, ax, scale=scale)
    return ax


def _write(sheet: Sheet, ax: Axes, *, scale: float) -> None:
    for label in sheet.labels:
        if label.text:
            text = ax.text(label.x, label.y, label.text, ha=label.align, va="baseline", color=label.colour, zorder=5)
            text.set(fontproperties=font(bold=label.bold, italic=label.italic), parse_math=False, usetex=False)
            text.set_fontsize(label.size * scale)
