"""What others would do: plain numpy over all packages, moocore's filter, HiGHS; none of it uses negsim.

Points come as an array of shape (issues, options, parties), the least points of each party as floors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import highspy
import moocore
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.int64]
Floors = Sequence[int] | None

NASH_ROUNDS = 50
"""After how many rounds of tangents HiGHS has not proved a greatest product."""


def columns(tables: Points) -> list[Points]:
    """Return what every package is worth to each party, in the order of packages, by sums of outer sums."""
    found = []
    for party in range(tables.shape[2]):
        total = tables[0, :, party]
        for table in tables[1:]:
            total = np.add.outer(total, table[:, party]).ravel()
        found.append(total)
    return found


def inside(worth: Sequence[Points], floors: Floors) -> NDArray[np.bool_]:
    """Tell which packages reach every floor."""
    mask = np.ones(len(worth[0]), dtype=bool)
    for column, floor in zip(worth, floors or (), strict=False):
        mask &= column >= floor
    return mask


def filtered(rows: Points) -> Points:
    """Return the rows that no other beats, once each and sorted, by moocore's filter."""
    kept = moocore.is_nondominated(rows.astype(np.float64), maximise=True, keep_weakly=True)
    return np.unique(rows[kept], axis=0)


def listed_frontier(tables: Points, floors: Floors = None) -> Points:
    """Return the frontier of all packages that reach the floors."""
    worth = columns(tables)
    return filtered(np.stack(worth, axis=1)[inside(worth, floors)])


def merged_frontier(tables: Points, floors: Floors = None) -> Points:
    """Return the frontier of all packages that reach the floors, adding issue by issue and filtering each time.

    What cannot reach a floor with the best of all that remains is dropped.
    """
    most = tables.max(axis=1)
    total = np.zeros((1, tables.shape[2]), dtype=np.int64)
    for at, table in enumerate(tables):
        total = (total[:, None, :] + table[None, :, :]).reshape(-1, tables.shape[2])
        if floors is not None:
            total = total[(total + most[at + 1 :].sum(axis=0) >= np.array(floors)).all(axis=1)]
        total = filtered(total)
    return total


def analysis(tables: Points, floors: Floors = None) -> tuple[int, Points, tuple[float, ...]]:
    """Return the zone's size, its frontier, and what the four rules make greatest, from all packages."""
    worth = columns(tables)
    rows = np.stack(worth, axis=1)[inside(worth, floors)]
    front = filtered(rows)
    return len(rows), front, greatest(front, floors)


def greatest(front: Points, floors: Floors) -> tuple[float, ...]:
    """Return the greatest product, least ratio to ideals, least gain and sum on a frontier: gains above floors."""
    gains = front - np.array(floors or [0] * front.shape[1])
    shares = gains / gains.max(axis=0)
    return (
        float(max(math.prod(row) for row in gains.tolist())),
        float(shares.min(axis=1).max()),
        float(gains.min(axis=1).max()),
        float(gains.sum(axis=1).max()),
    )


def grid_count(tables: Points, floors: Sequence[int]) -> int:
    """Return how many packages reach the floors, modulo 2^64: one cell for all totals, issue by issue.

    What is above a floor counts as the floor.
    """
    grid = np.zeros([floor + 1 for floor in floors], dtype=np.uint64)
    grid[(0,) * len(floors)] = 1
    for table in tables:
        added = np.zeros_like(grid)
        for option in table.tolist():
            added += _shifted(grid, option)
        grid = added
    return int(grid[tuple(floors)])


def _shifted(grid: NDArray[np.uint64], steps: Sequence[int]) -> NDArray[np.uint64]:
    for axis, step in enumerate(steps):
        moved, step = np.zeros_like(grid), min(step, grid.shape[axis] - 1)
        source, target = np.moveaxis(grid, axis, 0), np.moveaxis(moved, axis, 0)
        target[step:] = source[: len(source) - step]
        target[-1] += source[len(source) - step :].sum(axis=0, dtype=np.uint64)
        grid = moved
    return grid


