"""Options: a region as independent choices, one package of each part, so that each whole package is a combination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.numbering import integers_up_to
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part, value_parts
from negsim.search.values import keeps_all, keeps_red

Region = Literal["zone", "space"]

MAX_CELLS = 4_000_000
"""How many numbers the parts' packages may be, with every part as wide as the widest."""


@frozen(kw_only=True, eq=False)
class Options:
    """A region as independent choices: of each part, one of its packages.

    Attributes
    ----------
    numbers_of:
        Of each part, what each of its packages adds to a whole package's number, in order.
    instance:
        The points of each, one issue for each part, with the reservations as floors; for a bounded search.
    is_in_order:
        Whether combinations in lexicographic order are packages in package order.
    """

    indexed: IndexedProblem
    numbers_of: tuple[tuple[int, ...], ...]
    instance: Instance
    is_in_order: bool

    def count(self, combination: Sequence[int]) -> int:  # noqa: ARG002 - an interface's arguments
        """Return 1: each combination is one package."""
        return 1

    def numbers(self, combinations: Sequence[Sequence[int]]) -> Iterator[int]:
        """Yield the number of the package of each combination."""
        for combination in combinations:
            yield sum(own[at] for own, at in zip(self.numbers_of, combination, strict=True))


def options(
    indexed: IndexedProblem,
    *,
    of: Region = "zone",
    max_width: int | None = None,
    effort: Effort = STEADY,
) -> Options | None:
    """Return a region as independent choices; None where some part has no package that counts.

    Parameters
    ----------
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all packages.
    max_width:
        How many packages a part may have; None for no such limit.

    Raises
    ------
    TooLargeError
        If parts have too many packages, or totals do not fit 2^52.
    """
    floors = indexed.red_floors if of == "zone" else {}
    demands = [index for index, demand in enumerate(indexed.demands) if demand.demand.red and index not in floors]
    parts = value_parts(indexed, demands=demands if of == "zone" else ())
    columns = len(indexed.signers)
    widest = max(part.size for part in parts)
    if widest * len(parts) * max(columns, 1) > MAX_CELLS or (max_width is not None and widest > max_width):
        most = MAX_CELLS // max(len(parts) * columns, 1)
        raise TooLargeError(
            "ranking packages",
            widest,
            most if max_width is None else min(most, max_width),
            "packages of issues that hang together",
            "Leave out issues, options or interactions that tie issues together.",
        )
    tables = _tables(indexed, parts, of=of, effort=effort)
    if not all(len(numbers) for _, numbers in tables):
        return None
    held = {party: indexed.demands[index].points for index, party in floors.items()}
    worst = -sum(int(abs(rows).max(initial=0)) for rows, _ in tables)
    return Options(
        indexed=indexed,
        numbers_of=tuple(tuple(numbers) for _, numbers in tables),
        instance=Instance(
            values=_padded([rows for rows, _ in tables]),
            sizes=[len(numbers) for _, numbers in tables],
            floors=[held.get(party, worst) for party in indexed.signers] if held else None,
        ),
        is_in_order=all(part.issues[-1] - part.issues[0] == len(part.issues) - 1 for part in parts),
    )


def _tables(
    indexed: IndexedProblem, parts: Sequence[Part], *, of: Region, effort: Effort
) -> list[tuple[NDArray[Any], list[int]]]:
    """Return each part's points, shape (packages, signing parties), and what its packages add to a number."""
    alone = _by_issue(indexed)
    is_cut = any(indexed.problem.parties[party].ceiling is not None for party in indexed.signers)
    found = []
    for part in parts:
        is_plain = not is_cut and all(indexed.demands[index].demand.line is not None for index in part.demands)
        if len(part.issues) == 1 and is_plain:
            found.append(_of_one_issue(indexed, part, alone[part.issues[0]]))
        else:
            found.append(_enumerated(indexed, part, of=of, effort=effort))
    return found


def _enumerated(indexed: IndexedProblem, part: Part, *, of: Region, effort: Effort) -> tuple[NDArray[Any], list[int]]:
    keep = keeps_red if of == "zone" else keeps_all
    rows: list[NDArray[Any]] = []
    numbers: list[int] = []
    for block in blocks(indexed, part, effort=effort):
        index = np.flatnonzero(block.exists() & keep(block))
        points = [np.asarray(block.points(party))[index] for party in indexed.signers]
        rows.append(np.stack(points, axis=1))
        numbers += [int(number) for number in block.numbers_at(index)]
    return np.concatenate(rows), numbers


def _by_issue(indexed: IndexedProblem) -> list[NDArray[Any]]:
    """Return, for each issue, the points of its options by themselves, shape (options, signing parties)."""
    kind = integers_up_to(max((indexed.most_points(party) for party in indexed.signers), default=0))
    found = [np.zeros((radix, len(indexed.signers)), dtype=kind) for radix in indexed.radices]
    for column, party in enumerate(indexed.signers):
        for issues, table in indexed.factors[party]:
            if len(issues) == 1:
                found[issues[0]][:, column] += table
    return found


def _of_one_issue(indexed: IndexedProblem, part: Part, points: NDArray[Any]) -> tuple[NDArray[Any], list[int]]:
    """Return the table of one issue: enumeration's answer, without what it sets up."""
    issue = part.issues[0]
    boxes = [box.options for index in part.demands for box in indexed.demands[index].boxes]
    boxes += [box for box in indexed.excluded if issue in box]
    forbidden = {option for box in boxes for option in box[issue]}
    kept = [option for option in range(indexed.radices[issue]) if option not in forbidden]
    return points[kept], [option * indexed.strides[issue] for option in kept]


def _padded(tables: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return tables of different heights as one array, shape (tables, rows, columns)."""
    width, columns = max(map(len, tables)), tables[0].shape[1]
    kind = object if any(table.dtype == object for table in tables) else np.int64
    values = np.zeros((len(tables), width, columns), dtype=kind)
    for at, table in enumerate(tables):
        values[at, : len(table)] = table
    return values
