"""The JSON of the contract: names exactly, and every key printed explained in the reference."""

import re

import pytest

from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run

scenarios = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
BY_ID = {"scale", "package", "values", "breaches", "importance", "forbids", "no_agreement", "refused", "solutions"}
"""Keys of objects whose own keys are ids; only what stands below them is checked."""


def keys(value, *, is_by_id=False):
    if isinstance(value, list):
        for entry in value:
            yield from keys(entry)
    if isinstance(value, dict):
        for key, entry in value.items():
            if not is_by_id:
                yield key
            yield from keys(entry, is_by_id=key in BY_ID)


def section(command):
    """Return what the reference says of all commands, and of one."""
    head, *parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    chosen = [part for part in parts if part.startswith((f"`negsim {command}", "Rules"))]
    # A conflicts report and a picture are parts of an analysis.
    return head + "".join(chosen) + ("".join(parts[1:2]) if command == "conflicts" else "")


@scenarios
@pytest.mark.parametrize("command", ["analyze", "conflicts", "compile", "check"])
def test_every_key_is_in_the_reference(command, path):
    for reading in ("face-value", "negotiable") if command != "check" else ("",):
        answer = run(command, path, "--json", *(["--reading", reading] if reading else [])).json
        for key in set(keys(answer)):
            assert f"`{key}`" in section(command), key


def test_every_key_of_findings_and_codes_is_in_the_reference(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("format = 1\nid = 3\n", encoding="utf-8")
    for ran in (run("check", path, "--json"), run("check", "--explain", "E103", "--json")):
        for key in set(keys(ran.json)):
            assert f"`{key}`" in section("check"), key


def test_every_key_of_an_explanation_is_in_the_reference():
    answer = run("explain", WATER, "Up:flow", "--json").json
    assert list(answer) == ["format", "scenario", "reading", "as_of", "what", "text", "entries"]
    for key in set(keys(answer)):
        assert f"`{key}`" in section("explain"), key
    assert run("explain", WATER, "Up", "--json", "--as-of", "2024-03-01").json["as_of"] == "2024-03-01"


@scenarios
def test_analyze_has_the_keys_of_the_contract(path):
    answer = run("analyze", path, "--json").json
    for key in ("format", "scenario", "reading", "packages", "scale", "zone", "frontier", "solutions", "nearest_deals"):
        assert key in answer
    for key in ("conflicts", "repairs", "status_quo", "groups", "odds", "assumptions"):
        assert key in answer
    assert {"empty", "size", "agreements", "exact", "method"} <= set(answer["zone"])
    assert {"of", "packages", "points", "exact", "method", "list"} <= set(answer["frontier"])
    assert list(answer["solutions"]) == ["nash", "kalai-smorodinsky", "egalitarian", "utilitarian"]
    for name in ("nearest_deals", "conflicts", "repairs"):
        assert {"count", "complete", "items"} <= set(answer[name])
    for found in (answer["frontier"]["list"], *answer["solutions"].values()):
        assert {"count", "complete", "items"} <= set(found)
        assert all({"package", "values"} == set(item) for item in found["items"])
    assert {"open", "open_one_resolve", "importance"} <= set(answer["odds"])
    for group in answer["groups"]:
        assert {"issues", "open", "conflicts"} <= set(group)
    assert all(isinstance(entry, str) for entry in answer["assumptions"])


def test_deals_and_repairs_have_the_keys_of_the_contract():
    answer = run("analyze", WATER, "--json").json
    for deal in answer["nearest_deals"]["items"]:
        assert set(deal) == {"package", "values", "breaches"}
        assert all(set(breach) == {"total", "demands"} for breach in deal["breaches"].values())
    for repair in answer["repairs"]["items"]:
        assert set(repair) == {"demands", "cost", "package", "values"}
    assert all(isinstance(name, str) for conflict in answer["conflicts"]["items"] for name in conflict)
    for entry in answer["odds"]["importance"].values():
        assert set(entry) == {"birnbaum", "times", "if_soft", "if_firm", "criticality", "learning"}


@scenarios
def test_compile_has_the_keys_of_the_contract(path):
    answer = run("compile", path, "--json").json
    assert {"format", "scenario", "reading", "issues", "excluded", "parties"} <= set(answer)
    for issue in answer["issues"]:
        assert {"id", "options", "ordered", "status_quo", "consent"} <= set(issue)
    for party in answer["parties"]:
        assert set(party) == {"id", "bloc", "consent", "scale", "reservation", "factors", "red_lines"}
        assert all(set(factor) == {"issues", "values"} for factor in party["factors"])
        for line in party["red_lines"]:
            assert set(line) == {"id", "shared_by", "firmness", "red", "principle", "boxes"}
            assert all(set(box) == {"forbids", "price"} for box in line["boxes"])


def test_a_reservation_has_the_keys_of_the_contract():
    answer = run("compile", NEIGHBOURS, "--json").json
    assert answer["parties"][0]["reservation"] == {"points": 25, "firmness": "1", "red": True}
    assert answer["parties"][1]["reservation"]["points"] == 25


def test_exclusions_are_printed():
    answer = run("compile", FLAGSHIP, "--json").json
    assert answer["excluded"] == [{"forbids": {"indivisibility": ["binding"], "membership": ["open-door"]}}]
    assert "indivisibility: binding with membership: open-door" in run("compile", FLAGSHIP).out


def test_conflicts_are_a_part_of_the_analysis():
    whole, part = run("analyze", WATER, "--json").json, run("conflicts", WATER, "--json").json
    assert list(part) == [key for key in whole if key in part]
    assert {"zone", "conflicts", "repairs", "groups", "odds", "refused"} <= set(part)
    assert part == {key: whole[key] for key in part}
