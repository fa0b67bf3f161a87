"""Why there is no deal, at sizes that nobody can list: many parties, issues and demands."""

import itertools
from fractions import Fraction

import attrs
import numpy as np
import pytest

from negsim.deals import conflicts
from negsim.deals.conflicts import conflicts_of, groups
from negsim.deals.deal import is_broken
from negsim.deals.feasibility import feasibility
from negsim.deals.issue_odds import issue_odds
from negsim.deals.odds import odds
from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio
from negsim.kernels.bounded.search import best
from negsim.kernels.dualizing import Limits
from negsim.kernels.hitting_sets import minimal_hitting_sets
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import collisions
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space

OPTIONS = ("a", "b", "c", "d", "e")


def drawn(*, parties, issues, lines, level=101, points=1000, seed=0):
    """Return a problem of random interests and lines, with reservations at so many percent of what all can have."""
    rng = np.random.default_rng((parties, issues, lines, seed))
    weights = rng.dirichlet(np.ones(issues), size=parties).T
    scores = rng.random((issues, len(OPTIONS), parties))
    scores -= scores.min(axis=1, keepdims=True)
    tables = np.rint(scores / scores.max(axis=1, keepdims=True) * weights[:, None, :] * points).astype(np.int64)
    instance = Instance(values=tables, sizes=(len(OPTIONS),) * issues)
    value = best(instance, LeastRatio((0,) * parties, (1,) * parties), max_ties=1).value
    assert isinstance(value, Fraction)
    places = [divmod(int(place), len(OPTIONS)) for place in rng.choice(issues * len(OPTIONS), lines, replace=False)]
    ids = [f"i{issue}" for issue in range(issues)]
    return BargainingProblem(
        scenario="drawn",
        reading="given",
        space=Space([Issue(issue, OPTIONS) for issue in ids]),
        parties=[
            ProblemParty(
                id=f"p{party}",
                scale=points,
                reservation=ProblemReservation(points=int(value) * level // 100),
                factors=[Factor([issue], table[:, party]) for issue, table in zip(ids, tables, strict=True)],
                red_lines=[
                    ProblemLine(
                        id=f"line{at}", shared_by=[f"p{party}"], boxes=[Box({ids[issue]: [OPTIONS[option]]}, price=1)]
                    )
                    for at, (issue, option) in enumerate(places)
                    if tables[issue, option].argmin() == party
                ],
            )
            for party in range(parties)
        ],
    )


def keeping_only(problem, names):
    """Return the problem with no other demands than some."""
    parties = []
    for party in problem.parties:
        lines = [line for line in party.red_lines if f"{party.id}:{line.id}" in names]
        reservation = party.reservation if f"{party.id}:reservation" in names else None
        parties.append(attrs.evolve(party, red_lines=lines, reservation=reservation))
    return attrs.evolve(problem, parties=parties)


def check_conflict(problem, conflict):
    """Hold that no package keeps the demands of a conflict, and that one keeps all but any one of them."""
    assert feasibility(keeping_only(problem, set(conflict))).deal is None
    by_name = {demand.name: demand for demand in problem.demands}
    for name in conflict:
        rest = set(conflict) - {name}
        deal = feasibility(keeping_only(problem, rest)).deal
        assert deal is not None
        assert not any(is_broken(problem, by_name[other], deal.package) for other in rest)
        assert is_broken(problem, by_name[name], deal.package)


def as_bits(problem, sets):
    place = {demand.name: at for at, demand in enumerate(problem.demands)}
    return [sum(1 << place[name] for name in names) for names in sets]


@pytest.mark.parametrize(("points", "seed"), [(1000, 0), (10**6, 1)])
def test_all_conflicts_and_repairs_of_eight_parties_thirty_issues_and_24_demands(points, seed):
    problem = drawn(parties=8, issues=30, lines=16, points=points, seed=seed)
    assert len(problem.demands) == 24
    (group,) = groups(problem)
    assert (group.method, group.complete, group.repairs_complete) == ("bounded search", True, True)
    assert group.broken == group.repairs
    assert len(group.conflicts) > 2
    for conflict in group.conflicts[:4]:
        check_conflict(problem, conflict)
    repairs, found = as_bits(problem, group.repairs), as_bits(problem, group.conflicts)
    assert set(minimal_hitting_sets(repairs, max_sets=10**5, max_nodes=10**6).sets) == set(found)
    assert set(minimal_hitting_sets(found, max_sets=10**5, max_nodes=10**6).sets) == set(repairs)
    for repair in group.repairs[:4]:
        kept = {demand.name for demand in problem.demands} - set(repair)
        assert feasibility(keeping_only(problem, kept)).is_open
        assert not any(feasibility(keeping_only(problem, kept | {name})).is_open for name in repair)


def test_the_smallest_of_60_demands_come_first(monkeypatch):
    limits = Limits(thorough=0, enough=4, max_asked=1200)
    monkeypatch.setattr(collisions, "Limits", lambda is_over: limits)
    problem = drawn(parties=8, issues=30, lines=52)
    (group,) = groups(problem)
    assert (group.complete, group.repairs_complete, group.broken_complete) == (False, False, False)
    assert group.conflicts
    assert group.repairs
    assert group.repairs_up_to is not None
    assert group.conflicts_up_to is not None
    assert max(map(len, group.repairs)) <= group.repairs_up_to + 1
    assert min(map(len, group.conflicts)) > group.conflicts_up_to
    for conflict in group.conflicts[:2]:
        check_conflict(problem, conflict)
    for broken, blocked in itertools.product(group.broken, group.blocked):
        assert set(broken) & set(blocked)
    assert {conflict.demands for conflict in group.conflicts} <= set(group.blocked)


def soft(problem, *, firmness="1/2", red=()):
    """Return the problem with only some demands red, and all of one firmness."""
    return attrs.evolve(
        problem,
        parties=[
            attrs.evolve(
                party,
                reservation=attrs.evolve(party.reservation, red=False, firmness=firmness),
                red_lines=[attrs.evolve(line, red=line.id in red, firmness=firmness) for line in party.red_lines],
            )
            for party in problem.parties
        ],
    )


@pytest.mark.parametrize("limit", [3, 10, 40, 150])
def test_odds_of_what_is_not_complete_lie_between_bounds(monkeypatch, limit):
    problem = soft(drawn(parties=4, issues=6, lines=8, level=110))
    exact = odds(problem, found=groups(problem, method="enumeration"))
    assert exact.exact
    monkeypatch.setattr(collisions, "Limits", lambda is_over: Limits(thorough=0, enough=1, max_asked=limit))
    found = groups(problem, method="bounded-search")
    cut = odds(problem, found=found)
    assert 0 <= cut.open <= exact.open <= cut.open_at_most <= 1
    assert cut.open_one_resolve <= exact.open_one_resolve <= cut.open_one_resolve_at_most
    if limit < 20:
        assert not cut.exact
        assert cut.open < cut.open_at_most
        assert not cut.importance
    assert cut.exact == all(group.broken_complete for group in found) or cut.open == cut.open_at_most


def two_groups():
    """Return a problem with a group that is looked at whole, and one that is cut short where that is asked for."""
    plain = soft(drawn(parties=3, issues=4, lines=6, level=110))
    issue = Issue("other", ["x", "y"])
    parties = [
        ProblemParty(
            id=name,
            red_lines=[
                ProblemLine(
                    id="line",
                    shared_by=[name],
                    firmness=firmness,
                    red=False,
                    boxes=[Box({"other": [option]}, price=1)],
                )
            ],
        )
        for name, option, firmness in (("A", "x", "1/3"), ("B", "y", "1/4"), ("C", "x", "0"))
    ]
    return attrs.evolve(plain, space=Space([*plain.space.issues, issue]), parties=[*plain.parties, *parties])


def test_a_group_that_is_exact_stays_so_beside_one_that_is_not(monkeypatch):
    problem = two_groups()
    whole = groups(problem, method="enumeration")
    exact = odds(problem, found=whole)
    monkeypatch.setattr(collisions, "Limits", lambda is_over: Limits(thorough=0, enough=1, max_asked=3))
    cut = [groups(problem, method="bounded-search")[0], whole[1]]
    found = odds(problem, found=cut)
    assert [group.exact for group in found.groups] == [False, True]
    assert found.groups[1].open == exact.groups[1].open == 1 - Fraction(1, 12)
    assert found.open <= exact.open <= found.open_at_most <= found.groups[1].open
    assert found.open_one_resolve <= exact.open_one_resolve <= found.open_one_resolve_at_most


def test_time_that_runs_out_leaves_what_was_found(monkeypatch):
    problem = drawn(parties=8, issues=30, lines=16)
    asked = itertools.count()

    def limits(is_over):
        return Limits(is_over=lambda: next(asked) > 7)

    monkeypatch.setattr(collisions, "Limits", limits)
    (group,) = groups(problem, effort=Effort(max_seconds=600))
    assert not group.complete
    assert not group.repairs_complete
    assert not group.is_open
    check_conflict(problem, group.conflicts[0])


def test_methods_that_do_not_find_conflicts_are_refused():
    with pytest.raises(ValueError, match="'counting' does not answer this; expected one of enumeration, merging"):
        conflicts.conflicts(drawn(parties=2, issues=2, lines=1), method="counting")
    with pytest.raises(TooLargeError, match="packages of issues that hang together"):
        groups(drawn(parties=2, issues=30, lines=1), method="enumeration")


def test_conflicts_through_lines_come_first_and_then_the_smallest():
    problem = drawn(parties=4, issues=6, lines=12)
    walls = [
        ProblemParty(
            id=name,
            red_lines=[ProblemLine(id="wall", shared_by=[name], boxes=[Box({"i0": list(options)}, price=1)])],
        )
        for name, options in (("W", "abc"), ("X", "de"))
    ]
    closed = attrs.evolve(problem, parties=[*problem.parties, *walls])
    found = conflicts_of(closed, groups(closed, method="bounded-search"))
    assert found == conflicts_of(closed, groups(closed, method="enumeration"))
    assert found[0].demands == ("W:wall", "X:wall")
    assert [conflict.has_reservation for conflict in found] == sorted(conflict.has_reservation for conflict in found)


def test_feasibility_is_told_of_zones_too_large_to_count():
    open_problem = drawn(parties=8, issues=30, lines=16, level=50)
    found = feasibility(open_problem)
    assert found
    assert (found.method, found.blocked) == ("bounded search", ())
    assert found.deal is not None
    assert not found.deal.breaches
    closed = feasibility(drawn(parties=8, issues=30, lines=16))
    assert not closed
    assert "p0:reservation" in closed.blocked


def test_feasibility_of_points_of_many_digits_is_enumerated():
    wide = 2**60
    factors = [Factor(["i"], [0, wide])]
    space = Space(
        [Issue("i", ["x", "y"]), Issue("j", ["x", "y"]), Issue("k", ["x", "y"])], [Exclusion({"j": ["x"], "k": ["x"]})]
    )
    for points, is_open in ((wide, True), (wide + 1, False)):
        party = ProblemParty(id="A", factors=factors, reservation=ProblemReservation(points=points))
        problem = BargainingProblem(scenario="s", reading="r", space=space, parties=[party])
        found = feasibility(problem)
        assert bool(found) == is_open
        assert found.method == ("bounded search and enumeration" if is_open else "enumeration")
        if found.deal is not None:
            assert space.exists(found.deal.package)


def test_feasibility_of_too_many_packages_that_hang_together_is_enumerated(monkeypatch):
    problem = drawn(parties=3, issues=4, lines=6, level=90)
    monkeypatch.setattr("negsim.search.demands.MAX_ROWS", 0)
    found = feasibility(problem)
    assert found.method == "enumeration"
    assert found.deal is not None
    assert not found.deal.breaches
    assert not feasibility(drawn(parties=3, issues=4, lines=6))
    monkeypatch.setattr("negsim.deals.feasibility.MAX_PACKAGES", 0)
    with pytest.raises(TooLargeError, match="a bounded search would take"):
        feasibility(problem)
    with pytest.raises(TooLargeError, match="was given up after"):
        feasibility(problem, effort=Effort(max_seconds=0.0, until=0.0))


def test_feasibility_is_refused_where_a_line_ties_too_much_and_when_time_is_up():
    issues = [Issue(f"i{number}", list("xyz")) for number in range(20)]
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({issue.id: ["x"] for issue in issues}, price=1)])
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space(issues), parties=[ProblemParty(id="A", red_lines=[line])]
    )
    with pytest.raises(TooLargeError, match="looking for a package of the zone"):
        feasibility(problem)
    with pytest.raises(TooLargeError, match="was given up after"):
        feasibility(drawn(parties=2, issues=2, lines=1), effort=Effort(max_seconds=0.0, until=0.0))


def test_importance_is_told_where_it_is_exact(monkeypatch):
    firmness = {"A": "1", "B": "1/2", "C": "1/2"}
    parties = [
        ProblemParty(
            id=name,
            red_lines=[
                ProblemLine(
                    id="line", shared_by=[name], firmness=firmness[name], boxes=[Box({"a": list(options)}, price=1)]
                )
            ],
        )
        for name, options in zip("ABC", ("xy", "yz", "zx"), strict=True)
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space([Issue("a", ["x", "y", "z"])]), parties=parties)
    exact = odds(problem)
    monkeypatch.setattr("negsim.deals.chances.MAX_STATES", -1)
    found = odds(problem)
    assert found.exact
    assert found.open == Fraction(1, 4)
    assert dict(found.importance) == {name: exact.importance[name] for name in ("B:line", "C:line")}


def test_issue_odds_are_enclosed_too(monkeypatch):
    problem = soft(drawn(parties=4, issues=2, lines=8))
    exact = issue_odds(problem)
    assert all(entry.open == entry.at_most for entry in exact)
    monkeypatch.setattr("negsim.deals.chances.MAX_STATES", -1)
    for entry, known in zip(issue_odds(problem), exact, strict=True):
        assert entry.open <= known.open <= entry.at_most
