"""Terms of talks: the clock, red demands crossed or waived, what is put on record, and whose chance is whose."""

from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from attrs import frozen
from hypothesis import given, settings

from negsim.errors import UnknownNameError
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.positions.statement import Stance, Statement, Strength
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.seeding import derived, stream
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, SILENT, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
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


def test_an_agreement_in_an_only_round_has_lost_nothing():
    halves = {"One": "0.5", "Two": "0.5"}
    terms = Terms(rounds=1, discounts=halves)
    found = Session(talk(Scripted([offer(share(6))]), Scripted([ACCEPT]), terms=terms)).play()
    assert (found.rounds, found.elapsed, found.discounted) == (1, 0.0, {"One": 6.0, "Two": 4.0})
    assert (terms.elapsed(1), terms.waited(1)) == (1.0, 0.0)  # a strategy has reached the end, and waited for nothing
    assert [Terms(rounds=3).waited(number) for number in (1, 2, 3)] == [0.0, 0.5, 1.0]
    clocked = attrs.evolve(found, terms=Terms(rounds=1, seconds=9, discounts=halves), clock=[1.0, 1.0])
    assert clocked.discounted == {"One": 3.0, "Two": 2.0}


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


def allied(*, price, firmness, warned):
    """Return two allies that share a line, beside a third; what one warned of holds without an agreement."""
    issue = Issue("hours", ["day", "night"], status_quo="night")
    line = ProblemLine(
        id="no-day", shared_by=["One", "Two"], firmness=firmness, boxes=[Box({"hours": ["day"]}, price=price)]
    )
    parties = [
        ProblemParty(id="One", bloc="West", factors=[Factor(["hours"], [0, 1])], red_lines=[line]),
        ProblemParty(id="Two", bloc="West", factors=[Factor(["hours"], [1, 0])]),
        ProblemParty(id="East", factors=[Factor(["hours"], [1, 0])]),
    ]
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space([issue]),
        parties=parties,
        no_agreement=Package({"hours": "day" if warned else "night"}),
    )


def test_how_dear_and_firm_an_ally_holds_a_line_is_not_in_a_partys_own_side():
    one = seats(allied(price=40, firmness="0.5", warned=False))["Two"].brief.own
    other = seats(allied(price=70, firmness="0.9", warned=False))["Two"].brief.own
    assert one == other
    assert [line.boxes[0].forbids for line in one.red_lines] == [{"hours": ("day",)}]


def test_what_was_warned_of_in_private_does_not_change_what_others_take_to_hold():
    problem = allied(price=40, firmness="0.5", warned=True)
    warning = Statement(party="One", issue="hours", stance=Stance.WARNS, options=["day"], strength=Strength.EXPLICIT)
    assert str(seats(problem)["East"].brief.status_quo) == "hours: night"
    assert str(seats(problem, statements=[warning])["East"].brief.status_quo) == "hours: day"


def three(*, rounds, protocol, discounts=None, **strategies):
    """Return a talk of two about a, b and c, of which Land has a say on all but a and allows no c."""
    issue = Issue("deal", ["a", "b", "c"], status_quo="a", consent=["Land"])
    no_c = ProblemLine(id="no-c", shared_by=["Land"], boxes=[Box({"deal": ["c"]}, price=1)])
    parties = [
        ProblemParty(id="One", scale=10, factors=[Factor(["deal"], [0, 3, 5])]),
        ProblemParty(id="Two", scale=10, factors=[Factor(["deal"], [0, 3, 5])]),
        ProblemParty(id="Land", consent=Consent.BY_ISSUE, red_lines=[no_c]),
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space([issue]), parties=parties)
    terms = Terms(rounds=rounds, discounts=discounts or {})
    return Talk(problem=problem, protocol=protocol, strategies=strategies, terms=terms)


def deal(option):
    return offer(Package({"deal": option}))


def test_what_a_party_with_consent_by_issue_refused_is_agreed_no_more_and_others_may_offer_anew():
    script = Scripted([deal("c"), deal("b")])
    found = Session(three(rounds=9, protocol=SimultaneousOffers(), One=script, Two=script)).play()
    assert (str(found.agreement), found.rounds, found.void) == ("deal: b", 2, ())
    stubborn = Scripted([deal("c"), SILENT])
    found = Session(three(rounds=9, protocol=SimultaneousOffers(), One=stubborn, Two=stubborn)).play()
    assert (found.ending.reason, found.rounds) == (Reason.STALLED, 2)


def test_an_improvement_that_one_with_consent_by_issue_refuses_does_not_take_the_settlements_place():
    protocol = PostSettlement(Package({"deal": "a"}))
    one, two = Scripted([deal("b"), ACCEPT, SILENT]), Scripted([ACCEPT, deal("c"), SILENT])
    found = Session(three(rounds=9, protocol=protocol, One=one, Two=two)).play()
    assert str(found.agreement) == "deal: b"
    assert [str(turn) for turn in found.history if turn.party == "Land"] == ["1. Land accepts", "1. Land says nothing"]


def test_what_is_settled_holds_where_a_talk_about_it_breaks_off():
    protocol = PostSettlement(Package({"deal": "a"}))
    one, two = Scripted([deal("b"), SILENT, ACCEPT]), Scripted([ACCEPT, deal("a")])
    found = Session(three(rounds=9, protocol=protocol, One=one, Two=two)).play()
    assert found.ending.reason is Reason.FAULT  # One accepts where nothing is put to it
    assert (str(found.agreement), dict(found.points)) == ("deal: b", {"One": 3, "Two": 3, "Land": 0})
    with pytest.raises(ValueError, match="loses nothing by waiting"):
        three(rounds=9, protocol=protocol, discounts={"One": "0.5"}, One=one, Two=two)


def test_nobody_is_bound_by_simultaneous_offers_to_what_breaks_its_own_red_line():
    issue = Issue("deal", ["a", "b", "c"])
    no_c = ProblemLine(id="no-c", shared_by=["One"], boxes=[Box({"deal": ["c"]}, price=1)])
    parties = [
        ProblemParty(id="One", scale=10, factors=[Factor(["deal"], [10, 5, 8])], red_lines=[no_c]),
        ProblemParty(id="Two", scale=10, factors=[Factor(["deal"], [0, 5, 10])]),
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space([issue]), parties=parties)
    for concession in Concession:
        strategies = {"One": Scripted([deal("a"), deal("b")]), "Two": Scripted([deal("c"), SILENT])}
        played = Talk(problem=problem, protocol=SimultaneousOffers(concession), strategies=strategies)
        assert Session(played).play().agreement is None


def test_offers_that_are_no_concession_are_told_apart_on_record():
    one, two = Scripted([offer(share(at)) for at in (8, 9, 7, 9)]), Scripted([offer(share(0)), SILENT])
    strategies = {"One": one, "Two": two}
    played = Talk(problem=pie(), protocol=SimultaneousOffers(), strategies=strategies, terms=Terms(rounds=4))
    found = Session(played).play()
    told = [str(found.history[place]) for place in found.void]
    assert told == ["2. One offers share: 9", "4. One offers share: 9"]
