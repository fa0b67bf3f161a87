"""The deals of repairs by looking at all packages of the issues that hang together."""

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
from negsim.search.cheapest import Candidates, breach_columns, side_breaches
from negsim.search.effort import Effort
from negsim.search.enumeration import Block
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part, demand_parts, value_parts
from negsim.search.patterns import tables_by_pattern
from negsim.search.sources import Column
from negsim.search.values import losses

Entry = TypeVar("Entry")
PricedRepair = tuple[int, NDArray[Any]]
"""A group's repair as bits, and the efficient breaches by party of the choices that break exactly it."""


def enumerated_deals(
    prepared: IndexedProblem,
    patterns: Sequence[Sequence[int]],
    *,
    max_priced: int,
    max_deals: int | None,
    effort: Effort,
) -> tuple[list[tuple[int, Deal]], bool]:
    """Return repairs as bits with their deals, in order, and whether all were put in order.

    Parameters
    ----------
    patterns:
        The repairs of each group as bits of the problem's demands; none is empty.
    max_priced:
        How many combinations of groups' repairs to put in order: of the cheapest of each group where there are more.
    max_deals:
        How many to return.
    """
    priced, ordered = thinned(_all_priced(prepared, patterns, effort=effort), most=max_priced)
    builder = _Builder(prepared=prepared, parts=value_parts(prepared), effort=effort, tables={})
    chosen = _in_order(prepared, priced, builder)
    return [
        (pattern, builder.deal(pattern, cheapest)) for pattern, cheapest in itertools.islice(chosen, max_deals)
    ], ordered


def _all_priced(
    prepared: IndexedProblem, patterns: Sequence[Sequence[int]], *, effort: Effort
) -> list[list[PricedRepair]]:
    """Return the repairs of each group with what they cost each party, the cheapest first."""
    columns = breach_columns(prepared)
    deciding = {demand: part for part in demand_parts(prepared) for demand in part.demands}
    found = []
    for own in patterns:
        part = deciding[next(bits(own[0]))]
        found.append(_priced(prepared, part, own, columns=columns, effort=effort))
    return found


def _priced(
    prepared: IndexedProblem, part: Part, patterns: Sequence[int], *, columns: Sequence[Column], effort: Effort
) -> list[PricedRepair]:
    """Return a group's repairs, given as bits, with what they cost each party, the cheapest first."""
    tables = tables_by_pattern(
        prepared,
        part,
        demands=_red(prepared, part),
        patterns=patterns,
        columns=columns,
        effort=effort,
    )
    entries = [(pattern, tables[pattern].rows) for pattern in patterns]
    return sorted(entries, key=lambda entry: int(side_breaches(prepared, entry[1]).sum(axis=1).min()))


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
    indices = {pattern: list(bits(pattern)) for own in priced for pattern, _ in own}
    entries = []
    for combination in itertools.product(*priced):
        rows = combination[0][1]
        for _, more in combination[1:]:
            rows = (rows[:, None, :] + more[None, :, :]).reshape(-1, rows.shape[1])
        # Of the vectors that total the least, none beats another.
        vectors = side_breaches(prepared, rows)
        totals = vectors.sum(axis=1)
        total = int(totals.min())
        cheapest = sorted({tuple(vector) for vector in vectors[totals == total].tolist()})
        pattern = sum(own for own, _ in combination)
        named = sorted(itertools.chain.from_iterable(indices[own] for own, _ in combination))
        entries.append((_largest(pattern, cheapest, builder), total, named, pattern, cheapest))
    entries.sort(key=lambda entry: entry[:3])
    for _, _, _, pattern, cheapest in entries:
        yield pattern, cheapest


def _largest(pattern: int, cheapest: list[tuple[int, ...]], builder: _Builder) -> int:
    """Return the largest breach of the deal, in breach units; where equal totals differ in it, the deal decides."""
    largest = {max(vector) for vector in cheapest}
    if len(largest) == 1:
        return largest.pop()
    return int(builder.deal(pattern, cheapest).largest * builder.prepared.unit)


@frozen(kw_only=True, eq=False)
class _Builder:
    """Makes a repair's deal; what a part allows under a set of broken demands is worked out once."""

    prepared: IndexedProblem
    parts: tuple[Part, ...]
    effort: Effort
    tables: dict[tuple[int, int], Table]

    def deal(self, pattern: int, cheapest: Sequence[tuple[int, ...]]) -> Deal:
        """Return the deal of a repair, given the breaches by side that total the least."""
        problem = self.prepared.problem
        tables = tuple(self._table(index, pattern) for index in range(len(self.parts)))
        candidates = Candidates(indexed=self.prepared, tables=tables, width=len(self.prepared.constrainers))
        key = gain_product(self.prepared, pattern)
        numbers = [candidates.cheapest(vector, key=key) for vector in cheapest]
        deals = [valued(problem, self.prepared.package(number)) for number in sorted(numbers)]
        return max(deals, key=lambda deal: key(tuple(deal.points[party.id] for party in problem.signers)))

    def _table(self, index: int, pattern: int) -> Table:
        part = self.parts[index]
        red = _red(self.prepared, part)
        own = sum(1 << demand for demand in red if pattern >> demand & 1)
        if (index, own) not in self.tables:
            columns: list[Column] = [*breach_columns(self.prepared), _nothing]
            columns += [losses(party) for party in self.prepared.signers]
            found = tables_by_pattern(
                self.prepared, part, demands=red, patterns=[own], columns=columns, effort=self.effort
            )
            self.tables[index, own] = found[own]
        return self.tables[index, own]


def _nothing(block: Block) -> NDArray[np.int64]:
    return np.zeros(len(block), dtype=np.int64)


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
