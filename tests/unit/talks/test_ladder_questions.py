"""What strategies ask of a ladder: trades, packages from the best down, and draws."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty
from negsim.seeding import stream
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.talks.ladder import ladder
from negsim.testing import oracles
from negsim.testing.problem_generators import problems


@settings(max_examples=20)
@given(problems(), st.data())
def test_trades_are_the_packages_that_no_other_beats_in_points_and_score(problem, data):
    party = problem.parties[0]
    scores = [[data.draw(st.integers(-3, 6)) for _ in issue.options] for issue in problem.space.issues]
    worth = {
        package: (
            oracles.points(problem, party, package),
            sum(row[at] for row, at in zip(scores, problem.space.indices(package), strict=True)),
        )
        for package in oracles.packages(problem)
    }
    trades = ladder(problem, party.id).trades(scores)
    best = {
        own
        for own in worth.values()
        if not any(own != other and own[0] <= other[0] and own[1] <= other[1] for other in worth.values())
    }
    assert list(zip(trades.points.tolist(), trades.scores.tolist(), strict=True)) == sorted(best, reverse=True)
    assert [worth[trades.package(at)] for at in range(len(trades))] == sorted(best, reverse=True)
    least = data.draw(st.integers(-10, 20))
    enough = [score for points, score in worth.values() if points >= least]
    assert trades.scores[trades.at_least(least)] == (max(enough) if enough else trades.scores[0])


@settings(max_examples=20)
@given(problems())
def test_packages_from_the_best_down(problem):
    found = ladder(problem, problem.parties[0].id)
    expected = [package for worth in found.rungs.tolist()[::-1] for package in found.packages(worth)]
    assert [found.from_best(place) for place in range(len(expected))] == expected
    assert found.from_best(len(expected)) is None


def test_draws_are_uniform_among_packages_of_enough_points():
    space = Space([Issue("a", ["0", "1", "2"]), Issue("b", ["0", "1", "2"])])
    factors = [Factor([issue], [0, 1, 2]) for issue in "ab"]
    problem = BargainingProblem(
        scenario="s", reading="given", space=space, parties=[ProblemParty(id="P", factors=factors)]
    )
    found, rng = ladder(problem, "P"), stream(7, "draws")
    drawn = Counter(found.drawn(2, rng=rng) for _ in range(6000))
    assert len(drawn) == 6
    assert all(found.points(package) >= 2 and 850 < count < 1150 for package, count in drawn.items())
    with pytest.raises(ValueError, match="no combination adds up to 5"):
        found.drawn(5, rng=rng)


def test_a_space_that_cannot_be_listed():
    issues = [Issue(f"i{number}", ["a", "b", "c", "d", "e"]) for number in range(30)]
    factors = [Factor([issue.id], [0, 10, 25, 40, 41]) for issue in issues]
    problem = BargainingProblem(
        scenario="wide", reading="given", space=Space(issues), parties=[ProblemParty(id="P", factors=factors)]
    )
    found = ladder(problem, "P")
    trades = found.trades([[4, 3, 2, 1, 0]] * 30)
    chosen = trades.package(trades.at_least(1170.5))  # giving up 59 or less: d costs 1, c 16 and b 31 points
    assert found.points(chosen) >= 1171
    assert trades.scores[trades.at_least(1170.5)] == 30 + 1  # d everywhere costs 30 of the 59, and c 15 more: once
    assert found.points(found.drawn(1000, rng=stream(7, "wide"))) >= 1000
    assert len({found.from_best(place) for place in range(40)}) == 40


def test_no_package_keeps_the_lines():
    line = ProblemLine(id="all", shared_by=["P"], boxes=[Box({"a": ("x", "y")})])
    party = ProblemParty(id="P", factors=[Factor(["a"], np.array([0, 1]))], red_lines=[line])
    space = Space([Issue("a", ["x", "y"])])
    found = ladder(
        BargainingProblem(scenario="s", reading="given", space=space, parties=[party]), "P", keeping=["P:all"]
    )
    assert found.from_best(0) is None
    with pytest.raises(ValueError, match="no package keeps the lines of P"):
        found.trades([[0, 0]])
