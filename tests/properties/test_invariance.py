"""What must not change an answer, and what may change it one way only."""

import attrs
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.deals.conflicts import conflicts, groups
from negsim.deals.frontier import frontier
from negsim.deals.nearest import nearest_deals
from negsim.deals.odds import odds
from negsim.deals.repairs import repairs
from negsim.deals.solutions import solutions
from negsim.deals.zone import membership, zone
from negsim.parties.red_line import Box
from negsim.problem import Factor
from negsim.search.effort import STEADY, Effort
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles
from negsim.testing.problem_generators import closed_problems, open_problems, problems

MOST = 10**6
anything = st.one_of(problems(), open_problems(), closed_problems())
few = settings(max_examples=25)


def answers(problem, *, effort=STEADY):
    """Return every answer, as plain as it can be compared."""
    counted = zone(problem, effort=effort)
    found = odds(problem, effort=effort)
    return {
        "zone": (counted.packages, counted.size, counted.agreements),
        "frontier": frontier(problem, of="space", max_packages=MOST, effort=effort),
        "solutions": solutions(problem, max_packages=MOST, effort=effort),
        "nearest": nearest_deals(problem, max_deals=None, effort=effort),
        "groups": groups(problem, effort=effort),
        "conflicts": conflicts(problem, effort=effort),
        "repairs": repairs(problem, max_repairs=None, effort=effort),
        "odds": found,
    }


@few
@given(anything, st.sampled_from([1, 2, 1000, 10**9]))
def test_the_size_of_blocks_changes_nothing(problem, block):
    assert answers(problem, effort=Effort(block=block)) == answers(problem)


@few
@given(anything)
def test_renaming_parties_changes_nothing_but_names(problem):
    names = {party.id: f"new-{number}" for number, party in enumerate(problem.parties)}
    issues = [attrs.evolve(issue, consent=[names[party] for party in issue.consent]) for issue in problem.space.issues]
    parties = [
        attrs.evolve(
            party,
            id=names[party.id],
            red_lines=[
                attrs.evolve(line, shared_by=[names[sharer] for sharer in line.shared_by]) for line in party.red_lines
            ],
        )
        for party in problem.parties
    ]
    renamed = attrs.evolve(problem, space=attrs.evolve(problem.space, issues=issues), parties=parties)
    assert _nameless(renamed) == _nameless(problem)


def _nameless(problem):
    """Return every answer with parties and demands by where they stand."""
    number = {demand.name: at for at, demand in enumerate(problem.demands)}
    found = odds(problem)
    near = nearest_deals(problem, max_deals=None).items
    return {
        "frontier": [(tuple(point.points.values()), point.packages) for point in frontier(problem, of="space").items],
        "solutions": {rule: [deal.package for deal in entry.deals] for rule, entry in solutions(problem).items()},
        "nearest": [(deal.package, [breach.total for breach in deal.breaches.values()]) for deal in near],
        "conflicts": [[number[name] for name in conflict] for conflict in conflicts(problem)],
        "repairs": [
            ([number[name] for name in repair.demands], repair.deal.package)
            for repair in repairs(problem, max_repairs=None).items
        ],
        "odds": (found.open, found.open_one_resolve, list(found.importance.values())),
    }


@few
@given(anything, st.data())
def test_permuting_issues_and_options_changes_nothing_but_the_order(problem, data):
    issues = data.draw(st.permutations(problem.space.issues))
    orders = {issue.id: data.draw(st.permutations(range(len(issue.options)))) for issue in problem.space.issues}
    permuted = attrs.evolve(
        problem,
        space=Space(
            [attrs.evolve(issue, options=[issue.options[at] for at in orders[issue.id]]) for issue in issues],
            problem.space.excluded,
        ),
        parties=[
            attrs.evolve(party, factors=[_permuted(factor, orders) for factor in party.factors])
            for party in problem.parties
        ],
    )
    assert _unordered(permuted) == _unordered(problem)


def _permuted(factor, orders):
    return Factor(factor.issues, factor.values[np.ix_(*(orders[issue] for issue in factor.issues))])


