"""The walk by integer programming against looking at every combination, against the other walks, and at its limits."""

import functools
import time
from typing import Any

import numpy as np
import pytest

from negsim.kernels.bounded import program_walk, ranking, search, seeking
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio, Product, WeightedSum
from negsim.kernels.bounded.program_walk import ProgramWalk
from negsim.kernels.programs import Answer
from tests.unit.kernels.bounded.brute import combinations, opposed, ranked, some_instance, some_objective

best: Any = search.best
k_best: Any = ranking.k_best
find_any: Any = search.find_any


def listed(rows):
    return [tuple(row) for row in rows.tolist()]


@pytest.mark.parametrize("block", range(2))
def test_the_best_and_all_its_ties(block):
    for seed in range(250 * block, 250 * block + 250):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        objective = some_objective(rng, instance)
        found, expected = best(instance, objective, walker=ProgramWalk), ranked(instance, objective)
        assert (found.is_proven, found.are_first) == (True, True), seed
        greatest = expected[0][0] if expected else None
        assert found.value == found.bound == greatest, seed
        assert listed(found.combinations) == [entry for value, entry in expected if value == greatest], seed


def test_the_k_best_and_whether_any_counts():
    for seed in range(100):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        objective = some_objective(rng, instance)
        found, expected = k_best(instance, objective, 3, walker=ProgramWalk), ranked(instance, objective)[:3]
        assert listed(found.combinations) == [combination for _, combination in expected], seed
        assert found.is_proven
        some = find_any(instance, walker=ProgramWalk)
        assert some.status == ("found" if combinations(instance) else "none"), seed


@pytest.mark.parametrize("parties", [2, 4])
@pytest.mark.parametrize("leximin", [True, False])
def test_large_spaces_are_searched_alike(parties, leximin):
    instance = opposed(30, parties, seed=parties)
    even = LeastRatio([0] * parties, [1] * parties, leximin=leximin)
    for objective in (Product([0] * parties), even, WeightedSum([1] * parties)):
        found, other = best(instance, objective, walker=ProgramWalk), best(instance, objective)
        assert (found.value, found.is_proven) == (other.value, other.is_proven)
        assert listed(found.combinations) == listed(other.combinations)


def even_split():
    """Numbers beyond what a program holds whole, one of two parties getting each."""
    mine = np.random.default_rng(5).integers(10**10, 10**12, 9)
    values = np.zeros((9, 2, 2), dtype=np.int64)
    values[:, 0, 0] = values[:, 1, 1] = mine
    return Instance(values=values, sizes=(2,) * 9)


def test_what_only_the_slack_lets_in_is_left_out(monkeypatch):
    monkeypatch.setattr(program_walk, "_SLACK", 1e8)
    instance, even = even_split(), LeastRatio((0, 0), (1, 1))
    found = best(instance, even, walker=ProgramWalk)
    assert found.is_proven
    assert found.value == ranked(instance, even)[0][0]


def test_more_boxes_than_bits_of_a_word():
    boxes = [{0: [first], 1: [second]} for first in range(9) for second in range(9) if (first, second) != (3, 5)]
    instance = Instance(values=np.ones((2, 9, 1), dtype=np.int64), sizes=(9, 9), forbidden=boxes)
    assert len(boxes) > 62
    found = best(instance, WeightedSum((1,)), walker=ProgramWalk)
    assert (listed(found.combinations), found.is_proven) == ([(3, 5)], True)


@pytest.mark.parametrize("walker", [None, ProgramWalk])
def test_a_search_whose_time_is_up_has_a_bound(walker):
    instance = opposed(30, 6, seed=2)
    past = time.monotonic() - 1
    walker = walker and functools.partial(walker, until=past)
    for objective in (LeastRatio([0] * 6, [1] * 6), LeastRatio([0] * 6, [1] * 6, leximin=True)):
        found, proven = best(instance, objective, walker=walker, until=past), best(instance, objective)
        assert (found.is_proven, proven.is_proven) == (False, True)
        assert found.value <= proven.value <= found.bound
    alone = best(instance, LeastRatio([0] * 6, [1] * 6), walker=functools.partial(ProgramWalk, until=past))
    assert not alone.is_proven
    ranking_found = k_best(instance, LeastRatio([0] * 6, [1] * 6), 5, walker=walker, until=past)
    assert not ranking_found.is_proven
    floors = [int(proven.value[0]) + 1] * 6
    tight = Instance(values=instance.values, sizes=instance.sizes, floors=floors)
    assert find_any(tight, walker=walker, until=past).status == "undecided"


def test_a_search_with_time_enough_is_proved():
    instance, later = opposed(20, 4, seed=2), time.monotonic() + 3600
    even = LeastRatio([0] * 4, [1] * 4)
    assert best(instance, even, until=later) == best(instance, even)
    assert k_best(instance, even, 5, until=later) == k_best(instance, even, 5)
    assert best(instance, even, walker=functools.partial(ProgramWalk, until=later)).value == best(instance, even).value


def test_a_program_that_is_given_up_uses_up_the_walk(monkeypatch):
    given_up = Answer(status="limit", values=None, objective=0.0, bound=0.0, is_proven=False)
    monkeypatch.setattr(program_walk, "minimise", lambda program, **options: given_up)
    found = best(opposed(20, 6, seed=2), LeastRatio([0] * 6, [1] * 6), walker=ProgramWalk)
    assert not found.is_proven
    assert found.value <= found.bound


def test_the_ratios_of_some_parties():
    for seed in range(120):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        parties = instance.values.shape[2]
        named = sorted(rng.permutation(parties)[: int(rng.integers(1, parties + 1))].tolist())
        base, scale = rng.integers(-3, 4, parties), rng.integers(1, 4, parties)
        found = best(instance, LeastRatio(base, scale, leximin=bool(seed % 2), parties=named), max_ties=10**6)
        alone = LeastRatio(base[named], scale[named], leximin=bool(seed % 2))
        cut = Instance(values=instance.values[:, :, named], sizes=instance.sizes, forbidden=instance.forbidden)
        kept = {combination for combination, _ in combinations(instance)}
        expected = [pair for pair in ranked(cut, alone) if pair[1] in kept]
        assert found.value == (expected[0][0] if expected else None), seed
        ties = [combination for value, combination in expected if value == found.value]
        assert listed(found.combinations) == ties, seed
    with pytest.raises(ValueError, match="expected indices below 2"):
        best(even_split(), LeastRatio((0, 0), (1, 1), parties=(2,)))


def test_more_ties_of_the_last_value_than_asked_for():
    for seed in range(100):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        objective, more = some_objective(rng, instance), int(rng.choice([0, 2, 1000]))
        found, expected = k_best(instance, objective, 3, more_ties=more), ranked(instance, objective)
        last = expected[:3][-1:]
        ties = [pair for pair in expected[3:] if pair[0] == last[0][0]][:more]
        assert listed(found.combinations) == [combination for _, combination in [*expected[:3], *ties]], seed


def test_the_longer_walks_get_the_nearer_the_next_level():
    further: Any = seeking._further
    assert further(100, 1000, 10) == further(100, 1000, 1000) == 200
    assert further(100, 1000, 4000) == 100
    assert further(100, 1000, 16000) == 50
    assert further(10**400, 1000, 16000) == 10**400 // 2
    assert further(1, 1, 10**9) == 1
