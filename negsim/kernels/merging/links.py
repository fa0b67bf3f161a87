"""Links: the way back from sums to the rows that they are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


@frozen(eq=False)
class Link:
    """The pairs behind each sum after a step: of a sum before it, and of a row of the table that it adds.

    Attributes
    ----------
    left, right:
        Indices, one for each pair; pairs of equal sums stand together.
    starts:
        For each sum, its first pair; None where each has one.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    starts: NDArray[np.intp] | None

    def __len__(self) -> int:
        return len(self.left) if self.starts is None else len(self.starts)

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self.left.nbytes + self.right.nbytes + (0 if self.starts is None else self.starts.nbytes)

    @property
    def most(self) -> int:
        """The most pairs behind one sum; there is one sum at least."""
        return 1 if self.starts is None else int(np.diff(self.starts, append=len(self.left)).max())

    def pairs(self, sums: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the pairs of some sums, and to which of these each belongs, in order."""
        if self.starts is None:
            return sums, np.arange(len(sums))
        sizes = np.diff(self.starts, append=len(self.left))[sums]
        owner = np.repeat(np.arange(len(sums)), sizes)
        before = np.cumsum(sizes) - sizes
        return np.arange(len(owner)) - before[owner] + self.starts[sums][owner], owner

    def kept(self, sums: NDArray[np.intp]) -> Link:
        """Return the same for some sums alone."""
        pairs, owner = self.pairs(sums)
        starts = None if self.starts is None else np.searchsorted(owner, np.arange(len(sums)))
        return Link(self.left[pairs], self.right[pairs], starts)


@frozen(eq=False)
class Chain:
    """The efficient sums of tables, and the pairs behind them step by step.

    Attributes
    ----------
    rows:
        Shape (n, columns): distinct, in order from the first column on.
    links:
        After each table, from the first one on.
    lost:
        By how much a sum may be larger, in each column, than one within the budget that it stands for; all 0 where
        every efficient sum is there.
    """

    rows: NDArray[Any]
    links: tuple[Link, ...]
    lost: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def choices(self, sums: NDArray[np.intp], *, most: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Return which row of each table some sums are made of, in every way, but at most so many for each.

        Returns
        -------
        To which of the given sums each way belongs, in order; and the ways, shape (n, tables): indices of rows.
        """
        owner, at = np.arange(len(sums)), sums
        ways = np.zeros((len(sums), len(self.links)), dtype=np.int64)
        for step in range(len(self.links) - 1, -1, -1):
            pairs, branch = self.links[step].pairs(at)
            if len(pairs) > len(at):
                owner, ways = owner[branch], ways[branch]
                rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
                pairs, owner, ways = (some[rank < most] for some in (pairs, owner, ways))
            ways[:, step] = self.links[step].right[pairs]
            at = self.links[step].left[pairs].astype(np.intp)
        return owner, ways

    def kept(self, sums: NDArray[np.intp]) -> Chain:
        """Return the same with some sums alone, in order."""
        return Chain(self.rows[sums], (*self.links[:-1], self.links[-1].kept(sums)), self.lost)


def empty_chain(steps: int, columns: int) -> Chain:
    """Return a chain of so many tables that has no sums."""
    none = np.zeros(0, dtype=np.int32)
    rows = np.zeros((0, columns), dtype=np.int64)
    return Chain(rows, (Link(none, none, None),) * steps, (0,) * columns)
