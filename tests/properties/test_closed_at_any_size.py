"""Laws of what stands between the parties, at sizes that nobody can list: conflicts, repairs, the least movement."""

from fractions import Fraction

import attrs
import pytest

import negsim
from negsim.problem import Factor
from negsim.space.issue import Issue
from negsim.space.space import Space
from tests.properties.test_at_any_size import drawn, with_red

CLOSED = [(2, 20, 5, "17/10"), (3, 20, 3, "3/2"), (3, 30, 5, "3/2"), (3, 30, 5, "17/10")]
closed = pytest.mark.parametrize(("parties", "issues", "options", "level"), CLOSED)


def closed_problem(parties, issues, options, level, *, lines=4):
    """Return a problem whose reservations ask for more than there is."""
    return drawn(parties=parties, issues=issues, options=options, level=Fraction(level), lines=lines)


def why(problem):
    """Return the conflicts and the repairs as sets of names."""
    found = negsim.groups(problem)
    assert all(group.complete and group.repairs_complete for group in found)
    conflicts = {frozenset(conflict.demands) for group in found for conflict in group.conflicts}
    return conflicts, {frozenset(repair) for group in found for repair in group.repairs}


@closed
def test_conflicts_and_repairs_are_what_counting_says(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level)
    conflicts, repairs = why(problem)
    assert conflicts
    assert repairs
    names = {demand.name for demand in problem.demands}

    def size(kept):
        return negsim.zone(attrs.evolve(problem, parties=with_red(problem, kept.__contains__))).size

    assert size(names) == 0
    for conflict in sorted(conflicts, key=sorted)[:6]:
        assert size(conflict) == 0
        assert all(size(conflict - {name}) > 0 for name in conflict)
    for repair in sorted(repairs, key=sorted)[:6]:
        assert size(names - repair) > 0
        assert all(size((names - repair) | {name}) == 0 for name in repair)
        assert all(conflict & repair for conflict in conflicts)


@closed
def test_why_there_is_no_deal_does_not_depend_on_idle_issues_or_scales(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level)
    expected = why(problem)
    wide = attrs.evolve(problem, space=Space([Issue("z", list("abcd")), *problem.space.issues]))
    assert why(wide) == expected
    one, *others = problem.parties
    assert why(attrs.evolve(problem, parties=[*others, seven_times(one)])) == expected


@closed
def test_a_tighter_demand_keeps_every_conflict(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level)
    before, _ = why(problem)
    one = problem.parties[-1]
    tight = attrs.evolve(one, reservation=attrs.evolve(one.reservation, points=one.reservation.points + 3))
    after, _ = why(attrs.evolve(problem, parties=[*problem.parties[:-1], tight]))
    assert all(any(other <= conflict for other in after) for conflict in before)


def least(problem, **how):
    """Return the first least vectors of breach by side, with what their deals are worth."""
    found = negsim.nearest_deals(problem, max_deals=3, **how)
    return [({side: breach.total for side, breach in deal.breaches.items()}, dict(deal.points)) for deal in found]


@closed
def test_the_least_movement_does_not_depend_on_method_idle_issues_or_scales(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level)
    expected = least(problem, method="bounded-search")
    assert len(expected) == 3
    assert least(problem, method="integer-programming") == expected
    wide = attrs.evolve(problem, space=Space([Issue("z", list("abcd")), *problem.space.issues]))
    assert least(wide) == expected
    scaled = attrs.evolve(problem, parties=[seven_times(party) for party in problem.parties])
    told = [({**vector}, {party: 7 * entry for party, entry in points.items()}) for vector, points in expected]
    assert least(scaled) == told


def seven_times(party):
    """Return a party with seven times the points on seven times the scale."""
    return attrs.evolve(
        party,
        scale=7 * party.scale,
        factors=[Factor(entry.issues, entry.values * 7) for entry in party.factors],
        reservation=attrs.evolve(party.reservation, points=7 * party.reservation.points),
    )


@closed
def test_the_least_movement_opens_the_zone_and_a_point_less_does_not_by_counting(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level, lines=0)

    def size(floors):
        met = [
            attrs.evolve(party, reservation=attrs.evolve(party.reservation, points=floors[party.id]))
            for party in problem.parties
        ]
        return negsim.zone(attrs.evolve(problem, parties=met)).size

    for deal in negsim.nearest_deals(problem, max_deals=3):
        asked = {party.id: party.reservation.points for party in problem.parties}
        floors = {party: min(asked[party], deal.points[party]) for party in asked}
        assert size(floors) > 0
        moved = [party for party in asked if floors[party] < asked[party]]
        assert moved == list(deal.breaches)
        assert all(size({**floors, party: floors[party] + 1}) == 0 for party in moved)


@closed
def test_repairs_break_what_they_name_and_cost_the_same_with_an_idle_issue(parties, issues, options, level):
    problem = closed_problem(parties, issues, options, level)
    wide = attrs.evolve(problem, space=Space([Issue("z", list("abcd")), *problem.space.issues]))
    found, idle = (negsim.repairs(one, max_repairs=3) for one in (problem, wide))
    assert [(one.demands, one.cost) for one in found.items] == [(one.demands, one.cost) for one in idle.items]
    _, repairs = why(problem)
    for repair in found.items:
        assert set(repair.deal.broken) == set(repair.demands)
        assert frozenset(repair.demands) in repairs
        assert repair.cost == sum(breach.total for breach in repair.deal.breaches.values())
