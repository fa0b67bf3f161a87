"""Draws: what the parties may be like, drawn from what is known of them; one draw is one problem, in integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.experiments.knowledge import Knowledge
from negsim.fields import entries, frozen_array, frozen_mapping
from negsim.problem import BargainingProblem

BLOCK = 4096
"""How many draws make a block. Each has streams of its own, so that draws do not depend on how many are asked for."""
POINTS = 1_000_000
"""The points that a value of 1 is in draws of a party whose weights or values are uncertain."""
NO_FLOOR = -(2**62)
"""The least points that a party takes where it has no reservation, or where that turned out soft."""


@frozen(kw_only=True, eq=False)
class PartyDraws:
    """What one party may be like, one row for each draw of a block.

    Attributes
    ----------
    party:
        Its id.
    scale:
        The points that a value of 1 is.
    points:
        What each option adds to a package's points: int64, shape (draws, columns), the options of the first issue
        first, in order. What combinations of options add (interactions) is not in it: that stays as in the problem, on
        the same ``scale``.
    floors:
        The least points that it takes in each draw, :data:`NO_FLOOR` where it takes any: int64, shape (draws,).
    weights:
        The share of each issue: float64, shape (draws, issues).
    """

    party: str
    scale: int
    points: NDArray[np.int64] = field(converter=frozen_array)
    floors: NDArray[np.int64] = field(converter=frozen_array)
    weights: NDArray[np.float64] = field(converter=frozen_array)


@frozen(kw_only=True, eq=False)
class DrawBlock:
    """Some draws, one after the other.

    Attributes
    ----------
    first:
        The number of the first of them.
    parties:
        Those that sign always, in the problem's order; others' values decide nothing.
    firm:
        Which demands turned out firm: bool, shape (draws, demands), in the order of ``problem.demands``. A reservation
        that turned out soft is told by its floor as well.
    """

    first: int
    parties: tuple[PartyDraws, ...] = field(converter=entries)
    firm: NDArray[np.bool_] = field(converter=frozen_array)

    def __len__(self) -> int:
        return len(self.firm)


@frozen(kw_only=True)
class Sampler:
    """How draws are made: from what is known, from one seed, by methods that are named.

    Attributes
    ----------
    knowledge:
        What is known.
    seed:
        Whole runs of the same seed are equal bit by bit.
    methods:
        By party id, how its weights are drawn: ``as they are``, ``simplex`` (exact), ``rejection`` (exact) or
        ``hit-and-run`` (in the limit).
    """

    knowledge: Knowledge
    seed: int
    methods: Mapping[str, str] = field(converter=frozen_mapping)

    def block(self, index: int, *, size: int = BLOCK) -> DrawBlock:
        """Return the first ``size`` draws of a block, which start at draw ``index * BLOCK``."""
        raise NotImplementedError

    def blocks(self, draws: int) -> Iterator[DrawBlock]:
        """Yield so many draws, block by block."""
        for index in range(-(-draws // BLOCK)):
            yield self.block(index, size=min(BLOCK, draws - index * BLOCK))

    def problem(self, block: DrawBlock, at: int) -> BargainingProblem:
        """Return one draw of a block as a bargaining problem: what turned out soft is not red, what is firm is."""
        raise NotImplementedError


def sampler(knowledge: Knowledge, *, seed: int) -> Sampler:
    """Return how to draw from what is known."""
    raise NotImplementedError
