"""What happened when, on the real case: the leak of 2 February 2022, and what it did if publicity makes lines firm."""

import datetime as dt
import functools
from fractions import Fraction
from pathlib import Path

import pytest

import negsim
from negsim.experiments.publicity import made_public_on
from tests.unit.experiments.following import follow

SCENARIO = negsim.read_scenario(Path(__file__).parents[2] / "scenarios" / "european_security_2022.toml")
DRAFTS, LEAK, REPLY = dt.date(2021, 12, 17), dt.date(2022, 2, 2), dt.date(2022, 2, 17)


@functools.cache
def moments(reading="negotiable"):
    return {moment.date: moment for moment in follow(SCENARIO, reading=reading).moments}


def test_on_the_day_of_the_leak_nothing_was_said_and_both_responses_became_public():
    leak = moments()[LEAK]
    assert leak.said == ()
    assert {entry.party for entry in leak.disclosed} == {"US", "NATO"}
    assert {"US-NP", "NATO-R"} <= {entry.source for entry in leak.disclosed}
    assert leak.by_saying.open == 0
    assert leak.by_publicity == leak.by_disclosure


def test_the_leak_took_three_tenths_of_the_odds_and_none_with_one_resolve():
    # With public_firmness 0.2. One resolve: Russia's demand on forces in Ukraine, 0.92 firm since it published its
    # drafts, collides with Ukraine's own defence, which is firm under every reading; the letters change neither.
    leak = moments()[LEAK]
    assert 1 + leak.by_publicity.open / leak.before.open == pytest.approx(Fraction("0.706"), abs=5e-4)
    assert float(leak.before.open) == pytest.approx(5.045e-5, rel=1e-3)
    assert float(leak.odds.open) == pytest.approx(3.563e-5, rel=1e-3)
    assert leak.by_publicity.open_one_resolve == 0
    problem = negsim.compile_scenario(SCENARIO, reading="negotiable", as_of=LEAK).problem
    firmness = {demand.name: demand.firmness for demand in problem.demands}
    assert firmness["RU:forces-only-no-activity"] == Fraction("0.92")
    assert firmness["UA:own-defence"] == 1
    assert leak.odds.open_one_resolve == moments()[DRAFTS].odds.open_one_resolve == Fraction("0.08")


def leaked():
    return made_public_on(SCENARIO, LEAK)


def test_two_weeks_later_the_leak_still_costs_a_quarter():
    found = leaked()
    assert found.sources == ("US-NP", "NATO-R", "REPUBLIC-WORLD", "DAILY-BEAST")
    assert float(1 / found.on_the_day.times) == pytest.approx(0.706, abs=5e-4)
    assert float(1 / found.at_the_end.times) == pytest.approx(0.754, abs=5e-4)
    assert {name.partition(":")[0] for name in found.on_the_day.firmness} == {"US"}


def test_russias_own_publication_cost_more_on_its_day():
    drafts = moments()[DRAFTS]
    assert {entry.source for entry in drafts.disclosed} == {"RU-US", "RU-NATO"}
    assert 1 + drafts.by_publicity.open / drafts.before.open == pytest.approx(Fraction("0.655"), abs=5e-4)


def test_most_of_the_fall_came_of_what_was_said():
    said = published = 1.0
    for moment in moments().values():
        published *= float(moment.odds.open / moment.unpublished.open)
        if moment.before is not None:
            said *= float(moment.unpublished.open / moment.before.open)
    assert said * published == pytest.approx(float(moments()[REPLY].odds.open))
    assert said < 1e-4
    assert 0.1 < published < 0.5


def analyzed():
    return negsim.analyze(SCENARIO, reading="negotiable")


def test_the_end_is_the_analysis_of_the_whole_file():
    last = moments()[REPLY]
    analysis = analyzed()
    assert last.odds == analysis.odds
    assert last.zone == analysis.zone
    assert last.conflicts == len(analysis.conflicts)
    assert last.nearest_deals.items == analysis.nearest_deals.items[:2]


def test_the_zone_closes_when_the_drafts_are_handed_over():
    zones = {date: moment.zone.is_empty for date, moment in moments("face-value").items()}
    assert [date for date, is_empty in zones.items() if not is_empty] == [dt.date(2021, 12, 1), dt.date(2021, 12, 10)]
    assert all(moment.by_publicity.open == 0 for moment in moments("face-value").values())
