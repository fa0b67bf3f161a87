"""Sets as rows of bits: which of them contain no other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.kernels.bit_rows import minimal_rows, number, packed

SETS = st.lists(st.frozensets(st.integers(0, 69), max_size=4), max_size=8)


def rows(sets, *, width):
    members = np.zeros((len(sets), width), dtype=bool)
    for at, members_of in enumerate(sets):
        members[at, list(members_of)] = True
    return packed(members)


def minimal(sets):
    return {own for own in sets if not any(other < own for other in sets)}


@pytest.mark.parametrize("width", [70, 64])
@given(SETS, SETS)
def test_the_minimal_sets_are_those_that_contain_no_other(width, sets, others):
    kept = [frozenset(entry for entry in own if entry < width) for own in sets]
    known = minimal([frozenset(entry for entry in own if entry < width) for own in others])
    found = minimal_rows(rows(kept, width=width), known=rows(sorted(known, key=sorted), width=width))
    assert sorted(map(number, found)) == sorted(sum(1 << entry for entry in own) for own in minimal({*kept, *known}))


def test_nothing_is_left_where_each_set_contains_a_known_one():
    known = rows([{1}, {2}], width=4)
    found = minimal_rows(rows([{1, 2}, {1, 3}], width=4), known=known)
    assert list(map(number, found)) == [2, 4]
