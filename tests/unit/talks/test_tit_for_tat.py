"""Behaviour-dependent tactics (Faratin, Sierra and Jennings 1998, section 4.3), on worked numbers."""

import pytest

from negsim.seeding import Chance
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, Kind
from negsim.talks.strategies.registry import strategy
from negsim.talks.strategies.tit_for_tat import TitForTat
from tests.unit.talks.strategy_trials import Seen, pie, play, problem_of, share


def after(offers, tactic, *, size=100, floors=None, chance=None):
    """Return what a party asks for in answer to each of some offers, having opened with its best."""
    seen = Seen(pie(size, floors=floors), "A", tactic, **({"chance": chance} if chance else {}))
    asked = []
    for worth in offers:
        seen.hears(share(worth))
        asked.append(seen.asks())
    return asked


def test_relative_answers_the_share_by_which_the_other_conceded():
    # 100 * 40/44 = 90.91, of which the least that reaches it is 91; then 90.91 * 44/50 = 80
    assert after([40, 44, 50], TitForTat()) == [100, 91, 80]


def test_relative_answers_what_was_conceded_some_steps_ago():
    # With delta 2 the answer after the third offer is to the step from the first to the second.
    assert after([40, 44, 50, 50], TitForTat(steps=2)) == [100, 100, 91, 80]


def test_absolute_answers_the_points_that_the_other_conceded():
    assert after([40, 44, 50, 48], TitForTat(kind="absolute")) == [100, 96, 90, 92]
    assert after([40, 44, 50, 48], TitForTat(kind="absolute", steps=2)) == [100, 100, 96, 90]


def test_averaged_answers_the_share_over_its_last_steps():
    # gamma 2: nothing until the third offer, then 100 * 40/50 = 80, then 80 * 44/55 = 64
    assert after([40, 44, 50, 55], TitForTat(kind="averaged", steps=2)) == [100, 100, 80, 64]


def test_averaged_over_one_step_is_relative():
    offers = [20, 21, 25, 24, 30, 33]
    assert after(offers, TitForTat(kind="averaged")) == after(offers, TitForTat())


def test_who_takes_a_concession_back_gets_the_same_in_return_within_the_room_that_there_is():
    assert after([40, 50, 40], TitForTat()) == [100, 80, 100]
    assert after([50, 40], TitForTat()) == [100, 100]
    assert after([10, 40], TitForTat(), floors={"A": 60}) == [100, 60]


def test_offers_that_are_worth_nothing_have_no_share_and_are_answered_in_points():
    assert after([0, 10], TitForTat()) == [100, 90]


def test_shares_are_of_points_above_the_worst_where_that_is_less_than_nothing():
    problem = problem_of([Issue("x", ["a", "b", "c", "d"])], {"A": [[-10, -5, 0, 10]], "B": [[3, 2, 1, 0]]})
    seen = Seen(problem, "A", TitForTat())
    for option in ("b", "c"):  # 5 and 10 above the worst: half of the 20 that it asks for above it
        seen.hears(Package({"x": option}))
        last = seen.moves()
    assert last == ACCEPT
    assert seen.memory.points == 0


def test_small_shares_add_up_between_rungs():
    seen = Seen(pie(10), "A", TitForTat(kind="averaged"))
    seen.memory = type(seen.memory)(points=9.5, worths={"B": (4,)})
    seen.hears(share(4))
    assert seen.asks() == 10
    assert seen.memory.points == 9.5


def test_what_is_asked_for_is_exact_where_shares_have_no_end_in_binary():
    # 100 * 21/23 * 23/27 * 27/31 * 31/35 is 60, though none of the shares is a binary fraction: 60 is asked, not 61.
    assert after([21, 23, 27, 31, 35], TitForTat())[-1] == 60
    assert after([7, 9, 7], TitForTat()) == [100, 78, 100]  # 700 / 9, and back to 100


def test_unasked_concessions_are_drawn_from_0_to_the_most():
    tactic = TitForTat(kind="absolute", random=0.1)
    drawn = [after([40, 40], tactic, chance=Chance(seed, ("test",)))[1] for seed in range(200)]
    assert set(drawn) == set(range(90, 101))


def test_of_several_others_the_one_that_conceded_least_is_answered():
    seen = Seen(pie(100, parties=("A", "B", "C")), "A", TitForTat())
    for first, second in [(40, 50), (50, 52)]:
        seen.hears(share(first), party="B")
        seen.hears(share(second), party="C")
        asked = seen.asks()
    assert asked == 97  # B gave 40/50 and C 50/52: 100 * 50/52 = 96.15


def test_only_who_made_a_new_offer_is_answered():
    seen = Seen(pie(100, parties=("A", "B", "C")), "A", TitForTat())
    seen.hears(share(40), party="B")
    seen.hears(share(50), party="C")
    assert seen.asks() == 100
    seen.hears(share(50), party="B")
    seen.hears_acceptance(party="C")
    assert seen.asks() == 80


def test_two_that_wait_for_each_other_wait_till_the_end_unless_one_moves_unasked():
    waiting = play(pie(10), {"A": TitForTat(), "B": TitForTat()}, rounds=20)
    assert waiting.agreement is None
    moving = TitForTat(kind="absolute", random=0.2)
    assert play(pie(10), {"A": moving, "B": moving}, rounds=60).agreement is not None


def test_against_a_conceder_it_concedes_in_step():
    played = play(pie(100), {"A": strategy("tit-for-tat"), "B": strategy("conceder")}, rounds=40)
    assert played.agreement is not None
    assert played.history[-1].move.kind is Kind.ACCEPT


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "avraged"}, "kind='avraged'; did you mean 'averaged'"),
        ({"steps": 0}, "steps=0; expected at least 1"),
        ({"random": 2, "kind": "absolute"}, "random=2.0; expected a share"),
        ({"random": 0.5}, "it is for 'absolute' alone"),
        ({"steps": 1.5}, "expected a whole number"),
    ],
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        TitForTat(**settings)
