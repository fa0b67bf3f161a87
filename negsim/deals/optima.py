"""Optima by search: what each rule picks in a zone whose frontier is too large to list."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen

from negsim.deals.rules import Rule
from negsim.deals.solver import MANY_TIES, NAMES, Solver, as_number, at_least
from negsim.fields import entries
from negsim.kernels.bounded.objectives import LeastRatio, WeightedProduct, WeightedSum
from negsim.kernels.bounded.results import Best
from negsim.kernels.dominance import nondominated


@frozen(kw_only=True)
class Optimum:
    """The packages that one rule picks, or the best that were found.

    Attributes
    ----------
    numbers:
        The numbers of the first of them, in order.
    count:
        How many there are.
    is_exact:
        Whether they are proved to be what the rule picks.
    is_complete:
        Whether the count is exact; else there are at least so many.
    bound:
        What the rule makes as great as can be does not exceed this; None where nothing is known or counts.
    methods:
        How they were found.
    """

    numbers: tuple[int, ...] = field(converter=entries)
    count: int
    is_exact: bool = True
    is_complete: bool = True
    bound: Fraction | tuple[Fraction, ...] | None = None
    methods: tuple[str, ...] = field(default=(), converter=entries)


def optimum_of(solver: Solver, rule: Rule) -> Optimum:
    """Return what a rule picks in the zone.

    Notes
    -----
    A package that ties is picked if no package of the zone beats it. Where a rule counts more for whatever is more for
    anyone, all that tie are such; else those among them that no other one of them beats: what beats it ties too.
    """
    solver.ways.clear()
    if solver.region is None:
        return Optimum(numbers=(), count=0, methods=[NAMES[solver.way or "bounded-search"]])
    found = _BY_NAME[rule.name](solver, rule)
    return attrs.evolve(found, methods=tuple(solver.ways) or (NAMES[solver.way or "bounded-search"],))


def _nash(solver: Solver, rule: Rule) -> Optimum:
    """Return what Nash picks, also where no product of gains is positive."""
    found = solver.best(WeightedProduct(solver.base, rule.powers))
    if found.value:
        return attrs.evolve(_listed(solver, found), bound=_product(solver, rule, found.bound))
    if not found.is_proven:
        bound = _product(solver, rule, found.bound)
        return attrs.evolve(_unproven(solver, found), bound=bound)
    is_whole = found.value is not None
    if not is_whole:
        status = solver.any().status
        if status == "none":
            return Optimum(numbers=(), count=0)
        if status == "undecided":
            return _unknown()
    return attrs.evolve(_without_product(solver, rule, is_whole=is_whole), bound=Fraction(0))


def _without_product(solver: Solver, rule: Rule, *, is_whole: bool) -> Optimum:
    """Return what Nash picks where some party never gains: most parties gain, then the product over best gains.

    Parameters
    ----------
    is_whole:
        Whether some package of the zone leaves nobody a loss; only such are picked then.
    """
    base, floors = solver.base, solver.floors
    low = [at_least(floor, own) for floor, own in zip(floors, base, strict=True)] if is_whole else floors
    tops = solver.ideals()
    gains = [as_number(top) - own for top, own in zip(tops, base, strict=True)]
    is_exact = all(top.is_proven for top in tops)
    able = [at for at, gain in enumerate(gains) if gain > 0]
    for size in range(len(able), 0, -1):
        picked: list[tuple[Fraction, Best]] = []
        for chosen in itertools.combinations(able, size):
            powers = [power if at in chosen else 0 for at, power in enumerate(rule.powers)]
            own = [at_least(floor, base[at] + 1) if at in chosen else floor for at, floor in enumerate(low)]
            found = solver.best(WeightedProduct(base, powers), floors=own)
            is_exact = is_exact and found.is_proven
            if found.value is not None:
                scale = math.prod(gains[at] ** powers[at] for at in chosen)
                picked.append((Fraction(as_number(found), scale), found))
        if picked:
            most = max(value for value, _ in picked)
            tied = _listed_together(solver, [found for value, found in picked if value == most])
            return attrs.evolve(tied, is_exact=is_exact and tied.is_exact)
    tied = _everything(solver, floors=low)
    return attrs.evolve(tied, is_exact=is_exact and tied.is_exact)


def _leximin(solver: Solver, rule: Rule) -> Optimum:
    """Return what the egalitarian rule picks, or that of Kalai and Smorodinsky."""
    columns = range(len(solver.problem.signers))
    scale = [party.scale * power for party, power in zip(solver.problem.signers, rule.powers, strict=True)]
    is_exact, counted = True, list(columns)
    if rule.name == "kalai-smorodinsky":
        tops = solver.ideals()
        if all(top.value is None and top.is_proven for top in tops):
            return Optimum(numbers=(), count=0)
        if any(top.value is None for top in tops):
            return _unknown()
        gains = [as_number(top) - own for top, own in zip(tops, solver.base, strict=True)]
        is_exact, counted = all(top.is_proven for top in tops), [at for at in columns if gains[at] > 0]
        scale = [max(gain, 1) * power for gain, power in zip(gains, rule.powers, strict=True)]
    if not counted:
        tied = _everything(solver, floors=solver.floors)
        return attrs.evolve(tied, is_exact=is_exact and tied.is_exact)
    found = solver.best(LeastRatio(solver.base, scale, leximin=True, parties=counted))
    if not is_exact or not found.is_proven:
        # Without each party's best gain proved, nothing is known about shares of it.
        return attrs.evolve(_unproven(solver, found), bound=_ratios(rule, found.bound) if is_exact else None)
    tied = _listed(solver, found) if len(counted) == len(columns) else _listed_together(solver, [found])
    return attrs.evolve(tied, bound=_ratios(rule, found.bound))


def _utilitarian(solver: Solver, rule: Rule) -> Optimum:
    """Return what the utilitarian rule picks."""
    signers = solver.problem.signers
    weights, unit = solver.sum_weights(rule), math.lcm(*(party.scale for party in signers))
    found = solver.best(solver.weighted_sum(rule))
    less = sum(weight * own for weight, own in zip(weights, solver.base, strict=True))
    bound = rule.share * Fraction(found.bound - less, unit) if isinstance(found.bound, int) else None
    return attrs.evolve(_listed(solver, found) if found.is_proven else _unproven(solver, found), bound=bound)


_BY_NAME = {
    "nash": _nash,
    "kalai-smorodinsky": _leximin,
    "egalitarian": _leximin,
    "utilitarian": _utilitarian,
}


def _everything(solver: Solver, *, floors: Sequence[int | None]) -> Optimum:
    """Return packages that no other beats where all packages tie: of many, those of the greatest sum."""
    every = solver.best(WeightedSum([0] * len(floors)), floors=floors)
    if _is_all(every):
        return _listed_together(solver, [every])
    found = _most(solver, floors=floors)
    if not found.is_proven:
        return _unproven(solver, found)
    picked = _listed(solver, found)
    ends = [solver.best(WeightedSum(unit), floors=floors) for unit in np.eye(len(floors), dtype=int).tolist()]
    first = found.combinations[:1]
    tops = solver.instance.totals(first)[0].tolist() if len(first) else []
    # One package is best for everyone: then no other is picked that is not worth the same.
    is_all = [end.value for end in ends] == tops and all(end.is_proven for end in ends)
    return attrs.evolve(picked, is_complete=picked.is_complete and is_all)


def _listed_together(solver: Solver, found: Sequence[Best]) -> Optimum:
    """Return those that tie in several searches and that no other of them beats."""
    is_exact = all(one.is_proven for one in found)
    rows = np.unique(np.concatenate([one.combinations for one in found]), axis=0)
    totals = solver.instance.totals(rows)
    if all(map(_is_all, found)):
        rows = rows[nondominated(-totals)]
        return _from_rows(solver, rows.tolist(), is_complete=True, is_exact=True)
    # Not all are known. Whatever is most among those at least as good as one of them for everyone is beaten by none.
    most = _most(solver, floors=totals[0].tolist())
    picked = _listed(solver, most) if most.is_proven else _unproven(solver, most)
    return attrs.evolve(picked, is_exact=is_exact and most.is_proven, is_complete=False)


def _is_all(found: Best) -> bool:
    """Tell whether all combinations that tie are listed, and proved to be best."""
    return found.is_proven and found.is_count_complete and len(found.combinations) == found.count


def _most(solver: Solver, *, floors: Sequence[int | None]) -> Best:
    """Return the packages with the greatest sum of points within floors: no package beats them."""
    return solver.best(WeightedSum([1] * len(floors)), floors=floors)


def _listed(solver: Solver, found: Best) -> Optimum:
    """Return what is behind the combinations that are best, all of which are picked."""
    if not len(found.combinations):
        return Optimum(numbers=(), count=0, is_exact=found.is_proven, is_complete=found.is_proven)
    rows = found.combinations.tolist()
    is_complete = found.is_count_complete and len(rows) == found.count
    picked = _from_rows(solver, rows, is_complete=is_complete, is_exact=found.is_proven)
    if is_complete or not found.is_count_complete or not solver.is_ordered:
        return picked
    return attrs.evolve(picked, count=found.count, is_complete=found.is_proven)


def _unproven(solver: Solver, found: Best) -> Optimum:
    """Return the best that were found by a search that gave up; any package of the zone where there is none."""
    picked = _listed(solver, found)
    if not picked.count:
        some = solver.any().combination
        picked = picked if some is None else _from_rows(solver, [list(some)], is_complete=False, is_exact=False)
    return attrs.evolve(picked, is_exact=False, is_complete=False)


def _unknown() -> Optimum:
    """Return that no package was found, and not that there is none."""
    return Optimum(numbers=(), count=0, is_exact=False, is_complete=False)


def _from_rows(solver: Solver, rows: list[list[int]], *, is_complete: bool, is_exact: bool) -> Optimum:
    region = solver.region
    assert region is not None, "rows were found in it"
    numbers = itertools.islice(region.numbers(rows), max(solver.max_packages, MANY_TIES))
    return Optimum(
        numbers=sorted(numbers)[: solver.max_packages],
        count=sum(map(region.count, rows)),
        is_exact=is_exact,
        is_complete=is_complete,
    )


def _product(solver: Solver, rule: Rule, value: Any) -> Fraction | None:
    """Return a product of points as one of gains."""
    if value is None:
        return None
    scales = (party.scale for party in solver.problem.signers)
    return Fraction(int(value), math.prod(scale**power for scale, power in zip(scales, rule.powers, strict=True)))


def _ratios(rule: Rule, value: Any) -> tuple[Fraction, ...] | None:
    """Return ratios over powers as ratios over weights."""
    return None if value is None else tuple(entry / rule.share for entry in value)
