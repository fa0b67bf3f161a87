"""From a scenario and a reading to a problem: worked examples."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from negsim.compilation import compile_scenario
from negsim.errors import UnknownNameError
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import FACE_VALUE, NEGOTIABLE, Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package

A = Issue("a", ["x", "y", "z"], ordered=True, status_quo="x")
B = Issue("b", ["p", "q"], status_quo="p")
Values = dict[str, dict[str, int | float | str | Decimal | Fraction]]
VALUES: Values = {
    "a": {"x": 0, "y": "0.5", "z": 1},
    "b": {"p": 1, "q": 0},
}
BELIEVING = Reading("believing", believe_warnings=True)


def scenario(*parties, **fields):
    return Scenario("worked", issues=[A, B], parties=parties, **fields)


def test_values_times_weights_become_integers_on_the_least_scale():
    party = Party("P", preferences=Preferences(weights={"a": 3, "b": 1}, values=VALUES))
    (found,) = compile_scenario(scenario(party)).problem.parties
    assert found.scale == 8
    assert [(factor.issues, factor.values.tolist()) for factor in found.factors] == [
        (("a",), [0, 3, 6]),
        (("b",), [2, 0]),
    ]


def test_an_interaction_is_a_factor_over_its_issues():
    bonus = Interaction({"a": ["y", "z"], "b": ["q"]}, "12.5")
    party = Party("P", preferences=Preferences(weights={"a": 1, "b": 1}, values=VALUES, interactions=[bonus]))
    (found,) = compile_scenario(scenario(party)).problem.parties
    assert found.scale == 8
    assert found.factors[-1].issues == ("a", "b")
    assert found.factors[-1].values.tolist() == [[0, 0], [0, 1], [0, 1]]


def test_a_fallback_keeps_the_status_quo_where_it_says_nothing():
    fallback = Reservation(fallback={"a": "y"}, firmness="0.4")
    party = Party("P", preferences=Preferences(weights={"a": 1, "b": 1}, values=VALUES), reservation=fallback)
    (found,) = compile_scenario(scenario(party)).problem.parties
    assert found.reservation is not None
    assert Fraction(found.reservation.points, found.scale) == Fraction(3, 4)
    assert (found.reservation.firmness, found.reservation.red) == (Fraction(2, 5), True)
    strict = compile_scenario(scenario(party), reading="negotiable").problem.parties[0].reservation
    assert strict is not None
    assert not strict.red


def test_a_stated_reservation_is_as_firm_as_its_strength():
    party = Party("P", reservation=Reservation(value="0.3", strength="explicit"))
    (found,) = compile_scenario(scenario(party), reading=NEGOTIABLE).problem.parties
    assert found.reservation is not None
    assert (found.scale, found.reservation.points, found.reservation.firmness) == (10, 3, Fraction(3, 5))


def test_a_believed_warning_takes_the_status_quos_place_where_its_condition_holds_in_it():
    warnings = [
        Statement(party="Q", issue="a", stance="warns", options=["y"], given={"b": ["p"]}, date=dt.date(2022, 1, 1)),
        Statement(party="Q", issue="a", stance="warns", options=["z"], given={"b": ["p"]}, date=dt.date(2022, 1, 5)),
        Statement(party="Q", issue="b", stance="warns", options=["q"], given={"a": ["z"]}),
    ]
    party = Party(
        "P",
        preferences=Preferences(weights={"a": 1, "b": 1}, values=VALUES),
        reservation=Reservation(fallback={"b": "p"}),
    )
    given = scenario(party, Party("Q"), statements=warnings)

    def least(reading, **fields):
        problem = compile_scenario(given, reading=reading, **fields).problem
        assert problem.parties[0].reservation is not None
        return problem.no_agreement, Fraction(problem.parties[0].reservation.points, problem.parties[0].scale)

    assert least(FACE_VALUE) == (Package({"a": "x", "b": "p"}), Fraction(1, 2))
    assert least(BELIEVING) == (Package({"a": "z", "b": "p"}), 1)
    assert least(BELIEVING, as_of=dt.date(2022, 1, 2)) == (Package({"a": "y", "b": "p"}), Fraction(3, 4))
    assert least(BELIEVING, as_of=dt.date(2021, 1, 2)) == (Package({"a": "x", "b": "p"}), Fraction(1, 2))


def test_without_a_status_quo_nothing_holds_without_an_agreement():
    free = Issue("a", ["x", "y"])
    whole = Party(
        "P", preferences=Preferences(values={"a": {"x": 1, "y": 0}}), reservation=Reservation(fallback={"a": "x"})
    )
    problem = compile_scenario(Scenario("free", issues=[free], parties=[whole]), reading=BELIEVING).problem
    assert problem.no_agreement is None
    assert problem.parties[0].reservation is not None
    assert problem.parties[0].reservation.points == 1


def test_a_line_is_firmer_once_a_statement_behind_it_is_public():
    source = Source("note", date=dt.date(2022, 1, 1), published=dt.date(2022, 2, 2))
    said = [Statement(party="P", issue="b", stance="rejects", options=["q"], source="note", strength="explicit")]
    given = scenario(Party("P"), sources=[source], statements=said)

    def firmness(**fields):
        (line,) = compile_scenario(given, reading=NEGOTIABLE, **fields).of("P").lines
        return line.is_public, line.firmness

    assert firmness() == (True, Fraction(17, 25))
    assert firmness(as_of=dt.date(2022, 1, 10)) == (False, Fraction(3, 5))
    assert compile_scenario(given, as_of=dt.date(2021, 1, 1)).of("P").lines == ()


def test_a_stated_line_counts_from_its_day_with_its_own_firmness_and_an_id_of_its_own():
    source = Source("note", date=dt.date(2022, 1, 1))
    box = Box({"a": ["z"], "b": ["q"]})
    party = Party(
        "P",
        lines=[
            RedLine("b-not-q", [box], price=5, firmness="0.1", date=dt.date(2022, 3, 1)),
            RedLine("sourced", [box], source="note"),
            RedLine("undated", [box]),
        ],
    )
    said = [Statement(party="P", issue="b", stance="rejects", options=["q"], date=dt.date(2021, 1, 1))]
    given = scenario(party, sources=[source], statements=said)
    lines = compile_scenario(given).of("P").lines
    assert [line.line.id for line in lines] == ["b-not-q", "b-not-q-2", "sourced", "undated"]
    assert lines[1].firmness == Fraction(1, 10)
    assert lines[1].line.boxes[0].price == 5
    earlier = compile_scenario(given, as_of=dt.date(2021, 6, 1)).of("P").lines
    assert [line.line.id for line in earlier] == ["b-not-q", "undated"]


def test_a_reading_is_found_by_name_or_taken_as_it_is():
    own = Reading("own", red_from="0.5")
    given = scenario(Party("P"), readings=[own])
    assert compile_scenario(given, reading="own").reading is own
    assert compile_scenario(given, reading=BELIEVING).problem.reading == "believing"
    with pytest.raises(UnknownNameError, match="unknown reading"):
        compile_scenario(given, reading="other")
    with pytest.raises(UnknownNameError, match="unknown party"):
        compile_scenario(given).of("Q")


def test_a_fallback_keeps_each_status_quo_there_is_though_another_issue_has_none():
    issues = [Issue("x", ["a", "b"], status_quo="a"), Issue("y", ["p", "q"])]
    values: dict[str, dict[str, int | float | str | Decimal | Fraction]] = {
        "x": {"a": 1, "b": 0},
        "y": {"p": 0, "q": 0},
    }
    party = Party("A", preferences=Preferences(values=values), reservation=Reservation(fallback={"y": "q"}))
    problem = compile_scenario(Scenario("s", issues=issues, parties=[party])).problem
    reservation = problem.parties[0].reservation
    assert reservation is not None
    assert Fraction(reservation.points, problem.parties[0].scale) == Fraction(1, 2)
    assert problem.no_agreement is None


def test_a_believed_warning_takes_the_status_quos_place_in_a_fallback_that_names_it():
    issues = [Issue("x", ["a", "b"], status_quo="a"), Issue("y", ["p", "q"], status_quo="p"), Issue("z", ["m", "n"])]
    values: dict[str, dict[str, int | float | str | Decimal | Fraction]] = {
        "x": {"a": 1, "b": "0.5"},
        "y": {"p": 0, "q": 0},
        "z": {"m": 0, "n": 0},
    }
    fallback = Reservation(fallback={"x": "a", "z": "m"})
    party = Party("A", preferences=Preferences(values=values), reservation=fallback)
    warning = Statement(party="B", issue="x", stance="warns", options=["b"], given={"y": ["p"]})
    believed = Reading("believed", believe_warnings=True)
    scenario = Scenario("s", issues=issues, parties=[party, Party("B")], statements=[warning], readings=[believed])
    least = {
        reading: compile_scenario(scenario, reading=reading).of("A").reservation
        for reading in ("face-value", "believed")
    }
    assert least == {"face-value": Fraction(1, 3), "believed": Fraction(1, 6)}


def test_a_reservation_is_as_old_as_its_source():
    source = Source("late", date=dt.date(2022, 1, 20))
    party = Party("A", reservation=Reservation(value="0.5", source="late"))
    scenario = Scenario("s", issues=[Issue("x", ["a", "b"])], parties=[party], sources=[source])
    assert compile_scenario(scenario, as_of=dt.date(2022, 1, 19)).of("A").reservation is None
    assert compile_scenario(scenario, as_of=dt.date(2022, 1, 20)).of("A").reservation == Fraction(1, 2)


def test_a_line_is_as_firm_as_its_firmest_statement_and_no_firmer():
    said = [
        Statement(party="A", issue="x", stance="rejects", options=["b"], strength="principle", public=False),
        Statement(party="A", issue="x", stance="rejects", options=["b"], strength="interest", public=True),
    ]
    scenario = Scenario("s", issues=[Issue("x", ["a", "b"])], parties=[Party("A")], statements=said)
    (line,) = compile_scenario(scenario, reading="negotiable").of("A").lines
    assert (line.firmness, line.strength.value, line.is_public) == (Fraction(9, 10), "principle", False)
