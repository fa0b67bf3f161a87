"""Movements: what packages break and are worth, as independent choices, and the best of those that break little."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.dominance import distinct, nondominated
from negsim.kernels.least_vectors import Found, least_vectors
from negsim.kernels.leasts import Engine, Least, Losses, UnsettledError, Vector, floored
from negsim.kernels.limited import Combination, Gains, Limited, greatest_product
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table
from negsim.search.cheapest import soft_unit
from negsim.search.indexed import IndexedProblem
from negsim.search.least_movement import across

MAX_VECTORS = 200
"""How many least vectors of breach by party are looked at for one by side."""
MAX_ROWS = 100_000
"""How many efficient rows a part may have."""

Key = Callable[[tuple[int, ...]], Any]
"""What makes packages of equal breach better, of the signers' points: larger is better."""


@frozen(kw_only=True, eq=False)
class Movements:
    """Packages as independent choices, with what they break and what they are worth.

    Attributes
    ----------
    tables:
        Of each part: rows of :func:`movement_columns`, each with the least number of its packages.
    whole:
        What each party whose demands count loses, as a group of columns: by its lines, and by them and its shortfall.
        The instance has columns for the soft demands and for points, too.
    soft:
        Groups of columns whose losses add up to the firmness-weighted breach of soft demands.
    points:
        The columns of the signers' points.
    """

    indexed: IndexedProblem
    tables: tuple[Table, ...] = field(converter=entries)
    whole: Losses
    soft: tuple[tuple[int, ...], ...]
    points: tuple[int, ...]

    def by_side(self, losses: Losses) -> Losses:
        """Return losses by party as losses by side: a side loses what its member loses that loses most."""
        groups = tuple(
            tuple(column for at in members for column in losses.groups[at]) for members in self.indexed.members
        )
        return attrs.evolve(losses, groups=groups)

    def breaches(self) -> Losses:
        """Return the losses by party alone, over rows that are efficient in what they look at."""
        width, held = len(self.indexed.constrainers), across(self.indexed, red=True).values()
        kept = [
            *range(width),
            *(width + 1 + at for at, party in enumerate(self.indexed.signers) if party in held),
        ]
        tables = [_thinned(table, kept) for table in self.tables]
        columns = [column for group in self.whole.groups for column in group]
        place = {column: at for at, column in enumerate(columns)}
        return Losses(
            instance=Instance(
                values=_stacked([_values(self.indexed, table)[:, columns] for table in tables]),
                sizes=[len(table) for table in tables],
            ),
            base=[self.whole.base[column] for column in columns],
            groups=[[place[column] for column in group] for group in self.whole.groups],
        )

    def number(self, combination: Combination) -> int:
        """Return the least number of a package with these rows."""
        return sum(int(table.numbers[row]) for table, row in zip(self.tables, combination, strict=True))

    def worth(self, combination: Combination) -> tuple[int, ...]:
        """Return the points of the signers."""
        totals = self.whole.instance.totals(np.array([combination], dtype=np.int64))[0]
        return tuple(int(totals[column]) for column in self.points)

    def first(self, combinations: Sequence[Combination], *, key: Key) -> tuple[Any, int]:
        """Return the greatest key, and the first package with it that no other such beats."""
        keys = [key(self.worth(combination)) for combination in combinations]
        best = max(keys)
        tied = [combination for combination, own in zip(combinations, keys, strict=True) if own == best]
        soft = attrs.evolve(self.whole, groups=self.soft)
        rows = [
            (*self.whole.vector(entry), sum(soft.vector(entry)), *(-points for points in self.worth(entry)))
            for entry in tied
        ]
        alive = nondominated(np.array(rows, dtype=object))
        return best, min(self.number(entry) for entry, is_alive in zip(tied, alive, strict=True) if is_alive)


def movements(indexed: IndexedProblem, tables: Sequence[Table], *, waived: Collection[int] | None = None) -> Movements:
    """Return packages as independent choices, from the rows of parts.

    Parameters
    ----------
    waived:
        Indices of the red reservations that may be missed, with what is missed counted as breach; the others must be
        met. None for all.

    Raises
    ------
    TooLargeError
        If totals do not fit 2^52.
    """
    red, signers = across(indexed, red=True), indexed.signers
    free = {party for index, party in red.items() if waived is None or index in waived}
    layout = _layout(indexed)
    groups = [
        [at, *([layout.shortfalls[party]] if party in free else [])] for at, party in enumerate(indexed.constrainers)
    ]
    instance = Instance(
        values=_stacked([_values(indexed, table) for table in tables]), sizes=[len(table) for table in tables]
    )
    stands = {
        layout.points + signers.index(party): indexed.demands[index].points
        for index, party in red.items()
        if party not in free
    }
    return Movements(
        indexed=indexed,
        tables=tables,
        whole=Losses(instance=floored(instance, stands), base=layout.base, groups=groups),
        soft=layout.soft,
        points=tuple(range(layout.points, layout.points + len(signers))),
    )


@frozen(kw_only=True)
class _Layout:
    """Where columns stand: lines by party, shortfalls, soft lines, soft shortfalls, points.

    Attributes
    ----------
    shortfalls:
        From party to the column of its lines and shortfall.
    soft:
        Groups of columns.
    points:
        The first of the signers' points.
    base:
        What totals are subtracted from.
    """

    shortfalls: Mapping[int, int]
    soft: tuple[tuple[int, ...], ...]
    points: int
    base: Vector


