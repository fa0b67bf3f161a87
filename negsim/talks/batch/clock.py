"""Clock: parties that ask for less with time alone, in many talks at once. What they ask for is one row a setting."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol as Interface

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.batch.offered import Catalogue, Rungs
from negsim.talks.batch.player import Heard, accepted_or
from negsim.talks.ladder import Ladder
from negsim.talks.move import Move, offer
from negsim.talks.strategies.conceding import TimeDependent, conceded
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.position_true import PositionTrue, Stand
from negsim.talks.trades import Trades
from negsim.talks.transcript import Terms
from negsim.talks.view import Brief

ROUNDS = 32
"""For how many rounds what is asked for is worked out at once."""
_SLACK = 2.0**-40
"""How far a power in doubles is from the exact one at most, with much to spare: library functions are within 2^-50."""


class Schedule(Interface):
    """What several settings ask for and offer in some rounds."""

    @property
    def catalogue(self) -> Catalogue:
        """What they offer."""
        ...

    def asks(self, rounds: range) -> tuple[Integers, Integers]:
        """Return the numbers of what is offered, and the points asked for: a row a setting, a column a round."""
        ...


@define(eq=False)
class Clock:
    """Parties that ask for less with time alone.

    Attributes
    ----------
    schedule:
        What each setting asks for.
    judge:
        What they make of what the other offers.
    rows:
        For each talk, which setting plays.
    most:
        How many rounds there are.
    """

    schedule: Schedule
    judge: Judge
    rows: Integers
    most: int
    _offers: list[Integers] = field(init=False, factory=list)
    _asks: list[Integers] = field(init=False, factory=list)

    @property
    def catalogue(self) -> Catalogue:
        """What they may offer."""
        return self.schedule.catalogue

    def block(self, at: int) -> tuple[Integers, Integers]:
        """Return the offers and the points asked for in the rounds of a block, counted from 0."""
        while len(self._offers) <= at:
            first = len(self._offers) * ROUNDS + 1
            offers, asks = self.schedule.asks(range(first, min(first + ROUNDS, self.most + 1)))
            self._offers.append(offers)
            self._asks.append(asks)
        return self._offers[at], self._asks[at]

    def offered(self, talk: int, number: int) -> int:
        """Return the number of what is offered in one talk in a round."""
        at, place = divmod(number - 1, ROUNDS)
        return int(self.block(at)[0][self.rows[talk], place])

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:
        """Return acceptance of what is worth what is asked for, or the offer."""
        at, place = divmod(number - 1, ROUNDS)
        offers, asks = self.block(at)
        rows = self.rows[talks]
        return accepted_or(offers[rows, place], heard.is_enough(asks[rows, place]))


@frozen(kw_only=True, eq=False)
class OwnLadder:
    """What time-dependent parties and hard-liners ask for, each on the rungs of its own ladder.

    Powers are taken in doubles, and by the strategy itself where a rung might depend on how they are rounded.
    """

    brief: Brief
    terms: Terms
    settings: tuple[TimeDependent | HardLiner, ...] = field(converter=entries)
    rungs: Rungs

    @property
    def catalogue(self) -> Catalogue:
        """The rungs."""
        return self.rungs

    def asks(self, rounds: range) -> tuple[Integers, Integers]:
        """Return the rungs that are offered, and their points."""
        elapsed = np.array([self.terms.elapsed(number) for number in rounds])
        offers = np.zeros((len(self.settings), len(rounds)), dtype=np.int64)
        offers[:] = len(self.brief.ladder) - 1  # hard-liners
        conceding = [(row, own) for row, own in enumerate(self.settings) if isinstance(own, TimeDependent)]
        if conceding:
            rows, settings = zip(*conceding, strict=True)
            offers[list(rows)] = self._conceding(settings, elapsed)
        return offers, self.brief.ladder.rungs[offers]

    def _conceding(self, settings: Sequence[TimeDependent], elapsed: NDArray[np.float64]) -> Integers:
        brief = self.brief
        best, room = brief.ladder.best, brief.ladder.best - brief.floor
        exponents = np.array([own.exponent for own in settings])[:, None]
        at_once = np.array([own.at_once for own in settings])[:, None]
        is_exact = (exponents == 1) | (elapsed == 0) | (elapsed == 1)
        with np.errstate(over="ignore", under="ignore"):  # of settings that all but never, or all but at once, concede
            gone = np.where(is_exact, elapsed, np.power(elapsed, 1 / exponents))
        targets = best - (at_once + (1 - at_once) * gone) * room
        slack = np.where(is_exact, 0.0, (room + abs(best)) * _SLACK)
        unsure = np.ceil(targets - slack) != np.ceil(targets + slack)
        for row, column in np.argwhere(unsure).tolist():
            targets[row, column] = settings[row].target(brief, float(elapsed[column]))
        return self.rungs.at_least(targets)


@frozen(eq=False)
class Traded:
    """The packages in which a position-true party concedes, by their places."""

    brief: Brief
    trades: Trades

    @property
    def size(self) -> int | None:
        """How many there are."""
        return len(self.trades)

    def options(self, numbers: Integers) -> Integers:
        """Return which option of each issue the packages at some places take."""
        rows = [self.brief.space.indices(self.trades.package(number)) for number in numbers.tolist()]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.brief.space.radices))

    def move(self, number: int) -> Move:
        """Return the offer of the package at a place."""
        return offer(self.trades.package(number))


@frozen(kw_only=True, eq=False)
class TruePosition:
    """What position-true parties ask for; each offers something of the order in which it concedes."""

    brief: Brief
    terms: Terms
    exponents: tuple[float, ...] = field(converter=entries)
    ladder: Ladder
    traded: Traded

    @property
    def catalogue(self) -> Catalogue:
        """The packages in which it concedes."""
        return self.traded

    def asks(self, rounds: range) -> tuple[Integers, Integers]:
        """Return the places of what is offered, and the points that are asked for."""
        found = [[self._asked(exponent, number) for number in rounds] for exponent in self.exponents]
        asks = np.array(found, dtype=np.int64).reshape(len(self.exponents), len(rounds))
        trades = self.traded.trades
        offers = [trades.at_least(worth) for worth in asks.ravel().tolist()]
        return np.array(offers, dtype=np.int64).reshape(asks.shape), asks

    def _asked(self, exponent: float, number: int) -> int:
        share = Fraction(conceded(self.terms.elapsed(number), exponent))
        best = self.ladder.best
        return self.ladder.at_least(best - share * (best - self.brief.floor))


def true_position(brief: Brief, terms: Terms, *, settings: Sequence[PositionTrue], stand: Stand) -> TruePosition | None:
    """Return what position-true parties with one stand ask for; None where they can offer nothing."""
    if stand.trades is None or stand.ladder.best < brief.floor:
        return None
    exponents = [own.exponent for own in settings]
    traded = Traded(brief, stand.trades)
    return TruePosition(brief=brief, terms=terms, exponents=exponents, ladder=stand.ladder, traded=traded)
