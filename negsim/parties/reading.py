"""Reading: how literally statements are taken. A named, printed assumption."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from attrs import field, frozen

from negsim.fields import exact, numbers_by_name
from negsim.positions.statement import Strength

_FACE_VALUE = MappingProxyType({"interest": 1, "explicit": 1, "principle": 1})


@frozen
class Reading:
    """How literally statements are taken: it turns positions into values, lines and firmness.

    Attributes
    ----------
    id:
        Its name.
    firmness:
        From strength to the probability, from 0 to 1, that a line so stated is truly firm.
    limit_factor:
        What part of that firmness a limit by openness has.
    public_firmness:
        What being public adds: firmness becomes ``1 - (1 - firmness) * (1 - public_firmness)``.
    red_from:
        Lines at least this firm are red, and so is every line on an issue where a red line of another side stands.
    open_value:
        The value of an option that a party is only open to.
    silent_value:
        The value of an unordered issue's options while a party has not said what it wants.
    believe_warnings:
        Whether warnings are believed: then what a party warned of takes the status quo's place in every fallback.
    note:
        What it assumes, for people.

    Examples
    --------
    >>> NEGOTIABLE.line_firmness(Strength.PRINCIPLE, is_public=True, is_limit=False)
    Fraction(23, 25)
    """

    id: str
    firmness: Mapping[str, Fraction] = field(default=_FACE_VALUE, converter=numbers_by_name, kw_only=True)
    limit_factor: Fraction = field(default=Fraction(1), converter=exact, kw_only=True)
    public_firmness: Fraction = field(default=Fraction(0), converter=exact, kw_only=True)
    red_from: Fraction = field(default=Fraction(0), converter=exact, kw_only=True)
    open_value: Fraction = field(default=Fraction(3, 5), converter=exact, kw_only=True)
    silent_value: Fraction = field(default=Fraction(1, 2), converter=exact, kw_only=True)
    believe_warnings: bool = field(default=False, kw_only=True)
    note: str = field(default="", kw_only=True)

    def line_firmness(self, strength: Strength, *, is_public: bool, is_limit: bool) -> Fraction:
        """Return the probability that a line so stated is truly firm."""
        firmness = self.firmness[strength.value]
        if is_public:
            firmness = 1 - (1 - firmness) * (1 - self.public_firmness)
        return firmness * self.limit_factor if is_limit else firmness


FACE_VALUE = Reading("face-value", note="every line counts as it was said")
"""Every line is firm and counts."""

NEGOTIABLE = Reading(
    "negotiable",
    firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"},
    limit_factor="0.5",
    public_firmness="0.2",
    red_from="0.9",
    note="lines are as firm as they were strongly said, and firmer once public; only the firmest are red",
)
"""Lines are as firm as they were strongly said."""

BUILT_IN = (FACE_VALUE, NEGOTIABLE)
"""The readings that every scenario has."""
