"""Solver: a zone and how to search it, by bounded search, integer programming or both."""

from __future__ import annotations

import functools
import importlib.util
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal, Protocol

import attrs
import numpy as np
from attrs import define, field

from negsim.deals.rules import Gains, Rule, gains_of
from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import MAX_TOTAL, Instance, is_real
from negsim.kernels.bounded.objectives import Objective, SumOfLeasts, WeightedSum
from negsim.kernels.bounded.program_walk import ProgramWalk
from negsim.kernels.bounded.results import Best, Found, Ranking
from negsim.kernels.bounded.search import best, find_any
from negsim.problem import BargainingProblem
from negsim.search.choices import zone_choices
from negsim.search.effort import Effort
from negsim.search.indexed import indexed
from negsim.search.options import options

Way = Literal["bounded-search", "integer-programming"]

MAX_NODES = 5_000_000
"""How many options a search tries before it gives up: some seconds."""
MAX_COMPILED_NODES = 200_000_000
"""The same where numba is installed."""
MAX_SECONDS = 30.0
"""How long integer programming may take over one rule where the user set no limit."""
MAX_WIDTH = 64
"""Up to so many packages of a part are looked at as they are; of more, the efficient ones."""
FEW_TIES, MANY_TIES = 1_000, 20_000
"""How many packages of one value are listed at first, and where these are not all."""

NAMES = {"bounded-search": "bounded search", "integer-programming": "integer programming"}
"""What each way is called in a result's ``method``."""


class Region(Protocol):
    """A region as independent choices: :class:`negsim.search.choices.Choices` or `negsim.search.options.Options`."""

    @property
    def instance(self) -> Instance:
        """What a bounded search looks at: one issue for each part."""
        ...

    def count(self, combination: Sequence[int]) -> int:
        """Return how many packages are behind a combination."""
        ...

    def numbers(self, combinations: Sequence[Sequence[int]]) -> Iterator[int]:
        """Yield the numbers of the packages behind combinations."""
        ...


