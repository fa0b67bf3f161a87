"""Trade-off: of packages that are worth the same to itself, a party offers the one most like the other side's."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

import attrs
from attrs import field, frozen

from negsim.fields import exact
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, SILENT, Kind, Move
from negsim.talks.opponents.estimate import FINENESS
from negsim.talks.opponents.model import Heard, OpponentModel, before, listen
from negsim.talks.opponents.registry import opponent_model
from negsim.talks.opponents.unknowing import Unknowing
from negsim.talks.strategies.answering import (
    can_offer,
    is_taken,
    last_points,
    leave,
    must_concede,
    put,
    take_or_ask,
)
from negsim.talks.strategies.naming import described
from negsim.talks.strategies.settings import is_share
from negsim.talks.trades import Trades
from negsim.talks.view import Brief, View

Pair = tuple[Package, Package]
"""An offer of one's own, and the one that answers it."""


@frozen(kw_only=True)
class Traded:
    """What a party that trades off remembers.

    Attributes
    ----------
    heard:
        What the others offered, and what is learnt from it.
    conceded:
        How many times it has lowered what it asks for.
    offered:
        Its latest offer; None before the first.
    before:
        Its offer before that with the answer; None before there was one.
    """

    heard: Heard
    conceded: int = 0
    offered: Package | None = None
    before: Pair | None = None


