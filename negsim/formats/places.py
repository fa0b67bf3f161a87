"""Places in a text: from an offset to line, column and the source line as it can be shown."""

from __future__ import annotations

import bisect
import re
import unicodedata

from attrs import field, frozen

from negsim.errors import Place

MAX_LINE = 300
"""How many characters of a source line are shown."""


@frozen
class Lines:
    r"""A text whose lines end with ``\n``, with the beginnings of its lines looked up once.

    Attributes
    ----------
    text:
        The whole text.
    name:
        What it is called, usually the path of its file.
    """

    text: str
    name: str
    _starts: list[int] = field(init=False, repr=False)

    @_starts.default
    def _find_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, offset: int) -> Place:
        """Return the place of a character, by its offset from 0; the length of the text stands for its end.

        What cannot be seen in the source line, or would reorder it, is shown as a replacement character, one for one,
        so that the column stays right.
        """
        number = bisect.bisect_right(self._starts, offset)
        start = self._starts[number - 1]
        column = offset - start + 1
        end = self.text.find("\n", offset)
        line = self.text[start : start + MAX_LINE + 1 if end < 0 else min(end, start + MAX_LINE + 1)].rstrip("\r")
        shown = "".join(_visible(char) for char in line[:MAX_LINE]) + ("…" if len(line) > MAX_LINE else "")
        return Place(self.name, number, column, shown if column <= MAX_LINE else "")


def place_at(text: str, offset: int, *, name: str) -> Place:
    """Return one place in a text; for several, make :class:`Lines` once."""
    return Lines(text, name).place(offset)


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
