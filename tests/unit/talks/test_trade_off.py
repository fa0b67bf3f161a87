"""Trade-off by similarity (Faratin, Sierra and Jennings 2002), on worked numbers."""

from fractions import Fraction

import pytest

from negsim.errors import UnknownNameError
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.move import ACCEPT
from negsim.talks.opponents.frequency import Frequency
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.registry import strategy
from negsim.talks.strategies.trade_off import TradeOff, likeness, similarity
from tests.unit.talks.strategy_trials import Seen, pie, play, problem_of, share

LEVELS = ["0", "1", "2", "3", "4"]
ISSUES = [Issue("x", LEVELS, ordered=True), Issue("y", LEVELS, ordered=True)]


def sale():
    """A cares for x and a little for y, B the reverse: there is much to trade."""
    return problem_of(ISSUES, {"A": [[0, 3, 6, 9, 12], [0, 1, 2, 3, 4]], "B": [[4, 3, 2, 1, 0], [12, 9, 6, 3, 0]]})


def package(x, y):
    return Package({"x": str(x), "y": str(y)})


def test_it_keeps_what_it_asks_for_and_moves_towards_the_other():
    seen = Seen(sale(), "A", TradeOff(step="1/4"))
    assert str(seen.moves().package) == "x: 4, y: 4"
    seen.hears(package(0, 0))
    assert str(seen.moves().package) == "x: 4, y: 4"  # nothing else is worth 16
    seen.hears(package(0, 0))  # no closer: a deadlock, so that it asks for 12
    # Worth 12 or more: (4, 0) differs by 4 steps from what was offered, (3, 3) by 6, (4, 1) by 5.
    assert str(seen.moves().package) == "x: 4, y: 0"
    seen.hears(package(1, 0))  # closer
    assert str(seen.moves().package) == "x: 4, y: 0"
    assert seen.memory.conceded == 1


def test_of_equally_similar_packages_it_offers_the_one_worth_most():
    problem = problem_of([Issue("x", ["a", "b", "c"])], {"A": [[5, 4, 0]], "B": [[0, 0, 1]]})
    seen = Seen(problem, "A", TradeOff(step="1/5"))
    for _ in range(3):
        seen.hears(Package({"x": "c"}))
        last = seen.moves()
    assert seen.memory.conceded == 1
    assert last.package["x"] == "a"


def test_similarity_of_ordered_and_unordered_issues():
    space = problem_of([ISSUES[0], Issue("place", LEVELS)], {"A": [[0] * 5, [0] * 5]}).space
    weights = {"x": 0.6, "place": 0.4}
    table = likeness(Package({"x": "1", "place": "1"}), space, weights=weights)
    assert table == ((4500, 6000, 4500, 3000, 1500), (0, 4000, 0, 0, 0))
    pair = (Package({"x": "3", "place": "1"}), Package({"x": "1", "place": "1"}))
    assert similarity(pair, space, weights=weights) == 7000


@pytest.mark.parametrize(("held", "expected"), [("y", "x: 4, y: 0"), ("x", "x: 0, y: 4")])
def test_with_a_model_similarity_is_weighted_by_what_issues_weigh_with_the_other(held, expected):
    alike = problem_of(ISSUES, {"A": [[0, 1, 2, 3, 4]] * 2, "B": [[4, 3, 2, 1, 0]] * 2})
    seen = Seen(alike, "A", TradeOff(model="frequency"))
    for moved in (2, 1, 3, 0):
        seen.hears(package(moved, 0) if held == "y" else package(0, moved))
    seen.memory = type(seen.memory)(heard=seen.memory.heard, conceded=10)  # it asks for 4, half of its room
    assert str(seen.moves().package) == expected  # every package of 4 points is 4 steps away from 0 and 0


def test_the_weights_are_those_of_whoever_made_the_latest_offer():
    rows = [[4, 3, 2, 1, 0]] * 2
    alike = problem_of(ISSUES, {"A": [[0, 1, 2, 3, 4]] * 2, "B": rows, "C": rows})
    seen = Seen(alike, "A", TradeOff(model="frequency"))
    for moved in (2, 1, 3, 0):
        seen.hears(package(moved, 0), party="B")  # B holds on to y, C to x
        seen.hears(package(0, moved), party="C")
    seen.memory = type(seen.memory)(heard=seen.memory.heard, conceded=10)
    assert str(seen.moves().package) == "x: 0, y: 4"


def test_it_accepts_what_is_worth_what_it_asks_for():
    seen = Seen(pie(10), "A", TradeOff(step="1/2"))
    seen.memory = type(seen.memory)(heard=seen.memory.heard, conceded=1)
    seen.hears(share(5))
    assert seen.moves() == ACCEPT


def test_it_concedes_to_its_floor_and_no_further():
    played = play(pie(10, floors={"A": 6}), {"A": TradeOff(step="0.3"), "B": HardLiner()}, rounds=12)
    assert min(int(package["share"]) for package in played.history.offers("A")) == 6
    assert TradeOff(step="0.3").target(Seen(pie(10), "A", TradeOff()).brief, 2) == 4


def test_two_of_them_find_what_each_cares_for():
    played = play(sale(), {"A": TradeOff(), "B": TradeOff()}, rounds=100)
    assert str(played.agreement) == "x: 4, y: 0"


def test_settings():
    assert TradeOff(step="0.1", model=Frequency()) == strategy("trade-off:step=1/10,model=frequency")
    assert TradeOff().step == Fraction(1, 20)
    with pytest.raises(ValueError, match="step=2; expected a share"):
        TradeOff(step=2)
    with pytest.raises(UnknownNameError, match="did you mean 'frequency'"):
        TradeOff(model="frequncy")
