"""Whether the zone of a draw is open, against going through all combinations one by one."""

import itertools
from typing import Any

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels import certificates, certificates_loops
from negsim.kernels.certificates import zone_open
from negsim.kernels.compiling import compiled
from tests.unit.kernels.drawn_blocks import NO_FLOOR, reaching, small_draws


@pytest.fixture(params=["in blocks", "by the loops", "compiled"])
def way(request, monkeypatch):
    """How draws are decided: the loops are held to account as plain Python, and compiled where numba is there."""
    if request.param == "compiled" and compiled(certificates_loops.certify) is None:
        pytest.skip("numba is not installed")
    if request.param == "by the loops":
        monkeypatch.setattr(certificates, "compiled", lambda loop: loop)
    return {"is_compiled": request.param != "in blocks"}


def some_draws(rng, *, wide=1, draws=6, banned=0.1):
    given = small_draws(rng, wide=wide, draws=draws)
    given |= {"broken": None, "firm": None, "base": None}
    given["allowed"] = rng.random((draws, sum(given["sizes"]))) >= banned
    return given


def holds(given, found):
    """Check verdicts against all combinations, and that what stands for an open draw is one of those that reach it."""
    for draw in range(len(found.verdict)):
        choices = list(itertools.product(*map(range, given["sizes"])))
        starts = np.cumsum([0, *given["sizes"][:-1]])
        open_choices = [
            choice
            for choice, (_, is_taken) in zip(choices, reaching(given, draw), strict=True)
            if is_taken and given["allowed"][draw, starts + np.array(choice)].all()
        ]
        assert found.verdict[draw] == bool(open_choices)
        expected = open_choices or [(-1,) * len(starts)]
        assert tuple(found.choice[draw].tolist()) in expected


def asked(given, way, **more):
    wanted = ("sizes", "floors", "allowed")
    return zone_open(given["points"], **{name: given[name] for name in wanted}, **more, **way)


@pytest.mark.parametrize("wide", [1, 2**45])
def test_every_draw_is_decided_as_going_through_all_combinations_does(way, wide):
    rng = np.random.default_rng(wide)
    searched = 0
    for _ in range(40):
        given = some_draws(rng, wide=wide)
        found = asked(given, way)
        holds(given, found)
        assert found.by_certificate + found.by_search + found.by_program == len(found.verdict)
        assert found.undecided == 0
        searched += found.by_search
    assert searched


def test_draws_beyond_one_chunk(way, monkeypatch):
    monkeypatch.setattr(certificates, "_AT_ONCE", 4)
    given = some_draws(np.random.default_rng(2), draws=11)
    holds(given, asked(given, way))


def test_floors_that_one_combination_just_reaches(way):
    rng = np.random.default_rng(3)
    for _ in range(15):
        given = some_draws(rng, banned=0)
        starts = np.cumsum([0, *given["sizes"][:-1]])
        for draw in range(6):
            choice = starts + [int(rng.integers(size)) for size in given["sizes"]]
            given["floors"][:, draw] = [points[draw, choice].sum() for points in given["points"]]
        holds(given, asked(given, way))
        given["floors"] += 1
        holds(given, asked(given, way))


