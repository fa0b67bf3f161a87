"""Cloud: which pairs of values packages have for two parties, whether or not other packages beat them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.frontier import Region
from negsim.deals.zone import method_name
from negsim.errors import UnknownNameError
from negsim.fields import frozen_array, same_array, texts
from negsim.kernels.connected import connected_sets
from negsim.kernels.dominance import distinct, nondominated
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import blocks
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, refuse_large
from negsim.search.sources import Keep
from negsim.search.values import keeps_all, keeps_red

MAX_PAIRS = 1_000_000
"""How many pairs of one step are held; beyond it, values are rounded to a grid, which is stated."""


@frozen(kw_only=True)
class Cloud:
    """The distinct pairs of values that packages have for two parties.

    Attributes
    ----------
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all.
    parties:
        The two, in the order of the columns.
    points:
        Shape (n, 2), sorted: points of each party, on its own scale.
    counts:
        How many packages have each pair.
    grids:
        For each party, the whole points to which its values were rounded; 1 where they were not.
    rounding:
        For each party, how far a value may be off because of it, in points of 100.
    method:
        How it was found. Every package is counted, rounded or not.
    """

    of: Region
    parties: tuple[str, str] = field(converter=texts)
    points: NDArray[Any] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)
    counts: NDArray[Any] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)
    grids: tuple[int, int]
    rounding: tuple[Fraction, Fraction]
    method: str

    @property
    def exact(self) -> bool:
        """Whether no value was rounded."""
        return not any(self.rounding)

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return sum(int(count) for count in self.counts)

    @property
    def frontier(self) -> tuple[tuple[int, int], ...]:
        """The pairs that no other beats for one of these two without loss to the other, best for the second first."""
        best = self.points[nondominated(-self.points)]
        return tuple((int(first), int(second)) for first, second in best)

    def __len__(self) -> int:
        return len(self.points)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, tuple(getattr(self, entry.name) for entry in attrs.fields(Cloud))


def cloud(
    problem: BargainingProblem,
    parties: Sequence[str],
    *,
    of: Region = "space",
    max_pairs: int = MAX_PAIRS,
    effort: Effort = STEADY,
) -> Cloud:
    """Return which pairs of values the packages have for two parties, and how many packages have each.

    Parameters
    ----------
    parties:
        Two ids. Parties that do not sign may be asked about as well.
    max_pairs:
        How many pairs one step may hold. Where there would be more, values are rounded to a grid, doubled until they
        fit; the result says so.

    Raises
    ------
    UnknownNameError
        If the problem has no such party.
    ValueError
        If these are not two different parties.
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages.
    TimeLimitError
        When time is up before all are looked at.

    Notes
    -----
    Parts of the issues that nothing ties together are enumerated, and their pairs added up, without dominance
    filtering. Values that are whole on a small scale have few distinct sums however many packages there are.
    """
    chosen = _indices(problem, parties)
    prepared, effort = indexed(problem), effort.started()
    parts = _parts(prepared, chosen, of=of)
    refuse_large(parts, what="drawing the values of two parties")
    keep = keeps_red if of == "zone" else keeps_all
    tables = [_pairs(prepared, part, chosen, keep=keep, effort=effort) for part in parts]
    merged = _merged(tables, max_pairs=max_pairs)
    return Cloud(
        of=of,
        parties=(parties[0], parties[1]),
        points=merged.rows,
        counts=merged.counts,
        grids=merged.grids,
        rounding=_in_points(prepared, chosen, merged.off),
        method=method_name(parts),
    )


@frozen(eq=False)
class _Pairs:
    """Distinct pairs with counts; the grid on which they are, and by how many half points each may be off."""

    rows: NDArray[Any]
    counts: NDArray[Any]
    grids: tuple[int, int] = (1, 1)
    off: tuple[int, int] = (0, 0)

    def __len__(self) -> int:
        return len(self.rows)

    def coarser(self) -> _Pairs:
        """Return the pairs rounded to a grid twice as wide."""
        grids = (self.grids[0] * 2, self.grids[1] * 2)
        step = np.array(grids, dtype=self.rows.dtype)
        rows = (self.rows + step // 2) // step * step
        off = (self.off[0] + grids[0], self.off[1] + grids[1])
        return _Pairs(*_distinct(rows, self.counts), grids=grids, off=off)


def _indices(problem: BargainingProblem, parties: Sequence[str]) -> tuple[int, int]:
    ids = [party.id for party in problem.parties]
    for party in parties:
        if party not in ids:
            raise UnknownNameError("party", party, ids)
    if len(parties) != 2 or len(set(parties)) != 2:
        given = ", ".join(parties) or "none"
        raise ValueError(f"parties {given} were given, where two different ones are expected; known: {', '.join(ids)}")
    return ids.index(parties[0]), ids.index(parties[1])


def _parts(prepared: IndexedProblem, chosen: tuple[int, int], *, of: Region) -> tuple[Part, ...]:
    """Return the parts over which the two parties' points add up; for the zone, those that no demand crosses."""
    links = [tuple(box) for box in prepared.excluded]
    links += [issues for party in chosen for issues in prepared.joined_issues(party)]
    counted = [index for index, demand in enumerate(prepared.demands) if of == "zone" and demand.issues]
    links += [prepared.demands[index].issues for index in counted]
    return tuple(
        Part(
            issues=issues,
            demands=tuple(index for index in counted if prepared.demands[index].issues[0] in issues),
            size=math.prod(prepared.radices[issue] for issue in issues),
        )
        for issues in connected_sets(len(prepared.radices), [link for link in links if link])
    )


