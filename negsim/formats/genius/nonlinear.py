"""Nonlinear GENIUS profiles: boxes of packages, each of which adds to the worth of what is in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from negsim.checks.scope import quoted
from negsim.formats.cases import Bonus
from negsim.formats.genius.document import Document
from negsim.formats.genius.issues import FileIssue
from negsim.formats.genius.vocabulary import slip, slip_inside
from negsim.formats.genius.xml_text import Element

MAX_NAMED = 2_000_000
"""How many options of issues all boxes of a profile may hold together."""


def read_nonlinear(document: Document, space: Element, domain: Sequence[FileIssue]) -> list[Bonus]:
    """Return what each box adds to the worth of a package, where 1 is the ``maxutility`` of the profile.

    Parameters
    ----------
    domain:
        The issues, which the profile fits.
    """
    for issue in domain:
        if issue.kind != "integer":
            message = f"not supported: nonlinear utility space over {issue.label}, which is {issue.kind}"
            document.error("E803", message, space, advice="GENIUS has them over integer issues only")
    objective = space.first("objective")
    utility = objective.first("utility") if objective else None
    if utility is None:
        message = "the nonlinear utility space has no <utility> in its <objective>"
        advice = slip_inside(objective, "utility") if objective else ""
        document.error("E814", message, objective or space, advice=advice)
        return []
    most = document.number(utility, "maxutility")
    if most is None or most <= 0:
        given = utility.get("maxutility")
        if most is not None or given is None:
            shown = "missing" if given is None else quoted(given)
            message = f"maxutility of <utility> is {shown}, where a number above 0 is expected"
            document.error("E814", message, utility, advice=slip(utility, "maxutility"))
        most = Fraction(1)
    outer = [*utility.all("ufun")]
    if len(outer) != 1:
        message = f"<utility> holds {len(outer)} <ufun>, where one is expected"
        document.error("E803" if outer else "E814", f"not supported: {message}" if outer else message, utility)
    places = {issue.index: (at, issue) for at, issue in enumerate(domain)}
    reader = _Boxes(document, places, [issue.count(0) for issue in domain])
    for ufun in outer[:1]:
        if (weight := document.number(ufun, "weight")) not in {None, Fraction(1)}:
            message = f"the weight {weight} of the outermost <ufun> is ignored, as GENIUS ignores it"
            document.odd("W816", message, ufun, kind="outermost weight")
        reader.add(ufun, 1 / most)
    return reader.bonuses


@attrs.define
class _Boxes:
    """The boxes read so far.

    Attributes
    ----------
    places:
        From the index of each issue to its place in a package.
    sizes:
        How many options each issue has.
    """

    document: Document
    places: Mapping[int, tuple[int, FileIssue]]
    sizes: Sequence[int]
    bonuses: list[Bonus] = attrs.Factory(list)
    named: int = 0

    def add(self, ufun: Element, scale: Fraction) -> None:
        """Add what an aggregation holds; a sum of sums is one sum."""
        boxes, inner = [*ufun.all("hyperRectangle")], [*ufun.all("ufun")]
        kind = (ufun.get("aggregation") or "sum").lower()
        if kind in {"min", "max"} and len(boxes) + len(inner) != 1:
            message = f"not supported: aggregation {quoted(kind)} over {len(boxes) + len(inner)} parts"
            self.document.error("E803", message, ufun, advice="sums are read")
        if kind not in {"sum", "min", "max"}:
            message = f"the aggregation {quoted(ufun.get('aggregation'))} is read as a sum, as GENIUS reads it"
            self.document.odd("W816", message, ufun, kind="aggregation")
        for box in boxes:
            self.add_box(box, scale)
        for part in inner:
            self.add(part, scale * self.weight(part))

    def add_box(self, box: Element, scale: Fraction) -> None:
        """Add what a box is worth: to what is in it, or to what is not."""
        utility = self.document.number(box, "utility")
        if box.get("utility") is None:
            message = "a <hyperRectangle> has no utility, where a number is expected"
            self.document.error("E814", message, box, advice=slip(box, "utility"))
        value = scale * self.weight(box) * (utility or 0)
        bounds, sign = [*box.all("INCLUDES")], 1
        if box.first("EXCLUDES"):
            bounds, sign = [*box.all("EXCLUDES")], -1
        if sign < 0 or not bounds:
            # What every package is worth: all options of the first issue stand for any package.
            self.add_bonus({0: range(self.sizes[0])}, value, box)
        if bounds:
            when = self.box(bounds)
            if all(when.values()):
                self.add_bonus(when, sign * value, box)

    def add_bonus(self, when: Mapping[int, range], value: Fraction, box: Element) -> None:
        """Add the worth of a combination, unless all together name too many options to be kept."""
        size, before = sum(map(len, when.values())), self.named
        self.named += size
        if self.named <= MAX_NAMED:
            self.bonuses.append(Bonus(when={at: tuple(options) for at, options in when.items()}, value=value))
        elif before <= MAX_NAMED:
            message = f"not supported: boxes that hold over {MAX_NAMED:,} options of issues, all together"
            self.document.error("E803", message, box)

    def box(self, bounds: Sequence[Element]) -> dict[int, range]:
        """Return the options of each bounded issue that are within all its bounds."""
        when: dict[int, range] = {}
        for bound in bounds:
            ends = self.ends(bound)
            if ends is not None:
                at, issue, low, high = ends
                within = when.get(at, range(self.sizes[at]))
                first, last = math.ceil(low - issue.low), math.floor(high - issue.low)
                when[at] = range(max(within.start, first), min(within.stop, last + 1))
        return when

    def ends(self, bound: Element) -> tuple[int, FileIssue, Fraction, Fraction] | None:
        """Return which issue is bounded, and how; None, and findings, where that is not told."""
        document = self.document
        missing = [name for name in ("index", "min", "max") if bound.get(name) is None]
        if missing:
            message = f"<{bound.tag}> has no {' and no '.join(missing)}"
            document.error("E814", message, bound, advice=slip(bound, missing[0]))
            return None
        index, low, high = document.whole(bound, "index"), document.number(bound, "min"), document.number(bound, "max")
        if index is None or low is None or high is None:
            return None
        if index not in self.places:
            known = ", ".join(map(str, [*self.places][:8]))
            message = f"<{bound.tag}> bounds an issue of index {index}, which the domain does not have"
            document.error("E806", message, bound, advice=f"the domain has {known}")
            return None
        return (*self.places[index], low, high)

    def weight(self, element: Element) -> Fraction:
        """Return the weight of a box or an aggregation: 1 where none is stated."""
        weight = self.document.number(element, "weight")
        return Fraction(1) if weight is None else weight
