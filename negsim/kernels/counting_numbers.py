"""Arrays of counts too wide for a machine word: planes of 32 bits, and exact sums of products.

An array of counts is held as *planes*: its first axis. One plane holds whole numbers, as uint64 or as Python integers;
several planes hold 32 bits each, least first, in uint64, so that 2^32 of them can be added before a carry is due.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_BITS = 32
_MASK = np.uint64(2**_BITS - 1)
_SHIFT = np.uint64(_BITS)
_BLOCK = 2**15
"""Entries of a block of a sum of products: a few blocks stay in the cache of one core."""


@frozen
class Layout:
    """How counts up to a total are held.

    Attributes
    ----------
    planes:
        One of whole numbers, or several of 32 bits.
    is_native:
        Whether the planes are uint64; Python integers otherwise.
    """

    planes: int
    is_native: bool

    @property
    def dtype(self) -> Any:
        """The numpy type of the planes."""
        return np.uint64 if self.is_native else object


def layout(total: int, *, factors: Sequence[int]) -> Layout:
    """Return how to hold counts up to a total that are added up with these factors, group by group.

    Parameters
    ----------
    total:
        The largest count, 0 or more.
    factors:
        For each group of additions between two carries, the sum of what the counts are multiplied by. Below 2^32, the
        sums of 32-bit planes stay below 2^64.

    Examples
    --------
    >>> layout(2**64 - 1, factors=[5]), layout(2**64, factors=[5])
    (Layout(planes=1, is_native=True), Layout(planes=3, is_native=True))
    >>> layout(2**64, factors=[2**32])
    Layout(planes=1, is_native=False)
    """
    if total < 2**64:
        return Layout(1, is_native=True)
    if max(factors, default=0) < 2**_BITS:
        return Layout(-(-total.bit_length() // _BITS), is_native=True)
    return Layout(1, is_native=False)


def carry(planes: NDArray[Any]) -> None:
    """Bring every plane but the last below 2^32, in place; a single plane stays as it is."""
    for low, high in itertools.pairwise(planes):
        high += low >> _SHIFT
        low &= _MASK


def relaid(planes: NDArray[Any], to: Layout) -> NDArray[Any]:
    """Return the same counts in another layout, which must be able to hold them."""
    if not to.is_native:
        return integers(planes)[None] if planes.dtype != object else planes
    if to.planes == len(planes):
        return planes
    held = np.zeros((to.planes, *planes.shape[1:]), dtype=np.uint64)
    for place, digit in enumerate(_digits(planes)):
        held[place] = digit
    return held


def integers(planes: NDArray[Any]) -> NDArray[Any]:
    """Return the counts as an object array of Python integers, without the axis of the planes.

    Examples
    --------
    >>> integers(np.array([[1, 0], [0, 1], [0, 1]], dtype=np.uint64)).tolist()
    [1, 18446744078004518912]
    """
    if planes.shape[0] == 1:
        return np.asarray(planes[0].astype(object))
    found = planes[-1].astype(object)
    for plane in planes[-2::-1]:
        found = found * 2**_BITS + plane.astype(object)
    return np.asarray(found)


def exact_dot(left: NDArray[Any], right: NDArray[Any]) -> int:
    """Return the sum of the products of two arrays of counts, whatever its size.

    Parameters
    ----------
    left, right:
        Planes of shapes (k, n) and (m, n).

    Notes
    -----
    Products of 32-bit digits fit 64 bits; their halves are added apart, a block at a time, and the sums of the blocks
    are Python integers. O(n) for each pair of digits; a digit that is 0 throughout a block costs nothing more.

    Examples
    --------
    >>> most = np.array([[2**64 - 1, 3]], dtype=np.uint64)
    >>> exact_dot(most, most) == (2**64 - 1) ** 2 + 9
    True
    """
    if "O" in left.dtype.char + right.dtype.char:
        return int(np.dot(integers(left), integers(right))) if left.shape[1] else 0
    total = 0
    for start in range(0, left.shape[1], _BLOCK):
        block = slice(start, start + _BLOCK)
        others = _present(right[:, block])
        for place, digit in _present(left[:, block]):
            for other_place, other in others:
                product = digit * other
                low, high = int((product & _MASK).sum()), int((product >> _SHIFT).sum())
                total += (low + (high << _BITS)) << _BITS * (place + other_place)
    return total


def product(factors: Sequence[int]) -> int:
    """Return the product of Python integers; 1 of none."""
    return math.prod(map(int, factors))


def _digits(planes: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the 32-bit digits of native planes, least first."""
    if len(planes) > 1:
        yield from planes
        return
    yield planes[0] & _MASK
    yield planes[0] >> _SHIFT


def _present(planes: NDArray[Any]) -> list[tuple[int, NDArray[Any]]]:
    """Return the digits that are not 0 everywhere, with their places."""
    return [(place, digit) for place, digit in enumerate(_digits(planes)) if digit.any()]
