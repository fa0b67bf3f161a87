"""Worths: what the packages of each part are worth to parties with reservations, to be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.counting import MAX_BYTES, MAX_STEPS, Question, asked
from negsim.kernels.counting_parts import Part as Rows
from negsim.kernels.counting_problem import grouped
from negsim.search.effort import STEADY, Effort, Estimate
from negsim.search.elimination import part_distribution
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import MAX_PACKAGES, Part
from negsim.search.sources import all_rows, empty_table

MAX_ROWS = 2_000_000
"""How many different values the packages of one part may have."""
MAX_BY_OPTION = 2**22
"""How many packages of one part may be told apart by their options."""
_STEPS = 10**9
_START = 600e-6
"""How many elementary steps of counting take a second, and the seconds before the first; measured."""

Counts = tuple[tuple[int, ...], ...]
"""For each of some issues and each of its options, a number of packages."""


@frozen(kw_only=True, eq=False)
class _Worth:
    """What the packages of one part that count are worth.

    Attributes
    ----------
    rows:
        One for each package, or each distinct row with how many packages have it.
    options:
        For each issue of the part, how many packages of each row take each option, shape (options, rows); nothing
        where that was not asked.
    """

    part: Part
    rows: Rows
    options: tuple[NDArray[np.int64], ...] = ()


@frozen(kw_only=True, eq=False)
class Worths:
    """What the packages of all parts are worth to the parties with reservations, ready to be counted.

    Attributes
    ----------
    question:
        The tables and the reservations, as counting takes them.
    effort:
        Limits on memory and time.
    """

    worths: tuple[_Worth, ...]
    question: Question
    effort: Effort

    @property
    def _limits(self) -> tuple[int, int]:
        """The most bytes and steps that counting may take."""
        left = self.effort.left
        return self.effort.max_bytes or MAX_BYTES, MAX_STEPS if left is None else max(1, int(left * _STEPS))

    def estimate(self, *, by_option: bool) -> Estimate | None:
        """Return what counting takes by its quickest way; None where every way is over the limits."""
        max_bytes, max_steps = self._limits
        costs = self.question.costs(by_row=by_option).values()
        fitting = [cost for cost in costs if cost.held <= max_bytes and cost.steps <= max_steps]
        if not fitting:
            return None
        least = min(fitting, key=lambda cost: cost.steps)
        return Estimate(_START + least.steps / _STEPS, least.held)

    def count(self) -> tuple[int, str]:
        """Return how many packages there are, and how that was found."""
        max_bytes, max_steps = self._limits
        found = self.question.count(max_bytes=max_bytes, max_steps=max_steps)
        return found.value, self._method(found.method)

    def by_option(self) -> tuple[dict[int, tuple[int, ...]], str]:
        """Return, for each issue, how many packages take each of its options, and how that was found."""
        max_bytes, max_steps = self._limits
        uses = self.question.by_row(max_bytes=max_bytes, max_steps=max_steps)
        found: dict[int, tuple[int, ...]] = {}
        for worth, values in zip(self.worths, uses.values, strict=True):
            each = values // worth.rows.counts.astype(object)
            for issue, counts in zip(worth.part.issues, worth.options, strict=True):
                found[issue] = tuple(int(total) for total in counts.astype(object) @ each)
        return found, self._method(uses.method)

    def _method(self, name: str) -> str:
        return f"counting over {len(self.worths)} parts ({name})"


def kept_worths(
    indexed: IndexedProblem,
    parts: Sequence[Part],
    floors: Mapping[int, int],
    *,
    by_option: bool = False,
    effort: Effort = STEADY,
) -> Worths:
    """Return what the packages of parts that count are worth to the parties with reservations.

    Parameters
    ----------
    parts:
        With the demands that their packages must keep.
    floors:
        The reservations, by the indices of their demands, with the index of the party; no part decides them.
    by_option:
        As for :func:`negsim.search.tallies.tally`.

    Raises
    ------
    TooLargeError
        When a part has too many packages, or different values, to hold.
    TimeLimitError
        When time is up.
    """
    parties = tuple(floors.values())
    found = [_worth(indexed, part, parties, by_option=by_option, effort=effort) for part in parts]
    question = asked([worth.rows for worth in found], [indexed.demands[index].points for index in floors])
    return Worths(worths=tuple(found), question=question, effort=effort)


def _worth(
    indexed: IndexedProblem,
    part: Part,
    parties: Sequence[int],
    *,
    by_option: bool,
    effort: Effort,
) -> _Worth:
    if part.size > MAX_PACKAGES:
        if by_option:
            raise _too_many(part)
        table = part_distribution(indexed, part, parties, demands=part.demands, effort=effort)[1]
        return _Worth(part=part, rows=table)
    if by_option:
        return _worth_by_option(indexed, part, parties, effort=effort)
    pieces = _pieces(indexed, part, parties, effort=effort)
    if part.size <= effort.block:  # one block, whose equal rows are joined when they are counted
        ((_, only, _),) = pieces
        return _Worth(part=part, rows=Rows(only))
    found = empty_table(indexed, len(parties))
    for block, rows, index in pieces:
        found = all_rows(found, rows, block.numbers_at(index))
        if len(found) > MAX_ROWS:
            advice = "Round weights and values to fewer distinct numbers, or leave out what ties issues together."
            raise TooLargeError("adding up what packages are worth", len(found), MAX_ROWS, "different values", advice)
    return _Worth(part=part, rows=Rows(found.rows, found.counts))


def _worth_by_option(indexed: IndexedProblem, part: Part, parties: Sequence[int], *, effort: Effort) -> _Worth:
    if part.size > MAX_BY_OPTION:
        raise _too_many(part)
    pieces = list(_pieces(indexed, part, parties, effort=effort))
    rows = np.concatenate([rows for _, rows, _ in pieces])
    if not len(rows):
        none = tuple(np.zeros((indexed.radices[issue], 0), dtype=np.int64) for issue in part.issues)
        return _Worth(part=part, rows=Rows(rows), options=none)
    lowest = rows.min(axis=0)
    groups = grouped(rows - lowest, most=[int(most) for most in (rows - lowest).max(axis=0)])
    options = tuple(
        np.stack(
            [
                np.bincount(groups.inverse[chosen == option], minlength=len(groups.starts))
                for option in range(indexed.radices[issue])
            ]
        )
        for issue, chosen in _options(part, pieces)
    )
    counts = np.bincount(groups.inverse, minlength=len(groups.starts))
    return _Worth(part=part, rows=Rows(groups.firsts(rows), counts), options=options)


_Piece = tuple[Block, NDArray[Any], NDArray[np.intp]]
"""A block, what its packages that count are worth, and where in the block they stand."""


def _pieces(indexed: IndexedProblem, part: Part, parties: Sequence[int], *, effort: Effort) -> Iterator[_Piece]:
    for block in blocks(indexed, part, effort=effort):
        index = np.flatnonzero(block.keeps(block.part.demands, existing=True))
        columns = [block.points_at(party, index) for party in parties]
        yield block, np.stack(columns, axis=1) if columns else np.zeros((len(index), 0), dtype=np.int64), index


def _options(part: Part, pieces: Sequence[_Piece]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield each issue of a part with the option that each package that counts takes."""
    for issue in part.issues:
        yield issue, np.concatenate([block.options_at(issue, index) for block, _, index in pieces])


def _too_many(part: Part) -> TooLargeError:
    return TooLargeError(
        "counting packages by option",
        part.size,
        MAX_BY_OPTION,
        "packages of issues that hang together",
        "Leave out lines or interactions that tie issues together, or ask about fewer of them.",
    )