def _unordered(problem):
    """Return what does not depend on the order of packages: which of equal packages is named does."""
    found = odds(problem)
    vectors = {tuple(oracles.breaches(problem, deal.package).items()) for deal in nearest_deals(problem).items}
    return {
        "zone": zone(problem).size,
        "frontier": {
            (tuple(point.points.items()), frozenset(_sorted(package) for package in point.packages))
            for point in frontier(problem, of="space", max_packages=MOST).items
        },
        "solutions": {
            rule: {_sorted(deal.package) for deal in entry.deals}
            for rule, entry in solutions(problem, max_packages=MOST).items()
        },
        "nearest": vectors,
        "conflicts": set(conflicts(problem)),
        "repairs": {(repair.demands, repair.cost) for repair in repairs(problem, max_repairs=None).items},
        "odds": (found.open, found.open_one_resolve, found.importance),
    }


def _sorted(package):
    return tuple(sorted(package.choices.items()))


@few
@given(anything, st.data())
def test_relaxing_a_demand_never_removes_a_package_from_the_zone(problem, data):
    own = [(at, number) for at, party in enumerate(problem.parties) for number in range(len(party.red_lines))]
    if not own:
        return
    at, number = data.draw(st.sampled_from(own))
    line = problem.parties[at].red_lines[number]
    how = data.draw(st.sampled_from(["soft", "gone", "fewer boxes"]))
    relaxed = {
        "soft": [attrs.evolve(line, red=False)],
        "gone": [],
        "fewer boxes": [attrs.evolve(line, boxes=line.boxes[1:])],
    }
    lines = list(problem.parties[at].red_lines)
    lines[number : number + 1] = relaxed[how]
    parties = list(problem.parties)
    parties[at] = attrs.evolve(parties[at], red_lines=lines)
    after = attrs.evolve(problem, parties=parties)
    assert zone(after).size >= zone(problem).size
    for package in oracles.zone(problem):
        assert membership(after, package).is_inside
    assert odds(after).open >= odds(problem).open


@few
@given(anything, st.data())
def test_a_lower_reservation_never_removes_a_package_from_the_zone(problem, data):
    parties = list(problem.parties)
    at = data.draw(st.integers(0, len(parties) - 1))
    if parties[at].reservation is not None:
        lower = attrs.evolve(parties[at].reservation, points=parties[at].reservation.points - 1)
        parties[at] = attrs.evolve(parties[at], reservation=lower)
    after = attrs.evolve(problem, parties=parties)
    assert all(membership(after, package).is_inside for package in oracles.zone(problem))


@few
@given(open_problems(), st.data(), st.integers(2, 7))
def test_scaling_one_partys_values_never_moves_nash_or_kalai_smorodinsky(problem, data, times):
    parties = list(problem.parties)
    at = data.draw(st.integers(0, len(parties) - 1))
    party = parties[at]
    parties[at] = attrs.evolve(
        party,
        factors=[Factor(factor.issues, factor.values * times) for factor in party.factors],
        ceiling=None if party.ceiling is None else party.ceiling * times,
        reservation=None
        if party.reservation is None
        else attrs.evolve(party.reservation, points=party.reservation.points * times),
    )
    scaled = solutions(attrs.evolve(problem, parties=parties), max_packages=MOST)
    before = solutions(problem, max_packages=MOST)
    for rule in ("nash", "kalai-smorodinsky"):
        assert [deal.package for deal in scaled[rule].deals] == [deal.package for deal in before[rule].deals]


@few
@given(anything)
def test_an_issue_nobody_cares_about_changes_nothing_but_the_counts(problem):
    idle = Issue("idle", ["on", "off"], status_quo="on")
    wider = attrs.evolve(
        problem,
        space=Space([*problem.space.issues, idle], problem.space.excluded),
        no_agreement=None if problem.no_agreement is None else Package({**problem.no_agreement.choices, "idle": "on"}),
    )
    assert zone(wider).size == 2 * zone(problem).size
    assert frontier(wider, of="space").packages == 2 * frontier(problem, of="space").packages
    assert conflicts(wider) == conflicts(problem)
    assert [repair.demands for repair in repairs(wider).items] == [repair.demands for repair in repairs(problem).items]
    assert odds(wider).open == odds(problem).open
    assert nearest_deals(wider).count == nearest_deals(problem).count


@few
@given(open_problems())
def test_an_exclusion_says_the_same_as_a_line_of_everyone(problem):
    """A combination that cannot be, and one that nobody would sign, leave the same zone."""
    kept = oracles.zone(problem)[0]
    forbids = {issue.id: issue.others([kept[issue.id]]) or issue.option_ids for issue in problem.space.issues}
    excluded = attrs.evolve(problem, space=Space(problem.space.issues, [*problem.space.excluded, Exclusion(forbids)]))
    inside = [package for package in oracles.zone(problem) if not Box(forbids).covers(package)]
    assert zone(excluded).size == len(inside)
