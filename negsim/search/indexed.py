"""A bargaining problem with indices instead of names, and breaches in whole units: what searches work on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries, frozen_mapping
from negsim.kernels.numbering import digits, strides
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Demand
from negsim.space.package import Package


@frozen
class IndexedBox:
    """A box with issues and options as indices, and its price in breach units."""

    options: Mapping[int, tuple[int, ...]] = field(converter=frozen_mapping)
    price: int


@frozen(kw_only=True)
class IndexedDemand:
    """A demand with indices.

    Attributes
    ----------
    boxes:
        Where a line binds; empty for a reservation.
    points:
        For a reservation: the least points.
    holders:
        Indices, among the problem's parties, of those whose demand it is.
    issues:
        The issues that decide whether it is broken.
    departures:
        For a reservation of a party with consent by issue: the issues that name it with the options that depart from
        the status quo there; it binds only off the status quo on one of them. None where it binds always.
    """

    demand: Demand
    boxes: tuple[IndexedBox, ...]
    points: int
    holders: tuple[int, ...] = field(converter=entries)
    issues: tuple[int, ...] = field(converter=entries)
    departures: Mapping[int, tuple[int, ...]] | None


@frozen(kw_only=True, eq=False)
class IndexedProblem:
    """A bargaining problem prepared for searching.

    Attributes
    ----------
    radices, strides:
        The number of options of each issue, and what one step of it adds to a package's number.
    excluded:
        Combinations that do not exist.
    factors:
        For each party, its tables with the indices of their issues.
    demands:
        Those that count, in the problem's order.
    unit:
        How many breach units one point of 100 is: the least number in which every price and shortfall is whole.
    members:
        For each side, where its members stand among the parties whose demands count.
    """

    problem: BargainingProblem
    radices: tuple[int, ...]
    strides: tuple[int, ...]
    excluded: tuple[Mapping[int, tuple[int, ...]], ...]
    factors: tuple[tuple[tuple[tuple[int, ...], NDArray[Any]], ...], ...]
    demands: tuple[IndexedDemand, ...]
    unit: int
    members: tuple[tuple[int, ...], ...]

    @cached_property
    def signers(self) -> tuple[int, ...]:
        """Indices of the parties that sign every package."""
        parties = self.problem.parties
        return tuple(index for index, party in enumerate(parties) if party.consent is Consent.ALWAYS)

    @cached_property
    def constrainers(self) -> tuple[int, ...]:
        """Indices of the parties whose demands count."""
        parties = self.problem.parties
        return tuple(index for index, party in enumerate(parties) if party.consent is not Consent.NEVER)

    @property
    def red_floors(self) -> dict[int, int]:
        """From each red reservation that binds everywhere, a bound on its party's points, to that party."""
        return {
            index: demand.holders[0]
            for index, demand in enumerate(self.demands)
            if demand.demand.red and demand.demand.line is None and demand.departures is None
        }

    def joined_issues(self, party: int) -> tuple[tuple[int, ...], ...]:
        """Return which issues must be looked at together to add up a party's points.

        Those of each factor; all of them where a ceiling cuts the sum, and any one where that sum has no terms.
        """
        tables = self.factors[party]
        if self.problem.parties[party].ceiling is None:
            return tuple(issues for issues, _ in tables)
        return (tuple(sorted({issue for issues, _ in tables for issue in issues})) or (0,),)

    def most_points(self, party: int) -> int:
        """Return a bound on a party's points in any package, whatever their sign."""
        return self._most_points[party]

    @cached_property
    def _most_points(self) -> tuple[int, ...]:
        # A ceiling below the least sum is what every package is worth.
        return tuple(
            max(sum(_largest_entry(table) for _, table in factors), abs(party.ceiling or 0))
            for party, factors in zip(self.problem.parties, self.factors, strict=True)
        )

    def most_cost(self, demand: IndexedDemand) -> int:
        """Return a bound on what a package can break of a demand, in breach units."""
        if demand.demand.line is not None:
            return max((box.price for box in demand.boxes), default=0)
        return (abs(demand.points) + self.most_points(demand.holders[0])) * self.units_of(demand.holders[0])

    def units_of(self, party: int) -> int:
        """Return how many breach units one point on a party's own scale is."""
        return 100 * self.unit // self.problem.parties[party].scale

    def package(self, number: int) -> Package:
        """Return the package of a number."""
        return self.problem.space.package(digits(int(number), self.radices))

    def number(self, package: Package) -> int:
        """Return the number of a package."""
        indices = self.problem.space.indices(package)
        return sum(index * step for index, step in zip(indices, self.strides, strict=True))


def indexed(problem: BargainingProblem) -> IndexedProblem:
    """Prepare a problem for searching."""
    space = problem.space
    factors = tuple(
        tuple((tuple(space.issue_index(issue) for issue in factor.issues), factor.values) for factor in party.factors)
        for party in problem.parties
    )
    unit = _unit(problem)
    return IndexedProblem(
        problem=problem,
        radices=space.radices,
        strides=strides(space.radices),
        excluded=tuple(space.option_indices(exclusion.forbids) for exclusion in space.excluded),
        factors=factors,
        demands=tuple(_indexed_demand(problem, demand, unit=unit) for demand in problem.demands),
        unit=unit,
        members=_members(problem),
    )


def _members(problem: BargainingProblem) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {}
    for at, party in enumerate(problem.constrainers):
        found.setdefault(party.side, []).append(at)
    return tuple(tuple(members) for members in found.values())


def _unit(problem: BargainingProblem) -> int:
    prices = [
        box.price for demand in problem.demands if demand.line for box in demand.line.boxes if box.price is not None
    ]
    steps = [Fraction(100, party.scale) for party in problem.constrainers if party.reservation is not None]
    return math.lcm(*(number.denominator for number in [*prices, *steps]))


def _indexed_demand(problem: BargainingProblem, demand: Demand, *, unit: int) -> IndexedDemand:
    ids = [party.id for party in problem.parties]
    party = problem.party(demand.party)
    boxes = [] if demand.line is None else problem.binding_boxes(party, demand.line)
    made = tuple(
        IndexedBox(problem.space.option_indices(box.forbids), int((box.price or Fraction(0)) * unit)) for box in boxes
    )
    departures = _departures(problem, demand)
    return IndexedDemand(
        demand=demand,
        boxes=made,
        points=party.reservation.points if demand.line is None and party.reservation is not None else 0,
        holders=tuple(ids.index(holder) for holder in demand.shared_by),
        issues=tuple(sorted(_deciding_issues(problem, demand, boxes=made, departures=departures))),
        departures=departures,
    )


def _departures(problem: BargainingProblem, demand: Demand) -> dict[int, tuple[int, ...]] | None:
    party = problem.party(demand.party)
    if demand.line is not None or party.consent is not Consent.BY_ISSUE:
        return None
    named = problem.consent_issues(party)
    return problem.space.option_indices({issue: problem.space.issue(issue).departures() for issue in named})


def _deciding_issues(
    problem: BargainingProblem,
    demand: Demand,
    *,
    boxes: Iterable[IndexedBox],
    departures: Mapping[int, tuple[int, ...]] | None,
) -> set[int]:
    if demand.line is not None:
        return {issue for box in boxes for issue in box.options}
    party = problem.party(demand.party)
    valued = {problem.space.issue_index(issue) for factor in party.factors for issue in factor.issues}
    return valued | set(departures or {}) or {0}  # a reservation of a party that values nothing is decided anywhere


def _largest_entry(table: NDArray[Any]) -> int:
    return max(abs(int(table.max())), abs(int(table.min())))
