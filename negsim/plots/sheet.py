"""Sheet: what a picture consists of, placed in points from the top left corner, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import Factory, define, frozen

from negsim.plots.look import INK, SOFT, Look
from negsim.plots.words import Heading, clean
from negsim.plots.wrapping import wrapped

LEADING = 1.28
"""The distance between two lines, in sizes of letters."""


@frozen(kw_only=True)
class Label:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    italic: bool = False
    colour: str = INK
    align: Literal["left", "center", "right"] = "left"


@frozen(kw_only=True)
class Rect:
    """A rectangle; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    face: str = "none"
    edge: str = "none"
    line: float = 0.5
    style: str = "-"
    order: float = 1


@frozen(kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str = INK
    line: float = 0.6
    style: str = "-"
    order: float = 2


@frozen(kw_only=True)
class Dot:
    """A marker."""

    x: float
    y: float
    marker: str
    size: float
    face: str = INK
    edge: str = INK
    order: float = 3


@frozen(kw_only=True)
class Panel:
    """Where axes with data stand."""

    name: str
    x: float
    y: float
    width: float
    height: float


@define(kw_only=True)
class Sheet:
    """A picture being laid out, from the top down.

    Attributes
    ----------
    look:
        Its sizes.
    y:
        How far down it is filled.
    labels, rects, strokes, dots, panels:
        What stands on it.
    """

    look: Look
    y: float = 0.0
    labels: list[Label] = Factory(list)
    rects: list[Rect] = Factory(list)
    strokes: list[Stroke] = Factory(list)
    dots: list[Dot] = Factory(list)
    panels: list[Panel] = Factory(list)

    @property
    def left(self) -> float:
        """Where the content begins."""
        return self.look.margin

    @property
    def inner(self) -> float:
        """How wide the content is."""
        return self.look.width - 2 * self.look.margin

    @property
    def height(self) -> float:
        """How high it is when nothing is added."""
        return self.y + self.look.margin

    def skip(self, points: float) -> None:
        """Leave room."""
        self.y += points

    def paragraph(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: str = INK,
        x: float | None = None,
        width: float | None = None,
    ) -> None:
        """Write text in lines, below what is there."""
        start = self.left if x is None else x
        lines = wrapped(clean(text), width=width or self.inner, size=size, bold=bold)
        self.lines(lines, x=start, size=size, bold=bold, colour=colour)

    def lines(
        self,
        lines: Iterable[str],
        *,
        x: float,
        size: float,
        bold: bool = False,
        italic: bool = False,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write lines below what is there."""
        for line in lines:
            self.y += size * LEADING
            baseline = self.y - size * (LEADING - 1)
            text = line.replace("\u200b", "")
            self.labels.append(
                Label(x=x, y=baseline, text=text, size=size, bold=bold, italic=italic, colour=colour, align=align)
            )

    def head(self, heading: Heading) -> None:
        """Write the title and the subtitle."""
        self.skip(self.look.margin)
        self.paragraph(heading.title, size=self.look.title, bold=True)
        self.skip(1.5)
        self.paragraph(heading.subtitle, size=self.look.subtitle, colour=SOFT)
        self.skip(self.look.margin * 0.8)

    def foot(self, heading: Heading) -> None:
        """Write the caption."""
        self.skip(self.look.small * 0.6)
        for text in heading.caption:
            self.skip(self.look.small * 0.35)
            self.paragraph(text, size=self.look.small, colour=SOFT)

    def panel(self, name: str, *, x: float, width: float, height: float) -> None:
        """Leave room for axes, below what is there."""
        self.panels.append(Panel(name=name, x=x, y=self.y, width=width, height=height))
        self.y += height
