"""What rules pick and rank, by every method, against brute force, against each other, and where a search gives up."""

import time
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

import negsim
from negsim.deals import judging, solutions, solver
from negsim.deals.rules import RULES, gains_of, rule_of
from negsim.errors import TimeLimitError
from negsim.search.effort import Effort
from negsim.testing import oracles
from tests.unit.deals.some_problems import large_problem, of_tables, some_problem

pytestmark = pytest.mark.own_method

METHODS = ("enumeration", "merging", "bounded-search", "integer-programming")
ask: Any = negsim.solutions
one: Any = negsim.optimum
rank: Any = negsim.best_packages


def over():
    """Return an effort that was used up before it began."""
    return Effort(max_seconds=1000, until=time.monotonic() - 1)


def searched(problem, *, max_packages, effort):
    """Search for what the textbook's rules pick: by bounded search, then by HiGHS where no way is named."""
    rules = [rule_of(problem, name) for name in RULES]
    return solutions._searched(problem, rules, max_packages=max_packages, effort=effort.started())


def packages_of(deals):
    return [deal.package for deal in deals]


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("method", METHODS)
def test_solutions_are_those_of_the_definitions(block, method):
    for seed in range(40 * block, 40 * block + 40):
        problem = some_problem(np.random.default_rng(seed))
        found, expected = ask(problem, method=method, max_packages=1000), oracles.solutions(problem)
        for rule in RULES:
            picked = found[rule]
            assert (picked.exact, picked.complete) == (True, True), (seed, rule)
            assert packages_of(picked) == expected[rule], (seed, rule)
            assert picked.count == len(expected[rule])
            assert picked.bound == picked.value
            assert (picked.value is None) == (not expected[rule])


def best_of(problem, key):
    """Return what has the greatest key of the packages that no other beats."""
    listed = [package for found in oracles.frontier(problem).values() for package in found]
    listed.sort(key=oracles.packages(problem).index)
    gains = [gains_of(problem, problem.points(package)) for package in listed]
    best = tuple(max(column) for column in zip(*gains, strict=True))
    keys = [key(gain, best) for gain in gains]
    return [package for package, entry in zip(listed, keys, strict=True) if entry == max(keys)]


def some_weights(rng, problem):
    return {party.id: rng.choice(["1", "2", "1/2", "0.3", "3"]) for party in problem.signers if rng.random() < 0.8}


@pytest.mark.parametrize("method", METHODS)
def test_weighted_rules_are_those_of_the_definitions(method):
    for seed in range(80):
        rng = np.random.default_rng(seed)
        problem = some_problem(rng)
        weights, name = some_weights(rng, problem), RULES[seed % 4]
        rule = rule_of(problem, name, weights)
        found = one(problem, name, weights=weights, method=method, max_packages=1000)
        assert packages_of(found) == best_of(problem, rule.key), seed
        assert (found.exact, found.complete, found.rule) == (True, True, name)


def ordered(problem, rule, *, of):
    """Return all packages, best first."""
    listed = oracles.zone(problem) if of == "zone" else oracles.packages(problem)
    gains = [gains_of(problem, problem.points(package)) for package in listed]
    best = tuple(max(column) for column in zip(*gains, strict=True))
    keys = [rule.key(gain, best) for gain in gains]
    places = sorted(range(len(listed)), key=keys.__getitem__, reverse=True)
    return [(listed[place], rule.value(gains[place], best)) for place in places]


@pytest.mark.parametrize("block", range(3))
@pytest.mark.parametrize("method", ["enumeration", "bounded-search", None])
def test_rankings_are_those_of_the_definitions(block, method):
    for seed in range(40 * block, 40 * block + 40):
        rng = np.random.default_rng(seed)
        problem = some_problem(rng)
        weights, of, count = (
            some_weights(rng, problem),
            str(rng.choice(["zone", "space"])),
            int(rng.choice([1, 3, 200])),
        )
        rule = rule_of(problem, RULES[seed % 4], weights)
        found = rank(problem, rule.name, count=count, weights=weights, of=of, method=method)
        expected = ordered(problem, rule, of=of)[:count]
        assert [(item.package, item.value) for item in found] == expected, seed
        assert (found.exact, found.in_order, found.of, found.rule) == (True, True, of, rule.name)
        signing = {party.id for party in problem.signers}
        for item in found:
            every = problem.points(item.package)
            assert item.points == {party: own for party, own in every.items() if party in signing}


def test_rankings_by_integer_programming():
    for seed in range(15):
        problem = some_problem(np.random.default_rng(seed))
        found = rank(problem, RULES[seed % 4], count=3, method="integer-programming")
        expected = ordered(problem, rule_of(problem, found.rule), of="zone")[:3]
        assert [item.package for item in found] == [package for package, _ in expected], seed


