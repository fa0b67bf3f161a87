"""The hard-liner, the random walker and scripted moves."""

from collections import Counter

import pytest

from negsim.seeding import Chance
from negsim.talks.move import ACCEPT, offer
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.scripted import Scripted
from tests.unit.talks.strategy_trials import Seen, pie, play, share


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


def test_scripted_moves_are_made_in_order_and_the_last_one_again():
    script = Scripted([offer(share(9)), offer(share(7))])
    seen = Seen(pie(10), "A", script)
    assert [seen.asks() for _ in range(3)] == [9, 7, 7]
    played = play(pie(10), {"A": script, "B": Scripted([offer(share(1)), ACCEPT])})
    assert str(played.agreement) == "share: 7"


def test_a_script_that_cannot_be():
    with pytest.raises(ValueError, match="expected at least one move"):
        Scripted([])
    with pytest.raises(TypeError, match="expected moves alone"):
        Scripted(["offer"])
