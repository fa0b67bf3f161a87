"""``negsim analyze --uncertainty``: how sure the answers are, as text, JSON and a picture."""

import json

import pytest

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
        (["--out", "a.svg"], "--out is for --uncertainty, which is not asked for"),
        (["--uncertainty", "--out", "a.gif"], "--out a.gif does not end in one of .svg, .png, .pdf"),
        (["--uncertainty", "--draws", "0"], "0 is not in the range"),
    ],
)
def test_what_cannot_be_asked(words, message):
    found = run("analyze", NEIGHBOURS, *words)
    assert (found.code, message in found.err) == (2, True), found.err
