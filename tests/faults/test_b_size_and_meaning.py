"""B: size and meaning. What is too large is refused before it starts; what is degenerate has an answer all the same."""

import itertools
import math
import tracemalloc
from fractions import Fraction
from typing import Any

import attrs
import pytest

from negsim.compilation import compile_scenario
from negsim.deals.analysis import analyze
from negsim.deals.conflicts import conflicts, groups
from negsim.deals.frontier import frontier
from negsim.deals.issue_odds import issue_odds
from negsim.deals.nearest import nearest_deals
from negsim.deals.odds import odds
from negsim.deals.repairs import repairs
from negsim.deals.solutions import RULES, solutions
from negsim.deals.zone import zone
from negsim.errors import TooLargeError
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box
from negsim.parties.reservation import Reservation
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.scenario import Scenario
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles

QUESTIONS: dict[str, Any] = {
    "zone": zone,
    "groups": groups,
    "conflicts": conflicts,
    "frontier": frontier,
    "solutions": solutions,
    "nearest deals": nearest_deals,
    "repairs": repairs,
    "odds": odds,
}


def problem_of(issues, parties, excluded=()):
    space = Space(issues, excluded)
    return BargainingProblem(
        scenario="fault", reading="given", space=space, parties=parties, no_agreement=space.status_quo
    )


def valued(party_id, tables, **fields):
    return ProblemParty(id=party_id, factors=[Factor([issue], row) for issue, row in tables.items()], **fields)


def wide(count, **fields):
    """Return a problem of that many issues of three options, on which two parties want opposite ends."""
    ids = [f"i{number}" for number in range(count)]
    issues = [Issue(issue, ["x", "y", "z"], status_quo="y") for issue in ids]
    left = valued("L", {issue: [2, 1, 0] for issue in ids}, **fields)
    right = valued("R", {issue: [0, 1, 2] for issue in ids})
    return problem_of(issues, [left, right])


@pytest.mark.parametrize("question", QUESTIONS)
def test_b31_too_many_packages_are_refused_before_the_start(question):
    loose = wide(63)
    ids = [issue.id for issue in loose.space.issues]
    chain = [Exclusion({one: ["x"], other: ["x"]}) for one, other in itertools.pairwise(ids)]
    line = ProblemLine(id="no-x", shared_by=["L"], boxes=[Box({issue: ["x"] for issue in ids}, price=1)])
    left = attrs.evolve(loose.parties[0], red_lines=[line], reservation=ProblemReservation(points=63))
    tied = problem_of(loose.space.issues, [left, loose.parties[1]], excluded=chain)
    with pytest.raises(TooLargeError) as caught:
        QUESTIONS[question](tied)
    message = str(caught.value)
    # Issues are eliminated one by one where that helps; the line ties all of them together, and then it does not.
    wide_ones = question in ("zone", "frontier", "solutions")
    assert (caught.value.size, caught.value.limit) == (3**63, 2**22 if wide_ones else 10**8)
    assert "1.14e+30" in message
    assert ("an induced width of 62" in message) == wide_ones
    assert "Leave out" in message


def test_b31_reservations_alone_tie_no_issues_together_where_points_add_up():
    tied = wide(63, reservation=ProblemReservation(points=100))
    # L's points are those of 63 throws of 0, 1 or 2: at least 100 of 126, as a trinomial sum.
    row = [1]
    for _ in range(63):
        row = [sum(row[at - step] for step in range(3) if 0 <= at - step < len(row)) for at in range(len(row) + 2)]
    found = zone(tied)
    assert (found.packages, found.size) == (3**63, sum(row[100:]))
    assert "counting" in found.method
    points = [dict(point.points) for point in frontier(tied, max_packages=0).items]
    assert points == [{"L": gain, "R": 126 - gain} for gain in range(126, 99, -1)]
    assert [deal.points for deal in solutions(tied, max_packages=1)["nash"]] == [{"L": 113, "R": 13}]


def test_b31_an_analysis_of_10_to_the_30_packages_answers_every_question():
    ids = [f"i{number}" for number in range(63)]
    values = {issue: {"x": "1", "y": "0.5", "z": "0"} for issue in ids}
    scenario = Scenario(
        "large",
        issues=[Issue(issue, ["x", "y", "z"], status_quo="y") for issue in ids],
        parties=[
            Party("A", preferences=Preferences(values=values), reservation=Reservation(value="0.5")),
            Party("B"),
        ],
    )
    found = analyze(scenario)
    assert found.zone is not None
    assert 0 < found.zone.size < found.zone.packages == 3**63
    assert found.frontier is not None
    assert found.refused == {}
    assert found.odds is not None
    assert not found.conflicts
    assert found.odds.open == 1
    assert found.odds.exact
    assert len(found.issue_odds) == 63


