"""Efficient vectors: every least vector of what groups of columns lose, within floors, by one walk.

A branch is left when a weighted sum of totals is out of reach, as in any walk here, and also when whatever it leads to
loses at least as much in every group as a vector that was met before. So the walk is short where few combinations are
within floors, and also where very many are that lose alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from negsim.kernels.bounded.aims import Least
from negsim.kernels.bounded.efficient_walk import BlockWalk, Integers, LoopWalk, Task, walk
from negsim.kernels.bounded.explore import Ground, ground_of, is_past
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import SumOfLeasts
from negsim.kernels.bounded.plan import plan_of
from negsim.kernels.bounded.question import Question, question_of
from negsim.kernels.compiling import compiled

MAX_BASE, MAX_GROUPS = 2**53, 256
"""How large a base may be, and how many groups there may be: sums of entries then stay within int64."""
_AT_ONCE = 2_000_000
"""How many options are tried between two looks at the clock."""


def efficient_vectors(
    instance: Instance,
    base: Sequence[int],
    groups: Sequence[Sequence[int]],
    *,
    together: int | None = None,
    max_vectors: int,
    max_nodes: int,
    is_compiled: bool = True,
    until: float | None = None,
) -> Integers | None:
    """Return the vectors of what groups lose, within floors, of which none can shrink without growing elsewhere.

    A group loses the largest, over its columns, of the base minus the total.

    Parameters
    ----------
    instance:
        What can be chosen; without boxes.
    base:
        For each column of the instance.
    groups:
        Columns: each is in one of them, and none is empty.
    together:
        Only vectors that add up to at most so much; None for all.
    max_vectors, max_nodes:
        How many vectors to keep at once, and how many options to try.
    is_compiled:
        Whether to walk by the compiled loop, where numba is installed; the answer is the same.
    until:
        When to give up, on the machine's monotonic clock.

    Returns
    -------
    Shape (n, groups), sorted; None where limits did not allow it, or numbers are too large.

    Raises
    ------
    ValueError
        If the instance has boxes, or a column is in no group.

    Examples
    --------
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[1, 1], [2, 0]]], sizes=(2, 2))
    >>> efficient_vectors(instance, (5, 3), [[0], [1]], max_vectors=9, max_nodes=99).tolist()
    [[0, 3], [1, 2], [3, 0], [4, -1]]
    """
    if instance.forbidden or sum(map(len, groups)) != len(base):
        raise ValueError("an instance with boxes, or a column in no group; expected neither")
    if max(map(abs, base)) > MAX_BASE or len(groups) > MAX_GROUPS:
        return None
    if not instance.sizes:
        alone = _without_issues(instance, base, groups)
        return alone if together is None else alone[alone.sum(axis=1) <= together]
    task = _task(instance, base, groups, together=together)
    if task is None:
        return np.empty((0, len(groups)), dtype=np.int64)
    loop = compiled(walk) if is_compiled else None
    going = BlockWalk(task, max_vectors) if loop is None else LoopWalk(task, max_vectors, loop)
    nodes = 0
    while not going.is_over:
        if nodes >= max_nodes or going.count > max_vectors or is_past(until):
            return None
        nodes += going.advance(min(_AT_ONCE, max_nodes - nodes))
    vectors = np.unique(going.vectors, axis=0)
    # Weighted sums leave some branches that add up to too much: what these lead to beats nothing that does not.
    return vectors if together is None else vectors[vectors.sum(axis=1) <= together]


def _without_issues(instance: Instance, base: Sequence[int], groups: Sequence[Sequence[int]]) -> Integers:
    """Return the one vector of the one combination, whose totals are 0; none where a floor is above that."""
    is_low = instance.floors is not None and max(instance.floors) > 0
    vectors = [] if is_low else [[max(base[column] for column in group) for group in groups]]
    return np.array(vectors, dtype=np.int64).reshape(len(vectors), len(groups))


def _task(
    instance: Instance, base: Sequence[int], groups: Sequence[Sequence[int]], *, together: int | None
) -> Task | None:
    """Return what is to be walked; None where bounds prove that nothing is within floors."""
    question = question_of(instance, SumOfLeasts(base=base, groups=groups, weights=[1] * len(groups)))
    ground, level = _ground(question, together)
    budgets = ground.bounds.budgets(ground.aim, level)
    plan = None if budgets is None else plan_of(ground.bounds, budgets, is_sorted=True)
    if budgets is None or plan is None:
        return None
    # The last rows are the columns, in their order: each is in a group, so that the question keeps all of them.
    offsets = plan.offsets[len(budgets) - len(base) :].tolist()
    owner = {column: place for place, group in enumerate(groups) for column in group}
    return Task(
        plan=plan,
        budgets=budgets - plan.offsets,
        owners=np.array([owner[column] for column in range(len(base))], dtype=np.int64),
        starts=np.array(
            [own - ideal + lost for own, ideal, lost in zip(base, question.table.ideals, offsets, strict=True)],
            dtype=np.int64,
        ),
        groups=len(groups),
    )


def _ground(question: Question, together: int | None) -> tuple[Ground, int]:
    """Return bounds for what adds up to at most so much, or for what is above floors, and the level to reach."""
    if together is not None:
        return ground_of(question.table, question.floors, question.aim), -together
    aim = _above_floors(question)
    has_floors = any(floor is not None for floor in question.floors)
    return ground_of(question.table, question.floors if has_floors else aim.base, aim), 0


def _above_floors(question: Question) -> Least:
    """Return the aim that is 0 or more where all floors are reached: multipliers for it make floors bind."""
    leasts = question.leasts()
    floored = tuple(column for column, floor in enumerate(question.floors) if floor is not None)
    columns = floored or tuple(range(len(leasts)))
    ranges = tuple(max(1, ideal - least) for ideal, least in zip(question.table.ideals, leasts, strict=True))
    base = tuple(least if floor is None else floor for floor, least in zip(question.floors, leasts, strict=True))
    return Least(base, ranges, columns, math.lcm(*(ranges[column] for column in columns)))
