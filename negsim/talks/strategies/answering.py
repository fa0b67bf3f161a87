"""Answering: what strategies that ask for so much have in common - to accept as much, or to offer it."""

from __future__ import annotations

from fractions import Fraction

from negsim.space.package import Package
from negsim.talks.ladder import Ladder
from negsim.talks.move import ACCEPT, Move, offer
from negsim.talks.view import Brief, View


def can_offer(brief: Brief) -> bool:
    """Tell whether some package keeps a party's red lines and its floor; where none does, it can only walk away."""
    return bool(len(brief.ladder)) and brief.ladder.best >= brief.floor


def is_enough(view: View, worth: float, *, ladder: Ladder) -> bool:
    """Tell whether what is on the table keeps the ladder's lines and is worth so much."""
    if view.standing is None:
        return False
    offered = ladder.rung(view.standing)
    return offered is not None and offered >= worth


def take_or_ask(view: View, points: float | Fraction) -> Move:
    """Return acceptance of what is worth as much as the least package of so many points, or else the offer of that."""
    ladder = view.brief.ladder
    worth = ladder.at_least(max(points, view.brief.floor))
    return ACCEPT if is_enough(view, worth, ladder=ladder) else ladder.offer(worth)


def take_or_offer(view: View, package: Package) -> Move:
    """Return acceptance of what is worth as much as a package, or else the offer of that package."""
    ladder = view.brief.ladder
    return ACCEPT if is_enough(view, ladder.points(package), ladder=ladder) else offer(package)
