"""Drawing: random walkers and MiCRO in many talks at once, with the draws that each would make alone."""

from __future__ import annotations

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.batch.offered import Catalogue, Listed, Numbered
from negsim.talks.batch.player import Heard, accepted_or
from negsim.talks.batch.streams import Streams
from negsim.talks.view import Brief

_MOST_MARKED = 2**26
"""How many marks MiCRO's tables of what was offered may have, or twice as many."""


@define(eq=False)
class Walking:
    """Random walkers: each offers whatever it could sign."""

    brief: Brief
    numbered: Numbered
    judge: Judge
    streams: Streams

    @property
    def catalogue(self) -> Catalogue:
        """All packages by number."""
        return self.numbered

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:  # noqa: ARG002 - an interface's arguments
        """Return acceptance of what is worth as much as a package drawn, or the offer of that."""
        ladder = self.brief.ladder
        options = ladder.drawn_options(self.brief.floor, draws=self.streams.take(talks, ladder.parts))
        return accepted_or(self.numbered.numbers(options), heard.is_enough(self.judge.points(options)))


@define(eq=False)
class Micro:
    """MiCRO: one package down for every new package that the other has come up with."""

    brief: Brief
    listed: Listed
    judge: Judge
    streams: Streams
    _made: Integers = field(init=False)
    _seen: Integers = field(init=False)
    _known: NDArray[np.bool_] = field(init=False)
    _others: set[tuple[int, int]] = field(init=False, factory=set)
    _worths: Integers = field(init=False, factory=lambda: np.zeros(0, np.int64))

    def __attrs_post_init__(self) -> None:
        count = self.streams.count
        self._made, self._seen = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._known = np.zeros((count, 0), dtype=bool)

    @property
    def catalogue(self) -> Catalogue:
        """Its packages, from the best down."""
        return self.listed

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:  # noqa: ARG002 - an interface's arguments
        """Return acceptance of what is worth the least that it is ready to offer, or its next offer or an old one."""
        self._see(talks[heard.is_there], heard.numbers[heard.is_there])
        made = self._made[talks]
        worths = self._listed(int(made.max(initial=0)) + 1)
        goes_on = (made <= self._seen[talks]) & (worths[made] >= self.brief.floor)
        least = np.where(goes_on, made, made - 1)
        is_enough = heard.is_enough(worths[least])
        offers = least.copy()
        repeats = ~goes_on & ~is_enough
        drawn = self.streams.take(talks[repeats], 1)[:, 0]
        offers[repeats] = np.floor(drawn * made[repeats]).astype(np.int64)
        self._made[talks[goes_on & ~is_enough]] += 1
        return accepted_or(offers, is_enough)

    def _see(self, talks: Integers, numbers: Integers) -> None:
        """Count the packages that the other had not offered before: small numbers by a table, others by a set."""
        width = min(int(numbers.max(initial=0)) + 1, _MOST_MARKED // len(self._made))
        if width > self._known.shape[1]:
            more = np.zeros((len(self._known), 2 * width - self._known.shape[1]), dtype=bool)
            self._known = np.concatenate([self._known, more], axis=1)
        is_small = numbers < self._known.shape[1]
        small, others = talks[is_small], numbers[is_small]
        self._seen[small[~self._known[small, others]]] += 1
        self._known[small, others] = True
        for pair in zip(talks[~is_small].tolist(), numbers[~is_small].tolist(), strict=True):
            if pair not in self._others:
                self._others.add(pair)
                self._seen[pair[0]] += 1

    def _listed(self, count: int) -> NDArray[np.int64]:
        """Return what so many packages are worth; less than the floor behind the last."""
        if len(self._worths) < count:
            reached = self.listed.reach(2 * count + 16)
            behind = np.full(max(0, count - reached), self.brief.floor - 1)
            self._worths = np.concatenate([self.judge.points(self.listed.options(np.arange(reached))), behind])
        return self._worths
