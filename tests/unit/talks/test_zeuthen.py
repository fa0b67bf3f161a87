"""Zeuthen's strategy (Zeuthen 1930; Harsanyi 1956; Rosenschein and Zlotkin 1994; Endriss 2006), on worked numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import UnknownNameError
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.move import ACCEPT
from negsim.talks.opponents.estimate import truth
from negsim.talks.opponents.told import Told
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.zeuthen import Zeuthen, risk
from tests.unit.talks.strategy_trials import Seen, pie, play, problem_of, share

PIE = {"A": [list(range(11))], "B": [list(range(10, -1, -1))]}


def knowing(problem):
    """Return Zeuthen's strategy with what everybody wants."""
    return Zeuthen(model=Told({party.id: truth(party, space=problem.space) for party in problem.parties}))


def test_risk_is_the_share_of_the_gain_that_giving_in_costs():
    # Rosenschein and Zlotkin: (utility of one's own offer - utility of the other's) / utility of one's own offer
    assert risk(10, [4], fallback=0) == 0.6
    assert risk(10, [4], fallback=2) == 0.75
    assert risk(10, [4, 7], fallback=0) == 0.6  # Endriss: the worst of the others' offers
    assert risk(10, [1], fallback=4) == 1.0
    assert risk(4, [4], fallback=4) == 1.0  # no gain of one's own to lose


def test_it_concedes_just_enough_that_the_others_risk_is_less():
    # The pie of 10: A asks for a, B leaves it b. A risks (a - b) / a, B risks (a - b) / (10 - b).
    seen = Seen(pie(10), "A", knowing(pie(10)))
    assert seen.asks() == 10
    seen.hears(share(2))  # A risks 8/10, B 8/8
    assert seen.asks() == 7  # A risks 5/7, B 5/8; at 8 both would risk 6/8
    seen.hears(share(2))
    assert seen.asks() == 7  # B's turn
    seen.hears(share(4))  # A risks 3/7, B 3/6
    assert seen.asks() == 5


def test_the_other_accepts_what_is_worth_as_much_as_its_next_offer():
    seen = Seen(pie(10), "A", knowing(pie(10)))
    assert seen.asks() == 10
    seen.hears(share(7))
    assert seen.moves() == ACCEPT  # A risks 3/10, B 3/3: it would concede to 2, and is offered 7


def test_two_of_them_split_a_pie_evenly():
    played = play(pie(100), {"A": knowing(pie(100)), "B": knowing(pie(100))})
    assert abs(played.points["A"] - 50) <= 1


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=4),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
@settings(max_examples=30)
def test_two_that_know_each_other_end_next_to_nashs_solution(weights, floors):
    """Harsanyi 1956: the greater product of gains prevails, up to one step of the discrete packages."""
    issues = [Issue(f"i{at}", [str(option) for option in range(6)]) for at in range(len(weights))]
    mine = [[own * option for option in range(6)] for own, _ in weights]
    theirs = [[other * (5 - option) for option in range(6)] for _, other in weights]
    problem = problem_of(issues, {"A": mine, "B": theirs})
    played = play(problem, {"A": knowing(problem), "B": knowing(problem)}, rounds=200)
    assert played.agreement is not None
    product = played.points["A"] * played.points["B"]
    every = {(0, 0)}
    for own, other in zip(mine, theirs, strict=True):
        every = {(a + x, b + y) for a, b in every for x, y in zip(own, other, strict=True)}
    assert product >= 0.85 * max(a * b for a, b in every)


def test_it_stops_at_its_floor():
    problem = pie(10, floors={"A": 6})
    played = play(problem, {"A": knowing(problem), "B": HardLiner()}, rounds=20)
    assert played.agreement is None
    assert min(int(package["share"]) for package in played.history.offers("A")) >= 6


def test_while_nobody_else_has_offered_it_repeats_its_best():
    seen = Seen(pie(10), "A", knowing(pie(10)))
    assert [seen.asks(), seen.asks()] == [10, 10]


def test_with_several_others_it_goes_step_by_step_where_no_concession_of_its_own_is_enough():
    # Each of B and C would lose all by the other's offer, whatever A does: both risk 1, and so does A.
    table = {"A": [[5, 4, 3, 2, 0, 0]], "B": [[0, 1, 2, 3, 9, 0]], "C": [[0, 1, 2, 3, 0, 9]]}
    problem = problem_of([Issue("deal", ["o0", "o1", "o2", "o3", "o4", "o5"])], table)
    seen = Seen(problem, "A", knowing(problem))
    asked = [seen.asks()]
    for _ in range(5):
        seen.hears(Package({"deal": "o4"}), party="B")
        seen.hears(Package({"deal": "o5"}), party="C")
        seen.standing = None  # as where nothing can be accepted
        asked.append(seen.asks())
    assert asked == [5, 4, 3, 2, 0, 0]


def test_with_several_others_the_least_of_their_risks_counts():
    seen = Seen(pie(10, parties=("A", "B", "C")), "A", knowing(pie(10, parties=("A", "B", "C"))))
    assert seen.asks() == 10
    seen.hears(share(2), party="B")
    seen.hears(share(6), party="C")
    assert seen.asks() == 9  # A risks 7/9 then, B 7/8 and C 3/4


def test_it_does_not_concede_past_what_it_is_offered():
    seen = Seen(pie(10), "A", knowing(pie(10)))
    seen.hears(share(7))
    seen.memory = type(seen.memory)(heard=seen.memory.heard, offered=share(7))
    seen.standing = None  # as where nothing can be accepted
    assert seen.asks() == 7


def test_what_breaks_a_red_line_is_worth_no_more_than_no_agreement():
    line = ProblemLine(id="line", shared_by=["A"], boxes=[Box({"share": ("5",)}, price=1)])
    free, bound = pie(10), problem_of(pie(10).space.issues, PIE, red_lines={"A": [line]})
    moves = []
    for problem in (free, bound):
        seen = Seen(problem, "A", knowing(free))
        seen.moves()
        seen.hears(share(5))
        moves.append(seen.moves())
    assert moves[0] == ACCEPT  # at every share from 10 down to 6 A risks less than B
    assert moves[1].package == share(9)  # A would lose all by giving in, and B 4/5


def test_of_its_best_packages_it_opens_with_the_one_that_is_best_for_the_other():
    issues = [Issue("x", ["0", "1"]), Issue("y", ["0", "1"])]
    problem = problem_of(issues, {"A": [[0, 5], [2, 2]], "B": [[3, 0], [0, 4]]})
    assert Seen(problem, "A", knowing(problem)).moves().package == Package({"x": "1", "y": "1"})


def test_a_party_that_nothing_was_told_of():
    with pytest.raises(UnknownNameError, match="unknown party 'B'"):
        Seen(pie(10), "A", Zeuthen(model=Told({})))


def test_it_plays_the_monotonic_concession_protocol():
    problem = pie(20)
    talk = Talk(
        problem=problem, protocol=SimultaneousOffers(), strategies={party: knowing(problem) for party in "AB"}, seed=4
    )
    played = Session(talk).play()
    assert not played.faults
    assert dict(played.points) == {"A": 10, "B": 10}
