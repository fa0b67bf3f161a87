"""Enumeration of a part's packages in blocks of bounded memory."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.numbering import integers_up_to
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedDemand, IndexedProblem
from negsim.search.parts import Part


@frozen(kw_only=True, eq=False)
class Block:
    """Packages of a part that agree on its first issues and run through all combinations of the last ones.

    Attributes
    ----------
    fixed:
        The option of each of the first issues.
    low:
        The option, for each package of the block, of each of the last issues.
    numbers:
        What each package's options of this part add to its number.
    shared:
        What all blocks of a part have in common, kept once it is known: sums and masks over the last issues.
    """

    indexed: IndexedProblem
    part: Part
    fixed: Mapping[int, int]
    low: Mapping[int, NDArray[np.intp]]
    numbers: NDArray[Any]
    shared: dict[Hashable, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.numbers)

    def inside(self, options: Mapping[int, tuple[int, ...]]) -> NDArray[np.bool_]:
        """Tell which packages take one of the given options on each of the given issues, all of this part."""
        if any(self.fixed[issue] not in allowed for issue, allowed in options.items() if issue in self.fixed):
            return np.zeros(len(self), dtype=bool)
        key = tuple((issue, allowed) for issue, allowed in options.items() if issue in self.low)
        if key not in self.shared:
            mask = np.ones(len(self), dtype=bool)
            for issue, allowed in key:
                chosen = np.zeros(self.indexed.radices[issue], dtype=bool)
                chosen[list(allowed)] = True
                mask &= chosen[self.low[issue]]
            mask.flags.writeable = False
            self.shared[key] = mask
        return self.shared[key]

    def exists(self) -> NDArray[np.bool_]:
        """Tell which packages no exclusion of this part covers."""
        mask = np.ones(len(self), dtype=bool)
        for box in self.indexed.excluded:
            if next(iter(box)) in self.part.issues:
                mask &= ~self.inside(box)
        return mask

    def points(self, party: int) -> NDArray[Any]:
        """Return what each package adds to a party's points by this part's issues."""
        tables = [entry for entry in self.indexed.factors[party] if set(entry[0]) <= set(self.part.issues)]
        kind = integers_up_to(self.indexed.most_points(party))
        if party not in self.shared:
            total = np.zeros(len(self), dtype=kind)
            for issues, table in tables:
                if set(issues) <= set(self.low):
                    total += table[tuple(self.low[issue] for issue in issues)].astype(kind)
            total.flags.writeable = False
            self.shared[party] = total
        total = self.shared[party]
        for issues, table in tables:
            if not set(issues) <= set(self.low):
                total = total + self._looked_up(issues, table.astype(kind))
        ceiling = self.indexed.problem.parties[party].ceiling
        if ceiling is None or self.indexed.joined_issues(party)[0][0] not in self.part.issues:
            return total
        return np.asarray(np.minimum(total, ceiling))

    def broken(self, demand: IndexedDemand) -> NDArray[np.bool_]:
        """Tell which packages break a demand of this part."""
        if demand.demand.line is not None:
            mask = np.zeros(len(self), dtype=bool)
            for box in demand.boxes:
                mask |= self.inside(box.options)
            return mask
        return np.asarray(self._shortfall(demand) > 0, dtype=bool)

    def cost(self, demand: IndexedDemand) -> NDArray[Any]:
        """Return what each package breaks of a demand of this part, in breach units."""
        if demand.demand.line is None:
            return self._shortfall(demand)
        worst = np.zeros(len(self), dtype=integers_up_to(self.indexed.most_cost(demand)))
        for box in demand.boxes:
            worst[self.inside(box.options) & (worst < box.price)] = box.price
        return worst

    def _shortfall(self, demand: IndexedDemand) -> NDArray[Any]:
        """Return by how much packages miss a reservation, in breach units; 0 where it does not bind."""
        party = demand.holders[0]
        units = self.indexed.units_of(party)
        points = self.points(party).astype(integers_up_to(max(units, self.indexed.most_cost(demand))))
        missing = np.maximum(demand.points - points, 0) * units
        if demand.departures is not None:
            departs = np.zeros(len(self), dtype=bool)
            for issue, options in demand.departures.items():
                departs |= self.inside({issue: options})
            missing = np.where(departs, missing, 0)
        return np.asarray(missing)

    def _looked_up(self, issues: Sequence[int], table: NDArray[Any]) -> NDArray[Any]:
        index = tuple(self.fixed[issue] if issue in self.fixed else self.low[issue] for issue in issues)
        return np.asarray(table[index], dtype=table.dtype)


def blocks(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> Iterator[Block]:
    """Yield all packages of a part, in order, in blocks.

    Memory is in proportion to the block; time to the size of the part.
    """
    split = _split(indexed, part, block=effort.block)
    first, last = part.issues[:split], part.issues[split:]
    radices = [indexed.radices[issue] for issue in last]
    count = math.prod(radices)
    low = dict(zip(last, _all_choices(radices, count), strict=True))
    numbers = np.zeros(count, dtype=integers_up_to(math.prod(indexed.radices)))
    for issue, options in low.items():
        numbers = numbers + options.astype(numbers.dtype) * indexed.strides[issue]
    shared: dict[Hashable, NDArray[Any]] = {}
    for combination in itertools.product(*(range(indexed.radices[issue]) for issue in first)):
        fixed = dict(zip(first, combination, strict=True))
        offset = sum(option * indexed.strides[issue] for issue, option in fixed.items())
        effort.check("looking at every package")
        yield Block(indexed=indexed, part=part, fixed=fixed, low=low, numbers=numbers + offset, shared=shared)
        if effort.progress is not None:
            effort.progress(count)


def _all_choices(radices: Sequence[int], count: int) -> list[NDArray[np.intp]]:
    """Return all combinations in order, as one array for each issue; numpy's own goes no further than 64 of them."""
    place, found = np.arange(count, dtype=np.intp), []
    for radix in reversed(radices):
        place, option = np.divmod(place, radix)
        found.append(option)
    return found[::-1]


def _split(indexed: IndexedProblem, part: Part, *, block: int) -> int:
    """Return how many of the part's issues are fixed within a block: the fewest that keep it small enough."""
    split, count = len(part.issues), 1
    while split > 0 and count * indexed.radices[part.issues[split - 1]] <= block:
        split -= 1
        count *= indexed.radices[part.issues[split]]
    return split
