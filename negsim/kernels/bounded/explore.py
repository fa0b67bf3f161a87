"""One walk from start to end: leaves become keys, better keys shrink the budgets."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.aims import Aim
from negsim.kernels.bounded.bounds import Bounds, bounds_of
from negsim.kernels.bounded.guide import Floats, Landscape, ascend, climb, floors_alone, landscape_of
from negsim.kernels.bounded.plan import plan_of
from negsim.kernels.bounded.table import Table
from negsim.kernels.bounded.walk import Walker, default_walker

Choice = NDArray[np.int64]

_BATCH = 4096
"""The most leaves taken at once; the first come one by one, since each may shrink the budgets."""
_NODES_AT_ONCE = 500_000
"""How many options are tried between two looks at the clock, where there is a limit on time."""


class Collector(Protocol):
    """What is kept of the leaves, and the level from which leaves are wanted."""

    level: int

    def take(self, choices: NDArray[np.int64], keys: Sequence[Any]) -> bool:
        """Keep what is wanted and tell whether the level rose."""
        ...

    @property
    def is_full(self) -> bool:
        """Whether nothing more is wanted."""
        ...


@frozen(eq=False)
class Ground:
    """What walks over one table and aim share: bounds, the multipliers they came from, and good choices."""

    table: Table
    floors: tuple[int | None, ...]
    aim: Aim
    landscape: Landscape
    multipliers: tuple[Floats, Floats]
    bounds: Bounds
    starts: NDArray[np.int64]

    def climbed(self, choice: Choice) -> tuple[Choice, Any]:
        """Return the top of the hill that a choice stands on, and its key; None where it does not count."""
        top = climb(self.table, self.landscape, choice)
        return top, self.key(top)

    def key(self, choice: Choice) -> Any:
        """Return the key of a choice, or None where it does not count."""
        totals = self.table.totals(choice[None, :])
        if not self.table.are_allowed(choice[None, :])[0]:
            return None
        if any(floor is not None and total < floor for floor, total in zip(self.floors, totals[0], strict=True)):
            return None
        return self.aim.keys(totals)[0]

    def on(self, table: Table) -> Ground:
        """Return the same over another table of the same columns."""
        goal, hard = self.multipliers
        bounds = bounds_of(table, self.floors, goal=goal, hard=hard)
        return Ground(table, self.floors, self.aim, self.landscape, self.multipliers, bounds, self.starts[:0])

    def reach(self, level: int, *, parts: int | None = None) -> int:
        """Return a level, from this one on, above which bounds prove that there is nothing.

        The lowest such; with ``parts``, one that exceeds it by at most that part of its distance.
        """
        low, step = level, max(1, abs(level) >> 10)
        while self.bounds.budgets(self.aim, low + step) is not None:
            low, step = low + step, 2 * step
        high = low + step
        while high - low > 1 and (parts is None or (high - low) * parts > high - level):
            middle = (low + high) // 2
            is_open = self.bounds.budgets(self.aim, middle) is not None
            low, high = (middle, high) if is_open else (low, middle)
        return high - 1


def ground_of(table: Table, floors: Sequence[int | None], aim: Aim) -> Ground:
    """Return bounds for an aim within floors over a table, and choices to start from."""
    landscape = landscape_of(table, floors, aim)
    goal, hard, starts = ascend(table, landscape)
    floored = floors_alone(landscape)
    if floored is not None:
        # While there is no incumbent, the objective asks for nothing, and only floors can prove or guide anything.
        feasible, _, more = ascend(table, floored)
        goal = np.concatenate([goal, 0 * feasible[: len(feasible) // 2]])
        hard = np.concatenate([hard, feasible[: len(feasible) // 2]])
        starts = np.concatenate([starts, more])
    bounds = bounds_of(table, floors, goal=goal, hard=hard)
    return Ground(table, tuple(floors), aim, landscape, (goal, hard), bounds, starts)


@frozen
class Walked:
    """How far a walk came."""

    nodes: int
    is_over: bool


def is_past(until: float | None) -> bool:
    """Tell whether a moment on the machine's monotonic clock has come; never where there is none."""
    return until is not None and time.monotonic() >= until


