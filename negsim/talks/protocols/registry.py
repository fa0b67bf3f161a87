"""Protocols by name: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from negsim.errors import UnknownNameError, did_you_mean
from negsim.fields import frozen_mapping
from negsim.space.package import Package
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Protocol
from negsim.talks.settings_text import name_in, settings_in


@frozen(kw_only=True)
class KnownProtocol:
    """A protocol that a text can name.

    Attributes
    ----------
    make:
        What makes it, from its settings by keyword.
    settings:
        From each setting that a text can give to what reads its value.
    draft:
        The setting that is a package, which no text gives: the first draft, or what was settled; empty where it begins
        without one.
    needs_draft:
        Whether it cannot begin without.
    """

    make: Callable[..., Protocol]
    settings: Mapping[str, Callable[[str], Any]] = field(factory=dict, converter=frozen_mapping)
    draft: str = ""
    needs_draft: bool = False


def _concession(text: str) -> Concession:
    known = [kind.value for kind in Concession]
    if text not in known:
        raise ValueError(f"concession={text}; {did_you_mean(text, known=known)}")
    return Concession(text)


def _changes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"changes={text}; expected a whole number of at least 1")
    return int(text)


PROTOCOLS: MappingProxyType[str, KnownProtocol] = MappingProxyType(
    {
        "alternating-offers": KnownProtocol(make=AlternatingOffers),
        "simultaneous-offers": KnownProtocol(make=SimultaneousOffers, settings={"concession": _concession}),
        "single-text": KnownProtocol(make=SingleText, settings={"changes": _changes}, draft="first"),
        "post-settlement": KnownProtocol(make=PostSettlement, draft="settlement", needs_draft=True),
    }
)
"""From the name to what makes the protocol."""


def protocol(text: str, *, draft: Package | None = None) -> Protocol:
    """Return the protocol that a text names, with settings behind a colon where they are not the usual ones.

    Parameters
    ----------
    text:
        A name, or a name and settings: ``simultaneous-offers:concession=strong``, ``single-text:changes=2``.
    draft:
        What the protocol begins with: the first draft of ``single-text`` (the status quo where None), the settlement of
        ``post-settlement``.

    Raises
    ------
    UnknownNameError
        If there is no protocol of that name; it names the nearest ones.
    ValueError
        For a setting that the protocol does not have, that is given twice or without a value, or whose value is not
        one that it can have; for a draft where the protocol begins with none, and for none where it needs one.

    Examples
    --------
    >>> protocol("alternating-offers").name, protocol("single-text:changes=2").name
    ('alternating-offers', 'single-text:changes=2')
    >>> protocol("post-settlement", draft=Package({"price": "low"})).name
    'post-settlement'
    """
    name = name_in(text)
    if name not in PROTOCOLS:
        raise UnknownNameError("protocol", name, PROTOCOLS)
    known = PROTOCOLS[name]
    if draft is not None and not known.draft:
        takers = " or ".join(other for other, entry in PROTOCOLS.items() if entry.draft)
        raise ValueError(f"{name} begins with nothing, and a draft is given ({draft}); leave it out, or name {takers}")
    if draft is None and known.needs_draft:
        raise ValueError(
            f"{name} begins with what was settled before, and nothing is given; give that package as draft"
        )
    given = settings_in(text, known=known.settings)
    settings: dict[str, Any] = {} if draft is None else {known.draft: draft}
    try:
        settings |= {key: known.settings[key](value) for key, value in given.items()}
        return known.make(**settings)
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from error
