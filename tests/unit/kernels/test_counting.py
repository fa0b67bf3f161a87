"""Counting against brute force, against closed forms, and against itself at sizes that brute force cannot reach."""

import itertools
import math
import tracemalloc

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels.counting import count_within, counts_by_row, estimate
from negsim.kernels.counting_parts import Part


def brute_force(parts, floors):
    total, by_row = 0, [[0] * len(part.rows) for part in parts]
    listed = [list(zip(part.rows.tolist(), part.counts.tolist(), strict=True)) for part in parts]
    for chosen in itertools.product(*(range(len(part)) for part in listed)):
        picked = [part[row] for part, row in zip(listed, chosen, strict=True)]
        sums = [sum(row[column] for row, _ in picked) for column in range(len(floors))]
        if all(floor is None or own >= floor for own, floor in zip(sums, floors, strict=True)):
            weight = math.prod(count for _, count in picked)
            total += weight
            for part, row in enumerate(chosen):
                by_row[part][row] += weight
    return total, by_row


def random_question(rng):
    """Parts, and floors near the totals of some combination, so that most floors decide something."""
    columns = int(rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5]))
    size = int(rng.choice([0, 1, 2, 3, 3, 4, 4, 5]))
    scale = int(rng.choice([1, 3, 10, 100]))
    wide = int(rng.choice([1, 1, 1, 1, 2**61, 2**70]))
    many = int(rng.choice([1, 1, 1, 2**31, 2**40, 10**25]))
    parts = []
    for _ in range(size):
        length = int(rng.integers(1, 5))
        rows = rng.integers(-scale, scale + 1, (length, columns)).astype(object) * wide
        rows += rng.integers(0, 2, (length, columns)).astype(object)
        counts = rng.integers(int(rng.random() < 0.95), 4, length).astype(object) * many
        parts.append(Part(rows, counts))
    floors: list[int | None] = []
    for column in range(columns):
        near = sum(int(part.rows[rng.integers(len(part.rows)), column]) for part in parts)
        floors.append(None if rng.random() < 0.1 else near - int(rng.integers(-2, 2 + scale)) * wide)
    return parts, floors


def large(*, columns, parts=20, scale=10, options=4, seed=0):
    rng = np.random.default_rng(seed)
    return [Part(rng.integers(0, scale + 1, (options, columns))) for _ in range(parts)]


def middle(parts, *, share=0.5):
    columns = parts[0].rows.shape[1]
    return [int(share * sum(int(part.rows[:, column].max()) for part in parts)) for column in range(columns)]


@pytest.mark.parametrize("seed", range(40))
def test_every_method_counts_what_brute_force_counts(seed):
    rng = np.random.default_rng(seed)
    for _ in range(20):
        parts, floors = random_question(rng)
        expected, by_row = brute_force(parts, floors)
        for method in (None, *estimate(parts, floors)):
            try:
                assert count_within(parts, floors, method=method, max_steps=10**7).value == expected
                found = counts_by_row(parts, floors, method=method, max_steps=10**7)
                assert [values.tolist() for values in found.values] == by_row
            except TooLargeError:
                assert method == "grid"


def test_of_no_part_there_is_one_combination_with_totals_of_0():
    assert [count_within([], floors).value for floors in ([], [0], [None], [1])] == [1, 1, 1, 0]
    assert counts_by_row([], [0]).values == ()


@pytest.mark.parametrize("rows", [np.zeros((0, 1)), np.zeros((3, 1), dtype=np.int8)])
def test_a_part_of_nothing_leaves_nothing(rows):
    parts = [Part(np.array([[1], [2]])), Part(rows, np.zeros(len(rows), dtype=np.int64))]
    assert count_within(parts, [None]).value == 0
    assert [row.tolist() for row in counts_by_row(parts, [0]).values] == [[0, 0], [0] * len(rows)]


