"""Walks through zones against looking at every package: in order, from anywhere, whatever is looked at ahead."""

import itertools

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TimeLimitError, TooLargeError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import walking
from negsim.search.effort import Effort
from negsim.search.enumeration import Block
from negsim.search.indexed import indexed
from negsim.search.walking import zone_blocks
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles, problem_generators


def walked(problem, *, after=None, block=2**16):
    prepared = indexed(problem)
    start = None if after is None else problem.space.indices(after)
    found = list(zone_blocks(prepared, after=start, effort=Effort(block=block)))
    assert all(len(index) for _, index in found)
    return [prepared.package(number) for entry, index in found for number in entry.numbers_at(index)]


@settings(max_examples=150)
@given(problem_generators.problems(), st.data(), st.sampled_from([1, 3, 2**16]), st.sampled_from([1, 4, 2**18]))
def test_a_walk_finds_the_zone_in_order(problem, data, block, piece):
    zone = oracles.zone(problem)
    after = data.draw(problem_generators.package_of(problem.space))
    number = indexed(problem).number
    rest = [package for package in zone if number(package) > number(after)]
    for least in (0, 2**30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(walking, "MIN_AHEAD", least)
            patch.setattr(walking, "MAX_PIECE", piece)
            assert walked(problem, block=block) == zone
            assert walked(problem, block=block, after=after) == rest


def opposed(count, *, points, scale=1):
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(count)]
    rows = {"A": [0, 2, 3], "B": [3, 2, 0]}
    parties = [
        ProblemParty(
            id=name,
            factors=[
                Factor([issue.id], [entry * (1 + at % 3) * scale for entry in row]) for at, issue in enumerate(issues)
            ],
            reservation=ProblemReservation(points=points * scale),
        )
        for name, row in rows.items()
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


@pytest.mark.parametrize("scale", [1, 2**70])
def test_spaces_far_too_large_to_list_are_walked(scale):
    """Both take two of three points on every issue, and nothing better is there for both."""
    wide = opposed(60, points=4 * 60, scale=scale)
    (only,) = walked(wide)
    assert set(only.choices.values()) == {"y"}
    less = opposed(60, points=4 * 60 - 1, scale=scale)
    first = next(zone_blocks(indexed(less)))
    assert len(first[1]) >= 1


def blocks_looked_at(monkeypatch):
    """Return a list that gets one entry for each block that is looked at from now on."""
    looked: list[int] = []
    keeps = Block.keeps

    def kept(block, *args, **settings):
        looked.append(len(block))
        return keeps(block, *args, **settings)

    monkeypatch.setattr(Block, "keeps", kept)
    return looked


def test_few_packages_are_looked_at_where_zones_are_small(monkeypatch):
    """Weighted sums rule out what each reservation by itself leaves open."""
    looked = blocks_looked_at(monkeypatch)
    assert len(walked(opposed(30, points=120), block=81)) == 1
    assert 0 < len(looked) < 200


def test_lines_are_looked_at_ahead():
    """Only the last issues can break the lines, whatever the first ones are."""
    wide = opposed(40, points=0)
    pairs = list(itertools.product("xyz", repeat=2))
    boxes = [Box({"i38": [one], "i39": [other]}, price=1) for one, other in pairs]
    line = ProblemLine(id="none", shared_by=["A"], boxes=boxes)
    closed = attrs.evolve(wide, parties=[attrs.evolve(wide.parties[0], red_lines=[line]), wide.parties[1]])
    assert walked(closed, block=1) == []
    excluded = Exclusion({"i0": ["x", "y"], "i39": ["x", "y", "z"]})
    cut = attrs.evolve(wide, space=Space(wide.space.issues, [excluded]))
    assert next(zone_blocks(indexed(cut)))[0].fixed[0] == 2


def test_a_reservation_out_of_reach_is_told_at_once():
    assert walked(opposed(60, points=10**6)) == []


def test_a_walk_that_finds_nothing_is_given_up(monkeypatch):
    """Pairs of issues must differ all around an odd ring, which no look ahead at one line can tell."""
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(31)]
    boxes = [
        Box({one.id: [option], other.id: [option]}, price=1)
        for one, other in itertools.pairwise([*issues, issues[0]])
        for option in "xy"
    ]
    lines = [ProblemLine(id=f"line{at}", shared_by=["A"], boxes=[box]) for at, box in enumerate(boxes)]
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space(issues), parties=[ProblemParty(id="A", red_lines=lines)]
    )
    assert walked(problem, block=1) == []
    monkeypatch.setattr(walking, "MAX_DEAD_ENDS", 0)
    with pytest.raises(TooLargeError, match="walking to the next package of the zone"):
        walked(problem, block=1)


@pytest.mark.parametrize("count", [3, 40])
def test_time_that_is_up_ends_a_walk(count):
    with pytest.raises(TimeLimitError):
        list(zone_blocks(indexed(opposed(count, points=1)), effort=Effort(max_seconds=0).started()))


def test_large_parts_are_looked_at_factor_by_factor(monkeypatch):
    monkeypatch.setattr(walking, "MAX_PIECE", 2)
    looked = blocks_looked_at(monkeypatch)
    assert len(walked(opposed(30, points=120), block=81)) == 1
    assert 0 < len(looked) < 200
