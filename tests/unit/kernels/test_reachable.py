import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels import reachable as module
from negsim.kernels.reachable import MAX_SPAN, reachable

TABLES = st.lists(st.lists(st.integers(-40, 40), min_size=1, max_size=4), max_size=4)


@given(TABLES)
def test_every_sum_and_every_way_to_reach_it(tables):
    found = reachable(tables, what="sums")
    by_sum: dict[int, list[tuple[int, ...]]] = {}
    for places in itertools.product(*(range(len(table)) for table in tables)):
        total = sum(table[place] for table, place in zip(tables, places, strict=True))
        by_sum.setdefault(total, []).append(places)
    assert found.sums.tolist() == sorted(by_sum)
    for total in range(-170, 171):
        assert list(found.rows(total)) == by_sum.get(total, [])


def test_the_number_of_combinations_does_not_matter():
    tables = [[7 * step + issue for step in range(5)] for issue in range(43)]  # 5^43 combinations
    found = reachable(tables, what="sums")
    least = sum(range(43))
    assert found.sums.tolist() == [least + 7 * step for step in range(43 * 4 + 1)]
    places = next(found.rows(least + 7 * 100))
    assert sum(places) == 100


def test_sums_too_far_apart_are_refused():
    with pytest.raises(TooLargeError, match="ordering would take 67,108,865 points"):
        reachable([[0, MAX_SPAN], [0, 1]], what="ordering")


@given(TABLES, st.integers(1, 50))
def test_the_first_rows_of_many_sums_are_those_of_each(tables, at_once):
    found = reachable(tables, what="sums")
    kept, module._AT_ONCE = module._AT_ONCE, at_once
    try:
        rows = found.first_rows(found.sums[::-1])
    finally:
        module._AT_ONCE = kept
    assert [tuple(row) for row in rows.tolist()] == [next(found.rows(int(total))) for total in found.sums[::-1]]


def test_what_is_no_sum_has_no_row():
    found = reachable([[0, 5], [1, 3]], what="sums")
    for wrong in (4, -1, 10**6):
        with pytest.raises(ValueError, match=f"no sum is {wrong}; expected sums alone"):
            found.first_rows(np.array([1, wrong]))
