"""Uniform sums: one combination at random among all listed ones whose sum is large enough."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.listed_sums import ListedSums
from negsim.kernels.numbering import strides
from negsim.kernels.uniform_rows import places_drawn

_AT_ONCE = 2**18
"""How many odds are worked out at once."""


@frozen(eq=False)
class UniformSums:
    """Draws of listed combinations: what :class:`negsim.kernels.uniform_rows.UniformRows` draws, by counting them.

    Examples
    --------
    >>> from negsim.kernels.listed_sums import listed_sums
    >>> found = UniformSums(listed_sums([[0, 1], [0, 1]], what="a draw"))
    >>> found.row(1, draws=[0.0, 0.5]), found.row(1, draws=[0.9, 0.2])
    ((0, 1), (1, 0))
    """

    listed: ListedSums
    _counts: dict[int, NDArray[np.int64]] = field(init=False, factory=dict, repr=False)

    def row(self, at_least: int, *, draws: Sequence[float]) -> tuple[int, ...]:
        """Return one row of each table; every combination of at least so much in all is as likely as every other.

        Parameters
        ----------
        draws:
            One number from 0 up to, and never, 1 for each table.

        Raises
        ------
        ValueError
            If no combination adds up to so much.
        """
        return tuple(self.rows(at_least, draws=np.array([draws], dtype=np.float64))[0].tolist())

    def rows(self, at_least: int, *, draws: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return what :meth:`row` gives for each row of draws, one after the other.

        Raises
        ------
        ValueError
            If no combination adds up to so much.
        """
        before = self._before(at_least)
        if not before[-1]:
            raise ValueError(f"no combination adds up to {at_least}")
        numbers = np.zeros(len(draws), dtype=np.int64)
        chosen = np.zeros((len(draws), len(self.listed.tables)), dtype=np.int64)
        for at, (radix, step) in enumerate(zip(self.listed.radices, strides(self.listed.radices), strict=True)):
            most = max(1, _AT_ONCE // radix)
            for start in range(0, len(draws), most):
                block = slice(start, start + most)
                ends = numbers[block, None] + np.arange(radix + 1) * step
                odds = np.diff(before[ends], axis=1).astype(np.float64)
                chosen[block, at] = places_drawn(odds, draws[block, at])
            numbers += chosen[:, at] * step
        return chosen

    def _before(self, at_least: int) -> NDArray[np.int64]:
        """Return how many combinations of at least so much come before each number; what was asked for last is kept."""
        known = self._counts.get(at_least)
        if known is None:
            listed = self.listed
            is_enough = np.zeros(len(listed.order) + 1, dtype=bool)
            is_enough[1 + listed.order[listed.starts[bisect_left(listed.sums, at_least)] :]] = True
            known = np.cumsum(is_enough, dtype=np.int64)
            self._counts.clear()
            self._counts[at_least] = known
        return known
