"""Walks to random points of a region: hit-and-run along directions that keep the sum, many walks side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.sampling import triangular_height
from negsim.seeding import stream, uniforms

Floats = NDArray[np.float64]
LANES = 1024
"""How many walks go side by side; fixed, so that the first points do not depend on how many are asked for."""


def _ends(given: Sequence[float] | Floats) -> Floats:
    array = np.array(given, dtype=np.float64)
    array.flags.writeable = False
    return array


def _ends_or_none(given: Sequence[float] | Floats | None) -> Floats | None:
    return None if given is None else _ends(given)


def _rows(given: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(chain) for chain in given)


@frozen(kw_only=True, eq=False)
class Bounds:
    """What numbers must keep to: intervals, an order, a sum; and how likely they are within.

    Attributes
    ----------
    lows, highs:
        The ends of each number's interval, no wider than the order leaves them.
    total:
        What they sum to; None where they need not.
    chains:
        Chains of rows, each no less than the next.
    peaks:
        Where each number is likeliest, falling off in a line to its ends (the product of these triangular densities,
        on what the order and the sum leave); None where everything is equally likely.
    """

    lows: Floats = field(converter=_ends)
    highs: Floats = field(converter=_ends)
    total: float | None = None
    chains: tuple[tuple[int, ...], ...] = field(default=(), converter=_rows)
    peaks: Floats | None = field(default=None, converter=_ends_or_none)

    @property
    def order(self) -> tuple[tuple[int, int], ...]:
        """Pairs of rows of which the first must be no less than the second."""
        pairs = [pair for chain in self.chains for pair in itertools.pairwise(chain)]
        return tuple(dict.fromkeys(pairs))


@frozen(eq=False)
class _Direction:
    """A way to move: how fast each row goes, the rows' bounds, and the pairs whose distance changes."""

    rows: tuple[int, ...]
    speeds: tuple[float, ...]
    pairs: tuple[tuple[int, int, float], ...]


def sweeps_of(bounds: Bounds) -> int:
    """Return how many sweeps a walk has: in each, as many steps as there are numbers and links of chains.

    Notes
    -----
    On a simplex, steps along random pairs of numbers mix after a multiple of n log n of them, that is log n sweeps
    (Smith 2014). The ordered part of a simplex is a simplex too, and pairs of its corners are among the directions.
    Numbers in a chain without a sum mix after a multiple of the square of its length (Randall and Winkler 2005). The
    multiples are such that tests cannot tell the ends of walks from exact draws; triangular densities take twice as
    many, for steps that are refused.
    """
    longest = max((len(chain) for chain in bounds.chains), default=0) if bounds.total is None else 0
    sweeps = 8 * (len(bounds.lows).bit_length() + 1) + longest * longest
    return sweeps if bounds.peaks is None else 2 * sweeps


def walked(bounds: Bounds, start: Floats, *, size: int, rng: np.random.Generator) -> Floats:
    """Return the ends of so many walks from one point, each independent of the others.

    Parameters
    ----------
    start:
        A point that keeps to the bounds.

    Returns
    -------
    Shape (rows, size).

    Notes
    -----
    Hit-and-run: a step goes along a given direction to a place that is uniform on the segment which the bounds leave;
    for triangular densities the step is taken with the ratio of the densities (Metropolis). A point is the end of its
    own walk of :func:`sweeps_of` sweeps, rather than a stop of a long one, so that points are independent and standard
    errors are what they say. The order of directions is drawn once, from a fixed stream.

    References
    ----------
    R. L. Smith, "Efficient Monte Carlo procedures for generating points uniformly distributed over bounded regions",
    Operations Research 32 (1984). A. Smith, "A Gibbs sampler on the n-simplex", Annals of Applied Probability 24
    (2014). D. Randall and P. Winkler, "Mixing points on an interval", ANALCO (2005).

    Examples
    --------
    >>> bounds = Bounds(lows=[0, 0, 0], highs=[0.5, 0.5, 0.5], total=1.0)
    >>> points = walked(bounds, np.full(3, 1 / 3), size=5, rng=stream(1))
    >>> bool(((points >= 0) & (points <= 0.5)).all())
    True
    """
    scan = list(_scan(bounds))
    found = []
    for first in range(0, size, LANES):
        points = np.repeat(np.asarray(start, dtype=np.float64)[:, None], LANES, axis=1)
        for direction in scan:
            _step(bounds, direction, points, rng=rng)
        found.append(points[:, : size - first])
    return np.concatenate(found, axis=1) if found else np.empty((len(start), 0))


