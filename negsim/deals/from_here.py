"""The bargaining problem that is left once a package is on the table: who may lose what, and gains from there."""

from __future__ import annotations

import attrs

from negsim.deals.deal import demand_cost, is_broken
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Demand, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.package import Package


def problem_from(problem: BargainingProblem, package: Package) -> BargainingProblem:
    """Return the problem whose zone holds what hurts no signing party and goes no further past any red demand.

    A package is in that zone when it exists, is worth at least as much as the given one to every party that signs, and
    breaks no red demand that the given one keeps, nor any at greater cost. A party's gain there is what it gains over
    the given package. So every question about a zone can be asked of what a package leaves to be gained.

    Each signing party's reservation is the package's own points, which are never below what its reservation asks of
    packages that go no further past it. Of each red line remain the boxes that would take it further; they stand
    under one party that signs, with the places where they bind written out. Demands that are not red, and those of
    observers, play no part.

    Raises
    ------
    UnknownNameError
        If it is not a package of this problem's space.
    """
    problem.space.indices(package)
    points = problem.points(package)
    lines = _further(problem, package)
    parties = []
    for party in problem.parties:
        reservation = None
        if party.consent is Consent.ALWAYS:
            reservation = ProblemReservation(points=points[party.id])
        elif party.consent is Consent.BY_ISSUE:
            reservation = _kept(problem, party, package, points=points[party.id])
        parties.append(attrs.evolve(party, bloc="", reservation=reservation, red_lines=()))
    first = next((at for at, party in enumerate(parties) if party.consent is Consent.ALWAYS), None)
    if first is not None:
        parties[first] = attrs.evolve(parties[first], red_lines=lines)
    return attrs.evolve(problem, parties=parties)


def _further(problem: BargainingProblem, package: Package) -> list[ProblemLine]:
    """Return what of each red line would take it further: all of one that is kept, the dearer boxes of one broken."""
    found = []
    for demand in problem.demands:
        if demand.red and demand.line is not None:
            boxes = _dearer(problem, demand, demand.line, package)
            if boxes:
                found.append(ProblemLine(id=demand.name, shared_by=demand.shared_by, boxes=boxes))
    return found


def _dearer(problem: BargainingProblem, demand: Demand, line: ProblemLine, package: Package) -> list[Box]:
    boxes = problem.binding_boxes(problem.party(demand.party), line)
    if not is_broken(problem, demand, package):
        return list(boxes)
    cost = demand_cost(problem, demand, package)
    return [box for box in boxes if (box.price or 0) > cost]


def _kept(
    problem: BargainingProblem, party: ProblemParty, package: Package, *, points: int
) -> ProblemReservation | None:
    """Return the reservation of a party with consent by issue, lowered to where the package falls short of it."""
    demand = next((entry for entry in problem.demands if entry.party == party.id and entry.line is None), None)
    if demand is None or not demand.red or party.reservation is None:
        return None
    is_missed = is_broken(problem, demand, package)
    return ProblemReservation(points=points if is_missed else party.reservation.points)
