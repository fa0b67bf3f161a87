"""Walking: the packages of a zone one after another, in order, without looking where none can be."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.outer import Axes, outer_any, outer_sum
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block, Layout, blocks, laid_out
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part, value_parts

MAX_PIECE = 2**18
"""How many combinations of issues that hang together are looked at ahead; of larger parts, lines and factors apart."""
MIN_AHEAD = 2**23
"""Spaces of fewer packages are walked through without looking ahead, which takes longer than it saves there."""
MAX_DEAD_ENDS = 100_000
"""How many places with nothing behind them a walk goes to before it gives up finding the next package."""
_ROUNDS, _WEIGHTS = 60, 8
"""How often weights are bettered, and how many of the better ones are used."""
_NONE = np.zeros(0, dtype=np.intp)

Found = tuple[Block, NDArray[np.intp]]
"""A block, and where in it the packages of the zone stand; some do."""


def zone_blocks(
    indexed: IndexedProblem, *, after: Sequence[int] | None = None, effort: Effort = STEADY
) -> Iterator[Found]:
    """Yield the packages that break no red demand, in order, block by block.

    Parameters
    ----------
    after:
        The options of a package; only packages that come after it.

    Raises
    ------
    TooLargeError
        When so many places had nothing behind them that the next package may never be found.
    TimeLimitError
        When time is up.

    Notes
    -----
    Depth first over the first issues; the last ones are looked at together, as blocks. A choice is not followed where
    the best that the rest can add leaves a reservation, or a weighted sum of them, out of reach, or where every
    continuation within a part breaks a line. So few dead ends are left that spaces of any size can be walked unless
    their zone is nearly empty. The weights are those under which the best sum is least above what the reservations ask
    (a Lagrangian bound, bettered by subgradients; Held, Wolfe and Crowder 1974).
    """
    red = tuple(index for index, demand in enumerate(indexed.demands) if demand.demand.red)
    whole = Part(issues=tuple(range(len(indexed.radices))), demands=red, size=math.prod(indexed.radices))
    layout = laid_out(indexed, whole, effort=effort)
    start = None if after is None else tuple(after)
    least = -1 if start is None else sum(map(operator.mul, start, indexed.strides))
    candidates: Iterator[Block | None]
    if whole.size < MIN_AHEAD or not layout.first:
        candidates = blocks(indexed, whole, effort=effort)
        if start is not None:
            candidates = (block for block in candidates if block.offset + len(block) > least)
    else:
        candidates = _Walk(layout=layout, ahead=_Ahead.of(indexed), effort=effort, after=start).blocks()
    dead = 0
    for block in candidates:
        index = _NONE if block is None else block.keeps(red, existing=True).nonzero()[0]
        if start is not None and block is not None and block.offset <= least:
            index = index[block.numbers_at(index) > least]
        if block is not None and len(index):
            dead = 0
            yield block, index
        elif (dead := dead + 1) > MAX_DEAD_ENDS:
            advice = (
                "The zone is nearly empty: ask for nearest deals, solutions or its size instead, or leave demands out."
            )
            raise TooLargeError("walking to the next package of the zone", dead, MAX_DEAD_ENDS, "dead ends", advice)


@frozen(kw_only=True, eq=False)
class _Piece:
    """Some issues, and the most that each column can reach in them once the first few of these are settled.

    Attributes
    ----------
    levels:
        For each number of settled issues, shape (combinations of these, columns).
    """

    issues: tuple[int, ...]
    levels: tuple[NDArray[Any], ...]

    @classmethod
    def of(cls, issues: Sequence[int], radices: Sequence[int], columns: NDArray[Any]) -> _Piece:
        levels = [columns]
        for radix in reversed(radices):
            levels.append(levels[-1].reshape(-1, radix, columns.shape[1]).max(axis=1))
        return cls(issues=tuple(issues), levels=tuple(reversed(levels)))


@frozen(kw_only=True, eq=False)
class _Ahead:
    """What can still be reached from any choice on the first issues.

    Attributes
    ----------
    pieces:
        Each column of a package is at most the sum over them.
    floors:
        What each column must reach.
    """

    indexed: IndexedProblem
    pieces: tuple[_Piece, ...]
    floors: NDArray[Any]

    @classmethod
    def of(cls, indexed: IndexedProblem) -> _Ahead:
        """Look ahead over all issues."""
        held = {party: indexed.demands[index].points for index, party in indexed.red_floors.items()}
        parties = tuple(held)
        walls = [
            index
            for index, demand in enumerate(indexed.demands)
            if demand.demand.red and index not in indexed.red_floors
        ]
        raw = [
            piece
            for part in value_parts(indexed, demands=walls, parties=parties)
            for piece in _pieces(indexed, part, parties)
        ]
        return cls._weighted(indexed, raw, [held[party] for party in parties])

    @classmethod
    def _weighted(cls, indexed: IndexedProblem, raw: Sequence[_Raw], floors: Sequence[int]) -> _Ahead:
        weights = _weights(raw, floors)
        most = [sum(int(np.abs(piece.points[:, at]).max()) for piece in raw) for at in range(len(floors))]
        bounds = [sum(weight * bound for weight, bound in zip(row, most, strict=True)) for row in weights]
        asked = [sum(weight * floor for weight, floor in zip(row, floors, strict=True)) for row in weights]
        # What no continuation keeps is so low that nothing else makes up for it.
        low = -2 * max([*bounds, *map(abs, asked)]) - 1
        kind = integers_up_to(low * (len(raw) + 2))
        table = np.array(weights, dtype=kind).reshape(len(weights), len(floors))
        pieces = []
        for piece in raw:
            columns = piece.points.astype(kind) @ table.T
            columns[~piece.kept] = low
            pieces.append(_Piece.of(piece.issues, [indexed.radices[issue] for issue in piece.issues], columns))
        return cls(indexed=indexed, pieces=tuple(pieces), floors=np.array(asked, dtype=kind))


@frozen(kw_only=True, eq=False)
class _Raw:
    """Some issues: what each combination adds to each party with a reservation, and whether it may be taken at all."""

    issues: tuple[int, ...]
    points: NDArray[Any]
    kept: NDArray[np.bool_]


def _pieces(indexed: IndexedProblem, part: Part, parties: Sequence[int]) -> Iterator[_Raw]:
    """Yield a part as one piece, or, where that is too large, as what it is made of."""
    if part.size <= MAX_PIECE:
        block = Block(Layout(indexed=indexed, part=part, first=(), last=part.issues), {})
        points = [np.asarray(block.points(party)) for party in parties]
        kept = block.keeps(part.demands, existing=True)
        stacked = np.stack(points, axis=1) if points else np.zeros((len(kept), 0), dtype=np.int64)
        yield _Raw(issues=part.issues, points=stacked, kept=kept)
        return
    yield from _forbidden(indexed, part, len(parties))
    yield from _factors(indexed, part, parties)


def _forbidden(indexed: IndexedProblem, part: Part, columns: int) -> Iterator[_Raw]:
    """Yield the boxes of each line, and the exclusions, that are over few enough issues."""
    boxes = [[box] for box in indexed.excluded if next(iter(box)) in part.issues]
    boxes += [[box.options for box in indexed.demands[index].boxes] for index in part.demands]
    for own in boxes:
        issues = tuple(sorted({issue for box in own for issue in box}))
        radices = [indexed.radices[issue] for issue in issues]
        size = math.prod(radices)
        if own and size <= MAX_PIECE:
            local = [{issues.index(issue): options for issue, options in box.items()} for box in own]
            points = np.zeros((size, columns), dtype=np.int64)
            yield _Raw(issues=issues, points=points, kept=~outer_any(radices, local))


def _factors(indexed: IndexedProblem, part: Part, parties: Sequence[int]) -> Iterator[_Raw]:
    """Yield what factors over the same issues add; a ceiling only takes away from it."""
    by_issues: dict[tuple[int, ...], list[list[tuple[Axes, NDArray[Any]]]]] = {}
    for at, party in enumerate(parties):
        for issues, table in indexed.factors[party]:
            if set(issues) <= set(part.issues):
                ordered = tuple(sorted(issues))
                columns = by_issues.setdefault(ordered, [[] for _ in parties])
                columns[at].append((tuple(ordered.index(issue) for issue in issues), table))
    for issues, columns in by_issues.items():
        radices = [indexed.radices[issue] for issue in issues]
        kinds = [integers_up_to(indexed.most_points(party)) for party in parties]
        points = [outer_sum(radices, own, dtype=kind) for own, kind in zip(columns, kinds, strict=True)]
        stacked = np.stack(points, axis=1)
        yield _Raw(issues=issues, points=stacked, kept=np.ones(len(stacked), dtype=bool))


def _weights(raw: Sequence[_Raw], floors: Sequence[int]) -> list[list[int]]:
    """Return whole weights for the parties with reservations: none for what is kept at all, one each, and sums.

    Any weights give a sound bound; floats only find good ones.
    """
    units = [[int(at == other) for other in range(len(floors))] for at in range(len(floors))]
    found = [[0] * len(floors), *units]
    if len(floors) > 1:
        columns = [[piece.points[:, at] for piece in raw] for at in range(len(floors))]
        spans = [sum(int(own.max()) - int(own.min()) for own in column) for column in columns]
        widest = max(spans)
        scales = [widest // max(span, 1) for span in spans]
        for shares in _bettered(raw, floors, [max(span, 1) for span in spans]):
            found.append([round(1000 * float(share)) * scale for share, scale in zip(shares, scales, strict=True)])
    return found


def _bettered(raw: Sequence[_Raw], floors: Sequence[int], spans: Sequence[int]) -> list[NDArray[np.float64]]:
    """Return shares under which the best sum exceeds what is asked by little: the last is the best found."""
    tables = [piece.points[piece.kept].astype(np.float64) / np.array(spans, dtype=np.float64) for piece in raw]
    tables = [table for table in tables if len(table)]
    asked = np.array([floor / span for floor, span in zip(floors, spans, strict=True)])
    shares = np.full(len(floors), 1 / len(floors))
    found = [shares]
    least = np.inf
    for step in range(_ROUNDS):
        reached = sum((table[np.argmax(table @ shares)] for table in tables), -asked)
        gap = float(reached @ shares)
        if gap < least:
            least = gap
            found.append(shares)
        # Towards whom the best sum serves worst, ever more slowly.
        moved = shares * np.exp(-reached / (1 + step) ** 0.5 / max(1e-9, float(np.abs(reached).max())))
        shares = moved / moved.sum()
    return found[-_WEIGHTS:]


@frozen(kw_only=True, eq=False)
class _Walk:
    """A walk through the first issues of all packages.

    Attributes
    ----------
    after:
        The options of the package to start after; None to start with the first.
    """

    layout: Layout
    ahead: _Ahead
    effort: Effort
    after: tuple[int, ...] | None

    @cached_property
    def _moves(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each issue, the pieces that it is in, and how many of their issues are settled before it."""
        return tuple(
            tuple(
                (at, piece.issues.index(issue)) for at, piece in enumerate(self.ahead.pieces) if issue in piece.issues
            )
            for issue in self.layout.first
        )

    def blocks(self) -> Iterator[Block | None]:
        """Yield the blocks behind which a package may be, in order, and None for each dead end."""
        pieces = self.ahead.pieces
        total = sum((piece.levels[0][0] for piece in pieces), np.zeros_like(self.ahead.floors))
        if bool((total >= self.ahead.floors).all()):
            yield from self._from((), [0] * len(pieces), total)

    def _from(self, chosen: tuple[int, ...], places: list[int], total: NDArray[Any]) -> Iterator[Block | None]:
        """Yield what is behind these options of the first issues, at these places of the pieces."""
        self.effort.check("walking through the zone")
        depth, first = len(chosen), self.layout.first
        if depth == len(first):
            yield Block(self.layout, dict(zip(first, chosen, strict=True)))
            return
        radix = self.layout.indexed.radices[first[depth]]
        reach = self._reach(depth, places, total)
        open_ones = np.flatnonzero((reach >= self.ahead.floors).all(axis=1)).tolist()
        if self.after is not None and chosen == self.after[:depth]:
            open_ones = [option for option in open_ones if option >= self.after[depth]]
        if not open_ones:
            yield None
        for option in open_ones:
            moved = list(places)
            for at, _ in self._moves[depth]:
                moved[at] = places[at] * radix + option
            yield from self._from((*chosen, option), moved, reach[option])

    def _reach(self, depth: int, places: list[int], total: NDArray[Any]) -> NDArray[Any]:
        """Return what each option of the next issue leaves within reach."""
        radix = self.layout.indexed.radices[self.layout.first[depth]]
        reach = np.repeat(total[None], radix, axis=0)
        for at, settled in self._moves[depth]:
            levels, place = self.ahead.pieces[at].levels, places[at]
            reach += levels[settled + 1][place * radix : (place + 1) * radix] - levels[settled][place]
        return reach