def test_floors_that_decide_nothing_take_a_product():
    part = Part(np.array([[0, 2], [5, 1]]), [10**100, 2])
    for floors, value in (([0, 2], (10**100 + 2) ** 2), ([None, None], (10**100 + 2) ** 2), ([11, None], 0)):
        found = count_within([part, part], floors, method="grid")
        assert (found.value, found.method) == (value, "product")
    assert count_within([part], [-(10**40), 10**40]).value == 0
    assert counts_by_row([part, part], [None, 2]).values[1].tolist() == [10**100 * (10**100 + 2), 2 * (10**100 + 2)]


def test_one_option_everywhere_is_all_or_nothing():
    parts = [Part(np.array([[part, -part]])) for part in range(9)]
    assert (count_within(parts, [36, -36]).value, count_within(parts, [36, -35]).value) == (1, 0)


def test_ties_at_the_floor_count():
    parts = [Part(np.array([[0], [1]]))] * 6
    assert [count_within(parts, [floor]).value for floor in range(8)] == [64, 63, 57, 42, 22, 7, 1, 0]


@pytest.mark.parametrize("method", ["grid", "enumeration", "halves"])
def test_any_integers_of_numpy_are_taken_and_none_is_changed(method):
    for kind in (np.uint8, np.int32, np.uint64):
        rows, counts = np.array([[0, 9], [3, 5], [9, 0]], dtype=kind), np.array([1, 2, 3], dtype=kind)
        part = Part(rows, counts)
        rows[:] = 1
        assert count_within([part] * 3, [9, 9], method=method).value == brute_force([part] * 3, [9, 9])[0]


def test_tails_of_the_binomial_distribution_beyond_a_machine_word():
    coin, number = Part(np.array([[0], [1]])), 1000
    found = count_within([coin] * number, [480])
    assert found.value == sum(math.comb(number, heads) for heads in range(480, number + 1))
    biased = Part(np.array([[0], [1]]), [3**40, 2**70])
    expected = sum(math.comb(60, heads) * 3 ** (40 * (60 - heads)) * 2 ** (70 * heads) for heads in range(29, 61))
    assert {count_within([biased] * 60, [29], method=method).value for method in ("grid", "halves")} == {expected}


def test_rows_of_equal_parts_share_a_wide_count_by_symmetry():
    coin, number = Part(np.array([[0], [1]]), [1, 7]), 120
    total = count_within([coin] * number, [110]).value
    heads = sum(7**k * math.comb(number - 1, k - 1) for k in range(110, number + 1))
    for values in counts_by_row([coin] * number, [110]).values:
        assert values.tolist() == [total - heads, heads]


@pytest.mark.parametrize(("columns", "scale"), [(1, 1000), (2, 60), (3, 12), (4, 4), (5, 2)])
def test_methods_agree_where_brute_force_cannot_go(columns, scale):
    parts = large(columns=columns, scale=scale, parts=12 if columns < 4 else 10)
    for share in (0.3, 0.55, 0.7):
        floors = middle(parts, share=share)
        by_grid, by_halves = (count_within(parts, floors, method=method).value for method in ("grid", "halves"))
        assert by_grid == by_halves
        rows = counts_by_row(parts, floors, method="grid").values
        assert all(sum(values.tolist()) == by_grid for values in rows)
        others = counts_by_row(parts, floors, method="halves").values
        assert [values.tolist() for values in rows] == [values.tolist() for values in others]


def test_what_does_not_reach_a_floor_is_the_rest():
    parts = large(columns=2, parts=40, scale=20)
    reached = count_within(parts, [500, None]).value
    negated = [Part(-part.rows) for part in parts]
    assert 0 < reached < 4**40
    assert reached + count_within(negated, [-499, None]).value == 4**40


def test_order_scale_shift_and_idle_parts_change_nothing():
    parts = large(columns=3, parts=25, scale=8)
    floors = middle(parts, share=0.6)
    expected = count_within(parts, floors).value
    assert 0 < expected < 4**25
    assert count_within(parts[::-1], floors).value == expected
    turned = [Part(part.rows[::-1, [2, 0, 1]]) for part in parts]
    assert count_within(turned, [floors[2], floors[0], floors[1]]).value == expected
    stretched = [Part(part.rows * 10**6 - 17) for part in parts]
    assert count_within(stretched, [10**6 * floor - 17 * 25 for floor in floors]).value == expected
    idle = Part(np.array([[5, 6, 7]] * 3), [1, 0, 2])
    assert count_within([idle, *parts], [floors[0] + 5, floors[1] + 6, floors[2] + 7]).value == 3 * expected


