"""Answering: tit for tat in many talks at once, in the same doubles and the same order as one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.batch.offered import Catalogue, Rungs
from negsim.talks.batch.player import Heard, accepted_or
from negsim.talks.batch.streams import Streams
from negsim.talks.strategies.tit_for_tat import FINEST, TitForTat
from negsim.talks.view import Brief


@define(eq=False)
class Answering:
    """Parties that play tit for tat, each with its own settings."""

    brief: Brief
    rungs: Rungs
    judge: Judge
    settings: Sequence[TitForTat]
    rows: Integers
    streams: Streams
    _points: NDArray[np.float64] = field(init=False)
    _heard: Integers = field(init=False)
    _count: Integers = field(init=False)
    _steps: Integers = field(init=False)
    _most: Integers = field(init=False)
    _is_absolute: NDArray[np.bool_] = field(init=False)
    _is_averaged: NDArray[np.bool_] = field(init=False)

    def __attrs_post_init__(self) -> None:
        rows, settings = self.rows, self.settings
        self._steps = np.array([own.steps for own in settings], dtype=np.int64)[rows]
        self._most = np.array([own.most_unasked(self.brief) for own in settings], dtype=np.int64)[rows]
        self._is_absolute = np.array([own.kind == "absolute" for own in settings])[rows]
        self._is_averaged = np.array([own.kind == "averaged" for own in settings])[rows]
        self._points = np.full(len(rows), float(self.brief.ladder.best))
        self._heard = np.zeros((len(rows), max(own.steps for own in settings) + 1), dtype=np.int64)
        self._count = np.zeros(len(rows), dtype=np.int64)

    @property
    def catalogue(self) -> Catalogue:
        """The first package of each rung of its ladder."""
        return self.rungs

    def moves(self, talks: Integers, number: int, heard: Heard) -> Integers:  # noqa: ARG002 - an interface's arguments
        """Return acceptance of what is worth what is asked for in answer, or the offer."""
        spoken = talks[heard.is_there]
        width = self._heard.shape[1]
        self._heard[spoken, self._count[spoken] % width] = heard.points[heard.is_there]
        self._count[spoken] += 1
        self._answer(spoken[self._count[spoken] > self._steps[spoken]])
        asked = np.rint(self._points[talks] * FINEST) / FINEST
        offers = self.rungs.at_least(np.maximum(asked, float(self.brief.floor)))
        return accepted_or(offers, heard.is_enough(self.brief.ladder.rungs[offers]))

    def _answer(self, talks: Integers) -> None:
        """Work out what is asked for from what the other has conceded."""
        width, count, steps = self._heard.shape[1], self._count[talks], self._steps[talks]
        back = np.where(self._is_averaged[talks], 1, steps)
        before = self._heard[talks, (count - 1 - steps) % width].astype(np.float64)
        after = self._heard[talks, (count - back) % width].astype(np.float64)
        nothing = float(min(0, self.brief.own.bounds[0]))
        points = self._points[talks]
        in_points = self._is_absolute[talks] | (before <= nothing) | (after <= nothing)
        divisor = np.where(in_points, 1.0, after - nothing)
        share = nothing + (points - nothing) * (before - nothing) / divisor
        points = np.where(in_points, points + before - after, share) - self._unasked(talks)
        self._points[talks] = np.minimum(np.maximum(points, float(self.brief.floor)), float(self.brief.ladder.best))

    def _unasked(self, talks: Integers) -> NDArray[np.float64]:
        """Return how many points are conceded unasked."""
        found = np.zeros(len(talks))
        is_some = self._most[talks] > 0
        drawn = self.streams.take(talks[is_some], 1)[:, 0]
        found[is_some] = np.floor(drawn * (self._most[talks[is_some]] + 1))
        return found
