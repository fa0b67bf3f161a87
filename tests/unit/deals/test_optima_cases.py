"""Single cases of what rules pick and rank: who gains nothing, ties, parts of many packages, and what is refused."""

import math
import pickle
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

import negsim
from negsim.deals import judging, ranking, solutions, solver
from negsim.deals.rules import RULES, gains_of, product_key, rule_of
from negsim.errors import TooLargeError, UnknownNameError
from negsim.kernels.bounded.objectives import WeightedSum
from negsim.kernels.bounded.results import Found, Ranking
from negsim.kernels.bounded.search import best
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.search import options as option_tables
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles
from tests.unit.deals.some_problems import large_problem, of_tables, some_problem

pytestmark = pytest.mark.own_method

ask: Any = negsim.solutions
one: Any = negsim.optimum
rank: Any = negsim.best_packages
SEARCHES = ("bounded-search", "integer-programming")


def small(rows, *, scale=1, reservations=None):
    """Return a problem of one issue: for each party, what each option is worth."""
    options = [f"o{number}" for number in range(len(next(iter(rows.values()))))]
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space([Issue("i", options)]),
        parties=[
            ProblemParty(id=name, scale=scale, factors=[Factor(["i"], row)], reservation=(reservations or {}).get(name))
            for name, row in rows.items()
        ],
    )


def chosen(found):
    return [deal.package["i"] for deal in found]


def soft(points):
    return ProblemReservation(points=points, red=False)


@pytest.mark.parametrize("method", SEARCHES)
@pytest.mark.parametrize("seed", range(40))
def test_of_parts_of_many_packages_the_efficient_ones_are_looked_at(seed, method, monkeypatch):
    monkeypatch.setattr(solver, "MAX_WIDTH", 0)
    problem = some_problem(np.random.default_rng(seed))
    found, expected = ask(problem, method=method, max_packages=1000), oracles.solutions(problem)
    for rule in RULES:
        assert [deal.package for deal in found[rule]] == expected[rule], rule
        assert (found[rule].count, found[rule].complete) == (len(expected[rule]), True)


@pytest.mark.parametrize("method", SEARCHES)
@pytest.mark.parametrize("more", [0, 1, 1_000])
def test_in_a_large_space_where_one_party_never_gains(method, more):
    problem = large_problem(3, 12, seed=4, points=1_000)
    most = sum(int(factor.values.max()) for factor in problem.parties[2].factors)
    left = attrs.evolve(problem.parties[2], reservation=soft(most + more))
    problem = attrs.evolve(problem, parties=[*problem.parties[:2], left])
    found, merged = ask(problem, method=method), ask(problem, method="merging")
    for rule in RULES:
        assert attrs.evolve(found[rule], method="") == attrs.evolve(merged[rule], method=""), rule
    assert found["nash"].value == 0
    assert "the most parties gain" in found["nash"].note
    assert "leaves out p2" in found["kalai-smorodinsky"].note


@pytest.mark.parametrize("method", SEARCHES)
def test_where_nobody_gains_every_package_that_none_beats_is_picked(method, monkeypatch):
    # A gets nothing from both, B loses by both: every package of the frontier ties.
    problem = small({"A": [0, -1, -2], "B": [-3, -1, -4]})
    for rule in ("nash", "kalai-smorodinsky"):
        for way in ("merging", method):
            picked = one(problem, rule, method=way)
            assert (chosen(picked), picked.count, picked.complete) == (["o0", "o1"], 2, True)
    monkeypatch.setattr(solver, "FEW_TIES", 2)
    monkeypatch.setattr(solver, "MANY_TIES", 2)
    for rule in ("nash", "kalai-smorodinsky"):
        searched = one(problem, rule, method=method, max_packages=1)
        assert (searched.exact, searched.complete, searched.count) == (True, False, 1)
        assert chosen(searched) == ["o1"]
        assert one(problem, rule).complete
    alone = small({"A": [0, -1, 0], "B": [-3, -4, -3]})
    assert (one(alone, method=method).complete, chosen(one(alone, method=method))) == (True, ["o0", "o2"])
    nothing = small({"A": [0, -1, 0], "B": [0, 1, 0]}, reservations={"A": ProblemReservation(points=0)})
    assert (one(nothing, method=method).complete, chosen(one(nothing, method=method))) == (True, ["o0", "o2"])