def _layout(indexed: IndexedProblem) -> _Layout:
    width, unit = len(indexed.constrainers), soft_unit(indexed)
    red, soft = across(indexed, red=True), _soft_floors(indexed)
    base = [0] * width
    shortfalls = {}
    for index, party in red.items():
        shortfalls[party] = len(base)
        base.append(indexed.units_of(party) * indexed.demands[index].points)
    groups: list[tuple[int, ...]] = [(len(base),)]
    base.append(0)
    for index, party in soft.items():
        groups.append((len(base), len(base) + 1))
        weight = int(indexed.demands[index].demand.firmness * unit)
        base += [0, weight * indexed.units_of(party) * indexed.demands[index].points]
    return _Layout(
        shortfalls=shortfalls,
        soft=tuple(groups),
        points=len(base),
        base=tuple(base) + (0,) * len(indexed.signers),
    )


def _soft_floors(indexed: IndexedProblem) -> dict[int, int]:
    """Return the soft reservations that bind everywhere, each with its party, but those of no firmness."""
    return {
        index: party for index, party in across(indexed, red=False).items() if indexed.demands[index].demand.firmness
    }


def _values(indexed: IndexedProblem, table: Table) -> NDArray[Any]:
    """Return the columns of a layout, negated losses, for the rows of a table: Python integers."""
    rows, signers, width = -table.rows.astype(object), indexed.signers, len(indexed.constrainers)
    lines, points = rows[:, :width], rows[:, width + 1 :]
    columns = [lines[:, at] for at in range(width)]
    for party in across(indexed, red=True).values():
        at = indexed.constrainers.index(party)
        columns.append(lines[:, at] + indexed.units_of(party) * points[:, signers.index(party)])
    columns.append(rows[:, width])
    unit = soft_unit(indexed)
    for index, party in _soft_floors(indexed).items():
        weight = int(indexed.demands[index].demand.firmness * unit) * indexed.units_of(party)
        columns += [0 * rows[:, width], weight * points[:, signers.index(party)]]
    return np.stack([*columns, *points.T], axis=1)


def _thinned(table: Table, kept: Sequence[int]) -> Table:
    """Return the efficient rows of some columns, the others 0."""
    rows = np.zeros_like(table.rows)
    rows[:, kept] = table.rows[:, kept]
    return Table(*distinct(rows, counts=table.counts, numbers=table.numbers)).efficient()


def _stacked(values: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return the rows of parts as one padded array of shape (parts, rows, columns)."""
    longest, width = max(map(len, values)), values[0].shape[1]
    if longest > MAX_ROWS:
        advice = "Round prices, weights and values to fewer distinct numbers."
        raise TooLargeError("looking for the least movement", longest, MAX_ROWS, "efficient rows of one part", advice)
    found = np.zeros((len(values), longest, width), dtype=object)
    for at, own in enumerate(values):
        found[at, : len(own)] = own
    largest = int(np.abs(found).max(initial=0))
    return found.astype(integers_up_to(largest))


@frozen(kw_only=True, eq=False)
class Picker:
    """Finds the package for a least vector of breach, or for a repair.

    Attributes
    ----------
    engine:
        What finds least sums of breach.
    key:
        What makes packages of equal breach better, given the signers' points.
    gains:
        The same as a product: of the columns of points, which count, what is subtracted and their scale.
    until:
        When to give up, on the machine's monotonic clock.
    """

    movements: Movements
    engine: Engine
    key: Key
    gains: Gains
    until: float | None = None

    def nearest(self, sides: Vector, breaches: Losses) -> int:
        """Return the number of the best package of a least vector of breach by side.

        No party's breach can shrink without another's growing; best is the least soft breach, then the largest key,
        then the first in package order among those that no other beats.

        Raises
        ------
        UnsettledError
            If some search gave up, or there are too many vectors of breach by party.
        """
        whole = self.movements.whole
        bounded = [whole.within(vector) for vector in self._by_party(sides, breaches)]
        soft = [self._soft(within) for within in bounded]
        found = []
        for within, own in zip(bounded, soft, strict=True):
            if own == min(soft):
                limited = Limited(losses=attrs.evolve(within, groups=self.movements.soft), most=own, until=self.until)
                found.append(self.movements.first(greatest_product(limited, self.gains), key=self.key))
        best = max(key for key, _ in found)
        return min(number for key, number in found if key == best)

    def cheapest(self) -> int:
        """Return the number of the package with the least total breach by side, then the largest key.

        Raises
        ------
        UnsettledError
            If some search gave up.
        """
        sides = self.movements.by_side(self.movements.whole)
        least = _sure(self.engine.together(sides, (1,) * len(sides.groups)))
        limited = Limited(losses=sides, most=least.value, until=self.until)
        return self.movements.first(greatest_product(limited, self.gains), key=self.key)[1]

    def _by_party(self, sides: Vector, breaches: Losses) -> tuple[Vector, ...]:
        """Return the least vectors of breach by party among those of a vector by side."""
        members = self.movements.indexed.members
        order = list(itertools.chain.from_iterable(members))
        caps = [entry for entry, own in zip(sides, members, strict=True) for _ in own]
        upper = tuple(caps[order.index(at)] for at in range(len(order)))
        if len(members) == len(order):
            return (upper,)
        found: Found = least_vectors(breaches.within(upper), self.engine, most=MAX_VECTORS)
        if found.status != "all":
            raise UnsettledError
        return found.vectors

    def _soft(self, losses: Losses) -> int:
        """Return the least soft breach within bounds on the others."""
        soft = attrs.evolve(losses, groups=self.movements.soft)
        if soft.lows() == soft.highs():
            return sum(soft.lows())
        return _sure(self.engine.together(soft, (1,) * len(soft.groups))).value


def _sure(found: Least) -> Least:
    """Return what was found of what there surely is."""
    if found.status != "found":
        raise UnsettledError
    return found
