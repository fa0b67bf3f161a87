"""The random walker: it offers whatever it could sign."""

from __future__ import annotations

from attrs import frozen

from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.strategies.answering import can_offer, leave, take_or_offer
from negsim.talks.view import Brief, View


@frozen
class RandomWalker:
    """A party that draws each offer from all packages that keep its red lines and its floor, each equally likely.

    It draws in every turn, and accepts what is on the table where that is worth at least as much as what it drew. It is
    a baseline: it learns nothing and concedes nothing on purpose. What it drew is offered where
    :mod:`negsim.talks.strategies.answering` has it offered: beside a text only what is better for itself than the text,
    and where offers must be concessions only what is worth less to it than its last offer.

    References
    ----------
    T. Baarslag, "Exploring the Strategy Space of Negotiating Agents" (2016), where it is the random walker.

    Examples
    --------
    >>> RandomWalker().name
    'random-walker'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "random-walker"

    def begin(self, brief: Brief, *, chance: Chance) -> None:
        """Remember nothing."""

    def move(self, view: View, memory: None, *, chance: Chance) -> tuple[Move, None]:  # noqa: ARG002
        """Accept what is worth as much as a package drawn, or offer that; walk away where nothing can be offered."""
        brief = view.brief
        if not can_offer(brief):
            return leave(view), None
        return take_or_offer(view, brief.ladder.drawn(brief.floor, rng=chance.rng)), None
