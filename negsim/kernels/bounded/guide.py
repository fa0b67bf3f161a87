"""Proposals in floats: multipliers that make strong bounds, and combinations that may be good. Neither decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.aims import Aim, Least, Leximin, Powers
from negsim.kernels.bounded.grouped import Grouped, Shares, shares_of
from negsim.kernels.bounded.instance import is_real
from negsim.kernels.bounded.table import Table

Floats = NDArray[np.float64]

_ROUNDS = 100
_ROWS = 8
_STARTS = 12
_PENALTY = 1e9
_SLACK = 0.25
"""A column whose total is off its group's mean by this part of its range is as good as one that is off by more."""


@frozen(eq=False)
class Landscape:
    """The objective and the floors in floats, per column.

    Attributes
    ----------
    base, scale:
        Gains are (total - base) / scale.
    exponents:
        Of the gains in a product; None where the least gain counts.
    is_goal:
        Which columns the objective sees.
    floors:
        Minus infinity where there is none.
    ranges:
        The largest total minus the smallest, at least 1.
    groups:
        Where the sum over groups of their least gains counts: which they are.
    """

    base: Floats
    scale: Floats
    exponents: Floats | None
    is_goal: NDArray[np.bool_]
    floors: Floats
    ranges: Floats
    groups: Shares | None = None

    def scores(self, totals: Floats) -> Floats:
        """Return how good totals, shape (n, columns), look; those that break floors are far below the others."""
        short = (np.minimum(totals - self.floors, 0) / self.ranges).sum(axis=1)
        gains = (totals[:, self.is_goal] - self.base[self.is_goal]) / self.scale[self.is_goal]
        if self.groups is not None:
            found = self.groups.sums((totals - self.base) / self.scale)
        elif self.exponents is None:
            found = gains.min(axis=1, initial=_PENALTY)
        else:
            short += np.minimum(gains, 0).sum(axis=1)
            found = np.log(np.maximum(gains, 1e-18)) @ self.exponents[self.is_goal]
        return np.asarray(np.where(short < 0, (short - 1) * _PENALTY, found))


def landscape_of(table: Table, floors: Sequence[int | None], aim: Aim) -> Landscape:
    """Return an aim and floors over a table in floats."""
    ranges = np.maximum(table.losses.max(axis=1, initial=0).sum(axis=0), 1).astype(np.float64)
    hard = np.array([-np.inf if floor is None else float(floor) for floor in floors])
    columns = len(table.ideals)
    if isinstance(aim, Powers):
        base = np.array(aim.base, dtype=np.float64)
        exponents = np.array(aim.exponents, dtype=np.float64)
        scale = np.maximum(np.array(table.ideals, dtype=np.float64) - base, 1)
        return Landscape(base, scale, exponents, exponents > 0, hard, ranges)
    if isinstance(aim, Grouped):
        shares = shares_of(aim)
        is_goal = shares.owners < len(aim.groups)
        unit = np.full(columns, ranges[is_goal].max())
        return Landscape(np.array(aim.base, dtype=np.float64), unit, None, is_goal, hard, ranges, shares)
    least = aim.least if isinstance(aim, Leximin) else aim
    assert isinstance(least, Least)
    is_goal = np.zeros(columns, dtype=bool)
    is_goal[list(least.columns)] = True
    base = np.array(least.base, dtype=np.float64)
    scale = np.array(least.scale, dtype=np.float64)
    unit = (ranges / scale)[is_goal].max(initial=1e-9)
    return Landscape(base, scale * unit, None, is_goal, hard, ranges)


def floors_alone(landscape: Landscape) -> Landscape | None:
    """Return the landscape of how far floors are exceeded, or None without floors or where the objective is that."""
    has_floor = np.isfinite(landscape.floors)
    base = np.where(has_floor, landscape.floors, 0.0)
    if not has_floor.any() or (landscape.exponents is None and (landscape.base == base).all()):
        return None
    none = np.full(len(base), -np.inf)
    return Landscape(base, landscape.ranges, None, has_floor, none, landscape.ranges)


