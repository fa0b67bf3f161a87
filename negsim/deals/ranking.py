"""Ranking: the best packages by one rule, best first."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any

import numpy as np
from attrs import field, frozen

from negsim.deals.rules import Gains, Rule, gains_of, rule_of
from negsim.deals.solver import NAMES, Solver, Way, at_least, raised, told_way
from negsim.errors import TooLargeError
from negsim.fields import Number, check_count, entries, frozen_mapping
from negsim.kernels.bounded.objectives import LeastRatio, Objective, WeightedProduct, WeightedSum
from negsim.kernels.bounded.ranking import k_best
from negsim.kernels.bounded.results import Ranking as Ranked
from negsim.kernels.numbering import strides
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.enumeration import blocks
from negsim.search.indexed import indexed
from negsim.search.options import Options, Region, options
from negsim.search.parts import Part
from negsim.search.values import keeps_all, keeps_red, known_region
from negsim.space.package import Package

KNOWN: tuple[Method, ...] = ("enumeration", "bounded-search", "integer-programming")
"""The methods that rank packages."""

Entry = tuple[int, tuple[int, ...]]
"""A package's number, and what it is worth to each party that signs every package."""

_MORE_TIES = 10_000
MAX_ENUMERATED = 2_000_000
"""How many packages are looked at one by one, and their values kept."""


@frozen(kw_only=True)
class RankedPackage:
    """A package of a ranking.

    Attributes
    ----------
    points:
        From the id of each party that signs every package to points on its own scale.
    value:
        What the rule makes as great as can be: see :attr:`negsim.Solution.value`. Of packages that Nash values at 0
        because not everyone gains, those in which more parties gain come first, then those with the greater product
        of these gains over best gains; packages that leave someone a loss come last.
    """

    package: Package
    points: Mapping[str, int] = field(converter=frozen_mapping)
    value: Fraction | tuple[Fraction, ...]


@frozen(kw_only=True)
class PackageRanking:
    """The best packages by one rule.

    Attributes
    ----------
    rule:
        Its name.
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all packages.
    items:
        Best first; those that the rule does not tell apart, in package order. All packages, where there are no more
        than were asked for.
    exact:
        Whether these are proved to be the best. Otherwise a search gave up, and there may be better ones.
    in_order:
        Whether, of the packages that the rule does not tell from the last one, the first in package order are listed.
    method:
        How they were found.
    """

    rule: str
    of: Region
    items: tuple[RankedPackage, ...] = field(converter=entries)
    exact: bool
    in_order: bool
    method: str

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[RankedPackage]:
        return iter(self.items)

    def __getitem__(self, index: int) -> RankedPackage:
        return self.items[index]


def best_packages(
    problem: BargainingProblem,
    rule: str = "nash",
    *,
    count: int = 100,
    weights: Mapping[str, Number] | None = None,
    of: Region = "zone",
    method: Method | None = None,
    effort: Effort = STEADY,
) -> PackageRanking:
    """Return the best packages by one rule, best first: not only those that no other beats.

    Parameters
    ----------
    rule, weights:
        As for :func:`negsim.optimum`.
    count:
        How many, at least 1.
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all packages.
    method:
        ``enumeration``, ``bounded-search`` or ``integer-programming`` (one program for each package, for few of them);
        None for the fastest by what is estimated.

    Raises
    ------
    UnknownNameError, ValueError
        As :func:`negsim.optimum`; and if ``count`` is below 1.
    TooLargeError
        If issues that hang together have too many packages, totals do not fit 2^52, or what is estimated is over the
        user's limits.

    Notes
    -----
    A depth-first search over the packages of the issues that nothing ties together, from a guess of the last value on
    (:func:`negsim.kernels.bounded.ranking.k_best`). Where fewer have a positive product of gains, Nash goes on by the
    sets of parties that gain, the largest first, and after all that leave nobody a loss with those that do.

    Examples
    --------
    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> north = ProblemParty(id="N", scale=100, factors=[Factor(["offer"], [100, 60, 40, 0])])
    >>> south = ProblemParty(id="S", scale=100, factors=[Factor(["offer"], [30, 56, 70, 0])])
    >>> space = Space([Issue("offer", ["a", "b", "c", "none"])])
    >>> problem = BargainingProblem(scenario="two", reading="given", space=space, parties=[north, south])
    >>> [(str(item.package), float(item.value)) for item in best_packages(problem, count=3)]
    [('offer: b', 0.336), ('offer: a', 0.3), ('offer: c', 0.28)]
    """
    check_count("count", count, least=1)
    known_region(of)
    if method is not None and method not in KNOWN:
        raise ValueError(f"method {method!r} for ranking packages; expected one of {', '.join(KNOWN)}")
    order, effort = rule_of(problem, rule, weights), effort.by(method).started()
    way = choose("ranking packages", _estimates(problem), effort=effort)
    if way == "enumeration" or not problem.signers:
        return _enumerated(problem, order, count=count, of=of, effort=effort)
    return _searched(problem, order, count=count, of=of, way=told_way(effort), effort=effort)


