"""Bounded search against looking at every combination, and against itself at sizes where that is out of reach."""

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels.bounded import leximin, ranking, search, seeking
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio, Product, WeightedProduct, WeightedSum
from negsim.kernels.bounded.search import find_any
from negsim.kernels.bounded.walk import BlockWalk, LoopWalk, default_walker
from tests.unit.kernels.bounded.brute import combinations, opposed, ranked, some_instance, some_objective

best: Any = search.best
k_best: Any = ranking.k_best
WALKERS: dict[str, Any] = {"blocks": BlockWalk, "plain": LoopWalk}


@pytest.fixture(params=[*WALKERS, "default"])
def walker(request):
    return WALKERS.get(request.param) or default_walker()


def listed(rows):
    return [tuple(row) for row in rows.tolist()]


@pytest.mark.parametrize("block", range(3))
def test_the_best_and_all_its_ties(block, monkeypatch):
    for seed in range(150 * block, 150 * block + 150):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        objective, walker = some_objective(rng, instance), [BlockWalk, LoopWalk, None][seed % 3]
        most = int(rng.choice([1, 2, 1000]))
        monkeypatch.setattr(leximin, "FEW", int(rng.choice([1, 1000])))
        monkeypatch.setattr(seeking, "SHORT", int(rng.choice([3, 20_000])))
        found, expected = best(instance, objective, max_ties=most, walker=walker), ranked(instance, objective)
        assert (found.is_proven, found.are_first) == (True, True), seed
        greatest = expected[0][0] if expected else None
        ties = [combination for value, combination in expected if value == greatest]
        assert found.value == found.bound == greatest, seed
        assert listed(found.combinations) == ties[:most], seed
        assert found.count == len(ties) if found.is_count_complete else found.count <= len(ties), seed
        assert found.is_count_complete or most < 1000, seed


@pytest.mark.parametrize("block", range(2))
def test_the_k_best(block):
    for seed in range(150 * block, 150 * block + 150):
        rng = np.random.default_rng(seed)
        instance = some_instance(rng)
        objective, walker = some_objective(rng, instance), [BlockWalk, LoopWalk, None][seed % 3]
        k = int(rng.choice([1, 2, 5, 30]))
        found, expected = k_best(instance, objective, k, walker=walker), ranked(instance, objective)[:k]
        assert (found.is_proven, found.are_first) == (True, True), seed
        assert list(found.values) == [value for value, _ in expected], seed
        assert listed(found.combinations) == [combination for _, combination in expected], seed
        assert len(found) == len(expected)


def test_whether_any_combination_counts():
    for seed in range(300):
        instance = some_instance(np.random.default_rng(seed))
        found, expected = find_any(instance, walker=[BlockWalk, LoopWalk, None][seed % 3]), combinations(instance)
        assert found.status == ("found" if expected else "none"), seed
        assert found.combination in [combination for combination, _ in expected] or not expected, seed


def knapsack(*, seed, issues=14):
    """Two totals that add up to a constant: bounds say nothing about which sums there are."""
    mine = np.random.default_rng(seed).integers(10**8, 10**9, issues)
    values = np.zeros((issues, 2, 2), dtype=np.int64)
    values[:, 0, 0] = values[:, 1, 1] = mine
    return Instance(values=values, sizes=(2,) * issues), int(mine.sum())


def test_a_walk_decides_where_bounds_cannot(walker, monkeypatch):
    monkeypatch.setattr(search, "SHORT", 10)
    instance, total = knapsack(seed=1)
    statuses = []
    for low in (0, 6_000, 500_000):
        middle = total // 2 + low
        narrow = attrs.evolve(instance, floors=(middle - 2_000, total - middle - 2_000))
        found = find_any(narrow, walker=walker)
        statuses.append(found.status)
        assert (found.status == "found") == bool(combinations(narrow))
        assert found.status == "none" or narrow.totals(np.array([found.combination])).min() >= 0
    assert set(statuses) <= {"found", "none"}


