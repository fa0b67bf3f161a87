"""The least that groups of columns can lose together, by bounded search or by integer programming."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.kernels.bounded.efficient import efficient_vectors
from negsim.kernels.bounded.efficient_walk import walk
from negsim.kernels.bounded.instance import Instance, is_real
from negsim.kernels.bounded.objectives import SumOfLeasts
from negsim.kernels.bounded.search import best, find_any
from negsim.kernels.compiling import compiled
from negsim.kernels.programs import Draft, chosen, minimise, spread

Vector = tuple[int, ...]
Upper = tuple[int | None, ...]
"""For each group, the most that its entry may be; None where it may be anything."""

MAX_NODES = 20_000_000
"""How many options a bounded search tries before it gives up."""
MAX_TIES = 2_000
"""How many choices of the same sum it lists."""
MAX_LISTING_NODES, MAX_SUMMING_NODES = 30_000_000, 100_000_000
"""How many options it tries to list the least vectors, and to list those whose sum is small."""
MAX_VECTORS = 20_000
"""How many least vectors it keeps at once."""
_SLOWER, _SLOWER_LISTING = 20, 4
"""Without numba, so many times fewer: listing has no integer programming to fall back on."""
MAX_PROGRAM_NODES = 20_000
"""How many nodes integer programming looks at before it gives up."""


def _groups(given: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(int, group)) for group in given)


def _vector(given: Iterable[int]) -> Vector:
    return tuple(map(int, given))


@frozen(kw_only=True, eq=False)
class Losses:
    """What groups lose by what is chosen: one option of each issue.

    A group's entry is the largest, over its columns, of the base minus the total.

    Attributes
    ----------
    instance:
        What can be chosen; its floors hold throughout.
    base:
        For each column of the instance.
    groups:
        Columns; each is in one group at most, and none is empty.
    """

    instance: Instance
    base: Vector = field(converter=_vector)
    groups: tuple[tuple[int, ...], ...] = field(converter=_groups)

    def vector(self, combination: Sequence[int]) -> Vector:
        """Return the entries of a choice."""
        totals = self.instance.totals(np.array([combination], dtype=np.int64))[0].tolist()
        return tuple(max(self.base[column] - totals[column] for column in group) for group in self.groups)

    def lows(self) -> Vector:
        """Return what no choice's entries are below."""
        return self._entries(_ends(self.instance)[1])

    def highs(self) -> Vector:
        """Return what no choice's entries are above."""
        return self._entries(_ends(self.instance)[0])

    def within(self, upper: Upper) -> Losses:
        """Return the same with entries bounded from above."""
        bounded = [(group, most) for group, most in zip(self.groups, upper, strict=True) if most is not None]
        floors = {column: self.base[column] - most for group, most in bounded for column in group}
        return attrs.evolve(self, instance=floored(self.instance, floors))

    def joined(self) -> Losses:
        """Return the same with all groups as one: what the group that loses most loses."""
        return attrs.evolve(self, groups=[[column for group in self.groups for column in group]])

    def _entries(self, totals: Sequence[int]) -> Vector:
        return tuple(max(self.base[column] - totals[column] for column in group) for group in self.groups)


def floored(instance: Instance, floors: Mapping[int, int]) -> Instance:
    """Return an instance with floors for some columns besides its own."""
    own = list(_ends(instance)[0] if instance.floors is None else instance.floors)
    for column, floor in floors.items():
        own[column] = max(own[column], floor)
    return attrs.evolve(instance, floors=own)


def _ends(instance: Instance) -> tuple[list[int], list[int]]:
    """Return the least and the largest that each total can be."""
    real = is_real(instance.sizes, instance.values.shape[1])[:, :, None]
    least = np.where(real, instance.values, 2**53).min(axis=1, initial=2**53).sum(axis=0)
    most = np.where(real, instance.values, -(2**53)).max(axis=1, initial=-(2**53)).sum(axis=0)
    return [int(entry) for entry in least], [int(entry) for entry in most]


class UnsettledError(Exception):
    """What was asked was given up; caught where there is something else to try or to say."""


