"""On random problems, everything that negsim works out is what the brute force does."""

import json

import pytest

from negsim import (
    BargainingProblem,
    Box,
    Compilation,
    Exclusion,
    Factor,
    Issue,
    Party,
    ProblemLine,
    ProblemParty,
    ProblemReservation,
    Scenario,
    Space,
    analysis_json,
    analyze_compiled,
    problem_json,
)
from negsim.parties.reading import FACE_VALUE
from tests.independent import brute_force as brute
from tests.independent.compare import differences
from tests.independent.random_problems import random_problem


def problem_from(given):
    """Return negsim's own value for a problem in JSON."""
    space = Space(
        [
            Issue(
                issue["id"],
                issue["options"],
                ordered=issue["ordered"],
                status_quo=issue["status_quo"] or "",
                consent=issue["consent"],
            )
            for issue in given["issues"]
        ],
        [Exclusion(entry["forbids"]) for entry in given["excluded"]],
    )
    return BargainingProblem(
        scenario=given["scenario"],
        reading=given["reading"],
        space=space,
        parties=[_party_from(party) for party in given["parties"]],
        no_agreement=space.status_quo,
    )


def _party_from(given):
    return ProblemParty(
        id=given["id"],
        bloc=given["bloc"] or "",
        consent=given["consent"],
        scale=given["scale"],
        reservation=ProblemReservation(**given["reservation"]) if given["reservation"] else None,
        ceiling=given["ceiling"],
        factors=[Factor(**factor) for factor in given["factors"]],
        red_lines=[
            ProblemLine(**{**line, "boxes": [Box(box["forbids"], price=box["price"]) for box in line["boxes"]]})
            for line in given["red_lines"]
        ],
    )


def compiled(given):
    """Return a compilation with that problem; the scenario and the evidence behind it are left empty."""
    scenario = Scenario("none", issues=[Issue("i0", ["o0", "o1"])], parties=[Party("A")])
    return Compilation(scenario=scenario, reading=FACE_VALUE, as_of=None, problem=problem_from(given), evidence=[])


@pytest.mark.parametrize("seed", range(300))
def test_everything_is_what_brute_force_finds(seed):
    given = random_problem(seed)
    if not brute.counts(given)["packages"]:
        return  # every combination is excluded: no scenario can say so
    compilation = compiled(given)
    printed = json.loads(json.dumps(analysis_json(analyze_compiled(compilation, max_items=None), max_items=None)))
    assert differences(json.loads(json.dumps(problem_json(compilation))), printed) == []
