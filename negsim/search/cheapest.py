"""Cheapest: the best package among those that stay within given breaches."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import distinct, nondominated
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table, merge
from negsim.search.enumeration import Block
from negsim.search.indexed import IndexedDemand, IndexedProblem


@frozen(eq=False)
class Priced:
    """The column of what packages break of some demands, in breach units times a weight for each.

    Attributes
    ----------
    weights:
        From demands, by their indices, to their weights.
    kind:
        Of the integers in which every sum over whole packages fits.
    """

    indexed: IndexedProblem
    weights: Mapping[int, int]
    kind: Any

    def __call__(self, block: Block) -> NDArray[Any]:
        """Return what each package of a block breaks."""
        total: NDArray[Any] = np.zeros(len(block), dtype=self.kind)
        for index, weight in self.weights.items():
            demand = self.indexed.demands[index]
            if demand.issues and demand.issues[0] in block.part.issues:
                cost = block.cost(demand)
                total = total + (cost if weight == 1 else cost.astype(total.dtype) * weight)
        return total


def breach_columns(indexed: IndexedProblem, *, without: Collection[int] = ()) -> tuple[Priced, ...]:
    """Return, for each party whose demands count, what packages break of its red demands, in breach units.

    Parameters
    ----------
    without:
        Indices of demands to leave out.
    """
    red = _demands(indexed, red=True, without=without)
    # Wide enough for the sum over all parties, too.
    kind = integers_up_to(sum(len(demand.holders) * indexed.most_cost(demand) for demand in red.values()))
    return tuple(
        Priced(indexed, {index: 1 for index, demand in red.items() if party in demand.holders}, kind)
        for party in indexed.constrainers
    )


def soft_column(indexed: IndexedProblem, *, without: Collection[int] = ()) -> Priced:
    """Return the firmness-weighted breach of the demands that are not red, in breach units times :func:`soft_unit`.

    Parameters
    ----------
    without:
        Indices of demands to leave out.
    """
    soft = _demands(indexed, red=False, without=without)
    scale = soft_unit(indexed)
    kind = integers_up_to(scale * max(1, sum(map(indexed.most_cost, soft.values()))))
    return Priced(indexed, {index: int(demand.demand.firmness * scale) for index, demand in soft.items()}, kind)


def soft_unit(indexed: IndexedProblem) -> int:
    """Return the least number in which the firmness of every demand that is not red is whole."""
    return _least_common([demand.demand.firmness for demand in indexed.demands if not demand.demand.red])


def _demands(indexed: IndexedProblem, *, red: bool, without: Collection[int]) -> dict[int, IndexedDemand]:
    return {
        index: demand
        for index, demand in enumerate(indexed.demands)
        if demand.demand.red == red and index not in without
    }


def side_breaches(indexed: IndexedProblem, rows: NDArray[Any]) -> NDArray[Any]:
    """Return breaches by side from breaches by party: each side counts once, as its largest member."""
    order = list(itertools.chain.from_iterable(indexed.members))
    starts = list(itertools.accumulate(map(len, indexed.members), initial=0))[:-1]
    return np.asarray(np.maximum.reduceat(rows[:, order], starts, axis=1))


def least_breaches(indexed: IndexedProblem, rows: NDArray[Any]) -> list[tuple[int, ...]]:
    """Return the vectors of breach by side in which none can shrink without another's growing, in order.

    Parameters
    ----------
    rows:
        Breaches by party.
    """
    sides = side_breaches(indexed, rows)
    kept = sides[nondominated(sides)]
    return sorted({tuple(int(entry) for entry in row) for row in kept})


@frozen(kw_only=True, eq=False)
class Layers:
    """What a part amounts to in three kinds of columns: breach by party, soft breach, and losses of signers.

    Attributes
    ----------
    table:
        Its efficient rows in all columns.
    width:
        How many of the columns are breaches by party; the next is the soft breach.
    """

    table: Table
    width: int

    @cached_property
    def breaches(self) -> Table:
        """The efficient rows of the breaches alone."""
        rows = self.table.rows[:, : self.width]
        return Table(*distinct(rows, counts=self.table.counts, numbers=self.table.numbers)).efficient()

    @cached_property
    def soft(self) -> Table:
        """The efficient rows without the losses."""
        return Table(self.table.rows[:, : self.width + 1], self.table.counts, self.table.numbers).efficient()


@frozen(kw_only=True, eq=False)
class Candidates:
    """Packages to choose among: what each of the parts can amount to.

    Attributes
    ----------
    parts:
        One for each part; there is one at least, and all have the same columns.
    """

    indexed: IndexedProblem
    parts: tuple[Layers, ...]

    def cheapest(self, sides: Sequence[int], *, key: Callable[[tuple[int, ...]], Any]) -> int:
        """Return the number of the best package whose breach by side is at most the one given.

        Best is the least soft breach, then the largest ``key`` of the signers' points, then the first in package
        order among those that no other beats.
        """
        limits = self._limits(sides)
        return self._best(limits, soft=int(self._softest(limits)[:, -1].min()), key=key)[1]

    def nearest(self, sides: Sequence[int], *, key: Callable[[tuple[int, ...]], Any]) -> int:
        """Return the same, among the packages in which no *party's* breach can shrink without another's growing.

        A side's breach is its largest member's; without this, the other members would break lines for nothing.
        """
        rows = self._softest(self._limits(sides))
        rows = rows[nondominated(rows[:, :-1])]
        least = rows[:, -1].min()
        found = [self._best(row, soft=int(least), key=key) for row in rows[rows[:, -1] == least, :-1].tolist()]
        best = max(reached for reached, _ in found)
        return min(number for reached, number in found if reached == best)

    def _softest(self, limits: Sequence[int]) -> NDArray[Any]:
        """Return the efficient breaches by party within limits, each with the least soft breach, which comes last."""
        return merge([part.soft for part in self.parts], budget=[*limits, None]).rows

    def _best(self, limits: Sequence[int], *, soft: int, key: Callable[[tuple[int, ...]], Any]) -> tuple[Any, int]:
        """Return the largest key, and the number of the first package that has it, within limits on all breaches."""
        losers = self.parts[0].table.rows.shape[1] - len(limits) - 1
        total = merge([part.table for part in self.parts], budget=[*limits, soft, *itertools.repeat(None, losers)])
        keys = [key(tuple(-int(entry) for entry in row)) for row in total.rows[:, len(limits) + 1 :]]
        best = max(keys)
        return best, min(int(number) for number, entry in zip(total.numbers, keys, strict=True) if entry == best)

    def _limits(self, sides: Sequence[int]) -> list[int]:
        by_side = dict(zip(self.indexed.problem.sides, sides, strict=True))
        return [by_side[self.indexed.problem.parties[party].side] for party in self.indexed.constrainers]


def _least_common(numbers: Sequence[Fraction]) -> int:
    return math.lcm(*(number.denominator for number in numbers))