def test_ties_that_are_not_all_listed_are_beaten_by_none(monkeypatch):
    monkeypatch.setattr(solver, "FEW_TIES", 1)
    monkeypatch.setattr(solver, "MANY_TIES", 2)
    # C loses by everything, more or less; A and B gain the same by o1 to o4.
    rows = {"A": [0, 2, 2, 2, 2], "B": [0, 2, 2, 2, 2], "C": [-1, -9, -3, -3, -9]}
    for rule in ("nash", "kalai-smorodinsky"):
        picked = one(small(rows), rule, method="bounded-search", max_packages=1)
        assert (picked.exact, picked.complete) == (True, False)
        assert chosen(picked) in (["o2"], ["o3"])


def test_the_first_of_many_ties_are_named_in_order():
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(8)]
    party = ProblemParty(id="A", factors=[Factor([issue.id], [0, 1, 1]) for issue in issues])
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    found = one(problem, method="bounded-search", max_packages=3)
    assert (found.count, found.complete) == (256, True)
    assert found.deals == one(problem, method="merging", max_packages=3).deals
    many = attrs.evolve(problem, space=Space(issues), parties=[attrs.evolve(party, factors=())])
    flat = one(many, "egalitarian", method="bounded-search", max_packages=2)
    assert (flat.count, flat.value) == (3**8, (0,))
    assert len(flat) == 2
    assert list(flat) == [flat[0], flat[1]]


def test_ties_over_issues_that_are_not_neighbours():
    issues = [Issue(name, ["x", "y", "z"]) for name in "abcd"]
    factors = [Factor(["a", "c"], [[0, 1, 0], [1, 0, 1], [0, 1, 1]]), Factor(["b", "d"], [[0, 1, 1]] * 3)]
    parties = [ProblemParty(id=name, factors=factors) for name in "AB"]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    for count in (1, 7, 30, 81):
        found = rank(problem, count=count, method="bounded-search")
        assert found.items == rank(problem, count=count, method="enumeration").items
        assert found.in_order
    few = one(problem, method="bounded-search", max_packages=2)
    assert few.deals == one(problem, method="merging", max_packages=2).deals


def test_ties_over_issues_that_are_not_neighbours_may_be_too_many_to_order(monkeypatch):
    monkeypatch.setattr(ranking, "_MORE_TIES", 3)
    issues = [Issue(name, ["x", "y", "z"]) for name in "abc"]
    party = ProblemParty(id="A", factors=[Factor(["a", "c"], np.eye(3, dtype=int))])
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    found = rank(problem, "utilitarian", count=2, method="bounded-search")
    assert (found.exact, found.in_order, len(found)) == (True, False, 2)
    assert {item.value for item in found} == {1}


def test_packages_that_leave_a_loss_are_ranked_last():
    problem = small({"A": [3, 0, 2, -1, 4], "B": [1, 5, 0, 9, -2]})
    for method in ("enumeration", *SEARCHES):
        listed = rank(problem, count=5, method=method)
        assert [item.package["i"] for item in listed] == ["o0", "o1", "o2", "o3", "o4"]
        assert [item.value for item in listed] == [3, 0, 0, 0, 0]
        assert pickle.loads(pickle.dumps(listed)) == listed
        assert listed[0].points == {"A": 3, "B": 1}


def test_weights_move_what_is_picked():
    problem = small({"A": [10, 6, 3, 1], "B": [1, 5, 8, 9]}, scale=10)
    assert chosen(one(problem, "nash")) == ["o1"]
    assert chosen(one(problem, "nash", weights={"A": 4})) == ["o0"]
    assert chosen(one(problem, "nash", weights={"B": "3.5"})) == ["o2"]
    assert one(problem, "nash", weights={"A": 2, "B": 2}) == one(problem, "nash")
    assert one(problem, "nash", weights={"A": 2, "B": 1}).value == Fraction(6 * 6 * 5, 1000)
    assert chosen(one(problem, "utilitarian", weights={"B": 2})) == ["o2", "o3"]
    assert one(problem, "utilitarian", weights={"B": 2}).value == Fraction(19, 10)
    assert chosen(one(problem, "egalitarian", weights={"A": "1/3"})) == ["o2"]
    assert one(problem, "egalitarian", weights={"A": "1/3"}).value == (Fraction(8, 10), Fraction(9, 10))
    assert chosen(one(problem, "kalai-smorodinsky", weights={"A": 3})) == ["o1"]


