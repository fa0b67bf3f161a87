"""Sums in a list: what the sums in bits, the trades and the draws of small tables are, and wide ones by brute force."""

import itertools
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels import uniform_sums as module
from negsim.kernels.listed_sums import MAX_LISTED, listed_sums
from negsim.kernels.listed_trading import listed_trading
from negsim.kernels.reachable import reachable
from negsim.kernels.trading import trading
from negsim.kernels.uniform_rows import uniform_rows
from negsim.kernels.uniform_sums import UniformSums

TABLES = st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=4), max_size=4)
WIDE = st.lists(
    st.lists(st.one_of(st.integers(-3, 3), st.integers(-(10**30), 10**30)), min_size=1, max_size=4), max_size=4
)


@given(TABLES)
def test_every_sum_and_every_way_to_reach_it_are_those_in_bits(tables):
    found, bits = listed_sums(tables, what="sums"), reachable(tables, what="sums")
    assert found.sums.tolist() == bits.sums.tolist()
    assert found.sums.dtype == np.int64
    for total in range(-40, 41):
        assert list(found.rows(total)) == list(bits.rows(total))
    assert found.first_rows(found.sums[::-1]).tolist() == bits.first_rows(bits.sums[::-1]).tolist()


@given(WIDE)
def test_wide_sums_are_what_adding_python_integers_finds(tables):
    found = listed_sums(tables, what="sums")
    by_sum: dict[int, list[tuple[int, ...]]] = {}
    for places in itertools.product(*(range(len(table)) for table in tables)):
        total = sum(table[place] for table, place in zip(tables, places, strict=True))
        by_sum.setdefault(total, []).append(places)
    assert found.sums.tolist() == sorted(by_sum)
    assert all(list(found.rows(total)) == ways for total, ways in by_sum.items())
    assert list(found.rows(3 * 10**31)) == []
    assert [tuple(row) for row in found.first_rows(found.sums).tolist()] == [by_sum[own][0] for own in sorted(by_sum)]
    again = pickle.loads(pickle.dumps(found))
    assert again.sums.tolist() == found.sums.tolist()


def test_what_is_no_sum_has_no_row():
    found = listed_sums([[0, 5 * 10**20], [1, 3]], what="sums")
    for wrong in (4, -1, 10**21):
        with pytest.raises(ValueError, match=f"no sum is {wrong}; expected sums alone"):
            found.first_rows(np.array([1, wrong], dtype=object))


def test_too_many_combinations_are_refused():
    with pytest.raises(TooLargeError, match="ordering would take 8,388,608 combinations"):
        listed_sums([[0, 1]] * 23, what="ordering")
    assert MAX_LISTED == 2**22


@given(TABLES, st.data())
def test_trades_are_those_table_by_table_with_the_same_rows(tables, data):
    scores = [np.array([data.draw(st.integers(-3, 5)) for _ in table]) for table in tables]
    own = [(np.array(table), score) for table, score in zip(tables, scores, strict=True)]
    expected, found = trading(own, what="trading"), listed_trading(listed_sums(tables, what="sums"), scores)
    assert found.first.tolist() == expected.first.tolist()
    assert found.second.tolist() == expected.second.tolist()
    for at in range(len(found.first)):
        assert found.rows(at) == expected.rows(at)


@given(TABLES, st.integers(-20, 30), st.integers(0, 2**32), st.integers(1, 20))
def test_draws_are_those_by_shares(tables, total, seed, at_once):
    found, shares = UniformSums(listed_sums(tables, what="sums")), uniform_rows(tables, what="a draw")
    draws = np.random.default_rng(seed).random((7, len(tables)))
    if not shares.share(0, total=total):
        with pytest.raises(ValueError, match=f"no combination adds up to {total}"):
            found.rows(total, draws=draws)
        return
    kept, module._AT_ONCE = module._AT_ONCE, at_once
    try:
        rows = found.rows(total, draws=draws)
    finally:
        module._AT_ONCE = kept
    assert rows.tolist() == shares.rows(total, draws=draws).tolist()
    assert [found.row(total, draws=own) for own in draws.tolist()] == [tuple(row) for row in rows.tolist()]
