"""The zone: the packages that break no red demand of a party whose consent they need (the ZOPA)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen

from negsim.deals.deal import is_broken
from negsim.errors import TooLargeError
from negsim.fields import frozen_mapping, texts
from negsim.kernels import counting_parts
from negsim.kernels.counting import count_within
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import blocks
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large, value_parts
from negsim.search.sources import all_rows, empty_table
from negsim.search.values import keeps_red
from negsim.space.package import Package

MAX_AT_ONCE = 2**20
"""How many packages that reservations tie together are enumerated rather than counted by what they are worth."""
MAX_ROWS = 2_000_000
"""How many different values the packages of one part may have."""


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
    Enumeration of each part of the issues that no demand crosses; the counts multiply. Where reservations tie more
    issues together than are enumerated at once, the parts that only lines and interactions tie are, and the packages
    whose points add up to what each party takes are counted without listing them.
    """
    prepared = indexed(problem)
    status_quo = problem.space.status_quo
    inside = None if status_quo is None else membership(problem, status_quo).is_inside
    existing, size, method = _counted(prepared, effort=effort)
    return Zone(packages=existing, size=size, has_status_quo=inside, method=method)


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


def method_name(parts: tuple[Part, ...], *, merged: bool = False) -> str:
    """Return how an answer over these parts is found."""
    name = "enumeration" if len(parts) == 1 else f"enumeration of {len(parts)} parts"
    return f"{name}, merged" if merged and len(parts) > 1 else name


def _counted(prepared: IndexedProblem, *, effort: Effort) -> tuple[int, int, str]:
    """Return how many packages exist, how many of them are in the zone, and how that was found."""
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    floors = prepared.red_floors
    together = value_parts(prepared, demands=red, parties=())
    if floors and max(part.size for part in together) > MAX_AT_ONCE:
        walls = [index for index in red if index not in floors]
        apart = value_parts(prepared, demands=walls, parties=tuple(floors.values()))
        if max(part.size for part in apart) <= MAX_PACKAGES:
            try:
                return _added_up(prepared, apart, effort=effort)
            except TooLargeError:
                if max(part.size for part in together) > MAX_PACKAGES:
                    raise
    refuse_large(together, what="counting the zone")
    counts = [_count(prepared, part, effort=effort) for part in together]
    existing, kept = (math.prod(column) for column in zip(*counts, strict=True))
    return existing, kept, method_name(together)


def _added_up(prepared: IndexedProblem, parts: tuple[Part, ...], *, effort: Effort) -> tuple[int, int, str]:
    """Count the zone by what each part's packages are worth to the parties with reservations."""
    floors = prepared.red_floors
    existing, tables = 1, []
    for part in parts:
        exists, table = _distribution(prepared, part, tuple(floors.values()), effort=effort)
        existing *= exists
        tables.append(table)
    counted = count_within(tables, [prepared.demands[index].points for index in floors])
    return existing, counted.value, f"counting over {len(parts)} parts ({counted.method})"


def _distribution(
    prepared: IndexedProblem, part: Part, parties: Sequence[int], *, effort: Effort
) -> tuple[int, counting_parts.Part]:
    """Return how many packages of a part exist, and how many that break no line are worth what to some parties."""
    existing, found = 0, empty_table(prepared, len(parties))
    for block in blocks(prepared, part, effort=effort):
        exists = block.exists()
        existing += int(exists.sum())
        index = np.flatnonzero(exists & keeps_red(block))
        rows = np.stack([np.asarray(block.points(party))[index] for party in parties], axis=1)
        found = all_rows(found, rows, block.numbers[index])
        if len(found) > MAX_ROWS:
            advice = "Round weights and values to fewer distinct numbers"
            raise TooLargeError("adding up what parts are worth", len(found), MAX_ROWS, "different values", advice)
    return existing, counting_parts.Part(found.rows, found.counts)


def _count(prepared: IndexedProblem, part: Part, *, effort: Effort) -> tuple[int, int]:
    existing = kept = 0
    for block in blocks(prepared, part, effort=effort):
        exists = block.exists()
        existing += int(exists.sum())
        kept += int((exists & keeps_red(block)).sum())
    return existing, kept
