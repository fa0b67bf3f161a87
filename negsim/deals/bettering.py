"""Outcomes that are better than a package for some and worse for none, best first: listed, or searched for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.frontier import efficient_sums
from negsim.fields import entries
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import Product, WeightedSum
from negsim.kernels.bounded.ranking import k_best
from negsim.kernels.bounded.search import best
from negsim.kernels.dominance import nondominated
from negsim.problem import BargainingProblem
from negsim.search.choices import Choices
from negsim.search.effort import Effort, Method
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part, refuse_large
from negsim.search.sums import Sums, sums
from negsim.search.values import keeps_red, losses

MAX_NODES = 5_000_000
"""How many options one search tries before it gives up: some seconds."""
MAX_LISTED = 2**14
"""How many combinations of values one search lists, those of equal values and those that others beat among them."""
MAX_SUBSETS = 1_024
"""How many sets of parties that may gain are looked at one by one."""


@frozen
class Outcome:
    """What packages with the same points are: their points in order of signing parties, the first, and how many."""

    points: tuple[int, ...] = field(converter=entries)
    number: int
    count: int


@frozen(kw_only=True)
class Bettering:
    """Efficient outcomes above a package's points, best first.

    Attributes
    ----------
    outcomes:
        At most as many as were asked for.
    count, is_complete:
        How many there are; at least so many where not complete.
    is_efficient:
        Whether there are none; None where that was not settled.
    is_proven:
        Whether those listed are the best, and none of them can be improved on.
    """

    outcomes: tuple[Outcome, ...] = field(converter=entries)
    count: int
    is_complete: bool
    is_efficient: bool | None
    is_proven: bool = True


NOTHING = Bettering(outcomes=(), count=0, is_complete=True, is_efficient=True)
"""No outcome is better, proved."""
UNSETTLED = Bettering(outcomes=(), count=0, is_complete=False, is_efficient=None, is_proven=False)
"""No better outcome was found, and there may be one."""


def listed(total: Sums, *, points: Sequence[int], count: int) -> Bettering:
    """Return the outcomes that efficient sums of the problem from here amount to."""
    gains = -total.totals.rows.astype(object) - np.array(points, dtype=object)
    kept = np.flatnonzero((gains != 0).any(axis=1)) if len(gains) else np.arange(0)
    if not len(kept):
        return NOTHING
    ideals = [int(column.max()) for column in gains[kept].T]
    keys = keys_of(gains[kept], ideals)
    numbers = [int(total.totals.numbers[at]) for at in kept]
    order = sorted(range(len(kept)), key=lambda at: (*_backwards(keys[at]), numbers[at]))
    rows, counts = total.totals.rows, total.totals.counts
    # As Python integers: what is worked out from them would overflow in 64 bits.
    found = [Outcome((-rows[kept[at]]).tolist(), numbers[at], int(counts[kept[at]])) for at in order[:count]]
    return Bettering(outcomes=found, count=len(kept), is_complete=len(kept) <= count, is_efficient=False)


def keys_of(gains: NDArray[Any], ideals: Sequence[int]) -> list[tuple[int, int]]:
    """Return what orders gains, shape (n, parties) of 0 and more: how many gain, then the product of what they gain.

    Each gain counts over its party's ideal, so that a key does not depend on anyone's scale: all products are times
    the product of all ideals above 0, which makes them whole.
    """
    able = [at for at, ideal in enumerate(ideals) if ideal > 0]
    own = gains[:, able].astype(object)
    filled = np.where(own > 0, own, np.array([ideals[at] for at in able], dtype=object))
    return [
        (int(number), math.prod(int(entry) for entry in row))
        for number, row in zip((own > 0).sum(axis=1), filled, strict=True)
    ]


def sums_from(prepared: IndexedProblem, *, method: Method, effort: Effort) -> Sums:
    """Return the efficient sums of the problem from here: part by part, or by looking at all issues together.

    Raises
    ------
    TooLargeError
        As :func:`negsim.deals.frontier.frontier`; for enumeration from more than 10^8 packages on.
    """
    if method == "merging":
        return efficient_sums(prepared.problem, of="zone", effort=effort.by("merging"))
    radices = prepared.radices
    whole = Part(issues=range(len(radices)), demands=range(len(prepared.demands)), size=math.prod(radices))
    refuse_large((whole,), what="looking for improvements")
    columns = [losses(party) for party in prepared.signers]
    return sums(prepared, [whole], columns=columns, keep=keeps_red, effort=effort)


def searched(
    problem: BargainingProblem, zone: Choices, *, points: Sequence[int], count: int, effort: Effort
) -> Bettering:
    """Return the best outcomes without listing the others.

    Parameters
    ----------
    zone:
        The zone of the problem from here, as independent choices.

    Notes
    -----
    First whether any allowed package has a greater weighted sum: only then is there anything better. Then the
    combinations of greatest product of gains, as many as it takes: since whatever beats a combination has a greater
    product, those that none before them beats are efficient. Where fewer outcomes than asked for leave everyone
    better off, the same for each set of parties one smaller, the others staying where they are; and so on.
    """
    search = _Search(zone=zone, points=tuple(points), effort=effort)
    scales = [party.scale for party in problem.signers]
    shares = [math.lcm(*scales) // scale for scale in scales]
    answer = best(zone.instance, WeightedSum(shares), **search.limits, max_ties=1)
    here = sum(share * entry for share, entry in zip(shares, points, strict=True))
    if answer.value is None or answer.value == here:
        return NOTHING if answer.is_proven else UNSETTLED
    found = search.ranked(count)
    if found.outcomes:
        return found
    known = search.outcomes_of(answer.combinations[:1], [answer.value], is_cut=False)
    return attrs.evolve(found, outcomes=known[:count], count=1, is_proven=False)


@frozen(kw_only=True)
class _Layer:
    """Efficient outcomes in which the same number of parties gain, with their keys; how far that is settled.

    Attributes
    ----------
    cut:
        Where not exhausted: those left out have at most this key.
    """

    found: tuple[tuple[int, Outcome], ...] = field(converter=entries)
    is_exhausted: bool
    is_proven: bool
    cut: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether these are all, proved."""
        return self.is_exhausted and self.is_proven


