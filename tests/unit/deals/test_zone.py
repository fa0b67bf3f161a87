"""How large the zone is: methods, limits, and bounds where time runs out."""

import itertools

import attrs
import pytest

import negsim
from negsim.errors import TooLargeError
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Space

pytestmark = pytest.mark.own_method


def ladder(count, *, share=1, status_quo=""):
    issues = [Issue(f"i{number}", ["x", "y", "z"], status_quo=status_quo) for number in range(count)]
    rows = {"A": [0, 1, 2], "B": [2, 1, 0]}
    parties = [
        ProblemParty(
            id=name,
            factors=[Factor([issue.id], row) for issue in issues],
            reservation=ProblemReservation(points=count * share),
        )
        for name, row in rows.items()
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


@pytest.fixture
def clock(monkeypatch):
    """Make time pass by one second each time that someone looks at the clock."""
    ticks = itertools.count()
    monkeypatch.setattr("negsim.search.effort.time.monotonic", lambda: next(ticks))


def test_an_exact_zone_says_so():
    zone = negsim.zone(ladder(4))
    assert (zone.size, zone.at_most, zone.exact) == (19, 19, True)
    assert (bool(zone), zone.is_empty, len(zone), zone.agreements) == (True, False, 19, 19)
    empty = negsim.zone(ladder(4, share=2))
    assert (empty.size, empty.at_most, empty.exact) == (0, 0, True)
    assert (bool(empty), empty.is_empty) == (False, True)
    stated = negsim.Zone(packages=9, size=4, has_status_quo=True, method="by hand")
    assert (stated.at_most, stated.exact, stated.agreements) == (4, True, 3)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("seconds", [6, 30, 60])
def test_bounds_where_time_runs_out(seconds):
    exact = negsim.zone(ladder(8))
    zone = negsim.zone(ladder(8), method="enumeration", effort=Effort(block=81, max_seconds=seconds))
    assert not zone.exact
    assert zone.packages == 3**8
    assert zone.size <= exact.size <= zone.at_most <= 3**8
    assert zone.at_most < 3**8 or seconds == 6
    assert not zone.is_empty
    assert bool(zone) == (zone.size > 0)


@pytest.mark.usefixtures("clock")
def test_a_status_quo_in_the_zone_is_found_whatever_time_there_is():
    effort = Effort(block=81, max_seconds=5)
    zone = negsim.zone(ladder(8, status_quo="y"), method="enumeration", effort=effort)
    assert (zone.has_status_quo, zone.exact) == (True, False)
    assert zone.size >= 1
    assert zone.agreements == zone.size - 1


def test_all_methods_at_a_size_that_both_reach():
    listed, counted = (negsim.zone(ladder(12), method=method) for method in ("enumeration", "counting"))
    assert attrs.evolve(listed, method="") == attrs.evolve(counted, method="")
    assert (listed.method, counted.method) == ("enumeration", "counting over 12 parts (grid)")


def test_an_effort_names_the_method_too_and_others_are_ignored():
    assert negsim.zone(ladder(5), effort=Effort(method="counting")).method.startswith("counting")
    assert negsim.zone(ladder(5), effort=Effort(method="merging")).method == "enumeration"
    assert negsim.zone(ladder(5), method="enumeration", effort=Effort(method="counting")).method == "enumeration"


@pytest.mark.parametrize("method", ["merging", "bounded-search", "integer-programming", "guessing"])
def test_a_method_that_does_not_count_is_refused(method):
    with pytest.raises(ValueError, match="expected one of enumeration, counting, or None"):
        negsim.zone(ladder(2), method=method)


def test_what_would_not_finish_is_refused_before_it_starts():
    huge = ladder(70)
    with pytest.raises(TooLargeError, match=r"by enumeration would take .*; the limit is 100,000,000.*method counting"):
        negsim.zone(huge, method="enumeration")
    assert 0 < negsim.zone(huge).size < 3**70
    with pytest.raises(TooLargeError, match="milliseconds"):
        negsim.zone(ladder(16), method="enumeration", effort=Effort(max_seconds=0.001))
