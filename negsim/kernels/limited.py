"""The greatest product, where what groups lose together is limited; with all ties, also where products are 0."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs
import numpy as np
from attrs import field, frozen

from negsim.fields import entries
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import Product, WeightedSum
from negsim.kernels.bounded.search import best, find_any
from negsim.kernels.leasts import MAX_NODES, Losses, UnsettledError, floored

Combination = tuple[int, ...]

MAX_TIES = 1_000
"""How many choices that tie are listed."""
MAX_SETS = 2_000
"""How many sets of columns are tried to find out how many can gain together."""


@frozen
class Best:
    """The choices that attain the greatest value, as many as are listed, and whether these are all."""

    value: int
    combinations: tuple[Combination, ...]
    is_every: bool


@frozen(kw_only=True, eq=False)
class Limited:
    """What can be chosen, where groups may lose so much together.

    Attributes
    ----------
    losses:
        Over the columns of its instance, whose floors hold, too.
    most:
        How much the groups' entries may add up to.
    max_nodes, until:
        How many options each search tries, and when to give up, on the machine's monotonic clock.
    """

    losses: Losses
    most: int
    max_nodes: int = MAX_NODES
    until: float | None = None

    def best(self, objective: Product | WeightedSum, *, floors: Mapping[int, int]) -> Best | None:
        """Return the choices that make an objective greatest, or None where there are none.

        Parameters
        ----------
        floors:
            For some columns, least totals besides those of the instance.

        Raises
        ------
        UnsettledError
            If the search gave up.

        Notes
        -----
        That entries add up to at most so much is one linear bound for each way to take one column of each group. The
        bounds that a best choice is over are added until none is, so that few of them are ever used.
        """
        instance = floored(self.losses.instance, floors)
        ways: list[tuple[int, ...]] = []
        while True:
            found = best(
                _with_sums(instance, self.losses, ways, self.most),
                _widened(objective, len(ways)),
                max_nodes=self.max_nodes,
                max_ties=MAX_TIES,
                until=self.until,
            )
            if not found.is_proven:
                raise UnsettledError
            if found.value is None:
                return None
            listed = [tuple(map(int, row)) for row in found.combinations]
            over = {self._way(choice) for choice in listed if sum(self.losses.vector(choice)) > self.most}
            if not over:
                assert isinstance(found.value, int), "sums and products of integers"
                return Best(found.value, tuple(listed), found.is_count_complete and found.count == len(listed))
            ways += sorted(over)

    def has_any(self, *, floors: Mapping[int, int]) -> bool:
        """Tell whether anything can be chosen; where it is not sure, that it can.

        Only what the instance says, and not what groups lose together, is looked at.
        """
        return (
            find_any(floored(self.losses.instance, floors), max_nodes=self.max_nodes, until=self.until).status != "none"
        )

    def _way(self, choice: Combination) -> tuple[int, ...]:
        """Return for each group the column by which it loses most."""
        losses = self.losses
        totals = losses.instance.totals(np.array([choice], dtype=np.int64))[0].tolist()
        return tuple(max(group, key=lambda column: losses.base[column] - totals[column]) for group in losses.groups)


@frozen(kw_only=True)
class Gains:
    """What is multiplied: totals less a base, in units of a scale.

    Attributes
    ----------
    columns, base, scale:
        Of the instance; for each of the columns, what is subtracted, and what the difference is divided by.
    """

    columns: tuple[int, ...] = field(converter=entries)
    base: tuple[int, ...] = field(converter=entries)
    scale: tuple[int, ...] = field(converter=entries)


def greatest_product(limited: Limited, gains: Gains) -> tuple[Combination, ...]:
    """Return choices among which are all, or the first thousand, whose product of gains is greatest.

    Choices without a negative gain come first. Where their product is 0, or there are none, the most positive gains
    count, then the product of these. Where few can be chosen at all, all of these are returned.

    Raises
    ------
    UnsettledError
        If the search gave up.
    """
    width = limited.losses.instance.values.shape[2]
    base = dict(zip(gains.columns, gains.base, strict=True))
    if base:
        whole = limited.best(_product(base, width), floors=base)
        if whole is not None and (whole.value > 0 or whole.is_every):
            return whole.combinations
        if whole is not None:
            return _most_positive(limited, gains, base)
    every = limited.best(WeightedSum([0] * width), floors={})
    if every is None or every.is_every or not base:
        return () if every is None else every.combinations
    return _most_positive(limited, gains, {})


def _most_positive(limited: Limited, gains: Gains, floors: Mapping[int, int]) -> tuple[Combination, ...]:
    """Return the choices with the most positive gains, then with the greatest product of these."""
    base = dict(zip(gains.columns, gains.base, strict=True))
    able = [column for column in base if limited.has_any(floors={**floors, column: base[column] + 1})]
    ways = (_of_size(limited, gains, floors, able, size=size) for size in range(len(able), -1, -1))
    return next(choices for choices in ways if choices)  # something can be chosen, with no gain at the least


def _of_size(
    limited: Limited, gains: Gains, floors: Mapping[int, int], able: Sequence[int], *, size: int
) -> tuple[Combination, ...]:
    """Return the choices with the greatest product of so many positive gains; none where so many are not to be had."""
    if sum(math.comb(len(able), larger) for larger in range(size, len(able) + 1)) > MAX_SETS:
        raise UnsettledError
    found = [_with_gains(limited, gains, floors, chosen) for chosen in itertools.combinations(able, size)]
    greatest = max((value for value, choices in found if choices), default=None)
    return tuple(choice for value, choices in found if value == greatest for choice in choices)


def _with_gains(
    limited: Limited, gains: Gains, floors: Mapping[int, int], chosen: Sequence[int]
) -> tuple[Fraction, tuple[Combination, ...]]:
    """Return the greatest product of some gains, all positive, and the choices that attain it."""
    base = {column: entry for column, entry in zip(gains.columns, gains.base, strict=True) if column in chosen}
    unit = math.prod(scale for column, scale in zip(gains.columns, gains.scale, strict=True) if column in chosen)
    width = limited.losses.instance.values.shape[2]
    objective = _product(base, width) if base else WeightedSum([0] * width)
    found = limited.best(objective, floors={**floors, **{column: entry + 1 for column, entry in base.items()}})
    if found is None:
        return Fraction(0), ()
    return Fraction(found.value if base else 1, unit), found.combinations


def _product(base: Mapping[int, int], width: int) -> Product:
    return Product([base.get(column, 0) for column in range(width)], parties=list(base))


def _with_sums(instance: Instance, losses: Losses, ways: Sequence[tuple[int, ...]], most: int) -> Instance:
    """Return the instance with a column for each way: that what it loses together is at most so much."""
    if not ways:
        return instance
    sums = [instance.values[:, :, list(way)].sum(axis=2) for way in ways]
    floors = [sum(losses.base[column] for column in way) - most for way in ways]
    return attrs.evolve(
        instance,
        values=np.concatenate([instance.values, np.stack(sums, axis=2)], axis=2),
        floors=[*(instance.floors or ()), *floors],
    )


def _widened(objective: Product | WeightedSum, more: int) -> Product | WeightedSum:
    """Return the same objective where there are more columns, which it does not look at."""
    if isinstance(objective, WeightedSum):
        return WeightedSum((*objective.weights, *(0,) * more))
    return attrs.evolve(objective, base=(*objective.base, *(0,) * more))
