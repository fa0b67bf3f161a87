"""The frontier: the packages that no other beats for one signing party without loss to another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen

from negsim.deals.zone import method_name
from negsim.errors import TooLargeError
from negsim.fields import entries, frozen_mapping, texts
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, refuse_large, value_parts
from negsim.search.sums import Sums, sums
from negsim.search.values import keeps_all, keeps_red, losses
from negsim.space.package import Package

Region = Literal["zone", "space"]


@frozen(kw_only=True)
class FrontierPoint:
    """One combination of values on the frontier.

    Attributes
    ----------
    points:
        From signing party to points on its own scale.
    count:
        How many packages have exactly these values.
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
        How it was found; it is exact and complete.
    """

    of: Region
    parties: tuple[str, ...] = field(converter=texts)
    items: tuple[FrontierPoint, ...] = field(converter=entries)
    method: str
    exact: bool = True

    @property
    def packages(self) -> int:
        """How many packages are on it."""
        return sum(point.count for point in self.items)

    def __len__(self) -> int:
        return len(self.items)


def frontier(
    problem: BargainingProblem, *, of: Region = "zone", max_packages: int = 20, effort: Effort = STEADY
) -> Frontier:
    """Return the frontier, with the packages of each of its points.

    Parameters
    ----------
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all packages.
    max_packages:
        How many packages to name over all points, from the first point on; each point is always counted in full.

    Raises
    ------
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages; while merging, when there are
        too many sums to hold.

    Notes
    -----
    Parts of the issues that nothing ties together are enumerated, then merged with dominance filtering. A reservation
    ties no issues: while parts are merged, what can no longer reach it is dropped. Where the merged sums would be too
    many, the issues that reservations tie are enumerated together instead.
    """
    return frontier_from(problem, efficient_sums(problem, of=of, effort=effort), of=of, max_packages=max_packages)


def efficient_sums(problem: BargainingProblem, *, of: Region, effort: Effort = STEADY) -> Sums:
    """Return the efficient values over the signing parties, as losses: frontier and solutions are read off them.

    Raises
    ------
    TooLargeError
        As :func:`frontier`.
    """
    prepared = indexed(problem)
    columns = [losses(party) for party in prepared.signers]
    if of == "space":
        parts = value_parts(prepared, demands=())
        refuse_large(parts, what="listing the frontier")
        return sums(prepared, parts, columns=columns, keep=keeps_all, effort=effort)
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    floors = prepared.red_floors
    merged = value_parts(prepared, demands=[index for index in red if index not in floors])
    together = value_parts(prepared, demands=red)
    if floors and max(part.size for part in merged) <= MAX_PACKAGES:
        try:
            return sums(prepared, merged, columns=columns, keep=keeps_red, budget=_budget(prepared), effort=effort)
        except TooLargeError:
            if max(part.size for part in together) > MAX_PACKAGES:
                raise
    refuse_large(together, what="listing the frontier")
    return sums(prepared, together, columns=columns, keep=keeps_red, effort=effort)


def _budget(prepared: IndexedProblem) -> list[int | None]:
    """Return the most that each signing party may lose, as its column counts it."""
    least = {party: prepared.demands[index].points for index, party in prepared.red_floors.items()}
    return [-least[party] if party in least else None for party in prepared.signers]


def frontier_from(problem: BargainingProblem, total: Sums, *, of: Region, max_packages: int) -> Frontier:
    """Return the frontier that efficient sums amount to."""
    return Frontier(
        of=of,
        parties=[party.id for party in problem.signers],
        items=_items(problem, total, max_packages=max_packages),
        method=method_name(total.parts, merged=True),
    )


def _items(problem: BargainingProblem, total: Sums, *, max_packages: int) -> list[FrontierPoint]:
    ids = [party.id for party in problem.signers]
    order = np.lexsort(total.totals.rows.T[::-1])
    rows = [tuple(int(entry) for entry in row) for row in total.totals.rows[order]]
    named = itertools.chain(total.numbers(rows, limit=max_packages), itertools.repeat([]))
    return [
        FrontierPoint(
            points={party: -entry for party, entry in zip(ids, row, strict=True)},
            count=int(count),
            packages=[total.indexed.package(number) for number in numbers],
        )
        for row, count, numbers in zip(rows, total.totals.counts[order].tolist(), named, strict=False)
    ]
