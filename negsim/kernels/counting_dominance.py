"""Sums over what is below: for each query, the weights of the points that exceed it in no column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_NEAR = 4
"""Blocks of up to 2^4 points are compared point by point, which is less work than sorting them."""
_BLOCK = 2**17
"""Comparisons held at once: few enough to stay in the cache, and in memory that is there already."""


def sums_below(
    points: NDArray[Any], weights: NDArray[Any], queries: NDArray[Any], *, by_pairs: bool = False
) -> NDArray[Any]:
    """Return, for each query, the sum of the weights of the points at most as large in every column.

    Parameters
    ----------
    points, queries:
        Integers, shapes (n, m) and (q, m): int64, or Python integers in object arrays.
    weights:
        Shape (n,): int64 with a total below 2^62, or Python integers.
    by_pairs:
        Compare every query with every point.

    Returns
    -------
    Shape (q,), of the type of the weights.

    Notes
    -----
    Only the order of the entries matters, so they are replaced by ranks. Comparing all pairs takes O(n q m). Otherwise:
    one column, a sort and running sums; two, the ranks of the second in the order of the first as a wavelet matrix
    (Navarro 2014), O((n + q) log n); each further column cuts the prefix of the points that a query allows in it into
    blocks of powers of two, and asks about the remaining columns in these (Bentley 1980): another factor log n.

    References
    ----------
    J. L. Bentley, "Multidimensional divide-and-conquer", Communications of the ACM 23 (1980). G. Navarro, "Wavelet
    trees for all", Journal of Discrete Algorithms 25 (2014).

    Examples
    --------
    >>> points = np.array([[0, 3], [1, 1], [2, 2]])
    >>> sums_below(points, np.array([10, 20, 30]), np.array([[1, 3], [2, 2], [0, 0]])).tolist()
    [30, 50, 0]
    """
    if not len(points) or not len(queries) or not points.shape[1]:
        total = weights.sum() if len(points) else 0
        return np.full(len(queries), total, dtype=weights.dtype)
    ranks, limits = _ranks(points, queries)
    if by_pairs:
        return _sums_by_pairs(ranks, weights, limits)
    level = len(points).bit_length()
    start = _Question(ranks, weights, np.zeros(len(points), dtype=np.int64), level)
    return _sums(start, limits, np.zeros(len(queries), dtype=np.int64))


def _ranks(points: NDArray[Any], queries: NDArray[Any]) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return, column by column, ranks of the points and limits of the queries: a point is below where rank < limit."""
    ranks, limits = [], []
    for column, asked in zip(points.T, queries.T, strict=True):
        values, own = np.unique(column, return_inverse=True)
        ranks.append(own.reshape(-1).astype(np.int64))
        limits.append(np.searchsorted(values, asked, side="right").astype(np.int64))
    return ranks, limits


