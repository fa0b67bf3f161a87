"""Why there is no deal: what is searched is what is found by looking at every package."""

from hypothesis import given, settings

from negsim.deals.conflicts import groups
from negsim.deals.feasibility import feasibility
from negsim.deals.odds import odds
from negsim.testing import oracles
from negsim.testing.problem_generators import closed_problems, problems


def told(group):
    """Return what a group says, but for how it was found."""
    flags = (group.complete, group.repairs_complete, group.broken_complete, group.blocked)
    return group.issues, group.demands, group.conflicts, group.repairs, group.broken, flags


@settings(max_examples=60)
@given(problems())
def test_groups_are_the_same_by_either_method(problem):
    listed = groups(problem, method="enumeration")
    searched = groups(problem, method="bounded-search")
    assert [told(group) for group in searched] == [told(group) for group in listed]
    assert {group.method for group in searched} <= {"bounded search"}


@settings(max_examples=40)
@given(closed_problems(max_issues=4))
def test_groups_of_closed_problems_are_the_same_by_either_method(problem):
    listed = groups(problem, method="enumeration")
    searched = groups(problem, method="bounded-search")
    assert [told(group) for group in searched] == [told(group) for group in listed]
    assert odds(problem, found=searched) == odds(problem, found=listed)


@settings(max_examples=50)
@given(problems())
def test_feasibility_shows_a_package_or_what_no_package_keeps(problem):
    found = feasibility(problem)
    zone = oracles.zone(problem)
    assert bool(found) == bool(zone)
    if found.deal is not None:
        assert found.deal.package in zone
        assert not found.blocked
    else:
        assert all(oracles.broken(problem, package) & set(found.blocked) for package in oracles.packages(problem))
