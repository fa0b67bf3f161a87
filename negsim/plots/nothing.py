"""A picture as it is laid out, with its words for those who do not see it; or why there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from negsim.plots.drawing import drawn, figure_of
from negsim.plots.look import FAINT, Look, Width
from negsim.plots.sheet import Rect, Sheet
from negsim.plots.words import Heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class InWords(Protocol):
    """What is drawn, and can be told in words."""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        ...


class Record(InWords, Protocol):
    """What is drawn, or why there is nothing to show."""

    @property
    def heading(self) -> Heading:
        """Its title, subtitle and caption."""
        ...

    @property
    def reason(self) -> str:
        """Why there is nothing to show; empty where there is something."""
        ...


Pictured = TypeVar("Pictured", bound=InWords)
Drawable = TypeVar("Drawable", bound=Record)


def pictured(
    layout: Callable[[Pictured, Look], Sheet], record: Pictured, *, ax: Axes | None, width: Width
) -> tuple[Sheet, Axes]:
    """Draw a record as a function lays it out, with its words for those who do not see it."""
    sheet, page = drawn(layout, record, ax=ax, width=width)
    if ax is None:
        figure_of(page).set_label(record.alternative)
    return sheet, page


def laid_out(layout: Callable[[Drawable, Look], Sheet], record: Drawable, *, ax: Axes | None, width: Width) -> Axes:
    """Draw a record as a function lays it out, or why there is nothing to show; returns the axes."""
    if record.reason:
        return nothing_to_show(record.heading, record.reason, ax=ax, width=width)
    return pictured(layout, record, ax=ax, width=width)[1]


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
