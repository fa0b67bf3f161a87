"""Trades: swaps between two issues that make all sides better off."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.deal import demand_cost, is_broken
from negsim.fields import frozen_mapping
from negsim.problem import BargainingProblem
from negsim.space.package import Package


@frozen(kw_only=True)
class Trade:
    """Other options on two issues, by which every signing party gains.

    Attributes
    ----------
    changes:
        From issue id to the new option id; two issues.
    package:
        The package after it.
    gains:
        From signing party to what it gains, in points of 100 of its own value; all above 0.
    """

    changes: Mapping[str, str] = field(converter=frozen_mapping)
    package: Package
    gains: Mapping[str, Fraction] = field(converter=frozen_mapping)


def trades(problem: BargainingProblem, package: Package) -> tuple[Trade, ...]:
    """Return the swaps between two issues of a package that make every signing party better off.

    Only trades that go no further past any red demand than the package does, and lead to a package that exists.

    Returns
    -------
    The one whose least gain is the greatest first; ties in package order. Ranking by the least gain assumes that
    points of different parties mean as much.

    Raises
    ------
    UnknownNameError
        If it is not a package of this problem's space.

    Notes
    -----
    Every pair of issues and of options is tried: quadratic in the number of options in all.

    Examples
    --------
    A swap on two issues that each side weighs differently:

    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> space = Space([Issue("price", ["low", "high"]), Issue("delivery", ["slow", "fast"])])
    >>> buyer = ProblemParty(id="B", scale=10, factors=[Factor(["price"], [3, 0]), Factor(["delivery"], [0, 7])])
    >>> seller = ProblemParty(id="S", scale=10, factors=[Factor(["price"], [0, 8]), Factor(["delivery"], [2, 0])])
    >>> problem = BargainingProblem(scenario="sale", reading="given", space=space, parties=[buyer, seller])
    >>> [str(trade.package) for trade in trades(problem, Package({"price": "low", "delivery": "slow"}))]
    ['price: high, delivery: fast']
    """
    points = problem.points(package)
    costs = _red_costs(problem, package)
    found = []
    for order, changes in enumerate(_swaps(problem, package)):
        after = package.replaced(changes)
        worth = problem.points(after)
        gains = {
            party.id: Fraction(100 * (worth[party.id] - points[party.id]), party.scale) for party in problem.signers
        }
        if min(gains.values()) > 0:
            now = _red_costs(problem, after)
            if problem.space.exists(after) and all(cost <= costs[name] for name, cost in now.items()):
                found.append((-min(gains.values()), order, Trade(changes=changes, package=after, gains=gains)))
    found.sort(key=lambda entry: entry[:2])
    return tuple(trade for _, _, trade in found)


def _red_costs(problem: BargainingProblem, package: Package) -> dict[str, tuple[bool, Fraction]]:
    """Return, for each red demand, whether a package breaks it, and what that costs."""
    red = [demand for demand in problem.demands if demand.red]
    return {demand.name: (is_broken(problem, demand, package), demand_cost(problem, demand, package)) for demand in red}


def _swaps(problem: BargainingProblem, package: Package) -> Iterator[dict[str, str]]:
    for first, second in itertools.combinations(problem.space.issues, 2):
        for one, other in itertools.product(first.others([package[first.id]]), second.others([package[second.id]])):
            yield {first.id: one, second.id: other}
