"""Blocks of every size against the definitions, package by package."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TimeLimitError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty
from negsim.search.effort import Effort
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import indexed
from negsim.search.parts import Part, demand_parts, value_parts
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles, problem_generators


def whole(problem):
    return Part(
        issues=range(len(problem.space.issues)), demands=range(len(problem.demands)), size=problem.space.combinations
    )


@settings(max_examples=120)
@given(problem_generators.problems(), st.sampled_from([1, 2, 5, 100]))
def test_a_block_of_any_size_tells_what_holds_of_each_package(problem, size):
    prepared = indexed(problem)
    existing = set(oracles.packages(problem))
    for block in blocks(prepared, whole(problem), effort=Effort(block=size)):
        packages = [prepared.package(number) for number in block.numbers]
        assert len(packages) == len(block)
        assert block.exists().tolist() == [package in existing for package in packages]
        for at, party in enumerate(problem.parties):
            worth = [oracles.points(problem, party, package) for package in packages]
            assert block.points(at).tolist() == worth
        for demand in prepared.demands:
            broken = [oracles.is_broken(problem, demand.demand, package) for package in packages]
            costs = [oracles.cost(problem, demand.demand, package) for package in packages]
            assert block.broken(demand).tolist() == broken
            assert [Fraction(int(units), prepared.unit) for units in block.cost(demand)] == costs
        kept = [not oracles.broken(problem, package, only_red=False) for package in packages]
        assert block.keeps(block.part.demands).tolist() == kept
        both = [inside and package in existing for inside, package in zip(kept, packages, strict=True)]
        assert block.keeps(block.part.demands, existing=True).tolist() == both


@settings(max_examples=60)
@given(problem_generators.problems(), st.sampled_from([1, 3, 100]))
def test_what_parts_add_up_to_is_what_packages_are_worth(problem, size):
    prepared = indexed(problem)
    for parts in (value_parts(prepared), demand_parts(prepared)):
        listed = [
            [(block, at) for block in blocks(prepared, part, effort=Effort(block=size)) for at in range(len(block))]
            for part in parts
        ]
        assert [len(own) for own in listed] == [part.size for part in parts]
    for part in value_parts(prepared):
        for block in blocks(prepared, part, effort=Effort(block=size)):
            index = np.arange(len(block))[::2]
            assert block.numbers_at(index).tolist() == block.numbers[index].tolist()
            for party in prepared.signers:
                assert block.points_at(party, index).tolist() == block.points(party)[index].tolist()
            for issue in part.issues:
                steps = block.numbers[index] // prepared.strides[issue] % prepared.radices[issue]
                assert block.options_at(issue, index).tolist() == steps.tolist()
                box = {issue: (0,)}
                assert block.inside(box)[index].tolist() == (steps == 0).tolist()


def test_more_masks_than_are_kept_are_made_again():
    """Every block is hit by other boxes, so that each asks for a mask of its own."""
    issues = [Issue(name, [str(option) for option in range(12)]) for name in "abc"]
    boxes = [
        Box({"a": [str(one)], "b": [str(other)], "c": [str((one + other) % 12)]}, price=1 + one)
        for one in range(12)
        for other in range(12)
    ]
    party = ProblemParty(id="A", red_lines=[ProblemLine(id="line", shared_by=["A"], boxes=boxes)])
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    prepared = indexed(problem)
    (demand,) = prepared.demands
    for _ in range(2):
        broken, costs = [], []
        for block in blocks(prepared, whole(problem), effort=Effort(block=12)):
            broken += block.broken(demand).tolist()
            costs += block.cost(demand).tolist()
    expected = [(one + other) % 12 == last for one in range(12) for other in range(12) for last in range(12)]
    assert broken == expected
    assert costs == [(1 + at // 144) * inside for at, inside in enumerate(expected)]


def test_arrays_that_blocks_share_cannot_be_written_to():
    problem = BargainingProblem(
        scenario="s",
        reading="r",
        space=Space([Issue("a", ["x", "y"])]),
        parties=[ProblemParty(id="A", factors=[Factor(["a"], [1, 2])])],
    )
    (block,) = blocks(indexed(problem), whole(problem))
    with pytest.raises(ValueError, match="read-only"):
        block.points(0)[0] = 7


def test_time_that_is_up_ends_an_enumeration():
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space([Issue("a", ["x", "y"])]), parties=[ProblemParty(id="A")]
    )
    looked: list[Block] = []
    with pytest.raises(TimeLimitError, match="looking at packages was given up after 0 s"):
        looked.extend(blocks(indexed(problem), whole(problem), effort=Effort(max_seconds=0).started()))
    assert looked == []


def test_progress_is_told_after_each_block():
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space([Issue("a", ["x", "y"]), Issue("b", ["x", "y"])]), parties=[]
    )
    told: list[int] = []
    list(blocks(indexed(problem), whole(problem), effort=Effort(block=2, progress=told.append)))
    assert told == [2, 2]
