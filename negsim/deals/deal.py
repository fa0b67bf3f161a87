"""Deal: a package with what it is worth to each party and what it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import frozen_mapping, texts
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Demand
from negsim.space.package import Package


@frozen(kw_only=True)
class Breach:
    """How far a package goes past the red demands of one side.

    Attributes
    ----------
    total:
        In points of 100 of the value of the side's member that loses most; comparing it with another side's assumes
        that their points mean as much.
    demands:
        Names of the red demands broken, of all members.
    """

    total: Fraction
    demands: tuple[str, ...] = field(converter=texts)


@frozen(kw_only=True)
class Deal:
    """A package, valued.

    Attributes
    ----------
    points:
        From party id to what the package is worth, in points on the party's own scale; observers included.
    breaches:
        From side (bloc, or party without one) to its breach; only sides with a broken demand. Empty for a package of
        the zone.
    """

    package: Package
    points: Mapping[str, int] = field(converter=frozen_mapping)
    breaches: Mapping[str, Breach] = field(converter=frozen_mapping)

    @property
    def largest(self) -> Fraction:
        """The largest breach of any side."""
        return max((breach.total for breach in self.breaches.values()), default=Fraction(0))

    @property
    def total(self) -> Fraction:
        """The sum of the sides' breaches; it assumes that their points mean as much."""
        return sum((breach.total for breach in self.breaches.values()), Fraction(0))

    @property
    def broken(self) -> tuple[str, ...]:
        """Names of all red demands broken."""
        return tuple(name for breach in self.breaches.values() for name in breach.demands)

    def __str__(self) -> str:
        if not self.breaches:
            return f"{self.package} (breaks no red line)"
        moves = ", ".join(f"{side} {float(breach.total):.1f}" for side, breach in self.breaches.items())
        return f"{self.package} (breaches: {moves})"


def valued(problem: BargainingProblem, package: Package) -> Deal:
    """Return a package with its value to each party and its breach of each side's red demands."""
    return Deal(package=package, points=problem.points(package), breaches=breaches(problem, package))


def breaches(problem: BargainingProblem, package: Package) -> dict[str, Breach]:
    """Return how far a package goes past the red demands of each side; sides that it breaks none of are left out.

    A party's breach is the sum over its red demands: the dearest box hit of a line, and what its reservation is missed
    by, in points of 100. A side's is that of its largest member; a shared line counts for each that shares it.
    """
    costs = [
        (demand, cost)
        for demand in problem.demands
        if demand.red and (cost := _broken_cost(problem, demand, package)) is not None
    ]
    found = {}
    for side in problem.sides if costs else ():
        members = [party.id for party in problem.constrainers if party.side == side]
        own = [[cost for demand, cost in costs if member in demand.shared_by] for member in members]
        named = [demand.name for demand, _ in costs if not set(members).isdisjoint(demand.shared_by)]
        if named:
            found[side] = Breach(total=max(sum(member, Fraction(0)) for member in own), demands=named)
    return found


def is_broken(problem: BargainingProblem, demand: Demand, package: Package) -> bool:
    """Tell whether a package breaks a demand; breaking a line whose stated price is 0 costs nothing."""
    return _broken_cost(problem, demand, package) is not None


def demand_cost(problem: BargainingProblem, demand: Demand, package: Package) -> Fraction:
    """Return what a package breaks of one demand, in points of 100 of its party's value; 0 where it keeps it."""
    return _broken_cost(problem, demand, package) or Fraction(0)


def _broken_cost(problem: BargainingProblem, demand: Demand, package: Package) -> Fraction | None:
    """Return what a package breaks of one demand; None where it keeps it."""
    party = problem.party(demand.party)
    if demand.line is not None:
        boxes = problem.binding_boxes(party, demand.line)
        return max((box.price or Fraction(0) for box in boxes if box.covers(package)), default=None)
    assert party.reservation is not None, "a demand without a line is a reservation"
    if party.consent is Consent.BY_ISSUE and not _departs(problem, problem.consent_issues(party), package):
        return None
    missing = party.reservation.points - problem.points(package)[party.id]
    return Fraction(100 * missing, party.scale) if missing > 0 else None


def _departs(problem: BargainingProblem, issues: Iterable[str], package: Package) -> bool:
    return any(package[issue] != problem.space.issue(issue).status_quo for issue in issues)
