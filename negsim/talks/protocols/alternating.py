"""Alternating offers: one after the other, each accepts what is on the table, offers something else, or leaves."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from attrs import frozen

from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Ending, Reason, Referee, Table

_OPENING = frozenset({Kind.OFFER, Kind.WALK_AWAY})
_ANSWER = frozenset({Kind.OFFER, Kind.ACCEPT, Kind.WALK_AWAY})


@frozen
class AlternatingOffers:
    """Alternating offers for two parties, and stacked alternating offers for more.

    The parties move one after the other, in the order of the table. Each accepts the package on the table, puts another
    in its place, or walks away, which ends the talk for all. A package is agreed once all the others have accepted it
    one after the other. A round is over when each has moved.

    References
    ----------
    A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982). R. Aydoğan, D. Festen,
    K. V. Hindriks and C. M. Jonker, "Alternating offers protocols for multilateral negotiation", in Modern Approaches
    to Agent-based Complex Automated Negotiation (2017).
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "alternating-offers"

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Table:  # noqa: ARG002
        """Return the table before the first move.

        Raises
        ------
        ValueError
            For fewer than two parties.
        """
        if len(parties) < 2:
            raise ValueError(f"alternating offers of {len(parties)} parties; expected at least 2")
        return Table(1, parties[:1], _OPENING, None, (parties, 0, 0))

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Table:  # noqa: ARG002
        """Return the table once its mover has moved."""
        parties, at, accepted = table.memory  # who are at the table, whose turn it is, how many took what stands
        (move,) = moves.values()
        if move.kind is Kind.OFFER:
            return _next(table, parties, at, move.package, 0)
        if move.kind is Kind.WALK_AWAY:
            return attrs.evolve(table, ending=Ending(reason=Reason.WALKED_AWAY, party=parties[at]))
        if accepted + 2 == len(parties):
            return attrs.evolve(table, ending=Ending(reason=Reason.AGREEMENT, package=table.standing))
        return _next(table, parties, at, table.standing, accepted + 1)

    def refused(self, table: Table, *, referee: Referee) -> Table:  # noqa: ARG002
        """Return the table without the package that was refused: the next party offers another."""
        parties, at, _ = table.memory
        return _next(table, parties, at, None, 0)

    def closing(self, table: Table) -> Ending:  # noqa: ARG002 - an interface's arguments
        """Return the end without agreement."""
        return Ending(reason=Reason.DEADLINE)


def _next(table: Table, parties: tuple[str, ...], at: int, standing: Package | None, accepted: int) -> Table:
    """Return the table with the turn passed on."""
    number, at = table.round, at + 1
    if at == len(parties):
        number, at = number + 1, 0
    allowed = _OPENING if standing is None else _ANSWER
    return Table(number, (parties[at],), allowed, standing, (parties, at, accepted))


def turn(parties: tuple[str, ...], at: int, *, number: int, standing: Package | None) -> Table:
    """Return the table in a round when it is a party's turn and nobody has accepted what stands."""
    return Table(number, (parties[at],), _OPENING if standing is None else _ANSWER, standing, (parties, at, 0))
