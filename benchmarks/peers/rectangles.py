"""The frontier of two parties whose values are sums over boxes of options, by integer programming.

What negsim refuses to list for its size can still be held against a tool's own list. Nothing of negsim's search is
used, and every point is reached by a package whose worth is worked out in integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import highspy
import numpy as np
from attrs import define, field

import negsim

Box = tuple[int, Mapping[str, tuple[str, ...]]]
"""What a box is worth, and the options that it takes of each of its issues."""


def frontier(compilation: negsim.Compilation) -> set[tuple[Fraction, ...]]:
    """Return the points of the frontier of all packages.

    Raises
    ------
    ValueError
        If there are not two parties, or something beside interactions that add to a package is worth something to one.
    """
    if len(compilation.scenario.parties) != 2:
        raise ValueError(f"{len(compilation.scenario.parties)} parties, where two are expected")
    model = _Model(compilation)
    found: set[tuple[Fraction, ...]] = set()
    least = 0
    while (best := model.best(0, [0, least])) is not None:
        point = model.best(1, [best[0], least])
        assert point is not None, "the package that was just found is one"
        found.add(tuple(Fraction(n, p.scale) for n, p in zip(point, compilation.problem.parties, strict=True)))
        least = point[1] + 1
    return found


@define
class _Model:
    """Packages as choices of options, in HiGHS's terms: one column for each option, box and party."""

    compilation: negsim.Compilation
    boxes: list[list[Box]] = field(init=False)
    most: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        stated = zip(self.compilation.scenario.parties, self.compilation.problem.parties, strict=True)
        self.boxes = [_boxes(party, compiled.scale) for party, compiled in stated]
        self.most = [party.bounds[1] for party in self.compilation.problem.parties]

    def best(self, party: int, least: Sequence[int]) -> tuple[int, ...] | None:
        """Return what a package is worth to each party that is worth most to one, and to each at least so much."""
        if any(low > most for low, most in zip(least, self.most, strict=True)):
            return None
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.5)  # values are integers
        problem = self.compilation.problem
        chosen = {issue.id: {name: solver.addBinary() for name in issue.option_ids} for issue in problem.space.issues}
        for columns in chosen.values():
            solver.addConstr(sum(columns.values()) == 1)
        totals = []
        for boxes, low, most in zip(self.boxes, least, self.most, strict=True):
            totals.append(solver.addVariable(lb=low, ub=most))
            inside = [self._inside(solver, sides, chosen) for _, sides in boxes]
            solver.addConstr(
                totals[-1] <= sum(worth * column for (worth, _), column in zip(boxes, inside, strict=True))
            )
        solver.maximize(totals[party])
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = solver.getSolution().col_value
        package = {
            issue: int(np.argmax([values[column.index] for column in columns.values()]))
            for issue, columns in chosen.items()
        }
        return tuple(owner.points(package) for owner in problem.parties)

    def _inside(
        self, solver: Any, sides: Mapping[str, tuple[str, ...]], chosen: Mapping[str, Mapping[str, Any]]
    ) -> Any:
        """Return a column that is at most 1 where the package lies in a box, and at most 0 elsewhere."""
        column = solver.addVariable(lb=0, ub=1)
        for issue, options in sides.items():
            solver.addConstr(column <= sum(chosen[issue][option] for option in options))
        return column


def _boxes(party: negsim.Party, scale: int) -> list[Box]:
    preferences = party.preferences
    if any(preferences.weights.values()) or any(entry.points <= 0 for entry in preferences.interactions):
        raise ValueError(f"{party.id}: weights, or an interaction that takes away")
    return [(int(entry.points * scale / 100), entry.when) for entry in preferences.interactions]
