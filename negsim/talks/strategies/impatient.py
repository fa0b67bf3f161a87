"""Impatience: to walk away from a talk that gets nowhere, whatever the strategy while it does."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import field, frozen

from negsim.seeding import Chance
from negsim.talks.move import WALK_AWAY, Kind, Move
from negsim.talks.strategies.conceding import BOULWARE
from negsim.talks.strategies.settings import whole
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief, View


@frozen(kw_only=True)
class Waited:
    """What a party that loses patience remembers.

    Attributes
    ----------
    inner:
        What the strategy that it plays by remembers.
    count:
        How many moves it has seen.
    best:
        The most that any of the others has offered it so far, in points; None before the first such offer.
    turns:
        How many of its turns in a row nobody has offered it anything better.
    """

    inner: Any
    count: int = 0
    best: int | None = None
    turns: int = 0


@frozen(kw_only=True)
class Impatient:
    """A party that plays by another strategy, and walks away at a deadlock, or where there is nothing to hope for.

    *Deadlock*: in each of its last ``patience`` turns, and in this one, what the others have offered it was no better
    for it than what they had offered before. Offers that break a red line of its own are none. Before anyone has made
    an offer that keeps them, every turn counts.

    *Nothing to hope for*: no package that keeps its red lines is worth more to it than the status quo, which holds
    without an agreement. It leaves at its first turn. Where the status quo is not known of every issue, this is never
    so; what time takes from values, and the risk that a talk breaks down, are not in a view and are not counted.

    It does not leave where walking away is not allowed, where the strategy that it plays by would accept what is on the
    table, or where a text holds that is worth at least its floor to it: that would be lost.

    Attributes
    ----------
    patience:
        How many turns without a better offer it sits through: at least 1.
    playing:
        The strategy that it plays by.

    Notes
    -----
    What it gets by leaving is what there is without an agreement, so that leaving is worth its while only in the second
    case; in the first it is a threat carried out. Nothing but the moves of others is looked at, so that two impatient
    parties that both hold out leave at the first chance of whoever moves first.

    References
    ----------
    A. Shaked and J. Sutton, "Involuntary unemployment as a perfect equilibrium in a bargaining model", Econometrica 52
    (1984), for leaving as an option that counts only where it gives more than an agreement would.

    Examples
    --------
    >>> Impatient(patience=3).name
    'impatient:patience=3,playing=boulware'
    """

    patience: int = field(default=10, converter=whole)
    playing: Strategy = field(default=BOULWARE)

    @patience.validator
    def _is_positive(self, attribute: Any, given: int) -> None:
        if given < 1:
            raise ValueError(f"{attribute.name}={given}; expected at least 1")

    @playing.validator
    def _is_strategy(self, attribute: Any, given: Any) -> None:
        if not (callable(getattr(given, "begin", None)) and callable(getattr(given, "move", None))):
            raise TypeError(f"{attribute.name}={given!r}; expected a strategy, such as negsim.strategy('boulware')")

    @property
    def name(self) -> str:
        """What it is called, with its patience and what it plays by."""
        return f"impatient:patience={self.patience},playing={self.playing.name}"

    def begin(self, brief: Brief, *, chance: Chance) -> Waited:
        """Remember that nothing was offered yet."""
        return Waited(inner=self.playing.begin(brief, chance=chance))

    def move(self, view: View, memory: Waited, *, chance: Chance) -> tuple[Move, Waited]:
        """Walk away at a deadlock or without hope; otherwise do what the other strategy does."""
        memory = _counted(memory, view)
        given: Any = self.playing.move(view, memory.inner, chance=chance)
        if type(given) is not tuple or len(given) != 2 or type(given[0]) is not Move:
            return given  # type: ignore[no-any-return] # which is no move: whoever asked says so
        move: Move = given[0]
        memory = attrs.evolve(memory, inner=given[1])
        if move.kind is Kind.ACCEPT or Kind.WALK_AWAY not in view.allowed or _holds(view):
            return move, memory
        return (WALK_AWAY if memory.turns > self.patience or is_hopeless(view.brief) else move), memory


def is_hopeless(brief: Brief) -> bool:
    """Tell whether no package that keeps a party's red lines is worth more to it than the status quo."""
    if brief.status_quo is None:
        return False
    return not len(brief.ladder) or brief.ladder.best <= brief.ladder.points(brief.status_quo)


def _holds(view: View) -> bool:
    """Tell whether a text holds that the party could sign."""
    if view.text is None:
        return False
    held = view.brief.ladder.rung(view.text)
    return held is not None and held >= view.brief.floor


def _counted(memory: Waited, view: View) -> Waited:
    """Return the memory with one more turn, and with the best that the others have offered until now."""
    brief = view.brief
    offered = [
        worth
        for turn in view.since(memory.count)
        if turn.party in brief.others and turn.move.package is not None
        for worth in [brief.ladder.rung(turn.move.package)]
        if worth is not None
    ]
    best = max(offered, default=memory.best)
    is_better = bool(offered) and (memory.best is None or max(offered) > memory.best)
    return attrs.evolve(
        memory,
        count=view.count,
        best=best if is_better else memory.best,
        turns=0 if is_better else memory.turns + 1,
    )
