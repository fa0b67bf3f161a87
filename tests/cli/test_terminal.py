"""Streams and terminals: who reads the output, how wide it is, what is loaded, how words are completed."""

import errno
import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from negsim.cli import main as main_module
from negsim.cli import options
from negsim.cli.main import COMMANDS, main
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew, shell


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True

    def fileno(self):
        return 1


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
@pytest.mark.parametrize("command", ["analyze", "conflicts"])
def test_a_narrow_terminal_gets_narrow_text(command, path, monkeypatch):
    monkeypatch.setattr(options, "width", lambda: 40)
    ran = run_anew(command, path)
    assert ran.code == 0
    lines = ran.out.splitlines()
    # A name may stand by itself, and what hangs under one keeps thirty columns of its own.
    assert max(len(line) for line in lines) <= 70
    assert sum(len(line) <= 40 for line in lines) >= 0.6 * len(lines)


@pytest.mark.parametrize(("columns", "width"), [(20, 40), (40, 40), (80, 80), (110, 110), (250, 110), (0, 100)])
def test_text_is_as_wide_as_the_terminal_within_reason(columns, width, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((columns, 24)))
    assert options.width() == width


def test_progress_is_shown_on_a_terminal_once_it_takes_long_and_taken_away(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with options.effort() as effort:
        assert effort.progress is not None
        effort.progress(1_000)
    assert stream.getvalue() == ""
    with options.effort() as effort:
        assert effort.progress is not None
        effort.progress(6_000_000)
        effort.progress(1_000_000)
    assert stream.getvalue().startswith("\r6,000,000 packages looked at\r ")
    assert stream.getvalue().endswith(" \r")


def test_in_a_real_terminal_of_forty_columns():
    """Stdout and stderr are a terminal: the text is narrow, nothing is coloured."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    words = [sys.executable, "-m", "negsim", "analyze", str(FLAGSHIP)]
    with subprocess.Popen(words, stdout=slave, stderr=slave) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end has been closed
                break
            if not part:
                break
            seen += part
    os.close(master)
    assert process.returncode == 0
    text = seen.decode("utf-8")
    assert "\x1b" not in text
    assert text.startswith("European security")
    assert max(len(line) for line in text.replace("\r", "").splitlines()) <= 70


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, {"TERM": "dumb"}]
)
def test_nothing_is_coloured(environment):
    done = shell("analyze", WATER, **environment)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


def test_whoever_stops_reading_hears_no_complaint():
    words = [sys.executable, "-m", "negsim", "compile", str(FLAGSHIP), "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_a_closed_pipe_is_no_failure(monkeypatch):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys, "stdout", Gone())
    assert main_module._run(["compile", str(NEIGHBOURS)]) == 0


def test_what_cannot_be_written_is_a_failure_in_one_line(monkeypatch, tmp_path):
    with (tmp_path / "stdout").open("w", encoding="utf-8") as file:

        class Full(io.StringIO):
            def write(self, text):
                raise OSError(errno.ENOSPC, "No space left on device")

            def fileno(self):
                return file.fileno()

        said = io.StringIO()
        monkeypatch.setattr(sys, "stderr", said)
        monkeypatch.setattr(sys, "stdout", Full())
        assert main_module._run(["compile", str(NEIGHBOURS)]) == 1
    assert said.getvalue() == "negsim: the answer cannot be written (No space left on device)\n"


def test_main_exits_and_writes_utf_8_whatever_the_locale_is(capfd):
    with pytest.raises(SystemExit) as exit_info:
        main(["conflicts", str(WATER)])
    assert exit_info.value.code == 0
    assert "“none”" in capfd.readouterr().out
    done = shell("conflicts", WATER, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "“none”" in done.stdout


def test_main_takes_streams_that_cannot_be_set_up(monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    monkeypatch.setattr(sys, "argv", ["negsim", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert said.getvalue().startswith("negsim, version")


def loaded(program):
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{program}\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(done.stderr.split())


def test_commands_are_loaded_when_they_are_used():
    modules = loaded("import negsim.cli.main")
    assert not {name for name in modules if name.startswith(("matplotlib", "cattrs", "negsim.formats."))}
    assert not {f"negsim.cli.{name}_command" for name in COMMANDS} & modules
    modules = loaded(f"from negsim.cli.main import _run; _run(['analyze', {str(NEIGHBOURS)!r}])")
    assert "negsim.cli.analyze_command" in modules
    assert not {name for name in modules if name.startswith(("matplotlib", "hypothesis", "highspy"))}


def test_completion_for_a_shell(monkeypatch, capsys):
    done = shell(_NEGSIM_COMPLETE="zsh_source")
    assert "_NEGSIM_COMPLETE=zsh_complete negsim" in done.stdout
    for words, found in (("negsim an", "analyze"), ("negsim analyze --requi", "--require-agreement")):
        monkeypatch.setenv("_NEGSIM_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        with pytest.raises(SystemExit):
            main_module._run([])
        assert f"plain,{found}" in capsys.readouterr().out


def test_the_module_runs_as_the_command_does():
    done = shell("check", NEIGHBOURS)
    assert (done.returncode, done.stdout, done.stderr) == (0, run("check", NEIGHBOURS).out, "")