@frozen(kw_only=True)
class TradeOff:
    """A party that keeps what it asks for, and looks for the package of that worth that comes nearest to the others'.

    It starts with its best package. Against the latest offer of another it answers with the package that is most
    similar to that one, among all packages that keep its red lines and are worth what it asks for or more. Similarity
    is a weighted sum over issues: on an ordered issue 1 for the same option and falling evenly with the distance in
    rank to 0 between the two ends, on an unordered one 1 for the same option and 0 otherwise. Where offer and answer
    have not come closer since the offer before, there is a deadlock, and it lowers what it asks for by a step. It
    accepts what is worth what it asks for. Where offers must be concessions, a package of the same worth is none: so
    it lowers what it asks for there by as many steps as it takes to offer less. Otherwise it keeps to the rules of
    :mod:`negsim.talks.strategies.answering`.

    Attributes
    ----------
    step:
        What share of its room, from its best package to its floor, it concedes at a deadlock.
    model:
        What it thinks that issues weigh with the other, by which similarity is weighted: an opponent model, or its
        name; ``none`` for equal weights.

    Notes
    -----
    The search is exact for any number of packages (:meth:`negsim.talks.ladder.Ladder.trades`). Published, packages of
    just the same worth are searched, which there are always enough of where issues are numbers; here those that are
    worth more count too, and of equally similar ones the one worth most is taken. With several others, the latest
    offer counts, whoever made it, and what issues weigh with that party.

    References
    ----------
    P. Faratin, C. Sierra and N. R. Jennings, "Using similarity criteria to make issue trade-offs in automated
    negotiations", Artificial Intelligence 142 (2002): trade-offs along an iso-curve by similarity, and the strategy
    that trades off until a deadlock and then concedes 0.05.

    Examples
    --------
    >>> TradeOff(model="frequency").name
    'trade-off:model=frequency'
    """

    step: Fraction = field(default=Fraction(1, 20), converter=exact, validator=is_share)
    model: OpponentModel = field(factory=Unknowing, converter=opponent_model)

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        return described("trade-off", self, usual=TradeOff())

    def begin(self, brief: Brief, *, chance: Chance) -> Traded:  # noqa: ARG002 - an interface's arguments
        """Remember that nothing was offered."""
        return Traded(heard=before(brief, self.model))

    def move(self, view: View, memory: Traded, *, chance: Chance) -> tuple[Move, Traded]:  # noqa: ARG002
        """Accept what is worth what it asks for, or trade off; walk away where nothing can be offered."""
        brief = view.brief
        if not can_offer(brief):
            return leave(view), memory
        memory = self._judged(attrs.evolve(memory, heard=listen(memory.heard, view, model=self.model)), brief)
        worth = brief.ladder.at_least(self.target(brief, memory.conceded))
        if memory.heard.latest is None:
            move = take_or_ask(view, worth, answers=True)
            return move, attrs.evolve(memory, offered=move.package or memory.offered)
        if is_taken(view, worth, ladder=brief.ladder, answers=True):
            return ACCEPT, memory
        if Kind.OFFER not in view.allowed:
            return SILENT, memory
        trades = brief.ladder.trades(self._likeness(memory.heard, brief.space))
        if must_concede(view):
            memory = attrs.evolve(memory, conceded=self._stepped(view, trades, conceded=memory.conceded))
            worth = brief.ladder.at_least(self.target(brief, memory.conceded))
        move = put(view, trades.package(trades.at_least(worth)))
        return move, attrs.evolve(memory, offered=move.package or memory.offered)

    def _stepped(self, view: View, trades: Trades, *, conceded: int) -> int:
        """Return how many steps down it takes to offer less than the last offer; as many as before where none does."""
        brief, last = view.brief, last_points(view)
        at = 0 if last is None else int((trades.points >= last).sum())
        if not self.step or at >= len(trades) or trades.points[at] < brief.floor:
            return conceded
        lost = brief.ladder.best - int(trades.points[at])
        return max(conceded, ceil(lost / (self.step * (brief.ladder.best - brief.floor)))) if lost else conceded

    def target(self, brief: Brief, conceded: int) -> Fraction:
        """Return the points that it asks for after so many deadlocks."""
        return brief.ladder.best - min(Fraction(1), conceded * self.step) * (brief.ladder.best - brief.floor)

    def _judged(self, memory: Traded, brief: Brief) -> Traded:
        """Return the memory once the latest answer was compared with the one before."""
        answer = memory.heard.latest
        if memory.offered is None or answer is None:
            return memory
        now: Pair = (memory.offered, answer)
        weights = self._weights(memory.heard)
        is_stuck = memory.before is not None and (
            similarity(now, brief.space, weights=weights) <= similarity(memory.before, brief.space, weights=weights)
        )
        return attrs.evolve(memory, before=now, conceded=memory.conceded + is_stuck)

    def _weights(self, heard: Heard) -> Mapping[str, float]:
        return self.model.estimate(heard.learnt[heard.speaker]).weights

    def _likeness(self, heard: Heard, space: Space) -> tuple[tuple[int, ...], ...]:
        assert heard.latest is not None, "there is an offer to be like"
        return likeness(heard.latest, space, weights=self._weights(heard))


def likeness(package: Package, space: Space, *, weights: Mapping[str, float]) -> tuple[tuple[int, ...], ...]:
    """Return what each option of each issue adds to a package's similarity to another, in ten-thousandths, rounded.

    Examples
    --------
    >>> from negsim.space.issue import Issue
    >>> space = Space([Issue("price", ["low", "middle", "high"], ordered=True), Issue("place", ["here", "there"])])
    >>> likeness(Package({"price": "high", "place": "here"}), space, weights={"price": 0.75, "place": 0.25})
    ((0, 3750, 7500), (2500, 0))
    """
    scores = []
    for issue in space.issues:
        at, last = issue.option_ids.index(package[issue.id]), max(1, len(issue.options) - 1)
        near = [1 - abs(rank - at) / last if issue.ordered else float(rank == at) for rank in range(len(issue.options))]
        scores.append(tuple(round(FINENESS * weights[issue.id] * share) for share in near))
    return tuple(scores)


def similarity(pair: Pair, space: Space, *, weights: Mapping[str, float]) -> int:
    """Return how similar two packages are, in ten-thousandths."""
    table = likeness(pair[1], space, weights=weights)
    return sum(row[at] for row, at in zip(table, space.indices(pair[0]), strict=True))
