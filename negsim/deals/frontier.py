"""The frontier: the packages that no other beats for one signing party without loss to another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, TypeVar

import attrs
from attrs import field, frozen

from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import Number, check_count, entries, exact, frozen_mapping, texts
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, Part, value_parts
from negsim.search.sources import Keep, Source
from negsim.search.sums import Sums, merged_sums
from negsim.search.values import (
    found_by,
    keeps_all,
    keeps_red,
    known_region,
    losses,
    part_budgets,
    refuse_parts,
    source_takes,
    value_source,
)
from negsim.space.package import Package

Region = Literal["zone", "space"]

_Answer = TypeVar("_Answer")
KNOWN: tuple[Method, ...] = ("merging", "enumeration")
_SECONDS_A_PART = 3e-4
"""About how long a part takes, besides its packages: to look at it and to merge it; measured on parts of 5."""
_UNCOUNTED = 10**18
"""What looking at more packages would take is not told apart: numbers of packages may be beyond what floats hold."""
_SECONDS_A_COMPARISON = 3e-7
"""About how long it takes to compare a package with others, for each of three or more parties; measured on 10^6."""


@frozen(kw_only=True)
class FrontierPoint:
    """One combination of values on the frontier.

    Attributes
    ----------
    points:
        From signing party to points on its own scale.
    count:
        How many packages have exactly these values; where the frontier is not exact, at least so many.
    packages:
        The first of them, in package order: at most as many as were asked for. Of more than 10,000 with the same
        values, those found first, in order.
    """

    points: Mapping[str, int] = field(converter=frozen_mapping)
    count: int
    packages: tuple[Package, ...] = field(converter=entries)


@frozen(kw_only=True)
class Frontier:
    """The frontier of the zone or of the whole space.

    Attributes
    ----------
    of:
        ``zone``, or ``space`` where every package counts.
    parties:
        The signing parties whose values it is about.
    items:
        The points, best for the first party first; equal there, for the second, and so on.
    method, exact:
        How it was found, and whether it is complete. Points are exact and packages real in any case.
    tolerance:
        How much worse a point may be than a package that it stands for, in points of 100 of each signing party's own
        value, as it was asked for; None where all points were.
    missed:
        What was proved: every package of the zone (or of the space) has a point on the list that is, for each signing
        party, at most so many points of 100 of its own value worse. 0 where the frontier is exact.
    """

    of: Region
    parties: tuple[str, ...] = field(converter=texts)
    items: tuple[FrontierPoint, ...] = field(converter=entries)
    method: str
    exact: bool = True
    tolerance: Fraction | None = None
    missed: Fraction = Fraction(0)

    @property
    def packages(self) -> int:
        """How many packages are on it."""
        return sum(point.count for point in self.items)

    def __len__(self) -> int:
        return len(self.items)


def frontier(
    problem: BargainingProblem,
    *,
    of: Region = "zone",
    max_packages: int = 20,
    method: Method | None = None,
    tolerance: Number | None = None,
    effort: Effort = STEADY,
) -> Frontier:
    """Return the frontier, with the packages of each of its points.

    Parameters
    ----------
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all packages.
    max_packages:
        How many packages to name over all points, from the first point on; each point is always counted in full.
    method:
        ``merging``, part by part of the issues, or ``enumeration``, looking at every package; None for what is fastest.
        Both give the same answer.
    tolerance:
        How much a package that is left out may be better than a point on the list, in points of 100 of each signing
        party's own value, more than 0. Merging then keeps fewer points, where it would have more than a thousand, and
        reservations are still met. None for the whole frontier.
    effort:
        Where time runs out midway, merging goes on with at most 3,000 points, and ``missed`` says what that may cost.

    Raises
    ------
    ValueError
        For another method, or a tolerance that is not more than 0.
    TooLargeError
        Before starting, when issues that hang together have more packages than can be looked at, or more is expected
        than the effort allows; while merging, when there are too many sums to hold.
    TimeLimitError
        When time runs out and nothing could be proved yet.

    Notes
    -----
    Parts of the issues that nothing ties together are looked at one by one, the issues of large ones eliminated in turn
    (:func:`negsim.kernels.elimination.eliminate`), and merged with dominance filtering. A reservation ties no issues:
    while parts are merged, what can no longer reach it is dropped, by each party's points and by weighted points. Where
    the merged sums would be too many, the issues that reservations tie are enumerated together instead. What a
    tolerance drops, and why the bound holds, stands with :func:`negsim.search.approximate.approximate`.

    Examples
    --------
    >>> import negsim
    >>> space = negsim.Space([negsim.Issue("price", ["low", "high"]), negsim.Issue("when", ["now", "later"])])
    >>> seller = negsim.ProblemParty(id="seller", factors=[negsim.Factor(["price"], [0, 9])])
    >>> buyer = negsim.ProblemParty(
    ...     id="buyer", factors=[negsim.Factor(["price"], [9, 0]), negsim.Factor(["when"], [1, 0])]
    ... )
    >>> problem = negsim.BargainingProblem(scenario="sale", reading="given", space=space, parties=[seller, buyer])
    >>> [dict(point.points) for point in negsim.frontier(problem).items]
    [{'seller': 9, 'buyer': 1}, {'seller': 0, 'buyer': 10}]
    """
    from negsim.search.approximate import Approximation, approximate  # needed only here

    if method is not None and method not in KNOWN:
        raise ValueError(f"method {method!r}; expected one of {', '.join(KNOWN)}, or None")
    known_region(of)
    check_count("max_packages", max_packages)
    allowed = None if tolerance is None else exact(tolerance)
    if allowed is not None and allowed <= 0:
        raise ValueError(f"a tolerance of {tolerance}; expected more than 0 points of 100, or None for none")
    effort = effort.by(method).started()
    prepared = indexed(problem)

    def found(scope: _Scope, sources: Sequence[Source]) -> Approximation:
        return approximate(prepared, sources, keep=scope.keep, budget=scope.budget, tolerance=allowed, effort=effort)

    answer = _first(prepared, found, of=of, effort=effort)
    name = found_by(answer.sums.sources)
    how = "within a tolerance" if allowed is not None and answer.missed else ""
    return Frontier(
        of=of,
        parties=[party.id for party in problem.signers],
        items=_items(problem, answer.sums, max_packages=max_packages),
        method=", ".join(filter(None, [name, "coarsely for want of time" if answer.is_late else how])),
        exact=answer.missed == 0,
        tolerance=allowed,
        missed=answer.missed,
    )


def efficient_sums(problem: BargainingProblem, *, of: Region, effort: Effort = STEADY) -> Sums:
    """Return the efficient values over the signing parties, as losses: frontier and solutions are read off them.

    They are all there, in order, or the question is refused.

    Raises
    ------
    TooLargeError
        As :func:`frontier`.
    TimeLimitError
        When time runs out.
    """
    prepared, effort = indexed(problem), effort.by(None).started()
    columns = [losses(party) for party in prepared.signers]

    def found(scope: _Scope, sources: Sequence[Source]) -> Sums:
        return merged_sums(prepared, sources, columns=columns, keep=scope.keep, budget=scope.budget, effort=effort)

    return _first(prepared, found, of=of, effort=effort)


def frontier_from(problem: BargainingProblem, total: Sums, *, of: Region, max_packages: int) -> Frontier:
    """Return the frontier that efficient sums amount to."""
    return Frontier(
        of=of,
        parties=[party.id for party in problem.signers],
        items=_items(problem, total, max_packages=max_packages),
        method=found_by(total.sources),
    )


@frozen(kw_only=True, eq=False)
class _Scope:
    """One way to look at all packages that count.

    Attributes
    ----------
    parts:
        The parts that are looked at one by one.
    is_listed:
        Whether every package is looked at, however many there are.
    budget:
        The most that each signing party may lose in all parts together; None where the parts see to it.
    """

    parts: tuple[Part, ...]
    keep: Keep
    is_listed: bool = False
    budget: tuple[int | None, ...] | None = None

    def sources(self, prepared: IndexedProblem, *, effort: Effort) -> list[Source]:
        """Return what the parts take from each signing party; refused before the first, where one is too large."""
        effort = effort.by("enumeration") if self.is_listed else effort
        columns = [losses(party) for party in prepared.signers]
        refuse_parts(prepared, self.parts, columns=columns, keep=self.keep, what="listing the frontier", effort=effort)
        if self.budget is None:
            return [value_source(prepared, part, keep=self.keep, effort=effort) for part in self.parts]
        return [
            value_source(prepared, part, keep=self.keep, budget=own, effort=effort)
            for part, own in zip(self.parts, part_budgets(prepared, self.parts, self.budget), strict=True)
        ]


def _first(
    prepared: IndexedProblem, found: Callable[[_Scope, Sequence[Source]], _Answer], *, of: Region, effort: Effort
) -> _Answer:
    """Return the answer by the first of the ways that is not too large; refused as the last one is."""
    *others, last = _scopes(prepared, of=of, effort=effort)
    for scope in others:
        try:
            return found(scope, scope.sources(prepared, effort=effort))
        except TimeLimitError:
            raise
        except TooLargeError:
            continue
    return found(last, last.sources(prepared, effort=effort))


def _scopes(prepared: IndexedProblem, *, of: Region, effort: Effort) -> list[_Scope]:
    """Return the ways to look at all packages that count, the best first."""
    keep = keeps_red if of == "zone" else keeps_all
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red and of == "zone"]
    floors = {index: party for index, party in prepared.red_floors.items() if index in red}
    parts = value_parts(prepared, demands=[index for index in red if index not in floors])
    whole = Part(issues=range(len(prepared.radices)), demands=red, size=math.prod(prepared.radices))
    apart = _estimate(prepared, parts, keep=keep, effort=effort)
    counted = attrs.evolve(whole, size=min(whole.size, _UNCOUNTED))
    together = _estimate(prepared, [counted], keep=keep, effort=effort.by("enumeration"))
    parties = len(prepared.signers)
    compared = counted.size * parties * _SECONDS_A_COMPARISON if parties > 2 else 0.0
    # Looking at all packages of a small problem together would save a millisecond at most.
    costs: dict[Method, Estimate] = {
        "merging": apart,
        "enumeration": attrs.evolve(together, seconds=max(apart.seconds, together.seconds + compared)),
    }
    if choose("listing the frontier", costs, effort=effort) == "enumeration":
        return [_Scope(parts=(whole,), keep=keep, is_listed=True)]
    if not floors:
        return [_Scope(parts=parts, keep=keep)]
    least = {party: prepared.demands[index].points for index, party in floors.items()}
    budget = tuple(-least[party] if party in least else None for party in prepared.signers)
    tied = value_parts(prepared, demands=red)
    is_small = max(part.size for part in tied) <= MAX_PACKAGES
    return [_Scope(parts=parts, keep=keep, budget=budget), *([_Scope(parts=tied, keep=keep)] if is_small else [])]


def _estimate(prepared: IndexedProblem, parts: Sequence[Part], *, keep: Keep, effort: Effort) -> Estimate:
    """Return what looking at parts takes; how many sums they make is not known before."""
    columns = [losses(party) for party in prepared.signers]
    each = [source_takes(prepared, part, columns=columns, keep=keep, effort=effort) for part in parts]
    return Estimate(sum(cost.seconds + _SECONDS_A_PART for cost in each), max(cost.held for cost in each))


def _items(problem: BargainingProblem, total: Sums, *, max_packages: int) -> list[FrontierPoint]:
    ids = [party.id for party in problem.signers]
    points = (-total.totals.rows).tolist()
    named = itertools.chain(total.numbers(total.totals.rows.tolist(), limit=max_packages), itertools.repeat([]))
    return [
        FrontierPoint(
            points=dict(zip(ids, row, strict=True)),
            count=count,
            packages=[total.indexed.package(number) for number in numbers],
        )
        for row, count, numbers in zip(points, total.totals.counts.tolist(), named, strict=False)
    ]
