"""Expansion: against the sum over all outcomes of all draws, exact and enclosed."""

import itertools
import random
from fractions import Fraction

import pytest

from negsim.kernels.expansion import Between, chance_left


def drawn(seed):
    rng = random.Random(seed)
    count = rng.randint(1, 6)
    elements = list(range(count))
    rng.shuffle(elements)
    families = [
        [sum(1 << at for at in range(count) if rng.random() < 0.4) for _ in range(rng.randint(0, 4))]
        for _ in range(rng.randint(0, 3))
    ]
    draws = []
    while len(elements) > seed % 2:  # sometimes one element is in no draw
        size = rng.randint(1, 3)
        own, elements = elements[:size], elements[size:]
        weights = [rng.randint(1, 3), *(rng.randint(0, 3) for _ in range(rng.randint(0, 2)))]
        struck, outcomes = 0, []
        for weight in weights:
            struck |= sum(1 << at for at in own if rng.random() < 0.5)
            outcomes.append((Fraction(weight, sum(weights)), struck))
        draws.append(tuple(outcomes))
    return families, draws


def brute(families, draws):
    total = Fraction(0)
    for outcomes in itertools.product(*draws):
        chance, struck = Fraction(1), 0
        for probability, elements in outcomes:
            chance *= probability
            struck |= elements
        if all(any(not members & struck for members in family) for family in families):
            total += chance
    return total


@pytest.mark.parametrize("start", range(0, 1500, 500))
def test_the_probability_is_the_sum_over_all_outcomes(start):
    for seed in range(start, start + 500):
        families, draws = drawn(seed)
        exact = brute(families, draws)
        assert chance_left(families, draws, max_steps=10**4) == Between(exact, exact)


def test_what_is_not_expanded_is_enclosed():
    widths = set()
    for seed in range(500):
        families, draws = drawn(seed)
        exact = brute(families, draws)
        for max_steps in (-1, 0, 1, 3, 6):
            found = chance_left(families, draws, max_steps=max_steps)
            assert 0 <= found.low <= exact <= found.high <= 1
            widths.add(found.high - found.low)
    assert len(widths) > 9


def test_more_steps_enclose_more_closely():
    half = Fraction(1, 2)
    draws = [((half, 1 << at), (half, 0)) for at in range(16)]
    family = [
        sum(1 << entry for entry in entries)
        for entries in itertools.combinations(range(16), 3)
        if sum(entries) % 5 == 0
    ]
    found = [chance_left([family], draws, max_steps=steps) for steps in (0, 50, 500, 10**6)]
    widths = [entry.high - entry.low for entry in found]
    assert widths == sorted(widths, reverse=True)
    assert [entry.is_exact for entry in found] == [False, False, False, True]
    assert all(entry.low <= found[-1].low <= entry.high for entry in found)


def test_time_that_is_over_encloses():
    half = Fraction(1, 2)
    draws = [((half, 1 << at), (half, 0)) for at in range(3)]
    found = chance_left([[0b011, 0b110]], draws, max_steps=10**6, is_over=lambda: True)
    assert found == Between(Fraction(1, 4), 1 - Fraction(3, 4) ** 2)


def test_outcomes_that_are_not_nested_are_refused():
    half = Fraction(1, 2)
    with pytest.raises(ValueError, match="expected each to strike all that smaller ones do"):
        chance_left([[0b01, 0b10]], [((half, 0b01), (half, 0b10))], max_steps=9)