def test_b33_counts_beyond_64_bits_are_exact():
    large = wide(70)
    found = zone(large)
    assert (found.packages, found.size, found.agreements) == (3**70, 3**70, 3**70 - 1)
    items = frontier(large, max_packages=1).items
    # Both parties' points sum to 140; how many packages give L so many is a trinomial coefficient.
    assert [point.points["L"] for point in items] == list(range(140, -1, -1))
    assert sum(point.count for point in items) == 3**70
    assert items[1].count == 70
    assert items[70].count == sum(math.comb(70, k) * math.comb(70 - k, k) for k in range(36))
    assert solutions(large, max_packages=1)["nash"].count == items[70].count


def test_b33_conflicts_repairs_and_deals_of_a_space_beyond_64_bits():
    large = wide(70)
    wall = [
        ProblemLine(id="no", shared_by=["L"], boxes=[Box({"i0": ["x"]}, price=3)]),
        ProblemLine(id="never", shared_by=["L"], boxes=[Box({"i0": ["y", "z"]}, price=2)]),
    ]
    parties = [valued("L", {"i69": [0, 0, 1]}, red_lines=wall), valued("R", {"i0": [0, 1, 0]})]
    closed = problem_of(large.space.issues, parties)
    assert [set(conflict) for conflict in conflicts(closed)] == [{"L:no", "L:never"}]
    assert [repair.demands for repair in repairs(closed).items] == [("L:never",), ("L:no",)]
    (deal,) = nearest_deals(closed).items
    assert (deal.package["i0"], deal.package["i69"]) == ("y", "z")


def test_b34_all_packages_equal():
    same = problem_of([Issue("a", ["x", "y"]), Issue("b", ["x", "y"])], [valued("A", {}), valued("B", {})])
    (point,) = frontier(same).items
    assert (point.count, dict(point.points)) == (4, {"A": 0, "B": 0})
    assert [entry.count for entry in solutions(same).values()] == [4, 4, 4, 4]
    assert nearest_deals(same).items == ()
    assert odds(same).open == 1


def test_b34_two_parties_identical():
    twins = problem_of([Issue("a", ["x", "y", "z"])], [valued("A", {"a": [1, 2, 2]}), valued("B", {"a": [1, 2, 2]})])
    (point,) = frontier(twins).items
    assert [package["a"] for package in point.packages] == ["y", "z"]
    assert {rule: entry.count for rule, entry in solutions(twins).items()} == dict.fromkeys(RULES, 2)


def test_b35_nothing_but_the_status_quo_is_acceptable():
    stuck = problem_of(
        [Issue("a", ["x", "y"], status_quo="x")],
        [valued("A", {"a": [1, 0]}, reservation=ProblemReservation(points=1)), valued("B", {"a": [0, 1]})],
    )
    found = zone(stuck)
    assert (found.size, found.has_status_quo, found.agreements, found.is_empty) == (1, True, 0, False)


def test_b36_exactly_one_package_and_every_package_acceptable():
    line = ProblemLine(id="only-y", shared_by=["A"], boxes=[Box({"a": ["x"]}, price=1)])
    one = problem_of([Issue("a", ["x", "y"])], [valued("A", {"a": [1, 0]}, red_lines=[line])])
    assert zone(one).size == 1
    assert [deal.package["a"] for entry in solutions(one).values() for deal in entry.deals] == ["y"] * 4
    assert frontier(one).packages == 1
    everything = problem_of([Issue("a", ["x", "y"])], [valued("A", {"a": [1, 0]})])
    assert zone(everything).size == zone(everything).packages == 2


def test_b37_all_that_tie_are_returned_in_package_order():
    mirror = problem_of(
        [Issue("a", ["x", "y"]), Issue("b", ["x", "y"])],
        [valued("A", {"a": [1, 0], "b": [1, 0]}), valued("B", {"a": [0, 1], "b": [0, 1]})],
    )
    for rule in ("nash", "kalai-smorodinsky", "egalitarian"):
        found = solutions(mirror)[rule]
        assert [str(deal.package) for deal in found.deals] == ["a: x, b: y", "a: y, b: x"]
    assert solutions(mirror)["utilitarian"].count == 4


def test_b38_a_nash_product_with_a_zero_gain():
    """Where one party can gain nothing, the most parties gain, then the product of these gains counts; said so."""
    parties = [
        valued("A", {"a": [0, 0, 0]}),
        valued("B", {"a": [1, 3, 2]}),
        valued("C", {"a": [3, 0, 2]}),
    ]
    found = solutions(problem_of([Issue("a", ["x", "y", "z"])], parties))
    assert [deal.package["a"] for deal in found["nash"].deals] == ["z"]
    assert found["nash"].note.startswith("the product of gains is 0 everywhere")
    assert found["kalai-smorodinsky"].note.startswith("leaves out A")


