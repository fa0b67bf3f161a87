"""Listed trading: of all combinations in the order of one number, those that no other beats in a second as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.listed_sums import ListedSums, every_sum


@frozen(kw_only=True, eq=False)
class ListedTrading:
    """The sums that no other sum beats, where all combinations are listed.

    Attributes
    ----------
    first, second:
        The sums: the first number descending, and so the second ascending; both strictly.
    """

    first: NDArray[Any]
    second: NDArray[np.int64]
    _listed: ListedSums
    _scores: NDArray[np.int64] = field(repr=False)
    _rungs: NDArray[np.int64] = field(repr=False)

    def rows(self, at: int) -> tuple[int, ...]:
        """Return which row of each table makes the sum at a place."""
        listed, rung = self._listed, self._rungs[at]
        own = slice(listed.starts[rung], listed.starts[rung + 1])
        rows = listed.rows_at(listed.order[own][self._scores[own] == self.second[at]])
        for place in reversed(range(len(listed.tables))):  # of several, the one that trading table by table finds
            if len(rows) == 1:
                break
            ranks = np.unique(np.array(listed.tables[place], dtype=object), return_inverse=True)[1][rows[:, place]]
            rows = rows[ranks == ranks.min()]
        return tuple(rows[0].tolist())


def listed_trading(listed: ListedSums, scores: Sequence[NDArray[np.int64]]) -> ListedTrading:
    """Return the sums that no other beats: none is larger in one number and no less in the other.

    The answer is that of :func:`negsim.kernels.trading.trading`, whatever the size of the first numbers.

    Parameters
    ----------
    listed:
        The first numbers, and all their sums.
    scores:
        The second numbers, table by table: int64, their sums below 2^62.

    Examples
    --------
    >>> from negsim.kernels.listed_sums import listed_sums
    >>> found = listed_trading(listed_sums([[5, 3, 0]] * 2, what="trading"), [np.array([0, 1, 4])] * 2)
    >>> found.first.tolist(), found.second.tolist(), found.rows(2)
    ([10, 8, 6, 5, 3, 0], [0, 1, 2, 4, 5, 8], (1, 1))
    """
    ranked = every_sum(scores)[listed.order]
    best = np.maximum.reduceat(ranked, listed.starts[:-1])[::-1]
    is_kept = np.concatenate([[True], best[1:] > np.maximum.accumulate(best)[:-1]])
    rungs = len(best) - 1 - np.flatnonzero(is_kept)
    return ListedTrading(first=listed.sums[rungs], second=best[is_kept], listed=listed, scores=ranked, rungs=rungs)
