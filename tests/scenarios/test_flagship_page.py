"""The flagship's page says what is computed: its tables of odds, importance and days."""

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path

import pytest

import negsim
from negsim.cli.text import percent

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "european-security-2022.md").read_text(encoding="utf-8")
SCENARIO = negsim.read_scenario(ROOT / "scenarios" / "european_security_2022.toml")
DAY = re.compile(r"^\| (\d+ \w+ 202[12]) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
DEMAND = re.compile(r"^\| `(\w+:[\w-]+)` \| ([\d.]+) \| ([\d.]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def problem():
    return negsim.compile_scenario(SCENARIO, reading="negotiable").problem


def test_the_three_odds(problem):
    found = negsim.odds(problem)
    told = re.findall(r"^\| (?:each line|lines of one|all lines of a) [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert told == [percent(chance) for chance in (found.open, found.open_one_principle, found.open_one_resolve)]


def test_the_lines_that_decide(problem):
    found = negsim.odds(problem)
    firmness = {demand.name: demand.firmness for demand in problem.demands}
    told = DEMAND.findall(PAGE)
    most = sorted(found.importance, key=lambda name: -found.importance[name].birnbaum)[: len(told)]
    assert sorted(row[0] for row in told) == sorted(most)
    assert len(told) == 8
    for name, firm, times, blame, learning in told:
        entry = found.importance[name]
        assert entry.times is not None
        assert entry.criticality is not None
        assert Fraction(firm) == firmness[name]
        assert times == f"{float(entry.times):.1f}"
        assert (blame, learning) == (percent(entry.criticality), percent(entry.learning))


def test_the_days():
    moments = {moment.date: moment for moment in negsim.timeline(SCENARIO).moments}
    told = DAY.findall(PAGE)
    assert len(told) == 8
    for day, alone, resolve in told:
        odds = moments[dt.datetime.strptime(day, "%d %B %Y").replace(tzinfo=dt.UTC).date()].odds
        assert odds is not None
        assert (alone, resolve) == (percent(odds.open), percent(odds.open_one_resolve))


@pytest.mark.parametrize(
    ("publicity", "left", "at_the_end"), [("0", 1, 1), ("0.1", 0.85, None), ("0.2", 0.71, 0.75), ("0.4", 0.43, None)]
)
def test_what_the_leak_left_of_the_odds(publicity, left, at_the_end):
    found = negsim.made_public_on(SCENARIO, dt.date(2022, 2, 2), public_firmness=publicity)
    assert found.on_the_day.times is not None
    assert found.at_the_end.times is not None
    assert float(1 / found.on_the_day.times) == pytest.approx(left, abs=5e-3)
    if at_the_end is not None:
        assert float(1 / found.at_the_end.times) == pytest.approx(at_the_end, abs=5e-3)
