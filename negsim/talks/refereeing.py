"""Refereeing: what a protocol may ask of whoever runs the talk."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.seats import Seat


@frozen
class AtTable:
    """A protocol's own stream of chance, and what packages are to the parties at the table."""

    seats: Mapping[str, Seat]
    chance: Chance

    def points(self, party: str, package: Package) -> int:
        """Return what a package is worth to a party."""
        return self.seats[party].brief.ladder.points(package)

    def keeps(self, party: str, package: Package) -> bool:
        """Tell whether a package keeps all red demands of a party."""
        return self.seats[party].keeps(package)
