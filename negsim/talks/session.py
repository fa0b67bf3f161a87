"""Session: a talk as it is played, move by move. It is the one thing in negsim that changes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import attrs
from attrs import define, field, frozen

from negsim.fields import frozen_mapping, texts
from negsim.problem import BargainingProblem
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.asking import Asking
from negsim.talks.consenting import Consenting, consenting
from negsim.talks.forward import Forward, forward
from negsim.talks.guests import GuestError
from negsim.talks.history import Entry, History
from negsim.talks.hosts import Closing, Hosting, InProcess
from negsim.talks.lots import party_chances, protocol_chance, terms_chance
from negsim.talks.move import SILENT, Kind, Move
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.table import Ending, IllegalMoveError, Protocol, Reason, Table, check_table
from negsim.talks.refereeing import AtTable
from negsim.talks.seats import Seat, seats
from negsim.talks.strategies.registry import is_own
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Draft, Fault, Terms, Transcript
from negsim.talks.watch import Watch, plain


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
        Of every stream of chance. Where a strategy might try to guess it, and with it the streams of the others, let it
        be large and random, as of ``secrets.randbits(128)``.
    seats:
        What each party knows, where that is worked out already: it is the same for all talks about one problem. Work it
        out with the same waived demands.
    isolation:
        Where the strategies run; None for in this process.
    waived:
        The names of red demands that their parties may breach in this talk.

    Raises
    ------
    UnknownNameError
        For a waived demand that there is not.
    ValueError
        If a party that signs has no strategy, or one that does not sign has.
    """

    problem: BargainingProblem
    protocol: Protocol
    strategies: Mapping[str, Strategy] = field(converter=frozen_mapping)
    terms: Terms = field(factory=Terms)
    seed: int = 0
    seats: Mapping[str, Seat] = field(factory=dict, converter=frozen_mapping)
    isolation: Hosting | None = None
    waived: tuple[str, ...] = field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        signers = [party.id for party in self.problem.signers]
        missing = [party for party in signers if party not in self.strategies]
        if missing:
            raise ValueError(f"no strategy for {', '.join(missing)}; expected one for each of {', '.join(signers)}")
        if self.terms.discounts and type(self.protocol) is PostSettlement:
            raise ValueError(
                "discounts with post-settlement; what is settled already loses nothing by waiting: give none"
            )
        strays = [party for party in self.strategies if party not in signers]
        if strays:
            raise ValueError(f"a strategy for {', '.join(strays)}; expected one for each of {', '.join(signers)} alone")


