"""Sums over parts: their packages by number, few of many, and sources that nobody could list."""

import itertools
import math

import numpy as np
import pytest
from attrs import frozen

from negsim.kernels.tables import Table
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.search import sums as sums_module
from negsim.search.effort import Effort
from negsim.search.indexed import indexed
from negsim.search.parts import Part, value_parts
from negsim.search.sums import merged_sums, sums
from negsim.search.values import keeps_all, losses
from negsim.space.issue import Issue
from negsim.space.space import Space


def problem_of(rows):
    """Return a problem of issues with options of given points to two parties."""
    issues = [Issue(f"i{at}", [f"o{option}" for option in range(len(row))]) for at, row in enumerate(rows)]
    parties = [
        ProblemParty(
            id=name,
            factors=[Factor([issue.id], [entry[at] for entry in row]) for issue, row in zip(issues, rows, strict=True)],
        )
        for at, name in enumerate("AB")
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


def summed(problem, **settings):
    prepared = indexed(problem)
    parts = value_parts(prepared, demands=())
    return sums(prepared, parts, columns=[losses(0), losses(1)], keep=keeps_all, **settings)


def packages_by_row(problem):
    """Return the numbers of all packages, by what they take from the parties."""
    prepared = indexed(problem)
    found: dict[tuple[int, int], list[int]] = {}
    for number in range(math.prod(prepared.radices)):
        points = problem.points(prepared.package(number))
        found.setdefault((-points["A"], -points["B"]), []).append(number)
    return found


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("limit", [0, 1, 5, 40, 10**6])
def test_packages_of_rows_are_named_in_order_up_to_the_limit(seed, limit, monkeypatch):
    monkeypatch.setattr(sums_module, "_MOST_OF_A_ROW", 10 if seed % 2 else 10_000)
    rng = np.random.default_rng(seed)
    problem = problem_of([rng.integers(0, 3, (int(rng.integers(1, 5)), 2)).tolist() for _ in range(5)])
    total, every = summed(problem), packages_by_row(problem)
    rows = total.totals.rows.tolist()
    wanted = [rows[at] for at in rng.permutation(len(rows))]
    named = list(total.numbers(wanted, limit=limit))
    left = limit
    for row, numbers in zip(wanted, named, strict=False):
        own = every[tuple(row)]
        assert len(numbers) == min(left, len(own)) > 0
        if seed % 2 == 0 or len(own) <= 10 or left >= len(own):
            assert numbers == own[:left]
        assert numbers == sorted(set(numbers))
        assert set(numbers) <= set(own)
        left -= len(numbers)
    assert left == 0 or len(named) == len(wanted)


def test_a_row_with_more_packages_than_anyone_could_list_is_named_by_some():
    """2^120 packages of one value: a few are named at once."""
    problem = problem_of([[(1, 1), (1, 1)]] * 120)
    total = summed(problem)
    assert [int(count) for count in total.totals.counts] == [2**120]
    (numbers,) = total.numbers([[-120, -120]], limit=3)
    assert len(set(numbers)) == 3
    assert all(0 <= number < 2**120 for number in numbers)
    assert [int(number) for number in total.totals.numbers] == [0]


@frozen(kw_only=True, eq=False)
class Endless:
    """A part whose packages nobody could list: they are told one by one, without end."""

    part: Part
    table: Table

    def packages(self, rows):
        return [itertools.count() for _ in rows]


def test_packages_of_a_source_are_taken_one_by_one():
    prepared = indexed(problem_of([[(0, 0)], [(0, 0)]]))
    parts = value_parts(prepared, demands=())
    table = Table(np.zeros((1, 2), dtype=np.int64), np.array([10**30], dtype=object), np.zeros(1, dtype=np.int64))
    sources = [Endless(part=part, table=table) for part in parts]
    total = merged_sums(prepared, sources, columns=[losses(0), losses(1)], keep=keeps_all)
    assert [int(count) for count in total.totals.counts] == [10**60]
    (numbers,) = total.numbers([[0, 0]], limit=7)
    assert len(numbers) == 7


def test_rows_kept_are_named_as_before():
    problem = problem_of([[(0, 3), (1, 1), (3, 0)]] * 3)
    total = summed(problem)
    mask = np.arange(len(total.totals)) % 2 == 0
    kept = total.kept(mask)
    rows = total.totals.rows[mask].tolist()
    assert kept.totals.rows.tolist() == rows
    assert list(kept.numbers(rows, limit=10**6)) == list(total.numbers(rows, limit=10**6))
    assert kept.parts == total.parts


def test_limits_of_an_effort_change_nothing_where_they_are_kept():
    problem = problem_of([[(0, 3), (1, 1), (3, 0)]] * 3)
    plain = summed(problem)
    limited = summed(problem, effort=Effort(max_seconds=10**6, max_bytes=10**8).started(), budget=[-1, None])
    inside = [row for row in plain.totals.rows.tolist() if row[0] <= -1]
    assert limited.totals.rows.tolist() == inside
