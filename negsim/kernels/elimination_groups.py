"""Rows in groups, one group for each combination of some variables, and what two such tables make together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.elimination_bounds import StageBounds
from negsim.kernels.elimination_rows import Runs, thinned
from negsim.kernels.numbering import strides
from negsim.kernels.packing import Layout, Words

PIECE = 2**16
"""How many sums are formed and compared at once: sorting them then stays in the cache of one core."""

Watch = Callable[[int], None]
"""Called after each piece with the number of rows that it has added; may raise to give up."""


@frozen(eq=False)
class Groups:
    """Distinct rows for each combination of the options of some variables.

    Attributes
    ----------
    scope:
        The variables, sorted; combinations are in order, the last variable changing fastest.
    starts:
        Where the rows of each combination begin, and the end of the last: shape (combinations + 1,).
    words:
        The rows, packed; sorted within each combination.
    counts:
        How many things each row stands for; int64 where that holds them, else Python integers.
    numbers:
        The least of these, shape (number words, n): compared from the first word on.
    """

    scope: tuple[int, ...]
    starts: NDArray[np.int64]
    words: Words
    counts: NDArray[Any]
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many rows each combination has."""
        return np.diff(self.starts)


def unit(layout: Layout, *, number_words: int) -> Groups:
    """Return one row of zeros that stands for one thing: what adds nothing to others."""
    return Groups(
        scope=(),
        starts=np.array([0, 1]),
        words=layout.pack(np.zeros((1, len(layout.places)), dtype=np.int64)),
        counts=np.ones(1, dtype=np.int64),
        numbers=np.zeros((number_words, 1), dtype=np.int64),
    )


@frozen(eq=False, kw_only=True)
class Bucket:
    """Two tables of rows to be added up, with what is added besides, over their variables.

    Attributes
    ----------
    layout, apart:
        How rows are packed, and how many leading columns only tell them apart.
    sizes:
        How many options each variable of the whole network has.
    scope:
        The variables that stay, sorted.
    variable:
        The one that is eliminated; None where none is.
    left, right:
        Rows of some of these variables.
    base:
        Packed rows, one for each cell: what is added there. Cells are the combinations of the scope and, changing
        fastest, the variable.
    is_open:
        Shape (cells,): those that count.
    option_numbers:
        Shape (number words, options of the variable): what each option adds to the number of a thing.
    """

    layout: Layout
    apart: int
    sizes: tuple[int, ...]
    scope: tuple[int, ...]
    variable: int | None
    left: Groups
    right: Groups
    base: Words
    is_open: NDArray[np.bool_]
    option_numbers: NDArray[np.int64]

    @property
    def options(self) -> int:
        """How many cells each combination of the scope has."""
        return 1 if self.variable is None else self.sizes[self.variable]

    def places(self, table: Groups) -> NDArray[np.int64]:
        """Return, for each cell, which combination of a table's own variables it has."""
        axes = self.scope if self.variable is None else (*self.scope, self.variable)
        return places(axes, table.scope, self.sizes)


def places(axes: Sequence[int], scope: Sequence[int], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return, for each combination of some variables, which combination of a part of them it holds.

    Examples
    --------
    >>> places((0, 1), (1,), (2, 3)).tolist()
    [0, 1, 2, 0, 1, 2]
    """
    steps = dict(zip(scope, strides([sizes[variable] for variable in scope]), strict=True))
    found = np.zeros([1] * len(axes), dtype=np.int64)
    for at, variable in enumerate(axes):
        shape = [1] * len(axes)
        shape[at] = sizes[variable]
        found = found + (np.arange(sizes[variable]) * steps.get(variable, 0)).reshape(shape)
    return np.asarray(found).reshape(-1)


def combined(bucket: Bucket, *, bounds: StageBounds | None, watch: Watch) -> Groups:
    """Return, for each combination of a bucket's scope, the rows that no other beats, over all options of its variable.

    Notes
    -----
    Sums are formed in pieces of about 65,536, each thinned at once. What a piece drops is beaten by a row that it
    keeps, so that a combination that several pieces share is thinned again.
    """
    pieces = (
        _of_piece(bucket, pairs.between(low, high), bounds)
        for pairs in _all_pairs(bucket, bounds)
        for low, high in _pieces(pairs.ends)
    )
    done: list[_Kept] = []
    for kept in (piece for piece in pieces if len(piece.groups)):
        whole = kept
        if done and kept.groups[0] == done[-1].groups[-1]:
            before = done.pop()
            watch(-len(before.groups))
            whole = _both(bucket, before, kept)
        done.append(whole)
        watch(len(whole.groups))
    return _grouped(bucket, done)


@frozen(eq=False)
class _Pairs:
    """For each cell that is open and each row of its left table: the rows of the right one that are added to it.

    Attributes
    ----------
    cells, rows:
        The cell, and the row of the left table.
    first, many:
        The first row of the right table, and how many there are.
    words:
        What the cell and the left row add up to.
    """

    cells: NDArray[np.int64]
    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    many: NDArray[np.int64]
    words: Words

    @property
    def ends(self) -> NDArray[np.int64]:
        """How many sums there are up to and with each pair."""
        return np.cumsum(self.many)

    def between(self, low: int, high: int) -> _Pairs:
        """Return a range of the pairs."""
        return self.at(slice(low, high))

    def at(self, index: Any) -> _Pairs:
        """Return some of the pairs."""
        words = tuple(word[index] for word in self.words)
        return _Pairs(self.cells[index], self.rows[index], self.first[index], self.many[index], words)


def _all_pairs(bucket: Bucket, bounds: StageBounds | None) -> Iterator[_Pairs]:
    """Yield the pairs of all cells that may lead to what is wanted, some cells at a time."""
    least = None if bounds is None else bounds.least(bucket.right.words, bucket.right.starts)
    left, right = bucket.places(bucket.left), bucket.places(bucket.right)
    many = bucket.right.lengths[right]
    times = np.where(bucket.is_open & (many > 0), bucket.left.lengths[left], 0)
    for low, high in _pieces(np.cumsum(times)):
        own = times[low:high]
        cells = np.repeat(np.arange(low, high), own)
        begins = (bucket.left.starts[left[low:high]] - (np.cumsum(own) - own))[cells - low]
        rows = np.arange(len(cells)) + begins
        words = tuple(base[cells] + word[rows] for base, word in zip(bucket.base, bucket.left.words, strict=True))
        pairs = _Pairs(cells, rows, bucket.right.starts[right[cells]], many[cells], words)
        if bounds is not None and least is not None:
            reached = bounds.weighted(words) + least[:, right[cells]]
            pairs = pairs.at(np.flatnonzero(bounds.keeps(reached, cells // bucket.options)))
        yield pairs


def _pieces(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of what amounts to about so much, given what there is up to each."""
    low = 0
    while low < len(ends):
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + PIECE, side="right")))
        yield low, high
        low = high


