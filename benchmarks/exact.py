"""How fast the exact methods are on spaces of all sizes, against plain numpy, moocore's filter, HiGHS and NegMAS.

``python benchmarks/exact.py [--negmas PYTHON] [--only WORD]`` prints the tables of docs/performance.md. ``PYTHON`` is
the interpreter of an environment where NegMAS is installed, which is no dependency. Answers are compared first; where
two differ, nothing is timed and the program fails. A missed target is told, and does not make it fail.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import flagship, rivals  # noqa: E402 - found only from here on
from benchmarks.frontiers import frontiers, zone_frontiers  # noqa: E402
from benchmarks.listing import analysing, counts, evaluating  # noqa: E402
from benchmarks.measuring import HEAD, RUNS, lines, measured, written  # noqa: E402
from benchmarks.memory import HELD  # noqa: E402
from benchmarks.optima import optima, rankings  # noqa: E402
from benchmarks.reasons import least_movements, reasons  # noqa: E402

QUESTIONS = (evaluating, analysing, frontiers, zone_frontiers, optima, rankings, counts, reasons, least_movements)

START_TIMES = 5.0
"""How many times the start of Python with what negsim needs the flagship's analysis may take."""


def versions(negmas: str) -> str:
    """Return the machine and the versions of all that takes part."""
    found = []
    for package in ("negsim", "numpy", "moocore", "highspy", "numba"):
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"no {package}")
    if negmas:
        asked = [negmas, "-c", "import importlib.metadata as m; print(m.version('negmas'))"]
        found.append(f"NegMAS {subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()}")
    machine = f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{machine}; {', '.join(found)} (HiGHS {rivals.version_of_highs()})"


def processes() -> list[str]:
    """Return the tables of what is measured in processes of their own: peak memory, and the flagship."""
    told = [
        "",
        "| in a process of its own | size | limit | peak memory | above one that only draws the problem | |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        for number, held in enumerate(HELD):
            whole, start = (
                flagship.measured([str(Path(__file__)), "--memory", str(number), *more], target)[1]
                for more in ([], ["--draw"])
            )
            is_met = "kept" if whole - start <= held.megabytes else "**not kept**"
            told.append(
                f"| {held.question} | {held.drawn.size} | {held.megabytes} MB | {whole:,.0f} MB "
                f"| {whole - start:,.0f} MB | {is_met} |"
            )
        programs = (
            ["-m", "negsim", "analyze", str(flagship.FLAGSHIP), "--json"],
            ["-c", "import numpy, attrs, highspy"],
        )
        runs = [[flagship.measured(program, target)[0] for program in programs] for _ in range(RUNS)]
    own, start = (statistics.median(column) for column in zip(*runs, strict=True))
    is_met = "met" if own <= START_TIMES * start else "**not met**"
    told += [
        "",
        "| the flagship, as a process | `import numpy, attrs, highspy` | ratio | target | |",
        "| ---: | ---: | ---: | --- | --- |",
        f"| {written(own)} | {written(start)} | {own / start:.1f} | within {START_TIMES:.0f} times | {is_met} |",
    ]
    return told


def main() -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(description="Measure the exact methods against others.")
    parser.add_argument("--negmas", default="", help="an interpreter that has NegMAS")
    parser.add_argument("--only", default="", help="only questions whose name has this word")
    parser.add_argument("--memory", type=int, default=None, help="only answer the question of that number, once")
    parser.add_argument("--draw", action="store_true", help="with --memory: only draw its problem")
    given = parser.parse_args()
    if given.memory is not None:
        held = HELD[given.memory]
        print(held.drawn.problem.space.combinations if given.draw else held.answer())
        return 0
    # First, since the peak memory of a process counts what its parent held when it was started.
    told = processes() if given.only in "processes" else []
    print(versions(given.negmas), "", *HEAD, sep="\n", flush=True)
    for question in QUESTIONS:
        if given.only in question.__name__:
            for row in question(given.negmas):
                print(*lines(row, measured(row)), sep="\n", flush=True)
    print(*told, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
