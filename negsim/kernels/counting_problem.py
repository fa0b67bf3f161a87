"""What a question of counting comes down to: losses that may not exceed caps, and as few of them as will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.counting_numbers import product
from negsim.kernels.numbering import strides

NARROW = 2**61
"""Entries below it, and the sum of two, and its negative, are int64."""


@frozen(eq=False)
class Problem:
    """Parts of losses, one row of each to be taken, whose totals may not exceed the caps.

    In every column, each part's least loss is 0, no single loss exceeds the cap, the greatest total does, and the
    losses have no common divisor but 1.

    Attributes
    ----------
    rows:
        For each part, its distinct rows of losses, shape (n_i, m): int64, or Python integers where caps are wide.
    counts:
        For each part, how many things have each row: Python integers above 0.
    caps:
        The greatest total allowed in each column.
    places:
        For each part, which distinct row each of the rows first given became; -1 where it can be part of no answer.
    sizes:
        How many things each part has.
    reaches:
        The greatest loss of each part in each column.
    """

    rows: tuple[NDArray[Any], ...]
    counts: tuple[NDArray[Any], ...]
    caps: tuple[int, ...]
    places: tuple[NDArray[np.int64], ...]
    sizes: tuple[int, ...] = field(init=False)
    reaches: tuple[tuple[int, ...], ...] = field(init=False)

    @sizes.default
    def _sizes(self) -> tuple[int, ...]:
        return tuple(sum(counts.tolist()) for counts in self.counts)

    @reaches.default
    def _reaches(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(rows.max(axis=0).tolist()) for rows in self.rows)

    @property
    def moving(self) -> tuple[int, ...]:
        """The parts with more than one distinct row; the others multiply every count and decide nothing."""
        return tuple(part for part, rows in enumerate(self.rows) if len(rows) > 1)

    @property
    def factor(self) -> int:
        """The product of the sizes of the parts that do not move."""
        return product([int(counts[0]) for counts in self.counts if len(counts) == 1])


@frozen(eq=False)
class Groups:
    """Equal rows of an array.

    Attributes
    ----------
    order:
        The rows sorted, so that equal rows are neighbours.
    starts:
        Where in that order each group starts.
    inverse:
        The group of each row.
    """

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    inverse: NDArray[np.int64]

    def firsts(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return one row of each group."""
        return np.asarray(rows[self.order[self.starts]])

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the sum of the values of each group."""
        return np.asarray(np.add.reduceat(values[self.order], self.starts))


def grouped(rows: NDArray[Any], *, most: Sequence[int]) -> Groups:
    """Group the equal rows of an array of integers from 0 to ``most`` in each column; at least one row.

    Notes
    -----
    One sort, of one number for each row where these fit 62 bits.

    Examples
    --------
    >>> grouped(np.array([[3, 1], [0, 2], [3, 1]]), most=[3, 2]).inverse.tolist()
    [1, 0, 1]
    """
    widths = [bound + 1 for bound in most]
    if rows.dtype != object and product(widths) < 2**62:
        keys = rows @ np.array(strides(widths), dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        differs = keys[order[1:]] != keys[order[:-1]]
    else:
        order = np.lexsort(tuple(rows.T[::-1]))
        differs = np.any(rows[order[1:]] != rows[order[:-1]], axis=1)
    is_first = np.r_[True, differs]
    inverse = np.empty(len(rows), dtype=np.int64)
    inverse[order] = np.cumsum(is_first) - 1
    return Groups(order, np.flatnonzero(is_first), inverse)


def reduced(
    rows: Sequence[NDArray[Any]],
    counts: Sequence[NDArray[Any]],
    caps: Sequence[int],
    *,
    places: Sequence[NDArray[np.int64]],
) -> Problem | None:
    """Return the least problem with the same answers, or None where no combination keeps within the caps.

    Rows that exceed a cap with the best of all other parts go, and with them others; columns that cannot exceed their
    cap go, as do those that another column implies; what is left is divided by its greatest common divisor.

    Parameters
    ----------
    rows, counts, places:
        As in :class:`Problem`, but with any integers of less than :data:`NARROW`, or Python integers, and with
        rows that may be equal.
    caps:
        The greatest total allowed in each column.
    """
    kept = [np.arange(len(part)) for part in rows]
    rows, limits = list(rows), list(caps)
    while True:
        if not all(len(part) for part in rows):
            return None
        lowest = [part.min(axis=0) for part in rows]
        limits = [limit - sum(int(low[column]) for low in lowest) for column, limit in enumerate(limits)]
        if any(limit < 0 for limit in limits):
            return None
        rows = [part - low for part, low in zip(rows, lowest, strict=True)]
        masks = [_within(part, limits) for part in rows]
        if all(mask.all() for mask in masks):
            break
        rows = [part[mask] for part, mask in zip(rows, masks, strict=True)]
        kept = [index[mask] for index, mask in zip(kept, masks, strict=True)]
    rows, limits = _needed_columns(rows, limits)
    return _distinct(rows, [own[index] for own, index in zip(counts, kept, strict=True)], limits, kept, places)


def completed(problem: Problem, others: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return, for each part and distinct row, how many combinations of all other parts go with it.

    Parameters
    ----------
    others:
        The same for the moving parts among themselves; of the parts that do not move, nothing.
    """
    found = [[problem.factor * value for value in values] for values in others]
    total = problem.factor
    for part in problem.moving[:1]:
        total = sum(int(own) * value for own, value in zip(problem.counts[part], found[part], strict=True))
    for part, counts in enumerate(problem.counts):
        if len(counts) == 1:
            found[part] = [total // int(counts[0])]
    return found


def _within(rows: NDArray[Any], limits: Sequence[int]) -> NDArray[np.bool_]:
    mask = np.ones(len(rows), dtype=bool)
    for column, limit in enumerate(limits):
        mask &= rows[:, column] <= limit
    return mask


def _needed_columns(rows: list[NDArray[Any]], limits: list[int]) -> tuple[list[NDArray[Any]], list[int]]:
    """Return the columns that can exceed their limit and that no other column implies, without common divisors."""
    reach = [sum(int(part[:, column].max()) for part in rows) for column in range(len(limits))]
    needed = [column for column, limit in enumerate(limits) if reach[column] > limit]
    rows, limits = [part[:, needed] for part in rows], [limits[column] for column in needed]
    if not needed:
        return [part.astype(np.int64) for part in rows], limits
    divisors = np.gcd.reduce([np.gcd.reduce(part, axis=0) for part in rows])
    limits = [limit // int(divisor) for limit, divisor in zip(limits, divisors, strict=True)]
    is_narrow = max(limits) < NARROW
    rows = [(part // divisors).astype(np.int64 if is_narrow else object) for part in rows]
    chosen = list(range(len(limits)))
    for column in range(len(limits)):
        if any(_implies(rows, limits, other, column) for other in chosen if other != column):
            chosen.remove(column)
    return [part[:, chosen] for part in rows], [limits[column] for column in chosen]


def _implies(rows: Sequence[NDArray[Any]], limits: Sequence[int], one: int, other: int) -> bool:
    """Tell whether whatever keeps one limit keeps the other, by as simple a reason as that it loses less."""
    return limits[one] <= limits[other] and all(bool(np.all(part[:, other] <= part[:, one])) for part in rows)


def _distinct(
    rows: Sequence[NDArray[Any]],
    counts: Sequence[NDArray[Any]],
    limits: Sequence[int],
    kept: Sequence[NDArray[np.int64]],
    places: Sequence[NDArray[np.int64]],
) -> Problem:
    if not rows:
        return Problem((), (), (), ())
    # All parts at once, the number of the part before each row: a sort for each would be mostly calls.
    numbers = np.repeat(np.arange(len(rows)), [len(part) for part in rows])
    stacked = np.concatenate([numbers[:, None], np.concatenate(rows)], axis=1)
    groups = grouped(stacked, most=[len(rows) - 1, *limits])
    firsts, sums = groups.firsts(stacked), groups.sums(np.concatenate(counts))
    bounds = np.searchsorted(firsts[:, 0], np.arange(1, len(rows)))
    inverses = np.split(groups.inverse, np.cumsum([len(part) for part in rows])[:-1])
    found = []
    for start, inverse, index, before in zip([0, *bounds.tolist()], inverses, kept, places, strict=True):
        # One entry more than there were rows, so that -1 stays -1.
        moved = np.full(int(max(before.max(initial=-1), index.max())) + 2, -1, dtype=np.int64)
        moved[index] = inverse - start
        found.append(moved[before])
    return Problem(tuple(np.split(firsts[:, 1:], bounds)), tuple(np.split(sums, bounds)), tuple(limits), tuple(found))
