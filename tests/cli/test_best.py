"""``negsim best`` and ``negsim marginals``: rankings and counts, as text and as JSON."""

import re
from fractions import Fraction

import pytest

import negsim
from negsim.deals.ranking import best_packages
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew
from tests.cli.test_json import keys

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
scenarios = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)


def problem_of(path):
    return negsim.compile_scenario(negsim.read_scenario(path)).problem


def is_explained(answer, command, ids):
    """Tell whether the page says what each key means."""
    own = PAGE[PAGE.index(f"## `negsim {command} ") :]
    part = PAGE[: PAGE.index("## `negsim analyze")] + own[: own.index("\n## ", 1)]
    return [key for key in set(keys(answer)) - set(ids) if f"`{key}`" not in part] == []


def ids_of(problem):
    return [
        *(party.id for party in problem.parties),
        *(issue.id for issue in problem.space.issues),
        *(option for issue in problem.space.issues for option in issue.option_ids),
    ]


@scenarios
@pytest.mark.parametrize("rule", ["nash", "egalitarian", "utilitarian"])
def test_the_best_are_those_of_the_library(path, rule):
    words = ["best", path, "--rule", rule, "--count", "5", "--of", "space"]
    ran = run(*words, "--json")
    assert (ran.code, ran.err) == (0, "")
    problem = problem_of(path)
    found = best_packages(problem, rule, count=5, of="space")
    assert [item["package"] for item in ran.json["items"]] == [dict(item.package.choices) for item in found]
    values = [item["value"] if isinstance(item["value"], list) else [item["value"]] for item in ran.json["items"]]
    sorted_by = [[Fraction(entry) for entry in value] for value in values]
    assert sorted_by == sorted(sorted_by, reverse=True)
    assert (ran.json["exact"], ran.json["complete"], ran.json["of"]) == (True, False, "space")
    assert is_explained(ran.json, "best", ids_of(problem))
    text = run(*words).out
    assert f"THE 5 PACKAGES BY {rule.upper()} whatever line they break, by" in text
    assert max(map(len, text.splitlines())) <= 100


def test_powers_move_the_best():
    weighed = [
        run("best", NEIGHBOURS, "--count", "1", "--json", *words).json
        for words in (
            ["--weights", "South:9"],
            ["--weights", "South: 9, North: 1"],
            ["--weights", '{"South": "9"}'],
            ["--weights", "South:9", "--weights", "North:1"],
        )
    ]
    assert all(answer == weighed[0] for answer in weighed)
    assert weighed[0]["weights"] == {"North": "1", "South": "9"}
    assert weighed[0]["items"] != run("best", NEIGHBOURS, "--count", "1", "--json").json["items"]


