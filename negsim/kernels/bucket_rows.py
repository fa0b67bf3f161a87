"""Rows of integers as what buckets hold: sums of them, the efficient ones kept; apart, where they carry a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.dominance import distinct
from negsim.kernels.tables import Table


def _nothing() -> None:
    """Do nothing."""


@frozen(kw_only=True, eq=False)
class SmallestRows:
    """Tables of efficient rows: products are all sums of one row of each, sums all rows.

    Rows that are equal are one row, which stands for all that they stand for; numbers add up in products.

    Attributes
    ----------
    sets:
        Where given, the first two columns hold a set, as bits of an integer, and the same negated: only rows of the
        same set are compared, and those alone are kept whose set is part of one of these. No element is in two tables
        of a product.
    most:
        How many rows may be compared at once.
    check:
        Called before each operation; it may give up.

    Examples
    --------
    >>> def table(*rows):
    ...     return Table(np.array(rows), np.ones(len(rows), dtype=np.int64), np.arange(len(rows)))
    >>> SmallestRows().product([table([0, 3], [2, 0]), table([0, 1], [1, 0])]).rows.tolist()
    [[0, 4], [1, 3], [2, 1], [3, 0]]
    >>> SmallestRows().total([table([0, 3]), table([1, 3], [2, 0])]).rows.tolist()
    [[0, 3], [2, 0]]
    >>> SmallestRows(sets=[0b10]).total([table([1, -1, 3]), table([2, -2, 4], [0, 0, 9])]).rows.tolist()
    [[0, 0, 9], [2, -2, 4]]
    """

    sets: Sequence[int] | None = None
    most: int = 200_000
    check: Callable[[], None] = _nothing

    def product(self, values: Sequence[Table]) -> Table:
        """Return the efficient sums of one row of each table, of which there is one at least.

        Raises
        ------
        TooLargeError
            When too many rows would have to be compared.
        """
        found = values[0]
        for table in values[1:]:
            self._refuse(len(found) * len(table))
            is_moved = 1 in (len(found), len(table))  # by the same row, which leaves all as they are to each other
            found = Table(
                (found.rows[:, None] + table.rows).reshape(-1, table.rows.shape[1]),
                (found.counts[:, None] * table.counts).reshape(-1),
                (found.numbers[:, None] + table.numbers).reshape(-1),
            )
            found = self._inside(found) if is_moved else self._kept(found)
        return found

    def total(self, values: Sequence[Table]) -> Table:
        """Return the efficient rows of all tables.

        Raises
        ------
        TooLargeError
            When too many rows would have to be compared.
        """
        self._refuse(sum(map(len, values)))
        if len(values) == 1:
            return values[0]
        return self._kept(
            Table(
                np.concatenate([table.rows for table in values]),
                np.concatenate([table.counts for table in values]),
                np.concatenate([table.numbers for table in values]),
            )
        )

    def _inside(self, table: Table) -> Table:
        """Return the rows whose set is part of one of those that matter."""
        return table if self.sets is None else table.kept(_is_part(table.rows[:, 0], self.sets))

    def _kept(self, table: Table) -> Table:
        table = self._inside(table)
        if len(table) <= 1:
            return table
        return Table(*distinct(table.rows, counts=table.counts, numbers=table.numbers)).efficient()

    def _refuse(self, size: int) -> None:
        self.check()
        if size > self.most:
            advice = "Use another method, or leave out some of what is asked about."
            raise TooLargeError("merging rows", size, self.most, "rows at once", advice)


def _is_part(members: NDArray[Any], sets: Sequence[int]) -> NDArray[np.bool_]:
    """Tell which sets are part of one of some others."""
    found = np.zeros(len(members), dtype=bool)
    for own in sets:
        found |= (members & ~own) == 0
    return found
