"""Sums of sets: tables of integer rows, merged with dominance filtering after each step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import nondominated
from negsim.kernels.merging.chains import EXACTLY, Rules, chain_of
from negsim.kernels.merging.links import Chain
from negsim.kernels.numbering import integers_up_to


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


@frozen(eq=False)
class Merged:
    """The efficient sums of one row of each table; what they stand for is worked out where it is asked for.

    Attributes
    ----------
    tables:
        What was added up, in this order.
    chain:
        The sums, and which rows they are made of.
    """

    tables: tuple[Table, ...]
    chain: Chain

    def __len__(self) -> int:
        return len(self.chain)

    @property
    def rows(self) -> NDArray[Any]:
        """The sums, distinct, in order from the first column on."""
        return self.chain.rows

    def place(self, row: Sequence[int]) -> int:
        """Return the index of a sum.

        Raises
        ------
        KeyError
            If it is not one of them.
        """
        low, high = 0, len(self.rows)
        for column, entry in enumerate(row):
            run = self.rows[low:high, column]
            low, high = low + int(np.searchsorted(run, entry)), low + int(np.searchsorted(run, entry, side="right"))
        if high - low != 1:
            raise KeyError(tuple(row))
        return low

    def kept(self, sums: NDArray[np.intp]) -> Merged:
        """Return the same with some sums alone, in order."""
        return Merged(self.tables, self.chain.kept(sums))

    @cached_property
    def counts(self) -> NDArray[Any]:
        """How many things each sum stands for: products of counts, added up over all ways to make it."""
        found = np.ones(1, dtype=np.int64)
        for table, link in zip(self.tables, self.chain.links, strict=True):
            if not len(link):
                return np.zeros(0, dtype=np.int64)
            each = int(table.counts.max())
            kind = integers_up_to(int(found.max()) * each * link.most)
            found = found.astype(kind, copy=False)[link.left]
            found = found if each == 1 else found * table.counts[link.right].astype(kind)
            found = found if link.starts is None else np.add.reduceat(found, link.starts)
        return found

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The least number of the things that each sum stands for: numbers add up."""
        found = np.zeros(1, dtype=np.int64)
        kind = integers_up_to(sum(int(table.numbers.max(initial=0)) for table in self.tables))
        for table, link in zip(self.tables, self.chain.links, strict=True):
            if not len(link):
                return np.zeros(0, dtype=np.int64)
            found = found.astype(kind, copy=False)[link.left] + table.numbers[link.right].astype(kind)
            found = found if link.starts is None else np.minimum.reduceat(found, link.starts)
        return found


def merged(tables: Sequence[Table], *, budget: Sequence[int | None] | None = None, rules: Rules = EXACTLY) -> Merged:
    """Return the efficient sums of one row of each table, and the way back to the rows.

    Parameters
    ----------
    tables:
        At least one, with the same columns; merged in this order.
    budget:
        An upper bound for each column of the whole sums; None where there is none.

    Raises
    ------
    TooLargeError
        See :func:`negsim.kernels.merging.chains.chain_of`.
    """
    return Merged(tuple(tables), chain_of([table.rows for table in tables], budget=budget, rules=rules))


def merge(tables: Sequence[Table], *, budget: Sequence[int | None] | None = None, rules: Rules = EXACTLY) -> Table:
    """Return the efficient sums as a table: counts are multiplied and numbers added.

    Raises
    ------
    TooLargeError
        See :func:`negsim.kernels.merging.chains.chain_of`.
    """
    found = merged(tables, budget=budget, rules=rules)
    return Table(found.rows, found.counts, found.numbers)
