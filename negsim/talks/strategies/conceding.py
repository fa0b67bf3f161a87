"""Conceding with time: Boulware, linear and conceder, and every exponent between them."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, WALK_AWAY, Kind, Move
from negsim.talks.strategies.answering import can_offer, is_exact, leave, take_or_step
from negsim.talks.strategies.naming import described
from negsim.talks.strategies.settings import decimal
from negsim.talks.view import Brief, View

_CAREFUL = Context(prec=25)
Asks = dict[float, tuple[float, Move]]
"""From a share of the time to the points that are asked for and the offer of as many. It is only ever added to, with
what anybody would work out again from the same settings."""


@lru_cache(maxsize=65_536)
def conceded(elapsed: float, exponent: float) -> float:
    """Return what share of its room a party has given up once a share of the time is over: elapsed ** (1 / exponent).

    Worked out in decimals, which are the same on every machine.

    Examples
    --------
    >>> conceded(0.5, 1.0), conceded(0.5, 0.5), conceded(0.0, 2.0), conceded(1.0, 0.1)
    (0.5, 0.25, 0.0, 1.0)
    """
    if elapsed in {0.0, 1.0} or exponent == 1:
        return elapsed
    return float(_CAREFUL.power(Decimal(elapsed), _CAREFUL.divide(Decimal(1), Decimal(exponent))))


def _positive(instance: object, attribute: Any, given: float) -> None:  # noqa: ARG001 - an interface's arguments
    if not 0 < given < float("inf"):
        raise ValueError(f"{attribute.name}={given}; expected a finite number above 0")


@frozen(kw_only=True)
class TimeDependent:
    """A party that concedes with time alone, from its best package down to its floor.

    After a share t of the time it asks for at least ``best - (k + (1 - k) t^(1/e)) (best - floor)`` points, where e is
    the exponent and k the share of its room that it gives up at once. It offers the first package of the least worth
    that reaches this, and accepts what is worth as much as what it would offer. In votes, beside a text and where
    offers must be concessions it keeps to the rules of :mod:`negsim.talks.strategies.answering`; in the last, where a
    talk ends once nobody concedes, it goes down by at least one worth in each round.

    Attributes
    ----------
    exponent:
        Below 1 it holds out (Boulware), at 1 it concedes evenly, above 1 early (conceder).
    at_once:
        What share of its room it gives up in its first move.

    References
    ----------
    P. Faratin, C. Sierra and N. R. Jennings, "Negotiation decision functions for autonomous agents", Robotics and
    Autonomous Systems 24 (1998), section 4.1. H. Raiffa, "The Art and Science of Negotiation" (1982), for the name of
    Lemuel Boulware's tactic.

    Examples
    --------
    >>> TimeDependent(exponent=0.2).name
    'boulware'
    """

    exponent: float = field(default=1.0, converter=decimal, validator=_positive)
    at_once: float = field(default=0.0, converter=decimal)

    @at_once.validator
    def _is_share(self, attribute: Any, given: float) -> None:
        if not 0 <= given <= 1:
            raise ValueError(f"{attribute.name}={given}; expected a share from 0 to 1")

    @property
    def name(self) -> str:
        """``boulware``, ``linear`` or ``conceder``, with its settings where they are not the usual ones."""
        usual = {0.2: "boulware", 1.0: "linear", 5.0: "conceder"}
        if self.exponent in usual and not self.at_once:
            return usual[self.exponent]
        return described("time-dependent", self, usual=TimeDependent())

    def begin(self, brief: Brief, *, chance: Chance) -> Asks:  # noqa: ARG002 - an interface's arguments
        """Return what was asked for at each time so far, in all talks of this party with these settings."""
        return self.asks(brief)

    def asks(self, brief: Brief) -> Asks:
        """Return what was asked for at each time so far, in all talks of this party with these settings."""
        return brief.ladder.worked_out((self, brief.floor))

    def move(self, view: View, memory: Asks, *, chance: Chance) -> tuple[Move, Asks]:  # noqa: ARG002
        """Accept what is worth as much as the next offer, or make that; walk away where nothing can be offered."""
        if Kind.SILENT in view.allowed:  # a vote, a text to improve, or offers that must be concessions
            brief = view.brief
            return take_or_step(view, self.target(brief, view.elapsed)) if can_offer(brief) else leave(view), memory
        return self.answer(view.brief, memory, view.elapsed, view.standing), memory

    def answer(self, brief: Brief, asks: Asks, elapsed: float, standing: Package | None) -> Move:
        """Return its move under alternating offers, where nothing but the time and what is on the table counts."""
        asked = asks.get(elapsed)
        if asked is None:
            asked = asks[elapsed] = self._asked(brief, elapsed)
        if standing is not None:
            offered = brief.ladder.rung(standing)
            if offered is not None and offered >= asked[0]:
                return ACCEPT
        return asked[1]

    def _asked(self, brief: Brief, elapsed: float) -> tuple[float, Move]:
        """Return the points that it takes once a share of the time is over, and the offer that it makes."""
        ladder = brief.ladder
        if not len(ladder) or ladder.best < brief.floor:
            return float("inf"), WALK_AWAY
        worth = ladder.at_least(self.target(brief, elapsed))
        return worth, ladder.offer(worth)

    def target(self, brief: Brief, elapsed: float) -> float | Fraction:
        """Return the points that it asks for once a share of the time is over."""
        best = brief.ladder.best
        share = self.at_once + (1 - self.at_once) * conceded(elapsed, self.exponent)
        if is_exact(brief):
            return best - share * (best - brief.floor)
        return best - min(Fraction(1), Fraction(share)) * (best - brief.floor)


BOULWARE = TimeDependent(exponent=0.2)
"""It holds out until the deadline is near."""
LINEAR = TimeDependent(exponent=1)
"""It concedes as much in every round."""
CONCEDER = TimeDependent(exponent=5)
"""It gives most of its room up early."""
