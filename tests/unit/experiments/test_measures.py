"""How talks are measured: kinds of steps as defined in the literature, and distances against brute force."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.experiments.measures import StepKind, yardstick
from negsim.problem import ProblemReservation
from negsim.talks.move import ACCEPT, SILENT
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from negsim.testing import oracles
from negsim.testing.problem_generators import open_problems
from tests.unit.talks.playing import Says, deal, offers, pie, share, worth


def played(problem, *moves):
    strategies = {party.id: Says(own) for party, own in zip(problem.signers, moves, strict=True)}
    return Session(Talk(problem=problem, protocol=AlternatingOffers(), strategies=strategies)).play()


@pytest.mark.parametrize(
    ("own", "other", "kind"),
    [
        (-1, 1, "concession"),
        (-1, 0, "concession"),
        (1, 1, "fortunate"),
        (0, 1, "nice"),
        (1, 0, "selfish"),
        (1, -1, "selfish"),
        (0, -1, "unfortunate"),
        (-1, -1, "unfortunate"),
        (0, 0, "silent"),
    ],
)
def test_kinds_of_steps(own, other, kind):
    # Hindriks, Jonker and Tykhonov (2007), table 1.
    problem = worth([5, 5 + own], [5, 5 + other])
    found = yardstick(problem).measure(played(problem, offers(deal("a"), deal("b")), (SILENT, SILENT)))
    # Two has nothing to offer first: it may not be silent, so the talk ends there with one offer more at most.
    assert found.steps == ()
    found = yardstick(problem).measure(played(problem, offers(deal("a"), deal("b")), offers(deal("a"), deal("a"))))
    assert [(step.party, step.kind) for step in found.steps][:1] == [("P1", StepKind(kind))]
    assert dict(found.steps[0].changes) == {"P1": own, "P2": other}


def test_better_for_some_of_the_others_and_worse_for_others_is_mixed():
    problem = worth([5, 4], [5, 6], [5, 4])
    moves = offers(deal("a"), deal("b"))
    found = yardstick(problem).measure(played(problem, moves, moves, moves))
    kinds = {step.party: step.kind for step in found.steps}
    assert kinds == {"P1": StepKind.MIXED, "P2": StepKind.SELFISH, "P3": StepKind.MIXED}


def test_stalls_are_runs_of_offers_that_change_nothing():
    problem = pie()
    one = offers(*[share(step) for step in (9, 9, 9, 8, 8)])
    two = (*offers(*[share(step) for step in (1, 2, 3, 4)]), ACCEPT)
    found = yardstick(problem).measure(played(problem, one, two))
    assert [(stall.party, stall.first, stall.last) for stall in found.stalls] == [("One", 2, 3), ("One", 5, 5)]


@settings(max_examples=40)
@given(open_problems(), st.data())
def test_distances_against_every_package(problem, data):
    zone = oracles.zone(problem)
    signers = [party.id for party in problem.signers]
    if len(signers) < 2:
        return
    agreed = data.draw(st.sampled_from(zone))
    others = [(ACCEPT,)] * (len(signers) - 1)
    transcript = played(problem, offers(agreed), *others)
    if transcript.agreement is None:  # a party with consent by issue refused it
        return
    found = yardstick(problem).measure(transcript)

    def values(package):
        points = problem.points(package)
        return [Fraction(points[party.id], party.scale) for party in problem.signers]

    own = values(agreed)
    better = [
        sum(theirs) - sum(own)
        for theirs in map(values, zone)
        if all(value >= kept for value, kept in zip(theirs, own, strict=True))
    ]
    assert found.gain_left == max(better)
    assert found.is_efficient == (max(better) == 0)
    nash = [math.dist(map(float, own), map(float, values(package))) for package in oracles.solutions(problem)["nash"]]
    assert found.to_nash == pytest.approx(min(nash))
    front = oracles.frontier(problem)
    scales = [party.scale for party in problem.signers]
    nearest = min(
        math.dist(map(float, own), [points / scale for points, scale in zip(row, scales, strict=True)]) for row in front
    )
    assert found.to_frontier == pytest.approx(nearest)


def test_without_an_agreement_or_a_zone_there_is_nothing_to_be_far_from():
    problem = pie()
    found = yardstick(problem).measure(played(problem, offers(*[share(9)] * 200), offers(*[share(1)] * 200)))
    assert (found.is_efficient, found.to_frontier, found.to_nash, found.gain_left) == (None, None, None, None)
    closed = pie(reservation=ProblemReservation(points=11))
    found = yardstick(closed).measure(played(closed, offers(share(9)), (ACCEPT,)))
    assert found.is_efficient is None
