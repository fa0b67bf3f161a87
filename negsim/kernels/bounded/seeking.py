"""What the public searches share: incumbents, the first ties in order, and results without a proof."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.explore import Equals, Ground, Ties, explore, first_combinations, is_past
from negsim.kernels.bounded.question import Question
from negsim.kernels.bounded.results import Best
from negsim.kernels.bounded.walk import BlockWalk, Walker

SHORT = 20_000
"""How many options a first walk tries. It goes in blocks, so that small questions need not wait for numba to load."""
_FIRST_PART = 16
"""The first level tried lies this part of the way from what bounds allow down to the incumbent."""
_GROWTH = 4
"""How many times as many options as the last walk the next one may be expected to try."""


@frozen(eq=False)
class Sought:
    """The best that a search found.

    Attributes
    ----------
    ties:
        With its choices.
    reach:
        A level above which there is nothing, proved; None where the best itself is proved.
    nodes:
        How many options were tried.
    """

    ties: Ties
    reach: int | None
    nodes: int


def seek(
    ground: Ground, *, limit: int, level: int, walker: Walker | None, max_nodes: int, until: float | None = None
) -> Sought:
    """Return the best choices of a level or more, proved unless nodes or time run out.

    Notes
    -----
    A walk from a level just below the optimum is thousands of times shorter than one from an incumbent that is a
    little worse, and one from above the optimum is shorter still. So unless a short walk from the incumbent is enough,
    levels are tried from what bounds allow downwards, each twice as far, or as far as a walk is expected to get some
    times as long, if that is less: the first walk that finds anything ends at the optimum, and those before it have
    lowered what is proved to be out of reach. A walk that starts too far below the optimum takes the longest.
    """
    incumbent = Ties(ground, limit, level)
    if not ground.table.has_all_forbidden:
        for start in ground.starts:
            incumbent.offer(*ground.climbed(start))
    ties = incumbent.afresh(incumbent.level)
    walked = explore(ground, ties, walker=walker or BlockWalk, max_nodes=min(max_nodes, SHORT), until=until)
    nodes = walked.nodes
    if walked.is_over:
        return Sought(ties, None, nodes)
    incumbent.take_over(ties)
    reach = ground.reach(incumbent.level, parts=64)
    far, before = max(1, (reach - incumbent.level) // _FIRST_PART), SHORT
    while nodes < max_nodes and not is_past(until):
        level = reach - far
        # A level that is nearly the incumbent's would cost nearly as much as that, and then be walked again.
        ties = incumbent.afresh(level if level - incumbent.level > far else incumbent.level)
        walked = explore(ground, ties, walker=walker, max_nodes=max_nodes - nodes, until=until)
        nodes += walked.nodes
        if walked.is_over and (ties.best is not None or ties.level == incumbent.level):
            return Sought(ties, None, nodes)
        incumbent.take_over(ties)
        if walked.is_over:
            far = _further(reach - (ties.level - 1), before, walked.nodes)
            reach, before = ties.level - 1, max(walked.nodes, SHORT)
    return Sought(incumbent, min(reach, ground.reach(incumbent.level)), nodes)


def _further(gone: int, before: int, nodes: int) -> int:
    """Return how far below what is out of reach to try next, after a walk that far below and the options it tried."""
    growth = math.log(max(nodes, before) / before)
    part = min(2.0, math.log(_GROWTH) / growth) if growth else 2.0
    return max(1, gone * int(1024 * part) // 1024)  # levels may be beyond floats


def first_ties(
    question: Question,
    ground: Ground,
    key: Any,
    *,
    limit: int,
    max_nodes: int,
    walker: Walker | None,
    until: float | None = None,
) -> tuple[list[tuple[int, ...]], bool, int]:
    """Return the lexicographically first combinations with a key, whether they surely are, and the options tried.

    The walk keeps issues and options in their order, and stops when it has enough.
    """
    equals = Equals(key, limit, ground.aim.level(key, above=False))
    table = question.unmerged()
    walked = explore(ground.on(table), equals, walker=walker, max_nodes=max_nodes, until=until, is_sorted=False)
    found = [tuple(int(option) for option in choice) for choice in equals.kept]
    return found, walked.is_over or equals.is_full, walked.nodes


def as_rows(listed: Sequence[tuple[int, ...]], question: Question) -> NDArray[np.int64]:
    """Return combinations as an array of shape (n, issues)."""
    return np.array(listed, dtype=np.int64).reshape(len(listed), len(question.instance.sizes))


def nothing(question: Question, *, nodes: int) -> Best:
    """Return the proof that no combination counts."""
    return Best(
        value=None,
        count=0,
        is_count_complete=True,
        combinations=as_rows((), question),
        are_first=True,
        is_proven=True,
        bound=None,
        nodes=nodes,
    )


def unproven(question: Question, sought: Sought, reach: int, *, max_ties: int) -> Best:
    """Return the best found by a search that was not finished, with a bound that is proved."""
    aim, table, ties = question.aim, question.table, sought.ties
    kept = ties.kept if ties.kept or ties.witness is None else [ties.witness]
    return Best(
        value=None if ties.best is None else aim.value(ties.best),
        count=table.count(kept),
        is_count_complete=False,
        combinations=as_rows(first_combinations(table, kept, max_ties), question),
        are_first=False,
        is_proven=False,
        bound=aim.ceiling(reach, table.ideals),
        nodes=sought.nodes,
    )
