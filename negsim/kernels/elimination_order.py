"""In which order variables are eliminated, and how many must then be looked at together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from attrs import frozen

from negsim.kernels.connected import connected_sets

_STARTS = 50
"""From how many variables a linear order is tried."""


@frozen
class Step:
    """One elimination.

    Attributes
    ----------
    variable:
        What is eliminated.
    scope:
        The variables that it is then tied to and that are still there, sorted: what is known about it afterwards is
        told for each combination of theirs.
    """

    variable: int
    scope: tuple[int, ...]


def elimination_order(sizes: Sequence[int], scopes: Iterable[Iterable[int]]) -> tuple[Step, ...]:
    """Return in which order to eliminate variables, where some sets of them are looked at together.

    The next is always the one whose neighbours lack the fewest ties among themselves (min-fill); then the one with
    the fewest combinations of itself and its neighbours; then the first.

    Parameters
    ----------
    sizes:
        How many options each variable has.
    scopes:
        The sets of variables that a table or a constraint is about.

    Notes
    -----
    The best order is hard to find; min-fill is seldom far from it. Cost: at most cubic in the number of variables
    (R. Dechter, "Bucket elimination: a unifying framework for reasoning", Artificial Intelligence 113, 1999).

    Examples
    --------
    >>> [(step.variable, step.scope) for step in elimination_order([2, 2, 2], [(0, 1), (1, 2)])]
    [(0, (1,)), (1, (2,)), (2, ())]
    """
    near = _near(len(sizes), scopes)
    ranks = {variable: _rank(variable, near, sizes) for variable in near}
    steps = []
    while near:
        variable = min(ranks, key=lambda entry: ranks[entry])
        others = near.pop(variable)
        del ranks[variable]
        for other in others:
            near[other] |= others - {other}
            near[other].discard(variable)
        # Only these, and who is near to them, see another neighbourhood.
        for changed in sorted(others.union(*(near[other] for other in others))):
            ranks[changed] = _rank(changed, near, sizes)
        steps.append(Step(variable, tuple(sorted(others))))
    return tuple(steps)


def linear_order(sizes: Sequence[int], scopes: Iterable[Iterable[int]]) -> tuple[Step, ...]:
    """Return an order in which what is known never stands in two tables that meet later.

    From one variable on, the next is always one that is tied to those that are gone, chosen so that the fewest
    combinations of others are tied to them then. More variables are looked at together than by
    :func:`elimination_order`, but to what is known only one variable is added at a time: better where what is known of
    a combination is much. Of all variables to start from, that with the least widest step is taken.

    Examples
    --------
    >>> [(step.variable, step.scope) for step in linear_order([2] * 5, [(0, 1), (1, 2), (1, 3), (3, 4)])]
    [(0, (1,)), (1, (2, 3)), (2, (3,)), (3, (4,)), (4, ())]
    """
    near = _near(len(sizes), scopes)
    found: list[Step] = []
    for part in connected_sets(len(sizes), [[variable, *others] for variable, others in near.items()]):
        walks = [_walk(start, part, near, sizes) for start in part[:_STARTS]]
        found += min(walks, key=lambda walk: max(_together(step, sizes) for step in walk))
    return tuple(found)


def _walk(start: int, part: Sequence[int], near: dict[int, set[int]], sizes: Sequence[int]) -> list[Step]:
    gone: set[int] = set()
    edge = {start}
    steps = []
    while edge:
        # What is tied to those that are gone, once this one is gone as well.
        after = {variable: (edge | near[variable]) - gone - {variable} for variable in sorted(edge)}
        variable = min(after, key=lambda entry: (math.prod(sizes[other] for other in after[entry]), entry))
        gone.add(variable)
        edge = after[variable]
        steps.append(Step(variable, tuple(sorted(edge))))
    assert len(steps) == len(part), "a part hangs together"
    return steps


def _together(step: Step, sizes: Sequence[int]) -> int:
    return math.prod(sizes[variable] for variable in (step.variable, *step.scope))


def _near(count: int, scopes: Iterable[Iterable[int]]) -> dict[int, set[int]]:
    """Return, for each variable, those that share a scope with it."""
    near: dict[int, set[int]] = {variable: set() for variable in range(count)}
    for scope in scopes:
        for one, other in itertools.permutations(set(scope), 2):
            near[one].add(other)
    return near


def _rank(variable: int, near: dict[int, set[int]], sizes: Sequence[int]) -> tuple[int, int, int]:
    """Return what orders variables: missing ties, combinations, index."""
    others = near[variable]
    missing = sum(len(others) - 1 - len(near[other] & others) for other in others) // 2
    return missing, sizes[variable] * math.prod(sizes[other] for other in others), variable
