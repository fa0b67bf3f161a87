"""The deals of repairs by adding up what the parts of the issues amount to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.deals.deal import Deal, valued
from negsim.deals.solutions import product_key
from negsim.kernels.hitting_sets import bits
from negsim.kernels.tables import Table
from negsim.search.cheapest import Candidates, Layers, Priced, breach_columns, side_breaches
from negsim.search.effort import Effort, Method
from negsim.search.indexed import IndexedProblem
from negsim.search.least_movement import rows_by_pattern
from negsim.search.parts import Part, demand_parts, value_parts
from negsim.search.sources import Column
from negsim.search.values import losses

Entry = TypeVar("Entry")
_AT_ONCE = 2**16
"""How many breaches of combinations are looked at at once."""
PricedRepair = tuple[int, NDArray[Any]]
"""A group's repair as bits, and the efficient breaches by party of the choices that break exactly it."""


def enumerated_deals(
    prepared: IndexedProblem,
    patterns: Sequence[Sequence[int]],
    *,
    way: Method,
    max_priced: int,
    max_deals: int | None,
    effort: Effort,
) -> tuple[list[tuple[int, Deal]], bool]:
    """Return repairs as bits with their deals, in order, and whether all were put in order.

    Parameters
    ----------
    patterns:
        The repairs of each group as bits of the problem's demands; none is empty.
    way:
        ``enumeration``, looking at all packages of a part, or ``merging`` its issues.
    max_priced:
        How many combinations of groups' repairs to put in order: of the cheapest of each group where there are more.
    max_deals:
        How many to return.
    """
    builder = _Builder(prepared=prepared, parts=value_parts(prepared), way=way, effort=effort, tables={})
    priced, ordered = thinned(_all_priced(patterns, builder), most=max_priced)
    chosen = list(itertools.islice(_in_order(prepared, priced, builder), max_deals))
    builder.look([pattern for pattern, _ in chosen])
    return [(pattern, builder.deal(pattern, cheapest)) for pattern, cheapest in chosen], ordered


def _all_priced(patterns: Sequence[Sequence[int]], builder: _Builder) -> list[list[PricedRepair]]:
    """Return the repairs of each group with what they cost each party, the cheapest first."""
    prepared = builder.prepared
    deciding = {demand: part for part in demand_parts(prepared) for demand in part.demands}
    found = []
    for own in patterns:
        entries = builder.priced(deciding[next(bits(own[0]))], own)
        found.append(sorted(entries, key=lambda entry: int(side_breaches(prepared, entry[1]).sum(axis=1).min())))
    return found


def thinned(listed: Sequence[Sequence[Entry]], *, most: int) -> tuple[list[Sequence[Entry]], bool]:
    """Keep so many of the first entries of each list that they have few combinations; tell whether all are kept.

    Examples
    --------
    >>> thinned(["ab", "cde"], most=4)
    (['ab', 'cd'], False)
    """
    if math.prod(map(len, listed)) <= most:
        return list(listed), True
    kept, is_growing = [1] * len(listed), True
    while is_growing:
        is_growing = False
        for at, own in enumerate(listed):
            if kept[at] < len(own) and math.prod(kept) // kept[at] * (kept[at] + 1) <= most:
                kept[at], is_growing = kept[at] + 1, True
    return [own[:number] for own, number in zip(listed, kept, strict=True)], False


def _in_order(
    prepared: IndexedProblem, priced: Sequence[Sequence[PricedRepair]], builder: _Builder
) -> Iterator[tuple[int, list[tuple[int, ...]]]]:
    """Yield each combination of the groups' repairs with its cheapest breaches by side, in the order of people."""
    lengths = [len(own) for own in priced]

    def combination(at: int) -> list[PricedRepair]:
        return [own[int(index)] for own, index in zip(priced, np.unravel_index(at, lengths), strict=True)]

    def names(at: int) -> list[int]:
        return list(bits(sum(pattern for pattern, _ in combination(at))))

    totals, largest, is_open = _costs(prepared, priced)
    for at in np.flatnonzero(is_open).tolist():  # where equal totals differ in their largest breach, the deal decides
        pattern, cheapest = _cheapest(prepared, combination(at))
        largest[at] = int(builder.deal(pattern, cheapest).largest * prepared.unit)
    order = np.lexsort((totals, largest)).tolist()
    for _, tied in itertools.groupby(order, key=lambda at: (largest[at], totals[at])):
        for at in sorted(tied, key=names):
            yield _cheapest(prepared, combination(at))


def _cheapest(prepared: IndexedProblem, combination: Sequence[PricedRepair]) -> tuple[int, list[tuple[int, ...]]]:
    """Return a combination's demands as bits, and the breaches by side that total the least: none beats another."""
    vectors = side_breaches(prepared, _added([[entry] for entry in combination])[0])
    totals = vectors.sum(axis=1)
    least = {tuple(vector) for vector in vectors[totals == totals.min()].tolist()}
    return sum(pattern for pattern, _ in combination), sorted(least)


