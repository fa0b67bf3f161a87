"""Listed sums: all sums of one number of each table in order, however wide, where the combinations can be listed."""

from __future__ import annotations

import functools
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries, frozen_array
from negsim.kernels.numbering import digits, strides

MAX_LISTED = 2**22
"""How many combinations may be listed."""
_BITS = 48
"""How many bits of a sum are added up at once: carries of as many tables as can be listed still fit into 64."""


@frozen(kw_only=True, eq=False)
class ListedSums:
    """Every sum of one number of each table, with the combinations that make it.

    A combination has a number: the first table changes slowest.

    Attributes
    ----------
    tables:
        The numbers, table by table.
    sums:
        All sums, each once, in ascending order: int64 where all fit below 2^62, Python integers otherwise.
    order:
        The numbers of all combinations by their sum, and of one sum in their own order.
    starts:
        For each sum, where its combinations start in ``order``; last, where the last ones end.
    """

    tables: tuple[tuple[int, ...], ...] = field(converter=entries)
    sums: NDArray[Any] = field(converter=frozen_array)
    order: NDArray[np.int64] = field(converter=frozen_array)
    starts: NDArray[np.int64] = field(converter=frozen_array)

    @property
    def radices(self) -> tuple[int, ...]:
        """How many numbers each table has."""
        return tuple(len(table) for table in self.tables)

    def rows(self, total: int) -> Iterator[tuple[int, ...]]:
        """Yield the places of numbers that add up to a total, one in each table; the first table changes slowest."""
        place = bisect_left(self.sums, total)
        if place < len(self.sums) and self.sums[place] == total:
            for number in self.order[self.starts[place] : self.starts[place + 1]]:
                yield digits(int(number), self.radices)

    def first_rows(self, totals: NDArray[Any]) -> NDArray[np.int64]:
        """Return the first row that :meth:`rows` yields for each of some totals, one after the other.

        Raises
        ------
        ValueError
            If a total is no sum.
        """
        places = np.minimum(np.searchsorted(self.sums, totals), len(self.sums) - 1)
        is_sum = np.asarray(self.sums[places] == totals, dtype=bool)
        if not is_sum.all():
            raise ValueError(f"no sum is {totals[~is_sum][0]}; expected sums alone")
        return self.rows_at(self.order[self.starts[places]])

    def rows_at(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the combinations of some numbers: which number of each table is taken, a row for each."""
        steps, radices = np.array(strides(self.radices), np.int64), np.array(self.radices, np.int64)
        return np.asarray(numbers[:, None] // steps % radices, dtype=np.int64)


def listed_sums(tables: Sequence[Sequence[int]], *, what: str) -> ListedSums:
    """Return every sum of one number of each table, by listing and sorting all combinations.

    Parameters
    ----------
    tables:
        Whole numbers of any size; at least one in each table.
    what:
        What the sums are for, in the message where they do not fit.

    Raises
    ------
    TooLargeError
        If there are more than 2^22 combinations.

    Notes
    -----
    Sums are added up and sorted 48 bits at a time, so that no number of any size is rounded or overflows.

    Examples
    --------
    >>> found = listed_sums([[0, 5 * 10**20], [1, 1, 3]], what="sums")
    >>> found.sums.tolist()[2:], list(found.rows(5 * 10**20 + 1))
    ([500000000000000000001, 500000000000000000003], [(1, 0), (1, 1)])
    """
    own = [tuple(int(number) for number in table) for table in tables]
    count = math.prod(len(table) for table in own)
    if count > MAX_LISTED:
        raise TooLargeError(what, count, MAX_LISTED, "combinations in a list", "Use fewer or smaller tables.")
    pieces = _pieces(own, count=count)
    order = np.lexsort(pieces)
    ranked = [piece[order] for piece in pieces]
    is_new = np.logical_or.reduce([piece[1:] != piece[:-1] for piece in ranked])
    starts = np.flatnonzero(np.concatenate([[True], is_new, [True]]))
    wide = [piece[starts[:-1]].astype(object) << (_BITS * at) for at, piece in enumerate(ranked)]
    sums = sum(wide, np.full(len(starts) - 1, sum(min(table) for table in own), dtype=object))
    return ListedSums(tables=own, sums=sums, order=order, starts=starts)


def _pieces(tables: Sequence[tuple[int, ...]], *, count: int) -> list[NDArray[np.int64]]:
    """Return by how much each combination's sum is above the least, in pieces of 48 bits, the lowest first."""
    above = [[number - min(table) for number in table] for table in tables]
    span = sum(max(table) for table in above)
    found, carry = [], np.zeros(count, dtype=np.int64)
    for shift in range(0, max(1, span.bit_length()), _BITS):
        cut = [np.array([number >> shift & 2**_BITS - 1 for number in table], np.int64) for table in above]
        total = carry + every_sum(cut)
        carry = total >> _BITS
        found.append(total & 2**_BITS - 1)
    return found


def every_sum(tables: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the sum of each combination, the first table changing slowest, for sums that fit.

    Examples
    --------
    >>> every_sum([np.array([0, 10]), np.array([1, 2])]).tolist()
    [1, 2, 11, 12]
    """
    return functools.reduce(lambda left, right: np.add.outer(left, right).ravel(), tables, np.zeros(1, np.int64))
