"""Addends: tables prepared to be added up, from 0 in every column, without what no budget and no comparison needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import copies
from negsim.kernels.merging.weighing import Balance, balance_of
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.packing import Layout, Words, layout_of

_MANY_ROWS = 50
"""Tables of so many rows are added early, whatever they span."""


@frozen(eq=False)
class Addends:
    """Tables to be added up: their columns that differ, less the least number of each.

    Attributes
    ----------
    layout:
        How sums of rows are packed.
    tables:
        Whole numbers of 0 or more, shape (n, columns) each; rows that are over the budget by themselves are left out.
    packed:
        The same, packed.
    members:
        For each table, where its rows stood.
    sources:
        For each column given, the column here that equals it but for a constant; None where it is constant.
    base:
        For each column given, what to add to it in whole sums.
    budget:
        For each column here, the most that whole sums may be, or None.
    reach:
        For each number of tables, the most that each column of their sums can be.
    balance:
        For weighing the columns with a budget; None with fewer than two of them, or numbers beyond 62 bits.
    """

    layout: Layout
    tables: tuple[NDArray[Any], ...]
    packed: tuple[Words, ...]
    members: tuple[NDArray[np.intp], ...]
    sources: tuple[int | None, ...]
    base: tuple[int, ...]
    budget: tuple[int | None, ...]
    reach: tuple[tuple[int, ...], ...]
    balance: Balance | None

    @property
    def columns(self) -> int:
        """How many columns are compared."""
        return len(self.budget)

    @property
    def bounded(self) -> list[int]:
        """The columns here with a budget."""
        return [column for column, bound in enumerate(self.budget) if bound is not None]

    def whole(self, words: Words) -> NDArray[Any]:
        """Return packed whole sums with all columns given."""
        rows = self.layout.rows(words)
        most = [0 if at is None else int(rows[:, at].max(initial=0)) for at in self.sources]
        bound = max([abs(least) + more for least, more in zip(self.base, most, strict=True)], default=0)
        found = np.zeros((len(rows), len(self.sources)), dtype=integers_up_to(bound))
        for column, (at, least) in enumerate(zip(self.sources, self.base, strict=True)):
            found[:, column] = least if at is None else rows[:, at].astype(found.dtype) + least
        return found

    def by_column(self, entries: Sequence[int]) -> tuple[int, ...]:
        """Return what is said of each column here for each column given; 0 for constant ones."""
        return tuple(0 if at is None else entries[at] for at in self.sources)

    def by_active(self, entries: Sequence[int]) -> tuple[int, ...]:
        """Return what is said of each column given for each column here: the least for those that are equal."""
        return tuple(
            min(entry for entry, at in zip(entries, self.sources, strict=True) if at == column)
            for column in range(self.columns)
        )


def addends_of(tables: Sequence[NDArray[Any]], *, budget: Sequence[int | None] | None) -> Addends | None:
    """Prepare tables for adding up; None where some table has no row that fits the budget."""
    bounds = [None] * tables[0].shape[1] if budget is None else list(budget)
    stack = _fitting(_stacked(tables), bounds)
    if stack is None:
        return None
    lows = stack.least
    base = [sum(column) for column in zip(*lows.tolist(), strict=True)]
    rows = stack.rows - np.repeat(lows, stack.sizes, axis=0)
    kept, sources = _differing(rows)
    rows = rows[:, kept]
    reach = _reach(np.maximum.reduceat(rows, stack.starts, axis=0).tolist(), columns=len(kept))
    totals = reach[-1]
    rows = rows.astype(integers_up_to(max(totals, default=0)))
    layout = layout_of(totals)
    words = layout.pack(rows)
    spans = [slice(start, start + size) for start, size in zip(stack.starts, stack.sizes, strict=True)]
    caps = _capped(bounds, base, sources=sources, totals=totals)
    bounded = [column for column, cap in enumerate(caps) if cap is not None]
    is_weighed = len(bounded) > 1 and rows.dtype != object
    return Addends(
        layout=layout,
        tables=tuple(rows[span] for span in spans),
        packed=tuple(tuple(word[span] for word in words) for span in spans),
        members=tuple(stack.members[span] for span in spans),
        sources=tuple(sources),
        base=tuple(base),
        budget=tuple(caps),
        reach=tuple(reach),
        balance=balance_of([rows[span][:, bounded] for span in spans]) if is_weighed else None,
    )


def widest_first(tables: Sequence[NDArray[Any]], *, budget: Sequence[int | None] | None = None) -> list[int]:
    """Return an order in which to add tables up: large ones first, then those whose columns span most.

    A span counts in proportion to what whole sums may span: the more of it is decided early, the earlier bounds bite. A
    large table costs least where it is added to few sums.

    Examples
    --------
    >>> widest_first([np.array([[0, 1], [1, 0]]), np.array([[0, 9], [9, 0]])])
    [1, 0]
    """
    stack = _stacked(tables)
    if not stack.sizes.all():
        return list(range(len(tables)))
    lows = stack.least
    spans = (np.maximum.reduceat(stack.rows, stack.starts, axis=0).astype(object) - lows).tolist()
    scales = [sum(column) for column in zip(*spans, strict=True)]
    for at, bound in enumerate(budget or ()):
        if bound is not None:
            scales[at] = max(1, min(scales[at], bound - sum(lows[:, at].tolist())))
    shares = [sum(span / max(1, scale) for span, scale in zip(own, scales, strict=True)) for own in spans]
    return sorted(range(len(tables)), key=lambda at: (-(len(tables[at]) // _MANY_ROWS), -shares[at]))


@frozen(eq=False)
class _Stack:
    """The rows of all tables, one below the other.

    Attributes
    ----------
    rows, members:
        Rows, and where each stood in its own table.
    sizes, starts:
        How many rows each table has, and where they start.
    """

    rows: NDArray[Any]
    members: NDArray[np.intp]
    sizes: NDArray[np.intp]
    starts: NDArray[np.intp]

    @property
    def least(self) -> NDArray[Any]:
        """The least entry of each column of each table; every table has a row."""
        return np.asarray(np.minimum.reduceat(self.rows, self.starts, axis=0))


def _stacked(tables: Sequence[NDArray[Any]]) -> _Stack:
    sizes = np.array([len(table) for table in tables], dtype=np.intp)
    starts = np.cumsum(sizes) - sizes
    return _Stack(np.concatenate(tables), np.arange(sizes.sum()) - np.repeat(starts, sizes), sizes, starts)


def _fitting(stack: _Stack, bounds: Sequence[int | None]) -> _Stack | None:
    """Return the rows that fit the budget with the least that all others add; None where a table has none.

    What the others add at least may grow as rows are left out, so that more are.
    """
    while stack.sizes.all():
        lows = stack.least
        beyond = stack.rows - np.repeat(lows, stack.sizes, axis=0)
        mask = np.ones(len(beyond), dtype=bool)
        for column, bound in enumerate(bounds):
            if bound is not None:
                mask &= beyond[:, column] <= bound - sum(lows[:, column].tolist())
        if mask.all():
            return stack
        sizes = np.add.reduceat(mask, stack.starts, dtype=np.intp)
        stack = _Stack(stack.rows[mask], stack.members[mask], sizes, np.cumsum(sizes) - sizes)
    return None


def _differing(rows: NDArray[Any]) -> tuple[list[int], list[int | None]]:
    """Return the columns that are neither 0 throughout nor copies, and to which of these each column is equal."""
    same = copies(rows)
    kept = [column for column, first in enumerate(same) if column == first and rows[:, column].any()]
    index = {column: at for at, column in enumerate(kept)}
    return kept, [index.get(first) for first in same]


def _reach(most: Sequence[Sequence[int]], *, columns: int) -> list[tuple[int, ...]]:
    """Return the most that each column of the sums of the first tables can be, from none to all of them."""
    reach = [(0,) * columns]
    for table in most:
        reach.append(tuple(known + more for known, more in zip(reach[-1], table, strict=True)))
    return reach


def _capped(
    bounds: Sequence[int | None], base: Sequence[int], *, sources: Sequence[int | None], totals: Sequence[int]
) -> list[int | None]:
    """Return the budget of each column that differs, less the base; None where no sum goes past it."""
    caps: list[int | None] = [None] * len(totals)
    for bound, least, at in zip(bounds, base, sources, strict=True):
        if bound is None or at is None or bound - least >= totals[at]:
            continue
        known = caps[at]
        caps[at] = bound - least if known is None else min(known, bound - least)
    return caps
