"""Every answer about what could be agreed equals the slow and obvious one."""

import itertools
from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.deals.cloud import cloud
from negsim.deals.conflicts import conflicts, groups
from negsim.deals.deal import breaches, valued
from negsim.deals.frontier import frontier
from negsim.deals.issue_odds import issue_odds
from negsim.deals.nearest import nearest_deals
from negsim.deals.odds import odds
from negsim.deals.repairs import repairs
from negsim.deals.solutions import RULES, solutions
from negsim.deals.trades import trades
from negsim.deals.zone import membership, zone
from negsim.testing import oracles
from negsim.testing.problem_generators import closed_problems, open_problems, package_of, problems

MOST = 10**6
anything = st.one_of(problems(), open_problems(), closed_problems())
few = settings(max_examples=50)


@few
@given(anything)
def test_zone(problem):
    found = zone(problem)
    inside = oracles.zone(problem)
    assert (found.packages, found.size, len(found)) == (len(oracles.packages(problem)), len(inside), len(inside))
    assert found.is_empty is not bool(inside)
    standing = problem.space.status_quo
    assert found.has_status_quo is (None if standing is None else standing in inside)
    assert found.agreements == sum(package != standing for package in inside)
    assert found.exact


@settings(max_examples=20)
@given(open_problems())
def test_open_problems_are_open(problem):
    assert oracles.zone(problem)


@settings(max_examples=20)
@given(closed_problems())
def test_closed_problems_are_empty(problem):
    assert not oracles.zone(problem)


@few
@given(anything, st.data())
def test_membership_and_breaches(problem, data):
    package = data.draw(package_of(problem.space))
    found = membership(problem, package)
    assert found.exists is (package in oracles.packages(problem))
    assert set(found.broken) == oracles.broken(problem, package)
    assert found.is_inside is (package in oracles.zone(problem))
    assert dict(found.margins) == oracles.margins(problem, package)
    broken = oracles.broken(problem, package)
    sides = oracles.breaches(problem, package)
    deal = valued(problem, package)
    assert deal.breaches == breaches(problem, package)
    assert {side: deal.breaches[side].total if side in deal.breaches else 0 for side in sides} == sides
    assert set(deal.broken) == broken
    assert deal.largest == max(sides.values())
    assert deal.total == sum(sides.values())
    assert dict(deal.points) == {party.id: oracles.points(problem, party, package) for party in problem.parties}


@few
@given(anything.filter(lambda problem: len(problem.parties) > 1), st.sampled_from(["zone", "space"]), st.data())
def test_cloud(problem, of, data):
    chosen = data.draw(st.permutations(problem.parties))[:2]
    found = cloud(problem, [party.id for party in chosen], of=of)
    expected: Counter[tuple[int, ...]] = Counter(
        tuple(oracles.points(problem, party, package) for party in chosen)
        for package in (oracles.zone(problem) if of == "zone" else oracles.packages(problem))
    )
    rows = [tuple(row) for row in found.points.tolist()]
    assert dict(zip(rows, found.counts.tolist(), strict=True)) == expected
    assert found.exact


@few
@given(anything, st.sampled_from(["zone", "space"]))
def test_frontier(problem, of):
    found = frontier(problem, of=of, max_packages=MOST)
    expected = oracles.frontier(problem, of=of)
    assert [tuple(point.points.values()) for point in found.items] == sorted(expected, reverse=True)
    for point in found.items:
        assert list(point.packages) == expected[tuple(point.points.values())]
        assert point.count == len(point.packages)
    assert (found.packages, len(found)) == (sum(map(len, expected.values())), len(expected))


@few
@given(anything, st.integers(0, 5))
def test_frontier_names_the_first_packages_and_counts_all(problem, most):
    found = frontier(problem, of="space", max_packages=most)
    expected = oracles.frontier(problem, of="space")
    everything = list(itertools.chain.from_iterable(expected[key] for key in sorted(expected, reverse=True)))
    assert [package for point in found.items for package in point.packages] == everything[:most]
    assert [point.count for point in found.items] == [len(expected[key]) for key in sorted(expected, reverse=True)]


