"""Buckets: elimination against going through all combinations, for each of the algebras."""

import itertools
import math

import numpy as np
import pytest

from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels.bucket_rows import SmallestRows
from negsim.kernels.buckets import Bucket, Counts, SmallestSets, eliminated
from negsim.kernels.elimination_order import elimination_order
from negsim.kernels.hitting_sets import minimal_sets
from negsim.kernels.tables import Table

SCOPES = [(0,), (1,), (0, 1), (1, 2), (2, 3, 4), (4,), (5,)]


def drawn(rng, entry):
    """Return sizes of six variables, and buckets over them in which some combinations cannot be."""
    sizes = rng.integers(1, 4, 6).tolist()
    scopes = [scope for scope in SCOPES if rng.random() < 0.8]
    buckets = [
        Bucket(
            scope,
            {
                choice: entry(at)
                for choice in itertools.product(*(range(sizes[variable]) for variable in scope))
                if rng.random() < 0.9
            },
        )
        for at, scope in enumerate(scopes)
    ]
    return sizes, buckets


def by_looking(sizes, buckets):
    """Yield the values of all combinations that can be."""
    for choice in itertools.product(*map(range, sizes)):
        values = [bucket.values.get(tuple(choice[at] for at in bucket.variables)) for bucket in buckets]
        if None not in values:
            yield values


def by_elimination(sizes, buckets, algebra):
    order = elimination_order(sizes, [bucket.variables for bucket in buckets])
    return eliminated(sizes, buckets, order=order, algebra=algebra)


@pytest.mark.parametrize("seed", range(60))
def test_numbers_of_combinations_are_those_of_all(seed):
    rng = np.random.default_rng(seed)
    sizes, buckets = drawn(rng, lambda at: int(rng.integers(1, 5)))
    expected = [math.prod(values) for values in by_looking(sizes, buckets)]
    assert by_elimination(sizes, buckets, Counts()) == (sum(expected) if expected else None)


@pytest.mark.parametrize("seed", range(60))
def test_smallest_sets_are_those_of_all_combinations(seed):
    rng = np.random.default_rng(seed)
    sizes, buckets = drawn(rng, lambda at: (int(rng.integers(0, 8)) << at,))
    expected = minimal_sets(_union(values) for values in by_looking(sizes, buckets))
    found = by_elimination(sizes, buckets, SmallestSets())
    assert minimal_sets(found or ()) == expected
    assert (found is None) == (expected == ())


def _union(values):
    found = 0
    for (members,) in values:
        found |= members
    return found


def _table(row, number=0):
    return Table(np.array([row]), np.ones(1, dtype=np.int64), np.array([number]))


def _efficient(rows):
    """Return the rows that none beats, with how often they occur and the least number of one: slowly."""
    kept: dict[tuple[int, ...], tuple[int, int]] = {}
    for row, number in rows:
        if not any(all(a <= b for a, b in zip(other, row, strict=True)) and other != row for other, _ in rows):
            count, least = kept.get(row, (0, number))
            kept[row] = count + 1, min(least, number)
    return sorted((row, *known) for row, known in kept.items())


@pytest.mark.parametrize("seed", range(60))
def test_efficient_rows_are_those_of_all_combinations(seed):
    rng = np.random.default_rng(seed)
    sizes, buckets = drawn(rng, lambda at: _table(rng.integers(0, 4, 3).tolist(), int(rng.integers(9))))
    buckets.append(Bucket((), {(): _table([0, 0, 0])}))
    sums = [
        (
            tuple(sum(int(table.rows[0, column]) for table in tables) for column in range(3)),
            sum(int(table.numbers[0]) for table in tables),
        )
        for tables in by_looking(sizes, buckets)
    ]
    buckets += [
        Bucket((at,), {(option,): _table([0, 0, 0]) for option in range(size)}) for at, size in enumerate(sizes)
    ]
    found = by_elimination(sizes, buckets, SmallestRows())
    if found is None:
        assert not sums
        return
    listed = zip(map(tuple, found.rows.tolist()), found.counts.tolist(), found.numbers.tolist(), strict=True)
    assert sorted(listed) == _efficient(sums)


def test_rows_that_carry_a_set_are_compared_with_those_of_the_same_set():
    one = Table(np.array([[1, -1, 5], [0, 0, 9]]), np.ones(2, dtype=np.int64), np.arange(2))
    other = Table(np.array([[2, -2, 0], [0, 0, 1], [4, -4, 0]]), np.ones(3, dtype=np.int64), np.arange(3))
    assert SmallestRows(sets=[3]).product([one, other]).rows.tolist() == [
        [0, 0, 10],
        [1, -1, 6],
        [2, -2, 9],
        [3, -3, 5],
    ]
    assert SmallestRows(sets=[2, 1]).product([one, other]).rows[:, 0].tolist() == [0, 1, 2]
    assert len(SmallestRows(sets=[0]).product([one.kept(np.array([0])), other])) == 0


def test_too_many_sets_are_refused():
    family = tuple(1 << at for at in range(5))
    shifted = tuple(members << 5 for members in family)
    assert len(SmallestSets(most=25).product([family, shifted])) == 25
    with pytest.raises(TooLargeError, match="merging sets would take 25 sets at once"):
        SmallestSets(most=24).product([family, shifted])
    with pytest.raises(TooLargeError, match="would take 25 sets at once; the limit is 20"):
        SmallestSets(most=1).product([family, shifted])
    with pytest.raises(TooLargeError, match="10 sets at once"):
        SmallestSets(most=9).total([family, shifted])


def test_too_many_rows_are_refused():
    rows = Table(np.array([[0, 2], [1, 1], [2, 0]]), np.ones(3, dtype=np.int64), np.arange(3))
    assert len(SmallestRows(most=9).product([rows, rows])) == 5
    with pytest.raises(TooLargeError, match="merging rows would take 9 rows at once"):
        SmallestRows(most=8).product([rows, rows])
    with pytest.raises(TooLargeError, match="6 rows at once"):
        SmallestRows(most=5).total([rows, rows])


def test_the_clock_is_looked_at_before_anything_is_put_together():
    def late():
        raise TimeLimitError("merging", 1)

    with pytest.raises(TimeLimitError):
        SmallestSets(check=late).product([(1, 2), (4, 8)])
    with pytest.raises(TimeLimitError):
        SmallestRows(check=late).total([_table([0])])
