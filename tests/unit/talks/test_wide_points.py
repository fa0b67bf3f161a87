"""Talks where points have more digits than doubles hold: they go as with few digits, and floors hold to the point."""

import attrs
import pytest

from negsim.problem import Factor
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.batch.playing import play_many
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.strategies.tit_for_tat import TitForTat
from negsim.talks.transcript import Terms
from tests.unit.talks.strategy_trials import Seen, problem_of

NAMES = [*STRATEGIES, "absolute-tit-for-tat:steps=2", "averaged-tit-for-tat:steps=2"]
ISSUES = [Issue(name, ["a", "b", "c", "d"], ordered=True) for name in ("one", "two", "three")]
TABLES = {
    "A": [[0, 30, 61, 100], [0, 11, 32, 50], [9, 4, 1, 0]],
    "B": [[41, 30, 12, 0], [100, 71, 40, 0], [3, 31, 52, 60]],
}


def times(problem, by):
    """The same problem with so many times as many points."""
    parties = [
        attrs.evolve(
            party,
            scale=party.scale * by,
            factors=[Factor(own.issues, own.values.astype(object) * by) for own in party.factors],
            reservation=attrs.evolve(party.reservation, points=party.reservation.points * by),
        )
        for party in problem.parties
    ]
    return attrs.evolve(problem, parties=parties)


def talk_of(problem, names, *, known):
    strategies = {party: strategy(name) for party, name in zip("AB", names, strict=True)}
    protocol = AlternatingOffers()
    return Talk(problem=problem, protocol=protocol, strategies=strategies, terms=Terms(rounds=30), seats=known, seed=5)


@pytest.mark.parametrize("by", [2**40, 2**58, 10**21])
def test_talks_go_the_same_way_whatever_the_scale(by):
    few = problem_of(ISSUES, TABLES, floors={"A": 40, "B": 60})
    many = times(few, by)
    pairs = [(own, other) for own in NAMES for other in ("boulware", "tit-for-tat", "micro")]
    known = [seats(problem) for problem in (few, many)]
    expected = [Session(talk_of(few, names, known=known[0])).play() for names in pairs]
    talks = [talk_of(many, names, known=known[1]) for names in pairs]
    found = [Session(talk).play() for talk in talks]
    for names, one, other in zip(pairs, expected, found, strict=True):
        assert (names, other.history.log, other.ending) == (names, one.history.log, one.ending)
        assert other.points == {party: points * by for party, points in one.points.items()}
    played = play_many(talks)
    assert list(played) == found
    assert played.points.tolist() == [[one.points.get(party, 0) for party in "AB"] for one in found]


BEST = 2**60 + 100
"""Doubles hold no odd numbers here, but multiples of 256 alone."""


@pytest.mark.parametrize("own", [LINEAR, TitForTat(), TitForTat(kind="absolute")])
def test_the_best_and_the_floor_are_told_from_what_is_a_point_less(own):
    issue = Issue("share", ["best", "next", "floor", "below", "none"])
    worths = [BEST, BEST - 1, 2**59 + 100, 2**59 + 99, 0]
    problem = problem_of([issue], {"A": [worths], "B": [worths[::-1]]}, floors={"A": 2**59 + 100})
    seen = Seen(problem, "A", own, rounds=2)
    assert seen.moves().package == Package({"share": "best"})
    for option in ("none", "below"):  # after which an answer in kind would be less than the floor
        seen.hears(Package({"share": option}))
    assert seen.moves().package == Package({"share": "floor"})
