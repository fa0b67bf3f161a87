"""A robustness map: which package wins in each draw, over two uncertain weights, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from negsim.experiments.sweep_answers import Sweep
from negsim.plots.drawing import inset, plain_settings, scale_of
from negsim.plots.look import FAINT, INK, SOFT, Look, Width, mark
from negsim.plots.nothing import nothing_to_show, pictured
from negsim.plots.robustness_data import RobustnessMap, Winner, often, robustness_data
from negsim.plots.sheet import LEADING, Dot, Sheet
from negsim.plots.words import breakable
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_REST = {"other": (".", FAINT, SOFT), "none": ("x", SOFT, SOFT)}
_ROOM = 0.06
_LINES = 2
"""How many lines a package may take in the key."""


def plot_robustness(
    sweep: Sweep,
    *,
    rule: str | None = None,
    party: str | None = None,
    weights: Sequence[str] | None = None,
    ax: Axes | None = None,
    width: Width = "full",
) -> Axes:
    """Draw the robustness map of a sweep; see :func:`robustness_data` and :func:`draw_robustness`."""
    return draw_robustness(robustness_data(sweep, rule=rule, party=party, weights=weights), ax=ax, width=width)


def draw_robustness(record: RobustnessMap, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw a robustness map.

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
        panel = inset(sheet, page, "map")
        _fill(panel, record, sheet, scale=scale_of(page, sheet))
    return panel


def _sign(winner: Winner, index: int) -> tuple[str, str, str]:
    """Return marker, face and edge."""
    if winner.kind != "package":
        return _REST[winner.kind]
    own = mark(index)
    return own.marker, own.colour, INK


def _layout(record: RobustnessMap, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    sheet.paragraph(f"↑ {record.up}", size=look.body)
    sheet.skip(look.body * 0.4)
    left = sheet.left + look.body * 2.6
    wide = look.width - left - look.margin
    sheet.panel("map", x=left, width=wide, height=wide * (0.56 if not look.is_narrow else 0.8))
    sheet.skip(look.body * 1.9)
    lines = wrapped(f"{record.across} →", width=wide, size=look.body)
    sheet.lines(lines, x=left + wide, size=look.body, align="right")
    sheet.skip(look.body * 0.4)
    _key(sheet, record)
    sheet.foot(record.heading)
    return sheet


def _key(sheet: Sheet, record: RobustnessMap) -> None:
    """Write which mark is which package, and in what share of all draws it won."""
    size = sheet.look.small
    for index, winner in enumerate(record.winners):
        words = f" ({winner.package})" if winner.package else ""
        lines = wrapped(breakable(f"{often(winner.share)} {winner.name}{words}"), width=sheet.inner - 14, size=size)
        marker, face, edge = _sign(winner, index)
        y = sheet.y + size * (LEADING - 0.28 - 0.36)
        sheet.dots.append(Dot(x=sheet.left + 3, y=y, marker=marker, size=4.6, face=face, edge=edge))
        sheet.lines(
            lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"],
            x=sheet.left + 10,
            size=size,
        )


def _fill(panel: Axes, record: RobustnessMap, sheet: Sheet, *, scale: float) -> None:
    """Draw the marks and the frame; rarer winners above more frequent ones."""
    look = sheet.look
    size = (2.6 if look.is_narrow else 3.4) * scale
    for index, winner in sorted(enumerate(record.winners), key=lambda entry: -len(entry[1].points)):
        marker, face, edge = _sign(winner, index)
        across, up = zip(*winner.points, strict=True)
        (line,) = panel.plot(across, up, linestyle="none", marker=marker, markersize=size)
        line.set(markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.3 * scale)
    panel.set_facecolor("white")
    panel.margins(_ROOM)
    for side, spine in panel.spines.items():
        spine.set(visible=side in ("left", "bottom"), linewidth=0.6 * scale, color=INK)
    panel.tick_params(labelsize=look.small * scale, length=2.5 * scale, width=0.6 * scale, pad=2 * scale)
    panel.locator_params(nbins=6 if look.is_narrow else 9)
