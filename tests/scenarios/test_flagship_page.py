"""The flagship's page says what is computed: its tables of odds, importance and days."""

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path

import pytest

import negsim
from negsim.cli.text import listed, percent
from negsim.explanation import points_text
from tests.cli.running import FLAGSHIP, run

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


PLAYED = PAGE[PAGE.index("## Playing it out") : PAGE.index("## What hangs on the coding")]


def test_what_the_talk_prints_is_printed():
    (command,) = re.findall(r"^negsim talk \S+ (--strategy position-true)$", PLAYED, re.MULTILINE)
    (shown,) = re.findall(r"```text\n(.*?)```", PLAYED, re.DOTALL)
    printed = run("talk", ROOT / "scenarios" / "european_security_2022.toml", *command.split()).out
    for part in shown.split("...\n"):
        assert part in printed


def test_the_talks_that_may_breach_what_the_nearest_deal_does():
    rows = re.findall(r"^\| `([\w-]+)` \|(.*)\|$", PLAYED, re.MULTILINE)
    assert [name for name, _ in rows] == ["trade-off", "position-true", "boulware"]
    for name, cells in rows:
        ran = run("talk", FLAGSHIP, "--strategy", name, "--waive-nearest", "1", "--json").json
        assert [cell.strip() for cell in cells.split("|")] == _row(ran)


def _row(ran):
    if ran["ending"]["package"] is None:
        return ["none", *[""] * 6]
    scale, told = ran["account"]["scale"], ran["account"]
    worth = [points_text(Fraction(100 * ran["points"][party], scale[party])) for party in ("US", "NATO", "RU")]
    moved = [points_text(Fraction(told["breaches"][side]["total"])) for side in ("West", "RU")]
    gains = [
        points_text(Fraction(item["gains"][party])) for item in told["left"]["items"] for party in ("US", "NATO", "RU")
    ]
    return [str(ran["rounds"]), *worth, *moved, listed(gains) or "nothing"]
