"""Who moved in a talk: what was taken beside what was offered, and what steps come from and add up to."""

from fractions import Fraction

import attrs

import negsim
from negsim.experiments.account import Why, account
from negsim.experiments.measures import StepKind
from negsim.talks.move import ACCEPT, WALK_AWAY, offer
from tests.unit.experiments.test_account import compiled, lined, played, told
from tests.unit.talks.playing import deal, offers, pie, share, worth


def test_the_largest_concession_comes_with_what_it_was_made_from():
    found = told(pie(), (*offers(share(10), share(9), share(4)), WALK_AWAY), offers(share(0), share(0), share(0)))
    largest = next(entry for entry in found.moments if Why.LARGEST in entry.why)
    assert (largest.offered.package, largest.before) == (share(4), share(9))


def test_what_was_taken_last_stands_out_where_nothing_came_of_it():
    takes = told(lined(by_issue=True), (*offers(share(5), share(5)), WALK_AWAY), (ACCEPT, ACCEPT))
    (moment,) = [entry for entry in takes.moments if entry.why == (Why.ACCEPTED,)]
    assert (moment.offered.party, moment.offered.maker, moment.offered.package) == ("Two", "One", share(5))
    two = takes.movements[1]
    assert (two.offers, two.first, two.accepted, two.given_up) == (0, None, 2, Fraction(5, 6))


def test_mixed_steps_come_with_whom_they_favour_in_sum():
    problem = worth([90, 60, 30], [0, 50, 40], [50, 0, 30])
    log = [(at + 1, "P1", offer(deal(option))) for at, option in enumerate("abc")]
    transcript = attrs.evolve(
        played(problem, offers(deal("a")), (WALK_AWAY,), ()), history=negsim.History(log), rounds=3
    )
    first = account(transcript, compiled(problem)).movements[0]
    assert (dict(first.steps), dict(first.mixed)) == ({StepKind.MIXED: 2}, {"P2": 40, "P3": -20})
