"""The engine: what it hands to strategies, what it takes from them, and what ends a talk."""

import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.move import ACCEPT, SILENT, Kind, Move, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Reason
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import BOULWARE, CONCEDER, LINEAR, TimeDependent
from negsim.talks.transcript import Terms
from tests.unit.talks.playing import Says, offers, pie, share


def talk(one, two, **fields):
    return Talk(problem=pie(), protocol=AlternatingOffers(), strategies={"One": one, "Two": two}, **fields)


@attrs.frozen
class Guest:
    """A strategy that does as a function says."""

    act: Callable[..., Any]
    name: str = "guest"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        return self.act(view, chance)


def raising(error):
    def act(view, chance):
        raise error

    return Guest(act)


class SpeechlessError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("oh no"), "ValueError: oh no"),
        (SystemExit(3), "SystemExit: 3"),
        (RecursionError("deep"), "RecursionError: deep"),
        (MemoryError(), "MemoryError: "),
        (GeneratorExit(), "GeneratorExit: "),
        (SpeechlessError(), "SpeechlessError: SpeechlessError()"),
    ],
)
def test_whatever_a_strategy_raises_is_its_fault_and_ends_the_talk(error, words):
    found = Session(talk(LINEAR, raising(error))).play()
    assert (found.ending.reason, found.ending.party, found.agreement) == (Reason.FAULT, "Two", None)
    (fault,) = found.faults
    assert (fault.party, fault.round, fault.kind, fault.message) == ("Two", 1, "raised", words)
    assert "test_session.py" in fault.detail
    assert dict(found.points) == {}


def test_the_users_own_interruption_passes_through():
    with pytest.raises(KeyboardInterrupt):
        Session(talk(LINEAR, raising(KeyboardInterrupt()))).play()


def test_a_strategy_that_cannot_begin_is_called_once():
    calls = []

    class Broken:
        name = "broken"

        def begin(self, brief, *, chance):
            calls.append(brief.party)
            raise OSError("no model")

    session = Session(talk(LINEAR, Broken()))
    found = session.play()
    session.step()
    assert calls == ["Two"]
    assert (found.faults[0].round, found.faults[0].kind, len(found.history)) == (0, "raised", 0)


class Sneaky(Package):
    """Not a package, though it looks like one."""


class Unspeakable:
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (None, "no-move"),
        (offer(share(3)), "no-move"),
        (("offer", None), "no-move"),
        ((offer(share(3)), None, None), "no-move"),
        (Unspeakable(), "no-move"),
        ((offer(share(99)), None), "unknown-package"),
        ((offer(Package({})), None), "unknown-package"),
        ((offer(Package({"share": "3", "more": "x"})), None), "unknown-package"),
        ((offer(Package({"share": ["3"]})), None), "unknown-package"),
        ((Move(Kind.OFFER, Sneaky({"share": "3"})), None), "unknown-package"),
        ((SILENT, None), "protocol"),
    ],
)
def test_what_is_no_move_here_is_a_fault(given, kind):
    found = Session(talk(Guest(lambda view, chance: given), LINEAR)).play()
    assert (found.ending.reason, found.faults[0].kind, found.faults[0].party) == (Reason.FAULT, kind, "One")
    assert len(found.history) == 0


def test_a_package_that_is_excluded_cannot_be_offered():
    issues = [Issue("a", ["x", "y"]), Issue("b", ["p", "q"])]
    problem = BargainingProblem(
        scenario="s",
        reading="given",
        space=Space(issues, [Exclusion({"a": ["x"], "b": ["p"]})]),
        parties=[ProblemParty(id="One"), ProblemParty(id="Two")],
    )
    strategies = {"One": Says(offers(Package({"a": "x", "b": "p"}))), "Two": LINEAR}
    found = Session(Talk(problem=problem, protocol=AlternatingOffers(), strategies=strategies)).play()
    assert found.faults[0].kind == "unknown-package"


def test_a_strategy_sees_its_own_side_and_what_was_done():
    seen = []

    def look(view, chance):
        seen.append(view)
        return (offer(share(9)) if view.round == 1 else ACCEPT), None

    found = Session(talk(Guest(look), Says(offers(share(4))), terms=Terms(rounds=5))).play()
    first, second = seen
    assert (first.brief.party, first.brief.others, first.brief.floor) == ("One", ("Two",), 0)
    assert (first.round, first.elapsed, first.standing, first.standing_points) == (1, 0.0, None, None)
    assert (second.round, second.elapsed, second.standing, second.standing_points) == (2, 0.25, share(4), 4)
    assert [str(turn) for turn in second.history] == ["1. One offers share: 9", "1. Two offers share: 4"]
    assert second.history.latest_offer("Two") == share(4)
    assert second.history.offers("One") == (share(9),)
    assert (second.history.latest_offer("Three"), second.history[0].party) == (None, "One")
    assert len(first.history) == 0  # what came later is not in an earlier view
    assert found.agreement == share(4)


