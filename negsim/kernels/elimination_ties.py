"""The way back from a row of an elimination to the combinations behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from negsim.kernels.elimination_groups import Bucket, Groups
from negsim.kernels.packing import Words


@frozen(eq=False)
class Node:
    """What a bucket amounts to, and the nodes whose rows it adds up; without a bucket, a row of zeros."""

    bucket: Bucket | None
    result: Groups
    parts: tuple[Node, ...] = ()


_Goal = tuple[Node, int, int]
"""A row to be found: the node, the combination of its scope, and which of its rows."""


@frozen
class _Choice:
    """One way to come by a row: an option of the variable that was eliminated, and rows of what was added up."""

    option: int
    goals: tuple[_Goal, ...]


@frozen(eq=False)
class Ties:
    """Finds combinations, remembering how rows came about and where cells stand in what was added up."""

    root: Node
    known: dict[tuple[int, int, int], tuple[_Choice, ...]] = field(factory=dict)
    places: dict[int, tuple[list[int], list[int]]] = field(factory=dict)

    def numbers(self, row: int, steps: Sequence[int]) -> Iterator[int]:
        """Yield, for each combination of a row of the root, the sum of its options times their variables' steps.

        Notes
        -----
        Depth first, with a stack of one's own. Each row that was kept can be come by, so that there are no dead ends:
        a combination is found in time in proportion to the number of nodes, once the ways to each row are known.
        """
        stack: list[tuple[int, tuple[Any, ...]]] = [(0, ((self.root, 0, row), ()))]
        while stack:
            number, agenda = stack.pop()
            if not agenda:
                yield number
                continue
            goal, rest = agenda
            bucket = goal[0].bucket
            if bucket is None:
                stack.append((number, rest))
                continue
            step = 0 if bucket.variable is None else steps[bucket.variable]
            for choice in reversed(self._ways(goal)):
                after = rest
                for part in choice.goals:
                    after = (part, after)
                stack.append((number + choice.option * step, after))

    def _ways(self, goal: _Goal) -> tuple[_Choice, ...]:
        node, place, row = goal
        key = (id(node), place, row)
        if key not in self.known:
            self.known[key] = tuple(self._found(node, place, row))
        return self.known[key]

    def _found(self, node: Node, place: int, row: int) -> Iterator[_Choice]:
        """Yield all ways to come by a row of a node that has a bucket."""
        bucket = node.bucket
        assert bucket is not None, "a row of zeros comes from nothing"
        left, right = node.parts
        if id(node) not in self.places:
            self.places[id(node)] = (bucket.places(left.result).tolist(), bucket.places(right.result).tolist())
        own, other = self.places[id(node)]
        target = tuple(word[row] for word in node.result.words)
        for option in range(bucket.options):
            cell = place * bucket.options + option
            if not bucket.is_open[cell]:
                continue
            low, high = left.result.starts[own[cell] : own[cell] + 2].tolist()
            missing = tuple(
                entry - base[cell] - word[low:high]
                for entry, base, word in zip(target, bucket.base, left.result.words, strict=True)
            )
            for at, found in _matches(right.result, other[cell], missing):
                yield _Choice(option, ((left, own[cell], low + at), (right, other[cell], found)))


def _matches(table: Groups, place: int, wanted: Words) -> Iterator[tuple[int, int]]:
    """Yield which of some rows a combination of a table has, and where.

    Words that are subtracted may borrow from one column to the next, but then equal none that stand for a row: sums of
    rows are told by their words.
    """
    low, high = int(table.starts[place]), int(table.starts[place + 1])
    near = np.searchsorted(table.words[0][low:high], wanted[0]) + low
    last = np.searchsorted(table.words[0][low:high], wanted[0], side="right") + low
    for at in np.flatnonzero(near < last).tolist():
        for found in range(int(near[at]), int(last[at])):
            if all(word[found] == entry[at] for word, entry in zip(table.words[1:], wanted[1:], strict=True)):
                yield at, found
                break