@define(eq=False)
class Session:
    """A talk as it is played.

    Where strategies run in processes of their own, these are ended when the talk is, by :meth:`close`, or at the end of
    a ``with`` block.

    Attributes
    ----------
    talk:
        What is played.
    pace:
        For a talk held by the clock: what share of the time was over at each move, where that is recorded already; None
        to look at the clock.
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
    pace: Sequence[float] | None = field(default=None, kw_only=True)
    ending: Ending | None = field(init=False, default=None)
    _seats: Mapping[str, Seat] = field(init=False)
    _referee: AtTable = field(init=False)
    _terms: Terms = field(init=False)
    _last: float = field(init=False)
    _terms_chance: Chance = field(init=False)
    _is_timed: bool = field(init=False)
    _is_recorded: bool = field(init=False)
    _asking: Asking = field(init=False)
    _consenting: Consenting = field(init=False)
    _after: Callable[..., Table] = field(init=False)
    _forward: Forward | None = field(init=False, default=None)
    _table: Table = field(init=False)
    _draft: Package | None = field(init=False)
    _elapsed: float = field(init=False, default=0.0)
    _started: float = field(init=False, default=0.0)
    _clock: list[float] = field(init=False, factory=list)
    _log: list[Entry] = field(init=False, factory=list)
    _kept: list[Entry] = field(init=False, factory=list)
    _drafts: list[tuple[int, Draft]] = field(init=False, factory=list)
    _void: list[int] = field(init=False, factory=list)
    _faults: list[Fault] = field(init=False, factory=list)
    _closing: Closing = field(init=False, factory=Closing)

    def __attrs_post_init__(self) -> None:
        talk = self.talk
        self._seats = talk.seats or seats(talk.problem, waived=talk.waived)
        self._referee = AtTable(self._seats, protocol_chance(talk.seed))
        self._terms, self._last = talk.terms, talk.terms.rounds or math.inf
        self._terms_chance = terms_chance(talk.seed)
        table = talk.protocol.opening(tuple(talk.strategies), referee=self._referee, space=talk.problem.space)
        self._table, self._after = table, talk.protocol.after
        self._draft = table.standing if table.text is None else table.text
        self._asking = _asking(talk, {party: self._seats[party] for party in talk.strategies})
        if talk.isolation is None and not self._asking.watches:
            briefs = {party: self._seats[party].brief for party in talk.strategies}
            self._forward = forward(talk.protocol, talk.strategies, terms=talk.terms, briefs=briefs)
        self._consenting = consenting(talk.problem, self._seats)
        self._is_timed = talk.terms.seconds is not None
        self._is_recorded = self._is_timed or bool(self._asking.watches)
        self._begin()

    def _begin(self) -> None:
        """Let all strategies begin; the clock starts when they have."""
        party, has_begun = "", False
        try:
            for party in self.talk.strategies:
                self._asking.begin(party)
            has_begun = True
        except GuestError as error:
            self._fail(party, error, number=0)
        finally:
            if not has_begun:
                self.close()
        self._elapsed = self.talk.terms.elapsed(1)
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End whatever runs for the talk; what it was is kept. To close it again does nothing."""
        told = self._asking.host.close()
        if told.output or told.seconds:
            self._closing = told

    def play(self) -> Transcript:
        """Play to the end, and return the record."""
        try:
            while self.ending is None:
                if self._forward is not None:
                    self._go_forward(self._forward)
                self.step()
        finally:
            self.close()
        return self.transcript

    def _go_forward(self, runs: Forward) -> None:
        """Play offers as long as nothing else happens."""
        self._table = runs.run(self._table, self._log)
        self._elapsed = self._terms.elapsed(self._table.round)

    def step(self) -> None:
        """Let whoever's turn it is move; nothing happens once the talk is over."""
        if self.ending is not None or (self._is_timed and self._is_over(self._table)):
            return
        table, elapsed, log = self._table, self._elapsed, self._log
        if self._draft is not None:
            self._put_to_vote(table)
        moves: dict[str, Move] = {}
        ask, party = self._asking.move, ""
        after: Any = None
        try:
            for party in table.movers:
                moves[party] = ask(party, table, elapsed, log)
            if self._draft is not None and table.standing is not None and Kind.ACCEPT in table.allowed:
                moves |= self._consenting.said(table.standing)
            after = self._after(table, moves, referee=self._referee)
        except (GuestError, IllegalMoveError) as error:
            self._fail(party, error)
        finally:
            if type(after) is not Table:
                self.close()
        if self.ending is not None:
            return
        check_table(after, table, name=self.talk.protocol.name)
        if not self._is_recorded or self._record(table, moves):
            self._go_on(table, moves, after)

    def _go_on(self, table: Table, moves: Mapping[str, Move], after: Table) -> None:
        """Put moves on record, and take the table to where they lead."""
        if after.void:
            places = enumerate(moves, start=len(self._log))
            self._void += [place for place, party in places if party in after.void]
        for party, move in moves.items():
            self._log.append((table.round, party, move))
        self._table = after
        if after.ending is not None or after.round > self._last:
            self._end(table, after)
        elif after.round != table.round:
            self._elapsed = self._terms.elapsed(after.round)
            if self._terms.breakdown:
                self.ending = self._broken_down()

    def _is_over(self, table: Table) -> bool:
        """Tell whether the time is over, and end the talk if it is; else, look at the clock."""
        share = self._share()
        if share >= 1:
            self._end_late(table)
            return True
        self._elapsed = max(self._terms.elapsed(table.round), share)
        return False

    def _record(self, table: Table, moves: Mapping[str, Move]) -> bool:
        """Keep what the clock said, and beside guests the moves where they cannot reach them.

        Moves that came too late end the talk instead, and False is returned.
        """
        if self._is_timed and self.pace is None and self._share() >= 1:
            self._end_late(table)
            return False
        self._keep([(table.round, party, move) for party, move in moves.items()])
        return True

    def _keep(self, entries: Sequence[Entry]) -> None:
        if self._is_timed:
            self._clock += [self._elapsed] * len(entries)
        if self._asking.watches:
            self._kept += [(number, party, plain(move)) for number, party, move in entries]

    def _put_to_vote(self, table: Table) -> None:
        """Put on record what is voted on that no party has offered."""
        offered = self._log[-1][2].package if self._log else None
        if table.standing is not None and table.standing is not offered:
            self._drafts.append((len(self._log), Draft(table.round, table.standing)))

    def _discount_step(self) -> None:
        """Forget what belongs to a step whose moves do not count."""
        self._asking.forget(len(self._log))
        self._drafts = [entry for entry in self._drafts if entry[0] < len(self._log)]

    def _end(self, table: Table, after: Table) -> None:
        """End the talk as the protocol or the rounds end it, where the parties with consent by issue do not refuse."""
        if after.ending is None:
            after = attrs.evolve(after, ending=self.talk.protocol.closing(after))
        if after.ending is not None and after.ending.package is not None:
            after = self._consented(after, table.round)
        self._table, self._elapsed = after, self._terms.elapsed(after.round)
        self.ending = after.ending
        if after.ending is None and after.round != table.round:
            self.ending = self._broken_down()

    def _end_late(self, table: Table) -> None:
        """End the talk because the time is over: what was said too late does not count."""
        self._discount_step()
        after = attrs.evolve(table, ending=self.talk.protocol.closing(table))
        if after.ending is not None and after.ending.package is not None:
            after = self._consented(after, table.round)
        self.ending = after.ending or Ending(reason=Reason.DEADLINE)

    @property
    def transcript(self) -> Transcript:
        """The record so far; of a talk that is not over, as if it ended here without agreement."""
        talk = self.talk
        ending = self.ending or Ending(reason=Reason.DEADLINE)
        package = ending.package
        log = self._kept if self._asking.watches else self._log
        return Transcript(
            scenario=talk.problem.scenario,
            reading=talk.problem.reading,
            protocol=talk.protocol.name,
            strategies={party: strategy.name for party, strategy in talk.strategies.items()},
            terms=talk.terms,
            seed=talk.seed,
            history=History(log),
            faults=self._faults,
            ending=ending,
            rounds=log[-1][0] if log else 0,
            points={} if package is None else talk.problem.points(package),
            draft=self._draft,
            waived=talk.waived,
            void=self._void,
            drafts=[draft for _, draft in self._drafts],
            crossings=[crossing for _, crossing in self._asking.crossings],
            clock=self._clock,
            output=self._closing.output,
            seconds=self._closing.seconds,
        )

    def _fail(self, party: str, error: GuestError | IllegalMoveError, *, number: int | None = None) -> None:
        """End the talk because of what a party did."""
        self._discount_step()
        if isinstance(error, IllegalMoveError):
            party, error = error.party, GuestError("protocol", error.message)
        at = self._table.round if number is None else number
        found = Fault(party=party, round=at, kind=error.kind, message=error.message, detail=error.detail)
        self._faults.append(found)
        self.ending = Ending(reason=Reason.FAULT, package=self._in_force(), party=party)

    def _share(self) -> float:
        """Return what share of the time is over, by the clock or as it is recorded."""
        if self.pace is not None:
            return self.pace[len(self._log)] if len(self._log) < len(self.pace) else 1.0
        assert self.talk.terms.seconds is not None, "asked only of talks with a time limit"
        return (time.monotonic() - self._started) / self.talk.terms.seconds

    def _broken_down(self) -> Ending | None:
        """Return the end of a talk that chance breaks off after a round; None where it does not."""
        breakdown = self._terms.breakdown
        if breakdown and self._terms_chance.rng.random() < float(breakdown):
            return Ending(reason=Reason.BREAKDOWN, package=self._in_force())
        return None

    def _in_force(self) -> Package | None:
        """Return what holds where a talk breaks off; None where nothing does."""
        return self._table.text if self._table.is_in_force else None

    def _going_on(self, after: Table) -> Table:
        """Return the table once an agreement was refused; that is the end where no round is left."""
        refused = self.talk.protocol.refused(after, referee=self._referee)
        if refused.ending is None and refused.round > self._last:
            return attrs.evolve(refused, ending=Ending(reason=Reason.DEADLINE))
        return refused

    def _consented(self, after: Table, number: int) -> Table:
        """Ask the parties with consent by issue that a package needs; where one refuses, the talk goes on."""
        ending = after.ending
        assert ending is not None, "only what was agreed is asked about"
        assert ending.package is not None, "only what was agreed is asked about"
        if self._consenting.have_agreed(ending.package) or (after.is_in_force and ending.package == self._draft):
            return after
        for party, move in self._consenting.said(ending.package).items():
            self._log.append((number, party, move))
            self._keep(self._log[-1:])
            if move is SILENT:
                return self._going_on(after)
        return after


def _asking(talk: Talk, at_table: Mapping[str, Seat]) -> Asking:
    """Return whoever asks the parties of a talk, with their strategies where they run."""
    own = party_chances(talk.seed, talk.strategies)
    is_strict = talk.terms.crossings == "fault"
    if talk.isolation is not None:
        return Asking(talk.isolation.host(talk.strategies, chance=own), at_table, {}, is_strict)
    guests = [party for party, strategy in talk.strategies.items() if not is_own(strategy)]
    watches = {party: Watch(at_table[party].brief) for party in guests}
    return Asking(InProcess(talk.strategies, own), at_table, watches, is_strict)
