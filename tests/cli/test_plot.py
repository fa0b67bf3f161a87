"""``negsim plot``: which files it writes, and what it refuses."""

import pytest

from negsim import plots
from negsim.cli.plot_command import safe_name
from tests.cli.running import WATER, run_anew

KINDS = list(getattr(plots, "PLOTS", ()))
pytestmark = pytest.mark.skipif(not KINDS, reason="the pictures are not in this copy")


def test_every_picture_is_written_and_named(tmp_path):
    ran = run_anew("plot", WATER, "--out", tmp_path, "--reading", "negotiable")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [str(tmp_path / f"water_basin-{kind}.svg") for kind in KINDS]
    for kind in KINDS:
        assert (tmp_path / f"water_basin-{kind}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_one_picture_in_two_formats_at_half_width(tmp_path):
    words = [
        "--kind",
        KINDS[0],
        "--format",
        "png",
        "--format",
        "pdf",
        "--width",
        "half",
        "--json",
        "--as-of",
        "2024-03-15",
    ]
    ran = run_anew("plot", WATER, "--out", tmp_path / "new", *words)
    assert ran.code == 0
    assert set(ran.json) == {"format", "scenario", "reading", "as_of", "written"}
    assert ran.json["as_of"] == "2024-03-15"
    names = [f"water_basin-{KINDS[0]}-half.{ending}" for ending in ("png", "pdf")]
    assert ran.json["written"] == [str(tmp_path / "new" / name) for name in names]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(names)


def test_a_picture_that_is_there_stays_unless_forced(tmp_path):
    words = ["plot", WATER, "--kind", KINDS[-1], "--out", tmp_path]
    assert run_anew(*words).code == 0
    (path,) = tmp_path.iterdir()
    path.write_text("mine", encoding="utf-8")
    refused = run_anew(*words)
    assert (refused.code, refused.out) == (1, "")
    assert "--force" in refused.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run_anew(*words, "--force").code == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = run_anew("plot", WATER, "--kind", KINDS[-1], "--out", tmp_path / "file" / "below")
    assert (ran.code, ran.out) == (1, "")
    assert "the folder cannot be made" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--parties", "Up"], "--parties takes two different ids with a comma between them; 'Up' was given"),
        (["--parties", "Up,Donw"], "did you mean 'Down'?"),
        (["--kind", "cake"], "'cake' is not one of"),
        (["--format", "gif"], "'gif' is not one of"),
    ],
)
def test_wrong_usage(words, said, tmp_path):
    ran = run_anew("plot", WATER, "--out", tmp_path, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_no_id_of_a_scenario_leads_out_of_the_folder():
    assert safe_name("../../../evil") == "-evil"
    assert safe_name("a/b c") == "a-b-c"
