"""Chances: the probability that groups of demands are open, whatever the draws that decide which demands are firm."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.conflicts import Group
from negsim.fields import entries
from negsim.kernels.diagrams import Diagram, diagram
from negsim.kernels.expansion import Between, chance_left
from negsim.problem import BargainingProblem
from negsim.search.effort import Effort

MAX_STATES = 200_000
"""How many steps an expansion may take before what is left is enclosed."""


@frozen
class Draw:
    """One of several independent draws: its demands, and of each outcome the probability and which of them are firm."""

    demands: frozenset[str]
    outcomes: tuple[tuple[Fraction, frozenset[str]], ...]

    def inverted(self) -> Draw:
        """Return the draw in which firm and soft change places."""
        return Draw(self.demands, tuple((chance, self.demands - firm) for chance, firm in self.outcomes))


def draws_of(firmness: Mapping[str, Fraction], parts: Sequence[Collection[str]]) -> list[Draw]:
    """Return one uniform draw for each part of some demands: it falls between two levels; firmer demands are firm.

    Parameters
    ----------
    parts:
        Names of demands; no demand is in two of them.
    """
    found = []
    for part in parts:
        edges = sorted({Fraction(0), Fraction(1), *(firmness[name] for name in part)})
        outcomes = (
            (high - low, frozenset(name for name in part if firmness[name] > low))
            for low, high in itertools.pairwise(edges)
        )
        found.append(Draw(frozenset(part), tuple(outcomes)))
    return found


def singly(firmness: Mapping[str, Fraction]) -> list[Draw]:
    """Return one draw for each demand."""
    none: frozenset[str] = frozenset()
    return [
        Draw(frozenset([name]), ((chance, frozenset([name])), (1 - chance, none))) for name, chance in firmness.items()
    ]


@frozen(kw_only=True, eq=False)
class Chances:
    """What is known of a problem's groups, and how long may be spent on odds.

    Attributes
    ----------
    drawn:
        The diagrams of groups, by their demands, so that each is drawn once.
    """

    problem: BargainingProblem
    groups: tuple[Group, ...] = field(converter=entries)
    effort: Effort
    drawn: dict[tuple[str, ...], Diagram | None] = field(factory=dict)

    def of(self, groups: Sequence[Group], drawn: Sequence[Draw]) -> Between:
        """Return the probability that some groups are all open."""
        if all(group.broken_complete for group in groups):
            return self._left([group.broken for group in groups], drawn)
        low = self._left([group.broken for group in groups], drawn, max_steps=MAX_STATES // 4).low
        # A group is closed where all demands of a blocked set are firm: what is soft is struck instead.
        inverted = [draw.inverted() for draw in drawn]
        closed = [
            self._left([group.blocked], inverted, max_steps=MAX_STATES // 4)
            for group in groups
            if not group.broken_complete
        ]
        exact = [self._left([group.broken], drawn) for group in groups if group.broken_complete]
        return Between(low, min([1 - chance.low for chance in closed] + [chance.high for chance in exact]))

    def diagram(self, group: Group) -> Diagram | None:
        """Return a group's decision diagram; None where not all is known of it, or steps or time ran out.

        Its elements are demands, by their place in the problem's order.
        """
        if group.broken_complete and group.demands not in self.drawn:
            family = self.sets(group.broken)
            self.drawn[group.demands] = diagram([family], max_steps=MAX_STATES, is_over=lambda: self.effort.is_over)
        return self.drawn.get(group.demands)

    def sets(self, family: Iterable[Iterable[str]]) -> list[int]:
        """Return sets of demands as bits, by their places in the problem's order."""
        place = {demand.name: at for at, demand in enumerate(self.problem.demands)}
        return [sum(1 << place[name] for name in members) for members in family]

    def _left(
        self,
        families: Sequence[Sequence[Sequence[str]]],
        drawn: Sequence[Draw],
        *,
        max_steps: int | None = None,
    ) -> Between:
        """Return the probability that in each family of sets of demands one has no demand that is struck."""
        firm = iter(self.sets([names for draw in drawn for _, names in draw.outcomes]))
        draws = [tuple((chance, next(firm)) for chance, _ in draw.outcomes) for draw in drawn]
        sets = [self.sets(family) for family in families]
        most = MAX_STATES if max_steps is None else max_steps
        return chance_left(sets, draws, max_steps=most, is_over=lambda: self.effort.is_over)


def product(chances: Sequence[Between]) -> Between:
    """Return the probability that all of several independent things happen."""
    return Between(
        math.prod((chance.low for chance in chances), start=Fraction(1)),
        math.prod((chance.high for chance in chances), start=Fraction(1)),
    )
