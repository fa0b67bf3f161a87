"""View: everything that a strategy gets to see, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import field, frozen

from negsim.fields import entries, texts
from negsim.positions.statement import Statement
from negsim.problem import ProblemParty
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.history import Entry, History
from negsim.talks.ladder import Ladder
from negsim.talks.move import Kind

_ANY = frozenset(Kind)


@frozen(kw_only=True, eq=False)
class Brief:
    """What a party knows before a talk begins: its own side of it, and what is public.

    Attributes
    ----------
    party:
        Its id.
    space:
        What can be agreed.
    own:
        Its own preferences, reservation and red lines, in integers.
    ladder:
        All packages in the order of what they are worth to it.
    floor:
        The points that no agreement is worth to it: its reservation, or the worst package where it has none.
    status_quo:
        What holds without an agreement; None where that is not known of every issue.
    parties:
        Who is at the table, in the order in which they move; others are not named.
    statements:
        What the parties have said in public.
    """

    party: str
    space: Space
    own: ProblemParty
    ladder: Ladder
    floor: int
    status_quo: Package | None = None
    parties: tuple[str, ...] = field(converter=texts)
    statements: tuple[Statement, ...] = field(default=(), converter=entries)

    @property
    def others(self) -> tuple[str, ...]:
        """The other parties at the table."""
        return tuple(party for party in self.parties if party != self.party)


@frozen(slots=False)  # which is made twice as fast: a view is made for every move
class View:
    """What a party sees when it is its turn.

    Attributes
    ----------
    brief:
        What it knew before.
    round:
        Counted from 1.
    elapsed:
        What share of the time is over: 0 in the first round, 1 in the last.
    standing:
        The package on the table that it can accept; None where there is none.
    text:
        The package that holds unless another takes its place; None where the protocol has no such text.
    allowed:
        What kinds of moves the protocol takes here.
    log, count:
        Rounds, parties and moves; the first ``count`` of them had been made. Read them by :attr:`history`.
    """

    brief: Brief
    round: int
    elapsed: float
    standing: Package | None
    log: Sequence[Entry] = field(repr=False)
    count: int = field(repr=False)
    text: Package | None = None
    allowed: frozenset[Kind] = _ANY

    @property
    def history(self) -> History:
        """All moves so far. Each call builds it anew: ask once a move."""
        return History(self.log[: self.count])

    def since(self, count: int) -> History:
        """Return the moves but for the first so many: what is new to a party that remembers how many it has seen."""
        return History(self.log[count : self.count])

    @property
    def standing_points(self) -> int | None:
        """What the package on the table is worth to the party; None where there is none."""
        return None if self.standing is None else self.brief.ladder.points(self.standing)

    def __reduce__(self) -> tuple[Any, ...]:
        log = tuple(self.log[: self.count])  # of what comes after, nobody else is told
        return View, (self.brief, self.round, self.elapsed, self.standing, log, self.count, self.text, self.allowed)
