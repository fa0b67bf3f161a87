"""What a part's packages amount to, found by merging issue after issue: no package is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.kernels.bucket_rows import SmallestRows
from negsim.kernels.buckets import Bucket, Choice, eliminated
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table
from negsim.search.cheapest import Priced
from negsim.search.effort import STEADY, Effort, Estimate
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Column, empty_table
from negsim.search.ties import Scope, Ties, ties
from negsim.search.values import Loss

MAX_CELLS = 20_000
"""How many combinations of issues may be looked at in all."""
_MOST_BITS = 62
"""How many demands a set may be of: so many bits are exact in an integer of 64 with a sign, and in sums of two."""
_START, _CELL = 0.1e-3, 30e-6
"""Seconds to begin, and for each combination; measured."""

Rows = dict[Scope, dict[Choice, list[int]]]
"""For each scope, what its combinations add to each column."""


@frozen(kw_only=True, eq=False)
class MergedRows:
    """What the packages of a part amount to, in columns of breaches and of losses.

    Attributes
    ----------
    columns:
        What rows hold; smaller is better.
    """

    ties: Ties
    columns: tuple[Priced | Loss, ...] = field(converter=entries)

    def takes(self) -> Estimate:
        """Return about what :meth:`table` takes."""
        cells = self.ties.cells
        return Estimate(_START + cells * _CELL, held=cells * (500 + 16 * len(self.columns)))

    def table(self, *, effort: Effort = STEADY) -> Table:
        """Return the efficient rows: for each, how many of the packages have it, and the first of them.

        Raises
        ------
        TooLargeError
            When there are too many rows to compare.
        TimeLimitError
            When time is up.
        """
        return self._merged(self._rows(), SmallestRows(check=lambda: effort.check("merging")))

    def tables_by_pattern(
        self, demands: Sequence[int], patterns: Sequence[int], *, effort: Effort = STEADY
    ) -> dict[int, Table]:
        """Return, for each of some sets of demands, the efficient rows of the packages that break exactly that set.

        Parameters
        ----------
        demands:
            Those that are looked at, all of which :attr:`ties` tells; what else a package breaks does not matter.
        patterns:
            Sets of them, as bits of the problem's demands. No package breaks a part of one of them only: where that
            is not so, its table is of packages that break no more.

        Raises
        ------
        TooLargeError, TimeLimitError
            As :meth:`table`.
        """
        bits = {index: 1 << at for at, index in enumerate(demands)}
        rows: Rows = {
            scope: {choice: [0, 0, *row] for choice, row in values.items()} for scope, values in self._rows().items()
        }
        for index, bit in bits.items():
            scope, prices = self.ties.prices(index)
            for choice in prices.keys() & rows[scope].keys():
                row = rows[scope][choice]
                row[0], row[1] = row[0] + bit, row[1] - bit
        wanted = {sum(bit for index, bit in bits.items() if own >> index & 1): own for own in patterns}
        algebra = SmallestRows(sets=list(wanted), check=lambda: effort.check("merging"))
        found = self._merged(rows, algebra)
        members = found.rows[:, 0]
        tables = {own: found.kept(members == local) for local, own in wanted.items()}
        return {
            own: Table(table.rows[:, 2:], table.counts, table.numbers) for own, table in tables.items() if len(table)
        }

    def _merged(self, rows: Rows, algebra: SmallestRows) -> Table:
        tied, width = self.ties, max(len(row) for values in rows.values() for row in values.values())
        empty = empty_table(tied.indexed, width)
        known: dict[tuple[int, ...], Table] = {}  # equal tables are the same, so that the same is put together once

        def table(row: Sequence[int], number: int) -> Table:
            found = known.get((number, *row))
            if found is None:
                one, first = np.array([1, number], dtype=empty.numbers.dtype).reshape(2, 1)
                found = known[number, *row] = Table(np.array([row], dtype=np.int64), one, first)
            return found

        buckets = []
        for scope, values in rows.items():
            step = tied.indexed.strides[tied.part.issues[scope[0]]] if self._is_one_issue(scope) else 0
            buckets.append(Bucket(scope, {choice: table(row, step * choice[0]) for choice, row in values.items()}))
        merged = eliminated(tied.sizes, buckets, order=tied.order, algebra=algebra)
        return empty if merged is None else merged

    def _is_one_issue(self, scope: Scope) -> bool:
        return len(scope) == 1 and scope[0] < len(self.ties.part.issues)

    def _rows(self) -> Rows:
        found: Rows = {
            scope: {choice: [0] * len(self.columns) for choice in choices}
            for scope, choices in self.ties.combinations.items()
        }
        for at, column in enumerate(self.columns):
            if isinstance(column, Loss):
                self._add_losses(found, at, column)
            else:
                self._add_prices(found, at, column)
        return found

    def _add_losses(self, found: Rows, at: int, column: Loss) -> None:
        for issues, values in _factors(self.ties.indexed, self.ties.part, column.party):
            scope = self.ties.scope(issues)
            turned = _turned(values, [scope.index(self.ties.places[issue]) for issue in issues])
            for choice, row in found[scope].items():
                row[at] -= int(turned[choice])

    def _add_prices(self, found: Rows, at: int, column: Priced) -> None:
        for index in self.ties.told:
            scope, prices = self.ties.prices(index)
            for choice in prices.keys() & found[scope].keys():
                found[scope][choice][at] += prices[choice] * column.weights.get(index, 0)


def merged_rows(
    indexed: IndexedProblem, part: Part, *, columns: Sequence[Column], demands: Sequence[int] = ()
) -> MergedRows | None:
    """Return what tells what packages of a part amount to, without listing any; None where that cannot be done.

    It can be done for breaches of lines and points without a ceiling that are held in 64 bits, where lines, exclusions
    and interactions do not tie too many issues at once.

    Parameters
    ----------
    part:
        One that no demand, exclusion or interaction crosses.
    demands:
        Demands of the part of which it must be told, besides, whether they are broken.
    """
    own = [column for column in columns if isinstance(column, Priced | Loss)]
    if len(own) < len(columns) or len(demands) > _MOST_BITS or not all(_fits(indexed, column) for column in own):
        return None
    priced = [column.weights for column in own if isinstance(column, Priced)]
    told = [index for index in part.demands if index in demands or any(weights.get(index) for weights in priced)]
    parties = [column.party for column in own if isinstance(column, Loss)]
    joined = [issues for party in parties for issues, _ in _factors(indexed, part, party)]
    joined += [(issue,) for issue in part.issues]
    tied = ties(indexed, part, told=told, joined=joined, free=bool(demands))
    return None if tied is None or tied.cells > MAX_CELLS else MergedRows(ties=tied, columns=own)


def _fits(indexed: IndexedProblem, column: Priced | Loss) -> bool:
    """Tell whether a column's sums are exact in 64 bits, and its party's points are not cut by a ceiling."""
    if isinstance(column, Priced):
        return column.kind is not object
    has_ceiling = indexed.problem.parties[column.party].ceiling is not None
    return not has_ceiling and integers_up_to(indexed.most_points(column.party)) is not object


def _factors(indexed: IndexedProblem, part: Part, party: int) -> list[tuple[tuple[int, ...], NDArray[Any]]]:
    """Return a party's tables over issues of a part."""
    return [(issues, values) for issues, values in indexed.factors[party] if issues and issues[0] in part.issues]


def _turned(values: NDArray[Any], places: Sequence[int]) -> NDArray[Any]:
    """Return a table with its axes in the order of variables."""
    return np.moveaxis(values, range(len(places)), places)
