"""Patterns: which sets of demands packages break, as bits of Python integers; any number of demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.kernels.hitting_sets import minimal_sets
from negsim.kernels.tables import Table
from negsim.search.enumeration import STEADY, Block, Effort, blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sums import Column, joined

_THIN_OUT_AT = 4096


def minimal_patterns(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> tuple[int, ...]:
    """Return the minimal sets of a part's demands that one of its packages breaks together.

    Bit *i* stands for demand *i* of the problem. Where a package breaks nothing, the only minimal set is the empty
    one; where no package exists, there is none.
    """
    kept: tuple[int, ...] = ()
    seen: set[int] = set()
    for block in blocks(indexed, part, effort=effort):
        patterns = _patterns(indexed, block, part.demands)[block.exists()]
        seen.update(_numbers(np.unique(patterns, axis=0), part.demands))
        if len(seen) > _THIN_OUT_AT:
            kept, seen = minimal_sets([*kept, *seen]), set()
    return minimal_sets([*kept, *seen])


def tables_by_pattern(
    indexed: IndexedProblem,
    part: Part,
    *,
    demands: Sequence[int],
    patterns: Sequence[int],
    columns: Sequence[Column],
    effort: Effort = STEADY,
) -> dict[int, Table]:
    """Return, for each of some sets of demands, the efficient rows of the packages that break exactly that set.

    Parameters
    ----------
    demands:
        Those that are looked at; what else a package breaks does not matter.
    """
    wanted: Mapping[int, list[Table]] = {pattern: [] for pattern in patterns}
    none = np.zeros(0, dtype=np.int64)
    for block in blocks(indexed, part, effort=effort):
        index = np.flatnonzero(block.exists())
        packed, inverse = np.unique(_patterns(indexed, block, demands)[index], axis=0, return_inverse=True)
        rows = np.stack([np.asarray(column(block))[index] for column in columns], axis=1)
        for at, pattern in enumerate(_numbers(packed, demands)):
            if pattern in wanted:
                mine = inverse.reshape(-1) == at
                before = wanted[pattern] or [Table(np.zeros((0, len(columns)), dtype=rows.dtype), none, none)]
                wanted[pattern][:] = [joined(before[0], rows[mine], block.numbers[index[mine]])]
    return {pattern: tables[0] for pattern, tables in wanted.items() if tables}


def _patterns(indexed: IndexedProblem, block: Block, demands: Sequence[int]) -> NDArray[np.uint8]:
    """Return one row of packed bits for each package: which of the demands it breaks."""
    if not demands:
        return np.zeros((len(block), 1), dtype=np.uint8)
    broken = np.stack([block.broken(indexed.demands[index]) for index in demands], axis=1)
    return np.packbits(broken, axis=1, bitorder="little")


def _numbers(packed: NDArray[Any], demands: Sequence[int]) -> list[int]:
    """Return packed rows as integers whose bits are the problem's demands."""
    unpacked = np.unpackbits(packed, axis=1, bitorder="little")[:, : len(demands)]
    return [sum(1 << demands[at] for at in np.flatnonzero(row).tolist()) for row in unpacked]
