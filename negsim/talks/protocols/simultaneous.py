"""Simultaneous offers: the monotonic concession protocol, for two parties and more."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

import attrs
from attrs import field, frozen

from negsim.seeding import uniforms
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Ending, IllegalMoveError, Reason, Referee, Table

_FIRST = frozenset({Kind.OFFER, Kind.WALK_AWAY})
_LATER = frozenset({Kind.OFFER, Kind.SILENT, Kind.WALK_AWAY})


class Concession(enum.Enum):
    """What counts as a concession, as Endriss (2006) names it."""

    STRONG = "strong"
    WEAK = "weak"
    PARETO = "pareto"
    EGOCENTRIC = "egocentric"


@frozen
class SimultaneousOffers:
    """The monotonic concession protocol: all offer at the same time, and each next offer is a concession or the same.

    The talk ends with a package that one party offers and that every other party holds at least as good as its own
    offer; among several of them chance decides. It stalls when nobody offers anything new. With two parties it is
    Rosenschein and Zlotkin's protocol, with more that of Endriss. Nobody accepts anything: what a party would take is
    told by what it offers.

    An egocentric concession a party can tell for itself: anything else is a fault there. What the others hold better it
    cannot know: where that is the rule, an offer that is no concession does not count, and its last one stands. Nobody
    is told, and the talk goes on.

    Attributes
    ----------
    concession:
        What a party may offer next, beside what it offered before. *strong*: what every other party holds better than
        that; *weak*: what some other party does; *pareto*: what some other party holds better and none worse;
        *egocentric*: what it holds worse itself. For two parties the first three are the same.

    References
    ----------
    J. S. Rosenschein and G. Zlotkin, "Rules of Encounter", MIT Press (1994). U. Endriss, "Monotonic concession
    protocols for multilateral negotiation", AAMAS (2006).
    """

    concession: Concession = field(default=Concession.WEAK, converter=Concession)

    @property
    def name(self) -> str:
        """What it is called, with the kind of concession where it is not the usual one."""
        usual = self.concession is Concession.WEAK
        return "simultaneous-offers" if usual else f"simultaneous-offers:concession={self.concession.value}"

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Table:  # noqa: ARG002
        """Return the table before the first offers.

        Raises
        ------
        ValueError
            For fewer than two parties.
        """
        if len(parties) < 2:
            raise ValueError(f"simultaneous offers of {len(parties)} parties; expected at least 2")
        return Table(1, parties, _FIRST, None, {})

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Table:
        """Return the table once all have moved.

        Raises
        ------
        IllegalMoveError
            Where concessions are egocentric: if a party offers what is neither one nor its last offer.
        """
        leaving = [party for party, move in moves.items() if move.kind is Kind.WALK_AWAY]
        if leaving:
            return attrs.evolve(table, ending=Ending(reason=Reason.WALKED_AWAY, party=leaving[0]))
        before: dict[str, Package] = table.memory
        offered = {party: move.package or before[party] for party, move in moves.items()}
        now = {
            party: package if self._counts(party, before, package, referee=referee) else before[party]
            for party, package in offered.items()
        }
        moved = [party for party, package in offered.items() if before.get(party) != package]
        agreed = _agreed(now, referee)
        if agreed:
            return attrs.evolve(
                table, ending=Ending(reason=Reason.AGREEMENT, package=_drawn(agreed, referee)), memory=now
            )
        if not moved:
            return attrs.evolve(table, ending=Ending(reason=Reason.STALLED), memory=now)
        return Table(table.round + 1, table.movers, _LATER, None, now)

    def refused(self, table: Table, *, referee: Referee) -> Table:  # noqa: ARG002 - an interface's arguments
        """Return the table after an agreement was refused: all may concede further."""
        return Table(table.round + 1, table.movers, _LATER, None, table.memory)

    def closing(self, table: Table) -> Ending:  # noqa: ARG002 - an interface's arguments
        """Return the end without agreement."""
        return Ending(reason=Reason.DEADLINE)

    def _counts(self, party: str, before: Mapping[str, Package], now: Package, *, referee: Referee) -> bool:
        """Tell whether an offer takes the place of the one before."""
        last = before.get(party)
        if last is None or last == now or self._concedes(party, last, now, referee, parties=tuple(before)):
            return True
        if self.concession is Concession.EGOCENTRIC:
            raise IllegalMoveError(
                party, f"{now} is no egocentric concession from {last}; offer one, the same as before, or say nothing"
            )
        return False

    def _concedes(self, party: str, before: Package, now: Package, referee: Referee, *, parties: Sequence[str]) -> bool:
        if self.concession is Concession.EGOCENTRIC:
            return referee.points(party, now) < referee.points(party, before)
        gains = [referee.points(other, now) - referee.points(other, before) for other in parties if other != party]
        if self.concession is Concession.STRONG:
            return all(gain > 0 for gain in gains)
        some = any(gain > 0 for gain in gains)
        return some if self.concession is Concession.WEAK else some and all(gain >= 0 for gain in gains)


def _agreed(offers: Mapping[str, Package], referee: Referee) -> list[Package]:
    """Return the offers that every other party holds at least as good as its own, each once."""
    own = {party: referee.points(party, package) for party, package in offers.items()}
    found = [
        package
        for package in offers.values()
        if all(referee.points(other, package) >= worth for other, worth in own.items())
    ]
    return list(dict.fromkeys(found))


def _drawn(packages: Sequence[Package], referee: Referee) -> Package:
    if len(packages) == 1:
        return packages[0]
    return packages[int(uniforms((1,), rng=referee.chance.rng)[0] * len(packages))]