@pytest.mark.parametrize("rule", RULES)
def test_weights_count_the_same_whatever_their_unit(rule):
    problem = large_problem(3, 9, seed=2, points=100)
    for method in ("merging", "bounded-search"):
        found = one(problem, rule, weights={"p0": 2, "p1": 1, "p2": 3}, method=method)
        halved = one(problem, rule, weights={"p0": 1, "p1": "0.5", "p2": "3/2"}, method=method)
        assert (found.deals, found.count) == (halved.deals, halved.count)


def test_what_a_rule_is_not():
    problem = small({"A": [1, 0], "B": [0, 1]})
    with pytest.raises(UnknownNameError, match="rule"):
        one(problem, "kalai")
    with pytest.raises(UnknownNameError, match="party that signs every package"):
        rank(problem, weights={"C": 1})
    for weight in (0, -1):
        with pytest.raises(ValueError, match="expected a number above 0"):
            one(problem, weights={"A": weight})
    with pytest.raises(TooLargeError, match="a weighted product would take 1,001"):
        one(problem, weights={"A": 1000})
    with pytest.raises(ValueError, match="method 'counting' for what a rule picks; expected one of enumeration, merg"):
        ask(problem, method="counting")
    with pytest.raises(ValueError, match="method 'merging' for ranking packages; expected one of enumeration, bounded"):
        rank(problem, method="merging")
    with pytest.raises(ValueError, match="count=0; expected a whole number of at least 1"):
        rank(problem, count=0)
    with pytest.raises(ValueError, match="weights for a function of one's own"):
        one(problem, lambda gains: 0, weights={"A": 1})
    with pytest.raises(ValueError, match="integer programming knows no function"):
        one(problem, lambda gains: 0, method="integer-programming")
    assert rank(problem, effort=Effort(method="merging")).method == "enumeration"
    assert one(problem, lambda gains: 0, effort=Effort(method="integer-programming")).count == 2


def test_what_is_over_the_users_limits_is_refused_before_it_starts():
    problem = large_problem(3, 12, seed=1)
    with pytest.raises(TooLargeError, match="finding what the rules pick by"):
        ask(problem, effort=Effort(max_seconds=1e-6))
    with pytest.raises(TooLargeError, match="milliseconds"):
        rank(problem, effort=Effort(max_seconds=1e-6))
    with pytest.raises(TooLargeError, match="ranking every package would take 244,140,625"):
        rank(problem, method="enumeration")
    with pytest.raises(TooLargeError, match="bytes"):
        ask(problem, method="enumeration", effort=Effort(max_bytes=1000))


@pytest.mark.parametrize("method", ["merging", "bounded-search"])
def test_an_objective_that_falls_is_found_out(method):
    problem = small({"A": [3, 0, 2], "B": [1, 5, 2]})
    with pytest.raises(ValueError, match=r"falls from .* as gains rise from A .* to A .*; expected one that never"):
        one(problem, lambda gains: -gains["A"], method=method)
    with pytest.raises(ValueError, match="says nan of gains A"):
        one(problem, lambda gains: math.nan, method=method)
    with pytest.raises(ValueError, match="says None of gains A"):
        one(problem, lambda gains: None, method=method)


def test_an_objective_that_falls_between_packages_is_found_out():
    # The points on the frontier do not tell; those around them do.
    problem = small({"A": [3, 0, 2], "B": [1, 5, 2]})
    with pytest.raises(ValueError, match="falls"):
        one(problem, lambda gains: 1 if gains["A"] == 2 else 0, method="merging")


class Leximin:
    """An objective that is no function and has no name."""

    def __call__(self, gains):
        return sorted(gains.values())


def test_an_objective_on_a_large_space_and_on_none():
    problem = large_problem(3, 14, seed=6, points=100)
    found, expected = one(problem, Leximin(), method="bounded-search"), one(problem, "egalitarian")
    assert (found.deals, found.count, tuple(found.value)) == (expected.deals, expected.count, expected.value)
    assert (found.rule, found.method) == ("objective", "bounded search")
    greedy = [attrs.evolve(party, reservation=ProblemReservation(points=90)) for party in problem.parties]
    for rule in (Leximin(), *RULES):
        for method in ("bounded-search", "merging"):
            none = one(attrs.evolve(problem, parties=greedy), rule, method=method)
            assert (none.count, none.deals, none.value, none.exact) == (0, (), None, True)
    for rule in RULES:
        assert not rank(attrs.evolve(problem, parties=greedy), rule, method="bounded-search").items
    held = [attrs.evolve(party, reservation=ProblemReservation(points=35)) for party in problem.parties]
    reserved = attrs.evolve(problem, parties=held)
    least = one(reserved, Leximin(), method="bounded-search")
    assert least.deals == one(reserved, "egalitarian", method="merging").deals


