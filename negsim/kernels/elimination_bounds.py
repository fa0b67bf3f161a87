"""What can still become of a row before elimination is over: bounds by weighted sums, and what is not worth keeping."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.dominance import nondominated
from negsim.kernels.elimination_plan import Network, Stage, spread
from negsim.kernels.packing import Layout, Words

_BITS = 48
"""How many bits weighted totals take: sums over some thousand of them keep within int64."""
_NEVER = 2 ** (_BITS + 2)
"""More than any weighted total: what no combination reaches."""
_MAX_CELLS = 2**24
"""How many numbers bounds may be made of: weighted sums for every combination that is looked at."""
_FAMILY = 2**10
"""How many weighted totals may be added up without being cut in between."""
_CORNERS = 64
"""How many corners rows are held against."""
_GRANULARITY = {2: 24, 3: 5, 4: 3, 5: 2}
"""By columns, into how many equal shares weights are split among them."""


@frozen(eq=False)
class Bounds:
    """What tells that a row cannot become part of any whole row that is wanted.

    A whole row is wanted only where it is at most one of the corners in every column: those beyond are beaten by a row
    that is known, or over a limit. For every weighing, a row's weighted sum and the least that the rest can add must
    then be at most that of one and the same corner.

    Attributes
    ----------
    weights:
        Shape (weighings, columns), whole numbers of at least 0.
    corners:
        Weighted sums of the corners, shape (corners, weighings).
    totals:
        The least weighted sums of whole combinations, shape (weighings, cells), for each cell of each stage; and in the
        end, of all.
    """

    weighed: _Weighed
    weights: NDArray[np.int64]
    corners: NDArray[np.int64]
    totals: tuple[NDArray[np.int64], ...]

    def beside(self, stage: int, children: Sequence[int], scope: Sequence[int]) -> StageBounds:
        """Return bounds for rows that add up some children of a stage, or some of what is left after all stages.

        Parameters
        ----------
        stage:
            Its index; the number of stages for what is left in the end.
        children:
            Indices of stages.
        scope:
            The variables, sorted, by which rows are told.
        """
        rests = self.weighed.beside(self.totals[stage], stage, children, scope)
        return StageBounds(self.weighed.network.layout, self.weights, self.corners, rests)

    def at(self, stage: int) -> StageBounds:
        """Return bounds for the rows of a stage."""
        parent = self.weighed.parents.get(stage, len(self.weighed.found))
        return self.beside(parent, [stage], self.weighed.found[stage].step.scope)


@frozen(eq=False)
class StageBounds:
    """Bounds for rows that are told for each combination of one stage's scope: weights, corners and rests of these."""

    layout: Layout
    weights: NDArray[np.int64]
    corners: NDArray[np.int64]
    rests: NDArray[np.int64]

    def weighted(self, words: Words) -> NDArray[np.int64]:
        """Return the weighted sums of rows, shape (weighings, n)."""
        return np.asarray(self.weights @ self.layout.rows(words).T)

    def least(self, words: Words, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the least weighted sums of rows in groups that begin at ``starts``; over all corners where none is."""
        found = np.full((len(self.weights), len(starts) - 1), _NEVER)
        filled = np.flatnonzero(np.diff(starts))
        if len(filled):
            found[:, filled] = np.minimum.reduceat(self.weighted(words), starts[filled], axis=1)
        return found

    def keeps(self, weighted: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which rows, by their weighted sums, may become part of what is wanted, each for a combination."""
        reached = weighted + self.rests[:, groups]
        fits = np.ones((len(self.corners), len(groups)), dtype=bool)
        for weighing, own in enumerate(reached):
            fits &= own[None, :] <= self.corners[:, weighing, None]
        return np.asarray(fits.any(axis=0))


def bounds_of(network: Network, found: Sequence[Stage], limits: Sequence[int | None]) -> Bounds | None:
    """Return bounds for the stages of a network; None where they would not fit machine words, or nothing be gained.

    Parameters
    ----------
    limits:
        The most that the totals of each column may be, counted from the network's offsets; None where there is none.

    Notes
    -----
    The least weighted sum of all combinations, for evenly spread weights, is found by the same elimination with one
    number instead of rows, its combination by going back; then, from the last stage to the first, what is least
    outside of each. Combinations that are found so bound what is efficient (the two phases of Ulungu and Teghem 1995);
    the regions that they leave are between the corners of Klamroth, Lacour and Vanderpooten (2015).

    References
    ----------
    E. L. Ulungu and J. Teghem, "The two phases method", Foundations of Computing and Decision Sciences 20 (1995).
    K. Klamroth, R. Lacour and D. Vanderpooten, "On the representation of the search region in multi-objective
    optimization", European Journal of Operational Research 245 (2015).
    """
    weights = _weights(network)
    if network.apart or not len(weights) or max(_families(found)) > _FAMILY:
        return None
    added = [_weighted(stage, weights) for stage in found]
    least, best = _least(network, found, added)
    points = _points(network, found, best, len(weights))
    corners = _corners(points, network.spans, limits)
    weighed = _Weighed(network, tuple(found), tuple(least))
    return Bounds(weighed, weights, corners @ weights.T, tuple(_totals(weighed, added)))


@frozen(eq=False)
class _Weighed:
    """The least weighted sums of each stage, shape (weighings, combinations of its scope)."""

    network: Network
    found: tuple[Stage, ...]
    least: tuple[NDArray[np.int64], ...]

    @cached_property
    def parents(self) -> dict[int, int]:
        """From each stage to the one that takes it up."""
        return {child: at for at, stage in enumerate(self.found) for child in stage.children}

    def beside(
        self, total: NDArray[np.int64], stage: int, children: Sequence[int], scope: Sequence[int]
    ) -> NDArray[np.int64]:
        """Return, for each combination of a scope, the least that all outside of some children of a stage adds.

        Parameters
        ----------
        total:
            The least weighted sums of whole combinations for each cell of the stage.
        stage:
            The number of stages for those that are left in the end.
        """
        if stage == len(self.found):
            return np.asarray(np.minimum(total - np.sum([self.least[child] for child in children], axis=0), _NEVER))
        axes = _axes(self.found[stage])
        others = total.reshape(-1, *_shape(self.network, axes))
        for child in children:
            others = others - _over(self.network, self.found[stage], self.least[child], self.found[child].step.scope)
        others = others.min(axis=tuple(1 + at for at, variable in enumerate(axes) if variable not in scope))
        left = [variable for variable in axes if variable in scope]
        others = others.transpose(0, *(1 + left.index(variable) for variable in scope))
        return np.asarray(np.minimum(others, _NEVER).reshape(len(total), -1))


def _families(found: Sequence[Stage]) -> Iterator[int]:
    """Yield how many stages are added up in each, and in the end."""
    yield from (len(stage.children) for stage in found)
    yield sum(not stage.step.scope for stage in found)


def _weights(network: Network) -> NDArray[np.int64]:
    """Return evenly spread weights, so that columns of any span count alike: shape (weighings, columns).

    As many as memory allows for all cells; none where numbers are too large.
    """
    spans, cells = network.spans, sum(map(network.cells_of, network.order))
    shares = _GRANULARITY.get(len(spans), 1)
    while shares and math.comb(shares + len(spans) - 1, shares) * cells > _MAX_CELLS:
        shares -= 1
    if not spans or not shares or max(spans) >= 2 ** (_BITS - 6):
        return np.zeros((0, len(spans)), dtype=np.int64)
    unit = 2**_BITS // shares // len(spans)
    return np.array(
        [
            [share * (unit // max(1, span)) for share, span in zip(own, spans, strict=True)]
            for own in _splits(shares, len(spans))
        ],
        dtype=np.int64,
    )


def _splits(shares: int, columns: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to split equal shares among columns.

    Examples
    --------
    >>> list(_splits(2, 2))
    [(0, 2), (1, 1), (2, 0)]
    """
    if columns == 1:
        yield (shares,)
        return
    for first in range(shares + 1):
        for rest in _splits(shares - first, columns - 1):
            yield (first, *rest)


def _weighted(stage: Stage, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what a stage adds in each cell, shape (weighings, cells)."""
    return np.asarray(np.where(stage.is_open, weights @ stage.added.T, _NEVER))


def _shape(network: Network, variables: Sequence[int]) -> list[int]:
    return [network.sizes[variable] for variable in variables]


def _axes(stage: Stage) -> tuple[int, ...]:
    return (*stage.step.scope, stage.step.variable)


def _over(network: Network, stage: Stage, table: NDArray[Any], scope: Sequence[int]) -> NDArray[Any]:
    """Return a table over a scope, shape (weighings, combinations), as one that broadcasts over a stage's cells."""
    return spread(table.reshape(-1, *_shape(network, scope)), scope, _axes(stage))


def _least(
    network: Network, found: Sequence[Stage], added: Sequence[NDArray[np.int64]]
) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return, for each stage and combination of its scope, the least weighted sum and the option that attains it."""
    least: list[NDArray[np.int64]] = []
    best: list[NDArray[np.int64]] = []
    for stage, own in zip(found, added, strict=True):
        total = own.reshape(-1, *_shape(network, _axes(stage)))
        for child in stage.children:
            total = total + _over(network, stage, least[child], found[child].step.scope)
        total = np.minimum(total, _NEVER).reshape(len(own), -1, network.sizes[stage.step.variable])
        least.append(total.min(axis=2))
        best.append(total.argmin(axis=2))
    return least, best


def _points(
    network: Network, found: Sequence[Stage], best: Sequence[NDArray[np.int64]], count: int
) -> NDArray[np.int64]:
    """Return the totals of the combination that is least for each weighing; none that some box forbids."""
    options: dict[int, NDArray[np.int64]] = {}
    totals = np.zeros((count, network.columns), dtype=np.int64)
    exists = np.ones(count, dtype=bool)
    for stage, own in zip(reversed(found), reversed(best), strict=True):
        place = np.zeros(count, dtype=np.int64)
        for variable in stage.step.scope:
            place = place * network.sizes[variable] + options[variable]
        options[stage.step.variable] = own[np.arange(count), place]
        cells = place * network.sizes[stage.step.variable] + options[stage.step.variable]
        totals += stage.added[cells]
        exists &= stage.is_open[cells]
    return np.unique(totals[exists], axis=0)


def _totals(weighed: _Weighed, added: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Return the least weighted sums of whole combinations, for each cell of each stage; and of all in the end."""
    network, found = weighed.network, weighed.found
    roots = [weighed.least[at] for at, stage in enumerate(found) if not stage.step.scope]
    totals = [np.zeros((0, 0), dtype=np.int64) for _ in found]
    totals.append(np.asarray(np.sum(roots, axis=0)) if roots else np.zeros((0, 1), dtype=np.int64))
    for at in reversed(range(len(found))):
        stage, parent = found[at], weighed.parents.get(at, len(found))
        rest = weighed.beside(totals[parent], parent, [at], stage.step.scope)
        total = added[at].reshape(-1, *_shape(network, _axes(stage)))
        total = total + rest.reshape(-1, *_shape(network, stage.step.scope), 1)
        for child in stage.children:
            total = total + _over(network, stage, weighed.least[child], found[child].step.scope)
        totals[at] = np.asarray(total.reshape(len(total), -1))
    return totals


def _corners(points: NDArray[np.int64], spans: Sequence[int], limits: Sequence[int | None]) -> NDArray[np.int64]:
    """Return corners such that every row within the limits that no point beats is at most one of them."""
    most = [span if limit is None else max(-1, min(span, limit)) for span, limit in zip(spans, limits, strict=True)]
    corners = [tuple(most)]
    for point in points[np.argsort(points.max(axis=1, initial=0), kind="stable")].tolist():
        refined = _outermost(list(dict.fromkeys(_refined(corners, point))))
        if len(refined) > _CORNERS:
            break
        corners = refined
    return np.array(corners, dtype=np.int64).reshape(-1, len(spans))


def _refined(corners: Sequence[tuple[int, ...]], point: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the corners once a point is known: one that it is below gives way to one for each column, cut there.

    A row that the point does not beat is below it in some column, or equals it: in each case at most one of these.
    """
    for corner in corners:
        if all(entry < most for entry, most in zip(point, corner, strict=True)):
            for column, entry in enumerate(point):
                yield (*corner[:column], entry, *corner[column + 1 :])
        else:
            yield corner


def _outermost(corners: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the corners that are not at most another."""
    kept = nondominated(-np.array(corners, dtype=np.int64))
    return [corner for corner, is_kept in zip(corners, kept.tolist(), strict=True) if is_kept]
