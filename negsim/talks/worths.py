"""Worths: what packages are worth to one party, part by part and added up, by whichever method holds all of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.listed_sums import MAX_LISTED, ListedSums, listed_sums
from negsim.kernels.listed_trading import ListedTrading, listed_trading
from negsim.kernels.reachable import MAX_SPAN, Reachable, reachable
from negsim.kernels.trading import Trading, trading
from negsim.kernels.uniform_rows import MAX_SHARES, UniformRows, shares_of, uniform_rows
from negsim.kernels.uniform_sums import UniformSums
from negsim.search.enumeration import blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part

WHAT = "ordering packages by what they are worth to a party"
_ROUND = (
    "Write its weights and the values of options with 3 digits each (in GENIUS files weight and evaluation), so that "
    "points span no more than 2^26, or leave out issues or options."
)
Sums = Reachable | ListedSums
"""What packages can be worth: one bit for each number of points, or all packages in a list."""
Draws = UniformRows | UniformSums
Table = tuple[list[int], NDArray[np.object_]]
"""For each package of a part, what it is worth, and what it adds to the number of a package of the space."""


def table_of(prepared: IndexedProblem, part: Part, own: int) -> Table:
    """Return the packages of a part that keep the part's demands, by what they are worth to a party."""
    points: list[int] = []
    numbers: list[int] = []
    for block in blocks(prepared, part):
        index = np.flatnonzero(block.keeps(part.demands, existing=True))
        points += np.asarray(block.points(own))[index].tolist()
        numbers += block.numbers_at(index).tolist()
    return points, np.array(numbers, dtype=object)


def sums_of(tables: Sequence[Sequence[int]]) -> Sums:
    """Return everything that one number of each table adds up to.

    Points that span no more than 2^26 are one bit each; packages of wider ones are listed.

    Raises
    ------
    TooLargeError
        If the points span more, and there are more than 2^22 packages.
    """
    span = sum(max(table) - min(table) for table in tables)
    widest = max((abs(number) for table in tables for number in table), default=0)
    if span <= MAX_SPAN and widest * len(tables) < 2**62:
        return reachable(tables, what=WHAT)
    count = math.prod(len(table) for table in tables)
    if count > MAX_LISTED:
        raise TooLargeError(WHAT, count, MAX_LISTED, "packages in a list, since its points have many digits", _ROUND)
    return listed_sums(tables, what=WHAT)


def draws_of(sums: Sums | None) -> Draws:
    """Return what draws packages of at least so many points.

    Raises
    ------
    TooLargeError
        As :func:`negsim.kernels.uniform_rows.uniform_rows`, where there are more than 2^22 packages as well.
    """
    what = "drawing packages"
    if isinstance(sums, ListedSums):
        return UniformSums(sums)
    tables = () if sums is None else sums.tables
    if shares_of(tables) > MAX_SHARES and math.prod(len(table) for table in tables) <= MAX_LISTED:
        return UniformSums(listed_sums(tables, what=what))
    return uniform_rows(tables, what=what)


def traded(sums: Sums, scores: Sequence[NDArray[np.int64]]) -> Trading | ListedTrading:
    """Return what no other package beats both in points and in a score, given part by part.

    Raises
    ------
    TooLargeError
        As :func:`negsim.kernels.trading.trading`.
    """
    added = [np.broadcast_to(score, len(table)) for score, table in zip(scores, sums.tables, strict=True)]
    if isinstance(sums, ListedSums):
        return listed_trading(sums, added)
    own = [np.asarray(table, dtype=np.int64) for table in sums.tables]
    return trading(list(zip(own, added, strict=True)), what="trading points")
