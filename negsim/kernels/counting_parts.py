"""Tables and floors: what a question of counting is put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.counting_problem import NARROW, Problem, reduced
from negsim.kernels.counting_signs import signed


def _integers(values: Any) -> NDArray[Any]:
    """Return an array of int64 far from its bounds, or of Python integers."""
    array = np.asarray(values)
    if array.dtype.kind not in "iuO" and array.size:
        raise ValueError(f"counting takes integers; given an array of {array.dtype}")
    is_narrow = not array.size or (int(array.max()) < NARROW and int(array.min()) > -NARROW)
    copied = np.array(array.astype(np.int64 if is_narrow else object))
    copied.setflags(write=False)
    return copied


@frozen(eq=False)
class Part:
    """A table, of which every combination takes one row.

    Attributes
    ----------
    rows:
        Integers, shape (n, m): any numpy integers, or Python integers of any size.
    counts:
        How many things have each row, 0 or more, shape (n,); one each where left out.
    """

    rows: NDArray[Any] = field(converter=_integers)
    counts: NDArray[Any] = field(converter=_integers)

    @counts.default
    def _one_each(self) -> NDArray[Any]:
        return np.ones(len(self.rows), dtype=np.int64)

    @counts.validator
    def _fit(self, _attribute: Any, counts: NDArray[Any]) -> None:
        if self.rows.ndim != 2 or counts.shape != self.rows.shape[:1] or (counts < 0).any():
            raise ValueError(
                f"a part is rows of shape (n, m) and a count of at least 0 for each; given rows of {self.rows.shape} "
                f"and counts of {counts.shape}"
            )


@frozen(eq=False)
class Terms:
    """A question as signed problems whose answers add up to it; none where no combination reaches the floors.

    Attributes
    ----------
    whole:
        One problem at most.
    flipped:
        For the grid: several, with smaller caps.
    """

    whole: tuple[tuple[int, Problem], ...]
    flipped: tuple[tuple[int, Problem], ...]


def terms_of(parts: Sequence[Part], floors: Sequence[int | None]) -> Terms:
    """Return what is asked about parts and floors: floors on sums are caps on the sums of the negatives.

    Raises
    ------
    ValueError
        When the parts have other columns than the floors.
    """
    widths = {part.rows.shape[1] for part in parts}
    if widths - {len(floors)}:
        raise ValueError(f"floors for {len(floors)} columns; the parts have {sorted(widths)}")
    bound = [column for column, floor in enumerate(floors) if floor is not None]
    present = [np.flatnonzero(part.counts > 0) for part in parts]
    places = []
    for part, index in zip(parts, present, strict=True):
        place = np.full(len(part.rows), -1, dtype=np.int64)
        place[index] = np.arange(len(index))
        places.append(place)
    problem = reduced(
        [-part.rows[index][:, bound] for part, index in zip(parts, present, strict=True)],
        [part.counts[index].astype(object) for part, index in zip(parts, present, strict=True)],
        [-int(floor) for floor in floors if floor is not None],
        places=places,
    )
    return Terms((), ()) if problem is None else Terms(((1, problem),), signed(problem))