def test_nothing_that_a_strategy_is_given_leads_to_the_other_sides_numbers():
    problem = pie()
    secret = attrs.evolve(problem.parties[1], scale=987654)
    hiding = attrs.evolve(problem, parties=[problem.parties[0], secret])
    seen = []

    def look(view, chance):
        seen.append(pickle.dumps(view))
        return offer(share(9)), None

    strategies = {"One": Guest(look), "Two": LINEAR}
    found = Session(Talk(problem=hiding, protocol=AlternatingOffers(), strategies=strategies, seed=918273)).play()
    assert found.faults == ()
    for number in (987654, 918273):
        assert not any(number.to_bytes(4, "little") in data for data in seen)
    view = pickle.loads(seen[0])
    assert [party.id for party in view.brief.ladder._indexed.problem.parties] == ["One"]


def test_lines_that_a_bloc_shares_are_each_members_own():
    box = [Box({"share": ["10"]}, price=1)]
    shared = ProblemLine(id="no", shared_by=["One", "Two"], boxes=box)
    own = ProblemLine(id="no", shared_by=["Two"], boxes=[Box({"share": ["0"]}, price=1)])
    problem = pie()
    one, two = problem.parties
    blocs = [attrs.evolve(one, bloc="B", red_lines=[shared]), attrs.evolve(two, bloc="B", red_lines=[own])]
    found = seats(attrs.evolve(problem, parties=blocs))["Two"].brief
    assert [line.id for line in found.own.red_lines] == ["no", "no-2"]
    assert [found.ladder.keeps(share(step)) for step in (0, 5, 10)] == [False, True, False]
    assert found.ladder.rung(share(10)) is None


def test_same_seed_same_transcript_and_one_more_party_draws_nothing_of_another():
    def draw(view, chance):
        return offer(share(int(chance.rng.integers(0, 11)))), None

    played = [Session(talk(Guest(draw), Guest(draw), seed=seed, terms=Terms(rounds=4))).play() for seed in (1, 1, 2)]
    assert played[0] == played[1]
    assert played[0].history != played[2].history
    assert played[0].history.offers("One") != played[0].history.offers("Two")


def test_chance_may_break_a_talk_off_after_a_round():
    terms = Terms(rounds=50, breakdown="0.2")
    rounds = [
        Session(talk(Says(offers(*[share(9)] * 60)), Says(offers(*[share(1)] * 60)), terms=terms, seed=seed)).play()
        for seed in range(40)
    ]
    assert {found.ending.reason for found in rounds} == {Reason.BREAKDOWN}
    mean = sum(found.rounds for found in rounds) / len(rounds)
    assert 3 < mean < 8  # geometric with mean 5
    sure = Session(talk(LINEAR, LINEAR, terms=Terms(breakdown=1))).play()
    assert (sure.ending.reason, sure.rounds) == (Reason.BREAKDOWN, 1)


def asked(*, line_on=("7", "8", "9", "10"), reservation=None):
    """Return a pie whose larger shares need a neighbour's consent."""
    issue = Issue("share", [str(step) for step in range(11)], status_quo="0", consent=["Near"])
    line = ProblemLine(id="no", shared_by=["Near"], boxes=[Box({"share": line_on}, price=1)])
    near = ProblemParty(
        id="Near",
        consent="by-issue",
        scale=10,
        factors=[Factor(["share"], list(range(10, -1, -1)))],
        red_lines=[line],
        reservation=None if reservation is None else ProblemReservation(points=reservation),
    )
    problem = pie()
    return attrs.evolve(problem, space=Space([issue]), parties=[*problem.parties, near])


def test_a_party_with_consent_by_issue_is_asked_once_the_others_agree():
    strategies = {"One": Says(offers(share(8), share(6))), "Two": Says((ACCEPT, ACCEPT))}
    found = Session(Talk(problem=asked(), protocol=AlternatingOffers(), strategies=strategies)).play()
    assert [str(turn) for turn in found.history] == [
        "1. One offers share: 8",
        "1. Two accepts",
        "1. Near says nothing",
        "2. One offers share: 6",
        "2. Two accepts",
        "2. Near accepts",
    ]
    assert found.agreement == share(6)
    assert dict(found.points) == {"One": 6, "Two": 4, "Near": 4}
    strict = Session(Talk(problem=asked(reservation=5), protocol=AlternatingOffers(), strategies=strategies)).play()
    assert strict.agreement is None
    nothing = Session(
        Talk(
            problem=asked(line_on=["0", "7"]),
            protocol=AlternatingOffers(),
            strategies={"One": Says(offers(share(0))), "Two": Says((ACCEPT,))},
        )
    ).play()
    assert nothing.agreement == share(0)  # the status quo is not its to refuse
    assert [turn.party for turn in nothing.history] == ["One", "Two"]


