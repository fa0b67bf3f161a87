"""Sums of groups' leasts as bounds see them: exact keys, and what a sum needs of every weighted sum of totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.aims import Value
from negsim.kernels.numbering import integers_up_to

Floats = NDArray[np.float64]


@frozen(kw_only=True)
class Grouped:
    """The sum over groups of weight times the least (total - base); a level is that sum.

    With d = most - least of a group, where nothing makes the least more than ``most``: a level is reached where the
    sum of weight times d is at most S = sum(weight most) - level. Every bound follows from that.

    Attributes
    ----------
    base:
        Of each column.
    groups, weights:
        As in :class:`negsim.kernels.bounded.objectives.SumOfLeasts`, over columns.
    most:
        What each group's least is at most, whatever is chosen.
    """

    base: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    most: tuple[int, ...]

    def keys(self, totals: NDArray[np.int64]) -> list[Any]:
        """Return the sum of each row."""
        kind = integers_up_to((2**54 + max(map(abs, self.base), default=0)) * sum(self.weights))
        gains = totals.astype(kind) - np.array(self.base, dtype=kind)
        leasts = (
            weight * gains[:, list(group)].min(axis=1) for group, weight in zip(self.groups, self.weights, strict=True)
        )
        return [int(key) for key in sum(leasts, np.zeros(len(totals), dtype=kind))]

    def level(self, key: Any, *, above: bool) -> int:
        """Return the key, or the next."""
        return int(key) + above

    def floors(self, level: int, ideals: Sequence[int]) -> list[int | None]:
        """Return the totals without which the level is out of reach even if all other groups had their most."""
        found: list[int | None] = [None] * len(ideals)
        spare = self._spare(level)
        for group, weight, most in zip(self.groups, self.weights, self.most, strict=True):
            for column in group:
                out_of_reach = ideals[column] + 1
                found[column] = out_of_reach if spare < 0 else self.base[column] + most - spare // weight
        return found

    def need(self, weights: Sequence[int], level: int) -> int | None:
        """Return a lower bound on the weighted sum of totals.

        With W the sum of a group's weights here and w its own: sum(W d) <= S max(W / w), and a group's totals are at
        least base + most - d.
        """
        spare = self._spare(level)
        least, lost = sum(weight * base for weight, base in zip(weights, self.base, strict=True)), 0
        for group, own, most in zip(self.groups, self.weights, self.most, strict=True):
            together = sum(weights[column] for column in group)
            least += together * most
            lost = max(lost, -(-max(spare, 0) * together // own))
        return least - lost

    def lowest(self, leasts: Sequence[int]) -> int:
        """Return the sum if all totals were at their least."""
        return sum(
            weight * min(leasts[column] - self.base[column] for column in group)
            for group, weight in zip(self.groups, self.weights, strict=True)
        )

    def value(self, key: Any) -> Value:
        """Return the sum."""
        return int(key)

    def ceiling(self, level: int, ideals: Sequence[int]) -> Value:  # noqa: ARG002 - an interface's arguments
        """Return the level."""
        return level

    def _spare(self, level: int) -> int:
        return sum(weight * most for weight, most in zip(self.weights, self.most, strict=True)) - level


@frozen(eq=False)
class Shares:
    """Groups in floats: how their weights are shared out to their members, which is what multipliers are.

    Attributes
    ----------
    owners:
        Shape (columns,): the group of each column; the number of groups where it is in none.
    weights:
        Shape (groups,): the largest is 1.
    """

    owners: NDArray[np.int64]
    weights: Floats

    def sums(self, gains: Floats) -> Floats:
        """Return the sum over groups of weighted leasts, for gains of shape (n, columns)."""
        leasts = [gains[:, self.owners == group].min(axis=1) for group in range(len(self.weights))]
        return np.asarray(np.stack(leasts, axis=1) @ self.weights)

    def of(self, tilt: Floats) -> Floats:
        """Return each column's share of its group's weight, in proportion to the exponential of its tilt."""
        groups = len(self.weights)
        highest = np.full(groups + 1, -np.inf)
        np.maximum.at(highest, self.owners, tilt)
        powers = np.where(self.owners < groups, np.exp(tilt - highest[self.owners]), 0.0)
        total = np.bincount(self.owners, weights=powers, minlength=groups + 1)
        return np.asarray(powers * np.append(self.weights / total[:groups], 0.0)[self.owners])

    def purest(self, weights: Floats) -> Floats:
        """Return each group's weight on the column that has most of it in weights of shape (1, columns)."""
        found = np.zeros_like(weights)
        for group, weight in enumerate(self.weights):
            own = np.where(self.owners == group, weights[0], -1.0)
            found[0, int(own.argmax())] = weight
        return found

    def beyond(self, gains: Floats, weights: Floats) -> Floats:
        """Return by how much each column's gain exceeds its group's weighted mean; 0 outside groups.

        Columns of one group may range very differently: what exceeds the mean by a column's whole range is slack, be it
        little beside other columns.
        """
        groups = len(self.weights)
        sums = np.bincount(self.owners, weights=weights * gains, minlength=groups + 1)[:groups]
        means = sums / np.bincount(self.owners, weights=weights, minlength=groups + 1)[:groups]
        return np.asarray(np.where(self.owners < groups, gains - np.append(means, 0.0)[self.owners], 0.0))


def shares_of(aim: Grouped) -> Shares:
    """Return the groups of an aim in floats."""
    owners = np.full(len(aim.base), len(aim.groups), dtype=np.int64)
    for group, columns in enumerate(aim.groups):
        owners[list(columns)] = group
    heaviest = max(aim.weights)
    return Shares(owners, np.array([weight / heaviest for weight in aim.weights]))