def explore(
    ground: Ground,
    collector: Collector,
    *,
    walker: Walker | None,
    max_nodes: int,
    until: float | None = None,
    is_sorted: bool = True,
) -> Walked:
    """Walk over all that may reach the collector's level, until the walk is over or the collector full.

    Before that it gives up when nodes are used up or, on the machine's monotonic clock, time is. Every leaf is within
    floors and outside boxes; its key is worked out in Python integers.
    """
    table, aim = ground.table, ground.aim
    budgets = None if table.has_all_forbidden else ground.bounds.budgets(aim, collector.level)
    plan = None if budgets is None else plan_of(ground.bounds, budgets, is_sorted=is_sorted)
    if plan is None:
        return Walked(0, is_over=True)
    walk, nodes, batch = (walker or default_walker())(plan), 0, 1
    while budgets is not None and not walk.is_over:
        if nodes >= max_nodes or collector.is_full or is_past(until):
            return Walked(nodes, is_over=False)
        most = max_nodes - nodes if until is None else min(max_nodes - nodes, _NODES_AT_ONCE)
        leaves, tried = walk.advance(budgets - plan.offsets, max_leaves=batch, max_nodes=most)
        nodes += tried
        choices = plan.choices(leaves)
        batch = min(2 * batch, _BATCH)
        if collector.take(choices, aim.keys(table.totals(choices))):
            budgets = ground.bounds.budgets(aim, collector.level)
    return Walked(nodes, is_over=True)


@define
class Ties:
    """The best key and the choices that have it, up to a limit; beyond that, only better ones are looked for.

    Attributes
    ----------
    ground:
        What is walked.
    limit:
        How many choices of one key are kept.
    level:
        From which level on leaves are wanted.
    best:
        The greatest key so far, None before the first.
    witness:
        A choice that has it.
    kept:
        The choices met by the walk that have it.
    is_complete:
        Whether none was left out for the limit.
    """

    ground: Ground
    limit: int
    level: int
    best: Any = field(default=None, init=False)
    witness: Choice | None = field(default=None, init=False)
    kept: list[Choice] = field(factory=list, init=False)
    is_complete: bool = field(default=True, init=False)

    @property
    def is_full(self) -> bool:
        """Never: something better may come."""
        return False

    def offer(self, choice: Choice, key: Any) -> None:
        """Note a choice that was not met by the walk, which will meet it."""
        aim = self.ground.aim
        if key is None or self._is_below(key) or key == self.best:
            return
        self.best, self.witness, self.kept, self.is_complete = key, choice, [], True
        self.level = aim.level(key, above=False)

    def _is_below(self, key: Any) -> bool:
        if self.best is None:
            return self.ground.aim.level(key, above=False) < self.level
        return bool(key < self.best)

    def afresh(self, level: int) -> Ties:
        """Return an empty collection from a level on."""
        return Ties(self.ground, self.limit, level)

    def take_over(self, other: Ties) -> None:
        """Note the best of another collection if it is better."""
        if other.witness is not None:
            self.offer(other.witness, other.best)

    def take(self, choices: NDArray[np.int64], keys: Sequence[Any]) -> bool:
        """Keep choices with the best key; from one that is better, climb for more."""
        before = self.level
        for choice, key in zip(choices, keys, strict=True):
            # A leaf within every budget may still lie below the level: budgets are necessary only.
            if key is None or self._is_below(key):
                continue
            if self.best is None or key > self.best:
                self.best, self.witness, self.kept, self.is_complete = key, choice, [choice], True
                self.offer(*self.ground.climbed(choice))
            elif len(self.kept) < self.limit:
                self.kept.append(choice)
            else:
                self.is_complete = False
        if self.best is not None:
            self.level = max(before, self.ground.aim.level(self.best, above=not self.is_complete))
        return self.level > before


@define
class Equals:
    """Choices that have a given key, the first that the walk meets, up to a limit."""

    key: Any
    limit: int
    level: int
    kept: list[Choice] = field(factory=list, init=False)

    @property
    def is_full(self) -> bool:
        """Whether the limit is reached."""
        return len(self.kept) >= self.limit

    def take(self, choices: NDArray[np.int64], keys: Sequence[Any]) -> bool:
        """Keep what has the key."""
        same = [choice for choice, key in zip(choices, keys, strict=True) if key == self.key]
        self.kept += same[: self.limit - len(self.kept)]
        return False


@define
class AnyLeaf:
    """The first choice that the walk meets."""

    level: int
    kept: Choice | None = field(default=None, init=False)

    @property
    def is_full(self) -> bool:
        """Whether there is one."""
        return self.kept is not None

    def take(self, choices: NDArray[np.int64], keys: Sequence[Any]) -> bool:  # noqa: ARG002 - every leaf will do
        """Keep the first."""
        if len(choices) and self.kept is None:
            self.kept = choices[0]
        return False


def first_combinations(table: Table, choices: Iterable[Choice], limit: int) -> list[tuple[int, ...]]:
    """Return the lexicographically first combinations that any of the choices stands for, each once."""
    merged = heapq.merge(*(table.combinations(choice) for choice in choices))
    once = (combination for combination, _ in itertools.groupby(merged))
    return list(itertools.islice(once, limit))
