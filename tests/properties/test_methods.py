"""Methods against each other: what is found in one way is found in every other."""

import math

import attrs
import numpy as np
import pytest
from hypothesis import event, given

import negsim
from negsim.deals import frontier as frontiers
from negsim.deals import optima
from negsim.deals import zone as zones
from negsim.deals.solutions import gains_of, searched_solutions
from negsim.errors import TooLargeError
from negsim.kernels import tables
from negsim.kernels.bounded.search import best
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import sums
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import problem_generators


@given(problem_generators.problems())
def test_a_zone_that_is_counted_is_as_large_as_one_that_is_enumerated(problem):
    with pytest.MonkeyPatch.context() as patch:
        listed = negsim.zone(problem)
        patch.setattr(zones, "MAX_AT_ONCE", 0)
        counted = negsim.zone(problem)
    assert (counted.packages, counted.size) == (listed.packages, listed.size)
    assert counted.has_status_quo == listed.has_status_quo


@given(problem_generators.problems())
def test_a_frontier_is_the_same_whether_reservations_tie_issues_or_not(problem):
    merged = negsim.frontier(problem, max_packages=1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontiers, "sums", refusing(sums.sums))
        together = negsim.frontier(problem, max_packages=1000)
    assert merged.items == together.items


def refusing(merged):
    """Merging with a budget does not fit: what is left is to enumerate what reservations tie together."""

    def found(*args, budget=None, **settings):
        if budget is not None:
            raise TooLargeError("merging", 2, 1, "sums", "")
        return merged(*args, **settings)

    return found


def large(count, *, parties=2):
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(count)]
    noise = np.random.default_rng(count).integers(0, 8 if parties > 2 else 1, (count, 3, 3))
    rows = ([0, 10, 20], [20, 10, 0], [5, 20, 10]) if parties > 2 else ([0, 1, 2], [5, 3, 0])
    floors = (count, 2 * count, count)[:parties]
    own = [
        ProblemParty(
            id=name,
            factors=[Factor([issue.id], row + noise[at, place]) for at, issue in enumerate(issues)],
            reservation=ProblemReservation(points=floor),
        )
        for place, (name, row, floor) in enumerate(zip("ABC", rows, floors, strict=False))
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=own)


def test_what_cannot_be_counted_by_values_is_enumerated_or_refused(monkeypatch):
    middle = large(14)
    counted = negsim.zone(middle)
    assert "counting" in counted.method
    monkeypatch.setattr(zones, "MAX_ROWS", 2)
    listed = negsim.zone(middle)
    assert (listed.size, listed.method) == (counted.size, "enumeration")
    with pytest.raises(TooLargeError, match="adding up what parts are worth"):
        negsim.zone(large(30))


def test_sums_that_are_too_many_are_enumerated_or_refused(monkeypatch):
    small = large(8)
    merged = negsim.frontier(small, max_packages=0)
    monkeypatch.setattr(tables, "MAX_CELLS", 4)
    assert negsim.frontier(small, max_packages=0).items == merged.items
    with pytest.raises(TooLargeError, match="one merging step"):
        negsim.frontier(large(30))


