"""Networks of tables over a few variables each, and the plan by which their variables are eliminated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries
from negsim.kernels.elimination_order import Step, elimination_order, linear_order
from negsim.kernels.numbering import integers_up_to
from negsim.kernels.packing import Layout, layout_of


@frozen
class Term:
    """A table of what each combination of a few variables' options adds to the totals.

    Attributes
    ----------
    scope:
        The variables, one for each axis.
    columns:
        From column to integers of the shape of the scope; a column that is left out gets nothing.
    """

    scope: tuple[int, ...] = field(converter=entries)
    columns: Mapping[int, NDArray[Any]]


@frozen(eq=False, kw_only=True)
class Network:
    """Variables, tables over a few of them that add up to totals, and combinations that do not count.

    Attributes
    ----------
    sizes:
        How many options each variable has, at least one each.
    columns:
        How many totals there are.
    apart:
        How many leading columns only tell rows apart. In the others smaller is better.
    terms:
        The tables.
    forbidden:
        Boxes: for some variables, at least one, options of theirs. A combination that takes one of these on each of a
        box's variables does not count.
    """

    sizes: tuple[int, ...] = field(converter=entries)
    columns: int
    apart: int = 0
    terms: tuple[Term, ...] = field(default=(), converter=entries)
    forbidden: tuple[Mapping[int, Sequence[int]], ...] = field(default=(), converter=entries)

    @cached_property
    def order(self) -> tuple[Step, ...]:
        """In which order its variables are eliminated.

        Where columns tell rows apart, so that there are many, a linear order may form fewer sums.
        """
        scopes = [*(term.scope for term in self.terms), *map(tuple, self.forbidden)]
        narrow = elimination_order(self.sizes, scopes)
        if not self.apart:
            return narrow
        return min(narrow, linear_order(self.sizes, scopes), key=lambda order: forecast(self, order).sums)

    @property
    def widest(self) -> Step:
        """The elimination at which the most combinations are looked at together."""
        return max(self.order, key=self.cells_of)

    def cells_of(self, step: Step) -> int:
        """Return how many combinations an elimination looks at together."""
        return math.prod(self.sizes[variable] for variable in (*step.scope, step.variable))

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The sum of each column's least entries: what its totals are counted from."""
        return tuple(sum(_least(term, column) for term in self.terms) for column in range(self.columns))

    @cached_property
    def spans(self) -> tuple[int, ...]:
        """How far above its offset the totals of each column can be."""
        return tuple(
            sum(int(term.columns[column].max()) - _least(term, column) for term in self.terms if column in term.columns)
            for column in range(self.columns)
        )

    @property
    def kind(self) -> Any:
        """The numpy type of totals above the offsets."""
        return integers_up_to(max(self.spans, default=0))

    @cached_property
    def layout(self) -> Layout:
        """How rows of totals above the offsets are held."""
        return layout_of(self.spans)


def _least(term: Term, column: int) -> int:
    return int(term.columns[column].min()) if column in term.columns else 0


@frozen(eq=False, kw_only=True)
class Stage:
    """One elimination with what it adds up.

    Attributes
    ----------
    step:
        The variable and its scope.
    added:
        What tables add in each cell, above their least entries: shape (cells, columns). Cells are the combinations of
        the scope and, changing fastest, the variable.
    is_open:
        Shape (cells,): those that no box forbids.
    children:
        Earlier stages whose scope holds the variable, and none that a stage between has taken up.
    """

    step: Step
    added: NDArray[Any]
    is_open: NDArray[np.bool_]
    children: tuple[int, ...]


def stages(network: Network) -> tuple[Stage, ...]:
    """Return the eliminations of a network in their order.

    Memory is in proportion to the combinations that each looks at together (:attr:`Network.widest`).
    """
    place = {step.variable: at for at, step in enumerate(network.order)}
    terms = _by_stage([(term.scope, term) for term in network.terms], place)
    boxes = _by_stage([(tuple(box), box) for box in network.forbidden], place)
    found: list[Stage] = []
    waiting: list[int] = []
    for at, step in enumerate(network.order):
        children = tuple(child for child in waiting if step.variable in found[child].step.scope)
        found.append(
            Stage(
                step=step,
                added=_added(network, step, terms[at]),
                is_open=_open(network, step, boxes[at]),
                children=children,
            )
        )
        waiting = [child for child in waiting if child not in children] + [at]
    return tuple(found)


