"""What the pages tell a reader to type works when it is typed."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


PYTHON = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES if blocks(page, "python")]


@pytest.mark.parametrize("page", PYTHON)
def test_a_pages_python_runs_from_top_to_bottom_and_prints_what_comments_say(page, monkeypatch, capsys, tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for code in blocks(page, "python"):
        exec(compile(code, str(page), "exec"), names)  # the page's own code, as a reader would run it
        printed = capsys.readouterr().out.splitlines()
        said = re.findall(r"^print\(.*\)\s*# (.*)$", code, flags=re.MULTILINE)
        for comment in said:
            if re.match(r"[\d(]|True$|\w+: ", comment):  # a comment that is a result, not a remark
                assert any(line == comment for line in printed), comment


def test_the_readme_has_ten_lines_of_python_and_eleven_of_shell():
    (python,) = blocks(ROOT / "README.md", "python")
    shell = blocks(ROOT / "README.md", "console")[-1]
    assert len(python.strip().splitlines()) <= 12
    assert len(shell.strip().splitlines()) == 11


def test_the_readmes_shell_lines_run_in_an_empty_folder(tmp_path):
    for line in blocks(ROOT / "README.md", "console")[-1].strip().splitlines():
        words = shlex.split(line, comments=True)
        assert words[0] == "negsim"
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stderr}"