def test_what_is_refused_in_the_last_round_is_no_agreement():
    strategies = {"One": Says(offers(share(8))), "Two": Says((ACCEPT,))}
    one = Terms(rounds=1)
    found = Session(Talk(problem=asked(), protocol=AlternatingOffers(), strategies=strategies, terms=one)).play()
    assert (found.ending.reason, found.agreement, len(found.history)) == (Reason.DEADLINE, None, 3)
    taking = {"One": Says((ACCEPT,)), "Two": Says((ACCEPT,))}
    text = SingleText(first=share(8))
    found = Session(Talk(problem=asked(), protocol=text, strategies=taking, terms=one)).play()
    assert (found.ending.reason, found.agreement) == (Reason.DEADLINE, None)


def test_a_talk_that_is_not_over_can_be_looked_at():
    session = Session(talk(LINEAR, LINEAR))
    assert (session.transcript.rounds, len(session.transcript.history)) == (0, 0)
    session.step()
    assert (session.ending, session.transcript.rounds, len(session.transcript.history)) == (None, 1, 1)


def test_who_has_a_strategy():
    with pytest.raises(ValueError, match="no strategy for Two"):
        Talk(problem=pie(), protocol=AlternatingOffers(), strategies={"One": LINEAR})
    with pytest.raises(ValueError, match="a strategy for Three"):
        Talk(problem=pie(), protocol=AlternatingOffers(), strategies={"One": LINEAR, "Two": LINEAR, "Three": LINEAR})


@pytest.mark.parametrize(
    "fields", [{"rounds": 0}, {"rounds": True}, {"breakdown": 2}, {"discounts": {"One": 0}}, {"discounts": {"One": 2}}]
)
def test_terms_that_cannot_be(fields):
    with pytest.raises(ValueError, match="expected"):
        Terms(**fields)


def test_moves_that_cannot_be():
    with pytest.raises(ValueError, match="only an offer has a package"):
        Move(Kind.ACCEPT, share(3))
    with pytest.raises(ValueError, match="package None"):
        Move(Kind.OFFER)


@pytest.mark.parametrize(("strategy", "half"), [(BOULWARE, 0.03125), (LINEAR, 0.5), (CONCEDER, 0.870551)])
def test_what_time_dependent_parties_ask_for(strategy, half):
    # Faratin, Sierra and Jennings (1998), section 4.1: alpha(t) = k + (1 - k) (t / tmax)^(1 / beta).
    brief = seats(pie(steps=1000))["One"].brief
    assert strategy.target(brief, 0.0) == 1000
    assert strategy.target(brief, 1.0) == 0
    assert strategy.target(brief, 0.5) == pytest.approx(1000 * (1 - half), abs=1e-3)
    assert TimeDependent(at_once=0.1).target(brief, 0.5) == pytest.approx(450)


def test_a_party_without_an_acceptable_package_walks_away():
    problem = pie(reservation=ProblemReservation(points=11))
    strategies = {"One": LINEAR, "Two": LINEAR}
    found = Session(Talk(problem=problem, protocol=AlternatingOffers(), strategies=strategies)).play()
    assert (found.ending.reason, found.ending.party) == (Reason.WALKED_AWAY, "One")
    every = ProblemLine(id="no", shared_by=["One"], boxes=[Box({"share": [str(n) for n in range(11)]}, price=1)])
    barred = pie(red_lines=[every])
    found = Session(Talk(problem=barred, protocol=AlternatingOffers(), strategies=strategies)).play()
    assert found.ending.reason is Reason.WALKED_AWAY


@pytest.mark.parametrize("fields", [{"exponent": 0}, {"exponent": float("inf")}, {"at_once": 2}])
def test_settings_that_cannot_be(fields):
    with pytest.raises(ValueError, match="expected"):
        TimeDependent(**fields)


def test_names():
    assert [strategy.name for strategy in (BOULWARE, LINEAR, CONCEDER)] == ["boulware", "linear", "conceder"]
    assert TimeDependent(exponent=0.3).name == "time-dependent:exponent=0.3"


def test_an_agreement_is_worth_less_the_later_it_is_made():
    terms = Terms(rounds=5, discounts={"One": "0.25"})
    moves = offers(share(9), share(9), share(6))
    found = Session(talk(Says(moves), Says((*offers(share(1), share(1)), ACCEPT)), terms=terms)).play()
    assert (found.rounds, dict(found.points)) == (3, {"One": 6, "Two": 4})
    assert found.discounted == {"One": 3.0, "Two": 4.0}  # half of the time is over, and a quarter to the power of 1/2
    walked = Session(talk(Says(), LINEAR, terms=terms)).play()
    assert walked.discounted == {}
