"""The zone: the packages that break no red demand of a party whose consent they need (the ZOPA)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.deal import is_broken
from negsim.fields import frozen_mapping, texts
from negsim.problem import BargainingProblem
from negsim.search.enumeration import STEADY, Block, Effort, blocks
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, demand_parts, refuse_large
from negsim.space.package import Package


@frozen(kw_only=True)
class Zone:
    """How large the zone is.

    Attributes
    ----------
    packages:
        How many packages exist.
    size:
        How many of them are in the zone.
    has_status_quo:
        Whether the status quo is one of these; None where an issue has no status quo.
    method, exact:
        How it was found; counts are exact.
    """

    packages: int
    size: int
    has_status_quo: bool | None
    method: str
    exact: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether no package is in the zone."""
        return self.size == 0

    @property
    def agreements(self) -> int:
        """How many packages of the zone are agreements: all but the status quo."""
        return self.size - bool(self.has_status_quo)

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return not self.is_empty  # len() has a limit that counts of packages do not have


@frozen(kw_only=True)
class Membership:
    """Whether a package is in the zone, and how close it is to the edge.

    Attributes
    ----------
    exists:
        Whether it is a package at all: no exclusion covers it.
    broken:
        Names of the red demands that it breaks.
    margins:
        From party to its value above its reservation, in points of 100, below 0 where it falls short; None without a
        reservation.
    """

    exists: bool
    broken: tuple[str, ...] = field(converter=texts)
    margins: Mapping[str, Fraction | None] = field(converter=frozen_mapping)

    @property
    def is_inside(self) -> bool:
        """Whether the package is in the zone."""
        return self.exists and not self.broken


def zone(problem: BargainingProblem, *, effort: Effort = STEADY) -> Zone:
    """Return how many packages exist, and how many of them all could accept.

    Raises
    ------
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages.

    Notes
    -----
    Enumeration of each part of the issues that no demand crosses; the counts multiply.
    """
    prepared = indexed(problem)
    parts = demand_parts(prepared)
    refuse_large(parts, what="counting the zone")
    counts = [_count(prepared, part, effort=effort) for part in parts]
    status_quo = problem.space.status_quo
    inside = None if status_quo is None else membership(problem, status_quo).is_inside
    return Zone(
        packages=math.prod(existing for existing, _ in counts),
        size=math.prod(kept for _, kept in counts),
        has_status_quo=inside,
        method=method_name(parts),
    )


def membership(problem: BargainingProblem, package: Package) -> Membership:
    """Return whether a package is in the zone, which red demands it breaks, and each party's margin.

    Raises
    ------
    UnknownNameError
        If it is not a package of this problem's space.
    """
    problem.space.indices(package)
    points = problem.points(package)
    broken = [demand.name for demand in problem.demands if demand.red and is_broken(problem, demand, package)]
    margins = {
        party.id: None
        if party.reservation is None
        else Fraction(100 * (points[party.id] - party.reservation.points), party.scale)
        for party in problem.parties
    }
    return Membership(exists=problem.space.exists(package), broken=broken, margins=margins)


def keeps_red(block: Block) -> NDArray[np.bool_]:
    """Tell which packages of a block break no red demand."""
    mask = np.ones(len(block), dtype=bool)
    for index in block.part.demands:
        demand = block.indexed.demands[index]
        if demand.demand.red:
            mask &= ~block.broken(demand)
    return mask


def keeps_all(block: Block) -> NDArray[np.bool_]:
    """Keep every package of a block."""
    return np.ones(len(block), dtype=bool)


def method_name(parts: tuple[Part, ...], *, merged: bool = False) -> str:
    """Return how an answer over these parts is found."""
    name = "enumeration" if len(parts) == 1 else f"enumeration of {len(parts)} parts"
    return f"{name}, merged" if merged and len(parts) > 1 else name


def _count(prepared: IndexedProblem, part: Part, *, effort: Effort) -> tuple[int, int]:
    existing = kept = 0
    for block in blocks(prepared, part, effort=effort):
        exists = block.exists()
        existing += int(exists.sum())
        kept += int((exists & keeps_red(block)).sum())
    return existing, kept
