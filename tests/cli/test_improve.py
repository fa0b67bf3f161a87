"""``negsim improve``: what is left to gain from a package, as text and as JSON, and how a package is named."""

import json
import re
from fractions import Fraction

import pytest

import negsim
from negsim.deals import bettering
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew
from tests.cli.test_json import keys

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")


def problem_of(path):
    return negsim.compile_scenario(negsim.read_scenario(path)).problem


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_json_is_what_the_library_finds_and_every_key_is_explained(path):
    ran = run("improve", path, "--json", "--package", first_package(path))
    assert (ran.code, ran.err) == (0, "")
    problem = problem_of(path)
    found = negsim.improvements(problem, negsim.Package(ran.json["package"]))
    items = ran.json["improvements"]["items"]
    assert [item["package"] for item in items] == [dict(item.package.choices) for item in found]
    assert (ran.json["efficient"], ran.json["improvements"]["count"]) == (found.is_efficient, found.count)
    for item in items:
        for party, gain in item["gains"].items():
            points = item["values"][party] - ran.json["values"][party]
            assert Fraction(100 * points, problem.party(party).scale) == Fraction(gain)
        assert {**ran.json["package"], **item["changes"]} == item["package"]
    own = PAGE[PAGE.index("## `negsim improve") : PAGE.index("## `negsim compile")]
    part = PAGE[: PAGE.index("## `negsim analyze")] + own
    ids = {*ran.json["scale"], *ran.json["package"]}
    for key in set(keys(ran.json)) - ids:
        assert f"`{key}`" in part, key


def first_package(path):
    """Return the first package of a scenario as a package is printed."""
    return str(problem_of(path).space.package([0] * len(problem_of(path).space.issues)))


def test_the_status_quo_is_improved_on_unless_told():
    ran = run("improve", NEIGHBOURS)
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert "FROM toll: half, hours: day, upkeep: north: North 56, South 48 of 100." in text
    assert "3 IMPROVEMENTS: better for some and worse for none" in text
    assert "1. North +4, South +12: toll: full, hours: always" in text
    one = run("improve", NEIGHBOURS, "--count", "1")
    assert "3 IMPROVEMENTS, THE FIRST 1:" in one.out
    assert "2. North" not in one.out


@pytest.mark.parametrize("path", [NEIGHBOURS, WATER, FLAGSHIP], ids=lambda path: path.stem)
def test_text_keeps_to_its_width(path):
    ran = run("improve", path)
    assert max(map(len, ran.out.splitlines())) <= 100
    assert not [line for line in ran.out.splitlines() if line != line.rstrip()]


def test_lines_that_the_package_breaks_are_named():
    text = " ".join(run("improve", FLAGSHIP).out.split())
    assert "RU:form-only-treaty and RU:arms-only-stop; none may be broken further." in text


