"""Points at random against their moments in closed form; standard errors are told, and seeds are fixed."""

import itertools

import numpy as np
import pytest

from negsim.kernels.sampling import in_tiers, simplex_points, triangular_height, triangular_quantile, whole_products
from negsim.parties.weights import rank_order_centroid
from negsim.seeding import stream, uniforms

SIZE = 100_000


def agrees(points, means, *, variances=None, errors=4.5):
    """Tell whether means, and variances, are as expected, within so many standard errors."""
    centred = points - points.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1) / points.shape[1])
    assert (abs(points.mean(axis=1) - means) <= errors * spread).all()
    if variances is not None:
        of_squares = np.sqrt((centred**2).var(axis=1) / points.shape[1])
        assert (abs((centred**2).mean(axis=1) - variances) <= errors * of_squares).all()


@pytest.mark.parametrize("count", [1, 2, 3, 8, 43])
def test_points_of_a_simplex_have_its_mean_and_variance(count):
    points = simplex_points(count, SIZE if count < 20 else SIZE // 5, rng=stream(1, str(count)))
    assert points.shape[0] == count
    assert (points >= 0).all()
    assert abs(points.sum(axis=0) - 1).max() < 1e-12
    agrees(points, 1 / count, variances=(count - 1) / (count * count * (count + 1)))


def test_the_shares_of_two_are_uniform():
    points = simplex_points(2, SIZE, rng=stream(2))[0]
    for part in (0.1, 0.5, 0.9):
        assert abs((points < part).mean() - part) < 4.5 * np.sqrt(part * (1 - part) / SIZE)


@pytest.mark.parametrize("tiers", [[1, 1, 1, 1], [2, 1, 1], [1, 3], [4], [2, 2]])
def test_in_order_the_mean_is_the_rank_order_centroid(tiers):
    points, rows = simplex_points(4, SIZE, rng=stream(3, str(tiers))), iter([2, 0, 3, 1])
    placed = [[next(rows) for _ in range(size)] for size in tiers]
    in_tiers(points, placed)
    centroid = [float(weight) for weight in rank_order_centroid(tiers)]
    expected = np.empty(4)
    for tier, weight in zip(placed, centroid, strict=True):
        expected[tier] = weight
    agrees(points, expected)
    for heavy, light in itertools.pairwise(placed):
        assert (points[heavy].min(axis=0) >= points[light].max(axis=0)).all()


def test_rows_of_one_tier_stay_independent_of_their_names():
    points = simplex_points(3, SIZE, rng=stream(4))
    in_tiers(points, [[0, 1], [2]])
    assert abs((points[0] > points[1]).mean() - 0.5) < 4.5 * 0.5 / np.sqrt(SIZE)


@pytest.mark.parametrize(("low", "peak", "high"), [(0.0, 0.3, 1.0), (-1.0, -1.0, 3.0), (2.0, 5.0, 5.0)])
def test_the_triangular_distribution_has_its_mean_and_variance(low, peak, high):
    points = triangular_quantile(uniforms((1, SIZE), rng=stream(5)), low, peak, high=high)
    spread = low * low + peak * peak + high * high - low * peak - low * high - peak * high
    agrees(points, (low + peak + high) / 3, variances=spread / 18)
    assert ((points >= low) & (points <= high)).all()


def test_an_interval_of_one_number_has_that_number():
    assert triangular_quantile(np.array([0.0, 0.7]), 0.5, 0.5, high=0.5).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(("low", "peak", "high"), [(0.0, 0.25, 1.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)])
def test_heights_are_1_at_the_peak_and_0_at_and_beyond_the_other_ends(low, peak, high):
    heights = triangular_height(np.array([-0.5, low, peak, high, 1.5]), low, peak, high=high)
    assert heights.tolist() == [0.0, float(low == peak), 1.0, float(high == peak), 0.0]


def test_the_first_points_do_not_depend_on_how_many_are_asked_for():
    few, many = (simplex_points(5, size, rng=stream(6)) for size in (3, 300))
    assert few.tolist() == many[:, :3].tolist()


@pytest.mark.parametrize("rows", [1, 128, 300])
def test_products_are_rounded_as_python_rounds(rows):
    left = uniforms((rows, 3), rng=stream(7)) - 0.5
    left[0] = [0.5, -0.5, 1.0]
    right, columns = np.array([1.0, 3.0, 1e6, -7e8, 2.0**51 - 1, 5.0]), np.array([0, 0, 1, 2, 2, 1])
    expected = [[round(row[column] * factor) for column, factor in zip(columns, right, strict=True)] for row in left]
    assert whole_products(left, right, columns=columns).tolist() == expected
    assert whole_products(left, np.repeat(right[None, :], rows, axis=0), columns=columns).tolist() == expected
