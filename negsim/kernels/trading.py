"""Trading: of all sums of one pair of numbers of each table, those that no other sum beats in both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries, frozen_array

MAX_PAIRS = 2**24
"""How many pairs may be compared at once."""

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Two numbers for each row of a table."""


@frozen(kw_only=True, eq=False)
class Trading:
    """The sums that no other sum beats, each with one row of every table that makes it.

    Attributes
    ----------
    first, second:
        The sums: the first number descending, and so the second ascending; both strictly. Read-only int64.
    steps:
        For each table: which sum of the tables before it each sum goes on from, and which row of the table it takes.
    """

    first: NDArray[np.int64] = field(converter=frozen_array)
    second: NDArray[np.int64] = field(converter=frozen_array)
    steps: tuple[Pairs, ...] = field(converter=entries)

    def rows(self, at: int) -> tuple[int, ...]:
        """Return which row of each table makes the sum at a place."""
        chosen = []
        for before, place in reversed(self.steps):
            chosen.append(int(place[at]))
            at = int(before[at])
        return tuple(reversed(chosen))


def trading(tables: Sequence[Pairs], *, what: str) -> Trading:
    """Return the sums of one pair of each table that no other beats: none is larger in one and no less in the other.

    Parameters
    ----------
    tables:
        Two columns of int64 of equal length for each table, larger being better; at least one row in each.
    what:
        What the sums are for, in the message where they do not fit.

    Raises
    ------
    TooLargeError
        If more than 2^24 pairs would be compared at once.

    Notes
    -----
    Table by table, as in dynamic programming over a knapsack with a choice from each table (Nemhauser and Ullmann
    1969): a sum that is beaten stays beaten whatever is added. There are never more sums than different values of
    either number, so that the number of combinations does not matter. Of rows that make the same sum, the earliest are
    kept.

    References
    ----------
    G. L. Nemhauser and Z. Ullmann, "Discrete dynamic programming and capital allocation", Management Science 15 (1969).

    Examples
    --------
    >>> table = (np.array([5, 3, 0]), np.array([0, 1, 4]))
    >>> found = trading([table, table], what="trading")
    >>> found.first.tolist(), found.second.tolist(), found.rows(2)
    ([10, 8, 6, 5, 3, 0], [0, 1, 2, 4, 5, 8], (1, 1))
    """
    first, second = np.zeros(1, np.int64), np.zeros(1, np.int64)
    steps = []
    for own_first, own_second in tables:
        reduced = _unbeaten(own_first, own_second)
        if len(first) * len(reduced) > MAX_PAIRS:
            raise TooLargeError(what, len(first) * len(reduced), MAX_PAIRS, "pairs of sums", "Use fewer digits.")
        sums = np.add.outer(first, own_first[reduced]).ravel()
        others = np.add.outer(second, own_second[reduced]).ravel()
        kept = _unbeaten(sums, others)
        steps.append((kept // len(reduced), reduced[kept % len(reduced)]))
        first, second = sums[kept], others[kept]
    return Trading(first=first, second=second, steps=steps)


def _unbeaten(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of pairs that no other beats, each pair once, the first number descending."""
    order = np.lexsort((-second, -first))
    ranked = second[order]
    best_before = np.maximum.accumulate(ranked)[:-1]
    is_kept = np.concatenate([np.ones(1, bool), ranked[1:] > best_before])
    return np.asarray(order[is_kept], dtype=np.int64)
