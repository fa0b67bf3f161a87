"""The account of a talk: what it tells is what the transcript and brute force say."""

from fractions import Fraction

import attrs
import pytest

import negsim
from negsim.deals.deal import is_broken
from negsim.experiments.account import Why, account
from negsim.experiments.account_json import account_json
from negsim.experiments.measures import StepKind, measures_of
from negsim.experiments.movement import offered, text_before
from negsim.experiments.obstacles import Demands
from negsim.problem import Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms
from negsim.testing import oracles
from tests.unit.talks.playing import Says, deal, offers, pie, share, worth

NEIGHBOURS = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml"))


def compiled(problem):
    """Return a compilation of a problem that nobody said anything about."""
    return attrs.evolve(
        negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")), problem=problem, evidence=()
    )


def played(problem, *moves, protocol=None, **fields):
    strategies = {party.id: Says(own) for party, own in zip(problem.signers, moves, strict=True)}
    return Session(
        Talk(problem=problem, protocol=protocol or AlternatingOffers(), strategies=strategies, **fields)
    ).play()


def told(problem, *moves, **fields):
    return account(played(problem, *moves, **fields), compiled(problem))


def lined(*, red=True, closed=False, by_issue=False):
    """Return a pie in which Two will not have less than 4, and with ``closed`` One no less than 8."""
    boxes = {
        "One": [str(step) for step in range(8)] if closed else [],
        "Two": [str(step) for step in range(7, 11)],
    }
    parties = []
    for party in pie().parties:
        lines = [
            ProblemLine(
                id="line",
                shared_by=[party.id],
                red=red,
                boxes=[negsim.Box({"share": options}, price=3)],
            )
            for options in [boxes[party.id]]
            if options
        ]
        parties.append(attrs.evolve(party, red_lines=lines))
    if by_issue:
        line = ProblemLine(id="half", shared_by=["Host"], boxes=[negsim.Box({"share": ["5"]}, price=1)])
        parties.append(ProblemParty(id="Host", consent="by-issue", red_lines=[line]))
    issue = negsim.Issue(
        "share", [str(step) for step in range(11)], status_quo="0", consent=["Host"] if by_issue else ()
    )
    return attrs.evolve(pie(), parties=parties, space=negsim.Space([issue]))


def test_how_far_each_party_came():
    found = told(pie(), offers(share(10), share(10), share(7)), (*offers(share(0), share(2)), ACCEPT))
    one, two = found.movements
    assert (one.party, one.offers, one.accepted, two.offers, two.accepted) == ("One", 3, 0, 2, 1)
    assert [dict(made.points) for made in (one.first, one.last)] == [{"One": 10, "Two": 0}, {"One": 7, "Two": 3}]
    assert (one.room, one.given_up) == (10, Fraction(3, 10))
    assert two.given_up == Fraction(7, 10)  # with what it took, not its last offer alone
    assert (one.taken_first, two.taken_first) == (None, two.taken_last)
    assert two.taken_last is not None
    assert (two.taken_last.maker, two.taken_last.package, two.taken_last.round) == ("One", share(7), 3)
    assert one.steps == {StepKind.SILENT: 1, StepKind.CONCESSION: 1}
    assert [(stall.first, stall.last) for stall in one.stalls] == [(2, 2)]
    assert [(shift.issue, shift.first, shift.last) for shift in one.shifts] == [("share", "10", "7")]


def test_offers_that_stand_out():
    found = told(
        lined(), offers(share(10), share(9), share(6), share(6)), (*offers(share(0), share(1), share(2)), ACCEPT)
    )
    seen = [(entry.offered.round, entry.offered.party, entry.why) for entry in found.moments]
    assert seen == [
        (1, "One", (Why.FIRST,)),
        (1, "Two", (Why.FIRST, Why.OPEN)),
        (2, "Two", (Why.LARGEST,)),
        (3, "One", (Why.LARGEST,)),
        (3, "Two", (Why.LAST,)),
        (4, "One", (Why.LAST,)),
    ]


