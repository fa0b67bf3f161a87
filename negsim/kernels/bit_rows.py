"""Sets as rows of 64-bit words, many at a time: packing, and the rows that contain no other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""One row for each set; bit *i* of a row, counted over its words, stands for element *i*."""


def packed(members: NDArray[np.bool_]) -> Words:
    """Return sets given as truth values (one row each) as rows of words.

    Examples
    --------
    >>> packed(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    count, width = members.shape
    size = max(1, -(-width // 64))
    padded = np.zeros((count, 64 * size), dtype=bool)
    padded[:, :width] = members
    packed_bytes: NDArray[np.uint8] = np.packbits(padded, axis=1, bitorder="little")
    return packed_bytes.view("<u8").astype(np.uint64)


def number(row: NDArray[np.uint64]) -> int:
    """Return one set as a Python integer with the same bits."""
    return sum(int(word) << (64 * at) for at, word in enumerate(row.tolist()))


def minimal_rows(rows: Words, *, known: Words) -> Words:
    """Return the sets, of some rows and of others known to be minimal among themselves, that contain no other of them.

    Notes
    -----
    What contains a known set is dropped first. The smallest of the rest is minimal; what contains it is dropped; and
    so on: as many steps as there are minimal sets, each over what is left.
    """
    rows = _distinct(rows)
    for smaller in known:
        if not len(rows):
            return known
        rows = rows[~_contains(rows, smaller)]
    rows = rows[np.argsort(np.bitwise_count(rows).sum(axis=1), kind="stable")]
    fresh = []
    while len(rows):
        fresh.append(rows[0])
        rows = rows[~_contains(rows, rows[0])]
    if not fresh:
        return known
    found = np.stack(fresh)
    kept = np.ones(len(known), dtype=bool)
    for smaller in found:
        kept &= ~_contains(known, smaller)
    both = np.concatenate([known[kept], found])
    return both[np.argsort(np.bitwise_count(both).sum(axis=1), kind="stable")]


def _contains(rows: Words, smaller: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which rows have every element of one set."""
    if rows.shape[1] == 1:
        return np.asarray((rows[:, 0] & smaller[0]) == smaller[0], dtype=bool)
    return np.asarray(np.all((rows & smaller) == smaller, axis=1), dtype=bool)


def _distinct(rows: Words) -> Words:
    if rows.shape[1] > 1:
        return np.unique(rows, axis=0)
    found = np.sort(rows, axis=0)  # np.unique would import all of numpy's masked arrays first
    return found[np.concatenate([[True], found[1:, 0] != found[:-1, 0]])] if len(found) else found
