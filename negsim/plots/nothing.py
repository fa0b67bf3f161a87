"""Nothing to show: what is drawn where there is no data, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negsim.plots.drawing import drawn, figure_of
from negsim.plots.look import FAINT, Look, Width
from negsim.plots.sheet import Rect, Sheet
from negsim.plots.words import Heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def nothing_to_show(heading: Heading, reason: str, *, ax: Axes | None, width: Width) -> Axes:
    """Draw the title and why there is nothing below it; returns the axes."""
    _, page = drawn(_layout, (heading, reason), ax=ax, width=width)
    if ax is None:
        figure_of(page).set_label(f"{heading.title}. Nothing to show: {reason}.")
    return page


def _layout(given: tuple[Heading, str], look: Look) -> Sheet:
    heading, reason = given
    sheet = Sheet(look=look)
    sheet.head(heading)
    top = sheet.y
    sheet.skip(look.body * 2)
    sheet.paragraph(
        f"Nothing to show: {reason}.", size=look.body, x=sheet.left + look.body, width=sheet.inner - 2 * look.body
    )
    sheet.skip(look.body * 2)
    sheet.rects.append(Rect(x=sheet.left, y=top, width=sheet.inner, height=sheet.y - top, edge=FAINT, style=":"))
    sheet.foot(heading)
    return sheet
