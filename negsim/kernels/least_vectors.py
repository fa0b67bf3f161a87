"""Least vectors: what groups lose where none can lose less without another's losing more, one by one in order."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from typing import Literal

from attrs import define, field, frozen

from negsim.kernels.leasts import Engine, Least, Losses, UnsettledError, Upper, Vector

Key = tuple[int, ...]

MAX_REGIONS = 5_000
"""How many regions there may be before the search gives up."""
_FIRST_PART = 32
"""The second listing goes this part of the least largest entry beyond it."""
_GROWTH, _LEAP = 2, 8
"""Later ones go so many times as far, where the last brought something new and where it did not."""


@frozen
class Found:
    """Least vectors, in the order of the largest entry, then the sum, then the entries.

    Attributes
    ----------
    vectors:
        The first of them.
    status:
        ``all``; ``more``, where there are others; or ``limit``, where the engine gave up before it was told.
    """

    vectors: tuple[Vector, ...]
    status: Literal["all", "more", "limit"]


def least_vectors(losses: Losses, engine: Engine, *, most: int | None) -> Found:
    """Return the first vectors of entries in which none can shrink without another's growing.

    Parameters
    ----------
    losses:
        What groups lose.
    engine:
        What finds a least sum of entries within bounds.
    most:
        How many to find; None for all.

    Notes
    -----
    First by walks that list all vectors whose largest entry is within a bound, a little farther each time; where such a
    walk is too long, by walks that list those of the next largest entry whose sum is within a bound. So the first
    vectors in order are all known before most others are looked at.

    Where walks are too long for that too, what is left are regions, each the vectors within some upper bounds. The
    first vector of a region is found by three kinds of least sums: the largest entry, the sum within it, then entry
    by entry. Regions wait in the order of what is known of their first vectors, so that most are never settled in
    full. When a vector is found, each region that holds it is cut into one for every entry, in which that entry is
    smaller; regions inside others go (search zones, after Klamroth, Lacour and Vanderpooten 2015).

    References
    ----------
    K. Klamroth, R. Lacour and D. Vanderpooten, "On the representation of the search region in multi-objective
    optimization", European Journal of Operational Research 245 (2015).

    Examples
    --------
    >>> from negsim.kernels.bounded.instance import Instance
    >>> from negsim.kernels.leasts import Searching
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[1, 1], [2, 0]]], sizes=(2, 2))
    >>> least_vectors(Losses(instance=instance, base=(5, 3), groups=[[0], [1]]), Searching(), most=2)
    Found(vectors=((1, 2), (0, 3)), status='more')
    """
    search = _Search(losses, engine)
    vectors: list[Vector] = []
    try:
        for vector in itertools.chain(search.listed(), search.vectors()):
            if most is not None and len(vectors) >= most:
                return Found(tuple(vectors), "more")
            vectors.append(vector)
    except UnsettledError:
        return Found(tuple(vectors), "limit")
    return Found(tuple(vectors), "all")


@define
class _Growing:
    """How far to go at a time: one at first, then farther while it goes well.

    Attributes
    ----------
    first:
        How far the second time; 0 after that.
    """

    first: int
    step: int = field(default=1, init=False)
    most: int | None = field(default=None, init=False)

    def went_well(self, *, brought: bool) -> None:
        """Note that as far as that was not too far, and whether it brought anything."""
        farther = self.first or self.step * (_GROWTH if brought else _LEAP)
        self.first = 0
        self.step = farther if self.most is None else min(farther, self.most)

    def went_ill(self) -> None:
        """Note that so far was too far."""
        self.step = self.most = max(1, self.step // _LEAP)


@define(order=False, eq=False)
class _Region:
    """Vectors within upper bounds, and what is known of the first of them.

    Attributes
    ----------
    upper:
        The bounds.
    key:
        A lower bound on the first vector's largest entry, sum and entries, as far as it goes.
    is_settled:
        Whether it is the first vector's.
    """

    upper: Upper
    key: Key
    is_settled: bool = False

    def holds(self, vector: Vector) -> bool:
        return all(most is None or entry <= most for entry, most in zip(vector, self.upper, strict=True))


@define
class _Search:
    losses: Losses
    engine: Engine
    lows: Vector = field(init=False)
    regions: list[_Region] = field(factory=list, init=False)
    empty: list[Upper] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.lows = self.losses.lows()

    def listed(self) -> Iterator[Vector]:
        """Yield those vectors, in order, that walks come by which list all with small entries.

        What they leave is in :attr:`regions`.
        """
        everything = (None,) * len(self.losses.groups)
        least = _settled(self.engine.at_most(self.losses, low=max(self.lows)))
        if least is None:
            return
        highest, growing = max(self.losses.highs()), _Growing(first=max(1, abs(least.value) // _FIRST_PART))
        known: list[Vector] = []
        done = least.value - 1
        while done < highest:
            self.regions = [_Region(everything, (done + 1,))]
            fresh = self._fresh(known, done + growing.step)
            if fresh is not None:
                yield from fresh
                known += fresh
                done += growing.step
                growing.went_well(brought=bool(fresh))
            elif growing.step > 1:
                growing.went_ill()
            else:
                more = yield from self._by_sum(known, done + 1)
                known += more.vectors
                if more.status != "all":
                    self._leave_out(known)
                    return
                done += 1
        self.regions = []

    def _by_sum(self, known: Sequence[Vector], largest: int) -> Generator[Vector, None, Found]:
        """Yield the vectors with a largest entry beyond those known, by walks that list all with small sums.

        Return them again, and whether these are all.
        """
        within = self.losses.within((largest,) * len(self.lows))
        least = _settled(self.engine.together(within, (1,) * len(self.lows)))
        assert least is not None, "the bound is one that some vector keeps to"
        done, growing, found = least.value - 1, _Growing(first=1), list(known)
        while done < largest * len(self.lows):
            fresh = self._fresh(found, largest, together=done + growing.step)
            if fresh is not None:
                yield from fresh
                found += fresh
                done += growing.step
                growing.went_well(brought=bool(fresh))
            elif growing.step > 1:
                growing.went_ill()
            else:
                return Found(tuple(found[len(known) :]), "limit")
        return Found(tuple(found[len(known) :]), "all")

    def _fresh(self, known: Sequence[Vector], largest: int, *, together: int | None = None) -> list[Vector] | None:
        """Return the least vectors within bounds that are not known, in order; None where a walk is too long.

        Wider bounds add only vectors that come later, which beat none of those within.
        """
        vectors = self.engine.efficient(self.losses.within((largest,) * len(self.lows)), together=together)
        if vectors is None:
            return None
        efficient = {tuple(map(int, row)) for row in vectors}
        return sorted(efficient.difference(known), key=lambda vector: (max(vector), sum(vector), vector))

    def _leave_out(self, known: Sequence[Vector]) -> None:
        """Cut what is left by vectors that are known: all of those with a smaller largest entry than any other."""
        key = self.regions[0].key
        for vector in known:
            self._cut(vector)
        for region in self.regions:
            region.key = max(region.key, key)

    def vectors(self) -> Iterator[Vector]:
        """Yield the other vectors, in order."""
        while self.regions:
            region = min(self.regions, key=lambda entry: (entry.key, not entry.is_settled))
            if not region.is_settled:
                self._settle(region)
                continue
            vector = region.key[2:]
            yield vector
            self._cut(vector)

    def _settle(self, region: _Region) -> None:
        """Find the first vector of a region, or raise what its largest entry is at least."""
        if len(region.key) == 1:
            largest = _settled(self.engine.at_most(self.losses.within(region.upper), low=region.key[0]))
            if largest is None:
                self.regions = [other for other in self.regions if other is not region]
                self.empty.append(region.upper)
                return
            region.key = (largest.value,)
        inside = self.losses.within(_smaller(region.upper, region.key[0]))
        found = _settled(self.engine.together(inside, (1,) * len(self.lows)))
        if found is None:
            region.key = (region.key[0] + 1,)
        else:
            region.key = (region.key[0], found.value, *self._first(inside, found, region.key[0]))
            region.is_settled = True

    def _first(self, inside: Losses, found: Least, largest: int) -> Vector:
        """Return the first vector of those with a given largest entry and sum."""
        if found.is_every:
            return min(map(inside.vector, found.combinations))
        total, beyond = found.value, largest - min(self.lows) + 1
        entries: list[int] = []
        for group, low in enumerate(self.lows[:-1]):
            if inside.vector(found.combinations[0])[group] > low:
                weights = [beyond + (other == group) for other in range(len(self.lows))]
                least = _settled(self.engine.together(inside, weights))
                assert least is not None, "what has a least sum has a first vector"
                found = least
            entries.append(inside.vector(found.combinations[0])[group])
            inside = inside.within(tuple(entries) + (None,) * (len(self.lows) - len(entries)))
        return (*entries, total - sum(entries))

    def _cut(self, vector: Vector) -> None:
        """Leave out what a vector is at most as large as everywhere."""
        holding = [region for region in self.regions if region.holds(vector)]
        kept = [region for region in self.regions if not region.holds(vector)]
        key = (max(vector), sum(vector), *vector)
        fresh: dict[Upper, _Region] = {}
        for region in holding:
            for group, (entry, low) in enumerate(zip(vector, self.lows, strict=True)):
                if entry > low:
                    upper = (*region.upper[:group], entry - 1, *region.upper[group + 1 :])
                    fresh[upper] = _Region(upper, key)
        others = [*fresh, *(region.upper for region in kept), *self.empty]
        self.regions = kept + [
            region
            for upper, region in fresh.items()
            if not any(_is_within(upper, other) for other in others if other != upper)
        ]
        if len(self.regions) > MAX_REGIONS:
            raise UnsettledError


def _settled(found: Least) -> Least | None:
    """Return what an engine found; None where there is nothing."""
    if found.status == "limit":
        raise UnsettledError
    return found if found.status == "found" else None


def _smaller(upper: Upper, most: int) -> Upper:
    return tuple(most if own is None else min(own, most) for own in upper)


def _is_within(upper: Upper, other: Upper) -> bool:
    return all(most is None or (own is not None and own <= most) for own, most in zip(upper, other, strict=True))
