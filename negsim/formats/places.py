"""Places in a text: from an offset to line, column and the source line as it can be shown."""

from __future__ import annotations

import unicodedata

from negsim.errors import Place

MAX_LINE = 300
"""How many characters of a source line are shown."""


def place_at(text: str, offset: int, *, name: str) -> Place:
    r"""Return the place of a character in a text whose lines end with ``\n``.

    What cannot be seen in the source line, or would reorder it, is shown as a replacement character, one for one, so
    that the column stays right.

    Parameters
    ----------
    offset:
        From 0; the length of the text stands for its end.
    name:
        What the text is called, usually the path of its file.
    """
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    column = offset - start + 1
    line = text[start : len(text) if end < 0 else end].rstrip("\r")
    shown = "".join(_visible(char) for char in line[:MAX_LINE]) + ("…" if len(line) > MAX_LINE else "")
    return Place(name, text.count("\n", 0, offset) + 1, column, shown if column <= MAX_LINE else "")


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
