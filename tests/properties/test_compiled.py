"""What ``compile`` prints, brute-forced by a program that imports nothing of negsim, gives what ``analyze`` prints."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.analysis import analyze, analyze_compiled
from negsim.formats.analysis_json import analysis_json
from negsim.formats.problem_json import problem_json
from negsim.parties.party import Party
from negsim.parties.reading import FACE_VALUE, NEGOTIABLE
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.scenario import Scenario
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles
from negsim.testing.generators import readings, scenarios
from negsim.testing.problem_generators import problems
from tests.independent import brute_force as brute
from tests.independent.compare import differences

any_reading = st.one_of(st.just(FACE_VALUE), st.just(NEGOTIABLE), readings())


@settings(max_examples=40)
@given(scenarios(), any_reading)
def test_the_printed_problem_gives_the_printed_answers(scenario, reading):
    compilation = compile_scenario(scenario, reading=reading)
    problem = json.loads(json.dumps(problem_json(compilation)))
    printed = json.loads(json.dumps(analysis_json(analyze_compiled(compilation, max_items=None), max_items=None)))
    found = differences(problem, printed)
    # Of packages that tie under a rule, those that another beats are not solutions; the brute force lists them too.
    beaten = {f"{what}{rule}" for rule in ("nash", "kalai-smorodinsky") for what in ("", "number of ")}
    expected = {rule: [dict(package.choices) for package in picked] for rule, picked in _solutions(compilation).items()}
    for rule in ("nash", "kalai-smorodinsky"):
        assert [entry["package"] for entry in printed["solutions"][rule]["items"]] == expected[rule]
    assert [line for line in found if line.split(":")[0] not in beaten] == []


def _solutions(compilation):
    return oracles.solutions(compilation.problem)


@settings(max_examples=40)
@given(problems())
def test_printed_factors_add_up_to_what_packages_are_worth_below_a_ceiling_too(problem):
    whole = _printed(problem)
    for party, printed in zip(problem.parties, whole["parties"], strict=True):
        assert printed.get("ceiling") == party.ceiling
        for package in oracles.packages(problem):
            expected = oracles.points(problem, party, package)
            assert brute.package_points(whole, printed, dict(package.choices)) == expected
            summed = brute.package_points(whole, {**printed, "ceiling": None}, dict(package.choices))
            assert summed == expected


def test_where_the_table_of_what_is_cut_would_be_too_large_the_ceiling_alone_tells(monkeypatch):
    factors = [Factor(["a"], [0, 3]), Factor(["b"], [0, 4])]
    space = Space([Issue("a", ["x", "y"]), Issue("b", ["x", "y"])])
    party = ProblemParty(id="A", factors=factors, ceiling=5)
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=[party])
    (printed,) = _printed(problem)["parties"]
    assert printed["factors"][-1] == {"issues": ["a", "b"], "values": [[0, 0], [0, -2]]}
    monkeypatch.setattr("negsim.formats.problem_json.MAX_CUT", 3)
    (printed,) = _printed(problem)["parties"]
    assert (len(printed["factors"]), printed["ceiling"]) == (2, 5)


def _printed(problem):
    scenario = Scenario("none", issues=[Issue("i0", ["o0", "o1"])], parties=[Party("A")])
    compilation = Compilation(scenario=scenario, reading=FACE_VALUE, as_of=None, problem=problem, evidence=[])
    return json.loads(json.dumps(problem_json(compilation)))


@settings(max_examples=20)
@given(scenarios(), any_reading)
def test_an_analysis_is_that_of_its_parts(scenario, reading):
    found = analyze(scenario, reading=reading)
    assert found == analyze(scenario, reading=reading, effort=Effort(block=1))
    assert found.scenario is scenario
    assert found.problem == compile_scenario(scenario, reading=reading).problem
    assert found.refused == {}
    assert found.zone is not None
    assert found.frontier is not None
    assert found.nearest_deals is not None
    assert (found.frontier.of == "zone") is not found.zone.is_empty
    assert bool(found.solutions) is not found.zone.is_empty
    assert (found.nearest_deals.count > 0) is found.zone.is_empty
    assert (found.status_quo is None) is (found.problem.no_agreement is None)
