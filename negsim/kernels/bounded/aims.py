"""Objectives as bounds see them: exact keys of totals, and what a key needs of every weighted sum of totals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.numbering import integers_up_to

Key = int | tuple[int, ...]
Value = int | Fraction | tuple[Fraction, ...]


class Aim(Protocol):
    """What is maximised, in integers, over columns of totals."""

    def keys(self, totals: NDArray[np.int64]) -> list[Any]:
        """Return, for each row of totals, its key (larger is better), or None where it does not count."""
        ...

    def level(self, key: Any, *, above: bool) -> int:
        """Return the level that a key as good (or better) reaches."""
        ...

    def floors(self, level: int, ideals: Sequence[int]) -> list[int | None]:
        """Return the least total of each column wherever the level is reached; None where any total will do."""
        ...

    def need(self, weights: Sequence[int], level: int) -> int | None:
        """Return a lower bound on the weighted sum of totals wherever the level is reached, beyond what floors say."""
        ...

    def lowest(self, leasts: Sequence[int]) -> int:
        """Return a level that every combination that counts reaches, given the least total of each column."""
        ...

    def value(self, key: Any) -> Value:
        """Return what a key stands for."""
        ...

    def ceiling(self, level: int, ideals: Sequence[int]) -> Value:
        """Return a value that nothing exceeds which reaches this level and no higher one."""
        ...


@frozen
class Least:
    """The least of (total - base) / scale over some columns; a level is that, in units of one over ``unit``.

    ``unit`` is the least common multiple of the scales, so that keys are integers and comparing them is comparing
    the fractions.
    """

    base: tuple[int, ...]
    scale: tuple[int, ...]
    columns: tuple[int, ...]
    unit: int
    is_sum: bool = False

    def ratios(self, totals: NDArray[np.int64]) -> NDArray[Any]:
        """Return (total - base) / scale in units, shape (n, columns): int64 where they fit."""
        columns = list(self.columns)
        factors = [self.unit // self.scale[column] for column in columns]
        largest = max((abs(self.base[column]) + 2**53 for column in columns), default=0) * max(factors, default=1)
        kind = integers_up_to(largest)
        gains = totals[:, columns].astype(kind) - np.array([self.base[column] for column in columns], dtype=kind)
        return np.asarray(gains * np.array(factors, dtype=kind))

    def keys(self, totals: NDArray[np.int64]) -> list[Any]:
        """Return the least ratio of each row."""
        if not self.columns:
            return [0] * len(totals)
        return [int(key) for key in self.ratios(totals).min(axis=1)]

    def level(self, key: Any, *, above: bool) -> int:
        """Return the key, or the next."""
        return int(key) + above

    def floors(self, level: int, ideals: Sequence[int]) -> list[int | None]:
        """Return the totals at which each column's ratio reaches the level."""
        found: list[int | None] = [None] * len(ideals)
        for column in self.columns:
            found[column] = self.base[column] - (-level * self.scale[column] // self.unit)
        return found

    def need(self, weights: Sequence[int], level: int) -> int | None:  # noqa: ARG002 - an interface's arguments
        """Return None: where each column reaches its floor, so does every sum."""
        return None

    def lowest(self, leasts: Sequence[int]) -> int:
        """Return the least ratio if all totals were at their least."""
        return min(
            ((leasts[column] - self.base[column]) * (self.unit // self.scale[column]) for column in self.columns),
            default=0,
        )

    def value(self, key: Any) -> Value:
        """Return the least ratio; for a sum, the sum."""
        return int(key) if self.is_sum else Fraction(key, self.unit)

    def ceiling(self, level: int, ideals: Sequence[int]) -> Value:  # noqa: ARG002 - an interface's arguments
        """Return the level's value."""
        return self.value(level)


@frozen
class Leximin:
    """All ratios, the least first; a level is the first."""

    least: Least

    def keys(self, totals: NDArray[np.int64]) -> list[Any]:
        """Return the sorted ratios of each row."""
        return [tuple(int(entry) for entry in row) for row in np.sort(self.least.ratios(totals), axis=1)]

    def level(self, key: Any, *, above: bool) -> int:  # noqa: ARG002 - a better key may have the same least ratio
        """Return the least ratio."""
        return int(key[0])

    def floors(self, level: int, ideals: Sequence[int]) -> list[int | None]:
        """Return the totals at which each column's ratio reaches the level."""
        return self.least.floors(level, ideals)

    def need(self, weights: Sequence[int], level: int) -> int | None:
        """Return None: where each column reaches its floor, so does every sum."""
        return self.least.need(weights, level)

    def lowest(self, leasts: Sequence[int]) -> int:
        """Return the least ratio if all totals were at their least."""
        return self.least.lowest(leasts)

    def value(self, key: Any) -> Value:
        """Return the sorted ratios."""
        return tuple(Fraction(entry, self.least.unit) for entry in key)

    def ceiling(self, level: int, ideals: Sequence[int]) -> Value:
        """Return the level, and for all other ratios the highest that any column can have."""
        most = max(int(entry) for entry in self.least.ratios(np.array([ideals], dtype=np.int64))[0])
        return self.value((level, *(max(level, most) for _ in self.least.columns[1:])))


@frozen
class Powers:
    """The product of (total - base) to the exponents, over rows where none with an exponent is negative."""

    base: tuple[int, ...]
    exponents: tuple[int, ...]

    def keys(self, totals: NDArray[np.int64]) -> list[Any]:
        """Return the product of each row, or None where a gain is negative."""
        columns = [column for column, exponent in enumerate(self.exponents) if exponent]
        powers = [self.exponents[column] for column in columns]
        gains = totals[:, columns].astype(object) - np.array([self.base[column] for column in columns], dtype=object)
        counts = (gains >= 0).all(axis=1)
        found: list[Any] = [None] * len(totals)
        for row in np.flatnonzero(counts):
            found[row] = math.prod(int(gain) ** power for gain, power in zip(gains[row], powers, strict=True))
        return found

    def level(self, key: Any, *, above: bool) -> int:
        """Return the key, or the next."""
        return int(key) + above

    def floors(self, level: int, ideals: Sequence[int]) -> list[int | None]:
        """Return the totals without which the level is out of reach even if all others had their ideals."""
        most = [max(ideal - base, 0) for ideal, base in zip(ideals, self.base, strict=True)]
        found: list[int | None] = [None] * len(ideals)
        for column, exponent in enumerate(self.exponents):
            if not exponent:
                continue
            others = math.prod(
                gain**power
                for other, (gain, power) in enumerate(zip(most, self.exponents, strict=True))
                if other != column
            )
            if level <= 0:
                found[column] = self.base[column]
            elif others == 0:
                found[column] = ideals[column] + 1  # out of reach: another gain is zero at best
            else:
                found[column] = self.base[column] + root_up(-(-level // others), exponent)
        return found

    def need(self, weights: Sequence[int], level: int) -> int | None:
        """Return a lower bound by the inequality of weighted arithmetic and geometric means.

        With gains g, exponents e summing to E and weights w: sum(w g) >= E (prod((w g / e)^e))^(1/E), so that
        prod(g^e) >= level needs sum(w g)^E >= E^E level prod(w^e) / prod(e^e). Both sides are integers times
        prod(e^e), and the root is taken in integers, so nothing is rounded the wrong way.
        """
        sum_of_exponents = sum(self.exponents)
        if level <= 0 or sum_of_exponents == 0:
            return None
        above = sum_of_exponents**sum_of_exponents * level
        below = 1
        for weight, exponent in zip(weights, self.exponents, strict=True):
            above *= weight**exponent
            below *= exponent**exponent
        least = root_up(-(-above // below), sum_of_exponents)
        return least + sum(weight * base for weight, base in zip(weights, self.base, strict=True))

    def lowest(self, leasts: Sequence[int]) -> int:  # noqa: ARG002 - an interface's arguments
        """Return 0: no combination with a negative gain counts."""
        return 0

    def value(self, key: Any) -> Value:
        """Return the product."""
        return int(key)

    def ceiling(self, level: int, ideals: Sequence[int]) -> Value:  # noqa: ARG002 - an interface's arguments
        """Return the level."""
        return level


def root_up(number: int, degree: int) -> int:
    """Return the least integer whose power of this degree is at least a number of 0 or more.

    Examples
    --------
    >>> root_up(27, 3), root_up(28, 3), root_up(0, 2), root_up(10**60 + 1, 2) == 10**30 + 1
    (3, 4, 0, True)
    """
    if number <= 1 or degree == 1:
        return number
    # From above, Newton's iteration in integers falls to the floor of the root.
    guess = 1 << -(-number.bit_length() // degree)
    if number.bit_length() < 1000:
        guess = min(guess, int(float(number) ** (1 / degree) * (1 + 1e-9)) + 2)
    while True:
        following = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if following >= guess:
            break
        guess = following
    return guess if guess**degree == number else guess + 1
