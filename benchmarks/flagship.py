"""How long the flagship's analysis takes, against a plain brute force in numpy whose answers are compared first.

``python benchmarks/flagship.py [FILE]``: wall time and peak memory of ``python -m negsim analyze FILE --json`` as a
process of its own; at most 10 s and 500 MB. The brute force (tests/independent/brute_force.py) reads what
``negsim compile`` prints and imports nothing of negsim.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.independent.compare import differences  # noqa: E402 - found only from here on

FLAGSHIP = ROOT / "scenarios" / "european_security_2022.toml"
BRUTE_FORCE = ROOT / "tests" / "independent" / "brute_force.py"
MAX_SECONDS = 10.0
MAX_MEGABYTES = 500.0
RUNS = 3


def measured(arguments: list[str], target: Path) -> tuple[float, float]:
    """Run Python with these arguments, its output into a file; return its wall time and its peak memory in MB."""
    with target.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=stream)
        # wait4 tells what this one process used; getrusage would mix all children.
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed with exit code {process.returncode}")
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return taken, kilobytes / 1024


def compared(folder: Path, problem: Path) -> list[str]:
    """Return where the two programs' answers differ, from the files that the runs left."""
    printed, given = (json.loads(path.read_text(encoding="utf-8")) for path in (folder / "negsim", problem))
    return differences(given, printed)


def row(name: str, runs: list[tuple[float, float]]) -> str:
    """Return one row of the table."""
    times, memory = zip(*runs, strict=True)
    return f"{name:<14} {statistics.median(times):>8.2f} s {min(times):>8.2f} s {max(memory):>8.0f} MB"


def main() -> int:
    """Compare the answers, then print the table; return 1 if they differ or a limit is passed."""
    scenario = Path(sys.argv[1]) if len(sys.argv) > 1 else FLAGSHIP
    with tempfile.TemporaryDirectory() as name:
        folder, problem = Path(name), Path(name) / "problem.json"
        measured(["-m", "negsim", "compile", str(scenario), "--json"], problem)
        programs: dict[str, list[Any]] = {
            "negsim": ["-m", "negsim", "analyze", str(scenario), "--json"],
            "brute force": [str(BRUTE_FORCE), str(problem)],
        }
        measured(programs["negsim"], folder / "negsim")
        wrong = compared(folder, problem)
        if wrong:
            print("the answers differ, so there is nothing to time:", *wrong, sep="\n")
            return 1
        runs: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
        for _ in range(RUNS):
            for program, arguments in programs.items():  # in turn, so that a busy machine slows both
                runs[program].append(measured(arguments, folder / program))
        packages = json.loads((folder / "negsim").read_text(encoding="utf-8"))["packages"]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{package} {version(package)}" for package in ("negsim", "numpy", "moocore")))
    print(f"{scenario.name}: {packages:,} packages; all answers agree; {RUNS} interleaved processes each")
    print(f"{'':<14} {'median':>10} {'fastest':>10} {'memory':>11}")
    for program, measurements in runs.items():
        print(row(program, measurements))
    slowest, largest = statistics.median(r[0] for r in runs["negsim"]), max(r[1] for r in runs["negsim"])
    print(f"limits of negsim: {MAX_SECONDS:.0f} s and {MAX_MEGABYTES:.0f} MB")
    return 1 if slowest > MAX_SECONDS or largest > MAX_MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
