"""Many draws over every combination: which combination a rule picks in each draw, among those that all take."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.compiling import compiled
from negsim.kernels.fused_draws import MAX_BYTES, NO_FLOOR, Drawn, drawn_of, masks, read_only, step_of, tails
from negsim.kernels.fused_loops import LEAST, MOST, PRODUCT, SLACK, SUM, Loop, count

Pick = Literal["nash", "kalai-smorodinsky", "egalitarian", "utilitarian"]
"""What orders combinations by gains."""
_KINDS = {"nash": PRODUCT, "utilitarian": SUM, "egalitarian": LEAST, "kalai-smorodinsky": LEAST}
_ROOM = 64
"""How many combinations the loop keeps of each draw; where more are about as good, whole arrays tell."""
_LOWEST = -(2**62)
_LEAST_SCORE, _LEAST_PRODUCT = -1e300, 1e-200


@frozen(kw_only=True, eq=False)
class Chosen:
    """What a rule picks in each draw.

    Attributes
    ----------
    package:
        The number of the first combination that it picks, the last issue changing fastest; -1 where nothing is taken by
        all: int64, shape (draws,).
    ties:
        How many it picks: int64, shape (draws,).
    """

    package: NDArray[np.int64] = field(converter=read_only)
    ties: NDArray[np.int64] = field(converter=read_only)


def chosen(  # noqa: PLR0913 - the draws, one argument for each of their arrays, and how to go about it
    points: Sequence[NDArray[np.int64]],
    *,
    sizes: Sequence[int],
    floors: NDArray[np.int64],
    rule: Pick,
    scales: Sequence[int],
    references: NDArray[np.int64] | None = None,
    broken: NDArray[np.uint64] | None = None,
    firm: NDArray[np.uint64] | None = None,
    base: Sequence[NDArray[np.int64]] | None = None,
    max_bytes: int = MAX_BYTES,
    is_compiled: bool = True,
) -> Chosen:
    """Return what a rule picks in each draw, among the combinations that all parties take.

    Parameters
    ----------
    points, sizes, floors, broken, firm, base, max_bytes, is_compiled:
        As for :func:`negsim.kernels.fused.accepted`.
    rule:
        *nash*, the greatest product of gains; where it is 0, the most parties with a gain, then the product of these
        over each one's best. *kalai-smorodinsky*, the greatest least gain over best gain, then the next least, without
        parties whose best gain is 0. *egalitarian*, the same of gains as they are. *utilitarian*, the greatest sum.
    scales:
        For each party, the points that a value of 1 is.
    references:
        Shape (parties, draws): what gains are counted from. None for the floor, and 0 where there is none.

    Raises
    ------
    ValueError
        If shapes do not agree, or there is no such rule.
    TooLargeError
        If a sum may exceed 2^60.

    Notes
    -----
    Floats shorten the list to what is best within a billionth, far more than they can be off; what is left, mostly one
    combination, is settled in Python integers.

    References
    ----------
    As for :func:`negsim.deals.solutions.solutions`, which picks the same in one draw.

    Examples
    --------
    One pie in three ways; in the second draw the second party wants more:

    >>> one, other = np.array([[9, 6, 2], [9, 6, 2]]), np.array([[1, 4, 8], [1, 4, 8]])
    >>> floors = np.array([[0, 0], [0, 5]])
    >>> chosen([one, other], sizes=[3], floors=floors, rule="nash", scales=[10, 10]).package.tolist()
    [1, 2]
    """
    if rule not in _KINDS:
        raise ValueError(f"rule {rule!r}; expected one of {', '.join(_KINDS)}")
    needs = np.asarray(floors, dtype=np.int64)
    counted = np.where(needs > NO_FLOOR, needs, 0) if references is None else np.asarray(references, dtype=np.int64)
    if counted.shape != needs.shape or len(scales) != len(needs):
        raise ValueError(
            f"references of shape {counted.shape} and {len(scales)} scales for floors of shape {needs.shape}; "
            "expected the same shape and one scale for each party"
        )
    largest = int(max(counted.max(initial=0), -counted.min(initial=0)))
    if largest > 2**60:
        advice = "Round weights and values to fewer digits."
        raise TooLargeError("comparing gains over many draws", largest, 2**60, "as what gains are counted from", advice)
    drawn = drawn_of(points, sizes=sizes, floors=needs, broken=broken, firm=firm, base=base, references=counted)
    loop = compiled(count) if is_compiled else None
    package, ties = np.full(needs.shape[1], -1, dtype=np.int64), np.zeros(needs.shape[1], dtype=np.int64)
    step = step_of(drawn, max_bytes=max_bytes, is_compiled=loop is not None)
    for start in range(0, needs.shape[1], step):
        part = slice(start, min(needs.shape[1], start + step))
        some = _Choosing(drawn=drawn.some(part), rule=rule, scales=tuple(scales))
        package[part], ties[part] = some.by_blocks() if loop is None else some.by_loop(loop)
    return Chosen(package=package, ties=ties)


@frozen(kw_only=True, eq=False)
class _Choosing:
    """Some draws of which a rule picks."""

    drawn: Drawn
    rule: Pick
    scales: tuple[int, ...]

    def by_loop(self, loop: Loop) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what is picked, and how many tie; by whole arrays where the loop's list is too short."""
        state = _State.of(self.drawn, lowest=_LEAST_PRODUCT if self.rule == "nash" else _LEAST_SCORE)
        units = np.repeat(1 / np.array(self.scales, dtype=np.float64)[:, None], len(state.counts), axis=1)
        if self.rule == "kalai-smorodinsky":
            state.run(loop, self.drawn, MOST, units)
            units = np.where(state.best > 0, 1 / np.maximum(state.best, 1), -1.0)
        else:
            # No share far beyond 1, so that sums of them are as exact as the slack allows for.
            units = units / max(1.0, float((units * 2.0 * self.drawn.reach).max(initial=0.0)))
        in_zone = state.run(loop, self.drawn, _KINDS[self.rule], units)
        package, ties = np.full(len(in_zone), -1, dtype=np.int64), np.zeros(len(in_zone), dtype=np.int64)
        is_single = (state.counts == 1) & (in_zone > 0)
        package[is_single], ties[is_single] = state.kept[is_single, 0], 1
        for draw in np.flatnonzero((in_zone > 0) & ~is_single):
            alone = attrs.evolve(self, drawn=self.drawn.some(slice(draw, draw + 1)))
            if not 0 < state.counts[draw] <= _ROOM:
                package[draw : draw + 1], ties[draw : draw + 1] = alone.by_blocks()
                continue
            numbers = np.sort(state.kept[draw, : state.counts[draw]])
            at = best_rows(alone.gains_at(numbers), state.best[:, draw], rule=self.rule, scales=self.scales)
            package[draw], ties[draw] = numbers[at[0]], len(at)
        return package, ties

    def by_blocks(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what is picked, and how many tie, by whole-array operations."""
        parties, draws = self.drawn.references.shape
        best = np.full((draws, parties), _LOWEST, dtype=np.int64)
        if self.rule in {"nash", "kalai-smorodinsky"}:
            for draw, _, gains in self._zones():
                best[draw] = np.maximum(best[draw], gains.max(axis=0))
        found: dict[int, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}
        for draw, numbers, gains in self._zones():
            at = best_rows(gains, best[draw], rule=self.rule, scales=self.scales)
            found.setdefault(draw, []).append((numbers[at], gains[at]))
        package, ties = np.full(draws, -1, dtype=np.int64), np.zeros(draws, dtype=np.int64)
        for draw, parts in found.items():
            numbers, gains = (np.concatenate(own) for own in zip(*parts, strict=True))
            at = best_rows(gains, best[draw], rule=self.rule, scales=self.scales)
            package[draw], ties[draw] = numbers[at[0]], len(at)
        return package, ties

    def _zones(self) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Yield, part by part, a draw with the combinations that all take, in order, and what is gained in them."""
        for tail in tails(self.drawn):
            rows, columns = tail.table(is_last=False), tail.table(is_last=True)
            for part, inside, _ in masks(tail):
                for draw, own in enumerate(inside, start=part.start):
                    first, last = np.nonzero(own)
                    if not len(first):
                        continue
                    gains = (rows[:, draw, first] + columns[:, draw, last] - tail.references[:, draw, None]).T
                    if len(tail.base):
                        gains = gains + tail.base[:, first, last].T
                    yield draw, tail.start + first * own.shape[1] + last, gains

    def gains_at(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what is gained in some combinations of the only draw: shape (n, parties)."""
        options = np.array(np.unravel_index(numbers, self.drawn.sizes), dtype=np.int64)
        starts = np.cumsum([0, *self.drawn.sizes[:-1]])
        points = self.drawn.points[:, 0].astype(np.int64)[:, starts[:, None] + options].sum(axis=1)
        base = self.drawn.base[:, numbers] if len(self.drawn.base) else 0
        return np.asarray((points + base - self.drawn.references).T)


@frozen(kw_only=True, eq=False)
class _State:
    """What the loop keeps of some draws, as it goes from one part of the combinations to the next."""

    best: NDArray[np.int64]
    scores: NDArray[np.float64]
    kept: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, drawn: Drawn, *, lowest: float) -> _State:
        """Return the start."""
        parties, draws = drawn.references.shape
        return cls(
            best=np.full((parties, draws), _LOWEST, dtype=np.int64),
            scores=np.full(draws, lowest),
            kept=np.zeros((draws, _ROOM), dtype=np.int64),
            counts=np.zeros(draws, dtype=np.int64),
        )

    def run(self, loop: Loop, drawn: Drawn, kind: int, units: NDArray[np.float64]) -> NDArray[np.int64]:
        """Go through all combinations; return how many all take in each draw."""
        in_zone = np.zeros(len(self.counts), dtype=np.int64)
        nobody = np.zeros((0, 1, 1), dtype=np.int32)
        for tail in tails(drawn):
            counts = np.zeros(tail.shape, dtype=np.int32)
            gains = (kind, tail.references, units, self.best, self.scores, self.kept, self.counts, tail.start)
            loop(*tail.given, in_zone, counts, nobody, *gains)
        return in_zone


def best_rows(
    gains: NDArray[np.int64], best: NDArray[np.int64], *, rule: Pick, scales: Sequence[int]
) -> NDArray[np.int64]:
    """Return the rows that a rule picks, in order, of what parties gain in each: shape (n, parties), n at least 1.

    Parameters
    ----------
    best:
        The most that each party gains anywhere: shape (parties,); read where the rule looks at it.
    scales:
        For each party, the points that a value of 1 is.
    """
    if rule == "nash":
        return _best_products(gains, best)
    if rule == "utilitarian":
        unit = math.lcm(*scales)
        totals = gains @ np.array([1 / scale for scale in scales])
        slack = SLACK * max(1.0, float(np.abs(gains / np.array(scales)).sum(axis=1).max()))
        near = np.flatnonzero(totals >= totals.max() - slack)
        keys = [
            (sum(int(gain) * (unit // scale) for gain, scale in zip(gains[at], scales, strict=True)),) for at in near
        ]
        return _greatest(near, keys)
    divisors = [int(own) for own in best] if rule == "kalai-smorodinsky" else list(scales)
    counted = [party for party, divisor in enumerate(divisors) if divisor > 0]
    if not counted:
        return np.arange(len(gains))
    unit = math.lcm(*(divisors[party] for party in counted))
    factors = [unit // divisors[party] for party in counted]
    least = (gains[:, counted] / np.array([divisors[party] for party in counted], dtype=np.float64)).min(axis=1)
    near = np.flatnonzero(least >= least.max() - SLACK * max(1.0, abs(float(least.max()))))
    shares = [[int(gain) * factor for gain, factor in zip(gains[at, counted], factors, strict=True)] for at in near]
    return _greatest(near, [tuple(sorted(own)) for own in shares])


def _best_products(gains: NDArray[np.int64], best: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = np.flatnonzero((gains >= 0).all(axis=1))
    rows = rows if len(rows) else np.arange(len(gains))
    positive = gains[rows] > 0
    many = positive.sum(axis=1)
    rows, positive = rows[many == many.max()], positive[many == many.max()]
    shares = np.where(positive, gains[rows] / np.maximum(best, 1), 1.0)
    roots = np.log(shares).sum(axis=1)
    is_near = roots >= roots.max() - SLACK * max(1.0, float(np.abs(np.log(shares)).sum(axis=1).max()))
    near = rows[is_near]
    # Over each party's best, all times the product of these: whole numbers.
    wholes = [
        [int(gain) if gain > 0 else max(int(own), 1) for gain, own in zip(gains[at], best, strict=True)] for at in near
    ]
    return _greatest(near, [(math.prod(own),) for own in wholes])


def _greatest(rows: NDArray[np.int64], keys: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Return the rows whose key is greatest."""
    greatest = max(keys)
    return rows[[key == greatest for key in keys]]
