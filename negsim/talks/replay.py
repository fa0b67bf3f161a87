"""Replay: a transcript's moves played once more under its protocol, to see that they come to its end."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

import attrs
from attrs import define, field, frozen

from negsim.errors import ReplayError, UnknownNameError, did_you_mean
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.guests import GuestError
from negsim.talks.history import Entry
from negsim.talks.hosts import Asker, Closing, Host
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move
from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.protocols.table import Protocol
from negsim.talks.record_words import move_words, words
from negsim.talks.seats import Seat, seats
from negsim.talks.session import Session, Talk
from negsim.talks.settings_text import name_in
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Fault, Transcript
from negsim.talks.view import Brief, View

_PLAYING = re.compile(r"[:,]\s*playing\s*=(?P<name>.*)", re.DOTALL)
"""Where a strategy that plays by another one names it."""
_ALMOST = math.nextafter(1.0, 0.0)
_PASSING = {Kind.SILENT: SILENT, Kind.WALK_AWAY: WALK_AWAY, Kind.ACCEPT: ACCEPT}


def replay(
    transcript: Transcript,
    problem: BargainingProblem,
    *,
    held_under: Protocol | None = None,
    known: Mapping[str, Seat] | None = None,
) -> Transcript:
    """Play the moves of a transcript once more, and return what comes of them: the same transcript.

    The parties make the recorded moves, and fail where they failed; whatever else a talk does, it does again: the
    protocol says whose turn it is, what may be done and what is agreed, chance draws from the recorded seed, parties
    with consent by issue are asked, and what is agreed is valued. A talk that was held by the clock goes by the
    recorded times. So no strategy is needed, and a guest's or a human's talk is replayed like any other.

    Parameters
    ----------
    problem:
        What was negotiated about: the same scenario under the same reading.
    held_under:
        The protocol, where it is not one that negsim knows by name.
    known:
        What each party knows, where that is worked out already (:func:`negsim.talks.seats.seats`), with the same
        waived demands.

    Raises
    ------
    ReplayError
        If it is about another problem, or comes to something else: it names the first move that differs.
    TooLargeError
        As :func:`negsim.talks.seats.seats`.

    Notes
    -----
    What strategies printed, how long they took and what the clock said are taken over from the transcript. A move that
    did not count, since another party failed at the same time or the time was over, is not on record; what it crossed
    is not looked at.

    That the moves come to the recorded end says that they could have been made, not that they were. It cannot see a
    change to an offer that nobody took, to a vote of which nothing came, to the seed where chance decided nothing, to
    ``rounds`` where the talk ended before the last, to ``discounts``, or a demand more in ``waived`` that nobody went
    past. :func:`played_again` makes the moves anew where it can, and sees what would have changed them.

    Examples
    --------
    >>> import negsim
    >>> problem = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")).problem
    >>> strategies = {party.id: negsim.strategy("conceder") for party in problem.signers}
    >>> talk = negsim.Talk(problem=problem, protocol=negsim.AlternatingOffers(), strategies=strategies)
    >>> transcript = negsim.Session(talk).play()
    >>> replay(transcript, problem) == transcript
    True
    """
    _check_problem(transcript, problem)
    names: dict[str, Any] = {party: _Recorded(name) for party, name in transcript.strategies.items()}
    talk = Talk(
        problem=problem,
        protocol=_protocol(transcript) if held_under is None else held_under,
        strategies=names,
        terms=transcript.terms,
        seed=transcript.seed,
        seats=known or _seats(transcript, problem),
        isolation=_Recording(transcript),
        waived=transcript.waived,
    )
    try:
        session = Session(talk, pace=_pace(transcript))
    except (UnknownNameError, ValueError) as error:
        raise ReplayError(f"the talk cannot begin: {error}") from error
    try:
        played = session.play()
    except _GoesOnError as error:
        _say_first_difference(transcript, session.transcript.history.log)
        asked = f"it is the turn of {error.party} in round {error.round}"
        at = len(session.transcript.history)
        if at < len(transcript.history):
            _differ(f"{move_words(transcript.history.log[at])}, where {asked}", at + 1)
        _differ(f"the moves end here with {transcript.ending.reason.value}, but the talk goes on: {asked}", at)
    _compare(transcript, played)
    return attrs.evolve(played, clock=transcript.clock)


def played_again(
    transcript: Transcript, problem: BargainingProblem, *, statements: Sequence[Statement] = ()
) -> Transcript:
    """Let the strategies of a transcript play its talk once more from its seed, and return the same transcript.

    This is more than :func:`replay`: the moves are not taken from the record, but made anew, bit for bit.

    Parameters
    ----------
    problem:
        What was negotiated about: the same scenario under the same reading.
    statements:
        What had been said in public, as the parties of the talk were told.

    Raises
    ------
    ReplayError
        If it comes to something else; and, before anything is played, where it cannot come to the same: for a talk that
        was held by the clock, a human, a script, or a strategy that is not negsim's own.
    TooLargeError
        As :func:`negsim.talks.seats.seats`.

    Examples
    --------
    >>> import negsim
    >>> problem = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")).problem
    >>> strategies = {party.id: negsim.strategy("random-walker") for party in problem.signers}
    >>> talk = negsim.Talk(problem=problem, protocol=negsim.AlternatingOffers(), strategies=strategies, seed=3)
    >>> transcript = negsim.Session(talk).play()
    >>> played_again(transcript, problem) == transcript
    True
    """
    _check_problem(transcript, problem)
    if transcript.terms.seconds is not None:
        raise ReplayError("it was held by the clock, which goes otherwise each time; replay its moves instead")
    talk = Talk(
        problem=problem,
        protocol=_protocol(transcript),
        strategies={party: _strategy(party, name) for party, name in transcript.strategies.items()},
        terms=transcript.terms,
        seed=transcript.seed,
        seats=_seats(transcript, problem, statements=statements),
        waived=transcript.waived,
    )
    played = Session(talk).play()
    _compare(transcript, played)
    return played


@frozen
class _Recorded:
    """What is left of a strategy: its name. Its moves are made by the recording."""

    name: str


@frozen(eq=False)
class _Recording:
    """Where recorded moves are made again."""

    transcript: Transcript

    def host(self, strategies: Mapping[str, Strategy], *, chance: Mapping[str, Chance]) -> Host:
        """Return what makes the moves of each party in order."""
        del chance
        log = self.transcript.history.log
        moves = {party: deque(entry for entry in log if entry[1] == party) for party in strategies}
        return _Player(self.transcript, moves)


class _GoesOnError(Exception):
    """A talk asks for a move that is not on record."""

    def __init__(self, party: str, number: int) -> None:
        self.party = party
        self.round = number
        super().__init__(party, number)


@define(eq=False)
class _Player:
    """Makes recorded moves, and fails as it is recorded."""

    transcript: Transcript
    moves: Mapping[str, deque[Entry]]
    _known: dict[Package, Move] = field(init=False, factory=dict)

    def begin(self, party: str, brief: Brief) -> Asker:
        """Begin, or fail."""
        del brief
        for fault in self.transcript.faults:
            if fault.party == party and fault.round == 0:
                raise _failure(fault)
        return partial(self.move, party)

    def move(self, party: str, view: View) -> Move:
        """Make the next move on record, and fail once there is none where that is recorded."""
        left = self.moves[party]
        if left and left[0][0] == view.round:
            return self._one_of_each(left.popleft()[2])
        for fault in self.transcript.faults:
            if fault.party == party and not left:
                raise _failure(fault)
            if fault.round == view.round and not left and _can_move(view):
                return _passing(view)  # what it did counts for nothing: another one fails at the same time
        raise _GoesOnError(party, view.round)

    def close(self) -> Closing:
        """Return what was told of the strategies."""
        return Closing(self.transcript.output, self.transcript.seconds)

    def _one_of_each(self, move: Move) -> Move:
        """Return one object for equal offers, since a package is judged once for each object."""
        return move if move.package is None else self._known.setdefault(move.package, move)


def _pace(transcript: Transcript) -> list[float]:
    """Return what share of the time was over at each move: below 1 wherever a party at the table still made it.

    In the last round of so many the recorded share is 1 even where the clock has not run out. Where the next on record
    is a party with consent by issue, it was asked because the time was over.
    """
    log = transcript.history.log
    if transcript.terms.seconds is not None and len(transcript.clock) != len(log):
        _differ(f"{len(transcript.clock)} times are recorded for {len(log)} moves; expected one for each", 0)
    pace = [
        min(share, _ALMOST) if entry[1] in transcript.strategies else 1.0
        for share, entry in zip(transcript.clock, log, strict=False)
    ]
    return [*pace, _ALMOST] if transcript.faults else pace


def _failure(fault: Fault) -> GuestError:
    return GuestError(fault.kind, fault.message, fault.detail)


def _can_move(view: View) -> bool:
    return bool(len(view.brief.ladder)) or bool(view.allowed & set(_PASSING))


def _passing(view: View) -> Move:
    """Return any move that can be made."""
    plain = (move for kind, move in _PASSING.items() if kind in view.allowed)
    return next(plain, None) or view.brief.ladder.offer(view.brief.ladder.best)


def _check_problem(transcript: Transcript, problem: BargainingProblem) -> None:
    about, given = (transcript.scenario, transcript.reading), (problem.scenario, problem.reading)
    if about != given:
        raise ReplayError(
            f"it is about {about[0]!r} under the reading {about[1]!r}, and {given[0]!r} under {given[1]!r} is given; "
            "give the scenario and the reading that it was played with"
        )
    signers = {party.id for party in problem.signers}
    if set(transcript.strategies) != signers:
        raise ReplayError(
            f"its parties are {', '.join(transcript.strategies)}, and those that sign here are "
            f"{', '.join(party.id for party in problem.signers)}; the scenario has changed since"
        )
    known = [party.id for party in problem.parties]
    for party in transcript.terms.discounts:
        if party not in known:
            raise ReplayError(f"its terms have a discount for {party!r}; {did_you_mean(party, known=known)}")


def _seats(
    transcript: Transcript, problem: BargainingProblem, *, statements: Sequence[Statement] = ()
) -> Mapping[str, Seat]:
    try:
        return seats(problem, statements=statements, waived=transcript.waived)
    except UnknownNameError as error:
        raise ReplayError(f"among the demands that were waived is one that there is not: {error}") from error


def _protocol(transcript: Transcript) -> Protocol:
    name = name_in(transcript.protocol)
    takes_draft = name in PROTOCOLS and bool(PROTOCOLS[name].draft)
    try:
        return protocol(transcript.protocol, draft=transcript.draft if takes_draft else None)
    except (UnknownNameError, ValueError) as error:
        raise ReplayError(f"its protocol cannot be made: {error}") from error


def _strategy(party: str, name: str) -> Strategy:
    """Return the strategy of a name that surely plays as it did."""
    if not _is_own_name(name):
        raise ReplayError(f"{party} was played by {name!r}, which is not negsim's own; replay its moves instead")
    try:
        return strategy(name)
    except (UnknownNameError, ValueError) as error:
        raise ReplayError(f"the strategy of {party} cannot be made: {error}") from error


def _is_own_name(name: str) -> bool:
    """Tell whether a name is of negsim's own strategies alone: a transcript must never load code or read files."""
    if name_in(name) not in STRATEGIES:
        return False
    inner = _PLAYING.search(name)
    return inner is None or _is_own_name(inner["name"])


