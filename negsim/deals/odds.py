"""Odds: the probability that the zone is open when each demand is firm with its own probability."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.conflicts import Group, groups
from negsim.fields import entries, frozen_mapping, texts
from negsim.kernels.expansion import Between, chance_left
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort

MAX_STATES = 200_000
"""How many steps an expansion may take before what is left is enclosed."""


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
    """The odds of one group by itself.

    Attributes
    ----------
    open, at_most:
        The probability that the group is open lies between these; they are equal where it is exact.
    conflicts, complete:
        How many conflicts are known, and whether these are all.
    """

    issues: tuple[str, ...] = field(converter=texts)
    open: Fraction
    at_most: Fraction
    conflicts: int
    complete: bool

    @property
    def exact(self) -> bool:
        """Whether the probability is known exactly."""
        return self.open == self.at_most


@frozen(kw_only=True)
class Odds:
    """The odds that the zone is open, over all demands, red or not; exact, or between proved bounds.

    Attributes
    ----------
    groups:
        In the order of the problem's groups; independent of each other.
    open, open_at_most:
        The probability over all groups when every demand is firm or soft independently lies between these; they are
        equal where it is exact.
    open_one_resolve, open_one_resolve_at_most:
        The same when each party has one resolve: one uniform draw, below which all its firmer demands are firm.
    importance:
        By demand name, in the problem's order; where odds are not exact, only of demands that belong to no group.
    exact:
        Whether both probabilities are known exactly.
    """

    groups: tuple[GroupOdds, ...] = field(converter=entries)
    open: Fraction
    open_at_most: Fraction
    open_one_resolve: Fraction
    open_one_resolve_at_most: Fraction
    importance: Mapping[str, Importance] = field(converter=frozen_mapping)
    method: str = "expansion over the minimal sets of demands that packages break"

    @property
    def exact(self) -> bool:
        """Whether both probabilities are known exactly."""
        return self.open == self.open_at_most and self.open_one_resolve == self.open_one_resolve_at_most


def odds(problem: BargainingProblem, *, found: Sequence[Group] | None = None, effort: Effort = STEADY) -> Odds:
    """Return the odds by group and overall, and the importance of each demand.

    Parameters
    ----------
    found:
        The problem's groups, where they are known already.

    Raises
    ------
    TooLargeError
        As :func:`negsim.groups`.

    Notes
    -----
    The zone of the firm demands is open when all demands of one of the minimal broken sets are soft: a monotone
    formula, expanded demand by demand, or party by party, with equal remainders joined (Shannon expansion). Nothing is
    sampled. It is exponential in the size of a group at worst: after 200,000 steps, or when time is up, what is left is
    enclosed. Where not all broken sets are known, those known bound the odds from below, and the sets known that no
    package keeps together bound them from above: the zone is closed when one of these is firm.

    References
    ----------
    Z. W. Birnbaum, "On the importance of different components in a multicomponent system", in Multivariate Analysis
    II (1969).

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
    ...     parties=[party("buyer", "high", "1/2"), party("seller", "low", "1/4")])
    >>> found = odds(problem)
    >>> found.open, found.importance["buyer:no"].birnbaum
    (Fraction(7, 8), Fraction(1, 4))
    """
    effort = effort.started()
    known = groups(problem, effort=effort) if found is None else found
    chances = _Chances(problem=problem, groups=tuple(known), effort=effort)
    firmness = {demand.name: demand.firmness for demand in problem.demands}
    single = [chances.of([group], _singly(firmness)) for group in known]
    together = _product(single)
    one_resolve = chances.of(known, _by_party(problem))
    importance = chances.importance(firmness, single) if together.is_exact else {}
    ungrouped = set(firmness) - {name for group in known for name in group.demands}
    importance |= dict.fromkeys(ungrouped, Importance(birnbaum=Fraction(0), times=Fraction(1)))
    return Odds(
        groups=[
            GroupOdds(
                issues=group.issues,
                open=chance.low,
                at_most=chance.high,
                conflicts=len(group.conflicts),
                complete=group.complete,
            )
            for group, chance in zip(known, single, strict=True)
        ],
        open=together.low,
        open_at_most=together.high,
        open_one_resolve=one_resolve.low,
        open_one_resolve_at_most=one_resolve.high,
        importance={name: importance[name] for name in firmness if name in importance},
    )


@frozen
class _Draw:
    """One of several independent draws: its demands, and of each outcome the probability and which of them are firm."""

    demands: frozenset[str]
    outcomes: tuple[tuple[Fraction, frozenset[str]], ...]

    def inverted(self) -> _Draw:
        """Return the draw in which firm and soft change places."""
        return _Draw(self.demands, tuple((chance, self.demands - firm) for chance, firm in self.outcomes))


@frozen(kw_only=True)
class _Chances:
    """What is known of a problem's groups, and how long may be spent on odds."""

    problem: BargainingProblem
    groups: tuple[Group, ...]
    effort: Effort

    def of(self, groups: Sequence[Group], drawn: Sequence[_Draw]) -> Between:
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

    def importance(self, firmness: Mapping[str, Fraction], single: Sequence[Between]) -> dict[str, Importance]:
        """Return the importance of each demand of a group, where odds are exact with it firm and with it soft."""
        found = {}
        for index, group in enumerate(self.groups):
            others = math.prod((chance.low for at, chance in enumerate(single) if at != index), start=Fraction(1))
            own = single[index].low
            for name in group.demands:
                soft = self.of([group], _singly({**firmness, name: Fraction(0)}))
                firm = self.of([group], _singly({**firmness, name: Fraction(1)}))
                if soft.is_exact and firm.is_exact:
                    times = soft.low / own if own else None
                    found[name] = Importance(birnbaum=(soft.low - firm.low) * others, times=times)
        return found

    def _left(
        self,
        families: Sequence[Sequence[Sequence[str]]],
        drawn: Sequence[_Draw],
        *,
        max_steps: int | None = None,
    ) -> Between:
        """Return the probability that in each family of sets of demands one has no demand that is struck."""
        place = {demand.name: at for at, demand in enumerate(self.problem.demands)}
        draws = [
            tuple((chance, sum(1 << place[name] for name in firm)) for chance, firm in draw.outcomes) for draw in drawn
        ]
        sets = [[sum(1 << place[name] for name in members) for members in family] for family in families]
        most = MAX_STATES if max_steps is None else max_steps
        return chance_left(sets, draws, max_steps=most, is_over=lambda: self.effort.is_over)


def _singly(firmness: Mapping[str, Fraction]) -> list[_Draw]:
    """Return one draw for each demand."""
    none: frozenset[str] = frozenset()
    return [
        _Draw(frozenset([name]), ((chance, frozenset([name])), (1 - chance, none))) for name, chance in firmness.items()
    ]


def _by_party(problem: BargainingProblem) -> list[_Draw]:
    """Return one draw for each party: it falls between two of its levels of firmness; firmer demands are firm."""
    found = []
    for party in dict.fromkeys(demand.party for demand in problem.demands):
        own = [demand for demand in problem.demands if demand.party == party]
        edges = sorted({Fraction(0), Fraction(1), *(demand.firmness for demand in own)})
        outcomes = (
            (high - low, frozenset(demand.name for demand in own if demand.firmness > low))
            for low, high in itertools.pairwise(edges)
        )
        found.append(_Draw(frozenset(demand.name for demand in own), tuple(outcomes)))
    return found


def _product(chances: Sequence[Between]) -> Between:
    return Between(
        math.prod((chance.low for chance in chances), start=Fraction(1)),
        math.prod((chance.high for chance in chances), start=Fraction(1)),
    )
