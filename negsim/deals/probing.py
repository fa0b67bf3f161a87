"""Probing: of which demands to learn first whether they are firm, or on which to work: what opens most for least."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.chances import MAX_STATES, Chances
from negsim.deals.conflicts import Group, groups
from negsim.deals.importance import importances
from negsim.errors import TooLargeError, UnknownNameError
from negsim.fields import Number, entries, exact, frozen_mapping, texts
from negsim.kernels.hitting_sets import bits, minimal_sets
from negsim.kernels.raising import Raised, combined, raised, undominated
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort

WHAT = "which demands to probe first"


@frozen(kw_only=True)
class Probe:
    """Demands to probe together: no set that costs as little raises the odds more.

    Attributes
    ----------
    demands:
        Their names, in the problem's order.
    cost:
        What probing them costs, in the unit of the costs given.
    open:
        The odds if all of them turn out, or are brought, to be soft.
    times:
        How many times better these are than without; None where those are 0.
    all_soft:
        The probability that all of them are soft as it is: how likely asking alone has that success.
    ties:
        How many sets of the same cost and of as many demands raise the odds as much, this one among them. It has the
        fewest demands of all that do, and is the first of these in the problem's order.
    """

    demands: tuple[str, ...] = field(converter=texts)
    cost: Fraction
    open: Fraction
    times: Fraction | None
    all_soft: Fraction
    ties: int


@frozen(kw_only=True)
class Probes:
    """Which demands to probe first, the cheapest set first; each costs more than the last and raises the odds more.

    Attributes
    ----------
    items:
        Empty where no set of so few demands raises the odds.
    open:
        The odds as they are, every demand being firm or soft independently.
    costs:
        What probing each demand costs, in the problem's order.
    max_probes:
        How many demands a set has at most.
    learning:
        By demand, what share of the doubt about whether the zone is open goes once it is known whether this one is
        firm (:attr:`negsim.Importance.learning`).
    """

    items: tuple[Probe, ...] = field(converter=entries)
    open: Fraction
    costs: Mapping[str, Fraction] = field(converter=frozen_mapping)
    max_probes: int
    learning: Mapping[str, Fraction] = field(converter=frozen_mapping)
    method: str = "decision diagrams of the groups: all sets of demands, interchangeable ones taken once"

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Probe]:
        return iter(self.items)


def probes(
    problem: BargainingProblem,
    *,
    costs: Mapping[str, Number] | None = None,
    max_probes: int = 3,
    found: Sequence[Group] | None = None,
    effort: Effort = STEADY,
) -> Probes:
    """Return which demands to probe first: for each cost, the set whose softness raises the odds of a deal most.

    To probe a demand is to find out whether its party would give way, or to work on it until it does; the odds told are
    those with the answer yes. (What they are on average over both answers is no use: that is the odds as they are,
    whatever one asks. What asking is worth in itself is ``learning``.)

    Parameters
    ----------
    costs:
        What probing each demand costs, by its name, above 0; those left out cost 1, and so do all without it.
    max_probes:
        How many demands a set may have.
    found:
        The problem's groups, where they are known already.

    Raises
    ------
    ValueError
        For a cost that is not above 0, and for ``max_probes`` below 1.
    UnknownNameError
        If ``costs`` names a demand that there is not.
    TooLargeError
        As :func:`negsim.groups`; where the odds of a group are not known exactly; and where a group has too many sets
        of so few demands.

    Notes
    -----
    Odds multiply over groups. Within one every set of demands that decide something is looked at in a decision diagram,
    demands that can change places without changing anything taken once: first in floats with a proved bound on their
    error, then whatever lies within it of the best in fractions. What costs as much for no more is dropped, and the
    rest of all groups is combined. Softness never lowers the odds, so that this loses nothing.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, ProblemLine, ProblemParty
    >>> def party(name, option, firmness):
    ...     box = negsim.Box({"price": [option]}, price=5)
    ...     line = ProblemLine(id="no", shared_by=[name], firmness=firmness, boxes=[box])
    ...     return ProblemParty(id=name, red_lines=[line])
    >>> problem = BargainingProblem(
    ...     scenario="sale", reading="given", space=negsim.Space([negsim.Issue("price", ["low", "high"])]),
    ...     parties=[party("buyer", "high", "1/2"), party("seller", "low", "3/4")])
    >>> found = probes(problem)
    >>> found.open, [(probe.demands, probe.open, probe.ties) for probe in found]
    (Fraction(5, 8), [(('buyer:no',), Fraction(1, 1), 2)])
    """
    asked = _Asked(problem=problem, costs=_costs(problem, costs or {}), max_probes=max_probes)
    effort = effort.started()
    known = groups(problem, effort=effort) if found is None else found
    chances = Chances(problem=problem, groups=known, effort=effort)
    best: tuple[Raised, ...] = (Raised(members=(), cost=Fraction(0), chance=Fraction(1)),)
    for group in known:
        best = combined(best, asked.within(group, chances), max_size=max_probes)
    _, importance = importances(chances, asked.firmness)
    return Probes(
        items=asked.told(best),
        open=best[0].chance,
        costs=asked.costs,
        max_probes=max_probes,
        learning={name: entry.learning for name, entry in importance.items()},
    )


def _costs(problem: BargainingProblem, given: Mapping[str, Number]) -> dict[str, Fraction]:
    """Return what probing each demand costs, in the problem's order."""
    names = [demand.name for demand in problem.demands]
    for name, cost in given.items():
        if name not in names:
            raise UnknownNameError("demand", name, names)
        if exact(cost) <= 0:
            raise ValueError(f"{name}: a cost of {cost}; expected a number above 0")
    return {name: exact(given.get(name, 1)) for name in names}


