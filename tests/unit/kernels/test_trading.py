import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels import trading as module
from negsim.kernels.trading import trading

PAIRS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=5)


def columns(rows):
    return tuple(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))


@settings(max_examples=60)
@given(st.lists(PAIRS, max_size=4))
def test_sums_that_no_other_beats_are_what_trying_all_finds(tables):
    found = trading([columns(rows) for rows in tables], what="trading")
    sums = {(sum(row[0] for row in rows), sum(row[1] for row in rows)) for rows in itertools.product(*tables)}
    unbeaten = {
        own for own in sums if not any(own != other and own[0] <= other[0] and own[1] <= other[1] for other in sums)
    }
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == sorted(unbeaten, reverse=True)
    for at, total in enumerate(sorted(unbeaten, reverse=True)):
        rows = [rows[place] for rows, place in zip(tables, found.rows(at), strict=True)]
        assert (sum(row[0] for row in rows), sum(row[1] for row in rows)) == total


def test_the_number_of_combinations_does_not_matter():
    table = columns([(0, 40), (10, 35), (25, 20), (40, 0)])
    found = trading([table] * 40, what="trading")  # 4^40 combinations
    assert (found.first[0], found.second[-1]) == (1600, 1600)
    assert sum(place == 1 for place in found.rows(len(found.first) - 2)) == 1


def test_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_PAIRS", 3)
    with pytest.raises(TooLargeError, match="trading points would take 4 pairs of sums"):
        trading([columns([(0, 1), (1, 0)])] * 2, what="trading points")