def test_a_zone_with_fewer_packages_than_asked_for_is_told_in_full():
    ran = run("best", NEIGHBOURS)
    assert "THE ONLY 7 PACKAGES BY NASH that meet every line that counts" in ran.out
    assert run("best", NEIGHBOURS, "--json").json["complete"]
    empty = run("best", WATER)
    assert (empty.code, "NO PACKAGE MEETS EVERY LINE THAT COUNTS." in empty.out) == (0, True)
    assert run("best", WATER, "--json").json["items"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--weights", "Nort:2"], "unknown party that signs every package 'Nort'; did you mean 'North'?"),
        (["--weights", "North"], "--weights 'North'; expected North:NUMBER, or several with commas between"),
        (["--weights", "North:much"], "--weights: 'much' is not a number"),
        (["--weights", "North:0"], "--weights: the weight 0 of North; expected a number above 0"),
        (
            ["--weights", '{"North": null}'],
            "--weights is JSON, where 'North' has null; expected an object whose values",
        ),
        (["--weights", "North:1/0"], "--weights: '1/0' divides by zero"),
        (["--weights", '{"North": 2, "North": 3}'], "--weights names 'North' twice: '2' and '3'"),
        (["--max-seconds", "nan"], "'nan' is not a number of seconds above 0"),
        (["--count", "9" * 23], "Invalid value for '--count'"),
        (["--rule", "nosh"], "Invalid value for '--rule'"),
        (["--count", "0"], "Invalid value for '--count'"),
        (["--of", "frontier"], "Invalid value for '--of'"),
    ],
)
def test_wrong_usage(words, said):
    ran = run("best", NEIGHBOURS, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_limits_refuse():
    for command in ("best", "marginals"):
        ran = run(command, FLAGSHIP, "--max-memory", "1", "--max-seconds", "1e-6")
        assert (ran.code, ran.out) == (1, ""), command
        assert re.search(r"the limit is|was given up after", ran.err)


def test_what_is_not_proved_says_so(monkeypatch):
    found = best_packages(problem_of(NEIGHBOURS), count=2)
    unproved = type(found)(
        rule=found.rule, of=found.of, items=found.items, exact=False, in_order=False, method=found.method
    )
    monkeypatch.setattr("negsim.cli.best_command.best_packages", lambda *args, **settings: unproved)
    assert "Not proved to be the best: time or steps ran out." in run_anew("best", NEIGHBOURS).out
    assert run_anew("best", NEIGHBOURS, "--json").json["complete"] is False


@scenarios
def test_marginals_are_those_of_the_library(path):
    ran = run("marginals", path, "--json")
    assert (ran.code, ran.err) == (0, "")
    problem = problem_of(path)
    found = negsim.zone(problem)
    assert (ran.json["packages"], ran.json["zone"]["size"]) == (found.packages, found.size)
    for counts in (ran.json["zone"], *ran.json["parties"].values()):
        assert {sum(own.values()) for own in counts["options"].values()} == {counts["size"]}
    assert [demand["name"] for demand in ran.json["demands"]] == [demand.name for demand in problem.demands]
    assert is_explained(ran.json, "marginals", ids_of(problem))


def test_marginals_in_words():
    text = run("marginals", NEIGHBOURS).out
    assert text.startswith("Two neighbours and a bridge (reading: face-value)\n\n7 OF 18 PACKAGES MEET EVERY LINE")
    assert re.search(r"^  of all packages +39 % +56 % +83 %$", text, re.MULTILINE)
    assert re.search(r"^    half +57 % +40 % +40 %$", text, re.MULTILINE)
    assert re.search(r"^  North:reservation +8 +44 % +2$", text, re.MULTILINE)
    soft = run("marginals", FLAGSHIP, "--reading", "negotiable").out
    assert re.search(r"^  \(US:arms-not-stop\) +15,116,544 +33 % +0$", soft, re.MULTILINE)
    assert re.search(r"^    bar +- +0 %", soft, re.MULTILINE)


SPACE = 'format = 1\nid = "space"\n' + "".join(
    f'[[issues]]\nid = "issue-{at}"\nstatus_quo = "as-now"\noptions = ["as-now", "more", "less"]\n' for at in range(16)
)


def test_many_parties_stand_in_several_tables_and_small_shares_in_words(tmp_path):
    box = '{ forbids = { issue-%d = ["as-now", "more"] }, price = 1 }'
    lines = "".join(f'[[parties.lines]]\nid = "no-{at}"\nboxes = [{box % at}]\n' for at in range(13))
    parties = "".join(f'[[parties]]\nid = "the-party-number-{at}"\n{"" if at else lines}' for at in range(8))
    path = tmp_path / "many.toml"
    path.write_text(SPACE + parties, encoding="utf-8")
    ran = run("marginals", path)
    assert ran.code == 0
    assert "27 OF 43,046,721 PACKAGES MEET EVERY LINE THAT COUNTS" in ran.out
    assert "under 1 in 10^6" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100
    assert ran.out.count("of all packages") == 3


def test_a_scenario_without_demands_has_no_table_of_them(tmp_path):
    path = tmp_path / "free.toml"
    path.write_text(SPACE + '[[parties]]\nid = "A"\n', encoding="utf-8")
    assert "WHAT EACH DEMAND FORBIDS" not in run("marginals", path).out
    assert "43,046,721 OF 43,046,721 PACKAGES MEET" in run("marginals", path).out