@frozen(kw_only=True, eq=False)
class _Asked:
    """What is asked. Demands are told by their place in the problem's order."""

    problem: BargainingProblem
    costs: Mapping[str, Fraction]
    max_probes: int = field()

    @max_probes.validator
    def _is_some(self, attribute: object, given: object) -> None:  # noqa: ARG002 - an interface's arguments
        if isinstance(given, bool) or not isinstance(given, int) or given < 1:
            raise ValueError(f"max_probes={given!r}; expected a whole number of at least 1")

    @property
    def firmness(self) -> dict[str, Fraction]:
        return {demand.name: demand.firmness for demand in self.problem.demands}

    def within(self, group: Group, chances: Chances) -> tuple[Raised, ...]:
        """Return the sets of demands of one group of which none beats another."""
        if not group.broken_complete:
            known = len(group.broken)
            raise TooLargeError(_of(group), known + 1, known, "sets of demands that packages break", _ADVICE)
        firmness, costs = list(self.firmness.values()), dict(enumerate(self.costs.values()))
        family = minimal_sets(chances.sets(group.broken))
        if all(self.firmness[name] in (0, 1) for name in group.demands):
            return self._among_sure(family, firmness, costs)
        drawn = chances.diagram(group)
        if drawn is None:
            chances.effort.check(_of(group))
            raise TooLargeError(_of(group), MAX_STATES + 1, MAX_STATES, "steps", _ADVICE)
        return raised(
            drawn,
            family,
            struck=dict(enumerate(firmness)),
            costs=costs,
            max_size=self.max_probes,
            what=_of(group),
        )

    def _among_sure(
        self, family: Sequence[int], firmness: Sequence[Fraction], costs: Mapping[int, Fraction]
    ) -> tuple[Raised, ...]:
        """Return the same where each demand is surely firm or surely soft: what opens the group is broken somewhere."""
        firm = sum(1 << at for at, chance in enumerate(firmness) if chance)
        opening = [tuple(bits(members)) for members in minimal_sets(members & firm for members in family)]
        found = [Raised(members=(), cost=Fraction(0), chance=Fraction(() in opening))]
        keyed: dict[tuple[Fraction, int], list[tuple[int, ...]]] = {}
        for members in opening:
            if 0 < len(members) <= self.max_probes:
                cost = sum((costs[at] for at in members), Fraction(0))
                keyed.setdefault((cost, len(members)), []).append(members)
        for (cost, _), tied in keyed.items():
            found.append(Raised(members=min(tied), cost=cost, chance=Fraction(1), ties=len(tied)))
        return undominated(found)

    def told(self, best: Sequence[Raised]) -> list[Probe]:
        """Return what raises the odds more than whatever costs as little."""
        names, firmness = list(self.costs), list(self.firmness.values())
        now = highest = best[0].chance
        found = []
        for entry in sorted(best, key=lambda entry: (entry.cost, -entry.chance, entry.size)):
            if entry.chance > highest:
                highest = entry.chance
                soft = math.prod((1 - firmness[at] for at in entry.members), start=Fraction(1))
                found.append(
                    Probe(
                        demands=[names[at] for at in entry.members],
                        cost=entry.cost,
                        open=entry.chance,
                        times=entry.chance / now if now else None,
                        all_soft=soft,
                        ties=entry.ties,
                    )
                )
        return found


_ADVICE = "Its odds are told between bounds; soften or leave out some demands, or allow more time."


def _of(group: Group) -> str:
    return f"{WHAT} of the {len(group.demands)} on {', '.join(group.issues)}"
