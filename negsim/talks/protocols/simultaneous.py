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

    The talk ends with a package that one party offers and that keeps every other party's red demands and is worth at
    least as much to it as its own offer; among several of them chance decides. It stalls when nobody offers anything
    new. With two parties it is Rosenschein and Zlotkin's protocol, with more that of Endriss. Nobody accepts anything:
    what a party would take is told by what it offers.

    Where a party with consent by issue refuses what was agreed, that package can be agreed no more, and whoever offered
    it may offer anything next.

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
        return Table(1, parties, _FIRST, None, _Offers())

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
        made: _Offers = table.memory
        offered = {party: move.package or made.standing[party] for party, move in moves.items()}
        now = {
            party: package if self._counts(party, made, package, referee=referee) else made.standing[party]
            for party, package in offered.items()
        }
        void = tuple(party for party, package in offered.items() if now[party] != package)
        offers = _Offers(now, offered, made.refused)
        agreed = _agreed(offers, referee)
        if agreed:
            ending = Ending(reason=Reason.AGREEMENT, package=_drawn(agreed, referee))
            return attrs.evolve(table, ending=ending, memory=offers, void=void)
        if all(package in {made.standing.get(party), made.latest.get(party)} for party, package in offered.items()):
            return attrs.evolve(table, ending=Ending(reason=Reason.STALLED), memory=offers, void=void)
        return Table(table.round + 1, table.movers, _LATER, None, offers, void=void)

    def refused(self, table: Table, *, referee: Referee) -> Table:  # noqa: ARG002 - an interface's arguments
        """Return the table after an agreement was refused: it is none any more, and who offered it is free."""
        made: _Offers = table.memory
        assert table.ending is not None, "only what was agreed is refused"
        assert table.ending.package is not None, "only what was agreed is refused"
        refused = made.refused | {table.ending.package}
        return Table(table.round + 1, table.movers, _LATER, None, attrs.evolve(made, refused=refused), void=table.void)

    def closing(self, table: Table) -> Ending:  # noqa: ARG002 - an interface's arguments
        """Return the end without agreement."""
        return Ending(reason=Reason.DEADLINE)

    def _counts(self, party: str, made: _Offers, now: Package, *, referee: Referee) -> bool:
        """Tell whether an offer takes the place of the one before."""
        last = made.standing.get(party)
        if last is None or last == now or last in made.refused:
            return True
        if self._concedes(party, last, now, referee, parties=tuple(made.standing)):
            return True
        if self.concession is Concession.EGOCENTRIC:
            raise IllegalMoveError(
                party, f"{now} is no egocentric concession from {last}; offer one, the same as before, or say nothing"
            )
        return False

    def _concedes(self, party: str, before: Package, now: Package, referee: Referee, *, parties: Sequence[str]) -> bool:
        if self.concession is Concession.EGOCENTRIC:
            return referee.points(party, now) < referee.points(party, before)
        gains = [_gain(other, before, now, referee=referee) for other in parties if other != party]
        if self.concession is Concession.STRONG:
            return all(gain > 0 for gain in gains)
        some = any(gain > 0 for gain in gains)
        return some if self.concession is Concession.WEAK else some and all(gain >= 0 for gain in gains)


@frozen
class _Offers:
    """The offers that stand and the latest ones, by party, and what a party with consent by issue has refused."""

    standing: dict[str, Package] = field(factory=dict)
    latest: dict[str, Package] = field(factory=dict)
    refused: frozenset[Package] = frozenset()


def _gain(party: str, before: Package, now: Package, *, referee: Referee) -> int:
    """Return above 0 where a party holds the later package better, below 0 where worse; broken lines are worst."""
    kept, keeps = (referee.keeps(party, package) for package in (before, now))
    if kept and keeps:
        return referee.points(party, now) - referee.points(party, before)
    return keeps - kept


def _agreed(offers: _Offers, referee: Referee) -> list[Package]:
    """Return the offers, each once, that keep every other party's red demands and are worth as much as its own."""
    standing = offers.standing
    own = {party: referee.points(party, package) for party, package in standing.items()}
    found = [
        package
        for package in standing.values()
        if package not in offers.refused
        and all(
            package == standing[other] or (referee.keeps(other, package) and referee.points(other, package) >= worth)
            for other, worth in own.items()
        )
    ]
    return list(dict.fromkeys(found))


def _drawn(packages: Sequence[Package], referee: Referee) -> Package:
    if len(packages) == 1:
        return packages[0]
    return packages[int(uniforms((1,), rng=referee.chance.rng)[0] * len(packages))]
