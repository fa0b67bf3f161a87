"""Enumeration of a part's packages in blocks of bounded memory."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.numbering import integers_up_to
from negsim.kernels.outer import Axes, outer_any, outer_sum
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedDemand, IndexedProblem
from negsim.search.parts import Part

_MOST_KEPT = 64
"""How many masks and prices of boxes are kept for all blocks of a part: a bound on memory."""

Box = Mapping[int, Sequence[int]]
"""Options by issue."""


@frozen(kw_only=True, eq=False)
class Layout:
    """What all blocks of a part have in common: the issues they run through, and sums and masks over these.

    Attributes
    ----------
    first, last:
        The part's issues that a block fixes, and those whose combinations it runs through.
    """

    indexed: IndexedProblem
    part: Part
    first: tuple[int, ...]
    last: tuple[int, ...]
    _places: Mapping[int, int] = field(init=False)
    _tables: dict[int, _Tables] = field(init=False, factory=dict)
    _kept: dict[Hashable, Any] = field(init=False, factory=dict)
    _room: list[int] = field(init=False, factory=lambda: list(range(_MOST_KEPT)))

    @_places.default
    def _last_places(self) -> dict[int, int]:
        return {issue: place for place, issue in enumerate(self.last)}

    @cached_property
    def radices(self) -> tuple[int, ...]:
        """How many options each of the last issues has."""
        return tuple(self.indexed.radices[issue] for issue in self.last)

    @cached_property
    def count(self) -> int:
        """How many packages a block has."""
        return math.prod(self.radices)

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """What the options of the last issues add to each package's number."""
        kind = integers_up_to(math.prod(self.indexed.radices))
        steps = [
            ((at,), np.arange(radix).astype(kind) * self.indexed.strides[issue])
            for at, (issue, radix) in enumerate(zip(self.last, self.radices, strict=True))
        ]
        return _read_only(outer_sum(self.radices, steps, dtype=kind))

    @cached_property
    def is_consecutive(self) -> bool:
        """Whether the packages of a block have numbers that follow each other, of 64 bits."""
        count = len(self.indexed.radices)
        is_tail = self.last == tuple(range(count - len(self.last), count))
        return is_tail and integers_up_to(math.prod(self.indexed.radices)) is np.int64

    @cached_property
    def excluded(self) -> tuple[Box, ...]:
        """The exclusions of this part."""
        return tuple(box for box in self.indexed.excluded if next(iter(box)) in self.part.issues)

    def tables(self, party: int) -> _Tables:
        """Return a party's tables over issues of this part."""
        if party not in self._tables:
            self._tables[party] = self._sorted_tables(party)
        return self._tables[party]

    def _sorted_tables(self, party: int) -> _Tables:
        mine, places = set(self.part.issues), self._places
        kind = integers_up_to(self.indexed.most_points(party))
        fixed: list[tuple[Axes, NDArray[Any]]] = []
        crossing: list[tuple[Axes, NDArray[Any]]] = []
        low: list[tuple[Axes, NDArray[Any]]] = []
        for issues, table in self.indexed.factors[party]:
            if not issues or issues[0] not in mine or not mine.issuperset(issues):
                continue
            within = [issue in places for issue in issues]
            if all(within):
                low.append((tuple(places[issue] for issue in issues), table))
            else:
                (crossing if any(within) else fixed).append((issues, table))
        ceiling = self.indexed.problem.parties[party].ceiling
        if ceiling is not None and self.indexed.joined_issues(party)[0][0] not in mine:
            ceiling = None
        base = _read_only(outer_sum(self.radices, low, dtype=kind))
        return _Tables(kind=kind, base=base, fixed=tuple(fixed), crossing=tuple(crossing), ceiling=ceiling)

    def crossing(self, party: int, options: Mapping[int, int], *, more: int) -> NDArray[Any]:
        """Return what the tables that reach from the fixed issues to the last ones add to each package, and more."""
        tables = self.tables(party)
        slices: list[tuple[Axes, NDArray[Any]]] = [((), np.array(more, dtype=tables.kind))]
        for issues, table in tables.crossing:
            cut = table[tuple(options.get(issue, slice(None)) for issue in issues)]
            axes: Axes = tuple(self._places[issue] for issue in issues if issue not in options)
            slices.append((axes, cut))
        return outer_sum(self.radices, slices, dtype=tables.kind)

    def hit(self, key: Hashable, boxes: Sequence[Box], options: Mapping[int, int]) -> tuple[int, ...]:
        """Return which of some boxes, known by a key, the options of the first issues do not rule out."""
        return tuple(
            at
            for at, cut in enumerate(self._cut(key, boxes))
            if all(options[issue] in allowed for issue, allowed in cut.fixed)
        )

    def covered(self, key: Hashable, boxes: Sequence[Box], options: Mapping[int, int]) -> NDArray[np.bool_]:
        """Tell which packages are in some of the boxes."""
        hit = self.hit(key, boxes, options)
        found = self._kept.get(("covered", key, hit))
        if found is None:
            cut = self._cut(key, boxes)
            found = self._keep(("covered", key, hit), outer_any(self.radices, [cut[at].low for at in hit]))
        return np.asarray(found)

    def dearest(
        self, key: Hashable, boxes: Sequence[Box], options: Mapping[int, int], *, prices: Sequence[int], kind: Any
    ) -> NDArray[Any]:
        """Return the greatest price of a box that each package is in; 0 in none."""
        hit = self.hit(key, boxes, options)
        found = self._kept.get(("dearest", key, hit))
        if found is None:
            found, cut = np.zeros(self.count, dtype=kind), self._cut(key, boxes)
            for at in sorted(hit, key=lambda at: prices[at]):
                found[outer_any(self.radices, [cut[at].low])] = prices[at]
            self._keep(("dearest", key, hit), found)
        return np.asarray(found)

    def demanded(self, demands: tuple[int, ...], *, existing: bool) -> _Demanded:
        """Return the boxes of some demands, and of the exclusions where these count too, and the reservations."""
        key = ("demanded", demands, existing)
        if key not in self._kept:
            chosen = [self.indexed.demands[index] for index in demands]
            boxes = [*(self.excluded if existing else ()), *(box.options for own in chosen for box in own.boxes)]
            floors = tuple(demand for demand in chosen if demand.demand.line is None)
            self._kept[key] = _Demanded(boxes=tuple(boxes), floors=floors)
        found: _Demanded = self._kept[key]
        return found

    def _cut(self, key: Hashable, boxes: Sequence[Box]) -> tuple[_Cut, ...]:
        """Return boxes as what they say about the first issues, and about the places of the last ones."""
        if ("cut", key) not in self._kept:
            places = self._places
            self._kept["cut", key] = tuple(
                _Cut(
                    fixed=tuple((issue, frozenset(own)) for issue, own in box.items() if issue not in places),
                    low={places[issue]: own for issue, own in box.items() if issue in places},
                )
                for box in boxes
            )
        found: tuple[_Cut, ...] = self._kept["cut", key]
        return found

    def _keep(self, key: Hashable, array: NDArray[Any]) -> NDArray[Any]:
        if self._room:
            self._room.pop()
            self._kept[key] = array
        return _read_only(array)


