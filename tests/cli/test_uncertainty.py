"""``negsim analyze --uncertainty``: how sure the answers are, as text, JSON and a picture."""

import json

import pytest

import negsim
from negsim.cli.certainty import certainty
from negsim.compilation import compile_scenario
from negsim.experiments.doubts import doubts
from negsim.parties.interval import Interval
from negsim.parties.red_line import Box, RedLine
from negsim.parties.uncertainty import Uncertainty
from tests.cli.running import NEIGHBOURS, WATER, run, run_anew


def test_a_briefing_says_at_its_end_how_sure_it_is():
    plain = run("analyze", NEIGHBOURS)
    found = run("analyze", NEIGHBOURS, "--uncertainty", "--draws", "200", "--seed", "3")
    assert found.code == 0
    assert found.out.startswith(plain.out.rstrip("\n"))
    more = found.out.removeprefix(plain.out.rstrip("\n"))
    heads = [
        "HOW SURE IS IT: assumed by the analyst: 6 weights are taken",
        "ODDS: reading face-value takes every demand",
        "NASH: ",
        "UTILITARIAN: ",
        "Over 200 draws of all numbers together (seed 3):",
        "THE ZONE IS OPEN: in all of",
        "WHAT EACH RULE PICKS",
        "WHO LIKES WHAT BEST",
        "NOT TO BE CONCLUDED: ",
    ]
    places = [more.index(head) for head in heads]
    assert places == sorted(places)
    assert more.count("6 weights are taken") == 1


def test_odds_importance_and_what_to_ask_first_under_a_reading_with_doubts():
    found = run("analyze", WATER, "--reading", "negotiable", "--uncertainty", "--draws", "50")
    assert found.code == 0
    assert "ODDS: that the zone is open, " in found.out
    assert "WHICH DEMANDS DECIDE:" in found.out
    assert "WHAT TO ASK OR WORK ON FIRST, if each costs the same:" in found.out


def test_as_json():
    found = run("analyze", NEIGHBOURS, "--uncertainty", "--draws", "200", "--json", "--limit", "2")
    told = json.loads(found.out)["uncertainty"]
    assert set(told) == {"assumptions", "probes", "sensitivity", "sweep", "refused", "written"}
    assert told["assumptions"] == ["6 weights are taken to lie within 50 % of what is coded: the analyst's assumption"]
    assert (told["sweep"]["draws"], told["refused"], told["written"]) == (200, {}, [])
    assert len(told["sensitivity"]["answers"]["nash"]["items"]) == 2
    assert "uncertainty" not in json.loads(run("analyze", NEIGHBOURS, "--json").out)


def test_the_picture(tmp_path):
    out = str(tmp_path / "tornado.svg")
    first = run_anew("analyze", NEIGHBOURS, "--uncertainty", "--draws", "10", "--out", out)
    assert (first.code, first.out.rstrip().endswith(out)) == (0, True)
    again = run_anew("analyze", NEIGHBOURS, "--uncertainty", "--draws", "10", "--out", out)
    assert (again.code, "is there already" in again.err) == (1, True)
    forced = run_anew("analyze", NEIGHBOURS, "--uncertainty", "--draws", "10", "--out", out, "--force", "--json")
    assert json.loads(forced.out)["uncertainty"]["written"] == [out]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--draws", "10"], "--draws is for --uncertainty, which is not asked for"),
        (["--seed", "3"], "--seed is for --uncertainty, which is not asked for"),
        (["--seed", "0"], "--seed is for --uncertainty, which is not asked for"),
        (["--out", "a.svg"], "--out is for --uncertainty, which is not asked for"),
        (["--uncertainty", "--out", "a.gif"], "--out a.gif does not end in one of .svg, .png, .pdf"),
        (["--uncertainty", "--draws", "0"], "0 is not in the range"),
    ],
)
def test_what_cannot_be_asked(words, message):
    found = run("analyze", NEIGHBOURS, *words)
    assert (found.code, message in found.err) == (2, True), found.err


def quarrel(*, principle="", **fields):
    """Two parties whose lines meet on each of two issues; the first of them is sure about the one issue."""
    issues = [negsim.Issue(name, ["a", "b"]) for name in "xy"]

    def lines(option):
        return [RedLine(f"no-{name}", [Box({name: [option]})], principle=principle, assumption="so") for name in "xy"]

    certain = Uncertainty(firmness={"no-x": Interval(1, 1)})
    parties = [
        negsim.Party("A", lines=lines("a"), **{"uncertainty": certain, **fields}),
        negsim.Party("B", lines=lines("b")),
    ]
    return negsim.Scenario("quarrel", issues=issues, parties=parties)


def text_of(scenario, *, reading="negotiable"):
    found = doubts(compile_scenario(scenario, reading=reading), draws=20)
    return " ".join(certainty(found, width=100).split())


def test_draws_say_how_they_take_demands():
    assert "(seed 0), demands being firm or soft one by one:" in text_of(quarrel())
    tied = "(seed 0), lines of one principle standing or falling together and all others firm or soft one by one:"
    assert tied in text_of(quarrel(principle="sovereignty"))
    assert "Over 20 draws of all numbers together (seed 0):" in text_of(quarrel(uncertainty=None), reading="face-value")


def test_stated_numbers_are_not_told_as_assumed_and_are_counted_in_words():
    text = text_of(quarrel(uncertainty=Uncertainty(firmness={"no-x": Interval("0.5", "0.75")})))
    assert "HOW SURE IS IT: 1 number is uncertain as the file says. Assumed by the analyst: 3 demands" in text
    alone = quarrel(uncertainty=Uncertainty(firmness={"no-x": Interval("0.5", "0.75")}))
    assert "HOW SURE IS IT: 1 number is uncertain as the file says. ODDS" in text_of(alone, reading="face-value")


def test_what_is_surely_firm_is_to_work_on_and_not_to_ask():
    reading = negsim.Reading("own", firmness={"interest": 0.5, "explicit": 0.5, "principle": 1})
    scenario = quarrel(uncertainty=None)
    text = text_of(scenario, reading=reading)
    assert "if soft, which it is with 50 %" in text
    strong = negsim.Party("A", lines=[RedLine("no", [Box({"x": ["a"]})], strength="principle", assumption="so")])
    sure = negsim.Scenario("sure", issues=scenario.issues, parties=[strong, scenario.parties[1]])
    text = text_of(sure, reading=reading)
    assert "A:no (not “a”): odds 100 % if soft; surely firm as coded: to work on, not to ask" in text
    assert "surely firm as coded, so to work on, not to ask" in text
    assert "with 0 %" not in text


def test_shares_are_told_so_that_they_can_be_read():
    names = [f"i{at}" for at in range(17)]
    issues = [negsim.Issue(name, ["a", "b"]) for name in names]

    def party(name, option):
        lines = [RedLine(f"no-{issue}", [Box({issue: [option]})], assumption="so") for issue in names]
        return negsim.Party(name, lines=lines)

    text = text_of(negsim.Scenario("hard", issues=issues, parties=[party("A", "a"), party("B", "b")]))
    part = text[text.index("WHICH DEMANDS DECIDE") : text.index("WHAT TO ASK")]
    assert "asking settles next to nothing (under 0.1 % of the doubt)" in part
    assert "softening it alone would open " in part
    assert "of failures" not in text
