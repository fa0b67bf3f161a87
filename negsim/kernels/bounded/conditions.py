"""Conditions: whether some combination meets a set of them; asked of many sets, what one proves decides others.

A condition is that no chosen row has its mark, or that a total reaches its floor. Sets of conditions are bits of Python
integers: condition *i* is bit *i*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import frozen_array
from negsim.kernels.bounded.instance import check_totals, is_real
from negsim.kernels.hitting_sets import bits
from negsim.kernels.verdicts import Verdict

Integers = NDArray[np.int64]
Choice = NDArray[np.intp]
"""One row of each issue."""


def _numbers(given: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(entry) for entry in given)


def _marks(given: Iterable[Iterable[Any]]) -> tuple[tuple[int, ...], ...]:
    return tuple(_numbers(row) for row in given)


@frozen(kw_only=True, eq=False)
class Conditions:
    """One row of each issue is chosen. Rows have marks, and add up to totals that have floors.

    Attributes
    ----------
    values:
        Shape (issues, rows, columns); rows beyond an issue's own are never read.
    marks:
        For each issue, for each of its rows, at least one: the conditions that choosing it breaks, as bits.
    floors:
        The least total of each column.
    behind:
        The condition behind each column, broken where the total is below its floor; none of them is a mark.

    Raises
    ------
    ValueError
        If shapes do not agree.
    TooLargeError
        If a total may exceed 2^52.

    Examples
    --------
    >>> conditions = Conditions(values=[[[3], [0]], [[1], [2]]], marks=[[1, 0], [0, 2]], floors=[3], behind=[2])
    >>> conditions.totals((0, 1)).tolist(), conditions.broken((0, 1)), conditions.broken((1, 0))
    ([5], 3, 4)
    """

    values: NDArray[Any] = field(converter=frozen_array)
    marks: tuple[tuple[int, ...], ...] = field(converter=_marks)
    floors: tuple[int, ...] = field(converter=_numbers)
    behind: tuple[int, ...] = field(converter=_numbers)

    def __attrs_post_init__(self) -> None:
        if self.values.ndim != 3:
            raise ValueError(f"values of shape {self.values.shape}; expected (issues, rows, columns)")
        issues, rows, columns = self.values.shape
        if len(self.marks) != issues or any(not 1 <= len(own) <= rows for own in self.marks):
            raise ValueError(f"marks of {len(self.marks)} issues; expected {issues}, each of 1 to {rows} rows")
        if len(self.floors) != columns or len(self.behind) != columns:
            raise ValueError(f"{len(self.floors)} floors of {len(self.behind)} conditions; expected {columns}")
        check_totals(self.values, self.sizes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows each issue has."""
        return tuple(map(len, self.marks))

    def totals(self, choice: tuple[int, ...]) -> Integers:
        """Return the totals of a choice: one row of each issue."""
        taken = self.values[np.arange(len(self.marks)), list(choice)]
        return np.asarray(taken.sum(axis=0), dtype=np.int64)

    def broken(self, choice: tuple[int, ...]) -> int:
        """Return the conditions that a choice breaks."""
        found = 0
        for own, row in zip(self.marks, choice, strict=True):
            found |= own[row]
        for total, floor, condition in zip(self.totals(choice).tolist(), self.floors, self.behind, strict=True):
            if total < floor:
                found |= 1 << condition
        return found

    def verdict(self, choice: Choice) -> Verdict:
        """Return a choice as the verdict on whatever it does not break."""
        taken = tuple(choice.tolist())
        return Verdict(taken, self.broken(taken))


def largest_condition(conditions: Conditions) -> int:
    """Return the number of conditions up to the last one that is mentioned."""
    every = [mark for own in conditions.marks for mark in own]
    return max([mark.bit_length() for mark in every] + [column + 1 for column in conditions.behind], default=0)


def words_of(members: int, count: int) -> NDArray[np.uint64]:
    """Return a set as words of 64 bits.

    Examples
    --------
    >>> words_of(2**64 + 3, 2).tolist()
    [3, 1]
    """
    return np.array([members >> (64 * at) & (2**64 - 1) for at in range(count)], dtype=np.uint64)


@frozen(kw_only=True, eq=False)
class Prepared:
    """Conditions as arrays: which rows a set leaves, and what rows lose of each column, whole and in floats.

    Attributes
    ----------
    words:
        Shape (issues, rows, words): the marks.
    real:
        Shape (issues, rows): which rows there are.
    losses:
        Shape (issues, rows, columns): the issue's largest value less the row's, never negative.
    ideals:
        The sum of the issues' largest values, for each column.
    ranges:
        The most that each column can lose, at least 1.
    parts:
        Shape (issues, rows, columns): losses as a share of that.
    rooms:
        What each column may lose, in the same shares.
    where:
        For each condition, the issues in which a row has its mark.
    kinds:
        For each issue, the different marks of its rows, and which of them each row has.
    """

    conditions: Conditions
    words: NDArray[np.uint64]
    real: NDArray[np.bool_]
    losses: Integers
    ideals: tuple[int, ...]
    ranges: Integers
    parts: NDArray[np.float64]
    rooms: NDArray[np.float64]
    where: tuple[tuple[int, ...], ...]
    kinds: tuple[tuple[tuple[int, ...], NDArray[np.intp]], ...]

    def alive(self, wanted: int) -> NDArray[np.bool_]:
        """Tell which rows break none of the conditions wanted by a mark."""
        hit = (self.words & words_of(wanted, self.words.shape[2])).any(axis=2)
        return np.asarray(self.real & ~hit)

    def columns(self, wanted: int) -> list[int]:
        """Return the columns whose floors are wanted."""
        return [column for column, condition in enumerate(self.conditions.behind) if wanted >> condition & 1]


def prepared(conditions: Conditions) -> Prepared:
    """Return conditions as arrays."""
    sizes, count = conditions.sizes, largest_condition(conditions)
    issues, rows, columns = conditions.values.shape
    real = is_real(sizes, rows)
    values = np.where(real[:, :, None], conditions.values, -(2**53)).astype(np.int64)
    best = values.max(axis=1, initial=-(2**53)).reshape(issues, columns)
    losses = np.where(real[:, :, None], best[:, None, :] - values, 0)
    ranges = np.maximum(losses.max(axis=1, initial=0).sum(axis=0), 1)
    ideals = tuple(int(total) for total in best.sum(axis=0))
    words = np.zeros((issues, rows, max(1, -(-count // 64))), dtype=np.uint64)
    where: list[list[int]] = [[] for _ in range(count)]
    for issue, own in enumerate(conditions.marks):
        for row, mark in enumerate(own):
            words[issue, row] = words_of(mark, words.shape[2])
            for condition in bits(mark):
                if where[condition][-1:] != [issue]:
                    where[condition].append(issue)
    rooms = [ideal - floor for ideal, floor in zip(ideals, conditions.floors, strict=True)]
    return Prepared(
        conditions=conditions,
        words=words,
        real=real,
        losses=losses,
        ideals=ideals,
        ranges=ranges,
        parts=losses / ranges,
        rooms=np.array(rooms, dtype=np.float64) / ranges,
        where=tuple(map(tuple, where)),
        kinds=tuple(map(_kinds, conditions.marks)),
    )


def _kinds(marks: tuple[int, ...]) -> tuple[tuple[int, ...], NDArray[np.intp]]:
    """Return different marks, and which of them each row has."""
    place = {mark: at for at, mark in enumerate(dict.fromkeys(marks))}
    return tuple(place), np.array([place[mark] for mark in marks], dtype=np.intp)
