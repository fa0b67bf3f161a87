"""Choices: a zone as independent choices, one row of each part, which is what a bounded search looks at."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.tables import Table
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import value_parts
from negsim.search.sources import Source
from negsim.search.values import keeps_red, losses, part_budgets, refuse_parts, value_source

MAX_CELLS = 4_000_000
"""How many numbers the parts' rows may be, with every part as wide as the widest."""
_LISTED = 10_000
"""Up to how many packages of one row are listed rather than found one by one."""
_WHAT = "finding what the rules pick"


@frozen(kw_only=True, eq=False)
class Choices:
    """A zone as independent choices: of each part, one of its efficient rows.

    A question whose answer only gains from more for anyone is answered by no other rows. Rows that take more than
    reservations leave, whatever is chosen in other parts, may be left out.

    Attributes
    ----------
    sources:
        What each part's packages take from the parties that sign.
    instance:
        The points of each row, one issue for each part, with the reservations as floors; for a bounded search.
    """

    indexed: IndexedProblem
    sources: tuple[Source, ...]
    instance: Instance

    def count(self, combination: Sequence[int]) -> int:
        """Return how many packages are behind a combination: the index of one row of each part."""
        return math.prod(int(source.table.counts[at]) for source, at in zip(self.sources, combination, strict=True))

    def numbers(self, combinations: Sequence[Sequence[int]]) -> Iterator[int]:
        """Yield the numbers of the packages behind combinations, one combination after the other."""
        behind = [
            _packages(source, sorted(set(chosen)))
            for source, chosen in zip(self.sources, zip(*combinations, strict=True), strict=True)
        ]
        for combination in combinations:
            chosen = [own[at] for own, at in zip(behind, combination, strict=True)]
            is_listed = all(isinstance(numbers, list) for numbers in chosen)
            yield from map(sum, itertools.product(*chosen)) if is_listed else _each_sum(chosen)


def zone_choices(indexed: IndexedProblem, *, effort: Effort = STEADY) -> Choices | None:
    """Return the zone as independent choices; None where it is empty for want of a package of some part.

    Raises
    ------
    TooLargeError
        If parts are too large to enumerate and too entangled to be eliminated, have more efficient rows than a search
        can take, or totals do not fit 2^52.
    """
    floors = indexed.red_floors
    red = [index for index, demand in enumerate(indexed.demands) if demand.demand.red and index not in floors]
    parts = value_parts(indexed, demands=red)
    columns = [losses(party) for party in indexed.signers]
    refuse_parts(indexed, parts, columns=columns, keep=keeps_red, what=_WHAT, effort=effort)
    held = {party: indexed.demands[index].points for index, party in floors.items()}
    budgets = part_budgets(indexed, parts, [-held[party] if party in held else None for party in indexed.signers])
    sources = [
        value_source(indexed, part, keep=keeps_red, budget=budget, effort=effort)
        for part, budget in zip(parts, budgets, strict=True)
    ]
    tables = [source.table for source in sources]
    if not all(len(table) for table in tables):
        return None
    worst = -sum(int(np.abs(table.rows).max()) for table in tables)
    instance = Instance(
        values=_values(tables),
        sizes=[len(table) for table in tables],
        floors=[held.get(party, worst) for party in indexed.signers],
    )
    return Choices(indexed=indexed, sources=tuple(sources), instance=instance)


def _packages(source: Source, chosen: Sequence[int]) -> dict[int, Iterable[int]]:
    """Return the numbers of the packages of some rows of a source, by the row's index; listed, unless too many."""
    rows = [tuple(int(entry) for entry in source.table.rows[at]) for at in chosen]
    return {
        at: list(numbers) if source.table.counts[at] <= _LISTED else numbers
        for at, numbers in zip(chosen, source.packages(rows), strict=True)
    }


def _each_sum(chosen: Sequence[Iterable[int]]) -> Iterator[int]:
    """Yield the sums of one number of each, going through the last ones anew for each of the first."""
    if not chosen:
        yield 0
        return
    for first in chosen[0]:
        for rest in _each_sum(chosen[1:]):
            yield first + rest


def _values(tables: Sequence[Table]) -> NDArray[Any]:
    columns = tables[0].rows.shape[1]
    widest = max(map(len, tables))
    if len(tables) * widest * columns > MAX_CELLS:
        advice = "Round weights and values to fewer distinct numbers, or leave out what ties issues together."
        most = MAX_CELLS // (len(tables) * columns)
        raise TooLargeError(_WHAT, widest, most, "efficient packages of issues that hang together", advice)
    values = np.zeros((len(tables), widest, columns), dtype=object)
    for at, table in enumerate(tables):
        values[at, : len(table)] = -table.rows
    return values
