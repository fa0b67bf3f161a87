"""Course: how some talks between two players went, as arrays: what was offered when, and how each ended."""

from __future__ import annotations

from typing import Protocol as Interface

import numpy as np
from attrs import define, field, frozen

from negsim.fields import entries
from negsim.talks.batch.clock import Clock
from negsim.talks.batch.judging import Integers
from negsim.talks.batch.offered import ACCEPTS
from negsim.talks.batch.player import Player
from negsim.talks.protocols.table import Reason

REASONS = tuple(Reason)
"""What the numbers of reasons stand for."""
AGREEMENT, WALKED_AWAY, DEADLINE, BREAKDOWN = (
    REASONS.index(reason) for reason in (Reason.AGREEMENT, Reason.WALKED_AWAY, Reason.DEADLINE, Reason.BREAKDOWN)
)


class Moves(Interface):
    """The record of every move."""

    def of(self, talk: int, turns: int) -> list[int]:
        """Return the first moves of one talk: numbers of offers, or what stands for other moves."""
        ...


@define(eq=False)
class Written:
    """Moves as they were made: for each turn, which talks were still going on, and what was done in them."""

    _turns: list[tuple[Integers, Integers]] = field(init=False, factory=list)

    def write(self, talks: Integers, moves: Integers) -> None:
        """Put a turn on record; the talks are in ascending order."""
        self._turns.append((talks, moves))

    def of(self, talk: int, turns: int) -> list[int]:
        """Return the first moves of one talk."""
        return [int(moves[np.searchsorted(talks, talk)]) for talks, moves in self._turns[:turns]]


@frozen(eq=False)
class Scheduled:
    """Moves of two parties that follow the clock: their schedules, up to what ended each talk."""

    players: tuple[Clock, Clock] = field(converter=entries)
    reasons: Integers
    turns: Integers

    def of(self, talk: int, turns: int) -> list[int]:
        """Return the first moves of one talk."""
        said = [self.players[turn % 2].offered(talk, turn // 2 + 1) for turn in range(turns)]
        if turns == self.turns[talk] and self.reasons[talk] == AGREEMENT:
            said[-1] = ACCEPTS
        return said


@frozen(kw_only=True, eq=False)
class Course:
    """How some talks between two players went.

    Attributes
    ----------
    players:
        The one that moves first, and the other.
    reasons:
        Why each ended: places in ``REASONS``.
    turns:
        How many turns each took; in a round each player has one.
    agreed:
        For an agreement, the number of the package among what the player offers who did not move last; elsewhere -1.
    moves:
        Every move.
    """

    players: tuple[Player, Player] = field(converter=entries)
    reasons: Integers
    turns: Integers
    agreed: Integers
    moves: Moves
