"""Bounded search: one optimum with all its ties, or any combination at all, proved in integers."""

from __future__ import annotations

from negsim.kernels.bounded.aims import Leximin
from negsim.kernels.bounded.explore import (
    AnyLeaf,
    explore,
    first_combinations,
    ground_of,
)
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.leximin import best_leximin
from negsim.kernels.bounded.objectives import Objective
from negsim.kernels.bounded.question import question_of
from negsim.kernels.bounded.results import Best, Found
from negsim.kernels.bounded.seeking import SHORT, as_rows, first_ties, nothing, seek, unproven
from negsim.kernels.bounded.walk import BlockWalk, Walker

MAX_NODES = 200_000_000
"""How many options a search tries before it gives up: some seconds compiled."""
MAX_TIES = 1_000
"""How many combinations of one value are listed, and classes of them counted, unless more are asked for."""


def find_any(
    instance: Instance, *, max_nodes: int = MAX_NODES, walker: Walker | None = None, until: float | None = None
) -> Found:
    """Return a combination within floors and outside boxes, or the proof that there is none.

    Parameters
    ----------
    max_nodes:
        How many options to try before the answer is ``undecided``.
    walker:
        How to walk; None for the fastest way that is installed.
    until:
        When to give up, on the machine's monotonic clock; None for never.

    Notes
    -----
    First without a walk: Lagrangian multipliers on the floors whose bound is below them prove that there is none, and
    climbing from the options they prefer usually finds one. Otherwise a walk decides. Exponential at worst.

    Examples
    --------
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[1, 0], [0, 2]]], sizes=(2, 2), floors=(1, 3))
    >>> find_any(instance).combination
    (1, 0)
    """
    question = question_of(instance, None)
    if not question.floors and not instance.forbidden:
        return Found(status="found", combination=(0,) * len(instance.sizes), nodes=0)
    ground = ground_of(question.table, question.floors, question.aim)
    if ground.table.has_all_forbidden or ground.bounds.budgets(ground.aim, 0) is None:
        return Found(status="none", combination=None, nodes=0)
    for start in ground.starts:
        top, key = ground.climbed(start)
        if key is not None:
            return Found(status="found", combination=next(ground.table.combinations(top)), nodes=0)
    first = AnyLeaf(level=0)
    walked = explore(ground, first, walker=walker or BlockWalk, max_nodes=min(max_nodes, SHORT), until=until)
    if not walked.is_over and first.kept is None and max_nodes > SHORT:
        walked = explore(ground, first, walker=walker, max_nodes=max_nodes, until=until)
    if first.kept is not None:
        return Found(status="found", combination=next(ground.table.combinations(first.kept)), nodes=walked.nodes)
    return Found(status="none" if walked.is_over else "undecided", combination=None, nodes=walked.nodes)


def best(
    instance: Instance,
    objective: Objective,
    *,
    max_nodes: int = MAX_NODES,
    max_ties: int = MAX_TIES,
    walker: Walker | None = None,
    until: float | None = None,
) -> Best:
    """Return the greatest value, how many combinations attain it and the first of them in lexicographic order.

    Parameters
    ----------
    max_nodes:
        How many options each walk tries before it gives up. The value is then the best found, with a proved bound.
    max_ties:
        How many combinations to list. Options of an issue that nothing tells apart are counted together; of such
        classes no more are counted either.
    walker:
        How to walk; None for the fastest way that is installed. Finished searches give the same answer either way.
    until:
        When to give up, on the machine's monotonic clock; None for never. As with nodes, the value is then the best
        found.

    Raises
    ------
    ValueError
        If the objective has not one number for each party, or looks at no party.
    TooLargeError
        If a weighted sum may exceed 2^52, or exponents add up to more than 1,000.

    Notes
    -----
    A product may be 0: that is reported as any other value, and its ties may be very many. Exponential at worst;
    5 options on each of 100 issues take some milliseconds where values are spread.

    Examples
    --------
    >>> from negsim.kernels.bounded.objectives import Product
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[3, 0], [0, 3]]], sizes=(2, 2))
    >>> found = best(instance, Product((0, 0)))
    >>> found.value, found.count, found.combinations.tolist(), found.is_proven
    (9, 2, [[0, 1], [1, 0]], True)
    """
    question = question_of(instance, objective)
    if isinstance(question.aim, Leximin):
        return best_leximin(question, question.aim, max_nodes=max_nodes, max_ties=max_ties, walker=walker, until=until)
    ground = ground_of(question.table, question.floors, question.aim)
    lowest = question.aim.lowest(question.leasts())
    sought = seek(ground, limit=max_ties, level=lowest, walker=walker, max_nodes=max_nodes, until=until)
    if sought.reach is not None:
        return unproven(question, sought, sought.reach, max_ties=max_ties)
    ties, nodes = sought.ties, sought.nodes
    if ties.best is None:
        return nothing(question, nodes=nodes)
    listed, are_first = first_combinations(question.table, ties.kept, max_ties), True
    if not ties.is_complete:
        first, are_first, more = first_ties(
            question, ground, ties.best, limit=max_ties, max_nodes=max_nodes, walker=walker, until=until
        )
        listed, nodes = first if are_first else listed, nodes + more
    value = question.aim.value(ties.best)
    return Best(
        value=value,
        count=question.table.count(ties.kept),
        is_count_complete=ties.is_complete,
        combinations=as_rows(listed, question),
        are_first=are_first,
        is_proven=True,
        bound=value,
        nodes=nodes,
    )