OBJECTIVES = (
    lambda gains: min(gains.values()),
    lambda gains: float(sum(gain**3 for gain in gains.values())),
    lambda gains: 0,
    lambda gains: (min(gains.values()), max(gains.values())),
    lambda gains: max(Fraction(0), sorted(gains.values())[len(gains) // 2]),
)


@pytest.mark.parametrize("method", ["enumeration", "merging", "bounded-search"])
def test_ones_own_objective(method):
    for seed in range(120):
        problem = some_problem(np.random.default_rng(seed))
        ids = [party.id for party in problem.signers]
        objective = OBJECTIVES[seed % len(OBJECTIVES)]
        found = one(problem, objective, method=method, max_packages=1000)
        expected = best_of(problem, lambda gain, best: objective(dict(zip(ids, gain, strict=True))))  # noqa: B023
        assert packages_of(found) == expected, seed
        assert (found.exact, found.complete, found.count) == (True, True, len(expected))
        assert found.bound == found.value
        assert found.rule == "<lambda>"


@pytest.mark.parametrize("issues", [8, 10, 12])
def test_methods_agree_on_middle_problems(issues):
    for parties in (2, 3):
        problem = large_problem(parties, issues, seed=issues + parties, points=100)
        merged = ask(problem, method="merging")
        for method in ("bounded-search", "integer-programming"):
            searched = ask(problem, method=method)
            for rule in RULES:
                facts = {
                    (entry[rule].deals, entry[rule].count, entry[rule].value, entry[rule].bound)
                    for entry in (merged, searched)
                }
                assert len(facts) == 1, (method, rule)
        least = one(problem, lambda gains: min(gains.values()), method="bounded-search")
        assert least.deals == one(problem, lambda gains: min(gains.values()), method="merging").deals
        assert least.value == merged["egalitarian"].value[0]


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_methods_agree_on_large_problems(parties):
    problem = large_problem(parties, 30, seed=parties, points=10**6)
    searched, programmed = (ask(problem, method=method) for method in ("bounded-search", "integer-programming"))
    for rule in RULES:
        assert (searched[rule].method, programmed[rule].method) == ("bounded search", "integer programming")
        assert searched[rule].exact
        assert attrs.evolve(searched[rule], method="") == attrs.evolve(programmed[rule], method="")
        assert one(problem, rule).deals == searched[rule].deals
    best = rank(problem, count=50)
    assert best[0].package == searched["nash"][0].package
    values = [item.value for item in best]
    assert values == sorted(values, reverse=True)
    assert values[0] == searched["nash"].value
    assert len({item.package for item in best}) == 50


def even_split(*, seed=3, issues=40):
    """One of two parties gets each of some large numbers: no bound tells which sums there are."""
    mine = np.random.default_rng(seed).integers(10**8, 10**9, issues)
    tables = np.zeros((issues, 2, 2), dtype=np.int64)
    tables[:, 0, 0] = tables[:, 1, 1] = mine
    return of_tables(tables, points=int(mine.sum()))


def check_bounds(found):
    for rule in ("nash", "kalai-smorodinsky", "egalitarian"):
        picked = found[rule]
        assert (picked.exact, picked.complete) == (False, False)
        assert picked.value < picked.bound
        assert "not proved" in picked.note
        assert picked.count >= 1
        assert picked.deals


@pytest.mark.parametrize("method", ["bounded-search", None])
def test_a_search_that_gives_up_says_what_is_proved(method, monkeypatch):
    monkeypatch.setattr(solver, "MAX_NODES", 30_000)
    monkeypatch.setattr(solver, "MAX_COMPILED_NODES", 30_000)
    monkeypatch.setattr(solver, "MAX_SECONDS", 0.3)
    problem = even_split()
    effort = Effort(method=method) if method else Effort()
    found = searched(problem, max_packages=3, effort=effort)
    check_bounds(found)
    assert found["utilitarian"].exact
    ways = "bounded search" if method else "bounded search and integer programming"
    assert found["nash"].method == ways
    listed = rank(problem, count=5, method=method)
    assert (listed.exact, listed.in_order) == (False, False)
    assert listed.items


def test_no_time_at_all_still_gives_a_package_and_a_bound():
    problem = even_split()
    found = searched(problem, max_packages=3, effort=over())
    check_bounds(found)
    own = judging.judged(
        solver.solver_of(problem, max_packages=1, effort=over()),
        judging.Judge(problem=problem, judgement=lambda gains: min(gains.values()), effort=over()),
    )
    assert (own.is_exact, own.bound) == (False, 1)
    assert own.value < own.bound


def test_time_that_runs_out_on_the_way_of_ones_own_objective(monkeypatch):
    monkeypatch.setattr(judging, "MAX_SUMS", 50)
    problem = large_problem(3, 20, seed=1)
    found = one(problem, lambda gains: min(gains.values()), method="bounded-search")
    exact = one(problem, "egalitarian")
    assert not found.exact
    assert found.value <= exact.value[0] <= found.bound
    assert "not proved" in found.note
    assert found.count == 1
    with pytest.raises(TimeLimitError, match="asking an objective"):
        judging.Judge(problem=problem, judgement=len, effort=over()).values(np.zeros((1, 3), dtype=int))