def test_a_search_that_runs_out_of_nodes_says_so(walker, monkeypatch):
    monkeypatch.setattr(seeking, "SHORT", 10)
    instance, total = knapsack(seed=1)
    floors = (total // 2, total - total // 2)
    assert find_any(attrs.evolve(instance, floors=floors), max_nodes=50, walker=walker).status == "undecided"
    for objective in (LeastRatio((0, 0), (1, 1)), Product((0, 0)), LeastRatio((0, 0), (1, 1), leximin=True)):
        full, cut = best(instance, objective, walker=walker), best(instance, objective, max_nodes=50, walker=walker)
        assert full.is_proven
        assert (cut.is_proven, cut.is_count_complete, cut.are_first) == (False, False, False)
        assert cut.value <= full.value <= cut.bound
        assert len(cut.combinations) >= 1
        short, long = (k_best(instance, objective, 9, max_nodes=limit, walker=walker) for limit in (50, 10**9))
        assert (long.is_proven, short.is_proven) == (True, False)
        assert long.values[0] <= short.bound
        assert all(mine <= theirs for mine, theirs in zip(short.values, long.values, strict=False))


def test_out_of_nodes_with_nothing_found(walker):
    instance, total = knapsack(seed=1)
    tight = attrs.evolve(instance, floors=(total // 2, total - total // 2))
    for objective in (LeastRatio((0, 0), (1, 1)), LeastRatio((0, 0), (1, 1), leximin=True)):
        found = best(tight, objective, max_nodes=50, walker=walker)
        assert (found.value, found.count, found.is_proven) == (None, 0, False)
        assert found.bound is not None
    ranking = k_best(tight, LeastRatio((0, 0), (1, 1)), 3, max_nodes=50, walker=walker)
    assert (len(ranking), ranking.is_proven) == (0, False)
    assert ranking.bound is not None


def test_the_best_is_proved_and_the_k_best_run_out_of_nodes():
    instance, nash = opposed(12, 3, seed=4), Product((200_000,) * 3)
    proved = best(instance, nash)
    found = k_best(instance, nash, 100_000, max_nodes=4 * proved.nodes)
    assert (found.is_proven, found.bound, found.values[0]) == (False, proved.value, proved.value)


def test_leximin_with_too_many_ways_to_follow_gives_a_bound(monkeypatch, walker):
    monkeypatch.setattr(leximin, "FEW", 1)
    monkeypatch.setattr(leximin, "MAX_WAYS", 1)
    instance = Instance(values=[[[0, 1], [1, 0], [0, 0]]] * 16, sizes=(3,) * 16)
    found = best(instance, LeastRatio((0, 0), (1, 1), leximin=True), max_ties=1, walker=walker)
    assert (found.value, found.bound, found.is_proven) == ((8, 8), (8, 16), False)


def test_options_that_nothing_tells_apart_are_counted_together(walker):
    values = np.zeros((100, 5, 2), dtype=np.int64)
    values[0, 1], values[1, 4] = (3, 1), (0, 2)
    instance = Instance(values=values, sizes=(5,) * 100)
    found = best(instance, Product((0, 0)), max_ties=2, walker=walker)
    assert (found.value, found.count, found.is_count_complete) == (9, 5**98, True)
    assert listed(found.combinations) == [(1, 4, *[0] * 98), (1, 4, *[0] * 97, 1)]
    ranking = k_best(instance, LeastRatio((0, 0), (1, 1)), 3, walker=walker)
    assert ranking.values == (3, 3, 3)
    assert listed(ranking.combinations)[2] == (1, 4, *[0] * 97, 2)


def test_the_first_of_more_ties_than_are_listed(walker):
    instance = Instance(values=[[[0, 1], [1, 0]]] * 16, sizes=(2,) * 16)
    for objective in (Product((0, 0)), LeastRatio((0, 0), (1, 1)), LeastRatio((0, 0), (1, 1), leximin=True)):
        found = best(instance, objective, max_ties=3, walker=walker)
        assert listed(found.combinations) == [
            (0,) * 8 + (1,) * 8,
            (*(0,) * 7, 1, 0, *(1,) * 7),
            (*(0,) * 7, 1, 1, 0, *(1,) * 6),
        ]
        assert (found.is_proven, found.are_first, found.is_count_complete) == (True, True, False)
        assert listed(k_best(instance, objective, 3, walker=walker).combinations) == listed(found.combinations)


def test_the_first_of_ties_is_not_the_first_met(walker):
    values = [[[-1, 0, -1, -1], [-1, 1, 1, 0], [-1, 1, -1, 1]], [[0, 0, 0, 0], [-1, 1, 0, 0], [1, -1, 0, -1]]]
    instance, objective = Instance(values=values, sizes=(3, 3)), LeastRatio((1, -1, -1, -1), (2, 2, 7, 7))
    assert listed(k_best(instance, objective, 1, walker=walker).combinations) == [ranked(instance, objective)[0][1]]


def test_ties_whose_order_is_not_reached_are_listed_all_the_same(monkeypatch):
    for module in (search, ranking, leximin):
        monkeypatch.setattr(module, "first_ties", lambda *_, **__: ([], False, 7))
    instance = Instance(values=[[[0, 1], [1, 0]]] * 16, sizes=(2,) * 16)
    for objective in (Product((0, 0)), LeastRatio((0, 0), (1, 1), leximin=True)):
        found = best(instance, objective, max_ties=3)
        assert (len(found.combinations), found.is_proven, found.are_first) == (3, True, False)
        assert (instance.totals(found.combinations) == 8).all()
        ranked_ = k_best(instance, objective, 3)
        assert (len(ranked_), ranked_.is_proven, ranked_.are_first) == (3, True, False)
        assert (instance.totals(ranked_.combinations) == 8).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_party_renamed_an_issue_added_and_points_scaled_change_nothing(seed):
    instance = opposed(40, 4, seed=seed)
    nash, least = Product((300_000,) * 4), LeastRatio((0,) * 4, (1, 2, 3, 2))
    turned = attrs.evolve(instance, values=instance.values[::-1, ::-1, [2, 0, 3, 1]])
    wider = attrs.evolve(
        instance, values=np.concatenate([instance.values, instance.values[:1] * 0 + 7]), sizes=(5,) * 41
    )
    found = best(instance, nash)
    assert best(turned, nash).value == found.value
    assert (4 - best(turned, nash).combinations[0, ::-1]).tolist() == found.combinations[0].tolist()
    more = best(wider, Product((300_007,) * 4))
    assert (more.value, more.count) == (found.value, 5 * found.count)
    scaled = attrs.evolve(instance, values=instance.values * 2**30)
    assert best(scaled, Product((300_000 * 2**30,) * 4)).value == found.value * 2**120
    assert best(scaled, least).value == best(instance, least).value * 2**30
    assert best(scaled, nash, walker=BlockWalk).value == best(scaled, nash).value


@pytest.mark.parametrize("parties", [2, 5])
def test_the_optimum_of_a_large_space_is_what_no_better_combination_beats(parties):
    instance = opposed(100, parties, seed=parties)
    for objective in (Product((200_000,) * parties), LeastRatio((0,) * parties, (1,) * parties)):
        found, blocks = best(instance, objective), best(instance, objective, walker=BlockWalk)
        assert found.is_proven
        assert (found.value, listed(found.combinations)) == (blocks.value, listed(blocks.combinations))
    level = found.value
    assert isinstance(level, Fraction)
    reached = attrs.evolve(instance, floors=(int(level),) * parties)
    assert find_any(reached).status == "found"
    assert find_any(attrs.evolve(instance, floors=(int(level) + 1,) * parties)).status == "none"
    leximin_of = best(instance, LeastRatio((0,) * parties, (1,) * parties, leximin=True))
    assert leximin_of.value[0] == level
    assert listed(leximin_of.combinations) == listed(found.combinations) or found.count > 1


def test_the_k_best_of_a_large_space_begin_with_the_best():
    instance, nash = opposed(30, 3, seed=5), Product((300_000,) * 3)
    first, more = k_best(instance, nash, 20), k_best(instance, nash, 50, walker=BlockWalk)
    assert first.values == more.values[:20]
    assert listed(first.combinations) == listed(more.combinations)[:20]
    assert first.values[0] == best(instance, nash).value
    without = attrs.evolve(instance, forbidden=[dict(enumerate([option] for option in first.combinations[0]))])
    assert k_best(without, nash, 19).values == first.values[1:]


def test_values_wider_than_machine_integers():
    values = np.full((3, 2, 4), 2**50, dtype=np.int64)
    values[:, 1] -= [[1, 2, 3, 4], [2, 1, 4, 3], [1, 1, 1, 1]]
    found = best(Instance(values=values, sizes=(2, 2, 2)), WeightedProduct((-5,) * 4, (9, 8, 7, 6)))
    assert found.value == (3 * 2**50 + 5) ** 30
    assert listed(found.combinations) == [(0, 0, 0)]
    ratio = best(Instance(values=values, sizes=(2, 2, 2)), LeastRatio((1,) * 4, (2**70 + 1, 2**71, 3, 7)))
    assert ratio.value == Fraction(3 * 2**50 - 1, 2**71)


def test_a_zone_without_combinations_has_no_best(walker):
    instance = Instance(values=[[[1, 0], [0, 1]]], sizes=(2,), floors=(1, 1))
    for objective in (Product((0, 0)), LeastRatio((0, 0), (1, 1), leximin=True), WeightedSum((1, 1))):
        found, ranking = best(instance, objective, walker=walker), k_best(instance, objective, 2, walker=walker)
        assert (found.value, found.count, found.bound, found.is_proven) == (None, 0, None, True)
        assert found.combinations.shape == (0, 1)
        assert (len(ranking), ranking.bound, ranking.is_proven) == (0, None, True)
    assert best(instance, Product((2, 0))).value is None


def test_no_issue():
    instance = Instance(values=np.zeros((0, 1, 2), dtype=np.int64), sizes=())
    assert find_any(instance).combination == ()
    assert best(instance, LeastRatio((-1, -2), (1, 1))).value == 1
    assert best(instance, Product((-1, -2))).combinations.shape == (1, 0)
    assert find_any(attrs.evolve(instance, floors=(1, 0))).status == "none"
    assert find_any(attrs.evolve(instance, forbidden=[{}])).status == "none"


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        (Product((0,)), "one for each"),
        (Product((0, 0), parties=(2,)), "indices below 2"),
        (Product((0, 0), parties=()), "looks at no party"),
        (WeightedProduct((0, 0), (1,)), "one for each"),
        (WeightedProduct((0, 0), (0, 0)), "looks at no party"),
        (LeastRatio((0, 0), (1,)), "one for each"),
        (WeightedSum((1,)), "one for each"),
    ],
)
def test_an_objective_that_does_not_fit_the_instance(objective, message):
    with pytest.raises(ValueError, match=message):
        best(Instance(values=[[[1, 2]]], sizes=(1,)), objective)


def test_what_is_too_large_is_refused():
    instance = Instance(values=[[[1, 2**40]]], sizes=(1,))
    with pytest.raises(TooLargeError, match="sum of exponents"):
        best(instance, WeightedProduct((0, 0), (1000, 1)))
    with pytest.raises(TooLargeError, match="largest total"):
        best(instance, WeightedSum((0, 2**40)))
    with pytest.raises(TooLargeError, match="largest total"):
        Instance(values=[[[2**51]], [[2**51 + 1]]], sizes=(1, 1))
    with pytest.raises(ValueError, match="at least 1"):
        k_best(instance, WeightedSum((1, 1)), 0)
