"""Each protocol against its definition: who may move when, and what ends a talk."""

import pytest
from attrs import field, frozen

from negsim.errors import UnknownNameError
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.seeding import Chance
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import IllegalMoveError, Reason
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms
from tests.unit.talks.playing import Says, deal, offers, pie, share, worth


def played(problem, protocol, *moves, rounds=10, seed=0):
    strategies = {party.id: Says(own) for party, own in zip(problem.signers, moves, strict=True)}
    talk = Talk(problem=problem, protocol=protocol, strategies=strategies, terms=Terms(rounds=rounds), seed=seed)
    return Session(talk).play()


def lines(transcript):
    return [str(turn) for turn in transcript.history]


def test_alternating_offers_end_with_the_first_acceptance_between_two():
    found = played(pie(), AlternatingOffers(), offers(share(9), share(7)), (*offers(share(2)), ACCEPT))
    assert lines(found) == [
        "1. One offers share: 9",
        "1. Two offers share: 2",
        "2. One offers share: 7",
        "2. Two accepts",
    ]
    assert (found.ending.reason, found.agreement, found.rounds) == (Reason.AGREEMENT, share(7), 2)
    assert dict(found.points) == {"One": 7, "Two": 3}


def test_stacked_alternating_offers_need_all_others_one_after_the_other():
    three = worth([9, 5, 0], [0, 5, 9], [4, 5, 4])
    a, b, _ = (deal(option) for option in "abc")
    # P2 accepts a, P3 puts b in its place: the acceptance of a counts no more.
    found = played(three, AlternatingOffers(), (*offers(a), ACCEPT), (ACCEPT, ACCEPT), offers(b))
    assert lines(found) == [
        "1. P1 offers deal: a",
        "1. P2 accepts",
        "1. P3 offers deal: b",
        "2. P1 accepts",
        "2. P2 accepts",
    ]
    assert found.agreement == b


def test_walking_away_and_the_last_round_end_it_without_agreement():
    found = played(pie(), AlternatingOffers(), offers(share(9)), (WALK_AWAY,))
    assert (found.ending.reason, found.ending.party, found.agreement) == (Reason.WALKED_AWAY, "Two", None)
    assert dict(found.points) == {}
    found = played(pie(), AlternatingOffers(), offers(*[share(9)] * 5), offers(*[share(1)] * 5), rounds=3)
    assert (found.ending.reason, found.rounds, len(found.history)) == (Reason.DEADLINE, 3, 6)


def test_nobody_can_accept_before_anything_was_offered():
    found = played(pie(), AlternatingOffers(), (ACCEPT,), ())
    assert found.ending.reason is Reason.FAULT
    assert (found.faults[0].kind, found.faults[0].party) == ("protocol", "One")
    assert "accept is not among what can be done now: offer, walk-away" in found.faults[0].message


def test_simultaneous_offers_agree_on_what_all_others_hold_as_good_as_their_own():
    # Rosenschein and Zlotkin (1994), section 3.4: agreement when u_j(x_i) >= u_j(x_j).
    found = played(pie(), SimultaneousOffers(), offers(share(9), share(6)), offers(share(2), share(6)))
    assert (found.ending.reason, found.agreement, found.rounds) == (Reason.AGREEMENT, share(6), 2)


def test_where_offers_cross_chance_decides_which_it_is():
    # Each offers the other more than the other asked for: both offers qualify.
    agreed = {
        str(played(pie(), SimultaneousOffers(), offers(share(3)), offers(share(7)), seed=seed).agreement)
        for seed in range(20)
    }
    assert agreed == {"share: 3", "share: 7"}


def test_simultaneous_offers_stall_when_nobody_concedes():
    found = played(pie(), SimultaneousOffers(), offers(share(9), share(9)), (*offers(share(2)), SILENT))
    assert (found.ending.reason, found.rounds) == (Reason.STALLED, 2)


def test_one_may_stand_still_while_the_other_concedes():
    found = played(
        pie(), SimultaneousOffers(), offers(share(9), share(8), share(2)), (*offers(share(2)), SILENT, SILENT)
    )
    assert found.agreement == share(2)


def test_walking_away_from_simultaneous_offers():
    found = played(pie(), SimultaneousOffers(), (WALK_AWAY,), offers(share(2)))
    assert (found.ending.reason, found.ending.party) == (Reason.WALKED_AWAY, "One")


def test_what_is_no_concession_is_a_fault_that_says_so():
    found = played(pie(), SimultaneousOffers("egocentric"), offers(share(8), share(9)), offers(share(2), share(2)))
    assert found.ending.reason is Reason.FAULT
    assert "share: 9 is no egocentric concession from share: 8" in found.faults[0].message


def test_what_only_others_could_tell_to_be_no_concession_does_not_count():
    found = played(pie(), SimultaneousOffers(), offers(share(8), share(9), share(3)), offers(share(2), share(3)))
    assert not found.faults
    assert (found.agreement, found.rounds) == (share(3), 3)
    stalled = played(pie(), SimultaneousOffers(), offers(share(8), share(9)), offers(share(2), share(2)))
    assert (stalled.ending.reason, stalled.rounds) == (Reason.STALLED, 3)  # it tried, so that it may try again


