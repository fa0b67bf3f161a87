"""Optimum: what one rule, or a function of one's own, picks."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import attrs

from negsim.deals.conventions import Pick
from negsim.deals.frontier import efficient_sums
from negsim.deals.judging import Judge, Judgement, judged
from negsim.deals.rules import rule_of
from negsim.deals.solutions import READ_OFF, Solution, deal_at, estimates, known, named, picked_by
from negsim.deals.solver import MANY_TIES, solver_of, told_way
from negsim.errors import TooLargeError
from negsim.fields import Number, check_count
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose


def optimum(
    problem: BargainingProblem,
    rule: str | Judgement = "nash",
    *,
    weights: Mapping[str, Number] | None = None,
    max_packages: int = 20,
    method: Method | None = None,
    effort: Effort = STEADY,
) -> Solution:
    """Return what one rule picks in the zone, with bargaining powers where these are given.

    Parameters
    ----------
    rule:
        ``nash``, ``kalai-smorodinsky``, ``egalitarian`` or ``utilitarian``; or a function of one's own from gains (a
        mapping from the id of each party that signs every package to its value over its reservation, or over 0
        without one, a fraction on its own 0 to 1 scale) to what is made as great as can be. It must never fall when
        someone gains more and the others no less. That is checked where it is asked: around up to 200 of the points
        looked at, with one party's gain at the least and at the most that was seen, and in a search wherever sums of
        some parts are judged by the most that the others can add.
    weights:
        From party id to its bargaining power, more than 0; 1 for parties that are not named. Nash: gains are raised to
        them (the asymmetric solution); utilitarian: gains are multiplied by them; egalitarian and Kalai-Smorodinsky:
        gains and shares are divided by them, so that gains are in proportion to them as far as packages allow.
    max_packages:
        How many of the packages that tie to name.
    method:
        As for :func:`negsim.solutions`. Integer programming does not know functions of one's own.

    Raises
    ------
    UnknownNameError
        If there is no such rule, or a weight names no party that signs every package.
    ValueError
        If a weight is not above 0, this question does not know the method, or the function falls where someone gains
        more (the message names the two points) or says what is no number.
    TooLargeError
        As :func:`negsim.solutions`; and if powers of gains, as whole numbers, add up to more than 1,000.

    Notes
    -----
    Of the packages that tie, those are picked that no other package beats. A function of one's own is asked about
    every point of the frontier where that is small; else part by part, with what it says of the most that the other
    parts can add as a bound.

    References
    ----------
    E. Kalai, "Nonsymmetric Nash solutions and replications of 2-person bargaining", International Journal of Game
    Theory 6 (1977). E. Kalai, "Proportional solutions to bargaining situations", Econometrica 45 (1977).

    Examples
    --------
    North, three times as powerful, gets more:

    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> north = ProblemParty(id="N", scale=100, factors=[Factor(["offer"], [100, 60, 40, 0])])
    >>> south = ProblemParty(id="S", scale=100, factors=[Factor(["offer"], [30, 56, 70, 0])])
    >>> space = Space([Issue("offer", ["a", "b", "c", "none"])])
    >>> problem = BargainingProblem(scenario="two", reading="given", space=space, parties=[north, south])
    >>> str(optimum(problem)[0].package), str(optimum(problem, weights={"N": 3})[0].package)
    ('offer: b', 'offer: a')
    >>> str(optimum(problem, lambda gains: min(gains["N"], 2 * gains["S"]))[0].package)
    'offer: a'
    """
    check_count("max_packages", max_packages)
    if isinstance(rule, str):
        effort = effort.by(known(method)).started()
        return picked_by(problem, [rule_of(problem, rule, weights)], max_packages=max_packages, effort=effort)[rule]
    if weights:
        raise ValueError("weights for a function of one's own; expected none, since it can weigh gains itself")
    if known(method) == "integer-programming":
        raise ValueError("integer programming knows no function of one's own; expected another method")
    return _judged(problem, rule, max_packages=max_packages, effort=effort.by(method).started())


def _judged(problem: BargainingProblem, rule: Judgement, *, max_packages: int, effort: Effort) -> Solution:
    judge = Judge(problem=problem, judgement=rule, effort=effort)
    ways: dict[Method, Estimate] = {
        way: cost for way, cost in estimates(problem).items() if way != "integer-programming"
    }
    way = choose("finding what an objective picks", ways, effort=effort)
    if way in READ_OFF:
        try:
            return _read_off(judge, way, max_packages=max_packages)
        except TooLargeError:
            if effort.method == way:
                raise
    return _searched(judge, max_packages=max_packages)


def _name(rule: Judgement) -> str:
    return getattr(rule, "__name__", "objective")


def _read_off(judge: Judge, way: Method, *, max_packages: int) -> Solution:
    """Ask about every point of the frontier."""
    problem = judge.problem
    total = efficient_sums(problem, of="zone", effort=judge.effort.by(way))
    rows = -total.totals.rows
    said = judge.values(rows)
    judge.check(rows)
    most = max(said, default=None)
    chosen = [at for at, value in enumerate(said) if value == most]
    pick = Pick(rule=_name(judge.judgement), sums=total, chosen=chosen, compares_parties=True, note="")
    found = named(problem, pick, max_packages=max_packages)
    return attrs.evolve(found, method=READ_OFF[way], value=most, bound=most)


def _searched(judge: Judge, *, max_packages: int) -> Solution:
    """Ask about sums of some parts with the most that others can add."""
    problem, effort = judge.problem, judge.effort
    solver = solver_of(problem, max_packages=max_packages, effort=effort, way=told_way(effort))
    if solver.region is None or solver.any().status == "none":
        return Solution(rule=_name(judge.judgement), count=0, deals=(), compares_parties=True, method="bounded search")
    found = judged(solver, judge)
    rows = list(itertools.islice(found.combinations, MANY_TIES + 1))
    region = solver.region
    numbers = sorted(itertools.islice(region.numbers(rows), max(max_packages, MANY_TIES))) if rows else []
    return Solution(
        rule=_name(judge.judgement),
        count=sum(map(region.count, rows)),
        deals=[deal_at(problem, number) for number in numbers[:max_packages]],
        compares_parties=True,
        method="bounded search",
        exact=found.is_exact,
        complete=found.is_exact and len(rows) <= MANY_TIES,
        value=found.value,
        bound=found.bound,
        note=""
        if found.is_exact
        else f"not proved: this reaches {found.value}, and no package more than {found.bound}",
    )
