"""Answering: what strategies that ask for so much have in common - to take as much, to offer it, or to say nothing.

What a party can do at its turn, a protocol tells by what it allows (:attr:`negsim.talks.view.View.allowed`). Every
strategy keeps to the same rules in it:

- *Offers and acceptance* (alternating offers). It accepts what is worth what it asks for, or offers that.
- *A vote* (no offers are allowed). Where a text holds, a vote compares the draft with the text and with nothing else:
  it takes what is worth at least as much to it as the text and as its floor, since refusing that would gain it nothing,
  and taking less would give away what it has. Where no text holds yet, it takes a draft that is worth what it asks for;
  a strategy whose concessions answer those of others, of which there are none in a vote, takes what is worth its floor.
- *Proposals beside a text* (offers and silence are allowed, and a text holds). It proposes what it asks for where that
  is worth more to it than the text, and says nothing otherwise.
- *Concessions* (offers and silence are allowed, acceptance is not, and there is no text: simultaneous offers). It
  offers what it asks for where that is worth less to it than its last offer, and says nothing otherwise. This is what
  Endriss (2006) calls an egocentric concession: the one that a party can tell without knowing what the others want.

Where nothing can be signed, it walks away where that is allowed, and says nothing elsewhere. Nothing that breaks a red
line of its own or falls below its floor is ever offered or taken.
"""

from __future__ import annotations

from fractions import Fraction

from negsim.space.package import Package
from negsim.talks.ladder import Ladder
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move
from negsim.talks.view import Brief, View

_MOST_EXACT = 2**53


def can_offer(brief: Brief) -> bool:
    """Tell whether some package keeps a party's red lines and its floor; where none does, it can only leave."""
    return bool(len(brief.ladder)) and brief.ladder.best >= brief.floor


def is_exact(brief: Brief) -> bool:
    """Tell whether a party's points are exact in doubles, as almost always; where not, fractions take their place."""
    return abs(brief.ladder.best) < _MOST_EXACT and abs(brief.floor) < _MOST_EXACT


def leave(view: View) -> Move:
    """Return walking away where the protocol allows it, and silence elsewhere."""
    return WALK_AWAY if Kind.WALK_AWAY in view.allowed else SILENT


def is_vote(view: View) -> bool:
    """Tell whether the party can only take or leave what is on the table."""
    return Kind.OFFER not in view.allowed


def must_concede(view: View) -> bool:
    """Tell whether an offer has to be a concession, and silence stands for the last one: simultaneous offers."""
    allowed = view.allowed
    return view.text is None and Kind.ACCEPT not in allowed and {Kind.OFFER, Kind.SILENT} <= allowed


def is_taken(view: View, worth: float, *, ladder: Ladder, answers: bool = False) -> bool:
    """Tell whether a party that asks for so much accepts what is on the table, by the rules of this module.

    Parameters
    ----------
    worth:
        What it asks for, in points.
    ladder:
        The packages that keep its lines.
    answers:
        Whether its concessions answer those of others, so that in a first vote it takes what is worth its floor.
    """
    if view.standing is None or Kind.ACCEPT not in view.allowed:
        return False
    if is_vote(view):
        floor = view.brief.floor
        if view.text is not None:
            worth = max(floor, ladder.points(view.text))
        elif answers:
            worth = floor
    offered = ladder.rung(view.standing)
    return offered is not None and offered >= worth


def put(view: View, package: Package) -> Move:
    """Return the offer of a package where the rules of this module have it offered, and silence elsewhere."""
    if is_vote(view):
        return SILENT
    points = view.brief.ladder.points
    if view.text is not None:
        return view.brief.ladder.offer_of(package) if points(package) > points(view.text) else SILENT
    last = last_points(view) if must_concede(view) else None
    return view.brief.ladder.offer_of(package) if last is None or points(package) < last else SILENT


def last_points(view: View) -> int | None:
    """Return what the party's own last offer is worth to it; None where it made none."""
    last = view.history.latest_offer(view.brief.party)
    return None if last is None else view.brief.ladder.points(last)


def take_or_ask(view: View, points: float | Fraction, *, answers: bool = False) -> Move:
    """Return acceptance of what is worth as much as the least package of so many points, or else that package.

    Parameters
    ----------
    points:
        What the party asks for; its floor is asked for at least.
    answers:
        As for :func:`is_taken`.
    """
    ladder = view.brief.ladder
    worth = ladder.at_least(max(points, view.brief.floor))
    if is_taken(view, worth, ladder=ladder, answers=answers):
        return ACCEPT
    return ladder.offer(worth) if Kind.SILENT not in view.allowed else put(view, ladder.first(worth))


def take_or_step(view: View, points: float | Fraction) -> Move:
    """Return what :func:`take_or_ask` does, but where offers must be concessions at least the next worth down.

    This is for parties that concede with time: in a protocol that ends once nobody concedes, waiting for one's hour
    would end the talk before it comes. At its floor the party says nothing.
    """
    if must_concede(view):
        last = last_points(view)
        if last is not None:
            ladder = view.brief.ladder
            down = ladder.below(last)
            if down is None or down < view.brief.floor:
                return SILENT
            return ladder.offer(min(down, ladder.at_least(max(points, view.brief.floor))))
    return take_or_ask(view, points)


def take_or_offer(view: View, package: Package, *, answers: bool = False) -> Move:
    """Return acceptance of what is worth as much as a package, or else that package.

    Parameters
    ----------
    answers:
        As for :func:`is_taken`.
    """
    ladder = view.brief.ladder
    return ACCEPT if is_taken(view, ladder.points(package), ladder=ladder, answers=answers) else put(view, package)
