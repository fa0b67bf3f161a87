"""Methods against each other: what is found in one way is found in every other."""

import itertools
import math
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings

import negsim
from negsim.deals import solver
from negsim.errors import TooLargeError
from negsim.kernels.bounded.search import best
from negsim.kernels.merging import chains
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import approximate, worths
from negsim.search.effort import preferring
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import problem_generators


def middle(seed):
    """Return a problem of some thousand packages with all that ties issues, and by turns an open and a closed zone."""
    rng = np.random.default_rng((2022, seed))
    sizes = rng.integers(2, 5, 7).tolist()
    ids = [f"i{at}" for at in range(7)]
    issues = [
        Issue(name, [f"o{option}" for option in range(size)], status_quo="o0", consent=["p4"] if name < "i3" else [])
        for name, size in zip(ids, sizes, strict=True)
    ]
    space = Space(issues, [Exclusion({"i0": ["o1"], "i5": ["o1"]})] if seed % 2 else ())
    parties = [of_party(rng, f"p{at}", sizes, is_tough=seed % 3 == 0) for at in range(2 + seed % 4)]
    if len(parties) == 5:
        parties[4] = attrs.evolve(parties[4], consent="by-issue")
    return BargainingProblem(scenario="s", reading="r", space=space, parties=parties)


def of_party(rng, name, sizes, *, is_tough):
    factors = [Factor([f"i{at}"], rng.integers(0, 9, size)) for at, size in enumerate(sizes)]
    one, other = sorted(rng.permutation(7)[:2].tolist())
    factors.append(Factor([f"i{one}", f"i{other}"], rng.integers(-3, 4, (sizes[one], sizes[other]))))
    boxes = [
        Box(
            {f"i{at}": [f"o{rng.integers(sizes[at])}"] for at in rng.permutation(7)[: rng.integers(1, 3)].tolist()},
            price=3,
        )
        for _ in range(2)
    ]
    lines = [
        ProblemLine(id=f"line-{at}", shared_by=[name], boxes=boxes[at:], red=bool(rng.integers(4))) for at in range(2)
    ]
    share = 0.95 if is_tough else 0.6
    floor = int(share * sum(int(factor.values.max()) for factor in factors[:-1]))
    return ProblemParty(
        id=name,
        bloc="west" if name in ("p1", "p2") else "",
        scale=int(rng.choice([40, 50, 70])),
        factors=factors,
        reservation=ProblemReservation(points=floor, red=bool(rng.integers(5))),
        red_lines=lines,
    )


def counted(problem, **how):
    found = negsim.zone(problem, **how)
    return found.packages, found.size, found.has_status_quo, found.exact


def on_the_frontier(problem, **how):
    return [negsim.frontier(problem, of=of, max_packages=30, **how).items for of in ("zone", "space")]


def picked(problem, **how):
    found = negsim.solutions(problem, max_packages=30, **how)
    return {rule: (one.deals, one.count, one.value, one.bound, one.exact) for rule, one in found.items()}


def weighed(problem, **how):
    found = negsim.optimum(problem, "nash", weights={"p0": 2}, max_packages=30, **how)
    return found.deals, found.count, found.value


def ranked(problem, **how):
    found = negsim.best_packages(problem, count=30, of="space", **how)
    return found.items, found.exact, found.in_order


def shares(problem, **how):
    found = negsim.marginals(problem, **how)
    sets = [found.zone, *found.parties.values()]
    return [(one.packages, one.counts) for one in sets], [(one.forbids, one.alone) for one in found.demands]


def improved(problem, **how):
    found = negsim.improvements(problem, problem.space.package([1] * 7), count=30, **how)
    return found.items, found.count if found.complete else None, found.complete, found.is_efficient, found.exact


def why(problem, **how):
    found = negsim.groups(problem, **how)
    sets = [(one.issues, one.demands, set(map(str, one.conflicts)), set(one.repairs), set(one.broken)) for one in found]
    return sets, all(one.complete and one.repairs_complete and one.broken_complete for one in found)


def least(problem, **how):
    found = negsim.nearest_deals(problem, max_deals=4, **how)
    return found.items, found.exact


def mending(problem, **how):
    found = negsim.repairs(problem, max_repairs=4, **how)
    return [(one.demands, one.cost, one.deal) for one in found.items], found.count, found.counted


