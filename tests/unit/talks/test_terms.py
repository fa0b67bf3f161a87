"""Terms of talks: the clock, red demands crossed or waived, what is put on record, and whose chance is whose."""

from typing import Any

import hypothesis.strategies as st
import pytest
from attrs import frozen
from hypothesis import given, settings

from negsim.errors import UnknownNameError
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.seeding import derived, stream
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, SILENT, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Reason, Table
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import CONCEDER, LINEAR, TimeDependent
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.scripted import Scripted
from negsim.talks.transcript import Draft, Terms
from tests.unit.talks.playing import pie, share


def talk(one, two, *, problem=None, **fields):
    strategies = {"One": one, "Two": two}
    return Talk(problem=problem or pie(), protocol=AlternatingOffers(), strategies=strategies, **fields)


def limited(floor=4, ceiling=6):
    """Return a pie of which One wants no less than a floor and Two allows One no more than a ceiling."""
    problem = pie(reservation=ProblemReservation(points=floor))
    too_much = ProblemLine(
        id="no-more", shared_by=["Two"], boxes=[Box({"share": [str(at) for at in range(ceiling + 1, 11)]}, price=1)]
    )
    one, two = problem.parties
    changed = ProblemParty(id="Two", scale=10, factors=two.factors, red_lines=[too_much])
    return BargainingProblem(scenario="pie", reading="given", space=problem.space, parties=[one, changed])


def test_rounds_or_time_one_of_them_is_needed():
    with pytest.raises(ValueError, match="rounds=None and seconds=None; expected at least one"):
        Terms(rounds=None)
    for seconds in (0, -1, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="expected a number above 0"):
            Terms(seconds=seconds)
    with pytest.raises(ValueError, match="crossings"):
        Terms(crossings="ignored")


def test_a_talk_held_by_the_clock_ends_when_the_time_is_over():
    found = Session(talk(HardLiner(), HardLiner(), terms=Terms(rounds=None, seconds=0.05))).play()
    assert found.ending.reason is Reason.DEADLINE
    assert len(found.clock) == len(found.history) > 2
    assert list(found.clock) == sorted(found.clock)
    assert 0 <= found.clock[0] < found.elapsed < 1


def test_who_concedes_with_time_concedes_by_the_clock():
    paced = [at / 40 for at in range(40)]
    terms = Terms(rounds=None, seconds=60)
    found = Session(talk(LINEAR, LINEAR, terms=terms), pace=paced).play()
    asked = [int(turn.move.package["share"]) for turn in found.history if turn.party == "One" and turn.move.package]
    assert asked[0] == 10
    assert asked == sorted(asked, reverse=True)
    assert str(found.agreement) == "share: 5"
    assert found.elapsed == pytest.approx(0.5, abs=0.05)


def test_rounds_count_beside_the_clock_where_more_of_them_is_over():
    seen = []

    @frozen
    class Looks:
        name: str = "looks"

        def begin(self, brief, *, chance):
            return None

        def move(self, view, memory, *, chance):
            seen.append(view.elapsed)
            return offer(share(10)), None

    terms = Terms(rounds=3, seconds=60)
    Session(talk(Looks(), HardLiner(), terms=terms), pace=[0.0, 0.1, 0.2, 0.3, 0.9, 0.95]).play()
    assert seen == [0.0, 0.5, 1.0]


def test_what_is_said_too_late_does_not_count():
    @frozen
    class Slow:
        name: str = "slow"

        def begin(self, brief, *, chance):
            return 0

        def move(self, view, memory, *, chance):
            import time

            time.sleep(0.06 if memory else 0)
            return (ACCEPT if memory else offer(share(10))), memory + 1

    found = Session(talk(Slow(), HardLiner(), terms=Terms(seconds=0.05))).play()
    assert (found.ending.reason, found.agreement) == (Reason.DEADLINE, None)
    assert [str(turn) for turn in found.history] == ["1. One offers share: 10", "1. Two offers share: 0"]


def test_a_discount_falls_with_the_clock():
    terms = Terms(rounds=None, seconds=9, discounts={"One": 0.25})
    found = Session(talk(Scripted([offer(share(8))]), CONCEDER, terms=terms), pace=[0.0, 0.5, 0.5, 0.9]).play()
    assert str(found.agreement) == "share: 8"
    assert found.discounted == {"One": pytest.approx(8 * 0.25**found.elapsed), "Two": 2}


def test_a_red_demand_that_its_own_party_breaks_is_marked():
    found = Session(
        talk(Scripted([offer(share(2))]), Scripted([offer(share(9)), ACCEPT]), problem=limited(), terms=Terms(rounds=3))
    ).play()
    told = [(entry.party, entry.round, entry.kind, str(entry.package), entry.demands) for entry in found.crossings]
    assert told == [
        ("One", 1, Kind.OFFER, "share: 2", ("One:reservation",)),
        ("Two", 1, Kind.OFFER, "share: 9", ("Two:no-more",)),
        ("One", 2, Kind.OFFER, "share: 2", ("One:reservation",)),
    ]
    assert str(found.agreement) == "share: 2"


