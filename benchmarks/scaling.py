"""How time grows with the number of issues, for each method and rival: the picture of docs/performance.md.

``python benchmarks/scaling.py [--negmas PYTHON] [FILE]`` measures and draws. At every size the answers are compared
first; a method that takes over a second, or refuses, is not asked about larger sizes.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import matplotlib as mpl  # noqa: E402 - found only from here on
from attrs import frozen  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

import negsim  # noqa: E402
from benchmarks import rivals  # noqa: E402
from benchmarks.frontiers import as_points, peers, rows_of  # noqa: E402
from benchmarks.instances import Drawn  # noqa: E402
from benchmarks.listing import at_the_edge  # noqa: E402
from benchmarks.measuring import Measured, Peer, Program, Row, measured  # noqa: E402
from benchmarks.optima import product_of  # noqa: E402
from benchmarks.reasons import conflict_names  # noqa: E402

SIZES = (3, 5, 6, 7, 8, 10, 15, 20, 30, 50, 100)
"""How many issues, of five options each."""
MAX_SECONDS = 1.0
MAX_PEER_PACKAGES = 5**7
PICTURE = ROOT / "docs" / "pictures" / "time-against-size.png"

Answerer = Program | Peer


@frozen(kw_only=True)
class Panel:
    """One question, asked at growing sizes.

    Attributes
    ----------
    drawn:
        From the number of issues to the problem.
    programs:
        From the problem to what answers.
    """

    title: str
    drawn: Callable[[int], Drawn]
    programs: Callable[[Drawn], Sequence[Answerer]]


def panels(negmas: str) -> Iterator[Panel]:
    """Yield the questions."""
    yield Panel(
        title="frontier of the space, 2 opposed parties, points of 1,000",
        drawn=lambda issues: Drawn(parties=2, issues=issues, points=1000),
        programs=functools.partial(_frontiers, negmas),
    )
    yield Panel(
        title="count of the zone, 2 opposed parties, points of 1,000",
        drawn=lambda issues: Drawn(parties=2, issues=issues, points=1000, level=90),
        programs=functools.partial(_counts, negmas),
    )
    yield Panel(
        title="the four rules, 4 opposed parties, points of 1,000,000",
        drawn=lambda issues: Drawn(parties=4, issues=issues, level=80),
        programs=_rules,
    )
    yield Panel(
        title="conflicts and repairs, 4 parties, 12 demands",
        drawn=lambda issues: Drawn(parties=4, issues=issues, level=101, lines=8, interests="random", points=1000),
        programs=_reasons,
    )


def measured_panel(panel: Panel) -> dict[str, list[tuple[int, float]]]:
    """Return, for each program, its median times by number of issues."""
    found: dict[str, list[tuple[int, float]]] = {}
    over: dict[str, None] = {}
    for issues in SIZES:
        drawn = panel.drawn(issues)
        programs = [program for program in panel.programs(drawn) if program.name not in over]
        if not programs:
            break
        for entry in measured(Row(question=panel.title, size=drawn.size, programs=programs)):
            _taken(entry, issues, found, over)
    return found


def _taken(entry: Measured, issues: int, found: dict[str, list[tuple[int, float]]], over: dict[str, None]) -> None:
    if entry.seconds:
        found.setdefault(entry.name, []).append((issues, statistics.median(entry.seconds)))
    if not entry.seconds or entry.median > MAX_SECONDS:
        over[entry.name] = None
    told = f"{entry.median:.4f} s" if entry.seconds else entry.refused
    print(f"  5^{issues:<4} {entry.name:<32} {told}", flush=True)


def _frontiers(negmas: str, drawn: Drawn) -> list[Answerer]:
    asked = negmas if drawn.options**drawn.issues <= MAX_PEER_PACKAGES else ""
    return [
        *_by_methods(
            functools.partial(negsim.frontier, drawn.problem, of="space"), ("merging", "enumeration"), rows_of
        ),
        Program(
            name="moocore, issue by issue", run=functools.partial(rivals.merged_frontier, drawn.tables), answer=rows_of
        ),
        *peers(drawn, "pareto_frontier", asked, as_points(drawn)),
        *peers(drawn, "mobanos", negmas if drawn.issues <= 30 else "", as_points(drawn)),
    ]


def _counts(negmas: str, drawn: Drawn) -> list[Answerer]:
    assert drawn.floors is not None, "a level was given"
    own = functools.partial(negsim.zone, drawn.problem)
    asked = negmas if drawn.options**drawn.issues <= MAX_PEER_PACKAGES else ""
    return [
        *_by_methods(own, ("counting", "enumeration"), lambda zone: zone.size % 2**64),
        Program(
            name="numpy, one grid (modulo 2^64)",
            run=functools.partial(rivals.grid_count, drawn.tables, drawn.floors),
        ),
        *peers(drawn, "zone", asked, functools.partial(at_the_edge, drawn)),
    ]


def _rules(drawn: Drawn) -> list[Answerer]:
    assert drawn.floors is not None, "a level was given"
    own = functools.partial(negsim.solutions, drawn.problem)
    methods = ("bounded-search", "merging", "enumeration", "integer-programming")
    return [
        *_by_methods(own, methods, functools.partial(product_of, drawn)),
        Program(
            name="HiGHS, Nash alone",
            run=functools.partial(rivals.highs_nash, drawn.tables, drawn.floors, max_seconds=20.0),
        ),
    ]


def _reasons(drawn: Drawn) -> list[Answerer]:
    own = functools.partial(negsim.groups, drawn.problem)
    return list(_by_methods(own, ("bounded-search", "enumeration"), conflict_names))


def _by_methods(run: Callable[..., Any], methods: Sequence[str], answer: Callable[[Any], Any]) -> Iterator[Answerer]:
    for method in methods:
        yield Program(
            name=f"negsim, {method.replace('-', ' ')}", run=functools.partial(run, method=method), answer=answer
        )


def draw(found: Sequence[tuple[str, dict[str, list[tuple[int, float]]]]], target: Path) -> None:
    """Draw one panel for each question: seconds against issues, one line for each program, named at its end."""
    with mpl.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(12, 9), layout="constrained")
        for axes, (title, programs) in zip(figure.subplots(2, 2).flat, found, strict=True):
            for number, (name, times) in enumerate(programs.items()):
                issues, seconds = zip(*times, strict=True)
                is_own = name.startswith("negsim")
                axes.plot(
                    issues,
                    seconds,
                    marker="o",
                    markersize=3.5,
                    linewidth=1.6 if is_own else 1.1,
                    linestyle="-" if is_own else "--",
                    color=f"C{number}",
                    label=name,
                )
            axes.set(xscale="log", yscale="log", title=title, xlabel="issues of five options", ylabel="seconds")
            axes.set_xticks(ticks := (3, 5, 10, 20, 50, 100), labels=[str(tick) for tick in ticks])
            axes.minorticks_off()
            axes.grid(visible=True, linewidth=0.4, alpha=0.5)
            axes.legend(frameon=False, fontsize=8)
        figure.savefig(target, dpi=120)


def main() -> int:
    """Measure every panel and draw them."""
    parser = argparse.ArgumentParser(description="Draw time against size for each method and rival.")
    parser.add_argument("--negmas", default="", help="an interpreter that has NegMAS")
    parser.add_argument("target", nargs="?", type=Path, default=PICTURE, help="the picture to write")
    given = parser.parse_args()
    found = []
    for panel in panels(given.negmas):
        print(panel.title, flush=True)
        found.append((panel.title, measured_panel(panel)))
    draw(found, given.target)
    print(given.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
