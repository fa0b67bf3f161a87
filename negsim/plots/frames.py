"""Frames: where a chart of rounds or values stands on a sheet, with its scales and the numbers along its sides."""

from __future__ import annotations

import math

from attrs import frozen

from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, SOFT
from negsim.plots.placing import Area
from negsim.plots.sheet import Label, Sheet, Stroke

_NICE = (1, 2, 5, 10)


@frozen(kw_only=True)
class Frame:
    """Where a chart stands, and its scales.

    Attributes
    ----------
    left, right, upper, lower:
        Its sides, in points of the sheet.
    across, up:
        What the sides stand for: the least and the greatest number of each scale, of which the second is above the
        first.
    """

    left: float
    right: float
    upper: float
    lower: float
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, number: float) -> float:
        """Return where a number stands across."""
        low, high = self.across
        return self.left + (self.right - self.left) * (number - low) / (high - low)

    def y(self, number: float) -> float:
        """Return where a number stands up."""
        low, high = self.up
        return self.lower - (self.lower - self.upper) * (number - low) / (high - low)

    def at(self, pair: tuple[float, float]) -> tuple[float, float]:
        """Return where a pair of numbers stands: across, up."""
        return self.x(pair[0]), self.y(pair[1])

    @property
    def area(self) -> Area:
        """The chart's rectangle, a little inside."""
        return Area(left=self.left + 1, top=self.upper + 1, right=self.right - 1, bottom=self.lower - 1)


def ticks(low: float, high: float, *, most: int, whole: bool = False) -> list[float]:
    """Return round numbers within a scale, at equal distances of 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    most:
        How many there are at most; at least 2.
    whole:
        Whether only whole numbers are wanted.

    Examples
    --------
    >>> ticks(0, 100, most=6), ticks(1, 19, most=5, whole=True)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [5, 10, 15])
    """
    span = max(high - low, 1e-9) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(span))
    step = next(power * nice for nice in _NICE if power * nice >= span * (1 - 1e-9))
    if whole:
        step = max(1, round(step))
    return [number * step for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def value_scale(sheet: Sheet, frame: Frame, *, most: int = 6) -> None:
    """Write the numbers along the left side, with a faint line through the chart at each."""
    small = sheet.look.small
    for number in ticks(*frame.up, most=most):
        y = frame.y(number)
        sheet.strokes.append(Stroke(points=((frame.left, y), (frame.right, y)), colour=FAINT, line=0.4, order=0.5))
        text = f"{number:g}"
        sheet.labels.append(
            Label(x=frame.left - 3, y=y + small * 0.36, text=text, size=small, align="right", colour=SOFT)
        )
    sheet.strokes.append(Stroke(points=((frame.left, frame.upper), (frame.left, frame.lower)), line=0.6))


def number_scale(sheet: Sheet, frame: Frame, *, ends: tuple[int, int] | None = None) -> None:
    """Write the numbers below the chart: round ones that leave room.

    Parameters
    ----------
    ends:
        Whole numbers that are written first, where all are whole; None where they need not be.
    """
    small = sheet.look.small
    sheet.strokes.append(Stroke(points=((frame.left, frame.lower), (frame.right, frame.lower)), line=0.6))
    most = max(2, int((frame.right - frame.left) / (small * 5)))
    round_ones = ticks(*(ends or frame.across), most=most, whole=ends is not None)
    taken: list[tuple[float, float]] = []
    for number in dict.fromkeys([*(ends or ()), *round_ones]):
        text, x = f"{number:,g}" if ends is None else f"{round(number):,}", frame.x(number)
        wide = width_of(text, size=small)
        if any(x - wide / 2 - 3 < end and start < x + wide / 2 + 3 for start, end in taken):
            continue
        taken.append((x - wide / 2, x + wide / 2))
        sheet.strokes.append(Stroke(points=((x, frame.lower), (x, frame.lower + 2)), line=0.6))
        baseline = frame.lower + 2.5 + small
        sheet.labels.append(Label(x=x, y=baseline, text=text, size=small, align="center", colour=SOFT))
