"""What is known of each number: as the file states it, from a ranking, or as the analyst assumes it."""

from fractions import Fraction
from typing import Any

import attrs
import pytest

from negsim.compilation import Compilation, compile_scenario
from negsim.errors import UnanswerableError
from negsim.experiments.knowledge import ASSUMED, Spread, knowledge
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue

ISSUES = [
    Issue("price", ["low", "middle", "high"], ordered=True, status_quo="low"),
    Issue("date", ["soon", "late"], status_quo="late"),
    Issue("colour", ["red", "blue"]),
]
VALUES: dict[str, Any] = {"price": {"low": 1, "middle": "0.4", "high": 0}, "date": {"soon": 1, "late": 0}}
PREFERENCES = Preferences(weights={"price": 3, "date": 1}, values=VALUES)


def known_of(party, *, spread=ASSUMED):
    return knowledge(compiled(party), spread=spread).of(party.id)


def compiled(party, **fields):
    return compile_scenario(Scenario("sale", issues=ISSUES, parties=[party], **fields))


def test_what_the_file_says_nothing_of_is_assumed_within_the_spread():
    found = known_of(Party("P", preferences=PREFERENCES))
    assert found.weights["price"].interval == Interval("3/8", 1)  # 3/4 and half of it either way, but at most 1
    assert found.weights["date"].interval == Interval("1/8", "3/8")
    assert found.weights["price"].origin == "assumed"
    assert found.weights["colour"].interval == Interval(0, 0)  # worth nothing to it, and nothing else is thinkable
    assert not found.weights["colour"].is_uncertain
    assert found.sums_to_one


def test_values_spread_between_nothing_and_everything_only():
    found = known_of(Party("P", preferences=PREFERENCES), spread=Spread(values="0.5"))
    price = found.values["price"]
    assert price["middle"].interval == Interval(0, "0.8")
    assert [price[end].interval.width for end in ("low", "high")] == [0, 0]


def test_stated_intervals_take_the_place_of_the_spread():
    stated = Uncertainty(
        weights={"price": Interval("0.5", "0.8")},
        values={"price": {"high": Interval(0, "0.2")}},
        better={"price": [["low", "middle", "high"]]},
        heavier=[["price", "date"]],
        distribution="triangular",
    )
    found = known_of(Party("P", preferences=PREFERENCES, uncertainty=stated))
    assert found.weights["price"].origin == "stated"
    assert found.weights["date"].interval == Interval(0, 1)  # nothing else is known of it
    assert found.values["price"]["high"].interval == Interval(0, "0.2")
    assert (found.heavier, found.better["price"]) == ((("price", "date"),), (("low", "middle", "high"),))
    assert found.distribution.value == "triangular"


def test_a_ranking_is_all_that_is_known_of_weights_that_come_from_it():
    ranked = Preferences(ranking=["colour", ["price", "date"]], values={**VALUES, "colour": {"red": 1, "blue": 0}})
    found = known_of(Party("P", preferences=ranked))
    assert found.heavier == (("colour", "price"), ("colour", "date"))
    assert {known.origin for known in found.weights.values()} == {"ranked"}
    assert found.weights["price"].interval == Interval(0, 1)
    stated = known_of(Party("P", preferences=ranked, uncertainty=Uncertainty(heavier=[["price", "date"]])))
    assert stated.heavier == (("price", "date"),)
    assert stated.weights["colour"].origin == "stated"


def test_numbers_as_written_are_no_shares():
    values = {"price": {"low": -30, "middle": 5, "high": 40}, "date": VALUES["date"]}
    sheet = Preferences(as_written=True, weights={"price": 2, "date": 1}, values=values)
    found = known_of(Party("P", preferences=sheet))
    assert not found.sums_to_one
    assert found.weights["price"].interval == Interval(1, 3)


@pytest.mark.parametrize(
    ("uncertainty", "origin", "interval"),
    [
        (None, "assumed", Interval("0.45", "0.55")),
        (Uncertainty(reservation=Interval("0.2", "0.9")), "stated", Interval("0.2", "0.9")),
    ],
)
def test_a_reservation_as_a_number(uncertainty, origin, interval):
    party = Party("P", preferences=PREFERENCES, reservation=Reservation(value="0.5"), uncertainty=uncertainty)
    found = known_of(party, spread=Spread(reservation="0.05"))
    assert (found.reservation.point, found.reservation.origin, found.reservation.interval) == (
        Fraction(1, 2),
        origin,
        interval,
    )
    assert found.fallback is None


