"""Post-settlement improvement: what was agreed holds, unless all take something else instead."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from attrs import frozen

from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Ending, Reason, Referee, Table

_PROPOSAL = frozenset({Kind.OFFER, Kind.SILENT})
_VOTE = frozenset({Kind.ACCEPT, Kind.SILENT})


@frozen
class PostSettlement:
    """Talks after a settlement: it stands, and each party in turn may propose what all might like better.

    A proposal that all the others accept, those with consent by issue that it needs among them, takes the settlement's
    place. The talk ends once all in turn have nothing to propose, or at the last round, or where it breaks off, with
    what stands: nobody can lose by taking part, so nobody can walk away, and nothing is discounted.

    Attributes
    ----------
    settlement:
        What was agreed before.

    References
    ----------
    H. Raiffa, "Post-settlement settlements", Negotiation Journal 1 (1985).
    """

    settlement: Package

    @property
    def name(self) -> str:
        """What it is called."""
        return "post-settlement"

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Table:  # noqa: ARG002
        """Return the table with the settlement.

        Raises
        ------
        ValueError
            For fewer than two parties, or a settlement that does not exist.
        UnknownNameError
            For a settlement that is no package of the space.
        """
        if len(parties) < 2:
            raise ValueError(f"a settlement between {len(parties)} parties; expected at least 2")
        space.indices(self.settlement)
        if not space.exists(self.settlement):
            raise ValueError(f"the settlement, {self.settlement}, does not exist: its options exclude each other")
        return Table(1, parties[:1], _PROPOSAL, None, _Turn(parties), self.settlement, is_in_force=True)

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Table:  # noqa: ARG002
        """Return the table once a party has proposed something or nothing, or the others have voted."""
        turn: _Turn = table.memory
        if table.standing is not None:
            taken = all(move.kind is Kind.ACCEPT for move in moves.values())
            text = table.standing if taken else table.text
            return _passed(table, attrs.evolve(turn, silent=0), text=text)
        package = moves[turn.proposer].package
        if package is not None:
            others = tuple(party for party in turn.parties if party != turn.proposer)
            return Table(table.round, others, _VOTE, package, turn, table.text, is_in_force=True)
        if turn.silent + 1 == len(turn.parties):
            return attrs.evolve(table, ending=self.closing(table))
        return _passed(table, attrs.evolve(turn, silent=turn.silent + 1), text=table.text)

    def refused(self, table: Table, *, referee: Referee) -> Table:  # noqa: ARG002 - an interface's arguments
        """Return the end with the settlement: what came instead was refused."""
        ending = Ending(reason=Reason.AGREEMENT, package=self.settlement)
        return attrs.evolve(table, text=self.settlement, ending=ending)

    def closing(self, table: Table) -> Ending:
        """Return the agreement on what stands."""
        return Ending(reason=Reason.AGREEMENT, package=table.text)


@frozen
class _Turn:
    """Whose turn it is to propose, and how many in a row had nothing to propose."""

    parties: tuple[str, ...]
    at: int = 0
    silent: int = 0

    @property
    def proposer(self) -> str:
        return self.parties[self.at]


def _passed(table: Table, turn: _Turn, *, text: Package | None) -> Table:
    at = (turn.at + 1) % len(turn.parties)
    number = table.round if at else table.round + 1
    return Table(number, (turn.parties[at],), _PROPOSAL, None, attrs.evolve(turn, at=at), text, is_in_force=True)
