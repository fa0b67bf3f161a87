import pickle
from bisect import bisect_left

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TooLargeError, UnknownNameError
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.seeding import stream
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


def widened(problem, party, *, by):
    """The same problem, where every package is worth so many times as much to a party: more points, the same order."""
    own = problem.party(party)
    factors = [Factor(factor.issues, factor.values.astype(object) * by) for factor in own.factors]
    more = attrs.evolve(own, factors=factors, ceiling=None if own.ceiling is None else own.ceiling * by)
    return attrs.evolve(problem, parties=[more if entry is own else entry for entry in problem.parties])


@settings(max_examples=40)
@given(problems(), st.sampled_from([2**27 + 1, 2**56 + 1, 10**21 + 1]), st.data())
def test_points_of_many_digits_are_ordered_as_those_of_few(problem, by, data):
    own = problem.parties[0].id
    names = [demand.name for demand in problem.demands if demand.line is not None and demand.party == own]
    kept = [name for name in names if data.draw(st.booleans())]
    few = ladder(problem, own, keeping=kept)
    many = pickle.loads(pickle.dumps(ladder(widened(problem, own, by=by), own, keeping=kept)))
    rungs = few.rungs.tolist()
    assert many.rungs.tolist() == [by * rung for rung in rungs]
    assert (many.worst, many.best, many.parts) == (by * few.worst, by * few.best, few.parts)
    for rung in rungs:
        assert list(many.packages(by * rung)) == list(few.packages(rung))
        assert many.first(by * rung) == few.first(rung)
        assert many.rung(many.first(by * rung)) == many.at_least(by * rung) == many.at_least(by * rung - 1) == by * rung
        assert many.below(by * rung) == (None if few.below(rung) is None else by * few.below(rung))
    assert [many.from_best(at) for at in range(20)] == [few.from_best(at) for at in range(20)]
    assert many.between(by * few.worst, by * few.best).tolist() == many.rungs.tolist()
    if rungs:
        assert many.first_options(many.rungs).tolist() == few.first_options(few.rungs).tolist()
        check_trades_and_draws(few, many, by=by, least=data.draw(st.sampled_from(rungs)), data=data)


def check_trades_and_draws(few, many, *, by, least, data):
    space = few._indexed.problem.space
    scores = [[data.draw(st.integers(-3, 6)) for _ in issue.options] for issue in space.issues]
    one, other = few.trades(scores), many.trades(scores)
    assert other.points.tolist() == [by * points for points in one.points.tolist()]
    assert other.scores.tolist() == one.scores.tolist()
    assert [other.package(at) for at in range(len(other))] == [one.package(at) for at in range(len(one))]
    assert other.at_least(by * least) == one.at_least(least)
    draws = np.random.default_rng(data.draw(st.integers(0, 2**32))).random((5, few.parts))
    assert many.drawn_options(by * least, draws=draws).tolist() == few.drawn_options(least, draws=draws).tolist()
    seeds = [stream(number, "drawn") for number in (1, 1)]
    assert many.drawn(by * least, rng=seeds[0]) == few.drawn(least, rng=seeds[1])


def test_what_can_neither_be_held_in_bits_nor_listed_is_refused_with_advice():
    issues = [Issue(f"i{number}", ["a", "b"]) for number in range(23)]
    factors = [Factor([issue.id], [0, 10**9 + number]) for number, issue in enumerate(issues)]
    problem = BargainingProblem(
        scenario="wide", reading="given", space=Space(issues), parties=[ProblemParty(id="P", factors=factors)]
    )
    with pytest.raises(TooLargeError, match=r"8,388,608 packages in a list.* Write its weights .* with 3 digits"):
        ladder(problem, "P")


def test_draws_of_points_too_many_for_shares_are_made_from_a_list():
    space = Space([Issue("price", ["low", "middle", "high"])])
    party = ProblemParty(id="P", factors=[Factor(["price"], [0, 5, 2**25])])
    found = ladder(BargainingProblem(scenario="sale", reading="given", space=space, parties=[party]), "P")
    drawn = {str(found.drawn(5, rng=stream(number, "drawn"))) for number in range(20)}
    assert drawn == {"price: middle", "price: high"}
