"""Hill-climbers in talks about one text, and elsewhere."""

from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.climbing import HillClimber
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.transcript import Terms
from tests.unit.talks.playing import pie, share


def trade(*, floor=None, excluded=()):
    """Make a problem of two issues on which two parties can trade: each cares about one of them more."""
    issues = [Issue("a", ["x", "y", "z"], status_quo="x"), Issue("b", ["p", "q", "r"], status_quo="p")]
    parties = [
        ProblemParty(
            id="One",
            scale=10,
            factors=[Factor(["a"], [0, 3, 6]), Factor(["b"], [2, 1, 0])],
            reservation=None if floor is None else ProblemReservation(points=floor),
        ),
        ProblemParty(id="Two", scale=10, factors=[Factor(["a"], [2, 2, 1]), Factor(["b"], [0, 3, 6])]),
    ]
    return BargainingProblem(scenario="trade", reading="given", space=Space(issues, excluded), parties=parties)


def played(problem, protocol, *, other=None, rounds=60):
    strategies = {"One": HillClimber(), "Two": HillClimber() if other is None else other}
    terms = Terms(rounds=rounds)
    return Session(Talk(problem=problem, protocol=protocol, strategies=strategies, terms=terms, seed=1)).play()


START = Package({"a": "x", "b": "p"})


def test_a_text_only_becomes_better_for_all():
    problem = trade()
    found = played(problem, SingleText(changes=2))
    assert found.ending.reason is Reason.AGREEMENT
    now, before = problem.points(found.agreement), problem.points(START)
    assert all(now[party] >= before[party] for party in now)
    assert sum(now.values()) > sum(before.values())


def test_a_settlement_is_improved_until_nobody_has_anything_to_propose():
    problem = trade()
    found = played(problem, PostSettlement(START))
    assert found.ending.reason is Reason.AGREEMENT
    assert found.agreement == Package({"a": "y", "b": "p"})  # a to z takes from Two; every change of b takes from One
    assert found.rounds < 60
    offered = [turn.move.package for turn in found.history if turn.move.package is not None]
    assert len(offered) == len(set(offered))


def test_what_is_below_the_floor_is_neither_taken_nor_proposed():
    found = played(trade(floor=4), PostSettlement(START))
    assert problem_points(found) >= 4
    closed = played(trade(floor=9), SingleText())
    assert (closed.ending.reason, closed.ending.party) == (Reason.WALKED_AWAY, "One")
    kept = played(trade(floor=9), PostSettlement(START))
    assert kept.agreement == START  # nobody can walk away from what was settled


def problem_points(transcript):
    return transcript.points["One"]


def test_what_does_not_exist_is_not_proposed():
    found = played(trade(excluded=[Exclusion({"a": ["y"], "b": ["p"]})]), PostSettlement(START))
    assert not any(
        turn.move.package is not None and turn.move.package.choices == {"a": "y", "b": "p"} for turn in found.history
    )


def test_without_a_text_it_asks_for_its_best():
    found = played(pie(), AlternatingOffers(), other=LINEAR)
    assert found.agreement == share(10)
