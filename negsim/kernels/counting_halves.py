"""Counting by meeting in the middle: the distinct totals of two halves of the parts, and which of them fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.counting_dominance import sums_below
from negsim.kernels.counting_numbers import exact_dot, product
from negsim.kernels.counting_problem import Problem, grouped

_OBJECT_STEPS = 20
"""What a Python integer costs, next to a machine word."""
_STEPS_PER_PART = 60_000
_STEPS_PER_LEVEL = 20_000
"""What calls cost, however few the totals."""


@frozen(eq=False)
class _Sums:
    """Distinct totals of losses with the number of combinations that have each."""

    rows: NDArray[Any]
    weights: NDArray[Any]


@frozen(eq=False)
class _Step:
    """One part joined to a list: the weights before it, and which total each pair became; the last index is none."""

    part: int
    weights: NDArray[Any]
    became: NDArray[np.int64]


def halves_cost(problem: Problem, *, by_pairs: bool) -> tuple[int, int]:
    """Return about how many steps meeting in the middle takes, and how many bytes it holds at most.

    Of the numbers of totals, bounds are known: the combinations of a half, and its cells on the grid.
    """
    lists = [_bound(problem, parts) for parts in _halves(problem)]
    columns, both = len(problem.caps), sum(lists)
    slow = 1 if max(problem.caps, default=0) < 2**61 and product(problem.sizes) < 2**62 else _OBJECT_STEPS
    steps = slow * both * (30 + 10 * columns + 4 * both.bit_length()) + _STEPS_PER_PART * len(problem.moving)
    if by_pairs:
        # Comparisons of narrow ranks, eight to a step.
        return steps + slow * lists[0] * lists[1] * (1 + columns) // 8, 8 * slow * both * (columns + 8) + 2**23
    depth = max(4, lists[0].bit_length())
    further = max(0, columns - 2)
    # A query enters half of the blocks of each further column, and the smallest blocks are not sorted.
    steps += (slow * both * 35 + _STEPS_PER_LEVEL) * (depth if columns > 1 else 1) * depth**further // 4**further
    return steps, 8 * min(slow, 6) * both * (3 * columns + 16 + 6 * further)


def halves_rows_cost(problem: Problem, *, by_pairs: bool) -> tuple[int, int]:
    """Return the same for counting row by row: both lists ask about each other, and every step is kept."""
    steps, held = halves_cost(problem, by_pairs=by_pairs)
    return 3 * steps, 5 * held // 4


def halves_count(problem: Problem, *, by_pairs: bool) -> int:
    """Return how many combinations keep within the caps.

    Notes
    -----
    Horowitz and Sahni (1974), with the search for partners by dominance in several columns.
    """
    points, queries = (_listed(problem, parts)[0] for parts in _halves(problem))
    left = _limits(problem, queries)
    found = sums_below(points.rows, points.weights, left, by_pairs=by_pairs)
    return problem.factor * _dot(queries.weights, found)


def halves_others(problem: Problem, *, by_pairs: bool) -> list[list[int]]:
    """Return, for each part and each distinct row, how many combinations of the other parts keep within the caps.

    Notes
    -----
    As on the grid: the numbers of partners of each total of a half are taken backwards through the steps that made it.
    """
    halves = _halves(problem)
    lists = [_listed(problem, parts) for parts in halves]
    is_wide = product([problem.sizes[part] for part in problem.moving]) >= 2**62
    found: list[list[int]] = [[] for _ in problem.rows]
    for (own, steps), (other, _) in (lists, lists[::-1]):
        partners = sums_below(other.rows, other.weights, _limits(problem, own), by_pairs=by_pairs)
        completions = partners.astype(object if is_wide else np.int64)
        for step in reversed(steps):
            counts = problem.counts[step.part].astype(completions.dtype)
            taken = np.append(completions, 0)[step.became]
            found[step.part] = [_dot(step.weights, column) for column in taken.T]
            completions = taken @ counts
    return found


def _halves(problem: Problem) -> tuple[list[int], list[int]]:
    """Split the moving parts so that the numbers of combinations of rows are near each other."""
    halves: tuple[list[int], list[int]] = ([], [])
    sizes = [1, 1]
    for part in sorted(problem.moving, key=lambda part: (-len(problem.rows[part]), part)):
        smaller = 0 if sizes[0] <= sizes[1] else 1
        halves[smaller].append(part)
        sizes[smaller] *= len(problem.rows[part])
    return halves


def _bound(problem: Problem, parts: Sequence[int]) -> int:
    """Return how many totals the parts have at most, before equal ones are joined the last time."""
    combinations = 1
    reach = [0] * len(problem.caps)
    for part in parts:
        cells = product([min(most, cap) + 1 for most, cap in zip(reach, problem.caps, strict=True)])
        combinations = min(combinations, cells) * len(problem.rows[part])
        reach = [before + more for before, more in zip(reach, problem.reaches[part], strict=True)]
    return combinations


def _listed(problem: Problem, parts: Sequence[int]) -> tuple[_Sums, list[_Step]]:
    """Return the distinct totals of some parts within the caps, and the steps that led to them."""
    is_wide = product([problem.sizes[part] for part in parts]) >= 2**62
    kind: Any = object if is_wide else np.int64
    row_kind = problem.rows[0].dtype if problem.rows else np.int64
    sums = _Sums(np.zeros((1, len(problem.caps)), dtype=row_kind), np.ones(1, dtype=kind))
    steps = []
    for part in parts:
        joined, became = _joined(sums, problem.rows[part], problem.counts[part].astype(kind), problem.caps)
        steps.append(_Step(part, sums.weights, became))
        sums = joined
    return sums, steps


def _joined(
    sums: _Sums, rows: NDArray[Any], counts: NDArray[Any], caps: Sequence[int]
) -> tuple[_Sums, NDArray[np.int64]]:
    pairs = (sums.rows[:, None, :] + rows[None, :, :]).reshape(-1, len(caps))
    weights = (sums.weights[:, None] * counts[None, :]).reshape(-1)
    kept = np.ones(len(pairs), dtype=bool)
    for column, cap in enumerate(caps):
        kept &= pairs[:, column] <= cap
    pairs, weights = pairs[kept], weights[kept]
    # Without losses the first row of every part fits, so that something is always kept.
    groups = grouped(pairs, most=caps)
    became = np.full(len(kept), len(groups.starts), dtype=np.int64)
    became[kept] = groups.inverse
    return _Sums(groups.firsts(pairs), groups.sums(weights)), became.reshape(len(sums.rows), len(rows))


def _limits(problem: Problem, sums: _Sums) -> NDArray[Any]:
    """Return what each total leaves to the other half."""
    return np.asarray(np.array(problem.caps, dtype=sums.rows.dtype) - sums.rows)


def _dot(left: NDArray[Any], right: NDArray[Any]) -> int:
    return exact_dot(_plane(left), _plane(right))


def _plane(counts: NDArray[Any]) -> NDArray[Any]:
    return (counts if counts.dtype == object else counts.astype(np.uint64))[None]
