"""A number set to another gives what the scenario with that number would compile to."""

import random
from fractions import Fraction

import attrs
import pytest

from negsim.compilation import compile_scenario, with_evidence
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.parameters import parameter, with_number
from negsim.experiments.sensitivity import sensitivity
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from tests.properties.test_sensitivity import random_scenario

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


@pytest.mark.parametrize("seed", [0, 2, 4, 8])
def test_a_firmness_and_another_number_can_be_set_in_either_order(seed):
    rnd = random.Random(seed)
    reading = Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}, red_from="1/2")
    compilation = compile_scenario(random_scenario(rnd, reserved=0.8), reading=reading)
    names = [known.name for known in knowledge(compilation, spread=Spread(weights="1/2")).numbers]
    firm = [f"firmness:{demand.name}" for demand in compilation.problem.demands]
    for one in firm:
        for other in rnd.sample(names, 3):
            if one == other or _is_whole_weight(compilation, other):
                continue
            first, second = with_number(compilation, one, value="0.41"), with_number(compilation, other, value="0.57")
            both = with_number(first, other, value="0.57")
            assert both == with_number(second, one, value="0.41"), (one, other)
            assert _firmness(both)[one.removeprefix("firmness:")] == Fraction(41, 100)
            assert all(with_evidence(both, entry) == both for entry in both.evidence)


def _is_whole_weight(compilation, name):
    moved = parameter(compilation, name)
    return moved.kind == "weight" and compilation.of(moved.party).weights[moved.issue].weight == 1


def _firmness(compilation):
    return {demand.name: demand.firmness for demand in compilation.problem.demands}


def test_a_firmness_of_a_line_that_a_bloc_shares_is_that_of_each_member():
    said = [
        Statement(party=party, issue="price", stance="demands", options=["low"], strength="explicit", assumption="so")
        for party in "BC"
    ]
    parties = [Party(name, bloc="east") for name in "BC"]
    compilation = compile_scenario(
        Scenario("sale", issues=ISSUES, parties=parties, statements=said),
        reading=Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}),
    )
    changed = with_number(compilation, "firmness:B:price-only-low", value="0.2")
    assert [line.firmness for party in "BC" for line in changed.of(party).lines] == [Fraction(1, 5)] * 2
    assert with_evidence(changed, changed.of("C")) == changed


def test_what_would_change_the_answer_is_the_same_for_a_firmness_set_and_one_stated():
    def bars(compilation):
        known = knowledge(compilation, spread=Spread())
        found = sensitivity(compilation, known=known, answers=["nearest-deal", "odds", "nash"])
        assert not found.left_out
        return {
            (bar.number.name, bar.answer): (bar.low, bar.point, bar.high, bar.pieces, bar.flips) for bar in found.bars
        }

    def stated(line, reservation):
        scenario = scenario_of(reservation=attrs.evolve(FALLBACK, firmness=reservation))
        buyer = attrs.evolve(scenario.parties[0], lines=[attrs.evolve(LINES[0], firmness=line)])
        reading = Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}, red_from="1/2")
        return compile_scenario(attrs.evolve(scenario, parties=[buyer, scenario.parties[1]]), reading=reading)

    changed = with_number(stated("0.2", "0.3"), "firmness:B:no", value="0.7")
    changed = with_number(changed, "firmness:B:reservation", value="0.8")
    assert changed.problem == stated("0.7", "0.8").problem
    assert bars(changed) == bars(stated("0.7", "0.8"))
