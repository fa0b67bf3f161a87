"""Numbers of combinations too many for one machine word: told in words that add up without a carry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.kernels.numbering import strides

_MOST = 2**62


def number_words(sizes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return which variables share a word, in order: as many as have combinations enough for one.

    Examples
    --------
    >>> number_words([2, 2**60, 3])
    ((0, 1), (2,))
    """
    words: list[list[int]] = []
    left = 0
    for variable, size in enumerate(sizes):
        if left < size:
            words.append([])
            left = _MOST - 1
        words[-1].append(variable)
        left //= size
    return tuple(map(tuple, words))


def option_numbers(sizes: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return, for each variable, what each option adds to the number of a combination: shape (words, options).

    Numbers, compared from the first word on, put combinations in the order of their options, those of the first
    variable first.
    """
    words = number_words(sizes)
    found = [np.zeros((len(words), size), dtype=np.int64) for size in sizes]
    for at, own in enumerate(words):
        for variable, step in zip(own, strides([sizes[entry] for entry in own]), strict=True):
            found[variable][at] = np.arange(sizes[variable]) * step
    return found


def options_of(numbers: NDArray[np.int64], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return the options of combinations, shape (n, variables), from their numbers, shape (words, n).

    Examples
    --------
    >>> adds = option_numbers([3, 4])
    >>> options_of(adds[0][:, [2, 0]] + adds[1][:, [1, 3]], [3, 4]).tolist()
    [[2, 1], [0, 3]]
    """
    found = np.zeros((numbers.shape[1], len(sizes)), dtype=np.int64)
    for word, own in zip(numbers, number_words(sizes), strict=True):
        for variable, step in zip(own, strides([sizes[entry] for entry in own]), strict=True):
            found[:, variable] = word // step % sizes[variable]
    return found