def test_every_way_to_name_a_package():
    whole = '{"toll": "half", "hours": "always", "upkeep": "north"}'
    texts = [
        ["--package", "toll: half, hours: always"],
        ["--package", "hours:always", "--package", "toll:half"],
        ["--package", whole],
        ["--package", "toll:half,hours:always,upkeep:north", "--package", "toll:half"],
    ]
    found = {run("improve", NEIGHBOURS, *words).out for words in texts}
    assert len(found) == 1
    (text,) = found
    assert "NOTHING LEFT TO GAIN: no package that goes no further past any line" in text
    assert "With the parties' values weighted North 1/2 and South 1/2, no package" in " ".join(text.split())
    answer = run("improve", NEIGHBOURS, "--package", whole, "--json").json
    assert answer["efficient"]
    assert answer["weights"] == {"North": "0.5", "South": "0.5"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--package", "tol:full"], "unknown issue 'tol'; did you mean 'toll'?"),
        (["--package", "toll:ful"], "unknown option of toll 'ful'"),
        (["--package", "toll"], "--package 'toll'; expected toll:OPTION, or several with commas between"),
        (["--package", "toll:full", "--package", "toll:half"], "--package names 'toll' twice: 'full' and 'half'"),
        (["--package", "{toll"], "--package begins as JSON but is none"),
        (["--package", '{"toll": []}'], "--package is JSON, where 'toll' has []; expected an object whose values"),
        (["--package", '{"toll": 3}'], "unknown option of toll '3'"),
        (["--package", '{"toll": "half", "toll": "full"}'], "--package names 'toll' twice: 'half' and 'full'"),
        (["--count", "0"], "Invalid value for '--count'"),
        (["--method", "counting"], "Invalid value for '--method'"),
        (["--max-seconds", "0"], "Invalid value for '--max-seconds'"),
    ],
)
def test_wrong_usage(words, said):
    ran = run("improve", NEIGHBOURS, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_an_issue_without_a_status_quo_must_be_named(tmp_path):
    path = tmp_path / "new.toml"
    text = NEIGHBOURS.read_text(encoding="utf-8")
    path.write_text(re.sub(r'status_quo = "half"\n', "", text), encoding="utf-8")
    ran = run("improve", path)
    assert ran.code == 2
    assert "--package has no option for 'toll', which has no status quo; give one of" in " ".join(ran.err.split())
    assert run("improve", path, "--package", "toll:half").code == 0


def test_limits_refuse_or_are_kept():
    refused = run("improve", NEIGHBOURS, "--max-seconds", "1e-9")
    assert (refused.code, refused.out) == (1, "")
    assert "finding improvements by enumeration would take" in refused.err
    assert "for all that was asked. Allow it more." in refused.err
    small = run("improve", FLAGSHIP, "--max-memory", "1")
    assert (small.code, small.out) == (1, "")
    assert "bytes of memory" in small.err
    methods = ("enumeration", "merging", "bounded-search")
    found = [run("improve", NEIGHBOURS, "--method", method, "--max-seconds", "60").out for method in methods]
    assert len(set(found)) == 1


def test_what_is_not_settled_or_not_proved_says_so(monkeypatch):
    monkeypatch.setattr(bettering, "MAX_NODES", 1)
    words = ["improve", FLAGSHIP, "--method", "bounded-search"]
    text = " ".join(run_anew(*words).out.split())
    assert "AT LEAST 1 IMPROVEMENT: better" in text
    assert "Not proved to be the best: time or steps ran out." in text
    unsettled = bettering.UNSETTLED
    monkeypatch.setattr(bettering, "searched", lambda *args, **settings: unsettled)
    assert "NOT SETTLED: no improvement was found within the limits" in " ".join(run_anew(*words).out.split())
    assert json.loads(run_anew(*words, "--json").out)["efficient"] is None


def test_packages_of_the_same_values_are_counted(tmp_path):
    path = tmp_path / "idle.toml"
    text = NEIGHBOURS.read_text(encoding="utf-8")
    extra = '[[issues]]\nid = "flag"\nstatus_quo = "red"\noptions = ["red", "blue"]\n\n[[parties]]'
    path.write_text(text.replace("[[parties]]", extra, 1), encoding="utf-8")
    assert "1. North +4, South +12 (one of 2 worth the same): toll: full, hours: always" in run("improve", path).out


def test_a_proof_without_weights_names_the_method(tmp_path):
    path = tmp_path / "between.toml"
    values = {"A": "low = 0, middle = 0.4, high = 1", "B": "low = 1, middle = 0.4, high = 0"}
    parties = "".join(
        f'[[parties]]\nid = "{name}"\n[parties.preferences.values]\nprice = {{ {worth} }}\n'
        for name, worth in values.items()
    )
    path.write_text(
        'format = 1\nid = "between"\n[[issues]]\nid = "price"\nordered = true\nstatus_quo = "middle"\n'
        f'options = ["low", "middle", "high"]\n{parties}',
        encoding="utf-8",
    )
    text = " ".join(run("improve", path).out.split())
    assert "Proved by enumeration; no weights of the parties' values show it, issue by issue." in text
