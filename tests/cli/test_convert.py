"""``negsim convert``: what is written, what is told, and what stops it."""

import pytest

import negsim
from tests.cli.running import ROOT, run

FERRY = ROOT / "scenarios" / "ferry_line"
NEIGHBOURS = ROOT / "scenarios" / "two_neighbours.toml"


def test_to_toml_it_goes_to_stdout_and_reads_back_equal():
    done = run("convert", FERRY)
    assert done.code == 0
    assert negsim.loads_scenario(done.out) == negsim.read_scenario(FERRY)
    assert done.err.count("a discount of 0.9 is kept") == 2
    assert len(done.err.splitlines()) == 2


def test_into_a_folder_and_into_a_file(tmp_path):
    done = run("convert", FERRY, "--to", "genius", "--out", tmp_path / "ferry")
    assert done.code == 0
    assert sorted(done.out.split()) == sorted(str(path) for path in (tmp_path / "ferry").iterdir())
    assert negsim.read_scenario(tmp_path / "ferry") == negsim.read_scenario(FERRY)
    assert run("convert", FERRY, "--out", tmp_path / "ferry.toml").out.strip() == str(tmp_path / "ferry.toml")
    again = run("convert", FERRY, "--out", tmp_path / "ferry.toml")
    assert again.code == 1
    assert "the file is there already" in again.err
    assert run("convert", FERRY, "--out", tmp_path / "ferry.toml", "--force").code == 0


def test_several_files_need_a_folder():
    done = run("convert", FERRY, "--to", "genius")
    assert done.code == 2
    assert "Genius XML is 3 files: give --out FOLDER" in done.err


def test_what_would_be_lost_stops_it(tmp_path):
    done = run("convert", NEIGHBOURS, "--to", "genius", "--out", tmp_path / "out")
    assert done.code == 1
    assert not (tmp_path / "out").exists()
    assert "lost: 1 statement\n" in done.err
    assert "--lossy writes the rest" in done.err
    done = run("convert", NEIGHBOURS, "--to", "genius", "--out", tmp_path / "out", "--lossy")
    assert done.code == 0
    assert (tmp_path / "out" / "two_neighbours.xml").exists()
    assert "lost: " in done.err


def test_as_json(tmp_path):
    answer = run("convert", FERRY, "--to", "genius", "--json").json
    assert set(answer) == {"format", "scenario", "from", "to", "lost", "refused", "written", "files", "findings"}
    assert (answer["from"], answer["to"], answer["lost"], answer["refused"]) == ("genius", "genius", [], False)
    assert sorted(answer["files"]) == ["ferry_line.xml", "island.xml", "operator.xml"]
    assert [finding["code"] for finding in answer["findings"]] == ["W806", "W806"]
    written = run("convert", FERRY, "--to", "genius", "--out", tmp_path, "--json").json
    assert len(written["written"]) == 3
    assert written["files"] == {}
    refused = run("convert", NEIGHBOURS, "--to", "genius", "--json")
    assert refused.code == 1
    assert refused.json["refused"]
    assert refused.json["files"] == {}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["convert", "nothing.xml"], 1, "there is no such file"),
        (["convert", str(NEIGHBOURS), "--to", "actors"], 1, "not supported: "),
        (["convert", str(NEIGHBOURS), "--to", "word"], 2, "'word' is not one of"),
        (["convert", str(NEIGHBOURS), "--reading", "facevalue", "--to", "scores"], 2, "did you mean 'face-value'"),
        (["convert", str(FERRY / "island.xml"), str(NEIGHBOURS)], 3, "of several formats"),
    ],
)
def test_what_cannot_be_done(args, code, words):
    done = run(*args)
    assert (done.code, words in done.err) == (code, True), done.err


def test_analyze_tells_each_oddity_in_one_line():
    done = run("analyze", FERRY)
    assert done.code == 0
    assert [line.rsplit("(", 1)[1] for line in done.err.splitlines()] == ["W806)", "W806)"]
    assert "28 OF 189 PACKAGES" in done.out
    assert "nothing: every weight, value and reservation is a source's" in done.out


def test_check_takes_a_folder():
    done = run("check", FERRY)
    assert done.code == 0
    assert "4 issues, 189 combinations, 2 parties" in done.out
    assert [entry["code"] for entry in run("check", FERRY, "--json").json["findings"]] == ["W806", "W806"]


