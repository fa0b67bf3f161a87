"""The concession space of two parties: what packages are worth to both, drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.deals.analysis import Analysis
from negsim.plots.drawing import inset, plain_settings, scale_of
from negsim.plots.fonts import font, width_of
from negsim.plots.look import FAINT, INK, MARKS, SOFT, Look, Width
from negsim.plots.nothing import nothing_to_show, pictured
from negsim.plots.placing import Area, Wanted, place
from negsim.plots.sheet import Dot, Label, Rect, Sheet, Stroke
from negsim.plots.space_data import MAX_POINTS, ConcessionSpace, Pair, Spot, concession_space_data
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EFFICIENT = ("d", "#d9d9d9", "#4d4d4d")
SPOTS = {
    "more": ("o", "white", INK),
    "nearest": ("o", INK, "white"),
    "nash": ("o", MARKS[1].colour, INK),
    "kalai-smorodinsky": ("s", MARKS[4].colour, INK),
    "egalitarian": ("^", MARKS[5].colour, INK),
    "utilitarian": ("D", MARKS[3].colour, INK),
    "status quo": ("X", INK, "white"),
}
"""Marker, face and edge of what is marked."""

_ZONE = MARKS[0].colour
_BINS = {True: 70, False: 110}


def plot_concession_space(
    analysis: Analysis, parties: Sequence[str] | None = None, *, ax: Axes | None = None, width: Width = "full"
) -> Axes:
    """Draw the concession space of two parties of an analysis; see :func:`draw_concession_space`."""
    return draw_concession_space(concession_space_data(analysis, parties), ax=ax, width=width)


def draw_concession_space(record: ConcessionSpace, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the concession space of two parties.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes that hold the data, inside those given.
    """
    if record.reason:
        return nothing_to_show(record.heading, record.reason, ax=ax, width=width)
    sheet, page = pictured(_layout, record, ax=ax, width=width)
    with plain_settings():
        panel = inset(sheet, page, "space")
        _Drawing(record=record, panel=panel, sheet=sheet, scale=scale_of(page, sheet)).draw()
    return panel


