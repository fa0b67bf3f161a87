"""RedLine and Box: what a party says it will not sign, and what breaking it would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import entries, exact_or_none, texts, texts_by_name
from negsim.positions.statement import Strength
from negsim.space.package import Package


@frozen
class Box:
    """A part of a red line: it forbids the packages that take one of the named options on *each* of its issues.

    Attributes
    ----------
    forbids:
        From issue id to option ids.
    price:
        What breaking it costs its party, in points of 100 of the party's own value; None where it is to be derived.
    """

    forbids: Mapping[str, tuple[str, ...]] = field(converter=texts_by_name)
    price: Fraction | None = field(default=None, converter=exact_or_none, kw_only=True)

    def covers(self, package: Package) -> bool:
        """Tell whether the package takes one of the named options on each of the issues."""
        return all(package[issue] in options for issue, options in self.forbids.items())


@frozen
class RedLine:
    """What a party will not sign, stated in the file rather than yielded by a statement on one issue.

    Attributes
    ----------
    id:
        Short and stable, without a colon; unique within the party.
    boxes:
        What it forbids.
    linkage:
        Issues of which either all depart from the status quo or none does; it forbids every other combination.
    price:
        What breaking it costs, in points of 100, wherever a box states no price of its own. A linkage should state one.
    strength, firmness:
        How strongly it was said, and the probability that it is truly firm where that is stated.
    source, place, date, public, text, assumption, principle:
        As for a statement.
    """

    id: str
    boxes: tuple[Box, ...] = field(default=(), converter=entries)
    linkage: tuple[str, ...] = field(default=(), converter=texts, kw_only=True)
    price: Fraction | None = field(default=None, converter=exact_or_none, kw_only=True)
    strength: Strength = field(default=Strength.EXPLICIT, converter=Strength, kw_only=True)
    firmness: Fraction | None = field(default=None, converter=exact_or_none, kw_only=True)
    source: str = field(default="", kw_only=True)
    place: str = field(default="", kw_only=True)
    date: dt.date | None = field(default=None, kw_only=True)
    public: bool | dt.date | None = field(default=None, kw_only=True)
    text: str = field(default="", kw_only=True)
    assumption: str = field(default="", kw_only=True)
    principle: str = field(default="", kw_only=True)
