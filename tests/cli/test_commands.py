"""Every command on every scenario, in text and as JSON; its options; help."""

import json
import re

import pytest

from negsim.cli.main import COMMANDS
from tests.cli.running import FLAGSHIP, NEIGHBOURS, SCENARIOS, WATER, run

scenarios = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
ON_FILES = ("analyze", "conflicts", "compile", "check")


@scenarios
@pytest.mark.parametrize("command", ON_FILES)
def test_text_is_the_answer_and_nothing_else(command, path):
    ran = run(command, path)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.endswith("\n")
    assert not ran.out.endswith("\n\n")
    assert "\x1b" not in ran.out
    assert not [line for line in ran.out.splitlines() if line != line.rstrip()]


@scenarios
@pytest.mark.parametrize("command", ["analyze", "conflicts"])
@pytest.mark.parametrize("reading", ["face-value", "negotiable"])
def test_text_keeps_to_its_width(command, path, reading):
    assert max(len(line) for line in run(command, path, "--reading", reading).out.splitlines()) <= 100


@scenarios
@pytest.mark.parametrize("command", ON_FILES)
def test_json_is_one_object_of_this_format(command, path):
    ran = run(command, path, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["format"] == 1
    assert ran.out == json.dumps(ran.json, indent=1, ensure_ascii=False) + "\n"


def test_a_reading_of_the_file_and_a_built_in_one_change_the_answer():
    found = {
        reading: run("conflicts", FLAGSHIP, "--reading", reading, "--json").json
        for reading in ("face-value", "negotiable", "dialogue")
    }
    assert {reading: answer["reading"] for reading, answer in found.items()} == {name: name for name in found}
    counts = [answer["conflicts"]["count"] for answer in found.values()]
    assert counts[0] > counts[1] > counts[2] == 0


def test_as_of_leaves_out_what_was_said_later():
    before = run("compile", FLAGSHIP, "--as-of", "2021-12-17", "--json").json
    assert before["as_of"] == "2021-12-17"
    sayers = {party["id"]: len(party["red_lines"]) for party in before["parties"]}
    assert sayers["RU"] > 0
    assert sayers["US"] == sayers["NATO"] == 0


def test_as_of_is_named_in_every_text():
    for command in ("analyze", "conflicts", "compile"):
        assert "as of 20 Apr 2024" in run(command, NEIGHBOURS, "--as-of", "2024-04-20").out


def test_what_is_not_yet_public_is_softer():
    def firmness(day):
        problem = run("compile", FLAGSHIP, "--reading", "negotiable", "--as-of", day, "--json").json
        lines = {line["id"]: line for party in problem["parties"] for line in party["red_lines"] if party["id"] == "US"}
        return lines["nuclear-not-return-all"]["firmness"]

    assert (firmness("2022-01-28"), firmness("2022-02-02")) == ("0.6", "0.68")


def test_limit_and_all():
    whole = run("analyze", FLAGSHIP, "--reading", "negotiable", "--json", "--all").json
    short = run("analyze", FLAGSHIP, "--reading", "negotiable", "--json", "--limit", "3").json
    for name in ("nearest_deals", "conflicts", "repairs"):
        assert whole[name]["complete"]
        assert whole[name]["count"] == len(whole[name]["items"]) == short[name]["count"] > 3
        assert not short[name]["complete"]
        assert short[name]["items"] == whole[name]["items"][:3]


@pytest.mark.parametrize("command", ["analyze", "conflicts"])
@pytest.mark.parametrize("path", [NEIGHBOURS, WATER], ids=lambda path: path.stem)
def test_no_items_at_all_is_a_limit_too(command, path):
    assert run(command, path, "--limit", "0").code == 0
    answer = run(command, path, "--limit", "0", "--json").json
    assert answer["conflicts"]["items"] == answer["repairs"]["items"] == []


def test_the_report_of_conflicts_says_what_it_leaves_out():
    ran = run("conflicts", FLAGSHIP, "--limit", "4")
    assert "and 13 more (--all shows them)" in ran.out
    assert "--all shows them" not in run("conflicts", WATER, "--all").out


def test_a_briefing_names_one_deal_as_the_only_one(tmp_path):
    path = tmp_path / "one.toml"
    path.write_text(
        'format = 1\nid = "one"\n[[issues]]\nid = "price"\nordered = true\noptions = ["low", "high"]\n'
        '[[parties]]\nid = "A"\nbloc = "both"\n[[parties]]\nid = "B"\nbloc = "both"\n'
        '[[statements]]\nparty = "A"\nissue = "price"\nstance = "demands"\noptions = ["low"]\n'
        '[[statements]]\nparty = "B"\nissue = "price"\nstance = "demands"\noptions = ["high"]\n',
        encoding="utf-8",
    )
    ran = run("analyze", path)
    assert "NEAREST DEALS: the only one;" in ran.out
    assert "WITHOUT AGREEMENT: not known what it is worth, since no status quo is stated." in ran.out
    assert re.search(r"warnings; `negsim check .*` lists them", ran.err)
    assert run("analyze", path, "--json").json["status_quo"] is None


def test_help_names_every_command_without_loading_any():
    ran = run("--help")
    assert ran.code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", ran.out, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_each_command_has_help(command, option):
    ran = run(command, option)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: negsim {command} ")
    assert "Options:" in ran.out


def test_version():
    assert run("--version").out.startswith("negsim, version ")


def test_without_a_command_help_is_shown_and_it_is_wrong_usage():
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err
