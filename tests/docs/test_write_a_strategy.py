"""The page on writing a strategy, followed as a reader would: a file, its name, and the line in the registry."""

import re
import shlex
from pathlib import Path

import negsim
from negsim.talks.strategies import registry
from tests.cli.running import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "write-a-strategy.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


def test_the_file_of_the_page_plays_by_its_name(tmp_path, monkeypatch):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    (tmp_path / "mine.py").write_text(blocks("python")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (line,) = blocks("console")
    words = shlex.split(line)
    assert words[0] == "negsim"
    done = run(*words[1:])
    assert done.code == 0, done.err
    assert "North: mine.py:HalfWay:share=0.6, South: boulware" in done.out
    assert negsim.strategy("mine.py:HalfWay:share=0.6").name == "mine.py:HalfWay:share=0.6"


def test_the_check_of_the_page_holds(tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.py").write_text(blocks("python")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("py")
    exec(compile(code, "page", "exec"), {"__name__": "page"})  # the page's own code, as a reader would run it
    assert "fails" not in capsys.readouterr().out


def test_the_line_of_the_registry_looks_like_those_that_are_there():
    (line,) = blocks("text")
    source = Path(registry.__file__).read_text(encoding="utf-8")
    shape = re.sub(r"\w[\w-]*", "x", line.strip())
    assert shape in [re.sub(r"\w[\w-]*", "x", own.strip()) for own in source.splitlines()]
