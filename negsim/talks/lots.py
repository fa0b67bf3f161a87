"""Lots: the streams of chance of a talk, and whose each is."""

from __future__ import annotations

from collections.abc import Iterable

from negsim.seeding import Chance, derived

_PROTOCOL, _TERMS = ":protocol", ":terms"
"""Streams that are nobody's: no id of a party holds a colon."""


def party_chances(seed: int, parties: Iterable[str]) -> dict[str, Chance]:
    """Return each party's own stream of chance, which holds nothing of the seed or of another's stream.

    Notes
    -----
    Who guesses the seed can check the guess against its own stream, and then has the others' as well. Where strategies
    might try, let the seed be large and random, as of ``secrets.randbits(128)``; the transcript keeps it.

    Examples
    --------
    >>> own = party_chances(7, ["US", "RU"])
    >>> own["US"] == party_chances(7, ["RU", "US"])["US"], own["US"] == own["RU"]
    (True, False)
    """
    return {party: Chance(derived(seed, "talk", party), ()) for party in parties}


def protocol_chance(seed: int) -> Chance:
    """Return the stream of a protocol."""
    return Chance(seed, ("talk", _PROTOCOL))


def terms_chance(seed: int) -> Chance:
    """Return the stream that decides whether a talk breaks down."""
    return Chance(seed, ("talk", _TERMS))