def test_a_thousand_moves_make_a_short_account():
    steps = [share(10 - at // 30) for at in range(300)]
    found = told(pie(), offers(*steps), offers(*[share(0)] * 300), terms=Terms(rounds=300))
    assert len(found.transcript.history) > 300
    assert len(found.moments) < 6


def test_what_stood_in_the_way_of_each_last_offer():
    found = told(lined(), (*offers(share(9)), WALK_AWAY), offers(share(2)))
    one, two = found.obstacles
    assert (one.red, one.own, one.soft, dict(one.short)) == (("Two:line",), (), (), {"Two": 7})
    assert (two.red, dict(two.short)) == ((), {"One": 7})
    assert dict(found.blocking) == {"Two:line": ("One",)}
    assert found.issues == ("share",)


def test_a_line_that_is_not_red_is_told_apart_and_blocks_nothing():
    found = told(lined(red=False), (*offers(share(9)), WALK_AWAY), offers(share(2)))
    assert (found.obstacles[0].red, found.obstacles[0].soft, dict(found.blocking)) == ((), ("Two:line",), {})


def test_a_reservation_that_an_offer_misses_is_in_the_way():
    problem = pie(reservation=ProblemReservation(points=6))
    found = told(problem, (*offers(share(9)), WALK_AWAY), offers(share(5)))
    assert found.obstacles[1].red == ("One:reservation",)
    assert found.issues == ()
    assert found.movements[0].room == 4


def test_an_agreement_has_no_obstacles():
    found = told(lined(), offers(share(5)), (ACCEPT,))
    assert (found.obstacles, found.conflicts, found.fair) == ((), (), ())
    assert found.deal is not None
    assert found.left is not None
    assert (found.deal.package, found.left.is_efficient, found.measures.is_efficient) == (share(5), True, True)


def test_without_any_zone_the_conflicts_are_told():
    found = told(lined(closed=True), (*offers(share(9)), WALK_AWAY), offers(share(2)))
    assert found.zone is not None
    assert found.zone.is_empty
    assert [conflict.demands for conflict in found.conflicts] == [("One:line", "Two:line")]
    assert (found.complete, found.fair) == (True, ())


def test_with_a_zone_that_was_missed_nash_s_package_is_told():
    problem = lined()
    found = told(problem, (*offers(share(9)), WALK_AWAY), offers(share(2)))
    assert found.zone is not None
    assert found.zone.size == len(oracles.zone(problem))
    assert [deal.package for deal in found.fair] == oracles.solutions(problem)["nash"]


def test_what_is_waived_is_not_in_the_way_and_what_it_costs_is_told():
    problem = lined(closed=True)
    given = offers(share(8))
    found = told(problem, given, (ACCEPT,), waived=["Two:line"])
    assert found.deal is not None
    assert found.zone is not None
    assert (found.deal.package, found.zone.size) == (share(8), 3)
    assert {side: breach.total for side, breach in found.deal.breaches.items()} == {"Two": Fraction(3)}
    assert found.transcript.crossings == ()


def test_past_red_lines_of_its_own():
    found = told(lined(), offers(share(5)), (*offers(share(9), share(9)), WALK_AWAY))
    assert [(entry.why, entry.offered.party) for entry in found.moments][1] == ((Why.FIRST, Why.CROSSING), "Two")
    assert found.obstacles[1].own == ("Two:line",)
    assert found.blocking == {"Two:line": ("Two",)}


@pytest.mark.parametrize("protocol", [AlternatingOffers(), SimultaneousOffers(), PostSettlement(share(4))])
def test_who_refused_what_the_others_had_agreed(protocol):
    problem = lined(by_issue=True)
    moves = {
        "alternating-offers": (offers(share(5), share(4)), (ACCEPT, ACCEPT)),
        "simultaneous-offers": (offers(share(5), share(4)), offers(share(5), share(6))),
        "post-settlement": ((offer(share(5)), SILENT, SILENT), (ACCEPT, SILENT, SILENT)),
    }
    found = told(problem, *moves[protocol.name], protocol=protocol)
    (refusal,) = found.refusals
    assert (refusal.party, refusal.package, refusal.demands) == ("Host", share(5), ("Host:half",))


def test_what_a_host_refused_of_a_single_text():
    problem = lined(by_issue=True)
    takes = (ACCEPT,) * 4
    found = told(problem, takes, takes, protocol=SingleText(first=share(5)), terms=Terms(rounds=1))
    (refusal,) = found.refusals
    assert (refusal.package, refusal.demands) == (share(5), ("Host:half",))
    assert [(entry.offers, entry.accepted, entry.first) for entry in found.movements] == [(0, 1, None)] * 2


def test_a_host_that_votes_beside_a_text_keeps_it_as_it_stands():
    problem = lined(by_issue=True)
    moves = ((offer(share(5)), SILENT, ACCEPT, SILENT, SILENT), (ACCEPT, offer(share(3)), SILENT, SILENT, SILENT))
    found = told(problem, *moves, protocol=PostSettlement(share(4)), terms=Terms(rounds=4))
    # Round 1: One proposes 5, Two takes it, Host does not; Two proposes 3 instead, from what still stands.
    assert [(entry.package, entry.demands) for entry in found.refusals] == [(share(5), ("Host:half",))]
    assert [dict(step.changes)["One"] for step in found.measures.steps if step.party == "Two"] == [-1]
    assert text_before(found.transcript, 3) == share(4)


def test_a_host_s_vote_against_what_others_left_as_well_is_no_refusal():
    problem = lined(by_issue=True)
    found = told(problem, (SILENT,) * 4, (ACCEPT,) * 4, protocol=SingleText(first=share(5)), terms=Terms(rounds=1))
    assert found.refusals == ()


def test_where_offers_are_made_at_once_and_several_could_be_meant_the_package_is_not_told():
    problem = lined(by_issue=True)
    line = ProblemLine(id="half", shared_by=["Host"], boxes=[negsim.Box({"share": ["5", "6"]}, price=1)])
    host = attrs.evolve(problem.parties[-1], red_lines=[line])
    problem = attrs.evolve(problem, parties=[*problem.parties[:-1], host])
    # One asks for 5 and Two offers 6: each holds the other's as good as its own.
    found = told(problem, (*offers(share(5)), WALK_AWAY), (*offers(share(6)), WALK_AWAY), protocol=SimultaneousOffers())
    (refusal,) = found.refusals
    assert (refusal.package, refusal.demands) == (None, ())


def test_perfect_play_is_told_of_two_who_alternate_alone():
    moves = (offers(share(5)), (ACCEPT,))
    perfect = told(pie(), *moves, terms=Terms(rounds=3)).perfect
    assert perfect is not None
    assert dict(perfect.points) == {"One": 10, "Two": 0}  # who makes the last offer that can be answered has all
    assert told(pie(), *moves, terms=Terms(discounts={"One": "0.5"})).perfect is None
    assert told(pie(), *moves, terms=Terms(breakdown="0.001")).perfect is None
    assert told(pie(), *moves, terms=Terms(rounds=None, seconds=60)).perfect is None
    assert told(pie(), offers(share(5)), offers(share(5)), protocol=SimultaneousOffers()).perfect is None


def bound(*, red=True):
    """Return a pie of which neither takes less than 7."""
    stood = ProblemReservation(points=7, red=red)
    return attrs.evolve(pie(), parties=[attrs.evolve(party, reservation=stood) for party in pie().parties])


def test_perfect_play_takes_what_the_parties_at_the_table_would():
    moves = (offers(share(5)), (ACCEPT,))
    waived = ["One:reservation", "Two:reservation"]
    for found in (told(bound(), *moves, waived=waived), told(bound(red=False), *moves)):
        assert found.perfect is not None
        assert (found.perfect.package, dict(found.perfect.points)) == (share(10), {"One": 10, "Two": 0})
    half = told(bound(), *moves, waived=waived[1:]).perfect
    assert half is not None
    assert half.package == share(10)
    kept = told(bound(), *moves).perfect
    assert kept is not None
    assert (kept.package, dict(kept.stages[0].worth)) == (None, {"One": 7, "Two": 7})


def test_perfect_play_where_packages_are_worth_less_than_nothing():
    problem = worth([-5, -3], [-3, -5])
    found = told(problem, offers(deal("a")), (ACCEPT,)).perfect
    assert found is not None
    assert dict(found.points) == {"P1": -3, "P2": -5}


def test_room_goes_down_to_the_worst_package_that_a_party_may_take():
    problem = worth([8, 4, 2, 0], [0, 4, 5, 6])
    one, two = problem.parties
    parties = [attrs.evolve(one, reservation=ProblemReservation(points=5)), two]
    problem = attrs.evolve(problem, parties=parties)
    found = told(problem, (*offers(deal("a"), deal("b")), WALK_AWAY), offers(deal("d"), deal("c")))
    assert [(entry.room, entry.given_up) for entry in found.movements] == [(0, None), (6, Fraction(1, 6))]
    parties = [attrs.evolve(one, reservation=ProblemReservation(points=3)), two]
    found = told(attrs.evolve(problem, parties=parties), (*offers(deal("a"), deal("c")), WALK_AWAY), offers(deal("d")))
    assert (found.movements[0].room, found.movements[0].given_up) == (4, Fraction(3, 2))  # 8 - 4; 2 is past its floor
    parties = [attrs.evolve(one, reservation=ProblemReservation(points=9)), two]
    found = told(attrs.evolve(problem, parties=parties), (WALK_AWAY,), ())
    assert found.movements[0].room == 0


def test_an_agreement_in_the_only_round_lost_nothing_to_delay():
    terms = Terms(rounds=1, discounts={"One": "0.5", "Two": "0.5"})
    found = told(pie(), offers(share(5)), (ACCEPT,), terms=terms)
    assert dict(found.measures.lost_to_delay) == {"One": 0, "Two": 0}


def test_offers_that_did_not_count_are_no_steps_and_no_last_offers():
    # What One says in rounds 2 and 4 gives Two less than its last offer: 9 and 8 stand.
    first = offers(share(9), share(10), share(8), share(9))
    second = offers(share(0), share(0), share(0), share(1))
    found = told(pie(), first, second, protocol=SimultaneousOffers(), terms=Terms(rounds=4))
    one, two = found.movements
    assert found.transcript.void == (2, 6)
    assert one.first is not None
    assert one.last is not None
    assert (one.offers, one.void, two.void) == (4, 2, 0)
    assert (one.first.package, one.last.package, one.last.round) == (share(9), share(8), 3)
    assert [(step.round, step.changes["One"]) for step in found.measures.steps if step.party == "One"] == [(3, -1)]
    assert (dict(one.steps), one.stalls) == ({StepKind.CONCESSION: 1}, ())
    assert [(shift.first, shift.last) for shift in one.shifts] == [("9", "8")]
    assert found.obstacles[0].offered.package == share(8)
    assert dict(found.obstacles[1].short) == {"One": 7}
    assert {entry.offered.at for entry in found.moments}.isdisjoint(found.transcript.void)
    assert [entry["void"] for entry in account_json(found)["movements"]] == [2, 0]


def test_what_did_not_count_was_not_refused():
    problem = lined(by_issue=True)
    moves = (offers(share(6), share(5)), offers(share(3), share(2), share(6)))
    transcript = played(problem, *moves, protocol=SimultaneousOffers(), terms=Terms(rounds=3))
    log = [*transcript.history.log[:2], (2, "One", SILENT), (2, "Two", offer(share(5))), (2, "Host", SILENT)]
    made = attrs.evolve(transcript, history=negsim.History(log), void=())
    assert account(made, compiled(problem)).refusals[0].package == share(5)
    made = attrs.evolve(made, void=(3,))
    assert account(made, compiled(problem)).refusals[0].package is None


def test_what_is_refused_is_left_out_and_named():
    problem = lined()
    transcript = played(problem, offers(share(5)), (ACCEPT,))
    found = account(transcript, compiled(problem), effort=Effort(max_bytes=1))
    assert found.possible is None
    assert found.measures.to_nash is None
    assert "measures" in found.refused
    assert [entry.party for entry in found.movements] == ["One", "Two"]


def test_a_transcript_of_another_scenario_or_reading_is_refused():
    problem = pie()
    transcript = played(problem, offers(share(5)), (ACCEPT,))
    with pytest.raises(ValueError, match="of scenario 'pie', and the scenario given is 'two_neighbours'"):
        account(transcript, NEIGHBOURS)
    with pytest.raises(ValueError, match="of reading 'given', and the reading given is 'other'"):
        account(transcript, compiled(attrs.evolve(problem, reading="other")))
    with pytest.raises(negsim.UnknownNameError, match="unknown party 'One'"):
        account(transcript, compiled(attrs.evolve(problem, parties=problem.parties[1:])))


def test_each_demand_that_is_named_has_the_statement_behind_it():
    compilation = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml"))
    problem = compilation.problem
    hard = negsim.strategy("hard-liner")
    transcript = Session(
        Talk(problem=problem, protocol=AlternatingOffers(), strategies={"North": hard, "South": hard})
    ).play()
    found = account(transcript, compilation)
    assert set(found.blocking) <= set(found.behind)
    assert "item 2" in found.behind["North:toll-not-free"]
    assert set(account_json(found)["behind"]) == set(found.behind)


def test_the_draft_that_a_settlement_is_held_against():
    found = told(pie(), (SILENT, SILENT), (SILENT, SILENT), protocol=PostSettlement(share(4)))
    assert dict(found.measures.gained) == {"One": 0, "Two": 0}
    assert found.deal is not None
    assert found.deal.package == share(4)


def test_proposals_beside_a_settlement_are_held_against_what_stands():
    moves = (offer(share(6)), SILENT, SILENT, SILENT)
    answers = (ACCEPT, offer(share(5)), SILENT, SILENT)
    found = told(pie(), moves, answers, protocol=PostSettlement(share(4)))
    kinds = [(step.party, dict(step.changes)) for step in found.measures.steps]
    assert kinds == [("One", {"One": 2, "Two": -2}), ("Two", {"One": -1, "Two": 1})]
    assert dict(found.measures.gained) == {"One": 2, "Two": -2}


def test_a_host_s_reservation_counts_where_it_is_asked():
    problem = lined(by_issue=True)
    host = attrs.evolve(
        problem.parties[-1],
        red_lines=[],
        factors=[Factor(["share"], list(range(11)))],
        reservation=ProblemReservation(points=4),
    )
    demands = Demands(problem=attrs.evolve(problem, parties=[*problem.parties[:-1], host]))
    for step in range(11):
        package = share(step)
        names = [demand.name for demand in demands.broken(package)]
        assert names == [
            demand.name for demand in demands.problem.demands if is_broken(demands.problem, demand, package)
        ]
        assert demands.are_kept(package) == (not names)
    assert [demand.name for demand in demands.broken(share(3))] == ["Host:reservation"]
    assert demands.broken(share(0)) == ()  # the status quo is nothing that it is asked about


def test_what_is_no_offer_has_no_worth_and_what_is_about_no_text_has_none():
    problem = pie()
    transcript = played(problem, offers(share(5)), (ACCEPT,))
    with pytest.raises(ValueError, match="move 1 of the talk is none with a package: Two accepts"):
        offered(problem, transcript, 1)
    with pytest.raises(ValueError, match="alternating-offers is about no text"):
        text_before(transcript, 1)


def test_a_package_that_is_none_is_named():
    problem = pie()
    transcript = played(problem, offers(share(5)), (ACCEPT,))
    changed = attrs.evolve(transcript, history=negsim.History([(1, "One", offer(share(12)))]))
    with pytest.raises(negsim.UnknownNameError, match="unknown option of share '12'"):
        measures_of(problem, changed)