@frozen
class Worths:
    """A referee that says what a package is worth."""

    problem: BargainingProblem
    chance: Chance = field(factory=lambda: Chance(1, ("test",)))

    def points(self, party, package):
        return self.problem.points(package)[party]

    def keeps(self, party, package):
        return True


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("strong", {"d"}), ("weak", {"b", "c", "d"}), ("pareto", {"b", "d"}), ("egocentric", {"b", "c"})],
)
def test_kinds_of_concession(kind, allowed):
    # Endriss (2006), section 3: what P1 may offer after a. P2 and P3 hold b, c and d so much better or worse than a.
    three = worth([9, 8, 7, 9], [1, 1, 0, 2], [1, 2, 3, 2])
    protocol, referee = SimultaneousOffers(kind), Worths(three)
    for option in "bcd":
        table = protocol.opening(("P1", "P2", "P3"), referee=referee, space=three.space)
        for moves in (offers(deal("a"), deal("d"), deal("c")), (offer(deal(option)), SILENT, SILENT)):
            try:
                table = protocol.after(table, dict(zip(("P1", "P2", "P3"), moves, strict=True)), referee=referee)
            except IllegalMoveError:
                assert kind == "egocentric"
        assert (table.memory.standing["P1"] == deal(option)) == (option in allowed), (kind, option)
    assert SimultaneousOffers(kind).concession is Concession(kind)


def drafts(problem, protocol, likes, *, rounds=60, seed=3):
    """Play a text between parties that take a draft when it is worth as much as the text to them."""

    class Climbs:
        name = "climbs"

        def begin(self, brief, *, chance):
            return None

        def move(self, view, memory, *, chance):
            points = view.brief.ladder.points
            takes = view.text is None or points(view.standing) >= points(view.text)
            return (ACCEPT if takes and likes else SILENT), memory

    strategies = {party.id: Climbs() for party in problem.signers}
    talk = Talk(problem=problem, protocol=protocol, strategies=strategies, terms=Terms(rounds=rounds), seed=seed)
    return Session(talk).play()


def two_issues():
    issues = [Issue("a", ["x", "y", "z"], status_quo="x"), Issue("b", ["p", "q"], status_quo="p")]
    parties = [
        ProblemParty(id="One", factors=[Factor(["a"], [0, 1, 3]), Factor(["b"], [0, 1])]),
        ProblemParty(id="Two", factors=[Factor(["a"], [0, 2, 3]), Factor(["b"], [1, 0])]),
    ]
    return BargainingProblem(scenario="two", reading="given", space=Space(issues), parties=parties)


def test_a_single_text_climbs_to_where_nobody_takes_another_draft():
    found = drafts(two_issues(), SingleText(), likes=True)
    assert found.agreement == Package({"a": "z", "b": "p"})  # b has no change that both take
    assert found.rounds == 60
    assert drafts(two_issues(), SingleText(), likes=True) == found


def test_a_text_that_nobody_takes_is_no_agreement():
    found = drafts(two_issues(), SingleText(changes=2), likes=False)
    assert (found.ending.reason, found.agreement) == (Reason.DEADLINE, None)
    assert found.protocol == "single-text:changes=2"


def test_walking_away_from_a_text():
    found = played(two_issues(), SingleText(first=Package({"a": "y", "b": "q"})), (WALK_AWAY,), ())
    assert (found.ending.reason, found.ending.party) == (Reason.WALKED_AWAY, "One")


def test_a_text_needs_something_to_begin_with():
    with pytest.raises(ValueError, match="no status quo to begin with"):
        drafts(pie(), SingleText(), likes=True)
    with pytest.raises(UnknownNameError):
        drafts(pie(), SingleText(first=Package({"share": "99"})), likes=True)
    excluding = BargainingProblem(
        scenario="x",
        reading="given",
        space=Space(two_issues().space.issues, [Exclusion({"a": ["x"], "b": ["p"]})]),
        parties=two_issues().parties,
    )
    with pytest.raises(ValueError, match="exclude each other"):
        drafts(excluding, SingleText(first=Package({"a": "x", "b": "p"})), likes=True)
    with pytest.raises(ValueError, match="at least 1"):
        SingleText(changes=0)


def test_drafts_leave_out_what_does_not_exist():
    only = [Exclusion({"a": ["y", "z"], "b": ["p"]}), Exclusion({"a": ["y", "z"], "b": ["q"]})]
    problem = BargainingProblem(
        scenario="x", reading="given", space=Space(two_issues().space.issues, only), parties=two_issues().parties
    )
    found = drafts(problem, SingleText(), likes=True, rounds=5)
    assert {turn.move.kind for turn in found.history} == {Kind.ACCEPT, Kind.SILENT}
    assert found.agreement["a"] == "x"


def test_after_a_settlement_what_all_take_holds_and_silence_all_round_ends_it():
    start = PostSettlement(Package({"a": "x", "b": "p"}))
    found = played(two_issues(), start, (*offers(Package({"a": "z", "b": "p"})),), (ACCEPT,))
    assert lines(found)[:2] == ["1. One offers a: z, b: p", "1. Two accepts"]
    assert (found.ending.reason, found.agreement) == (Reason.AGREEMENT, Package({"a": "z", "b": "p"}))
    refused = played(two_issues(), start, (*offers(Package({"a": "z", "b": "q"})),), (SILENT,))
    assert refused.agreement == Package({"a": "x", "b": "p"})
    assert refused.rounds == 2
    last = played(two_issues(), start, offers(*[Package({"a": "y", "b": "q"})] * 9), (SILENT,) * 9, rounds=3)
    assert (last.ending.reason, last.agreement) == (Reason.AGREEMENT, Package({"a": "x", "b": "p"}))


def test_a_settlement_is_a_package():
    with pytest.raises(UnknownNameError):
        played(pie(), PostSettlement(Package({"share": "99"})), (), ())


@pytest.mark.parametrize(
    "protocol", [AlternatingOffers(), SimultaneousOffers(), SingleText(), PostSettlement(share(5))]
)
def test_one_party_has_nobody_to_talk_to(protocol):
    alone = BargainingProblem(scenario="a", reading="given", space=pie().space, parties=pie().parties[:1])
    with pytest.raises(ValueError, match="1 parties; expected at least 2"):
        played(alone, protocol, ())
