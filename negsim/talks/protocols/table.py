"""Table: where a talk stands, whose turn it is, and what ended it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any
from typing import Protocol as Interface

from attrs import define, frozen

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move


class Reason(enum.Enum):
    """Why a talk ended."""

    AGREEMENT = "agreement"
    WALKED_AWAY = "walked-away"
    DEADLINE = "deadline"
    STALLED = "stalled"
    BREAKDOWN = "breakdown"
    FAULT = "fault"


@frozen(kw_only=True)
class Ending:
    """What ended a talk.

    Attributes
    ----------
    reason:
        *agreement*: all who must took one package. *walked-away*: a party left. *deadline*: the rounds or the time were
        over. *stalled*: nobody moved, where the protocol ends a talk then. *breakdown*: chance ended it. *fault*: a
        strategy failed.
    package:
        What was agreed, or was in force before the talk and still is; None where nothing is.
    party:
        Who walked away or failed; empty otherwise.
    """

    reason: Reason
    package: Package | None = None
    party: str = ""


@define  # not frozen, as all else is: one is made for every move, and this takes half of the time. Nobody changes one.
class Table:
    """Where a talk stands.

    Attributes
    ----------
    round:
        Counted from 1.
    movers:
        Whose turn it is: one party, or several who move at the same time without seeing each other's moves.
    allowed:
        What they may do.
    standing:
        The package that they can accept; None where there is none.
    memory:
        Whatever else the protocol keeps.
    text:
        The package that holds unless another takes its place; None where nothing does.
    ending:
        What the protocol ended the talk with; None while it goes on.
    void:
        Whose offers in the latest step did not count.
    is_in_force:
        Whether the text holds already, also where the talk breaks off.
    """

    round: int
    movers: tuple[str, ...]
    allowed: frozenset[Kind]
    standing: Package | None = None
    memory: Any = None
    text: Package | None = None
    ending: Ending | None = None
    void: tuple[str, ...] = ()
    is_in_force: bool = False


class Referee(Interface):
    """What a protocol may ask of whoever runs the talk. Parties never see it."""

    @property
    def chance(self) -> Chance:
        """The protocol's own stream of chance."""
        ...

    def points(self, party: str, package: Package) -> int:
        """Return what a package is worth to a party, in points on its own scale."""
        ...

    def keeps(self, party: str, package: Package) -> bool:
        """Tell whether a package keeps all red demands of a party."""
        ...


class IllegalMoveError(Exception):
    """A move that a protocol does not allow, for a reason that the kind of move does not tell."""

    def __init__(self, party: str, message: str) -> None:
        self.party = party
        self.message = message
        super().__init__(party, message)


class Protocol(Interface):
    """Who may move when, and what ends a talk. A protocol is a frozen setting; what it keeps is in the table."""

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        ...

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Table:
        """Return the table before the first move.

        Raises
        ------
        ValueError
            If the protocol is not for so many parties, or not for this space.
        """
        ...

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Table:
        """Return the table once its movers have moved; each did what the table allows.

        Raises
        ------
        IllegalMoveError
            If a move is not one that its party may make here.
        """
        ...

    def refused(self, table: Table, *, referee: Referee) -> Table:
        """Return the table once an agreement was refused by a party with consent by issue: the talk goes on."""
        ...

    def closing(self, table: Table) -> Ending:
        """Return how a talk ends that runs out of rounds."""
        ...


def check_table(after: object, before: Table, *, name: str) -> None:
    """Refuse what the protocol of a name returned if a talk could not go on from there.

    Raises
    ------
    TypeError, ValueError
        If it is no table, or one of an earlier round.
    """
    if type(after) is not Table:
        raise TypeError(f"{name} returned {after!r} after the moves of a step; expected a Table")
    if after.round < before.round:
        raise ValueError(f"{name} went from round {before.round} back to {after.round}; rounds only go on")
