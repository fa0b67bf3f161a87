"""The hard-liner: it asks for its best package and takes nothing less."""

from __future__ import annotations

from attrs import frozen

from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.strategies.answering import can_offer, leave, take_or_ask
from negsim.talks.view import Brief, View


@frozen
class HardLiner:
    """A party that never concedes: take it or leave it.

    Where a text holds, it takes a change of it that is no worse for itself: that is no concession
    (:mod:`negsim.talks.strategies.answering`).

    References
    ----------
    T. Baarslag, "Exploring the Strategy Space of Negotiating Agents" (2016), where it is the hardliner, the limit of
    Boulware's tactics.

    Examples
    --------
    >>> HardLiner().name
    'hard-liner'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "hard-liner"

    def begin(self, brief: Brief, *, chance: Chance) -> None:
        """Remember nothing."""

    def move(self, view: View, memory: None, *, chance: Chance) -> tuple[Move, None]:  # noqa: ARG002
        """Accept what is worth as much as its best package, or offer that; walk away where nothing can be offered."""
        if not can_offer(view.brief):
            return leave(view), None
        return take_or_ask(view, view.brief.ladder.best), None
