"""The tags and attributes of GENIUS files, and the slips of those who write them by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from negsim.checks.scope import nearest
from negsim.formats.genius.xml_text import Element

ATTRIBUTES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        tag: frozenset(names.split())
        for tag, names in {
            "negotiation_template": "number_of_sessions",
            "utility_space": "type number_of_issues",
            "objective": "index name type etype description",
            "issue": "index name type etype vtype lowerbound upperbound description",
            "weight": "index value",
            "item": "index value evaluation description cost",
            "range": "lowerbound upperbound",
            "evaluator": "ftype slope offset parameter0 parameter1 parameter2",
            "reservation": "value",
            "discount_factor": "value",
            "utility": "maxutility",
            "ufun": "type weight aggregation",
            "hyperRectangle": "utility weight",
            "INCLUDES": "index min max",
            "EXCLUDES": "index min max",
        }.items()
    }
)
"""From each tag that means something to its attributes."""

HOMES: Mapping[str, str] = MappingProxyType(
    {
        "utility_space": "negotiation_template",
        "objective": "utility_space",
        "reservation": "utility_space",
        "discount_factor": "utility_space",
        "issue": "objective",
        "weight": "objective",
        "utility": "objective",
        "item": "issue",
        "range": "issue",
        "evaluator": "issue",
        "ufun": "utility",
        "hyperRectangle": "ufun",
        "INCLUDES": "hyperRectangle",
        "EXCLUDES": "hyperRectangle",
    }
)
"""From each tag below the outermost to the one that it stands in."""

_MAX_LOOKED_AT = 8


def near(given: str, known: Iterable[str]) -> str:
    """Return a question after the known words that are near to another; empty where none is.

    Examples
    --------
    >>> near("resrvation", ["reservation", "objective"])
    "did you mean 'reservation'?"
    """
    advice = nearest(given, known)
    return advice if advice.startswith("did you mean") else ""


def strange_attributes(element: Element) -> Iterator[str]:
    """Yield the attributes of an element that mean nothing in it."""
    known = ATTRIBUTES.get(element.tag, frozenset())
    return (name for name in element.attributes[::2] if name not in known)


def slip(element: Element, name: str) -> str:
    """Return advice where an element lacks an attribute and has one that looks like it; otherwise nothing."""
    return _advice(islice(strange_attributes(element), _MAX_LOOKED_AT), name, "{}=")


def slip_inside(element: Element, tag: str) -> str:
    """Return advice where an element lacks a child and has one whose tag looks like it; otherwise nothing."""
    tags = dict.fromkeys(child.tag for child in element.children)
    strange = (other for other in tags if other not in ATTRIBUTES)
    return _advice(islice(strange, _MAX_LOOKED_AT), tag, "<{}>")


def _advice(strange: Iterable[str], wanted: str, form: str) -> str:
    for given in strange:
        if question := near(given, [wanted]):
            return f"{form.format(given)} means nothing; {question}"
    return ""
