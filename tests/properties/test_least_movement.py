"""The least movement by every method: nearest deals and the deals of repairs are the same, whichever finds them."""

import attrs
import pytest
from hypothesis import given, settings

import negsim
from negsim.deals.conflicts import groups
from negsim.testing import oracles, problem_generators

METHODS = ("bounded-search", "integer-programming")


@pytest.mark.own_method
@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(problem=problem_generators.closed_problems())
def test_nearest_deals_are_those_of_enumeration(method, problem):
    listed = negsim.nearest_deals(problem, max_deals=None, method="enumeration")
    searched = negsim.nearest_deals(problem, max_deals=None, method=method)
    assert (searched.count, searched.counted, searched.items) == (listed.count, True, listed.items)
    assert searched.complete
    assert searched.method == method.replace("-", " ")
    expected = oracles.nearest_deals(problem)
    assert searched.count == len(expected)
    for deal in searched:
        assert deal.package in expected[tuple(oracles.breaches(problem, deal.package).values())]


@pytest.mark.own_method
@settings(max_examples=40)
@given(problem=problem_generators.problems())
def test_open_zones_have_no_nearest_deals_and_no_repairs(problem):
    listed = negsim.nearest_deals(problem, max_deals=None, method="enumeration")
    searched = negsim.nearest_deals(problem, max_deals=None, method="bounded-search")
    assert (searched.count, searched.counted, searched.items) == (listed.count, True, listed.items)
    assert (searched.count == 0) == bool(oracles.zone(problem))
    repairs = negsim.repairs(problem, method="bounded-search")
    assert (repairs.count == 0) == bool(oracles.zone(problem))


@pytest.mark.own_method
@settings(max_examples=30)
@given(problem=problem_generators.closed_problems())
def test_the_first_nearest_deals_are_the_first_of_all(problem):
    every = negsim.nearest_deals(problem, max_deals=None, method="enumeration")
    for most in (0, 1, 2):
        first = negsim.nearest_deals(problem, max_deals=most, method="bounded-search")
        assert first.items == every.items[:most]
        assert first.counted == (every.count <= max(1, most))
        assert min(every.count, max(1, most)) <= first.count <= every.count
        assert first.complete == (every.count <= most)


@pytest.mark.own_method
@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(problem=problem_generators.closed_problems())
def test_repairs_are_those_of_enumeration(method, problem):
    found = groups(problem, method="enumeration")
    listed = negsim.repairs(problem, found=found, max_repairs=None, method="enumeration")
    searched = negsim.repairs(problem, found=found, max_repairs=None, method=method)
    assert (searched.count, searched.counted, searched.ordered) == (listed.count, True, True)
    assert searched.items == listed.items
    assert searched.method == method.replace("-", " ")
    for repair in searched:
        assert repair.deal.package in oracles.repair_deals(problem, frozenset(repair.demands))


@pytest.mark.own_method
@settings(max_examples=25)
@given(problem=problem_generators.closed_problems())
def test_more_price_on_every_box_changes_no_nearest_package(problem):
    """Breaches in other units order packages alike: ten times all prices and points are ten times all breaches."""
    dearer = attrs.evolve(problem, parties=[_ten_times(party) for party in problem.parties])
    near, far = (negsim.nearest_deals(entry, method="bounded-search") for entry in (problem, dearer))
    assert [deal.largest * 10 for deal in near] == [deal.largest for deal in far]
    assert [deal.total * 10 for deal in near] == [deal.total for deal in far]
    assert [deal.package for deal in near] == [deal.package for deal in far]


def _ten_times(party):
    """Return a party whose prices, points, reservation and ceiling are ten times as much on the same scale."""
    lines = [
        attrs.evolve(line, boxes=[attrs.evolve(box, price=10 * box.price) for box in line.boxes])
        for line in party.red_lines
    ]
    factors = [attrs.evolve(factor, values=10 * factor.values) for factor in party.factors]
    reservation = party.reservation
    if reservation is not None:
        reservation = attrs.evolve(reservation, points=10 * reservation.points)
    ceiling = None if party.ceiling is None else 10 * party.ceiling
    return attrs.evolve(party, red_lines=lines, factors=factors, reservation=reservation, ceiling=ceiling)
