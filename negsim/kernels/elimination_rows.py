"""Packed rows in groups: equal ones joined, beaten ones dropped."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import nondominated
from negsim.kernels.packing import Layout, Words

_WORD = 62
_FLOAT = 53
"""How many bits of a machine word, and of a float, hold numbers here."""


@frozen(eq=False)
class Runs:
    """What is left of rows in groups.

    Attributes
    ----------
    order:
        Indices of the given rows that are left, sorted by group and row.
    starts:
        Where, in ``order``, each distinct row begins.
    """

    order: NDArray[np.intp]
    starts: NDArray[np.intp]

    @property
    def first(self) -> NDArray[np.intp]:
        """One given row for each distinct one."""
        return self.order[self.starts]


def thinned(layout: Layout, words: Words, groups: NDArray[np.int64], *, apart: int) -> Runs:
    """Return the rows that no other row of the same group beats, smaller being better; equal ones stand together.

    Parameters
    ----------
    words:
        Rows, packed by the layout.
    groups:
        The group of each row, from 0 on.
    apart:
        How many leading columns only tell rows apart: a row is beaten by rows alone that are equal to it in these.

    Examples
    --------
    >>> from negsim.kernels.packing import layout_of
    >>> layout = layout_of([9, 9])
    >>> words = layout.pack(np.array([[1, 2], [2, 2], [1, 3], [1, 2]]))
    >>> runs = thinned(layout, words, np.array([0, 0, 1, 0]), apart=0)
    >>> sorted(runs.order.tolist()), len(runs.starts)
    ([0, 2, 3], 2)
    """
    order = _sorted(words, groups)
    words, groups = tuple(word[order] for word in words), groups[order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = groups[1:] != groups[:-1]
    for word in words:
        is_new[1:] |= np.asarray(word[1:] != word[:-1], dtype=bool)
    starts = np.flatnonzero(is_new)
    kept = _undominated(layout, tuple(word[starts] for word in words), groups[starts], apart=apart)
    if kept.all():
        return Runs(order, starts)
    lengths = np.diff(starts, append=len(order))
    left = lengths[kept]
    return Runs(order[np.repeat(kept, lengths)], np.cumsum(left) - left)


def _sorted(words: Words, groups: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the order by group and row: where both fit one machine word, by sorting these."""
    if len(words) == 1 and len(groups) and words[0].dtype != object:
        bits = int(words[0].max()).bit_length()
        if int(groups.max()).bit_length() + bits <= _WORD:
            return np.argsort(words[0] + (groups << bits), kind="stable")  # quick where sums come in sorted runs
    return np.lexsort((*words[::-1], groups))


def _undominated(layout: Layout, words: Words, groups: NDArray[np.int64], *, apart: int) -> NDArray[np.bool_]:
    """Tell which distinct rows, sorted by group and row, no other beats."""
    free = range(apart, len(layout.places))
    if not free or not len(groups):
        return np.ones(len(groups), dtype=bool)
    begins = np.ones(len(groups), dtype=bool)
    begins[1:] = groups[1:] != groups[:-1]
    for at in range(apart):
        column = layout.column(words, at)
        begins[1:] |= np.asarray(column[1:] != column[:-1], dtype=bool)
    if len(free) == 1:
        return begins
    cells = np.cumsum(begins) - 1
    columns = [_whole(layout.column(words, at)) for at in free]
    if len(free) == 2:
        return _below_all_before(columns[1], cells)
    return _nondominated_in(np.stack(columns, axis=1), cells)


def _whole(column: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a column, or where its numbers are Python integers their ranks, which compare alike."""
    return column if column.dtype != object else _ranks(column)


def _ranks(column: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(column, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _below_all_before(last: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where the last of two columns is below all before it in its cell: as rows are sorted, no row beats these.

    Cells are told apart by numbers that fall from one to the next by more than the column spans.
    """
    if int(last.max()).bit_length() + int(cells[-1]).bit_length() > _WORD:
        last = _ranks(last)
    shifted = last - cells * (int(last.max()) + 1)
    kept = np.ones(len(last), dtype=bool)
    kept[1:] = shifted[1:] < np.minimum.accumulate(shifted)[:-1]
    return kept


def _nondominated_in(rows: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which rows of three columns or more no other row of their cell beats.

    Of three columns, where floats hold it, cells are put so that the first column rises from each to the next and the
    second falls: no row then beats one of another cell, and all are compared at once.
    """
    spans = rows[:, :2].max(axis=0) + 1
    if rows.shape[1] == 3 and int(spans.max()).bit_length() + int(cells[-1]).bit_length() < _FLOAT:
        shifted = rows.copy()
        shifted[:, 0] += cells * spans[0]
        shifted[:, 1] += (cells[-1] - cells) * spans[1]
        return nondominated(shifted)
    kept = np.ones(len(rows), dtype=bool)
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    for low, high in zip(starts, [*starts[1:], len(rows)], strict=True):
        if high - low > 1:
            kept[low:high] = nondominated(rows[low:high])
    return kept
