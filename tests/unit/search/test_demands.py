"""Demands that are asked about: what a package keeps, at any size, and which methods can tell."""

import attrs
import numpy as np
import pytest

from negsim.errors import TimeLimitError, TooLargeError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.collisions import collisions, way_for
from negsim.search.demands import is_searchable, keeping, refuse_unsearchable, searchable, smaller_parts
from negsim.search.effort import Effort
from negsim.search.indexed import indexed
from negsim.search.parts import demand_parts
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles


def problem_of(count, *, points=3, options="xyz", **fields):
    """Return a problem of one party that values so many issues alike and takes at least some points."""
    issues = [Issue(f"i{number}", list(options)) for number in range(count)]
    party = ProblemParty(
        id="A",
        factors=[Factor([issue.id], list(range(len(options)))) for issue in issues],
        reservation=ProblemReservation(points=points),
        **fields,
    )
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])


def parts_of(problem):
    prepared = searchable(problem)
    return prepared, [part for part in demand_parts(prepared) if part.demands]


def test_a_reservation_ties_nothing_and_lines_exclusions_and_interactions_do():
    plain = problem_of(6)
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({"i0": ["x"], "i2": ["y"]}, price=1)])
    (party,) = plain.parties
    joint = Factor(["i1", "i5"], np.eye(3, dtype=np.int64))
    tied = attrs.evolve(
        plain,
        space=Space(plain.space.issues, [Exclusion({"i3": ["x"], "i4": ["y"]})]),
        parties=[
            attrs.evolve(party, red_lines=[line], factors=[*party.factors, joint]),
            ProblemParty(id="B", factors=[Factor(["i0", "i1"], np.eye(3, dtype=np.int64))]),
        ],
    )
    for problem, expected in (
        (plain, [(0,), (1,), (2,), (3,), (4,), (5,)]),
        (tied, [(0, 2), (1, 5), (3, 4)]),
    ):
        prepared, (part,) = parts_of(problem)
        assert [own.issues for own in smaller_parts(prepared, part)] == expected


@pytest.mark.parametrize("ceiling", [None, 2, 3, 4, 100, -1])
@pytest.mark.parametrize("consent", ["always", "by-issue"])
def test_a_ceiling_and_consent_by_issue_change_nothing_of_what_is_kept(ceiling, consent):
    problem = problem_of(3, points=3, ceiling=ceiling, consent=consent)
    named = [attrs.evolve(problem.space.issues[0], consent=["A"], status_quo="x"), *problem.space.issues[1:]]
    problem = attrs.evolve(problem, space=Space(named))
    prepared, (part,) = parts_of(problem)
    kept = keeping(prepared, part)
    verdict = kept.ask(1)
    packages = [package for package in oracles.packages(problem) if not oracles.broken(problem, package)]
    assert (verdict.choice is not None) == bool(packages)
    if verdict.choice is not None:
        assert prepared.package(kept.number(verdict.choice)) in packages


def test_a_reservation_of_thirty_issues_is_asked_about():
    problem = problem_of(30, points=60)
    prepared, (part,) = parts_of(problem)
    kept = keeping(prepared, part)
    choice = kept.ask(1).choice
    assert choice is not None
    found = prepared.package(kept.number(choice))
    assert {found[issue.id] for issue in problem.space.issues} == {"z"}
    beyond = problem_of(30, points=61)
    found = collisions(indexed(beyond), part, searched=searchable(beyond))
    assert (found.conflicts.sets, found.repairs.sets, found.method) == ((1,), (1,), "bounded search")


def test_what_a_line_ties_beyond_measure_is_refused_by_either_method():
    issues = [Issue(f"i{number}", list("xyz")) for number in range(20)]
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({issue.id: ["x"] for issue in issues}, price=1)])
    party = ProblemParty(id="A", red_lines=[line])
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    prepared, (part,) = parts_of(problem)
    assert not is_searchable(prepared, part)
    for method in ("enumeration", "bounded-search", None):
        with pytest.raises(TooLargeError, match="packages of issues that hang together"):
            way_for(prepared, part, effort=Effort(method=method))


def test_points_of_too_many_digits_are_left_to_enumeration():
    (party,) = problem_of(2).parties
    wide = attrs.evolve(
        problem_of(2),
        parties=[attrs.evolve(party, factors=[Factor(["i0"], [0, 2**60, 0]), Factor(["i1"], [0, 1, 2])])],
    )
    prepared, (part,) = parts_of(wide)
    assert way_for(prepared, part) == "enumeration"
    with pytest.raises(TooLargeError, match="as a party's most points"):
        way_for(prepared, part, effort=Effort(method="bounded-search"))
    with pytest.raises(TooLargeError, match="as a party's most points"):
        refuse_unsearchable(prepared, part, what="this")
    refuse_unsearchable(*((both := parts_of(problem_of(2)))[0], both[1][0]), what="nothing")


def test_the_faster_method_is_chosen_and_limits_are_kept():
    small, (part,) = parts_of(problem_of(3))
    assert way_for(small, part) == "enumeration"
    large, (part,) = parts_of(problem_of(15))
    assert way_for(large, part) == "bounded-search"
    assert way_for(large, part, effort=Effort(method="enumeration")) == "enumeration"
    with pytest.raises(TooLargeError, match="milliseconds"):
        way_for(large, part, effort=Effort(max_seconds=1e-6))
    with pytest.raises(TooLargeError, match="bytes of memory"):
        way_for(large, part, effort=Effort(max_bytes=10))


def test_time_that_is_over_before_anything_is_found_is_an_error(monkeypatch):
    problem = problem_of(15, points=31)
    prepared, (part,) = parts_of(problem)
    over = Effort(max_seconds=0, until=0.0)
    with pytest.raises(TooLargeError, match="milliseconds"):
        collisions(prepared, part, searched=prepared, effort=over)
    with pytest.raises(TimeLimitError, match="looking at packages"):
        keeping(prepared, part, effort=over)
    kept = keeping(prepared, part)
    monkeypatch.setattr("negsim.search.collisions.keeping", lambda *args, effort: kept)
    monkeypatch.setattr("negsim.search.collisions.way_for", lambda *args, effort: "bounded-search")
    with pytest.raises(TimeLimitError, match="finding conflicts"):
        collisions(prepared, part, searched=prepared, effort=over)


def test_what_proves_too_large_to_search_on_the_way_is_enumerated_where_that_may_be(monkeypatch):
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({"i0": ["z"], "i1": ["z"]}, price=1)])
    problem = problem_of(10, points=20, red_lines=[line])
    prepared, (part,) = parts_of(problem)
    monkeypatch.setattr("negsim.search.collisions.way_for", lambda *args, effort: "bounded-search")
    searched = collisions(indexed(problem), part, searched=prepared)
    assert searched.method == "bounded search"
    monkeypatch.setattr("negsim.search.demands.MAX_ROWS", 1)
    listed = collisions(indexed(problem), part, searched=prepared)
    assert listed.method == "enumeration of its issues"
    assert (listed.conflicts, listed.repairs, listed.broken) == (searched.conflicts, searched.repairs, searched.broken)
    with pytest.raises(TooLargeError, match="a bounded search would take 2 packages"):
        collisions(indexed(problem), part, searched=prepared, effort=Effort(method="bounded-search"))
    monkeypatch.setattr("negsim.search.collisions.MAX_PACKAGES", 1)
    with pytest.raises(TooLargeError, match="a bounded search would take 2 packages"):
        collisions(indexed(problem), part, searched=prepared)
