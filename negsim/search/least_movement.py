"""How the least movement is looked for: by looking at all packages of issues that demands tie, or by a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import MAX_TOTAL
from negsim.kernels.tables import Table
from negsim.search.cheapest import breach_columns, soft_column, soft_unit
from negsim.search.effort import Effort, Estimate, Method, choose
from negsim.search.indexed import IndexedProblem
from negsim.search.merged_rows import merged_rows
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large, value_parts
from negsim.search.patterns import tables_by_pattern
from negsim.search.sources import Column, part_table
from negsim.search.values import keeps_all, losses

if TYPE_CHECKING:
    from negsim.kernels.leasts import Engine

KNOWN: tuple[Method, ...] = ("enumeration", "merging", "bounded-search", "integer-programming")
"""The methods that find nearest deals, and the deals of repairs."""

_LOOK, _LOOK_AT_PART = 100e-9, 0.3e-3
"""Seconds to look at a package, for each column, and to begin with a part; measured."""
_ROWS_AT_ONCE = 300_000
"""How many packages are held at once, with what is worked out for them, about."""
_SEARCHED, _PROGRAMMED = 0.05, 1.0
"""Seconds for each answer of a search, and of integer programming, at 8 parties and 5^30 packages."""


def across(indexed: IndexedProblem, *, red: bool) -> dict[int, int]:
    """Return the reservations that bind everywhere, red or not, each with its party: no part decides them."""
    return {
        index: demand.holders[0]
        for index, demand in enumerate(indexed.demands)
        if demand.demand.line is None and demand.departures is None and demand.demand.red == red
    }


def movement_parts(indexed: IndexedProblem) -> tuple[Part, ...]:
    """Return the parts over which the prices of lines and the points of signers add up."""
    crossing = across(indexed, red=True) | across(indexed, red=False)
    return value_parts(indexed, demands=[index for index in range(len(indexed.demands)) if index not in crossing])


def movement_columns(indexed: IndexedProblem) -> tuple[Column, ...]:
    """Return what the rows of parts hold: breach of lines by party, breach of soft ones, and what signers lose.

    A reservation that binds off the status quo only is among the lines: some part decides it.
    """
    crossing = across(indexed, red=True) | across(indexed, red=False)
    return (
        *breach_columns(indexed, without=crossing),
        soft_column(indexed, without=crossing),
        *(losses(party) for party in indexed.signers),
    )


def largest_total(indexed: IndexedProblem) -> int:
    """Return a bound on every total that a search for the least movement adds up, without its sign."""
    crossing = across(indexed, red=True)
    largest = max((indexed.most_points(party) for party in indexed.signers), default=0)
    for party in indexed.constrainers:
        lines = [
            indexed.most_cost(demand)
            for index, demand in enumerate(indexed.demands)
            if demand.demand.red and party in demand.holders and index not in crossing
        ]
        missed = indexed.units_of(party) * indexed.most_points(party) if party in crossing.values() else 0
        largest = max(largest, sum(lines) + missed)
    soft = [demand for demand in indexed.demands if not demand.demand.red]
    return max(largest, soft_unit(indexed) * sum(map(indexed.most_cost, soft)))


def nearest_columns(indexed: IndexedProblem) -> tuple[Column, ...]:
    """Return what the rows of whole parts hold: breach by party, breach of soft demands, and what signers lose."""
    return *breach_columns(indexed), soft_column(indexed), *(losses(party) for party in indexed.signers)


def way_for(indexed: IndexedProblem, *, what: str, answers: int, merging: bool = True, effort: Effort) -> Method:
    """Return how to find the least movement.

    Parameters
    ----------
    what:
        The question, as in "finding the nearest deals".
    answers:
        How many vectors or sets are to be worked out, about.
    merging:
        Whether merging of issues may be chosen.

    Raises
    ------
    TooLargeError
        Where no method, or not the one asked for, would finish or keeps within the limits.
    """
    estimates: dict[Method, Estimate] = {}
    columns = len(movement_columns(indexed))
    together, apart = value_parts(indexed), movement_parts(indexed)
    if max(part.size for part in together) <= MAX_PACKAGES:
        estimates["enumeration"] = _looking(together, columns)
    merged = _merging_takes(indexed, together) if merging else None
    if merged is not None:
        estimates["merging"] = merged
    if is_searchable(indexed):
        look = _looking(apart, columns)
        estimates["bounded-search"] = Estimate(look.seconds + _SEARCHED * answers, look.held)
        estimates["integer-programming"] = Estimate(look.seconds + _PROGRAMMED * answers, look.held)
    if not estimates or (effort.method == "enumeration" and effort.method not in estimates):
        refuse_large(together if estimates else apart, what=what)
        _refuse_wide(indexed, what=what)
    return choose(what, estimates, effort=effort)


def is_searchable(indexed: IndexedProblem) -> bool:
    """Tell whether a search has parts that can be looked at, and totals that it can add up."""
    return max(part.size for part in movement_parts(indexed)) <= MAX_PACKAGES and largest_total(indexed) <= MAX_TOTAL


def _refuse_wide(indexed: IndexedProblem, *, what: str) -> None:
    advice = "Round prices, firmness, weights and values to fewer digits, or ask about fewer issues."
    raise TooLargeError(what, largest_total(indexed), MAX_TOTAL, "as the largest total", advice)


def engine_for(way: Method, *, effort: Effort) -> Engine:
    """Return what finds least sums of breach."""
    # Slow to import, and needed only here.
    from negsim.kernels.leasts import FirstOf, Programming, Searching

    programming = Programming(until=effort.until)
    return programming if way == "integer-programming" else FirstOf([Searching(until=effort.until), programming])


def gave_up(what: str) -> TooLargeError:
    """Return the error that says that neither a search nor integer programming came to an end."""
    from negsim.kernels.leasts import MAX_NODES  # as above

    advice = "Ask about fewer issues or parties, or round prices, weights and values to fewer distinct numbers."
    return TooLargeError(what, MAX_NODES + 1, MAX_NODES, "steps of one search", advice)


def movement_tables(indexed: IndexedProblem, *, effort: Effort) -> list[Table]:
    """Return the efficient rows of each part.

    Raises
    ------
    TimeLimitError
        When time is up.
    """
    columns = movement_columns(indexed)
    return [
        part_table(indexed, part, columns=columns, keep=keeps_all, effort=effort) for part in movement_parts(indexed)
    ]


def rows_of_part(
    indexed: IndexedProblem, part: Part, *, columns: Sequence[Column], way: Method, effort: Effort
) -> Table:
    """Return the efficient rows of a part, by merging its issues where that is the way, else from its packages.

    Raises
    ------
    TooLargeError
        When there are too many rows to compare.
    TimeLimitError
        When time is up.
    """
    merged = merged_rows(indexed, part, columns=columns) if way == "merging" else None
    if merged is not None:
        return merged.table(effort=effort)
    return part_table(indexed, part, columns=columns, keep=keeps_all, effort=effort)


def rows_by_pattern(
    indexed: IndexedProblem,
    part: Part,
    *,
    demands: Sequence[int],
    patterns: Sequence[int],
    columns: Sequence[Column],
    way: Method,
    effort: Effort,
) -> dict[int, Table]:
    """Return, for each of some sets of demands, the efficient rows of the packages that break exactly that set.

    Parameters
    ----------
    demands:
        Those that are looked at; what else a package breaks does not matter.
    patterns:
        Sets of them, as bits, of which no package breaks a part only.

    Raises
    ------
    TooLargeError, TimeLimitError
        As :func:`rows_of_part`.
    """
    merged = merged_rows(indexed, part, columns=columns, demands=demands) if way == "merging" else None
    if merged is not None:
        return merged.tables_by_pattern(demands, patterns, effort=effort)
    return tables_by_pattern(indexed, part, demands=demands, patterns=patterns, columns=columns, effort=effort)


def _merging_takes(indexed: IndexedProblem, parts: Iterable[Part]) -> Estimate | None:
    """Return what it takes to merge the issues of all parts; None where that cannot be done."""
    columns, seconds, held = nearest_columns(indexed), 0.0, 0
    for part in parts:
        red = [index for index in part.demands if indexed.demands[index].demand.red]
        merged = merged_rows(indexed, part, columns=columns, demands=red)
        if merged is None:
            return None
        own = merged.takes()
        seconds, held = seconds + own.seconds, max(held, own.held)
    return Estimate(seconds, held)


def _looking(parts: Iterable[Part], columns: int) -> Estimate:
    """Return what it takes to look at all packages of parts."""
    sizes = [part.size for part in parts]
    seconds = _LOOK_AT_PART * len(sizes) + _LOOK * columns * sum(sizes)
    return Estimate(seconds, 8 * columns * min(max(sizes), _ROWS_AT_ONCE))
