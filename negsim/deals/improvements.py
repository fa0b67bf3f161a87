"""Improvements: what could still be gained from a package without a loss to anyone, or the proof that nothing can."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
from attrs import field, frozen

from negsim.deals import bettering
from negsim.deals.bettering import NOTHING, UNSETTLED, Bettering, Outcome
from negsim.deals.efficiency import line_sources, supporting
from negsim.deals.from_here import problem_from
from negsim.deals.zone import method_name
from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import check_count, entries, frozen_mapping
from negsim.kernels.numbering import digits
from negsim.problem import BargainingProblem
from negsim.search.choices import zone_choices
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.indexed import IndexedProblem, indexed
from negsim.space.package import Package

KNOWN: tuple[Method, ...] = ("enumeration", "merging", "bounded-search")
"""The methods that find improvements."""

_BY_SEARCH = "bounded search"


@frozen(kw_only=True)
class Improvement:
    """A package by which no signing party loses and some gain, and on which none can be improved likewise.

    Attributes
    ----------
    package:
        The first in package order of those with its values.
    changes:
        From each issue that differs from the package it improves on to the new option id.
    gains:
        From signing party to what it gains, in points of 100 of its own value: none below 0, one at least above.
    count:
        How many packages have exactly its values.
    """

    package: Package
    changes: Mapping[str, str] = field(converter=frozen_mapping)
    gains: Mapping[str, Fraction] = field(converter=frozen_mapping)
    count: int


@frozen(kw_only=True)
class Improvements:
    """What could still be gained from a package.

    Attributes
    ----------
    package:
        The package that is improved on.
    items:
        The improvements, best first: at most as many as were asked for.
    count:
        How many there are, each with other values; where not ``complete`` and searched for, at least so many.
    complete:
        Whether ``items`` are all.
    is_efficient:
        Whether there are none, proved: no package that goes no further past any red demand is better for one signing
        party and worse for none. None where that was not settled within the limits.
    weights:
        Where there are none: from signing party to a weight above 0, which sum to 1, such that no package that
        goes no further past any red line has a greater weighted sum of values. Anyone can check it, part by part;
        equal weights where these do. None where there are improvements, or no such weights: then the package is
        efficient but a mixture of others would be better for all, and that no single one is was proved by the method.
    method:
        How it was found.
    exact:
        Whether the items are proved to be the best and to be beyond improvement. Where time or steps ran out, each
        is an improvement, and there may be better ones.
    """

    package: Package
    items: tuple[Improvement, ...] = field(converter=entries)
    count: int
    complete: bool
    is_efficient: bool | None
    weights: Mapping[str, Fraction] | None = field(default=None, converter=attrs.converters.optional(frozen_mapping))
    method: str
    exact: bool = True

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Improvement]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Improvement:
        return self.items[index]


def improvements(
    problem: BargainingProblem,
    package: Package,
    *,
    count: int = 20,
    method: Method | None = None,
    effort: Effort = STEADY,
) -> Improvements:
    """Return the packages that hurt no signing party and help at least one, best first; or that there is none.

    The parties have a package, agreed or proposed, and look for one that all would rather have (a post-settlement
    settlement). Only packages that exist and go no further past any red demand than the given one: none newly broken,
    none broken at greater cost. Only improvements that cannot be improved on themselves, so that nothing is left on
    the table once one is taken; any other improvement is beaten by one of them. Of packages with the same values
    the first stands for all.

    Best first as Nash's solution from here: the given package is what holds if they do not agree on another, so what
    each party gains over it is multiplied. Before that counts how many parties gain, since a product is 0 as soon as
    one does not: an improvement that gives something to everyone is easier to agree on. Products over the parties that
    gain are of gains over the most that each could gain from here, and so do not depend on how values are scaled, and
    nobody's points are compared with another's. Equal ones in package order.

    Parameters
    ----------
    package:
        Any package of the space, in the zone or not.
    count:
        How many to list, at least 1.
    method:
        ``enumeration`` looks at every package; ``merging`` lists all efficient values from here; ``bounded-search``
        finds the best without listing the others. None for the fastest, by size.

    Returns
    -------
    The improvements. Where time runs out before anything is found, none, and ``is_efficient`` is None: not settled.

    Raises
    ------
    UnknownNameError
        If it is not a package of this problem's space.
    ValueError
        If ``count`` is no whole number of at least 1, or the method is another.
    TooLargeError
        Before starting, when the limits that the user set are too narrow for every method, or issues that lines,
        interactions, a ceiling or a reservation with consent by issue tie together have too many packages.

    Notes
    -----
    The question is asked of the problem that the package leaves, in which its points are the reservations: bounds on
    sums, which tie no issues. So spaces of 10^30 packages and more are answered in milliseconds to seconds where
    values are spread. Exponential at worst.

    References
    ----------
    H. Raiffa, "Post-settlement settlements", Negotiation Journal 1 (1985). J. F. Nash, "The bargaining problem",
    Econometrica 18 (1950).

    Examples
    --------
    Each side has what matters little to it:

    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> space = Space([Issue("price", ["low", "high"]), Issue("delivery", ["slow", "fast"])])
    >>> buyer = ProblemParty(id="B", scale=10, factors=[Factor(["price"], [3, 0]), Factor(["delivery"], [0, 7])])
    >>> seller = ProblemParty(id="S", scale=10, factors=[Factor(["price"], [0, 8]), Factor(["delivery"], [2, 0])])
    >>> problem = BargainingProblem(scenario="sale", reading="given", space=space, parties=[buyer, seller])
    >>> found = improvements(problem, Package({"price": "low", "delivery": "slow"}))
    >>> [(str(item.package), item.gains["B"], item.gains["S"]) for item in found]
    [('price: high, delivery: fast', Fraction(40, 1), Fraction(60, 1))]
    >>> dict(improvements(problem, found[0].package).weights)
    {'B': Fraction(1, 2), 'S': Fraction(1, 2)}
    """
    check_count("count", count, least=1)
    if method is not None and method not in KNOWN:
        raise ValueError(f"method {method!r}; improvements are found by {', '.join(KNOWN)}")
    effort = effort.by(method).started()
    left = problem_from(problem, package)
    if not problem.signers:
        return _told(left, package, NOTHING, method="no party signs every package")
    prepared = indexed(left)
    chosen = choose("finding improvements", _estimates(prepared, count=count), effort=effort)
    is_told = chosen in (effort.method, "enumeration")
    try:
        return (_answered if is_told else _either)(prepared, package, chosen, count=count, effort=effort)
    except TimeLimitError:
        return _told(left, package, UNSETTLED, method=chosen.replace("-", " "))


def _either(prepared: IndexedProblem, package: Package, chosen: Method, *, count: int, effort: Effort) -> Improvements:
    """Return the answer of a method, or of the other way to go about large spaces where that one gives up."""
    other: Method = "merging" if chosen == "bounded-search" else "bounded-search"
    try:
        found = _answered(prepared, package, chosen, count=count, effort=effort)
    except TimeLimitError:
        raise
    except TooLargeError:
        return _answered(prepared, package, other, count=count, effort=effort)
    if found.exact and (found.complete or len(found) == count):
        return found
    with contextlib.suppress(TooLargeError):
        return _answered(prepared, package, other, count=count, effort=effort)
    return found


def _answered(
    prepared: IndexedProblem, package: Package, method: Method, *, count: int, effort: Effort
) -> Improvements:
    """Return the answer of one method."""
    left = prepared.problem
    points = [left.points(package)[party.id] for party in left.signers]
    if method == "bounded-search":
        zone = zone_choices(prepared, effort=effort)
        if zone is None:
            return _told(left, package, NOTHING, method=_BY_SEARCH)
        weights = supporting(prepared, package, zone.sources)
        if weights is not None:
            return _told(left, package, NOTHING, method="supporting weights", weights=weights)
        found = bettering.searched(left, zone, points=points, count=count, effort=effort)
        return _told(left, package, found, method=_BY_SEARCH)
    total = bettering.sums_from(prepared, method=method, effort=effort)
    found = bettering.listed(total, points=points, count=count)
    weights = supporting(prepared, package, line_sources(prepared, effort=effort)) if found.is_efficient else None
    return _told(left, package, found, method=method_name(total.parts), weights=weights)


def _told(
    left: BargainingProblem,
    package: Package,
    found: Bettering,
    *,
    method: str,
    weights: Mapping[str, Fraction] | None = None,
) -> Improvements:
    return Improvements(
        package=package,
        items=[_improvement(left, package, outcome) for outcome in found.outcomes],
        count=found.count,
        complete=found.is_complete,
        is_efficient=found.is_efficient,
        weights=weights,
        method=method,
        exact=found.is_proven,
    )


def _improvement(left: BargainingProblem, package: Package, outcome: Outcome) -> Improvement:
    better = left.space.package(digits(outcome.number, left.space.radices))
    before = left.points(package)
    return Improvement(
        package=better,
        changes={issue: better[issue] for issue in better.changes_from(package)},
        gains={
            party.id: Fraction(100 * (points - before[party.id]), party.scale)
            for party, points in zip(left.signers, outcome.points, strict=True)
        },
        count=outcome.count,
    )


def _estimates(prepared: IndexedProblem, *, count: int) -> dict[Method, Estimate]:
    """Return what each method is expected to take, about, on two cores at 3 GHz."""
    signers = len(prepared.signers)
    packages = min(math.prod(prepared.radices), 10**30)
    rows = _merged_rows(prepared)
    wide = max(prepared.radices)
    return {
        "enumeration": Estimate(1e-3 + 4e-8 * signers * packages, held=10**6 * signers),
        "merging": Estimate(2e-3 + 5e-7 * signers * wide * rows, held=16 * signers * wide * rows),
        "bounded-search": Estimate(0.01 + 2e-3 * signers * len(prepared.radices) + 1e-3 * count, held=10**7),
    }


def _merged_rows(prepared: IndexedProblem) -> int:
    """Return about how many efficient sums there are: no more than packages, or than points tell apart.

    With n issues and m parties there were about n^(1.3 m) in random and opposed problems of fine points.
    """
    signers, issues = prepared.signers, len(prepared.radices)
    ranges = sorted(2 * prepared.most_points(party) + 1 for party in signers)
    grid = math.prod(ranges[:-1])
    return min(math.prod(prepared.radices), grid, round(10 ** min(1.3 * len(signers) * math.log10(issues), 30.0)))