def test_frontiers_that_are_refused_are_searched(monkeypatch):
    def refused(*args, **options):
        raise TooLargeError("merging", 2, 1, "sums", "")

    problem = small({"A": [3, 0, 2], "B": [1, 5, 2]})
    expected, own = ask(problem), one(problem, Leximin())
    monkeypatch.setattr(solutions, "efficient_sums", refused)
    monkeypatch.setattr(negsim.deals.optimum, "efficient_sums", refused)
    found = ask(problem)
    assert {entry.method for entry in found.values()} == {"bounded search"}
    assert [entry.deals for entry in found.values()] == [entry.deals for entry in expected.values()]
    assert one(problem, Leximin()).deals == own.deals
    for rule in ("nash", Leximin()):
        with pytest.raises(TooLargeError, match="merging"):
            one(problem, rule, method="merging")
    large = large_problem(3, 30, seed=1)
    proved = one(large)
    monkeypatch.setattr(
        solver, "best", lambda *args, **options: attrs.evolve(best(*args, **options), is_proven=False, bound=None)
    )
    found = one(large)
    assert (found.deals, found.exact, found.bound) == (proved.deals, False, None)
    assert found.method == "bounded search and integer programming"


def test_a_ranking_of_parts_of_too_many_packages_is_refused(monkeypatch):
    monkeypatch.setattr(option_tables, "MAX_CELLS", 10)
    with pytest.raises(TooLargeError, match="ranking packages would take 5"):
        rank(large_problem(3, 30, seed=1))


def test_of_two_searches_that_gave_up_the_better_counts():
    found = Found(status="undecided", combination=None, nodes=1)
    assert solver.better_of(found, attrs.evolve(found, nodes=2)).nodes == 2
    one_first = Ranking(
        values=(3, 2), combinations=np.zeros((2, 1)), is_proven=False, are_first=False, bound=9, nodes=1
    )
    other = attrs.evolve(one_first, values=(3,), combinations=np.zeros((1, 1)))
    assert solver.better_of(other, one_first) is one_first
    problem = of_tables(np.array([[[1, 0], [0, 1]]] * 3), points=3)
    search = solver.solver_of(problem, max_packages=1, effort=Effort()).best
    unproved = attrs.evolve(search(WeightedSum((1, 1))), is_proven=False, value=2, bound=5)
    better = attrs.evolve(unproved, value=3, bound=7)
    assert (solver.better_of(unproved, better).value, solver.better_of(unproved, better).bound) == (3, 5)
    nothing = attrs.evolve(unproved, value=None, bound=3)
    assert solver.better_of(better, nothing).is_proven
    assert solver.better_of(nothing, better).value == 3
    assert not solver.better_of(attrs.evolve(nothing, bound=None), attrs.evolve(nothing, bound=None)).is_proven


def test_a_zone_that_no_search_decides_is_said_to_be_open_or_not(monkeypatch):
    held = {"A": ProblemReservation(points=2), "B": ProblemReservation(points=2)}
    problem = small({"A": [3, -1, 2], "B": [1, 5, -2]}, reservations=held)
    undecided = Found(status="undecided", combination=None, nodes=1)
    nothing = attrs.evolve(
        solver.solver_of(problem, max_packages=1, effort=Effort()).best(WeightedSum((1, 1))),
        value=None,
        combinations=np.zeros((0, 1)),
        count=0,
        is_proven=False,
        is_count_complete=False,
        bound=None,
    )
    monkeypatch.setattr(solver, "find_any", lambda *args, **options: undecided)
    monkeypatch.setattr(solver, "best", lambda *args, **options: nothing)
    found = negsim.solutions(problem, max_packages=1, method="bounded-search")
    for rule in ("nash", "egalitarian", "utilitarian", "kalai-smorodinsky"):
        assert (found[rule].count, found[rule].exact) == (0, False), rule
        assert found[rule].note == "not proved: no package was found, nor that there is none"
    monkeypatch.setattr(solver, "best", lambda *args, **options: attrs.evolve(nothing, is_proven=True, bound=None))
    assert not negsim.solutions(problem, max_packages=1, method="bounded-search")["nash"].exact
    some = attrs.evolve(undecided, status="found", combination=(1,))
    monkeypatch.setattr(solver, "find_any", lambda *args, **options: some)
    monkeypatch.setattr(solver, "best", lambda *args, **options: nothing)
    found = negsim.solutions(problem, max_packages=1, method="bounded-search")
    assert chosen(found["nash"]) == ["o1"]
    assert not found["nash"].exact