def test_parts_too_large_to_enumerate_are_refused():
    tied = large(20)
    joint = Factor([issue.id for issue in tied.space.issues[:2]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    chain = [
        Factor([one.id, other.id], joint.values)
        for one, other in zip(tied.space.issues, tied.space.issues[1:], strict=False)
    ]
    parties = [ProblemParty(id="A", factors=chain, reservation=ProblemReservation(points=1)), tied.parties[1]]
    problem = BargainingProblem(scenario="s", reading="r", space=tied.space, parties=parties)
    assert math.prod(problem.space.radices) > 10**8
    for question in (negsim.zone, negsim.frontier):
        with pytest.raises(TooLargeError, match="packages of issues that hang together"):
            question(problem)


@given(problem_generators.problems())
def test_solutions_that_are_searched_are_those_of_the_frontier(problem):
    listed = negsim.solutions(problem, max_packages=1000)
    gains = [gain for deal in listed["nash"] for gain in gains_of(problem, deal.points)]
    try:
        searched = searched_solutions(problem, max_packages=1000, effort=negsim.Effort())
    except TooLargeError:  # the rules fall back on what only the frontier shows
        event("refused")
        assert not gains or min(gains) <= 0
        return
    for rule, solution in searched.items():
        assert solution.method == "bounded search"
        assert (solution.count, solution.deals) == (listed[rule].count, listed[rule].deals)


def test_large_zones_are_searched_and_what_is_not_proved_is_listed(monkeypatch):
    wide = large(30, parties=3)
    found = negsim.solutions(wide, max_packages=1)
    assert {solution.method for solution in found.values()} == {"bounded search"}
    monkeypatch.setattr(optima, "best", unproved(best))
    listed = negsim.solutions(wide, max_packages=1)
    assert {solution.method for solution in listed.values()} == {"read off the frontier"}
    assert [found[rule].count for rule in found] == [listed[rule].count for rule in found]
    assert [found[rule].deals[0].points for rule in found] == [listed[rule].deals[0].points for rule in found]


def unproved(search):
    def found(*args, **settings):
        return attrs.evolve(search(*args, **settings), is_proven=False)

    return found


def test_more_ties_than_are_listed_are_left_to_the_frontier():
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(14)]
    factors = {
        name: [Factor([issue.id], row) for issue in issues]
        for name, row in zip("ABC", ([0, 1], [1, 0], [1, 1]), strict=True)
    }
    parties = [ProblemParty(id=name, factors=rows) for name, rows in factors.items()]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    with pytest.raises(TooLargeError, match="listing all that tie"):
        searched_solutions(problem, max_packages=1, effort=negsim.Effort())
    assert negsim.solutions(problem)["nash"].count == math.comb(14, 7)


def test_a_zone_that_is_empty_by_a_line_or_by_reservations_has_no_solutions():
    wide = large(30, parties=3)
    greedy = [attrs.evolve(party, reservation=ProblemReservation(points=18 * 30)) for party in wide.parties]
    empty = attrs.evolve(wide, parties=greedy)
    line = ProblemLine(id="none", shared_by=["A"], boxes=[Box({"i0": ["x", "y", "z"]}, price=1)])
    closed = attrs.evolve(wide, parties=[attrs.evolve(wide.parties[0], red_lines=[line]), *wide.parties[1:]])
    for problem in (empty, closed):
        assert [solution.count for solution in negsim.solutions(problem).values()] == [0, 0, 0, 0]


def test_an_analysis_searches_where_the_frontier_is_refused(monkeypatch):
    wide = large(12, parties=3)
    issues = wide.space.issues
    parties = [
        negsim.Party(
            party.id,
            preferences=negsim.Preferences(
                as_written=True,
                weights={issue.id: 1 for issue in issues},
                values={
                    factor.issues[0]: dict(zip("xyz", map(int, factor.values), strict=True)) for factor in party.factors
                },
            ),
        )
        for party in wide.parties
    ]
    scenario = negsim.Scenario("wide", issues=issues, parties=parties)
    listed = negsim.analyze(scenario)
    monkeypatch.setattr(tables, "MAX_CELLS", 4)
    found = negsim.analyze(scenario)
    assert found.frontier is None
    assert {rule: entry.count for rule, entry in found.solutions.items()} == {
        rule: entry.count for rule, entry in listed.solutions.items()
    }
    assert {entry.method for entry in found.solutions.values()} == {"bounded search"}


@pytest.mark.parametrize("count", [60, 65, 130])
def test_any_number_of_settled_issues_hang_together(count):
    issues = [Issue(f"i{number}", ["only"]) for number in range(count)] + [Issue("last", ["x", "y"])]
    factors = [Factor([issue.id], [1]) for issue in issues[:-1]] + [Factor(["last"], [0, 1])]
    party = ProblemParty(id="A", factors=factors, reservation=ProblemReservation(points=count + 1))
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    assert negsim.zone(problem).size == 1
    assert len(negsim.frontier(problem)) == 1
    assert negsim.repairs(problem).count == 0


def test_an_interaction_of_too_many_issues_is_refused():
    issues = [Issue(f"i{number}", ["only"]) for number in range(61)]
    joined = negsim.Interaction({issue.id: ["only"] for issue in issues}, 1)
    party = negsim.Party("A", preferences=negsim.Preferences(interactions=[joined]))
    with pytest.raises(TooLargeError, match="would take 61 issues; the limit is 60"):
        negsim.compile_scenario(negsim.Scenario("s", issues=issues, parties=[party]))


def test_a_ceiling_over_many_issues_is_told_without_a_factor():
    issues = [Issue(f"i{number}", ["only"]) for number in range(65)]
    values = {issue.id: {"only": 1} for issue in issues}
    stated = negsim.Preferences(as_written=True, weights=dict.fromkeys(values, 1), values=values, ceiling=1)
    scenario = negsim.Scenario("s", issues=issues, parties=[negsim.Party("A", preferences=stated)])
    told = negsim.problem_json(negsim.compile_scenario(scenario))["parties"][0]
    assert (told["ceiling"], len(told["factors"])) == (1, 65)
    assert negsim.zone(negsim.compile_scenario(scenario).problem).size == 1


def test_an_analysis_of_a_zone_that_cannot_be_counted_still_has_a_frontier(monkeypatch):
    scenario = negsim.Scenario(
        "wide",
        issues=[Issue(f"i{number}", ["x", "y", "z"]) for number in range(20)],
        parties=[wide_party("A", {"x": 0, "y": 1, "z": 2}), wide_party("B", {"x": 2, "y": 1, "z": 0})],
    )
    whole = negsim.analyze(scenario)
    assert whole.frontier is not None
    monkeypatch.setattr(zones, "MAX_ROWS", 1)
    found = negsim.analyze(scenario)
    assert found.zone is None
    assert found.frontier == whole.frontier
    assert found.solutions == whole.solutions


def wide_party(name, row):
    values = {f"i{number}": row for number in range(20)}
    stated = negsim.Preferences(as_written=True, weights=dict.fromkeys(values, 1), values=values)
    return negsim.Party(name, preferences=stated, reservation=negsim.Reservation(value=18))


def test_where_not_all_gain_together_the_frontier_tells():
    space = Space([Issue("i", ["x", "y"])])
    parties = [ProblemParty(id=name, factors=[Factor(["i"], row)]) for name, row in (("A", [1, 0]), ("B", [0, 1]))]
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=parties)
    with pytest.raises(TooLargeError, match="where not everyone can gain"):
        searched_solutions(problem, max_packages=1, effort=negsim.Effort())
    assert negsim.solutions(problem)["nash"].count == 2
