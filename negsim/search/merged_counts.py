"""How many packages of a part keep some of its demands, found by merging issue after issue: no package is listed."""

from __future__ import annotations

from attrs import frozen

from negsim.kernels.buckets import Bucket, Counts, eliminated
from negsim.search.effort import Estimate
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.ties import Ties, ties

MAX_CELLS = 100_000
"""How many combinations of issues may be looked at in all."""
_START, _CELL = 0.05e-3, 3e-6
"""Seconds to begin, and for each combination; measured."""


@frozen(kw_only=True, eq=False)
class MergedCounts:
    """How many packages of a part exist and keep demands."""

    ties: Ties

    def takes(self) -> Estimate:
        """Return about what :meth:`count` takes."""
        return Estimate(_START + self.ties.cells * _CELL, held=200 * self.ties.cells)

    def count(self) -> int:
        """Return how many, as a Python integer."""
        buckets = [Bucket(scope, dict.fromkeys(choices, 1)) for scope, choices in self.ties.combinations.items()]
        return eliminated(self.ties.sizes, buckets, order=self.ties.order, algebra=Counts()) or 0


def merged_counts(indexed: IndexedProblem, part: Part) -> MergedCounts | None:
    """Return what counts the packages of a part that exist and keep its demands, without listing any.

    None where a reservation is among the demands, or lines and exclusions tie too many issues at once.
    """
    tied = ties(indexed, part, kept=part.demands)
    return None if tied is None or tied.cells > MAX_CELLS else MergedCounts(ties=tied)
