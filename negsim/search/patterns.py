"""Patterns: which sets of demands packages break, as bits of Python integers; any number of demands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from negsim.kernels.bit_rows import Words, minimal_rows, number, packed
from negsim.kernels.hitting_sets import bits, minimal_sets
from negsim.kernels.tables import Table
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part
from negsim.search.sources import Column, empty_table, joined


def minimal_patterns(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> tuple[int, ...]:
    """Return the minimal sets of a part's demands that one of its packages breaks together.

    Bit *i* stands for demand *i* of the problem. Where a package breaks nothing, the only minimal set is the empty
    one; where no package exists, there is none.
    """
    kept: Words = np.zeros((0, max(1, -(-len(part.demands) // 64))), dtype=np.uint64)
    for block in blocks(indexed, part, effort=effort):
        kept = minimal_rows(_patterns(indexed, block, part.demands)[block.exists()], known=kept)
    return minimal_sets(_global(number(row), part.demands) for row in kept)


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
    wanted = {_local(pattern, demands): pattern for pattern in patterns}
    found: dict[int, Table] = {}
    for block in blocks(indexed, part, effort=effort):
        words = _patterns(indexed, block, demands)
        index = np.flatnonzero(block.exists() & _is_one_of(words, list(wanted)))
        if not len(index):
            continue
        distinct, inverse = np.unique(words[index], axis=0, return_inverse=True)
        rows = np.stack([np.asarray(column(block))[index] for column in columns], axis=1)
        for at, row in enumerate(distinct):
            pattern = wanted[number(row)]
            mine = inverse.reshape(-1) == at
            before = found.get(pattern, empty_table(indexed, len(columns)))
            found[pattern] = joined(before, rows[mine], block.numbers_at(index[mine]))
    return found


def _patterns(indexed: IndexedProblem, block: Block, demands: Sequence[int]) -> Words:
    """Return, for each package, which of the demands it breaks: bit *i* for the *i*-th of them."""
    if not demands:
        return np.zeros((len(block), 1), dtype=np.uint64)
    return packed(np.stack([block.broken(indexed.demands[index]) for index in demands], axis=1))


def _is_one_of(words: Words, patterns: list[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which rows may be one of the patterns: those whose first word is the first word of one."""
    first = np.array(sorted({pattern % 2**64 for pattern in patterns}), dtype=np.uint64)
    if words.shape[1] == 1:
        return np.isin(words[:, 0], first)
    wanted = set(patterns)
    maybe = np.isin(words[:, 0], first)
    for at in np.flatnonzero(maybe):
        maybe[at] = number(words[at]) in wanted
    return maybe


def _global(local: int, demands: Sequence[int]) -> int:
    return sum(1 << demands[at] for at in bits(local))


def _local(pattern: int, demands: Sequence[int]) -> int:
    return sum(1 << at for at, demand in enumerate(demands) if pattern >> demand & 1)
