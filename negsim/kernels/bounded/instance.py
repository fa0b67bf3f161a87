"""What is searched: one option of each issue, totals as sums of rows, least totals and forbidden boxes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import FrozenMapping, frozen_array, same_array

MAX_TOTAL = 2**52
"""How large a total, and any number it is made of, may be: sums and differences of two then fit int64 many times."""

Box = FrozenMapping[int, tuple[int, ...]]


def _numbers(given: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(entry) for entry in given)


def _numbers_or_none(given: Iterable[Any] | None) -> tuple[int, ...] | None:
    return None if given is None else _numbers(given)


def _boxes(given: Iterable[Mapping[int, Collection[int]]]) -> tuple[Box, ...]:
    return tuple(
        FrozenMapping({int(issue): tuple(sorted({int(option) for option in box[issue]})) for issue in sorted(box)})
        for box in given
    )


@frozen(kw_only=True)
class Instance:
    """Combinations of one option of each issue, each with a total for every party.

    A combination's totals are the sums, over the issues, of the rows of its options.

    Attributes
    ----------
    values:
        Shape (issues, options, parties); rows beyond an issue's own options are never read.
    sizes:
        How many options each issue has, at least one each.
    floors:
        The least total of each party, or None where no total is too small.
    forbidden:
        Boxes: for some issues, options of theirs. A combination that takes one of the named options on each of a
        box's issues does not count; a box without issues forbids every combination.

    Raises
    ------
    ValueError
        If shapes do not agree or a box names what does not exist.
    TooLargeError
        If a total may exceed 2^52.

    Examples
    --------
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[1, 1], [2, 0]]], sizes=(2, 2))
    >>> instance.totals(np.array([[0, 1], [1, 0]])).tolist()
    [[5, 0], [1, 4]]
    """

    values: NDArray[Any] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)
    sizes: tuple[int, ...] = field(converter=_numbers)
    floors: tuple[int, ...] | None = field(default=None, converter=_numbers_or_none)
    forbidden: tuple[Box, ...] = field(default=(), converter=_boxes)

    def __attrs_post_init__(self) -> None:
        if self.values.ndim != 3:
            raise ValueError(f"values of shape {self.values.shape}; expected (issues, options, parties)")
        issues, options, parties = self.values.shape
        if len(self.sizes) != issues or any(not 1 <= size <= options for size in self.sizes):
            raise ValueError(f"sizes {self.sizes}; expected {issues} numbers between 1 and {options}")
        if self.floors is not None and len(self.floors) != parties:
            raise ValueError(f"{len(self.floors)} floors for {parties} parties; expected one for each")
        for box in self.forbidden:
            self._check_box(box)
        check_totals(self.values, self.sizes)

    def _check_box(self, box: Mapping[int, Sequence[int]]) -> None:
        for issue, options in box.items():
            if not 0 <= issue < len(self.sizes) or any(not 0 <= option < self.sizes[issue] for option in options):
                raise ValueError(f"a box names options {options} of issue {issue}, which are not all there")

    def totals(self, combinations: NDArray[Any]) -> NDArray[np.int64]:
        """Return the totals, shape (n, parties), of combinations given as option indices, shape (n, issues)."""
        taken = self.values[np.arange(len(self.sizes)), combinations]
        return np.asarray(taken.sum(axis=1), dtype=np.int64)


def is_real(sizes: Sequence[int], options: int) -> NDArray[np.bool_]:
    """Return which entries of a padded table are options: shape (issues, options)."""
    return np.arange(options)[None, :] < np.array(sizes, dtype=np.int64)[:, None]


def check_totals(values: NDArray[Any], sizes: Sequence[int]) -> None:
    """Refuse a table in which the largest entries of all issues add up to more than 2^52.

    Raises
    ------
    TooLargeError
        With the sum that is too large.
    """
    sizes_of = np.where(is_real(sizes, values.shape[1])[:, :, None], np.abs(values), 0)
    # Python integers: the sum of many entries below 2^62 need not fit int64.
    largest = max((int(total) for total in sizes_of.max(axis=1, initial=0).astype(object).sum(axis=0)), default=0)
    if largest > MAX_TOTAL:
        raise TooLargeError(
            "a bounded search",
            largest,
            MAX_TOTAL,
            "as the largest total",
            "Round weights and values to fewer digits, or use another method.",
        )
