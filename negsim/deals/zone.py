"""The zone: the packages that break no red demand of a party whose consent they need (the ZOPA)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.deal import is_broken
from negsim.fields import frozen_mapping, texts
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Method
from negsim.search.indexed import indexed
from negsim.search.parts import Part
from negsim.search.tallies import TALLIES, asked_by, existing, tally
from negsim.space.package import Package


@frozen(kw_only=True)
class Zone:
    """How large the zone is.

    Attributes
    ----------
    packages:
        How many packages exist.
    size:
        How many of them are in the zone; where it is not exact, at least so many.
    at_most:
        At most so many; the same number where it is exact.
    has_status_quo:
        Whether the status quo is one of these; None where an issue has no status quo.
    method, exact:
        How it was found, and whether the size is exact; it is not where time ran out.
    """

    packages: int
    size: int
    has_status_quo: bool | None
    method: str
    exact: bool = True
    at_most: int = field()

    @at_most.default
    def _same(self) -> int:
        return self.size

    @property
    def is_empty(self) -> bool:
        """Whether it is known that no package is in the zone."""
        return self.at_most == 0

    @property
    def agreements(self) -> int:
        """How many packages of the zone are agreements: all but the status quo; at least so many if not exact."""
        return self.size - bool(self.has_status_quo)

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return self.size > 0  # len() has a limit that counts of packages do not have


@frozen(kw_only=True)
class Membership:
    """Whether a package is in the zone, and how close it is to the edge.

    Attributes
    ----------
    exists:
        Whether it is a package at all: no exclusion covers it.
    broken:
        Names of the red demands that it breaks.
    margins:
        From party to its value above its reservation, in points of 100, below 0 where it falls short; None without a
        reservation.
    """

    exists: bool
    broken: tuple[str, ...] = field(converter=texts)
    margins: Mapping[str, Fraction | None] = field(converter=frozen_mapping)

    @property
    def is_inside(self) -> bool:
        """Whether the package is in the zone."""
        return self.exists and not self.broken


def zone(problem: BargainingProblem, *, method: Method | None = None, effort: Effort = STEADY) -> Zone:
    """Return how many packages exist, and how many of them all could accept.

    Parameters
    ----------
    method:
        ``enumeration`` looks at every package of the issues that demands tie together; ``counting`` adds up what
        parts of the issues are worth to the parties with reservations, and lists no whole package. None for the
        cheaper one, by measured estimates; issues that only lines tie together are then counted one after the other,
        where that is quicker than to look at their packages.

    Returns
    -------
    Exact counts. Where the time allowed runs out while packages are looked at, bounds, and ``exact`` is false.

    Raises
    ------
    ValueError
        For another method.
    TooLargeError
        Before starting, where no method, or not the one asked for, would finish or keeps within the limits: with the
        estimates of the others.
    TimeLimitError
        Where time runs out and there are no bounds yet.

    Notes
    -----
    Enumeration takes time in proportion to the largest part, at most 10^8 packages; the counts of the parts multiply.
    Counting meets in the middle or keeps a cell for each total (:mod:`negsim.kernels.counting`): 5^43 packages in a
    few hundredths of a second where points are few, and a refusal where they are not. Both give the same numbers.

    Examples
    --------
    >>> from negsim.problem import Factor, ProblemParty, ProblemReservation
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> issues = [Issue(f"i{number}", ["x", "y"]) for number in range(40)]
    >>> one, other = ([Factor([issue.id], row) for issue in issues] for row in ([0, 1], [1, 0]))
    >>> half = ProblemReservation(points=20)
    >>> parties = [ProblemParty(id="A", factors=one, reservation=half), ProblemParty(id="B", factors=other)]
    >>> found = zone(BargainingProblem(scenario="many", reading="given", space=Space(issues), parties=parties))
    >>> found.packages, found.size, found.method
    (1099511627776, 618679078298, 'counting over 40 parts (grid)')
    """
    effort = asked_by(method, effort, known=TALLIES)
    prepared = indexed(problem)
    status_quo = problem.space.status_quo
    inside = None if status_quo is None else membership(problem, status_quo).is_inside
    packages = existing(prepared, effort=effort)
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    found = tally(prepared, keeps=red, effort=effort)
    at_most = min(found.at_most, packages)
    return Zone(
        packages=packages,
        size=max(found.size, bool(inside)),
        at_most=at_most,
        has_status_quo=inside,
        method=found.method,
        exact=found.size == at_most,
    )


def membership(problem: BargainingProblem, package: Package) -> Membership:
    """Return whether a package is in the zone, which red demands it breaks, and each party's margin.

    Raises
    ------
    UnknownNameError
        If it is not a package of this problem's space.
    """
    problem.space.indices(package)
    points = problem.points(package)
    broken = [demand.name for demand in problem.demands if demand.red and is_broken(problem, demand, package)]
    margins = {
        party.id: None
        if party.reservation is None
        else Fraction(100 * (points[party.id] - party.reservation.points), party.scale)
        for party in problem.parties
    }
    return Membership(exists=problem.space.exists(package), broken=broken, margins=margins)


def method_name(parts: tuple[Part, ...]) -> str:
    """Return how an answer is found by looking at the packages of each part and merging what they amount to."""
    return "enumeration" if len(parts) == 1 else f"merging of {len(parts)} parts"


def told_as(way: Method, parts: tuple[Part, ...]) -> str:
    """Return how an answer is found that merges what parts amount to, where their issues may be merged, too.

    Examples
    --------
    >>> from negsim.search.parts import Part
    >>> parts = [Part(issues=[at], demands=[], size=2) for at in range(2)]
    >>> told_as("enumeration", tuple(parts)), told_as("merging", tuple(parts)), told_as("merging", tuple(parts[:1]))
    ('merging of 2 parts', 'merging of 2 parts, issue by issue', 'merging of issues')
    """
    if way != "merging":
        return method_name(parts)
    return "merging of issues" if len(parts) == 1 else f"merging of {len(parts)} parts, issue by issue"
