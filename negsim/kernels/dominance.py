"""Dominance between rows of integers, smaller being better in every column."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import TooLargeError

MAX_COLUMNS = 255
"""How many columns moocore compares."""
_STRONG_ROWS = 24


def nondominated(rows: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which rows no other row beats: none is at most as large in every column and smaller in one.

    Equal rows stand or fall together.

    Parameters
    ----------
    rows:
        Integers, one row each; int64 or Python integers in an object array.

    Returns
    -------
    One truth value for each row.

    Raises
    ------
    TooLargeError
        For more than 255 columns that differ.

    Notes
    -----
    One column: the minimum. Two: sort and running minimum, O(n log n) (Kung, Luccio and Preparata 1975). More:
    moocore, on the entries where they fit its floats exactly, and else on their ranks, which decide dominance alike.

    Examples
    --------
    >>> nondominated(np.array([[1, 4], [2, 2], [3, 3], [2, 2]])).tolist()
    [True, True, False, True]
    """
    if len(rows) <= 1 or rows.shape[1] == 0:
        return np.ones(len(rows), dtype=bool)
    ranks = rows if _fits_floats(rows) else _ranks(rows)
    ranks = ranks[:, _informative(ranks)]
    if ranks.shape[1] <= 1:
        return np.ones(len(rows), dtype=bool) if ranks.shape[1] == 0 else ranks[:, 0] == ranks[:, 0].min()
    if ranks.shape[1] == 2:
        return _nondominated_pairs(ranks)
    if ranks.shape[1] > MAX_COLUMNS:
        advice = "Join parties, or ask about fewer of them."
        raise TooLargeError(
            "telling which of them beat others", ranks.shape[1], MAX_COLUMNS, "comparisons each", advice
        )
    import moocore  # slow to import, and needed only here

    return np.asarray(moocore.is_nondominated(ranks.astype(np.float64), keep_weakly=True), dtype=bool)


def prefilter(rows: NDArray[Any], front: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which rows survive a few strong rows of a known front; a cheap first sieve for large blocks.

    Rows that are strictly beaten by one of the rows tried are dropped, so nothing nondominated is lost.
    """
    alive = np.ones(len(rows), dtype=bool)
    if not len(front):
        return alive
    for strong in front[_strong(front)]:
        index = np.flatnonzero(alive)
        some = rows[index]
        beaten = np.all(some >= strong, axis=1) & np.any(some != strong, axis=1)
        alive[index[beaten]] = False
    return alive


def distinct(
    rows: NDArray[Any], *, counts: NDArray[Any], numbers: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Join equal rows: return them once each, sorted, with the sum of their counts and the least of their numbers."""
    if not len(rows):
        return rows, counts, numbers
    order = np.lexsort((numbers, *rows.T[::-1]))
    rows, counts, numbers = rows[order], counts[order], numbers[order]
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = np.any(rows[1:] != rows[:-1], axis=1)
    starts = np.flatnonzero(is_first)
    return rows[starts], np.add.reduceat(counts, starts), numbers[starts]


def _fits_floats(rows: NDArray[Any]) -> bool:
    """Tell whether every entry is the same as a float of 64 bits."""
    return rows.dtype != object and int(rows.max()) <= 2**53 and int(rows.min()) >= -(2**53)


def _ranks(rows: NDArray[Any]) -> NDArray[np.int64]:
    columns = [np.unique(column, return_inverse=True)[1].reshape(-1) for column in rows.T]
    return np.stack(columns, axis=1).astype(np.int64)


def _informative(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the columns that are not constant and not a copy of an earlier one: the others decide nothing."""
    kept: list[int] = []
    for column in range(ranks.shape[1]):
        entries = ranks[:, column]
        if (entries != entries[0]).any() and not any(np.array_equal(entries, ranks[:, other]) for other in kept):
            kept.append(column)
    return np.array(kept, dtype=np.int64)


def _nondominated_pairs(ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    order = np.lexsort((ranks[:, 1], ranks[:, 0]))
    first, second = ranks[order, 0], ranks[order, 1]
    least = np.minimum.accumulate(second)
    starts = np.flatnonzero(np.r_[True, first[1:] != first[:-1]])
    group = np.cumsum(np.r_[True, first[1:] != first[:-1]]) - 1
    before = np.r_[np.iinfo(np.int64).max, least[starts[1:] - 1]]
    kept = np.empty(len(ranks), dtype=bool)
    kept[order] = (second == second[starts][group]) & (second < before[group])
    return kept


def _strong(front: NDArray[Any]) -> NDArray[np.int64]:
    """Return a spread of rows of a front: the ends of each column, then evenly by the sum of ranks."""
    ranks = _ranks(front)
    ends = ranks.argmin(axis=0)
    middle = np.argsort(ranks.sum(axis=1), kind="stable")[:: max(1, len(front) // _STRONG_ROWS)]
    return np.array(list(dict.fromkeys([*middle.tolist(), *ends.tolist()]))[: 2 * _STRONG_ROWS], dtype=np.int64)
