"""Draws made ready for loops over combinations: what is the same for all of them, and tables of the last issues."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.fused_loops import Integers

NO_FLOOR = -(2**62)
"""A floor that every sum reaches."""
MAX_BYTES = 2**26
"""How much is held at once, beyond what is given and returned."""
BYTE = 255
"""How many draws are counted in bytes."""
_TAIL = 2**17
"""So many combinations are gone through for one draw before the next: their counts stay in the cache."""
_LASTS, _FEW = 1024, 32
"""How many combinations of the last issues are held as a table, and how few make whole-array operations too short."""


@frozen(kw_only=True, eq=False)
class Drawn:
    """Draws made ready for loops: integers of one type in which no sum overflows.

    Attributes
    ----------
    points, floors:
        Shapes (parties, draws, columns) and (parties, draws).
    sizes:
        How many options each issue has.
    base:
        Shape (parties, packages); of length 0 where nothing is added.
    broken, firm:
        Shapes (packages, words) and (draws, words).
    references:
        Shape (parties, draws): what gains are counted from; of length 0 where nobody asks.
    reach:
        What no sum exceeds, either way.
    """

    points: Integers
    floors: NDArray[np.int64]
    sizes: tuple[int, ...]
    base: Integers
    broken: NDArray[np.uint64]
    firm: NDArray[np.uint64]
    references: NDArray[np.int64]
    reach: int

    @property
    def packages(self) -> int:
        """How many combinations there are."""
        return math.prod(self.sizes)

    def some(self, part: slice) -> Drawn:
        """Return some of the draws."""
        return attrs.evolve(
            self,
            points=self.points[:, part],
            floors=self.floors[:, part],
            firm=self.firm[part],
            references=self.references[:, part],
        )


@frozen(kw_only=True, eq=False)
class Tail:
    """The combinations of the last issues after one choice on each of those before them.

    Attributes
    ----------
    start:
        The number of the first of them.
    points, floors:
        Shapes (parties, draws, columns) and (parties, draws): of the last issues, and what is still needed.
    sizes, split:
        How many options each of the last issues has, and how many of these issues make the rows of a table.
    base:
        Shape (parties, firsts, lasts), or of length 0.
    broken, firm:
        Shapes (firsts * lasts, words) and (draws, words).
    references:
        Shape (parties, draws), or of length 0: what the last issues' gains are counted from.
    """

    start: int
    points: Integers
    floors: Integers
    sizes: tuple[int, ...]
    split: int
    base: Integers
    broken: NDArray[np.uint64]
    firm: NDArray[np.uint64]
    references: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns the table has."""
        return math.prod(self.sizes[: self.split]), math.prod(self.sizes[self.split :])

    @property
    def given(self) -> tuple[Any, ...]:
        """The first arguments of the loop."""
        sizes = np.array(self.sizes, dtype=np.int64)
        return self.points, sizes, self.split, self.floors, self.base, self.broken, self.firm

    def table(self, *, is_last: bool) -> Integers:
        """Return what the columns, or the rows, of the table add up to: shape (parties, draws, columns or rows)."""
        middle = sum(self.sizes[: self.split])
        sizes = self.sizes[self.split :] if is_last else self.sizes[: self.split]
        return sums(self.points[:, :, middle:] if is_last else self.points[:, :, :middle], sizes)


def read_only(given: NDArray[Any]) -> NDArray[Any]:
    """Return an array of results, which are not to be changed any more."""
    given.flags.writeable = False
    return given


def drawn_of(
    points: Sequence[NDArray[np.int64]],
    *,
    sizes: Sequence[int],
    floors: NDArray[np.int64],
    broken: NDArray[np.uint64] | None,
    firm: NDArray[np.uint64] | None,
    base: Sequence[NDArray[np.int64]] | None,
    references: NDArray[np.int64] | None = None,
) -> Drawn:
    """Return draws made ready, in integers of 32 bits where every sum and every need fits these.

    Raises
    ------
    ValueError
        If shapes do not agree.
    TooLargeError
        If a sum may exceed 2^60.
    """
    floors = np.asarray(floors, dtype=np.int64)
    if floors.ndim != 2:
        raise ValueError(f"floors of shape {floors.shape}; expected (parties, draws)")
    parties, draws = floors.shape
    columns, packages = sum(sizes), math.prod(sizes)
    if (broken is None) != (firm is None):
        raise ValueError("only one of broken and firm is given; expected both or neither")
    lines = np.zeros((packages, 0), dtype=np.uint64) if broken is None else np.ascontiguousarray(broken, np.uint64)
    bits = np.zeros((draws, 0), dtype=np.uint64) if firm is None else np.ascontiguousarray(firm, np.uint64)
    wanted = [
        ("points", [np.shape(own) for own in points], [(draws, columns)] * parties),
        ("broken", lines.shape[:1], (packages,)),
        ("firm", bits.shape, (draws, lines.shape[1])),
        ("base", [np.shape(own) for own in base or []], [(packages,)] * (parties if base else 0)),
    ]
    for name, given, expected in wanted:
        if given != expected:
            raise ValueError(f"{name} of shape {given} for {draws} draws, {packages} packages; expected {expected}")
    reaches = [largest_sum(own, sizes) for own in points]
    added = [int(max(own.max(), -own.min())) for own in map(np.asarray, base or [])]
    reach = max((own + more for own, more in itertools.zip_longest(reaches, added, fillvalue=0)), default=0)
    if reach > 2**60:
        advice = "Round weights and values to fewer digits."
        raise TooLargeError("counting packages over many draws", reach, 2**60, "as the largest sum", advice)
    kind: Any = np.int32 if 2 * reach + 2 < 2**31 else np.int64
    stacked = np.zeros((parties, draws, columns), dtype=kind)
    for party, own in enumerate(points):
        stacked[party] = own
    return Drawn(
        points=stacked,
        floors=np.clip(floors, -reach, reach + 1),
        sizes=tuple(sizes),
        base=np.array(base, dtype=kind) if base else np.zeros((0, packages), dtype=kind),
        broken=lines,
        firm=bits,
        references=np.zeros((0, draws), dtype=np.int64) if references is None else references,
        reach=reach,
    )