class Model:
    """A package as integers of HiGHS: one of each issue's options; each party's gain is a sum over them."""

    def __init__(self, tables: Points, *, extra: int, max_seconds: float) -> None:
        self.issues, self.options, self.parties = tables.shape
        self.tables = tables
        self.choices = self.issues * self.options
        solver: Any = highspy.Highs  # has no types of its own
        self.highs = solver()
        for name, value in [
            ("output_flag", False),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
            ("time_limit", max_seconds),
        ]:
            self.highs.setOptionValue(name, value)
        self.highs.addVars(self.choices, np.zeros(self.choices), np.ones(self.choices))
        self.highs.addVars(extra, np.full(extra, -highspy.kHighsInf), np.full(extra, highspy.kHighsInf))
        index = np.arange(self.choices, dtype=np.int32)
        self.highs.changeColsIntegrality(
            self.choices, index, np.full(self.choices, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
        )
        for issue in range(self.issues):
            own = index[issue * self.options : (issue + 1) * self.options]
            self.highs.addRow(1.0, 1.0, len(own), own, np.ones(len(own)))

    def at_least(self, party: int, floor: float, *, factor: float = 1.0, less: int | None = None) -> None:
        """Ask that a party's points times a factor, less the extra variable of that number, reach a floor."""
        index = np.arange(self.choices, dtype=np.int32)
        values = self.tables[:, :, party].ravel() * factor
        if less is not None:
            index, values = np.append(index, np.int32(self.choices + less)), np.append(values, -1.0)
        self.highs.addRow(float(floor), highspy.kHighsInf, len(index), index, values.astype(np.float64))

    def maximise(self, extra: int) -> Points | None:
        """Make the sum of the extra variables greatest; return the parties' points, None where none were found."""
        for number in range(extra):
            self.highs.changeColCost(self.choices + number, 1.0)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.highs.run()
        solution = np.array(self.highs.getSolution().col_value)
        if len(solution) < self.choices or self.highs.getInfo().primal_solution_status != 2:
            return None
        taken = solution[: self.choices].reshape(self.issues, self.options).argmax(axis=1)
        return np.asarray(self.tables[np.arange(self.issues), taken].sum(axis=0))

    @property
    def is_optimal(self) -> bool:
        """Whether the last run ended with a proof."""
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def highs_conflict(
    tables: Points, floors: Sequence[int], banned: Sequence[tuple[int, int, int]]
) -> tuple[list[int], list[int]]:
    """Return one minimal conflict, by leaving out one demand after the other: parties' floors, and bans by place.

    A ban is the issue, the option, and whose it is, which plays no part.
    """
    parties, bans = list(range(len(floors))), list(range(len(banned)))
    for party in list(parties):
        rest = [other for other in parties if other != party]
        if not _meets(tables, floors, rest, [banned[at] for at in bans]):
            parties = rest
    for at in list(bans):
        rest = [other for other in bans if other != at]
        if not _meets(tables, floors, parties, [banned[other] for other in rest]):
            bans = rest
    return parties, bans


def _meets(
    tables: Points, floors: Sequence[int], parties: Sequence[int], banned: Sequence[tuple[int, int, int]]
) -> bool:
    """Tell whether some package reaches the floors of some parties and takes no banned option."""
    model = Model(tables, extra=0, max_seconds=60.0)
    for issue, option, _ in banned:
        model.highs.changeColBounds(issue * model.options + option, 0.0, 0.0)
    for party in parties:
        model.at_least(party, floors[party])
    return model.maximise(0) is not None


def highs_least(tables: Points, *, max_seconds: float) -> int | str:
    """Return the greatest least points over all packages, as HiGHS finds it; or that time ran out."""
    model = Model(tables, extra=1, max_seconds=max_seconds)
    for party in range(model.parties):
        model.at_least(party, 0.0, less=0)
    points = model.maximise(1)
    return f"no proof in {max_seconds:.0f} s" if points is None or not model.is_optimal else int(points.min())


def highs_nash(tables: Points, floors: Sequence[int], *, max_seconds: float) -> int | str:
    """Return the greatest product of gains over floors, by outer approximation of the sum of logarithms.

    The logarithm of each gain is bounded by tangents; each round adds those at the package that was best under the last
    ones, until a package comes back: the tangents are exact there, and it was best under them.
    """
    model, most = Model(tables, extra=tables.shape[2], max_seconds=max_seconds), 0
    seen: dict[tuple[int, ...], None] = {}
    gains = [np.array([float(tables[:, :, at].max(axis=1).sum() - floor) for at, floor in enumerate(floors)])]
    gains += [gains[0] / 2, gains[0] / 4]
    for party, floor in enumerate(floors):
        model.at_least(party, floor + 1)
    for _ in range(NASH_ROUNDS):
        for at in gains:
            for party, floor in enumerate(floors):
                # z <= log(at) + (points - floor - at) / at, turned so that z stands on the left of a floor.
                model.at_least(party, floor / at[party] + 1 - math.log(at[party]), factor=1 / at[party], less=party)
        points = model.maximise(model.parties)
        if points is None or not model.is_optimal:
            return f"no proof in {max_seconds:.0f} s"
        found = [int(point) - floor for point, floor in zip(points, floors, strict=True)]
        most = max(most, math.prod(found))
        if tuple(found) in seen:
            return most
        seen[tuple(found)] = None
        gains = [np.array(found, dtype=np.float64)]
    return f"no proof in {NASH_ROUNDS} rounds"


def version_of_highs() -> Any:
    """Return the version of HiGHS."""
    model: Any = highspy.Highs
    return model().version()
