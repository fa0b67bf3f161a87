"""Climbing: to take every change of a text that is no worse, and to propose those that are better."""

from __future__ import annotations

from attrs import frozen

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, Kind, Move, offer
from negsim.talks.strategies.answering import can_offer, leave, put
from negsim.talks.view import Brief, View

Memory = frozenset[Package]
"""What was proposed already."""


@frozen
class HillClimber:
    """A party for talks about one text: it takes what is at least as good as the text that holds, and its floor.

    Where it may propose, it proposes the change of one issue that is best for it among those that it has not proposed
    yet and that are better for it than the text; where there is none, it says nothing. Where a protocol has no text, it
    asks for its best package and takes nothing less.

    References
    ----------
    M. Klein, P. Faratin, H. Sayama and Y. Bar-Yam, "Negotiating complex contracts", Group Decision and Negotiation 12
    (2003), whose hill-climbers vote so.

    Examples
    --------
    >>> HillClimber().name
    'hill-climber'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "hill-climber"

    def begin(self, brief: Brief, *, chance: Chance) -> Memory:  # noqa: ARG002 - an interface's arguments
        """Remember that nothing was proposed yet."""
        return frozenset()

    def move(self, view: View, memory: Memory, *, chance: Chance) -> tuple[Move, Memory]:  # noqa: ARG002
        """Take what is on the table if it is good enough; else propose something better, or say nothing."""
        ladder, brief = view.brief.ladder, view.brief
        if not can_offer(brief):
            return leave(view), memory
        least = _least(view)
        if Kind.ACCEPT in view.allowed and view.standing is not None:
            offered = ladder.rung(view.standing)
            if offered is not None and offered >= least:
                return ACCEPT, memory
        if Kind.OFFER not in view.allowed:
            return SILENT, memory
        if view.text is None:
            return put(view, ladder.first(ladder.best)), memory
        proposal = _best_change(brief, view.text, least=least, known=memory)
        if proposal is None:
            return SILENT, memory
        return offer(proposal), memory | {proposal}


def _least(view: View) -> int:
    """Return the points that it takes: those of the text; without one, its floor in a vote, and its best elsewhere."""
    brief = view.brief
    if view.text is not None:
        return max(brief.floor, brief.ladder.points(view.text))
    return brief.ladder.best if Kind.OFFER in view.allowed else brief.floor


def _best_change(brief: Brief, text: Package, *, least: int, known: Memory) -> Package | None:
    """Return the best change of one issue that is better than so many points and was not proposed; None for none."""
    found = [
        (-worth, at, package)
        for at, package in enumerate(_changes(brief, text))
        if package not in known and brief.ladder.is_package(package)
        for worth in [brief.ladder.rung(package)]
        if worth is not None and worth > least
    ]
    return min(found)[2] if found else None


def _changes(brief: Brief, text: Package) -> list[Package]:
    return [
        text.replaced({issue.id: option}) for issue in brief.space.issues for option in issue.others([text[issue.id]])
    ]
