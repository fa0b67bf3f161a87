"""Wrapping: text broken into lines of a given width."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.plots.fonts import width_of

_BREAK = "\u200b"


def wrapped(text: str, *, width: float, size: float, bold: bool = False, italic: bool = False) -> list[str]:
    """Return text in lines that are no wider than ``width`` points; at least one line, perhaps empty.

    Lines break at spaces and at zero-width spaces; a word that is wider than the line is broken within.
    """

    def fits(line: str) -> bool:
        return width_of(line.replace(_BREAK, ""), size=size, bold=bold, italic=italic) <= width

    lines, line = [], ""
    for gap, piece in _pieces(text):
        joined = f"{line}{gap}{piece}" if line else piece
        if fits(joined):
            line = joined
            continue
        if line:
            lines.append(line)
        line = piece
        while not fits(line) and len(line) > 1:
            cut = max(next((at for at in range(len(line) - 1, 0, -1) if fits(line[:at])), 1), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may stand on a line of its own, with the gap before it."""
    for word in text.split(" "):
        gap = " "
        for piece in word.split(_BREAK):
            yield gap, piece
            gap = ""