def test_floors_missed_by_one_point_where_floats_cannot_tell(way):
    rng = np.random.default_rng(12)
    sizes, starts = [3, 3, 3], np.array([0, 3, 6])
    for _ in range(10):
        points = [rng.integers(-(2**52) // 3, 2**52 // 3, (6, 9)) for _ in range(2)]
        choice = starts + rng.integers(0, 3, (6, 3))
        floors = np.stack([np.take_along_axis(own, choice, axis=1).sum(axis=1) for own in points])
        for more in (0, 1):
            given = {"points": points, "sizes": sizes, "floors": floors + more, "allowed": np.ones((6, 9), dtype=bool)}
            given |= {"broken": None, "firm": None, "base": None}
            holds(given, asked(given, way))


def test_integers_have_the_last_word_on_what_floats_find():
    # The first option is one point short of the first floor, which no float of that size can tell; the second is far
    # below the other floor.
    values = np.array([[[2**58, 2**58 + 1], [0, -(2**58)]]])
    floors = np.array([[2**58 + 1, 0]])
    verdict, choice, rows = np.array([-1], dtype=np.int8), np.array([[-1]], dtype=np.int16), np.zeros((1, 2, 2), int)
    given = (values, np.ones((1, 2), dtype=bool), np.array([2]), floors)
    certificates_loops.certify(*given, 1, 5, verdict, choice, rows)
    assert verdict.tolist() == [-1]
    certificates_loops.search(*given, rows, 100, verdict, choice)
    assert verdict.tolist() == [0]


def test_a_walk_leaves_what_loses_too_much_under_the_first_multipliers():
    points, given, expected = numbers_to_part(np.random.default_rng(8))
    verdict, choice = np.full(6, -1, dtype=np.int8), np.full((6, 12), -1, dtype=np.int16)
    rows = np.tile(np.array([[3, 1], [1, 1]]), (6, 1, 1))
    allowed = np.ones((6, 24), dtype=bool)
    walked = (np.stack(points, axis=1), allowed, np.full(12, 2), given["floors"].T, rows, 10**6, verdict, choice)
    certificates_loops.search(*walked)
    assert verdict.tolist() == expected


def test_the_search_alone_under_any_multipliers():
    rng = np.random.default_rng(13)
    verdicts = set()
    for _ in range(60):
        given = some_draws(rng, draws=3, banned=0.1)
        given["floors"] = np.maximum(given["floors"], -1000)
        values = np.stack(given["points"], axis=1)
        rows = rng.integers(0, 4, (3, 2, values.shape[1]))
        verdict, choice = np.full(3, -1, dtype=np.int8), np.full((3, len(given["sizes"])), -1, dtype=np.int16)
        sizes = np.array(given["sizes"])
        starts = np.cumsum([0, *given["sizes"]])[:-1]
        if not np.logical_or.reduceat(given["allowed"], starts, axis=1).all():
            continue  # certificates have decided where an issue has no option
        certificates_loops.search(values, given["allowed"], sizes, given["floors"].T, rows, 10**6, verdict, choice)
        found = certificates.Decided(verdict=verdict, choice=choice, by_certificate=0, by_search=3, by_program=0)
        holds(given, found)
        verdicts |= set(verdict.tolist())
    assert verdicts == {0, 1}


def test_an_issue_without_an_option_that_may_be_taken(way):
    given = some_draws(np.random.default_rng(4), banned=0)
    given["floors"][:] = NO_FLOOR
    assert asked(given, way).verdict.tolist() == [1] * 6
    given["allowed"][2, : given["sizes"][0]] = False
    assert asked(given, way).verdict.tolist() == [1, 1, 0, 1, 1, 1]


def test_nobody_asks_for_anything(way):
    found = zone_open([], sizes=[2, 3], floors=np.zeros((0, 2), dtype=np.int64), **way)
    assert found.verdict.tolist() == [1, 1]
    assert found.choice.tolist() == [[0, 0], [0, 0]]
    barred = np.array([[True] * 5, [False, False, True, True, True]])
    found = zone_open([], sizes=[2, 3], floors=np.zeros((0, 2), dtype=np.int64), allowed=barred, **way)
    assert found.verdict.tolist() == [1, 0]  # an issue without an option that is allowed
    none = zone_open([np.zeros((0, 2), dtype=np.int64)], sizes=[2], floors=np.zeros((1, 0), dtype=np.int64), **way)
    assert none.verdict.tolist() == []


def numbers_to_part(rng, *, count=12, draws=6, largest=10**5):
    """Return numbers to be parted into halves of almost the same sum: no bound tells whether that can be done."""
    numbers = rng.integers(largest // 10, largest, (draws, count))
    one = np.stack([numbers, 0 * numbers], axis=2).reshape(draws, 2 * count)
    other = np.stack([0 * numbers, numbers], axis=2).reshape(draws, 2 * count)
    half = numbers.sum(axis=1) // 2
    slack = rng.integers(0, largest // 2**count * 8 + 1, draws)
    given: dict[str, Any] = {"sizes": [2] * count, "floors": np.stack([half - slack, half - slack])}
    sums = np.zeros((draws, 1), dtype=np.int64)
    for number in numbers.T:
        sums = np.concatenate([sums, sums + number[:, None]], axis=1)
    rest = numbers.sum(axis=1)[:, None] - sums
    is_open = ((sums >= given["floors"][0][:, None]) & (rest >= given["floors"][1][:, None])).any(axis=1)
    return [one, other], given, is_open.astype(int).tolist()


def test_what_takes_too_long_is_left_undecided_and_never_guessed(way):
    points, given, _ = numbers_to_part(np.random.default_rng(6), count=24, draws=1, largest=10**12)
    given["floors"] += 10**4
    found = zone_open(points, **given, max_nodes=500, max_program_nodes=0, **way)
    assert found.verdict.tolist() == [-1]
    assert (found.choice == -1).all()
    assert (found.by_certificate, found.by_search, found.by_program, found.undecided) == (0, 0, 0, 1)
    # Numbers as large as these are beyond what floats prove, so that what integer programming does not find stays open.
    assert set(zone_open(points, **given, max_nodes=500, max_program_nodes=1, **way).verdict.tolist()) <= {1, -1}


def test_numbers_that_no_bound_parts(way):
    rng = np.random.default_rng(8)
    met = set()
    for _ in range(4):
        points, given, expected = numbers_to_part(rng)
        assert zone_open(points, **given, **way).verdict.tolist() == expected
        met |= set(expected)
    assert met == {0, 1}


def test_integer_programming_decides_what_a_search_left(way):
    rng = np.random.default_rng(8)
    decided = {0: 0, 1: 0}
    for _ in range(3):
        points, given, expected = numbers_to_part(rng)
        before = zone_open(points, **given, max_nodes=20, max_program_nodes=0, **way)
        found = zone_open(points, **given, max_nodes=20, **way)
        assert found.verdict.tolist() == expected
        assert found.by_program == before.undecided
        for draw in np.flatnonzero(before.verdict < 0):
            decided[expected[draw]] += 1
    assert min(decided.values()) > 0


def test_what_integer_programming_finds_is_checked_in_integers(way, monkeypatch):
    monkeypatch.setattr(certificates, "chosen", lambda answer, parts: (0,) * len(parts))
    points, given, expected = numbers_to_part(np.random.default_rng(8))
    found = zone_open(points, **given, max_nodes=20, **way)
    assert all(own in {-1, known} for own, known in zip(found.verdict.tolist(), expected, strict=True))
    assert found.undecided


def test_shapes_that_do_not_agree():
    points = [np.zeros((2, 4), dtype=np.int64)]
    with pytest.raises(ValueError, match=r"expected \(parties, draws\)"):
        zone_open(points, sizes=[2, 2], floors=np.zeros(2, dtype=np.int64))
    for changed in ({"sizes": [2, 3]}, {"floors": np.zeros((2, 2))}, {"allowed": np.ones((2, 3), dtype=bool)}):
        given: dict[str, Any] = {"sizes": [2, 2], "floors": np.zeros((1, 2), dtype=np.int64)} | changed
        with pytest.raises(ValueError, match="points of shapes"):
            zone_open(points, **given)
    with pytest.raises(TooLargeError, match="deciding many draws"):
        zone_open([np.full((2, 4), 2**52)], sizes=[2, 2], floors=np.zeros((1, 2), dtype=np.int64))
