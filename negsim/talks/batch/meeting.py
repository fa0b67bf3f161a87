"""Meeting: when two parties that follow the clock first agree, by comparing their schedules many rounds at once."""

from __future__ import annotations

import numpy as np
from attrs import define, field

from negsim.talks.batch.clock import ROUNDS, Clock
from negsim.talks.batch.course import AGREEMENT, DEADLINE, Course, Scheduled
from negsim.talks.batch.judging import Integers
from negsim.talks.batch.offered import NOTHING, Hearing

_AT_ONCE = 2**12
"""How many talks are compared at once: their rows of a block stay in a processor's cache."""
_NEVER = -(2**62)
"""Less than anything that is asked for."""


@define(eq=False)
class _Meeting:
    """Where the talks stand."""

    players: tuple[Clock, Clock]
    until: Integers
    reasons: Integers = field(init=False)
    turns: Integers = field(init=False)
    agreed: Integers = field(init=False)
    _hearings: tuple[Hearing, Hearing] = field(init=False)
    _offered: Integers = field(init=False)
    _worth: Integers = field(init=False)

    def __attrs_post_init__(self) -> None:
        count, (first, second) = len(self.until), self.players
        self.reasons = np.full(count, DEADLINE, dtype=np.int64)
        self.turns = 2 * self.until
        self.agreed = np.full(count, -1, dtype=np.int64)
        self._hearings = (Hearing(second.catalogue, first.judge), Hearing(first.catalogue, second.judge))
        settings = len(second.block(0)[0])
        self._offered = np.full((settings, 1), NOTHING)  # the second's latest offers, and what the first makes of them
        self._worth = np.full((settings, 1), _NEVER)

    def play(self) -> Course:
        """Compare block by block until no talk goes on."""
        live, at = np.arange(len(self.until)), 0
        while len(live):
            blocks = self._block(at)
            kept = [
                self._compare(live[start : start + _AT_ONCE], at, blocks) for start in range(0, len(live), _AT_ONCE)
            ]
            live, at = np.concatenate(kept), at + 1
        moves = Scheduled(self.players, self.reasons, self.turns)
        return Course(players=self.players, reasons=self.reasons, turns=self.turns, agreed=self.agreed, moves=moves)

    def _block(self, at: int) -> tuple[Integers, ...]:
        """Return what each side can take in each round of a block, what that is worth to it, and what it asks for."""
        (first, first_asks), (second, second_asks) = (player.block(at) for player in self.players)
        offered = np.concatenate([self._offered, second], axis=1)
        worth = np.concatenate([self._worth, _worth(self._hearings[0], second)], axis=1)
        self._offered, self._worth = offered[:, -1:], worth[:, -1:]
        return offered[:, :-1], worth[:, :-1], first_asks, first, _worth(self._hearings[1], first), second_asks

    def _compare(self, talks: Integers, at: int, blocks: tuple[Integers, ...]) -> Integers:
        """End those of some talks that end in a block; return the others."""
        second, second_worth, first_asks, first, first_worth, second_asks = blocks
        mine, theirs = (player.rows[talks] for player in self.players)
        by_first = second_worth[theirs] >= first_asks[mine]
        taken = by_first | (first_worth[mine] >= second_asks[theirs])
        place = taken.argmax(axis=1)
        each = np.arange(len(talks))
        is_first = by_first[each, place]
        turns = 2 * (at * ROUNDS + place + 1) - is_first
        ends = taken[each, place] & (turns <= self.turns[talks])
        ended, place, is_first = talks[ends], place[ends], is_first[ends]
        self.reasons[ended], self.turns[ended] = AGREEMENT, turns[ends]
        self.agreed[ended] = np.where(is_first, second[theirs[ends], place], first[mine[ends], place])
        going_on: Integers = talks[~ends & (self.until[talks] > (at + 1) * ROUNDS)]
        return going_on


def meeting(players: tuple[Clock, Clock], *, until: Integers) -> Course:
    """Return the course of talks of alternating offers between two parties that follow the clock, nobody else asked.

    Parameters
    ----------
    players:
        The one that moves first, and the other.
    until:
        For each talk, after which round it is over, if not before.

    Notes
    -----
    In round r the second takes what the first offers in r, the first what the second offered in r - 1, where that
    keeps their lines and is worth what they ask for then. What schedules make of each other's offers is worked out once
    for each setting and round; each pair of settings is then a comparison for each round, up to the first that holds.
    """
    return _Meeting(players, until).play()


def _worth(hearing: Hearing, numbers: Integers) -> Integers:
    """Return what offers are worth to the party that hears of them; where they break its lines, less than anything."""
    points, keeps = hearing.judged(numbers.ravel())
    return np.where(keeps, points, _NEVER).reshape(numbers.shape)
