"""Supporting weights: weights above 0 under which no direction gains, or the proof that there are none."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import define
from numpy.typing import NDArray

from negsim.kernels.numbering import integers_up_to


def supporting_weights(directions: NDArray[Any]) -> tuple[int, ...] | None:
    """Return whole weights, each at least 1, under which no direction's weighted sum is above 0; None without any.

    There are none exactly where some mixture of the directions is 0 or more in every column and more in one
    (Stiemke 1915).

    Parameters
    ----------
    directions:
        Shape (n, columns), at least one column; int64, or Python integers in an object array.

    Returns
    -------
    Without a common factor; equal weights where these do.

    Notes
    -----
    The dual simplex method on what the weights exceed 1 by, in fractions, with the rule of Bland (1977), under which
    it ends: weights start equal, and each step mends the first direction that gains. A step takes about n * columns +
    columns^2 operations.

    Examples
    --------
    >>> supporting_weights(np.array([[3, -1], [-5, 1]]))
    (1, 3)
    >>> supporting_weights(np.array([[3, -1], [-2, 1]])) is None
    True
    """
    columns = directions.shape[1]
    vertex = _Vertex.first(columns)
    while (broken := _first_broken(directions, vertex)) is not None:
        if not vertex.leave(*broken):
            return None
    return vertex.whole_weights()


@define
class _Vertex:
    """What weights exceed 1 by, as fractions of the variables that are 0 here: ``offsets + slopes x``.

    Attributes
    ----------
    names:
        What these variables are: the excess of a weight, or from the number of columns on, what a direction lacks of 0.
    costs:
        What each adds to the sum of weights: 0 or more.
    """

    offsets: list[Fraction]
    slopes: list[list[Fraction]]
    costs: list[Fraction]
    names: list[int]

    @classmethod
    def first(cls, columns: int) -> _Vertex:
        """Return the vertex of equal weights."""
        unit = [[Fraction(int(row == column)) for column in range(columns)] for row in range(columns)]
        return cls([Fraction(0)] * columns, unit, [Fraction(1)] * columns, list(range(columns)))

    def whole_weights(self) -> tuple[int, ...]:
        """Return the weights here as whole numbers without a common factor."""
        weights = [1 + offset for offset in self.offsets]
        unit = math.lcm(*(weight.denominator for weight in weights))
        whole = [int(weight * unit) for weight in weights]
        factor = math.gcd(*whole)
        return tuple(weight // factor for weight in whole)

    def leave(self, name: int, value: Fraction, slopes: list[Fraction]) -> bool:
        """Go to where a variable that is below 0 here is 0; tell whether there is such a place."""
        raising = [at for at, slope in enumerate(slopes) if slope > 0]
        if not raising:
            return False
        at = min(raising, key=lambda at: (self.costs[at] / slopes[at], self.names[at]))
        step, pace = -value / slopes[at], slopes[at]
        for row, own in enumerate(self.slopes):
            self.offsets[row] += own[at] * step
            self.slopes[row] = _exchanged(own, slopes, at=at, pace=pace)
        self.costs = _exchanged(self.costs, slopes, at=at, pace=pace)
        self.names[at] = name
        return True


def _exchanged(row: list[Fraction], slopes: list[Fraction], *, at: int, pace: Fraction) -> list[Fraction]:
    """Return a row in terms of the variable that takes the place of another."""
    share = row[at] / pace
    return [share if column == at else entry - share * slopes[column] for column, entry in enumerate(row)]


def _first_broken(directions: NDArray[Any], vertex: _Vertex) -> tuple[int, Fraction, list[Fraction]] | None:
    """Return the first variable that is below 0 at a vertex, with its value there and its slopes."""
    columns = len(vertex.offsets)
    for column, offset in enumerate(vertex.offsets):
        if offset < 0:
            return column, offset, vertex.slopes[column]
    weights = vertex.whole_weights()
    largest = int(np.abs(directions).max(initial=0)) * sum(weights)
    kind = integers_up_to(largest)
    sums = directions.astype(kind) @ np.array(weights, dtype=kind)
    gaining = np.flatnonzero(sums > 0)
    if not len(gaining):
        return None
    row = [int(entry) for entry in directions[gaining[0]]]
    value = -sum((entry * (1 + offset) for entry, offset in zip(row, vertex.offsets, strict=True)), Fraction(0))
    slopes = [
        -sum((entry * own[column] for entry, own in zip(row, vertex.slopes, strict=True)), Fraction(0))
        for column in range(columns)
    ]
    return columns + int(gaining[0]), value, slopes
