"""Points of regions: exact ways against each other and against moments, walks against exact ways."""

import numpy as np
import pytest

from negsim.kernels.regions import TRIED, Region, region
from negsim.kernels.walks import LANES, Bounds, sweeps_of, walked
from negsim.parties.weights import rank_order_centroid
from negsim.seeding import stream, uniforms


def start_of(bounds):
    share = 0.5
    if bounds.total is not None:
        share = (bounds.total - bounds.lows.sum()) / (bounds.highs - bounds.lows).sum()
    return bounds.lows + share * (bounds.highs - bounds.lows)


def bounded(lows, highs, **rest):
    return Bounds(lows=lows, highs=highs, **rest)


def of_kind(bounds, kind):
    return Region(bounds=bounds, start=start_of(bounds), kind=kind, acceptance=0.5, checked=bounds.order)


def keep_to(bounds, points):
    assert (points >= bounds.lows[:, None] - 1e-12).all()
    assert (points <= bounds.highs[:, None] + 1e-12).all()
    if bounds.total is not None:
        assert abs(points.sum(axis=0) - bounds.total).max() < 1e-9
    for above, below in bounds.order:
        assert (points[above] >= points[below] - 1e-12).all()


def same_distribution(one, other, errors=4.5):
    """Tell whether means and variances of two samples agree within so many standard errors."""
    for power in (1, 2):
        left, right = (np.abs(points - one.mean(axis=1, keepdims=True)) ** power for points in (one, other))
        if power == 1:
            left, right = one, other
        error = np.sqrt(left.var(axis=1) / left.shape[1] + right.var(axis=1) / right.shape[1])
        assert (abs(left.mean(axis=1) - right.mean(axis=1)) <= errors * error).all()


N = 6
PLAIN = bounded([0.0] * N, [1.0] * N, total=1.0)
CHAIN = tuple(range(N))
CASES = {
    "simplex": (PLAIN, "below", 1.0),
    "ordered": (bounded([0.0] * N, [1.0] * N, total=1.0, chains=[CHAIN]), "below", 1.0),
    "two-orders": (bounded([0.0] * N, [1.0] * N, total=1.0, chains=[(0, 1), (2, 3), (2, 4)]), "below", 1.0),
    "no-tiers": (bounded([0.0] * N, [1.0] * N, total=1.0, chains=[(0, 1), (2, 3), (0, 3), (0, 4)]), "below", None),
    "floors": (bounded([0.1, 0, 0, 0, 0, 0], [1.0] * N, total=1.0), "below", 1.0),
    "caps": (bounded([0.0] * N, [0.22] * N, total=1.0), "above", None),
    "capped-order": (bounded([0.0] * N, [0.25] * N, total=1.0, chains=[CHAIN]), "above", None),
    "narrow": (bounded([0.1] * N, [0.25] * N, total=1.0), "box", None),
    "narrow-order": (bounded([0.1] * N, [0.25] * N, total=1.0, chains=[CHAIN]), "box", None),
    "box": (bounded([0.0, 1, 2], [1.0, 1.5, 9]), "box", 1.0),
    "ordered-box": (bounded([0.0] * N, [1.0] * N, chains=[CHAIN]), "box", 1.0),
    "uneven-box": (bounded([0.0, 0.0, 0.2], [1.0, 0.9, 0.9], chains=[(0, 1), (0, 2)]), "box", None),
    "peaks": (bounded([0.0] * 3, [1.0] * 3, total=1.0, peaks=[0.5, 0.3, 0.2]), "box", None),
    "peaks-order": (bounded([0.0] * 3, [1.0] * 3, chains=[(0, 1, 2)], peaks=[0.9, 0.3, 0.0]), "box", None),
    "mixed": (bounded([0.2, *[0.0] * 7], [0.5, *[1.0] * 7], total=1.0, chains=[(1, 2), (3, 4)]), "below", None),
}


@pytest.mark.parametrize("name", CASES)
def test_each_region_is_drawn_in_the_way_that_fits_and_its_points_keep_to_it(name):
    bounds, kind, acceptance = CASES[name]
    found = region(bounds, start_of(bounds))
    assert (found.kind, found.is_exact) == (kind, True)
    assert found.acceptance == acceptance if acceptance else found.acceptance < 1
    points = found.points(5000, rng=stream(1, name))
    assert points.shape == (len(bounds.lows), 5000)
    keep_to(bounds, points)


