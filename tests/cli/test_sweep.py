"""``negsim sweep``: what is told as text and as JSON, its options, its pictures, and what is refused."""

import json
import re

import pytest

import negsim
from negsim.experiments.sweep import sweep
from negsim.experiments.sweep_json import sweep_json
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew
from tests.cli.test_json import keys

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
FEW = ("--draws", "200", "--seed", "7")
scenarios = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)


@scenarios
@pytest.mark.parametrize("reading", ["face-value", "negotiable"])
def test_text_is_the_answer_and_keeps_to_its_width(path, reading):
    ran = run("sweep", path, *FEW, "--reading", reading)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert not [line for line in lines if line != line.rstrip()]
    parts = ["200 draws, seed 7", "ASSUMED:", "THE ZONE IS OPEN:", "HOW LIKELY ALL ACCEPT", "WHAT EACH RULE PICKS,"]
    parts += ["WHO LIKES WHAT BEST,", "HOW:", "NOT TO BE CONCLUDED:"]
    assert [ran.out.index(part) for part in parts] == sorted(ran.out.index(part) for part in parts)


@scenarios
def test_json_is_what_the_library_finds_and_every_key_is_explained(path):
    ran = run("sweep", path, *FEW, "--json", "--reading", "negotiable")
    assert (ran.code, ran.err) == (0, "")
    compilation = negsim.compile_scenario(negsim.read_scenario(path), reading="negotiable")
    found = sweep(compilation, draws=200, seed=7)
    assert ran.json == {**json.loads(json.dumps(sweep_json(found))), "written": []}
    start = PAGE.index("## `negsim sweep")
    part = PAGE[: PAGE.index("## `negsim analyze")] + PAGE[start : PAGE.index("\n## ", start)]
    ids = {*found.knowledge.problem.space.radices, *(issue.id for issue in compilation.problem.space.issues)}
    ids |= {party.id for party in compilation.problem.parties} | set(found.methods) | {"negsim", "numpy"}
    ids |= {entry.followed.name for entry in found.packages} | {entry.rule for entry in found.rules}
    for key in set(keys(ran.json)) - ids:
        assert f"`{key}`" in part, key


def test_what_is_exact_is_told_as_such_and_what_is_drawn_with_its_error():
    exact = run("sweep", WATER, *FEW, "--reading", "negotiable")
    assert "THE ZONE IS OPEN: 73 %, exactly." in exact.out
    assert "Mid: 100 % nash as coded (typically with dam 50 and data 50) [exactly]." in " ".join(exact.out.split())
    drawn = run("sweep", NEIGHBOURS, *FEW)
    assert "in all of 200 draws (over 98.1 %)" in drawn.out
    assert re.search(r"\d+ % ± \d", drawn.out)
    none = run("sweep", WATER, *FEW)
    assert "THE ZONE IS OPEN: 0 %, exactly." in none.out
    assert "Nothing: the zone is empty in all of them." in none.out


def test_spreads_say_what_is_assumed():
    wide = run("sweep", NEIGHBOURS, *FEW, "--spread-values", "0.1", "--spread-reservation", "0.05", "--json").json
    assert {entry["origin"] for entry in wide["uncertain"]} == {"assumed"}
    kinds = {entry["name"].split(":")[1] for entry in wide["uncertain"]}
    assert kinds == {"weight", "value", "reservation"}
    still = run("sweep", WATER, *FEW, "--spread-weights", "0", "--spread-firmness", "0", "--json").json
    assert (still["uncertain"], still["assumptions"]) == ([], [])
    told = run("sweep", WATER, *FEW, "--spread-weights", "0", "--spread-firmness", "0").out
    assert "ASSUMED: nothing: no number is uncertain, and each demand is firm or soft for sure" in told


def test_packages_and_rules_are_those_asked_for():
    named = ("--package", "toll: full, hours: long", "--package", '{"toll": "half"}')
    answer = run("sweep", NEIGHBOURS, *FEW, *named, "--rule", "nash", "--count", "2", "--json").json
    assert [entry["package"]["toll"] for entry in answer["packages"]] == ["full", "half"]
    assert answer["packages"][0]["name"] == "asked 1"
    assert list(answer["rules"]) == ["nash"]
    alone = run("sweep", NEIGHBOURS, *FEW, "--package", "toll: full", "--count", "1")
    assert "WHO LIKES WHAT BEST" not in alone.out
    many = run("sweep", FLAGSHIP, *FEW, "--as-of", "2022-01-28", "--reading", "dialogue")
    assert "as of 2022-01-28" in many.out


def test_pictures_are_written_once(tmp_path):
    out = tmp_path / "pictures"
    made = run_anew("sweep", NEIGHBOURS, *FEW, "--out", out, "--format", "pdf", "--format", "svg", "--width", "half")
    assert (made.code, made.err) == (0, "")
    names = [
        f"two_neighbours-{kind}-half.{ending}" for kind in ("acceptability", "robustness") for ending in ("pdf", "svg")
    ]
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    assert all(str(out / name) in made.out for name in names)
    before = {name: (out / name).read_bytes() for name in names}
    again = run_anew("sweep", NEIGHBOURS, *FEW, "--out", out, "--format", "pdf", "--width", "half")
    assert (again.code, "the file is there already" in again.err) == (1, True)
    forced = ("--out", out, "--format", "pdf", "--format", "svg", "--width", "half", "--force", "--json")
    assert len(run_anew("sweep", NEIGHBOURS, *FEW, *forced).json["written"]) == 4
    assert {name: (out / name).read_bytes() for name in names} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--spread-weights", "2"), "2 is not from 0 to 1"),
        (("--spread-firmness", "much"), "'much' is not a number"),
        (("--draws", "0"), "0 is not in the range"),
        (("--count", "201"), "201 is not in the range"),
        (("--package", "toll"), "expected toll:OPTION"),
        (("--rule", "best"), "'best' is not one of"),
        (("--format", "pdf"), "none are without --out"),
    ],
)
def test_wrong_usage(words, said):
    ran = run("sweep", NEIGHBOURS, *words)
    assert ran.code == 2
    assert said in ran.err


def test_stated_uncertainty_is_told_apart_from_what_is_assumed(tmp_path):
    path = tmp_path / "stated.toml"
    text = NEIGHBOURS.read_text(encoding="utf-8")
    name = 'id = "North"'
    assert name in text
    stated = "\n\n[parties.uncertainty]\nheavier = [['toll', 'upkeep']]\n"
    head, _, tail = text.partition(name)
    cut = tail.index("\n[[", 1)
    path.write_text(head + name + tail[:cut] + stated + tail[cut:], encoding="utf-8")
    ran = run_anew("sweep", path, *FEW)
    assert (ran.code, ran.err) == (0, "")
    assert "3 numbers are uncertain as the file says; 3 weights" in " ".join(ran.out.split())