def ascend(table: Table, landscape: Landscape) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return multipliers for the objective and for floors, shape (rows, columns), and choices to start from.

    Notes
    -----
    Exponentiated subgradient on the Lagrangian dual (Kivinen and Warmuth 1997 for the step; Fisher 1981 for the
    dual): each round takes each issue's best option under the multipliers, then weighs up those columns that came out
    low. The rows returned are the round of the least bound and others spread over the better half, since a bound that
    is not the best at the root may be in a branch.
    """
    issues, width, columns = table.losses.shape
    losses = table.losses.reshape(issues * width, columns).astype(np.float64)
    padding = np.where(is_real(table.sizes.tolist(), width), 0.0, np.inf)
    ideals = np.array(table.ideals, dtype=np.float64)
    goal, first = landscape.is_goal, np.arange(issues) * width
    has_floor = np.isfinite(landscape.floors)
    floors = np.where(has_floor, landscape.floors, 0.0)
    tilt, hard = np.zeros(columns), np.zeros(columns)
    goals, hards = np.empty((_ROUNDS, columns)), np.empty((_ROUNDS, columns))
    bounds, taken = np.empty(_ROUNDS), np.empty((_ROUNDS, issues), dtype=np.int64)
    for turn in range(_ROUNDS):
        weights = _weights(tilt, landscape)
        multipliers = weights + hard / landscape.ranges
        taken[turn] = ((losses @ multipliers).reshape(issues, width) + padding).argmin(axis=1)
        totals = ideals - losses[first + taken[turn]].sum(axis=0)
        goals[turn], hards[turn] = weights, hard / landscape.ranges
        gains = totals - landscape.base
        short = np.where(has_floor, totals - floors, 0.0) / landscape.ranges
        bounds[turn] = _bound(weights, float(weights @ np.where(goal, gains, 0.0) + hard @ short), landscape)
        step = 1 / np.sqrt(turn + 1.0)
        hard = np.where(has_floor, np.maximum(hard - 2 * step * short, 0.0), 0.0)
        if landscape.groups is not None:
            beyond = landscape.groups.beyond(gains, weights) / landscape.ranges
            tilt = tilt - 8 * step * np.clip(beyond, -_SLACK, _SLACK)
        elif landscape.exponents is None:
            tilt = np.where(goal, tilt - 8 * step * gains / landscape.scale, 0.0)
        else:
            slope = np.where(goal, weights * gains / np.maximum(landscape.exponents, 1), 0.0)
            mean = landscape.exponents @ slope / max(landscape.exponents.sum(), 1.0)
            tilt = np.where(goal, tilt - 2 * step * (slope - mean), 0.0)
    ranked = np.argsort(bounds, kind="stable")
    kept = [int(ranked[place * _ROUNDS // (2 * _ROWS)]) for place in range(_ROWS)]
    tried = [int(ranked[place * _ROUNDS // (2 * _STARTS)]) for place in range(_STARTS)]
    goals, hards, starts = goals[kept], hards[kept], np.unique(taken[tried], axis=0)
    if landscape.groups is not None:
        # What is left on columns that should have nothing makes sums of many small losses useless.
        pure = landscape.groups.purest(goals[:1]) / landscape.scale
        goals, hards = np.concatenate([goals, pure, goals[:1]]), np.concatenate([hards, 0 * pure, 0 * pure])
    return goals, hards, starts


def _weights(tilt: Floats, landscape: Landscape) -> Floats:
    goal = landscape.is_goal
    if landscape.groups is not None:
        return landscape.groups.of(tilt) / landscape.scale
    if landscape.exponents is None:
        weights = np.where(goal, np.exp(np.minimum(tilt - tilt[goal].max(initial=-np.inf), 0.0)), 0.0)
        return np.asarray(weights / weights.sum() / landscape.scale)
    mean = landscape.exponents @ tilt / max(landscape.exponents.sum(), 1.0)
    return np.asarray(landscape.exponents * np.exp(np.clip(tilt - mean, -200, 200)) / landscape.scale)


def _bound(weights: Floats, most: float, landscape: Landscape) -> float:
    """Return, up to what all rounds share, how high the objective can be where the weighted sum is at most so much."""
    if landscape.exponents is None:
        return most
    goal, total = landscape.is_goal, float(landscape.exponents.sum())
    return total * float(np.log(max(most, 1e-18))) - float(landscape.exponents[goal] @ np.log(weights[goal]))


def climb(table: Table, landscape: Landscape, choice: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a choice that no change of one issue improves, outside boxes if some such change leads out of them."""
    issues, width, columns = table.losses.shape
    if not issues:
        return choice
    rows = np.arange(issues)
    padding = np.where(is_real(table.sizes.tolist(), width), 0.0, -np.inf).reshape(-1)
    losses = table.losses.astype(np.float64)
    ideals = np.array(table.ideals, dtype=np.float64)
    choice = choice.copy()
    best = -float(np.finfo(np.float64).max)
    while True:
        own = losses[rows, choice]
        totals = (ideals - own.sum(axis=0)) + (own[:, None, :] - losses).reshape(issues * width, columns)
        scores = landscape.scores(totals) + padding
        if len(table.hits):
            scores -= 2 * _PENALTY * columns * _breaches(table, choice).reshape(-1)
        place = int(scores.argmax())
        if not scores[place] > best + 1e-12 * abs(best):
            return choice
        best = float(scores[place])
        choice[place // width] = place % width


def _breaches(table: Table, choice: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in how many boxes each change of one issue would end, shape (issues, classes)."""
    rows = np.arange(len(choice))
    misses = ~table.hits[:, rows, choice]
    others = misses.sum(axis=1)[:, None] - misses
    return np.asarray(((others[:, :, None] == 0) & table.hits).sum(axis=0))