@define(kw_only=True)
class Solver:
    """A zone, how to search it, and what is known of it by now.

    Attributes
    ----------
    region:
        The zone; None where some part has no package that breaks no line.
    way:
        How to search; None for a bounded search and, where that gives up, integer programming.
    ways:
        How it was searched so far.
    effort_of_all:
        The limits on all that is asked; ``effort`` has those of the question at hand.
    """

    problem: BargainingProblem
    region: Region | None
    effort: Effort
    max_packages: int
    way: Way | None = None
    ways: dict[str, None] = field(factory=dict)
    _ideals: list[Best] | None = field(default=None, init=False)
    effort_of_all: Effort = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.effort_of_all = self.effort

    @property
    def base(self) -> list[int]:
        """What each signing party has without an agreement, in points."""
        return [party.reservation.points if party.reservation else 0 for party in self.problem.signers]

    @property
    def floors(self) -> list[int | None]:
        """The least points of each signing party in the zone; None where there is no such bound."""
        instance = self.instance
        return [None] * instance.values.shape[2] if instance.floors is None else list(instance.floors)

    @property
    def instance(self) -> Instance:
        """What is searched."""
        assert self.region is not None, "an empty zone is not searched"
        return self.region.instance

    @property
    def is_ordered(self) -> bool:
        """Whether combinations in lexicographic order are packages in package order."""
        return bool(getattr(self.region, "is_in_order", False))

    def best(self, objective: Objective, *, floors: Sequence[int | None] | None = None) -> Best:
        """Return what is best, with more of its ties where the first are not all."""
        instance = self.instance if floors is None else raised(self.instance, floors)
        found: Best = self.by_all_means(functools.partial(best, instance, objective, max_ties=self._listed))
        if found.is_proven and not found.is_count_complete and self._listed < MANY_TIES:
            more = self.by_all_means(functools.partial(best, instance, objective, max_ties=MANY_TIES))
            found = more if more.is_proven else found
        return found

    def any(self) -> Found:
        """Return a package of the zone, or the proof that there is none."""
        found: Found = self.by_all_means(functools.partial(find_any, self.instance))
        return found

    def ideals(self) -> list[Best]:
        """Return the most points that any package of the zone is worth, to each signing party."""
        if self._ideals is None:
            columns = self.instance.values.shape[2]
            self._ideals = [self._ideal(at) for at in range(columns)]
        return self._ideals

    def _ideal(self, party: int) -> Best:
        """Return the most points of one party, without a search where what is best of each part keeps the floors."""
        instance = self.instance
        real = is_real(instance.sizes, instance.values.shape[1])
        own = instance.values[:, :, party].astype(object)
        first = np.where(real, own, own.min(initial=0)).argmax(axis=1)[None, :].astype(np.int64)
        totals = instance.totals(first)
        if instance.floors is not None and (totals[0] < np.array(instance.floors)).any():
            return self.best(WeightedSum([int(other == party) for other in range(instance.values.shape[2])]))
        most = int(totals[0, party])
        return Best(
            value=most,
            count=1,
            is_count_complete=False,
            combinations=first,
            are_first=False,
            is_proven=True,
            bound=most,
            nodes=0,
        )

    def best_gains(self) -> Gains | None:
        """Return the most that each signing party gains in any package of the zone; None where it is not proved."""
        tops = self.ideals()
        if not all(top.is_proven and top.value is not None for top in tops):
            return None
        worth = {party.id: as_number(top) for party, top in zip(self.problem.signers, tops, strict=True)}
        return gains_of(self.problem, worth)

    @property
    def _listed(self) -> int:
        return min(max(FEW_TIES, self.max_packages), MANY_TIES)

    def sum_weights(self, rule: Rule) -> list[int]:
        """Return what a point of each signing party counts in a sum of weighted values, in whole numbers."""
        unit = math.lcm(*(party.scale for party in self.problem.signers))
        return [unit // party.scale * power for party, power in zip(self.problem.signers, rule.powers, strict=True)]

    def weighted_sum(self, rule: Rule) -> Objective:
        """Return the sum that a rule makes as great as can be: in one column where that fits what a total may be."""
        weights = self.sum_weights(rule)
        most = np.abs(self.instance.values).max(axis=1, initial=0).astype(object).sum(axis=0)
        if sum(weight * total for weight, total in zip(weights, most, strict=True)) <= MAX_TOTAL:
            return WeightedSum(weights)
        alone = [(at,) for at in range(len(weights))]
        return SumOfLeasts(base=[0] * len(weights), groups=alone, weights=weights)

    def by_all_means(self, search: functools.partial[Any]) -> Any:
        """Search as told; where nothing is told and the bounded search gives up, by integer programming too."""
        found = None
        if self.way != "integer-programming":
            self.ways.setdefault(NAMES["bounded-search"])
            effort = self.effort if self.way else self.effort.share(2)
            found = search(max_nodes=most_nodes(), until=effort.until)
            if is_settled(found) or self.way or self.effort.is_over:
                return found
        self.ways.setdefault(NAMES["integer-programming"])
        until = time.monotonic() + MAX_SECONDS if self.effort.until is None else self.effort.until
        again = search(walker=functools.partial(ProgramWalk, until=until), until=until)
        return again if found is None else better_of(found, again)


def most_nodes() -> int:
    """Return how many options a search tries before it gives up."""
    return MAX_NODES if importlib.util.find_spec("numba") is None else MAX_COMPILED_NODES


def told_way(effort: Effort) -> Way | None:
    """Return the way to search that was asked for; None where none was."""
    if effort.method == "bounded-search":
        return "bounded-search"
    return "integer-programming" if effort.method == "integer-programming" else None


def solver_of(problem: BargainingProblem, *, max_packages: int, effort: Effort, way: Way | None = None) -> Solver:
    """Return what searches a problem's zone.

    Raises
    ------
    TooLargeError
        If parts are too large, or totals do not fit 2^52.
    """
    prepared, effort = indexed(problem), effort.started()
    region: Region | None
    try:
        region = options(prepared, max_width=MAX_WIDTH, effort=effort)
    except TooLargeError:
        region = zone_choices(prepared, effort=effort)
    return Solver(problem=problem, region=region, effort=effort, max_packages=max_packages, way=way)


def raised(instance: Instance, floors: Sequence[int | None]) -> Instance:
    """Return an instance with other floors."""
    worst = -int(np.abs(instance.values).astype(object).max(axis=1, initial=0).sum(axis=0).max(initial=0))
    return attrs.evolve(instance, floors=[worst if floor is None else floor for floor in floors])


def at_least(floor: int | None, other: int) -> int:
    """Return the higher of two floors, of which one may be none."""
    return other if floor is None else max(floor, other)


def is_settled(found: Best | Found | Ranking) -> bool:
    """Tell whether a search came to its end."""
    return found.status != "undecided" if isinstance(found, Found) else found.is_proven


def better_of(one: Any, other: Any) -> Any:
    """Return the better of two searches of which the first gave up: what it found, and the lower bound."""
    if is_settled(other) or isinstance(other, Found):
        return other
    if isinstance(other, Ranking):
        return max(one, other, key=lambda found: found.values)
    first = one if other.value is None or (one.value is not None and one.value >= other.value) else other
    bound = min((found.bound for found in (one, other) if found.bound is not None), default=None)
    is_proven = first.value is not None and first.value == bound
    return attrs.evolve(first, bound=bound, is_proven=is_proven)


def as_number(found: Best) -> int:
    """Return a value that is one number: of a sum, or of a product."""
    assert isinstance(found.value, int), "the value of a sum or product that was found"
    return found.value
