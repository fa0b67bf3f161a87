"""Off the point: answers to a number that the file codes outside of the interval it states for it."""

from __future__ import annotations

from fractions import Fraction

from negsim.experiments.responses import ODDS
from negsim.experiments.sensitivity import Bar


def is_off_point(bar: Bar) -> bool:
    """Tell whether a number is coded outside of its interval, so that the answer as it is may be none within it."""
    return not bar.number.interval.low <= bar.number.point <= bar.number.interval.high


def jump(bar: Bar) -> Fraction:
    """Return how far the answer as coded measures from the nearest that it measures within the interval.

    0 where the number is coded within it, and where there is nothing to measure on one side.
    """
    if not is_off_point(bar) or not bar.point.measures or bar.least is None or bar.most is None:
        return Fraction(0)
    point = bar.point.measures[0]
    return max(bar.least - point, point - bar.most, Fraction(0))


def jumps_to_another_package(bar: Bar) -> bool:
    """Tell whether the package as coded is not the one at an end of the interval that it lies outside of."""
    if bar.answer == ODDS or not is_off_point(bar):
        return False
    return any(end.package != bar.point.package for end in (bar.low, bar.high))