def test_to_accept_what_breaks_a_red_demand_is_marked_too():
    found = Session(talk(Scripted([offer(share(9))]), Scripted([ACCEPT]), problem=limited())).play()
    assert [(entry.party, entry.kind, entry.demands) for entry in found.crossings] == [
        ("Two", Kind.ACCEPT, ("Two:no-more",))
    ]
    assert not found.faults


@pytest.mark.parametrize("move", [offer(share(9)), ACCEPT])
def test_where_the_terms_forbid_it_a_crossing_is_a_fault(move):
    terms = Terms(crossings="fault")
    found = Session(talk(Scripted([offer(share(9))]), Scripted([move]), problem=limited(), terms=terms)).play()
    (fault,) = found.faults
    assert (fault.party, fault.kind, fault.round) == ("Two", "crossing", 1)
    assert "Two:no-more" in fault.message
    assert (found.ending.reason, found.crossings) == (Reason.FAULT, ())


def test_a_crossing_in_a_step_that_fails_is_not_on_record():
    protocol = SingleText(first=share(9))
    strategies = {"One": Scripted([ACCEPT]), "Two": Scripted([offer(share(1))])}
    found = Session(Talk(problem=limited(floor=10), protocol=protocol, strategies=strategies)).play()
    assert (found.faults[0].party, found.crossings, found.drafts, len(found.history)) == ("Two", (), (), 0)


def test_waived_demands_may_be_broken_and_are_not_marked():
    names = ["Two:no-more", "One:reservation"]
    played = talk(Scripted([offer(share(9))]), CONCEDER, problem=limited(ceiling=3), waived=names)
    found = Session(played).play()
    assert (str(found.agreement), found.crossings, found.waived) == ("share: 9", (), tuple(names))
    kept = Session(talk(Scripted([offer(share(9))]), CONCEDER, problem=limited(ceiling=3))).play()
    assert kept.agreement is None


def test_what_is_waived_is_not_in_a_partys_own_side_but_all_else_is():
    one, two = seats(limited(), waived=["Two:no-more"]).values()
    assert (two.brief.own.red_lines, two.red, len(one.red)) == ((), (), 1)
    assert one.brief.floor == 4
    assert seats(limited(), waived=["One:reservation"])["One"].brief.floor == 0
    with pytest.raises(UnknownNameError, match="unknown demand 'Two:no-mor'; did you mean 'Two:no-more'"):
        seats(limited(), waived=["Two:no-mor"])


def test_a_problem_with_waived_demands_has_them_but_not_as_red():
    problem = limited().waiving(["Two:no-more", "One:reservation"])
    assert [(demand.name, demand.red) for demand in problem.demands] == [
        ("One:reservation", False),
        ("Two:no-more", False),
    ]
    assert limited().waiving([]) == limited()


def test_what_a_mediator_puts_to_the_vote_is_on_record():
    strategies = {"One": Scripted([ACCEPT]), "Two": Scripted([ACCEPT, SILENT])}
    played = Talk(
        problem=pie(), protocol=SingleText(first=share(3)), strategies=strategies, terms=Terms(rounds=3), seed=4
    )
    found = Session(played).play()
    assert found.draft == share(3)
    assert found.drafts[0] == Draft(1, share(3))
    assert [draft.round for draft in found.drafts] == [1, 2, 3]
    assert all(pie().space.exists(draft.package) for draft in found.drafts)
    assert str(found.agreement) == "share: 3"


def test_no_rounds_are_begun_after_the_last_when_consent_is_asked():
    issue = Issue("share", [str(at) for at in range(11)], status_quo="0", consent=["Land"])
    points = list(range(11))
    line = ProblemLine(id="not-all", shared_by=["Land"], boxes=[Box({"share": ["10"]}, price=1)])
    parties = [
        ProblemParty(id="One", scale=10, factors=[Factor(["share"], points)]),
        ProblemParty(id="Two", scale=10, factors=[Factor(["share"], points[::-1])]),
        ProblemParty(id="Land", consent=Consent.BY_ISSUE, red_lines=[line]),
    ]
    problem = BargainingProblem(scenario="pie", reading="given", space=Space([issue]), parties=parties)
    strategies = {"One": Scripted([ACCEPT]), "Two": Scripted([ACCEPT])}
    for first, reason in ((9, Reason.AGREEMENT), (10, Reason.DEADLINE)):
        played = Talk(
            problem=problem, protocol=SingleText(first=share(first)), strategies=strategies, terms=Terms(rounds=1)
        )
        found = Session(played).play()
        assert (found.ending.reason, found.rounds) == (reason, 1)
        assert found.history[-1].party == "Land"


@frozen
class Draws:
    """A party that tells what it draws, by what it offers."""

    name: str = "draws"

    def begin(self, brief, *, chance):
        return chance

    def move(self, view, memory, *, chance):
        assert memory == chance
        return offer(share(int(chance.rng.bit_generator.random_raw() % 11))), memory


