"""Streams: the draws of many streams of chance, each as its own generator would give them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.kernels.philox import LANES, blocks, keys, unit
from negsim.seeding import Chance, derived
from negsim.talks.batch.judging import Integers

_AHEAD = 4
"""How many takes are made ready at once."""
_ROUNDS = 64


@define(eq=False)
class Streams:
    """Many streams of chance side by side, each at its own place; each is made when it is first drawn from.

    Attributes
    ----------
    count:
        How many there are.
    chance:
        From the number of a stream to its chance.
    """

    count: int
    chance: Callable[[int], Chance]
    _keys: NDArray[np.uint64] = field(init=False)
    _used: Integers = field(init=False)
    _start: Integers = field(init=False)
    _ready: NDArray[np.float64] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._keys = np.zeros((self.count, 2), np.uint64)
        self._used, self._start = np.zeros(self.count, np.int64), np.zeros(self.count, np.int64)
        self._ready = np.zeros((self.count, 0))

    def take(self, which: Integers, count: int) -> NDArray[np.float64]:
        """Return the next numbers from 0 up to, and never, 1 of some streams: so many of each, a row for each."""
        width = LANES * -(-(_AHEAD * count + LANES) // LANES)
        if self._ready.shape[1] < width:
            self._ready = np.zeros((self.count, width))
            self._start[:] = -width
        width = self._ready.shape[1]
        short = which[self._used[which] + count > self._start[which] + width]
        if len(short):
            fresh = short[self._used[short] == 0]
            own = [self.chance(at) for at in fresh.tolist()]
            self._keys[fresh] = keys([derived(chance.seed, *chance.names) for chance in own])
            counter = self._used[short] // LANES
            self._ready[short] = unit(blocks(self._keys[short], counter=counter, count=width // LANES))
            self._start[short] = counter * LANES
        places = (self._used[which] - self._start[which])[:, None] + np.arange(count)
        self._used[which] += count
        return np.asarray(self._ready[which[:, None], places])


def first_below(chances: Sequence[Chance], share: float, *, most: int) -> Integers:
    """Return at which draw, counted from 1, each stream is first below a share; one more than ``most`` where at none.

    Parameters
    ----------
    most:
        How many draws are made at most.
    """
    found = np.full(len(chances), most + 1, dtype=np.int64)
    every, left = Streams(len(chances), chances.__getitem__), np.arange(len(chances))
    for start in range(0, most, _ROUNDS):
        is_below = every.take(left, min(_ROUNDS, most - start)) < share
        is_some = is_below.any(axis=1)
        found[left[is_some]] = start + 1 + is_below.argmax(axis=1)[is_some]
        left = left[~is_some]
    return found
