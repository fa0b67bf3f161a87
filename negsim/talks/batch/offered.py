"""Offered: the packages that a party may offer, each by a number, and what another party makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol as Interface

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.kernels.numbering import strides
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.batch.judging import Integers, Judge
from negsim.talks.ladder import Ladder
from negsim.talks.move import Move, offer

ACCEPTS, LEAVES, NOTHING = -1, -2, -3
"""What stands for the moves that offer nothing; and for a table with nothing on it."""


class Catalogue(Interface):
    """The packages that a party may offer. Numbers of different packages differ."""

    @property
    def size(self) -> int | None:
        """Below what all numbers are; None for too many to keep a table of."""
        ...

    def options(self, numbers: Integers) -> Integers:
        """Return which option of each issue the packages of some numbers take, a row for each."""
        ...

    def move(self, number: int) -> Move:
        """Return the offer of the package of a number."""
        ...


@frozen(eq=False)
class Rungs:
    """The first package of each rung of a ladder; the number is that of the rung, from the worst."""

    ladder: Ladder

    @property
    def size(self) -> int | None:
        """How many rungs there are."""
        return len(self.ladder)

    def options(self, numbers: Integers) -> Integers:
        """Return which option of each issue the first packages of some rungs take."""
        return self.ladder.first_options(self.ladder.rungs[numbers])

    def move(self, number: int) -> Move:
        """Return the offer of the first package of a rung."""
        return self.ladder.offer(int(self.ladder.rungs[number]))

    def at_least(self, points: NDArray[np.float64]) -> Integers:
        """Return the rung of what :meth:`negsim.talks.ladder.Ladder.at_least` returns, for each of some points."""
        found = np.searchsorted(self.ladder.rungs, np.ceil(points).astype(np.int64))
        return np.minimum(found, len(self.ladder) - 1)


@define(eq=False)
class Listed:
    """Packages one after the other, as many as were asked for so far."""

    space: Space
    _packages: Iterator[Package]
    _moves: list[Move] = field(init=False, factory=list)
    _rows: list[tuple[int, ...]] = field(init=False, factory=list)

    @property
    def size(self) -> int | None:
        """How many were asked for so far."""
        return len(self._moves)

    def reach(self, count: int) -> int:
        """List so many packages, or all where there are fewer; return how many are listed."""
        while len(self._moves) < count:
            package = next(self._packages, None)
            if package is None:
                break
            self._moves.append(offer(package))
            self._rows.append(self.space.indices(package))
        return len(self._moves)

    def options(self, numbers: Integers) -> Integers:
        """Return which option of each issue the packages at some places take."""
        rows = [self._rows[number] for number in numbers.tolist()]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.space.radices))

    def move(self, number: int) -> Move:
        """Return the offer of the package at a place."""
        return self._moves[number]


@frozen(eq=False)
class Numbered:
    """All packages of a space, by their numbers in it."""

    space: Space

    @property
    def size(self) -> int | None:
        """None: there may be too many to keep a table of."""
        return None

    def numbers(self, options: Integers) -> Integers:
        """Return the numbers of packages."""
        return options @ np.array(strides(self.space.radices), dtype=np.int64)

    def options(self, numbers: Integers) -> Integers:
        """Return which option of each issue the packages of some numbers take."""
        steps = np.array(strides(self.space.radices), dtype=np.int64)
        return numbers[:, None] // steps % np.array(self.space.radices, dtype=np.int64)

    def move(self, number: int) -> Move:
        """Return the offer of the package of a number."""
        row = self.options(np.array([number], dtype=np.int64))[0]
        return offer(self.space.package(tuple(row.tolist())))


@define(eq=False)
class Hearing:
    """What a party makes of what another offers; each package is judged once where a table can be kept."""

    catalogue: Catalogue
    judge: Judge
    _points: Integers = field(init=False, factory=lambda: np.zeros(0, np.int64))
    _keeps: NDArray[np.bool_] = field(init=False, factory=lambda: np.zeros(0, bool))
    _known: NDArray[np.bool_] = field(init=False, factory=lambda: np.zeros(0, bool))

    def judged(self, numbers: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Return what packages are worth to the party that hears of them, and whether they keep its lines."""
        if self.catalogue.size is None:
            options = self.catalogue.options(numbers)
            return self.judge.points(options), self.judge.keeps(options)
        self._learn(numbers, size=self.catalogue.size)
        return self._points[numbers], self._keeps[numbers]

    def _learn(self, numbers: Integers, *, size: int) -> None:
        if len(self._known) < size:
            more = size - len(self._known) + (size if len(self._known) else 0)  # so that growing is rare
            self._points = np.concatenate([self._points, np.zeros(more, np.int64)])
            self._keeps = np.concatenate([self._keeps, np.zeros(more, bool)])
            self._known = np.concatenate([self._known, np.zeros(more, bool)])
        is_known = self._known[numbers]
        if is_known.all():
            return
        fresh = np.unique(numbers[~is_known])
        options = self.catalogue.options(fresh)
        self._points[fresh], self._keeps[fresh] = self.judge.points(options), self.judge.keeps(options)
        self._known[fresh] = True