def _by_stage(scoped: Sequence[tuple[Sequence[int], Any]], place: Mapping[int, int]) -> list[list[Any]]:
    """Return, for each elimination, what names its variable and none that is eliminated before."""
    found: list[list[Any]] = [[] for _ in place]
    for scope, entry in scoped:
        found[min(place[variable] for variable in scope)].append(entry)
    return found


def _added(network: Network, step: Step, terms: Sequence[Term]) -> NDArray[Any]:
    axes = (*step.scope, step.variable)
    shape = [network.sizes[variable] for variable in axes]
    total = np.zeros((network.columns, *shape), dtype=network.kind)
    for term in terms:
        for column, values in term.columns.items():
            above = _integers(values) - _least(term, column)
            total[column] += spread(above.astype(network.kind), term.scope, axes)
    return np.asarray(total.reshape(network.columns, math.prod(shape)).T)


def _integers(values: NDArray[Any]) -> NDArray[Any]:
    return values if values.dtype == object else values.astype(np.int64)


def _open(network: Network, step: Step, boxes: Sequence[Mapping[int, Sequence[int]]]) -> NDArray[np.bool_]:
    axes = (*step.scope, step.variable)
    is_open = np.ones([network.sizes[variable] for variable in axes], dtype=bool)
    for box in boxes:
        inside = np.ones([1] * len(axes), dtype=bool)
        for variable, options in box.items():
            chosen = np.zeros(network.sizes[variable], dtype=bool)
            chosen[list(options)] = True
            inside = inside & spread(chosen, (variable,), axes)
        is_open &= ~inside
    return is_open.reshape(-1)


def spread(values: NDArray[Any], scope: Sequence[int], axes: Sequence[int]) -> NDArray[Any]:
    """Return an array with one axis for each variable of a scope as one that broadcasts over more of them.

    Axes before those of the scope stay in front.

    Examples
    --------
    >>> spread(np.zeros((2, 3)), (7, 4), (4, 5, 7)).shape
    (3, 1, 2)
    """
    ahead = values.ndim - len(scope)
    places = [axes.index(variable) for variable in scope]
    order = sorted(range(len(scope)), key=lambda at: places[at])
    shape = [*values.shape[:ahead], *([1] * len(axes))]
    for at in order:
        shape[ahead + places[at]] = values.shape[ahead + at]
    return np.transpose(values, [*range(ahead), *(ahead + at for at in order)]).reshape(shape)


@frozen
class Forecast:
    """About what an elimination takes.

    Attributes
    ----------
    cells:
        How many combinations of variables are looked at, over all eliminations; exact.
    sums, rows:
        About how many sums are formed, and how many rows held.
    """

    cells: int
    sums: int
    rows: int


def forecast(network: Network, order: Sequence[Step] | None = None) -> Forecast:
    """Return about what the elimination of a network takes, in its own order or another, by how rows usually grow.

    Rows of two columns in which smaller is better are taken to grow with the square of the number of variables that
    are eliminated, of three with its power of 3.5, and so on; in columns that tell apart every combination may differ.
    """
    cells = sums = rows = 0
    waiting: list[tuple[tuple[int, ...], int, int, int]] = []  # scope, rows of a combination, variables, combinations
    for step in network.order if order is None else order:
        mine = [entry for entry in waiting if step.variable in entry[0]]
        waiting = [entry for entry in waiting if step.variable not in entry[0]]
        variables = 1 + sum(entry[2] for entry in mine)
        ways = network.sizes[step.variable] * math.prod(entry[3] for entry in mine)
        own = network.cells_of(step)
        each = _rows_of(network, variables, ways)
        cells += own
        sums += own * math.prod(entry[1] for entry in mine)
        rows += own // network.sizes[step.variable] * each
        waiting.append((step.scope, each, variables, ways))
    return Forecast(cells, sums, rows)


def _rows_of(network: Network, variables: int, ways: int) -> int:
    """Return about how many rows a combination has once so many variables are eliminated."""
    if network.apart:
        return min(ways, math.prod(span + 1 for span in network.spans[: network.apart]))
    if network.columns < 2:
        return 1
    return min(ways, 1 + int(min(variables ** (1.5 * network.columns - 1), 1e15)) // 2)