@frozen
class Least:
    """The least weighted sum of groups' entries.

    Attributes
    ----------
    status:
        ``found``; ``none``, proved, where nothing can be chosen; or ``limit``, where a method gave up.
    value:
        The least sum, proved; 0 unless found.
    combinations:
        Choices that attain it, at least one if found.
    is_every:
        Whether these are all.
    """

    status: Literal["found", "none", "limit"]
    value: int = 0
    combinations: tuple[tuple[int, ...], ...] = ()
    is_every: bool = False


class Engine(Protocol):
    """What finds how little groups can lose."""

    def together(self, losses: Losses, weights: Sequence[int]) -> Least:
        """Return the least sum of groups' entries, each times its weight, which is above 0."""
        ...

    def at_most(self, losses: Losses, *, low: int) -> Least:
        """Return the least that the largest entry can be, given that it is at least so much."""
        ...

    def efficient(self, losses: Losses, *, together: int | None) -> NDArray[Any] | None:
        """Return the least vectors of entries, shape (n, groups), or those that add up to at most so much.

        None where they are too many, or too hard to list.
        """
        ...


@frozen(kw_only=True)
class Searching:
    """Bounded search as an engine.

    Attributes
    ----------
    max_nodes:
        How many options each search tries before it gives up; without numba, 20 times fewer.
    until:
        When to give up, on the machine's monotonic clock; None for never.

    Examples
    --------
    >>> instance = Instance(values=[[[3, 0], [0, 3]], [[1, 1], [2, 0]]], sizes=(2, 2))
    >>> losses = Losses(instance=instance, base=(5, 3), groups=[[0], [1]])
    >>> Searching().together(losses, (2, 1))
    Least(status='found', value=3, combinations=((0, 1),), is_every=True)
    >>> Searching().at_most(losses, low=0).value
    2
    """

    max_nodes: int = MAX_NODES
    until: float | None = None

    def together(self, losses: Losses, weights: Sequence[int]) -> Least:
        """Return the least weighted sum of entries."""
        objective = SumOfLeasts(base=losses.base, groups=losses.groups, weights=weights)
        found = best(losses.instance, objective, max_nodes=self._most(), max_ties=MAX_TIES, until=self.until)
        if not found.is_proven:
            return Least("limit")
        if found.value is None:
            return Least("none")
        assert isinstance(found.value, int), "a sum of leasts is whole"
        listed = tuple(tuple(map(int, row)) for row in found.combinations)
        return Least("found", -found.value, listed, found.is_count_complete and found.count == len(listed))

    def at_most(self, losses: Losses, *, low: int) -> Least:
        """Return the least that the largest entry can be.

        Whether all entries can be within a bound is asked for bounds that close in: twice as far each time from what is
        known to be too little, and halfway once some are known to be enough. Each question has multipliers of its
        own, so that this takes far fewer nodes than one search for the least largest entry.
        """
        known, least, step = self._within(losses, low), low, 1
        if known.status == "none":
            known, least = self._within(losses, None), low + 1
        while known.status == "found" and known.value > least:
            probed = min(least + step, (least + known.value) // 2)
            found = self._within(losses, probed)
            if found.status == "none":
                least, step = probed + 1, 2 * step
            else:
                known = found
        return known

    def efficient(self, losses: Losses, *, together: int | None) -> NDArray[Any] | None:
        """Return the least vectors of entries, where one walk comes by all of them."""
        most = MAX_LISTING_NODES if together is None else MAX_SUMMING_NODES
        return efficient_vectors(
            losses.instance,
            losses.base,
            losses.groups,
            together=together,
            max_vectors=MAX_VECTORS,
            max_nodes=most if compiled(walk) else most // _SLOWER_LISTING,
            until=self.until,
        )

    def _most(self) -> int:
        return self.max_nodes if compiled(walk) else self.max_nodes // _SLOWER

    def _within(self, losses: Losses, most: int | None) -> Least:
        """Return a choice with all entries within a bound, and its largest."""
        bounded = losses.within((most,) * len(losses.groups))
        found = find_any(bounded.instance, max_nodes=self._most(), until=self.until)
        if found.combination is None:
            return Least("none" if found.status == "none" else "limit")
        return Least("found", max(losses.vector(found.combination)), (found.combination,))


@frozen(kw_only=True)
class Programming:
    """Integer programming (HiGHS) as an engine.

    What HiGHS finds is checked and valued in integers, and that nothing is less is taken for proved where the program's
    numbers are small enough (:attr:`negsim.kernels.programs.Program.is_tame`).

    Attributes
    ----------
    max_nodes:
        How many nodes of its tree it looks at before it gives up.
    until:
        When to give up, on the machine's monotonic clock; None for never.
    """

    max_nodes: int = MAX_PROGRAM_NODES
    until: float | None = None

    def together(self, losses: Losses, weights: Sequence[int]) -> Least:
        """Return the least weighted sum of entries."""
        draft, costs, parts = _draft(losses, weights)
        program = draft.program(costs)
        if not program.is_tame:
            return Least("limit")
        seconds = None if self.until is None else max(0.0, self.until - time.monotonic())
        answer = minimise(program, seconds=seconds, max_nodes=self.max_nodes)
        if not answer.is_proven:
            return Least("limit")
        if answer.status == "infeasible":
            return Least("none")
        combination = chosen(answer, parts)
        value = sum(weight * entry for weight, entry in zip(weights, losses.vector(combination), strict=True))
        is_sure = _counts(losses.instance, combination) and value == round(answer.objective)
        return Least("found", value, (combination,)) if is_sure else Least("limit")

    def at_most(self, losses: Losses, *, low: int) -> Least:  # noqa: ARG002 - an interface's arguments
        """Return the least that the largest entry can be."""
        return self.together(losses.joined(), (1,))

    def efficient(
        self,
        losses: Losses,  # noqa: ARG002 - an interface's arguments
        *,
        together: int | None,  # noqa: ARG002 - as above
    ) -> NDArray[Any] | None:
        """Return None: programs list nothing."""
        return None


@frozen
class FirstOf:
    """Engines that are asked one after the other until one comes to an end."""

    engines: tuple[Engine, ...] = field(converter=entries)

    def together(self, losses: Losses, weights: Sequence[int]) -> Least:
        """Return the least weighted sum of entries."""
        return _first(engine.together(losses, weights) for engine in self.engines)

    def at_most(self, losses: Losses, *, low: int) -> Least:
        """Return the least that the largest entry can be."""
        return _first(engine.at_most(losses, low=low) for engine in self.engines)

    def efficient(self, losses: Losses, *, together: int | None) -> NDArray[Any] | None:
        """Return the least vectors of entries, where the first engine can list them."""
        return self.engines[0].efficient(losses, together=together)


def _first(answers: Iterable[Least]) -> Least:
    return next((answer for answer in answers if answer.status != "limit"), Least("limit"))


def _draft(losses: Losses, weights: Sequence[int]) -> tuple[Draft, dict[int, float], list[range]]:
    """Return the program: one variable for each entry, above what each of its columns loses."""
    instance, draft = losses.instance, Draft()
    parts = draft.choices(instance.sizes)
    for column, floor in enumerate(instance.floors or ()):
        draft.row(spread(parts, _column(instance, column)), lower=floor)
    for box in instance.forbidden:
        named = {parts[issue][option]: 1.0 for issue, options in box.items() for option in options}
        draft.row(named, upper=len(box) - 1)
    costs: dict[int, float] = {}
    ends = zip(losses.groups, weights, losses.lows(), losses.highs(), strict=True)
    for group, weight, low, high in ends:
        entry = draft.variable(lower=low, upper=max(low, high))
        costs[entry] = weight
        for column in group:
            draft.row({**spread(parts, _column(instance, column)), entry: 1.0}, lower=losses.base[column])
    return draft, costs, parts


def _column(instance: Instance, column: int) -> list[list[int]]:
    return [instance.values[issue, :size, column].tolist() for issue, size in enumerate(instance.sizes)]


def _counts(instance: Instance, combination: Sequence[int]) -> bool:
    """Tell whether a choice is within floors and outside boxes."""
    totals: NDArray[Any] = instance.totals(np.array([combination], dtype=np.int64))[0]
    is_low = instance.floors is not None and any(
        total < floor for total, floor in zip(totals.tolist(), instance.floors, strict=True)
    )
    is_forbidden = any(
        all(combination[issue] in options for issue, options in box.items()) for box in instance.forbidden
    )
    return not (is_low or is_forbidden)
