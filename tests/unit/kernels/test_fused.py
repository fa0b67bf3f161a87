"""Many draws over all combinations, against going through them one by one."""

from typing import Any

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels import fused, fused_choice, fused_draws
from negsim.kernels.compiling import compiled
from negsim.kernels.fused import NO_FLOOR, accepted
from negsim.kernels.fused_choice import best_rows, chosen
from negsim.kernels.fused_loops import count
from tests.unit.kernels.drawn_blocks import picked, reaching, small_draws

RULES: tuple[fused_choice.Pick, ...] = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")


@pytest.fixture(params=["in blocks", "by the loop", "compiled"])
def way(request, monkeypatch):
    """How the kernels go about it: the loop is held to account as plain Python, and compiled where numba is there."""
    if request.param == "compiled" and compiled(count) is None:
        pytest.skip("numba is not installed")
    if request.param == "by the loop":
        for module in (fused, fused_choice):
            monkeypatch.setattr(module, "compiled", lambda loop: loop)
    return {"is_compiled": request.param != "in blocks"}


def others(given):
    """Return what the kernels are given by keyword."""
    return {name: entry for name, entry in given.items() if name != "points"}


def holds_for_counts(given, way, **more):
    expected = [reaching(given, draw) for draw in range(6)]
    numbers = range(len(expected[0]))
    found = accepted(given["points"], **others(given), by_party=True, **more, **way)
    assert found.in_zone.tolist() == [sum(taken for _, taken in own) for own in expected]
    assert found.by_package.tolist() == [sum(own[number][1] for own in expected) for number in numbers]
    assert found.by_party is not None
    assert found.by_party.tolist() == [
        [sum(own[number][0][party] for own in expected) for number in numbers] for party in range(len(given["points"]))
    ]
    alone = accepted(given["points"], **others(given), **more, **way)
    assert alone.by_party is None
    assert alone.by_package.tolist() == found.by_package.tolist()


def holds_for_rules(given, way, *, scales, references=None, **more):
    counted = np.where(given["floors"] > NO_FLOOR, given["floors"], 0) if references is None else references
    for rule in RULES:
        expected = [picked(given, draw, rule=rule, scales=scales, references=counted) for draw in range(6)]
        asked = {"rule": rule, "scales": scales, "references": references}
        found = chosen(given["points"], **others(given), **asked, **more, **way)
        assert found.package.tolist() == [min(own, default=-1) for own in expected], rule
        assert found.ties.tolist() == [len(own) for own in expected], rule


@pytest.mark.parametrize("wide", [1, 2**40])
def test_every_combination_in_every_draw(way, wide):
    rng = np.random.default_rng(wide)
    for _ in range(20):
        holds_for_counts(small_draws(rng, wide=wide), way)


@pytest.mark.parametrize("wide", [1, 2**40])
def test_what_rules_pick_in_every_draw(way, wide):
    rng = np.random.default_rng(wide + 1)
    for _ in range(20):
        given = small_draws(rng, wide=wide)
        holds_for_rules(given, way, scales=rng.integers(1, 5, len(given["points"])).tolist())


def test_gains_counted_from_elsewhere_than_floors(way):
    rng = np.random.default_rng(5)
    for _ in range(20):
        given = small_draws(rng)
        references = rng.integers(-20, 20, given["floors"].shape)
        holds_for_rules(given, way, scales=[1] * len(references), references=references)


@pytest.mark.parametrize("tail", [1, 2, 6])
def test_first_issues_are_gone_through_one_choice_after_the_other(way, tail, monkeypatch):
    monkeypatch.setattr(fused_draws, "_TAIL", tail)
    monkeypatch.setattr(fused_draws, "_FEW", 2)
    monkeypatch.setattr(fused_draws, "_LASTS", 3)
    rng = np.random.default_rng(tail)
    for _ in range(8):
        given = small_draws(rng)
        holds_for_counts(given, way, max_bytes=2**13)
        holds_for_rules(given, way, scales=[2] * len(given["points"]), max_bytes=1)


