"""Conflicts and repairs: which demands cannot be met together, and which softened sets open the zone; by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from negsim.fields import entries, frozen_mapping, texts
from negsim.kernels.hitting_sets import bits, minimal_hitting_sets, minimal_sets
from negsim.problem import BargainingProblem, Demand
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, demand_parts, refuse_large
from negsim.search.patterns import minimal_patterns

MAX_SETS = 10_000
"""How many conflicts of one group are looked for."""
MAX_NODES = 1_000_000
"""How many partial sets the search for them may look at."""


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
    complete:
        Whether ``conflicts`` holds all of them; repairs are always all.
    """

    issues: tuple[str, ...] = field(converter=texts)
    demands: tuple[str, ...] = field(converter=texts)
    conflicts: tuple[Conflict, ...] = field(converter=entries)
    repairs: tuple[tuple[str, ...], ...] = field(converter=entries)
    broken: tuple[tuple[str, ...], ...] = field(converter=entries)
    complete: bool = True

    @property
    def is_open(self) -> bool:
        """Whether some choice on its issues breaks no red demand."""
        return not self.conflicts


def groups(problem: BargainingProblem, *, effort: Effort = STEADY) -> tuple[Group, ...]:
    """Return the groups of demands, each with its conflicts and repairs, in the order of their first issues.

    Raises
    ------
    TooLargeError
        Before starting, when a group's issues have more than 10^8 packages.

    Notes
    -----
    Enumeration finds the minimal sets of demands that packages break: the repairs, or the empty set where the group
    is open. Conflicts are their minimal hitting sets, and the other way round (Reiter 1987; Liffiton and Sakallah
    2008): no subset of demands is tried.

    References
    ----------
    R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32 (1987). M. H. Liffiton and
    K. A. Sakallah, "Algorithms for computing minimal unsatisfiable subsets of constraints", J. Automated Reasoning 40
    (2008).
    """
    prepared = indexed(problem)
    parts = [part for part in demand_parts(prepared) if part.demands]
    refuse_large(tuple(parts), what="finding conflicts")
    return tuple(_group(prepared, part, effort=effort) for part in parts)


def conflicts(problem: BargainingProblem, *, effort: Effort = STEADY) -> tuple[Conflict, ...]:
    """Return the conflicts of all groups: lines first, then the smallest; none where the zone is open.

    Raises
    ------
    TooLargeError
        As :func:`groups`.
    """
    return conflicts_of(problem, groups(problem, effort=effort))


def conflicts_of(problem: BargainingProblem, found: Iterable[Group]) -> tuple[Conflict, ...]:
    """Return the conflicts of groups in the order in which people are shown them."""
    position = {demand.name: index for index, demand in enumerate(problem.demands)}
    together = [conflict for group in found for conflict in group.conflicts]
    return tuple(
        sorted(together, key=lambda entry: (entry.has_reservation, len(entry), [position[name] for name in entry]))
    )


def _group(prepared: IndexedProblem, part: Part, *, effort: Effort) -> Group:
    demands = prepared.problem.demands
    red = sum(1 << index for index in part.demands if demands[index].red)
    broken = minimal_patterns(prepared, part, effort=effort)
    repairs = minimal_sets(pattern & red for pattern in broken)
    hitting = minimal_hitting_sets(repairs, max_sets=MAX_SETS, max_nodes=MAX_NODES)
    found = [_conflict(demands, members) for members in hitting.sets]
    return Group(
        issues=[prepared.problem.space.issues[issue].id for issue in part.issues],
        demands=[demands[index].name for index in part.demands],
        conflicts=sorted(found, key=lambda conflict: (conflict.has_reservation, len(conflict))),
        repairs=[_names(demands, members) for members in repairs if members],
        broken=[_names(demands, members) for members in broken],
        complete=hitting.complete,
    )


def _conflict(demands: tuple[Demand, ...], members: int) -> Conflict:
    has_reservation = any(demands[index].line is None for index in bits(members))
    return Conflict(demands=_names(demands, members), has_reservation=has_reservation)


def _names(demands: tuple[Demand, ...], members: int) -> tuple[str, ...]:
    return tuple(demands[index].name for index in bits(members))