def _pairs(prepared: IndexedProblem, part: Part, chosen: tuple[int, int], *, keep: Keep, effort: Effort) -> _Pairs:
    kind = object if math.prod(prepared.radices) >= 2**62 else np.int64
    rows, counts = np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=kind)
    for block in blocks(prepared, part, effort=effort):
        index = np.flatnonzero(block.exists() & keep(block))
        more = np.stack([np.asarray(block.points(party))[index] for party in chosen], axis=1)
        found = _distinct(more, np.ones(len(index), dtype=kind))
        wide = rows.astype(object) if found[0].dtype == object else rows
        rows, counts = _distinct(np.concatenate([wide, found[0]]), np.concatenate([counts, found[1]]))
    return _Pairs(rows, counts)


def _merged(tables: Sequence[_Pairs], *, max_pairs: int) -> _Pairs:
    order = sorted(tables, key=len)
    total = order[0]
    for table in order[1:]:
        while len(total) * len(table) > max_pairs:
            total, table = total.coarser(), table.coarser()
        total = _sum(total, table)
    return total


def _sum(left: _Pairs, right: _Pairs) -> _Pairs:
    rows = (left.rows[:, None, :] + right.rows[None, :, :]).reshape(-1, 2)
    counts = (left.counts[:, None] * right.counts[None, :]).reshape(-1)
    return _Pairs(
        *_distinct(rows, counts),
        grids=(max(left.grids[0], right.grids[0]), max(left.grids[1], right.grids[1])),
        off=(left.off[0] + right.off[0], left.off[1] + right.off[1]),
    )


def _distinct(rows: NDArray[Any], counts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    joined, total, _ = distinct(rows, counts=counts, numbers=np.zeros(len(rows), dtype=np.int64))
    return joined, total


def _in_points(prepared: IndexedProblem, chosen: tuple[int, int], off: tuple[int, int]) -> tuple[Fraction, Fraction]:
    scales = [prepared.problem.parties[party].scale for party in chosen]
    return Fraction(50 * off[0], scales[0]), Fraction(50 * off[1], scales[1])


def _rebuilt(*entries: Any) -> Cloud:
    names = [entry.name for entry in attrs.fields(Cloud)]
    return Cloud(**dict(zip(names, entries, strict=True)))
