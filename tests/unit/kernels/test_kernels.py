"""Kernels against the most obvious way to find the same."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import TooLargeError
from negsim.kernels.connected import connected_sets
from negsim.kernels.dominance import distinct, nondominated, prefilter
from negsim.kernels.hitting_sets import bits, minimal_hitting_sets, minimal_sets
from negsim.kernels.numbering import digits, integers_up_to, strides
from negsim.kernels.tables import Table, merge

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


@st.composite
def tables(draw):
    found = []
    for step in range(draw(st.integers(1, 3))):
        entries = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5))
        numbers = np.arange(len(entries)) * 10**step
        found.append(
            Table(
                *distinct(np.array(entries), counts=np.ones(len(entries), dtype=np.int64), numbers=numbers)
            ).efficient()
        )
    return found


@given(tables(), st.tuples(st.none() | st.integers(0, 8), st.none() | st.integers(0, 8)))
def test_a_merge_has_the_efficient_sums_within_the_budget(given_tables, budget):
    sums: dict[tuple[int, ...], tuple[int, int]] = {}
    for chosen in itertools.product(*(range(len(table)) for table in given_tables)):
        picked = list(zip(given_tables, chosen, strict=True))
        row = tuple(int(sum(table.rows[at, column] for table, at in picked)) for column in range(2))
        count = int(np.prod([table.counts[at] for table, at in picked]))
        number = int(sum(table.numbers[at] for table, at in picked))
        before = sums.get(row, (0, 10**9))
        sums[row] = (before[0] + count, min(before[1], number))
    within = {
        row: entry
        for row, entry in sums.items()
        if all(most is None or part <= most for part, most in zip(row, budget, strict=True))
    }
    expected = {row: entry for row, entry in within.items() if not any(beats(other, row) for other in within)}
    steps = merge(given_tables, budget=budget)
    last = steps[-1]
    found = {
        tuple(map(int, row)): (int(count), int(number))
        for row, count, number in zip(last.rows, last.counts, last.numbers, strict=True)
    }
    assert found == expected
    assert len(steps) == len(given_tables)
    if budget == (None, None):
        assert len(merge(given_tables)[-1]) == len(last)


def test_a_merge_refuses_what_it_could_not_hold_before_it_holds_it():
    table = Table(np.array([[0, 2], [1, 1], [2, 0]]), np.ones(3, dtype=np.int64), np.arange(3))
    with pytest.raises(TooLargeError, match="9 sums; the limit is 8"):
        merge([table, table], max_candidates=8)


def test_a_merge_of_many_columns_is_refused_sooner(monkeypatch):
    many = Table(np.eye(200, dtype=np.int64), np.ones(200, dtype=np.int64), np.arange(200))
    with pytest.raises(TooLargeError, match="40,000 sums; the limit is 20,000"):
        merge([many, many], max_candidates=20_000)
    monkeypatch.setattr("negsim.kernels.tables.MAX_COMPARED", 30_000)
    with pytest.raises(TooLargeError, match="40,000 sums; the limit is 30,000"):
        merge([many, many])


def test_more_columns_than_can_be_compared_are_refused():
    with pytest.raises(TooLargeError, match="300 comparisons each; the limit is 255"):
        nondominated(np.eye(300, dtype=np.int64))


def test_an_empty_table_leaves_no_sum():
    empty = Table(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert len(merge([empty, empty], budget=[1, 1])[-1]) == 0
