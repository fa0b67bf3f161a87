"""Mixed-radix numbers: one number for each combination of digits, the last digit changing fastest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

MAX_EXPONENT = 1_000
"""How much the exponents of a product may add up to: needs are worked out with powers of that degree."""


def integers_up_to(bound: int) -> Any:
    """Return the numpy type that holds integers up to a bound, and the sum of two, exactly: int64, or object.

    Examples
    --------
    >>> integers_up_to(2**61), integers_up_to(2**62)
    (<class 'numpy.int64'>, <class 'object'>)
    """
    return np.int64 if abs(bound) < 2**62 else object


def strides(radices: Sequence[int]) -> tuple[int, ...]:
    """Return what one step of each digit adds to the number.

    Examples
    --------
    >>> strides([2, 3, 4])
    (12, 4, 1)
    """
    steps = itertools.accumulate(reversed(radices), lambda left, right: left * right, initial=1)
    return tuple(steps)[-2::-1]


def digits(number: int, radices: Sequence[int]) -> tuple[int, ...]:
    """Return the digits of a number.

    Examples
    --------
    >>> digits(17, [2, 3, 4])
    (1, 1, 1)
    """
    return tuple(number // step % radix for step, radix in zip(strides(radices), radices, strict=True))
