"""MiCRO (de Jonge, IJCAI 2022), on worked numbers."""

from negsim.space.issue import Issue
from negsim.talks.move import ACCEPT
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.micro import MiCRO
from tests.unit.talks.strategy_trials import Seen, pie, play, problem_of, share


def test_it_makes_one_new_offer_for_each_new_one_of_the_other():
    seen = Seen(pie(10), "A", MiCRO())
    assert seen.asks() == 10
    seen.hears(share(0))
    assert seen.asks() == 9
    seen.hears(share(1))
    assert seen.asks() == 8


def test_without_anything_new_it_repeats_one_of_its_own_offers():
    seen = Seen(pie(10), "A", MiCRO())
    seen.hears(share(0))
    assert [seen.asks(), seen.asks()] == [10, 9]
    repeated = []
    for _ in range(40):
        seen.hears(share(0))
        repeated.append(seen.asks())
    assert set(repeated) == {10, 9}


def test_it_accepts_what_is_worth_as_much_as_the_least_that_it_would_offer():
    seen = Seen(pie(10), "A", MiCRO())
    assert seen.asks() == 10
    seen.hears(share(9))  # it would concede to 9 in answer
    assert seen.moves() == ACCEPT
    seen = Seen(pie(10), "A", MiCRO())
    seen.hears(share(0))
    assert [seen.asks(), seen.asks()] == [10, 9]
    seen.hears(share(0))
    assert seen.asks() in {9, 10}
    seen.hears(share(0))
    seen.standing = share(9)
    assert seen.moves() == ACCEPT


def test_two_of_them_split_a_pie_evenly():
    played = play(pie(10), {"A": MiCRO(), "B": MiCRO()})
    assert dict(played.points) == {"A": 5, "B": 5}
    assert played.rounds == 6


def test_two_of_them_meet_at_the_same_rank_in_both_orders():
    # A balanced domain: what is better for one is worse for the other; ranks of A 0, 1, 2, ..., of B the reverse.
    issues = [Issue("x", ["0", "1", "2"]), Issue("y", ["0", "1", "2"])]
    problem = problem_of(issues, {"A": [[0, 3, 6], [0, 1, 2]], "B": [[60, 30, 0], [20, 10, 0]]})
    played = play(problem, {"A": MiCRO(), "B": MiCRO()})
    ranks = {"A": 8 - played.points["A"], "B": (80 - played.points["B"]) // 10}
    assert ranks == {"A": 4, "B": 4}


def test_it_stops_at_its_floor():
    played = play(pie(10, floors={"A": 7, "B": 7}), {"A": MiCRO(), "B": MiCRO()})
    assert played.agreement is None
    assert {int(package["share"]) for package in played.history.offers("A")} == {10, 9, 8, 7}


def test_against_a_hard_liner_it_concedes_once():
    played = play(pie(10), {"A": MiCRO(), "B": HardLiner()})
    assert {int(package["share"]) for package in played.history.offers("A")} == {10, 9}


def test_of_several_others_the_one_with_the_fewest_new_packages_counts_and_acceptances_are_packages():
    seen = Seen(pie(10, parties=("A", "B", "C")), "A", MiCRO())
    assert seen.asks() == 10
    seen.hears(share(0), party="B")
    seen.hears(share(1), party="B")
    assert seen.asks() == 10
    seen.hears(share(2), party="B")
    seen.hears_acceptance(party="C")
    assert seen.asks() == 9
