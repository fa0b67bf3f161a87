"""Searches where sizes pass what the properties reach: many demands, many packages, wide rows."""

import itertools

import numpy as np
import pytest

from negsim.deals.cloud import cloud
from negsim.deals.conflicts import conflicts, groups
from negsim.deals.frontier import frontier
from negsim.deals.repairs import repairs
from negsim.errors import TooLargeError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.search.enumeration import blocks
from negsim.search.indexed import indexed
from negsim.search.parts import Part, demand_parts, refuse_large, value_parts
from negsim.search.sources import part_table
from negsim.search.sums import sums
from negsim.search.values import keeps_all, losses
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles


def problem_of(issues, parties, excluded=()):
    return BargainingProblem(scenario="s", reading="r", space=Space(issues, excluded), parties=parties)


def crowd(count):
    """Return a problem of so many parties, each ruling out one corner of a space of three issues of five options."""
    issues = [Issue(name, list("vwxyz")) for name in "abc"]
    corners = list(itertools.product("vwxyz", repeat=3))
    parties = []
    for at in range(count):
        corner = corners[at * 7 % len(corners)]
        box = Box({name: [option] for name, option in zip("abc", corner, strict=True)}, price=1 + at)
        parties.append(ProblemParty(id=f"p{at}", red_lines=[ProblemLine(id="line", shared_by=[f"p{at}"], boxes=[box])]))
    return problem_of(issues, parties)


@pytest.mark.parametrize("count", [63, 64, 65, 125, 130])
def test_any_number_of_demands(count):
    problem = crowd(count)
    expected = {oracles.broken(problem, package) for package in oracles.packages(problem)}
    (group,) = groups(problem)
    if count < 125:
        assert group.broken == ((),)
        assert conflicts(problem) == ()
        return
    assert {frozenset(names) for names in group.broken} == oracles._minimal(expected)
    found = repairs(problem, max_repairs=3)
    assert found.count == len(oracles._minimal(expected))
    assert [repair.demands for repair in found.items] == [("p0:line",), ("p1:line",), ("p2:line",)] or count == 130


def test_parts_hang_together_by_demands_exclusions_and_values():
    issues = [Issue(name, ["x", "y"]) for name in "abcdef"]
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({"a": ["x"], "c": ["y"]}, price=1)])
    party = ProblemParty(id="A", red_lines=[line], factors=[Factor(["d", "f"], [[0, 1], [1, 0]])])
    prepared = indexed(problem_of(issues, [party], [Exclusion({"b": ["x"], "e": ["y"]})]))
    assert [part.issues for part in demand_parts(prepared)] == [(0, 2), (1, 4), (3,), (5,)]
    assert [part.issues for part in value_parts(prepared)] == [(0, 2), (1, 4), (3, 5)]
    assert [part.demands for part in value_parts(prepared)] == [(0,), (), ()]
    assert [part.size for part in value_parts(prepared)] == [4, 4, 4]


def with_ceiling(ceiling, **fields):
    issues = [Issue(name, ["x", "y"]) for name in "abc"]
    factors = [Factor(["b"], [0, 3]), Factor(["c"], [-2, 4])]
    return indexed(problem_of(issues, [ProblemParty(id="A", factors=factors, ceiling=ceiling, **fields)]))


def test_a_ceiling_ties_the_issues_that_a_party_values():
    assert [part.issues for part in value_parts(with_ceiling(5))] == [(0,), (1, 2)]
    assert [part.issues for part in value_parts(with_ceiling(None))] == [(0,), (1,), (2,)]
    assert [part.issues for part in value_parts(with_ceiling(5, consent="never"))] == [(0,), (1,), (2,)]
    assert with_ceiling(5).joined_issues(0) == ((1, 2),)
    assert with_ceiling(None).joined_issues(0) == ((1,), (2,))


@pytest.mark.parametrize("block", [1, 2, 1000])
@pytest.mark.parametrize(("ceiling", "expected"), [(5, [-2, 4, 1, 5]), (-3, [-3] * 4), (-(2**70), [-(2**70)] * 4)])
def test_points_of_a_block_are_cut_once(ceiling, expected, block):
    prepared = with_ceiling(ceiling)
    found = [
        [int(entry) for block in blocks(prepared, part, effort=Effort(block=block)) for entry in block.points(0)]
        for part in value_parts(prepared)
    ]
    assert found == [[0, 0], expected]