@pytest.mark.parametrize("name", ["caps", "narrow", "uneven-box", "two-orders"])
def test_the_ways_agree(name):
    bounds, kind, _ = CASES[name]
    chosen = region(bounds, start_of(bounds)).points(20_000, rng=stream(2, name))
    others = {"below", "above", "box"} - {kind} if bounds.total is not None else {"box"}
    for other in sorted(others - ({"below"} if "narrow" in name else {"above"} if name == "two-orders" else set())):
        same_distribution(chosen, of_kind(bounds, other).points(4000, rng=stream(3, name, other)))


@pytest.mark.parametrize("name", ["simplex", "ordered", "narrow-order", "uneven-box", "peaks", "peaks-order", "mixed"])
def test_walks_end_where_exact_draws_lie(name):
    bounds, _, _ = CASES[name]
    exact = region(bounds, start_of(bounds)).points(20_000, rng=stream(4, name))
    ends = walked(bounds, start_of(bounds), size=4 * LANES, rng=stream(5, name))
    keep_to(bounds, ends)
    same_distribution(exact, ends)


def test_walks_from_a_corner_end_elsewhere():
    # The start must not tell on the end: from a corner as from the middle.
    bounds, corner = CASES["ordered"][0], np.array([1.0, *[0.0] * (N - 1)])
    ends = walked(bounds, corner, size=4 * LANES, rng=stream(6))
    centroid = np.array([float(weight) for weight in rank_order_centroid([1] * N)])
    error = ends.std(axis=1) / np.sqrt(ends.shape[1])
    assert (abs(ends.mean(axis=1) - centroid) <= 4.5 * error).all()


def test_walks_are_independent_of_each_other():
    ends = walked(PLAIN, start_of(PLAIN), size=2 * LANES, rng=stream(7))[0]
    left, right = ends[0::2], ends[1::2]
    correlation = ((left - left.mean()) * (right - right.mean())).mean() / (left.std() * right.std())
    assert abs(correlation) < 4.5 / np.sqrt(LANES)


def test_where_little_would_be_kept_points_are_found_by_walks():
    lows, highs = [0.02, 0.05, *[0.0] * 10], [0.5, 0.9, *np.linspace(0.9, 0.2, 10)]
    bounds = bounded(lows, highs, total=1.0, chains=[tuple(range(12))])
    found = region(bounds, start_of(bounds))
    assert (found.kind, found.is_exact, found.acceptance) == ("walk", False, 0.0)
    keep_to(bounds, found.points(50, rng=stream(8)))


@pytest.mark.parametrize("name", [*CASES, "walk"])
def test_the_first_points_do_not_depend_on_how_many_are_asked_for(name):
    bounds = CASES["ordered" if name == "walk" else name][0]
    found = Region(bounds=bounds, start=start_of(bounds)) if name == "walk" else region(bounds, start_of(bounds))
    few, many = (found.points(size, rng=stream(9, name)) for size in (7, LANES + 3))
    assert few.tolist() == many[:, :7].tolist()


def test_the_way_does_not_depend_on_any_seed():
    bounds = CASES["narrow-order"][0]
    found = [region(bounds, start_of(bounds)).acceptance for _ in range(2)]
    uniforms((5,), rng=stream(0, "trial", "box"))
    assert found == [region(bounds, start_of(bounds)).acceptance] * 2
    assert found[0] * TRIED == int(found[0] * TRIED)


def test_sweeps_grow_with_the_logarithm_and_with_what_is_harder():
    assert sweeps_of(PLAIN) == 32
    assert sweeps_of(bounded([0.0] * 43, [1.0] * 43, total=1.0)) == 56
    assert sweeps_of(CASES["ordered-box"][0]) == 32 + N * N
    assert sweeps_of(CASES["peaks"][0]) == 48


def test_bounds_are_kept_from_change():
    with pytest.raises(ValueError, match="read-only"):
        PLAIN.lows[0] = 1.0
