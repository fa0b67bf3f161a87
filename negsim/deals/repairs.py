"""Repairs: the minimal sets of demands whose softening opens the zone, each with the deal that it opens."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.conflicts import Group, groups
from negsim.deals.deal import Deal, valued
from negsim.deals.solutions import product_key
from negsim.deals.zone import method_name
from negsim.fields import entries, texts
from negsim.kernels.tables import Table
from negsim.problem import BargainingProblem
from negsim.search.cheapest import Candidates, breach_columns, least_breaches, side_breaches
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, demand_parts, refuse_large, value_parts
from negsim.search.patterns import tables_by_pattern
from negsim.search.sources import Column
from negsim.search.values import losses

MAX_REPAIRS = 50_000
"""How many repairs are put in order; beyond it, only combinations of the groups' cheapest ones."""


@frozen(kw_only=True)
class Repair:
    """A minimal set of red demands whose softening opens the zone, and the deal that it opens.

    Attributes
    ----------
    demands:
        Their names, in the problem's order.
    deal:
        Of the packages that break exactly these demands, the one with the least total breach, then the greatest Nash
        product over the parties whose reservation stands.
    """

    demands: tuple[str, ...] = field(converter=texts)
    deal: Deal

    @property
    def cost(self) -> Fraction:
        """The total breach of its deal; it assumes that the points of different sides mean as much."""
        return self.deal.total


@frozen(kw_only=True)
class Repairs:
    """The repairs of all groups together.

    Attributes
    ----------
    count:
        How many there are: the product over the groups that are closed; 0 where the zone is open.
    items:
        The smallest largest breach first, then the smallest total; as many as were asked for.
    ordered:
        Whether all were put in order; else only combinations of each group's cheapest were.
    """

    count: int
    items: tuple[Repair, ...] = field(converter=entries)
    ordered: bool
    method: str

    @property
    def complete(self) -> bool:
        """Whether ``items`` holds all of them."""
        return self.count == len(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Repair]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Repair:
        return self.items[index]


def repairs(
    problem: BargainingProblem,
    *,
    found: Sequence[Group] | None = None,
    max_repairs: int | None = 20,
    effort: Effort = STEADY,
) -> Repairs:
    """Return the repairs with their deals, the least movement first; none where the zone is open.

    Parameters
    ----------
    found:
        The problem's groups, where they are known already.
    max_repairs:
        How many to work out; None for all. They are always counted in full.

    Raises
    ------
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages.
    """
    prepared = indexed(problem)
    parts = value_parts(prepared)
    refuse_large(parts, what="finding repairs")
    closed = [group for group in (groups(problem, effort=effort) if found is None else found) if not group.is_open]
    count = math.prod(len(group.repairs) for group in closed) if closed else 0
    method = method_name(parts, merged=True)
    if not count:
        return Repairs(count=0, items=[], ordered=True, method=method)
    priced, ordered = _thinned(_all_priced(prepared, closed, effort=effort))
    builder = _Builder(prepared=prepared, parts=parts, effort=effort, tables={})
    chosen = _in_order(prepared, priced, builder)
    items = [builder.repair(*entry) for entry in itertools.islice(chosen, max_repairs)]
    return Repairs(count=count, items=items, ordered=ordered, method=method)


PricedRepair = tuple[int, NDArray[Any]]
"""A group's repair as bits, and the efficient breaches by party of the choices that break exactly it."""


def _all_priced(prepared: IndexedProblem, closed: Sequence[Group], *, effort: Effort) -> list[list[PricedRepair]]:
    """Return the repairs of each group with what they cost each party, the cheapest first."""
    columns = breach_columns(prepared)
    deciding = {demand: part for part in demand_parts(prepared) for demand in part.demands}
    index = {demand.demand.name: at for at, demand in enumerate(prepared.demands)}
    found = []
    for group in closed:
        patterns = [sum(1 << index[name] for name in repair) for repair in group.repairs]
        part = deciding[index[group.demands[0]]]
        found.append(_priced(prepared, part, patterns, columns=columns, effort=effort))
    return found


