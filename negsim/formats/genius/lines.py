"""The straight line behind the values of number options, where GENIUS can hold them as one: cut at 0 and at 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from negsim.formats.genius.decimals import exact_text
from negsim.formats.genius.evaluators import clamped

_DIGITS = 20


@frozen
class Line:
    """A straight line: what a number is worth is ``slope`` times the number plus ``offset``, cut at 0 and at 1."""

    slope: Fraction
    offset: Fraction

    def values(self, points: Sequence[Fraction]) -> list[Fraction]:
        """Return what each number is worth."""
        return [clamped(self.slope * point + self.offset) for point in points]


def line_through(points: Sequence[Fraction], values: Sequence[Fraction]) -> Line | None:
    """Return a line that gives each number exactly its value, or None where there is none.

    Where several do, it is one with a slope that can be written as a decimal.

    Parameters
    ----------
    points:
        Increasing numbers.

    Examples
    --------
    >>> halves = [Fraction(number, 2) for number in range(3)]
    >>> line_through(halves, [Fraction(0), Fraction(1, 2), Fraction(1)])
    Line(slope=Fraction(1, 1), offset=Fraction(0, 1))
    """
    inner = [(point, value) for point, value in zip(points, values, strict=True) if 0 < value < 1]
    if len(inner) > 1:
        (first, low), (second, high) = inner[:2]
        slope = (high - low) / (second - first)
        line = Line(slope, low - slope * first)
    elif inner:
        line = _around(inner[0], points, values)
    else:
        line = _step(points, values)
    return line if line.values(points) == list(values) else None


def _around(inner: tuple[Fraction, Fraction], points: Sequence[Fraction], values: Sequence[Fraction]) -> Line:
    """Return a line through one point that is cut at 0 and at 1 where the values are that, if there is one."""
    centre, height = inner
    least: Fraction | None = None
    most: Fraction | None = None
    for point, value in zip(points, values, strict=True):
        if point != centre:
            slope = (value - height) / (point - centre)
            # To the right of the centre a 1 asks for at least this slope and a 0 for at most this; to the left, too.
            if slope > 0:
                least = slope if least is None else max(least, slope)
            else:
                most = slope if most is None else min(most, slope)
    slope = most if most is not None and least is None else least or Fraction(0)
    if slope:
        slope = _decimal(slope)
    return Line(slope, height - slope * centre)


def _step(points: Sequence[Fraction], values: Sequence[Fraction]) -> Line:
    """Return a line that is cut everywhere: all 0, all 1, or a step from one to the other."""
    for at in range(1, len(points)):
        rise = values[at] - values[at - 1]
        if rise:
            slope = _decimal(rise / (points[at] - points[at - 1]))
            zero = points[at - 1] if rise > 0 else points[at]
            return Line(slope, -slope * zero)
    return Line(Fraction(0), values[0])


def _decimal(slope: Fraction) -> Fraction:
    """Return a slope as it is where a decimal can say it, and otherwise a slightly steeper one of few digits.

    Only where the line is cut does it get here, and a steeper one is cut as well.
    """
    if exact_text(slope) is not None:
        return slope
    sign, steep = (1 if slope > 0 else -1), abs(slope)
    for digits in range(_DIGITS):
        rounded = Fraction(math.ceil(steep * 10**digits), 10**digits)
        if rounded <= steep * Fraction(11, 10):
            return sign * rounded
    return sign * Fraction(math.ceil(steep * 10**_DIGITS), 10**_DIGITS)
