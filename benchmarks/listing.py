"""What every package is worth, how many there are in the zone, and all about a million packages."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import negsim
from benchmarks import rivals
from benchmarks.frontiers import as_points, peers, rows_of
from benchmarks.instances import Drawn
from benchmarks.measuring import Limit, Program, Row


def evaluating(negmas: str) -> Iterator[Row]:
    """Yield: what is every package worth to everyone."""
    drawn = Drawn(parties=2, issues=6, options=10, level=80)

    worth = rivals.columns(drawn.tables)
    yield Row(
        question="evaluate every package",
        size=drawn.size,
        target="at least 80 times NegMAS; within 3 times one pass over memory",
        limits=[Limit(most=1 / 80, than="NegMAS"), Limit(most=3, than="a copy in memory")],
        programs=[
            Program(
                name="negsim",
                run=lambda: negsim.package_table(drawn.problem, of="space").points,
                answer=checked_sums,
            ),
            Program(name="numpy, outer sums", run=lambda: rivals.columns(drawn.tables), answer=checked_sums),
            Program(name="a copy in memory", run=lambda: [column.copy() for column in worth], answer=checked_sums),
            *peers(drawn, "evaluate", negmas, lambda total: checked_total(total, drawn.points)),
        ],
    )


def analysing(negmas: str) -> Iterator[Row]:
    """Yield: zone, frontier and solutions of a million packages together, then the zone alone."""
    for parties, issues, least in ((2, 5, 100), (3, 5, 30), (2, 6, 100), (3, 6, 30)):
        drawn = Drawn(parties=parties, issues=issues, options=10, level=80)
        assert drawn.floors is not None, "a level was given"
        yield Row(
            question="zone, frontier and solutions",
            size=drawn.size,
            target=f"at least {least} times NegMAS",
            limits=[Limit(most=1 / least, than="NegMAS (calc_scenario_stats)")],
            programs=[
                Program(
                    name="negsim",
                    run=functools.partial(_analysed, drawn),
                    answer=functools.partial(_analysis_answer, drawn),
                ),
                Program(
                    name="numpy and moocore",
                    run=functools.partial(rivals.analysis, drawn.tables, drawn.floors),
                    answer=lambda found: {"zone": found[0], "frontier": rows_of(found[1]), "rules": found[2]},
                ),
                *peers(drawn, "calc_scenario_stats", negmas, functools.partial(_statistics, drawn)),
            ],
        )
    drawn = Drawn(parties=2, issues=6, options=10, level=80)
    assert drawn.floors is not None, "a level was given"
    yield Row(
        question="list the zone",
        size=drawn.size,
        target="at least 1,000 times NegMAS",
        limits=[Limit(most=1 / 1000, than="NegMAS")],
        programs=[
            Program(
                name="negsim",
                run=functools.partial(negsim.package_table, drawn.problem),
                answer=len,
            ),
            Program(
                name="numpy",
                run=lambda: np.flatnonzero(rivals.inside(rivals.columns(drawn.tables), drawn.floors)),
                answer=len,
            ),
            *peers(drawn, "zone", negmas, functools.partial(at_the_edge, drawn)),
        ],
    )
    yield Row(
        question="count the zone",
        size=drawn.size,
        target="at least 1,000 times NegMAS",
        limits=[Limit(most=1 / 1000, than="NegMAS")],
        programs=[
            Program(name="negsim", run=lambda: negsim.zone(drawn.problem), answer=lambda zone: zone.size),
            Program(
                name="numpy",
                run=lambda: int(rivals.inside(rivals.columns(drawn.tables), drawn.floors).sum()),
            ),
            *peers(drawn, "zone", negmas, functools.partial(at_the_edge, drawn)),
        ],
    )


def counts(negmas: str) -> Iterator[Row]:
    """Yield: how many packages a zone has."""
    del negmas
    for drawn, target, seconds in (
        (Drawn(parties=2, issues=9, level=90), "", None),
        (Drawn(parties=2, issues=43, points=1000, level=90), "under 0.1 s", 0.1),
        (Drawn(parties=3, issues=43, points=100, level=90), "", None),
        (Drawn(parties=4, issues=43, points=100, level=90), "under 2 s", 2.0),
    ):
        assert drawn.floors is not None, "a level was given"
        listed = drawn.options**drawn.issues <= 10**7
        rival = (
            Program(
                name="numpy, all packages",
                run=functools.partial(_listed_count, drawn),
            )
            if listed
            else Program(
                name="numpy, one grid (modulo 2^64)",
                run=functools.partial(rivals.grid_count, drawn.tables, drawn.floors),
            )
        )
        yield Row(
            question="count the zone",
            size=drawn.size,
            target=target,
            limits=[] if seconds is None else [Limit(most=seconds)],
            programs=[
                Program(
                    name="negsim",
                    run=functools.partial(negsim.zone, drawn.problem),
                    answer=lambda zone: zone.size % 2**64,
                ),
                rival,
            ],
        )


def checked_sums(worth: Sequence[Any]) -> list[tuple[int, int]]:
    """Return two sums for each party, one of them weighted by place, which hardly agree if any value differs."""
    return [(int(column.sum()), int((column * (np.arange(len(column)) % 1009)).sum())) for column in worth]


def checked_total(worth: Sequence[Sequence[float]], points: int) -> list[tuple[int, int]]:
    """Return the same of another tool's values between 0 and 1."""
    return checked_sums([np.rint(np.asarray(column) * points).astype(np.int64) for column in worth])


def _analysed(drawn: Drawn) -> tuple[Any, Any, Any]:
    return negsim.zone(drawn.problem), negsim.frontier(drawn.problem), negsim.solutions(drawn.problem)


def _analysis_answer(drawn: Drawn, found: tuple[Any, Any, Any]) -> dict[str, Any]:
    """Return the zone's size, the frontier, and what each rule makes greatest, at the package that it picks."""
    zone, front, picked = found
    rows = rows_of(front)
    rules = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")
    reached = []
    best_gains = (np.array(rows) - np.array(drawn.floors)).max(axis=0)
    for number, rule in enumerate(rules):
        points = list(drawn.problem.points(picked[rule][0].package).values())
        gains = np.array([points]) - np.array(drawn.floors)
        whole = rivals.greatest(np.array([points]), drawn.floors)
        reached.append(float((gains / best_gains).min()) if rule == "kalai-smorodinsky" else whole[number])
    return {"zone": zone.size, "frontier": rows, "rules": tuple(reached)}


def _statistics(drawn: Drawn, told: Any) -> dict[str, Any]:
    """Return what NegMAS's statistics say of the zone: its frontier is the part of the space's that is inside."""
    front = as_points(drawn)(told["frontier"])
    kept = [row for row in front if all(map(int.__ge__, row, drawn.floors or row))]
    size = round(told["rational"] * drawn.options**drawn.issues)
    return {"zone": at_the_edge(drawn, size), "frontier": kept}


def at_the_edge(drawn: Drawn, size: int) -> int:
    """Return the size of the zone where another tool's, in floats, differs by packages at a reservation exactly.

    A sum of floats may fall just short of a reservation that it equals. Any other difference is left as it is.
    """
    worth, floors = rivals.columns(drawn.tables), drawn.floors or ()
    exact, inner = (int(rivals.inside(worth, [floor + more for floor in floors]).sum()) for more in (0, 1))
    return exact if inner <= size <= exact else size


def _listed_count(drawn: Drawn) -> int:
    return int(rivals.inside(rivals.columns(drawn.tables), drawn.floors).sum())