def _estimates(problem: BargainingProblem) -> dict[Method, Estimate]:
    sizes = problem.space.combinations
    return {
        "bounded-search": Estimate(seconds=0.05),
        "integer-programming": Estimate(seconds=5.0),
        "enumeration": Estimate(seconds=1e-5 * sizes, held=8 * sizes * (len(problem.signers) + 2)),
    }


def _enumerated(problem: BargainingProblem, rule: Rule, *, count: int, of: Region, effort: Effort) -> PackageRanking:
    """Rank all packages.

    Raises
    ------
    TooLargeError
        If there are too many to keep their values.
    """
    if problem.space.combinations > MAX_ENUMERATED:
        advice = "Use another method."
        raise TooLargeError("ranking every package", problem.space.combinations, MAX_ENUMERATED, "packages", advice)
    prepared = indexed(problem)
    keep = keeps_red if of == "zone" else keeps_all
    whole = Part(
        issues=range(len(prepared.radices)), demands=range(len(prepared.demands)), size=problem.space.combinations
    )
    rows: dict[tuple[int, ...], list[int]] = {}
    for block in blocks(prepared, whole, effort=effort):
        index = np.flatnonzero(block.exists() & keep(block))
        columns = [np.asarray(block.points(party))[index] for party in prepared.signers]
        points = np.stack(columns, axis=1) if columns else np.zeros((len(index), 0), dtype=np.int64)
        for row, number in zip(points.tolist(), np.asarray(block.numbers)[index].tolist(), strict=True):
            rows.setdefault(tuple(row), []).append(number)
    gains = {row: _gains(problem, row) for row in rows}
    best = tuple(max(column) for column in zip(*gains.values(), strict=True))
    by_key: dict[Any, list[tuple[int, ...]]] = {}
    for row, own in gains.items():
        key = rule.key(own, best)
        by_key.setdefault(tuple(key) if isinstance(key, tuple) else key, []).append(row)
    ordered = (
        (number, row)
        for key in sorted(by_key, reverse=True)
        for number, row in sorted((number, row) for row in by_key[key] for number in rows[row])
    )
    items = _items(problem, rule, itertools.islice(ordered, count), best=best)
    return PackageRanking(rule=rule.name, of=of, items=items, exact=True, in_order=True, method="enumeration")


@frozen(kw_only=True, eq=False)
class _Listing:
    """Packages found, best first.

    Attributes
    ----------
    found:
        Numbers and points.
    best:
        Each party's best gain, as far as the rule looks at it.
    """

    found: tuple[Entry, ...] = field(converter=entries)
    best: Gains
    is_exact: bool
    is_in_order: bool


def _searched(
    problem: BargainingProblem, rule: Rule, *, count: int, of: Region, way: Way | None, effort: Effort
) -> PackageRanking:
    region = options(indexed(problem), of=of, effort=effort)
    if region is None:
        return PackageRanking(
            rule=rule.name, of=of, items=(), exact=True, in_order=True, method=NAMES["bounded-search"]
        )
    solver = Solver(problem=problem, region=region, max_packages=count, effort=effort, way=way)
    found = _by_nash(solver, rule, region, count) if rule.name == "nash" else _by_one(solver, rule, region, count)
    return PackageRanking(
        rule=rule.name,
        of=of,
        items=_items(problem, rule, found.found, best=found.best),
        exact=found.is_exact,
        in_order=found.is_exact and found.is_in_order,
        method=" and ".join(solver.ways),
    )


def _by_one(solver: Solver, rule: Rule, region: Options, count: int) -> _Listing:
    """Rank by one objective: any rule but Nash."""
    signers, none = solver.problem.signers, (Fraction(0),) * len(solver.problem.signers)
    if rule.name == "utilitarian":
        return _ranked(solver, region, solver.weighted_sum(rule), count, best=none)
    if rule.name == "egalitarian":
        scale = [party.scale * power for party, power in zip(signers, rule.powers, strict=True)]
        return _ranked(solver, region, LeastRatio(solver.base, scale, leximin=True), count, best=none)
    best = solver.best_gains()
    if best is None:
        return _Listing(found=(), best=none, is_exact=solver.any().status == "none", is_in_order=True)
    points = [int(gain * party.scale) for gain, party in zip(best, signers, strict=True)]
    counted = [at for at, gain in enumerate(points) if gain > 0]
    if not counted:
        return _ranked(solver, region, WeightedSum([0] * len(signers)), count, best=best)
    scale = [max(gain, 1) * power for gain, power in zip(points, rule.powers, strict=True)]
    objective = LeastRatio(solver.base, scale, leximin=True, parties=counted)
    return _ranked(solver, region, objective, count, best=best)