@pytest.mark.parametrize("convention", ["genius", "negmas", "negolog", "anl"])
def test_analyze_takes_the_words_of_other_tools(convention):
    done = run("analyze", FERRY, "--convention", convention)
    assert f"WHAT THE RULES PICK, AS {convention.upper()} MEANS THEM" in done.out
    answer = run("analyze", FERRY, "--convention", convention, "--json").json
    assert answer["convention"] == convention
    assert "nash" in answer["solutions"]
    assert all(rule in done.out for rule in answer["solutions"])
    assert all(entry["note"] for entry in answer["solutions"].values())
    assert ("breaks operator:reservation" in done.out) == (convention == "negolog")


def test_other_tools_pick_also_where_nothing_is_acceptable_to_all(tmp_path):
    table = tmp_path / "sale.csv"
    table.write_text("issue,option,A,B\nprice,low,10,0\nprice,high,0,10\nthreshold,,5,5\n", encoding="utf-8")
    picked = run("analyze", table, "--convention", "genius").out
    assert "nash (one of 2): A 10, B 0" in picked
    assert "nash: none." in run("analyze", table, "--convention", "negmas").out
    assert run("analyze", table, "--json").json["convention"] == "textbook"


def test_a_convention_that_cannot_be_worked_out_says_so(monkeypatch):
    monkeypatch.setattr("negsim.search.parts.MAX_PACKAGES", 0)
    monkeypatch.setattr("negsim.deals.frontier.MAX_PACKAGES", 0)
    assert "SOLUTIONS not answered: " in run("analyze", FERRY, "--convention", "genius").out


def test_very_many_findings_of_a_kind_are_counted(tmp_path):
    issues = "\n".join(f'[[issues]]\nid = "i{number}"\noptions = ["only"]' for number in range(60))
    path = tmp_path / "settled.toml"
    parties = '[[parties]]\nid = "A"\n[[parties]]\nid = "B"\n'
    path.write_text(f'format = 1\nid = "settled"\n{issues}\n{parties}', encoding="utf-8")
    done = run("check", path)
    assert done.code == 0
    assert done.out.count("warning W703") == 50
    assert "and 10 more of W703, which --json lists" in done.out
    assert sum(entry["code"] == "W703" for entry in run("check", path, "--json").json["findings"]) == 60


def test_where_it_is_written_to(tmp_path):
    (tmp_path / "taken").touch()
    done = run("convert", FERRY, "--to", "genius", "--out", tmp_path / "taken")
    assert (done.code, "this is a file, where a folder is expected" in done.err) == (1, True)
    assert run("convert", FERRY, "--out", tmp_path / "taken", "--force").code == 0
    assert negsim.read_scenario(tmp_path / "taken") == negsim.read_scenario(FERRY)
    assert run("convert", FERRY, "--out", tmp_path / "new" / "ferry.toml").code == 0
    assert "--out is empty" in run("convert", FERRY, "--out", "").err
    assert run("convert", FERRY, "--to", "genius", "--out", tmp_path / "mixed").code == 0
    table = ROOT / "scenarios" / "harbour_scores.csv"
    done = run("convert", table, "--to", "genius", "--out", tmp_path / "mixed", "--lossy")
    assert "the folder holds other .xml files" in done.err
    assert negsim.read_scenario(tmp_path / "mixed") == negsim.read_scenario(FERRY)


def test_parties_in_another_order_are_told(tmp_path):
    files = [FERRY / name for name in ("operator.xml", "ferry_line.xml", "island.xml")]
    done = run("convert", *files, "--to", "genius", "--out", tmp_path / "out")
    assert "lost: the order of the parties: in a folder they come in the order of their files' names" in done.err
    assert done.err.count("lost: ") == 1


def test_a_folder_around_a_folder_is_looked_into(tmp_path):
    assert run("convert", FERRY, "--to", "negolog", "--out", tmp_path / "out", "--lossy").code == 0
    assert negsim.read_scenario(tmp_path / "out").id == "ferry_line"


def test_what_reservations_alone_forbid_blocks_no_issue(tmp_path):
    table = tmp_path / "sale.csv"
    table.write_text("issue,option,A,B\nprice,low,10,0\nprice,high,0,10\nthreshold,,5,5\n", encoding="utf-8")
    told = run("analyze", table).out
    assert "NO PACKAGE OF 2 MEETS EVERY LINE THAT COUNTS: each issue by itself is open, and no package is" in told
    assert "  1 conflict ties issues together, through A:reservation" in told
