"""Walking away from a talk that gets nowhere."""

import pytest

from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.from_file import FromFile
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.impatient import Impatient
from negsim.talks.strategies.registry import is_own, strategy
from negsim.talks.strategies.tit_for_tat import TitForTat
from negsim.talks.transcript import Terms
from negsim.talks.view import View
from tests.unit.talks.strategy_trials import CHANCE, Seen, pie, play, share


def test_it_sits_through_so_many_turns_without_a_better_offer():
    seen = Seen(pie(10), "A", Impatient(patience=2, playing=HardLiner()))
    moves = [seen.moves()]  # nobody has offered anything: the first turn of patience
    seen.hears(share(3))
    moves.append(seen.moves())
    for worth in (3, 2):
        seen.hears(share(worth))
        moves.append(seen.moves())
    assert [move.kind for move in moves] == [Kind.OFFER] * 4
    seen.hears(share(3))
    assert seen.moves() == WALK_AWAY


def test_something_better_is_worth_the_wait():
    seen = Seen(pie(10), "A", Impatient(patience=1, playing=HardLiner()))
    for worth in (1, 2, 3, 4, 5):
        seen.hears(share(worth))
        assert seen.moves().package == share(10)
    seen.hears(share(4))
    assert seen.moves().package == share(10)
    seen.hears(share(5))
    assert seen.moves() == WALK_AWAY


def test_only_offers_of_others_that_keep_its_lines_count():
    seen = Seen(pie(10, parties=("A", "B", "C")), "A", Impatient(patience=1, playing=HardLiner()))
    seen.hears(share(2), party="B")
    seen.hears_acceptance(party="C")
    assert seen.moves().kind is Kind.OFFER
    seen.hears(share(3), party="C")
    assert seen.moves().kind is Kind.OFFER
    assert (seen.memory.best, seen.memory.turns) == (3, 0)


def test_what_its_strategy_would_take_it_takes():
    seen = Seen(pie(10), "A", Impatient(patience=1, playing=strategy("linear")))
    for _ in range(3):
        seen.moves()
    seen = Seen(pie(10), "A", Impatient(patience=1, playing=HardLiner()))
    seen.hears(share(10))
    assert [seen.moves(), seen.moves(), seen.moves()] == [ACCEPT] * 3


def test_two_that_wait_for_each_other_part():
    waiting = {"A": Impatient(patience=4, playing=TitForTat()), "B": TitForTat()}
    played = play(pie(10), waiting, rounds=50)
    assert (played.ending.reason, played.ending.party, played.rounds) == (Reason.WALKED_AWAY, "A", 7)


def at_stake(best, *, status_quo):
    """Return a problem over one issue whose best option is worth so much, and the status quo as much, to A."""
    issue = Issue("deal", ["now", "new"], status_quo="now")
    parties = [ProblemParty(id=party, scale=10, factors=[Factor(["deal"], [status_quo, best])]) for party in ("A", "B")]
    space = Space([issue])
    return BargainingProblem(scenario="x", reading="given", space=space, parties=parties, no_agreement=space.status_quo)


def test_where_no_package_is_better_than_no_agreement_it_leaves_at_once():
    assert Seen(at_stake(4, status_quo=5), "A", Impatient()).moves() == WALK_AWAY
    assert Seen(at_stake(5, status_quo=5), "A", Impatient()).moves() == WALK_AWAY
    assert Seen(at_stake(6, status_quo=5), "A", Impatient()).moves().kind is Kind.OFFER


def test_a_text_that_holds_is_not_thrown_away():
    vote = frozenset({Kind.ACCEPT, Kind.SILENT, Kind.WALK_AWAY})
    party = Impatient(patience=1, playing=HardLiner())
    for text, expected in [(share(4), SILENT), (share(1), WALK_AWAY), (None, WALK_AWAY)]:
        seen = Seen(pie(10, floors={"A": 2}), "A", party)
        view = View(seen.brief, 9, 0.5, share(0), [], 0, text, vote)
        memory = seen.memory
        for _ in range(2):
            move, memory = party.move(view, memory, chance=CHANCE)
        assert move == expected


def test_from_a_talk_about_one_text_it_leaves_when_no_draft_is_taken():
    problem = pie(10, floors={"A": 8})
    strategies = {"A": Impatient(patience=3, playing=HardLiner()), "B": HardLiner()}
    talk = Talk(problem=problem, protocol=SingleText(first=share(5)), strategies=strategies, terms=Terms(rounds=40))
    played = Session(talk).play()
    assert (played.ending.reason, played.ending.party, played.rounds) == (Reason.WALKED_AWAY, "A", 4)


def test_where_it_may_not_leave_it_stays():
    strategies = {"A": Impatient(patience=1, playing=HardLiner()), "B": HardLiner()}
    talk = Talk(problem=pie(10), protocol=PostSettlement(share(5)), strategies=strategies, terms=Terms(rounds=9))
    played = Session(talk).play()
    assert not played.faults
    assert played.agreement == share(5)


def test_it_is_a_guest_where_what_it_plays_by_is_one():
    assert is_own(Impatient())
    assert not is_own(Impatient(playing=FromFile("mine.py", "Mine")))


def test_settings():
    own = strategy("impatient:patience=3,playing=averaged-tit-for-tat:steps=2")
    assert own == Impatient(patience=3, playing=TitForTat(kind="averaged", steps=2))
    with pytest.raises(ValueError, match="patience=0; expected at least 1"):
        Impatient(patience=0)
    with pytest.raises(TypeError, match="expected a strategy, such as"):
        Impatient(playing="boulware")  # type: ignore[arg-type] # which is a name, and no strategy
