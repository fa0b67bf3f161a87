"""Sums over parts: what whole packages can amount to, from tables of the parts, and which packages those are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TimeLimitError
from negsim.kernels.merging.addends import widest_first
from negsim.kernels.merging.chains import Rules
from negsim.kernels.tables import Merged, merged
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Column, Keep, Source
from negsim.search.values import source

_MOST_OF_A_ROW = 10_000
_TOO_LATE = 3
"""A step that would take so many times what is left of the time is not begun."""


@frozen(kw_only=True, eq=False)
class Sums:
    """The efficient totals of whole packages, and how they are put together.

    Attributes
    ----------
    sources:
        Of each part, in the order in which they were merged.
    totals:
        The efficient totals, in order, with the number of packages of each.
    columns, keep:
        What the rows hold, and which packages count.
    """

    indexed: IndexedProblem
    sources: tuple[Source, ...]
    totals: Merged
    columns: tuple[Column, ...]
    keep: Keep
    effort: Effort

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, in the order in which they were merged."""
        return tuple(source.part for source in self.sources)

    def kept(self, mask: NDArray[np.bool_]) -> Sums:
        """Return the same with the totals where the mask is true."""
        return attrs.evolve(self, totals=self.totals.kept(np.flatnonzero(mask)))

    def numbers(self, rows: Sequence[Sequence[int]], *, limit: int) -> Iterator[list[int]]:
        """Yield, for each of some rows of :attr:`totals`, the numbers of its packages, in order.

        At most ``limit`` in all; rows after that are left out. A row of more than 10,000 packages is named by the
        first 10,000 found.

        Raises
        ------
        KeyError
            For a row that is not a total.
        """
        left, waiting = limit, iter(rows)
        while left > 0:
            places, size = [], 0
            for row in waiting:
                places.append(self.totals.place(row))
                size += int(self.totals.counts[places[-1]])
                if size >= min(left, _MOST_OF_A_ROW):
                    break
            if not places:
                return
            for found in self._packages(places, most=max(left, _MOST_OF_A_ROW)):
                numbers = sorted(found)[:left]
                left -= len(numbers)
                yield numbers

    def _packages(self, places: Sequence[int], *, most: int) -> list[list[int]]:
        """Return the numbers of the packages of some totals, at most so many of each."""
        owners, ways = self.totals.chain.choices(np.array(places, dtype=np.intp), most=most)
        behind = [_behind(source, chosen, most=most) for source, chosen in zip(self.sources, ways.T, strict=True)]
        found: list[list[int]] = [[] for _ in places]
        for owner, way in zip(owners.tolist(), ways.tolist(), strict=True):
            own = [numbers[at] for numbers, at in zip(behind, way, strict=True)]
            found[owner].extend(itertools.islice(map(sum, itertools.product(*own)), most - len(found[owner])))
        return found


def sums(
    indexed: IndexedProblem,
    parts: Sequence[Part],
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    effort: Effort = STEADY,
) -> Sums:
    """Return the efficient totals over all parts.

    There are none where a part has no package that counts.

    Parameters
    ----------
    budget:
        The most that each column may add up to; None where it may be anything.

    Raises
    ------
    TooLargeError
        When there are too many of them to hold, or no time is left for all.
    """
    sources = [source(indexed, part, columns=columns, keep=keep, effort=effort) for part in parts]
    return merged_sums(indexed, sources, columns=columns, keep=keep, budget=budget, effort=effort)


def merged_sums(
    indexed: IndexedProblem,
    sources: Sequence[Source],
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    rules: Rules | None = None,
    effort: Effort = STEADY,
) -> Sums:
    """Return the efficient totals over what parts amount to.

    Parameters
    ----------
    columns, keep:
        What the rows of the sources hold, and which packages they count.
    rules:
        How to merge; within the effort's limits, or give up, where None.

    Raises
    ------
    TooLargeError
        As :func:`sums`.
    """
    tables = [source.table for source in sources]
    order = widest_first([table.rows for table in tables], budget=budget)
    return Sums(
        indexed=indexed,
        sources=tuple(sources[at] for at in order),
        totals=merged([tables[at] for at in order], budget=budget, rules=rules or rules_of(effort)),
        columns=tuple(columns),
        keep=keep,
        effort=effort,
    )


def rules_of(effort: Effort) -> Rules:
    """Return how to merge exactly within limits, giving up where time runs out."""

    def give_up(seconds: float) -> bool:
        effort.check("merging")
        if seconds > _TOO_LATE * (effort.left or 0.0):
            raise TimeLimitError("merging", effort.max_seconds or 0.0)
        return False

    return Rules(max_bytes=effort.max_bytes, hurry=None if effort.left is None else give_up)


def _behind(source: Source, chosen: NDArray[np.int64], *, most: int) -> dict[int, list[int]]:
    """Return the numbers of the packages of some rows of a source, by the row's index; at most so many of each."""
    table = source.table
    found: dict[int, Any] = {}
    several: list[int] = []
    for at in sorted(set(chosen.tolist())):
        found[at] = [int(table.numbers[at])]
        if int(table.counts[at]) > 1:
            several.append(at)
    rows = [tuple(int(entry) for entry in table.rows[at]) for at in several]
    packages: Iterable[Iterable[int]] = source.packages(rows) if rows else []
    for at, numbers in zip(several, packages, strict=True):
        found[at] = list(itertools.islice(numbers, most))
    return found
