"""Envelopes: which of several things is first while one number moves, exactly, when what orders them is linear in it.

A *course* is what one thing's key is as the number moves: a tuple of components, smaller being better and earlier ones
counting first, each linear between the bends of the course. Which of two courses is ahead changes only at bends and
where two components cross, and both are fractions.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce

from attrs import field, frozen

from negsim.fields import entries

Key = tuple[Fraction, ...]
"""What orders things at one value of the number: the smaller, the better; earlier components count first."""


@frozen
class Stretch:
    """A part of a course on which every component is linear.

    Attributes
    ----------
    low, high:
        Where it begins and ends.
    start, slope:
        Of each component: what it tends to at ``low``, and how fast it grows.
    """

    low: Fraction
    high: Fraction
    start: Key
    slope: Key

    def at(self, value: Fraction) -> Key:
        """Return the components at a value; at an end, what they tend to."""
        return tuple(start + slope * (value - self.low) for start, slope in zip(self.start, self.slope, strict=True))


@frozen
class Course:
    """What one thing's key is as a number moves; its stretches follow on each other."""

    stretches: tuple[Stretch, ...] = field(converter=entries)


@frozen
class Reign:
    """Between which values one of several courses is first, and which."""

    low: Fraction
    high: Fraction
    index: int


def course(low: Fraction, high: Fraction, *, bends: Iterable[Fraction], key: Callable[[Fraction], Key]) -> Course:
    """Return the course of a key between two values of the number.

    Parameters
    ----------
    bends:
        Where components may bend or jump; those outside are left out.
    key:
        The key at a value that is not a bend; between bends each component must be linear.

    Examples
    --------
    >>> one = course(Fraction(0), Fraction(3), bends=[Fraction(1)], key=lambda value: (max(value, Fraction(1)),))
    >>> [(int(part.low), int(part.start[0]), int(part.slope[0])) for part in one.stretches]
    [(0, 1, 0), (1, 1, 1)]
    """
    inside = sorted({bend for bend in bends if low < bend < high})
    return Course([_stretch(start, end, key) for start, end in itertools.pairwise([low, *inside, high])])


def _stretch(low: Fraction, high: Fraction, key: Callable[[Fraction], Key]) -> Stretch:
    third = (high - low) / 3
    one, other = key(low + third), key(high - third)
    slope = tuple((after - before) / third for before, after in zip(one, other, strict=True))
    return Stretch(low, high, tuple(entry - grown * third for entry, grown in zip(one, slope, strict=True)), slope)


def crossings(given: Course) -> set[Fraction]:
    """Return where any two components of one course cross, and where it bends."""
    found: set[Fraction] = set()
    for part in given.stretches:
        found |= {part.low, part.high}
        lines = list(dict.fromkeys(zip(part.start, part.slope, strict=True)))
        for (one, grown), (other, steeper) in itertools.combinations(lines, 2):
            if grown != steeper:
                root = part.low + (one - other) / (steeper - grown)
                if part.low < root < part.high:
                    found.add(root)
    return found


def compared(one: Course, other: Course, *, start: Fraction) -> Iterator[tuple[Fraction, Fraction, int]]:
    """Yield where one course is ahead of another (-1), behind (1) or level with it (0), from a value on."""
    for first, second in _overlapping(one, other):
        low, high = max(first.low, second.low), min(first.high, second.high)
        if high > start:
            yield from _within(first, second, low=max(low, start), high=high)


def _overlapping(one: Course, other: Course) -> Iterator[tuple[Stretch, Stretch]]:
    at, beside = 0, 0
    while at < len(one.stretches) and beside < len(other.stretches):
        first, second = one.stretches[at], other.stretches[beside]
        yield first, second
        at, beside = at + (first.high <= second.high), beside + (second.high <= first.high)


def _within(one: Stretch, other: Stretch, *, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction, int]]:
    """Yield the same where both courses are linear: the first component in which they differ decides."""
    for first, grown, second, steeper in zip(one.start, one.slope, other.start, other.slope, strict=True):
        slope = grown - steeper
        ahead = first + grown * (low - one.low) - second - steeper * (low - other.low)
        if not ahead and not slope:
            continue
        root = low - ahead / slope if slope else high
        sign = _sign(ahead) or _sign(slope)
        if not low < root < high:
            yield low, high, sign
        else:
            yield low, root, sign
            yield root, high, -sign
        return
    yield low, high, 0


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def reigns(courses: Sequence[Course], *, low: Fraction, high: Fraction) -> tuple[Reign, ...]:
    """Return which of several courses is first where, in order; of level ones the one that came to be first earlier.

    Notes
    -----
    From the one that is first just after ``low``, the next is the one that overtakes it earliest: n comparisons for
    each change, of courses that are linear in parts.

    Examples
    --------
    >>> falling, level = (
    ...     course(Fraction(0), Fraction(4), bends=[], key=key)
    ...     for key in (lambda value: (4 - value,), lambda value: (Fraction(1),)))
    >>> [(str(reign.low), str(reign.high), reign.index) for reign in reigns([falling, level], low=0, high=4)]
    [('0', '3', 1), ('3', '4', 0)]
    """
    found: list[Reign] = []
    at = Fraction(low)
    current = _first(courses, range(len(courses)), start=at)
    while True:
        overtaken: dict[int, Fraction] = {}
        for index, rival in enumerate(courses):
            if index != current:
                when = _overtakes(courses[current], rival, start=at)
                if when is not None:
                    overtaken[index] = when
        until = min(overtaken.values(), default=Fraction(high))
        found.append(Reign(at, until, current))
        if not overtaken:
            return tuple(found)
        current = _first(courses, [index for index, when in overtaken.items() if when == until], start=until)
        at = until


def _first(courses: Sequence[Course], indices: Iterable[int], *, start: Fraction) -> int:
    """Return which course is first just after a value."""

    def better(one: int, other: int) -> int:
        _, _, sign = next(compared(courses[one], courses[other], start=start))
        return other if sign > 0 else one

    return reduce(better, indices)


def _overtakes(current: Course, rival: Course, *, start: Fraction) -> Fraction | None:
    """Return from where on a rival is ahead, at the earliest; None where it is nowhere."""
    return next((low for low, _, sign in compared(current, rival, start=start) if sign > 0), None)
