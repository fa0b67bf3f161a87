"""Merging: the efficient sums of one row of each of several tables, with the way back to the rows behind each sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.merging.addends import Addends, addends_of
from negsim.kernels.merging.limits import Limits, limits_after
from negsim.kernels.merging.links import Chain, Link, empty_chain
from negsim.kernels.merging.trimming import coarsened, trimmed, undominated
from negsim.kernels.packing import Words, order_of, starts_of

MAX_BYTES = 2**29
"""How much memory a merge may take, where nothing else is said."""
MAX_COMPARED = 250_000
"""How many sums of more than four columns are compared at once: there, it takes long."""
COARSE = 3000
"""How many sums are kept after each step once time is short."""
FEW = 1000
"""Up to so many sums are not trimmed, whatever error is allowed."""
_BLOCK = 2**18
"""How many sums are made before they are thinned out."""
_SECONDS = (3e-8, 3e-8, 6e-8, 3e-7, 2e-6, 7e-6, 1.5e-5)
"""About how long one sum takes to compare, by columns, at most; measured on 10^5 sums."""
_WEIGHED_FROM = (0, 0, 100_000, 10_000, 1500, 500)
"""From how many sums on weights are worth looking for, by columns; measured."""


@frozen(kw_only=True)
class Rules:
    """How a merge goes about its work.

    Attributes
    ----------
    max_bytes:
        How much memory it may hold, about; None for 512 MiB.
    error:
        By how much sums may be larger than what they stand for, in each column and in all; None for not at all.
    few:
        Up to so many sums are not trimmed; None for a thousand.
    hurry:
        Asked before each step, with the seconds that it takes at most, about. Where it answers true, this and all later
        steps keep 3,000 sums or fewer, whatever the error; it may raise to give up. None for no hurry.
    """

    max_bytes: int | None = None
    error: tuple[int, ...] | None = None
    few: int | None = None
    hurry: Callable[[float], bool] | None = None


EXACTLY = Rules()
"""Nothing is left out, however long it takes."""


def chain_of(
    tables: Sequence[NDArray[Any]], *, budget: Sequence[int | None] | None = None, rules: Rules = EXACTLY
) -> Chain:
    """Return the efficient sums of one row of each table, smaller being better in every column.

    Parameters
    ----------
    tables:
        At least one; integers (int64 below 2^62, or Python integers in an object array), shape (n, columns) each. They
        are added in this order; the answer does not depend on it.
    budget:
        The most that each column of whole sums may be; None where it may be anything.

    Raises
    ------
    TooLargeError
        When a step would keep more sums than memory allows, or compare more than 250,000 of over four columns.

    Notes
    -----
    Table by table, rows are added to all sums that remain, and what others beat is dropped: exact because sums are
    monotone (Pareto sums; the multiobjective dynamic programme of Villarreal and Karwan 1981). Sums that no rows of the
    remaining tables bring within the budget are left out, column by column and by weighted columns
    (:mod:`negsim.kernels.merging.weighing`).

    With an error allowed, each step may trim its sums (:mod:`negsim.kernels.merging.trimming`) by an equal share of
    what is left of it. Say that a sum stands for another where it is larger in no column by more than what was lost so
    far. Take any choice of rows whose whole sum is within the budget. After each step some sum kept stands for the
    choice's partial sum: before the first both are 0; adding the same row to both changes nothing; the budget by which
    sums are left out is loosened by what was lost so far, so that the stand-in is not left out; a sum that beats it
    stands for the same; and trimming puts another in its place, larger by no more than what the step loses. So every
    choice within the budget has a whole sum at most ``lost`` larger in each column. Some of these are past the budget
    by as much; they are returned all the same.

    Examples
    --------
    >>> chain = chain_of([np.array([[0, 3], [2, 0]]), np.array([[0, 3], [2, 0]])], budget=[None, 3])
    >>> chain.rows.tolist()
    [[2, 3], [4, 0]]
    """
    addends = addends_of(tables, budget=budget)
    if addends is None:
        return empty_chain(len(tables), tables[0].shape[1])
    run = _Run(addends=addends, rules=rules)
    for step in range(len(tables)):
        run.add(step)
    return Chain(addends.whole(run.words), tuple(run.links), addends.by_column(run.lost))


@frozen(eq=False)
class _Held:
    """Sums in order, the pairs behind them, and where equal ones start; None where none are equal."""

    words: Words
    pairs: NDArray[np.int64]
    starts: NDArray[np.intp] | None


@define(kw_only=True, eq=False)
class _Run:
    """A merge under way: the sums after some steps, packed, with the way back.

    Attributes
    ----------
    lost:
        For each column, how much larger sums may be than what they stand for.
    is_hurried:
        Whether time is short, so that few sums are kept.
    share:
        Which share of the sums made in the last step was within the limits.
    is_lossy:
        Whether the step under way dropped what nothing that it kept beats.
    misses, idle:
        How often in a row weights were not worth looking for, and for how many steps they will not be looked for.
    """

    addends: Addends
    rules: Rules
    words: Words = field(init=False)
    lost: list[int] = field(init=False)
    links: list[Link] = field(factory=list)
    is_hurried: bool = False
    share: float = 1.0
    is_lossy: bool = False
    misses: int = 0
    idle: int = 0

    def __attrs_post_init__(self) -> None:
        self.words = self.addends.layout.pack(np.zeros((1, self.addends.columns), dtype=np.int64))
        self.lost = [0] * self.addends.columns

    def add(self, step: int) -> None:
        """Add a table to all sums, and keep what no other beats."""
        right = self.addends.packed[step]
        if len(right[0]) == 1:  # all 0, less the least of each column: the sums stay what they are
            self._repeat(step)
            return
        self._heed(len(self.words[0]) * len(right[0]))
        room, error = max(self._room(), len(right[0])), self._error(step)
        limits, found = limits_after(self.addends, step=step + 1, lost=self.lost), 0
        held: list[_Held] = []
        for words, pairs in _blocks(self.words, right, most=max(1, min(_BLOCK, room // 4))):
            if held and sum(len(some.pairs) for some in held) + len(pairs) > room:
                held = [self._efficient(held, error)]
                self._refuse_over(room // 2, len(held[0].pairs))
            if limits.is_open:
                held.append(_Held(words, pairs, None))
                continue
            index = limits.within(words)
            if not found:
                limits = self._tightened(limits, words, index)
            index = limits.outweighed(words, index)
            found += len(index)
            held.append(_Held(tuple(word[index] for word in words), pairs[index], None))
        self.share = found / (len(self.words[0]) * len(right[0])) if found else 1.0
        self._take(self._efficient(held, error), step)
        if self.is_lossy:
            self.lost = [lost + more for lost, more in zip(self.lost, error or self.lost, strict=True)]
            self.is_lossy = False

    def _take(self, held: _Held, step: int) -> None:
        """Go on from sums that are efficient after a step."""
        right, left = np.divmod(held.pairs, max(1, len(self.words[0])))
        rows = self.addends.members[step][right]
        self.links.append(Link(left.astype(np.int32), rows.astype(np.int32), held.starts))
        self.words = held.words if held.starts is None else tuple(word[held.starts] for word in held.words)

    def _repeat(self, step: int) -> None:
        """Go on from the same sums after a table of one row."""
        size = len(self.words[0])
        rows = np.full(size, self.addends.members[step][0], dtype=np.int32)
        self.links.append(Link(np.arange(size, dtype=np.int32), rows, None))

    def _heed(self, size: int) -> None:
        """Go on coarsely from here where a step that makes so many sums would take too long."""
        if self.rules.hurry is None or self.is_hurried:
            return
        seconds = size * self.share * _by_columns(_SECONDS, self.addends.columns)
        self.is_hurried = self.rules.hurry(seconds)
        if self.is_hurried and len(self.words[0]) > COARSE:
            kept = self._coarse(self.words)
            self.words = tuple(word[kept] for word in self.words)
            self.links[-1] = self.links[-1].kept(kept)

    def _room(self) -> int:
        """Return how many sums may be held at once, beyond those of one table, which is held anyway."""
        bytes_each = 16 * len(self.words) + 24 * self.addends.columns + 40
        held = sum(link.bytes for link in self.links)
        room = ((self.rules.max_bytes or MAX_BYTES) - held) // bytes_each
        return max(1, min(room, MAX_COMPARED) if self.addends.columns > 4 else room)

    def _refuse_over(self, most: int, count: int) -> None:
        if count > most:
            raise TooLargeError(
                "one merging step",
                count,
                most,
                "sums",
                "Allow a tolerance, round weights and values to fewer distinct numbers, or ask about fewer parties.",
            )

    def _error(self, step: int) -> list[int] | None:
        """Return by how much this step may make sums larger than what they stand for; None for not at all."""
        if self.rules.error is None:
            return None
        allowed = self.addends.by_active(self.rules.error)
        remaining = len(self.addends.tables) - step
        reach = self.addends.reach[-1]
        return [
            min(max(0, most - lost) // remaining, bound)
            for most, lost, bound in zip(allowed, self.lost, reach, strict=True)
        ]

    def _tightened(self, limits: Limits, words: Words, index: NDArray[np.intp]) -> Limits:
        """Return limits with weights, where these are worth looking for."""
        is_last = limits.step == len(self.addends.tables)
        few = len(index) < _by_columns(_WEIGHED_FROM, self.addends.columns)
        if self.addends.balance is None or is_last or few or self.idle:
            self.idle = max(0, self.idle - 1)
            return limits
        tight = limits.tightened(words, index)
        self.misses = 0 if tight.cuts else self.misses + 1
        self.idle = self.misses
        return tight

    def _efficient(self, held: Sequence[_Held], error: Sequence[int] | None) -> _Held:
        """Return the sums that no other beats, in order, with all pairs behind each, or those that stand for them."""
        if not held:
            return _Held(tuple(word[:0] for word in self.words), np.zeros(0, dtype=np.int64), None)
        words, pairs = held[0].words, held[0].pairs
        if len(held) > 1:
            words = tuple(np.concatenate(some) for some in zip(*(entry.words for entry in held), strict=True))
            pairs = np.concatenate([entry.pairs for entry in held])
        order = order_of(words)
        words = tuple(word[order] for word in words)
        starts = starts_of(words)
        if starts is None:
            kept = self._kept(words, error)
            return _Held(tuple(word[kept] for word in words), pairs[order[kept]], None)
        kept = self._kept(tuple(word[starts] for word in words), error)
        sizes = np.diff(starts, append=len(order))
        stays = np.zeros(len(starts), dtype=bool)
        stays[kept] = True
        stays, sizes = np.repeat(stays, sizes), sizes[kept]
        ends = np.cumsum(sizes)
        ties = None if len(kept) == ends[-1] else ends - sizes
        return _Held(tuple(word[stays] for word in words), pairs[order[stays]], ties)

    def _kept(self, words: Words, error: Sequence[int] | None) -> NDArray[np.intp]:
        """Return which of distinct sums to go on with, and note what is lost by it."""
        if self.is_hurried:
            return self._coarse(words)
        if error is None or not any(error):
            return np.flatnonzero(undominated(self.addends.layout, words))
        kept, is_lossy = trimmed(
            self.addends.layout, words, error=error, few=FEW if self.rules.few is None else self.rules.few
        )
        self.is_lossy |= is_lossy
        return kept

    def _coarse(self, words: Words) -> NDArray[np.intp]:
        kept, error = coarsened(self.addends.layout, words, most=COARSE)
        self.lost = [lost + more for lost, more in zip(self.lost, error, strict=True)]
        return kept


def _blocks(left: Words, right: Words, *, most: int) -> Iterator[tuple[Words, NDArray[np.int64]]]:
    """Yield all sums of two packed tables, about so many at a time, numbered: those on the left count first."""
    count = len(left[0])
    step = max(1, most // count) if count else 1
    for start in range(0, len(right[0]) if count else 0, step):
        words = tuple(np.add.outer(b[start : start + step], a).reshape(-1) for a, b in zip(left, right, strict=True))
        yield words, np.arange(start * count, start * count + len(words[0]))


def _by_columns(entries: Sequence[Any], columns: int) -> Any:
    return entries[min(columns, len(entries) - 1)]
