"""Trades: what a party can give the others for each point that it gives up, however many packages there are."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.kernels.listed_trading import ListedTrading
from negsim.kernels.trading import Trading
from negsim.search.indexed import IndexedProblem
from negsim.space.package import Package


@frozen(kw_only=True, eq=False)
class Trades:
    """The packages that no other package beats both in a party's points and in some score by issue and option.

    The score may be how similar a package is to another, or what it is thought to be worth to somebody else.
    """

    _found: Trading | ListedTrading
    _numbers: tuple[NDArray[np.object_], ...] = field(converter=entries)
    _indexed: IndexedProblem

    def __len__(self) -> int:
        return len(self._found.first)

    @property
    def points(self) -> NDArray[Any]:
        """What they are worth to the party, descending: int64, or Python integers where some are 2^62 or more."""
        return self._found.first

    @property
    def scores(self) -> NDArray[np.int64]:
        """What they score, ascending."""
        return self._found.second

    def package(self, at: int) -> Package:
        """Return the package at a place, counted from the party's best."""
        rows = self._found.rows(at)
        return self._indexed.package(sum(int(own[row]) for own, row in zip(self._numbers, rows, strict=True)))

    def at_least(self, points: float | Fraction) -> int:
        """Return the place of the greatest score among packages of at least so many points; 0 where there is none."""
        return max(0, bisect_right(self._found.first, -points, key=lambda worth: -int(worth)) - 1)
