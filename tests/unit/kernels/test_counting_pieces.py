"""The pieces that counting is made of, against the most obvious way to find the same."""

import numpy as np
import pytest

from negsim.kernels.counting_dominance import sums_below
from negsim.kernels.counting_grid import grid_count, grid_others
from negsim.kernels.counting_halves import halves_count, halves_others
from negsim.kernels.counting_numbers import Layout, carry, exact_dot, integers, layout, relaid
from negsim.kernels.counting_problem import completed, grouped, reduced
from negsim.kernels.counting_signs import signed


def planes_of(numbers, held_as):
    if held_as.planes == 1:
        return np.array([numbers], dtype=held_as.dtype)
    return np.array(
        [[number >> 32 * place & (2**32 - 1) for number in numbers] for place in range(held_as.planes)]
    ).astype(np.uint64)


@pytest.mark.parametrize("bits", [(3, 60), (64, 64), (64, 130), (300, 200)])
@pytest.mark.parametrize("factor", [1, 2**40])
def test_sums_of_products_are_exact_in_every_layout(bits, factor):
    rng = np.random.default_rng(sum(bits))
    lists = [[int.from_bytes(rng.bytes(40), "big") % 2**width for _ in range(100)] for width in bits]
    layouts = [layout(2**width - 1, factors=[factor]) for width in bits]
    left, right = (planes_of(numbers, own) for numbers, own in zip(lists, layouts, strict=True))
    assert [integers(left).tolist(), integers(right).tolist()] == lists
    assert exact_dot(left, right) == sum(one * other for one, other in zip(*lists, strict=True))
    assert exact_dot(left[:, :0], right[:, :0]) == 0
    larger = layout(2**400, factors=[factor])
    assert integers(relaid(left, larger)).tolist() == lists[0]
    assert relaid(relaid(left, larger), larger) is not None


def test_products_of_the_largest_words_do_not_overflow_where_blocks_meet():
    most = np.full((1, 2**16 + 3), 2**64 - 1, dtype=np.uint64)
    assert exact_dot(most, most) == (2**16 + 3) * (2**64 - 1) ** 2


def test_layouts_are_as_narrow_as_their_factors_allow():
    assert layout(2**64 - 1, factors=[2**63]) == Layout(1, is_native=True)
    assert layout(2**96, factors=[2**32 - 1]) == Layout(4, is_native=True)
    assert layout(2**96, factors=[1, 2**32]) == Layout(1, is_native=False)
    assert (layout(5, factors=[]).dtype, layout(2**96, factors=[2**32]).dtype) == (np.uint64, object)


def test_a_carry_keeps_the_numbers():
    planes = np.array([[2**63 + 5, 1], [2**62, 2], [0, 3]], dtype=np.uint64)
    before = integers(planes).tolist()
    carry(planes)
    assert integers(planes).tolist() == before
    assert (planes[:-1] < 2**32).all()


def test_groups_are_equal_rows_narrow_and_wide():
    rng = np.random.default_rng(0)
    for wide in (1, 2**40, 2**90):
        for columns in range(1, 4):
            rows = rng.integers(0, 3, (50, columns)).astype(object) * wide
            rows = rows if wide > 2**62 else rows.astype(np.int64)
            groups = grouped(rows, most=[2 * wide] * columns)
            assert groups.firsts(rows)[groups.inverse].tolist() == rows.tolist()
            assert len(groups.starts) == len({tuple(row) for row in rows.tolist()})
            assert groups.sums(np.ones(50, dtype=np.int64)).tolist() == np.bincount(groups.inverse).tolist()


