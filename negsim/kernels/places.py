"""Places: how many others are better than each, row by row; and who is better than whom, over all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def places(values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the place of each column in each row, and in how many rows each column is above each other.

    Parameters
    ----------
    values:
        Shape (rows, columns), larger being better.

    Returns
    -------
    Places, shape (rows, columns): how many columns are strictly better, so that 0 is first and equals share a place.
    Wins, shape (columns, columns): entry (i, j) is the number of rows in which i is strictly better than j.

    Notes
    -----
    Every column is held against all others: rows times columns squared comparisons, a block of rows at a time.

    Examples
    --------
    >>> found, wins = places(np.array([[3, 5, 3], [9, 1, 0]]))
    >>> found.tolist(), wins.tolist()
    ([[1, 0, 1], [0, 1, 2]], [[0, 1, 1], [1, 0, 2], [0, 0, 0]])
    """
    rows, columns = values.shape
    found = np.zeros((rows, columns), dtype=np.int64)
    wins = np.zeros((columns, columns), dtype=np.int64)
    for column in range(columns):
        is_better = values[:, [column]] > values
        found += is_better
        wins[column] = is_better.sum(axis=0)
    return found, wins


def place_counts(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often each column has each place, shape (columns, columns).

    Examples
    --------
    >>> place_counts(np.array([[1, 0, 1], [0, 1, 2]])).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 1, 1]]
    """
    columns = found.shape[1]
    marked = found + columns * np.arange(columns)
    return np.asarray(np.bincount(marked.ravel(), minlength=columns * columns).reshape(columns, columns))
