from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import UnknownNameError
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.ladder import ladder
from negsim.testing import oracles
from negsim.testing.problem_generators import problems


@given(problems(), st.data())
def test_rungs_and_their_packages_are_what_looking_at_every_package_finds(problem, data):
    party = data.draw(st.sampled_from(problem.parties))
    found = ladder(problem, party.id)
    by_worth: dict[int, set[Package]] = {}
    for package in oracles.packages(problem):
        by_worth.setdefault(oracles.points(problem, party, package), set()).add(package)
    assert found.rungs.tolist() == sorted(by_worth)
    assert (found.worst, found.best, len(found)) == (min(by_worth), max(by_worth), len(by_worth))
    for worth, packages in by_worth.items():
        listed = list(found.packages(worth))
        assert (set(listed), len(listed)) == (packages, len(packages))
        assert found.first(worth) == listed[0] == found.first(worth)
        assert found.points(listed[0]) == worth


@given(problems(), st.data())
def test_only_packages_that_keep_the_demands_to_keep(problem, data):
    names = [demand.name for demand in problem.demands if demand.line is not None]
    keeping = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    party = problem.parties[0]
    found = ladder(problem, party.id, keeping=keeping)
    kept = [
        package
        for package in oracles.packages(problem)
        if not any(oracles.is_broken(problem, demand, package) for demand in problem.demands if demand.name in keeping)
    ]
    assert found.rungs.tolist() == sorted({oracles.points(problem, party, package) for package in kept})
    assert {package for worth in found.rungs.tolist() for package in found.packages(worth)} == set(kept)


@given(problems(), st.data())
def test_the_nearest_rungs(problem, data):
    found = ladder(problem, problem.parties[0].id)
    rungs = found.rungs.tolist()
    low, high = sorted(data.draw(st.tuples(*[st.integers(rungs[0] - 3, rungs[-1] + 3)] * 2)))
    assert found.at_least(low) == min((rung for rung in rungs if rung >= low), default=rungs[-1])
    assert found.below(low) == max((rung for rung in rungs if rung < low), default=None)
    assert found.between(low, high).tolist() == [rung for rung in rungs if low <= rung <= high]
    assert found.at_least(low + 0.5) == rungs[min(bisect_left(rungs, low + 1), len(rungs) - 1)]


def test_spaces_that_cannot_be_listed():
    issues = [Issue(f"i{number}", ["a", "b", "c", "d", "e"]) for number in range(30)]
    factors = [Factor([issue.id], [0, 10, 25, 40, 41]) for issue in issues]
    space = Space(issues)
    problem = BargainingProblem(
        scenario="wide", reading="given", space=space, parties=[ProblemParty(id="P", scale=1230, factors=factors)]
    )
    found = ladder(problem, "P")
    assert (found.best, found.worst) == (30 * 41, 0)
    assert found.points(found.first(found.at_least(611))) == found.at_least(611) == 611


def test_a_worth_that_no_package_has_and_a_party_that_there_is_not():
    space = Space([Issue("price", ["low", "high"])])
    parties = [ProblemParty(id="P", factors=[Factor(["price"], [0, 2])])]
    problem = BargainingProblem(scenario="sale", reading="given", space=space, parties=parties)
    found = ladder(problem, "P")
    assert list(found.packages(1)) == []
    with pytest.raises(KeyError):
        found.first(1)
    with pytest.raises(UnknownNameError):
        ladder(problem, "Q")
