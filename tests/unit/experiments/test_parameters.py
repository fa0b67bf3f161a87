"""A number set to another gives what the scenario with that number would compile to."""

from fractions import Fraction

import attrs
import pytest

from negsim.compilation import compile_scenario
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.experiments.parameters import parameter, with_number
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue

ISSUES = [
    Issue("price", ["low", "middle", "high"], ordered=True, status_quo="low"),
    Issue("date", ["soon", "late"], status_quo="late"),
    Issue("place", ["here", "there"], status_quo="here"),
]
WEIGHTS = {"price": "1/2", "date": "1/4", "place": "1/4"}
VALUES = {
    "price": {"low": 1, "middle": "0.4", "high": 0},
    "date": {"soon": 1, "late": 0},
    "place": {"here": 0, "there": 1},
}
LINES = [RedLine("no", [Box({"price": ["high"], "date": ["late"]})], strength="principle", assumption="so")]
FALLBACK = Reservation(fallback={"price": "middle", "date": "soon"})


def scenario_of(*, weights=WEIGHTS, values=VALUES, reservation=FALLBACK, as_written=False):
    preferences = Preferences(weights=weights, values=values, as_written=as_written)
    buyer = Party("B", preferences=preferences, lines=LINES, reservation=reservation)
    said = Statement(party="S", issue="price", stance="demands", options=["high"], strength="interest", assumption="so")
    return Scenario("sale", issues=ISSUES, parties=[buyer, Party("S")], statements=[said])


def test_a_weight_is_that_of_the_scenario_with_the_others_in_proportion():
    changed = with_number(compile_scenario(scenario_of()), "B:weight:price", value="4/5")
    weights = {"price": "4/5", "date": "1/10", "place": "1/10"}
    assert changed.problem == compile_scenario(scenario_of(weights=weights)).problem


def test_weights_as_written_keep_the_others():
    changed = with_number(compile_scenario(scenario_of(as_written=True)), "B:weight:price", value=3)
    assert changed.problem == compile_scenario(scenario_of(weights={**WEIGHTS, "price": 3}, as_written=True)).problem


def test_a_value_is_that_of_the_scenario():
    changed = with_number(compile_scenario(scenario_of()), "B:value:price:middle", value="0.7")
    values = {**VALUES, "price": {"low": 1, "middle": "0.7", "high": 0}}
    assert changed.problem == compile_scenario(scenario_of(values=values)).problem


def test_a_reservation_is_that_of_the_scenario():
    changed = with_number(compile_scenario(scenario_of()), "B:reservation", value="0.3")
    assert changed.problem == compile_scenario(scenario_of(reservation=Reservation(value="0.3"))).problem


def test_a_stated_reservation_stays_as_weights_move():
    changed = with_number(
        compile_scenario(scenario_of(reservation=Reservation(value="0.3"))), "B:weight:price", value="4/5"
    )
    assert changed.of("B").reservation == Fraction(3, 10)


def test_a_firmness_reddens_from_where_the_reading_says_and_what_it_meets():
    reading = Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}, red_from="0.95")
    compilation = compile_scenario(scenario_of(), reading=reading)
    assert [demand.red for demand in compilation.problem.demands] == [False, False, False]
    changed = with_number(compilation, "firmness:B:no", value="0.95")
    # The line is about the price too, on which it meets the seller's.
    assert [(demand.firmness, demand.red) for demand in changed.problem.demands] == [
        (Fraction(19, 20), True),
        (Fraction(9, 10), False),
        (Fraction(3, 10), True),
    ]
    raised = with_number(compilation, "firmness:B:reservation", value=1)
    assert [demand.red for demand in raised.problem.demands] == [False, True, False]


def test_firmness_reddens_the_line_of_the_other_side_that_it_meets():
    said = [
        Statement(party=party, issue="price", stance="demands", options=[option], strength="explicit", assumption="so")
        for party, option in [("B", "low"), ("S", "high")]
    ]
    scenario = Scenario("sale", issues=ISSUES[:1], parties=[Party("B"), Party("S")], statements=said)
    reading = Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}, red_from="0.8")
    changed = with_number(compile_scenario(scenario, reading=reading), "firmness:B:price-only-low", value="0.8")
    assert [demand.red for demand in changed.problem.demands] == [True, True]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("B:weight:price", "weight of price with B"),
        ("B:value:price:low", "value of low on price with B"),
        ("B:reservation", "reservation of B"),
        ("firmness:B:no", "firmness of B:no"),
    ],
)
def test_a_number_is_found_by_its_name_and_named_in_words(name, words):
    assert parameter(compile_scenario(scenario_of()), name).words == words


@pytest.mark.parametrize("name", ["B:weight:prize", "S:reservation", "firmness:B:yes", "B", "firmness"])
def test_a_name_that_means_no_number_is_refused(name):
    with pytest.raises(UnknownNameError, match="number"):
        with_number(compile_scenario(scenario_of()), name, value=1)


def test_the_only_weight_cannot_be_another():
    compilation = compile_scenario(scenario_of(weights={"price": 1, "date": 0, "place": 0}))
    with pytest.raises(UnanswerableError, match="only issue"):
        with_number(compilation, "B:weight:price", value="1/2")
    assert with_number(compilation, "B:weight:price", value=1).problem == compilation.problem


def test_nothing_that_was_given_is_changed():
    compilation = compile_scenario(scenario_of())
    before = attrs.evolve(compilation)
    with_number(compilation, "B:weight:price", value="4/5")
    assert compilation == before
