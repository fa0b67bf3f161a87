"""Sums over parts: what whole packages can amount to, from tables of the parts, and which packages those are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import distinct, prefilter
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table, merge
from negsim.search.enumeration import STEADY, Block, Effort, blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part

Column = Callable[[Block], NDArray[Any]]
"""What each package of a block adds to one total; smaller is better."""

Keep = Callable[[Block], NDArray[np.bool_]]
"""Which packages of a block count."""

_MOST_OF_A_ROW = 10_000


def part_table(
    indexed: IndexedProblem, part: Part, *, columns: Sequence[Column], keep: Keep, effort: Effort = STEADY
) -> Table:
    """Return the efficient rows of a part: for each, how many of its packages have it, and the first of them."""
    table = empty_table(indexed, len(columns))
    for block in blocks(indexed, part, effort=effort):
        rows, numbers = _rows(block, columns=columns, keep=keep)
        alive = prefilter(rows, table.rows) if len(rows) > 1 else np.ones(len(rows), dtype=bool)
        if alive.any():
            table = joined(table, rows[alive], numbers[alive])
    return table


def joined(table: Table, rows: NDArray[Any], numbers: NDArray[Any]) -> Table:
    """Return the efficient rows of a table and of more rows, one package each."""
    return _both(table, _fresh(table, rows, numbers).efficient()).efficient()


def all_rows(table: Table, rows: NDArray[Any], numbers: NDArray[Any]) -> Table:
    """Return the rows of a table and more rows, one package each, whether efficient or not."""
    return _both(table, _fresh(table, rows, numbers))


def _fresh(table: Table, rows: NDArray[Any], numbers: NDArray[Any]) -> Table:
    """Return rows of one package each as a table of the same kinds of numbers as another."""
    counts = np.ones(len(rows), dtype=table.counts.dtype)
    return Table(*distinct(rows, counts=counts, numbers=numbers.astype(table.numbers.dtype)))


def _both(table: Table, fresh: Table) -> Table:
    return Table(
        *distinct(
            np.concatenate([_like(table.rows, fresh.rows), fresh.rows]),
            counts=np.concatenate([table.counts, fresh.counts]),
            numbers=np.concatenate([table.numbers, fresh.numbers]),
        )
    )


@frozen(kw_only=True, eq=False)
class Sums:
    """The efficient totals of whole packages, and how they are put together.

    Attributes
    ----------
    parts, tables:
        In the order in which they were merged.
    steps:
        The efficient sums after each of them; the last is :attr:`totals`.
    """

    indexed: IndexedProblem
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    steps: tuple[Table, ...]
    columns: tuple[Column, ...]
    keep: Keep
    effort: Effort

    @property
    def totals(self) -> Table:
        """The efficient totals, with the number of packages of each and the first of them."""
        return self.steps[-1]

    def numbers(self, rows: Sequence[Sequence[int]], *, limit: int) -> Iterator[list[int]]:
        """Yield, for each of some rows of :attr:`totals`, the numbers of its packages, in order.

        At most ``limit`` in all; rows after that are left out. A row of more than 10,000 packages is named by the
        first 10,000 found.
        """
        lookups = [{tuple(row): None for row in step.rows.tolist()} for step in self.steps]
        members = [
            members_of(self.indexed, part, table, columns=self.columns, keep=self.keep, effort=self.effort)
            for part, table in zip(self.parts, self.tables, strict=True)
        ]
        left = limit
        for row in rows:
            if left <= 0:
                return
            found = _walk(tuple(row), len(self.parts) - 1, lookups, members)
            numbers = sorted(itertools.islice(found, max(left, _MOST_OF_A_ROW)))[:left]
            left -= len(numbers)
            yield numbers


def members_of(
    indexed: IndexedProblem,
    part: Part,
    table: Table,
    *,
    columns: Sequence[Column],
    keep: Keep,
    effort: Effort = STEADY,
) -> dict[tuple[int, ...], list[int]]:
    """Return the numbers of all packages of each row of a part's table."""
    wanted: dict[tuple[int, ...], list[int]] = {tuple(row): [] for row in table.rows.tolist()}
    hashes = _hashes(table.rows)
    for block in blocks(indexed, part, effort=effort):
        rows, numbers = _rows(block, columns=columns, keep=keep)
        for at in np.flatnonzero(np.isin(_hashes(rows), hashes)):
            row = tuple(rows[at].tolist())
            if row in wanted:
                wanted[row].append(int(numbers[at]))
    return wanted


def sums(
    indexed: IndexedProblem,
    parts: Sequence[Part],
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    effort: Effort = STEADY,
) -> Sums:
    """Return the efficient totals over all parts; none where a part has no package that counts.

    Parameters
    ----------
    budget:
        The most that each column may add up to; None where it may be anything.

    Raises
    ------
    TooLargeError
        When there are too many of them to hold.
    """
    tables = [part_table(indexed, part, columns=columns, keep=keep, effort=effort) for part in parts]
    order = sorted(range(len(parts)), key=lambda index: (-len(tables[index]), index))
    ordered = tuple(tables[index] for index in order)
    return Sums(
        indexed=indexed,
        parts=tuple(parts[index] for index in order),
        tables=ordered,
        steps=tuple(merge(ordered, budget=budget)),
        columns=tuple(columns),
        keep=keep,
        effort=effort,
    )


def _walk(
    row: tuple[int, ...],
    step: int,
    lookups: Sequence[Mapping[tuple[int, ...], None]],
    members: Sequence[Mapping[tuple[int, ...], list[int]]],
) -> Iterator[int]:
    """Yield the numbers of all packages with this row of sums after this step, by taking the last part off."""
    if step == 0:
        yield from members[0].get(row, ())
        return
    for own, numbers in members[step].items():
        before = tuple(total - part for total, part in zip(row, own, strict=True))
        if before in lookups[step - 1]:
            for rest in _walk(before, step - 1, lookups, members):
                for number in numbers:
                    yield rest + number


def _rows(block: Block, *, columns: Sequence[Column], keep: Keep) -> tuple[NDArray[Any], NDArray[Any]]:
    index = np.flatnonzero(block.exists() & keep(block))
    if not columns:
        return np.zeros((len(index), 0), dtype=np.int64), block.numbers[index]
    return np.stack([np.asarray(column(block))[index] for column in columns], axis=1), block.numbers[index]


def empty_table(indexed: IndexedProblem, width: int) -> Table:
    """Return a table without rows, whose numbers can be those of any package."""
    none = np.zeros(0, dtype=integers_up_to(math.prod(indexed.radices)))
    return Table(np.zeros((0, width), dtype=np.int64), none, none)


def _like(rows: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    return rows.astype(object) if other.dtype == object else rows


def _hashes(rows: NDArray[Any]) -> NDArray[np.uint64]:
    """Return a number for each row that equal rows share, to look few rows up among many."""
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        word = np.array([int(entry) % 2**64 for entry in column], dtype=np.uint64) if rows.dtype == object else column
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + np.asarray(word).astype(np.uint64)
    return mixed
