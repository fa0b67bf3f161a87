"""Reachable sums: everything that one number of each table can add up to, and which numbers do."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries, frozen_array

MAX_SPAN = 2**26
"""How far apart the least and the greatest sum may be: so many bits are held for each table."""
_AT_ONCE = 2**20
"""How many sums are looked up at once."""


@frozen(kw_only=True, eq=False)
class Reachable:
    """Every sum of one number of each table.

    Attributes
    ----------
    tables:
        The numbers, table by table.
    sums:
        All sums, each once, in ascending order: int64.
    rest:
        For each table, what it and those after it can add up to above their least, in bits; last, for none.
    least:
        For each table, the least that it and those after it add up to; last, 0.
    """

    tables: tuple[tuple[int, ...], ...] = field(converter=entries)
    sums: NDArray[np.int64] = field(converter=frozen_array)
    rest: tuple[bytes, ...] = field(converter=entries)
    least: tuple[int, ...] = field(converter=entries)

    def rows(self, total: int) -> Iterator[tuple[int, ...]]:
        """Yield the places of numbers that add up to a total, one in each table; the first table changes slowest.

        Each takes as many steps as the tables have numbers, however many there are in all.
        """
        if self._is_reachable(0, total):
            yield from self._rows(0, total, ())

    def first_rows(self, totals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first row that :meth:`rows` yields for each of some totals, one after the other.

        Raises
        ------
        ValueError
            If a total is no sum.
        """
        left = np.array(totals, dtype=np.int64)
        chosen = np.zeros((len(left), len(self.tables)), dtype=np.int64)
        if not self._are_reachable(0, left).all():
            raise ValueError(f"no sum is {left[~self._are_reachable(0, left)][0]}; expected sums alone")
        for at, numbers in enumerate(self.tables):
            table = np.array(numbers, dtype=np.int64)
            step = max(1, _AT_ONCE // len(table))
            for start in range(0, len(left), step):
                block = slice(start, start + step)
                chosen[block, at] = self._are_reachable(at + 1, left[block, None] - table).argmax(axis=1)
            left -= table[chosen[:, at]]
        return chosen

    def _are_reachable(self, at: int, totals: NDArray[np.int64]) -> NDArray[np.bool_]:
        bits = np.frombuffer(self.rest[at], dtype=np.uint8)
        places = totals - self.least[at]
        is_inside = (places >= 0) & (places < 8 * len(bits))
        places = np.where(is_inside, places, 0)
        return np.asarray(is_inside & (bits[places >> 3] >> (places & 7) & 1).astype(bool), dtype=bool)

    def _rows(self, at: int, left: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if at == len(self.tables):
            yield chosen
            return
        for place, number in enumerate(self.tables[at]):
            if self._is_reachable(at + 1, left - number):
                yield from self._rows(at + 1, left - number, (*chosen, place))

    def _is_reachable(self, at: int, total: int) -> bool:
        bit, bits = total - self.least[at], self.rest[at]
        return 0 <= bit < 8 * len(bits) and bool(bits[bit >> 3] >> (bit & 7) & 1)


def reachable(tables: Sequence[Sequence[int]], *, what: str) -> Reachable:
    """Return every sum of one number of each table.

    Parameters
    ----------
    tables:
        Whole numbers; at least one in each table.
    what:
        What the sums are for, in the message where they do not fit.

    Raises
    ------
    TooLargeError
        If the least and the greatest sum are further apart than 2^26.

    Notes
    -----
    The subset-sum recurrence on bits (Bellman 1957), from the last table to the first: what is reachable with a table
    is what is reachable without it, moved on by each of its numbers. Time is in proportion to the span times how many
    different numbers there are, a machine word at a time, and memory to the span times the number of tables.

    References
    ----------
    R. Bellman, "Dynamic Programming", Princeton University Press (1957).

    Examples
    --------
    >>> found = reachable([[0, 5], [1, 1, 3]], what="sums")
    >>> found.sums.tolist(), list(found.rows(6))
    ([1, 3, 6, 8], [(1, 0), (1, 1)])
    """
    given = [np.asarray(table, dtype=np.int64) for table in tables]
    span = sum(int(table.max()) - int(table.min()) for table in given)
    if span > MAX_SPAN:
        raise TooLargeError(what, span, MAX_SPAN, "points between the worst and the best", "Use fewer digits.")
    bits, width, least = 1, 0, [0]
    rest = [_as_bytes(bits, width)]
    for table in reversed(given):
        low = int(table.min())
        bits = functools.reduce(int.__or__, (bits << int(step) for step in np.unique(table - low)))
        width += int(table.max()) - low
        least.append(least[-1] + low)
        rest.append(_as_bytes(bits, width))
    every = np.unpackbits(np.frombuffer(rest[-1], dtype=np.uint8), bitorder="little")
    own = [tuple(table.tolist()) for table in given]
    return Reachable(
        tables=own, sums=np.flatnonzero(every).astype(np.int64) + least[-1], rest=rest[::-1], least=least[::-1]
    )


def _as_bytes(bits: int, width: int) -> bytes:
    return bits.to_bytes(width // 8 + 1, "little")
