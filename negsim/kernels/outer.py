"""Outer sums and unions: what every combination of digits adds up to, from tables over a few digits each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Axes = tuple[int, ...]
"""Which digits a table is over, in the order of its axes."""


def outer_sum(
    radices: Sequence[int],
    tables: Sequence[tuple[Axes, NDArray[Any]]],
    *,
    dtype: Any,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Return, for every combination of digits, the sum of the entries of all tables.

    Parameters
    ----------
    radices:
        The number of values of each digit, 1 or more.
    tables:
        Each with the digits it is over, all different, and an array with one axis for each of these.
    dtype:
        Of the result: wide enough for every sum.
    out:
        Where to put the result, instead of a new array: contiguous, of its shape and type.

    Returns
    -------
    Shape (product of the radices,), the last digit changing fastest.

    Notes
    -----
    From the last digit to the first, each adds one axis by an outer sum; a table is added once all its digits are
    there, by broadcasting. The last step costs one pass over the result, and all before it together less than one more.

    Examples
    --------
    >>> outer_sum([2, 3], [((0,), np.array([10, 20])), ((1,), np.array([0, 1, 2]))], dtype=np.int64).tolist()
    [10, 11, 12, 20, 21, 22]
    """
    return _outer(np.add, radices, tables, dtype=dtype, out=out)


def outer_any(radices: Sequence[int], boxes: Sequence[Mapping[int, Sequence[int]]]) -> NDArray[np.bool_]:
    """Tell which combinations of digits are in some box: take one of the given values on each digit that it names.

    Examples
    --------
    >>> outer_any([2, 3], [{0: [1], 1: [0, 2]}]).tolist()
    [False, False, False, True, False, True]
    """
    return np.asarray(_outer(np.logical_or, radices, [_inside(radices, box) for box in boxes], dtype=np.bool_))


def _inside(radices: Sequence[int], box: Mapping[int, Sequence[int]]) -> tuple[Axes, NDArray[np.bool_]]:
    """Return a box as a table over its digits."""
    table = np.ones((), dtype=bool)
    for digit, values in box.items():
        chosen = np.zeros(radices[digit], dtype=bool)
        chosen[list(values)] = True
        table = np.logical_and.outer(table, chosen)
    return tuple(box), table


def _outer(
    join: np.ufunc,
    radices: Sequence[int],
    tables: Sequence[tuple[Axes, NDArray[Any]]],
    *,
    dtype: Any,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    # numpy has 64 axes at most: digits of one value go, and of two values each, 64 would be too many to list.
    axes = {digit: axis for axis, digit in enumerate(at for at, radix in enumerate(radices) if radix > 1)}
    shape = [radices[digit] for digit in axes]
    by_first: dict[int, list[tuple[Axes, NDArray[Any]]]] = {}
    for digits, table in tables:
        moved = _in_order(digits, table.astype(dtype), axes)
        by_first.setdefault(moved[0][0] if moved[0] else len(shape), []).append(moved)
    total = np.zeros(1, dtype=dtype)
    for _, constant in by_first.get(len(shape), ()):
        total = join(total, constant)
    for axis in reversed(range(len(shape))):
        own = np.zeros(shape[axis], dtype=dtype)
        joint = []
        for over, table in by_first.get(axis, ()):
            if len(over) == 1:
                own = join(own, table)
            else:
                joint.append((over, table))
        to = None if axis or out is None else out.reshape(len(own), -1)
        total = np.asarray(join.outer(own, total, out=to)).reshape(-1)
        for over, table in joint:
            spread = [radix if axis + at in over else 1 for at, radix in enumerate(shape[axis:])]
            view = total.reshape(shape[axis:])
            join(view, table.reshape(spread), out=view)
    if out is not None and not shape:
        out[:] = total
    return total if out is None else out


def _in_order(digits: Axes, table: NDArray[Any], axes: Mapping[int, int]) -> tuple[Axes, NDArray[Any]]:
    """Return a table over axes in ascending order, without those of digits of one value."""
    kept = tuple(0 if digit not in axes else slice(None) for digit in digits)
    over = [axes[digit] for digit in digits if digit in axes]
    order = sorted(range(len(over)), key=over.__getitem__)
    return tuple(over[at] for at in order), np.transpose(table[kept], order) if over else table[kept]


def digit_counts(mask: NDArray[np.bool_], radices: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return, for each digit, how many of the chosen combinations have each of its values.

    Parameters
    ----------
    mask:
        Which combinations are chosen, in order: shape (product of the radices,).

    Notes
    -----
    From the last digit to the first, which is summed away before the next: about two passes in all.

    Examples
    --------
    >>> [own.tolist() for own in digit_counts(np.array([True, False, True, False, False, True]), [2, 3])]
    [[2, 1], [1, 0, 2]]
    """
    left, found = mask.astype(np.int64), []
    for radix in reversed(radices):
        by_value = left.reshape(-1, radix)
        found.append(by_value.sum(axis=0))
        left = by_value.sum(axis=1)
    return found[::-1]
