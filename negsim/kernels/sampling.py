"""Points at random, exactly: on a simplex, in an order, and within an interval with a peak; from raw bits alone.

Nothing but ``+ - * /``, square roots, sorting and comparisons is done to the uniform numbers, each in a stated order,
so that a seed gives the same points on every machine and with every release of numpy. Arrays of points have one row for
each number and one column for each point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.seeding import uniforms

Floats = NDArray[np.float64]
_ROWS = 128  # as many at a time stay in the cache of a processor
_ROUNDING = np.float64(1.5 * 2.0**52)


def simplex_points(count: int, size: int, *, rng: np.random.Generator) -> Floats:
    """Return points that are uniform on the simplex: ``count`` numbers of at least 0 that sum to 1.

    Parameters
    ----------
    size:
        How many points. The first of them do not depend on it.

    Returns
    -------
    Shape (count, size).

    Notes
    -----
    The spacings that ``count - 1`` uniform numbers leave between 0 and 1. O(size count log count).

    References
    ----------
    L. Devroye, Non-Uniform Random Variate Generation (Springer 1986), chapter V.

    Examples
    --------
    >>> from negsim.seeding import stream
    >>> points = simplex_points(3, 2, rng=stream(1))
    >>> bool((abs(points.sum(axis=0) - 1) < 1e-12).all())
    True
    """
    edges = np.empty((count + 1, size))
    edges[0], edges[-1] = 0.0, 1.0
    edges[1:-1] = np.sort(uniforms((size, count - 1), rng=rng), axis=1).T
    return np.asarray(edges[1:] - edges[:-1])


def in_tiers(points: Floats, tiers: Sequence[Sequence[int]]) -> None:
    """Rearrange, within each point, the numbers of some rows: those of an earlier tier become no less than of a later.

    Within a tier the rows keep the order that they have among themselves. Where the points are uniform on something
    that looks the same whichever way these rows are exchanged, they are uniform on its ordered part afterwards.

    Parameters
    ----------
    points:
        Changed in place.
    tiers:
        Rows, the largest first; a tier holds rows of which nothing is known among themselves.

    Examples
    --------
    >>> points = np.array([[0.1], [0.6], [0.3]])
    >>> in_tiers(points, [[2], [0, 1]])
    >>> points.ravel().tolist()
    [0.1, 0.3, 0.6]
    """
    rows = [row for tier in tiers for row in tier]
    falling = -np.sort(-points[rows], axis=0)
    start = 0
    for tier in tiers:
        part = falling[start : start + len(tier)]
        if len(tier) > 1:
            ranks = np.argsort(np.argsort(-points[list(tier)], axis=0, kind="stable"), axis=0, kind="stable")
            part = np.take_along_axis(part, ranks, axis=0)
        points[list(tier)] = part
        start += len(tier)


def triangular_height(numbers: Floats, low: float, peak: float, *, high: float) -> Floats:
    """Return how likely numbers are under the triangular distribution, the peak being 1; 0 outside."""
    rising = (numbers - low) / (peak - low) if peak > low else np.where(numbers < low, 0.0, 1.0)
    falling = (high - numbers) / (high - peak) if high > peak else np.where(numbers > high, 0.0, 1.0)
    return np.asarray(np.maximum(np.minimum(rising, falling), 0.0))


def triangular_quantile(shares: Floats, low: float, peak: float, *, high: float) -> Floats:
    """Return the number that the triangular distribution stays below with each probability.

    Examples
    --------
    >>> triangular_quantile(np.array([0.0, 0.5, 1.0]), 0.0, 0.5, high=1.0).tolist()
    [0.0, 0.5, 1.0]
    """
    width = high - low
    if width <= 0:
        return np.full_like(shares, low)
    split = (peak - low) / width
    left = low + np.sqrt(shares * (width * (peak - low)))
    right = high - np.sqrt((1.0 - shares) * (width * (high - peak)))
    return np.asarray(np.where(shares < split, left, right))


def whole_products(left: Floats, right: Floats, *, columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return products, rounded to the nearest whole number, halves to even.

    Parameters
    ----------
    left:
        Shape (rows, some).
    right:
        Shape (columns,), or (rows, columns). No product may be 2^51 or more, either way.
    columns:
        Which column of ``left`` each column of ``right`` is multiplied with.

    Examples
    --------
    >>> whole_products(np.array([[0.5, 3.0]]), np.array([5.0, 7.0, 0.4]), columns=np.array([0, 0, 1])).tolist()
    [[2, 4, 1]]
    """
    found = np.empty((len(left), len(columns)), dtype=np.int64)
    for first in range(0, len(left), _ROWS):
        rows = slice(first, first + _ROWS)
        products = found[rows].view(np.float64)
        np.take(left[rows], columns, axis=1, out=products, mode="clip")
        products *= right[rows] if right.ndim == 2 else right
        # Added to so large a number, what is behind the point is rounded away, halves to even, and the bits of the sum
        # count up by one for each whole number: several times as fast as rounding and converting.
        products += _ROUNDING
        found[rows] -= _ROUNDING.view(np.int64)
    return found
