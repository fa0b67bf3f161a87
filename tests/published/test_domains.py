"""Twenty-four domains of other tools against answers by brute force in exact rationals.

The domains are not part of the repository, for their licences; ``NEGSIM_DOMAINS`` names the folder that holds them,
with ``answers.json`` beside them. Its counts are those after rounding values to 1e-9 (``rounded_1e9``), which is immune
to the noise of binary floats in some of the files.
"""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

import negsim
from negsim.formats.recognition import recognised
from negsim.search.effort import Method

FOLDER = os.environ.get("NEGSIM_DOMAINS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="NEGSIM_DOMAINS names no folder with other tools' domains")
ANSWERS: dict[str, Any] = (
    json.loads((Path(FOLDER) / "answers.json").read_text(encoding="utf-8"))["domains"] if FOLDER else {}
)
REFUSED = {"constraint": "not supported: utility space of type 'constraint'"}
NAME_OF_RULE = {
    "nash": "nash",
    "kalai_egalitarian": "egalitarian",
    "ks_maxmin_ir": "kalai-smorodinsky",
    "max_welfare_rational": "utilitarian",
}


def files_of(domain: str, profiles: list[str]) -> list[Path]:
    """The domain's own file, or what else all profiles need, and these profiles."""
    folder = Path(FOLDER) / domain
    texts = {path: path.read_bytes().decode("latin-1").removeprefix("ï»¿") for path in sorted(folder.iterdir())}
    shared = [path for path, text in texts.items() if recognised(text)[1] in {"domain", "config"}]
    return [*shared, *(folder / name for name in profiles)]


def unit(domain: str) -> int:
    """How many of the answers' units a value of 1 is: score tables are answered in points of 100."""
    return 100 if ANSWERS[domain]["format"] == "llm-deliberation-scores" else 1


def cases() -> list[Any]:
    return [
        pytest.param(name, number, id=f"{name}-{number}")
        for name, domain in ANSWERS.items()
        for number, case in enumerate(domain["cases"])
        if "genius" in case or "native" in case
    ] or [pytest.param("", 0, id="no-domains")]


@pytest.fixture(scope="module")
def problems() -> dict[tuple[str, int], negsim.BargainingProblem]:
    return {}


def problem_of(domain: str, number: int) -> negsim.BargainingProblem:
    case = ANSWERS[domain]["cases"][number]
    return negsim.compile_scenario(negsim.read_scenario(files_of(domain, case["profiles"]))).problem


METHODS: dict[str, tuple[Any, tuple[Method, ...]]] = {
    "zone": (negsim.zone, ("enumeration", "counting")),
    "frontier": (negsim.frontier, ("enumeration", "merging")),
    "solutions": (negsim.solutions, ("enumeration", "merging", "bounded-search", "integer-programming")),
}


@pytest.mark.parametrize("question", METHODS)
@pytest.mark.parametrize(("domain", "number"), cases())
def test_every_method_gives_the_same_answer(domain: str, number: int, question: str) -> None:
    ask, methods = METHODS[question]
    problem = problem_of(domain, number)
    answers: dict[Method, Any] = {}
    for method in methods:
        try:
            answers[method] = facts(ask(problem, method=method))
        except negsim.TooLargeError:  # a search holds no totals beyond 2^52, which some of these files need
            assert method in ("bounded-search", "integer-programming")
    assert all(answer == answers["enumeration"] for answer in answers.values())


def facts(answer: Any) -> Any:
    """What an answer says, whichever way it was found."""
    if isinstance(answer, negsim.Zone):
        return answer.packages, answer.size, answer.exact
    if isinstance(answer, negsim.Frontier):
        return answer.exact, [(dict(item.points), item.count) for item in answer.items]
    return {
        rule: (own.exact, own.count, own.value, [str(deal.package) for deal in own]) for rule, own in answer.items()
    }


@pytest.mark.parametrize(("domain", "number"), cases())
def test_a_domain_has_the_counts_frontiers_and_solutions_of_brute_force(domain: str, number: int) -> None:
    case = ANSWERS[domain]["cases"][number]
    answers = case.get("genius") or case["native"]
    rounded, scale = answers["rounded_1e9"], unit(domain)
    problem = problem_of(domain, number)
    zone = negsim.zone(problem)
    assert zone.packages == answers["n_outcomes"] == ANSWERS[domain]["packages"]
    assert zone.size == rounded["rational_ge"]
    assert negsim.zone(strictly_better(problem)).size == rounded["rational_gt"]
    space, inside = negsim.frontier(problem, of="space"), negsim.frontier(problem, of="zone")
    assert (space.packages, len(space)) == (rounded["pareto_outcomes"], rounded["pareto_points"])
    assert (inside.packages, len(inside)) == (rounded["pareto_rational_outcomes"], rounded["pareto_rational_points"])
    ends = [[Fraction(end, party.scale) * scale for end in party.bounds] for party in problem.parties]
    assert [float(low) for low, _ in ends] == pytest.approx(answers["min"], abs=1e-9)
    assert [float(high) for _, high in ends] == pytest.approx(answers["max"], abs=1e-9)
    check_solutions(problem, answers, scale=scale)


def strictly_better(problem: negsim.BargainingProblem) -> negsim.BargainingProblem:
    """Ask of each party one point more than it takes: packages that are worth more than the reservation to all."""
    parties = [
        attrs.evolve(
            party,
            reservation=negsim.ProblemReservation(points=(party.reservation.points if party.reservation else 0) + 1),
        )
        for party in problem.parties
    ]
    return attrs.evolve(problem, parties=parties)


def check_solutions(problem: negsim.BargainingProblem, answers: Any, *, scale: int) -> None:
    found = negsim.solutions(problem, max_packages=10_000)
    order = {issue.id: issue.option_ids for issue in problem.space.issues}
    for key, rule in NAME_OF_RULE.items():
        if key not in answers:
            assert key == "ks_maxmin_ir"
            continue
        outcomes = [outcome_number(deal.package, order) for deal in found[rule]]
        points = {tuple(float(value * scale) for value in values_of(problem, deal)) for deal in found[rule]}
        expected = {tuple(point) for point in answers[key]["points"]}
        if rule in {"nash", "utilitarian"} and (answers[key]["value"] or 0) > 0:
            assert sorted(outcomes) == sorted(answers[key]["outcomes"])
        else:  # leximin picks among those whose least share is the greatest; so does Nash where all products are 0
            assert set(outcomes) <= set(answers[key]["outcomes"])
            assert bool(outcomes) == bool(answers[key]["outcomes"])
        assert all(any(point == pytest.approx(other, abs=1e-9) for other in expected) for point in points)


def values_of(problem: negsim.BargainingProblem, deal: negsim.Deal) -> list[Fraction]:
    points = problem.points(deal.package)
    return [Fraction(points[party.id], party.scale) for party in problem.parties]


def outcome_number(package: negsim.Package, order: dict[str, tuple[str, ...]]) -> int:
    number = 0
    for issue, options in order.items():
        number = number * len(options) + options.index(package[issue])
    return number


def test_a_space_of_hyper_rectangles_is_valued_as_genius_values_it() -> None:
    for name, domain in ANSWERS.items():
        for number, case in enumerate(domain["cases"]):
            for entry in case.get("sample", ()):
                problem = problem_of(name, number)
                package = problem.space.package(entry["outcome_idx"])
                points = problem.points(package)
                values = [points[party.id] / party.scale for party in problem.parties]
                assert values == pytest.approx(entry["utils"], abs=1e-9)


def test_what_is_not_supported_is_refused_by_name() -> None:
    refused = [
        (name, profile["type"])
        for name, domain in ANSWERS.items()
        for profile in domain["profiles"][:1]
        if profile["type"] in REFUSED
    ]
    assert refused
    for name, kind in refused:
        with pytest.raises(negsim.ScenarioError) as caught:
            negsim.read_scenario(Path(FOLDER) / name)
        assert all(finding.code == "E803" for finding in caught.value.findings)
        assert REFUSED[kind] in str(caught.value)