QUESTIONS: dict[Any, Any] = {
    counted: ("enumeration", "counting"),
    on_the_frontier: ("enumeration", "merging"),
    picked: ("enumeration", "merging", "bounded-search", "integer-programming"),
    weighed: ("enumeration", "merging", "bounded-search", "integer-programming"),
    ranked: ("enumeration", "bounded-search"),
    shares: ("enumeration", "counting"),
    improved: ("enumeration", "merging", "bounded-search"),
    why: ("enumeration", "merging", "bounded-search"),
    least: ("enumeration", "merging", "bounded-search", "integer-programming"),
    mending: ("enumeration", "merging", "bounded-search", "integer-programming"),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_every_method_gives_the_same_answer_on_middle_problems(question):
    sizes = set()
    for seed in range(12):
        problem = middle(seed)
        answers = {method: question(problem, method=method) for method in (*QUESTIONS[question], None)}
        first = answers["enumeration"]
        assert all(answer == first for answer in answers.values()), seed
        sizes.add(negsim.zone(problem).is_empty)
    assert sizes == {False, True}


def walled(seed):
    """Return a problem without reservations, closed by lines that between them rule out an issue's every option."""
    problem = middle(seed)
    parties = [attrs.evolve(party, reservation=None) for party in problem.parties]
    for at, option in enumerate(problem.space.issues[6].options):
        own, box = parties[at % 2], Box({"i6": [option.id]}, price=1 + at)
        wall = ProblemLine(id=f"wall-{at}", shared_by=[own.id], boxes=[box])
        parties[at % 2] = attrs.evolve(own, red_lines=[*own.red_lines, wall])
    return attrs.evolve(problem, parties=parties)


@pytest.mark.parametrize("question", [counted, why, least, mending], ids=lambda question: question.__name__)
def test_every_method_gives_the_same_answer_where_only_lines_tie_issues(question):
    for seed in range(6):
        problem = walled(seed)
        answers = {method: question(problem, method=method) for method in (*QUESTIONS[question], None)}
        assert all(answer == answers["enumeration"] for answer in answers.values()), seed
        assert negsim.conflicts(problem)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_a_method_that_is_preferred_is_the_one_that_is_named(question):
    problem = middle(1)
    expected = question(problem)
    for method in QUESTIONS[question]:
        with preferring(method):
            assert question(problem) == expected
        with pytest.raises(ValueError, match=r"method 'guessing'"):
            question(problem, method="guessing")


def test_what_is_preferred_stands_back_behind_what_is_asked_for():
    problem = middle(1)
    ways: dict[Any, set[str]] = {None: set(), "merging": set(), "bounded-search": set()}
    for method, named in ways.items():
        with preferring("enumeration"):
            named.update(one.method for one in negsim.solutions(problem, method=method).values())
            named.add(negsim.frontier(problem, effort=negsim.Effort(method=method)).method.split()[0])
    assert ways[None] == {"read off the frontier of all packages", "enumeration"}
    assert ways["merging"] == {"read off the frontier", "enumeration"}
    assert "bounded search" in ways["bounded-search"]
    assert negsim.Effort().by(None).method is None


@settings(max_examples=40)
@given(problem_generators.problems())
def test_a_zone_that_is_counted_is_as_large_as_one_that_is_enumerated(problem):
    listed = negsim.zone(problem, method="enumeration")
    counted = negsim.zone(problem, method="counting")
    assert listed.method.startswith(("enumeration", "product"))
    assert counted.method.startswith("counting")
    assert (counted.packages, counted.size) == (listed.packages, listed.size)
    assert counted.has_status_quo == listed.has_status_quo


@settings(max_examples=40)
@given(problem_generators.problems())
def test_a_frontier_is_the_same_whether_reservations_tie_issues_or_not(problem):
    merged = negsim.frontier(problem, max_packages=1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(approximate, "approximate", refusing(approximate.approximate))
        together = negsim.frontier(problem, max_packages=1000)
    assert merged.items == together.items


def refusing(merged):
    """Merging with a budget does not fit: what is left is to enumerate what reservations tie together."""

    def found(*args, budget, **settings):
        if budget is not None:
            raise TooLargeError("merging", 2, 1, "sums", "")
        return merged(*args, budget=budget, **settings)

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
    monkeypatch.setattr(worths, "MAX_BYTES", 2)
    listed = negsim.zone(middle)
    assert (listed.size, listed.method) == (counted.size, "enumeration")
    with pytest.raises(TooLargeError, match="an exact count"):
        negsim.zone(large(30))


def test_sums_that_are_too_many_are_enumerated_or_refused(monkeypatch):
    small = large(8)
    merged = negsim.frontier(small, max_packages=0)
    monkeypatch.setattr(chains, "MAX_BYTES", 4)
    assert negsim.frontier(small, max_packages=0).items == merged.items
    with pytest.raises(TooLargeError, match="one merging step"):
        negsim.frontier(large(30))


def test_parts_that_are_too_dense_are_refused():
    tied = large(20)
    joint = Factor([issue.id for issue in tied.space.issues[:2]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    pairs = [Factor([one.id, other.id], joint.values) for one, other in itertools.combinations(tied.space.issues, 2)]
    parties = [ProblemParty(id="A", factors=pairs, reservation=ProblemReservation(points=1)), tied.parties[1]]
    problem = BargainingProblem(scenario="s", reading="r", space=tied.space, parties=parties)
    assert math.prod(problem.space.radices) > 10**8
    for question in (negsim.zone, negsim.frontier):
        with pytest.raises(TooLargeError, match="an induced width of 19"):
            question(problem)


@settings(max_examples=40)
@given(problem_generators.problems())
def test_solutions_that_are_searched_are_those_of_the_frontier(problem):
    listed = negsim.solutions(problem, max_packages=1000)
    searched = negsim.solutions(problem, max_packages=1000, method="bounded-search")
    for rule, solution in searched.items():
        assert solution.method == "bounded search"
        assert (solution.count, solution.deals) == (listed[rule].count, listed[rule].deals)


def test_large_zones_are_searched_and_what_is_not_proved_is_listed(monkeypatch):
    wide = large(30, parties=3)
    found = negsim.solutions(wide, max_packages=1)
    assert {solution.method for solution in found.values()} == {"bounded search"}
    monkeypatch.setattr(solver, "best", unproved(best))
    listed = negsim.solutions(wide, max_packages=1)
    assert {solution.method for solution in listed.values()} == {"read off the frontier"}
    assert [found[rule].count for rule in found] == [listed[rule].count for rule in found]
    assert [found[rule].deals[0].points for rule in found] == [listed[rule].deals[0].points for rule in found]


def unproved(search):
    def found(*args, **settings):
        return attrs.evolve(search(*args, **settings), is_proven=False, bound=None)

    return found


def test_more_ties_than_are_listed_are_left_to_the_frontier(monkeypatch):
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(14)]
    factors = {
        name: [Factor([issue.id], row) for issue in issues]
        for name, row in zip("ABC", ([0, 1], [1, 0], [1, 1]), strict=True)
    }
    parties = [ProblemParty(id=name, factors=rows) for name, rows in factors.items()]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    counted = negsim.solutions(problem, max_packages=1, method="bounded-search")["nash"]
    assert (counted.count, counted.complete) == (math.comb(14, 7), True)
    monkeypatch.setattr(solver, "MANY_TIES", 2_000)
    listed = negsim.solutions(problem, max_packages=1, method="bounded-search")["nash"]
    assert (listed.count, listed.exact, listed.complete) == (2_000, True, False)
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
    monkeypatch.setattr(chains, "MAX_BYTES", 4)
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
    monkeypatch.setattr(worths, "MAX_BYTES", 1)
    found = negsim.analyze(scenario)
    assert found.zone is None
    assert found.frontier == whole.frontier
    assert found.solutions == whole.solutions


def wide_party(name, row):
    values = {f"i{number}": row for number in range(20)}
    stated = negsim.Preferences(as_written=True, weights=dict.fromkeys(values, 1), values=values)
    return negsim.Party(name, preferences=stated, reservation=negsim.Reservation(value=18))


def test_where_not_all_gain_together_a_search_tells_too():
    space = Space([Issue("i", ["x", "y"])])
    parties = [ProblemParty(id=name, factors=[Factor(["i"], row)]) for name, row in (("A", [1, 0]), ("B", [0, 1]))]
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=parties)
    for found in (negsim.solutions(problem, max_packages=1, method="bounded-search"), negsim.solutions(problem)):
        assert (found["nash"].count, found["nash"].value, found["nash"].complete) == (2, 0, True)
