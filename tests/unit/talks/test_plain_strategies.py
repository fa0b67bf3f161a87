"""The hard-liner and the random walker."""

from collections import Counter

from negsim.seeding import Chance
from negsim.talks.move import ACCEPT
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.random_walker import RandomWalker
from tests.unit.talks.strategy_trials import Seen, pie, share


def test_a_hard_liner_offers_its_best_and_accepts_nothing_less():
    seen = Seen(pie(10), "A", HardLiner())
    assert seen.asks() == 10
    seen.hears(share(9))
    assert seen.asks() == 10
    seen.hears(share(10))
    assert seen.moves() == ACCEPT


def test_a_random_walker_draws_evenly_from_all_that_it_could_sign():
    drawn = Counter(
        Seen(pie(10, floors={"A": 6}), "A", RandomWalker(), chance=Chance(seed, ("test",))).asks()
        for seed in range(300)
    )
    assert set(drawn) == {6, 7, 8, 9, 10}
    assert all(40 < count < 80 for count in drawn.values())


def test_a_random_walker_accepts_what_is_worth_what_it_drew():
    moves = []
    for seed in range(200):
        seen = Seen(pie(10), "A", RandomWalker(), chance=Chance(seed, ("test",)))
        seen.hears(share(5))
        moves.append(seen.moves())
    assert {int(move.package["share"]) for move in moves if move.package} == {6, 7, 8, 9, 10}
    assert 80 < moves.count(ACCEPT) < 140  # 6 of 11
