"""Caps that most combinations keep, counted by what exceeds them: smaller grids, with signs."""

from __future__ import annotations

import numpy as np

from negsim.kernels.counting_grid import grid_cost
from negsim.kernels.counting_problem import Problem, reduced

MAX_FLIPS = 6
"""How many columns are counted by what exceeds their cap: each doubles the number of problems."""
MIN_STEPS = 20_000_000
"""Below so many steps on the grid, a problem is left as it is."""


def signed(
    problem: Problem, *, max_flips: int = MAX_FLIPS, min_steps: int = MIN_STEPS
) -> tuple[tuple[int, Problem], ...]:
    """Return problems whose counts, each with its sign, add up to that of the problem, with smaller grids.

    A cap that most combinations keep is counted by its complement: all that keep the other caps, less those that exceed
    this one. A cap of ``c`` on totals up to ``r`` becomes one of ``r - c - 1``.

    Parameters
    ----------
    max_flips:
        How many columns are counted so at most.
    min_steps:
        Problems that take fewer steps on the grid are not worth it.

    Returns
    -------
    The sign and the problem of each term: 1 or -1; the problem itself where nothing is gained.
    """
    totals = [sum(reach[column] for reach in problem.reaches) for column in range(len(problem.caps))]
    lenient = [
        # Two halves meet at total / 2 at most, so the complement has to be clearly below that.
        ((total - cap) / total, column)
        for column, (total, cap) in enumerate(zip(totals, problem.caps, strict=True))
        if 5 * (total - cap) <= 2 * total
    ]
    if not max_flips or not lenient or grid_cost(problem)[0] < min_steps:
        return ((1, problem),)
    flipped = min(lenient)[1]
    return tuple(
        (outer * inner, term)
        for outer, whole in ((1, _without(problem, flipped)), (-1, _beyond(problem, flipped)))
        if whole is not None
        for inner, term in signed(whole, max_flips=max_flips - 1, min_steps=min_steps)
    )


def _without(problem: Problem, column: int) -> Problem | None:
    """Return the problem without the cap of a column."""
    others = [other for other in range(len(problem.caps)) if other != column]
    rows = [rows[:, others] for rows in problem.rows]
    return reduced(rows, problem.counts, [problem.caps[other] for other in others], places=problem.places)


def _beyond(problem: Problem, column: int) -> Problem | None:
    """Return the problem of exceeding the cap of a column while keeping the others; None where nothing does."""
    sign = np.array([-1 if other == column else 1 for other in range(len(problem.caps))])
    caps = [-cap - 1 if other == column else cap for other, cap in enumerate(problem.caps)]
    return reduced([rows * sign for rows in problem.rows], problem.counts, caps, places=problem.places)
