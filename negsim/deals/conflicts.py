"""Conflicts and repairs: which demands cannot be met together, and which softened sets open the zone; by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from negsim.fields import entries, frozen_mapping, texts
from negsim.kernels.hitting_sets import bits
from negsim.problem import BargainingProblem, Demand
from negsim.search.collisions import Collisions, collisions, way_for
from negsim.search.demands import searchable
from negsim.search.effort import STEADY, Effort, Method
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, demand_parts
from negsim.search.tallies import asked_by

KNOWN: tuple[Method, ...] = ("enumeration", "merging", "bounded-search")
"""The methods that find conflicts and repairs."""


@frozen(kw_only=True)
class Conflict:
    """A minimal set of red demands that no package meets together.

    Attributes
    ----------
    demands:
        Their names, in the problem's order.
    has_reservation:
        Whether a reservation is among them.
    behind:
        From demand to the statements behind it, in sentences; empty where only the problem is known.
    """

    demands: tuple[str, ...] = field(converter=texts)
    has_reservation: bool
    behind: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)

    @property
    def name(self) -> str:
        """The demands' names, joined."""
        return " + ".join(self.demands)

    def __str__(self) -> str:
        if not self.behind:
            return self.name
        return "\n".join([self.name, *(f"  {demand}: {said}" for demand, said in self.behind.items())])

    def __iter__(self) -> Iterator[str]:
        return iter(self.demands)

    def __len__(self) -> int:
        return len(self.demands)


@frozen(kw_only=True)
class Group:
    """Demands that share issues, exclusions or a reservation, and what follows from them alone.

    Attributes
    ----------
    issues, demands:
        Ids and names, in order; ``demands`` are all that count, red or not.
    conflicts:
        The minimal conflicts of its red demands: lines first, then by size.
    repairs:
        The minimal sets of red demands whose softening opens the group, by size; empty where it is open.
    broken:
        The minimal sets of demands, red or not, that packages break together: what its odds follow from.
    complete, repairs_complete:
        Whether ``conflicts`` and ``repairs`` hold all of them. Where one does not, it holds the smallest: none is
        missing that has fewer demands than the largest listed, unless none of these was found
        (:attr:`conflicts_up_to` and :attr:`repairs_up_to` tell).
    broken_complete:
        Whether ``broken`` holds all of them.
    blocked:
        Where it does not, minimal sets of demands, red or not, that no package keeps together: as many as are known.
    conflicts_up_to, repairs_up_to:
        Every conflict, or repair, of at most so many demands is listed; None where all are.
    method:
        How all this was found: ``merging of its issues``, one after the other, ``bounded search``, or ``enumeration of
        its issues``, looking at all their packages.
    """

    issues: tuple[str, ...] = field(converter=texts)
    demands: tuple[str, ...] = field(converter=texts)
    conflicts: tuple[Conflict, ...] = field(converter=entries)
    repairs: tuple[tuple[str, ...], ...] = field(converter=entries)
    broken: tuple[tuple[str, ...], ...] = field(converter=entries)
    complete: bool = True
    repairs_complete: bool = True
    broken_complete: bool = True
    blocked: tuple[tuple[str, ...], ...] = field(default=(), converter=entries)
    conflicts_up_to: int | None = None
    repairs_up_to: int | None = None
    method: str = "enumeration of its issues"

    @property
    def is_open(self) -> bool:
        """Whether some choice on its issues breaks no red demand."""
        return not self.conflicts