def _ranked(solver: Solver, region: Options, objective: Objective, count: int, *, best: Gains) -> _Listing:
    answer, is_first, listed = _k_best(solver, region, objective, count)
    return _Listing(found=listed, best=best, is_exact=answer.is_proven, is_in_order=is_first)


def _by_nash(solver: Solver, rule: Rule, region: Options, count: int) -> _Listing:
    """Rank by the product of gains, then by who gains at all, then those that leave someone a loss."""
    none = (Fraction(0),) * len(solver.problem.signers)
    positive = [at_least(floor, own + 1) for floor, own in zip(solver.floors, solver.base, strict=True)]
    product = WeightedProduct(solver.base, rule.powers)
    answer, is_first, listed = _k_best(solver, region, product, count, floors=positive)
    if len(listed) == count or not answer.is_proven:
        return _Listing(found=listed, best=none, is_exact=answer.is_proven, is_in_order=is_first)
    best = solver.best_gains()
    if best is None:
        is_empty = not listed and solver.any().status == "none"
        return _Listing(found=listed, best=none, is_exact=is_empty, is_in_order=True)
    found = dict(listed)
    for is_whole, size in itertools.product((True, False), range(len(none), -1, -1)):
        if is_whole and size == len(none):
            continue
        group, is_exact, is_first = _group(solver, rule, region, count, is_whole=is_whole, size=size)
        fresh = {number: row for number, row in group.items() if number not in found}
        order = sorted(
            fresh.items(), key=lambda entry: (_descending(rule.key(_gains(solver.problem, entry[1]), best)), entry[0])
        )
        found |= dict(order[: count - len(found)])
        if len(found) == count or not is_exact:
            return _Listing(found=found.items(), best=best, is_exact=is_exact, is_in_order=is_first)
    return _Listing(found=found.items(), best=best, is_exact=True, is_in_order=True)


def _group(
    solver: Solver, rule: Rule, region: Options, count: int, *, is_whole: bool, size: int
) -> tuple[dict[int, tuple[int, ...]], bool, bool]:
    """Return packages in which so many parties gain, or more; of each set of parties, the first by their product.

    All packages of which more parties gain are listed already, and fewer than ``count``: so the first ``count`` of
    each set hold as many new ones as may be missing.
    """
    base, is_exact, is_first = solver.base, True, True
    found: dict[int, tuple[int, ...]] = {}
    for chosen in itertools.combinations(range(len(base)), size):
        low = (
            [at_least(floor, own) for floor, own in zip(solver.floors, base, strict=True)]
            if is_whole
            else solver.floors
        )
        floors = [at_least(floor, base[at] + 1) if at in chosen else floor for at, floor in enumerate(low)]
        powers = [power if at in chosen else 0 for at, power in enumerate(rule.powers)]
        objective = WeightedProduct(base, powers) if chosen else WeightedSum([0] * len(base))
        answer, are_first, listed = _k_best(solver, region, objective, count, floors=floors)
        is_exact, is_first = is_exact and answer.is_proven, is_first and are_first
        found.update(listed)
    return found, is_exact, is_first


def _k_best(
    solver: Solver,
    region: Options,
    objective: Objective,
    count: int,
    *,
    floors: Sequence[int | None] | None = None,
) -> tuple[Ranked, bool, list[Entry]]:
    """Return a kernel's ranking, whether its last are the first in package order, and its packages, best first."""
    instance = region.instance if floors is None else raised(region.instance, floors)
    more = 0 if region.is_in_order else _MORE_TIES
    answer: Ranked = solver.by_all_means(functools.partial(k_best, instance, objective, count, more_ties=more))
    totals = map(tuple, instance.totals(answer.combinations).tolist())
    entries_found = zip(region.numbers(answer.combinations.tolist()), totals, strict=True)
    groups = itertools.groupby(zip(answer.values, entries_found, strict=True), key=itemgetter(0))
    listed = [entry for _, group in groups for entry in sorted(entry for _, entry in group)]
    is_first = answer.are_first and (region.is_in_order or len(listed) < count + more)
    return answer, is_first, listed[:count]


def _gains(problem: BargainingProblem, points: Sequence[int]) -> Gains:
    return gains_of(problem, {party.id: own for party, own in zip(problem.signers, points, strict=True)})


def _descending(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(-entry for entry in key)


def _items(problem: BargainingProblem, rule: Rule, found: Iterable[Entry], *, best: Gains) -> Iterator[RankedPackage]:
    """Yield packages with their values."""
    radices, ids = problem.space.radices, [party.id for party in problem.signers]
    steps = list(zip(strides(radices), radices, strict=True))
    for number, points in found:
        yield RankedPackage(
            package=problem.space.package([number // step % radix for step, radix in steps]),
            points=dict(zip(ids, points, strict=True)),
            value=rule.value(_gains(problem, points), best),
        )
