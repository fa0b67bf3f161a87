"""Player: one strategy in many talks at once."""

from __future__ import annotations

from typing import Protocol as Interface

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.batch.offered import ACCEPTS, Catalogue


@frozen(kw_only=True, eq=False)
class Heard:
    """What is on the table in some talks: always the other's latest offer, and new to the party whose turn it is.

    Attributes
    ----------
    is_there:
        Where something is on the table; elsewhere the other entries mean nothing.
    numbers:
        Which package of the other's catalogue it is.
    points, keeps:
        What it is worth to the party, and whether it keeps the party's lines.
    """

    is_there: NDArray[np.bool_]
    numbers: Integers
    points: Integers
    keeps: NDArray[np.bool_]

    def is_enough(self, worth: Integers) -> NDArray[np.bool_]:
        """Tell where what is on the table keeps the lines and is worth so much."""
        return self.is_there & self.keeps & (self.points >= worth)


class Player(Interface):
    """One strategy, or several that differ in their settings, in many talks at once."""

    @property
    def catalogue(self) -> Catalogue:
        """What it may offer."""
        ...

    @property
    def judge(self) -> Judge:
        """What it makes of what the other offers."""
        ...

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:
        """Return its moves in some talks in a round: the numbers of offers, or what stands for other moves."""
        ...


def accepted_or(offers: Integers, is_enough: NDArray[np.bool_]) -> Integers:
    """Return moves: acceptance where what is on the table is enough, and offers elsewhere."""
    return np.where(is_enough, ACCEPTS, offers)