@few
@given(anything, st.integers(0, 3))
def test_solutions(problem, most):
    expected = oracles.solutions(problem)
    found = solutions(problem, max_packages=MOST)
    assert tuple(found) == RULES
    assert {rule: [deal.package for deal in entry.deals] for rule, entry in found.items()} == expected
    for rule, entry in solutions(problem, max_packages=most).items():
        assert [deal.package for deal in entry.deals] == expected[rule][:most]
        assert (entry.count, len(entry)) == (len(expected[rule]), len(expected[rule][:most]))
        assert entry.compares_parties is (rule in ("egalitarian", "utilitarian"))


@few
@given(anything)
def test_nearest_deals(problem):
    found = nearest_deals(problem, max_deals=None)
    expected = oracles.nearest_deals(problem)
    vectors = [tuple(oracles.breaches(problem, deal.package).values()) for deal in found.items]
    assert vectors == sorted(expected, key=lambda vector: (max(vector), sum(vector), vector))
    assert all(deal.package in expected[vector] for vector, deal in zip(vectors, found.items, strict=True))
    assert found.count == len(found) == len(expected)
    assert found.complete
    assert nearest_deals(problem, max_deals=1).items == found.items[:1]


@few
@given(anything)
def test_conflicts(problem):
    found = conflicts(problem)
    assert {frozenset(conflict) for conflict in found} == oracles.conflicts(problem)
    assert len({tuple(conflict) for conflict in found}) == len(found)
    kinds = [(conflict.has_reservation, len(conflict)) for conflict in found]
    assert kinds == sorted(kinds)
    for conflict in found:
        assert conflict.has_reservation is any(name.endswith(":reservation") for name in conflict)


@few
@given(anything)
def test_groups(problem):
    found = groups(problem)
    assert {(frozenset(group.issues), frozenset(group.demands)) for group in found} == oracles.groups(problem)
    assert all(group.complete for group in found)
    assert all(group.is_open for group in found) is bool(oracles.zone(problem))


@few
@given(anything)
def test_repairs(problem):
    found = repairs(problem, max_repairs=None)
    expected = oracles.repairs(problem)
    assert {frozenset(repair.demands) for repair in found.items} == expected
    assert found.count == len(found) == len(found.items) == len(expected)
    assert found.complete
    assert found.ordered
    for repair in found.items:
        assert repair.deal.package in oracles.repair_deals(problem, frozenset(repair.demands))
        assert repair.cost == sum(oracles.breaches(problem, repair.deal.package).values())
    kinds = [(repair.deal.largest, repair.deal.total) for repair in found.items]
    assert kinds == sorted(kinds)
    assert repairs(problem, max_repairs=1, found=groups(problem)).items == found.items[:1]


@few
@given(anything)
def test_every_conflict_is_minimal_and_every_repair_meets_every_conflict(problem):
    patterns = [oracles.broken(problem, package) for package in oracles.packages(problem)]
    found = [frozenset(conflict) for conflict in conflicts(problem)]
    for conflict in found:
        assert all(conflict & pattern for pattern in patterns)
        for demand in conflict:
            assert any(not (conflict - {demand}) & pattern for pattern in patterns)
    for repair in repairs(problem, max_repairs=None).items:
        assert all(conflict & set(repair.demands) for conflict in found)


@settings(max_examples=40)
@given(anything)
def test_odds(problem):
    found = odds(problem)
    assert found.open == oracles.odds(problem)
    assert found.open_one_resolve == oracles.odds_with_one_resolve(problem)
    together = Fraction(1)
    for group in found.groups:
        together *= group.open
    assert together == found.open


@settings(max_examples=40)
@given(anything)
def test_importance(problem):
    found = odds(problem)
    assert list(found.importance) == [demand.name for demand in problem.demands]
    for name, entry in found.importance.items():
        birnbaum, times = oracles.importance(problem, name)
        assert entry.birnbaum == birnbaum
        assert times is None or entry.times == times


@few
@given(anything)
def test_issue_odds(problem):
    for entry in issue_odds(problem):
        assert (entry.open, entry.is_open, frozenset(entry.demands)) == oracles.issue_odds(problem, entry.issue)


@few
@given(anything, st.data())
def test_trades(problem, data):
    package = data.draw(package_of(problem.space))
    found = trades(problem, package)
    assert {trade.package: dict(trade.gains) for trade in found} == oracles.trades(problem, package)
    assert len({trade.package for trade in found}) == len(found)
    least = [min(trade.gains.values()) for trade in found]
    assert least == sorted(least, reverse=True)
    for trade in found:
        assert package.replaced(trade.changes) == trade.package
        assert len(trade.changes) == 2
