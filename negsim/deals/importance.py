"""Importance: how much one demand moves the odds, how often it is what closes the zone, what learning of it tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import frozen

from negsim.deals.chances import Chances, product, singly
from negsim.deals.conflicts import Group
from negsim.kernels.diagrams import Diagram
from negsim.kernels.expansion import Between

Effect = tuple[Fraction, Fraction]
"""The odds of a demand's own group with it soft, and with it firm."""


@frozen(kw_only=True)
class Importance:
    """How much one demand moves the odds, every demand being firm or soft independently.

    Attributes
    ----------
    birnbaum:
        The odds with the demand soft, less the odds with it firm (Birnbaum 1969); over all groups.
    times:
        How many times better the odds are if the demand is soft; None where they are 0 otherwise, by its own group.
    if_soft, if_firm:
        The odds with the demand soft, and with it firm, over all groups: what they will be once one has learned which
        it is. None where odds are not known exactly.
    criticality:
        How often this demand is to blame: given that the zone is closed, the probability that the demand is firm and
        that softening it alone would open the zone. It weighs ``birnbaum`` with how likely the demand is firm at all: a
        demand that would decide and is hardly ever firm has little of it. None where the zone is surely open, so that
        nothing can be blamed, and where odds are not known exactly. These need not add up to 1: two demands may decide
        at a time, or none alone.
    learning:
        What asking is worth: the share of the doubt about whether the zone is open, measured as variance, that goes
        once one knows whether this demand is firm (the first-order index of Sobol 1993). 0 where the demand is
        surely firm or surely soft, or decides nothing, and where the zone is surely open or surely closed.

    References
    ----------
    Z. W. Birnbaum, "On the importance of different components in a multicomponent system", in Multivariate Analysis II
    (1969). M. Rausand and A. Hoyland, System Reliability Theory (2nd edition, 2004), chapter 5, for criticality
    importance. I. M. Sobol, "Sensitivity estimates for nonlinear mathematical models", Mathematical Modeling and
    Computational Experiment 1 (1993).
    """

    birnbaum: Fraction
    times: Fraction | None
    if_soft: Fraction | None
    if_firm: Fraction | None
    criticality: Fraction | None
    learning: Fraction


def importances(chances: Chances, firmness: Mapping[str, Fraction]) -> tuple[list[Between], dict[str, Importance]]:
    """Return the odds of each group, and the importance of each demand, in the order of ``firmness``.

    Where the odds are not exact, only demands that belong to no group have an importance; where a group's diagram would
    be too large, only those of its demands whose odds are exact with them soft and with them firm.
    """
    known = [_in_group(chances, group, firmness) for group in chances.groups]
    single = [own for own, _ in known]
    found: dict[str, Importance] = {}
    for at, (own, effects) in enumerate(known):
        if product(single).is_exact:
            others = math.prod((chance.low for i, chance in enumerate(single) if i != at), start=Fraction(1))
            for name, effect in effects().items():
                found[name] = _importance(effect, firmness=firmness[name], own=own.low, others=others)
    grouped = {name for group in chances.groups for name in group.demands}
    for name in firmness.keys() - grouped:
        found[name] = _ungrouped(product(single))
    return single, {name: found[name] for name in firmness if name in found}


def _in_group(
    chances: Chances, group: Group, firmness: Mapping[str, Fraction]
) -> tuple[Between, Callable[[], dict[str, Effect]]]:
    """Return the odds of a group, and what tells how each of its demands moves them.

    A diagram pays unless all demands are sure: then an expansion has one branch.
    """
    if all(firmness[name] in (0, 1) for name in group.demands):
        if group.broken_complete:
            return _exactly(_if_sure(group, firmness)), lambda: _by_trying(group, firmness)
    elif (drawn := chances.diagram(group)) is not None:
        row = [list(firmness.values())[at] for at in drawn.elements]
        return _exactly(drawn.chance(row)), lambda: _by_diagram(drawn, group, firmness)
    own = chances.of([group], singly(firmness))
    return own, lambda: _by_expansion(chances, group, firmness)


def _exactly(chance: Fraction) -> Between:
    return Between(chance, chance)


def _if_sure(group: Group, firmness: Mapping[str, Fraction]) -> Fraction:
    """Return whether a group is open, where each of its demands is surely firm or surely soft."""
    return Fraction(any(not any(firmness[name] for name in members) for members in group.broken))


def _by_trying(group: Group, firmness: Mapping[str, Fraction]) -> dict[str, Effect]:
    """Return what each demand of a group does where all are sure."""
    return {
        name: (
            _if_sure(group, {**firmness, name: Fraction(0)}),
            _if_sure(group, {**firmness, name: Fraction(1)}),
        )
        for name in group.demands
    }


def _by_diagram(drawn: Diagram, group: Group, firmness: Mapping[str, Fraction]) -> dict[str, Effect]:
    """Return what each demand of a group does, from one pass."""
    names = [list(firmness)[at] for at in drawn.elements]
    row = [firmness[name] for name in names]
    own = drawn.chance(row)
    found = dict.fromkeys(group.demands, (own, own))
    for name, chance, effect in zip(names, row, drawn.effects(row), strict=True):
        found[name] = own + chance * effect, own - (1 - chance) * effect
    return found


def _by_expansion(chances: Chances, group: Group, firmness: Mapping[str, Fraction]) -> dict[str, Effect]:
    """Return what each demand of a group does, by an expansion for either end, where both are exact."""
    found = {}
    for name in group.demands:
        soft = chances.of([group], singly({**firmness, name: Fraction(0)}))
        firm = chances.of([group], singly({**firmness, name: Fraction(1)}))
        if soft.is_exact and firm.is_exact:
            found[name] = soft.low, firm.low
    return found


def _importance(effect: Effect, *, firmness: Fraction, own: Fraction, others: Fraction) -> Importance:
    """Return the importance of a demand, given the odds of its own group and of all others."""
    soft, firm = effect
    birnbaum, chance = (soft - firm) * others, own * others
    doubt = chance * (1 - chance)
    return Importance(
        birnbaum=birnbaum,
        times=soft / own if own else None,
        if_soft=soft * others,
        if_firm=firm * others,
        criticality=None if chance == 1 else birnbaum * firmness / (1 - chance),
        learning=firmness * (1 - firmness) * birnbaum**2 / doubt if doubt else Fraction(0),
    )


def _ungrouped(chance: Between) -> Importance:
    """Return the importance of a demand that decides nothing."""
    known = chance.low if chance.is_exact else None
    return Importance(
        birnbaum=Fraction(0),
        times=Fraction(1),
        if_soft=known,
        if_firm=known,
        criticality=None if known in (None, 1) else Fraction(0),
        learning=Fraction(0),
    )
