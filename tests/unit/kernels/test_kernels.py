"""Kernels against the most obvious way to find the same."""

import itertools
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels.connected import connected_sets
from negsim.kernels.dominance import all_reached, copies, distinct, nondominated, prefilter
from negsim.kernels.hitting_sets import bits, minimal_hitting_sets, minimal_sets
from negsim.kernels.numbering import digits, integers_up_to, strides

families = st.lists(st.integers(0, 2**6 - 1), max_size=8)


@st.composite
def rows(draw, *, columns=None):
    width = draw(st.integers(0, 5)) if columns is None else columns
    entries = draw(st.lists(st.lists(st.integers(-3, 3), min_size=width, max_size=width), max_size=12))
    wide = draw(st.booleans())
    array = np.array(entries, dtype=object if wide else np.int64).reshape(len(entries), width)
    return array * 2**70 if wide else array


def beats(one, other):
    return tuple(one) != tuple(other) and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


@given(rows())
def test_nondominated_rows_are_those_that_none_beats(given_rows):
    expected = [not any(beats(other, row) for other in given_rows) for row in given_rows]
    assert nondominated(given_rows).tolist() == expected


@pytest.mark.parametrize("columns", [3, 4, 6])
@pytest.mark.parametrize("count", [0, 1, 2, 40, 256, 257, 400, 3000, 10_001])
@pytest.mark.parametrize("spread", ["even", "opposed"])
def test_few_rows_are_compared_without_the_library_and_many_with_it(columns, count, spread, monkeypatch):
    monkeypatch.delitem(sys.modules, "moocore", raising=False)
    some = np.random.default_rng(count).integers(0, 9 if count < 1000 else 99, (count, columns))
    if spread == "opposed":  # all of one sum, so that none beats another
        some[:, -1] = 1000 - some[:, :-1].sum(axis=1)
    alone = nondominated(some)
    kept = len(np.unique(some[alone], axis=0))
    assert ("moocore" in sys.modules) is (count > 10_000 or (count > 256 and kept > 256))
    import moocore  # noqa: F401 - loaded, so that the same rows are compared by it

    assert nondominated(some).tolist() == alone.tolist()
    if count > 400:  # enough that both agree
        return
    beaten = [bool(((some <= row).all(axis=1) & (some < row).any(axis=1)).any()) for row in some]
    assert alone.tolist() == [not entry for entry in beaten]


@given(rows(columns=2), rows(columns=2))
def test_targets_are_reached_where_each_has_a_row_that_is_at_most_as_large(some, targets):
    reached = [any(all(a <= b for a, b in zip(row, target, strict=True)) for row in some) for target in targets]
    assert all_reached(some, targets) == all(reached)


@given(rows(columns=2), rows(columns=2))
def test_the_prefilter_drops_all_pairs_that_the_front_beats(some, others):
    front = others[nondominated(others)]
    alive, expected = prefilter(some, front), [not any(beats(other, row) for other in front) for row in some]
    if object in (some.dtype, front.dtype):  # some rows of the front are tried
        assert all(is_alive or not is_left for is_alive, is_left in zip(alive, expected, strict=True))
    else:
        assert alive.tolist() == expected


@given(rows(columns=3), rows(columns=3))
def test_the_prefilter_drops_only_what_the_front_beats(some, others):
    front = others[nondominated(others)]
    alive = prefilter(some, front)
    for row, is_alive in zip(some, alive, strict=True):
        assert is_alive or any(beats(other, row) for other in front)


@given(rows())
def test_distinct_rows_add_their_counts_and_keep_the_least_number(given_rows):
    numbers = np.arange(len(given_rows))[::-1].copy()
    found, counts, least = distinct(given_rows, counts=np.ones(len(given_rows), dtype=np.int64), numbers=numbers)
    listed = [tuple(row) for row in given_rows]
    assert [tuple(row) for row in found] == sorted(set(listed))
    for row, count, number in zip(found, counts, least, strict=True):
        own = [number for other, number in zip(listed, numbers, strict=True) if other == tuple(row)]
        assert (count, number) == (len(own), min(own))


@pytest.mark.parametrize("count", [0, 1, 16, 17, 40])
@pytest.mark.parametrize("kind", [np.int64, object])
def test_columns_are_told_from_their_copies(count, kind):
    rows = np.random.default_rng(count).integers(0, 2, (count, 5)).astype(kind)
    rows[:, 3] = rows[:, 1]
    rows[:, 4] = rows[:, 0]
    rows[-1:, 4] += 1  # equal but for the last entry
    expected = [next(a for a in range(5) if list(rows[:, a]) == list(rows[:, b])) for b in range(5)]
    assert copies(rows) == expected


@given(families)
def test_minimal_sets_contain_no_other(family):
    expected = {one for one in family if not any(other != one and other & one == other for other in family)}
    assert set(minimal_sets(family)) == expected


@given(families)
def test_minimal_hitting_sets_are_all_minimal_sets_that_hit_every_member(family):
    hitting = [chosen for chosen in range(2**6) if all(chosen & member for member in family)]
    found = minimal_hitting_sets(family, max_sets=10**6, max_nodes=10**6)
    assert set(found.sets) == set(minimal_sets(hitting))
    assert found.complete
    assert [members.bit_count() for members in found.sets] == sorted(members.bit_count() for members in found.sets)


def test_a_search_for_hitting_sets_that_is_cut_short_says_so_and_has_the_smallest():
    family = [0b1111, 0b11110000]
    found = minimal_hitting_sets([*family, 0b100010001], max_sets=3, max_nodes=10**6)
    assert (len(found.sets), found.complete) == (3, False)
    assert minimal_hitting_sets(family, max_sets=10**6, max_nodes=3).complete is False
    assert list(bits(0b1010)) == [1, 3]


@given(st.integers(0, 6), st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=5))
def test_connected_sets_partition_and_keep_links_together(more, links):
    parts = connected_sets(6 + more, links)
    assert sorted(itertools.chain(*parts)) == list(range(6 + more))
    assert list(parts) == sorted(parts)
    for link in links:
        assert sum(bool(set(link) & set(part)) for part in parts) <= 1
    joined = {frozenset(link) for link in links if len(set(link)) > 1}
    for part in parts:
        for cut in range(1, len(part)):
            left = set(part[:cut])
            assert any(link & left and link & (set(part) - left) for link in joined)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_numbers_and_digits_are_each_others_inverse_in_the_order_of_combinations(radices):
    for number, combination in enumerate(itertools.product(*map(range, radices))):
        assert digits(number, radices) == combination
        assert sum(step * digit for step, digit in zip(strides(radices), combination, strict=True)) == number


def test_integers_too_wide_for_64_bits_are_pythons():
    assert (integers_up_to(2**62 - 1), integers_up_to(-(2**62))) == (np.int64, object)


def test_more_columns_than_can_be_compared_are_refused():
    with pytest.raises(TooLargeError, match="300 comparisons each; the limit is 255"):
        nondominated(np.eye(300, dtype=np.int64))
