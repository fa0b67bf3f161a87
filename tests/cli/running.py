"""How tests run the command line: in this process, with what it writes taken apart; or as a user's shell does."""

import contextlib
import functools
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen

from negsim.cli.main import _run

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
FLAGSHIP = ROOT / "scenarios" / "european_security_2022.toml"
NEIGHBOURS = ROOT / "scenarios" / "two_neighbours.toml"
WATER = ROOT / "scenarios" / "water_basin.toml"


@frozen
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


def run(*args: object) -> Ran:
    """Run a command in this process; one on a file of ``scenarios/``, which no test changes, only once."""
    words = tuple(str(arg) for arg in args)
    return _once(words) if set(words) & {str(path) for path in SCENARIOS} else run_anew(*words)


@functools.cache
def _once(words: tuple[str, ...]) -> Ran:
    return run_anew(*words)


def run_anew(*args: object) -> Ran:
    """Run a command in this process, whether it has run before or not."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _run([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())


def shell(*args: object, stdout: Any = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "negsim", *map(str, args)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )
