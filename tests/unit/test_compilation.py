"""From a scenario and a reading to a problem: worked examples."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from negsim import compilation
from negsim.compilation import compile_scenario
from negsim.errors import TooLargeError, UnknownNameError
from negsim.evidence import package_value
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


SHEET: Values = {"a": {"x": 0, "y": 10, "z": 25}, "b": {"p": "-7.5", "q": 40}}


def sheet(**fields):
    """Return the compilation of a party with a score sheet: its numbers count as written."""
    stated = {"weights": {"a": 1, "b": 1}, "values": SHEET, "as_written": True, **fields}
    return compile_scenario(scenario(Party("P", preferences=Preferences(**stated))))


def worth(compiled):
    """Return what every package is worth to P, and check that the problem says so too."""
    (party,) = compiled.problem.parties
    found = {}
    for a in A.option_ids:
        for b in B.option_ids:
            points = compiled.problem.points(Package({"a": a, "b": b}))["P"]
            found[a + b] = package_value(compiled.of("P"), {"a": a, "b": b})
            assert found[a + b] == Fraction(points, party.scale)
    return {name: float(value) for name, value in found.items()}


def test_a_score_sheet_counts_as_written():
    compiled = sheet()
    assert worth(compiled) == {"xp": -7.5, "xq": 40, "yp": 2.5, "yq": 50, "zp": 17.5, "zq": 65}
    assert compiled.of("P").weights["a"].weight == 1
    (party,) = compiled.problem.parties
    assert (party.scale, party.ceiling) == (2, None)


def test_weights_as_written_may_be_any_numbers():
    assert worth(sheet(weights={"a": "-0.5", "b": 2}))["zq"] == 67.5
    assert worth(sheet(weights={"a": 0, "b": 0})) == dict.fromkeys(["xp", "xq", "yp", "yq", "zp", "zq"], 0)
    assert worth(sheet(weights={}, ranking=["b", "a"]))["zq"] == 0.75 * 40 + 0.25 * 25


def test_a_ceiling_cuts_what_packages_are_worth():
    compiled = sheet(ceiling="45.25")
    assert worth(compiled) == {"xp": -7.5, "xq": 40, "yp": 2.5, "yq": 45.25, "zp": 17.5, "zq": 45.25}
    (party,) = compiled.problem.parties
    assert (party.scale, party.ceiling, party.bounds) == (4, 181, (-30, 181))


@pytest.mark.parametrize("ceiling", [65, "65.125", 10**20])
def test_a_ceiling_that_cuts_nothing_is_left_out(ceiling):
    (party,) = sheet(ceiling=ceiling).problem.parties
    assert (party.ceiling, party.bounds[1]) == (None, 65 * party.scale)


@pytest.mark.parametrize("ceiling", ["64.5", 0, -8, -(10**20)])
def test_a_ceiling_below_all_is_what_all_packages_are_worth(ceiling):
    compiled = sheet(ceiling=ceiling)
    (party,) = compiled.problem.parties
    assert party.ceiling == Fraction(ceiling) * party.scale
    assert max(worth(compiled).values()) == float(Fraction(ceiling))


def test_a_ceiling_holds_for_a_fallback_and_for_shares_as_well():
    stated = Preferences(weights={"a": 1, "b": 1}, values=VALUES, ceiling="0.6")
    party = Party("P", preferences=stated, reservation=Reservation(fallback={"a": "z", "b": "p"}))
    compiled = compile_scenario(scenario(party))
    assert compiled.of("P").reservation == Fraction(3, 5)
    assert worth(compiled)["zp"] == 0.6
    assert worth(compiled)["xp"] == 0.5


def test_what_a_discount_and_a_capability_are_changes_no_answer():
    plain = scenario(Party("P", preferences=Preferences(weights={"a": 1, "b": 1}, values=VALUES)))
    stated = attrs.evolve(plain.party("P").preferences, discount="0.9")
    kept = scenario(Party("P", preferences=stated, capability=120))
    assert compile_scenario(kept).problem == compile_scenario(plain).problem
    assert (kept.party("P").preferences.discount, kept.party("P").capability) == (Fraction(9, 10), 120)


def test_interactions_of_the_same_issues_share_a_factor_whatever_their_order():
    bonuses = [
        Interaction({"a": ["x", "z"], "b": ["q"]}, 10),
        Interaction({"b": ["q", "p"], "a": ["z"]}, "-2.5"),
        Interaction({"b": ["q"]}, 100),
        Interaction({"a": ["y"]}, 100),
    ]
    (party,) = sheet(interactions=bonuses).problem.parties
    tables = {factor.issues: factor.values.tolist() for factor in party.factors}
    assert party.scale == 40
    assert tables == {
        ("a",): [0, 11 * 40, 25 * 40],
        ("b",): [-300, 41 * 40],
        ("a", "b"): [[0, 4], [0, 0], [-1, 3]],
    }
    only = Preferences(interactions=[Interaction({"b": ["q"]}, 5), Interaction({"b": ["q"]}, 7)])
    (party,) = compile_scenario(scenario(Party("P", preferences=only))).problem.parties
    assert [(factor.issues, factor.values.tolist(), party.scale) for factor in party.factors] == [
        (("b",), [0, 12], 100)
    ]


def test_numbers_beyond_62_bits_stay_whole():
    stated = Preferences(
        weights={"a": 1, "b": 1},
        values={"a": {"x": 10**20, "y": 0, "z": 1}, "b": {"p": 0, "q": 1}},
        interactions=[Interaction({"a": ["x"], "b": ["q"]}, 100 * 10**20)],
        as_written=True,
        ceiling=10**20 + 1,
    )
    compiled = compile_scenario(scenario(Party("P", preferences=stated)))
    (party,) = compiled.problem.parties
    assert [factor.values.dtype for factor in party.factors] == [object, "int64", object]
    assert compiled.problem.points(Package({"a": "x", "b": "q"})) == {"P": 10**20 + 1}
    assert compiled.problem.points(Package({"a": "z", "b": "q"})) == {"P": 2}


def test_a_table_of_an_interaction_that_would_not_fit_is_refused():
    issues = [Issue(f"i{number}", [f"o{option}" for option in range(11)]) for number in range(7)]
    bonus = Interaction({issue.id: ["o1"] for issue in issues}, 5)
    party = Party("P", preferences=Preferences(interactions=[bonus]))
    with pytest.raises(TooLargeError, match=r"what i0, i1, i2, i3, i4, i5, i6 are worth together .* 19,487,171"):
        compile_scenario(Scenario("s", issues=issues, parties=[party]))


def test_a_table_of_an_interaction_may_have_as_many_cells_as_the_limit(monkeypatch):
    monkeypatch.setattr(compilation, "MAX_CELLS", 6)
    bonus = Interaction({"a": ["x"], "b": ["q"]}, 5)
    sheet(interactions=[bonus])
    monkeypatch.setattr(compilation, "MAX_CELLS", 5)
    with pytest.raises(TooLargeError):
        sheet(interactions=[bonus])


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
    assert [line.line.id for line in lines] == ["b-not-q-2", "b-not-q", "sourced", "undated"]
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