def _costs(
    prepared: IndexedProblem, priced: Sequence[Sequence[PricedRepair]]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.bool_]]:
    """Return, for each combination of the groups' repairs, the least total breach and the largest breach within it.

    The third is where breaches of the same least total differ in their largest.
    """
    sizes = [sum(len(rows) for _, rows in own) for own in priced]
    split = next(at for at in range(len(priced) + 1) if math.prod(sizes[at:]) <= _AT_ONCE)
    tail, starts = _added(priced[split:])
    found = []
    for head in itertools.product(*priced[:split]):
        own = _added([[entry] for entry in head])[0]
        rows = (tail[:, None, :] + own[None, :, :]).reshape(len(tail) * len(own), -1)
        vectors = side_breaches(prepared, rows)
        totals, largest, firsts = vectors.sum(axis=1), vectors.max(axis=1), starts * len(own)
        least = np.minimum.reduceat(totals, firsts)
        is_least = totals == np.repeat(least, np.diff(firsts, append=len(rows)))
        low = np.minimum.reduceat(np.where(is_least, largest, largest.max()), firsts)
        high = np.maximum.reduceat(np.where(is_least, largest, 0), firsts)
        found.append((least, low, low != high))
    totals, largest, is_open = (np.concatenate(some) for some in zip(*found, strict=True))
    return totals, largest, is_open


def _added(listed: Sequence[Sequence[PricedRepair]]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return the breaches by party of all combinations of one entry of each list, and where each combination starts."""
    rows: NDArray[Any] = np.zeros((1, 1), dtype=np.int64)  # added to rows of any width
    owners = np.zeros(1, dtype=np.intp)
    for own in listed:
        more = np.concatenate([rows for _, rows in own])
        members = np.repeat(np.arange(len(own)), [len(rows) for _, rows in own])
        rows = (rows[:, None, :] + more[None, :, :]).reshape(len(rows) * len(more), -1)
        owners = (owners[:, None] * len(own) + members[None, :]).reshape(-1)
    order = np.argsort(owners, kind="stable")
    owners = owners[order]
    return rows[order], np.flatnonzero(np.diff(owners, prepend=-1))


@frozen(kw_only=True, eq=False)
class _Builder:
    """Makes a repair's deal; what a part allows under a set of broken demands is worked out once."""

    prepared: IndexedProblem
    parts: tuple[Part, ...]
    way: Method
    effort: Effort
    tables: dict[tuple[int, int], Layers]

    def deal(self, pattern: int, cheapest: Sequence[tuple[int, ...]]) -> Deal:
        """Return the deal of a repair, given the breaches by side that total the least."""
        self.look([pattern])
        problem = self.prepared.problem
        layers = tuple(self.tables[index, self._own(index, pattern)] for index in range(len(self.parts)))
        candidates = Candidates(indexed=self.prepared, parts=layers)
        key = gain_product(self.prepared, pattern)
        numbers = [candidates.cheapest(vector, key=key) for vector in cheapest]
        deals = [valued(problem, self.prepared.package(number)) for number in sorted(numbers)]
        return max(deals, key=lambda deal: key(tuple(deal.points[party.id] for party in problem.signers)))

    def priced(self, part: Part, patterns: Sequence[int]) -> list[PricedRepair]:
        """Return a group's repairs, given as bits, with what they cost each party."""
        if part in self.parts:  # its deals are asked for next
            index = self.parts.index(part)
            self._look_at(index, patterns)
            return [(pattern, self.tables[index, pattern].breaches.rows) for pattern in patterns]
        tables = self._tables(part, patterns, breach_columns(self.prepared))
        return [(pattern, tables[pattern].rows) for pattern in patterns]

    def look(self, patterns: Sequence[int]) -> None:
        """Find, of each part, what is not known yet of some repairs."""
        for index in range(len(self.parts)):
            self._look_at(index, [self._own(index, pattern) for pattern in patterns])

    def _look_at(self, index: int, patterns: Sequence[int]) -> None:
        """Find, once, what a part amounts to under some sets of its broken demands."""
        missing = [own for own in dict.fromkeys(patterns) if (index, own) not in self.tables]
        if missing:
            columns: list[Column] = [*breach_columns(self.prepared), Priced(self.prepared, {}, np.int64)]
            columns += [losses(party) for party in self.prepared.signers]
            for own, table in self._tables(self.parts[index], missing, columns).items():
                self.tables[index, own] = Layers(table=table, width=len(self.prepared.constrainers))

    def _tables(self, part: Part, patterns: Sequence[int], columns: Sequence[Column]) -> dict[int, Table]:
        """Return what a part amounts to where exactly each of some sets of its red demands is broken."""
        return rows_by_pattern(
            self.prepared,
            part,
            demands=_red(self.prepared, part),
            patterns=patterns,
            columns=columns,
            way=self.way,
            effort=self.effort,
        )

    def _own(self, index: int, pattern: int) -> int:
        """Return what a repair breaks of a part's red demands, as bits."""
        return pattern & sum(1 << demand for demand in _red(self.prepared, self.parts[index]))


def gain_product(prepared: IndexedProblem, pattern: int) -> Callable[[tuple[int, ...]], Any]:
    """Return what orders packages by the product of gains over the parties whose reservation is not in a repair."""
    parties, waived = prepared.problem.parties, waived_by(prepared, pattern)

    def key(points: tuple[int, ...]) -> Any:
        gains = []
        for entry, at in zip(points, prepared.signers, strict=True):
            reservation = parties[at].reservation
            if at not in waived:
                gains.append(Fraction(entry - (reservation.points if reservation else 0), parties[at].scale))
        return product_key(tuple(gains))

    return key


def waived_by(prepared: IndexedProblem, pattern: int) -> set[int]:
    """Return the parties whose reservation is in a repair."""
    chosen = [prepared.demands[index] for index in bits(pattern)]
    return {demand.holders[0] for demand in chosen if demand.demand.line is None}


def _red(prepared: IndexedProblem, part: Part) -> list[int]:
    return [index for index in part.demands if prepared.demands[index].demand.red]
