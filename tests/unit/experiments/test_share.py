"""Shares and means, with their errors."""

import math
from fractions import Fraction

import numpy as np
import pytest

from negsim.experiments.share import certain, highest, mean, share


def test_a_share_knows_its_error_and_an_exact_one_has_none():
    found = share(30, 120)
    assert (found.value, found.hits, found.exact) == (Fraction(1, 4), 30, False)
    assert found.standard_error == pytest.approx(math.sqrt(0.25 * 0.75 / 120))
    exact = certain("1/3")
    assert (exact.exact, exact.hits, exact.standard_error, exact.low, exact.high) == (True, 0, 0.0, 1 / 3, 1 / 3)
    assert float(exact) == 1 / 3


@pytest.mark.parametrize(("hits", "draws"), [(1, 10), (5, 10), (37, 400)])
def test_wilsons_ends_are_where_the_share_is_two_standard_errors_off(hits, draws):
    found = share(hits, draws)
    for end in (found.low, found.high):
        assert abs(hits / draws - end) == pytest.approx(1.959963984540054 * math.sqrt(end * (1 - end) / draws))
    assert found.low < hits / draws < found.high


def test_nothing_seen_leaves_something_possible():
    none, all_ = share(0, 1000), share(1000, 1000)
    assert none.standard_error == all_.standard_error == 0.0
    assert none.low == 0.0
    assert none.high == pytest.approx(0.003827, abs=1e-6)
    assert all_.low == pytest.approx(1 - none.high)
    assert all_.high == 1.0


@pytest.mark.parametrize(("hits", "draws"), [(0, 0), (3, 2), (-1, 5)])
def test_shares_of_nothing_are_refused(hits, draws):
    with pytest.raises(ValueError, match="hits in"):
        share(hits, draws)


def test_means_are_those_of_the_numbers():
    numbers = np.array([3, 9, 4, 4])
    found = mean(int(numbers.sum()), int((numbers**2).sum()), 4, unit=10)
    assert found.value == Fraction(5, 10)
    assert found.standard_error == pytest.approx(numbers.std(ddof=1) / 10 / 2)
    assert (found.exact, float(found)) == (False, 0.5)
    assert mean(7, 49, 1).standard_error == 0.0
    with pytest.raises(ValueError, match="0 draws"):
        mean(0, 0, 0)


def test_the_first_of_the_highest():
    assert highest([share(1, 4), share(2, 4), certain("1/2")]) == 1
