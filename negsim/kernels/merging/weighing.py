"""Weighing: weighted sums of columns that tell which partial sums no choice of the rest brings within a budget.

Whatever the weights, as long as none is below 0: where a sum is within the budget in every column, its weighted sum is
within the weighted budget (Lagrangian relaxation; Everett 1963). Weights are whole, so nothing is rounded, and bad
weights only cost strength.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_LARGEST_WEIGHT = 2**20
_LARGEST_SUM = 2**61
_TRIED = 48
"""For how many partial sums good weights are looked for."""
_ROUNDS = 25
_JUDGED = 512
"""On how many partial sums weights are judged."""
_MOST_WEIGHTS = 8
_LEAST_GAIN = 0.02
"""The share of the partial sums left that weights must rule out to be worth their time."""
_ROWS_TRIED = 32
"""Of how many rows of a table weights are looked for; they hold for all."""


@frozen(eq=False)
class Balance:
    """What remains to be added, prepared for weighing.

    Attributes
    ----------
    tables:
        Rows of whole numbers of 0 or more, in the order in which they are added; shape (n, columns) each.
    some:
        Some rows of each, as floats; shape (tables, rows, columns).
    largest:
        The greatest sum of weighted columns is within int64 for weights up to this; below 1, there are none.
    """

    tables: tuple[NDArray[np.int64], ...]
    some: NDArray[np.float64]
    largest: int

    def cuts(self, partial: NDArray[np.int64], *, step: int, budget: Sequence[int]) -> list[tuple[NDArray[Any], int]]:
        """Return weights, and the most that a partial sum may weigh, which rule out some partial sums of a sample.

        Parameters
        ----------
        partial:
            Sums of rows of the first tables; shape (n, columns).
        step:
            How many tables they add up; at least one remains.
        budget:
            The most that each column of whole sums may be.

        Returns
        -------
        At most eight, the one that rules out most first, then those that rule out most of what is left; none where
        nothing rules out 2 percent.
        """
        if self.largest < 1:
            return []
        weights = self._weights(_spread(partial, _TRIED).astype(np.float64), step=step, budget=budget)
        rest = sum((table @ weights.T).min(axis=0) for table in self.tables[step:])
        most = weights @ np.array(budget, dtype=np.int64) - rest
        judged = _spread(partial, _JUDGED)
        ruled_out = judged @ weights.T > most
        found: list[tuple[NDArray[Any], int]] = []
        while len(found) < _MOST_WEIGHTS and len(ruled_out):
            gains = ruled_out.sum(axis=0)
            best = int(gains.argmax())
            if gains[best] < _LEAST_GAIN * len(judged):
                break
            found.append((weights[best], int(most[best])))
            ruled_out = ruled_out[~ruled_out[:, best]]
        return found

    def _weights(self, partial: NDArray[np.float64], *, step: int, budget: Sequence[int]) -> NDArray[np.int64]:
        """Return, for each partial sum, the whole weights found that bring it closest to being ruled out.

        Exponentiated subgradients: a column that is over budget in the relaxed optimum weighs more the next time.
        """
        rest = self.some[step:]
        scale = np.maximum(np.array(budget, dtype=np.float64), 1.0)
        over = (partial - scale) / scale
        rows = rest / scale
        logs = np.zeros_like(partial)
        best, value = np.ones_like(partial), np.full(len(partial), -np.inf)
        for turn in range(_ROUNDS):
            weights = np.exp(logs)
            weights /= weights.sum(axis=1, keepdims=True)
            chosen = (rows @ weights.T).argmin(axis=1)
            slope = np.take_along_axis(rows, chosen[:, :, None], axis=1).sum(axis=0) + over
            found = (slope * weights).sum(axis=1)
            best[found > value] = weights[found > value]
            value = np.maximum(found, value)
            logs += 1.5 / (1 + turn / 5) * slope / np.maximum(np.abs(slope).max(axis=1, keepdims=True), 1e-9)
            logs = np.maximum(logs - logs.max(axis=1, keepdims=True), -12.0)
        best /= scale
        whole = np.rint(best / best.max(axis=1, keepdims=True) * self.largest)
        return np.unique(whole.astype(np.int64), axis=0)


def balance_of(tables: Sequence[NDArray[np.int64]]) -> Balance:
    """Prepare tables of whole numbers of 0 or more, each with at least one row, for weighing."""
    columns = tables[0].shape[1]
    some = np.zeros((len(tables), max(min(_ROWS_TRIED, len(table)) for table in tables), columns))
    for at, table in enumerate(tables):
        rows = _spread(table, _ROWS_TRIED)
        some[at, : len(rows)], some[at, len(rows) :] = rows, rows[0]
    total = sum(int(table.max(initial=0)) for table in tables) * columns
    return Balance(tuple(tables), some, min(_LARGEST_WEIGHT, _LARGEST_SUM // max(total, 1)))


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return at most so many rows, evenly spread over all."""
    return rows if len(rows) <= most else rows[np.arange(most) * len(rows) // most]