def test_where_very_many_tie_whole_arrays_tell(way, monkeypatch):
    monkeypatch.setattr(fused_choice, "_ROOM", 2)
    rng = np.random.default_rng(7)
    for _ in range(8):
        given = small_draws(rng)
        given["points"] = [points // 3 for points in given["points"]]
        holds_for_rules(given, way, scales=[1] * len(given["points"]))


def test_parties_that_ask_for_nothing(way):
    nobody = accepted([], sizes=[2, 3], floors=np.zeros((0, 4), dtype=np.int64), **way)
    assert nobody.in_zone.tolist() == [6] * 4
    assert nobody.by_package.tolist() == [4] * 6
    for rule in RULES:
        found = chosen([], sizes=[2], floors=np.zeros((0, 3), dtype=np.int64), rule=rule, scales=[], **way)
        assert (found.package.tolist(), found.ties.tolist()) == ([0] * 3, [2] * 3)
    none = accepted([np.zeros((0, 3), dtype=np.int64)], sizes=[3], floors=np.zeros((1, 0), dtype=np.int64), **way)
    assert (none.in_zone.tolist(), none.by_package.tolist()) == ([], [0, 0, 0])


def test_more_draws_than_a_byte_counts(way):
    rng = np.random.default_rng(3)
    points = [rng.integers(0, 1000, (300, 15)) for _ in range(3)]
    found = accepted(points, sizes=[7, 8], floors=np.full((3, 300), 800), **way)
    expected = [(points[0][:, :7, None] + points[0][:, None, 7:] >= 800).reshape(300, 56)]
    expected += [(own[:, :7, None] + own[:, None, 7:] >= 800).reshape(300, 56) for own in points[1:]]
    taken = np.logical_and.reduce(expected)
    assert (found.in_zone == taken.sum(axis=1)).all()
    assert (found.by_package == taken.sum(axis=0)).all()


def test_compiled_and_in_blocks_are_alike_where_there_are_many_packages():
    if compiled(count) is None:
        pytest.skip("numba is not installed")
    rng = np.random.default_rng(4)
    points, sizes = [rng.integers(0, 1000, (9, 55)) for _ in range(3)], [4, 20, 16, 15]
    given: dict[str, Any] = {"sizes": sizes, "floors": np.full((3, 9), 2600)}
    one, other = (accepted(points, **given, is_compiled=way) for way in (True, False))
    assert (one.in_zone == other.in_zone).all()
    assert (one.by_package == other.by_package).all()
    for rule in RULES:
        first, second = (
            chosen(points, **given, rule=rule, scales=[1000] * 3, is_compiled=way) for way in (True, False)
        )
        assert (first.package == second.package).all()
        assert (first.ties == second.ties).all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"floors": np.zeros(3, dtype=np.int64)}, "expected .parties, draws"),
        ({"floors": np.zeros((2, 2), dtype=np.int64)}, "points of shape"),
        ({"sizes": [3, 2]}, "points of shape"),
        ({"broken": np.zeros((4, 1), dtype=np.uint64)}, "only one of broken and firm"),
        ({"broken": np.zeros((3, 1), dtype=np.uint64), "firm": np.zeros((2, 1), dtype=np.uint64)}, "broken of shape"),
        ({"broken": np.zeros((4, 1), dtype=np.uint64), "firm": np.zeros((2, 2), dtype=np.uint64)}, "firm of shape"),
        ({"base": [np.zeros(3, dtype=np.int64)]}, "base of shape"),
    ],
)
def test_shapes_that_do_not_agree(changed, said):
    given: dict[str, Any] = {"sizes": [2, 2], "floors": np.zeros((1, 2), dtype=np.int64)} | changed
    with pytest.raises(ValueError, match=said):
        accepted([np.zeros((2, 4), dtype=np.int64)], **given)


@pytest.mark.parametrize(
    ("changed", "kind", "said"),
    [
        ({"rule": "borda"}, ValueError, "rule 'borda'; expected one of nash"),
        ({"scales": [1, 1]}, ValueError, "2 scales for"),
        ({"references": np.zeros((2, 2))}, ValueError, "references of shape"),
        ({"references": np.full((1, 2), 2**61)}, TooLargeError, "comparing gains"),
    ],
)
def test_what_rules_cannot_be_asked(changed, kind, said):
    given: dict[str, Any] = {"sizes": [2], "floors": np.zeros((1, 2), dtype=np.int64), "rule": "nash", "scales": [1]}
    with pytest.raises(kind, match=said):
        chosen([np.zeros((2, 2), dtype=np.int64)], **given | changed)


def test_sums_beyond_what_is_counted():
    with pytest.raises(TooLargeError, match="counting packages over many draws"):
        accepted([np.full((2, 2), 2**61)], sizes=[2], floors=np.zeros((1, 2), dtype=np.int64))


def test_products_of_gains_beyond_floats():
    gains = np.array([[10**15 + 1] * 40, [10**15] * 40, [10**15 + 1] * 40])
    best = np.full(40, 10**15 + 1)
    assert best_rows(gains, best, rule="nash", scales=[1] * 40).tolist() == [0, 2]


def test_inputs_stay_as_they_are(way):
    given = small_draws(np.random.default_rng(11))
    before = [points.copy() for points in given["points"]], given["floors"].copy()
    for array in (*given["points"], given["floors"]):
        array.flags.writeable = False
    accepted(given["points"], **others(given), **way)
    assert all((old == new).all() for old, new in zip(before[0], given["points"], strict=True))
    assert (before[1] == given["floors"]).all()
