"""Proofs that conditions cannot be met together: weights on columns whose least losses are over what floors allow.

A proof holds for every set of conditions that leaves few enough rows, not only for the one that it was made for. All
of it is in whole numbers, by the reasoning of :mod:`negsim.kernels.bounded.bounds`: whatever the weights are, what a
proof refutes cannot be met.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.conditions import Integers, Prepared
from negsim.kernels.hitting_sets import bits

MAX_PROOFS = 128
"""How many proofs are kept at most; a new one then takes the place of the one that was of no use for longest."""
MAX_SCORES = 4_000_000
"""How many numbers these may be together, where issues have many rows."""
_BITS_OF_LOSSES = 31
_BITS_OF_ROW = 58
_NEVER = 2**60


@frozen(eq=False)
class Scale:
    """Losses cut to few enough bits that weighted sums fit: ``cut`` is ``losses >> shifts``, a column at a time.

    Attributes
    ----------
    cut:
        Shape (issues, rows, columns).
    shifts:
        For each column.
    ranges:
        The largest sum of cut losses of each column, at least 1.
    slack:
        What each column may lose in all, in whole losses: the ideal less the floor.
    """

    cut: Integers
    shifts: Integers
    ranges: Integers
    slack: tuple[int, ...]


def scale_of(prepared: Prepared) -> Scale:
    """Return the losses cut, in which weights are put to use."""
    largest = prepared.losses.max(axis=1, initial=0).sum(axis=0)
    shifts = np.array([max(0, int(total).bit_length() - _BITS_OF_LOSSES) for total in largest], dtype=np.int64)
    cut = prepared.losses >> shifts
    ranges = np.maximum(cut.max(axis=1, initial=0).sum(axis=0), 1)
    slack = [ideal - floor for ideal, floor in zip(prepared.ideals, prepared.conditions.floors, strict=True)]
    return Scale(cut, shifts, ranges, tuple(slack))


@define(eq=False)
class Proofs:
    """Weights that proved something, with what each row loses under them.

    Attributes
    ----------
    scores:
        Shape (proofs, issues, rows): weighted losses.
    budgets:
        Shape (proofs,): how much may be lost where the floors are reached.
    supports:
        The conditions behind the columns that have a weight, as bits.
    uses:
        When each was of use last.
    """

    prepared: Prepared
    scale: Scale = field(init=False)
    scores: Integers = field(init=False)
    budgets: Integers = field(init=False)
    supports: list[int] = field(factory=list, init=False)
    uses: list[int] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.scale = scale_of(self.prepared)
        issues, rows = self.prepared.real.shape
        most = max(1, min(MAX_PROOFS, MAX_SCORES // max(issues * rows, 1)))
        self.scores = np.zeros((most, issues, rows), dtype=np.int64)
        self.budgets = np.zeros(most, dtype=np.int64)

    def core(self, wanted: int, alive: NDArray[np.bool_]) -> int | None:
        """Return conditions among those wanted that a proof kept shows cannot be met together, or None.

        Parameters
        ----------
        alive:
            The rows that those wanted leave.
        """
        usable = [at for at, support in enumerate(self.supports) if support & wanted == support]
        if not usable:
            return None
        scores = self.scores[: len(self.supports)] if len(usable) == len(self.supports) else self.scores[usable]
        least = np.where(alive, scores, _NEVER).min(axis=2).sum(axis=1)
        over = np.flatnonzero(least > self.budgets[usable])
        if not len(over):
            return None
        at = usable[int(over[0])]
        self.uses[at] = max(self.uses) + 1
        return self._core(at, wanted, alive)

    def add(
        self, weights: NDArray[np.float64], columns: list[int], wanted: int, alive: NDArray[np.bool_]
    ) -> int | None:
        """Return what weights on some columns prove, kept for later; None where in whole numbers they prove nothing."""
        scale = self.scale
        share = np.zeros(len(scale.slack))
        share[columns] = weights * 2.0 ** scale.shifts[columns]
        whole = share * (2.0**_BITS_OF_ROW / max(float(share @ scale.ranges), 1e-100))
        whole = np.where(share > 1e-6 * share.max(initial=0.0), whole, 0.0).astype(np.int64)
        top = int(scale.shifts.max(initial=0))
        used = [column for column in columns if whole[column]]
        slack = sum((int(whole[column]) << (top - int(scale.shifts[column]))) * scale.slack[column] for column in used)
        scores = scale.cut[:, :, used] @ whole[used]
        budget = max(-_NEVER, min(_NEVER, slack >> top))
        if int(np.where(alive, scores, _NEVER).min(axis=1).sum()) <= budget:
            return None
        at = self._place()
        self.scores[at], self.budgets[at] = scores, budget
        self.supports[at] = sum(1 << self.prepared.conditions.behind[column] for column in used)
        self.uses[at] = max(self.uses) + 1
        return self._core(at, wanted, alive)

    def _place(self) -> int:
        """Return where a new proof goes."""
        if len(self.supports) == len(self.scores):
            return self.uses.index(min(self.uses))
        self.supports.append(0)
        self.uses.append(0)
        return len(self.supports) - 1

    def _core(self, at: int, wanted: int, alive: NDArray[np.bool_]) -> int:
        """Return few of the conditions wanted that are enough for a proof: marks go that it can do without."""
        least = np.where(alive, self.scores[at], _NEVER).min(axis=1).tolist()
        spare = sum(least) - int(self.budgets[at]) - 1
        kept = wanted & ~sum(1 << condition for condition in self.prepared.conditions.behind)
        where = self.prepared.where
        kept &= sum(1 << condition for condition, issues in enumerate(where) if issues)
        scores = {issue: self._by_mark(at, issue) for condition in bits(kept) for issue in where[condition]}

        def gains(condition: int) -> list[tuple[int, int]]:
            """Return by how much each issue's least loss falls without a condition."""
            fewer = kept & ~(1 << condition)
            return [
                (issue, least[issue] - min(lost for mark, lost in scores[issue] if not mark & fewer))
                for issue in where[condition]
            ]

        order = sorted(bits(kept), key=lambda condition: sum(gain for _, gain in gains(condition)))
        for condition in order:
            fallen = gains(condition)
            if sum(gain for _, gain in fallen) <= spare:
                spare -= sum(gain for _, gain in fallen)
                kept &= ~(1 << condition)
                for issue, gain in fallen:
                    least[issue] -= gain
        return kept | self.supports[at]

    def _by_mark(self, at: int, issue: int) -> list[tuple[int, int]]:
        """Return the marks that an issue's rows have, each with the least that a row of it loses under a proof."""
        distinct, kinds = self.prepared.kinds[issue]
        lost = np.full(len(distinct), _NEVER)
        np.minimum.at(lost, kinds, self.scores[at, issue, : len(kinds)])
        return list(zip(distinct, lost.tolist(), strict=True))
