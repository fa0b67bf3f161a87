"""Deciding many draws at once by whole arrays: choices that reach all floors, and multipliers that none reaches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CLIMBED, _EVERY = 3, 8
"""After these rounds choices are climbed from: the first, and how many rounds lie between two of them."""


@frozen(eq=False)
class Block:
    """Some draws over the same issues.

    Attributes
    ----------
    values:
        Shape (draws, parties, issues, options): what each option adds.
    allowed:
        Shape (draws, issues, options): which options may be taken; none that only fills a row.
    floors:
        Shape (draws, parties).
    """

    values: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    floors: NDArray[np.int64]

    def some(self, which: NDArray[np.int64]) -> Block:
        """Return some of the draws."""
        return Block(self.values[which], self.allowed[which], self.floors[which])

    def totals(self, choices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what choices, shape (draws, issues), add up to: shape (draws, parties)."""
        taken = np.take_along_axis(self.values, choices[:, None, :, None], axis=3)
        return np.asarray(taken[..., 0].sum(axis=2))

    def bounds(self, multipliers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the most that totals beyond floors can be, weighed by multipliers, shape (draws, parties)."""
        weighed = (self.values * multipliers[:, :, None, None]).sum(axis=1)
        most = np.where(self.allowed, weighed, -(2**62)).max(axis=2).sum(axis=1)
        # Without a multiplier, how low the floor is does not matter, and it may be very low.
        return np.asarray(most - (multipliers * np.where(multipliers > 0, self.floors, 0)).sum(axis=1))


def block_of(
    values: NDArray[np.int64], allowed: NDArray[np.bool_], floors: NDArray[np.int64], *, sizes: Sequence[int]
) -> Block:
    """Return draws, shape (draws, parties, columns), with a row of options for each issue."""
    draws, parties, _ = values.shape
    shape = (len(sizes), max(sizes, default=1))
    issues = np.repeat(np.arange(len(sizes)), sizes)
    options = np.concatenate([np.arange(size) for size in sizes] or [np.zeros(0, dtype=np.int64)]).astype(np.int64)
    wide = np.zeros((draws, parties, *shape), dtype=np.int64)
    wide[:, :, issues, options] = values
    real = np.zeros((draws, *shape), dtype=bool)
    real[:, issues, options] = allowed
    return Block(wide, real, floors)


def certify(block: Block, *, unit: int, rounds: int, verdict: NDArray[np.int8], choice: NDArray[np.int16]) -> None:
    """Decide draws by a choice that reaches all floors, or by multipliers that no choice reaches.

    Parameters
    ----------
    unit, rounds, verdict, choice:
        As in :func:`negsim.kernels.certificates_loops.certify`, which does the same draw by draw.
    """
    most = np.where(block.allowed[:, None], block.values, -(2**62)).max(axis=3, initial=-(2**62))
    least = np.where(block.allowed[:, None], block.values, 2**62).min(axis=3, initial=2**62)
    is_empty = block.allowed.any(axis=2).min(axis=1, initial=True) == 0
    low, high = (np.where(is_empty[:, None, None], 0, ends).sum(axis=2) for ends in (least, most))
    verdict[is_empty | (high < block.floors).any(axis=1)] = 0
    open_still = np.flatnonzero(verdict < 0)
    is_active = low < block.floors
    wide = np.maximum(high - low, 1).astype(np.float64)
    tilt = np.where(is_active, 0.0, -np.inf)
    for turn in range(rounds):
        if not len(open_still):
            return
        now = block.some(open_still)
        active, scale = is_active[open_still], wide[open_still]
        weights = _shares(tilt[open_still])
        needs = np.where(active, now.floors / scale, 0.0)
        worth = now.values / scale[:, :, None, None] * active[:, :, None, None]
        scores = np.where(now.allowed, (worth * weights[:, :, None, None]).sum(axis=1), -np.inf)
        taken = scores.argmax(axis=2)
        beyond = _picked(worth, taken).sum(axis=2) - needs
        bounds = scores.max(axis=2).sum(axis=1) - (weights * needs).sum(axis=1)
        tilt[open_still] -= np.where(active, 8.0 / np.sqrt(turn + 1.0) * beyond, 0.0)
        if turn % _EVERY == _CLIMBED:
            taken = _climbed(worth, now.allowed, taken, beyond)
        is_met = (now.totals(taken) >= now.floors).all(axis=1)
        verdict[open_still[is_met]] = 1
        choice[open_still[is_met]] = taken[is_met]
        per_point = weights / scale
        whole = (per_point / np.maximum(per_point.max(axis=1, initial=0.0), 1e-300)[:, None] * unit).astype(np.int64)
        # Floats tell where it is worth asking integers.
        hopeful = np.flatnonzero((bounds < 0) & ~is_met)
        refuted = hopeful[now.some(hopeful).bounds(whole[hopeful]) < 0]
        verdict[open_still[refuted]] = 0
        open_still = open_still[verdict[open_still] < 0]


def _shares(tilt: Floats) -> Floats:
    """Return weights that add up to 1, by their logarithms; of parties that ask for nothing, 0."""
    top = tilt.max(axis=1, initial=-1e300)
    raised = np.exp(tilt - top[:, None])
    return np.asarray(raised / np.maximum(raised.sum(axis=1), 1e-300)[:, None])


def _picked(worth: Floats, taken: NDArray[np.int64]) -> Floats:
    """Return what is taken of each issue: shape (draws, parties, issues)."""
    return np.asarray(np.take_along_axis(worth, taken[:, None, :, None], axis=3)[..., 0])


def _climbed(worth: Floats, allowed: NDArray[np.bool_], taken: NDArray[np.int64], beyond: Floats) -> NDArray[np.int64]:
    """Return choices that no change of one issue brings closer to all floors."""
    taken = taken.copy()
    going = np.flatnonzero((beyond < 0).any(axis=1))
    beyond = beyond[going]
    while len(going):
        own = worth[going]
        after = beyond[:, :, None, None] + own - _picked(own, taken[going])[..., None]
        missing = np.where(allowed[going], np.minimum(after, 0.0).sum(axis=1), -np.inf)
        flat = missing.reshape(len(going), -1)
        place = flat.argmax(axis=1)
        is_better = flat[np.arange(len(going)), place] > np.minimum(beyond, 0.0).sum(axis=1) + 1e-12
        going, place, after = going[is_better], place[is_better], after[is_better]
        issue, option = np.divmod(place, worth.shape[3])
        taken[going, issue] = option
        beyond = after[np.arange(len(going)), :, issue, option]
        is_short = (beyond < 0).any(axis=1)
        going, beyond = going[is_short], beyond[is_short]
    return taken
