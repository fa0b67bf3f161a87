"""Decision diagrams: against the expansion that they keep, for exact and for rounded probabilities."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from negsim.kernels.diagrams import Diagram, diagram
from negsim.kernels.expansion import chance_left

MANY = 10**6


def drawn(seed):
    rng = random.Random(seed)
    count = rng.randint(1, 7)
    families = [
        [sum(1 << at for at in range(count) if rng.random() < 0.4) for _ in range(rng.randint(0, 5))]
        for _ in range(rng.randint(0, 3))
    ]
    struck = [Fraction(rng.randint(0, whole), whole) for whole in (rng.choice([1, 4, 7]) for _ in range(count))]
    return families, struck


def built(families: list[list[int]], *, max_steps: int = 200_000) -> Diagram:
    found = diagram(families, max_steps=max_steps)
    assert found is not None
    return found


def expanded(families, struck):
    draws = [((chance, 1 << at), (1 - chance, 0)) for at, chance in enumerate(struck)]
    return chance_left(families, draws, max_steps=MANY).low


@pytest.mark.parametrize("start", range(0, 900, 300))
def test_chances_are_those_of_the_expansion(start):
    for seed in range(start, start + 300):
        families, struck = drawn(seed)
        found = built(families)
        row = [struck[element] for element in found.elements]
        exact = expanded(families, struck)
        assert found.chance(row) == exact
        hit, spared = (np.array([[float(chance) for chance in own]] * 2) for own in (row, [1 - own for own in row]))
        for rough in (found.chances(hit), found.chances(hit, kept=spared)):
            assert (np.abs(rough - float(exact)) <= (found.error + 1e-16) * float(exact)).all()


def test_effects_are_differences_of_the_chance_with_an_element_untouched_and_struck():
    for seed in range(300):
        families, struck = drawn(seed)
        found = built(families)
        effects = dict(zip(found.elements, found.effects([struck[at] for at in found.elements]), strict=True))
        for at in range(len(struck)):
            ends = [expanded(families, [*struck[:at], Fraction(end), *struck[at + 1 :]]) for end in (0, 1)]
            assert effects.get(at, 0) == ends[0] - ends[1]


def test_rows_of_different_denominators_are_exact_together():
    families = [[0b0011, 0b0110, 0b1100]]
    found = built(families)
    rng = random.Random(1)
    rows = [[Fraction(rng.randint(0, 9), rng.choice([9, 10, 11])) for _ in range(4)] for _ in range(20)]
    rows = [[min(chance, Fraction(1)) for chance in row] for row in rows]
    assert found.exact_chances(rows) == tuple(expanded(families, row) for row in rows)
    assert [found.chance(row) for row in rows] == list(found.exact_chances(rows))


def test_what_is_hardly_ever_spared_is_told_as_exactly():
    struck = [1 - Fraction(at, 10**20) for at in range(1, 5)]
    found = built([[0b1111]])
    hit, spared = (np.array([[float(own) for own in row]]) for row in (struck, [1 - own for own in struck]))
    assert found.chances(hit, kept=spared) == pytest.approx(24e-80, rel=found.error, abs=0)
    assert found.chances(hit) == 0


def test_many_rows_are_evaluated_block_by_block(monkeypatch):
    found = built([[0b0011, 0b0110, 0b1100]])
    rows = np.random.default_rng(3).random((50, 4))
    whole = found.chances(rows)
    monkeypatch.setattr("negsim.kernels.diagrams._CELLS", 3 * len(found))
    assert (found.chances(rows) == whole).all()
    assert found.chances(rows[:0]).shape == (0,)


def test_no_path_asks_twice_and_no_two_nodes_of_one_family_mean_the_same():
    for seed in range(200):
        families, _ = drawn(seed)
        found = built(families)
        asked: list[set[int]] = [set(), set()]
        for node in range(2, len(found)):
            at = int(found.asks[node])
            struck, kept = int(found.struck[node]), int(found.kept[node])
            assert max(struck, kept) < node
            assert at not in asked[struck] | asked[kept]
            asked.append(asked[struck] | asked[kept] | {at})
        if len(families) == 1:
            rows = list(itertools.product([0, 1], repeat=len(found.elements)))
            meanings = {tuple(_walk(found, node, row) for row in rows) for node in range(len(found))}
            assert len(meanings) == len(found)


def _walk(found, node, row):
    while node > 1:
        node = int((found.struck if row[found.asks[node]] else found.kept)[node])
    return node


@pytest.mark.parametrize(
    ("families", "chance"),
    [([], 1), ([[]], 0), ([[0]], 1), ([[0], []], 0), ([[0b1, 0]], 1), ([[0b1], [0b10, 0]], None)],
)
def test_what_is_sure_asks_nothing(families, chance):
    found = built(families)
    if chance is None:
        assert found.elements == (0,)
        assert found.chance([Fraction(1, 3)]) == Fraction(2, 3)
    else:
        assert (found.elements, len(found)) == ((), 2)
        assert found.chance([]) == chance
        assert found.effects([]) == ()
        assert found.chances(np.empty((3, 0))).tolist() == [chance] * 3


def test_families_may_share_elements():
    half = Fraction(1, 2)
    found = built([[0b01], [0b11, 0b100]])
    assert found.chance([half, half, half]) == expanded([[0b01], [0b11, 0b100]], [half] * 3) == Fraction(3, 8)


def test_what_would_take_too_long_is_not_built():
    family = [0b0011, 0b0110, 0b1100]
    assert diagram([family], max_steps=3) is None
    assert diagram([family], max_steps=MANY, is_over=lambda: True) is None


def test_sixty_elements_are_exact():
    """Of sixty elements in a ring, some pair of neighbours is untouched: by a transfer matrix."""
    count, struck = 60, Fraction(1, 3)
    family = [1 << at | 1 << (at + 1) % count for at in range(count)]
    found = built([family])
    # None is: elements in a circle, no two untouched ones next to each other.
    none = Fraction(0)
    for first in (True, False):
        ways = {first: struck if first else 1 - struck, not first: Fraction(0)}
        for _ in range(count - 1):
            ways = {True: (ways[True] + ways[False]) * struck, False: ways[True] * (1 - struck)}
        none += ways[True] + (ways[False] if first else 0)
    assert found.chance([struck] * count) == 1 - none
    assert len(set(found.effects([struck] * count))) == 1
