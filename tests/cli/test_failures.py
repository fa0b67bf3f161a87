"""What goes wrong: exit codes, what stands on which stream, nothing half done, no tracebacks."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from negsim.cli import analyze_command, options
from negsim.deals.analysis import analyze_compiled
from tests.cli.running import FLAGSHIP, NEIGHBOURS, WATER, run, run_anew, shell

FULL = Path("/dev/full")
SMALL = """format = 1
id = "small"
[[issues]]
id = "price"
ordered = true
status_quo = "low"
options = ["low", "middle", "high"]
[[parties]]
id = "A"
[[parties]]
id = "B"
"""


@pytest.fixture
def write(tmp_path):
    def written(text, name="case.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["analyz", NEIGHBOURS], "no command 'analyz'; did you mean 'analyze'?"),
        (["frobnicate"], "no command 'frobnicate'; known: 'analyze', 'conflicts'"),
        (["--colour"], "No such option"),
        (["analyze"], "Missing argument 'FILE...'"),
        (["analyze", NEIGHBOURS, "--reading", "negotiabl"], "unknown reading 'negotiabl'; did you mean 'negotiable'?"),
        (["analyze", FLAGSHIP, "--reading", "dialog"], "unknown reading 'dialog'; did you mean 'dialogue'?"),
        (["compile", NEIGHBOURS, "--as-of", "yesterday"], "'yesterday' is not a day; write it as 2022-02-02"),
        (["compile", NEIGHBOURS, "--as-of", "2022-02-30"], "'2022-02-30' is not a day"),
        (["analyze", NEIGHBOURS, "--limit", "-1"], "Invalid value for '--limit'"),
        (["analyze", NEIGHBOURS, "--limit", "some"], "Invalid value for '--limit'"),
        (["explain", NEIGHBOURS, "Nort:toll"], "unknown party 'Nort'; did you mean 'North'?"),
        (["explain", NEIGHBOURS, "tol"], "unknown thing to explain 'tol'; did you mean 'toll'?"),
        (["explain", NEIGHBOURS, "North:tol"], "unknown issue or line of North 'tol'; did you mean 'toll'"),
        (["explain", NEIGHBOURS, "North:toll:hal"], "unknown option of toll 'hal'; did you mean 'half'?"),
        (["check"], "name a scenario file, or a code with --explain"),
        (["check", "--explain", "E99"], "unknown code 'E99'"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_was_meant(args, said):
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.replace("\n", " ")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["analyze", "conflicts", "compile", "check", "explain"])
def test_an_invalid_file_exits_with_3_and_lists_everything(command, write):
    path = write(
        SMALL
        + '[[statements]]\nparty = "C"\nissue = "prize"\nstance = "demands"\noptions = ["low"]\n'
        + '[[statements]]\nparty = "A"\nissue = "price"\nstance = "rejects"\noptions = ["huge"]\nsource = "s"\n'
    )
    ran = run(command, path, *(["A"] if command == "explain" else []))
    assert (ran.code, ran.out) == (3, "")
    for name in ("'C'", "'prize'", "'huge'", "'s'"):
        assert name in ran.err
    assert "did you mean 'price'?" in ran.err
    assert re.search(rf"^{re.escape(str(path))}:\d+:\d+$", ran.err, re.MULTILINE)


def test_check_tells_the_same_as_json(write):
    path = write(SMALL + '[[statements]]\nparty = "C"\nissue = "price"\nstance = "demands"\noptions = ["low"]\n')
    ran = run("check", path, "--json")
    assert (ran.code, ran.err) == (3, "")
    assert ran.json["valid"] is False
    (found,) = [entry for entry in ran.json["findings"] if entry["severity"] == "error"]
    assert (found["code"], found["path"], found["line"]) == ("E213", ["statements", 0, "party"], 13)
    assert run("check", path).err.rstrip().endswith("not valid, 1 error")


def test_a_file_that_is_not_there_exits_with_1(tmp_path):
    ran = run("analyze", tmp_path / "none.toml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("negsim: ")
    assert "there is no such file" in ran.err
    assert ran.err.count("\n") == 1


UNSOURCED = SMALL + '[[statements]]\nparty = "A"\nissue = "price"\nstance = "demands"\noptions = ["low"]\n'
WEIGHTS = SMALL + "[parties.preferences]\nweights = { price = 3 }\n"


def test_warnings_are_noted_and_strict_makes_them_errors(write):
    path = write(WEIGHTS)
    noted = run("compile", path)
    assert noted.code == 0
    assert noted.err == f"{path}: 4 warnings; `negsim check {path}` lists them\n"
    assert run("check", path).out.count("warning W") == 4
    assert run("explain", path, "A").err == ""
    for command in ("compile", "analyze", "check"):
        ran = run(command, path, "--strict")
        assert (ran.code, ran.out) == (3, "")
        assert "error W701" in ran.err
    assert run("compile", path, "--strict").err.startswith("negsim: 4 problems in the scenario\n")
    assert run("check", path, "--require-sources").code == 0
    assert [entry["severity"] for entry in run("check", path, "--strict", "--json").json["findings"]] == ["error"] * 4


def test_one_warning_is_told_in_full(write):
    text = NEIGHBOURS.read_text(encoding="utf-8")
    path = write(
        text.replace(
            "weights = { toll = 0.6, hours = 0.2, upkeep = 0.2 }", "weights = { toll = 6, hours = 2, upkeep = 2 }"
        )
    )
    said = "the weights of 'North' sum to 10, not to 1; they are divided by their sum (W701)"
    assert run("compile", path).err == f"{path}: {said}\n"


def test_a_code_is_explained():
    ran = run("check", "--explain", "E107")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("E107: The file is written in a newer version")
    assert max(len(line) for line in ran.out.splitlines()) <= 100


def test_require_sources(write):
    path = write(UNSOURCED)
    assert "3 warnings; `negsim check" in run("compile", path).err
    assert run("check", path).out.rstrip().endswith("2 parties, 1 statement (1 of them the analyst's), 0 sources")
    for command in ("compile", "analyze", "check"):
        ran = run(command, path, "--require-sources")
        assert (ran.code, ran.out) == (3, "")
        assert "error W704" in ran.err
        assert "error W705" in ran.err


def test_require_sources_still_tells_the_other_warnings(write):
    path = write(WEIGHTS + UNSOURCED.removeprefix(SMALL))
    ran = run("check", path, "--require-sources")
    assert ran.code == 3
    assert ran.err.rstrip().endswith("not valid, 2 errors and 3 warnings")


def test_b35_require_agreement(write):
    """No package but the status quo: an answer, and only a failure where the user asks for one."""
    only = SMALL + '[[statements]]\nparty = "A"\nissue = "price"\nstance = "demands"\noptions = ["low"]\n'
    path = write(only)
    ran = run("analyze", path, "--require-agreement")
    assert ran.code == 4
    assert "1 OF 3 PACKAGES MEETS EVERY LINE THAT COUNTS: only the status quo, which is no agreement." in ran.out
    assert run("analyze", path).code == 0
    assert run("analyze", WATER, "--require-agreement").code == 4
    assert run("analyze", WATER, "--require-agreement", "--json").code == 4
    assert run("analyze", NEIGHBOURS, "--require-agreement").code == 0
    assert "NO PACKAGE OF 18 MEETS EVERY LINE THAT COUNTS" in run("analyze", WATER).out


def test_a_zone_that_was_not_counted_to_the_end_is_told_between_bounds(monkeypatch):
    whole: Any = analyze_compiled

    def stopped(compilation, **settings):
        analysis = whole(compilation, **settings)
        zone = attrs.evolve(analysis.zone, size=0, at_most=9, has_status_quo=False, exact=False)
        return attrs.evolve(analysis, zone=zone)

    monkeypatch.setattr(analyze_command, "analyze_compiled", stopped)
    ran = run_anew("analyze", NEIGHBOURS)
    said = "BETWEEN 0 AND 9 OF 18 PACKAGES MEET EVERY LINE THAT COUNTS: time ran out before all were counted."
    assert (ran.code, said in ran.out) == (0, True)
    assert run_anew("analyze", NEIGHBOURS, "--json").json["zone"]["at_most"] == 9
    # Whether there is an agreement is not known.
    assert run_anew("analyze", NEIGHBOURS, "--require-agreement").code == 1


def test_limits_of_an_analysis_refuse_question_by_question():
    ran = run("analyze", FLAGSHIP, "--max-seconds", "1e-9")
    assert ran.code == 1
    assert "NOT ANSWERED: " in ran.out
    assert re.search(r"negsim: .*(milliseconds|was given up)", ran.err)
    assert run("conflicts", FLAGSHIP, "--max-seconds", "1e-9").code == 1
    told = [run("analyze", NEIGHBOURS, "--method", method, "--json").json for method in ("enumeration", "merging")]
    assert told[0]["frontier"]["list"] == told[1]["frontier"]["list"]


def test_an_interrupt_exits_with_130(monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(analyze_command, "analyze_compiled", interrupted)
    ran = run_anew("analyze", NEIGHBOURS)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip() == "interrupted"


def large(*, tied):
    """Forty issues of three options: by themselves, or tied together by what each cannot be with the next."""
    lines = ['format = 1\nid = "large"']
    if tied:
        pairs = (f'[[excluded]]\nforbids = {{ i{at} = ["c"], i{at + 1} = ["c"] }}' for at in range(39))
        lines += pairs
    lines += [
        f'[[issues]]\nid = "i{issue}"\nordered = true\nstatus_quo = "a"\noptions = ["a", "b", "c"]'
        for issue in range(40)
    ]
    lines += ['[[sources]]\nid = "s"\ndate = 2024-01-01\npublished = 2024-01-01']
    for party, stance, option in (("A", "demands", "a"), ("B", "rejects", "a")):
        lines.append(f'[[parties]]\nid = "{party}"')
        if tied:
            lines.append("[parties.reservation]\nvalue = 0.6\n")
        lines += [
            f'[[statements]]\nparty = "{party}"\nissue = "i{issue}"\nstance = "{stance}"\noptions = ["{option}"]\n'
            'strength = "explicit"\nsource = "s"'
            for issue in range(40)
        ]
    return "\n".join(lines) + "\n"


OVER = ("--max-seconds", "1e-9")


def test_b31_what_is_over_the_limits_is_refused_and_the_rest_is_answered(write):
    path = write(large(tied=True))
    assert "40 issues, 12,157,665,459,056,928,801 combinations" in run("check", path).out
    assert run("compile", path).code == 0
    ran = run("analyze", path, *OVER)
    assert ran.code == 1
    for said in (ran.out.replace("\n", " "), ran.err):
        assert re.search(r"milliseconds; the limit is 0|was given up after 1e-09 s", said)
    assert "NOT ANSWERED: " in ran.out
    assert "NEAREST DEALS not answered" in ran.out
    assert "WITHOUT AGREEMENT: the status quo is worth A 100, B 0 of 100" in ran.out
    conflicts = run("conflicts", path, *OVER)
    assert conflicts.code == 1
    assert "NOT ANSWERED: finding conflicts" in conflicts.out


def test_b31_in_json_nothing_refused_looks_complete(write):
    ran = run("analyze", write(large(tied=True)), "--json", *OVER)
    assert ran.code == 1
    answer = ran.json
    assert set(answer["refused"]) >= {"zone", "conflicts", "repairs", "nearest_deals"}
    for name in ("packages", "zone", "frontier", "nearest_deals", "repairs", "odds"):
        assert answer[name] is None
    assert answer["conflicts"] == {"count": 0, "complete": False, "items": []}
    for found in answer["solutions"].values():
        assert found["complete"] is False
    assert answer["status_quo"]["values"] == {"A": answer["scale"]["A"], "B": 0}
    assert [entry["open"] for entry in answer["issues"]] == [answer["issues"][0]["open"]] * 40


def test_b31_the_same_size_is_answered_where_no_demand_ties_the_issues(write):
    ran = run("analyze", write(large(tied=False)), "--json")
    answer = ran.json
    assert (answer["packages"], answer["zone"]["size"]) == (3**40, 0)
    assert answer["conflicts"]["count"] == 40
    assert answer["repairs"]["count"] == 2**40


@pytest.mark.skipif(not FULL.exists(), reason="only some systems have a device that is always full")
def test_a_full_disk_is_said_in_one_line():
    with FULL.open("w", encoding="utf-8") as full:
        done = shell("compile", NEIGHBOURS, stdout=full)
    assert done.returncode == 1
    assert done.stderr == "negsim: the answer cannot be written (No space left on device)\n"


def test_a_day_is_taken_as_it_is():
    day = dt.date(2022, 2, 2)
    assert options.DateType().convert(day, None, None) is day


def test_b31_lines_that_collide_are_told_though_reservations_tie_too_many_issues(write):
    lines = ['format = 1\nid = "tied"']
    lines += [
        f'[[issues]]\nid = "i{at}"\nordered = true\nstatus_quo = "b"\noptions = ["a", "b", "c"]' for at in range(30)
    ]
    lines += [f'[[parties]]\nid = "{party}"\n[parties.reservation]\nvalue = 0.6' for party in "AB"]
    for at in range(30):
        stance = "demands" if at == 3 else "proposes"
        for party, option in (("A", "a"), ("B", "c")):
            said = f'party = "{party}"\nissue = "i{at}"\nstance = "{stance}"\noptions = ["{option}"]\nassumption = "x"'
            lines.append(f"[[statements]]\n{said}")
    path = write("\n".join(lines) + "\n")
    words = ["--method", "enumeration"]
    ran = run("analyze", path, *words)
    assert ran.code == 1
    assert "NOT ANSWERED: " in ran.out
    assert "i3  A*: only “a”; B*: only “c”" in ran.out
    told = run("conflicts", path, *words)
    assert told.code == 1
    assert "- A:i3-only-a + B:i3-only-c" in told.out
    assert run("analyze", path, "--json", *words).json["conflicts"] == {
        "count": 1,
        "complete": False,
        "items": [["A:i3-only-a", "B:i3-only-c"]],
    }
