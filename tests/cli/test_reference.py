"""The page about the command line names every command, option and exit code."""

import re

import click
import pytest

from negsim.cli import main
from negsim.cli.main import COMMANDS, negsim
from tests.cli.running import ROOT

PAGE = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
SHARED = PAGE[PAGE.index("## Options that several commands share") : PAGE.index("\n## analyze")]


def own_part(name):
    (found,) = re.findall(rf"^## {name}\n.*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return found


def options_of(name):
    command = negsim.get_command(click.Context(negsim), name)
    assert command is not None
    return command.params


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_there(name):
    assert f"| [`{name}`](#{name}) |" in PAGE
    part = own_part(name)
    for option in options_of(name):
        if option.param_type_name == "argument":
            assert option.human_readable_name in part or name == "check"
            continue
        for word in option.opts:
            row = next((row for row in SHARED.splitlines() if f"`{word}" in row), "")
            is_shared = re.search(rf"\b{name}\b|all", row.split("|")[2]) if row else None
            assert f"`{word}" in part or is_shared, word


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_a_command(name):
    assert re.search(rf"`negsim {name}\b", PAGE)


def test_every_exit_code_is_there():
    codes = [main.DONE, main.FAILED, main.USAGE, main.INVALID, main.NO_AGREEMENT, main.INTERRUPTED]
    listed = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert [int(code) for code in listed] == codes


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name):
    for option in options_of(name):
        if option.param_type_name == "option":
            assert option.help or option.name in ("formats", "width"), option.name
