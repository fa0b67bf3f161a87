"""Places in a text: from an offset to line, column and the source line as it can be shown."""

from __future__ import annotations

import bisect
import re
import unicodedata

from attrs import field, frozen

from negsim.errors import Place

MAX_LINE = 160
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

        A long line is cut around the character. What cannot be seen in it, or would reorder it, is shown as a
        replacement character, one for one, so that the column stays right.
        """
        number = bisect.bisect_right(self._starts, offset)
        start = self._starts[number - 1]
        column = offset - start + 1
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        first = start if column <= MAX_LINE else offset - MAX_LINE // 2
        line = self.text[first : min(end, first + MAX_LINE)].rstrip("\r")
        shown = "".join(_visible(char) for char in line)
        before, after = "…" if first > start else "", "…" if first + MAX_LINE < end else ""
        return Place(self.name, number, column, before + shown + after, start=first - start - len(before))


def place_at(text: str, offset: int, *, name: str) -> Place:
    """Return one place in a text; for several, make :class:`Lines` once."""
    return Lines(text, name).place(offset)


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
