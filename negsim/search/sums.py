"""Sums over parts: what whole packages can amount to, from tables of the parts, and which packages those are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from negsim.kernels.tables import Table, merge
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Column, Keep, Row, Source, enumerated

_MOST_OF_A_ROW = 10_000


@frozen(kw_only=True, eq=False)
class Sums:
    """The efficient totals of whole packages, and how they are put together.

    Attributes
    ----------
    sources:
        Of each part, in the order in which they were merged.
    steps:
        The efficient sums after each of them; the last is :attr:`totals`.
    columns, keep:
        What the rows hold, and which packages count.
    """

    indexed: IndexedProblem
    sources: tuple[Source, ...]
    steps: tuple[Table, ...]
    columns: tuple[Column, ...]
    keep: Keep
    effort: Effort

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, in the order in which they were merged."""
        return tuple(source.part for source in self.sources)

    @property
    def totals(self) -> Table:
        """The efficient totals, with the number of packages of each and the first of them."""
        return self.steps[-1]

    def numbers(self, rows: Sequence[Sequence[int]], *, limit: int) -> Iterator[list[int]]:
        """Yield, for each of some rows of :attr:`totals`, the numbers of its packages, in order.

        At most ``limit`` in all; rows after that are left out. A row of more than 10,000 packages is named by the
        first 10,000 found.
        """
        lookups = [{tuple(row): None for row in step.rows.tolist()} for step in self.steps]
        members = [_members(source) for source in self.sources]
        left = limit
        for row in rows:
            if left <= 0:
                return
            found = _walk(tuple(row), len(self.sources) - 1, lookups, members)
            numbers = sorted(itertools.islice(found, max(left, _MOST_OF_A_ROW)))[:left]
            left -= len(numbers)
            yield numbers


def sums(
    indexed: IndexedProblem,
    parts: Sequence[Part],
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    effort: Effort = STEADY,
) -> Sums:
    """Return the efficient totals over all parts; none where a part has no package that counts.

    Parameters
    ----------
    budget:
        The most that each column may add up to; None where it may be anything.

    Raises
    ------
    TooLargeError
        When there are too many of them to hold.
    """
    sources = [enumerated(indexed, part, columns=columns, keep=keep, effort=effort) for part in parts]
    ordered = tuple(sorted(sources, key=lambda source: -len(source.table)))
    return Sums(
        indexed=indexed,
        sources=ordered,
        steps=tuple(merge([source.table for source in ordered], budget=budget)),
        columns=tuple(columns),
        keep=keep,
        effort=effort,
    )


def _members(source: Source) -> dict[Row, list[int]]:
    """Return the numbers of all packages of each row of a source."""
    rows = [tuple(row) for row in source.table.rows.tolist()]
    return {row: list(numbers) for row, numbers in zip(rows, source.packages(rows), strict=True)}


def _walk(
    row: Row,
    step: int,
    lookups: Sequence[Mapping[Row, None]],
    members: Sequence[Mapping[Row, list[int]]],
) -> Iterator[int]:
    """Yield the numbers of all packages with this row of sums after this step, by taking the last part off."""
    if step == 0:
        yield from members[0].get(row, ())
        return
    for own, numbers in members[step].items():
        before = tuple(total - part for total, part in zip(row, own, strict=True))
        if before in lookups[step - 1]:
            for rest in _walk(before, step - 1, lookups, members):
                for number in numbers:
                    yield rest + number