def groups(problem: BargainingProblem, *, method: Method | None = None, effort: Effort = STEADY) -> tuple[Group, ...]:
    """Return the groups of demands, each with its conflicts and repairs, in the order of their first issues.

    Parameters
    ----------
    method:
        ``enumeration``, ``merging`` or ``bounded-search``; None for the fastest, group by group. A group of which a
        reservation is part, or whose lines tie too many issues at once, is not merged: where merging is asked for, it
        is answered by the faster of the others. Each group says how.

    Raises
    ------
    ValueError
        For another method.
    TooLargeError
        Before starting, when issues that a single line, an exclusion or an interaction of a party with a reservation
        ties together have more than 10^8 packages (for enumeration: any demand); or when limits on time or memory do
        not allow it.

    Notes
    -----
    Enumeration finds the minimal sets of demands that packages break: the repairs, or the empty set where the group
    is open. Conflicts are their minimal hitting sets, and the other way round (Reiter 1987; Liffiton and Sakallah
    2008): no subset of demands is tried. Merging finds the same sets and lists no package: issue by issue, it keeps
    the minimal sets for each combination of the few other issues that lines and exclusions tie to those that are done
    with (bucket elimination, Dechter 1999). Bounded search asks which subsets some package keeps, each decided in whole
    numbers, and finds both kinds of sets side by side, the smallest first (:mod:`negsim.kernels.dualizing`): where
    there are very many, or time runs out, it stops at those.

    References
    ----------
    R. Dechter, "Bucket elimination: a unifying framework for reasoning", Artificial Intelligence 113 (1999).
    R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32 (1987). M. H. Liffiton and
    K. A. Sakallah, "Algorithms for computing minimal unsatisfiable subsets of constraints", J. Automated Reasoning 40
    (2008).

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, ProblemLine, ProblemParty
    >>> issue = negsim.Issue("price", ["low", "high"])
    >>> def party(name, option):
    ...     line = ProblemLine(id="no", shared_by=[name], boxes=[negsim.Box({"price": [option]}, price=5)])
    ...     return ProblemParty(id=name, red_lines=[line])
    >>> problem = BargainingProblem(
    ...     scenario="sale", reading="given", space=negsim.Space([issue]),
    ...     parties=[party("buyer", "high"), party("seller", "low")])
    >>> (group,) = groups(problem, method="bounded-search")
    >>> [conflict.name for conflict in group.conflicts], group.repairs
    (['buyer:no + seller:no'], (('buyer:no',), ('seller:no',)))
    """
    effort = asked_by(method, effort, known=KNOWN)
    prepared, searched = indexed(problem), searchable(problem)
    parts = [part for part in demand_parts(prepared) if part.demands]
    for part in parts:
        way_for(searched, part, effort=effort)  # refuses before anything starts
    found = [
        collisions(prepared, part, searched=searched, effort=effort.share(len(parts) - at))
        for at, part in enumerate(parts)
    ]
    return tuple(_group(prepared, part, own) for part, own in zip(parts, found, strict=True))


def conflicts(
    problem: BargainingProblem, *, method: Method | None = None, effort: Effort = STEADY
) -> tuple[Conflict, ...]:
    """Return the conflicts of all groups: lines first, then the smallest; none where the zone is open.

    Parameters
    ----------
    method:
        As of :func:`groups`.

    Raises
    ------
    ValueError, TooLargeError
        As :func:`groups`.
    """
    return conflicts_of(problem, groups(problem, method=method, effort=effort))


def conflicts_of(problem: BargainingProblem, found: Iterable[Group]) -> tuple[Conflict, ...]:
    """Return the conflicts of groups in the order in which people are shown them."""
    position = {demand.name: index for index, demand in enumerate(problem.demands)}
    together = [conflict for group in found for conflict in group.conflicts]
    return tuple(
        sorted(together, key=lambda entry: (entry.has_reservation, len(entry), [position[name] for name in entry]))
    )


def _group(prepared: IndexedProblem, part: Part, found: Collisions) -> Group:
    demands = prepared.problem.demands
    listed = [_conflict(demands, members) for members in found.conflicts.smallest]
    return Group(
        issues=[prepared.problem.space.issues[issue].id for issue in part.issues],
        demands=[demands[index].name for index in part.demands],
        conflicts=sorted(listed, key=lambda conflict: (conflict.has_reservation, len(conflict))),
        repairs=[_names(demands, members) for members in found.repairs.smallest if members],
        broken=[_names(demands, members) for members in found.broken.sets],
        complete=found.conflicts.complete,
        repairs_complete=found.repairs.complete,
        broken_complete=found.broken.complete,
        blocked=[_names(demands, members) for members in found.blocked],
        conflicts_up_to=found.conflicts.up_to,
        repairs_up_to=found.repairs.up_to,
        method=found.method,
    )


def _conflict(demands: tuple[Demand, ...], members: int) -> Conflict:
    has_reservation = any(demands[index].line is None for index in bits(members))
    return Conflict(demands=_names(demands, members), has_reservation=has_reservation)


def _names(demands: tuple[Demand, ...], members: int) -> tuple[str, ...]:
    return tuple(demands[index].name for index in bits(members))