def _compare(transcript: Transcript, played: Transcript) -> None:
    """Refuse what differs, the first move first."""
    _say_first_difference(transcript, played.history.log)
    log = transcript.history.log
    if len(played.history) < len(log):
        turn = move_words(log[len(played.history)])
        fault = played.faults[0] if played.faults else None
        why = f"that cannot be: {fault.message}" if fault else f"the talk was over with {played.ending.reason.value}"
        raise ReplayError(f"{turn}, but {why}", len(played.history) + 1)
    if len(played.history) > len(log):
        turn = move_words(played.history.log[len(log)])
        raise ReplayError(f"the talk goes on: {turn}; the moves on record end before", len(log) + 1)
    for name in (
        "ending",
        "faults",
        "rounds",
        "points",
        "draft",
        "protocol",
        "strategies",
        "waived",
        "output",
    ):
        _compare_field(name, getattr(transcript, name), getattr(played, name))
    _compare_field("clock", _times(transcript), _times(played))
    for name in ("crossings", "drafts", "void"):
        _compare_field(name, getattr(transcript, name), getattr(played, name))


def _times(transcript: Transcript) -> list[float]:
    """Return when the parties at the table moved; of the others, which are asked at the end, only the record tells."""
    moved = zip(transcript.clock, transcript.history.log, strict=False)
    return [share for share, (_, party, _) in moved if party in transcript.strategies]


def _say_first_difference(transcript: Transcript, log: Sequence[Entry]) -> None:
    for at, (recorded, made) in enumerate(zip(transcript.history.log, log, strict=False), start=1):
        if recorded != made:
            _differ(f"{move_words(recorded)}, where the talk gives: {move_words(made)}", at)


def _compare_field(name: str, recorded: object, made: object) -> None:
    if recorded != made:
        _differ(f"{name}: {words(recorded)} on record, where the talk gives {words(made)}", 0)


def _differ(found: str, turn: int) -> NoReturn:
    raise ReplayError(f"{found}; the transcript or the scenario was changed since", turn)
