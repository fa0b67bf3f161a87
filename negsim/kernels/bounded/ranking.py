"""The k best combinations, with all ties settled."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.kernels.bounded.aims import Aim, Value
from negsim.kernels.bounded.explore import Choice, Equals, Ground, Ties, explore, first_combinations, ground_of
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import Objective
from negsim.kernels.bounded.question import Question, question_of
from negsim.kernels.bounded.results import Ranking
from negsim.kernels.bounded.search import MAX_NODES
from negsim.kernels.bounded.seeking import as_rows, first_ties, seek
from negsim.kernels.bounded.table import Table
from negsim.kernels.bounded.walk import Walker

_FIRST_GUESS = 50_000
"""The first guess of how far the k-th lies below the best: the span of levels over this; then four times as far."""


@define
class Top:
    """Choices with the greatest keys that stand for k combinations or just more.

    Attributes
    ----------
    table, aim:
        What is walked.
    k:
        How many combinations are wanted.
    level:
        From which level on leaves are wanted.
    last:
        The least key among the k greatest so far; None while there are fewer. Leaves that only tie it are left out.
    """

    table: Table
    aim: Aim
    k: int
    level: int
    last: Any = field(default=None, init=False)
    kept: list[tuple[Any, Choice, int]] = field(factory=list, init=False)

    @property
    def is_full(self) -> bool:
        """Never: something better may come."""
        return False

    def _is_wanted(self, key: Any) -> bool:
        # A leaf within every budget may still lie below the level: budgets are necessary only.
        return self.aim.level(key, above=False) >= self.level if self.last is None else bool(key > self.last)

    def take(self, choices: NDArray[np.int64], keys: Sequence[Any]) -> bool:
        """Keep what is better than the last, and drop what has fallen behind."""
        before = self.level
        wanted = [
            (key, choice, count)
            for key, choice, count in zip(keys, choices, self.table.counts(choices), strict=True)
            if key is not None and self._is_wanted(key)
        ]
        if not wanted:
            return False
        self.kept = sorted(self.kept + wanted, key=itemgetter(0), reverse=True)
        total = 0
        for place, (key, _, count) in enumerate(self.kept):
            total += count
            if total >= self.k:
                self.kept, self.last = self.kept[: place + 1], key
                self.level = max(before, self.aim.level(key, above=True))
                break
        return self.level > before


def k_best(
    instance: Instance,
    objective: Objective,
    k: int,
    *,
    more_ties: int = 0,
    max_nodes: int = MAX_NODES,
    walker: Walker | None = None,
    until: float | None = None,
) -> Ranking:
    """Return the k combinations of greatest value, best first, those of one value in lexicographic order.

    Parameters
    ----------
    k:
        How many, at least 1; fewer come back where fewer count.
    more_ties:
        How many combinations to list beyond them, of those that have the last one's value.
    max_nodes:
        How many options each walk tries before it gives up.
    walker:
        How to walk; None for the fastest way that is installed. Finished searches give the same answer either way.
    until:
        When to give up, on the machine's monotonic clock; None for never.

    Raises
    ------
    ValueError
        If ``k`` is below 1, or see :func:`negsim.kernels.bounded.search.best`.
    TooLargeError
        See :func:`negsim.kernels.bounded.search.best`.

    Notes
    -----
    First the best value; then all that come within a guessed distance of it, which grows until there are k. The level
    rises as leaves come in, so that a guess that is too low costs little (after Lawler 1972, with one walk in place
    of his partition). With ``leximin``, only the least ratio prunes.

    Examples
    --------
    >>> from negsim.kernels.bounded.objectives import WeightedSum
    >>> instance = Instance(values=[[[3], [0]], [[1], [2]]], sizes=(2, 2))
    >>> found = k_best(instance, WeightedSum((1,)), 3)
    >>> found.values, found.combinations.tolist()
    ((5, 4, 2), [[0, 1], [0, 0], [1, 1]])
    """
    if k < 1:
        raise ValueError(f"k is {k}; expected at least 1")
    question = question_of(instance, objective)
    lowest = question.aim.lowest(question.leasts())
    ground = ground_of(question.table, question.floors, question.aim)
    sought = seek(ground, limit=1, level=lowest, walker=walker, max_nodes=max_nodes, until=until)
    ties, nodes, guess = sought.ties, sought.nodes, 0
    if ties.best is None or sought.reach is not None:
        return _without_proof(question, ties, [], k=k, nodes=nodes, reach=sought.reach)
    greatest = question.aim.level(ties.best, above=False)
    while True:
        level = max(lowest, greatest - (greatest - lowest) * 4**guess // _FIRST_GUESS)
        top = Top(question.table, question.aim, k, level)
        walked = explore(ground, top, walker=walker, max_nodes=max_nodes, until=until)
        nodes, guess = nodes + walked.nodes, guess + 1
        if not walked.is_over:
            return _without_proof(question, ties, top.kept, k=k, nodes=nodes, reach=greatest)
        if top.last is not None or level == lowest:
            limits: dict[str, Any] = {"max_nodes": max_nodes, "walker": walker, "until": until}
            return _settled(question, ground, top, more_ties=more_ties, nodes=nodes, limits=limits)


def _settled(
    question: Question,
    ground: Ground,
    top: Top,
    *,
    more_ties: int,
    nodes: int,
    limits: Mapping[str, Any],
) -> Ranking:
    """Return the ranking of a finished walk: all that is better than the last key, and the first that have it."""
    values, listed = _listed(question, [pair for pair in top.kept if top.last is None or pair[0] > top.last], top.k)
    are_first = True
    if top.last is not None:
        last, are_first, more = _last(
            question,
            ground,
            top,
            missing=top.k - len(listed) + more_ties,
            limits=limits,
        )
        listed, nodes = listed + last, nodes + more
        values += [question.aim.value(top.last)] * len(last)
    return Ranking(
        values=tuple(values),
        combinations=as_rows(listed, question),
        is_proven=True,
        are_first=are_first,
        bound=values[0],
        nodes=nodes,
    )


def _last(
    question: Question,
    ground: Ground,
    top: Top,
    *,
    missing: int,
    limits: Mapping[str, Any],
) -> tuple[list[tuple[int, ...]], bool, int]:
    """Return as many combinations with the last key as are missing, whether they are the first, and options tried."""
    equals = Equals(top.last, missing + 1, question.aim.level(top.last, above=False))
    walked = explore(ground, equals, **limits)
    if walked.is_over and not equals.is_full:
        return first_combinations(question.table, equals.kept, missing), True, walked.nodes
    first, are_first, more = first_ties(question, ground, top.last, limit=missing, **limits)
    if not are_first:
        first = first_combinations(question.table, [kept for key, kept, _ in top.kept if key == top.last], missing)
    return first, are_first, walked.nodes + more


def _without_proof(
    question: Question, ties: Ties, kept: list[tuple[Any, Choice, int]], *, k: int, nodes: int, reach: int | None
) -> Ranking:
    """Return what was found by a walk that was not finished, or the proof that nothing counts."""
    if not kept and ties.witness is not None:
        kept = [(ties.best, ties.witness, question.table.count([ties.witness]))]
    values, listed = _listed(question, kept, k)
    return Ranking(
        values=tuple(values[:k]),
        combinations=as_rows(listed[:k], question),
        is_proven=reach is None,
        are_first=reach is None,
        bound=None if reach is None else question.aim.ceiling(reach, question.table.ideals),
        nodes=nodes,
    )


def _listed(
    question: Question, kept: list[tuple[Any, Choice, int]], k: int
) -> tuple[list[Value], list[tuple[int, ...]]]:
    """Return the values and combinations of choices that come best first."""
    values: list[Value] = []
    listed: list[tuple[int, ...]] = []
    for key, group in itertools.groupby(kept, key=itemgetter(0)):
        members = list(group)
        combinations = first_combinations(
            question.table, [choice for _, choice, _ in members], min(k, sum(count for _, _, count in members))
        )
        listed += combinations
        values += [question.aim.value(key)] * len(combinations)
    return values, listed
