"""Trimming: which of many packed sums to keep, all that no other beats, or fewer of them within a known error.

Sums fall in boxes of a grid. Of each box that no other box beats one sum is kept; any other sum has a kept one that is,
in each column, at most one less than the box's width larger (the additive version of the approximate Pareto curves of
Papadimitriou and Yannakakis 2000).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.kernels.dominance import nondominated
from negsim.kernels.packing import Layout, Words, layout_of, order_of, starts_of

EXACT_FIRST = 20_000
"""Up to so many sums, those that others beat are told before any is trimmed."""


def undominated(layout: Layout, words: Words) -> NDArray[np.bool_]:
    """Tell which of distinct packed rows, in order, no other row beats."""
    columns = len(layout.places)
    if columns > 2:
        return nondominated(layout.rows(words))
    kept = np.ones(len(words[0]), dtype=bool)
    if columns < 2:
        kept[1:] = False
        return kept
    second = layout.column(words, 1)
    np.less(second[1:], np.minimum.accumulate(second)[:-1], out=kept[1:])
    return kept


def trimmed(layout: Layout, words: Words, *, error: Sequence[int], few: int) -> tuple[NDArray[np.intp], bool]:
    """Return which of distinct packed rows, in order, to keep, and whether any was dropped that no kept one beats.

    Each row has a kept one that is at most the error larger in each column; where at most ``few`` would be kept without
    an error, it is none.
    """
    index = np.arange(len(words[0]))
    is_exact = len(index) <= EXACT_FIRST or len(layout.places) <= 2
    if is_exact:
        index = np.flatnonzero(undominated(layout, words))
        if len(index) <= few:
            return index, False
    rows = layout.rows(tuple(word[index] for word in words))
    cells = rows // (np.array(error, dtype=rows.dtype) + 1)
    grid = layout_of([int(column.max(initial=0)) for column in cells.T])
    packed = grid.pack(cells)
    order = order_of(packed)
    in_order = tuple(word[order] for word in packed)
    starts = starts_of(in_order)
    firsts = order if starts is None else order[starts]
    alone = undominated(grid, tuple(word[firsts] for word in packed))
    kept = np.sort(index[firsts[alone]])
    kept = kept[undominated(layout, tuple(word[kept] for word in words))]
    return kept, not is_exact or len(kept) < len(index)


def coarsened(layout: Layout, words: Words, *, most: int) -> tuple[NDArray[np.intp], list[int]]:
    """Return which of distinct packed rows, in order, to keep so that they are at most so many, and the error of it.

    The finest grid of those tried, with a power of two boxes along each column, that leaves few enough is taken.
    """
    spans = [int(layout.column(words, column).max(initial=0)) for column in range(len(layout.places))]
    bits = most.bit_length() // max(1, len(spans) - 1) + 2
    while True:
        error = [span >> bits for span in spans]
        kept, is_lossy = trimmed(layout, words, error=error, few=most)
        if len(kept) <= most:
            return kept, error if is_lossy else [0] * len(spans)
        bits -= 1
