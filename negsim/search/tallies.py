"""Tallies: how many packages keep some demands, and how many of these take each option, without listing them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import entries
from negsim.kernels.outer import digit_counts
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.enumeration import Block, blocks, laid_out
from negsim.search.indexed import IndexedProblem
from negsim.search.merged_counts import MergedCounts, merged_counts
from negsim.search.parts import MAX_PACKAGES, Part, value_parts

if TYPE_CHECKING:
    from negsim.search.worths import Worths

TALLIES: tuple[Method, ...] = ("enumeration", "counting")
"""The methods that count packages."""
_WHAT = "counting packages"
_PASS, _SORT = 0.2e-9, 100e-9
_CALL, _PREPARE, _START = 2e-6, 70e-6, 600e-6
_BLOCK_PASS = 25e-6
"""Seconds of a pass over a package and of sorting one; of the calls of a pass over a block, of a sort, and of a count
before its first step; and of all calls of a pass over a single block that nothing was prepared for; measured."""


@frozen(kw_only=True)
class Tally:
    """How many packages keep some demands.

    Attributes
    ----------
    size, at_most:
        How many, as Python integers; where time ran out, at least and at most so many.
    options:
        For each issue and option, how many of them take it; nothing where that was not asked.
    method:
        How it was found.
    """

    size: int
    at_most: int
    options: tuple[tuple[int, ...], ...] = field(default=(), converter=entries)
    method: str


@frozen(kw_only=True)
class _Looked:
    """How many packages of a part count: found, and not looked at before time was up; whether none was listed."""

    found: int
    unseen: int
    options: tuple[NDArray[Any], ...]
    is_merged: bool = False


def asked_by(method: Method | None, effort: Effort, *, known: Sequence[Method]) -> Effort:
    """Return the effort with the method asked for, where one is, and the clock running.

    Raises
    ------
    ValueError
        If the question does not know the method.
    """
    if method is not None and method not in known:
        raise ValueError(f"method {method!r} does not answer this; expected one of {', '.join(known)}, or None")
    return effort.by(method).started()


def existing(indexed: IndexedProblem, *, effort: Effort = STEADY) -> int:
    """Return how many packages exist: the combinations that no exclusion covers.

    Raises
    ------
    TooLargeError
        When exclusions tie more than 10^8 packages together.
    TimeLimitError
        When time is up before it is known.
    """
    if not indexed.excluded:
        return math.prod(indexed.radices)
    found = tally(indexed, keeps=(), effort=effort)
    if found.size != found.at_most:
        raise TimeLimitError("counting the packages that exist", effort.max_seconds or 0.0)
    return found.size


def tally(
    indexed: IndexedProblem,
    *,
    keeps: Sequence[int],
    by_option: bool = False,
    effort: Effort = STEADY,
) -> Tally:
    """Return how many packages exist that keep some demands.

    Parameters
    ----------
    keeps:
        Indices of demands.
    by_option:
        Count the packages that take each option of each issue, too.

    Returns
    -------
    The exact number; where time runs out while packages are looked at and only their number is asked for, bounds.

    Raises
    ------
    TooLargeError
        Where no method, or not the one asked for, would finish or keeps within the limits.
    TimeLimitError
        When time is up and there are no bounds.

    Notes
    -----
    *Enumeration* looks at the packages of each part of the issues that no demand crosses, and multiplies; where
    neither it nor the counts by option are asked for, and it is quicker, a part without reservations is counted issue
    by issue instead, by bucket elimination (:mod:`negsim.search.merged_counts`). *Counting*
    lets reservations cross: each part has a table of what its packages are worth to the parties with reservations, and
    the combinations of rows whose totals reach them are counted (:mod:`negsim.kernels.counting`). The cheaper one is
    taken, by estimates that were measured; what parts are worth is worked out before the choice where that is quick.
    """
    asked = _Asked(indexed=indexed, keeps=tuple(keeps), by_option=by_option)
    estimates = asked.estimates(effort)
    # What counting itself takes is not known yet: where it loses already, nothing needs preparing.
    if choose(_WHAT, estimates, effort=effort) == "enumeration":
        return _by_looking(asked, effort=effort)
    from negsim.search.worths import kept_worths  # slow to import, and needed only here

    worths = kept_worths(indexed, asked.walled, asked.floors, by_option=by_option, effort=effort)
    if "enumeration" not in estimates or effort.method == "counting":
        return _by_worth(asked, worths)
    known = worths.estimate(by_option=by_option)
    if known is None or choose(_WHAT, {**estimates, "counting": known}, effort=effort) == "enumeration":
        return _by_looking(asked, effort=effort)
    return _by_worth(asked, worths)


def simple_floors(indexed: IndexedProblem, demands: Sequence[int]) -> dict[int, int]:
    """Return, of some demands, the reservations that bind everywhere: bounds on their parties' points, to the party."""
    chosen = {index: indexed.demands[index] for index in demands}
    return {
        index: demand.holders[0]
        for index, demand in chosen.items()
        if demand.demand.line is None and demand.departures is None
    }


