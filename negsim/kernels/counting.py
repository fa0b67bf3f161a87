"""Counting the combinations of one row from each of several tables whose totals reach floors, without listing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.counting_grid import grid_cost, grid_count, grid_others, grid_rows_cost
from negsim.kernels.counting_halves import halves_cost, halves_count, halves_others, halves_rows_cost
from negsim.kernels.counting_numbers import product
from negsim.kernels.counting_parts import Part, Terms, terms_of
from negsim.kernels.counting_problem import Problem, completed

Method = Literal["product", "enumeration", "grid", "halves"]

MAX_BYTES = 2**30
"""How much memory a count may take, about."""
MAX_STEPS = 60_000_000_000
"""How many elementary steps a count may take: about a minute."""


@frozen
class Count:
    """How many combinations there are, and by which method that was found."""

    value: int
    method: Method


@frozen(eq=False)
class RowCounts:
    """How many combinations use each row.

    Attributes
    ----------
    values:
        For each part, Python integers in an object array of shape (n,), each row's own count included. The values of a
        part add up to the number of all combinations.
    method:
        How they were found.
    """

    values: tuple[NDArray[Any], ...]
    method: Method


@frozen
class Cost:
    """What a method would take.

    Attributes
    ----------
    steps:
        Elementary steps on a machine word, about 10^9 a second.
    held:
        Bytes held at most.
    """

    steps: int
    held: int


def estimate(parts: Sequence[Part], floors: Sequence[int | None], *, by_row: bool = False) -> Mapping[Method, Cost]:
    """Return what each method that could answer would take: the choice of the other functions.

    Only ``product`` where no floor decides anything: all combinations reach them, or none does.

    Parameters
    ----------
    by_row:
        For :func:`counts_by_row` instead of :func:`count_within`.

    Examples
    --------
    >>> part = Part(np.array([[0, 2], [1, 1], [2, 0]]))
    >>> sorted(estimate([part] * 20, [15, 15]))
    ['enumeration', 'grid', 'halves']
    """
    return asked(parts, floors).costs(by_row=by_row)


def count_within(
    parts: Sequence[Part],
    floors: Sequence[int | None],
    *,
    method: Method | None = None,
    max_bytes: int = MAX_BYTES,
    max_steps: int = MAX_STEPS,
) -> Count:
    """Return how many combinations of one row from each part have totals of at least the floor in every column.

    A combination counts as many times as the product of its rows' counts.

    Parameters
    ----------
    parts:
        All with the same columns. Of none there is one combination, with totals of 0.
    floors:
        One for each column; None where there is none.
    method:
        ``product``: where no floor decides anything. ``enumeration``: two lists of totals, every pair compared.
        ``halves``: the same lists, sorted. ``grid``: a cell for each total. By default the one with the fewest steps
        that keeps within the limits. A question that no floor decides is answered by ``product`` in any case.
    max_bytes, max_steps:
        Limits on the estimates of :func:`estimate`.

    Returns
    -------
    The exact number.

    Raises
    ------
    TooLargeError
        When no method, or not the one asked for, would keep within the limits; nothing is started.
    ValueError
        For parts and floors of different numbers of columns, or a product where floors decide.

    Notes
    -----
    Counting is #P-hard in general, one column being the knapsack problem (Dyer and others 1993), so there is a size
    beyond which every method fails. Halves take time in proportion to the square root of the number of combinations;
    the grid, in proportion to the product over the columns of half the range of the totals, or of the distance from the
    floor to the nearer end of that range, if less.

    References
    ----------
    M. Dyer, A. Frieze, R. Kannan, A. Kapoor, L. Perkovic and U. Vazirani, "A mildly exponential time algorithm for
    approximating the number of solutions to a multidimensional knapsack problem", Combinatorics, Probability and
    Computing 2 (1993). E. Horowitz and S. Sahni, "Computing partitions with applications to the knapsack problem",
    Journal of the ACM 21 (1974).

    Examples
    --------
    >>> part = Part(np.array([[0, 2], [1, 1], [2, 0]]))
    >>> count_within([part] * 2, [2, 2])
    Count(value=3, method='grid')
    >>> count_within([part] * 100, [100, None]).value
    270255892961699746996551824443002638299787715060
    """
    return asked(parts, floors).count(method, max_bytes=max_bytes, max_steps=max_steps)


def counts_by_row(
    parts: Sequence[Part],
    floors: Sequence[int | None],
    *,
    method: Method | None = None,
    max_bytes: int = MAX_BYTES,
    max_steps: int = MAX_STEPS,
) -> RowCounts:
    """Return, for every row of every part, how many combinations that reach the floors use it.

    Parameters, errors and methods are those of :func:`count_within`; the work is a few times that of counting.

    Examples
    --------
    >>> part = Part(np.array([[0, 2], [1, 1], [2, 0]]))
    >>> [values.tolist() for values in counts_by_row([part, part], [2, 1]).values]
    [[1, 2, 2], [1, 2, 2]]
    """
    return asked(parts, floors).by_row(method, max_bytes=max_bytes, max_steps=max_steps)


@frozen(eq=False)
class Question:
    """Parts and floors made ready: what each method would take is told, and then the count, of the same preparation."""

    _parts: tuple[Part, ...]
    _terms: Terms

    def costs(self, *, by_row: bool = False) -> Mapping[Method, Cost]:
        """Return what each method that could answer would take; see :func:`estimate`."""
        return MappingProxyType(_costs(self._terms, by_row=by_row))

    def count(self, method: Method | None = None, *, max_bytes: int = MAX_BYTES, max_steps: int = MAX_STEPS) -> Count:
        """Return how many combinations reach the floors; see :func:`count_within`."""
        chosen = _chosen(self.costs(), method, max_bytes=max_bytes, max_steps=max_steps)
        problems = self._terms.flipped if chosen == "grid" else self._terms.whole
        return Count(sum(sign * _COUNTS[chosen](problem) for sign, problem in problems), chosen)

    def by_row(
        self, method: Method | None = None, *, max_bytes: int = MAX_BYTES, max_steps: int = MAX_STEPS
    ) -> RowCounts:
        """Return how many of these use each row; see :func:`counts_by_row`."""
        chosen = _chosen(self.costs(by_row=True), method, max_bytes=max_bytes, max_steps=max_steps)
        values = tuple(np.zeros(len(part.rows), dtype=object) for part in self._parts)
        for sign, problem in self._terms.flipped if chosen == "grid" else self._terms.whole:
            others = completed(problem, _OTHERS[chosen](problem))
            for found, part, places, own in zip(values, self._parts, problem.places, others, strict=True):
                # Rows in no answer stand at -1: the 0 at the end.
                found += sign * np.array([*own, 0], dtype=object)[places] * part.counts.astype(object)
        return RowCounts(values, chosen)


def asked(parts: Sequence[Part], floors: Sequence[int | None]) -> Question:
    """Make a question of counting ready; parameters are those of :func:`count_within`.

    Examples
    --------
    >>> question = asked([Part(np.array([[0, 2], [1, 1], [2, 0]]))] * 2, [2, 2])
    >>> sorted(question.costs()), question.count().value
    (['enumeration', 'grid', 'halves'], 3)
    """
    return Question(tuple(parts), terms_of(parts, floors))


_COUNTS: dict[Method, Callable[[Problem], int]] = {
    "product": lambda problem: product(problem.sizes),
    "enumeration": lambda problem: halves_count(problem, by_pairs=True),
    "halves": lambda problem: halves_count(problem, by_pairs=False),
    "grid": grid_count,
}
_OTHERS: dict[Method, Callable[[Problem], list[list[int]]]] = {
    "product": lambda problem: [[] for _ in problem.rows],
    "enumeration": lambda problem: halves_others(problem, by_pairs=True),
    "halves": lambda problem: halves_others(problem, by_pairs=False),
    "grid": grid_others,
}


def _costs(terms: Terms, *, by_row: bool) -> dict[Method, Cost]:
    if not any(problem.caps for _, problem in terms.whole):
        return {"product": Cost(1, 0)}
    halves = halves_rows_cost if by_row else halves_cost
    problem = terms.whole[0][1]
    grids = [(grid_rows_cost if by_row else grid_cost)(term) for _, term in terms.flipped]
    return {
        "enumeration": Cost(*halves(problem, by_pairs=True)),
        "grid": Cost(sum(steps for steps, _ in grids), max(held for _, held in grids)),
        "halves": Cost(*halves(problem, by_pairs=False)),
    }


def _chosen(costs: Mapping[Method, Cost], method: Method | None, *, max_bytes: int, max_steps: int) -> Method:
    """Return the method asked for, or that of the fewest steps, among those within the limits."""
    if "product" in costs:
        return "product"
    if method is not None and method not in costs:
        raise ValueError(f"method {method!r} does not answer this; those that do: {', '.join(costs)}")
    able = {name: cost for name, cost in costs.items() if method in {None, name}}
    fitting = [name for name, cost in able.items() if cost.held <= max_bytes and cost.steps <= max_steps]
    if fitting:
        return min(fitting, key=lambda name: costs[name].steps)
    nearest = min(able.values(), key=lambda cost: max(cost.held * max_steps, cost.steps * max_bytes))
    listed = "; ".join(
        f"{name}: {_magnitude(cost.steps)} steps and {_magnitude(cost.held)} bytes" for name, cost in costs.items()
    )
    advice = (
        "Round weights and values to fewer distinct numbers, leave out reservations, or ask whether any package is "
        f"left, not how many (each way would take: {listed})."
    )
    if nearest.held > max_bytes:
        raise TooLargeError("an exact count", nearest.held, max_bytes, "bytes", advice)
    raise TooLargeError("an exact count", nearest.steps, max_steps, "steps", advice)


def _magnitude(number: int) -> str:
    return f"{number:.1e}" if number < 10**300 else "over 10^300"
