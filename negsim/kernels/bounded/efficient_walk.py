"""Walks for efficient vectors: branches that lose at least as much as a vector met before are left."""

from collections.abc import Callable

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.plan import Plan
from negsim.kernels.dominance import nondominated

Integers = NDArray[np.int64]
Loop = Callable[..., tuple[int, int, int]]

_CHUNK = 512


def walk(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a compiled loop: a call in it, or a record, would cost what it saves
    losses: Integers,
    sizes: Integers,
    budgets: Integers,
    owners: Integers,
    starts: Integers,
    depth: int,
    cursor: Integers,
    spent: Integers,
    archive: Integers,
    count: int,
    max_nodes: int,
) -> tuple[int, int, int]:
    """Go on with a walk until nodes are used up, the archive is full or the walk is over (depth -1).

    Plain Python over arrays, and the same function that numba compiles; all arithmetic is on int64.

    Parameters
    ----------
    losses:
        Shape (depths, options, rows): what each option loses of each row's budget; never negative.
    sizes:
        Shape (depths,).
    budgets:
        Shape (rows,): how much may be lost.
    owners, starts:
        For the last rows, which are columns: the group, and its entry where nothing is lost.
    depth, cursor, spent:
        Where the walk stands: the depth, the next option at each, and what is lost above. Arrays are changed.
    archive, count:
        Shape (n, groups + 1): the vectors so far, of which ``count``, each with its sum, the least sum first; changed.
    max_nodes:
        How many options to try.

    Returns
    -------
    tuple[int, int, int]
        How many vectors the archive holds, how many options were tried, and the depth.
    """
    depths, rows, columns, groups = sizes.shape[0], budgets.shape[0], owners.shape[0], archive.shape[1] - 1
    first = rows - columns
    entries = np.empty(groups, dtype=np.int64)
    nodes = 0
    last = 0
    while depth >= 0:
        option = cursor[depth]
        if option == sizes[depth]:
            cursor[depth] = 0
            depth -= 1
            continue
        if nodes == max_nodes or count == archive.shape[0]:
            break
        cursor[depth] = option + 1
        nodes += 1
        fits = True
        for row in range(rows):
            lost = spent[depth, row] + losses[depth, option, row]
            if lost > budgets[row]:
                fits = False
                if row == 0:
                    cursor[depth] = sizes[depth]
                break
            spent[depth + 1, row] = lost
        if not fits:
            continue
        for group in range(groups):
            entries[group] = -(2**62)
        for column in range(columns):
            entry = starts[column] + spent[depth + 1, first + column]
            entries[owners[column]] = max(entries[owners[column]], entry)
        total = 0
        for group in range(groups):
            total += entries[group]
        # What beat the last branch is likely to beat the next; and nothing beats what adds up to less.
        for place in range(-1, count):
            known = last if place < 0 else place
            if known >= count:
                continue
            if archive[known, groups] > total:
                if place < 0:
                    continue
                break
            is_beaten = True
            for group in range(groups):
                if archive[known, group] > entries[group]:
                    is_beaten = False
                    break
            if is_beaten:
                last = known
                fits = False
                break
        if not fits:
            continue
        if depth + 1 < depths:
            depth += 1
            continue
        kept = 0
        for known in range(count):
            is_beaten = True
            for group in range(groups):
                if entries[group] > archive[known, group]:
                    is_beaten = False
                    break
            if not is_beaten:
                for group in range(groups + 1):
                    archive[kept, group] = archive[known, group]
                kept += 1
        place = kept
        while place > 0 and archive[place - 1, groups] > total:
            for group in range(groups + 1):
                archive[place, group] = archive[place - 1, group]
            place -= 1
        for group in range(groups):
            archive[place, group] = entries[group]
        archive[place, groups] = total
        count = kept + 1
    return count, nodes, depth


