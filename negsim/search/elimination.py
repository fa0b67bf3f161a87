"""Parts too large to look at every package of: their issues are eliminated one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels import counting_parts
from negsim.kernels.dominance import distinct
from negsim.kernels.elimination_plan import forecast
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.tables import Table
from negsim.search.effort import STEADY, Effort, Estimate, choose
from negsim.search.elimination_cases import ADVICE, WHAT, Found, Question
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Row

MAX_CELLS = 2**22
"""How many combinations of issues may be looked at together."""
MAX_SUMS = 10**10
"""How many sums may be formed where they are not compared, about: most of an hour."""
_IN_ORDER = 10_000
"""Up to how many packages of one row are named in order."""
_SUM, _LARGER_SUM, _CALL = 250e-9, 1.5e-6, 2e-3
"""Seconds for each sum of up to two columns, of more, and for each issue; measured."""


@frozen(kw_only=True, eq=False)
class ByElimination:
    """What the packages of a part amount to, found by eliminating its issues."""

    question: Question
    found: tuple[Found, ...]

    @property
    def part(self) -> Part:
        """The part."""
        return self.question.part

    @cached_property
    def table(self) -> Table:
        """Its rows: all that packages have, or the efficient ones, as was asked."""
        indexed, part = self.question.indexed, self.question.part
        kind = integers_up_to(math.prod(indexed.radices))
        steps = np.array([indexed.strides[issue] for issue in part.issues], dtype=kind)
        rows, counts, numbers = zip(
            *(
                (own.rows, own.eliminated.counts[own.index], own.eliminated.first[own.index].astype(kind) @ steps)
                for own in self.found
            ),
            strict=True,
        )
        table = Table(
            *distinct(
                np.concatenate(_alike(rows)),
                counts=np.concatenate(counts).astype(kind),
                numbers=np.concatenate(numbers).astype(kind),
            )
        )
        return table.efficient() if self.question.is_efficient else table

    @cached_property
    def _places(self) -> dict[Row, list[tuple[int, int]]]:
        """From each row to the rows of eliminations behind it: which one, and where."""
        places: dict[Row, list[tuple[int, int]]] = {}
        for at, own in enumerate(self.found):
            for row, place in zip(own.rows.tolist(), own.index.tolist(), strict=True):
                places.setdefault(tuple(row), []).append((at, place))
        return places

    @cached_property
    def _known(self) -> dict[Row, tuple[int, int]]:
        """From each row to how many packages it has, and the first."""
        listed = (entry.tolist() for entry in (self.table.rows, self.table.counts, self.table.numbers))
        return {tuple(row): (int(count), int(number)) for row, count, number in zip(*listed, strict=True)}

    def packages(self, rows: Sequence[Row]) -> list[Iterable[int]]:
        """Return, for each of some rows, the numbers of its packages: up to 10,000 in order, more as they are found."""
        return [self._packages(row) for row in rows]

    def _packages(self, row: Row) -> Iterable[int]:
        count, first = self._known[row]
        if count == 1:
            return (first,)
        return _Packages(source=self, places=self._places[row], is_sorted=count <= _IN_ORDER)

    def behind(self, place: tuple[int, int]) -> Iterator[int]:
        """Yield the numbers of the packages behind a row of an elimination, as they are found."""
        steps = [self.question.indexed.strides[issue] for issue in self.part.issues]
        return self.found[place[0]].eliminated.numbers(place[1], steps)


def _alike(rows: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    is_wide = any(own.dtype == object for own in rows)
    return [own.astype(object) for own in rows] if is_wide else list(rows)


@frozen(kw_only=True, eq=False)
class _Packages:
    """The packages of one row, found anew each time that they are gone through."""

    source: ByElimination
    places: Sequence[tuple[int, int]]
    is_sorted: bool

    def __iter__(self) -> Iterator[int]:
        found = itertools.chain.from_iterable(map(self.source.behind, self.places))
        return iter(sorted(found)) if self.is_sorted else found


def refuse_wide(question: Question, *, effort: Effort = STEADY) -> None:
    """Refuse a question before starting where elimination cannot do it, or takes more than the user allows.

    Raises
    ------
    TooLargeError
        With how many issues must be looked at together, or the estimate that is over the limit.
    TimeLimitError
        When time is up already.
    """
    effort.check(WHAT)
    for case in question.cases:
        expected = forecast(case.network)
        widest = case.network.widest
        cells = case.network.cells_of(widest)
        if cells > MAX_CELLS:
            together = len(widest.scope) + 1
            unit = f"combinations of {together} issues at once (an induced width of {together - 1})"
            raise TooLargeError(WHAT, cells, MAX_CELLS, unit, ADVICE)
        if case.apart and expected.sums > MAX_SUMS:
            unit = "sums of what packages are worth"
            raise TooLargeError(WHAT, expected.sums, MAX_SUMS, unit, f"Round weights and values, or: {ADVICE}")
    choose(WHAT, {"merging": elimination_takes(question)}, effort=effort)


def elimination_takes(question: Question) -> Estimate:
    """Return about what an elimination takes: by the issues looked at together, and how rows usually grow."""
    seconds, held = 0.0, 0
    for case in question.cases:
        expected = forecast(case.network)
        each = _SUM if len(case.columns) <= 2 or case.apart else _LARGER_SUM
        seconds += expected.sums * each + len(case.network.sizes) * _CALL
        held += expected.rows * 8 * (2 + len(case.columns)) + expected.cells * 8 * (1 + len(case.columns))
    return Estimate(seconds, held)


def by_elimination(question: Question, *, effort: Effort = STEADY) -> ByElimination:
    """Return what the packages of a part amount to, by eliminating its issues one by one.

    Raises
    ------
    TooLargeError
        As :func:`refuse_wide`; on the way, when there are too many rows to hold.
    TimeLimitError
        When time is up.

    Notes
    -----
    See :func:`negsim.kernels.elimination.eliminate`. Where a party's points have a ceiling, or a reservation binds off
    the status quo only, its sums are kept apart on the way, which makes more rows, and cut or held against in the end.
    """
    refuse_wide(question, effort=effort)
    return ByElimination(question=question, found=tuple(case.found(effort) for case in question.cases))


def part_distribution(
    indexed: IndexedProblem,
    part: Part,
    parties: Sequence[int],
    *,
    demands: Collection[int] | None = None,
    effort: Effort = STEADY,
) -> tuple[int, counting_parts.Part]:
    """Return how many packages of a part exist, and how many of those that count are worth what to some parties.

    Parameters
    ----------
    parties:
        Indices of the parties whose points are told apart, one column each, in this order; of none, the packages are
        only counted. Their interactions must not cross the part.
    demands:
        Indices of the demands that packages must keep to count; the part's red ones where None.

    Raises
    ------
    TooLargeError
        Before starting, when too many issues must be looked at together; on the way, when there are too many different
        values to hold.
    TimeLimitError
        When time is up.
    """
    red = [index for index in part.demands if indexed.demands[index].demand.red]
    kept = [index for index in part.demands if index in (red if demands is None else demands)]
    table = _all_rows(indexed, part, kept, parties, effort=effort)
    existing = _all_rows(indexed, part, [], [], effort=effort)
    return sum(existing.counts.tolist()), counting_parts.Part(-table.rows, table.counts)


def _all_rows(
    indexed: IndexedProblem, part: Part, demands: Sequence[int], parties: Sequence[int], *, effort: Effort
) -> Table:
    question = Question(indexed=indexed, part=part, demands=demands, parties=parties, is_efficient=False)
    return by_elimination(question, effort=effort).table
