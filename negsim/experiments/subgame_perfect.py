"""Subgame-perfect play: what two parties who know everything agree on in alternating offers that come to an end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.frontier import efficient_sums
from negsim.errors import UnanswerableError
from negsim.fields import Number, entries, exact, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.sums import Sums
from negsim.space.package import Package
from negsim.talks.seats import floor_of

_WHAT = "subgame-perfect play of alternating offers"


@frozen(kw_only=True)
class Stage:
    """What would happen at one offer, if the talk came so far.

    Attributes
    ----------
    proposer:
        Whose offer it is.
    agreed:
        Whether it is taken; where not, the proposer had rather wait.
    worth:
        From party id to what the talk is worth to it here, in points of this moment: those of the package, or the next
        offer's, discounted once.
    """

    proposer: str
    agreed: bool
    worth: Mapping[str, Fraction] = field(converter=frozen_mapping)


@frozen(kw_only=True)
class SubgamePerfect:
    """What two parties who know everything agree on.

    Attributes
    ----------
    package:
        What is agreed; None where nothing is.
    at:
        At which offer, counted from 1; 0 where nothing is agreed.
    points:
        From party id to what the package is worth to it, undiscounted; empty where nothing is agreed.
    stages:
        Every offer that could be made, the first one first.
    method:
        How it was found.
    """

    package: Package | None
    at: int
    points: Mapping[str, int] = field(converter=frozen_mapping)
    stages: tuple[Stage, ...] = field(converter=entries)
    method: str = "backward induction over the frontier of the zone"


def subgame_perfect(
    problem: BargainingProblem,
    *,
    offers: int,
    first: str,
    discounts: Mapping[str, Number] | None = None,
    outside: Mapping[str, Number] | None = None,
    effort: Effort = STEADY,
) -> SubgamePerfect:
    """Return what two parties who know everything agree on in alternating offers.

    Parameters
    ----------
    offers:
        How many are made at most; the parties take turns.
    first:
        Who makes the first.
    discounts:
        From party id to what share of a value is left after one more offer, above 0 and at most 1; 1 where left out.
    outside:
        From party id to what no agreement after the last offer is worth to it, in points. Where left out, its floor, as
        for a party at a talk: its red reservation, or, where it has none or all is worth more, the worst package that
        keeps its red lines (:func:`negsim.talks.seats.floor_of`). A reservation that is not red keeps nobody from
        taking less.

    Returns
    -------
    What is agreed on the path of play, and what would happen at every offer. Among packages that are worth the same to
    whoever offers, the one is offered that is worth the most to the other; who is indifferent accepts, and offers
    rather than waits.

    Raises
    ------
    UnanswerableError
        If not two parties sign.
    ValueError
        For fewer than one offer, an unknown first party, or a discount that is none.
    TooLargeError
        As :func:`negsim.frontier`; and as :func:`negsim.talks.ladder.ladder` for a party that ``outside`` leaves out.

    Notes
    -----
    From the last offer back, each proposer offers what is worth the most to it among the packages that are worth at
    least as much to the other as waiting; only packages of the frontier of the zone can be that, so that the cost is
    that of the frontier, and a bisection for each offer. All in fractions. With a pie that is finely divided and very
    many offers it approaches the division of Rubinstein: (1 - d2) / (1 - d1 d2) for who begins.

    References
    ----------
    A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982). I. Ståhl, "Bargaining Theory"
    (1972), for talks that come to an end.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import Factor, ProblemParty
    >>> cents = list(range(101))
    >>> pie = negsim.BargainingProblem(
    ...     scenario="pie", reading="given", space=negsim.Space([negsim.Issue("share", [str(cent) for cent in cents])]),
    ...     parties=[ProblemParty(id="One", scale=100, factors=[Factor(["share"], cents)]),
    ...              ProblemParty(id="Two", scale=100, factors=[Factor(["share"], cents[::-1])])])
    >>> found = subgame_perfect(pie, offers=2, first="One", discounts={"One": "0.8", "Two": "0.8"})
    >>> dict(found.points)  # Two could have all of what is left after one refusal
    {'One': 20, 'Two': 80}
    """
    parties = [party.id for party in problem.signers]
    if len(parties) != 2:
        raise UnanswerableError(
            _WHAT, f"{len(parties)} parties sign every package", "give a problem in which two parties do"
        )
    if offers < 1 or first not in parties:
        raise ValueError(f"offers={offers}, first={first!r}; expected at least one offer, and one of {parties}")
    keeps = _discounts(parties, discounts or {})
    rows = efficient_sums(problem, of="zone", effort=effort)
    points = sorted(tuple(-int(loss) for loss in row) for row in rows.totals.rows)
    left = [_outside(problem, party, outside or {}) for party in parties]
    play = _Play(points)
    stages: list[Stage] = []
    agreement: tuple[int, tuple[int, ...]] | None = None
    for number in range(offers, 0, -1):
        proposer = (parties.index(first) + number - 1) % 2
        chosen = play.best(proposer, left)
        if chosen is not None and chosen[proposer] >= left[proposer]:
            left, agreement = [Fraction(worth) for worth in chosen], (number, chosen)
        agreed = agreement is not None and agreement[0] == number
        worth = dict(zip(parties, left, strict=True))
        stages.append(Stage(proposer=parties[proposer], agreed=agreed, worth=worth))
        left = [share * own for share, own in zip(keeps, left, strict=True)]
    if agreement is None:
        return SubgamePerfect(package=None, at=0, points={}, stages=stages[::-1])
    at, points_at = agreement
    return SubgamePerfect(
        package=_package(rows, points_at),
        at=at,
        points=dict(zip(parties, points_at, strict=True)),
        stages=stages[::-1],
    )


@frozen
class _Play:
    """The frontier of the zone: the better for the first party, the later, and the worse for the second."""

    points: Sequence[tuple[int, ...]]

    def best(self, proposer: int, waiting: Sequence[Fraction]) -> tuple[int, ...] | None:
        """Return the best for the proposer of what the other takes rather than wait; None where there is none."""
        if proposer == 0:
            at = bisect_right(self.points, -waiting[1], key=lambda entry: Fraction(-entry[1]))
            return self.points[at - 1] if at else None
        at = bisect_left(self.points, waiting[0], key=lambda entry: Fraction(entry[0]))
        return self.points[at] if at < len(self.points) else None


def _discounts(parties: Sequence[str], given: Mapping[str, Number]) -> list[Fraction]:
    found = [exact(given.get(party, 1)) for party in parties]
    if set(given) - set(parties) or not all(0 < share <= 1 for share in found):
        raise ValueError(f"discounts={dict(given)}; expected shares above 0 and at most 1, of {' and '.join(parties)}")
    return found


def _outside(problem: BargainingProblem, party: str, given: Mapping[str, Number]) -> Fraction:
    if party in given:
        return exact(given[party])
    return Fraction(floor_of(problem, party))


def _package(rows: Sums, worth: Sequence[int]) -> Package:
    """Return the first package that is worth so much."""
    (numbers,) = rows.numbers([[-points for points in worth]], limit=1)
    return rows.indexed.package(numbers[0])
