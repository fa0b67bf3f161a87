"""Weight lines: where each of several straight lines is the highest, the second, ..., over an interval, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

Line = tuple[Fraction, Fraction]
"""What a line is worth at 0, and what it gains from 0 to 1."""


@frozen(kw_only=True)
class Heights:
    """How much of an interval each line has each place on.

    Attributes
    ----------
    places:
        For each line, the share of the interval on which so many others are strictly higher: none, one, ...
    wins:
        For each line and each other, the share on which it is strictly higher.
    centres:
        The middle of where each line is the highest, weighed by length; None where that has no length.
    """

    places: tuple[tuple[Fraction, ...], ...]
    wins: tuple[tuple[Fraction, ...], ...]
    centres: tuple[Fraction | None, ...]


def heights(lines: Sequence[Line], *, low: Fraction, high: Fraction) -> Heights:
    """Return the places of lines over an interval.

    Parameters
    ----------
    low, high:
        The interval; where they are equal, everything holds at that one point.

    Notes
    -----
    For each line, the points where another crosses it are sorted, and it moves up or down one place at each: in
    proportion to n^2 log n, in fractions.

    Examples
    --------
    >>> found = heights([(Fraction(0), Fraction(3)), (Fraction(1), Fraction(0))], low=Fraction(0), high=Fraction(1))
    >>> found.places[0], found.centres[0]
    ((Fraction(2, 3), Fraction(1, 3)), Fraction(2, 3))
    """
    if low == high:
        return _at_a_point([start + low * slope for start, slope in lines], low)
    above = [[_higher(other, own, low=low, high=high) for other in lines] for own in lines]
    width = high - low
    rows, centres = [], []
    for spans in above:
        row, centre = _stepped(spans, low=low, high=high)
        rows.append(tuple(length / width for length in row))
        centres.append(centre)
    wins = tuple(
        tuple((above[other][own][1] - above[other][own][0]) / width for other in range(len(lines)))
        for own in range(len(lines))
    )
    return Heights(places=tuple(rows), wins=wins, centres=tuple(centres))


def _at_a_point(values: Sequence[Fraction], point: Fraction) -> Heights:
    better = [sum(other > own for other in values) for own in values]
    return Heights(
        places=tuple(tuple(Fraction(place == count) for place in range(len(values))) for count in better),
        wins=tuple(tuple(Fraction(own > other) for other in values) for own in values),
        centres=tuple(point if count == 0 else None for count in better),
    )


def _higher(one: Line, other: Line, *, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Return between where one line is above another, within an interval; of no length where it never is."""
    lead, slope = one[0] - other[0], one[1] - other[1]
    if slope == 0:
        return (low, high) if lead > 0 else (low, low)
    crossing = min(high, max(low, -lead / slope))
    return (crossing, high) if slope > 0 else (low, crossing)


def _stepped(
    spans: Sequence[tuple[Fraction, Fraction]], *, low: Fraction, high: Fraction
) -> tuple[list[Fraction], Fraction | None]:
    """Return on what length so many spans overlap, none first, and the centre of where none does."""
    steps = sorted((point, by) for begin, end in spans if begin < end for point, by in ((begin, 1), (end, -1)))
    lengths = [Fraction(0)] * len(spans)
    moment, count, before = Fraction(0), 0, low
    for point, by in [*steps, (high, 0)]:
        lengths[count] += point - before
        if count == 0:
            moment += (point * point - before * before) / 2
        count, before = count + by, point
    return lengths, moment / lengths[0] if lengths[0] else None
