"""Least sums and least vectors of what groups lose, by every engine, against looking at every choice."""

from typing import Any

import attrs
import numpy as np
import pytest

from negsim.kernels import least_vectors, leasts, limited
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.least_vectors import Found
from negsim.kernels.leasts import FirstOf, Least, Losses, Programming, Searching, UnsettledError
from negsim.kernels.limited import Gains, Limited, greatest_product
from tests.unit.kernels.bounded.brute import combinations
from tests.unit.kernels.bounded.test_sums_of_leasts import least as least_of
from tests.unit.kernels.bounded.test_sums_of_leasts import split


@attrs.define
class Plain:
    """An engine that lists nothing, so that regions are settled one by one; with few ties listed or many."""

    engine: Any = attrs.field(factory=Searching)

    def together(self, losses, weights):
        return self.engine.together(losses, weights)

    def at_most(self, losses, *, low):
        return self.engine.at_most(losses, low=low)

    def efficient(self, losses, *, together):
        return None


@attrs.define
class Tired(Plain):
    """An engine that gives up after some answers."""

    left: int = 0

    def together(self, losses, weights):
        self.left -= 1
        return self.engine.together(losses, weights) if self.left >= 0 else Least("limit")

    def at_most(self, losses, *, low):
        self.left -= 1
        return self.engine.at_most(losses, low=low) if self.left >= 0 else Least("limit")


