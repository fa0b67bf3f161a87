"""What benchmarks measure on and against: the same numbers each time, and rivals that answer rightly."""

import itertools
import math

import numpy as np
import pytest

from benchmarks import rivals
from benchmarks.instances import Drawn
from benchmarks.measuring import Limit, Measured, Program, Row, compare, measured, verdict

SMALL = Drawn(parties=3, issues=4, options=3, points=100, level=80)
FLOORS = SMALL.floors or ()
NUMBERS = [[[5, 53], [12, 0], [0, 91]], [[88, 0], [0, 9], [34, 5]]]


def every_package(tables):
    """Return what every package is worth, by loops."""
    issues, options, _ = tables.shape
    every = itertools.product(range(options), repeat=issues)
    return [tuple(sum(tables[at, option] for at, option in enumerate(choice)).tolist()) for choice in every]


@pytest.mark.parametrize("interests", ["random", "opposed"])
def test_the_same_seed_draws_the_same_problem(interests):
    drawn, again = (Drawn(parties=2, issues=6, interests=interests) for _ in range(2))
    assert np.array_equal(drawn.tables, again.tables)
    assert not np.array_equal(drawn.tables, Drawn(parties=2, issues=6, interests=interests, seed=1).tables)
    assert drawn.tables.shape == (6, 5, 2)
    assert drawn.tables.min() == 0
    assert np.abs(drawn.tables.max(axis=1).sum(axis=0) - drawn.points).max() <= 6


def test_numbers_do_not_move():
    assert Drawn(parties=2, issues=2, options=3, points=100).tables.tolist() == NUMBERS


def test_floors_are_below_the_egalitarian_level():
    level = max(min(package) for package in every_package(SMALL.tables))
    assert (level * 80 // 100,) * 3 == FLOORS
    assert Drawn(parties=2, issues=2).floors is None


def test_the_problem_has_the_numbers_of_the_tables():
    problem = SMALL.problem
    for choice, worth in zip(itertools.product(range(3), repeat=4), every_package(SMALL.tables), strict=True):
        assert tuple(problem.points(problem.space.package(choice)).values()) == worth
    assert [party.reservation and party.reservation.points for party in problem.parties] == list(FLOORS)
    assert [party["reservation"]["points"] for party in SMALL.json["parties"]] == list(FLOORS)


def test_interactions_are_worth_something_together():
    joined = Drawn(parties=2, issues=5, interactions=3).problem.parties[0].factors[5:]
    assert [len(factor.issues) for factor in joined] == [2, 2, 2]
    assert len({factor.issues for factor in joined}) == 3


def test_rivals_rowcount_and_filter():
    packages = every_package(SMALL.tables)
    inside = [worth for worth in packages if all(map(int.__ge__, worth, FLOORS))]
    beaten = {
        one
        for one in inside
        for other in inside
        if other != one and all(a <= b for a, b in zip(one, other, strict=True))
    }
    front = sorted({row for row in inside if row not in beaten})
    assert list(zip(*(column.tolist() for column in rivals.columns(SMALL.tables)), strict=True)) == packages
    assert list(map(tuple, rivals.listed_frontier(SMALL.tables, FLOORS).tolist())) == front
    assert list(map(tuple, rivals.merged_frontier(SMALL.tables, FLOORS).tolist())) == front
    assert rivals.grid_count(SMALL.tables, FLOORS) == len(inside)
    assert rivals.analysis(SMALL.tables, FLOORS)[0] == len(inside)


def test_highs_finds_the_optima():
    packages = every_package(SMALL.tables)
    gains = [[worth - floor for worth, floor in zip(row, FLOORS, strict=True)] for row in packages]
    product = max(math.prod(row) for row in gains if min(row) >= 0)
    assert rivals.highs_least(SMALL.tables, max_seconds=60) == max(min(row) for row in packages)
    assert rivals.highs_nash(SMALL.tables, FLOORS, max_seconds=60) == product


def row_of(**settings):
    return Row(**{"question": "q", "size": "s", "target": "fast", "programs": (), **settings})


def test_different_answers_stop_the_program():
    programs = [Program(name="negsim", run=lambda: 1), Program(name="rival", run=lambda: 2)]
    with pytest.raises(SystemExit, match="negsim and rival differ"):
        measured(row_of(programs=programs))
    with pytest.raises(SystemExit, match="differ"):
        compare(row_of(), {"negsim": {"zone": 1, "rules": 2}, "rival": {"zone": 2}})
    compare(row_of(), {"negsim": {"zone": 1, "rules": 2}, "rival": {"zone": 1}})


def test_verdicts():
    own, slow = Measured(name="negsim", seconds=(1.0, 3.0, 2.0)), Measured(name="rival", seconds=(20.0,))
    assert verdict(row_of(limits=[Limit(most=2)]), [own]) == "met"
    assert verdict(row_of(limits=[Limit(most=1)]), [own]) == "**not met**: 2.0 times too slow"
    assert verdict(row_of(limits=[Limit(most=1 / 10, than="rival")]), [own, slow]) == "met"
    assert verdict(row_of(limits=[Limit(most=1 / 100, than="rival")]), [own, slow]).endswith("slow against rival")
    assert verdict(row_of(limits=[Limit(most=1, than="rival")]), [own]) == "not asked: the rival did not run"
    assert verdict(row_of(limits=[Limit(most=1)]), [Measured(name="negsim", refused="no")]) == "**not met**: refused"
