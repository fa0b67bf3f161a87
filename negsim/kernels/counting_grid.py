"""Counting on a dense grid: one cell for each total of losses within the caps, two halves joined at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.counting_numbers import Layout, carry, exact_dot, layout, product, relaid
from negsim.kernels.counting_problem import Problem
from negsim.kernels.numbering import strides

_BLOCK = 2**15
"""Cells of a block of additions: it stays in the cache of one core while all rows of a part are added to it."""
_OBJECT_STEPS = 40
_OBJECT_BYTES = 64
"""What a Python integer costs, next to a machine word of one step and 8 bytes."""
_STEPS_PER_PART = 60_000
"""What calls cost, however few the cells."""


@frozen(eq=False)
class _Half:
    """Some of the parts, the least far-reaching first, so that the grid stays small for long."""

    parts: tuple[int, ...]
    dims: tuple[tuple[int, ...], ...]
    layout: Layout


def grid_cost(problem: Problem) -> tuple[int, int]:
    """Return about how many steps counting on a grid takes, and how many bytes it holds at most."""
    steps, held = 0, 0
    for half in _halves(problem):
        cells = _cells(problem, half)
        weight, width = _weights(half.layout)
        steps += weight * sum(own * (len(problem.rows[part]) + 2) for part, own in zip(half.parts, cells, strict=True))
        steps += 12 * weight * product(half.dims[-1]) + _STEPS_PER_PART * len(cells)
        held += 3 * width * max(cells, default=1)
    return steps, held


def grid_rows_cost(problem: Problem) -> tuple[int, int]:
    """Return the same for counting row by row: every grid on the way is kept, and gone through again backwards."""
    steps, held = 2 * grid_cost(problem)[0], 0
    whole_weight, whole_width = _weights(_whole_layout(problem))
    for half in _halves(problem):
        cells = _cells(problem, half)
        _, width = _weights(half.layout)
        # Sums of products take four steps for each pair of digits; early grids have few.
        digits = max(2, half.layout.planes // 2)
        steps += whole_weight * sum(
            own * len(problem.rows[part]) * (1 + 4 * digits) for part, own in zip(half.parts, cells, strict=True)
        )
        held = max(held, width * sum(cells) + (2 * width + 3 * whole_width) * max(cells, default=1))
    return steps, held


def _cells(problem: Problem, half: _Half) -> list[int]:
    """Return how many cells the grid has when each part is added, before it is cut at the caps."""
    return [
        product(_widened(dims, problem.reaches[part])) for part, dims in zip(half.parts, half.dims[:-1], strict=True)
    ]


def _weights(held_as: Layout) -> tuple[int, int]:
    """Return how many steps an addition to one cell takes, and how many bytes a cell."""
    native = held_as.is_native
    return held_as.planes * (1 if native else _OBJECT_STEPS), held_as.planes * (8 if native else _OBJECT_BYTES)


def grid_count(problem: Problem) -> int:
    """Return how many combinations keep within the caps.

    Notes
    -----
    Each half of the parts is a grid of the numbers of its combinations with each total of losses (a product of
    polynomials, truncated at the caps). One is summed up to "at most", turned around and multiplied into the other: the
    horizontal split of Horowitz and Sahni (1974) on the tables of the knapsack recursion (Bellman 1957).
    """
    first, second = _halves(problem)
    grid = _last(problem, first)
    rest = _rest(problem, second, dims=first.dims[-1])
    return problem.factor * exact_dot(grid.reshape(len(grid), -1), rest.reshape(len(rest), -1))


def grid_others(problem: Problem) -> list[list[int]]:
    """Return, for each part and each distinct row, how many combinations of the other parts keep within the caps.

    Notes
    -----
    The derivative of the count by the row's own count, by reverse accumulation: the grids of a half are built forwards;
    then the number of completions of each total is taken backwards through the same parts, and multiplied into the
    grid before each. About as many additions as two counts, and a sum of products for each row.
    """
    halves = _halves(problem)
    whole = _whole_layout(problem)
    found: list[list[int]] = [[] for _ in problem.rows]
    for half, other in (halves, halves[::-1]):
        # In a function of its own, so that what one half holds is gone before the other starts.
        for part, uses in _others_of_half(problem, half, other, whole):
            found[part] = uses
    return found


def _others_of_half(problem: Problem, half: _Half, other: _Half, whole: Layout) -> list[tuple[int, list[int]]]:
    """Return, for each part of a half, how many combinations of the other moving parts go with each of its rows."""
    grids = list(_grids(problem, half))
    grids.pop()
    completions = relaid(_rest(problem, other, dims=half.dims[-1]), whole)
    found = []
    for part in reversed(half.parts):
        uses, completions = _stepped_back(grids.pop(), completions, problem.rows[part], problem.counts[part])
        found.append((part, uses))
    return found


def _whole_layout(problem: Problem) -> Layout:
    sizes = [problem.sizes[part] for part in problem.moving]
    return layout(product(sizes), factors=sizes)


def _halves(problem: Problem) -> tuple[_Half, _Half]:
    """Split the moving parts so that neither half reaches much farther than the other."""
    reaches = problem.reaches
    totals = [max(sum(column), 1) for column in zip(*reaches, strict=True)]
    lengths = {
        part: sum(reach / total for reach, total in zip(reaches[part], totals, strict=True)) for part in problem.moving
    }
    halves: tuple[list[int], list[int]] = ([], [])
    weights = [0.0, 0.0]
    for part in sorted(problem.moving, key=lambda part: (-lengths[part], part)):
        lighter = 0 if weights[0] <= weights[1] else 1
        halves[lighter].insert(0, part)
        weights[lighter] += lengths[part]
    return _half(problem, halves[0]), _half(problem, halves[1])


def _half(problem: Problem, parts: Sequence[int]) -> _Half:
    dims = [(1,) * len(problem.caps)]
    for part in parts:
        wide = _widened(dims[-1], problem.reaches[part])
        dims.append(tuple(min(levels, cap + 1) for levels, cap in zip(wide, problem.caps, strict=True)))
    sizes = [problem.sizes[part] for part in parts]
    return _Half(tuple(parts), tuple(dims), layout(product(sizes), factors=sizes))


def _widened(dims: Sequence[int], reach: Sequence[int]) -> tuple[int, ...]:
    return tuple(levels + more for levels, more in zip(dims, reach, strict=True))


def _grids(problem: Problem, half: _Half) -> Iterator[NDArray[Any]]:
    """Yield the numbers of combinations of the first 0, 1, ... parts of a half with each total within the caps."""
    grid = np.zeros((half.layout.planes, *half.dims[0]), dtype=half.layout.dtype)
    grid[0] = 1
    yield grid
    for part, dims in zip(half.parts, half.dims[1:], strict=True):
        grid = _grown(grid, problem.rows[part], problem.counts[part])[_corner(dims)]
        yield grid


def _last(problem: Problem, half: _Half) -> NDArray[Any]:
    # Of all grids on the way, only one is held at a time.
    (last,) = deque(_grids(problem, half), maxlen=1)
    return np.ascontiguousarray(last)


def _corner(dims: Sequence[int]) -> tuple[slice, ...]:
    return (slice(None), *(slice(levels) for levels in dims))


def _padded(grid: NDArray[Any], dims: Sequence[int]) -> NDArray[Any]:
    """Return the grid in the corner of a larger one, otherwise 0.

    In the larger one, a shift by a row is a shift of the flat array: what it moves past the end of a line stands at 0.
    """
    wide = np.zeros((len(grid), *dims), dtype=grid.dtype)
    wide[_corner(grid.shape[1:])] = grid
    return wide


def _grown(grid: NDArray[Any], rows: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """Return the grid with one part more: the sum of the grid shifted by each row, times the row's count."""
    dims = _widened(grid.shape[1:], rows.max(axis=0))
    source = _padded(grid, dims).reshape(len(grid), -1)
    target = np.zeros_like(source)
    shifts = _shifts(rows, counts, dims, dtype=grid.dtype)
    for start in range(0, source.shape[1], _BLOCK):
        end = min(start + _BLOCK, source.shape[1])
        for shift, count in shifts:
            low = max(start, shift)
            if low < end:
                _add(target[:, low:end], source[:, low - shift : end - shift], count)
    carry(target)
    return target.reshape(len(grid), *dims)


