"""What the proof of a bounded search stands on: bounds that never lose anything, and walks that miss nothing."""

from typing import Any

import numpy as np
import pytest

from negsim.kernels.bounded import walk as walks
from negsim.kernels.bounded.aims import root_up
from negsim.kernels.bounded.bounds import bounds_of
from negsim.kernels.bounded.explore import Ties, ground_of
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio, WeightedProduct
from negsim.kernels.bounded.plan import plan_of
from negsim.kernels.bounded.question import question_of
from negsim.kernels.bounded.walk import BlockWalk, LoopWalk, default_walker
from tests.unit.kernels.bounded.brute import opposed, some_instance, some_objective


def every_choice(table):
    return np.stack([grid.reshape(-1) for grid in np.indices(table.sizes.tolist())], axis=1).astype(np.int64)


def test_no_multipliers_whatever_lose_a_combination_that_reaches_the_level():
    checked = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        question = question_of(instance, some_objective(rng, instance))
        table, aim, columns = question.table, question.aim, len(question.floors)
        goal = np.exp(rng.normal(0, 9, (6, columns))) * (rng.random((6, columns)) < 0.8)
        has_floor = [floor is not None for floor in question.floors]
        hard = np.exp(rng.normal(0, 9, (6, columns))) * has_floor
        goal *= [floor is not None for floor in aim.floors(0, table.ideals)]
        bounds = bounds_of(table, question.floors, goal=goal, hard=hard)
        choices = every_choice(table) if len(instance.sizes) else np.zeros((1, 0), dtype=np.int64)
        totals = table.totals(choices)
        lost = bounds.losses[np.arange(len(table.sizes)), choices].sum(axis=1)
        assert (lost >= np.array(bounds.lost)).all()
        counts = [
            all(floor is None or total >= floor for total, floor in zip(row, question.floors, strict=True))
            for row in totals.tolist()
        ]
        keys = aim.keys(totals)
        for key, spent, is_in in zip(keys, lost, counts, strict=True):
            if key is not None and is_in:
                budgets = bounds.budgets(aim, aim.level(key, above=False))
                assert budgets is not None, seed
                assert (spent <= budgets).all(), seed
                checked += 1
    assert checked > 1_000


@pytest.mark.parametrize("is_sorted", [True, False])
def test_all_walks_find_the_same_leaves_in_the_same_order(is_sorted):
    walkers: list[Any] = [LoopWalk, BlockWalk, default_walker(), lambda plan: BlockWalk(plan, chunk=2)]
    for seed in range(30):
        rng = np.random.default_rng(seed)
        instance = opposed(6, 3, seed=seed, options=3, points=50)
        boxes = [{0: [0, 1], 3: [2]}, {5: [1]}, {issue: [0, 1, 2] for issue in range(3)} | {4: [2]}] * 30
        question = question_of(
            Instance(values=instance.values, sizes=instance.sizes, forbidden=boxes), LeastRatio((0,) * 3, (1,) * 3)
        )
        ground = ground_of(question.table, question.floors, question.aim)
        budgets = ground.bounds.budgets(question.aim, int(rng.integers(5, 20)))
        plan = None if budgets is None else plan_of(ground.bounds, budgets, is_sorted=is_sorted)
        if plan is None or budgets is None:
            continue
        found = []
        for walker in walkers:
            walk, leaves = walker(plan), []
            while not walk.is_over:
                some, _ = walk.advance(budgets - plan.offsets, max_leaves=3, max_nodes=7)
                leaves += some.tolist()
            found.append(leaves)
        assert found[0] == found[1] == found[2] == found[3]
        assert all(question.table.are_allowed(plan.choices(np.array(found[0]).reshape(-1, 6))))


def test_without_numba_the_walk_goes_in_blocks(monkeypatch):
    monkeypatch.setattr(walks, "compiled", lambda loop: None)
    assert default_walker() is BlockWalk


def test_with_numba_the_walk_is_compiled(monkeypatch):
    monkeypatch.setattr(walks, "compiled", lambda loop: loop)
    assert isinstance(default_walker()(small_plan()), LoopWalk)


def small_plan():
    question = question_of(opposed(3, 2, seed=1), LeastRatio((0, 0), (1, 1)))
    ground = ground_of(question.table, question.floors, question.aim)
    budgets = ground.bounds.budgets(question.aim, 0)
    assert budgets is not None
    plan = plan_of(ground.bounds, budgets, is_sorted=True)
    assert plan is not None
    return plan


@pytest.mark.parametrize("degree", [1, 2, 3, 7, 40])
def test_roots_rounded_up(degree):
    rng = np.random.default_rng(degree)
    for bits in range(1, 1500, 7):
        number = int.from_bytes(rng.bytes(bits // 8 + 1)) >> 3
        root = root_up(number, degree)
        assert root**degree >= number
        assert root == 0 or (root - 1) ** degree < number
        assert root_up(root**degree, degree) == root


def test_a_level_beyond_reach_is_lowered_to_what_bounds_allow():
    instance = opposed(20, 3, seed=2)
    question = question_of(instance, LeastRatio((0,) * 3, (1,) * 3))
    ground = ground_of(question.table, question.floors, question.aim)
    reach, nearly = ground.reach(100_000), ground.reach(100_000, parts=64)
    assert ground.bounds.budgets(question.aim, reach) is not None
    assert ground.bounds.budgets(question.aim, reach + 1) is None
    assert reach <= nearly <= reach + (nearly - 100_000) // 60


def test_a_collection_takes_nothing_below_its_level():
    question = question_of(opposed(3, 2, seed=1), LeastRatio((0, 0), (1, 1)))
    ground = ground_of(question.table, question.floors, question.aim)
    ties = Ties(ground, 9, 10**7)
    choices = np.zeros((1, 3), dtype=np.int64)
    assert not ties.take(choices, question.aim.keys(question.table.totals(choices)))
    ties.offer(choices[0], 0)
    assert ties.best is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"values": [[1, 2]], "sizes": (1,)}, "expected"),
        ({"values": [[[1]], [[2]]], "sizes": (1,)}, "expected 2 numbers"),
        ({"values": [[[1]]], "sizes": (2,)}, "between 1 and 1"),
        ({"values": [[[1]]], "sizes": (0,)}, "between 1 and 1"),
        ({"values": [[[1]]], "sizes": (1,), "floors": (1, 2)}, "2 floors for 1 parties"),
        ({"values": [[[1]]], "sizes": (1,), "forbidden": [{1: [0]}]}, "issue 1"),
        ({"values": [[[1]]], "sizes": (1,), "forbidden": [{0: [1]}]}, "not all there"),
    ],
)
def test_instances_that_do_not_fit_together(given, message):
    with pytest.raises(ValueError, match=message):
        Instance(**given)


def test_objectives_that_mean_nothing():
    with pytest.raises(ValueError, match="above 0"):
        LeastRatio((0,), (0,))
    with pytest.raises(ValueError, match="below 0"):
        WeightedProduct((0,), (-1,))
