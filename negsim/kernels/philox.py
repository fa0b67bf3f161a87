"""Philox: the raw bits of many counter-based streams at once, each with its own key and its own place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

LANES = 4
"""How many words one value of the counter gives."""
_ROUNDS = 10
_AT_ONCE = 2**11
"""How many values of the counter are worked on at once: what that takes stays in a processor's cache."""
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_FIRST, _SECOND = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
"""The multipliers of Philox4x64."""
_STEPS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B))
"""What is added to the two words of the key after each round: the golden ratio, and the square root of 3 less 1."""


def keys(numbers: Sequence[int]) -> Words:
    """Return keys of 128 bits as rows of two words, the lower one first.

    Examples
    --------
    >>> keys([3 + (5 << 64)]).tolist()
    [[3, 5]]
    """
    low = (1 << 64) - 1
    found = [(number & low, number >> 64) for number in numbers]
    return np.array(found, dtype=np.uint64).reshape(len(found), 2)


def blocks(key: Words, *, counter: NDArray[np.int64], count: int) -> Words:
    """Return some words of several streams: of each stream those of ``count`` values of its counter, one after another.

    Parameters
    ----------
    key:
        One row of two words for each stream, as from :func:`keys`.
    counter:
        For each stream, how many values of its counter were used before.
    count:
        How many values of the counter are used now; each gives four words.

    Returns
    -------
    One row of ``4 * count`` words for each stream: what numpy's ``Philox`` of that key returns raw, from the word at
    ``4 * counter`` on.

    Notes
    -----
    Philox4x64 with ten rounds, on many streams and counters at once: some 300 operations on arrays of up to 2^11 words.
    As in numpy, the counter is raised before it is used.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011),
    section 4.3.

    Examples
    --------
    >>> made = blocks(keys([7]), counter=np.array([0]), count=2)[0]
    >>> bool((made == np.random.Philox(key=7).random_raw(8)).all())
    True
    """
    found = np.empty((len(key), LANES * count), dtype=np.uint64)
    step = max(1, _AT_ONCE // count)
    for start in range(0, len(key), step):
        part = slice(start, start + step)
        found[part] = _made(key[part], counter=counter[part], count=count)
    return found


def _made(key: Words, *, counter: NDArray[np.int64], count: int) -> Words:
    at = (counter[:, None] + np.arange(1, count + 1)).astype(np.uint64)
    words = [at, np.zeros_like(at), np.zeros_like(at), np.zeros_like(at)]
    first, second = key[:, :1].copy(), key[:, 1:].copy()
    for _ in range(_ROUNDS):
        high, low = _product(_FIRST, words[0])
        other_high, other_low = _product(_SECOND, words[2])
        words = [other_high ^ words[1] ^ first, other_low, high ^ words[3] ^ second, low]
        first += _STEPS[0]  # modulo 2 ** 64, as is meant
        second += _STEPS[1]
    return np.stack(words, axis=2).reshape(len(key), LANES * count)


def unit(words: Words) -> NDArray[np.float64]:
    """Return words as numbers from 0 up to, and never, 1: their upper 53 bits, each a multiple of 2^-53.

    Examples
    --------
    >>> unit(np.array([2**63], dtype=np.uint64)).tolist()
    [0.5]
    """
    return (words >> np.uint64(11)).view(np.int64).astype(np.float64) * 2.0**-53


def _product(one: np.uint64, others: Words) -> tuple[Words, Words]:
    """Return the upper and the lower 64 bits of products of 64-bit numbers, by halves."""
    low, high = one & _LOW, one >> _HALF
    other_low, other_high = others & _LOW, others >> _HALF
    middle = high * other_low
    carried = (low * other_low >> _HALF) + (middle & _LOW) + low * other_high
    return high * other_high + (middle >> _HALF) + (carried >> _HALF), others * one