@frozen(kw_only=True, eq=False)
class Task:
    """What is walked.

    Attributes
    ----------
    plan:
        Depth by depth; its last rows are columns.
    budgets:
        What may be lost of each row beyond the plan's offsets.
    owners, starts:
        For each column, its group and the group's entry by it where no more than the offsets is lost.
    groups:
        How many there are.
    """

    plan: Plan
    budgets: Integers
    owners: Integers
    starts: Integers
    groups: int

    def entries(self, spent: Integers) -> Integers:
        """Return what groups lose at least, shape (n, groups), given what rows lose."""
        by_column = self.starts + spent[:, len(self.budgets) - len(self.owners) :]
        order = np.argsort(self.owners, kind="stable")
        firsts = np.searchsorted(self.owners[order], np.arange(self.groups))
        return np.asarray(np.maximum.reduceat(by_column[:, order], firsts, axis=1))


@define
class LoopWalk:
    """A walk node by node, by the loop as it is or compiled."""

    task: Task
    max_vectors: int
    loop: Loop = walk
    count: int = field(default=0, init=False)
    _depth: int = field(default=0, init=False)
    _arrays: tuple[Integers, Integers, Integers] = field(init=False)

    def __attrs_post_init__(self) -> None:
        depths, rows = len(self.task.plan.sizes), len(self.task.budgets)
        self._arrays = (
            np.zeros(depths, dtype=np.int64),
            np.zeros((depths + 1, rows), dtype=np.int64),
            np.empty((self.max_vectors + 1, self.task.groups + 1), dtype=np.int64),
        )

    @property
    def is_over(self) -> bool:
        """Whether every branch has been walked or left."""
        return self._depth < 0

    @property
    def vectors(self) -> Integers:
        """The least vectors met so far."""
        return self._arrays[2][: self.count, :-1]

    def advance(self, max_nodes: int) -> int:
        """Go on for so many options; return how many were tried."""
        task, (cursor, spent, archive) = self.task, self._arrays
        self.count, nodes, self._depth = self.loop(
            task.plan.losses,
            task.plan.sizes,
            task.budgets,
            task.owners,
            task.starts,
            self._depth,
            cursor,
            spent,
            archive,
            self.count,
            max_nodes,
        )
        return nodes


@define
class BlockWalk:
    """A walk by blocks of branches in numpy, depth first over blocks."""

    task: Task
    max_vectors: int
    vectors: Integers = field(init=False)
    _blocks: list[tuple[int, Integers]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.vectors = np.empty((0, self.task.groups), dtype=np.int64)
        self._blocks = [(0, np.zeros((1, len(self.task.budgets)), dtype=np.int64))]

    @property
    def count(self) -> int:
        """How many vectors were met."""
        return len(self.vectors)

    @property
    def is_over(self) -> bool:
        """Whether every branch has been walked or left."""
        return not self._blocks

    def advance(self, max_nodes: int) -> int:
        """Go on for about so many options; return how many were tried."""
        plan, nodes = self.task.plan, 0
        while self._blocks and nodes < max_nodes and self.count <= self.max_vectors:
            depth, spent = self._blocks.pop()
            if len(spent) > _CHUNK:
                self._blocks.append((depth, spent[_CHUNK:]))
                spent = spent[:_CHUNK]
            size = int(plan.sizes[depth])
            nodes += len(spent) * size
            lost = (spent[:, None, :] + plan.losses[depth, None, :size]).reshape(-1, spent.shape[1])
            lost = lost[(lost <= self.task.budgets).all(axis=1)]
            entries = self.task.entries(lost)
            alive = np.ones(len(lost), dtype=bool)
            for known in self.vectors:
                alive[alive] = (entries[alive] < known).any(axis=1)
            if depth + 1 < len(plan.sizes):
                if alive.any():
                    self._blocks.append((depth + 1, lost[alive]))
            else:
                together = np.unique(np.concatenate([self.vectors, entries[alive]]), axis=0)
                self.vectors = together[nondominated(together)]
        return nodes
