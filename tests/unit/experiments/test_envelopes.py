"""Which course is first where, against looking at each of many values."""

import itertools
import random
from fractions import Fraction

import pytest

from negsim.experiments.envelopes import compared, course, crossings, reigns

LOW, HIGH = Fraction(0), Fraction(6)


def random_key(rnd):
    """Return a key that bends at whole numbers, and where it bends."""
    level, slope, other = (Fraction(rnd.randint(-3, 3)) for _ in range(3))
    bend = Fraction(rnd.randint(1, 5))
    steep = Fraction(rnd.randint(0, 3), rnd.randint(1, 3))
    return bend, lambda value: (level + slope * value + steep * max(Fraction(0), value - bend), other - value * slope)


@pytest.mark.parametrize("seed", range(20))
def test_reigns_are_those_of_each_value(seed):
    rnd = random.Random(seed)
    keys = [random_key(rnd) for _ in range(rnd.randint(1, 7))]
    courses = [course(LOW, HIGH, bends=[bend], key=key) for bend, key in keys]
    found = reigns(courses, low=LOW, high=HIGH)
    assert (found[0].low, found[-1].high) == (LOW, HIGH)
    for reign in found:
        for part in range(1, 10):
            value = reign.low + (reign.high - reign.low) * Fraction(part, 10)
            best = min(key(value) for _, key in keys)
            assert keys[reign.index][1](value) == best
    for one, other in itertools.pairwise(found):
        assert one.high == other.low
        assert one.index != other.index


@pytest.mark.parametrize("seed", range(10))
def test_one_course_is_ahead_level_or_behind_as_at_each_value(seed):
    rnd = random.Random(seed)
    (bend, key), (other_bend, other) = random_key(rnd), random_key(rnd)
    start = Fraction(rnd.randint(0, 3))
    one, two = course(LOW, HIGH, bends=[bend], key=key), course(LOW, HIGH, bends=[other_bend], key=other)
    ranges = list(compared(one, two, start=start))
    assert (ranges[0][0], ranges[-1][1]) == (start, HIGH)
    for low, high, sign in ranges:
        value = (low + high) / 2
        assert sign == (key(value) > other(value)) - (key(value) < other(value))


def test_a_course_jumps_where_its_key_does():
    steps = course(LOW, HIGH, bends=[Fraction(2), Fraction(9)], key=lambda value: (Fraction(value > 2),))
    ends = [(int(part.low), int(part.high), int(part.start[0])) for part in steps.stretches]
    assert ends == [(0, 2, 0), (2, 6, 1)]


def test_components_cross_between_bends():
    given = course(LOW, HIGH, bends=[Fraction(4)], key=lambda value: (value, Fraction(3), value, 2 * value + 3))
    assert crossings(given) == {0, 3, 4, 6}
