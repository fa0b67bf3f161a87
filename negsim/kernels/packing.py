"""Packing: several columns of whole numbers in few words, so that rows are added, sorted and compared in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_BITS = 62
"""How many bits of a word are used: sums of two words stay within int64."""

Words = tuple[NDArray[Any], ...]
"""Rows, packed: one array for each word, all equally long."""


@frozen
class Layout:
    """Where each column stands in words of 62 bits, the first column highest; a wider column is a word by itself.

    Words order rows as their columns do, from the first column on, and words of sums are sums of words.

    Attributes
    ----------
    places:
        For each column, its word, how far it is shifted there, and its mask, None where nothing stands above it.
    kinds:
        The numpy type of each word: int64, or object for integers beyond.
    """

    places: tuple[tuple[int, int, int | None], ...]
    kinds: tuple[Any, ...]

    def pack(self, rows: NDArray[Any]) -> Words:
        """Return rows of integers, shape (n, columns), as words."""
        words: list[NDArray[Any]] = [np.zeros(len(rows), dtype=kind) for kind in self.kinds]
        for column, (word, shift, _) in enumerate(self.places):
            words[word] = words[word] + (rows[:, column].astype(self.kinds[word]) << shift)
        return tuple(words)

    def column(self, words: Words, column: int) -> NDArray[Any]:
        """Return one column of packed rows."""
        word, shift, mask = self.places[column]
        found = words[word] >> shift if shift else words[word]
        return found if mask is None else found & mask

    def rows(self, words: Words) -> NDArray[Any]:
        """Return packed rows as they were, shape (n, columns)."""
        found = [self.column(words, column) for column in range(len(self.places))]
        return np.stack(found, axis=1) if found else np.zeros((len(words[0]), 0), dtype=np.int64)


def layout_of(most: Sequence[int]) -> Layout:
    """Return a layout for columns from 0 up to the greatest number that each may hold, sums included.

    There is one word at least, so that rows without columns are counted, too.

    Examples
    --------
    >>> layout = layout_of([3, 5, 2**61])
    >>> words = layout.pack(np.array([[1, 5, 7], [3, 0, 9]]))
    >>> len(words), layout.rows(words).tolist()
    (2, [[1, 5, 7], [3, 0, 9]])
    """
    groups: list[list[int]] = [[]]
    widths = [max(1, bound.bit_length()) for bound in most]
    for column, width in enumerate(widths):
        if groups[-1] and sum(widths[other] for other in groups[-1]) + width > _BITS:
            groups.append([])
        groups[-1].append(column)
    places: list[tuple[int, int, int | None]] = []
    for word, columns in enumerate(groups):
        for at, column in enumerate(columns):
            mask = 2 ** widths[column] - 1 if at else None
            places.append((word, sum(widths[other] for other in columns[at + 1 :]), mask))
    wide = [any(widths[column] > _BITS for column in columns) for columns in groups]
    return Layout(tuple(places), tuple(object if is_wide else np.int64 for is_wide in wide))


def order_of(words: Words) -> NDArray[np.intp]:
    """Return the order of packed rows, from the first column on; equal rows keep theirs.

    Notes
    -----
    The first word is sorted by merging the runs that are sorted already, of which sums of sorted rows have few; the
    others only where the first is equal.
    """
    order = np.argsort(words[0], kind="stable")
    if len(words) == 1 or len(order) < 2:
        return order
    first = words[0][order]
    same = np.flatnonzero(first[1:] == first[:-1])
    if len(same):
        is_tied = np.zeros(len(order), dtype=bool)
        is_tied[same], is_tied[same + 1] = True, True
        tied = order[is_tied]  # whole groups of equal first words, one after the other
        order[is_tied] = tied[np.lexsort([word[tied] for word in reversed(words)])]
    return order


def starts_of(words: Words) -> NDArray[np.intp] | None:
    """Return where equal rows start, among packed rows in order; None where none are equal."""
    is_same = words[0][1:] == words[0][:-1]
    for word in words[1:]:
        is_same &= word[1:] == word[:-1]
    return np.flatnonzero(np.concatenate([[True], ~is_same])) if is_same.any() else None