def _scan(bounds: Bounds) -> Iterator[_Direction]:
    """Yield the directions of a whole walk, sweep by sweep, each sweep in an order of its own."""
    rng = stream(0, "scan")
    count = len(bounds.lows)
    for _ in range(sweeps_of(bounds)):
        rows = _shuffled(count, rng=rng)
        if bounds.total is None:
            yield from (_direction(bounds, {row: 1.0}) for row in rows)
            continue
        yield from (_direction(bounds, {one: 1.0, other: -1.0}) for one, other in _in_turn(rows))
        for chain in bounds.chains:
            cuts = [cut + 1 for cut in _shuffled(len(chain), rng=rng)]
            for one, other in _in_turn(cuts):
                inner, outer = min(one, other), max(one, other)
                speeds = dict.fromkeys(chain[:inner], 1.0 / inner)
                speeds |= dict.fromkeys(chain[inner:outer], -1.0 / (outer - inner))
                yield _direction(bounds, speeds)


def _shuffled(count: int, *, rng: np.random.Generator) -> list[int]:
    return [int(place) for place in np.argsort(uniforms((count,), rng=rng), kind="stable")]


def _in_turn(given: Sequence[int]) -> list[tuple[int, int]]:
    """Return neighbours of a ring."""
    return [(one, other) for one, other in zip(given, [*given[1:], given[0]], strict=True) if one != other]


def _direction(bounds: Bounds, speeds: dict[int, float]) -> _Direction:
    """Return a direction with the pairs of the order that come closer or farther along it."""
    pairs = [(above, below, speeds.get(above, 0.0) - speeds.get(below, 0.0)) for above, below in bounds.order]
    return _Direction(tuple(speeds), tuple(speeds.values()), tuple(pair for pair in pairs if pair[2]))


def _step(bounds: Bounds, direction: _Direction, points: Floats, *, rng: np.random.Generator) -> None:
    """Move every walk along one direction, in place."""
    lanes = points.shape[1]
    back, ahead = np.full(lanes, -np.inf), np.full(lanes, np.inf)
    for row, speed in zip(direction.rows, direction.speeds, strict=True):
        ends = (bounds.lows[row] - points[row]) / speed, (bounds.highs[row] - points[row]) / speed
        back = np.maximum(back, ends[0] if speed > 0 else ends[1])
        ahead = np.minimum(ahead, ends[1] if speed > 0 else ends[0])
    for above, below, closing in direction.pairs:
        end = (points[below] - points[above]) / closing
        if closing > 0:
            back = np.maximum(back, end)
        else:
            ahead = np.minimum(ahead, end)
    back, ahead = np.minimum(back, 0.0), np.maximum(ahead, 0.0)  # where one stands is always within, but for rounding
    shift = back + uniforms((lanes,), rng=rng) * (ahead - back)
    if bounds.peaks is not None:
        shift = np.where(_is_taken(bounds, direction, points, shift, rng=rng), shift, 0.0)
    for row, speed in zip(direction.rows, direction.speeds, strict=True):
        points[row] = np.minimum(np.maximum(points[row] + speed * shift, bounds.lows[row]), bounds.highs[row])


def _is_taken(
    bounds: Bounds, direction: _Direction, points: Floats, shift: Floats, *, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Tell which walks take a step, by the ratio of the densities there and here."""
    here, there = np.ones(points.shape[1]), np.ones(points.shape[1])
    peaks = bounds.lows if bounds.peaks is None else bounds.peaks
    for row, speed in zip(direction.rows, direction.speeds, strict=True):
        low, peak, high = (float(ends[row]) for ends in (bounds.lows, peaks, bounds.highs))
        here = here * triangular_height(points[row], low, peak, high=high)
        there = there * triangular_height(points[row] + speed * shift, low, peak, high=high)
    return np.asarray(uniforms(shift.shape, rng=rng) * here <= there)
