"""Feasibility: whether the zone is open, shown by a package of it, or by demands that cannot be kept together."""

from __future__ import annotations

from attrs import field, frozen

from negsim.deals.deal import Deal, valued
from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import texts
from negsim.kernels.hitting_sets import bits
from negsim.problem import BargainingProblem
from negsim.search.demands import is_searchable, keeping, refuse_unsearchable, searchable
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, Part, demand_parts
from negsim.search.sources import part_table
from negsim.search.values import keeps_red

_WHAT = "looking for a package of the zone"


@frozen(kw_only=True)
class Feasibility:
    """Whether some package breaks no red demand.

    Attributes
    ----------
    deal:
        Such a package, valued; None where there is none.
    blocked:
        Where there is none, names of red demands that no package keeps together; not a smallest such set.
    """

    deal: Deal | None
    blocked: tuple[str, ...] = field(default=(), converter=texts)
    method: str

    @property
    def is_open(self) -> bool:
        """Whether the zone is open."""
        return self.deal is not None

    def __bool__(self) -> bool:
        return self.is_open


def feasibility(problem: BargainingProblem, *, effort: Effort = STEADY) -> Feasibility:
    """Return whether the zone is open: a package of it, or the proof that there is none.

    It may be asked where the zone is far too large to count: a package is found, not all of them. It is any package of
    the zone, the status quo not excepted, and no better than others.

    Raises
    ------
    TooLargeError
        Before starting, when issues that a single line, an exclusion or an interaction of a party with a reservation
        ties together have more than 10^8 packages; on the way, when neither bounded search nor integer programming
        comes to an end.
    TimeLimitError
        When time runs out.

    Notes
    -----
    One question for each group of demands: Lagrangian multipliers, climbing and a depth-first walk, proved in whole
    numbers (:mod:`negsim.kernels.bounded.asking`). Exponential at worst; some milliseconds for eight reservations over
    thirty issues of five options.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
    >>> space = negsim.Space([negsim.Issue("price", ["low", "high"]), negsim.Issue("when", ["now", "later"])])
    >>> def party(name, price, when, least):
    ...     return ProblemParty(
    ...         id=name, factors=[Factor(["price"], price), Factor(["when"], when)],
    ...         reservation=ProblemReservation(points=least))
    >>> def sale(least):
    ...     parties = [party("buyer", [9, 0], [3, 0], least), party("seller", [0, 5], [0, 4], 4)]
    ...     return BargainingProblem(scenario="sale", reading="given", space=space, parties=parties)
    >>> str(feasibility(sale(9)).deal)
    'price: low, when: later (breaks no red line)'
    >>> feasibility(sale(10)).blocked
    ('buyer:reservation', 'seller:reservation')
    """
    effort = effort.started()
    prepared, searched = indexed(problem), searchable(problem)
    parts = demand_parts(prepared)
    for part in parts:
        if part.size > MAX_PACKAGES:
            refuse_unsearchable(searched, part, what=_WHAT)
    number, ways = 0, set()
    for part in parts:
        found, blocked, way = _in_part(prepared, searched, part, effort)
        ways.add(way)
        if found is None:
            names = [problem.demands[index].name for index in bits(blocked)]
            return Feasibility(deal=None, blocked=names, method=" and ".join(sorted(ways)))
        number += found
    return Feasibility(deal=valued(problem, prepared.package(number)), method=" and ".join(sorted(ways)))


def _in_part(
    prepared: IndexedProblem, searched: IndexedProblem, part: Part, effort: Effort
) -> tuple[int | None, int, str]:
    """Return the number of a package of a part that breaks no red demand, or None and demands that show it; and how."""
    effort.check(_WHAT)
    if is_searchable(searched, part):
        try:
            return *_searched(searched, part, effort), "bounded search"
        except TooLargeError as error:
            if part.size > MAX_PACKAGES or isinstance(error, TimeLimitError):
                raise
    return *_enumerated(prepared, part, effort), "enumeration"


def _searched(searched: IndexedProblem, part: Part, effort: Effort) -> tuple[int | None, int]:
    """Return the number of a package by asking, and what it breaks; None, and demands that none keeps together."""
    kept = keeping(searched, part, effort=effort)
    verdict = kept.ask(_red(searched, part))
    return None if verdict.choice is None else kept.number(verdict.choice), verdict.members


def _enumerated(prepared: IndexedProblem, part: Part, effort: Effort) -> tuple[int | None, int]:
    """Return the same, by looking at the packages of the part: points may have too many digits to search."""
    table = part_table(prepared, part, columns=[], keep=keeps_red, effort=effort)
    return int(table.numbers[0]) if len(table) else None, _red(prepared, part)


def _red(prepared: IndexedProblem, part: Part) -> int:
    return sum(1 << index for index in part.demands if prepared.demands[index].demand.red)
