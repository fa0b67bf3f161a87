"""Sources: what the packages of one part amount to, row by row, and which packages are behind a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import distinct, prefilter
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part

Column = Callable[[Block], NDArray[Any]]
"""What each package of a block adds to one total; smaller is better."""

Keep = Callable[[Block], NDArray[np.bool_]]
"""Which packages of a block count."""

Row = tuple[int, ...]
"""One number for each column."""


class Source(Protocol):
    """What the packages of a part amount to, however that was found.

    Attributes
    ----------
    part:
        The part.
    table:
        Its efficient rows: for each, how many of its packages have it, and the least number of one of them.
    """

    @property
    def part(self) -> Part:
        """The part."""
        ...

    @property
    def table(self) -> Table:
        """Its efficient rows."""
        ...

    def packages(self, rows: Sequence[Row]) -> list[Iterable[int]]:
        """Return, for each of some rows of the table, the numbers of its packages, which may be very many."""
        ...


@frozen(kw_only=True, eq=False)
class Enumerated:
    """A part whose packages are looked at one by one, again where they are asked for by name."""

    indexed: IndexedProblem
    part: Part
    table: Table
    columns: tuple[Column, ...]
    keep: Keep
    effort: Effort

    def packages(self, rows: Sequence[Row]) -> list[Iterable[int]]:
        """Return, for each of some rows of the table, the numbers of its packages, in order."""
        wanted: dict[Row, list[int]] = {row: [] for row in rows}
        hashes = _hashes(np.array(list(wanted), dtype=self.table.rows.dtype).reshape(len(wanted), len(self.columns)))
        for block in blocks(self.indexed, self.part, effort=self.effort):
            found, numbers = _rows(block, columns=self.columns, keep=self.keep)
            for at in np.flatnonzero(np.isin(_hashes(found), hashes)):
                row = tuple(found[at].tolist())
                if row in wanted:
                    wanted[row].append(int(numbers[at]))
        return [wanted[row] for row in rows]


def enumerated(
    indexed: IndexedProblem, part: Part, *, columns: Sequence[Column], keep: Keep, effort: Effort = STEADY
) -> Enumerated:
    """Return what the packages of a part amount to, by looking at each."""
    table = part_table(indexed, part, columns=columns, keep=keep, effort=effort)
    return Enumerated(indexed=indexed, part=part, table=table, columns=tuple(columns), keep=keep, effort=effort)


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
    fresh = _fresh(table, rows, numbers).efficient()
    return _both(table, fresh).efficient() if len(table) else fresh


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


def _rows(block: Block, *, columns: Sequence[Column], keep: Keep) -> tuple[NDArray[Any], NDArray[Any]]:
    index = np.flatnonzero(block.exists() & keep(block))
    if not columns:
        return np.zeros((len(index), 0), dtype=np.int64), block.numbers_at(index)
    return np.stack([np.asarray(column(block))[index] for column in columns], axis=1), block.numbers_at(index)


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
