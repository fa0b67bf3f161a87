"""Odds: the probability that the zone is open when each demand is firm with its own probability."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.conflicts import Group, groups
from negsim.errors import TooLargeError
from negsim.fields import entries, frozen_mapping, texts
from negsim.kernels.hitting_sets import bits, minimal_sets
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort

MAX_STATES = 200_000
"""How many joint states of resolve, or steps of the expansion, the odds may take."""


@frozen(kw_only=True)
class Importance:
    """How much one demand moves the odds.

    Attributes
    ----------
    birnbaum:
        The odds with the demand soft, less the odds with it firm (Birnbaum 1969); over all groups.
    times:
        How many times better the odds are if the demand is soft; None where they are 0 otherwise, by its own group.
    """

    birnbaum: Fraction
    times: Fraction | None


@frozen(kw_only=True)
class GroupOdds:
    """The odds of one group by itself."""

    issues: tuple[str, ...] = field(converter=texts)
    open: Fraction
    conflicts: int
    complete: bool


@frozen(kw_only=True)
class Odds:
    """The odds that the zone is open, over all demands, red or not; exact.

    Attributes
    ----------
    groups:
        In the order of the problem's groups; independent of each other.
    open:
        The probability over all groups when every demand is firm or soft independently.
    open_one_resolve:
        The probability when each party has one resolve: one uniform draw, below which all its firmer demands are firm.
    importance:
        By demand name, in the problem's order.
    """

    groups: tuple[GroupOdds, ...] = field(converter=entries)
    open: Fraction
    open_one_resolve: Fraction
    importance: Mapping[str, Importance] = field(converter=frozen_mapping)
    method: str = "expansion over the minimal sets of demands that packages break"
    exact: bool = True


def odds(problem: BargainingProblem, *, found: Sequence[Group] | None = None, effort: Effort = STEADY) -> Odds:
    """Return the odds by group and overall, and the importance of each demand.

    Parameters
    ----------
    found:
        The problem's groups, where they are known already.

    Raises
    ------
    TooLargeError
        Before starting, when a group's issues have more than 10^8 packages; on the way, when the expansion or the
        joint states of resolve pass 200,000.

    Notes
    -----
    The zone of the firm demands is open when all demands of one of the minimal broken sets are soft: a monotone
    formula, expanded demand by demand with equal remainders joined (Shannon expansion). Nothing is sampled. It is
    exponential in the size of a group at worst.

    References
    ----------
    Z. W. Birnbaum, "On the importance of different components in a multicomponent system", in Multivariate Analysis
    II (1969).
    """
    known = groups(problem, effort=effort) if found is None else found
    firmness = {demand.name: demand.firmness for demand in problem.demands}
    families = [_family(group) for group in known]
    chances = [[firmness[name] for name in group.demands] for group in known]
    single = [_chance(family, chance) for family, chance in zip(families, chances, strict=True)]
    importance: dict[str, Importance] = {}
    for index, group in enumerate(known):
        others = math.prod((chance for other, chance in enumerate(single) if other != index), start=Fraction(1))
        for at, name in enumerate(group.demands):
            importance[name] = _importance(families[index], chances[index], at, others=others, own=single[index])
    return Odds(
        groups=[
            GroupOdds(issues=group.issues, open=chance, conflicts=len(group.conflicts), complete=group.complete)
            for group, chance in zip(known, single, strict=True)
        ],
        open=math.prod(single, start=Fraction(1)),
        open_one_resolve=_one_resolve(problem, known),
        importance={
            name: importance.get(name, Importance(birnbaum=Fraction(0), times=Fraction(1))) for name in firmness
        },
    )


def _family(group: Group) -> tuple[int, ...]:
    """Return the group's minimal broken sets as bits over its own demands."""
    position = {name: index for index, name in enumerate(group.demands)}
    return tuple(sum(1 << position[name] for name in broken) for broken in group.broken)


