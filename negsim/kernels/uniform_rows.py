"""Uniform rows: one row of each table at random, among all combinations whose sum is large enough."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries

MAX_SHARES = 2**23
"""How many shares may be held: one for each sum of each table and those after it."""
_AT_ONCE = 2**18
"""How many odds are worked out at once."""


@frozen(kw_only=True, eq=False)
class UniformRows:
    """What share of the combinations of some tables reaches each sum.

    Attributes
    ----------
    tables:
        Whole numbers, table by table.
    shares:
        For each table, and last for none: the share of the combinations of it and those after it whose sum is at least
        the least one and 0, 1, 2, ... more.
    least:
        For each table, and last for none: the least sum of it and those after it.
    """

    tables: tuple[tuple[int, ...], ...] = field(converter=entries)
    shares: tuple[NDArray[np.float64], ...] = field(converter=entries)
    least: tuple[int, ...] = field(converter=entries)

    def share(self, at: int, *, total: int) -> float:
        """Return what share of the combinations, from a table on, adds up to at least so much."""
        place = max(0, total - self.least[at])
        return float(self.shares[at][place]) if place < len(self.shares[at]) else 0.0

    def row(self, at_least: int, *, draws: Sequence[float]) -> tuple[int, ...]:
        """Return one row of each table; every combination of at least so much in all is as likely as every other.

        Parameters
        ----------
        draws:
            One number from 0 up to, and never, 1 for each table.

        Raises
        ------
        ValueError
            If no combination adds up to so much.
        """
        if not self.share(0, total=at_least):
            raise ValueError(f"no combination adds up to {at_least}")
        chosen = []
        for at, (table, draw) in enumerate(zip(self.tables, draws, strict=True)):
            odds = [self.share(at + 1, total=at_least - number) for number in table]
            place = _drawn(odds, draw)
            chosen.append(place)
            at_least -= table[place]
        return tuple(chosen)

    def rows(self, at_least: int, *, draws: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return what :meth:`row` gives for each row of draws, one after the other.

        Raises
        ------
        ValueError
            If no combination adds up to so much.
        """
        if not self.share(0, total=at_least):
            raise ValueError(f"no combination adds up to {at_least}")
        left = np.full(len(draws), at_least, dtype=np.int64)
        chosen = np.zeros((len(draws), len(self.tables)), dtype=np.int64)
        for at, numbers in enumerate(self.tables):
            table = np.array(numbers, dtype=np.int64)
            step = max(1, _AT_ONCE // len(table))
            for start in range(0, len(left), step):
                block = slice(start, start + step)
                odds = self._shares(at + 1, left[block, None] - table)
                chosen[block, at] = places_drawn(odds, draws[block, at])
            left -= table[chosen[:, at]]
        return chosen

    def _shares(self, at: int, totals: NDArray[np.int64]) -> NDArray[np.float64]:
        places = np.maximum(totals - self.least[at], 0)
        known = self.shares[at]
        is_some = places < len(known)
        return np.asarray(np.where(is_some, known[np.where(is_some, places, 0)], 0.0))


def uniform_rows(tables: Sequence[Sequence[int]], *, what: str) -> UniformRows:
    """Prepare to draw one row of each table among all combinations whose sum is large enough.

    Parameters
    ----------
    tables:
        Whole numbers; at least one in each table.
    what:
        What is drawn, in the message where it does not fit.

    Raises
    ------
    TooLargeError
        If more than 2^23 shares would be held: tables times the span of the sums.

    Notes
    -----
    The counting recurrence of the knapsack problem, from the last table to the first, in shares of all combinations
    instead of counts, so that nothing overflows; a draw then goes from the first table to the last (Dyer 2003). Shares
    are added up in one order, in double precision: each combination's probability is right to about 10^-13.

    References
    ----------
    M. Dyer, "Approximate counting by dynamic programming", STOC (2003).

    Examples
    --------
    >>> found = uniform_rows([[0, 1], [0, 1]], what="a draw")
    >>> found.share(0, total=1), found.row(1, draws=[0.0, 0.5]), found.row(1, draws=[0.9, 0.2])
    (0.75, (0, 1), (1, 0))
    """
    own = [tuple(int(number) for number in table) for table in tables]
    size = shares_of(own)
    if size > MAX_SHARES:
        raise TooLargeError(what, size, MAX_SHARES, "sums of points", "Use fewer digits.")
    shares, least = [np.ones(1)], [0]
    for table in reversed(own):
        low, rest = min(table), shares[-1]
        found = np.zeros(len(rest) + max(table) - low)
        for number in table:
            found[: number - low] += rest[0]
            found[number - low : number - low + len(rest)] += rest
        shares.append(found / len(table))
        least.append(least[-1] + low)
    return UniformRows(tables=own, shares=shares[::-1], least=least[::-1])


def shares_of(tables: Sequence[Sequence[int]]) -> int:
    """Return how many shares :func:`uniform_rows` holds for some tables."""
    widths = [max(table) - min(table) for table in reversed(tables)]
    return 1 + sum(1 + width for width in itertools.accumulate(widths))


def _drawn(odds: Sequence[float], draw: float) -> int:
    """Return a place in proportion to its odds."""
    total = 0.0
    for share in odds:  # one after the other: how `sum` adds depends on the release of Python
        total += share
    left = draw * total
    possible = [place for place, share in enumerate(odds) if share]
    for place in possible:
        left -= odds[place]
        if left < 0:
            return place
    return possible[-1]  # a draw just below 1, after rounding


def places_drawn(odds: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a place for each row of odds, in proportion to them; ``draws`` are from 0 up to, and never, 1.

    The sums and differences are those of :func:`_drawn`, in the same order.
    """
    totals = np.add.accumulate(odds, axis=1)[:, -1]
    left = np.subtract.accumulate(np.column_stack([draws * totals, odds]), axis=1)[:, 1:]
    is_possible = odds > 0
    is_found = is_possible & (left < 0)
    last = odds.shape[1] - 1 - is_possible[:, ::-1].argmax(axis=1)
    return np.asarray(np.where(is_found.any(axis=1), is_found.argmax(axis=1), last), dtype=np.int64)
