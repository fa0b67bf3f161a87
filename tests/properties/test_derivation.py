"""What holds of every scenario's way from words to numbers."""

import datetime as dt
import itertools

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.compilation import compile_scenario
from negsim.errors import ScenarioError
from negsim.evidence import package_value
from negsim.parties.reading import FACE_VALUE, NEGOTIABLE
from negsim.positions.statement import Stance
from negsim.testing import oracles
from negsim.testing.generators import readings, scenarios

any_reading = st.one_of(st.just(FACE_VALUE), st.just(NEGOTIABLE), readings())
few = settings(max_examples=50)


@few
@given(scenarios(), any_reading)
def test_values_and_firmness_lie_from_0_to_1_and_weights_sum_to_1(scenario, reading):
    for evidence in compile_scenario(scenario, reading=reading).evidence:
        if not evidence.party.preferences.as_written:
            for options in evidence.values.values():
                assert all(0 <= entry.value <= 1 for entry in options)
            weights = [entry.weight for entry in evidence.weights.values()]
            assert sum(weights) in (0, 1)
            assert all(weight >= 0 for weight in weights)
        for line in evidence.lines:
            assert 0 <= line.firmness <= 1
            assert line.line.boxes or line.stated is not None, "a linkage of issues without a choice forbids nothing"
            assert all(box.price is not None and box.price >= 0 for box in line.line.boxes)


@few
@given(scenarios(), any_reading)
def test_what_counts_as_written_is_what_is_written(scenario, reading):
    for evidence in compile_scenario(scenario, reading=reading).evidence:
        stated = evidence.party.preferences
        if not stated.as_written:
            continue
        for issue_id, options in stated.values.items():
            assert {entry.option: entry.value for entry in evidence.values[issue_id]} == options
        if stated.weights:
            assert {issue: entry.weight for issue, entry in evidence.weights.items()} == stated.weights


@few
@given(scenarios(), any_reading)
def test_no_package_is_worth_more_than_a_ceiling(scenario, reading):
    compilation = compile_scenario(scenario, reading=reading)
    for evidence, party in zip(compilation.evidence, compilation.problem.parties, strict=True):
        ceiling = evidence.party.preferences.ceiling
        most = max(
            oracles.points(compilation.problem, party, package) for package in oracles.packages(compilation.problem)
        )
        if ceiling is None:
            assert party.ceiling is None
        else:
            assert most <= ceiling * party.scale
            assert party.ceiling in (None, ceiling * party.scale)


@few
@given(scenarios(), any_reading)
def test_no_package_breaks_two_lines_of_one_position(scenario, reading):
    compilation = compile_scenario(scenario, reading=reading)
    packages = oracles.packages(compilation.problem)
    for evidence in compilation.evidence:
        derived = [line.line for line in evidence.lines if line.stated is None]
        issue_of = {entry.id: entry.issue for entry in scenario.statements}
        for one, other in itertools.combinations(derived, 2):
            if issue_of[one.statements[0]] == issue_of[other.statements[0]]:
                for package in packages:
                    assert not (_hits(one, package) and _hits(other, package))


def _hits(line, package):
    return any(box.covers(package) for box in line.boxes)


@few
@given(scenarios(), any_reading)
def test_what_was_named_last_and_favourably_is_in_no_line_of_what_was_said(scenario, reading):
    compilation = compile_scenario(scenario, reading=reading)
    for evidence in compilation.evidence:
        for issue_id, position in evidence.positions.items():
            named_last = {
                option: entry for option, entry in position.decisive().items() if entry is position.statements[0]
            }
            for line in evidence.lines:
                if line.line.kind == "said" and line.line.boxes[0].forbids.keys() == {issue_id}:
                    ruled_out = {option for box in line.line.boxes for option in box.forbids[issue_id]}
                    for option, entry in named_last.items():
                        assert (option in ruled_out) is (entry.stance is Stance.REJECTS) or option not in ruled_out


@few
@given(scenarios(), any_reading, st.data())
def test_an_equal_statement_twice_changes_nothing_but_citations(scenario, reading, data):
    if not scenario.statements:
        return
    last = scenario.position(data.draw(st.sampled_from(scenario.parties)).id, scenario.issues[0].id).statements
    if not last:
        return
    # The latest of a position said again on the same day, so that nothing else comes between.
    again = attrs.evolve(scenario.statement(last[0].id), id="again")
    twice = attrs.evolve(scenario, statements=[*scenario.statements, again])
    assert compile_scenario(twice, reading=reading).problem == compile_scenario(scenario, reading=reading).problem


@few
@given(scenarios(), any_reading)
def test_before_everything_was_said_all_are_silent(scenario, reading):
    dated = []
    for entry in scenario.statements:
        dated.append(attrs.evolve(entry, date=scenario.said_on(entry) or dt.date(2022, 1, 1)))
    try:
        scenario = attrs.evolve(scenario, statements=dated)
    except ScenarioError:
        return
    compilation = compile_scenario(scenario, reading=reading, as_of=dt.date(2021, 12, 31))
    for evidence in compilation.evidence:
        assert all(position.is_silent for position in evidence.positions.values())
        stated = evidence.party.preferences.values
        for issue_id, options in evidence.values.items():
            assert issue_id in stated or all(entry.value == 0 for entry in options)
        assert all(line.stated is not None for line in evidence.lines)


@few
@given(scenarios(), any_reading, st.data())
def test_the_problem_holds_the_values_exactly(scenario, reading, data):
    compilation = compile_scenario(scenario, reading=reading)
    problem = compilation.problem
    for package in oracles.packages(problem)[:5]:
        points = problem.points(package)
        for party in problem.parties:
            assert points[party.id] == package_value(compilation.of(party.id), package.choices) * party.scale
    for party in problem.parties:
        derived = compilation.of(party.id).reservation
        assert (party.reservation is None) is (derived is None)
        if party.reservation is not None and derived is not None:
            assert party.reservation.points == derived * party.scale


@few
@given(scenarios(), any_reading)
def test_as_of_after_everything_changes_nothing_but_what_is_public(scenario, reading):
    literal = attrs.evolve(reading, public_firmness=0)
    late = compile_scenario(scenario, reading=literal, as_of=dt.date(2030, 1, 1))
    assert late.problem == compile_scenario(scenario, reading=literal).problem


@few
@given(scenarios())
def test_at_face_value_every_line_is_red(scenario):
    for demand in compile_scenario(scenario).problem.demands:
        assert demand.red
        assert demand.line is None or demand.firmness == 1 or demand.name.split(":")[1].startswith("stated")


@few
@given(scenarios(), any_reading)
def test_a_line_is_red_by_itself_or_by_one_of_another_side(scenario, reading):
    problem = compile_scenario(scenario, reading=reading).problem
    sides = {party.id: party.side for party in problem.parties}
    red = [
        (sides[demand.party], issue)
        for demand in problem.demands
        if demand.red and demand.line is not None
        for issue in demand.line.is_on
    ]
    for demand in problem.demands:
        firm = demand.firmness >= reading.red_from
        if demand.line is None:
            assert demand.red is firm
            continue
        met = any(side != sides[demand.party] and issue in demand.line.is_on for side, issue in red)
        assert demand.red is (firm or met)
