"""Budgets: how much each weighted sum of totals may lose before a level is out of reach, in integers throughout.

A row weighs the columns with multipliers of 0 or more. Whatever reaches a level has a weighted sum of totals of at
least some need (Everett 1963; for products by the inequality of means), so that its losses against the sum of each
issue's best cannot exceed a budget. Unit rows weigh one column only.

Nothing is rounded the wrong way, whatever the multipliers are, and ties are never lost:

1. Multipliers come as floats and are cut to whole weights w of 0 or more. Any such weights are valid, so that this
   costs strength only. The need is worked out for the whole weights, in Python integers.
2. Losses d (whole, 0 or more) of a column with large totals are cut to d' = d >> h, with h such that all of the column
   together stay below 2^31; so 2^h d' <= d.
3. The walk adds up w d'. With top the largest h of all columns, let W = w << (top - h) be a column's weight on its
   totals; then (w d') << top = W 2^h d' <= W d. Summed over columns and issues: where a choice reaches the level,
   sum(w d') << top <= sum(W d) = W.ideal - W.total <= W.ideal - need. So sum(w d') <= (W.ideal - need) >> top,
   rounded down, is necessary: the left is whole. Where nothing is cut, it is the exact inequality.
4. Weights are scaled so that sum(w d') stays below 2^60 over all issues (2^58, and 2^31 for each column whose weight
   was raised to 1): no sum in the walk leaves int64.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.aims import Aim
from negsim.kernels.bounded.instance import is_real
from negsim.kernels.bounded.table import Table

_BITS_OF_LOSSES = 31
_LARGEST_ROW = 2.0**58
_UNLIMITED = 2**61
"""A budget that no row's losses reach."""


@frozen
class Row:
    """One weighted sum: whole weights for what the objective needs, for hard floors, and what they lose."""

    goal: tuple[int, ...]
    hard: tuple[int, ...]
    shift: int


@frozen(eq=False)
class Bounds:
    """Weighted sums over a table, with what each option loses in each of them.

    Attributes
    ----------
    floors:
        For each column, the least total that counts, or None.
    rows:
        The weighted sums; unit rows for all columns follow them.
    losses:
        Shape (issues, classes, rows).
    lost:
        For each row, what every choice loses: the sum of each issue's least loss.
    """

    table: Table
    floors: tuple[int | None, ...]
    rows: tuple[Row, ...]
    losses: NDArray[np.int64]
    lost: tuple[int, ...]

    def budgets(self, aim: Aim, level: int) -> NDArray[np.int64] | None:
        """Return what each row may lose where the level is reached, or None where some row proves it out of reach."""
        ideals = self.table.ideals
        needs = [_larger(floor, needed) for floor, needed in zip(self.floors, aim.floors(level, ideals), strict=True)]
        found = [self._budget(row, needs, aim, level) for row in self.rows]
        found += [_UNLIMITED if need is None else ideal - need for ideal, need in zip(ideals, needs, strict=True)]
        if any(budget < lost for budget, lost in zip(found, self.lost, strict=True)):
            return None
        return np.array([min(budget, _UNLIMITED) for budget in found], dtype=np.int64)

    def _budget(self, row: Row, needs: Sequence[int | None], aim: Aim, level: int) -> int:
        """Return what one row may lose: from the needs of its columns, or from that of the objective as a whole."""
        ideals = self.table.ideals
        slack = [ideal - (ideal if need is None else need) for ideal, need in zip(ideals, needs, strict=True)]
        hard = sum(weight * loss for weight, loss in zip(row.hard, slack, strict=True))
        budget = hard + sum(weight * loss for weight, loss in zip(row.goal, slack, strict=True))
        together = aim.need(row.goal, level)
        if together is not None:
            most = sum(weight * ideal for weight, ideal in zip(row.goal, ideals, strict=True))
            budget = min(budget, hard + most - together)
        return budget >> row.shift


def bounds_of(
    table: Table,
    floors: Sequence[int | None],
    *,
    goal: NDArray[np.float64],
    hard: NDArray[np.float64],
) -> Bounds:
    """Return bounds by multipliers, shape (rows, columns), for the objective and for hard floors.

    Multipliers only make bounds strong or weak: whatever they are, bounds hold. A column without a floor must have no
    hard multiplier.
    """
    largest = table.losses.max(axis=1, initial=0).sum(axis=0)
    shifts = np.array([max(0, int(total).bit_length() - _BITS_OF_LOSSES) for total in largest], dtype=np.int64)
    top = int(shifts.max(initial=0))
    cut = table.losses >> shifts
    weight = 2.0**shifts
    most = np.maximum(cut.max(axis=1, initial=0).sum(axis=0), 1)
    scale = _LARGEST_ROW / np.maximum(((goal + hard) * weight * most).sum(axis=1, keepdims=True), 1e-100)
    whole_goal = np.where(goal > 0, np.maximum(goal * weight * scale, 1), 0).astype(np.int64)
    whole_hard = (hard * weight * scale).astype(np.int64)
    losses = np.concatenate([cut @ (whole_goal + whole_hard).T, table.losses], axis=2)
    rows = tuple(
        Row(
            goal=tuple(int(entry) << (top - int(shift)) for entry, shift in zip(ours, shifts, strict=True)),
            hard=tuple(int(entry) << (top - int(shift)) for entry, shift in zip(theirs, shifts, strict=True)),
            shift=top,
        )
        for ours, theirs in zip(whole_goal, whole_hard, strict=True)
    )
    is_open = is_real(table.sizes.tolist(), losses.shape[1])[:, :, None]
    lost = np.where(is_open, losses, _UNLIMITED).min(axis=1, initial=_UNLIMITED).sum(axis=0)
    return Bounds(table, tuple(floors), rows, losses, tuple(lost.tolist()))


def _larger(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)
