"""What GENIUS accepts although it is ill-formed, put right so that a strict parser reads it alike."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice

from attrs import field, frozen

from negsim.fields import entries, frozen_mapping

MAX_MENDED = 10_000
"""How many places are mended; more are no slip of whoever wrote the file."""

MAX_TAGS = 500_000
"""How many tags and comments are looked at."""

MAX_LENGTH = 4_000_000
"""How many characters a text may have to be mended, which makes several copies of it."""

KINDS: Mapping[str, str] = {
    "&": "a raw & stands in a quoted text",
    "<": "a raw < stands in a quoted text",
    " ": "a blank is missing between two attributes",
}
"""The kinds of what is mended, as they are told."""

_TAG = re.compile(r"<[A-Za-z_:][^\s/>\"'=<]*+")
_ATTRIBUTE = re.compile(r"(\s*+)[^\s=<>/\"'&]++\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_END = re.compile(r"\s*+/?+>")
_RAW = re.compile(r"<|&(?!(?:#\d++|#x[0-9A-Fa-f]++|[A-Za-z_:][\w.:-]*+);)")
_CLOSED_BY = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_WRITTEN = {"&": "&amp;", "<": "&lt;", " ": " "}

_Change = tuple[int, str]
"""Where something is mended, and its kind."""


@frozen
class Mended:
    """A mended text.

    Attributes
    ----------
    first:
        From each kind of what was mended to where it first stood in the original text.
    """

    text: str = field(repr=False)
    first: Mapping[str, int] = field(converter=frozen_mapping)
    _ends: tuple[int, ...] = field(converter=entries, repr=False)
    _grown: tuple[int, ...] = field(converter=entries, repr=False)

    def original(self, offset: int) -> int:
        """Return where a character of the mended text stood in the original."""
        return offset - self._grown[bisect_right(self._ends, offset)]


def mend(text: str) -> Mended | None:
    """Return the text with what GENIUS accepts put right, or None where there is nothing of the kind or too much.

    Examples
    --------
    >>> mend('<item index="1"value="Food & drink" />').text
    '<item index="1" value="Food &amp; drink" />'
    """
    if len(text) > MAX_LENGTH:
        return None
    changes: list[_Change] = []
    for change in _changes(text):
        changes.append(change)
        if len(changes) > MAX_MENDED:
            return None
    if not changes:
        return None
    pieces: list[str] = []
    first: dict[str, int] = {}
    ends, grown, last, size = list[int](), [0], 0, 0
    for offset, kind in changes:
        written, given = _WRITTEN[kind], 0 if kind == " " else 1
        pieces += (text[last:offset], written)
        size += offset - last + len(written)
        last = offset + given
        ends.append(size)
        grown.append(grown[-1] + len(written) - given)
        first.setdefault(kind, offset)
    return Mended("".join([*pieces, text[last:]]), first, ends, grown)


def _changes(text: str) -> Iterator[_Change]:
    at = text.find("<")
    for _ in range(MAX_TAGS):
        if at < 0:
            return
        opening = next((mark for mark in _CLOSED_BY if text.startswith(mark, at)), "")
        if opening:
            end = text.find(_CLOSED_BY[opening], at)
            if end < 0:
                return
        else:
            found, end = _tag_changes(text, at)
            yield from found
        at = text.find("<", end)


def _tag_changes(text: str, begin: int) -> tuple[list[_Change], int]:
    """Return what is to be mended in a tag, and where to go on; nothing in what is no whole tag."""
    tag = _TAG.match(text, begin)
    if tag is None:
        return [], begin + 1
    found: list[_Change] = []
    at = tag.end()
    while attribute := _ATTRIBUTE.match(text, at):
        if not attribute[1]:
            found.append((at, " "))
        value = attribute[2]
        if "&" in value or "<" in value:
            raws = islice(_RAW.finditer(value), MAX_MENDED + 1)
            found += ((attribute.start(2) + raw.start(), raw[0]) for raw in raws)
        # A < on a later line than its quote is a quote that was never closed.
        if "\n" in value and "<" in value:
            return [], begin + 1
        at = attribute.end()
        if len(found) > MAX_MENDED:
            return found, at
    end = _END.match(text, at)
    return (found, end.end()) if end else ([], begin + 1)
