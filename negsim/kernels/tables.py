"""Sums of sets: tables of integer rows, merged with dominance filtering after each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.dominance import distinct, nondominated

MAX_CANDIDATES = 20_000_000
"""How many sums one step of a merge may hold before dominance thins them out."""
MAX_CELLS = 12_000_000
"""How many numbers these sums may be, all columns together: memory is in proportion to it."""
MAX_COMPARED = 100_000
"""How many sums of more than four columns: there, telling which are beaten is quadratic at worst."""


@frozen(eq=False)
class Table:
    """Distinct rows of integers, each standing for one or more numbered things.

    Attributes
    ----------
    rows:
        Shape (n, m); smaller is better in every column.
    counts:
        How many things each row stands for.
    numbers:
        The least number of them.
    """

    rows: NDArray[Any]
    counts: NDArray[Any]
    numbers: NDArray[Any]

    def __len__(self) -> int:
        return len(self.rows)

    def kept(self, mask: NDArray[Any]) -> Table:
        """Return the rows where the mask, or at the indices, given."""
        return Table(self.rows[mask], self.counts[mask], self.numbers[mask])

    def efficient(self) -> Table:
        """Return the rows that no other row beats."""
        return self.kept(nondominated(self.rows))


def merge(
    tables: Sequence[Table], *, budget: Sequence[int | None] | None = None, max_candidates: int = MAX_CANDIDATES
) -> list[Table]:
    """Return the efficient sums of one row of each table, after each step; the last table holds the whole sums.

    Counts are multiplied and numbers added. Sums that no choice from the remaining tables can bring within the budget
    are left out.

    Parameters
    ----------
    tables:
        At least one, with the same columns; merged in this order.
    budget:
        An upper bound for each column of the whole sums; None where there is none.

    Raises
    ------
    TooLargeError
        When a step would hold more than ``max_candidates`` sums, or more than can be compared.

    Notes
    -----
    Issue by issue, each step adds a table to all that remains and filters by dominance: exact because sums are
    monotone (Pareto sums; the multiobjective dynamic programme of Villarreal and Karwan 1981).
    """
    limits = _limits(tables, budget)
    most = min(max_candidates, _most_rows(tables[0].rows.shape[1]))
    steps = [_within(tables[0], limits[0]).efficient()]
    for table, limit in zip(tables[1:], limits[1:], strict=True):
        if len(steps[-1]) * len(table) > most:
            raise TooLargeError(
                "one merging step",
                len(steps[-1]) * len(table),
                most,
                "sums",
                "Round weights and values to fewer distinct numbers, join parties, or ask about fewer of them.",
            )
        steps.append(_efficient_sums(steps[-1], table, limit))
    return steps


def _most_rows(columns: int) -> int:
    """Return how many sums of so many columns can be held and compared."""
    return min(MAX_CELLS // max(columns, 1), MAX_COMPARED if columns > 4 else MAX_CELLS)


def _efficient_sums(left: Table, right: Table, limit: Sequence[tuple[int, int]]) -> Table:
    """Return the efficient sums of two tables within the limits.

    Counts and numbers, which may be wide, are worked out for the sums that remain only.
    """
    rows = (left.rows[:, None, :] + right.rows[None, :, :]).reshape(-1, left.rows.shape[1])
    index = _inside(rows, limit)
    index = index[nondominated(rows[index])]
    first, second = np.divmod(index, len(right)) if len(right) else (index, index)
    counts = left.counts[first] * right.counts[second]
    numbers = left.numbers[first] + right.numbers[second]
    return Table(*distinct(rows[index], counts=counts, numbers=numbers))


def _limits(tables: Sequence[Table], budget: Sequence[int | None] | None) -> list[list[tuple[int, int]]]:
    """Return, for each step, the columns with a bound and how much of it may be used up by then."""
    if budget is None:
        return [[] for _ in tables]
    least = [[int(column.min()) if len(table) else 0 for column in table.rows.T] for table in tables]
    limits = []
    for step in range(len(tables)):
        rest = [sum(row[column] for row in least[step + 1 :]) for column in range(len(budget))]
        limits.append([(column, bound - rest[column]) for column, bound in enumerate(budget) if bound is not None])
    return limits


def _within(table: Table, limit: Sequence[tuple[int, int]]) -> Table:
    return table.kept(_inside(table.rows, limit))


def _inside(rows: NDArray[Any], limit: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the indices of the rows within the limits."""
    mask = np.ones(len(rows), dtype=bool)
    for column, bound in limit:
        mask &= rows[:, column] <= bound
    return np.flatnonzero(mask)