@frozen(kw_only=True, eq=False)
class _Asked:
    """What is asked: which packages are counted."""

    indexed: IndexedProblem
    keeps: tuple[int, ...]
    by_option: bool

    @cached_property
    def floors(self) -> dict[int, int]:
        """The reservations that are counted as bounds on sums."""
        return simple_floors(self.indexed, self.keeps)

    @cached_property
    def together(self) -> tuple[Part, ...]:
        """The parts that no demand crosses."""
        return value_parts(self.indexed, demands=self.keeps, parties=())

    @cached_property
    def walled(self) -> tuple[Part, ...]:
        """The parts that no demand but reservations crosses, and over which points add up."""
        walls = [index for index in self.keeps if index not in self.floors]
        return value_parts(self.indexed, demands=walls, parties=tuple(self.floors.values()))

    def estimates(self, effort: Effort) -> dict[Method, Estimate]:
        """Return what each method that could answer takes; of counting, only what goes before it."""
        found: dict[Method, Estimate] = {}
        largest = max(part.size for part in self.together)
        if largest <= MAX_PACKAGES:
            found["enumeration"] = _looking_takes(self, effort=effort)
        elif effort.method == "enumeration":
            advice = "Use the method counting, or leave out demands that tie issues together."
            raise TooLargeError(f"{_WHAT} by enumeration", largest, MAX_PACKAGES, "packages of issues", advice)
        if self.floors or not found or effort.method == "counting":
            found["counting"] = _preparing_takes(self, block=effort.block)
        return found


def by_parts(count: int, *, merged: bool = False) -> str:
    """Return how packages are counted by looking at those of each of so many parts: the counts multiply.

    Parameters
    ----------
    merged:
        Whether the issues of the last one were counted one after the other.

    Examples
    --------
    >>> by_parts(1), by_parts(1, merged=True), by_parts(2)
    ('enumeration', 'merging of issues', 'product of 2 parts')
    """
    if count > 1:
        return f"product of {count} parts"
    return "merging of issues" if merged else "enumeration"


def _looking_takes(asked: _Asked, *, effort: Effort) -> Estimate:
    """Return what looking at every package takes: some passes over blocks, and calls for each block."""
    seconds = _CALL
    for part in asked.together:
        if _is_free(asked, part):
            continue
        passes = 2 + len(part.demands) + 20 * asked.by_option
        count = part.size // laid_out(asked.indexed, part, effort=effort).count
        seconds += passes * (part.size * _PASS + count * _CALL)
    return Estimate(seconds, 24 * effort.block * (2 + len(asked.indexed.factors)))


def _preparing_takes(asked: _Asked, *, block: int) -> Estimate:
    """Return what it takes to tell what the packages of each part are worth: sorting, and calls for each block."""
    columns = 1 + len(asked.floors)
    sizes = [part.size for part in asked.walled if part.size <= MAX_PACKAGES]
    seconds = _START + columns * sum(size * _SORT + (1 + size / block) * _PREPARE for size in sizes)
    return Estimate(seconds, 24 * block * (2 + len(asked.indexed.factors)))


def _is_free(asked: _Asked, part: Part) -> bool:
    """Tell whether all combinations of a part count, so that nobody needs to look."""
    return not part.demands and not any(next(iter(box)) in part.issues for box in asked.indexed.excluded)