def test_chance_is_each_partys_own_and_tells_nothing_of_the_seed():
    found = Session(talk(Draws(), Draws(), terms=Terms(rounds=20), seed=77)).play()
    drawn = {party: [str(offered["share"]) for offered in found.history.offers(party)] for party in found.strategies}
    assert drawn["One"] != drawn["Two"]
    own = stream(derived(77, "talk", "One"))
    assert drawn["One"] == [str(own.bit_generator.random_raw() % 11) for _ in range(20)]
    assert derived(77, "talk", "One") > 10**20


@frozen
class Spoils:
    """A guest that changes what it is given."""

    how: str
    name: str = "spoils"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        brief = view.brief
        if self.how == "log":
            object.__setattr__(view.log[-1][2], "package", share(0))
        elif self.how == "standing":
            view.standing.choices._items["share"] = "0"
        elif self.how == "points":
            values = brief.own.factors[0].values
            values.flags.writeable = True
            values[:] = 0
        elif self.how == "floor":
            object.__setattr__(brief, "floor", -1)
        elif self.how == "rungs":
            object.__setattr__(brief.ladder, "rungs", brief.ladder.rungs[:1])
        return ACCEPT, None


@pytest.mark.parametrize("how", ["log", "standing", "points", "floor", "rungs"])
def test_a_guest_that_changes_what_it_was_given_fails(how):
    found = Session(talk(HardLiner(), Spoils(how))).play()
    assert [(fault.party, fault.kind) for fault in found.faults] == [("Two", "changed")]
    assert [str(turn) for turn in found.history] == ["1. One offers share: 10"]
    assert Session(talk(HardLiner(), Spoils("not at all"))).play().agreement == share(10)


class Sly(str):
    """Text that says it is whatever it is compared with."""

    __slots__ = ()

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("5")

    def encode(self, *given, **named):
        return b"5"


@pytest.mark.parametrize(
    ("package", "kind"),
    [
        (Package({"share": Sly("no such option")}), "unknown-package"),
        (type("Sly", (Package,), {})({"share": "5"}), "unknown-package"),
        (Package({"share": 5}), "unknown-package"),
    ],
)
def test_an_offer_is_made_anew_from_plain_text(package, kind):
    @frozen
    class Offers:
        name: str = "offers"

        def begin(self, brief, *, chance):
            return None

        def move(self, view, memory, *, chance):
            return offer(package), None

    found = Session(talk(Offers(), HardLiner())).play()
    assert [(fault.party, fault.kind) for fault in found.faults] == [("One", kind)]


@frozen
class Odd:
    """A protocol that returns something else than a table, or one of an earlier round."""

    after_moves: Any

    @property
    def name(self):
        return "odd"

    def opening(self, parties, *, referee, space):
        return Table(2, parties[:1], frozenset({Kind.OFFER}))

    def after(self, table, moves, *, referee):
        return self.after_moves

    def refused(self, table, *, referee):
        raise AssertionError("nothing is agreed")

    def closing(self, table):
        raise AssertionError("it does not come so far")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (None, TypeError, "odd returned None after the moves of a step; expected a Table"),
        (Table(1, ("One",), frozenset({Kind.OFFER})), ValueError, "odd went from round 2 back to 1"),
    ],
)
def test_a_protocol_from_which_a_talk_cannot_go_on_is_refused(given, error, words):
    talk_held = Talk(problem=pie(), protocol=Odd(given), strategies={"One": LINEAR, "Two": LINEAR})
    with pytest.raises(error, match=words):
        Session(talk_held).play()


@settings(max_examples=60, deadline=None)
@given(
    exponents=st.lists(st.sampled_from((0.1, 0.5, 1.0, 3.0)), min_size=2, max_size=2),
    rounds=st.integers(1, 30),
    floors=st.tuples(st.integers(0, 11), st.integers(0, 11)),
    steps=st.integers(1, 40),
    times=st.integers(1, 3),
)
def test_to_play_and_to_go_step_by_step_come_to_the_same(exponents, rounds, floors, steps, times):
    one, two = pie(steps=steps, reservation=ProblemReservation(points=floors[0])).parties
    held = ProblemReservation(points=floors[1])
    problem = BargainingProblem(
        scenario="pie",
        reading="given",
        space=pie(steps=steps).space,
        parties=[one, ProblemParty(id="Two", scale=steps, factors=two.factors, reservation=held)],
    )
    strategies = {
        party: TimeDependent(exponent=exponent) for party, exponent in zip(("One", "Two"), exponents, strict=True)
    }
    at_table = seats(problem)
    for _ in range(times):  # once nothing is known of any offer, then all of it
        session = Session(talk(*strategies.values(), problem=problem, terms=Terms(rounds=rounds), seats=at_table))
        while session.ending is None:
            session.step()
        played = Session(talk(*strategies.values(), problem=problem, terms=Terms(rounds=rounds), seats=at_table)).play()
        assert played == session.transcript