def some_losses(rng, *, with_floors=True):
    issues, options, columns = int(rng.integers(1, 5)), int(rng.integers(1, 5)), int(rng.integers(1, 7))
    largest = int(rng.choice([2, 5, 40]))
    floors = rng.integers(-4 * largest, largest, columns) if with_floors and rng.random() < 0.4 else None
    return Losses(
        instance=Instance(
            values=rng.integers(-largest, largest // 2 + 1, (issues, options, columns)),
            sizes=rng.integers(1, options + 1, issues),
            floors=floors,
        ),
        base=rng.integers(-2, largest, columns),
        groups=split(rng, columns),
    )


def vectors_of(losses):
    vectors = least_of(losses.instance, losses.base, losses.groups, None)
    return sorted(vectors, key=lambda vector: (max(vector), sum(vector), vector))


ENGINES: dict[str, Any] = {
    "searching": Searching(),
    "programming": Programming(),
    "first": FirstOf([Tired(), Searching()]),
    "regions": Plain(),
}


@pytest.mark.parametrize("name", ENGINES)
def test_least_sums_and_largest_entries(name):
    engine = ENGINES[name]
    for seed in range(30):
        rng = np.random.default_rng(seed)
        losses = some_losses(rng)
        weights = rng.integers(1, 5, len(losses.groups)).tolist()
        vectors = [losses.vector(combination) for combination, _ in combinations(losses.instance)]
        together, largest = engine.together(losses, weights), engine.at_most(losses, low=max(losses.lows()))
        if not vectors:
            assert (together.status, largest.status) == ("none", "none"), seed
            continue
        sums = [sum(weight * entry for weight, entry in zip(weights, vector, strict=True)) for vector in vectors]
        assert (together.status, together.value, largest.value) == ("found", min(sums), min(map(max, vectors))), seed
        for combination in together.combinations:
            attained = losses.vector(combination)
            assert sum(weight * entry for weight, entry in zip(weights, attained, strict=True)) == min(sums)


@pytest.mark.parametrize(
    ("name", "count"), [("searching", 40), ("programming", 8), ("first", 8), ("regions", 8), ("few ties", 8)]
)
def test_least_vectors_come_in_order(name, count, monkeypatch):
    engine = ENGINES.get(name, Plain())
    if name == "few ties":
        monkeypatch.setattr(leasts, "MAX_TIES", 1)
    for seed in range(count):
        rng = np.random.default_rng(seed)
        losses, most = some_losses(rng), int(rng.integers(0, 5))
        expected = vectors_of(losses)
        assert least_vectors.least_vectors(losses, engine, most=None) == Found(tuple(expected), "all"), seed
        first = least_vectors.least_vectors(losses, engine, most=most)
        assert first.vectors == tuple(expected[:most]), seed
        assert first.status == ("all" if len(expected) <= most else "more"), seed


def long(*, columns=4, parts=5):
    rng = np.random.default_rng(5)
    values = rng.integers(0, 9, (parts, 3, columns))
    return Losses(instance=Instance(values=values, sizes=(3,) * parts), base=[30] * columns, groups=[[0, 1], [2], [3]])


@pytest.mark.parametrize(("most", "summing"), [(2, 30), (4, 3), (8, 10**6), (60, 10**6), (80, 10**6), (10**4, 3)])
def test_vectors_are_the_same_where_walks_are_too_long(most, summing, monkeypatch):
    losses = long()
    expected = vectors_of(losses)
    monkeypatch.setattr(leasts, "MAX_LISTING_NODES", most * 4)
    monkeypatch.setattr(leasts, "MAX_SUMMING_NODES", summing * 4)
    monkeypatch.setattr(leasts, "compiled", lambda loop: None)
    assert least_vectors.least_vectors(losses, Searching(), most=None) == Found(tuple(expected), "all")
    assert least_vectors.least_vectors(losses, Searching(), most=5) == Found(tuple(expected[:5]), "more")


def test_an_engine_that_gives_up_leaves_the_first_vectors(monkeypatch):
    losses = long()
    expected = tuple(vectors_of(losses))
    lengths = set()
    for left in range(0, 60, 12):
        found = least_vectors.least_vectors(losses, Tired(left=left), most=None)
        assert found.status == "limit"
        assert found.vectors == expected[: len(found.vectors)]
        lengths.add(len(found.vectors))
    assert len(lengths) > 2
    monkeypatch.setattr(least_vectors, "MAX_REGIONS", 3)
    assert least_vectors.least_vectors(losses, Plain(), most=None).status == "limit"


def test_searches_that_run_out_are_undecided():
    mine = np.random.default_rng(3).integers(10**8, 10**9, 16)
    values = np.zeros((16, 2, 2), dtype=np.int64)
    values[:, 0, 0] = values[:, 1, 1] = mine
    losses = Losses(instance=Instance(values=values, sizes=(2,) * 16), base=(0, 0), groups=[[0, 1]])
    assert Searching(max_nodes=5).together(losses, (1,)).status == "limit"
    assert Searching(max_nodes=5).at_most(losses, low=losses.lows()[0]).status == "limit"
    # Sums beyond 10^9 are not for floats to decide.
    assert Programming().together(losses, (1,)).status == "limit"
    assert FirstOf([Searching(max_nodes=5), Programming()]).together(losses, (1,)).status == "limit"
    assert Programming(until=0.0).together(long(), (1, 1, 1)).status == "limit"


def test_programs_keep_out_of_boxes_and_what_is_rounded_badly_is_not_taken(monkeypatch):
    instance = Instance(values=[[[3], [1]], [[2], [0]]], sizes=(2, 2), forbidden=[{0: [0], 1: [0]}])
    losses = Losses(instance=instance, base=(5,), groups=[[0]])
    assert Programming().together(losses, (1,)) == Least("found", 2, ((0, 1),))
    for choice in ((0, 0), (1, 1)):
        monkeypatch.setattr(leasts, "chosen", lambda *_, choice=choice: choice)
        assert Programming().together(losses, (1,)).status == "limit"
    low = Losses(instance=Instance(values=[[[3], [1]]], sizes=(2,), floors=(2,)), base=(5,), groups=[[0]])
    monkeypatch.setattr(leasts, "chosen", lambda *_: (1,))
    assert Programming().together(low, (1,)).status == "limit"


def product_key(gains):
    positive = [gain for gain in gains if gain > 0]
    is_whole = min(gains, default=0) >= 0
    return is_whole, int(np.prod(gains)) if is_whole else 0, len(positive), int(np.prod(positive))


@pytest.mark.parametrize("ties", [1, 1000])
def test_the_greatest_product_within_a_limit(ties, monkeypatch):
    monkeypatch.setattr(limited, "MAX_TIES", ties)
    kinds = set()
    for seed in range(120):
        rng = np.random.default_rng(seed)
        losses = some_losses(rng, with_floors=bool(seed % 2))
        columns = range(losses.instance.values.shape[2])
        feasible = [combination for combination, _ in combinations(losses.instance)]
        if not feasible:
            continue
        most = int(rng.choice([sum(losses.vector(combination)) for combination in feasible]))
        gains = Gains(
            columns=[column for column in columns if rng.random() < 0.7],
            base=rng.integers(-6, 2, len(columns)).tolist()[: len(columns)],
            scale=[1] * len(columns),
        )
        gains = attrs.evolve(gains, base=gains.base[: len(gains.columns)], scale=gains.scale[: len(gains.columns)])
        keys = {}
        for combination in feasible:
            if sum(losses.vector(combination)) <= most:
                totals = losses.instance.totals(np.array([combination]))[0].tolist()
                keys[combination] = product_key(
                    [totals[column] - own for column, own in zip(gains.columns, gains.base, strict=True)]
                )
        found = greatest_product(Limited(losses=losses, most=most), gains)
        best = max(keys.values())
        kinds.add((best[0], best[1] > 0))
        attaining = {combination for combination, key in keys.items() if key == best}
        assert attaining & set(found), seed
        assert set(found) <= set(keys), seed
        if ties > 1:
            assert attaining <= set(found), seed
    assert kinds == {(True, True), (True, False), (False, False)}


def test_a_product_is_given_up_where_a_search_is_or_sets_are_too_many(monkeypatch):
    losses = long()
    gains = Gains(columns=range(4), base=[10**6] * 4, scale=[1] * 4)
    tight = Limited(losses=losses, most=sum(vectors_of(losses)[0]), max_nodes=1)
    with pytest.raises(UnsettledError):
        greatest_product(tight, attrs.evolve(gains, base=[0] * 4))
    monkeypatch.setattr(limited, "MAX_SETS", 0)
    monkeypatch.setattr(limited, "MAX_TIES", 1)
    with pytest.raises(UnsettledError):
        greatest_product(Limited(losses=losses, most=10**6), gains)


def test_where_nothing_can_be_chosen_there_is_no_product():
    instance = Instance(values=[[[1]]], sizes=(1,), floors=(2,))
    losses = Losses(instance=instance, base=(0,), groups=[[0]])
    for columns in ([], [0]):
        gains = Gains(columns=columns, base=columns, scale=[1] * len(columns))
        assert greatest_product(Limited(losses=losses, most=5), gains) == ()
