"""Consenting: the parties with consent by issue, which play no strategy and are asked by rule."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from negsim.parties.party import Consent
from negsim.problem import BargainingProblem
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, Move
from negsim.talks.seats import Seat


@define(eq=False)
class Consenting:
    """Whoever asks the parties with consent by issue about packages that need them, and knows what they agreed to.

    Attributes
    ----------
    seats:
        Of these parties, in the order of the problem.
    """

    seats: Mapping[str, Seat]
    _agreed_to: set[Package] = field(init=False, factory=set)

    def said(self, package: Package) -> dict[str, Move]:
        """Return what each of them that a package needs says to it."""
        asked = {party: seat for party, seat in self.seats.items() if seat.is_asked(package)}
        said = {party: ACCEPT if seat.keeps(package) else SILENT for party, seat in asked.items()}
        if SILENT not in said.values():
            self._agreed_to.add(package)
        return said

    def have_agreed(self, package: Package) -> bool:
        """Tell whether a package was put to them already and all that it needs accepted it."""
        return package in self._agreed_to


def consenting(problem: BargainingProblem, seats: Mapping[str, Seat]) -> Consenting:
    """Return whoever asks the parties of a problem that have consent by issue."""
    by_issue = [party.id for party in problem.constrainers if party.consent is Consent.BY_ISSUE]
    return Consenting({party: seats[party] for party in by_issue})
