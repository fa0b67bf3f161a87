"""Raising: every set of elements tried, in fractions."""

import itertools
import random
from fractions import Fraction

import pytest

from negsim.errors import TooLargeError
from negsim.kernels import raising
from negsim.kernels.diagrams import Diagram, diagram
from negsim.kernels.hitting_sets import minimal_sets
from negsim.kernels.raising import Raised, combined, raised, undominated

CHANCES = tuple(map(Fraction, ("0", "1/3", "1/2", "1")))


def drawn(seed, *, uniform):
    rng = random.Random(seed)
    count = rng.randint(1, 6)
    family = minimal_sets(sum(1 << at for at in range(count) if rng.random() < 0.5) for _ in range(rng.randint(0, 5)))
    struck = {at: rng.choice(CHANCES) for at in range(count)}
    costs = {at: Fraction(1 if uniform else rng.choice([1, 1, 2, 5])) for at in range(count)}
    return family, struck, costs


def built(families: list[list[int]]) -> Diagram:
    found = diagram(families, max_steps=200_000)
    assert found is not None
    return found


def brute(family, struck, costs, *, max_size):
    """Return the chance of every set of elements that may raise it, by what the set costs and its size."""
    drawn_of = built([family])
    found: dict[tuple[Fraction, int], dict[tuple[int, ...], Fraction]] = {}
    able = [at for at in drawn_of.elements if struck[at]]
    for size in range(max_size + 1):
        for members in itertools.combinations(able, size):
            row = [Fraction(0) if at in members else struck[at] for at in drawn_of.elements]
            cost = sum((costs[at] for at in members), Fraction(0))
            found.setdefault((cost, size), {})[members] = drawn_of.chance(row)
    return found


@pytest.mark.parametrize("uniform", [True, False])
@pytest.mark.parametrize("max_size", [1, 3])
def test_all_that_nothing_beats_is_found_with_its_ties(uniform, max_size):
    for seed in range(150):
        family, struck, costs = drawn(seed, uniform=uniform)
        found = raised(built([family]), family, struck=struck, costs=costs, max_size=max_size, what="it")
        every = brute(family, struck, costs, max_size=max_size)
        expected = []
        for (cost, size), sets in sorted(every.items()):
            best = max(sets.values())
            cheaper = [
                max(others.values())
                for (other_cost, other_size), others in every.items()
                if other_cost <= cost and other_size <= size and (other_cost, other_size) != (cost, size)
            ]
            if all(best > other for other in cheaper):
                tied = [members for members, chance in sets.items() if chance == best]
                expected.append(Raised(members=min(tied), cost=cost, chance=best, ties=len(tied)))
        assert list(found) == expected


def test_interchangeable_elements_are_taken_once():
    family = [1 << a | 1 << b for a, b in itertools.combinations(range(40), 2)]
    struck = dict.fromkeys(range(40), Fraction(9, 10))
    costs = dict.fromkeys(range(40), Fraction(1))
    found = raised(built([family]), family, struck=struck, costs=costs, max_size=3, what="it")
    assert [(entry.members, entry.ties) for entry in found] == [((), 1), ((0,), 40), ((0, 1), 780)]
    assert found[-1].chance == 1


def test_what_is_0_whatever_floats_say_is_not_looked_at():
    """Of a hundred elements all but surely struck in a row, the chance is 0 in floats, and it is not."""
    struck = {at: 1 - Fraction(1, 10**4) for at in range(100)}
    family = [(1 << 100) - 1]
    drawn_of = built([family])
    costs = {at: Fraction(1 + at) for at in range(100)}
    found = raised(drawn_of, family, struck=struck, costs=costs, max_size=1, what="it")
    assert [(entry.members, entry.chance) for entry in found] == [
        ((), Fraction(1, 10**400)),
        ((0,), Fraction(1, 10**396)),
    ]
    closed = {**struck, 7: Fraction(1)}
    found = raised(drawn_of, family, struck=closed, costs=costs, max_size=1, what="it")
    assert [(entry.members, entry.chance) for entry in found] == [((), Fraction(0)), ((7,), Fraction(1, 10**396))]


def test_too_many_sets_are_refused(monkeypatch):
    family, struck, costs = [0b01, 0b10], {0: Fraction(1, 2), 1: Fraction(1, 3)}, {0: Fraction(1), 1: Fraction(1)}
    drawn_of = built([family])
    for limit, most in [("MAX_SETS", 3), ("MAX_CELLS", 15)]:
        with monkeypatch.context() as patch:
            patch.setattr(raising, limit, most)
            with pytest.raises(TooLargeError, match="probing would take 4 sets; the limit is 3"):
                raised(drawn_of, family, struck=struck, costs=costs, max_size=2, what="probing")
    assert len(raised(drawn_of, family, struck=struck, costs=costs, max_size=2, what="it")) == 2


def test_two_are_combined():
    half = Fraction(1, 2)
    left = [
        Raised(members=(), cost=Fraction(0), chance=half),
        Raised(members=(3,), cost=Fraction(1), chance=1 - half / 2),
    ]
    right = [
        Raised(members=(), cost=Fraction(0), chance=half),
        Raised(members=(1,), cost=Fraction(1), chance=1 - half / 2, ties=2),
    ]
    found = combined(left, right, max_size=2)
    assert [(entry.members, entry.cost, entry.chance, entry.ties) for entry in found] == [
        ((), Fraction(0), Fraction(1, 4), 1),
        ((1,), Fraction(1), Fraction(3, 8), 3),
        ((1, 3), Fraction(2), Fraction(9, 16), 2),
    ]
    assert len(combined(left, right, max_size=1)) == 2
    better = [right[0], Raised(members=(1,), cost=Fraction(1), chance=Fraction(1))]
    assert [entry.members for entry in combined(left, better, max_size=1)] == [(), (1,)]


def test_what_costs_as_much_for_no_more_is_dropped():
    def entry(size, cost, chance):
        return Raised(members=range(size), cost=Fraction(cost), chance=Fraction(chance))

    kept = [entry(0, 0, "0.1"), entry(2, 1, "0.3"), entry(1, 2, "0.2"), entry(3, 3, "0.4")]
    beaten = [entry(1, 1, "0.1"), entry(2, 2, "0.3"), entry(3, 4, "0.4")]
    assert undominated([*beaten, *kept]) == tuple(kept)