def test_a_party_that_values_nothing_can_have_a_ceiling_below_0():
    issues = [Issue(name, ["x", "y"]) for name in "ab"]
    reservation = ProblemReservation(points=-3, firmness="0.5")
    problem = problem_of(issues, [ProblemParty(id="A", ceiling=-4, reservation=reservation)])
    assert [point.points for point in frontier(problem, of="space").items] == [{"A": -4}]
    assert {frozenset(conflict) for conflict in conflicts(problem)} == oracles.conflicts(problem)
    assert repairs(problem).items[0].cost == 100
    found = cloud(problem_of(issues, [*problem.parties, ProblemParty(id="B")]), ["A", "B"])
    assert (found.points.tolist(), found.counts.tolist()) == ([[-4, 0]], [4])


def test_large_parts_are_refused_and_small_ones_are_not():
    refuse_large((), what="nothing")
    refuse_large((Part(issues=(0,), demands=(), size=10**8),), what="this")
    with pytest.raises(TooLargeError, match="this would take 100,000,001 packages"):
        refuse_large((Part(issues=(0,), demands=(), size=10**8 + 1),), what="this")


@pytest.mark.parametrize("block", [1, 2, 6, 7, 24, 1000])
def test_blocks_run_through_all_packages_in_order(block):
    issues = [Issue("a", list("wxyz")), Issue("b", list("xy")), Issue("c", list("xyz"))]
    prepared = indexed(problem_of(issues, [ProblemParty(id="A")]))
    part = Part(issues=(0, 1, 2), demands=(), size=24)
    found = list(blocks(prepared, part, effort=Effort(block=block)))
    assert np.concatenate([entry.numbers for entry in found]).tolist() == list(range(24))
    assert max(map(len, found)) <= max(block, 3)  # an issue of more options than a block is not cut
    packages = [prepared.package(number) for entry in found for number in entry.numbers]
    assert packages == oracles.packages(prepared.problem)
    assert [prepared.number(package) for package in packages] == list(range(24))


def test_wide_rows_are_looked_up_as_narrow_ones_are():
    """Two packages of each value, in two parts, beyond 64 bits."""
    issues = [Issue("a", list("wxyz")), Issue("b", list("wxyz"))]
    far = 2**70
    parties = [
        ProblemParty(id="A", factors=[Factor(["a"], [far, far, 1, 0]), Factor(["b"], [0, 0, far, far])]),
        ProblemParty(id="B", factors=[Factor(["a"], [0, 0, far, far]), Factor(["b"], [far, far, 0, -1])]),
    ]
    problem = problem_of(issues, parties)
    for of in ("zone", "space"):
        found = {tuple(point.points.values()): list(point.packages) for point in frontier(problem, of=of).items}
        assert found == oracles.frontier(problem, of=of)


def test_a_part_in_which_nothing_counts_leaves_no_sum():
    prepared = indexed(problem_of([Issue("a", list("xy")), Issue("b", list("xy"))], [ProblemParty(id="A")]))
    parts = value_parts(prepared)

    def nothing(block):
        return np.zeros(len(block), dtype=bool)

    found = sums(prepared, parts, columns=[losses(0)], keep=nothing)
    assert len(found.totals) == 0
    assert list(found.numbers([], limit=3)) == []
    table = part_table(prepared, parts[0], columns=[], keep=keeps_all)
    assert (table.rows.shape, table.counts.tolist(), table.numbers.tolist()) == ((1, 0), [2], [0])


def test_rows_that_only_look_alike_are_told_apart(monkeypatch):
    """Lookups go by a hash; where it says nothing, the rows themselves decide."""
    monkeypatch.setattr("negsim.search.sources._hashes", lambda rows: np.zeros(len(rows), dtype=np.uint64))
    party = ProblemParty(id="A", factors=[Factor(["a"], [0, 2, 1, 2])])
    (point,) = frontier(problem_of([Issue("a", list("wxyz"))], [party])).items
    assert [package["a"] for package in point.packages] == ["x", "z"]
