"""Protocol runs: a protocol is played through by parties of fixed habits, and every table on the way is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from negsim.fields import entries
from negsim.seeding import stream, uniforms
from negsim.space.package import Package
from negsim.talks.guests import GuestError, called, shown
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer
from negsim.talks.protocols.table import IllegalMoveError, Protocol, Table
from negsim.talks.refereeing import AtTable
from negsim.testing.fingerprint import fingerprint
from negsim.testing.trials import Ground

ROUNDS = 8
"""How many rounds a run has at most."""
MOST_STEPS = 40
"""How often parties may be asked before a next round."""
_MOST_REFUSED = 10


@frozen(kw_only=True)
class Step:
    """What happened at one table.

    Attributes
    ----------
    table, moves:
        Who moved where, and how.
    after:
        The table that the protocol made of it; what else it returned, where that is no table.
    refused:
        Moves that it refused first.
    is_spoiled:
        Whether the table, or a move, was another afterwards than before.
    """

    table: Table
    moves: Mapping[str, Move]
    after: Any
    refused: tuple[IllegalMoveError, ...] = ()
    is_spoiled: bool = False


@frozen(kw_only=True)
class Run:
    """A protocol, played through once.

    Attributes
    ----------
    cast:
        How the parties behaved.
    ground:
        What was played about, and by whom.
    opening:
        The first table; what else was returned, where that is no table.
    steps:
        What happened then.
    ending:
        What ended it: the protocol's own end, or what it says once no round is left; None where it was given up.
    error:
        What the protocol raised where it may not; empty for nothing.
    """

    cast: str
    ground: Ground
    opening: Any
    steps: tuple[Step, ...] = field(converter=entries)
    ending: Any = None
    error: str = ""

    @property
    def parties(self) -> tuple[str, ...]:
        """Who is at the table."""
        return self.ground.parties

    @property
    def tables(self) -> tuple[Any, ...]:
        """All tables, in order."""
        return (self.opening, *(step.after for step in self.steps))

    def took(self, package: Package) -> frozenset[str]:
        """Return the parties that have taken a package: they offered it, accepted it, or offered what is no better.

        A package that holds before anyone has moved has been taken by all.
        """
        if self.opening.text == package:
            return frozenset(self.parties)
        found = {party for step in self.steps for party, move in step.moves.items() if _is_taking(step, move, package)}
        referee = self.ground.judge()
        for party in self.parties:
            offered = [step.moves[party].package for step in self.steps if party in step.moves]
            last = [entry for entry in offered if entry is not None][-1:]
            found |= {party for entry in last if referee.points(party, package) >= referee.points(party, entry)}
        return frozenset(found)

    def __str__(self) -> str:
        return f"{len(self.parties)} parties, {self.cast}"


def _is_taking(step: Step, move: Move, package: Package) -> bool:
    return move.package == package or (move.kind is Kind.ACCEPT and step.table.standing == package)


Habit = Callable[[str, Table, "_Cast"], Move]
"""How a party moves, who it is and where the talk stands."""


@frozen(kw_only=True)
class _Cast:
    """Who plays a run."""

    referee: AtTable
    name: str
    rng: Any

    def moves(self, table: Table) -> dict[str, Move]:
        return {party: _HABITS[self.name](party, table, self) for party in table.movers}

    def best(self, party: str) -> Package:
        ladder = self.referee.seats[party].brief.ladder
        return ladder.first(ladder.best)

    def drawn(self, count: int) -> int:
        return int(uniforms((1,), rng=self.rng)[0] * count)


def _first_of(table: Table, *wanted: Move) -> Move:
    """Return the first of some moves that is allowed; where none is, whatever is."""
    usable = [move for move in (*wanted, SILENT, WALK_AWAY, ACCEPT) if move.kind in table.allowed]
    return usable[0] if usable else wanted[0]


def _agreeable(party: str, table: Table, cast: _Cast) -> Move:  # noqa: ARG001 - all habits take the same
    return _first_of(table, ACCEPT, offer(cast.best(next(iter(cast.referee.seats)))))


def _stubborn(party: str, table: Table, cast: _Cast) -> Move:
    return _first_of(table, offer(cast.best(party)))


def _silent(party: str, table: Table, cast: _Cast) -> Move:
    return _first_of(table, SILENT, offer(cast.best(party)))


def _drawing(party: str, table: Table, cast: _Cast) -> Move:
    ladder = cast.referee.seats[party].brief.ladder
    package = ladder.from_best(cast.drawn(20)) or cast.best(party)
    usable = sorted({Kind.OFFER, Kind.ACCEPT, Kind.SILENT} & table.allowed, key=lambda kind: kind.value)
    kind = usable[cast.drawn(len(usable))] if usable else Kind.WALK_AWAY
    return _first_of(table, {Kind.OFFER: offer(package), Kind.ACCEPT: ACCEPT}.get(kind, SILENT), offer(package))


def _leaving(party: str, table: Table, cast: _Cast) -> Move:
    return _first_of(table, WALK_AWAY) if table.round > 1 else _stubborn(party, table, cast)


_HABITS: dict[str, Habit] = {
    "agreeable": _agreeable,
    "stubborn": _stubborn,
    "silent": _silent,
    "drawing": _drawing,
    "leaving": _leaving,
}
CASTS = tuple(_HABITS)
"""How the parties of a run can behave: take whatever they can, repeat their best offer, say nothing, move by chance,
leave in the second round."""


def run(protocol: Protocol, ground: Ground, *, cast: str, seed: int = 0) -> Run:
    """Play a protocol through, and return all that happened; it ends where something is returned that is no table."""
    players = _Cast(referee=ground.judge(seed=seed), name=cast, rng=stream(seed, "cast", cast))
    opening: Any = None
    steps: list[Step] = []
    ending: Any = None
    error = ""
    try:
        opening = called(protocol.opening, ground.parties, referee=players.referee, space=ground.problem.space)
        steps.extend(_steps(protocol, opening, players=players))
        last = steps[-1].after if steps else opening
        if isinstance(last, Table):
            is_late = last.ending is None and last.round > ROUNDS
            ending = called(protocol.closing, last) if is_late else last.ending
    except GuestError as raised:
        error = raised.message
    return Run(cast=cast, ground=ground, opening=opening, steps=steps, ending=ending, error=error)


def _steps(protocol: Protocol, table: Any, *, players: _Cast) -> Iterator[Step]:
    """Yield what happens at one table after the other, until somebody must end it."""
    parties, asked, latest = tuple(players.referee.seats), 0, 0
    while is_playable(table, parties) and table.ending is None and table.round <= ROUNDS and asked <= MOST_STEPS:
        step = _step(protocol, table, players=players)
        asked, latest = (0, table.round) if table.round > latest else (asked + 1, latest)
        yield step
        table = step.after


def is_playable(table: Any, parties: Iterable[str]) -> bool:
    """Tell whether a table is one, and somebody can do something there."""
    return type(table) is Table and not list(wrong_at(table, parties))


def wrong_at(table: Table, parties: Iterable[str]) -> Iterator[str]:
    """Yield why nobody can move at a table."""
    if not table.movers:
        yield "nobody is to move"
    strangers = [party for party in table.movers if party not in parties]
    if strangers:
        yield f"{', '.join(map(str, strangers))} is to move, and not at the table: {', '.join(parties)}"
    if len(set(table.movers)) < len(table.movers):
        yield f"somebody is to move twice at once: {', '.join(table.movers)}"


def _step(protocol: Protocol, table: Table, *, players: _Cast) -> Step:
    """Let all movers move; who is refused does the next best thing."""
    moves = players.moves(table)
    refused: list[IllegalMoveError] = []
    while len(refused) < _MOST_REFUSED:
        before = fingerprint((table, moves))
        answer = called(_answer, protocol, table, moves=moves, referee=players.referee)
        if not isinstance(answer, IllegalMoveError):
            is_spoiled = fingerprint((table, moves)) != before
            return Step(table=table, moves=moves, after=answer, refused=tuple(refused), is_spoiled=is_spoiled)
        refused.append(answer)
        if answer.party not in moves:
            break
        moves = {**moves, answer.party: _first_of(table, SILENT)}
    return Step(table=table, moves=moves, after=None, refused=tuple(refused))


def _answer(protocol: Protocol, table: Table, *, moves: Mapping[str, Move], referee: AtTable) -> Any:
    """Return the next table, or the error that says which move is none here."""
    try:
        return protocol.after(table, moves, referee=referee)
    except IllegalMoveError as error:
        return error


def in_words(given: object) -> str:
    """Return what was returned instead of a table or an ending, for a message."""
    return f"{shown(given)}, a {type(given).__name__}"
