"""Ties: what a part's lines and exclusions say, each about a few issues, so that these can be looked at in turn."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from negsim.fields import entries
from negsim.kernels.buckets import Choice
from negsim.kernels.elimination_order import Step, elimination_order
from negsim.search.indexed import IndexedDemand, IndexedProblem
from negsim.search.parts import Part

Box = Mapping[int, Sequence[int]]
"""Options by issue."""

Scope = tuple[int, ...]
"""Variables, sorted."""


@frozen(kw_only=True, eq=False)
class Ties:
    """What lines and exclusions of a part say, as tables over few variables each.

    The variables are the part's issues, in order, and a switch for each line of several boxes about different issues:
    it says how dear the dearest of the line's boxes is that a package is in. No box lets it say less. It may say more:
    what is looked for is the least, of sets of broken demands and of breaches.

    Attributes
    ----------
    told:
        The lines of which is told what breaks them, by the indices of demands; what breaks another one does not matter.
    walls:
        Boxes that no package may be in.
    levels:
        From the lines that have a switch to what it may say, but for nothing: prices, in order.
    switches:
        From these lines to their switches.
    sizes:
        How many options each variable has.
    scopes:
        The sets of variables that some table is about.
    """

    indexed: IndexedProblem
    part: Part
    told: tuple[int, ...] = field(converter=entries)
    walls: tuple[Box, ...] = field(converter=entries)
    levels: Mapping[int, tuple[int, ...]]
    switches: Mapping[int, int]
    sizes: tuple[int, ...] = field(converter=entries)
    scopes: tuple[Scope, ...] = field(converter=entries)

    @cached_property
    def order(self) -> tuple[Step, ...]:
        """In which order the variables are eliminated."""
        return elimination_order(self.sizes, self.scopes)

    @cached_property
    def cells(self) -> int:
        """How many combinations of variables are looked at in all."""
        return sum(math.prod(self.sizes[at] for at in (step.variable, *step.scope)) for step in self.order)

    @cached_property
    def places(self) -> dict[int, int]:
        """From the part's issues to their variables."""
        return {issue: at for at, issue in enumerate(self.part.issues)}

    @cached_property
    def combinations(self) -> dict[Scope, dict[Choice, None]]:
        """The combinations of each scope that no wall, and no switch that would say too little, rules out; in order."""
        found = {
            scope: dict.fromkeys(itertools.product(*(range(self.sizes[at]) for at in scope)))
            for scope in dict.fromkeys(self.scopes)
        }
        for wall in self.walls:
            scope = self.scope(wall)
            for choice in self._inside(wall, scope):
                found[scope].pop(choice, None)
        for index, switch in self.switches.items():
            for box in self.indexed.demands[index].boxes:
                scope, less = self.scope(box.options), [price < box.price for price in self.levels[index]]
                too_little = 1 + sum(less) if box.price in self.levels[index] else 0
                for choice in self._inside(box.options, scope):
                    for level in range(too_little):
                        found[*scope, switch].pop((*choice, level), None)
        return found

    def prices(self, index: int) -> tuple[Scope, dict[Choice, int]]:
        """Return which combinations of which variables break a line, with the price, in breach units."""
        demand, switch = self.indexed.demands[index], self.switches.get(index)
        if switch is not None:
            return (switch,), {(level,): price for level, price in enumerate(self.levels[index], start=1)}
        scope = tuple(sorted(self.places[issue] for issue in demand.issues))
        found: dict[Choice, int] = {}
        for box in sorted(demand.boxes, key=lambda box: box.price):
            found.update(dict.fromkeys(self._inside(box.options, scope), box.price))
        return scope, found

    def scope(self, issues: Iterable[int]) -> Scope:
        """Return the variables of some issues."""
        return tuple(sorted([self.places[issue] for issue in issues]))

    def _inside(self, box: Box, scope: Scope) -> Iterator[Choice]:
        """Yield the combinations of a scope of issues that are in a box."""
        return itertools.product(*(box.get(self.part.issues[at], range(self.sizes[at])) for at in scope))


def ties(
    indexed: IndexedProblem,
    part: Part,
    *,
    told: Collection[int] = (),
    kept: Collection[int] = (),
    joined: Iterable[Sequence[int]] = (),
    free: bool = True,
) -> Ties | None:
    """Return what lines and exclusions of a part say; None where a reservation is among the demands asked about.

    Parameters
    ----------
    part:
        One that none of the demands asked about crosses.
    told:
        Indices of the demands of the part of which is to be told what breaks them.
    kept:
        Indices of those that no package may break.
    joined:
        Further sets of issues of the part that some table is about.
    free:
        Whether it matters that a package is in a box whose price is 0.
    """
    demands = indexed.demands
    if any(demands[index].demand.line is None for index in (*told, *kept)):
        return None
    places = {issue: at for at, issue in enumerate(part.issues)}
    walls: list[Box] = [box for box in indexed.excluded if next(iter(box)) in places]
    walls += [box.options for index in kept for box in demands[index].boxes]
    sizes = [indexed.radices[issue] for issue in part.issues]
    whole = [index for index in told if _is_told_by_one(demands[index])]
    about: list[Iterable[int]] = [*walls, *joined, *(demands[index].issues for index in whole)]
    scopes = [tuple(sorted([places[issue] for issue in issues])) for issues in about]
    levels: dict[int, tuple[int, ...]] = {}
    switches: dict[int, int] = {}
    for index in told:
        if index not in whole:
            prices = {box.price for box in demands[index].boxes if free or box.price}
            switch, levels[index] = len(sizes), tuple(sorted(prices))
            switches[index] = switch
            sizes.append(1 + len(prices))
            scopes.append((switch,))
            scopes += [(*sorted([places[issue] for issue in box.options]), switch) for box in demands[index].boxes]
    return Ties(
        indexed=indexed,
        part=part,
        told=told,
        walls=walls,
        levels=levels,
        switches=switches,
        sizes=sizes,
        scopes=scopes,
    )


def _is_told_by_one(demand: IndexedDemand) -> bool:
    """Tell whether one of a line's boxes is about all issues of the line."""
    return any(len(box.options) == len(demand.issues) for box in demand.boxes)