def test_b38_a_negative_gain_is_outside_the_zone_unless_the_reservation_is_soft():
    firm = valued("A", {"a": [0, 1]}, reservation=ProblemReservation(points=1))
    soft = valued("A", {"a": [0, 0]}, reservation=ProblemReservation(points=1, red=False))
    other = valued("B", {"a": [1, 0]})
    issues = [Issue("a", ["x", "y"])]
    assert [deal.package["a"] for deal in solutions(problem_of(issues, [firm, other]))["nash"].deals] == ["y"]
    found = solutions(problem_of(issues, [soft, other]))["nash"]
    assert [deal.package["a"] for deal in found.deals] == ["x"]
    assert found.note.startswith("some party loses in every package")


def test_b39_a_difference_of_ten_to_the_minus_12_decides():
    values = {"a": {"x": "0.500000000001", "y": "0.5"}}
    scenario = Scenario(
        "fine", issues=[Issue("a", ["x", "y"])], parties=[Party("A", preferences=Preferences(values=values))]
    )
    problem = compile_scenario(scenario).problem
    assert problem.parties[0].scale == 10**12
    assert [point.packages[0]["a"] for point in frontier(problem).items] == ["x"]


@pytest.mark.parametrize("size", [2**62 - 1, 2**62, 2**70])
def test_b39_scales_and_prices_beyond_62_bits_are_exact(size):
    """Points and prices whose sums over issues pass 64 bits, and differ by 1: Python's integers decide."""
    ids = ["a", "b", "c"]
    issues = [Issue(issue, ["x", "y"]) for issue in ids]

    def party(name, rows, bad):
        walls = [
            ProblemLine(id=f"on-{issue}", shared_by=[name], boxes=[Box({issue: [bad]}, price=size - at)])
            for at, issue in enumerate(ids)
        ]
        soft = ProblemLine(
            id="soft", shared_by=[name], firmness=Fraction(1, 3), red=False, boxes=[Box({"a": [bad]}, price=size)]
        )
        return valued(name, rows, scale=size, red_lines=[*walls, soft])

    problem = problem_of(
        issues,
        [
            party("A", {issue: [0, size - at] for at, issue in enumerate(ids)}, "x"),
            party("B", {issue: [size - 2 * at, 0] for at, issue in enumerate(ids)}, "y"),
        ],
    )
    found = frontier(problem, of="space", max_packages=100).items
    expected = oracles.frontier(problem, of="space")
    assert [tuple(point.points.values()) for point in found] == sorted(expected, reverse=True)
    near = nearest_deals(problem, max_deals=None)
    assert {tuple(oracles.breaches(problem, deal.package).values()) for deal in near.items} == set(
        oracles.nearest_deals(problem)
    )
    for repair in repairs(problem, max_repairs=None).items:
        assert repair.deal.package in oracles.repair_deals(problem, frozenset(repair.demands))


@pytest.mark.parametrize("points", [2**61, 2**63, 2**80])
def test_b39_reservations_beyond_62_bits_are_exact(points):
    issues = [Issue("a", ["x", "y"]), Issue("b", ["x", "y"])]
    first = valued("A", {"a": [0, points], "b": [0, 1]}, scale=7, reservation=ProblemReservation(points=points + 1))
    second = valued("B", {"a": [1, 0]}, reservation=ProblemReservation(points=1))
    problem = problem_of(issues, [first, second])
    vectors = {tuple(oracles.breaches(problem, deal.package).values()) for deal in nearest_deals(problem).items}
    assert vectors == set(oracles.nearest_deals(problem))


def test_b40_two_hundred_parties_and_issues():
    """Whatever finishes does so within seconds; what would not is refused; memory stays bounded."""
    ids = [f"i{number}" for number in range(200)]
    stances = itertools.cycle(["demands", "rejects", "proposes", "open-to", "rejects"])
    scenario = Scenario(
        "crowd",
        issues=[Issue(issue, ["x", "y", "z"], ordered=True, status_quo="y") for issue in ids],
        parties=[Party(f"p{number}") for number in range(200)],
        statements=[
            Statement(
                party=f"p{party}", issue=ids[(party * step) % 200], stance=next(stances), options=["xyz"[step % 3]]
            )
            for party in range(200)
            for step in (1, 7)
        ],
    )
    problem = compile_scenario(scenario).problem
    counted = zone(problem)
    assert counted.packages == 3**200
    found = groups(problem)
    assert found
    assert 0 <= odds(problem, found=found).open <= 1
    assert len(issue_odds(problem)) == 200
    tracemalloc.start()
    with pytest.raises(TooLargeError, match="one merging step"):
        frontier(problem, of="space", effort=Effort(max_bytes=50_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_b41_what_compares_parties_says_so():
    parties = [valued("A", {"a": [1, 0]}), valued("B", {"a": [0, 5]}, scale=5)]
    found = solutions(problem_of([Issue("a", ["x", "y"])], parties))
    assert {rule for rule, entry in found.items() if entry.compares_parties} == {"egalitarian", "utilitarian"}
