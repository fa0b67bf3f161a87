"""Session: a talk as it is played, move by move. It is the one thing in negsim that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import attrs
from attrs import define, field, frozen

from negsim.fields import frozen_mapping
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.guests import GuestError, called, shown
from negsim.talks.history import history
from negsim.talks.move import ACCEPT, SILENT, Move
from negsim.talks.protocols.table import Ending, IllegalMoveError, Protocol, Reason, Table
from negsim.talks.seats import Seat, seats
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Fault, Terms, Transcript
from negsim.talks.view import View

_PROTOCOL, _TERMS = ":protocol", ":terms"
"""Streams of chance that are nobody's: no id of a party holds a colon."""
Entry = tuple[int, str, Move]
"""A round, a party and its move."""


@frozen(kw_only=True, eq=False)
class Talk:
    """Who negotiates about what, how, and under which terms.

    Attributes
    ----------
    problem:
        What is negotiated about.
    protocol:
        Who may move when.
    strategies:
        From party id to its strategy, in the order of the table: the parties that sign every package. Parties with
        consent by issue are asked when a package needs them, and consent to what keeps their red demands.
    terms:
        Rounds, discounts, breakdown.
    seed:
        Of every stream of chance.
    seats:
        What each party knows, where that is worked out already: it is the same for all talks about one problem.

    Raises
    ------
    ValueError
        If a party that signs has no strategy, or one that does not sign has.
    """

    problem: BargainingProblem
    protocol: Protocol
    strategies: Mapping[str, Strategy] = field(converter=frozen_mapping)
    terms: Terms = field(factory=Terms)
    seed: int = 0
    seats: Mapping[str, Seat] = field(factory=dict, converter=frozen_mapping)

    def __attrs_post_init__(self) -> None:
        signers = [party.id for party in self.problem.signers]
        missing = [party for party in signers if party not in self.strategies]
        if missing:
            raise ValueError(f"no strategy for {', '.join(missing)}; expected one for each of {', '.join(signers)}")
        strays = [party for party in self.strategies if party not in signers]
        if strays:
            raise ValueError(f"a strategy for {', '.join(strays)}; expected one for each of {', '.join(signers)} alone")


@frozen
class _Referee:
    """What a protocol may ask: its stream of chance, and what a package is worth to a party."""

    seats: Mapping[str, Seat]
    chance: Chance

    def points(self, party: str, package: Package) -> int:
        """Return what a package is worth to a party."""
        return self.seats[party].brief.ladder.points(package)