def _by_looking(asked: _Asked, *, effort: Effort) -> Tally:
    """Count part by part, the smallest first: where time runs out, bounds are the closer the more parts are done."""
    found: dict[Part, _Looked] = {}
    method = by_parts(len(asked.together))
    for part in sorted(asked.together, key=lambda part: part.size):
        found[part] = _look(asked, part, effort=effort)
        method = by_parts(len(asked.together), merged=found[part].is_merged)
        if found[part].found + found[part].unseen == 0:
            none = [(0,) * radix for radix in asked.indexed.radices] if asked.by_option else ()
            return Tally(size=0, at_most=0, options=none, method=method)
    looked = [found[part] for part in asked.together]
    if asked.by_option and any(part.unseen for part in looked):
        raise TimeLimitError(_WHAT, effort.max_seconds or 0.0)
    return Tally(
        size=math.prod(part.found for part in looked),
        at_most=math.prod(part.found + part.unseen for part in looked),
        options=_multiplied(asked, looked) if asked.by_option else (),
        method=method,
    )


def _look(asked: _Asked, part: Part, *, effort: Effort) -> _Looked:
    """Count a part: issue by issue, or by looking at its packages until time is up."""
    radices = [asked.indexed.radices[issue] for issue in part.issues]
    if _is_free(asked, part):
        options = tuple(np.full(radix, part.size // radix, dtype=object) for radix in radices)
        return _Looked(found=part.size, unseen=0, options=options)
    merged = _merged(asked, part, effort=effort)
    if merged is not None:
        return _Looked(found=merged.count(), unseen=0, options=(), is_merged=True)
    found, unseen = 0, part.size
    options = tuple(np.zeros(radix, dtype=object) for radix in radices)
    try:
        for block in blocks(asked.indexed, part, effort=effort):
            mask = block.keeps(part.demands, existing=True)
            inside = int(np.count_nonzero(mask))
            found, unseen = found + inside, unseen - len(block)
            if asked.by_option:
                _add_options(options, block, mask, inside)
    except TimeLimitError:
        return _Looked(found=found, unseen=unseen, options=options)
    return _Looked(found=found, unseen=unseen, options=options)


def _merged(asked: _Asked, part: Part, *, effort: Effort) -> MergedCounts | None:
    """Return what counts a part issue by issue, where that is quicker and nothing else is asked for."""
    if asked.by_option or effort.method == "enumeration":
        return None
    merged = merged_counts(asked.indexed, part)
    passes = 2 + len(part.demands)
    looking = passes * (_BLOCK_PASS + part.size * _PASS)
    return merged if merged is not None and merged.takes().seconds < looking else None


def _add_options(options: Sequence[NDArray[Any]], block: Block, mask: NDArray[np.bool_], inside: int) -> None:
    """Add, for each issue of a part, how many packages of a block take each option."""
    first = len(block.layout.first)
    for own, issue in zip(options[:first], block.layout.first, strict=True):
        own[block.fixed[issue]] += inside
    for own, counts in zip(options[first:], digit_counts(mask, block.layout.radices), strict=True):
        own += counts


def _multiplied(asked: _Asked, looked: Sequence[_Looked]) -> list[tuple[int, ...]]:
    """Return the counts by option of whole packages from those of each part."""
    found: dict[int, tuple[int, ...]] = {}
    for at, (part, own) in enumerate(zip(asked.together, looked, strict=True)):
        others = math.prod(other.found for place, other in enumerate(looked) if place != at)
        for issue, counts in zip(part.issues, own.options, strict=True):
            found[issue] = tuple(int(count) * others for count in counts)
    return [found[issue] for issue in range(len(asked.indexed.radices))]


def _by_worth(asked: _Asked, worths: Worths) -> Tally:
    """Count the combinations of what parts are worth that reach every reservation."""
    if not asked.by_option:
        size, method = worths.count()
        return Tally(size=size, at_most=size, method=method)
    options, method = worths.by_option()
    size = sum(options[0])
    listed = [options[issue] for issue in range(len(asked.indexed.radices))]
    return Tally(size=size, at_most=size, options=listed, method=method)
