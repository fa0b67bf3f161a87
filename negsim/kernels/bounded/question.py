"""A question made ready: the columns that matter, their floors, and the aim over them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.bounded.aims import Aim, Least, Leximin, Powers
from negsim.kernels.bounded.grouped import Grouped
from negsim.kernels.bounded.instance import Instance, check_totals, is_real
from negsim.kernels.bounded.objectives import (
    LeastRatio,
    Objective,
    Product,
    SumOfLeasts,
    WeightedProduct,
    WeightedSum,
)
from negsim.kernels.bounded.table import Table, table_of
from negsim.kernels.numbering import MAX_EXPONENT


@frozen(eq=False)
class Question:
    """An instance cut down to the columns that floors or an aim look at.

    Attributes
    ----------
    instance:
        As given.
    columns:
        Shape (issues, options, columns).
    floors:
        The least total of each column, or None where none is too small.
    aim:
        What is maximised over the columns.
    table:
        The columns as losses, options that are alike taken together.
    """

    instance: Instance
    columns: NDArray[np.int64]
    floors: tuple[int | None, ...]
    aim: Aim
    table: Table

    def unmerged(self) -> Table:
        """Return the table with each option a class of its own."""
        return table_of(self.columns, self.instance.sizes, self.instance.forbidden, is_merged=False)

    def leasts(self) -> list[int]:
        """Return the least total of each column that options allow."""
        most = self.table.losses.max(axis=1, initial=0).sum(axis=0)
        return [ideal - int(lost) for ideal, lost in zip(self.table.ideals, most, strict=True)]


def question_of(instance: Instance, objective: Objective | None) -> Question:
    """Return the question of an instance and an objective; without one, the aim is to get above floors.

    Raises
    ------
    ValueError
        If the objective has not one number for each party, or looks at no party.
    TooLargeError
        If a weighted sum may exceed 2^52, or exponents add up to more than 1,000.
    """
    parties = instance.values.shape[2]
    _check(objective, parties)
    values = np.where(is_real(instance.sizes, instance.values.shape[1])[:, :, None], instance.values, 0)
    values = values.astype(np.int64)
    floors = _binding(instance)
    if isinstance(objective, WeightedSum):
        values, floors = _with_sum(values, instance.sizes, objective.weights), (*floors, None)
    goal = _goal(objective, parties)
    kept = [column for column, floor in enumerate(floors) if floor is not None or column in goal]
    columns = np.ascontiguousarray(values[:, :, kept])
    table = table_of(columns, instance.sizes, instance.forbidden, is_merged=True)
    kept_floors = tuple(floors[column] for column in kept)
    aim = _aim(objective, kept, table, kept_floors)
    return Question(instance, columns, kept_floors, aim, table)


def _check(objective: Objective | None, parties: int) -> None:
    if objective is None:
        return
    if isinstance(objective, WeightedSum):
        lengths = [len(objective.weights)]
    elif isinstance(objective, WeightedProduct):
        lengths = [len(objective.base), len(objective.exponents)]
    else:
        lengths = [len(objective.base), *([len(objective.scale)] if isinstance(objective, LeastRatio) else [])]
        if any(not 0 <= party < parties for party in objective.parties or ()):
            raise ValueError(f"parties {objective.parties} of an objective; expected indices below {parties}")
    if any(length != parties for length in lengths):
        raise ValueError(f"an objective with {lengths} numbers; expected one for each of {parties} parties")
    if not _goal(objective, parties):
        raise ValueError("an objective that looks at no party; expected at least one")
    if isinstance(objective, WeightedProduct) and sum(objective.exponents) > MAX_EXPONENT:
        raise TooLargeError(
            "a weighted product",
            sum(objective.exponents),
            MAX_EXPONENT,
            "as the sum of exponents",
            "Divide the exponents by a common factor, or round their proportions.",
        )


def _goal(objective: Objective | None, parties: int) -> Sequence[int]:
    """Return the columns that the objective looks at; a weighted sum is a column after the parties."""
    if objective is None:
        return ()
    if isinstance(objective, WeightedSum):
        return (parties,)
    if isinstance(objective, SumOfLeasts):
        return objective.parties
    if isinstance(objective, LeastRatio):
        return range(parties) if objective.parties is None else sorted(set(objective.parties))
    return [party for party, exponent in enumerate(_exponents(objective)) if exponent]


def _exponents(objective: Product | WeightedProduct) -> tuple[int, ...]:
    if isinstance(objective, WeightedProduct):
        return objective.exponents
    named = range(len(objective.base)) if objective.parties is None else objective.parties
    return tuple(int(party in named) for party in range(len(objective.base)))


def _binding(instance: Instance) -> tuple[int | None, ...]:
    """Return the floors that some combination would break."""
    parties = int(instance.values.shape[2])
    if instance.floors is None:
        return (None,) * parties
    real = is_real(instance.sizes, instance.values.shape[1])[:, :, None]
    leasts = np.where(real, instance.values, 2**52).min(axis=1, initial=2**52).sum(axis=0)
    found: list[int | None] = []
    for floor, least in zip(instance.floors, leasts, strict=True):
        found.append(floor if floor > int(least) else None)
    return tuple(found)


def _with_sum(values: NDArray[np.int64], sizes: Sequence[int], weights: Sequence[int]) -> NDArray[np.int64]:
    """Return the values with a weighted sum as a last column, refused where it may exceed what totals may."""
    largest = int(np.abs(values).max(initial=0)) * sum(abs(weight) for weight in weights)
    kind = np.int64 if largest < 2**62 else object
    summed = values.astype(kind) @ np.array(weights, dtype=kind)
    check_totals(summed[:, :, None], sizes)
    return np.concatenate([values, summed.astype(np.int64)[:, :, None]], axis=2)


def _aim(objective: Objective | None, kept: Sequence[int], table: Table, floors: Sequence[int | None]) -> Aim:
    columns = len(kept)
    if isinstance(objective, Product | WeightedProduct):
        exponents = _exponents(objective)
        return Powers(tuple(objective.base[column] for column in kept), tuple(exponents[column] for column in kept))
    if isinstance(objective, SumOfLeasts):
        return _grouped(objective, kept, table)
    if isinstance(objective, LeastRatio):
        scale = tuple(objective.scale[column] for column in kept)
        base = tuple(objective.base[column] for column in kept)
        goal = tuple(kept.index(column) for column in _goal(objective, len(objective.base)))
        least = Least(base, scale, goal, math.lcm(*(scale[column] for column in goal)))
        return Leximin(least) if objective.leximin else least
    if isinstance(objective, WeightedSum):
        return Least((0,) * columns, (1,) * columns, (columns - 1,), 1, is_sum=True)
    # Each total above its floor in proportion to its range: at level 0 all are met.
    ranges = tuple(max(1, int(lost)) for lost in table.losses.max(axis=1, initial=0).sum(axis=0))
    return Least(tuple(floor or 0 for floor in floors), ranges, tuple(range(columns)), math.lcm(*ranges))


def _grouped(objective: SumOfLeasts, kept: Sequence[int], table: Table) -> Grouped:
    place = {column: at for at, column in enumerate(kept)}
    base = tuple(objective.base[column] for column in kept)
    groups = tuple(tuple(place[column] for column in group) for group in objective.groups)
    most = tuple(min(table.ideals[at] - base[at] for at in group) for group in groups)
    return Grouped(base=base, groups=groups, weights=objective.weights, most=most)
