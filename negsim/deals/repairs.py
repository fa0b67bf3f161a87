"""Repairs: the minimal sets of demands whose softening opens the zone, each with the deal that it opens."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.conflicts import Group, groups
from negsim.deals.deal import Deal
from negsim.deals.enumerated_repairs import enumerated_deals
from negsim.deals.zone import told_as
from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import check_count, entries, texts
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Method
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.least_movement import KNOWN, way_for
from negsim.search.parts import value_parts
from negsim.search.tallies import asked_by

MAX_REPAIRS = 50_000
"""How many repairs are put in order; beyond it, only combinations of the groups' cheapest ones."""
MAX_SEARCHED = 300
"""How many a search puts in order: it works out all their deals, of combinations of the groups' smallest ones."""

_WHAT = "finding repairs"
_AT_LEAST = 20
"""A search of which less can be expected in the time allowed is not started; it works out more if time is left."""


@frozen(kw_only=True)
class Repair:
    """A minimal set of red demands whose softening opens the zone, and the deal that it opens.

    Attributes
    ----------
    demands:
        Their names, in the problem's order.
    deal:
        Of the packages that break exactly these demands, the one with the least total breach, then the greatest Nash
        product over the parties whose reservation stands.
    """

    demands: tuple[str, ...] = field(converter=texts)
    deal: Deal

    @property
    def cost(self) -> Fraction:
        """The total breach of its deal; it assumes that the points of different sides mean as much."""
        return self.deal.total


@frozen(kw_only=True)
class Repairs:
    """The repairs of all groups together.

    Attributes
    ----------
    count:
        How many there are: the product over the groups that are closed; 0 where the zone is open. Where a group's were
        not all found, at least so many.
    items:
        The smallest largest breach first, then the smallest total; as many as were asked for.
    ordered:
        Whether all of ``count`` were put in order; else only combinations of each group's cheapest were, or of its
        smallest where there are too many to price.
    method:
        How their deals were found.
    counted:
        Whether ``count`` is all there are.
    """

    count: int
    items: tuple[Repair, ...] = field(converter=entries)
    ordered: bool
    method: str
    counted: bool = True

    @property
    def complete(self) -> bool:
        """Whether ``items`` holds all of them."""
        return self.counted and self.count == len(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Repair]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Repair:
        return self.items[index]


def repairs(
    problem: BargainingProblem,
    *,
    found: Sequence[Group] | None = None,
    max_repairs: int | None = 20,
    method: Method | None = None,
    effort: Effort = STEADY,
) -> Repairs:
    """Return the repairs with their deals, the least movement first; none where the zone is open.

    Parameters
    ----------
    found:
        The problem's groups, where they are known already.
    max_repairs:
        How many to work out; None for all. They are always counted in full, as far as the groups' are known.
    method:
        How to find their deals, as for :func:`negsim.deals.nearest.nearest_deals`; None for the fastest, by measured
        estimates. How the sets are found, :func:`negsim.deals.conflicts.groups` chooses.

    Raises
    ------
    ValueError
        For another method.
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages, or limits on time or memory do not
        allow it; or where no search for a deal came to an end.
    TimeLimitError
        When time is up before the first deal is found.

    Notes
    -----
    A repair is minimal, so that the packages that break nothing else break all of it: its lines narrow down what can be
    chosen, the reservations in it are missed by a linear amount, and the others are bounds. Bounded search finds the
    least total breach of these, then the greatest product of gains within it, in whole numbers.
    """
    check_count("max_repairs", max_repairs, or_none=True)
    effort = asked_by(method, effort, known=KNOWN)
    prepared = indexed(problem)
    known = groups(problem, effort=effort.share(2)) if found is None else found  # the other half is for their deals
    closed = [group for group in known if not group.is_open]
    count = math.prod(len(group.repairs) for group in closed) if closed else 0
    counted = all(group.repairs_complete for group in closed)
    answers = min(count, _AT_LEAST)
    way = way_for(prepared, what=_WHAT, answers=answers, effort=effort)
    if not count:
        return Repairs(count=0, items=[], ordered=counted, method=_told(prepared, way), counted=counted)
    patterns = _patterns(prepared, closed)
    try:
        deals, ordered = _deals(prepared, patterns, way=way, max_deals=max_repairs, effort=effort)
    except TooLargeError as error:
        if way != "merging" or effort.method == way or isinstance(error, TimeLimitError):
            raise
        way = way_for(prepared, what=_WHAT, answers=answers, merging=False, effort=effort)
        deals, ordered = _deals(prepared, patterns, way=way, max_deals=max_repairs, effort=effort)
    how = _told(prepared, way)
    return Repairs(
        count=count,
        items=[Repair(demands=_names(problem, pattern), deal=deal) for pattern, deal in deals],
        ordered=ordered,
        method=how,
        counted=counted,
    )


def _deals(
    prepared: IndexedProblem,
    patterns: Sequence[Sequence[int]],
    *,
    way: Method,
    max_deals: int | None,
    effort: Effort,
) -> tuple[list[tuple[int, Deal]], bool]:
    """Return repairs as bits with their deals, in order, and whether all were put in order."""
    if way in ("enumeration", "merging"):
        return enumerated_deals(prepared, patterns, way=way, max_priced=MAX_REPAIRS, max_deals=max_deals, effort=effort)
    from negsim.deals.searched_repairs import searched_deals  # slow to import, and needed only here

    most = min(MAX_SEARCHED, MAX_REPAIRS)
    return searched_deals(prepared, patterns, way=way, max_priced=most, max_deals=max_deals, effort=effort)


def _told(prepared: IndexedProblem, way: Method) -> str:
    """Return how deals are found."""
    return told_as(way, value_parts(prepared)) if way in ("enumeration", "merging") else way.replace("-", " ")


def _patterns(prepared: IndexedProblem, closed: Sequence[Group]) -> list[list[int]]:
    """Return each group's repairs as bits."""
    index = {demand.demand.name: at for at, demand in enumerate(prepared.demands)}
    return [[sum(1 << index[name] for name in repair) for repair in group.repairs] for group in closed]


def _names(problem: BargainingProblem, pattern: int) -> list[str]:
    return [demand.name for index, demand in enumerate(problem.demands) if pattern >> index & 1]
