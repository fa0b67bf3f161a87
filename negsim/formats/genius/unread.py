"""What a GENIUS file states and nothing reads: at a place where it does not count, a second time, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from negsim.checks.scope import printable
from negsim.formats.genius.document import Document
from negsim.formats.genius.vocabulary import ATTRIBUTES, HOMES, near, strange_attributes
from negsim.formats.genius.xml_text import Element

_IGNORED = frozenset(
    [
        *("agent", "similarity_function", "criteria_function", "cost", "description"),
        *("number_of_issues", "number_of_sessions", "number_of_items"),
    ]
)
"""What GENIUS writes itself and does not read again."""

_ONCE = frozenset({"utility_space", "reservation", "discount_factor", "utility", "range", "evaluator"})
_FIRST_COUNTS = "where one is expected: only the first counts"

Allowed = Mapping[str, frozenset[str]]


def note_unread(document: Document, *, is_domain: bool, kind: str) -> None:
    """Note what stands in the elements that are read, and is not read itself.

    Parameters
    ----------
    kind:
        The type of a profile's utility space, in small letters.
    """
    allowed = _allowed(is_domain=is_domain, is_nonlinear=kind == "nonlinear")
    elements = [document.root]
    while elements:
        element = elements.pop()
        _note_attributes(document, element)
        read = [*_read(document, element, allowed, has_extras=kind == "uncertain")]
        elements += reversed(read)


def _allowed(*, is_domain: bool, is_nonlinear: bool) -> Allowed:
    """Return what is read in each element: of a domain neither weights nor reservations."""
    allowed: dict[str, set[str]] = {}
    for tag, home in HOMES.items():
        allowed.setdefault(home, set()).add(tag)
    allowed["objective"].add("objective")
    allowed["ufun"].add("ufun")
    if is_domain:
        allowed["utility_space"] -= {"reservation", "discount_factor"}
    if not is_nonlinear:
        allowed["objective"].discard("utility")
    elif not is_domain:
        allowed["objective"].discard("weight")
    return {tag: frozenset(tags) for tag, tags in allowed.items()}


def _read(document: Document, element: Element, allowed: Allowed, *, has_extras: bool) -> Iterator[Element]:
    """Yield the children that are read; the others are noted, but for those of what has none that are."""
    inside = allowed.get(element.tag)
    seen: set[str] = set()
    for child in element.children if inside else ():
        if child.tag not in inside:
            _note_child(document, element, child, inside, has_extras=has_extras)
        elif child.tag in seen and (child.tag in _ONCE or element.tag == child.tag == "objective"):
            _note(document, f"two {child.tag}", f"a second <{child.tag}> stands here, {_FIRST_COUNTS}", child)
        else:
            yield child
        seen.add(child.tag)


def _note_child(
    document: Document, element: Element, child: Element, inside: frozenset[str], *, has_extras: bool
) -> None:
    pass
