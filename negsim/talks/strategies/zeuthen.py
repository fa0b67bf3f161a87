"""Zeuthen: whoever has more to lose by a breakdown concedes, and just enough that the other has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add

from attrs import field, frozen

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import Move
from negsim.talks.opponents.bayesian import Bayesian
from negsim.talks.opponents.estimate import Estimate
from negsim.talks.opponents.model import Heard, OpponentModel, before, listen
from negsim.talks.opponents.registry import opponent_model
from negsim.talks.strategies.answering import can_offer, leave, take_or_offer
from negsim.talks.strategies.naming import described
from negsim.talks.trades import Trades
from negsim.talks.view import Brief, View

_ROUNDING = 1e-9
"""Risks nearer to each other than this count as equal."""


@frozen(kw_only=True)
class Compared:
    """What a party that compares risks remembers.

    Attributes
    ----------
    heard:
        What the others offered, and what is learnt from it.
    offered:
        Its latest offer; None before the first.
    """

    heard: Heard
    offered: Package | None = None


@frozen(kw_only=True)
class Zeuthen:
    """A party that concedes where it has more to lose by a breakdown than any other, and no more than it must.

    Its risk is the share of its gain that it would lose by taking the worst of the others' latest offers instead of
    its own: (u(own) - u(theirs)) / (u(own) - u(no agreement)), at most 1, and 1 where its own offer is no gain; the
    risk of another is the same, with what its preferences are thought to be. It starts with the package that is best
    for itself and, of these, best for the others. Where it risks something, and no other risks less, it concedes: it
    offers the package that costs it least after which another's risk is less than its own, or, where there is none
    above its floor, the next one down. Otherwise, and while nobody else has made an offer, it repeats its offer. It
    accepts what is worth as much as what it would offer. An offer that breaks a red line of its own is worth no more to
    it than no agreement.

    Attributes
    ----------
    model:
        How it learns what the others want: an opponent model, or its name.

    Notes
    -----
    What others want is not in a view; with a wrong estimate two parties can each think that it is the other's turn, and
    then none concedes. Its own gain is above its floor, that of another above the worst package, since nobody knows
    another's fallback. It looks only at packages that no other beats both in its own points and in the mean of what the
    others are thought to have of it, which are found exactly for any number of packages
    (:meth:`negsim.talks.ladder.Ladder.trades`); that mean adds values of different parties, each from 0 to 1. With two
    parties that know each other's values, each concession makes the greater product of gains the other's to beat, so
    that they end near Nash's solution (Harsanyi). In the monotonic concession protocol it makes the same offers; in
    votes and beside a text it keeps to the rules of :mod:`negsim.talks.strategies.answering`.

    References
    ----------
    F. Zeuthen, "Problems of Monopoly and Economic Warfare" (1930). J. C. Harsanyi, "Approaches to the bargaining
    problem before and after the theory of games", Econometrica 24 (1956). J. S. Rosenschein and G. Zlotkin, "Rules of
    Encounter" (1994), for the protocol, risk and sufficient concessions. U. Endriss, "Monotonic concession protocols
    for multilateral negotiation", AAMAS (2006), for several parties: the worst of the others' offers, the least risk.

    Examples
    --------
    >>> Zeuthen(model="stated").name
    'zeuthen:model=stated'
    """

    model: OpponentModel = field(factory=Bayesian, converter=opponent_model)

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        return described("zeuthen", self, usual=Zeuthen())

    def begin(self, brief: Brief, *, chance: Chance) -> Compared:  # noqa: ARG002 - an interface's arguments
        """Remember that nothing was offered."""
        return Compared(heard=before(brief, self.model))

    def move(self, view: View, memory: Compared, *, chance: Chance) -> tuple[Move, Compared]:  # noqa: ARG002
        """Accept what is worth as much as its next offer, or make that; walk away where nothing can be offered."""
        brief = view.brief
        if not can_offer(brief):
            return leave(view), memory
        heard = listen(memory.heard, view, model=self.model)
        package = self._next(brief, heard, memory.offered)
        move = take_or_offer(view, package, answers=True)
        return move, Compared(heard=heard, offered=memory.offered if move.package is None else package)

    def _next(self, brief: Brief, heard: Heard, offered: Package | None) -> Package:
        """Return what it offers now."""
        if offered is not None and not heard.offers:
            return offered
        thought = heard.estimates(self.model)
        if offered is None:
            return _trades(brief, thought.values()).package(0)
        if not _concedes(brief, offered, heard=heard, thought=thought):
            return offered
        trades = _trades(brief, thought.values())
        start = int((trades.points >= brief.ladder.points(offered)).sum())
        end = int((trades.points >= brief.floor).sum())
        if start >= end:
            return offered
        for at in range(start, end):
            package = trades.package(at)
            if not _concedes(brief, package, heard=heard, thought=thought):
                return package
        return trades.package(start)


def risk(own: float, others: Iterable[float], *, fallback: float) -> float:
    """Return what share of a party's gain is lost by taking the worst of others' offers instead of its own.

    Parameters
    ----------
    own:
        What its own offer is worth to it.
    others:
        What the others' offers are worth to it.
    fallback:
        What no agreement is worth to it.

    Examples
    --------
    >>> risk(10, [4, 7], fallback=0), risk(3, [1], fallback=3)
    (0.6, 1.0)
    """
    if own <= fallback:
        return 1.0
    return min(1.0, (own - min(others)) / (own - fallback))


def _concedes(brief: Brief, offered: Package, *, heard: Heard, thought: Mapping[str, Estimate]) -> bool:
    """Tell whether, with such an offer, the party has something to lose and no other's risk is less than its own."""
    theirs = heard.offers
    own = risk(brief.ladder.points(offered), [_worth(brief, entry) for entry in theirs.values()], fallback=brief.floor)
    risks = [
        risk(
            thought[party].value(package),
            [thought[party].value(other) for at, other in theirs.items() if at != party]
            + [thought[party].value(offered)],
            fallback=0.0,
        )
        for party, package in theirs.items()
    ]
    return 0 < own <= min(risks) + _ROUNDING


def _worth(brief: Brief, package: Package) -> int:
    """Return what an offer of another is worth to the party: no agreement, at most, where it breaks a red line."""
    points = brief.ladder.points(package)
    return points if brief.ladder.keeps(package) else min(points, brief.floor)


def _trades(brief: Brief, thought: Iterable[Estimate]) -> Trades:
    """Return the packages that no other beats in the party's points and in what the others are thought to have."""
    tables = [estimate.scores(brief.space) for estimate in thought]
    return brief.ladder.trades([_added(rows) for rows in zip(*tables, strict=True)])


def _added(rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    total = rows[0]
    for row in rows[1:]:
        total = tuple(map(add, total, row))
    return total
