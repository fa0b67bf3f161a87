"""How long ``import negsim`` takes, against importing numpy and attrs alone: at most 1.5 times.

Public names are loaded when they are first used; the last row has those of an analysis in hand, and no limit.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

LIMIT = 1.5
RUNS = 15
PROGRAMS = {
    "numpy and attrs": "import numpy, attrs",
    "negsim": "import negsim",
    "negsim, used": "import negsim; negsim.analyze",
}


def seconds(program: str) -> float:
    """Return the wall time of a Python process that runs a program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the medians and their ratio; return 1 if it is past the limit."""
    for program in PROGRAMS.values():
        seconds(program)  # bytecode and disk caches are filled before anything counts
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(RUNS):
        for name, program in PROGRAMS.items():  # in turn, so that a busy machine slows both
            times[name].append(seconds(program))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    ratio = medians["negsim"] / medians["numpy and attrs"]
    versions = ", ".join(f"{package} {version(package)}" for package in ("negsim", "numpy", "attrs"))
    print(f"{platform.platform()}, {platform.machine()}, Python {platform.python_version()}, {versions}")
    print(f"{'import':<18} {'median':>10} {'fastest':>10}   of {RUNS} interleaved processes")
    for name, taken in times.items():
        print(f"{name:<18} {medians[name] * 1000:>7.1f} ms {min(taken) * 1000:>7.1f} ms")
    used = medians["negsim, used"] / medians["numpy and attrs"]
    print(f"ratio {ratio:.2f}, limit {LIMIT}; used {used:.2f}")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