def _layout(record: ConcessionSpace, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    across, up = (f"value to {name}, in points of its 100" for name in record.names)
    sheet.paragraph(f"↑ {up}", size=look.body)
    sheet.skip(look.body * 0.4)
    left = sheet.left + look.body * 2.6
    wide = look.width - left - look.margin
    sheet.panel("space", x=left, width=wide, height=wide * (0.68 if not look.is_narrow else 0.9))
    sheet.skip(look.body * 1.9)
    lines = wrapped(f"{across} →", width=wide, size=look.body)
    sheet.lines(lines, x=left + wide, size=look.body, align="right")
    sheet.skip(look.body * 0.4)
    _key(sheet, record)
    sheet.foot(record.heading)
    return sheet


def _key(sheet: Sheet, record: ConcessionSpace) -> None:
    """Write what the marks mean, in rows."""
    size, x = sheet.look.small, sheet.left
    sheet.y += size * 1.5
    for draw, text in _entries(record):
        wide = width_of(text, size=size)
        if x > sheet.left and x + size * 2.4 + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.5
        draw(sheet, x, sheet.y - size * 0.35)
        sheet.labels.append(Label(x=x + size * 2.4, y=sheet.y, text=text, size=size))
        x += size * 4 + wide


_Sign = Callable[[Sheet, float, float], None]


def _entries(record: ConcessionSpace) -> list[tuple[_Sign, str]]:
    found: list[tuple[_Sign, str]] = [(_swatch(FAINT), "packages")]
    if record.zone:
        found.append((_swatch(_ZONE), "pass all red lines (the zone)"))
        found.append((_dash(INK, "-", 1.3), "frontier of the zone, for these two"))
    found.append((_dash(INK, "-" if not record.zone else ":", 1.1), "frontier of all packages, for these two"))
    if record.efficient:
        found.append((_sign(*EFFICIENT, 2.6), "on the frontier of all that sign"))
    names = {"nearest": "nearest deals, numbered", "more": "further nearest deals"}
    for spot in {spot.kind: spot for spot in record.spots}.values():
        found.append((_sign(*SPOTS[spot.kind], _size_of(spot.kind)), names.get(spot.kind, spot.label)))
    for name, level in zip(record.names, record.reservations, strict=True):
        if level is not None:
            found.append((_dash(SOFT, "--", 0.9), f"the least that {name} takes"))
    return found


def _size_of(kind: str) -> float:
    return 3.4 if kind == "more" else 5.4


def _sized(spots: Sequence[Spot]) -> list[tuple[Spot, float]]:
    """Return marks from the back to the front with their sizes: those at one place grow, so that each can be seen."""
    order = list(SPOTS)
    found: list[tuple[Spot, float]] = []
    for pair in dict.fromkeys(spot.at for spot in spots):
        kinds = {spot.kind: spot for spot in spots if spot.at == pair}
        ranked = sorted(kinds.values(), key=lambda spot: order.index(spot.kind))
        for above, spot in enumerate(reversed(ranked)):
            found.append((spot, _size_of(spot.kind) + 2.8 * above))
    return sorted(found, key=lambda entry: (order.index(entry[0].kind), entry[0].at))


def _swatch(colour: str) -> _Sign:
    return lambda sheet, x, y: sheet.rects.append(
        Rect(x=x, y=y - 2.2, width=sheet.look.small * 1.7, height=4.4, face=colour, edge=SOFT, line=0.3)
    )


def _dash(colour: str, style: str, line: float) -> _Sign:
    return lambda sheet, x, y: sheet.strokes.append(
        Stroke(points=((x, y), (x + sheet.look.small * 1.8, y)), colour=colour, style=style, line=line)
    )


def _sign(marker: str, face: str, edge: str, size: float) -> _Sign:
    return lambda sheet, x, y: sheet.dots.append(
        Dot(x=x + sheet.look.small * 0.9, y=y, marker=marker, size=size, face=face, edge=edge)
    )


@frozen(kw_only=True, eq=False)
class _Drawing:
    """The data axes while they are drawn; ``scale`` is how many points a point of the sheet is."""

    record: ConcessionSpace
    panel: Axes
    sheet: Sheet
    scale: float

    def draw(self) -> None:
        """Draw everything, from the back to the front."""
        limits = _limits(self.record)
        self.panel.set(xlim=limits[0], ylim=limits[1])
        self._frame()
        self._packages(self.record.packages, colour="#7d7d7d", floor=0.16, order=1)
        self._packages(self.record.zone, colour=_ZONE, floor=0.45, order=2)
        self._steps(self.record.frontier, INK, style=":" if self.record.zone else "-", line=1.1)
        self._steps(self.record.zone_frontier, INK, style="-", line=1.3)
        if self.record.efficient:
            self._markers(self.record.efficient, EFFICIENT, size=1.8 if self.sheet.look.is_narrow else 2.6, order=4)
        for axis, level in zip("xy", self.record.reservations, strict=True):
            if level is not None:
                line = self.panel.axvline(level) if axis == "x" else self.panel.axhline(level)
                line.set(color=SOFT, linestyle="--", linewidth=0.9 * self.scale, zorder=3)
        for spot, size in _sized(self.record.spots):
            self._markers([spot.at], SPOTS[spot.kind], size=size, order=6)
        self._labels()

    def _frame(self) -> None:
        look = self.sheet.look
        self.panel.set_facecolor("white")
        for side, spine in self.panel.spines.items():
            spine.set(visible=side in ("left", "bottom"), linewidth=0.6 * self.scale, color=INK)
        self.panel.tick_params(labelsize=look.small * self.scale, length=2.5 * self.scale, width=0.6 * self.scale)
        self.panel.tick_params(pad=2 * self.scale)
        self.panel.locator_params(nbins=6 if look.is_narrow else 9)

    def _packages(self, pairs: Sequence[tuple[float, float, int]], *, colour: str, floor: float, order: int) -> None:
        """Draw pairs of values as points, or as squares that are darker the more packages they hold."""
        if not pairs:
            return
        if len(self.record.packages) <= MAX_POINTS:
            places = [(first, second) for first, second, _ in pairs]
            size = max(1.6, min(4.0, 60 / math.sqrt(len(self.record.packages))))
            self._markers(places, ("o", colour, "none"), size=size, order=order)
            return
        bins = _BINS[self.sheet.look.is_narrow]
        edges = tuple(
            _edges([pair[axis] for pair in self.record.packages], self.record.grain[axis], bins) for axis in (0, 1)
        )
        first, second, number = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
        held, _, _ = np.histogram2d(first, second, bins=edges, weights=number)
        image = _shaded(held.T, colour=colour, floor=floor)
        extent = (edges[0][0], edges[0][-1], edges[1][0], edges[1][-1])
        limits = self.panel.get_xlim(), self.panel.get_ylim()
        self.panel.imshow(image, extent=extent, origin="lower", aspect="auto", interpolation="nearest", zorder=order)
        self.panel.set(xlim=limits[0], ylim=limits[1])

    def _steps(self, corners: Sequence[Pair], colour: str, *, style: str, line: float) -> None:
        """Draw the border of what the corners dominate: never a line from one package to another."""
        if not corners:
            return
        across, up = zip(*corners, strict=True)
        self.panel.plot(
            across, up, drawstyle="steps-pre", color=colour, linestyle=style, linewidth=line * self.scale, zorder=3.5
        )

    def _markers(self, places: Sequence[Pair], look: tuple[str, str, str], *, size: float, order: float) -> None:
        across, up = zip(*places, strict=True)
        (line,) = self.panel.plot(across, up, linestyle="none", marker=look[0], markersize=size * self.scale)
        line.set(markerfacecolor=look[1], markeredgecolor=look[2], markeredgewidth=0.7 * self.scale, zorder=order)
        line.set_clip_on(False)

    def _labels(self) -> None:
        """Write the labels of what is marked where there is room, with a thin line to the mark."""
        area, size = self.sheet.panels[0], self.sheet.look.body
        spots = [spot for spot in self.record.spots if spot.label]
        ticks = [_around(self._on_sheet(spot.at), size / 2 + 0.5) for spot, size in _sized(self.record.spots)]
        bounds = Area(left=area.x + 3, top=area.y + 2, right=area.x + area.width - 2, bottom=area.y + area.height - 3)
        corners = [*self.record.frontier, *self.record.zone_frontier, *self.record.efficient]
        marks = [_around(self._on_sheet(pair), 1.4) for pair in dict.fromkeys(corners)]
        ordered = _joined(spots, self._on_sheet)
        wanted = [
            Wanted(x=x, y=y, width=width_of(text, size=size, bold=True) + 2, height=size * 1.25)
            for (x, y), text in ordered.items()
        ]
        spaces = place(wanted, bounds=bounds, obstacles=[*ticks, *marks])
        for text, label, space in zip(ordered.values(), wanted, spaces, strict=True):
            if space is not None:
                self._write(text, label, space, size=size)

    def _write(self, text: str, label: Wanted, space: Area, *, size: float) -> None:
        to_data = self._from_sheet
        middle = ((space.left + space.right) / 2, (space.top + space.bottom) / 2)
        drawn_text = self.panel.text(*to_data(*middle), text, ha="center", va="center", color=INK, zorder=8)
        drawn_text.set(fontproperties=font(bold=True), parse_math=False, usetex=False)
        drawn_text.set_fontsize(size * self.scale)
        box = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.6 * self.scale}
        drawn_text.set_bbox(box)
        near = (
            min(max(label.x, space.left), space.right),
            min(max(label.y, space.top), space.bottom),
        )
        if math.dist(near, (label.x, label.y)) > 5:
            ends = [to_data(*near), to_data(label.x, label.y)]
            self.panel.plot(*zip(*ends, strict=True), color=INK, linewidth=0.4 * self.scale, zorder=5.5)

    def _on_sheet(self, pair: Pair) -> tuple[float, float]:
        area = self.sheet.panels[0]
        (low, high), (bottom, top) = self.panel.get_xlim(), self.panel.get_ylim()
        across = area.x + area.width * (pair[0] - low) / (high - low)
        return across, area.y + area.height * (top - pair[1]) / (top - bottom)

    def _from_sheet(self, x: float, y: float) -> tuple[float, float]:
        area = self.sheet.panels[0]
        (low, high), (bottom, top) = self.panel.get_xlim(), self.panel.get_ylim()
        return low + (high - low) * (x - area.x) / area.width, top - (top - bottom) * (y - area.y) / area.height


