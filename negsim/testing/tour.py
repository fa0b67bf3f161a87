"""Tour: a strategy in many talks, moving first and last, and what was seen of it there."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Sequence
from functools import cached_property

import attrs
from attrs import field, frozen

from negsim.fields import entries
from negsim.problem import BargainingProblem
from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.protocols.table import Protocol
from negsim.talks.settings_text import name_in
from negsim.talks.strategies.registry import STRATEGIES
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Transcript
from negsim.testing.canary import touches
from negsim.testing.trials import a_package, is_for, level, mixed, out_of_reach, played, single

_OTHERS = ("linear", "micro", "random-walker")
"""Who else is at the table: one that goes by time, one that answers concessions, one that goes by chance."""
ROUNDS = 10
"""How many rounds each talk has at most."""


@frozen(kw_only=True, eq=False)
class Stop:
    """One talk of a tour, and where the strategy sits in it.

    Attributes
    ----------
    problem, protocol:
        What is played.
    seat:
        The party whose strategy it is.
    """

    problem: BargainingProblem
    protocol: Protocol
    seat: str

    def strategies(self, subject: Strategy) -> dict[str, Strategy]:
        """Return who plays whom, in the order of the table."""
        others = [STRATEGIES[name] for name in _OTHERS]
        parties = [party.id for party in self.problem.signers]
        return {party: subject if party == self.seat else others[at % 3] for at, party in enumerate(parties)}

    def made_anew(self) -> Stop:
        """Return the same talk, which shares nothing with this one: what a strategy spoils there stays there."""
        return attrs.evolve(
            self, problem=pickle.loads(pickle.dumps(self.problem)), protocol=copy.deepcopy(self.protocol)
        )

    def played(self, subject: Strategy, *, seed: int) -> Transcript:
        """Return the transcript of the talk, made anew."""
        return self.made_anew().played_as_it_is(subject, seed=seed)

    def played_as_it_is(self, subject: Strategy, *, seed: int) -> Transcript:
        """Return the transcript of the talk, with the very values that it has."""
        return played(self.problem, self.protocol, self.strategies(subject), rounds=ROUNDS, seed=seed)

    def __str__(self) -> str:
        count = len(self.problem.signers)
        return f"{self.protocol.name}, {self.problem.scenario!r}, {count} parties, as {self.seat}"


@frozen(kw_only=True)
class Tour:
    """A strategy, and all the talks that it is seen in.

    Attributes
    ----------
    subject:
        The strategy.
    stops:
        The talks.
    seed:
        Of all talks.
    """

    subject: Strategy
    stops: tuple[Stop, ...] = field(converter=entries)
    seed: int = 0

    @cached_property
    def transcripts(self) -> tuple[tuple[Stop, Transcript], ...]:
        """The talks as they went, played once."""
        return tuple((stop, stop.played(self.subject, seed=self.seed)) for stop in self.stops)

    @property
    def usual(self) -> tuple[Stop, Stop]:
        """The talks that are played over and over: the strategy moves first, of two parties and of three."""
        return self.stops[0], self.stops[min(2, len(self.stops) - 1)]

    @cached_property
    def touches(self) -> tuple[str, ...]:
        """What the strategy read that is not its own, as :func:`negsim.testing.canary.touches` tells it."""
        stop = self.usual[1].made_anew()
        strategies = stop.strategies(self.subject)
        return touches(stop.problem, stop.protocol, strategies, subject=stop.seat, rounds=ROUNDS, seed=self.seed)

    def faults(self, kind: str) -> Iterator[str]:
        """Yield each fault of a kind that the strategy got."""
        for stop, transcript in self.transcripts:
            for fault in transcript.faults:
                if fault.party == stop.seat and fault.kind == kind:
                    yield f"{stop}, round {fault.round}: {fault.message}"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of faults that the strategy got."""
        return frozenset(
            fault.kind for stop, found in self.transcripts for fault in found.faults if fault.party == stop.seat
        )

    def crossings(self) -> Iterator[str]:
        """Yield each time that the strategy went past a red demand of its own."""
        for stop, transcript in self.transcripts:
            for found in transcript.crossings:
                if found.party == stop.seat:
                    does = "offered" if found.kind.value == "offer" else "accepted"
                    yield f"{stop}, round {found.round}: it {does} {found.package}, against {', '.join(found.demands)}"


def stops(problems: Sequence[BargainingProblem], protocols: Sequence[str | Protocol]) -> tuple[Stop, ...]:
    """Return a talk for each problem, each protocol that is for it, and the first and the last seat.

    Parameters
    ----------
    protocols:
        Their names, or protocols.

    Raises
    ------
    UnknownNameError
        For a name that no protocol has.
    ValueError
        For a protocol that is for none of the problems.
    """
    found = []
    for given in protocols:
        fitting = [(problem, made) for problem in problems for made in _made(given, problem)]
        if not fitting:
            names = ", ".join(repr(problem.scenario) for problem in problems)
            raise ValueError(
                f"the protocol {given} is for none of the problems {names}; give its name, or a problem that it is for"
            )
        for problem, made in fitting:
            parties = [party.id for party in problem.signers]
            found += [Stop(problem=problem, protocol=made, seat=seat) for seat in (parties[0], parties[-1])]
    return tuple(found)


def _made(given: str | Protocol, problem: BargainingProblem) -> Iterator[Protocol]:
    """Yield the protocol for a problem; nothing where one that was given is not for it."""
    if isinstance(given, str):
        known = PROTOCOLS.get(name_in(given))
        draft = a_package(problem) if known is not None and known.draft else None
        yield protocol(given, draft=draft)
    elif is_for(given, problem):
        yield given


def usual_problems() -> tuple[BargainingProblem, ...]:
    """Return the problems that every strategy is seen in: with 2 to 4 parties, and those at the edges.

    Examples
    --------
    >>> [problem.scenario for problem in usual_problems()]
    ['mixed', 'mixed', 'mixed', 'one package', 'all the same', 'pie']
    """
    return (mixed(2), mixed(3), mixed(4), single(), level(), out_of_reach())