def _stepped_back(
    grid: NDArray[Any], completions: NDArray[Any], rows: NDArray[Any], counts: NDArray[Any]
) -> tuple[list[int], NDArray[Any]]:
    """Take a part back: how many combinations use each of its rows, and the completions of each total before it."""
    dims = _widened(grid.shape[1:], rows.max(axis=0))
    before = _padded(grid, dims).reshape(len(grid), -1)
    source = _padded(completions, dims).reshape(len(completions), -1)
    target = np.zeros_like(source)
    size = source.shape[1]
    shifts = _shifts(rows, counts, dims, dtype=source.dtype)
    for start in range(0, size, _BLOCK):
        for shift, count in shifts:
            end = min(start + _BLOCK, size - shift)
            if start < end:
                _add(target[:, start:end], source[:, start + shift : end + shift], count)
    carry(target)
    uses = [exact_dot(before[:, : size - shift], source[:, shift:]) for shift, _ in shifts]
    return uses, target.reshape(len(target), *dims)[_corner(grid.shape[1:])]


def _shifts(rows: NDArray[Any], counts: NDArray[Any], dims: Sequence[int], *, dtype: Any) -> list[tuple[int, Any]]:
    """Return, for each row, how far it shifts the flat array, and its count as an entry of that array."""
    flat = rows @ np.array(strides(dims), dtype=np.int64)
    return [
        (int(shift), int(count) if dtype.kind == "O" else np.uint64(int(count)))
        for shift, count in zip(flat, counts, strict=True)
    ]


def _add(target: NDArray[Any], source: NDArray[Any], count: Any) -> None:
    if count == 1:
        target += source
    else:
        target += source * count


def _rest(problem: Problem, half: _Half, *, dims: Sequence[int]) -> NDArray[Any]:
    """Return, for each total of the other half, how many combinations of this half keep the sum within the caps."""
    grid = _last(problem, half)
    for axis in range(1, grid.ndim):
        np.cumsum(grid, axis=axis, out=grid)
        carry(grid)
    left = [
        np.minimum(cap - np.arange(levels), own - 1)
        for cap, levels, own in zip(problem.caps, dims, half.dims[-1], strict=True)
    ]
    return np.stack([plane[np.ix_(*left)] for plane in grid])