def _joined(spots: Sequence[Spot], where: Callable[[Pair], tuple[float, float]]) -> dict[tuple[float, float], str]:
    """Return labels by place; marks at one place share a label."""
    found: dict[tuple[float, float], list[str]] = {}
    for spot in spots:
        found.setdefault(where(spot.at), []).append(spot.label)
    return {place: ", ".join(dict.fromkeys(labels)) for place, labels in found.items()}


def _around(point: tuple[float, float], reach: float) -> Area:
    x, y = point
    return Area(left=x - reach, top=y - reach, right=x + reach, bottom=y + reach)


def _edges(values: Sequence[float], grain: float, bins: int) -> NDArray[Any]:
    """Return the borders of at most so many squares, each as wide as the same whole number of steps between values."""
    low, high = min(values), max(values)
    steps = round((high - low) / grain) + 1
    wide = grain * math.ceil(steps / bins)
    return low - grain / 2 + wide * np.arange(math.ceil(steps * grain / wide - 1e-9) + 1)


def _limits(record: ConcessionSpace) -> tuple[Pair, Pair]:
    """Return the ends of the axes: all that is shown with a little room, and never no width."""
    found = []
    for axis, level in enumerate(record.reservations):
        values = [entry[axis] for entry in record.packages] + [spot.at[axis] for spot in record.spots]
        values += [] if level is None else [level]
        low, high = min(values), max(values)
        room = max(4.0, (high - low) * 0.06)
        found.append((low - room, high + room))
    return found[0], found[1]


def _shaded(held: Any, *, colour: str, floor: float) -> Any:
    """Return a picture in which squares are less transparent the more packages they hold, by orders of magnitude."""
    image = np.zeros((*held.shape, 4))
    image[..., :3] = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    some = held > 0
    depth = np.log10(held, where=some, out=np.zeros_like(held))
    most = max(float(depth.max()), 1.0)
    image[..., 3] = np.where(some, floor + (0.75 - floor / 2) * depth / most, 0)
    return np.clip(image, 0, 1)
