"""An analysis: what it does where one question is refused, and how it shares the time out."""

import pytest

import negsim
from negsim.deals import analysis
from tests.cli.running import NEIGHBOURS, WATER


def refusing(*_, **__):
    raise negsim.TooLargeError("this", 2, 1, "things", "Ask less.")


@pytest.mark.parametrize(("file", "region"), [(NEIGHBOURS, "zone"), (WATER, "space")])
def test_a_zone_that_was_not_counted_is_told_open_or_closed_by_a_search(file, region, monkeypatch):
    expected = negsim.analyze(negsim.read_scenario(file))
    monkeypatch.setattr(analysis, "zone", refusing)
    found = negsim.analyze(negsim.read_scenario(file))
    assert (found.zone, found.refused["zone"]) == (None, "this would take 2 things; the limit is 1. Ask less.")
    assert found.frontier == expected.frontier
    assert found.frontier is not None
    assert found.frontier.of == region
    assert found.solutions == expected.solutions


def test_a_zone_of_which_nothing_is_known_may_be_open(monkeypatch):
    monkeypatch.setattr(analysis, "zone", refusing)
    monkeypatch.setattr(analysis, "feasibility", refusing)
    found = negsim.analyze(negsim.read_scenario(NEIGHBOURS))
    assert found.frontier is not None
    assert found.frontier.of == "zone"


@pytest.mark.parametrize("method", ["enumeration", "merging", "counting", "bounded-search", "integer-programming"])
def test_an_analysis_by_any_method_says_the_same(method):
    scenario = negsim.read_scenario(WATER)
    expected, found = negsim.analyze(scenario), negsim.analyze(scenario, method=method)
    assert found.refused == {}
    assert found.conflicts == expected.conflicts
    assert found.nearest_deals is not None
    assert expected.nearest_deals is not None
    assert found.nearest_deals.items[0] == expected.nearest_deals.items[0]
    assert found.odds == expected.odds


def test_a_tolerance_is_for_the_frontier():
    scenario = negsim.read_scenario(NEIGHBOURS)
    found = negsim.analyze(scenario, tolerance=5)
    assert found.frontier is not None
    assert found.frontier.tolerance == 5
    assert set(found.solutions) == set(negsim.analyze(scenario).solutions)


def test_time_is_for_all_questions_together():
    found = negsim.analyze(negsim.read_scenario(WATER), effort=negsim.Effort(max_seconds=1e-9))
    assert set(found.refused) >= {"zone", "frontier", "nearest_deals"}
    assert all("given up after" in reason or "the limit is" in reason for reason in found.refused.values())
