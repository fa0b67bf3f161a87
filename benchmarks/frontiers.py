"""Frontiers: of the space and of zones, to negsim and to what else answers it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import negsim
from benchmarks import rivals
from benchmarks.instances import Drawn
from benchmarks.measuring import Limit, Peer, Program, Row
from negsim.deals.frontier import efficient_sums

SPEED = Path(__file__).parent / "peers" / "negmas_speed.py"


def frontiers(negmas: str) -> Iterator[Row]:
    """Yield: the exact frontier of the space."""
    sampler = "at least 500 times NegMAS (mobanos)", [Limit(most=1 / 500, than="NegMAS (mobanos)")]
    fast, large = ("under 50 ms", [Limit(most=0.05)]), ("under 5 s, under 2 GB", [Limit(most=5)])
    wanted: list[tuple[Drawn, tuple[str, list[Limit]]]] = [
        (Drawn(parties=2, issues=6, options=10), ("", [])),
        (Drawn(parties=3, issues=6, options=10), ("", [])),
        (Drawn(parties=2, issues=20, options=10, interests="random"), sampler),
        (Drawn(parties=2, issues=20, options=10), sampler),
        (Drawn(parties=2, issues=50, interests="random"), fast),
        (Drawn(parties=2, issues=50), fast),
        (Drawn(parties=3, issues=30, points=1000, interests="random"), large),
        (Drawn(parties=3, issues=30, points=1000), large),
        (Drawn(parties=2, issues=30, interactions=30), ("under 0.3 s", [Limit(most=0.3)])),
    ]
    for drawn, (target, limits) in wanted:
        listed = drawn.options**drawn.issues <= 10**7
        rival = rivals.listed_frontier if listed else rivals.merged_frontier
        question = "pareto_frontier" if listed else "mobanos"
        asked = negmas if drawn.options**drawn.issues <= 10**20 and drawn.parties == 2 else ""
        yield Row(
            question="frontier of the space",
            size=drawn.size,
            target=target,
            limits=limits,
            programs=[
                *_own_frontiers(drawn, of="space"),
                *[
                    Program(
                        name="numpy and moocore, all packages" if listed else "moocore, issue by issue",
                        run=functools.partial(rival, drawn.tables),
                        answer=rows_of,
                    )
                ][: 0 if drawn.interactions else 1],  # a plain sum of tables has no interactions
                *peers(drawn, question, asked, as_points(drawn)),
            ],
        )


def zone_frontiers(negmas: str) -> Iterator[Row]:
    """Yield: the frontier of a zone that reservations make."""
    del negmas  # its sampler knows no reservations
    four, five = ("under 5 s", [Limit(most=5)]), ("under 10 s", [Limit(most=10)])
    wanted: list[tuple[Drawn, tuple[str, list[Limit]]]] = [
        (Drawn(parties=4, issues=9, points=1000, level=95), ("", [])),
        (Drawn(parties=4, issues=20, level=95, interests="random"), four),
        (Drawn(parties=4, issues=20, level=95), four),
        (Drawn(parties=4, issues=20, points=1000, level=95), four),
        (Drawn(parties=5, issues=20, level=95, interests="random"), five),
        (Drawn(parties=5, issues=20, level=95), five),
        (Drawn(parties=5, issues=20, level=99), ("", [])),
    ]
    for drawn, (target, limits) in wanted:
        assert drawn.floors is not None, "a level was given"
        listed = drawn.options**drawn.issues <= 10**7
        rival = rivals.listed_frontier if listed else rivals.merged_frontier
        yield Row(
            question="frontier of the zone",
            size=drawn.size,
            target=target,
            limits=limits,
            programs=[
                *_own_frontiers(drawn, of="zone"),
                Program(
                    name="numpy and moocore, all packages" if listed else "moocore, issue by issue",
                    run=functools.partial(rival, drawn.tables, drawn.floors),
                    answer=rows_of,
                ),
            ],
        )


def rows_of(found: Any) -> list[list[int]]:
    """Return the points of a frontier, sorted: of negsim's answer, of its sums or of an array."""
    if isinstance(found, negsim.Frontier):
        return sorted(list(point.points.values()) for point in found.items)
    return sorted(np.asarray(found).tolist())


def peers(drawn: Drawn, question: str, negmas: str, answer: Callable[[Any], Any] | None) -> list[Peer]:
    """Return NegMAS as a program for a question, where its interpreter is known."""
    if not negmas:
        return []
    name = "NegMAS" if question in ("evaluate", "zone") else f"NegMAS ({question})"
    return [Peer(name=name, command=[negmas, str(SPEED), question], given=drawn.json, answer=answer)]


def as_points(drawn: Drawn) -> Callable[[Any], list[list[int]]]:
    """Return what turns another tool's values between 0 and 1 into a frontier in points.

    Sums of floats that should be equal differ in their last digits, so that tools keep points that are beaten by a tie
    in one value: these are filtered out.
    """
    return lambda values: rivals.filtered(np.rint(np.array(values) * drawn.points).astype(np.int64)).tolist()


def _own_frontiers(drawn: Drawn, *, of: Any) -> list[Program | Peer]:
    return [
        Program(name="negsim", run=functools.partial(negsim.frontier, drawn.problem, of=of), answer=rows_of),
        Program(
            name="negsim, points alone",
            run=functools.partial(efficient_sums, drawn.problem, of=of),
            answer=lambda sums: rows_of(-sums.totals.rows),
        ),
    ]
