"""What a search found, and how far it is proved."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import frozen_array, same_array
from negsim.kernels.bounded.aims import Value


@frozen(kw_only=True)
class Found:
    """Whether any combination counts.

    Attributes
    ----------
    status:
        ``found``; ``none``, proved; or ``undecided`` at the limit of nodes.
    combination:
        Where found, the option of each issue.
    nodes:
        How many options were tried in the walk; 0 where bounds alone decided.
    """

    status: Literal["found", "none", "undecided"]
    combination: tuple[int, ...] | None
    nodes: int


@frozen(kw_only=True)
class Best:
    """The greatest value, or the greatest found, and the combinations that attain it.

    Attributes
    ----------
    value:
        None where no combination counts, or none was found.
    count:
        How many combinations attain the value; at least so many where ``is_count_complete`` is false.
    is_count_complete:
        Whether the count is exact.
    combinations:
        Shape (n, issues): combinations that attain the value, in lexicographic order.
    are_first:
        Whether no combination that attains the value and is missing precedes one that is listed.
    is_proven:
        Whether no combination has a greater value.
    bound:
        Nothing has a greater value than this, proved; None where nothing counts.
    nodes:
        How many options were tried in walks.
    """

    value: Value | None
    count: int
    is_count_complete: bool
    combinations: NDArray[np.int64] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)
    are_first: bool
    is_proven: bool
    bound: Value | None
    nodes: int


@frozen(kw_only=True)
class Ranking:
    """The best combinations, best first; those of one value in lexicographic order.

    Attributes
    ----------
    values:
        Of each combination listed.
    combinations:
        Shape (n, issues).
    is_proven:
        Whether these are the best: all that count where fewer than asked for are listed.
    are_first:
        Whether those listed with the last value are lexicographically first among all that have it.
    bound:
        Where not proved, nothing has a greater value than this; None where nothing counts.
    nodes:
        How many options were tried in walks.
    """

    values: tuple[Value, ...]
    combinations: NDArray[np.int64] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)
    is_proven: bool
    are_first: bool
    bound: Value | None
    nodes: int

    def __len__(self) -> int:
        return len(self.values)