class _FaultError(Exception):
    """A strategy did what it may not do."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@define(eq=False)
class Session:
    """A talk as it is played.

    Attributes
    ----------
    talk:
        What is played.
    ending:
        What ended it; None while it goes on.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, Factor, ProblemParty
    >>> from negsim.talks.protocols.alternating import AlternatingOffers
    >>> from negsim.talks.strategies.conceding import LINEAR
    >>> issue = negsim.Issue("price", [str(price) for price in range(11)])
    >>> problem = BargainingProblem(scenario="sale", reading="given", space=negsim.Space([issue]), parties=[
    ...     ProblemParty(id="Buyer", scale=10, factors=[Factor(["price"], list(range(10, -1, -1)))]),
    ...     ProblemParty(id="Seller", scale=10, factors=[Factor(["price"], list(range(11)))])])
    >>> talk = Talk(problem=problem, protocol=AlternatingOffers(), strategies={"Buyer": LINEAR, "Seller": LINEAR})
    >>> transcript = Session(talk).play()
    >>> str(transcript.agreement), transcript.rounds, dict(transcript.points)
    ('price: 5', 51, {'Buyer': 5, 'Seller': 5})
    """

    talk: Talk
    ending: Ending | None = field(init=False, default=None)
    _seats: Mapping[str, Seat] = field(init=False)
    _referee: _Referee = field(init=False)
    _table: Table = field(init=False)
    _log: list[Entry] = field(init=False, factory=list)
    _memories: dict[str, Any] = field(init=False, factory=dict)
    _chance: dict[str, Chance] = field(init=False, factory=dict)
    _faults: list[Fault] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        talk = self.talk
        self._seats = talk.seats or seats(talk.problem)
        self._chance = {name: Chance(talk.seed, ("talk", name)) for name in (*talk.strategies, _PROTOCOL, _TERMS)}
        self._referee = _Referee(self._seats, self._chance[_PROTOCOL])
        self._table = talk.protocol.opening(tuple(talk.strategies), referee=self._referee, space=talk.problem.space)
        for party, strategy in talk.strategies.items():
            try:
                self._memories[party] = self._called(party, strategy.begin, self._seats[party].brief)
            except _FaultError as error:
                self._fail(error.fault)
                return

    def play(self) -> Transcript:
        """Play to the end, and return the record."""
        while self.ending is None:
            self.step()
        return self.transcript

    def step(self) -> None:
        """Let whoever's turn it is move; nothing happens once the talk is over."""
        if self.ending is not None:
            return
        table = self._table
        try:
            moves = {party: self._asked(party, table) for party in table.movers}
            after = self.talk.protocol.after(table, moves, referee=self._referee)
        except _FaultError as error:
            self._fail(error.fault)
            return
        except IllegalMoveError as error:
            self._fail(self._fault(error.party, "protocol", error.message))
            return
        for party, move in moves.items():
            self._log.append((table.round, party, move))
        if after.ending is None and after.round > self.talk.terms.rounds:
            after = attrs.evolve(after, ending=self.talk.protocol.closing(after))
        if after.ending is not None and after.ending.package is not None:
            after = self._consented(after)
        self._table = after
        self.ending = after.ending or self._broken_down(table.round, after.round)

    @property
    def transcript(self) -> Transcript:
        """The record so far; of a talk that is not over, as if it ended here without agreement."""
        talk = self.talk
        ending = self.ending or Ending(reason=Reason.DEADLINE)
        package = ending.package
        return Transcript(
            scenario=talk.problem.scenario,
            reading=talk.problem.reading,
            protocol=talk.protocol.name,
            strategies={party: strategy.name for party, strategy in talk.strategies.items()},
            terms=talk.terms,
            seed=talk.seed,
            history=history(self._log),
            faults=self._faults,
            ending=ending,
            rounds=self._log[-1][0] if self._log else 0,
            points={} if package is None else talk.problem.points(package),
        )

    def _asked(self, party: str, table: Table) -> Move:
        """Return the move of a party, checked."""
        seat = self._seats[party]
        view = View(
            seat.brief,
            table.round,
            self.talk.terms.elapsed(table.round),
            table.standing,
            self._log,
            len(self._log),
            table.text,
            table.allowed,
        )
        given = self._called(party, self.talk.strategies[party].move, view, self._memories[party])
        if type(given) is not tuple or len(given) != 2 or type(given[0]) is not Move:
            self._refuse(
                party, "no-move", f"{shown(given)} was returned, where a move and what to remember are expected"
            )
        move: Move
        move, self._memories[party] = given
        if move.kind not in table.allowed:
            words = ", ".join(sorted(kind.value for kind in table.allowed))
            self._refuse(party, "protocol", f"{move.kind.value} is not among what can be done now: {words}")
        if move.package is not None and not seat.brief.ladder.is_package(move.package):
            self._refuse(party, "unknown-package", f"{shown(move.package)} is no package of the space")
        return move

    def _called(self, party: str, call: Callable[..., Any], *given: Any) -> Any:
        """Call a strategy once; whatever it raises is a fault, but for the user's own interruption."""
        try:
            return called(call, *given, chance=self._chance[party])
        except GuestError as error:
            raise _FaultError(self._fault(party, "raised", error.message, detail=error.detail)) from None

    def _refuse(self, party: str, kind: str, message: str) -> NoReturn:
        raise _FaultError(self._fault(party, kind, message))

    def _fault(self, party: str, kind: str, message: str, *, detail: str = "") -> Fault:
        number = self._table.round if party in self._memories else 0
        return Fault(party=party, round=number, kind=kind, message=message, detail=detail)

    def _fail(self, fault: Fault) -> None:
        self._faults.append(fault)
        self.ending = Ending(reason=Reason.FAULT, party=fault.party)

    def _broken_down(self, before: int, now: int) -> Ending | None:
        """Return the end of a talk that chance breaks off after a round; None where it does not, or within a round."""
        terms = self.talk.terms
        if now == before:
            return None
        if terms.breakdown and self._chance[_TERMS].rng.random() < float(terms.breakdown):
            return Ending(reason=Reason.BREAKDOWN)
        return None

    def _going_on(self, after: Table) -> Table:
        """Return the table once an agreement was refused; that is the end where no round is left."""
        refused = self.talk.protocol.refused(after, referee=self._referee)
        if refused.ending is None and refused.round > self.talk.terms.rounds:
            return attrs.evolve(refused, ending=Ending(reason=Reason.DEADLINE))
        return refused

    def _consented(self, after: Table) -> Table:
        """Ask the parties with consent by issue that a package needs; where one refuses, the talk goes on."""
        ending = after.ending
        assert ending is not None, "only what was agreed is asked about"
        assert ending.package is not None, "only what was agreed is asked about"
        for party in self.talk.problem.constrainers:
            seat = self._seats[party.id]
            if party.consent is Consent.BY_ISSUE and seat.is_asked(ending.package):
                move = ACCEPT if seat.consents(ending.package) else SILENT
                self._log.append((after.round, party.id, move))
                if move is SILENT:
                    return self._going_on(after)
        return after
