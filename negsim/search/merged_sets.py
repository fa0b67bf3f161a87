"""Sets of demands that packages break together, found by merging issue after issue: no package is listed."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from negsim.kernels.buckets import Bucket, Choice, SmallestSets, eliminated
from negsim.kernels.hitting_sets import minimal_sets
from negsim.search.effort import STEADY, Effort, Estimate
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.ties import Scope, Ties, ties

MAX_CELLS = 100_000
"""How many combinations of issues may be looked at in all."""
_START, _CELL, _PAIR = 0.25e-3, 4e-6, 0.1e-6
"""Seconds to begin, for each combination, and for each two sets that are compared at an issue; measured."""


@frozen(kw_only=True, eq=False)
class MergedSets:
    """What the packages of a part break together."""

    ties: Ties

    @cached_property
    def marks(self) -> dict[Scope, dict[Choice, int]]:
        """For each scope, the demands that its combinations break, as bits."""
        found = {scope: dict.fromkeys(choices, 0) for scope, choices in self.ties.combinations.items()}
        for index in self.ties.told:
            scope, prices = self.ties.prices(index)
            own = found[scope]
            for choice in prices.keys() & own.keys():
                own[choice] |= 1 << index
        return found

    def takes(self) -> Estimate:
        """Return about what :meth:`broken` takes: by the combinations, and by how many sets there may be.

        A guess at these are those that lines about single issues alone would make.
        """
        sets, most = 1, SmallestSets().most
        for scope, values in self.marks.items():
            if len(scope) == 1 and scope[0] < len(self.ties.part.issues):
                sets = min(most, sets * max(1, len(minimal_sets(values.values()))))
        seconds = _START + self.ties.cells * _CELL + sets**2 * len(self.ties.sizes) * _PAIR
        return Estimate(seconds, held=200 * self.ties.cells + 100 * sets)

    def broken(self, *, effort: Effort = STEADY) -> tuple[int, ...]:
        """Return the minimal sets of demands that some package breaks together, as bits; none where no package exists.

        Raises
        ------
        TooLargeError
            When there are too many sets at once.
        TimeLimitError
            When time is up.
        """
        buckets: list[Bucket[tuple[int, ...]]] = [
            Bucket(scope, {choice: (members,) for choice, members in values.items()})
            for scope, values in self.marks.items()
        ]
        algebra = SmallestSets(check=lambda: effort.check("finding conflicts"))
        return minimal_sets(eliminated(self.ties.sizes, buckets, order=self.ties.order, algebra=algebra) or ())


def merged_sets(indexed: IndexedProblem, part: Part) -> MergedSets | None:
    """Return what tells which demands packages of a part break together, without listing any.

    None where a reservation is among the demands, or lines and exclusions tie too many issues at once.

    Parameters
    ----------
    part:
        One that no demand crosses.
    """
    tied = ties(indexed, part, told=part.demands)
    return None if tied is None or tied.cells > MAX_CELLS else MergedSets(ties=tied)
