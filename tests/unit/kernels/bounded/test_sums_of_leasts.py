"""Sums of groups' leasts, and efficient vectors of what groups lose, against looking at every combination."""

from typing import Any

import numpy as np
import pytest

from negsim.kernels.bounded import efficient, efficient_walk
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import SumOfLeasts
from negsim.kernels.bounded.question import question_of
from negsim.kernels.bounded.search import best
from negsim.kernels.bounded.walk import BlockWalk, LoopWalk
from tests.unit.kernels.bounded.brute import combinations, some_instance


def split(rng, columns):
    """Return columns in groups at random."""
    order = rng.permutation(columns).tolist()
    cuts = sorted({0, *rng.integers(0, columns, 3).tolist()})
    return [order[start:end] for start, end in zip(cuts, [*cuts[1:], columns], strict=True)]


@pytest.mark.parametrize("block", range(2))
def test_the_greatest_sum_and_its_ties(block):
    for seed in range(150 * block, 150 * block + 150):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        parties = instance.values.shape[2]
        largest = int(np.abs(instance.values).max(initial=1))
        groups = split(rng, parties)[: int(rng.integers(1, 4))]
        base = rng.integers(-largest, largest + 1, parties).tolist()
        weights = (rng.integers(1, 4, len(groups)) * int(rng.choice([1, 10**6, 10**15]))).tolist()
        found = best(
            instance, SumOfLeasts(base=base, groups=groups, weights=weights), walker=[BlockWalk, LoopWalk][seed % 2]
        )
        values = [
            (
                sum(
                    weight * min(totals[at] - base[at] for at in group)
                    for group, weight in zip(groups, weights, strict=True)
                ),
                combination,
            )
            for combination, totals in combinations(instance)
        ]
        greatest = max((value for value, _ in values), default=None)
        assert found.is_proven
        assert (found.value, found.bound) == (greatest, greatest), seed
        assert list(map(tuple, found.combinations.tolist())) == sorted(
            combination for value, combination in values if value == greatest
        ), seed


def test_a_search_that_gives_up_has_a_bound():
    mine = np.random.default_rng(3).integers(10**8, 10**9, 14)
    values = np.zeros((14, 2, 2), dtype=np.int64)
    values[:, 0, 0] = values[:, 1, 1] = mine
    instance = Instance(values=values, sizes=(2,) * 14)
    objective = SumOfLeasts(base=(0, 0), groups=[(0, 1)], weights=(1,))
    found: Any = best(instance, objective, max_nodes=5)
    assert not found.is_proven
    most: Any = best(instance, objective).value
    assert found.bound >= most >= (found.value or 0)


@pytest.mark.parametrize(
    ("groups", "weights"), [([(0,), (0,)], (1, 1)), ([(0,), ()], (1, 1)), ([(0,)], (1, 1)), ([(0,)], (0,))]
)
def test_groups_that_make_no_sense_are_refused(groups, weights):
    with pytest.raises(ValueError, match="expected"):
        SumOfLeasts(base=(0, 0), groups=groups, weights=weights)


def test_groups_of_parties_that_are_not_there_are_refused():
    instance = Instance(values=[[[1, 2]]], sizes=(1,))
    with pytest.raises(ValueError, match="parties"):
        question_of(instance, SumOfLeasts(base=(0, 0), groups=[(2,)], weights=(1,)))


def least(instance, base, groups, together):
    """Return the vectors that nothing beats, by looking at all."""
    vectors = {
        tuple(max(base[at] - totals[at] for at in group) for group in groups) for _, totals in combinations(instance)
    }
    kept = [
        one
        for one in vectors
        if not any(other != one and all(a <= b for a, b in zip(other, one, strict=True)) for other in vectors)
    ]
    return sorted(vector for vector in kept if together is None or sum(vector) <= together)


@pytest.mark.parametrize("way", ["blocks", "plain", "default"])
def test_efficient_vectors(way, monkeypatch):
    if way == "plain":
        monkeypatch.setattr(efficient, "compiled", lambda loop: loop)
    for seed in range(150):
        rng = np.random.default_rng(seed)
        issues, options, columns = int(rng.integers(0, 5)), int(rng.integers(1, 5)), int(rng.integers(1, 7))
        largest = int(rng.choice([2, 5, 1000, 2**40]))
        instance = Instance(
            values=rng.integers(-largest, largest // 2 + 1, (issues, options, columns)),
            sizes=rng.integers(1, options + 1, issues),
            floors=rng.integers(-4 * largest, largest, columns) if rng.random() < 0.5 else None,
        )
        groups, base = split(rng, columns), rng.integers(-2, largest, columns).tolist()
        together = int(rng.integers(-largest, 4 * largest)) if rng.random() < 0.5 else None
        found = efficient.efficient_vectors(
            instance, base, groups, together=together, max_vectors=500, max_nodes=10**6, is_compiled=way != "blocks"
        )
        assert found is not None
        assert list(map(tuple, found.tolist())) == least(instance, base, groups, together), seed


def wide(parts=6):
    rng = np.random.default_rng(1)
    return Instance(values=rng.integers(0, 50, (parts, 4, 3)), sizes=(4,) * parts)


@pytest.mark.parametrize("way", ["blocks", "plain", "default"])
def test_what_is_too_much_to_list_is_not_listed(way, monkeypatch):
    monkeypatch.setattr(efficient, "_AT_ONCE", 50)
    if way == "plain":
        monkeypatch.setattr(efficient, "compiled", lambda loop: loop)
    settings: dict[str, Any] = {"base": (99, 99, 99), "groups": [[0], [1], [2]], "is_compiled": way != "blocks"}
    found = efficient.efficient_vectors(wide(), max_vectors=10_000, max_nodes=10**7, **settings)
    assert found is not None
    assert len(found) > 20
    assert efficient.efficient_vectors(wide(), max_vectors=20, max_nodes=10**7, **settings) is None
    assert efficient.efficient_vectors(wide(), max_vectors=10_000, max_nodes=100, **settings) is None
    assert efficient.efficient_vectors(wide(), max_vectors=10_000, max_nodes=10**7, until=0.0, **settings) is None
    settings["base"] = (2**60, 0, 0)
    assert efficient.efficient_vectors(wide(), max_vectors=10_000, max_nodes=10**7, **settings) is None


def test_long_blocks_are_walked_a_chunk_at_a_time(monkeypatch):
    monkeypatch.setattr(efficient_walk, "_CHUNK", 3)
    settings: dict[str, Any] = {"base": (99, 99, 99), "groups": [[0], [1, 2]], "max_vectors": 1000, "max_nodes": 10**7}
    blocks = efficient.efficient_vectors(wide(5), is_compiled=False, **settings)
    loop = efficient.efficient_vectors(wide(5), is_compiled=True, **settings)
    assert blocks is not None
    assert loop is not None
    assert blocks.tolist() == loop.tolist()


@pytest.mark.parametrize("spoiled", [{"forbidden": [{0: [0]}]}, {}])
def test_boxes_and_columns_in_no_group_are_refused(spoiled):
    instance = Instance(values=[[[1, 2]]], sizes=(1,), **spoiled)
    with pytest.raises(ValueError, match="expected neither"):
        efficient.efficient_vectors(instance, (0, 0), [[0]] if not spoiled else [[0], [1]], max_vectors=1, max_nodes=1)