@frozen(kw_only=True, eq=False)
class _Search:
    """A search for outcomes above some points, among independent choices."""

    zone: Choices
    points: tuple[int, ...]
    effort: Effort

    @property
    def limits(self) -> dict[str, Any]:
        """When a search gives up."""
        return {"max_nodes": MAX_NODES, "until": self.effort.until}

    def ranked(self, count: int) -> Bettering:
        """Return the best outcomes; some package is known to be better."""
        everyone = tuple(range(len(self.points)))
        layer = self._among([everyone], wanted=count, above=(), ideals=[1] * len(everyone))
        outcomes = [outcome for _, outcome in layer.found]
        if layer.is_settled and len(outcomes) <= count:
            layer = self._with_fewer(outcomes, count=count)
        return Bettering(
            outcomes=outcomes[:count],
            count=len(outcomes),
            is_complete=layer.is_settled and len(outcomes) <= count,
            is_efficient=False,
            is_proven=layer.is_proven,
        )

    def _with_fewer(self, outcomes: list[Outcome], *, count: int) -> _Layer:
        """Add the outcomes in which one party fewer gains, then two fewer, until there are more than asked for."""
        layer = _Layer(found=(), is_exhausted=True, is_proven=True)
        ideals = self._ideals()
        if ideals is None:
            return attrs.evolve(layer, is_proven=False)
        able = [at for at, ideal in enumerate(ideals) if ideal > 0]
        for size in range(min(len(able), len(ideals) - 1), 0, -1):
            if math.comb(len(able), size) > MAX_SUBSETS:
                return attrs.evolve(layer, found=(), is_exhausted=False)
            gaining = list(itertools.combinations(able, size))
            layer = self._among(gaining, wanted=count - len(outcomes), above=outcomes, ideals=ideals)
            outcomes += [outcome for _, outcome in layer.found]
            if not layer.is_settled or len(outcomes) > count:
                break
        return layer

    def _ideals(self) -> list[int] | None:
        """Return the most that each party can gain while none loses; None where that was not settled."""
        found = []
        for at, own in enumerate(self.points):
            weights = [int(other == at) for other in range(len(self.points))]
            answer = best(self.zone.instance, WeightedSum(weights), **self.limits, max_ties=1)
            if not answer.is_proven or self.effort.is_over:
                return None
            assert isinstance(answer.value, int), "some package is allowed, and worth whole points"
            found.append(answer.value - own)
        return found

    def _among(
        self, sets: Sequence[tuple[int, ...]], *, wanted: int, above: Sequence[Outcome], ideals: Sequence[int]
    ) -> _Layer:
        """Return the best outcomes in which just the parties of one of these sets gain; the best of all sets.

        Parameters
        ----------
        above:
            All efficient outcomes in which more parties gain.
        """
        found: list[tuple[int, Outcome]] = []
        is_exhausted = is_proven = True
        cut = 0
        for gaining in sets:
            if self.effort.is_over:
                is_exhausted = is_proven = False
                break
            layer = self._gaining(gaining, wanted=wanted, above=above, ideals=ideals)
            found += layer.found
            is_exhausted, is_proven = is_exhausted and layer.is_exhausted, is_proven and layer.is_proven
            cut = max(cut, layer.cut)
        # What one set leaves out may be better than what another lists.
        found = sorted((pair for pair in found if pair[0] > cut), key=lambda pair: (-pair[0], pair[1].number))
        return _Layer(found=found, is_exhausted=is_exhausted, is_proven=is_proven)

    def _gaining(
        self, gaining: tuple[int, ...], *, wanted: int, above: Sequence[Outcome], ideals: Sequence[int]
    ) -> _Layer:
        """Return the best outcomes in which just these parties gain."""
        instance = _with_gains(self.zone.instance, self.points, gaining)
        base = [*self.points, *[0] * (instance.values.shape[2] - len(self.points))]
        wide = 4 * (wanted + len(above) + 1)
        while True:
            ranking = k_best(instance, Product(base, parties=gaining), wide, **self.limits)
            is_exhausted = ranking.is_proven and len(ranking) < wide
            outcomes = self.outcomes_of(ranking.combinations, ranking.values, is_cut=not is_exhausted)
            kept = _unbeaten(outcomes, above)
            is_last = is_exhausted or not ranking.is_proven or wide >= MAX_LISTED or self.effort.is_over
            if is_last or len(kept) > wanted:
                break
            wide *= 4
        fixed = math.prod(ideals[at] for at in range(len(ideals)) if at not in gaining and ideals[at] > 0)
        keyed = [(fixed * self._product(outcome, gaining), outcome) for outcome in kept]
        last = ranking.values[-1] if ranking.is_proven and not is_exhausted else 0
        assert isinstance(last, int), "a product of whole gains"
        return _Layer(found=keyed, is_exhausted=is_exhausted, is_proven=ranking.is_proven, cut=fixed * last)

    def _product(self, outcome: Outcome, gaining: Sequence[int]) -> int:
        return math.prod(outcome.points[at] - self.points[at] for at in gaining)

    def outcomes_of(self, combinations: NDArray[np.int64], values: Sequence[Any], *, is_cut: bool) -> list[Outcome]:
        """Return the outcomes of combinations, best first; without those of the last value where these are cut off."""
        kept = [at for at, value in enumerate(values) if not is_cut or value != values[-1]]
        totals = self.zone.instance.totals(combinations[kept])
        found: dict[tuple[int, ...], tuple[int, int]] = {}
        for at, row in zip(kept, totals.tolist(), strict=True):
            number, count = self._behind(combinations[at])
            before = found.get(tuple(row), (number, 0))
            found[tuple(row)] = min(number, before[0]), count + before[1]
        return [Outcome(points, number, count) for points, (number, count) in found.items()]

    def _behind(self, combination: NDArray[np.int64]) -> tuple[int, int]:
        """Return the first package behind a combination, and how many there are."""
        tables = [source.table for source in self.zone.sources]
        number = sum(int(table.numbers[at]) for table, at in zip(tables, combination, strict=True))
        return number, self.zone.count(combination.tolist())


def _with_gains(instance: Instance, points: Sequence[int], gaining: Sequence[int]) -> Instance:
    """Return the choices by which just some parties gain: theirs from one point more on, the others' no more."""
    staying = [at for at in range(len(points)) if at not in gaining]
    values = np.concatenate([instance.values, -instance.values[:, :, staying]], axis=2)
    floors = [point + (at in gaining) for at, point in enumerate(points)] + [-points[at] for at in staying]
    return Instance(values=values, sizes=instance.sizes, floors=floors)


def _unbeaten(outcomes: Sequence[Outcome], above: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that beat neither each other nor are beaten by those above them."""
    rows = np.array([outcome.points for outcome in [*outcomes, *above]], dtype=np.int64)
    is_kept = nondominated(-rows.reshape(len(rows), -1)) if len(rows) else np.zeros(0, dtype=bool)
    return [outcome for outcome, kept in zip(outcomes, is_kept, strict=False) if kept]


def _backwards(key: tuple[int, int]) -> tuple[int, int]:
    return -key[0], -key[1]
