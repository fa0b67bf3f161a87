import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels import uniform_rows as module
from negsim.kernels.uniform_rows import MAX_SHARES, uniform_rows

TABLES = st.lists(st.lists(st.integers(-6, 9), min_size=1, max_size=4), max_size=3)


@given(TABLES, st.integers(-20, 30))
def test_shares_are_those_of_all_combinations(tables, total):
    found = uniform_rows(tables, what="a draw")
    sums = [sum(row) for row in itertools.product(*tables)]
    assert found.share(0, total=total) == pytest.approx(sum(own >= total for own in sums) / len(sums))


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(-6, 9), min_size=1, max_size=3), min_size=1, max_size=2), st.integers(-12, 18))
def test_each_combination_is_drawn_as_often_as_every_other(tables, total):
    found = uniform_rows(tables, what="a draw")
    combinations = itertools.product(*(range(len(table)) for table in tables))
    enough = [row for row in combinations if sum(own[at] for own, at in zip(tables, row, strict=True)) >= total]
    if not enough:
        with pytest.raises(ValueError, match=f"no combination adds up to {total}"):
            found.row(total, draws=[0.5] * len(tables))
        return
    grid = [place / 144 for place in range(1, 144, 2)]
    drawn = Counter(found.row(total, draws=draws) for draws in itertools.product(grid, repeat=len(tables)))
    assert set(drawn) == set(enough)
    expected = len(grid) ** len(tables) / len(enough)
    assert all(abs(count - expected) <= 0.15 * expected for count in drawn.values())


@given(TABLES, st.integers(-20, 30), st.integers(0, 2**32), st.integers(1, 20))
def test_many_draws_are_those_of_each(tables, total, seed, at_once):
    found = uniform_rows(tables, what="a draw")
    draws = np.random.default_rng(seed).random((7, len(tables)))
    draws[0] = 1 - 2.0**-53
    if not found.share(0, total=total):
        with pytest.raises(ValueError, match=f"no combination adds up to {total}"):
            found.rows(total, draws=draws)
        return
    kept, module._AT_ONCE = module._AT_ONCE, at_once
    try:
        rows = found.rows(total, draws=draws)
    finally:
        module._AT_ONCE = kept
    assert [tuple(row) for row in rows.tolist()] == [found.row(total, draws=own) for own in draws.tolist()]


def test_a_draw_just_below_1():
    assert uniform_rows([[0, 1, 2]], what="a draw").row(1, draws=[1 - 2.0**-53]) == (2,)
    found = uniform_rows([[0, 1, 0]], what="a draw")
    assert found.row(1, draws=[1.0]) == (1,)  # as if rounding left nothing
    assert found.rows(1, draws=np.array([[1.0]])).tolist() == [[1]]


def test_a_span_that_does_not_fit_is_refused():
    with pytest.raises(TooLargeError, match="a draw would take"):
        uniform_rows([[0, MAX_SHARES]], what="a draw")