def _priced(
    prepared: IndexedProblem, part: Part, patterns: list[int], *, columns: Sequence[Column], effort: Effort
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


def _thinned(priced: list[list[PricedRepair]]) -> tuple[list[list[PricedRepair]], bool]:
    """Keep so many of each group's cheapest repairs that their combinations can be put in order."""
    if math.prod(len(entries) for entries in priced) <= MAX_REPAIRS:
        return priced, True
    kept, is_growing = [1] * len(priced), True
    while is_growing:
        is_growing = False
        for at, own in enumerate(priced):
            if kept[at] < len(own) and math.prod(kept) // kept[at] * (kept[at] + 1) <= MAX_REPAIRS:
                kept[at], is_growing = kept[at] + 1, True
    return [own[:number] for own, number in zip(priced, kept, strict=True)], False


def _in_order(
    prepared: IndexedProblem, priced: list[list[PricedRepair]], builder: _Builder
) -> Iterator[tuple[int, list[tuple[int, ...]]]]:
    """Yield each combination of the groups' repairs with its cheapest breaches by side, in the order of people."""
    entries = []
    for combination in itertools.product(*priced):
        pattern = sum(bits for bits, _ in combination)
        rows = combination[0][1]
        for _, more in combination[1:]:
            rows = (rows[:, None, :] + more[None, :, :]).reshape(-1, rows.shape[1])
        none = np.zeros(len(rows), dtype=np.int64)
        vectors = least_breaches(prepared, Table(rows, none, none))
        total = min(map(sum, vectors))
        cheapest = [vector for vector in vectors if sum(vector) == total]
        entries.append((_largest(pattern, cheapest, builder), total, sorted(_bits(pattern)), pattern, cheapest))
    entries.sort(key=lambda entry: entry[:3])
    for _, _, _, pattern, cheapest in entries:
        yield pattern, cheapest


def _largest(pattern: int, cheapest: list[tuple[int, ...]], builder: _Builder) -> Fraction:
    """Return the largest breach of the deal; where equal totals differ in it, the deal itself decides."""
    largest = {max(vector) for vector in cheapest}
    if len(largest) == 1:
        return builder.prepared.in_points(largest.pop())
    return builder.repair(pattern, cheapest).deal.largest


@frozen(kw_only=True, eq=False)
class _Builder:
    """Makes a repair's deal; what a part allows under a set of broken demands is worked out once."""

    prepared: IndexedProblem
    parts: tuple[Part, ...]
    effort: Effort
    tables: dict[tuple[int, int], Table]

    def repair(self, pattern: int, cheapest: Sequence[tuple[int, ...]]) -> Repair:
        """Return the repair with its deal, given the breaches by side that total the least."""
        problem = self.prepared.problem
        names = [demand.name for index, demand in enumerate(problem.demands) if pattern >> index & 1]
        tables = tuple(self._table(index, pattern) for index in range(len(self.parts)))
        candidates = Candidates(indexed=self.prepared, tables=tables, width=len(self.prepared.constrainers))
        key = _nash_product(self.prepared, waived=[name.removesuffix(":reservation") for name in names])
        numbers = [candidates.cheapest(vector, key=key) for vector in cheapest]
        deals = [valued(problem, self.prepared.package(number)) for number in sorted(numbers)]
        best = max(deals, key=lambda deal: key(tuple(deal.points[party.id] for party in problem.signers)))
        return Repair(demands=names, deal=best)

    def _table(self, index: int, pattern: int) -> Table:
        part = self.parts[index]
        red = _red(self.prepared, part)
        own = sum(1 << demand for demand in red if pattern >> demand & 1)
        if (index, own) not in self.tables:
            columns = [*breach_columns(self.prepared), _nothing, *(losses(party) for party in self.prepared.signers)]
            found = tables_by_pattern(
                self.prepared, part, demands=red, patterns=[own], columns=columns, effort=self.effort
            )
            self.tables[index, own] = found[own]
        return self.tables[index, own]


def _nothing(block: Block) -> NDArray[np.int64]:
    return np.zeros(len(block), dtype=np.int64)


def _nash_product(prepared: IndexedProblem, *, waived: Sequence[str]) -> Callable[[tuple[int, ...]], Any]:
    parties = [prepared.problem.parties[party] for party in prepared.signers]

    def key(points: tuple[int, ...]) -> Any:
        return product_key(
            tuple(
                Fraction(entry - (party.reservation.points if party.reservation else 0), party.scale)
                for entry, party in zip(points, parties, strict=True)
                if party.id not in waived
            )
        )

    return key


def _red(prepared: IndexedProblem, part: Part) -> list[int]:
    return [index for index in part.demands if prepared.demands[index].demand.red]


def _bits(pattern: int) -> list[int]:
    return [index for index in range(pattern.bit_length()) if pattern >> index & 1]
