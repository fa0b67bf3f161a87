"""XML texts as small trees: what could harm is refused before it is kept, and nothing is ever fetched."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from xml.parsers import expat

import attrs
from attrs import field, frozen

MAX_DEPTH = 64
"""How many tags may stand inside each other."""

MAX_ELEMENTS = 100_000
"""How many elements a file may have."""

MAX_NAMES = 1000
"""How many different tags and attributes a file may use; real ones use about 40."""

MAX_TEXT = 3_000_000
"""How many characters the attributes that are read may have, all together."""

MAX_PIECE = 1 << 18
"""How many bytes one tag or comment may have: expat keeps a piece until it is whole."""

KEPT = frozenset(
    [
        *("index", "name", "type", "etype", "vtype", "description", "value", "evaluation", "lowerbound", "upperbound"),
        *("ftype", "slope", "offset", "parameter0", "parameter1", "parameter2"),
        *("maxutility", "aggregation", "weight", "utility", "min", "max"),
    ]
)
"""The attributes that are read; of others only the name is kept, which may be a slip."""

PASSED_OVER = frozenset({"cost", "rank", "number_of_issues", "number_of_sessions"})
"""The attributes that GENIUS writes and does not read again."""

MAX_SHARED = 10_000
"""How many different values of attributes are looked for again, so that equal ones take memory once."""

_CHUNK = 1 << 16
_BLOCK = 4096
_DECLARATION = re.compile(r"(?:\s|<!--.*?-->)*+(<\?xml\s[^>]*+>)", re.DOTALL)
_PLAIN_WORDS = {
    3: "the file ends before its tags are closed",
    4: "something stands here that XML does not allow here",
    5: "a tag, a comment or a quoted text is not closed",
    7: "this end tag does not belong to the tag that is open",
    8: "an attribute is given twice in one tag",
    9: "something stands after the end of the outermost tag",
    11: "an entity is used that is not defined; XML knows &amp; &lt; &gt; &quot; and &apos;",
    14: "a character is given by a number that no character has",
    20: "a CDATA section is not closed",
}


class XmlError(ValueError):
    """XML that is not read: the code of the finding, why, and at which byte of the text."""

    def __init__(self, code: str, reason: str, byte: int) -> None:
        self.code = code
        self.reason = reason
        self.byte = byte
        super().__init__(code, reason, byte)


@frozen
class Element:
    """A tag with what stands in it.

    Attributes
    ----------
    attributes:
        Names and values in turn; the values only of those in :data:`KEPT`.
    byte:
        Where it begins in the text, in bytes of UTF-8.
    """

    tag: str
    attributes: tuple[str, ...]
    byte: int
    children: tuple[Element, ...] = field(repr=False)

    def get(self, name: str) -> str | None:
        """Return the value of an attribute, or None where there is none."""
        for at in range(0, len(self.attributes), 2):
            if self.attributes[at] == name:
                return self.attributes[at + 1]
        return None

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the children that have a tag, in order."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Element | None:
        """Return the first child that has a tag, or None where there is none."""
        return next(self.all(tag), None)


@attrs.define
class _Builder:
    """The tree so far: for each open tag its name, attributes, beginning and children."""

    parser: expat.XMLParserType
    count: int = 0
    size: int = 0
    names: set[str] = attrs.Factory(set)
    texts: dict[str, str] = attrs.Factory(dict)
    stack: list[tuple[str, tuple[str, ...], int, list[Element]]] = attrs.Factory(list)
    roots: list[Element] = attrs.Factory(list)

    def start(self, tag: str, attributes: list[str]) -> None:
        self.count += 1
        self.names.add(tag)
        self.names.update(attributes[::2])
        if len(self.stack) == MAX_DEPTH:
            self.refuse(f"tags stand inside each other {MAX_DEPTH + 1} deep, where {MAX_DEPTH} is the limit")
        if self.count > MAX_ELEMENTS:
            self.refuse(f"there are over {MAX_ELEMENTS:,} elements, which is the limit")
        if len(self.names) > MAX_NAMES:
            self.refuse(f"there are over {MAX_NAMES:,} different tags and attributes, which is the limit")
        kept: list[str] = []
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name in KEPT and (tag, name) != ("item", "index"):  # an option is known by its value
                kept += (name, self.shared(value))
            elif name not in PASSED_OVER and name not in KEPT:
                kept += (name, "")
        self.stack.append((tag, tuple(kept), self.parser.CurrentByteIndex, []))

    def shared(self, value: str) -> str:
        """Return a value, the same object for equal ones where there are few."""
        self.size += len(value)
        if self.size > MAX_TEXT:
            self.refuse(f"the attributes have over {MAX_TEXT:,} characters, which is the limit")
        return self.texts.setdefault(value, value) if len(self.texts) < MAX_SHARED else self.texts.get(value, value)

    def end(self, _: str) -> None:
        tag, attributes, byte, children = self.stack.pop()
        element = Element(tag, attributes, byte, tuple(children))
        siblings = self.stack[-1][3] if self.stack else self.roots
        siblings.append(element)

    def doctype(self, *_: object) -> None:
        self.refuse("a DOCTYPE is given, which can define entities without bound or fetch other files")

    def refuse(self, reason: str) -> None:
        raise XmlError("E805", reason, self.parser.CurrentByteIndex)


def parse_xml(text: str) -> Element:
    """Return the tree of a text.

    A declaration (``<?xml ...?>``) is passed over, also after comments, and so is the encoding that it names: the text
    is decoded already.

    Raises
    ------
    XmlError
        For what is not well-formed (``E804``) and for what could do harm (``E805``).

    Examples
    --------
    >>> parse_xml('<issue index="1"><item value="a" /></issue>').first("item").get("value")
    'a'
    """
    parser = expat.ParserCreate("UTF-8")
    parser.ordered_attributes = True
    builder = _Builder(parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        given = 0
        for piece in _pieces(text):
            parser.Parse(piece, False)
            given += len(piece)
            if given - parser.CurrentByteIndex > MAX_PIECE:
                builder.refuse(f"a tag or comment has over {MAX_PIECE:,} bytes, which is the limit")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = _PLAIN_WORDS.get(error.code, expat.ErrorString(error.code) or "")
        raise XmlError("E804", reason, parser.ErrorByteIndex) from None
    finally:
        # The parser knows the builder and the builder the parser: a refused tree would stay until it is collected.
        parser.StartElementHandler = parser.EndElementHandler = parser.StartDoctypeDeclHandler = None
    return builder.roots[0]


def _pieces(text: str) -> Iterator[bytes]:
    """Yield a text piece by piece in UTF-8, with blanks for its declaration: no second copy of all of it is made."""
    declaration = _DECLARATION.match(text)
    begin, end = declaration.span(1) if declaration else (0, 0)
    for at in range(0, len(text), _CHUNK):
        piece = text[at : at + _CHUNK]
        first, last = max(begin - at, 0), min(end - at, len(piece))
        if first < last:
            piece = piece[:first] + " " * (last - first) + piece[last:]
        yield piece.encode(errors="replace")


@attrs.define
class Offsets:
    """From bytes of a text in UTF-8 to its characters; counted when first asked for."""

    text: str
    _ends: list[int] = attrs.Factory(list)

    def character(self, byte: int) -> int:
        """Return which character, from 0, a byte belongs to or begins."""
        if not self._ends:
            total = 0
            for begin in range(0, len(self.text), _BLOCK):
                total += len(self.text[begin : begin + _BLOCK].encode(errors="replace"))
                self._ends.append(total)
        block = bisect_left(self._ends, byte)
        before = self._ends[block - 1] if block else 0
        around = self.text[block * _BLOCK : (block + 1) * _BLOCK].encode(errors="replace")
        return block * _BLOCK + len(around[: byte - before].decode(errors="ignore"))
