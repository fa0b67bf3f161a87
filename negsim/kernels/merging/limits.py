"""Limits: which partial sums some choice of the rest may still bring within a budget."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.merging.addends import Addends
from negsim.kernels.packing import Words


@frozen(kw_only=True, eq=False)
class Limits:
    """What partial sums may be after a step.

    Attributes
    ----------
    step:
        How many tables they add up.
    budget:
        The most that whole sums may be in each column with a budget, whether it binds or not.
    bounds:
        The columns in which partial sums may be too large already, and the most that they may be.
    cuts:
        Weights of the columns with a budget, and the most that partial sums may weigh.
    """

    addends: Addends
    step: int
    budget: tuple[int, ...]
    bounds: tuple[tuple[int, int], ...]
    cuts: tuple[tuple[NDArray[np.int64], int], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether no partial sum is past them."""
        return not self.budget

    def within(self, words: Words) -> NDArray[np.intp]:
        """Return the indices of the packed partial sums that are within the bounds."""
        mask = np.ones(len(words[0]), dtype=bool)
        for column, most in self.bounds:
            mask &= self.addends.layout.column(words, column) <= most
        return np.flatnonzero(mask)

    def outweighed(self, words: Words, index: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which of some indices no weights rule out."""
        if not self.cuts:
            return index
        rows = self._bounded(words, index)
        for weights, most in self.cuts:
            kept = rows @ weights <= most
            rows, index = rows[kept], index[kept]
        return index

    def tightened(self, words: Words, index: NDArray[np.intp]) -> Limits:
        """Return the same with weights that rule out some of these partial sums, where there are any."""
        assert self.addends.balance is not None, "asked for where columns can be weighed"
        rows = self._bounded(words, index)
        cuts = self.addends.balance.cuts(rows, step=self.step, budget=self.budget)
        return attrs.evolve(self, cuts=tuple(cuts))

    def _bounded(self, words: Words, index: NDArray[np.intp]) -> NDArray[Any]:
        layout = self.addends.layout
        return np.stack([layout.column(words, column)[index] for column in self.addends.bounded], axis=1)


def limits_after(addends: Addends, *, step: int, lost: list[int]) -> Limits:
    """Return the limits of sums of so many tables, which may be larger than what they stand for by what was lost."""
    budget, bounds = [], []
    for column in addends.bounded:
        most = (addends.budget[column] or 0) + lost[column]
        reach = addends.reach[step][column]
        budget.append(min(most, addends.reach[-1][column]))
        if most < reach:
            bounds.append((column, most))
    return Limits(addends=addends, step=step, budget=tuple(budget), bounds=tuple(bounds))
