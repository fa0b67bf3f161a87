"""The walk: depth first over issues, leaving a branch when some loss exceeds its budget; compiled where numba is."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.kernels.bounded.plan import Plan
from negsim.kernels.compiling import compiled


def walk(  # noqa: C901, PLR0912, PLR0913, PLR0917 - a compiled loop: a call in it, or a record, would cost what it saves
    losses: NDArray[np.int64],
    sizes: NDArray[np.int64],
    budgets: NDArray[np.int64],
    hits: NDArray[np.int64],
    closing: NDArray[np.int64],
    depth: int,
    cursor: NDArray[np.int64],
    spent: NDArray[np.int64],
    inside: NDArray[np.int64],
    leaves: NDArray[np.int64],
    max_nodes: int,
    is_sorted: bool,
) -> tuple[int, int, int]:
    """Go on with a walk until the leaves are full, the nodes used up or the walk over (depth -1).

    Plain Python over arrays, and the same function that numba compiles; all arithmetic is on int64.

    Parameters
    ----------
    losses:
        Shape (depths, options, rows): what each option loses of each row's budget; never negative.
    sizes:
        Shape (depths,).
    budgets:
        Shape (rows,): how much may be lost.
    hits, closing:
        Shapes (depths, options, words) and (depths, words): a bit for each box, whether the option keeps the
        combination inside it, and whether no deeper option can take it out.
    depth, cursor, spent, inside:
        Where the walk stands: the depth, the next option at each, and what is lost and which boxes still hold above.
        Arrays are changed.
    leaves:
        Shape (n, depths): filled from the start with the options taken.
    is_sorted:
        Whether options are in the order of what they lose in the first row: where one is too much, all later are.

    Returns
    -------
    tuple[int, int, int]
        How many leaves were filled, how many options were tried, and the depth.
    """
    depths, rows, words = sizes.shape[0], budgets.shape[0], closing.shape[1]
    found = 0
    nodes = 0
    while depth >= 0:
        if depth == depths:
            for above in range(depths):
                leaves[found, above] = cursor[above] - 1
            found += 1
            depth -= 1
            if found == leaves.shape[0]:
                break
            continue
        option = cursor[depth]
        if option == sizes[depth]:
            cursor[depth] = 0
            depth -= 1
            continue
        if nodes == max_nodes:
            break
        cursor[depth] = option + 1
        nodes += 1
        fits = True
        for row in range(rows):
            lost = spent[depth, row] + losses[depth, option, row]
            if lost > budgets[row]:
                fits = False
                if is_sorted and row == 0:
                    cursor[depth] = sizes[depth]
                break
            spent[depth + 1, row] = lost
        if not fits:
            continue
        for word in range(words):
            still = inside[depth, word] & hits[depth, option, word]
            if still & closing[depth, word]:
                fits = False
                break
            inside[depth + 1, word] = still
        if fits:
            depth += 1
    return found, nodes, depth


@define
class LoopWalk:
    """A walk in progress, by the loop above.

    Attributes
    ----------
    plan:
        What is walked.
    loop:
        The loop, plain or compiled.
    """

    plan: Plan
    loop: Callable[..., tuple[int, int, int]] = walk
    _depth: int = field(default=0, init=False)
    _state: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        depths, rows = len(self.plan.sizes), self.plan.losses.shape[2]
        inside = np.zeros((depths + 1, self.plan.closing.shape[1]), dtype=np.int64)
        inside[0] = -1
        self._state = (np.zeros(depths, dtype=np.int64), np.zeros((depths + 1, rows), dtype=np.int64), inside)

    @property
    def is_over(self) -> bool:
        """Whether every branch has been walked or left."""
        return self._depth < 0

    def advance(self, budgets: NDArray[np.int64], *, max_leaves: int, max_nodes: int) -> tuple[NDArray[np.int64], int]:
        """Return the next leaves, as options at each depth, and the options tried; budgets may have shrunk."""
        plan = self.plan
        leaves = np.empty((max_leaves, len(plan.sizes)), dtype=np.int64)
        found, nodes, self._depth = self.loop(
            plan.losses,
            plan.sizes,
            budgets,
            plan.hits,
            plan.closing,
            self._depth,
            *self._state,
            leaves,
            max_nodes,
            plan.is_sorted,
        )
        return leaves[:found], nodes


@define
class BlockWalk:
    """The same walk in blocks of branches, by whole-array operations; leaves come in the same order.

    A block holds branches of one depth, neighbours in the order of the walk. The deepest block goes on first, some of
    its branches at a time, so that few are held at once.
    """

    plan: Plan
    chunk: int = 256
    _blocks: list[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        depths, rows = len(self.plan.sizes), self.plan.losses.shape[2]
        inside = np.full((1, self.plan.closing.shape[1]), -1, dtype=np.int64)
        self._blocks = [(0, np.zeros((1, rows), dtype=np.int64), inside, np.zeros((1, depths), dtype=np.int64))]

    @property
    def is_over(self) -> bool:
        """Whether every branch has been walked or left."""
        return not self._blocks

    def advance(self, budgets: NDArray[np.int64], *, max_leaves: int, max_nodes: int) -> tuple[NDArray[np.int64], int]:
        """Return the next leaves, as options at each depth, and the options tried; budgets may have shrunk."""
        nodes = 0
        while self._blocks and nodes < max_nodes:
            depth, spent, inside, taken = self._blocks.pop()
            most = max_leaves if depth == len(self.plan.sizes) else self.chunk
            if len(taken) > most:
                self._blocks.append((depth, spent[most:], inside[most:], taken[most:]))
                spent, inside, taken = spent[:most], inside[:most], taken[:most]
            if depth == len(self.plan.sizes):
                return taken, nodes
            block = self._deeper(depth, spent, inside, taken, budgets)
            nodes += len(taken) * int(self.plan.sizes[depth])
            if len(block[3]):
                self._blocks.append(block)
        return np.empty((0, len(self.plan.sizes)), dtype=np.int64), nodes

    def _deeper(
        self,
        depth: int,
        spent: NDArray[np.int64],
        inside: NDArray[np.int64],
        taken: NDArray[np.int64],
        budgets: NDArray[np.int64],
    ) -> tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return the branches one deeper that fit the budgets and leave every box."""
        plan = self.plan
        size = int(plan.sizes[depth])
        fits = np.ones((len(taken), size), dtype=bool)
        for row in range(min(len(budgets), 1)):  # the first row leaves few for the others
            fits &= spent[:, row, None] + plan.losses[depth, None, :size, row] <= budgets[row]
        branches, options = np.nonzero(fits)
        lost = spent[branches] + plan.losses[depth, options]
        still = inside[branches] & plan.hits[depth, options]
        kept = (lost <= budgets).all(axis=1) & ~(still & plan.closing[depth]).any(axis=1)
        below = taken[branches[kept]]
        below[:, depth] = options[kept]
        return depth + 1, lost[kept], still[kept], below


Walk = LoopWalk | BlockWalk
Walker = Callable[[Plan], Walk]


def default_walker() -> Walker:
    """Return the compiled walk where numba is installed, otherwise the walk in blocks."""
    loop = compiled(walk)
    return BlockWalk if loop is None else functools.partial(LoopWalk, loop=loop)
