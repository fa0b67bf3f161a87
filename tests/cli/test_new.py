"""``negsim new``: a template that passes every check, and overwrites nothing."""

from importlib.resources import files

from tests.cli.running import run

TEMPLATE = files("negsim.formats").joinpath("template.toml").read_text(encoding="utf-8")


def test_the_template_is_valid_and_has_an_answer(tmp_path):
    path = tmp_path / "mine.toml"
    made = run("new", path)
    assert (made.code, made.out) == (0, "")
    assert made.err == f"wrote {path}; next: negsim check {path}, then negsim analyze {path}\n"
    assert path.read_text(encoding="utf-8") == TEMPLATE
    checked = run("check", path, "--strict", "--require-sources")
    assert (checked.code, checked.err) == (0, "")
    assert "valid, nothing odd" in checked.out
    for command in ("analyze", "conflicts", "compile"):
        assert run(command, path).code == 0
    assert "Statement of the harbour council" in run("explain", path, "Harbour:fee").out


def test_without_a_file_the_template_is_the_answer():
    ran = run("new")
    assert (ran.code, ran.out, ran.err) == (0, TEMPLATE, "")


def test_a_file_that_is_there_stays_as_it_is_unless_forced(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    ran = run("new", path)
    assert (ran.code, ran.out) == (1, "")
    assert "the file is there already. Choose another name, or give --force" in ran.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("new", path, "--force").code == 0
    assert path.read_text(encoding="utf-8") == TEMPLATE
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.toml"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    ran = run("new", tmp_path / "none" / "mine.toml")
    assert ran.code == 1
    assert "cannot be written" in ran.err