def _chance(family: tuple[int, ...], firmness: Sequence[Fraction]) -> Fraction:
    """Return the probability that all elements of some set of the family are soft."""
    always_firm = sum(1 << index for index, chance in enumerate(firmness) if chance == 1)
    always_soft = sum(1 << index for index, chance in enumerate(firmness) if chance == 0)
    live = minimal_sets(members & ~always_soft for members in family if not members & always_firm)
    steps = itertools.count()

    @functools.cache
    def expand(remaining: tuple[int, ...]) -> Fraction:
        if not remaining:
            return Fraction(0)
        if remaining[0] == 0:
            return Fraction(1)
        if next(steps) > MAX_STATES:
            raise TooLargeError(
                "expanding the odds", MAX_STATES + 1, MAX_STATES, "steps", "Ask about fewer demands, or fewer issues."
            )
        element = _most_frequent(remaining)
        firm = tuple(members for members in remaining if not members >> element & 1)
        soft = minimal_sets(members & ~(1 << element) for members in remaining)
        return firmness[element] * expand(firm) + (1 - firmness[element]) * expand(soft)

    return expand(live)


def _most_frequent(family: tuple[int, ...]) -> int:
    counts: dict[int, int] = {}
    for members in family:
        for element in bits(members):
            counts[element] = counts.get(element, 0) + 1
    return max(counts, key=lambda element: (counts[element], -element))


def _importance(
    family: tuple[int, ...], firmness: list[Fraction], at: int, *, others: Fraction, own: Fraction
) -> Importance:
    soft = _chance(family, [*firmness[:at], Fraction(0), *firmness[at + 1 :]])
    firm = _chance(family, [*firmness[:at], Fraction(1), *firmness[at + 1 :]])
    return Importance(birnbaum=(soft - firm) * others, times=soft / own if own else None)


def _one_resolve(problem: BargainingProblem, known: Sequence[Group]) -> Fraction:
    """Return the odds when each party draws once, for all its demands in all groups.

    A party's draw falls between two of its levels of firmness; demands above the draw are firm. Parties that matter
    to one group only are summed out within it.
    """
    levels = _levels(problem)
    holders = {demand.name: demand.party for demand in problem.demands}
    concerned = [tuple(dict.fromkeys(holders[name] for name in group.demands)) for group in known]
    shared = [party for party in levels if sum(party in parties for parties in concerned) > 1]
    _refuse_many_states(levels, concerned, shared)
    total = Fraction(0)
    tables = [
        _given_shared(problem, group, levels, parties, shared) for group, parties in zip(known, concerned, strict=True)
    ]
    for state in itertools.product(*(range(len(levels[party])) for party in shared)):
        at = dict(zip(shared, state, strict=True))
        chance = math.prod((levels[party][level][1] for party, level in at.items()), start=Fraction(1))
        for parties, table in zip(concerned, tables, strict=True):
            if not chance:
                break
            chance *= table[tuple(at[party] for party in parties if party in at)]
        total += chance
    return total


def _levels(problem: BargainingProblem) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """Return, by party, the steps its draw can fall on: demands firmer than the first number are firm; its chance."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for party in dict.fromkeys(demand.party for demand in problem.demands):
        edges = sorted(
            {Fraction(0), Fraction(1), *(entry.firmness for entry in problem.demands if entry.party == party)}
        )
        found[party] = [(low, high - low) for low, high in itertools.pairwise(edges)]
    return found


def _given_shared(
    problem: BargainingProblem,
    group: Group,
    levels: Mapping[str, list[tuple[Fraction, Fraction]]],
    parties: tuple[str, ...],
    shared: list[str],
) -> dict[tuple[int, ...], Fraction]:
    """Return the odds of one group for each state of the parties that matter to other groups as well."""
    demand = {entry.name: entry for entry in problem.demands}
    family = _family(group)
    chances: dict[tuple[int, ...], Fraction] = {}
    for state in itertools.product(*(range(len(levels[party])) for party in parties)):
        at = dict(zip(parties, state, strict=True))
        firm = sum(
            1 << index
            for index, name in enumerate(group.demands)
            if demand[name].firmness > levels[demand[name].party][at[demand[name].party]][0]
        )
        key = tuple(level for party, level in at.items() if party in shared)
        own = math.prod(
            (levels[party][level][1] for party, level in at.items() if party not in shared), start=Fraction(1)
        )
        is_open = any(not members & firm for members in family)
        chances[key] = chances.get(key, Fraction(0)) + (own if is_open else 0)
    return chances


def _refuse_many_states(
    levels: Mapping[str, Sequence[object]], concerned: Sequence[tuple[str, ...]], shared: Sequence[str]
) -> None:
    most = max(math.prod(len(levels[party]) for party in parties) for parties in [tuple(shared), *concerned])
    if most > MAX_STATES:
        raise TooLargeError(
            "the odds with one resolve for each party", most, MAX_STATES, "states", "Use fewer levels of firmness."
        )
