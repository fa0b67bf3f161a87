"""Backward induction over the frontier, against the whole game tree and against Rubinstein's division."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import UnanswerableError
from negsim.experiments.subgame_perfect import subgame_perfect
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Space

SHARES = st.sampled_from([Fraction(share) for share in ("1", "0.99", "0.9", "2/3", "0.5", "0.1")])


def problem(worths, *, reservations=(None, None)):
    """Make a problem whose packages are worth what a list of pairs says."""
    issue = Issue("deal", [f"o{at}" for at in range(len(worths))])
    parties = [
        ProblemParty(
            id=name,
            scale=100,
            factors=[Factor(["deal"], [pair[at] for pair in worths])],
            reservation=None if reservations[at] is None else ProblemReservation(points=reservations[at]),
        )
        for at, name in enumerate(("One", "Two"))
    ]
    return BargainingProblem(scenario="drawn", reading="given", space=Space([issue]), parties=parties)


def floors_of(worths, reservations):
    """Return the least that each takes: its reservation, or the worst of all where that is more."""
    return [
        max(min(pair[at] for pair in worths), -(10**9) if floor is None else floor)
        for at, floor in enumerate(reservations)
    ]


def by_tree(worths, left, *, offers, proposer, keeps, reservations):
    """Play the whole tree: every package at every offer. Return what the talk is worth at its start, and where."""
    if offers == 0:
        return left, None
    rest = {"offers": offers - 1, "proposer": 1 - proposer, "keeps": keeps, "reservations": reservations}
    later, found = by_tree(worths, left, **rest)
    waiting = [share * own for share, own in zip(keeps, later, strict=True)] if offers > 1 else later
    floors = floors_of(worths, reservations)
    zone = [pair for pair in worths if all(own >= floor for own, floor in zip(pair, floors, strict=True))]
    other = 1 - proposer
    taken = [pair for pair in zone if pair[other] >= waiting[other]]
    best = max(taken, key=lambda pair: (pair[proposer], pair[other]), default=None)
    if best is None or best[proposer] < waiting[proposer]:
        return waiting, found
    return [Fraction(own) for own in best], best


@given(
    worths=st.lists(st.tuples(st.integers(-10, 30), st.integers(-10, 30)), min_size=1, max_size=8),
    reservations=st.tuples(*[st.none() | st.integers(-10, 30)] * 2),
    keeps=st.tuples(SHARES, SHARES),
    offers=st.integers(1, 6),
    first=st.integers(0, 1),
)
def test_as_in_the_whole_game_tree(worths, reservations, keeps, offers, first):
    asked = problem(worths, reservations=reservations)
    found = subgame_perfect(
        asked, offers=offers, first=("One", "Two")[first], discounts=dict(zip(("One", "Two"), keeps, strict=True))
    )
    left = [Fraction(floor) for floor in floors_of(worths, reservations)]
    worth, agreed = by_tree(worths, left, offers=offers, proposer=first, keeps=keeps, reservations=reservations)
    assert list(found.stages[0].worth.values()) == worth
    assert tuple(found.points.values()) == (agreed or ())
    assert len(found.stages) == offers
    if found.package is not None:
        assert tuple(asked.points(found.package).values()) == agreed
        assert found.stages[found.at - 1].agreed
        assert not any(stage.agreed for stage in found.stages[: found.at - 1])


@pytest.mark.parametrize(("one", "two"), [("0.9", "0.9"), ("0.8", "0.95"), ("0.5", "0.7")])
def test_a_finely_divided_pie_and_many_offers_approach_rubinstein(one, two):
    # Rubinstein (1982): who begins has (1 - d2) / (1 - d1 d2) of the pie. Every stage rounds by less than one crumb,
    # and what is rounded is discounted at each step back.
    crumbs = 5_000
    pie = problem([(own, crumbs - own) for own in range(crumbs + 1)])
    first, second = Fraction(one), Fraction(two)
    division = (1 - second) / (1 - first * second)
    found = subgame_perfect(pie, offers=200, first="One", discounts={"One": one, "Two": two})
    assert abs(Fraction(found.points["One"], crumbs) - division) <= Fraction(2, crumbs) / (1 - first * second)
    assert (found.at, sum(found.points.values())) == (1, crumbs)


def test_a_single_offer_takes_all_that_the_other_does_not_hold_on_to():
    pie = problem([(own, 10 - own) for own in range(11)], reservations=(None, 3))
    assert dict(subgame_perfect(pie, offers=1, first="One").points) == {"One": 7, "Two": 3}
    assert dict(subgame_perfect(pie, offers=1, first="One", outside={"Two": "4.5"}).points) == {"One": 5, "Two": 5}


def test_an_empty_zone_is_an_answer():
    found = subgame_perfect(problem([(1, 1)], reservations=(2, None)), offers=3, first="Two")
    assert (found.package, found.at, dict(found.points)) == (None, 0, {})
    assert [stage.proposer for stage in found.stages] == ["Two", "One", "Two"]


def test_what_cannot_be_asked():
    alone = BargainingProblem(
        scenario="alone", reading="given", space=Space([Issue("a", ["x"])]), parties=[ProblemParty(id="One")]
    )
    with pytest.raises(UnanswerableError, match="1 parties sign"):
        subgame_perfect(alone, offers=1, first="One")
    pie = problem([(1, 1)])
    with pytest.raises(ValueError, match="expected at least one offer"):
        subgame_perfect(pie, offers=0, first="One")
    with pytest.raises(ValueError, match="and one of"):
        subgame_perfect(pie, offers=1, first="Three")
    for discounts in ({"One": 0}, {"Three": 1}):
        with pytest.raises(ValueError, match="expected shares above 0"):
            subgame_perfect(pie, offers=1, first="One", discounts=discounts)
