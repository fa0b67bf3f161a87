"""Reservation: the least value a party takes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import exact_or_none, frozen_mapping
from negsim.positions.statement import Strength


@frozen(kw_only=True)
class Reservation:
    """The least value a party takes: a number, or what its fallback is worth to it.

    Attributes
    ----------
    value:
        On the party's own 0 to 1 scale; None where a fallback gives it.
    fallback:
        What happens without an agreement: from issue id to option id. Issues that it leaves out keep their status quo.
    strength, firmness:
        How strongly it was said, and the probability that it is truly firm where that is stated.
    source, place, text:
        Where it comes from. Without a source it is the analyst's assumption and shown as such.
    """

    value: Fraction | None = field(default=None, converter=exact_or_none)
    fallback: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    strength: Strength = field(default=Strength.PRINCIPLE, converter=Strength)
    firmness: Fraction | None = field(default=None, converter=exact_or_none)
    source: str = ""
    place: str = ""
    text: str = ""