@pytest.mark.parametrize("seed", range(60))
def test_sums_below_are_those_of_the_points_below(seed):
    rng = np.random.default_rng(seed)
    for _ in range(10):
        columns, spread = int(rng.integers(0, 6)), int(rng.choice([2, 10, 1000]))
        points = rng.integers(-spread, spread, (int(rng.choice([0, 1, 5, 40, 150])), columns))
        queries = rng.integers(-spread - 1, spread + 1, (int(rng.choice([0, 1, 30, 90])), columns))
        weights = rng.integers(0, 2 if spread == 2 else 100, len(points))
        below = np.all(points[None] <= queries[:, None], axis=2)
        expected = (below @ weights).tolist()
        for by_pairs in (False, True):
            assert sums_below(points, weights, queries, by_pairs=by_pairs).tolist() == expected
            wide = sums_below(
                points.astype(object) * 2**70,
                weights.astype(object) * 10**30,
                queries.astype(object) * 2**70 + 1,
                by_pairs=by_pairs,
            )
            assert wide.tolist() == [10**30 * value for value in expected]


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_sorting_and_comparing_all_pairs_agree_on_many_points(columns):
    rng = np.random.default_rng(columns)
    points, queries = rng.integers(0, 3000, (2, 5000, columns))
    weights = rng.integers(0, 2**40, 5000)
    pairs = sums_below(points, weights, queries, by_pairs=True)
    assert sums_below(points, weights, queries).tolist() == pairs.tolist()
    ones = np.ones(len(points), dtype=np.int64)
    assert sums_below(points, ones, points, by_pairs=True).tolist() == sums_below(points, ones, points).tolist()


def problem_of(rng, *, columns, size):
    rows = [rng.integers(-5, 6, (int(rng.integers(1, 5)), columns)) for _ in range(size)]
    counts = [rng.integers(1, 4, len(part)).astype(object) for part in rows]
    spread = [sum(int(part[:, column].max()) for part in rows) for column in range(columns)]
    caps = [most - int(rng.integers(0, 12)) for most in spread]
    return reduced(rows, counts, caps, places=[np.arange(len(part)) for part in rows])


@pytest.mark.parametrize("max_flips", [0, 1, 6])
def test_signed_problems_add_up_to_the_problem_count_and_rows(max_flips):
    rng = np.random.default_rng(max_flips)
    lengths = []
    for _ in range(100):
        problem = problem_of(rng, columns=int(rng.integers(1, 5)), size=int(rng.integers(1, 6)))
        if problem is None:
            continue
        terms = signed(problem, max_flips=max_flips, min_steps=0)
        lengths.append(len(terms))
        assert sum(sign * grid_count(term) for sign, term in terms) == halves_count(problem, by_pairs=False)
        expected = completed(problem, halves_others(problem, by_pairs=False))
        for part, own in enumerate(expected):
            first = [int(np.flatnonzero(problem.places[part] == row)[0]) for row in range(len(own))]
            added = np.zeros(len(own), dtype=object)
            for sign, term in terms:
                others = [*completed(term, grid_others(term))[part], 0]
                added += sign * np.array([others[term.places[part][row]] for row in first], dtype=object)
            assert added.tolist() == own
    assert max(lengths) == 1 if max_flips == 0 else max(lengths) > max_flips


def test_small_problems_are_left_as_they_are():
    problem = problem_of(np.random.default_rng(3), columns=2, size=5)
    assert problem is not None
    assert signed(problem) == ((1, problem),)


def test_columns_that_another_implies_and_common_divisors_go():
    rows = [np.array([[0, 0, 9, 4], [2, 6, 0, 6], [4, 12, 0, 6]])] * 4
    counts = [np.array([1, 1, 1], dtype=object)] * 4
    problem = reduced(rows, counts, [7, 24, 100, 23], places=[np.arange(3)] * 4)
    assert problem is not None
    # The second is three times the first with a looser cap, the third keeps its cap always, the fourth loses less.
    assert (problem.caps, [part.tolist() for part in problem.rows]) == ((3,), [[[0], [1], [2]]] * 4)
    assert reduced(rows, counts, [-1, 0, 0, 0], places=[np.arange(3)] * 4) is None


def test_rows_that_fit_nothing_go_and_take_others_with_them():
    one = np.array([[0, 3], [9, 0], [9, 9]])
    other = np.array([[0, 0], [2, 2]])
    counts = [np.array([1] * 3, dtype=object), np.array([1] * 2, dtype=object)]
    problem = reduced([one, other], counts, [4, 3], places=[np.arange(3), np.arange(2)])
    assert problem is not None
    assert [places.tolist() for places in problem.places] == [[0, -1, -1], [0, -1]]
    assert (problem.caps, problem.factor, problem.moving) == ((), 1, ())
    assert completed(problem, [[], []]) == [[1], [1]]