def _sums_by_pairs(
    ranks: Sequence[NDArray[np.int64]], weights: NDArray[Any], limits: Sequence[NDArray[np.int64]]
) -> NDArray[Any]:
    narrow = np.int16 if len(weights) < 2**15 else np.int32
    ranks, limits = [own.astype(narrow) for own in ranks], [own.astype(narrow) for own in limits]
    is_plain = weights.dtype != object and bool(np.all(weights == 1))
    found = np.zeros(len(limits[0]), dtype=weights.dtype)
    step = max(1, _BLOCK // len(weights))
    for start in range(0, len(found), step):
        block = slice(start, start + step)
        below = ranks[0] < limits[0][block, None]
        for own, limit in zip(ranks[1:], limits[1:], strict=True):
            below &= own < limit[block, None]
        found[block] = _true_in_rows(below) if is_plain else below @ weights
    return found


def _true_in_rows(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many entries of each row are true: eight to a byte first, which is far quicker than adding each."""
    return np.asarray(np.bitwise_count(np.packbits(mask, axis=1)).sum(axis=1, dtype=np.int64))


@frozen(eq=False)
class _Question:
    """Points in groups; in the order of the groups, group g stands at g * 2^level and the places that follow."""

    ranks: Sequence[NDArray[np.int64]]
    weights: NDArray[Any]
    groups: NDArray[np.int64]
    level: int


def _sums(question: _Question, limits: Sequence[NDArray[np.int64]], asked: NDArray[np.int64]) -> NDArray[Any]:
    """Return, for each query, the sum over the points of the group it asks about that are below its limits."""
    width = len(question.weights) + 1
    keys = question.groups * width + question.ranks[0]
    order = np.argsort(keys, kind="stable")
    weights = question.weights[order]
    starts = asked << question.level
    ends = np.searchsorted(keys[order], asked * width + limits[0], side="left")
    if len(limits) == 1:
        running = _running(weights)
        return np.asarray(running[ends] - running[starts])
    ranks = [own[order] for own in question.ranks[1:]]
    if len(limits) == 2:
        return _sums_in_ranges(ranks[0], weights, starts, ends, limits[1])
    lengths = ends - starts
    near = min(_NEAR, question.level)
    found = _sums_nearby(ranks, weights, ends - (lengths & (2**near - 1)), ends, limits[1:])
    places = np.arange(len(weights), dtype=np.int64)
    for level in range(near, question.level + 1):
        chosen = np.flatnonzero(lengths >> level & 1)
        if len(chosen):
            blocks = starts[chosen] + (lengths[chosen] >> (level + 1) << (level + 1)) >> level
            smaller = _Question(ranks, weights, places >> level, level)
            found[chosen] += _sums(smaller, [own[chosen] for own in limits[1:]], blocks)
    return found


def _sums_nearby(
    ranks: Sequence[NDArray[np.int64]],
    weights: NDArray[Any],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    limits: Sequence[NDArray[np.int64]],
) -> NDArray[Any]:
    """Return the sums over short ranges of places, each compared with the limits one by one."""
    found = np.zeros(len(starts), dtype=weights.dtype)
    chosen = np.flatnonzero(starts < ends)
    at = starts[chosen]
    while len(chosen):
        below = ranks[0][at] < limits[0][chosen]
        for own, limit in zip(ranks[1:], limits[1:], strict=True):
            below &= own[at] < limit[chosen]
        found[chosen[below]] += weights[at[below]]
        is_left = at + 1 < ends[chosen]
        chosen, at = chosen[is_left], at[is_left] + 1
    return found


def _sums_in_ranges(
    ranks: NDArray[np.int64],
    weights: NDArray[Any],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    limits: NDArray[np.int64],
) -> NDArray[Any]:
    """Return, for each range of places, the sum of the weights there whose rank is below a limit.

    Bit by bit from the highest, ranks with 0 there go before those with 1, in their order; a range of places stays a
    range on either side. Where the limit has 1, all on the side of 0 count and the range goes on among the others.
    """
    # Ranges in the order of their places find what they read close together.
    order = np.argsort(ends, kind="stable")
    starts, ends, limits = starts[order], ends[order], limits[order]
    found = np.zeros(len(starts), dtype=weights.dtype)
    for bit in reversed(range(len(ranks).bit_length())):
        is_one = (ranks >> bit & 1).astype(bool)
        zeros_before = np.r_[0, np.cumsum(~is_one)]
        sides = np.r_[np.flatnonzero(~is_one), np.flatnonzero(is_one)]
        ranks, weights = ranks[sides], weights[sides]
        running = _running(weights)
        low, high = zeros_before[starts], zeros_before[ends]
        goes_up = (limits >> bit & 1).astype(bool)
        found += np.where(goes_up, running[high] - running[low], 0)
        zeros = zeros_before[-1]
        starts = np.where(goes_up, starts - low + zeros, low)
        ends = np.where(goes_up, ends - high + zeros, high)
    placed = np.empty_like(found)
    placed[order] = found
    return placed


def _running(weights: NDArray[Any]) -> NDArray[Any]:
    """Return the sums of the first 0, 1, ... weights."""
    sums = np.zeros(len(weights) + 1, dtype=weights.dtype)
    np.cumsum(weights, out=sums[1:])
    return sums
