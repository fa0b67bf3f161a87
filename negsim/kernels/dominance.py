"""Dominance between rows of integers, smaller being better in every column."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import TooLargeError

MAX_COLUMNS = 255
"""How many columns moocore compares."""
_STRONG_ROWS = 24
_HEAD = 16
_FEW_ROWS, _SWEPT_ROWS, _SWEEPS = 256, 10_000, 256
"""So few rows are compared pair by pair, and so many swept by so few that are not beaten, sooner than moocore is
imported."""


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
    moocore, on the entries where they fit its floats exactly, and else on their ranks, which decide dominance alike;
    up to 256 rows pair by pair, and up to 10,000 of which up to 256 remain by these, where moocore is not loaded yet.

    Examples
    --------
    >>> nondominated(np.array([[1, 4], [2, 2], [3, 3], [2, 2]])).tolist()
    [True, True, False, True]
    """
    if len(rows) <= 1 or rows.shape[1] == 0:
        return np.ones(len(rows), dtype=bool)
    if rows.shape[1] <= 2 and rows.dtype != object:
        return rows[:, 0] == rows[:, 0].min() if rows.shape[1] == 1 else _nondominated_pairs(rows)
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
    if "moocore" not in sys.modules:
        alone = _nondominated_alone(ranks)
        if alone is not None:
            return alone
    import moocore  # slow to import, and needed only here

    return np.asarray(moocore.is_nondominated(ranks.astype(np.float64), keep_weakly=True), dtype=bool)


def all_reached(rows: NDArray[Any], targets: NDArray[Any]) -> bool:
    """Tell whether each target has a row that is at most as large in every column.

    Examples
    --------
    >>> all_reached(np.array([[1, 4], [2, 2]]), np.array([[3, 3], [1, 4]]))
    True
    >>> all_reached(np.array([[1, 4], [2, 2]]), np.array([[1, 3]]))
    False
    """
    if not len(targets):
        return True
    if not len(rows) or not len(targets):
        return not len(targets)
    hardest = targets[nondominated(targets)]
    both = np.concatenate([rows, hardest])
    ranks = both if _fits_floats(both) else _ranks(both)
    # Between a row and a target, equal counts as beaten: the target is half a step behind. Of the hardest targets none
    # beats another, so that whatever beats one is a row.
    doubled = np.concatenate([2 * ranks[: len(rows)], 2 * ranks[len(rows) :] + 1])
    return not bool(nondominated(doubled)[len(rows) :].any())


def prefilter(rows: NDArray[Any], front: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which rows survive a few strong rows of a known front; a cheap first sieve for large blocks.

    Rows that are strictly beaten by one of the rows tried are dropped, so nothing nondominated is lost. With two
    columns the whole front is tried at once.
    """
    alive = np.ones(len(rows), dtype=bool)
    if not len(front):
        return alive
    if rows.shape[1] == 2 and object not in (rows.dtype, front.dtype):
        return _survives_pairs(rows, front)
    for strong in front[_strong(front)]:
        index = np.flatnonzero(alive)
        some = rows[index]
        beaten = np.all(some >= strong, axis=1) & np.any(some != strong, axis=1)
        alive[index[beaten]] = False
    return alive


def copies(rows: NDArray[Any]) -> list[int]:
    """Return, for each column, the first column that is equal to it.

    Examples
    --------
    >>> copies(np.array([[1, 2, 1], [3, 2, 3]]))
    [0, 1, 0]
    """
    found: list[int] = []
    alike: dict[tuple[Any, ...], list[int]] = {}  # by the first entries, which hardly agree in columns that differ
    for column, head in enumerate(rows[:_HEAD].T.tolist()):
        known = alike.setdefault(tuple(head), [])
        same = [at for at in known if len(rows) <= _HEAD or np.array_equal(rows[:, column], rows[:, at])]
        found.append(same[0] if same else column)
        if not same:
            known.append(column)
    return found


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
    varies = (ranks != ranks[0]).any(axis=0)
    return np.array([at for at, first in enumerate(copies(ranks)) if at == first and varies[at]], dtype=np.int64)


def _nondominated_alone(ranks: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """Tell the same without moocore; None where that takes longer than importing it."""
    if len(ranks) <= _FEW_ROWS:
        return _nondominated_by_pairs(ranks)
    return _nondominated_by_sweeps(ranks) if len(ranks) <= _SWEPT_ROWS else None


def _nondominated_by_sweeps(ranks: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """Take the row of the least sum, which none that is left beats, and drop what it beats, until nothing is left."""
    totals = ranks.sum(axis=1)
    order = np.argsort(totals, kind="stable")
    columns, totals = np.ascontiguousarray(ranks[order].T), totals[order]
    kept = np.zeros(len(ranks), dtype=bool)
    for _ in range(_SWEEPS):
        if not len(order):
            return kept
        is_beaten = columns[0] >= columns[0, 0]
        for column in columns[1:]:
            is_beaten &= column >= column[0]
        # What it does not exceed in sum is equal to it.
        kept[order[is_beaten & (totals == totals[0])]] = True
        order, totals, columns = order[~is_beaten], totals[~is_beaten], columns[:, ~is_beaten]
    return None if len(order) else kept


def _nondominated_by_pairs(ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    is_below = np.ones((len(ranks), len(ranks)), dtype=bool)
    for column in ranks.T:
        is_below &= column[:, None] <= column
    return np.asarray(~(is_below & ~is_below.T).any(axis=0), dtype=bool)


def _nondominated_pairs(ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    order = np.lexsort((ranks[:, 1], ranks[:, 0]))
    first, second = ranks[order, 0], ranks[order, 1]
    is_less = np.ones(len(order), dtype=bool)
    is_less[1:] = second[1:] < np.minimum.accumulate(second)[:-1]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    kept = np.empty(len(order), dtype=bool)
    kept[order] = is_less[is_new][np.cumsum(is_new) - 1]  # equal rows as the first of them
    return kept


def _survives_pairs(rows: NDArray[Any], front: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which rows no row of a front beats, where no row of the front beats another."""
    order = np.lexsort((front[:, 1], front[:, 0]))
    first, second = front[order, 0], front[order, 1]  # the second falls where the first rises
    at = np.searchsorted(first, rows[:, 0], side="right") - 1
    best = np.where(at < 0, np.iinfo(np.int64).max, second[at])
    return np.asarray((rows[:, 1] < best) | ((rows[:, 1] == best) & (rows[:, 0] == first[at])))


def _strong(front: NDArray[Any]) -> NDArray[np.int64]:
    """Return a spread of rows of a front: the ends of each column, then evenly by the sum of ranks."""
    ranks = _ranks(front)
    ends = ranks.argmin(axis=0)
    middle = np.argsort(ranks.sum(axis=1), kind="stable")[:: max(1, len(front) // _STRONG_ROWS)]
    return np.array(list(dict.fromkeys([*middle.tolist(), *ends.tolist()]))[: 2 * _STRONG_ROWS], dtype=np.int64)
