"""Tit for tat: a party that concedes as the others do - by as large a share, by as many points, or on average."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
from attrs import field, frozen

from negsim.errors import did_you_mean
from negsim.fields import frozen_mapping
from negsim.seeding import Chance, uniforms
from negsim.talks.move import Move
from negsim.talks.strategies.answering import can_offer, is_exact, leave, take_or_ask
from negsim.talks.strategies.naming import described
from negsim.talks.strategies.settings import decimal, is_share, whole
from negsim.talks.view import Brief, View

FINEST = 2.0**16
"""What is asked for is rounded to this part of a point: far finer than points, far coarser than rounding errors."""
KINDS = ("relative", "absolute", "averaged")
"""How a concession can be answered."""


@frozen(kw_only=True)
class Asked:
    """What a party that answers remembers.

    Attributes
    ----------
    points:
        What it asked for, before that is rounded; a fraction, rounded already, where points are not exact in doubles.
    count:
        How many moves it has seen.
    worths:
        From each of the others to what its latest offers are worth to the party, as many as are needed.
    """

    points: float | Fraction
    count: int = 0
    worths: Mapping[str, tuple[int, ...]] = field(factory=dict, converter=frozen_mapping)


@frozen(kw_only=True)
class TitForTat:
    """A party that concedes as the others do, judged by what their offers are worth to itself.

    It starts with its best package. Where o_1, o_2, ..., o_n are the points that another's offers are worth to it, and
    a is what it asked for last, it asks next for

    - *relative*: a o_(n-d) / o_(n-d+1), the share by which the other conceded d steps ago;
    - *absolute*: a + o_(n-d) - o_(n-d+1) - R, the points by which it did, and R more, drawn evenly from the whole
      numbers from 0 to a share ``random`` of the party's room between its best package and its floor;
    - *averaged*: a o_(n-d) / o_n, the share by which it conceded over the last d steps,

    within its floor and its best package. It offers the first package of the least worth that reaches this, rounded to
    the nearest 2^-16 of a point, and accepts what is worth as much. Who takes a concession back gets the same for it.

    Attributes
    ----------
    kind:
        ``relative``, ``absolute`` or ``averaged``.
    steps:
        d: for relative and absolute how long ago the concession was that is answered, for averaged over how many steps.
    random:
        For ``absolute``, the most that is conceded unasked at a time, as a share of its room: it can lead two parties
        that wait for each other out of it. 0 is none.

    Notes
    -----
    The published definition is for prices and other numbers, issue by issue; here it is for what packages are worth,
    which it is the same as for one price, and which is there also for options that are no numbers. Shares are of points
    above 0, or above the worst that any package is worth where that is less; where one of the two offers is worth
    nothing, and so no share of it can be told, the answer is absolute. Until another has made d + 1 offers nothing is
    conceded. With several others, those that have made a new offer since are answered, with the least that any of them
    earns; so one of them that concedes nothing is enough for a stop. What it asks for is worked out with the four
    operations of double precision alone, in one order: it is the same on every machine, and for thousands of talks at
    once (:mod:`negsim.talks.batch`); where points reach 2^53, in fractions, rounded to 2^-16 of a point each time.
    Offers that it could never take, since they break red lines of its own, count by what they are worth like any other:
    the published rule knows no such lines.

    References
    ----------
    P. Faratin, C. Sierra and N. R. Jennings, "Negotiation decision functions for autonomous agents", Robotics and
    Autonomous Systems 24 (1998), section 4.3: relative, random absolute and averaged tit for tat, with delta and gamma
    for the steps, and R(M).

    Examples
    --------
    >>> TitForTat(kind="averaged", steps=3).name
    'averaged-tit-for-tat:steps=3'
    """

    kind: str = field(default="relative")
    steps: int = field(default=1, converter=whole)
    random: float = field(default=0.0, converter=decimal)

    @kind.validator
    def _is_known(self, attribute: Any, given: str) -> None:
        if given not in KINDS:
            raise ValueError(f"{attribute.name}={given!r}; {did_you_mean(given, known=KINDS)}")

    @steps.validator
    def _is_positive(self, attribute: Any, given: int) -> None:
        if given < 1:
            raise ValueError(f"{attribute.name}={given}; expected at least 1")

    @random.validator
    def _is_for_absolute(self, attribute: Any, given: float) -> None:
        is_share(self, attribute, given)
        if given and self.kind != "absolute":
            raise ValueError(f"{attribute.name}={given} with kind={self.kind!r}; it is for 'absolute' alone")

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        called = "tit-for-tat" if self.kind == "relative" else f"{self.kind}-tit-for-tat"
        return described(called, self, usual=TitForTat(kind=self.kind))

    def begin(self, brief: Brief, *, chance: Chance) -> Asked:  # noqa: ARG002 - an interface's arguments
        """Remember that the best package is asked for, and that nothing was offered."""
        best = brief.ladder.best
        return Asked(points=float(best) if is_exact(brief) else Fraction(best), worths=dict.fromkeys(brief.others, ()))

    def move(self, view: View, memory: Asked, *, chance: Chance) -> tuple[Move, Asked]:
        """Answer what the others have conceded; walk away where nothing can be offered."""
        if not can_offer(view.brief):
            return leave(view), memory
        heard, moved = _heard(memory, view, most=self.steps + 1)
        answers = [
            self._answer(heard, view.brief, worths=heard.worths[party])
            for party in moved
            if len(heard.worths[party]) > self.steps
        ]
        if answers:
            points = max(answers) - self._unasked(view.brief, chance=chance)
            kind = type(heard.points)
            points = min(max(points, kind(view.brief.floor)), kind(view.brief.ladder.best))
            heard = attrs.evolve(heard, points=_rounded(points) if kind is Fraction else points)
        return take_or_ask(view, _rounded(heard.points), answers=True), heard

    def _answer(self, memory: Asked, brief: Brief, *, worths: tuple[int, ...]) -> float | Fraction:
        """Return what is asked for in answer to one of the others."""
        before = worths[-1 - self.steps]
        after = worths[-1] if self.kind == "averaged" else worths[-self.steps]
        nothing = min(0, brief.own.bounds[0])
        if self.kind == "absolute" or before <= nothing or after <= nothing:
            return memory.points + before - after
        return nothing + (memory.points - nothing) * (before - nothing) / (after - nothing)

    def most_unasked(self, brief: Brief) -> int:
        """Return the most points that are conceded unasked at a time."""
        return round(self.random * (brief.ladder.best - brief.floor))

    def _unasked(self, brief: Brief, *, chance: Chance) -> int:
        """Return how many points are conceded unasked."""
        most = self.most_unasked(brief)
        return int(uniforms((1,), rng=chance.rng)[0] * (most + 1)) if most else 0


def _rounded(points: float | Fraction) -> float | Fraction:
    if isinstance(points, Fraction):  # or else each answer would have more digits than the one before
        return Fraction(round(points * int(FINEST)), int(FINEST))
    return round(points * FINEST) / FINEST


def _heard(memory: Asked, view: View, *, most: int) -> tuple[Asked, list[str]]:
    """Return the memory with what is new in a view, and which of the others have made an offer in it."""
    worths = dict(memory.worths)
    moved = []
    for turn in view.since(memory.count):
        package = turn.move.package
        if package is not None and turn.party in worths:
            worths[turn.party] = (*worths[turn.party], view.brief.ladder.points(package))[-most:]
            moved.append(turn.party)
    return attrs.evolve(memory, count=view.count, worths=worths), list(dict.fromkeys(moved))
