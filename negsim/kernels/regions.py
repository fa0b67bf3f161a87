"""Regions of numbers within intervals, in an order, with a given sum; and points at random in them.

Where points of a simple shape around the region fall into it often enough, they are drawn there and kept if they do
(exact: the kept ones are independent and distributed as asked). Otherwise each point is the end of a walk of its own
(:mod:`negsim.kernels.walks`), distributed as asked in the limit of long walks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from negsim.kernels.sampling import in_tiers, simplex_points, triangular_height, triangular_quantile
from negsim.kernels.walks import Bounds, walked
from negsim.seeding import stream, uniforms

Floats = NDArray[np.float64]
Kind = Literal["below", "above", "box", "walk"]
TRIED = 4096
"""How many points are tried at a time; fixed, so that the first points do not depend on how many are asked for."""
MIN_ACCEPTANCE = 0.01
"""Where fewer of the tried points than this are kept, points are found by walks."""


@frozen(kw_only=True, eq=False)
class Region:
    """Numbers within intervals, in an order, with a given sum, and how a point is drawn there.

    Attributes
    ----------
    bounds:
        The intervals, the order, the sum and the peaks.
    start:
        A point of it.
    kind:
        What is tried. *below*: the simplex above the lower ends; *above*: the one below the upper ends; *box*: all
        numbers but the widest one, which makes up the sum; *walk*: nothing, a walk leads there.
    acceptance:
        What share of the tried points was kept in a trial; 0 for walks.
    sorted_rows:
        Groups of tiers of rows whose numbers are exchanged until they are in order (see
        :func:`negsim.kernels.sampling.in_tiers`).
    checked:
        Pairs of rows of which the first must be no less than the second, beside these.
    """

    bounds: Bounds
    start: Floats
    kind: Kind = "walk"
    acceptance: float = 0.0
    sorted_rows: tuple[tuple[tuple[int, ...], ...], ...] = ()
    checked: tuple[tuple[int, int], ...] = field(default=())

    @property
    def is_exact(self) -> bool:
        """Whether points are distributed as asked, rather than in the limit."""
        return self.kind != "walk"

    def points(self, size: int, *, rng: np.random.Generator) -> Floats:
        """Return points of the region, shape (rows, size); the first do not depend on how many are asked for."""
        if self.kind == "walk":
            return walked(self.bounds, self.start, size=size, rng=rng)
        found: list[Floats] = []
        while sum(kept.shape[1] for kept in found) < size:
            found.append(self.kept(TRIED if self.acceptance < 1 else size, rng=rng))
        return np.concatenate(found, axis=1)[:, :size] if len(found) > 1 else found[0][:, :size]

    def kept(self, tried: int, *, rng: np.random.Generator) -> Floats:
        """Return those of so many tried points that fall into the region."""
        points, is_kept = _tried(self, tried, rng=rng)
        for tiers in self.sorted_rows:
            in_tiers(points, tiers)
        if self.acceptance == 1:
            return points
        # The shapes keep within the other ends by themselves, and a box has been looked at.
        for row, (low, high) in enumerate(zip(self.bounds.lows, self.bounds.highs, strict=True)):
            if self.kind == "below":
                is_kept &= points[row] <= high
            elif self.kind == "above":
                is_kept &= points[row] >= low
        for above, below in self.checked:
            is_kept &= points[above] >= points[below]
        return points[:, is_kept]


def region(bounds: Bounds, start: Floats) -> Region:
    """Return a region with the way of drawing that keeps most of what it tries, as a short trial of its own tells.

    The trial has a stream of its own, so that the way does not depend on any seed.

    Parameters
    ----------
    start:
        A point within the bounds, in the order, of the sum: where walks start.
    """
    found = [_trial(candidate) for candidate in _candidates(bounds, start)]
    best = max(found, key=lambda candidate: candidate.acceptance)
    return best if best.acceptance >= MIN_ACCEPTANCE else Region(bounds=bounds, start=start)


def _candidates(bounds: Bounds, start: Floats) -> Iterable[Region]:
    same_lows, same_highs = (list(map(float, ends)) for ends in (bounds.lows, bounds.highs))
    ends: dict[Kind, list[tuple[float, ...]]] = {"box": list(zip(same_lows, same_highs, strict=True))}
    if bounds.total is not None and bounds.peaks is None:
        ends = {"below": [(low,) for low in same_lows], "above": [(high,) for high in same_highs], **ends}
    for kind, told in ends.items():
        groups = [] if bounds.peaks is not None else _groups(bounds.order, len(start))
        apart = [tiers for tiers in groups if len({told[row] for tier in tiers for row in tier}) == 1]
        done = {row for tiers in apart for tier in tiers for row in tier}
        checked = tuple(pair for pair in bounds.order if pair[0] not in done)
        yield Region(bounds=bounds, start=start, kind=kind, sorted_rows=tuple(apart), checked=checked)


def _trial(candidate: Region) -> Region:
    kept = candidate.kept(TRIED, rng=stream(0, "trial", candidate.kind))
    share = kept.shape[1] / TRIED
    # Only what cannot fail is taken as certain: a trial without a loss is no proof.
    is_certain = share == 1 and not candidate.checked and _fills(candidate)
    return evolve(candidate, acceptance=1.0 if is_certain else min(share, 1 - 1 / TRIED))


def _fills(candidate: Region) -> bool:
    """Tell whether everything that is tried lies within the bounds."""
    bounds = candidate.bounds
    if bounds.total is None:
        return True
    if candidate.kind == "below":
        slack = bounds.total - _sum(bounds.lows)
        return all(high >= low + slack for low, high in zip(bounds.lows, bounds.highs, strict=True))
    return False


def _tried(region: Region, size: int, *, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """Return points of the shape that is tried, and which of them are kept so far."""
    bounds, every = region.bounds, np.ones(size, dtype=np.bool_)
    count = len(region.start)
    if region.kind == "box":
        return _box(bounds, size, rng=rng)
    total = 0.0 if bounds.total is None else bounds.total
    points = simplex_points(count, size, rng=rng)
    ends, slack = (
        (bounds.lows, total - _sum(bounds.lows))
        if region.kind == "below"
        else (bounds.highs, total - _sum(bounds.highs))
    )
    points *= slack
    points += ends[:, None]
    return points, every


def _box(bounds: Bounds, size: int, *, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """Return points of the box; with a sum, its widest row makes that up, and is kept by its own distribution."""
    count, kept = len(bounds.lows), np.ones(size, dtype=np.bool_)
    drawn = uniforms((size, count), rng=rng).T
    points = np.empty((count, size))
    for row in range(count):
        low, high = float(bounds.lows[row]), float(bounds.highs[row])
        if bounds.peaks is None:
            points[row] = low + (high - low) * drawn[row]
        else:
            points[row] = triangular_quantile(drawn[row], low, float(bounds.peaks[row]), high=high)
    if bounds.total is not None:
        last = int(np.argmax(bounds.highs - bounds.lows))
        points[last] = bounds.total
        for row in range(count):
            if row != last:
                points[last] -= points[row]
        kept = (points[last] >= bounds.lows[last]) & (points[last] <= bounds.highs[last])
        if bounds.peaks is not None:
            low, peak, high = (float(ends[last]) for ends in (bounds.lows, bounds.peaks, bounds.highs))
            kept &= drawn[last] < triangular_height(points[last], low, peak, high=high)
    return points, kept


def _sum(numbers: Floats) -> float:
    """Return a sum from the first to the last, in that order on every machine."""
    return float(sum(map(float, numbers)))


def _groups(order: Sequence[tuple[int, int]], count: int) -> list[tuple[tuple[int, ...], ...]]:
    """Return the connected groups of an order that are tiers: whatever is not told apart stands at one level."""
    above: list[set[int]] = [set() for _ in range(count)]
    linked: list[set[int]] = [{row} for row in range(count)]
    for one, other in order:
        above[other].add(one)
        joined = linked[one] | linked[other]
        for row in joined:
            linked[row] = joined
    for _ in range(count):
        for row in range(count):
            above[row] |= set().union(*(above[one] for one in above[row]))
    found = []
    for group in {min(rows): rows for rows in linked if len(rows) > 1}.values():
        levels = itertools.groupby(sorted(group, key=lambda row: (len(above[row]), row)), lambda row: len(above[row]))
        tiers = tuple(tuple(rows) for _, rows in levels)
        before: set[int] = set()
        if all(_at_once(before, tier, above) for tier in tiers):
            found.append(tiers)
    return found


def _at_once(before: set[int], tier: Sequence[int], above: Sequence[set[int]]) -> bool:
    """Tell whether just the rows so far are above each row of a tier; and count the tier to them."""
    is_tier = all(above[row] == before for row in tier)
    before.update(tier)
    return is_tier
