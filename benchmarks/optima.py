"""The best packages by one rule: all that tie, the thousand best, and what all four rules pick."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import negsim
from benchmarks import rivals
from benchmarks.instances import Drawn, Interests
from benchmarks.measuring import Limit, Program, Row
from negsim.kernels.bounded.objectives import LeastRatio, Product
from negsim.kernels.bounded.ranking import k_best
from negsim.kernels.bounded.search import best
from negsim.kernels.bounded.walk import BlockWalk

MAX_SECONDS = 60.0
"""How long HiGHS may take over one model."""
MAX_SLOW_NODES = 20_000_000
"""How many options a search without numba may try."""
NO_NUMBA = "negsim, without numba"
HAS_NUMBA = importlib.util.find_spec("numba") is not None
INTERESTS: tuple[Interests, ...] = ("random", "opposed")


def optima(negmas: str) -> Iterator[Row]:
    """Yield: one optimum with all its ties."""
    del negmas  # it lists every package
    for interests in INTERESTS:
        for parties in (2, 3, 4, 5):
            drawn = Drawn(parties=parties, issues=100, level=80, interests=interests)
            assert drawn.floors is not None, "a level was given"
            yield Row(
                question="Nash, all ties",
                size=drawn.size,
                target="under 50 ms, under 5 s without numba",
                limits=[Limit(most=0.05), *([Limit(most=5, program=NO_NUMBA)] if HAS_NUMBA else [])],
                programs=[
                    Program(
                        name="negsim",
                        run=functools.partial(negsim.optimum, drawn.problem),
                        answer=functools.partial(product_of_solution, drawn),
                    ),
                    *_searches(best, drawn.instance, Product(drawn.floors), name="negsim, search alone"),
                    Program(
                        name="HiGHS, outer approximation",
                        run=functools.partial(rivals.highs_nash, drawn.tables, drawn.floors, max_seconds=MAX_SECONDS),
                    ),
                ],
            )
    for parties, issues, seconds in ((5, 100, 1.0), (8, 30, 0.2)):
        for interests in INTERESTS:
            drawn = Drawn(parties=parties, issues=issues, interests=interests)
            yield Row(
                question="egalitarian, first maximin",
                size=drawn.size,
                target=f"under {seconds} s; without numba within twice HiGHS",
                limits=[
                    Limit(most=seconds),
                    *([Limit(most=2, than="HiGHS", program=NO_NUMBA)] if HAS_NUMBA else []),
                ],
                programs=[
                    *_searches(best, drawn.instance, LeastRatio((0,) * parties, (1,) * parties), max_ties=1),
                    Program(
                        name="HiGHS",
                        run=functools.partial(rivals.highs_least, drawn.tables, max_seconds=MAX_SECONDS),
                    ),
                ],
            )


def rankings(negmas: str) -> Iterator[Row]:
    """Yield: the thousand best, and all four rules by the public function."""
    del negmas
    for drawn, target in (
        (Drawn(parties=4, issues=9, points=1000), ""),
        (Drawn(parties=4, issues=50, interests="random"), "under 0.5 s"),
        (Drawn(parties=4, issues=50), "under 0.5 s"),
    ):
        objective = Product((0,) * drawn.parties)
        programs = [
            Program(
                name="negsim",
                run=functools.partial(negsim.best_packages, drawn.problem, count=1000),
                answer=functools.partial(_whole_values, drawn),
            ),
            *_searches(
                k_best,
                drawn.instance,
                objective,
                1000,
                name="negsim, search alone",
                answer=lambda found: [*found.values],
            ),
        ]
        if drawn.options**drawn.issues <= 10**7:
            programs.append(Program(name="numpy, all packages", run=functools.partial(_products, drawn.tables, 1000)))
        yield Row(
            question="the 1,000 best by Nash",
            size=drawn.size,
            target=target,
            limits=[Limit(most=0.5)] if target else [],
            programs=programs,
        )
    for drawn in (Drawn(parties=3, issues=30, level=80), Drawn(parties=5, issues=50, level=80)):
        assert drawn.floors is not None, "a level was given"
        yield Row(
            question="all four rules (`solutions`), with their packages",
            size=drawn.size,
            programs=[
                Program(
                    name="negsim",
                    run=functools.partial(negsim.solutions, drawn.problem),
                    answer=functools.partial(product_of, drawn),
                ),
                Program(
                    name="HiGHS, Nash alone",
                    run=functools.partial(rivals.highs_nash, drawn.tables, drawn.floors, max_seconds=MAX_SECONDS),
                ),
            ],
        )


def product_of(drawn: Drawn, picked: Any) -> int:
    """Return the product of gains at the package that Nash picks, in Python integers."""
    product = 1
    points = drawn.problem.points(picked["nash"][0].package).values()
    for worth, floor in zip(points, drawn.floors or (), strict=True):
        product *= worth - floor
    return product


def product_of_solution(drawn: Drawn, picked: Any) -> int:
    """Return the product of gains at the package of one solution, in Python integers."""
    return product_of(drawn, {"nash": picked})


def _whole_values(drawn: Drawn, ranking: Any) -> list[int]:
    """Return the products of gains of ranked packages, in points."""
    return [int(item.value * drawn.points**drawn.parties) for item in ranking]


def _searches(
    search: Callable[..., Any],
    *arguments: Any,
    name: str = "negsim",
    answer: Callable[[Any], Any] = lambda found: int(found.value),
    **options: Any,
) -> list[Program]:
    """Return a search as it is, and without numba where there is a difference."""
    ways: dict[str, dict[str, Any]] = {name: {}}
    if HAS_NUMBA:
        ways[NO_NUMBA] = {"walker": BlockWalk, "max_nodes": MAX_SLOW_NODES}
    return [
        Program(name=way, run=functools.partial(_proven, search, *arguments, **options, **more), answer=answer)
        for way, more in ways.items()
    ]


def _proven(search: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    found = search(*arguments, **options)
    return found if found.is_proven else f"no proof after {found.nodes:,} nodes"


def _products(tables: Any, most: int) -> list[int]:
    worth = rivals.columns(tables)
    product = worth[0]
    for column in worth[1:]:
        product = product * column
    return [int(entry) for entry in np.sort(product)[::-1][:most]]
