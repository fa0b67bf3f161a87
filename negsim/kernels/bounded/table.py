"""An instance made ready for bounds: the columns that matter as losses, and options that are alike taken together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.instance import Box, is_real
from negsim.kernels.numbering import integers_up_to


@frozen(eq=False)
class Table:
    """Losses against each column's ideal, for classes of options that no question can tell apart.

    Attributes
    ----------
    losses:
        Shape (issues, classes, columns): the largest value of the issue minus the class's, so never negative.
    sizes:
        Shape (issues,): how many classes each issue has.
    ideals:
        For each column, the sum of the issues' largest values; a total is that minus the sum of losses.
    members:
        For each issue and class, its options in order.
    hits:
        Shape (boxes, issues, classes): whether the box names the class, or does not care about the issue.
    has_all_forbidden:
        Whether some box names every option of all its issues.
    """

    losses: NDArray[np.int64]
    sizes: NDArray[np.int64]
    ideals: tuple[int, ...]
    members: tuple[tuple[tuple[int, ...], ...], ...]
    hits: NDArray[np.bool_]
    has_all_forbidden: bool

    def totals(self, choices: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the totals, shape (n, columns), of choices of classes, shape (n, issues)."""
        lost = self.losses[np.arange(len(self.sizes)), choices].sum(axis=1)
        return np.asarray(np.array(self.ideals, dtype=np.int64) - lost)

    def are_allowed(self, choices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which choices, shape (n, issues), lie in no box."""
        inside = self.hits[:, np.arange(len(self.sizes)), choices].all(axis=2)
        return np.asarray(~inside.any(axis=0) & (not self.has_all_forbidden))

    def counts(self, choices: NDArray[np.int64]) -> list[int]:
        """Return how many combinations each choice of classes, shape (n, issues), stands for."""
        widths = np.ones((len(self.members), max(map(len, self.members), default=1)), dtype=np.int64)
        for issue, classes in enumerate(self.members):
            widths[issue, : len(classes)] = [len(alike) for alike in classes]
        kind = integers_up_to(math.prod(widths.max(axis=1).tolist()))
        taken = widths.astype(kind)[np.arange(len(widths)), choices]
        return [int(count) for count in taken.prod(axis=1)]

    def count(self, choices: Sequence[NDArray[np.int64]]) -> int:
        """Return how many combinations different choices stand for together."""
        return sum(self.counts(np.array(choices, dtype=np.int64).reshape(len(choices), len(self.members))))

    def combinations(self, choice: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
        """Yield the combinations that a choice of classes stands for, in lexicographic order."""
        return itertools.product(*(self.members[issue][taken] for issue, taken in enumerate(choice)))


def table_of(values: NDArray[np.int64], sizes: Sequence[int], forbidden: Sequence[Box], *, is_merged: bool) -> Table:
    """Return the table of some columns of values, shape (issues, options, columns).

    Parameters
    ----------
    is_merged:
        Whether options of an issue with the same row and in the same boxes become one class; otherwise each option
        is a class of its own and classes are numbered as options are.
    """
    issues, options, columns = values.shape
    hits = _hits(forbidden, sizes, options)
    cares = (~hits & is_real(sizes, options)).any(axis=2)
    is_all_forbidden = bool((cares.sum(axis=1) == 0).any())
    members: list[tuple[tuple[int, ...], ...]] = []
    for issue, size in enumerate(sizes):
        classes: dict[object, list[int]] = {}
        for option in range(size):
            likeness = (values[issue, option].tobytes(), hits[:, issue, option].tobytes()) if is_merged else option
            classes.setdefault(likeness, []).append(option)
        members.append(tuple(tuple(alike) for alike in classes.values()))
    most = max((len(classes) for classes in members), default=1)
    first = np.zeros((issues, most), dtype=np.int64)
    for issue, classes_of_issue in enumerate(members):
        first[issue, : len(classes_of_issue)] = [alike[0] for alike in classes_of_issue]
    rows = np.arange(issues)[:, None]
    taken = values[rows, first]
    ideal = taken.max(axis=1, initial=-(2**53))
    return Table(
        losses=ideal[:, None, :] - taken,
        sizes=np.array([len(classes_of_issue) for classes_of_issue in members], dtype=np.int64),
        ideals=tuple(int(total) for total in ideal.sum(axis=0)) if issues else (0,) * columns,
        members=tuple(members),
        hits=hits[:, rows, first],
        has_all_forbidden=is_all_forbidden,
    )


def _hits(forbidden: Sequence[Box], sizes: Sequence[int], options: int) -> NDArray[np.bool_]:
    hits = np.ones((len(forbidden), len(sizes), options), dtype=bool)
    for number, box in enumerate(forbidden):
        for issue, named in box.items():
            hits[number, issue] = False
            hits[number, issue, list(named)] = True
    return hits
