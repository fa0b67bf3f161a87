"""The walk by integer programming: HiGHS names one leaf after the other, until no program has one left."""

from __future__ import annotations

import time

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.kernels.bounded.plan import BITS, Plan
from negsim.kernels.bounded.walk import Walk, default_walker
from negsim.kernels.programs import MAX_PROVEN, Draft, chosen, minimise

_SLACK = 0.01
"""How much more of a budget a program may spend, where a row, scaled to at most 10^9, is not of small integers."""


@define
class ProgramWalk:
    """A walk over the same leaves, each found by an integer program that forbids those before it.

    Where bounds leave a walk too many branches, branch and cut may still prove that there is nothing; but a program
    takes thousands of times as long as a step of a walk. Leaves come in no order.

    Attributes
    ----------
    plan:
        What is walked.
    until:
        When to give up, on the machine's monotonic clock; None for never.

    Notes
    -----
    One variable for each option of each depth, one of which is 1; for each row of bounds, what is lost stays within
    the budget. Rows whose losses may add up to 10^9 or less are handed over as they are, with half a unit more, which
    no sum of whole losses uses. Others are scaled down to that; their coefficients are then off by a relative 2^-53
    each, their sums by less than 10^-6 together with what HiGHS allows, and the budget gets 10^-2 more. So every leaf
    within budgets is a solution, and no solution means no leaf. What is a solution only because of what was added is
    told by whole numbers, and forbidden like a leaf.
    """

    plan: Plan
    until: float | None = None
    _leaves: list[NDArray[np.int64]] = field(factory=list, init=False)
    _is_over: bool = field(default=False, init=False)
    _in_order: Walk | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        if not self.plan.is_sorted:
            self._in_order = default_walker()(self.plan)

    @property
    def is_over(self) -> bool:
        """Whether no leaf is left."""
        return self._is_over if self._in_order is None else self._in_order.is_over

    def advance(self, budgets: NDArray[np.int64], *, max_leaves: int, max_nodes: int) -> tuple[NDArray[np.int64], int]:
        """Return leaves, as options at each depth, and the programs solved; one that is given up counts for all.

        Budgets may have shrunk since the last call.
        """
        if self._in_order is not None:
            return self._in_order.advance(budgets, max_leaves=max_leaves, max_nodes=max_nodes)
        found: list[NDArray[np.int64]] = []
        solved = 0
        while len(found) < max_leaves and solved < max_nodes and not self._is_over:
            leaf, is_sure = self._next(budgets)
            solved += 1
            if not is_sure:
                solved = max_nodes
            elif leaf is None:
                self._is_over = True
            else:
                self._leaves.append(leaf)
                if self._fits(leaf, budgets):
                    found.append(leaf)
                    break  # it may shrink the budgets
        return np.array(found, dtype=np.int64).reshape(len(found), len(self.plan.sizes)), solved

    def _next(self, budgets: NDArray[np.int64]) -> tuple[NDArray[np.int64] | None, bool]:
        """Return a leaf that was not named yet, or None, and whether that is sure."""
        if not len(self.plan.sizes):
            return (None if self._leaves else np.zeros(0, dtype=np.int64)), True
        draft = Draft()
        parts = draft.choices(self.plan.sizes.tolist())
        self._add_budgets(draft, parts, budgets)
        self._add_boxes(draft, parts)
        for leaf in self._leaves:
            taken = [places[option] for places, option in zip(parts, leaf.tolist(), strict=True)]
            draft.row(dict.fromkeys(taken, 1), upper=len(taken) - 1)
        costs = {
            place: float(lost)
            for places, row in zip(parts, self.plan.losses[:, :, 0], strict=True)
            for place, lost in zip(places, row, strict=False)
        }
        most = max(sum(max(costs[place] for place in places) for places in parts), 1.0)
        seconds = None if self.until is None else self.until - time.monotonic()
        if seconds is not None and seconds <= 0:
            return None, False
        scaled = {place: cost * min(1.0, 1e6 / most) for place, cost in costs.items()}
        answer = minimise(draft.program(scaled), seconds=seconds)
        if answer.status == "infeasible":
            return None, True
        if answer.values is None:
            return None, False
        return np.array(chosen(answer, parts), dtype=np.int64), True

    def _add_budgets(self, draft: Draft, parts: list[range], budgets: NDArray[np.int64]) -> None:
        """Add a row for each budget that may be exceeded."""
        losses, sizes = self.plan.losses, self.plan.sizes
        real = np.arange(losses.shape[1])[None, :, None] < sizes[:, None, None]
        most = np.where(real, losses, 0).max(axis=1, initial=0).sum(axis=0)
        for row, budget in enumerate(budgets.tolist()):
            if most[row] <= budget:
                continue
            scale = min(1.0, MAX_PROVEN / max(1.0, float(most[row])))
            entries = {
                place: float(lost) * scale
                for places, own in zip(parts, losses[:, :, row].tolist(), strict=True)
                for place, lost in zip(places, own, strict=False)
            }
            draft.row(entries, upper=budget * scale + (0.5 if scale == 1 else _SLACK))

    def _add_boxes(self, draft: Draft, parts: list[range]) -> None:
        """Add a row for each box: not all options are inside."""
        for word in range(self.plan.closing.shape[1]):
            closing = int(np.bitwise_or.reduce(self.plan.closing[:, word]))
            for bit in range(BITS):
                if closing >> bit & 1:
                    inside = (self.plan.hits[:, :, word] >> bit & 1).astype(bool)
                    named = {
                        place: 1.0
                        for places, own in zip(parts, inside.tolist(), strict=True)
                        for place, is_inside in zip(places, own, strict=False)
                        if is_inside
                    }
                    draft.row(named, upper=len(parts) - 1)

    def _fits(self, leaf: NDArray[np.int64], budgets: NDArray[np.int64]) -> bool:
        """Tell, in whole numbers, whether a leaf is within all budgets and outside all boxes."""
        depths = np.arange(len(leaf))
        is_within = bool((self.plan.losses[depths, leaf].sum(axis=0) <= budgets).all())
        kept = np.bitwise_and.reduce(self.plan.hits[depths, leaf], axis=0)
        stands = np.bitwise_or.reduce(self.plan.closing, axis=0)
        return is_within and not (kept & stands).any()
