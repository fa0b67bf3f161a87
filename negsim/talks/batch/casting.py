"""Casting: which player plays a strategy, and which strategies none plays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import field, frozen

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.problem import ProblemLine
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.batch.answering import Answering
from negsim.talks.batch.clock import Clock, OwnLadder, true_position
from negsim.talks.batch.drawing import Micro, Walking
from negsim.talks.batch.judging import Integers, judge
from negsim.talks.batch.leaving import Leaving
from negsim.talks.batch.offered import Listed, Numbered, Rungs
from negsim.talks.batch.player import Player
from negsim.talks.batch.streams import Streams
from negsim.talks.ladder import Ladder
from negsim.talks.strategies.answering import can_offer
from negsim.talks.strategies.conceding import TimeDependent
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.micro import MiCRO
from negsim.talks.strategies.position_true import PositionTrue, is_public
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.strategies.tit_for_tat import TitForTat
from negsim.talks.transcript import Terms
from negsim.talks.view import Brief

CLOCK, POSITION, ANSWERING, MICRO, WALKING = "clock", "position", "answering", "micro", "walking"
_FAMILIES: dict[type, str] = {
    TimeDependent: CLOCK,
    HardLiner: CLOCK,
    PositionTrue: POSITION,
    TitForTat: ANSWERING,
    MiCRO: MICRO,
    RandomWalker: WALKING,
}
_MOST_NUMBERED = 2**62


def family(strategy: Strategy) -> str:
    """Return with which others a strategy is played at once; empty where it is played step by step."""
    return _FAMILIES.get(type(strategy), "")


def draws(strategy: Strategy) -> bool:
    """Tell whether a strategy of a family draws."""
    return type(strategy) in {MiCRO, RandomWalker} or (type(strategy) is TitForTat and strategy.random > 0)


@frozen(kw_only=True, eq=False)
class Role:
    """Who plays at one side of some talks.

    Attributes
    ----------
    brief, terms:
        What the party knows, and what the talks are held under.
    settings:
        Strategies of one family, each once.
    rows:
        For each talk, which of them plays.
    streams:
        For each talk, the party's stream of chance.
    """

    brief: Brief
    terms: Terms
    settings: tuple[Strategy, ...] = field(converter=entries)
    rows: Integers
    streams: Streams


def cast(role: Role) -> Player | None:
    """Return the player of a role; None where no arrays hold what its strategies need."""
    brief = role.brief
    rungs = Rungs(brief.ladder)
    red = judge(brief.own, brief.space, keeping=_is_red)
    kind = family(role.settings[0])
    if kind == POSITION:
        return _true_position(role)
    if not can_offer(brief):
        return Leaving(rungs, red)
    if kind == CLOCK:
        own = OwnLadder(brief=brief, terms=role.terms, settings=_clocks(role.settings), rungs=rungs)
        return Clock(own, red, role.rows, role.terms.rounds or 0)
    if kind == ANSWERING:
        return Answering(brief, rungs, red, _tits(role.settings), role.rows, role.streams)
    if kind == MICRO:
        return Micro(brief, Listed(brief.space, _from_best(brief.ladder)), red, role.streams)
    return Walking(brief, Numbered(brief.space), red, role.streams) if _can_draw(brief) else None


def _true_position(role: Role) -> Player | None:
    brief, settings = role.brief, [own for own in role.settings if isinstance(own, PositionTrue)]
    try:
        stand = settings[0].begin(brief, chance=Chance(0, ()))
    except TooLargeError:
        return None  # played step by step, it says so in the transcript
    kept = judge(brief.own, brief.space, keeping=lambda line: line.red or is_public(brief, line))
    found = true_position(brief, role.terms, settings=settings, stand=stand)
    if found is None:
        return Leaving(Rungs(brief.ladder), kept)
    return Clock(found, kept, role.rows, role.terms.rounds or 0)


def _can_draw(brief: Brief) -> bool:
    """Tell whether packages can be drawn, and numbered in 64 bits."""
    try:
        brief.ladder.drawn_options(brief.floor, draws=np.zeros((0, brief.ladder.parts)))
    except TooLargeError:
        return False  # played step by step, it says so in the transcript
    return brief.space.combinations < _MOST_NUMBERED


def _is_red(line: ProblemLine) -> bool:
    return line.red


def _clocks(settings: Sequence[Strategy]) -> list[TimeDependent | HardLiner]:
    return [own for own in settings if isinstance(own, (TimeDependent, HardLiner))]


def _tits(settings: Sequence[Strategy]) -> list[TitForTat]:
    return [own for own in settings if isinstance(own, TitForTat)]


def _from_best(ladder: Ladder) -> Iterator[Package]:
    place, package = 0, ladder.from_best(0)
    while package is not None:
        yield package
        place += 1
        package = ladder.from_best(place)
