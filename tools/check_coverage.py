"""Hold each part of negsim to its own branch coverage: ``python tools/check_coverage.py .coverage.json``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

FULL = (
    "negsim/kernels/",
    "negsim/search/",
    "negsim/deals/",
    "negsim/parties/",
    "negsim/problem.py",
    "negsim/compilation.py",
)
"""Where every line and branch is covered; everything else is held to ``ELSEWHERE``, part by part."""

ELSEWHERE = 95.0
SHOWN = 20


def part_of(file: str) -> str:
    """Return the part of negsim that a file is held with: its folder, or itself at the top."""
    pieces = Path(file).as_posix().split("/")
    return "/".join(pieces[:2]) + ("/" if len(pieces) > 2 else "")


def required(part: str) -> float:
    """Return the least percentage for a part."""
    return 100.0 if part in FULL else ELSEWHERE


def missing_in(entry: dict[str, Any]) -> str:
    """Return what nothing ran in a file: its lines, then its branches as from -> to."""
    lines = [str(line) for line in entry["missing_lines"]]
    branches = [f"{start}->{end}" for start, end in entry["missing_branches"] if start not in entry["missing_lines"]]
    found = lines + branches
    return ", ".join(found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")


def main(report: str) -> int:
    """Print one row for each part, and what is missing in those that fall short; return the exit code."""
    files: dict[str, Any] = json.loads(Path(report).read_text(encoding="utf-8"))["files"]
    covered, total = Counter[str](), Counter[str]()
    for file, entry in files.items():
        summary = entry["summary"]
        covered[part_of(file)] += summary["covered_lines"] + summary["covered_branches"]
        total[part_of(file)] += summary["num_statements"] + summary["num_branches"]
    short = []
    for part in sorted(total):
        # Compared as integers: 99.996 % is not 100 %.
        is_short = covered[part] * 100 < required(part) * total[part]
        percent = 100 * covered[part] / total[part] if total[part] else 100.0
        print(f"{part:<24} {percent:6.2f} %  of {required(part):5.1f} %{'   short' if is_short else ''}")
        if is_short:
            short.append(part)
    for file, entry in sorted(files.items()):
        if part_of(file) in short and missing_in(entry):
            print(f"{file}: {missing_in(entry)}")
    return 1 if short or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
