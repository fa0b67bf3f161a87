"""The leximin optimum: level by level, the ratios that are already settled held at their levels.

Let t1 be the greatest least ratio. The second least ratio of a combination is the greatest, over the columns left
out, of the least ratio of the others; so the greatest second level t2 is found by leaving out each column in turn,
held at t1 or more, and so on (Ogryczak 1997 for the principle). A way to leave columns out survives a level if it
attains it. Mostly one walk is enough: where the ties of a level are few, they are compared outright.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import define, field

from negsim.kernels.bounded.aims import Least, Leximin
from negsim.kernels.bounded.explore import Choice, Ground, Ties, first_combinations, ground_of
from negsim.kernels.bounded.question import Question
from negsim.kernels.bounded.results import Best
from negsim.kernels.bounded.seeking import as_rows, first_ties, nothing, seek
from negsim.kernels.bounded.walk import Walker

FEW = 1_000
"""So many ties at one level are compared outright instead of being told apart by further levels."""
MAX_WAYS = 2_000
"""How many ways to leave columns out are followed at one level."""

Exempt = tuple[tuple[int, int], ...]
"""Columns that need not reach the next level, each with the level that it must reach."""


@define
class _Levels:
    """The search in progress: levels settled, ways that attain them, and what was met."""

    question: Question
    aim: Leximin
    limit: int
    max_nodes: int
    walker: Walker | None
    until: float | None
    levels: list[int] = field(factory=list)
    ways: list[tuple[Exempt, Ties]] = field(factory=list)
    met: list[Choice] = field(factory=list)
    nodes: int = 0
    reach: int = 0

    def settle(self, exempts: Iterable[Exempt]) -> bool:
        """Find the next level and the ways that attain it; tell whether it is proved."""
        ways: list[tuple[Exempt, Ties]] = []
        level = self.aim.lowest(self.question.leasts())
        for exempt in exempts:
            sought = seek(
                self._ground(exempt),
                limit=self.limit,
                level=level,
                walker=self.walker,
                max_nodes=self.max_nodes,
                until=self.until,
            )
            ties = sought.ties
            self.nodes += sought.nodes
            self.met += ties.kept if ties.witness is None else [*ties.kept, ties.witness]
            if sought.reach is not None:
                self.reach = sought.reach
                return False
            if ties.best is None:
                continue
            ways = [*(way for way in ways if way[1].best == ties.best), (exempt, ties)]
            level = ties.best
        self.ways = ways
        if ways:
            self.levels.append(level)
        return True

    def following(self) -> list[Exempt]:
        """Return the ways that leave one more column out, each once."""
        level = self.levels[-1]
        found: dict[Exempt, None] = {}
        for exempt, ties in self.ways:
            aim = ties.ground.aim
            assert isinstance(aim, Least)
            for column in aim.columns:
                found[tuple(sorted((*exempt, (column, level))))] = None
        return list(found)

    def _ground(self, exempt: Exempt) -> Ground:
        least, floors = self.aim.least, list(self.question.floors)
        for column, level in exempt:
            needed = least.floors(level, self.question.table.ideals)[column]
            assert needed is not None
            own = floors[column]
            floors[column] = needed if own is None else max(own, needed)
        left_out = [column for column, _ in exempt]
        columns = tuple(column for column in least.columns if column not in left_out)
        return ground_of(self.question.table, floors, attrs.evolve(least, columns=columns))

    def best_met(self) -> tuple[Any, list[Choice]]:
        """Return the greatest key of all choices met, and the choices that have it, each once."""
        if not self.met:
            return None, []
        choices = np.unique(np.array(self.met), axis=0)
        keys = self.aim.keys(self.question.table.totals(choices))
        best = max(keys)
        return best, [choice for choice, key in zip(choices, keys, strict=True) if key == best]


def best_leximin(
    question: Question,
    aim: Leximin,
    *,
    max_nodes: int,
    max_ties: int,
    walker: Walker | None,
    until: float | None = None,
) -> Best:
    """Return the leximin optimum of a question with its ties; parameters as in ``best``."""
    search = _Levels(question, aim, max(max_ties, FEW), max_nodes, walker, until)
    exempts: list[Exempt] = [()]
    while True:
        if len(exempts) > MAX_WAYS or not search.settle(exempts):
            return _unproven(search, max_ties=max_ties)
        if not search.ways:
            return nothing(question, nodes=search.nodes)
        is_complete = all(ties.is_complete for _, ties in search.ways)
        if is_complete or len(search.levels) == len(aim.least.columns):
            return _settled(search, is_complete=is_complete, max_ties=max_ties)
        exempts = search.following()


def _settled(search: _Levels, *, is_complete: bool, max_ties: int) -> Best:
    """Return the optimum: the best of few, or all levels settled and too many ties to list."""
    question = search.question
    key, choices = search.best_met()
    listed, are_first = first_combinations(question.table, choices, max_ties), True
    if not is_complete:
        listed, are_first = _first_of_ways(search, listed, max_ties=max_ties)
    return Best(
        value=search.aim.value(key),
        count=question.table.count(choices),
        is_count_complete=is_complete,
        combinations=as_rows(listed, question),
        are_first=are_first,
        is_proven=True,
        bound=search.aim.value(key),
        nodes=search.nodes,
    )


def _first_of_ways(
    search: _Levels, listed: Sequence[tuple[int, ...]], *, max_ties: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the first combinations that any way leads to: all of them have the same ratios."""
    found: dict[tuple[int, ...], None] = {}
    are_first = True
    for _, ties in search.ways:
        first, is_sure, nodes = first_ties(
            search.question,
            ties.ground,
            ties.best,
            limit=max_ties,
            max_nodes=search.max_nodes,
            walker=search.walker,
            until=search.until,
        )
        search.nodes += nodes
        are_first = are_first and is_sure
        found.update(dict.fromkeys(first))
    return (sorted(found)[:max_ties], True) if are_first else (list(listed), False)


def _unproven(search: _Levels, *, max_ties: int) -> Best:
    """Return the best met, with the levels that are settled as the start of a proved bound."""
    question, aim = search.question, search.aim
    key, choices = search.best_met()
    most = max(int(ratio) for ratio in aim.least.ratios(np.array([question.table.ideals], dtype=np.int64))[0])
    settled = list(search.levels)
    if not settled:
        settled = [search.reach]
    bound = (*settled, *(max(most, settled[-1]) for _ in range(len(aim.least.columns) - len(settled))))
    return Best(
        value=None if key is None else aim.value(key),
        count=question.table.count(choices),
        is_count_complete=False,
        combinations=as_rows(first_combinations(question.table, choices, max_ties), question),
        are_first=False,
        is_proven=False,
        bound=aim.value(bound),
        nodes=search.nodes,
    )