def step_of(drawn: Drawn, *, max_bytes: int, is_compiled: bool) -> int:
    """Return how many draws are taken at once."""
    parties, _, columns = drawn.points.shape
    room = max_bytes // (16 * max(1, parties * (columns + 2 * _LASTS)))
    return int(max(1, min(2**24 if is_compiled else BYTE, room)))


def largest_sum(points: NDArray[np.int64], sizes: Sequence[int]) -> int:
    """Return what no sum of options of points, shape (draws, columns), exceeds in any draw, either way."""
    high, low = np.asarray(points).max(axis=0, initial=0), np.asarray(points).min(axis=0, initial=0)
    found, column = 0, 0
    for size in sizes:
        own = slice(column, column + size)
        found += max(int(high[own].max(initial=0)), -int(low[own].min(initial=0)))
        column += size
    return found


def tails(drawn: Drawn) -> Iterator[Tail]:
    """Yield the combinations of the last issues after each choice on those before, in order."""
    fixed = max(0, len(drawn.sizes) - 1)
    while fixed and math.prod(drawn.sizes[fixed - 1 :]) <= _TAIL:
        fixed -= 1
    sizes, column = drawn.sizes[fixed:], sum(drawn.sizes[:fixed])
    split = _split(sizes)
    shape = (math.prod(sizes[:split]), math.prod(sizes[split:]))
    count, points = math.prod(sizes), np.ascontiguousarray(drawn.points[:, :, column:])
    places = list(itertools.accumulate(drawn.sizes[:fixed], initial=0))
    for number, choice in enumerate(itertools.product(*map(range, drawn.sizes[:fixed]))):
        needs, references = drawn.floors, drawn.references
        for place, option in zip(places, choice, strict=False):
            added = drawn.points[:, :, place + option]
            needs, references = needs - added, references - added[: len(references)]
        block = slice(number * count, (number + 1) * count)
        yield Tail(
            start=block.start,
            points=points,
            floors=needs.astype(points.dtype),
            sizes=sizes,
            split=split,
            base=_plain(drawn.base[:, block].reshape(len(drawn.base), *shape)),
            broken=_plain(drawn.broken[block]),
            firm=_plain(drawn.firm),
            references=_plain(references),
        )


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array contiguous and free to be written to, so that the loop is compiled for one kind of array only."""
    return np.require(array, requirements=("C", "W"))


def _split(sizes: Sequence[int]) -> int:
    """Return how many of the issues make the rows of a table, so that its columns are neither many nor very few."""
    split = max(0, len(sizes) - 1)
    while split and (math.prod(sizes[split - 1 :]) <= _LASTS or math.prod(sizes[split:]) < _FEW):
        split -= 1
    return split


def sums(points: Integers, sizes: Sequence[int]) -> Integers:
    """Return what combinations add up to, shape (..., combinations), the last issue changing fastest."""
    total: Integers = np.zeros((*points.shape[:-1], 1), dtype=points.dtype)
    column = points.shape[-1]
    for size in reversed(sizes):
        column -= size
        own = points[..., column : column + size, None] + total[..., None, :]
        total = own.reshape(*points.shape[:-1], size * total.shape[-1])
    return total


def masks(tail: Tail, *, each: bool = False) -> Iterator[tuple[slice, NDArray[np.bool_], list[NDArray[np.bool_]]]]:
    """Yield, for some draws at a time, which combinations all take, and those that each party takes, bits aside.

    All are of shape (draws, firsts, lasts).

    Parameters
    ----------
    each:
        Whether to yield those of each party.
    """
    rows, columns = tail.table(is_last=False), tail.table(is_last=True)
    draws, (firsts, lasts) = rows.shape[1], tail.shape
    step = max(1, _TAIL // (firsts * lasts))
    for start in range(0, draws, step):
        part = slice(start, min(draws, start + step))
        inside, alone = np.ones((part.stop - start, firsts, lasts), dtype=bool), []
        for party, floors in enumerate(tail.floors):
            needs = (floors[part, None] - rows[party, part])[:, :, None]
            if len(tail.base):
                needs = needs - tail.base[party]
            own = columns[party, part, None, :] >= needs
            np.logical_and(inside, own, out=inside)
            if each:
                alone.append(own)
        if tail.firm.shape[1]:
            flat = inside.reshape(-1)
            found = np.flatnonzero(flat)
            draw, package = np.divmod(found, firsts * lasts)
            flat[found[(tail.broken[package] & tail.firm[part][draw]).any(axis=1)]] = False
        yield part, inside, alone
