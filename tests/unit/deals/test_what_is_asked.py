"""What users ask for by mistake, and cases at the edge: a clear error or the right answer, by every method."""

from typing import Any

import attrs
import pytest

import negsim
from negsim.deals import optimum, solutions
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Space


def sale(*parties: ProblemParty, options: int = 2) -> BargainingProblem:
    space = Space([Issue("i0", [f"o{option}" for option in range(options)])])
    return BargainingProblem(scenario="sale", reading="given", space=space, parties=parties)


ONE = ProblemParty(
    id="A", scale=7, factors=[Factor(["i0"], [17, 9])], reservation=ProblemReservation(points=10, red=False)
)
OTHER = ProblemParty(id="B", scale=7, factors=[Factor(["i0"], [1, 10])])


@pytest.mark.parametrize("ask", [negsim.frontier, negsim.best_packages, negsim.package_table])
def test_a_region_that_is_none_is_refused(ask: Any) -> None:
    with pytest.raises(ValueError, match=r"of='foo'; expected 'zone' or 'space'"):
        ask(sale(ONE, OTHER), of="foo")


@pytest.mark.parametrize("limit", [-1, 1.5])
@pytest.mark.parametrize("ask", [negsim.package_table, negsim.zone_packages])
def test_a_limit_that_is_none_is_refused(ask: Any, limit: Any) -> None:
    with pytest.raises(ValueError, match="expected a whole number of at least 0, or None for all"):
        ask(sale(ONE, OTHER), limit=limit)


@pytest.mark.parametrize(
    ("ask", "name", "end"),
    [
        (negsim.frontier, "max_packages", ""),
        (negsim.solutions, "max_packages", ""),
        (negsim.optimum, "max_packages", ""),
        (negsim.nearest_deals, "max_deals", ", or None for all"),
        (negsim.repairs, "max_repairs", ", or None for all"),
    ],
)
@pytest.mark.parametrize("most", [-1, 1.5, "2", True])
def test_a_number_of_packages_that_is_none_is_refused(ask: Any, name: str, end: str, most: Any) -> None:
    with pytest.raises(ValueError, match=f"^{name}={most!r}; expected a whole number of at least 0{end}$"):
        ask(sale(ONE, OTHER), **{name: most})


@pytest.mark.parametrize("count", [0, 1.5])
def test_a_count_that_is_none_is_refused(count: Any) -> None:
    with pytest.raises(ValueError, match="expected a whole number of at least 1"):
        negsim.best_packages(sale(ONE, OTHER), count=count)


@pytest.mark.parametrize("method", ["enumeration", "bounded-search", "integer-programming"])
def test_a_ranking_with_a_column_in_which_nothing_is_lost(method: Any) -> None:
    for count in (1, 3, 8):
        found = negsim.best_packages(sale(ONE, OTHER), "nash", of="space", count=count, method=method)
        assert [item.package["i0"] for item in found] == ["o0", "o1"][:count]


def test_where_no_party_signs_all_packages_are_ranked_alike() -> None:
    watching = [attrs.evolve(party, consent=negsim.Consent.NEVER) for party in (ONE, OTHER)]
    found = negsim.best_packages(sale(*watching))
    assert [item.package["i0"] for item in found] == ["o0", "o1"]


@pytest.mark.parametrize("said", ["x", None, float("nan")])
def test_an_objective_that_says_no_number_is_refused(said: Any) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        negsim.optimum(sale(ONE, OTHER), lambda gains: said)


def test_a_first_search_without_time_leaves_the_answer_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = sale(ONE, OTHER)
    expected = negsim.solutions(problem)
    monkeypatch.setattr(solutions, "_BRIEF_SECONDS", 0.0)
    monkeypatch.setattr(solutions, "_SECONDS_OF_SEARCH", {"bounded-search": 0.0, "integer-programming": 0.0})
    found = negsim.solutions(problem)
    assert {rule: (own.deals, own.exact) for rule, own in found.items()} == {
        rule: (own.deals, True) for rule, own in expected.items()
    }


def test_a_reservation_far_below_all_values_is_counted_from_exactly() -> None:
    low = attrs.evolve(ONE, reservation=ProblemReservation(points=-(2**70)))
    for method in ("merging", "enumeration"):
        (deal,) = negsim.optimum(sale(low, OTHER), method=method)
        assert deal.package["i0"] == "o1"


def refusing(*_: Any, **__: Any) -> Any:
    raise negsim.TooLargeError("this", 2, 1, "things", "Ask less.")


@pytest.mark.parametrize("method", ["merging", "enumeration"])
def test_a_frontier_that_is_refused_is_an_error_where_it_was_asked_for(
    method: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solutions, "efficient_sums", refusing)
    with pytest.raises(negsim.TooLargeError, match="this would take 2 things"):
        negsim.solutions(sale(ONE, OTHER), method=method)
    assert negsim.solutions(sale(ONE, OTHER))["nash"].exact
    monkeypatch.setattr(optimum, "_read_off", refusing)
    with pytest.raises(negsim.TooLargeError, match="this would take 2 things"):
        negsim.optimum(sale(ONE, OTHER), lambda gains: sum(gains.values()), method=method)
    assert negsim.optimum(sale(ONE, OTHER), lambda gains: sum(gains.values())).exact


def test_too_many_packages_to_rank_one_by_one_are_refused() -> None:
    issues = [Issue(f"i{at}", ["x", "y"]) for at in range(21)]
    party = ProblemParty(id="A", factors=[Factor(["i0"], [0, 1])])
    problem = BargainingProblem(scenario="many", reading="given", space=Space(issues), parties=[party])
    with pytest.raises(negsim.TooLargeError, match="ranking every package would take 2,097,152 packages"):
        negsim.best_packages(problem, method="enumeration")