@frozen(kw_only=True, eq=False)
class _Cut:
    """A box as seen from a block: what it takes to be in it of the first issues, and of the places of the last."""

    fixed: tuple[tuple[int, frozenset[int]], ...]
    low: Box


@frozen(kw_only=True, eq=False)
class _Demanded:
    """Demands as boxes that are forbidden, and reservations."""

    boxes: tuple[Box, ...]
    floors: tuple[IndexedDemand, ...]


@frozen(kw_only=True, eq=False)
class _Tables:
    """A party's tables over a part: those of the last issues added up, and the others, as they are.

    Attributes
    ----------
    ceiling:
        What cuts the sum; None where nothing does.
    """

    kind: Any
    base: NDArray[Any]
    fixed: tuple[tuple[Axes, NDArray[Any]], ...]
    crossing: tuple[tuple[Axes, NDArray[Any]], ...]
    ceiling: int | None


@frozen(eq=False)
class Block:
    """Packages of a part that agree on its first issues and run through all combinations of the last ones.

    Arrays have one entry for each package, in order; they are read-only.

    Attributes
    ----------
    layout:
        What it has in common with the other blocks of its part.
    fixed:
        The option of each of the first issues.
    offset:
        What these options add to the number of each package.
    """

    layout: Layout
    fixed: Mapping[int, int]
    offset: int = field(init=False)
    _added: dict[int, int] = field(init=False, factory=dict)

    @offset.default
    def _sum_of_steps(self) -> int:
        strides = self.layout.indexed.strides
        return sum([option * strides[issue] for issue, option in self.fixed.items()])

    @property
    def indexed(self) -> IndexedProblem:
        """The problem."""
        return self.layout.indexed

    @property
    def part(self) -> Part:
        """The part."""
        return self.layout.part

    def __len__(self) -> int:
        return self.layout.count

    @property
    def numbers(self) -> NDArray[Any]:
        """What each package's options of this part add to its number."""
        return np.asarray(self.layout.numbers + self.offset)

    def numbers_at(self, index: NDArray[np.intp]) -> NDArray[Any]:
        """Return the same of some packages, by where they stand in the block."""
        own = index if self.layout.is_consecutive else self.layout.numbers[index]
        return np.asarray(own + self.offset)

    def options_at(self, issue: int, index: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the option of an issue of this part that some packages take, by where they stand in the block."""
        if issue in self.fixed:
            return np.full(len(index), self.fixed[issue], dtype=np.intp)
        place = self.layout.last.index(issue)
        return np.asarray(index // math.prod(self.layout.radices[place + 1 :]) % self.layout.radices[place])

    def inside(self, options: Box) -> NDArray[np.bool_]:
        """Tell which packages take one of the given options on each of the given issues, all of this part."""
        return self.layout.covered(tuple(sorted(options.items())), [options], self.fixed)

    def exists(self) -> NDArray[np.bool_]:
        """Tell which packages no exclusion of this part covers."""
        return ~self.layout.covered("excluded", self.layout.excluded, self.fixed)

    def keeps(self, demands: Sequence[int], *, existing: bool = False) -> NDArray[np.bool_]:
        """Tell which packages break none of some demands of this part, by their indices.

        Parameters
        ----------
        existing:
            And exist, told in one go.
        """
        key = tuple(demands)
        asked = self.layout.demanded(key, existing=existing)
        mask = None
        if asked.boxes:
            mask = ~self.layout.covered((key, existing), asked.boxes, self.fixed)
        for demand in asked.floors:
            reached = self._reaches(demand)
            mask = reached if mask is None else np.logical_and(mask, reached, out=mask)
        return np.ones(len(self), dtype=bool) if mask is None else mask

    def points(self, party: int) -> NDArray[Any]:
        """Return what each package adds to a party's points by this part's issues."""
        tables = self.layout.tables(party)
        total, more = tables.base, self._fixed_points(party)
        if tables.crossing:
            total = total + self.layout.crossing(party, self.fixed, more=more)
        elif more:
            total = total + more
        return total if tables.ceiling is None else np.asarray(np.minimum(total, tables.ceiling))

    def points_at(self, party: int, index: NDArray[np.intp]) -> NDArray[Any]:
        """Return the same of some packages, by where they stand in the block."""
        tables = self.layout.tables(party)
        if tables.crossing or tables.ceiling is not None:
            return np.asarray(self.points(party)[index])
        return np.asarray(tables.base[index] + self._fixed_points(party))

    def broken(self, demand: IndexedDemand) -> NDArray[np.bool_]:
        """Tell which packages break a demand of this part."""
        if demand.demand.line is None:
            return ~self._reaches(demand)
        return self.layout.covered(demand.demand.name, [box.options for box in demand.boxes], self.fixed)

    def cost(self, demand: IndexedDemand) -> NDArray[Any]:
        """Return what each package breaks of a demand of this part, in breach units."""
        if demand.demand.line is None:
            return self._shortfall(demand)
        boxes, prices = [box.options for box in demand.boxes], [box.price for box in demand.boxes]
        kind = integers_up_to(self.indexed.most_cost(demand))
        return self.layout.dearest(demand.demand.name, boxes, self.fixed, prices=prices, kind=kind)

    def _fixed_points(self, party: int) -> int:
        """Return what the options of the first issues alone add to a party's points."""
        if party not in self._added:
            fixed = self.layout.tables(party).fixed
            self._added[party] = sum([int(table[tuple([self.fixed[at] for at in issues])]) for issues, table in fixed])
        return self._added[party]

    def _reaches(self, demand: IndexedDemand) -> NDArray[np.bool_]:
        """Tell which packages are worth a reservation, or need not be, as it does not bind."""
        party = demand.holders[0]
        tables = self.layout.tables(party)
        if tables.crossing or tables.ceiling is not None:
            reached = self.points(party) >= demand.points
        else:  # one pass over what is there already, instead of a sum first
            reached = tables.base >= demand.points - self._fixed_points(party)
        if demand.departures is not None:
            reached = reached | ~self._departs(demand)
        return np.asarray(reached, dtype=bool)

    def _departs(self, demand: IndexedDemand) -> NDArray[np.bool_]:
        """Tell which packages depart from the status quo where that makes a reservation bind."""
        boxes = [{issue: options} for issue, options in (demand.departures or {}).items()]
        return self.layout.covered(demand.demand.name, boxes, self.fixed)

    def _shortfall(self, demand: IndexedDemand) -> NDArray[Any]:
        """Return by how much packages miss a reservation, in breach units; 0 where it does not bind."""
        party = demand.holders[0]
        units = self.indexed.units_of(party)
        points = self.points(party).astype(integers_up_to(max(units, self.indexed.most_cost(demand))))
        missing = np.maximum(demand.points - points, 0) * units
        if demand.departures is not None:
            missing = np.where(self._departs(demand), missing, 0)
        return np.asarray(missing)


def blocks(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> Iterator[Block]:
    """Yield all packages of a part, in order, in blocks.

    Memory is in proportion to the block; time to the size of the part.

    Raises
    ------
    TimeLimitError
        When time is up before the last block.

    Notes
    -----
    What a package is worth is a sum of tables over the last issues, added up once for all blocks by outer sums, a
    number for the first ones, and slices of the interactions between them.
    """
    layout = laid_out(indexed, part, effort=effort)
    for combination in itertools.product(*(range(indexed.radices[issue]) for issue in layout.first)):
        effort.check("looking at packages")
        yield Block(layout, dict(zip(layout.first, combination, strict=True)))
        if effort.progress is not None:
            effort.progress(layout.count)


def laid_out(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> Layout:
    """Return how a part is cut into blocks: as few issues are fixed as keep a block small enough.

    An issue of more options than a block may have packages is not cut: each option would be a block of its own.
    """
    split, count = len(part.issues), 1
    while split > 0 and (split == len(part.issues) or count * indexed.radices[part.issues[split - 1]] <= effort.block):
        split -= 1
        count *= indexed.radices[part.issues[split]]
    return Layout(indexed=indexed, part=part, first=part.issues[:split], last=part.issues[split:])


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
