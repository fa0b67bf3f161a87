"""Asking: a party is shown what it may see, makes its move, and the move is looked at before anyone else sees it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, frozen

from negsim.space.package import Package
from negsim.talks.guests import GuestError, shown
from negsim.talks.history import Entry
from negsim.talks.hosts import Asker, Host
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Table
from negsim.talks.seats import Seat
from negsim.talks.transcript import Crossing
from negsim.talks.view import Brief, View
from negsim.talks.watch import Watch, plain

_MOST_KNOWN = 100_000
"""How many offers of a party are remembered as good ones."""
LOOKED_AT = "offers looked at"
"""Under which key a ladder keeps the offers of its party that were looked at and found good, by identity."""


@frozen(eq=False)
class _Asked:
    """One party: what it knows, how it is asked, what it was given if it is a guest, and its offers that are good."""

    brief: Brief
    ask: Asker
    watch: Watch | None
    known: dict[int, Move]


@define(eq=False)
class Asking:
    """Whoever asks the parties of one talk for their moves.

    Attributes
    ----------
    host:
        Where the strategies run.
    seats:
        What the parties know, by party.
    watches:
        For each party whose strategy is a guest in this process: what it was given.
    is_strict:
        Whether a party may not go past a red demand of its own.
    crossings:
        Where parties did, each with how many moves had been made before.
    """

    host: Host
    seats: Mapping[str, Seat]
    watches: Mapping[str, Watch]
    is_strict: bool
    crossings: list[tuple[int, Crossing]] = field(init=False, factory=list)
    _asked: dict[str, _Asked] = field(init=False, factory=dict)

    def begin(self, party: str) -> None:
        """Let a party begin.

        Raises
        ------
        GuestError
            As :meth:`negsim.talks.hosts.Host.begin`.
        """
        brief = self.seats[party].brief
        known = brief.ladder.worked_out(LOOKED_AT)
        self._asked[party] = _Asked(brief, self.host.begin(party, brief), self.watches.get(party), known)

    def move(self, party: str, table: Table, elapsed: float, log: list[Entry]) -> Move:
        """Return the move of a party.

        Raises
        ------
        GuestError
            If it is none, or none that the party may make here.
        """
        asked = self._asked[party]
        if asked.watch is None:
            view = View(asked.brief, table.round, elapsed, table.standing, log, len(log), table.text, table.allowed)
            move = asked.ask(view)
        else:
            move = _watched(
                asked,
                asked.watch,
                View(
                    asked.brief, table.round, elapsed, table.standing, tuple(log), len(log), table.text, table.allowed
                ),
            )
        if move.kind not in table.allowed:
            words = ", ".join(sorted(kind.value for kind in table.allowed))
            raise GuestError("protocol", f"{move.kind.value} is not among what can be done now: {words}")
        if asked.known.get(id(move)) is not move:
            self._look_at(party, move, table, count=len(log))
            if move.kind is Kind.OFFER and len(asked.known) < _MOST_KNOWN and not self.crossings:
                asked.known[id(move)] = move
        return move

    def forget(self, count: int) -> None:
        """Forget crossings after so many moves: they were of a step that does not count."""
        self.crossings = [entry for entry in self.crossings if entry[0] < count]

    def _look_at(self, party: str, move: Move, table: Table, *, count: int) -> None:
        """Refuse an offer of no package; mark, or refuse, what breaks the party's own red demands."""
        brief = self._asked[party].brief
        if move.package is not None and not brief.ladder.is_package(move.package):
            raise GuestError("unknown-package", f"{shown(move.package)} is no package of the space")
        taken = table.standing if move.kind is Kind.ACCEPT else move.package
        if taken is not None and not self.seats[party].keeps(taken):
            found = self._crossing(party, move, taken, number=table.round)
            self.crossings += [(count, crossing) for crossing in found]

    def _crossing(self, party: str, move: Move, package: Package, *, number: int) -> list[Crossing]:
        """Return the crossing that a move is, if it is one; refuse it where the terms do."""
        crossed = self.seats[party].crossed(package)
        if crossed and self.is_strict:
            does = "offered" if move.kind is Kind.OFFER else "accepted"
            raise GuestError("crossing", f"it {does} {package}, which breaks {', '.join(crossed)} of its own")
        return (
            [Crossing(party=party, round=number, kind=move.kind, package=package, demands=crossed)] if crossed else []
        )


def _watched(asked: _Asked, watch: Watch, view: View) -> Move:
    """Return the move of a guest, made anew, once it has changed nothing."""
    before = watch.before(view)
    move = plain(asked.ask(view))
    watch.after(view, before)
    return move
