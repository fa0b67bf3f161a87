"""Shares of options and what demands forbid, against looking at every package."""

import itertools
import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings

import negsim
from negsim.errors import TimeLimitError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles, problem_generators

pytestmark = pytest.mark.own_method


def counted(problem, packages):
    return {
        issue.id: {option: sum(package[issue.id] == option for package in packages) for option in issue.option_ids}
        for issue in problem.space.issues
    }


@settings(max_examples=80)
@given(problem_generators.problems())
def test_marginals_are_what_looking_at_every_package_finds(problem):
    packages = oracles.packages(problem)
    zone = oracles.zone(problem)
    for method in ("enumeration", "counting", None):
        found = negsim.marginals(problem, method=method)
        assert found.packages == len(packages)
        assert (found.zone.packages, found.zone.counts) == (len(zone), counted(problem, zone))
        own = {
            party.id: [demand for demand in problem.demands if demand.red and party.id in demand.shared_by]
            for party in problem.constrainers
        }
        assert list(found.parties) == list(own)
        for party, demands in own.items():
            accepted = [
                package
                for package in packages
                if not any(oracles.is_broken(problem, demand, package) for demand in demands)
            ]
            assert found.parties[party].counts == counted(problem, accepted)
        assert [demand.name for demand in found.demands] == [demand.name for demand in problem.demands]
        for told, demand in zip(found.demands, problem.demands, strict=True):
            breaking = [package for package in packages if oracles.is_broken(problem, demand, package)]
            alone = [package for package in breaking if oracles.broken(problem, package) <= {demand.name}]
            assert (told.red, told.forbids, told.alone) == (demand.red, len(breaking), len(alone))
    assert pickle.loads(pickle.dumps(found)) == found


def test_shares_and_what_is_settled():
    issues = [Issue("a", ["x", "y"]), Issue("b", ["x", "y", "z"])]
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({"a": ["x"]}, price=1), Box({"b": ["y"]}, price=1)])
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space(issues), parties=[ProblemParty(id="A", red_lines=[line])]
    )
    zone = negsim.marginals(problem).zone
    assert zone.share("b", "z") == Fraction(1, 2)
    assert zone.share("b", "y") == 0
    assert zone.settled == {"a": "y"}
    with pytest.raises(KeyError):
        zone.share("b", "w")
    nobody = ProblemLine(id="none", shared_by=["B"], boxes=[Box({"a": ["y"]}, price=1)])
    closed = BargainingProblem(
        scenario="s",
        reading="r",
        space=Space(issues),
        parties=[*problem.parties, ProblemParty(id="B", red_lines=[nobody])],
    )
    found = negsim.marginals(closed)
    assert found.zone.share("a", "x") == 0
    assert found.zone.settled == {}
    assert [(demand.forbids, demand.alone) for demand in found.demands] == [(4, 3), (3, 2)]


def wide(count=60):
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(count)]
    rows = {"A": [0, 1], "B": [1, 0]}
    parties = [
        ProblemParty(
            id=name,
            factors=[Factor([issue.id], row) for issue in issues],
            reservation=ProblemReservation(points=count // 2),
        )
        for name, row in rows.items()
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


def test_marginals_of_a_space_far_too_large_to_list():
    found = negsim.marginals(wide())
    assert found.packages == 2**60
    assert found.zone.share("i7", "x") == Fraction(1, 2)
    assert found.parties["A"].share("i7", "y") > Fraction(1, 2)
    assert found.demands[0].alone == found.parties["B"].packages - found.zone.packages
    assert found.demands[0].forbids == 2**60 - found.parties["A"].packages


def test_a_method_that_does_not_count_is_refused():
    with pytest.raises(ValueError, match="expected one of enumeration, counting, or None"):
        negsim.marginals(wide(2), method="merging")


@pytest.mark.parametrize("seconds", [12, 60, 120])
def test_time_that_runs_out_midway_is_told(monkeypatch, seconds):
    ticks = itertools.count()
    monkeypatch.setattr("negsim.search.effort.time.monotonic", lambda: next(ticks))
    with pytest.raises(TimeLimitError):
        negsim.marginals(wide(8), method="enumeration", effort=Effort(block=16, max_seconds=seconds))