@frozen(eq=False)
class _Kept:
    """Distinct rows with their groups, counts and numbers, sorted by group and row."""

    groups: NDArray[np.int64]
    words: Words
    counts: NDArray[Any]
    numbers: NDArray[np.int64]


def _of_piece(bucket: Bucket, pairs: _Pairs, bounds: StageBounds | None) -> _Kept:
    """Return what is left of the sums of some pairs."""
    pair = np.repeat(np.arange(len(pairs.cells)), pairs.many)
    other = np.arange(len(pair)) + (pairs.first - (pairs.ends - pairs.many))[pair]
    sums = tuple(word[pair] + added[other] for word, added in zip(pairs.words, bucket.right.words, strict=True))
    groups = (pairs.cells // bucket.options)[pair]
    runs = thinned(bucket.layout, sums, groups - groups[:1], apart=bucket.apart)
    words, groups = tuple(word[runs.first] for word in sums), groups[runs.first]
    alive = np.ones(len(groups), dtype=bool) if bounds is None else bounds.keeps(bounds.weighted(words), groups)
    if not alive.all():
        runs = _some(runs, alive)
        words, groups = tuple(word[alive] for word in words), groups[alive]
    pair, other = pair[runs.order], other[runs.order]
    rows, cells = pairs.rows[pair], pairs.cells[pair]
    counts = _product(bucket.left.counts[rows], bucket.right.counts[other])
    numbers = bucket.left.numbers[:, rows] + bucket.right.numbers[:, other]
    numbers += bucket.option_numbers[:, cells % bucket.options]
    return _Kept(groups, words, *_joined(runs.starts, counts, numbers))


def _some(runs: Runs, alive: NDArray[np.bool_]) -> Runs:
    """Return some of the distinct rows."""
    lengths = np.diff(runs.starts, append=len(runs.order))
    left = lengths[alive]
    return Runs(runs.order[np.repeat(alive, lengths)], np.cumsum(left) - left)


def _both(bucket: Bucket, one: _Kept, other: _Kept) -> _Kept:
    """Return what is left of both together."""
    groups = np.concatenate([one.groups, other.groups])
    words = tuple(np.concatenate(pair) for pair in zip(one.words, other.words, strict=True))
    runs = thinned(bucket.layout, words, groups - groups[0], apart=bucket.apart)
    counts = np.concatenate([one.counts, other.counts])[runs.order]
    numbers = np.concatenate([one.numbers, other.numbers], axis=1)[:, runs.order]
    return _Kept(groups[runs.first], tuple(word[runs.first] for word in words), *_joined(runs.starts, counts, numbers))


def _joined(
    starts: NDArray[np.intp], counts: NDArray[Any], numbers: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the sums of counts and the least of numbers, of runs that begin at ``starts``."""
    if len(starts) == len(counts):
        return counts, numbers
    lengths = np.diff(starts, append=len(counts))
    most = int(counts.max()) * int(lengths.max())
    added = np.add.reduceat(counts if most < 2**62 else counts.astype(object), starts)
    least = np.empty((len(numbers), len(starts)), dtype=np.int64)
    is_least = np.ones(len(counts), dtype=bool)
    for word, entry in enumerate(numbers):
        least[word] = np.minimum.reduceat(np.where(is_least, entry, np.iinfo(np.int64).max), starts)
        is_least &= entry == np.repeat(least[word], lengths)
    return added, least


def _product(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return products of counts, exactly."""
    if len(one) and int(one.max()) * int(other.max()) >= 2**62:
        one = one.astype(object)
    return np.asarray(one * other)


def _grouped(bucket: Bucket, done: Sequence[_Kept]) -> Groups:
    nothing = np.zeros(0, dtype=np.int64)
    empty = _Kept(
        groups=nothing,
        words=tuple(word[:0] for word in bucket.base),
        counts=nothing,
        numbers=np.zeros((len(bucket.option_numbers), 0), dtype=np.int64),
    )
    found = done or [empty]
    groups = np.concatenate([kept.groups for kept in found])
    cells = math.prod(bucket.sizes[variable] for variable in bucket.scope)
    return Groups(
        scope=bucket.scope,
        starts=np.searchsorted(groups, np.arange(cells + 1)),
        words=tuple(np.concatenate(same) for same in zip(*(kept.words for kept in found), strict=True)),
        counts=np.concatenate([kept.counts for kept in found]),
        numbers=np.concatenate([kept.numbers for kept in found], axis=1),
    )
