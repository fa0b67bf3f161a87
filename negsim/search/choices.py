"""Choices: a zone as independent choices, one row of each part, which is what a bounded search looks at."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.instance import Instance
from negsim.kernels.tables import Table
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import refuse_large, value_parts
from negsim.search.sources import Source
from negsim.search.values import keeps_red, value_source


@frozen(kw_only=True, eq=False)
class Choices:
    """A zone as independent choices: of each part, one of its efficient rows.

    A question whose answer only gains from more for anyone is answered by no other rows.

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
            yield from map(sum, itertools.product(*chosen))


def zone_choices(indexed: IndexedProblem, *, effort: Effort = STEADY) -> Choices | None:
    """Return the zone as independent choices; None where some part has no package that breaks no line.

    Raises
    ------
    TooLargeError
        If parts are too large to enumerate, or totals do not fit 2^52.
    """
    floors = indexed.red_floors
    red = [index for index, demand in enumerate(indexed.demands) if demand.demand.red and index not in floors]
    parts = value_parts(indexed, demands=red)
    refuse_large(parts, what="finding what the rules pick")
    sources = [value_source(indexed, part, keep=keeps_red, effort=effort) for part in parts]
    tables = [source.table for source in sources]
    if not all(len(table) for table in tables):
        return None
    held = {party: indexed.demands[index].points for index, party in floors.items()}
    worst = -sum(int(np.abs(table.rows).max()) for table in tables)
    instance = Instance(
        values=_values(tables),
        sizes=[len(table) for table in tables],
        floors=[held.get(party, worst) for party in indexed.signers],
    )
    return Choices(indexed=indexed, sources=tuple(sources), instance=instance)


def _packages(source: Source, chosen: Sequence[int]) -> dict[int, list[int]]:
    """Return the numbers of the packages of some rows of a source, by the row's index."""
    rows = [tuple(int(entry) for entry in source.table.rows[at]) for at in chosen]
    return {at: list(numbers) for at, numbers in zip(chosen, source.packages(rows), strict=True)}


def _values(tables: Sequence[Table]) -> NDArray[Any]:
    columns = tables[0].rows.shape[1]
    values = np.zeros((len(tables), max(map(len, tables)), columns), dtype=object)
    for at, table in enumerate(tables):
        values[at, : len(table)] = -table.rows
    return values
