"""Elimination: what all combinations of tied variables amount to, found by eliminating one variable after the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.elimination_bounds import Bounds, StageBounds, bounds_of
from negsim.kernels.elimination_groups import Bucket, Watch, combined, unit
from negsim.kernels.elimination_numbers import option_numbers, options_of
from negsim.kernels.elimination_plan import Network, Stage, stages
from negsim.kernels.elimination_ties import Node, Ties
from negsim.kernels.numbering import integers_up_to


@frozen(eq=False, kw_only=True)
class Eliminated:
    """The rows that combinations of a network amount to, and the way back to the combinations.

    Attributes
    ----------
    rows:
        Shape (n, columns), sorted: those that no other beats among the rows equal to it in the columns that only tell
        apart.
    counts:
        How many combinations have each.
    first:
        Of each row, its first combination, variable by variable: options, shape (n, variables).
    """

    network: Network
    rows: NDArray[Any]
    counts: NDArray[Any]
    first: NDArray[np.int64]
    root: Node

    def __len__(self) -> int:
        return len(self.counts)

    def numbers(self, row: int, steps: Sequence[int]) -> Iterator[int]:
        """Yield a number for each combination of a row; they come one after the other, in no order that is promised.

        Parameters
        ----------
        row:
            The index of the row.
        steps:
            For each variable, what one step of its option adds to the number.
        """
        return self._ties.numbers(row, steps)

    @cached_property
    def _ties(self) -> Ties:
        return Ties(self.root)


def _any_number(added: int) -> None:
    """Hold any number of rows."""
    del added


def eliminate(
    network: Network, *, limits: Sequence[int | None] | None = None, watch: Watch = _any_number
) -> Eliminated:
    """Return what the combinations of a network amount to, the beaten ones left out.

    Parameters
    ----------
    limits:
        The most that each total may be; None where it may be anything. Rows beyond are not wanted, and may or may not
        be left out.
    watch:
        Called now and then with the number of rows that are held on to since the last time, or given up if below 0.

    Notes
    -----
    Bucket elimination with sets of rows in place of numbers (Rollon and Larrosa 2006): each variable in turn is
    eliminated by adding up, for each combination of those that it is tied to, whatever names it, and keeping over its
    options the rows that no other beats. Exact, since adding the same to two rows leaves the one beaten that was. Time
    and memory are exponential in the number of variables looked at together (:attr:`Network.widest`), and in
    proportion to the rows that are not beaten. Where no column is only there to tell rows apart, what cannot become
    part of a row that is wanted is left out on the way (:func:`negsim.kernels.elimination_bounds.bounds_of`).

    With all columns apart it counts: how many combinations have each row; with none at all, how many there are.

    References
    ----------
    E. Rollon and J. Larrosa, "Bucket elimination for multiobjective optimization problems", Journal of Heuristics 12
    (2006).

    Examples
    --------
    Two variables of two options, worth something together where they differ; the second option of both is forbidden:

    >>> from negsim.kernels.elimination_plan import Term
    >>> table = Term((0, 1), {0: np.array([[3, 1], [2, 0]]), 1: np.array([[0, 1], [1, 5]])})
    >>> found = eliminate(Network(sizes=(2, 2), columns=2, terms=[table], forbidden=[{0: [1], 1: [1]}]))
    >>> found.rows.tolist(), found.counts.tolist(), found.first.tolist()
    ([[1, 1], [3, 0]], [1, 1], [[0, 1], [0, 0]])
    """
    planned = stages(network)
    given = [None] * network.columns if limits is None else limits
    above = [None if most is None else most - low for most, low in zip(given, network.offsets, strict=True)]
    bounds = bounds_of(network, planned, above)
    work = _Work(network, option_numbers(network.sizes), watch)
    waiting: dict[int, Node] = {}
    for at, stage in enumerate(planned):
        parts = work.joined({child: waiting.pop(child) for child in stage.children}, at, bounds, down_to=2)
        waiting[at] = work.eliminated(stage, parts, None if bounds is None else bounds.at(at))
    left = work.joined(waiting, len(planned), bounds, down_to=1)
    return _named(network, left[0] if left else work.nothing)


@frozen(eq=False)
class _Work:
    """Makes nodes of a network.

    Attributes
    ----------
    adds:
        For each variable, what its options add to the number of a combination.
    """

    network: Network
    adds: Sequence[NDArray[np.int64]]
    watch: Watch

    @property
    def number_words(self) -> int:
        """How many words a number has."""
        return len(self.adds[0]) if self.adds else 0

    @property
    def nothing(self) -> Node:
        """One row of zeros."""
        return Node(None, unit(self.network.layout, number_words=self.number_words))

    def joined(self, nodes: Mapping[int, Node], at: int, bounds: Bounds | None, *, down_to: int) -> list[Node]:
        """Return so many nodes or fewer, by joining two at a time.

        The largest with the next largest, and so on: since sums are thinned after each step, one after the other beats
        pairing what is small. Only where all but one will do, the two smallest are joined, as what they make is small.

        Parameters
        ----------
        nodes:
            By the index of their stages.
        at:
            The index of the stage in which they meet; the number of stages for those that are left in the end.
        """
        order = [[stage] for stage in sorted(nodes, key=lambda stage: -len(nodes[stage].result))]
        found = [nodes[stage] for (stage,) in order]
        while len(found) > down_to:
            pair = slice(1, 3) if len(found) == down_to + 1 == 3 else slice(0, 2)
            scope = tuple(sorted({variable for node in found[pair] for variable in node.result.scope}))
            cells = math.prod(self.network.sizes[variable] for variable in scope)
            order[pair] = [list(itertools.chain.from_iterable(order[pair]))]
            own = None if bounds is None else bounds.beside(at, order[pair.start], scope)
            found[pair] = [self._node(scope, None, found[pair], np.ones(cells, dtype=bool), own)]
        return found

    def eliminated(self, stage: Stage, parts: Sequence[Node], bounds: StageBounds | None) -> Node:
        """Return what is left when a stage's variable is eliminated."""
        return self._node(stage.step.scope, stage, [*parts, self.nothing, self.nothing][:2], stage.is_open, bounds)

    def _node(
        self,
        scope: tuple[int, ...],
        stage: Stage | None,
        parts: Sequence[Node],
        is_open: NDArray[np.bool_],
        bounds: StageBounds | None,
    ) -> Node:
        left, right = sorted(parts, key=lambda node: -len(node.result))
        variable = None if stage is None else stage.step.variable
        no_numbers = np.zeros((self.number_words, 1), dtype=np.int64)
        base = np.zeros((len(is_open), self.network.columns), dtype=np.int64)
        bucket = Bucket(
            layout=self.network.layout,
            apart=self.network.apart,
            sizes=self.network.sizes,
            scope=scope,
            variable=variable,
            left=left.result,
            right=right.result,
            base=self.network.layout.pack(base if stage is None else stage.added),
            is_open=is_open,
            option_numbers=no_numbers if variable is None else self.adds[variable],
        )
        return Node(bucket, combined(bucket, bounds=bounds, watch=self.watch), (left, right))


def _named(network: Network, root: Node) -> Eliminated:
    rows = network.layout.rows(root.result.words)
    ends = (abs(low) + span for low, span in zip(network.offsets, network.spans, strict=True))
    kind = integers_up_to(max(ends, default=0))
    return Eliminated(
        network=network,
        rows=rows.astype(kind) + np.array(network.offsets, dtype=kind),
        counts=root.result.counts,
        first=options_of(root.result.numbers, network.sizes),
        root=root,
    )
