"""Duel: two players in many talks at once, turn by turn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.talks.batch.course import AGREEMENT, DEADLINE, WALKED_AWAY, Course, Written
from negsim.talks.batch.judging import Integers
from negsim.talks.batch.offered import ACCEPTS, LEAVES, NOTHING, Hearing
from negsim.talks.batch.player import Heard, Player

Consent = Callable[[int, Integers], NDArray[np.bool_]]
"""Tells, of packages that a side has offered, by number, which of them the parties with consent by issue take."""


@define(eq=False)
class _Duel:
    """Where the talks stand."""

    players: tuple[Player, Player]
    until: Integers
    consent: Consent
    most: int
    reasons: Integers = field(init=False)
    turns: Integers = field(init=False)
    agreed: Integers = field(init=False)
    _standing: Integers = field(init=False)
    _live: Integers = field(init=False)
    _hearings: tuple[Hearing, Hearing] = field(init=False)
    _written: Written = field(init=False, factory=Written)

    def __attrs_post_init__(self) -> None:
        count, (first, second) = len(self.until), self.players
        self.reasons = np.full(count, DEADLINE, dtype=np.int64)
        self.turns = 2 * self.until
        self.agreed = np.full(count, -1, dtype=np.int64)
        self._standing = np.full(count, NOTHING, dtype=np.int64)
        self._live = np.arange(count)
        self._hearings = (Hearing(second.catalogue, first.judge), Hearing(first.catalogue, second.judge))

    def play(self) -> Course:
        """Play all talks to their ends."""
        for number in range(1, self.most + 1):
            if not len(self._live):
                break
            for side in (0, 1):
                self._turn(number, side)
            self._live = self._live[self.until[self._live] > number]
        return Course(
            players=self.players, reasons=self.reasons, turns=self.turns, agreed=self.agreed, moves=self._written
        )

    def _turn(self, number: int, side: int) -> None:
        """Let the player of a side move in all talks that go on."""
        talks = self._live
        moves = self.players[side].moves(talks, number, self._heard(side))
        self._written.write(talks, moves)
        taken = moves == ACCEPTS
        is_over = moves == LEAVES
        self.reasons[talks[is_over]] = WALKED_AWAY
        standing = np.where(taken, NOTHING, moves)
        if taken.any():
            offered = self._standing[talks[taken]]
            consents = self.consent(1 - side, offered)
            ended = talks[taken][consents]
            self.reasons[ended], self.agreed[ended] = AGREEMENT, offered[consents]
            is_over[np.flatnonzero(taken)[consents]] = True
        self._standing[talks] = standing
        if is_over.any():
            self.turns[talks[is_over]] = 2 * number - 1 + side
            self._live = talks[~is_over]

    def _heard(self, side: int) -> Heard:
        """Return what is on the table for the player of a side."""
        numbers = self._standing[self._live]
        is_there = numbers != NOTHING
        if is_there.all():
            points, keeps = self._hearings[side].judged(numbers)
        else:
            points, keeps = np.zeros(len(numbers), np.int64), np.zeros(len(numbers), bool)
            points[is_there], keeps[is_there] = self._hearings[side].judged(numbers[is_there])
        return Heard(is_there=is_there, numbers=numbers, points=points, keeps=keeps)


def duel(players: tuple[Player, Player], *, until: Integers, consent: Consent) -> Course:
    """Return the course of talks of alternating offers between two players.

    Parameters
    ----------
    players:
        The one that moves first, and the other.
    until:
        For each talk, after which round it is over, if not before.
    consent:
        What the parties with consent by issue take.

    Notes
    -----
    Each turn is some tens of operations on arrays over the talks that go on; every move is kept, 8 bytes each.
    """
    return _Duel(players, until, consent, int(until.max(initial=0))).play()
