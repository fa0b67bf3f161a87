"""Every file in scenarios/: what ``analyze`` prints is what the brute force makes of what ``compile`` prints.

Nothing of negsim is imported here: both come from the command line, as JSON.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.independent.compare import differences

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))


def printed(command, path, *options):
    done = subprocess.run(
        [sys.executable, "-m", "negsim", command, str(path), "--json", *options],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("reading", ["face-value", "negotiable"])
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_analyze_prints_what_brute_force_finds(path, reading):
    problem = printed("compile", path, "--reading", reading)
    assert differences(problem, printed("analyze", path, "--reading", reading, "--limit", "200")) == []