def without_proof(*objectives):
    """Return a search that gives up on some objectives."""

    def search(instance, objective, **settings):
        found = best(instance, objective, **settings)
        return attrs.evolve(found, is_proven=objective not in objectives)

    return search


def test_without_the_most_that_each_could_gain_no_share_of_it_is_known(monkeypatch):
    held = {"A": ProblemReservation(points=1), "B": ProblemReservation(points=1)}
    problem = small({"A": [3, 1, 2, 5], "B": [1, 5, 2, 0]}, reservations=held)
    monkeypatch.setattr(solver, "best", without_proof(WeightedSum((1, 0))))
    found = one(problem, "kalai-smorodinsky", method="bounded-search")
    assert (chosen(found), found.exact, found.value, found.bound) == (["o2"], False, None, None)
    assert found.note == "not proved, nor is the most that each party could gain"
    for rule in ("kalai-smorodinsky", "nash"):
        ranked = rank(problem, rule, count=9, method="bounded-search")
        assert (ranked.exact, ranked.in_order) == (False, False)
        assert [item.package["i"] for item in ranked] == (["o2"] if rule == "nash" else [])
    nobody = small({"A": [0, -1, -2], "B": [-3, -1, -4]})
    monkeypatch.setattr(solver, "best", without_proof(WeightedSum((1, 1)), WeightedSum((0, 0))))
    assert not one(nobody, "kalai-smorodinsky", method="bounded-search").exact


def test_an_objective_where_no_search_decides_whether_the_zone_is_open(monkeypatch):
    held = {"A": ProblemReservation(points=3), "B": ProblemReservation(points=5)}
    problem = small({"A": [3, 1], "B": [1, 5]}, reservations=held)
    undecided = Found(status="undecided", combination=None, nodes=1)
    monkeypatch.setattr(solver, "find_any", lambda *args, **options: undecided)
    found = one(problem, Leximin(), method="bounded-search")
    assert (found.count, found.exact, found.value, found.bound) == (0, True, None, None)


@pytest.mark.parametrize("method", SEARCHES)
def test_scales_that_have_little_in_common_are_added_all_the_same(method):
    problem = large_problem(3, 9, seed=1)
    scales = (2**40 - 87, 2**40 - 167, 2**40 - 195)
    parties = [attrs.evolve(party, scale=scale) for party, scale in zip(problem.parties, scales, strict=True)]
    problem = attrs.evolve(problem, parties=parties)
    found, merged = one(problem, "utilitarian", method=method), one(problem, "utilitarian", method="merging")
    assert attrs.evolve(found, method="") == attrs.evolve(merged, method="")
    for rule in RULES:
        best = rank(problem, rule, count=3, method=method)
        assert best[0].value == one(problem, rule, method="merging").value


def test_keys_of_products():
    assert product_key((Fraction(1, 2), Fraction(1, 2))) == (True, Fraction(1, 4), 2, Fraction(1, 4))
    assert product_key((Fraction(-1), Fraction(1, 2)), (Fraction(1), Fraction(1))) == (False, 0, 1, Fraction(1, 2))
    powers = product_key((Fraction(1, 2), Fraction(1, 3)), powers=(2, 1))
    assert powers == (True, Fraction(1, 12), 2, Fraction(1, 12))
    rule = rule_of(small({"A": [1], "B": [1]}), "egalitarian", {"A": "1/2", "B": "3/2"})
    assert (rule.powers, rule.share, rule.weights) == ((1, 3), Fraction(1, 2), (Fraction(1, 2), Fraction(3, 2)))
    assert gains_of(small({"A": [1], "B": [1]}), {"A": 1, "B": 2}, waived=["A"]) == (Fraction(2),)


def test_judgements_are_asked_once_for_each_point():
    asked = []
    problem = small({"A": [3, 0, 2], "B": [1, 5, 2]})

    def counted(gains):
        asked.append(gains)
        return len(asked)

    judge = judging.Judge(problem=problem, judgement=counted, effort=Effort())
    assert judge.values(np.array([[1, 2], [1, 2]])) == [1, 1]
    assert len(asked) == 1
    judge.check(np.zeros((0, 2), dtype=int))
