"""Listing the zone, as packages and as arrays."""

import itertools
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.deals import listing
from negsim.errors import TooLargeError, UnknownNameError
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles, problem_generators

pytestmark = pytest.mark.own_method


def packages_of(problem, of):
    return oracles.zone(problem) if of == "zone" else oracles.packages(problem)


def ladder(count, *, scale=1):
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(count)]
    factors = [Factor([issue.id], [0, scale, 2 * scale]) for issue in issues]
    party = ProblemParty(id="A", factors=factors, reservation=ProblemReservation(points=(2 * count - 1) * scale))
    watcher = ProblemParty(id="W", consent="never", factors=[Factor(["i0"], [5, 0, -5])])
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party, watcher])


@settings(max_examples=150)
@given(problem_generators.problems(), st.sampled_from(["zone", "space"]), st.sampled_from([1, 3, 2**16]))
def test_arrays_hold_the_packages_in_order_with_what_they_are_worth(problem, of, block):
    expected = packages_of(problem, of)
    table = negsim.package_table(problem, of=of, effort=Effort(block=block))
    assert table.complete
    assert list(table) == expected
    assert len(table) == len(expected)
    assert [table.package(at) for at in range(len(table))] == expected
    for party in problem.parties:
        assert table.worth(party.id).tolist() == [oracles.points(problem, party, package) for package in expected]
    for issue in problem.space.issues:
        taken = [issue.option_ids[option] for option in table.options(issue.id)]
        assert taken == [package[issue.id] for package in expected]
    assert pickle.loads(pickle.dumps(table)) == table


@settings(max_examples=60)
@given(problem_generators.problems(), st.integers(0, 6), st.sampled_from(["zone", "space"]))
def test_limits_leave_the_first_ones(problem, limit, of):
    expected = packages_of(problem, of)
    table = negsim.package_table(problem, of=of, limit=limit, effort=Effort(block=2))
    assert list(table) == expected[:limit]
    assert table.complete == (len(expected) <= limit)
    zone = oracles.zone(problem)
    assert list(negsim.zone_packages(problem, limit=limit)) == zone[:limit]
    assert list(negsim.zone_packages(problem)) == zone
    if zone:
        assert list(negsim.zone_packages(problem, after=zone[0])) == zone[1:]


def test_the_first_packages_of_a_space_of_any_size():
    wide = ladder(60)
    found = list(negsim.zone_packages(wide, limit=3))
    assert [[issue for issue in package if package[issue] != "z"] for package in found] == [["i0"], ["i1"], ["i2"]]
    after = list(negsim.zone_packages(wide, after=found[-1]))
    assert len(after) == 60 + 1 - 3
    table = negsim.package_table(wide)
    assert len(table) == 61
    assert table.numbers.dtype == object
    assert table.options("i1").tolist() == [2, 1, *[2] * 59]
    assert set(table.worth("W").tolist()) == {0, -5}
    assert (table.worth("A") >= 119).all()


@pytest.mark.parametrize("of", ["zone", "space"])
def test_values_beyond_64_bits(of):
    table = negsim.package_table(ladder(3, scale=2**70), of=of)
    assert table.points.dtype == object
    assert max(table.worth("A")) == 6 * 2**70


def test_arrays_are_read_only_and_copied_where_they_are_not():
    table = negsim.package_table(ladder(2))
    for array in (table.numbers, table.points, table.worth("A")):
        with pytest.raises(ValueError, match="read-only"):
            array[..., 0] = 1
    mine = np.array(table.numbers)
    other = attrs.evolve(table, numbers=mine)
    mine[0] = -1
    assert other == table
    assert other != attrs.evolve(table, numbers=mine)


@pytest.mark.parametrize("first", [1, 3, 10])
def test_room_is_made_as_packages_are_found(first, monkeypatch):
    whole = negsim.package_table(ladder(10))
    monkeypatch.setattr(listing, "_FIRST", first)
    assert negsim.package_table(ladder(10), effort=Effort(block=9)) == whole


def test_a_ceiling_cuts_what_packages_are_worth():
    problem = ladder(2)
    capped = attrs.evolve(problem.parties[0], ceiling=2, reservation=None)
    table = negsim.package_table(attrs.evolve(problem, parties=[capped]), of="space")
    assert table.worth("A").tolist() == [0, 1, 2, 1, 2, 2, 2, 2, 2]


def test_no_party_no_columns():
    problem = attrs.evolve(ladder(2), parties=[])
    for of in ("zone", "space"):
        assert negsim.package_table(problem, of=of).points.shape == (0, 9)


def test_more_packages_than_arrays_may_hold_are_refused(monkeypatch):
    with pytest.raises(TooLargeError, match=r"listing packages as arrays would take .*zone_packages"):
        negsim.package_table(ladder(20), of="space")
    with pytest.raises(TooLargeError, match="the limit is 4"):
        negsim.package_table(ladder(5), effort=Effort(max_bytes=8 * 3 * 4))
    monkeypatch.setattr(listing, "MAX_LISTED", 11)
    assert len(negsim.package_table(ladder(10))) == 11
    monkeypatch.setattr(listing, "MAX_LISTED", 10)
    with pytest.raises(TooLargeError, match="would take 11 packages; the limit is 10"):
        negsim.package_table(ladder(10))


def test_time_that_runs_out_leaves_the_first_packages(monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr("negsim.search.effort.time.monotonic", lambda: next(ticks))
    whole = negsim.package_table(ladder(6))
    table = negsim.package_table(ladder(6), effort=Effort(block=9, max_seconds=60))
    assert not table.complete
    assert 0 < len(table) < len(whole)
    assert list(table) == list(whole)[: len(table)]


def test_names_that_are_not_there():
    table = negsim.package_table(ladder(2))
    with pytest.raises(UnknownNameError):
        table.worth("B")
    with pytest.raises(UnknownNameError):
        table.options("i9")
    with pytest.raises(UnknownNameError):
        negsim.zone_packages(ladder(2), after=negsim.Package({"i0": "x", "i1": "nothing"}))
