"""Forward: a run of offers under alternating offers, as fast as strategies can be asked for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from attrs import field, frozen

from negsim.fields import entries
from negsim.space.package import Package
from negsim.talks.asking import LOOKED_AT
from negsim.talks.history import Entry
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.alternating import AlternatingOffers, turn
from negsim.talks.protocols.table import Protocol, Table
from negsim.talks.strategies.conceding import TimeDependent
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Terms
from negsim.talks.view import Brief


@frozen(eq=False)
class Answering:
    """A party whose moves hang on nothing but the time and what is on the table.

    Attributes
    ----------
    party:
        Its id.
    answer:
        Returns its move for a share of the time and the package on the table.
    known:
        Its offers that were looked at already, by identity: good ones, which keep its red demands.
    """

    party: str
    answer: Callable[[float, Package | None], Move]
    known: Mapping[int, Move]


@frozen(eq=False)
class Forward:
    """Whoever plays runs of offers: no party is shown more than it looks at, and nothing is looked at twice.

    It goes on only while each party in turn makes an offer that was looked at before, and never into the last round:
    what ends a talk, and whatever is new, is left to the session. So the moves are those that the session would have
    got, and the table is the one that it would have come to.

    Attributes
    ----------
    parties:
        In the order of the table.
    terms:
        Without a clock and without breakdown.
    """

    parties: tuple[Answering, ...] = field(converter=entries)
    terms: Terms

    def run(self, table: Table, log: list[Entry]) -> Table:
        """Return the table after a run of offers, which are added to the log; maybe the same table."""
        assert self.terms.rounds is not None, "without a clock there is a last round"
        ids, at, accepted = table.memory
        if accepted or table.round >= self.terms.rounds:
            return table
        standing, count = table.standing, len(log)
        for number in range(table.round, self.terms.rounds):
            elapsed = self.terms.elapsed(number)
            for place in range(at, len(ids)):
                asked = self.parties[place]
                move = asked.answer(elapsed, standing)
                if move.kind is not Kind.OFFER or asked.known.get(id(move)) is not move:
                    return turn(ids, place, number=number, standing=standing) if len(log) > count else table
                log.append((number, asked.party, move))
                standing = move.package
            at = 0
        return turn(ids, 0, number=self.terms.rounds, standing=standing)


def forward(
    protocol: Protocol, strategies: Mapping[str, Strategy], *, terms: Terms, briefs: Mapping[str, Brief]
) -> Forward | None:
    """Return whoever plays runs of offers of a talk in this process; None where a talk is not of that kind."""
    if type(protocol) is not AlternatingOffers or terms.seconds is not None or terms.breakdown:
        return None
    parties = [_answering(briefs[party], strategy) for party, strategy in strategies.items()]
    found = [entry for entry in parties if entry is not None]
    return Forward(found, terms) if len(found) == len(strategies) else None


def _answering(brief: Brief, strategy: Strategy) -> Answering | None:
    if type(strategy) is not TimeDependent:
        return None
    answer = partial(strategy.answer, brief, strategy.asks(brief))
    return Answering(brief.party, answer, brief.ladder.worked_out(LOOKED_AT))
