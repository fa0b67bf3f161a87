"""Odds: the probability that the zone is open when each demand is firm with its own probability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.chances import Chances, draws_of, product, singly
from negsim.deals.conflicts import Group, groups
from negsim.deals.importance import Importance, importances
from negsim.deals.principles import Principle, principles, taken_together
from negsim.fields import entries, frozen_mapping, texts
from negsim.kernels.expansion import Between
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort


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
class PrincipleOdds:
    """What one principle does to the odds, while all its demands stand or fall together.

    Attributes
    ----------
    name, demands:
        As in :class:`negsim.Principle`.
    if_soft, if_firm:
        The odds with all its demands soft, and with all of them firm, other principles drawn as a whole too; None where
        they are not known exactly.
    """

    name: str
    demands: tuple[str, ...] = field(converter=texts)
    if_soft: Fraction | None
    if_firm: Fraction | None


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
    open_one_principle, open_one_principle_at_most:
        The same with one such draw for each principle: its lines stand or fall together, others independently.
    principles:
        The demands that these odds take to be firm together, and what each principle does to them.
    importance:
        By demand name, in the problem's order; where odds are not exact, only of demands that belong to no group.
    exact:
        Whether all three probabilities are known exactly.
    """

    groups: tuple[GroupOdds, ...] = field(converter=entries)
    open: Fraction
    open_at_most: Fraction
    open_one_resolve: Fraction
    open_one_resolve_at_most: Fraction
    open_one_principle: Fraction
    open_one_principle_at_most: Fraction
    principles: tuple[PrincipleOdds, ...] = field(converter=entries)
    importance: Mapping[str, Importance] = field(converter=frozen_mapping)
    method: str = "expansion over the minimal sets of demands that packages break"

    @property
    def exact(self) -> bool:
        """Whether all three probabilities are known exactly."""
        return (
            self.open == self.open_at_most
            and self.open_one_resolve == self.open_one_resolve_at_most
            and self.open_one_principle == self.open_one_principle_at_most
        )


def odds(
    problem: BargainingProblem,
    *,
    found: Sequence[Group] | None = None,
    together: Iterable[Iterable[str]] | None = None,
    effort: Effort = STEADY,
) -> Odds:
    """Return the odds by group and overall, and the importance of each demand.

    Parameters
    ----------
    found:
        The problem's groups, where they are known already.
    together:
        Sets of names of demands to take for firm together, instead of those that rest on one principle
        (:func:`negsim.principles`); no demand is in two.

    Raises
    ------
    TooLargeError
        As :func:`negsim.groups`.
    UnknownNameError, ValueError
        If ``together`` names a demand that there is not, or one twice.

    Notes
    -----
    The zone of the firm demands is open when all demands of one of the minimal broken sets are soft: a monotone
    formula, expanded demand by demand, party by party or principle by principle, with equal remainders joined (Shannon
    expansion). Nothing is sampled. A group's expansion is kept as a decision diagram, and one pass over it tells the
    importance of all its demands. It is exponential in the size of a group at worst: after 200,000 steps, or when time
    is up, what is left is enclosed. Where not all broken sets are known, those known bound the odds from below, and the
    sets known that no package keeps together bound them from above: the zone is closed when one of these is firm.

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
    >>> odds(problem, together=[["buyer:no", "seller:no"]]).open_one_principle
    Fraction(3, 4)
    """
    effort = effort.started()
    resting = principles(problem) if together is None else taken_together(problem, together)
    known = groups(problem, effort=effort) if found is None else found
    chances = Chances(problem=problem, groups=known, effort=effort)
    firmness = {demand.name: demand.firmness for demand in problem.demands}
    single, importance = importances(chances, firmness)
    independent = product(single)
    one_resolve = chances.of(known, draws_of(firmness, _by_party(problem)))
    one_principle = _one_principle(chances, firmness, resting) if resting else independent
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
        open=independent.low,
        open_at_most=independent.high,
        open_one_resolve=one_resolve.low,
        open_one_resolve_at_most=one_resolve.high,
        open_one_principle=one_principle.low,
        open_one_principle_at_most=one_principle.high,
        principles=[_principle_odds(chances, firmness, resting, chosen=at) for at in range(len(resting))],
        importance=importance,
    )


def _by_party(problem: BargainingProblem) -> list[list[str]]:
    """Return the names of the demands of each party."""
    found: dict[str, list[str]] = {}
    for demand in problem.demands:
        found.setdefault(demand.party, []).append(demand.name)
    return list(found.values())


def _one_principle(chances: Chances, firmness: Mapping[str, Fraction], resting: Sequence[Principle]) -> Between:
    """Return the odds when the demands that rest on one principle are firm together."""
    tied = {name for principle in resting for name in principle.demands}
    alone = {name: chance for name, chance in firmness.items() if name not in tied}
    drawn = [*draws_of(firmness, [principle.demands for principle in resting]), *singly(alone)]
    return chances.of(chances.groups, drawn)


def _principle_odds(
    chances: Chances, firmness: Mapping[str, Fraction], resting: Sequence[Principle], *, chosen: int
) -> PrincipleOdds:
    """Return what one of several principles does to the odds."""
    principle = resting[chosen]
    ends = [
        _one_principle(chances, {**firmness, **dict.fromkeys(principle.demands, Fraction(end))}, resting)
        for end in (0, 1)
    ]
    soft, firm = (chance.low if chance.is_exact else None for chance in ends)
    return PrincipleOdds(name=principle.name, demands=principle.demands, if_soft=soft, if_firm=firm)
