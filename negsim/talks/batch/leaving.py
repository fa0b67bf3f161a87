"""Leaving: a party that can offer nothing walks away in its first turn."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.batch.offered import LEAVES, Catalogue, Rungs
from negsim.talks.batch.player import Heard


@frozen(eq=False)
class Leaving:
    """A party none of whose packages keeps its lines and its floor."""

    rungs: Rungs
    judge: Judge

    @property
    def catalogue(self) -> Catalogue:
        """What it would offer if it could."""
        return self.rungs

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:  # noqa: ARG002 - an interface's arguments
        """Return that it walks away."""
        return np.full(len(talks), LEAVES, dtype=np.int64)
