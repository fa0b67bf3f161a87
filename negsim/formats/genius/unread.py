"""What a GENIUS file states and nothing reads: at a place where it does not count, a second time, or misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import attrs

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

MAX_QUESTIONS = 200
"""Of how many strange words the nearest known ones are looked for."""

Allowed = Mapping[str, frozenset[str]]


def note_unread(document: Document, *, is_domain: bool, kind: str) -> None:
    """Note what stands in the elements that are read, and is not read itself.

    Parameters
    ----------
    kind:
        The type of a profile's utility space, in small letters.
    """
    allowed = _allowed(is_domain=is_domain, is_nonlinear=kind == "nonlinear")
    walk = _Walk(document, allowed, has_extras=kind == "uncertain")
    elements = [document.root]
    while elements:
        element = elements.pop()
        walk.note_attributes(element)
        elements += reversed([*walk.read(element)])


@attrs.define
class _Walk:
    """Goes through the elements of a file.

    Attributes
    ----------
    has_extras:
        Whether the utility space may hold more than is read: whoever reads such a profile tells so.
    """

    document: Document
    allowed: Allowed
    has_extras: bool = attrs.field(kw_only=True)
    _questions: dict[tuple[str, str], str] = attrs.Factory(dict)

    def read(self, element: Element) -> Iterator[Element]:
        """Yield the children that are read; the others are noted."""
        inside = self.allowed.get(element.tag)
        if inside is None:
            return
        seen: set[str] = set()
        for child in element.children:
            tag = child.tag
            if tag not in inside:
                self.note_child(element, child)
            elif tag in seen and (tag in _ONCE or (tag, element.tag) == ("objective", "utility_space")):
                self.document.odd("W816", f"a second <{tag}>, {_FIRST_COUNTS}", child, kind=f"second {tag}")
            else:
                seen.add(tag)
                yield child

    def note_child(self, element: Element, child: Element) -> None:
        """Note a child that stands at the wrong place, or that means nothing anywhere."""
        tag, parent = child.tag, element.tag
        if tag in _IGNORED:
            return
        if tag in HOMES:
            message = _misplaced(tag, parent)
        else:
            question = self.question(tag, f"<{parent}>", self.allowed[parent])
            if self.has_extras and not question and parent == "utility_space":
                return
            message = f"<{printable(tag)}> in <{parent}> means nothing and is passed over"
            message += f"; {question}" if question else ""
        self.document.odd("W816", message, child, kind=f"{tag} in {parent}")

    def note_attributes(self, element: Element) -> None:
        """Note attributes that look misspelt; GENIUS files carry many others that nothing reads."""
        for name in strange_attributes(element):
            question = self.question(name, element.tag, ATTRIBUTES[element.tag])
            if question:
                message = f"the attribute {printable(name)} of <{element.tag}> means nothing and is passed over"
                self.document.odd("W816", f"{message}; {question}", element, kind=f"{name} of {element.tag}")

    def question(self, given: str, where: str, known: Collection[str]) -> str:
        """Return whether a known word was meant; of so many words only, as each takes its time."""
        key = (given, where)
        if key not in self._questions and len(self._questions) < MAX_QUESTIONS:
            self._questions[key] = near(given, sorted(known))
        return self._questions.get(key, "")


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


def _misplaced(tag: str, parent: str) -> str:
    if (tag, parent) == ("weight", "objective"):
        return "<weight> does not count in a utility space of type nonlinear"
    if (tag, parent) == ("utility", "objective"):
        return '<utility> does not count here: only a utility space of type="nonlinear" has one'
    if HOMES[tag] == parent:
        return f"<{tag}> does not count in a domain: it belongs in the <{parent}> of a profile"
    return f"<{tag}> does not count in <{parent}>: it belongs in <{HOMES[tag]}>"
