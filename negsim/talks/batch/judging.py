"""Judging: what many packages are worth to one party, and which of them keep its lines, by arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.problem import ProblemLine, ProblemParty
from negsim.space.space import Space

MAX_POINTS = 2**53
"""Beyond so many points the doubles that strategies work with are not exact."""
Integers = NDArray[np.int64]


@frozen(kw_only=True, eq=False)
class Judge:
    """What packages are worth to a party, and whether they keep some lines of its own.

    Packages are given as rows: which option of each issue is taken.

    Attributes
    ----------
    party:
        Its points.
    lines:
        What it neither offers nor takes: boxes, from the index of an issue to the options of it that are forbidden.
    """

    party: ProblemParty
    lines: tuple[Mapping[int, tuple[int, ...]], ...] = field(converter=entries)
    _issues: tuple[tuple[int, ...], ...] = field(converter=entries)

    def points(self, options: Integers) -> Integers:
        """Return what packages are worth to the party."""
        total = np.zeros(len(options), dtype=np.int64)
        for issues, factor in zip(self._issues, self.party.factors, strict=True):
            total += factor.values[tuple(options[:, issue] for issue in issues)]
        return total if self.party.ceiling is None else np.minimum(total, self.party.ceiling)

    def keeps(self, options: Integers) -> NDArray[np.bool_]:
        """Tell which packages keep the lines."""
        kept = np.ones(len(options), dtype=bool)
        for box in self.lines:
            inside = np.ones(len(options), dtype=bool)
            for issue, forbidden in box.items():
                inside &= np.isin(options[:, issue], forbidden)
            kept &= ~inside
        return kept


def judge(party: ProblemParty, space: Space, *, keeping: Callable[[ProblemLine], bool]) -> Judge:
    """Return what judges packages for a party that signs all of them; ``keeping`` tells which lines are to be kept."""
    boxes = [box for line in party.red_lines if keeping(line) for box in line.boxes]
    return Judge(
        party=party,
        lines=[space.option_indices(box.forbids) for box in boxes],
        issues=[tuple(space.issue_index(issue) for issue in factor.issues) for factor in party.factors],
    )


def fits(party: ProblemParty) -> bool:
    """Tell whether all that packages can be worth to a party is exact in doubles."""
    return max(abs(bound) for bound in party.bounds) < MAX_POINTS and all(
        factor.values.dtype == np.int64 for factor in party.factors
    )
