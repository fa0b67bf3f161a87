"""Keys: what the marks of a picture mean, in rows above or below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from negsim.plots.fonts import width_of
from negsim.plots.look import INK, SOFT
from negsim.plots.sheet import Dot, Label, Rect, Sheet, Stroke

Sign = Callable[[Sheet, float, float], None]
"""What draws a mark of the key at a place: its left end, and its middle from above."""


def swatch(face: str, *, edge: str = SOFT, high: float = 4.4) -> Sign:
    """Return what draws a small rectangle."""
    return lambda sheet, x, y: sheet.rects.append(
        Rect(x=x, y=y - high / 2, width=sheet.look.small * 1.9, height=high, face=face, edge=edge, line=0.3)
    )


def dash(colour: str, style: str, line: float) -> Sign:
    """Return what draws a short line."""
    return lambda sheet, x, y: sheet.strokes.append(
        Stroke(points=((x, y), (x + sheet.look.small * 1.9, y)), colour=colour, style=style, line=line)
    )


def dot(marker: str, size: float, *, face: str = INK, edge: str = INK) -> Sign:
    """Return what draws a marker."""
    return lambda sheet, x, y: sheet.dots.append(
        Dot(x=x + sheet.look.small * 0.95, y=y, marker=marker, size=size, face=face, edge=edge)
    )


def both(one: Sign, other: Sign) -> Sign:
    """Return what draws two marks over each other."""

    def sign(sheet: Sheet, x: float, y: float) -> None:
        one(sheet, x, y)
        other(sheet, x, y)

    return sign


def write_key(sheet: Sheet, entries: Iterable[tuple[Sign, str]]) -> None:
    """Write a key below what is there: as many entries in a row as there is room for."""
    size, x = sheet.look.small, sheet.left
    sheet.y += size
    for draw, text in entries:
        wide = width_of(text, size=size)
        if x > sheet.left and x + size * 2.6 + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.55
        draw(sheet, x, sheet.y - size * 0.35)
        sheet.labels.append(Label(x=x + size * 2.6, y=sheet.y, text=text, size=size))
        x += size * 4.1 + wide
