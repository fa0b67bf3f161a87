"""What packages are worth to the parties that sign, part by part, and which of them count."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Column, Keep, Source, enumerated


def losses(party: int) -> Column:
    """Return the column of a party's points, negated: smaller is better."""

    def column(block: Block) -> NDArray[np.int64]:
        return -block.points(party)

    return column


def keeps_red(block: Block) -> NDArray[np.bool_]:
    """Tell which packages of a block break no red demand."""
    mask = np.ones(len(block), dtype=bool)
    for index in block.part.demands:
        demand = block.indexed.demands[index]
        if demand.demand.red:
            mask &= ~block.broken(demand)
    return mask


def keeps_all(block: Block) -> NDArray[np.bool_]:
    """Keep every package of a block."""
    return np.ones(len(block), dtype=bool)


def value_source(indexed: IndexedProblem, part: Part, *, keep: Keep, effort: Effort = STEADY) -> Source:
    """Return what the packages of a part take from each signing party, as losses.

    Parameters
    ----------
    keep:
        :func:`keeps_red` or :func:`keeps_all`.
    """
    columns = [losses(party) for party in indexed.signers]
    return enumerated(indexed, part, columns=columns, keep=keep, effort=effort)
