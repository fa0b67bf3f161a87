"""Supporting weights against the definition, and against mixtures that rule them out."""

import itertools
import math

import numpy as np
import pytest

from negsim.kernels.supporting import supporting_weights


def mixture_gains(directions):
    """Tell whether some mixture of few directions is 0 or more in every column and more in one, by trying vertices.

    With two columns a mixture of one or two directions does (Caratheodory): all are tried.
    """
    rows = [tuple(map(int, row)) for row in directions]
    if any(min(row) >= 0 and max(row) > 0 for row in rows):
        return True
    for (a, b), (c, d) in itertools.permutations(rows, 2):
        # One gains in the first column and the other in the second: together they gain if slopes cross.
        if a > 0 > b and d > 0 > c and a * d - b * c >= 0 and a * d > b * c:
            return True
    return False


@pytest.mark.parametrize("seed", range(20))
def test_two_columns_against_all_pairs(seed):
    rng = np.random.default_rng(seed)
    for _ in range(100):
        directions = rng.integers(-6, 5, (rng.integers(0, 7), 2))
        weights = supporting_weights(directions)
        assert (weights is None) == mixture_gains(directions), directions
        if weights is not None:
            assert min(weights) >= 1
            assert math.gcd(*weights) == 1
            assert (directions @ np.array(weights)).max(initial=0) <= 0


@pytest.mark.parametrize("seed", range(10))
def test_what_some_weights_prefer_is_supported(seed):
    rng = np.random.default_rng((seed, 1))
    for columns in (1, 3, 5, 8):
        hidden = rng.integers(1, 100, columns)
        values = rng.integers(-50, 50, (6, 5, columns))
        best = values[np.arange(6), (values @ hidden).argmax(axis=1)]
        directions = (values - best[:, None, :]).reshape(-1, columns)
        weights = supporting_weights(directions)
        assert weights is not None
        assert min(weights) >= 1
        assert (directions @ np.array(weights)).max() <= 0
        # One more direction that a positive mixture of all others and itself cannot take back.
        assert supporting_weights(np.concatenate([directions, np.ones((1, columns), dtype=np.int64)])) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_mixture_rules_weights_out(seed):
    rng = np.random.default_rng((seed, 2))
    for columns in (2, 3, 4, 6):
        directions = rng.integers(-9, 9, (columns + 2, columns)).astype(np.int64)
        shares = rng.integers(1, 5, columns + 2)
        # The last direction is what makes the mixture a gain of one point for one party.
        last = np.eye(columns, dtype=np.int64)[0] - shares @ directions
        assert supporting_weights(np.concatenate([directions, last[None, :]])) is None


def test_equal_weights_come_first_and_large_numbers_are_exact():
    assert supporting_weights(np.zeros((0, 3), dtype=np.int64)) == (1, 1, 1)
    assert supporting_weights(np.array([[4, -4, 0], [-1, 0, 1]])) == (1, 1, 1)
    large = np.array([[10**30, -1], [-(10**30) * 2, 1]], dtype=object)
    weights = supporting_weights(large)
    assert weights is not None
    assert 10**30 * weights[0] <= weights[1] <= 2 * 10**30 * weights[0]
    assert supporting_weights(np.array([[10**30, -1], [-(10**30), 1], [0, 1]], dtype=object)) is None


def test_a_weight_that_fell_below_one_is_raised_again():
    # The first direction raises the second weight, the next asks for less of it than that.
    directions = np.array([[5, -1, 0], [-4, 1, -1], [0, -3, 1], [1, -2, 3]])
    weights = supporting_weights(directions)
    found = [
        candidate
        for candidate in itertools.product(range(1, 40), repeat=3)
        if (directions @ np.array(candidate)).max() <= 0
    ]
    assert (weights is None) == (not found)
