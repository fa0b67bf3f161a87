"""Streams of chance: each derived from one seed and from names, so that none depends on what else is drawn."""

from __future__ import annotations

import hashlib
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the stream of chance of that name.

    Streams of different names are independent, and the same name gives the same stream whatever others there are: one
    more party, issue or worker changes nobody else's draws.

    Parameters
    ----------
    seed:
        Any whole number.
    names:
        What the stream is for, from the general to the particular.

    Notes
    -----
    Philox, a counter-based generator (Salmon, Moraes, Dror and Shaw 2011), keyed by the SHA-256 of the seed and the
    names. Its raw bits are the same in every release of numpy; what a ``Generator`` makes of them need not be, so that
    results which must last are made from :func:`uniforms`.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011).

    Examples
    --------
    >>> uniforms((1,), rng=stream(7, "weights", "US")) == uniforms((1,), rng=stream(7, "weights", "US"))
    array([ True])
    """
    return np.random.Generator(np.random.Philox(key=derived(seed, *names)))


def derived(seed: int, *names: str) -> int:
    """Return the number that a seed and names make: 128 bits of their SHA-256.

    It is the key of the stream of that name, and a seed for whoever may draw but must not be handed the seed itself.

    Notes
    -----
    The seed cannot be computed from it, but a guess of the seed can be checked against it: only a seed that is large
    and random, as of ``secrets.randbits(128)``, stays unknown to whoever tries.

    Examples
    --------
    >>> derived(7, "talk", "US") == derived(7, "talk", "RU")
    False
    """
    text = "\0".join([str(int(seed)), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


@frozen
class Chance:
    """A stream of chance that is made when it is first drawn from: making one costs more than many a move.

    Attributes
    ----------
    seed, names:
        As of :func:`stream`.

    Examples
    --------
    >>> chance = Chance(7, ("talk", "US"))
    >>> chance.rng is chance.rng
    True
    """

    seed: int
    names: tuple[str, ...]

    @cached_property
    def rng(self) -> np.random.Generator:
        """The stream."""
        return stream(self.seed, *self.names)


def uniforms(shape: tuple[int, ...], *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return numbers from 0 up to, and never, 1, each a multiple of 2^-53, from raw bits alone."""
    count = int(np.prod(shape, dtype=np.int64))
    bits = np.asarray(rng.bit_generator.random_raw(count), dtype=np.uint64)
    bits >>= np.uint64(11)
    whole = bits.view(np.int64).astype(np.float64)  # 53 bits fit both kinds, and this one is converted faster
    whole *= 2.0**-53
    return whole.reshape(shape)
