"""A GENIUS file that is being read: its tree, and what is found wrong or odd in it, with places."""

from __future__ import annotations

import re
from fractions import Fraction

import attrs
from attrs import frozen

from negsim.checks.scope import MAX_SHOWN, quoted
from negsim.errors import Place
from negsim.fields import decimal_text
from negsim.formats.genius.mending import KINDS, Mended, mend
from negsim.formats.genius.xml_text import Element, Offsets, XmlError, parse_xml
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.numbers import read_number

MAX_ERRORS = 200
"""How many problems of one file are listed."""

MAX_KINDS = 30
"""How many kinds of what is odd in one file are told apart."""

_COMMA = re.compile(r"\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*")


@attrs.define
class Document:
    """A file with its tree. What is odd is collected, and told in one line for each kind by :meth:`tell`.

    Attributes
    ----------
    root:
        The outermost element.
    """

    file: InputFile
    found: Findings
    root: Element
    _offsets: Offsets
    _mended: Mended | None = None
    _errors: int = 0
    _odd: dict[tuple[str, str], list[tuple[str, Element]]] = attrs.Factory(dict)

    def place(self, element: Element) -> Place:
        """Return where an element begins in the file as it was given."""
        return _place(self.file, self._offsets, self._mended, element.byte)

    @property
    def is_listing(self) -> bool:
        """Whether another error would be listed: whoever works out advice at some cost asks first."""
        return self._errors < MAX_ERRORS

    def error(self, code: str, message: str, element: Element, *, advice: str = "") -> None:
        """Add something that is wrong; what is beyond the limit of one file is only mentioned."""
        self._errors += 1
        if self._errors == MAX_ERRORS:
            message, advice = f"{message}; further problems of this file are not listed", ""
        if self._errors <= MAX_ERRORS:
            self.found.error(code, message, place=self.place(element), advice=advice)

    def odd(self, code: str, message: str, element: Element, *, kind: str = "") -> None:
        """Note something that is odd; what has the same code and kind is told in one line."""
        key = (code, kind)
        if key not in self._odd and len(self._odd) >= MAX_KINDS:
            key = (code, "")
        same = self._odd.setdefault(key, [])
        # The first is told and the others are counted: nothing else of them need be kept.
        same.append(same[0] if same else (message, element))

    def tell(self) -> None:
        """Add one warning for each kind of what is odd."""
        for (code, _), same in self._odd.items():
            message, element = same[0]
            more = f"; {len(same) - 1} more like it" if len(same) > 1 else ""
            self.found.warn(code, message + more, place=self.place(element))
        self._odd.clear()

    def number(self, element: Element, name: str) -> Fraction | None:
        """Return an attribute as an exact number; None where there is none, and with a finding where it is no number.

        Whether an attribute must be there is the caller's to say.
        """
        number, text = self.number_or_none(element, name), element.get(name)
        if number is None and text is not None:
            message = f"{name} of <{element.tag}> is {quoted(text)}, where {expected_number(text)} is expected"
            self.error("E809", message, element)
        return number

    def number_or_none(self, element: Element, name: str) -> Fraction | None:
        """Return an attribute as an exact number; None where there is none, or no number."""
        text = element.get(name)
        if text is None:
            return None
        try:
            number, is_noisy = read_number(text)
        except ValueError:
            return None
        if is_noisy:
            message = f"{text.strip()} carries the noise of binary floats; read as {decimal_text(number)}"
            self.odd("W810", message, element)
        return number

    def whole(self, element: Element, name: str) -> int | None:
        """Return an attribute as a whole number, as :meth:`number` does."""
        number = self.number(element, name)
        if number is None or number.denominator == 1:
            return None if number is None else number.numerator
        message = f"{name} of <{element.tag}> is {quoted(element.get(name))}, where a whole number is expected"
        self.error("E809", message, element)
        return None


def open_document(file: InputFile, *, found: Findings) -> Document | None:
    """Return a file as a document; None, and a finding, if it cannot be read as XML.

    What is ill-formed and accepted by GENIUS is mended, after the text was parsed as it stands: nothing well-formed is
    ever changed.
    """
    tree = _tree(file.text)
    mended = mend(file.text) if isinstance(tree, _Problem) and tree.code == "E804" else None
    offsets = Offsets(mended.text if mended else file.text)
    tree = _tree(mended.text) if mended else tree
    if isinstance(tree, _Problem):
        place = _place(file, offsets, mended, tree.byte)
        if tree.code == "E804":
            found.error("E804", f"the XML is not well-formed: {tree.reason}", place=place)
        else:
            found.error(tree.code, tree.reason, place=place, advice="a scenario needs none of it: take it out")
        return None
    for kind, offset in mended.first.items() if mended else ():
        message = f"ill-formed, and read as GENIUS reads it: {KINDS[kind]}"
        found.warn("W801", message, place=file.place(offset))
    return Document(file, found, tree, offsets, mended)


def expected_number(text: str) -> str:
    """Return what is expected where a text is no number.

    Examples
    --------
    >>> expected_number("1,5")
    'a number with a decimal point and without a comma (such as 1.5)'
    """
    if len(text) > MAX_SHOWN or not _COMMA.fullmatch(text):
        return "a number of at most 40 digits"
    return f"a number with a decimal point and without a comma (such as {text.strip().replace(',', '.')})"


@frozen
class _Problem:
    """Why a text is not read. An exception would keep all that was read before it."""

    code: str
    reason: str
    byte: int


def _tree(text: str) -> Element | _Problem:
    try:
        return parse_xml(text)
    except XmlError as error:
        return _Problem(error.code, error.reason, error.byte)


def _place(file: InputFile, offsets: Offsets, mended: Mended | None, byte: int) -> Place:
    character = offsets.character(byte)
    return file.place(mended.original(character) if mended else character)