def test_a_fallback_moves_with_the_numbers_that_it_is_valued_in_unless_an_interval_is_stated():
    issues, fallback = ISSUES[:2], Reservation(fallback={"price": "middle"})
    party = Party("P", preferences=PREFERENCES, reservation=fallback)
    found = knowledge(compile_scenario(Scenario("sale", issues=issues, parties=[party]))).of("P")
    assert found.fallback == {"price": "middle", "date": "late"}
    assert found.reservation is not None
    assert found.reservation.origin == "exact"
    stated = attrs.evolve(party, uncertainty=Uncertainty(reservation=Interval(0, 1)))
    assert knowledge(compile_scenario(Scenario("sale", issues=issues, parties=[stated]))).of("P").fallback is None


def test_firmness_of_lines_and_reservations():
    lines = [
        RedLine("sure", [Box({"price": ["high"]}, price=5)]),
        RedLine("half", [Box({"date": ["late"]}, price=5)], firmness="0.5"),
        RedLine("told", [Box({"colour": ["red"]}, price=5)], firmness="0.5"),
    ]
    party = Party(
        "P",
        preferences=PREFERENCES,
        lines=lines,
        reservation=Reservation(value=0, firmness="0.9"),
        uncertainty=Uncertainty(firmness={"told": Interval("0.1", "0.3")}),
    )
    found = knowledge(compiled(party)).firmness
    assert [(name, known.origin) for name, known in found.items()] == [
        ("P:sure", "exact"),
        ("P:half", "assumed"),
        ("P:told", "stated"),
        ("P:reservation", "assumed"),
    ]
    assert found["P:reservation"].interval == Interval("0.8", 1)  # 0.2 down would be 0.3 up: in the mean it is 0.9
    assert found["P:told"].is_uncertain  # its point is outside of what is stated
    assert found["P:told"].name == "firmness:P:told"


def test_numbers_are_those_that_may_be_something_else_and_assumptions_count_them():
    statement = Statement(party="P", issue="colour", stance="rejects", options=["red"])
    party = Party("P", preferences=Preferences(values=VALUES))
    compilation = compile_scenario(
        Scenario("sale", issues=ISSUES, parties=[party], statements=[statement]), reading="negotiable"
    )
    found = knowledge(compilation)
    assert [known.name for known in found.numbers] == [
        "P:weight:price",
        "P:weight:date",
        "P:weight:colour",
        "firmness:P:colour-not-red",
    ]
    assert found.assumptions == (
        "3 weights are taken to lie within 50 % of what is coded: the analyst's assumption",
        "1 demand is taken to be as firm as coded, give or take 0.2, or less near 0 and 1: the analyst's assumption",
    )
    nothing = knowledge(compilation, spread=Spread(weights=0, firmness=0))
    assert (nothing.numbers, nothing.assumptions) == ((), ())


def test_a_problem_in_integers_has_no_weights_to_be_unsure_of():
    compilation = compiled(Party("P", preferences=PREFERENCES))
    bare = Compilation(
        scenario=compilation.scenario,
        reading=compilation.reading,
        as_of=None,
        problem=compilation.problem,
        evidence=(),
    )
    with pytest.raises(UnanswerableError, match="given in integers"):
        knowledge(bare)


def test_a_spread_is_a_share():
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        Spread(weights=2)


def test_where_options_are_in_an_order_nothing_else_is_known_of_those_between_the_ends():
    issue = Issue("grade", ["best", "good", "fair", "worst"])
    values: dict[str, Any] = {"grade": {"best": 1, "good": "0.7", "fair": "0.2", "worst": 0}}
    chains = Uncertainty(better={"grade": [["best", "good", "worst"]]})
    for as_written, low, high in ((False, 0, 1), (True, -2, 3)):
        ends = {"best": high, "worst": low} if as_written else {}
        stated = Preferences(as_written=as_written, weights={"grade": 1}, values={"grade": {**values["grade"], **ends}})
        party = Party("P", preferences=stated, uncertainty=chains)
        compilation = compile_scenario(Scenario("s", issues=[issue], parties=[party]))
        found = knowledge(compilation, spread=Spread(weights=0)).of("P").values["grade"]
        assert (found["good"].interval, found["good"].origin) == (Interval(low, high), "stated")
        exact = {"best": high, "fair": Fraction("0.2"), "worst": low}
        assert {name: found[name].point for name in exact if not found[name].is_uncertain} == exact