def test_counts_are_rows_written_several_times_and_splitting_one_splits_its_combinations():
    parts = large(columns=2, parts=30, scale=9)
    floors = middle(parts, share=0.6)
    counted = Part(parts[0].rows, [5, 1, 1, 2])
    written = Part(np.repeat(parts[0].rows, [5, 1, 1, 2], axis=0))
    one, other = (counts_by_row([part, *parts[1:]], floors).values for part in (counted, written))
    assert one[0].tolist() == [sum(other[0][:5]), other[0][5], other[0][6], sum(other[0][7:])]
    assert [values.tolist() for values in one[1:]] == [values.tolist() for values in other[1:]]


def test_a_higher_floor_leaves_fewer_and_a_row_leaves_what_the_others_make_of_it():
    parts = large(columns=2, parts=30, scale=9)
    counts = [count_within(parts, [floor, 130]).value for floor in range(120, 200, 8)]
    assert counts == sorted(counts, reverse=True)
    own = counts_by_row(parts, [150, 130]).values[3]
    for row, value in zip(parts[3].rows.tolist(), own, strict=True):
        assert count_within(parts[:3] + parts[4:], [150 - row[0], 130 - row[1]]).value == value


def test_the_method_fits_the_question():
    fine = [Part(part.rows * 10**9 + np.arange(8).reshape(4, 2)) for part in large(columns=2, parts=16, scale=900)]
    assert count_within(fine, middle(fine)).method == "halves"
    coarse = large(columns=2, parts=43, scale=20)
    assert count_within(coarse, middle(coarse)).method == "grid"
    few = [Part(rows) for rows in np.random.default_rng(1).integers(0, 10**12, (4, 5, 3))]
    assert count_within(few, middle(few)).method == "enumeration"


def test_what_cannot_be_counted_is_refused_before_it_is_started():
    fine = large(columns=4, parts=43, scale=10**9)
    with pytest.raises(
        TooLargeError, match=r"an exact count would take .* bytes; .*enumeration: .*; grid: .*; halves: "
    ):
        count_within(fine, middle(fine))
    with pytest.raises(TooLargeError, match="steps; the limit is 1,000"):
        counts_by_row(large(columns=1), [100], max_steps=1000)
    with pytest.raises(TooLargeError, match="bytes; the limit is 9"):
        count_within(large(columns=1), [100], method="halves", max_bytes=9)
    endless = [Part(part.rows.astype(object) ** 5) for part in large(columns=9, parts=1000, scale=10**9)]
    with pytest.raises(TooLargeError, match="over 10\\^300 steps"):
        count_within(endless, middle(endless))


def test_what_makes_no_sense_is_said():
    part = Part(np.array([[0, 1], [1, 0]]))
    with pytest.raises(ValueError, match=r"floors for 1 columns; the parts have \[2\]"):
        count_within([part], [0])
    with pytest.raises(ValueError, match="method 'product' does not answer this"):
        count_within([part] * 2, [1, 1], method="product")
    with pytest.raises(ValueError, match="integers; given an array of float64"):
        Part(np.array([[0.5]]))
    for counts in ([1], [1, -1]):
        with pytest.raises(ValueError, match=r"rows of \(2, 2\) and counts of"):
            Part(part.rows, counts)


@pytest.mark.parametrize("method", ["grid", "halves"])
def test_no_more_memory_is_taken_than_was_estimated(method):
    parts = large(columns=2, parts=14, scale=900) if method == "halves" else large(columns=2, parts=43, scale=12)
    floors = middle(parts)
    for by_row, ask in ((False, count_within), (True, counts_by_row)):
        ask(parts, floors, method=method)
        tracemalloc.start()
        ask(parts, floors, method=method)
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert taken <= estimate(parts, floors, by_row=by_row)[method].held + 2**20
