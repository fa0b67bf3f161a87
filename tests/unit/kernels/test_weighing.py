"""Places in rows, chances of weighted sums, and straight lines over an interval, against brute force."""

from fractions import Fraction

import numpy as np
import pytest

from negsim.kernels.places import place_counts, places
from negsim.kernels.positive_parts import chance_positive, mean_positive
from negsim.kernels.weight_lines import heights


def test_places_are_one_and_the_number_of_better_ones():
    values = np.random.default_rng(1).integers(0, 4, size=(50, 5))
    found, wins = places(values)
    for row, place in zip(values, found, strict=True):
        assert place.tolist() == [sum(other > own for other in row) for own in row]
    for one in range(5):
        for other in range(5):
            assert wins[one, other] == (values[:, one] > values[:, other]).sum()
    counts = place_counts(found)
    assert counts.sum(axis=1).tolist() == [50] * 5
    assert counts[2, 1] == (found[:, 2] == 1).sum()


@pytest.mark.parametrize(
    "terms", [[1, 2, -3, 0], [1, 1, -1, -1], [0, 0, 1, -2], [-1, -1, -1, 5], [3], [-3], [0], [2, -1], [0, 5, 0]]
)
def test_chances_are_those_of_many_draws(terms):
    draws = np.random.default_rng(7).exponential(size=(200_000, len(terms)))
    weights = draws / draws.sum(axis=1, keepdims=True)
    is_positive = weights @ np.array(terms) > 0
    exact = [Fraction(term) for term in terms]
    assert float(chance_positive(exact)) == pytest.approx(is_positive.mean(), abs=0.005)
    for at in range(len(terms)):
        assert float(mean_positive(exact, at)) == pytest.approx((weights[:, at] * is_positive).mean(), abs=0.005)


def test_equal_terms_decide_for_sure():
    same = [Fraction(2)] * 3
    assert chance_positive(same) == 1
    assert mean_positive(same, 1) == Fraction(1, 3)
    assert chance_positive([-term for term in same]) == chance_positive([Fraction(0)] * 3) == 0
    assert chance_positive([Fraction(1), Fraction(0), Fraction(0)]) == 1


@pytest.mark.parametrize("seed", range(8))
def test_lines_are_where_a_fine_grid_has_them(seed):
    rng = np.random.default_rng(seed)
    lines = [(Fraction(int(a), 7), Fraction(int(b), 5)) for a, b in rng.integers(-6, 7, size=(6, 2))]
    lines.append(lines[0])  # equals share a place
    found = heights(lines, low=Fraction(1, 4), high=Fraction(2))
    at = 0.25 + 1.75 * (np.arange(20_000) + 0.5) / 20_000
    values = np.stack([float(start) + float(slope) * at for start, slope in lines], axis=1)
    rank, wins = places(np.round(values, 9))
    assert np.array(found.places, dtype=float) == pytest.approx(place_counts(rank) / len(at), abs=1e-3)
    assert np.array(found.wins, dtype=float) == pytest.approx(wins / len(at), abs=1e-3)
    for line, centre in enumerate(found.centres):
        first = at[rank[:, line] == 0]
        assert (centre is None) == (not len(first))
        if centre is not None:
            assert float(centre) == pytest.approx(first.mean(), abs=1e-3)


def test_an_interval_may_be_a_point():
    lines = [(Fraction(0), Fraction(2)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(0))]
    found = heights(lines, low=Fraction(1, 2), high=Fraction(1, 2))
    assert [list(row) for row in found.places] == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert list(found.wins[0]) == [0, 0, 1]
    assert found.centres == (Fraction(1, 2), Fraction(1, 2), None)
