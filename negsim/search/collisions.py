"""Collisions: the minimal sets of a part's demands that cannot be kept together, and those that are broken together."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels.dualizing import Limits, Side, dualize
from negsim.kernels.hitting_sets import HittingSets, minimal_hitting_sets, minimal_sets
from negsim.search.demands import (
    MAX_ROWS,
    demand_floors,
    is_searchable,
    keeping,
    refuse_unsearchable,
    smaller_parts,
)
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.indexed import IndexedProblem
from negsim.search.merged_sets import merged_sets
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large
from negsim.search.patterns import minimal_patterns

MAX_SETS = 10_000
"""How many conflicts of one part are looked for where its packages are enumerated."""
_PROVING = 32_000_000
"""About how many bytes a search holds for what it has proved."""
MAX_NODES = 1_000_000
"""How many partial sets the search for them may look at."""

Way = Literal["merging of its issues", "bounded search", "enumeration of its issues"]


@frozen(kw_only=True)
class Collisions:
    """What follows from the demands of a part, as sets of bits: demand *i* of the problem is bit *i*.

    Attributes
    ----------
    conflicts:
        The minimal sets of red demands that no package keeps together.
    repairs:
        The minimal sets of red demands that some package breaks without breaking another; the empty set where the part
        is open.
    broken:
        The same of all demands, red or not.
    blocked:
        The minimal sets of demands, red or not, that no package keeps together, as many as are known; none where
        ``broken`` is complete, which tells them.
    method:
        How they were found.
    """

    conflicts: Side
    repairs: Side
    broken: Side
    blocked: tuple[int, ...]
    method: Way


def collisions(problem: IndexedProblem, part: Part, *, searched: IndexedProblem, effort: Effort = STEADY) -> Collisions:
    """Return what follows from the demands of a part that no demand crosses.

    Parameters
    ----------
    searched:
        The same problem for searching (:func:`negsim.search.demands.searchable`).

    Raises
    ------
    TooLargeError
        Before starting, when no method can answer, or enumeration or bounded search is asked for and cannot, or limits
        do not allow it. On the way, when there are too many sets to merge, packages of issues that hang together are
        too many to search, or a set could not be decided, and no other method may take over.
    TimeLimitError
        When time runs out before anything is found.
    """
    way = way_for(searched, part, effort=effort)
    if way == "merging":
        try:
            return _merged(problem, part, effort=effort)
        except TooLargeError as error:
            if effort.method == way or isinstance(error, TimeLimitError):
                raise
        way = way_for(searched, part, merging=False, effort=effort)
    if way == "enumeration":
        return _enumerated(problem, part, effort=effort)
    try:
        return _searched(searched, part, effort=effort)
    except TooLargeError as error:
        is_final = effort.method == "bounded-search" or isinstance(error, TimeLimitError)
        if is_final or part.size > MAX_PACKAGES:
            raise
    return _enumerated(problem, part, effort=effort)


def way_for(searched: IndexedProblem, part: Part, *, merging: bool = True, effort: Effort = STEADY) -> Method:
    """Return the method for a part, by measured cost models: looking at its packages, merging its issues, or asking.

    Parameters
    ----------
    merging:
        Whether merging may be chosen.

    Raises
    ------
    TooLargeError
        As :func:`collisions`, before starting.
    """
    what, demands, smaller = "finding conflicts", len(part.demands), smaller_parts(searched, part)
    estimates: dict[Method, Estimate] = {}
    if part.size <= MAX_PACKAGES:
        seconds = 5e-4 + part.size * (demands + 2) * 6e-9
        estimates["enumeration"] = Estimate(seconds, held=effort.block * 8 * (demands + 4))
    merged = merged_sets(searched, part) if merging else None
    if merged is not None:
        estimates["merging"] = merged.takes()
    if is_searchable(searched, part):
        looked_at = sum(own.size * (len(own.demands) + 2) for own in smaller)
        cells = len(smaller) * min(MAX_ROWS, max(own.size for own in smaller)) * len(demand_floors(searched, part))
        seconds = 2e-3 + 3e-4 * len(smaller) + looked_at * 1e-8 + demands**2 * (2e-4 + cells * 2e-8)
        estimates["bounded-search"] = Estimate(seconds, held=_PROVING + 64 * cells)
    if "enumeration" not in estimates and (not estimates or effort.method == "enumeration"):
        refuse_large((part,), what=what)
    if "bounded-search" not in estimates and effort.method == "bounded-search":
        refuse_unsearchable(searched, part, what=what)
    return choose(what, estimates, effort=effort)


def _enumerated(problem: IndexedProblem, part: Part, *, effort: Effort) -> Collisions:
    return _from_broken(problem, part, minimal_patterns(problem, part, effort=effort), "enumeration of its issues")


def _merged(problem: IndexedProblem, part: Part, *, effort: Effort) -> Collisions:
    merged = merged_sets(problem, part)
    assert merged is not None, "merging is chosen where it can be done"
    return _from_broken(problem, part, merged.broken(effort=effort), "merging of its issues")


def _from_broken(problem: IndexedProblem, part: Part, broken: tuple[int, ...], method: Way) -> Collisions:
    """Return what follows from the minimal sets of demands that packages break together."""
    repairs = minimal_sets(pattern & _red(problem, part) for pattern in broken)
    hitting = minimal_hitting_sets(repairs, max_sets=MAX_SETS, max_nodes=MAX_NODES)
    return Collisions(
        conflicts=Side(sets=hitting.sets, up_to=None if hitting.complete else _sure_of(hitting)),
        repairs=Side(sets=repairs, up_to=None),
        broken=Side(sets=broken, up_to=None),
        blocked=(),
        method=method,
    )


def _sure_of(hitting: HittingSets) -> int:
    """Return up to what size all sets are there, where the search, smallest first, stopped."""
    return max((members.bit_count() for members in hitting.sets), default=1) - 1


def _searched(problem: IndexedProblem, part: Part, *, effort: Effort) -> Collisions:
    kept = keeping(problem, part, effort=effort)
    limits = Limits(is_over=lambda: effort.is_over)
    red, every = _red(problem, part), sum(1 << index for index in part.demands)
    found = dualize(kept.ask, red, limits=limits)
    if not found.conflicts.sets and not found.repairs.sets:
        effort.check("finding conflicts")
    both = found if every == red else dualize(kept.ask, every, conflicts=found.conflicts.sets, limits=limits)
    return Collisions(
        conflicts=found.conflicts,
        repairs=found.repairs,
        broken=both.repairs,
        blocked=() if both.repairs.complete else both.conflicts.sets,
        method="bounded search",
    )


def _red(problem: IndexedProblem, part: Part) -> int:
    return sum(1 << index for index in part.demands if problem.demands[index].demand.red)
