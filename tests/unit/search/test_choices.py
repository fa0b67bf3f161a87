"""Zones as independent choices: also where parts are eliminated, or rows stand for packages without end."""

import itertools
import math

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels.bounded.objectives import WeightedSum
from negsim.kernels.bounded.search import best
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import choices, values
from negsim.search.choices import zone_choices
from negsim.search.indexed import indexed
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles


def drawn(seed, *, issues=6, pairs=4, floor=None):
    """Return a problem of two parties, some of whose issues are tied in pairs and by a line."""
    rng = np.random.default_rng(seed)
    made = [Issue(f"i{at}", ["x", "y", "z"]) for at in range(issues)]
    tied = rng.choice(issues - 1, size=min(pairs, issues - 1), replace=False)
    corner = {f"i{tied[0]}": ["x"], f"i{tied[-1]}": ["y"]}
    parties = [
        ProblemParty(
            id=name,
            factors=[Factor([issue.id], rng.integers(0, 9, 3)) for issue in made]
            + [Factor([f"i{at}", f"i{at + 1}"], rng.integers(0, 5, (3, 3))) for at in tied],
            reservation=None if floor is None else ProblemReservation(points=floor),
            red_lines=[ProblemLine(id="line", shared_by=[name], boxes=[Box(corner, price=1)])],
        )
        for name in "AB"
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(made), parties=parties)


@pytest.mark.parametrize("eliminated", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_best_among_choices_is_best_in_the_zone(monkeypatch, seed, eliminated):
    if eliminated:
        monkeypatch.setattr(values, "_is_eliminated", lambda question, *, effort: True)
    for floor in (None, 10, 25):
        problem = drawn(seed, floor=floor)
        zone = zone_choices(indexed(problem))
        assert zone is not None
        found = best(zone.instance, WeightedSum((2, 3)))
        points = {package: problem.points(package) for package in oracles.zone(problem)}
        worth = {package: 2 * own["A"] + 3 * own["B"] for package, own in points.items()}
        expected = [package for package, value in worth.items() if value == max(worth.values())]
        assert found.value == (max(worth.values()) if worth else None)
        chosen = found.combinations.tolist()
        assert sum(map(zone.count, chosen)) == len(expected)
        packages = [zone.indexed.package(number) for number in zone.numbers(chosen)]
        assert sorted(packages, key=str) == sorted(expected, key=str)


def test_a_part_without_a_package_leaves_no_zone():
    problem = drawn(0)
    closed = ProblemLine(id="all", shared_by=["A"], boxes=[Box({"i0": ["x", "y", "z"]}, price=1)])
    party = ProblemParty(id="A", red_lines=[closed])
    empty = BargainingProblem(scenario="s", reading="r", space=problem.space, parties=[party])
    assert zone_choices(indexed(empty)) is None


def test_packages_of_rows_that_many_share_are_found_one_by_one():
    issues = [Issue(f"i{at}", ["x", "y"]) for at in range(32)]
    ties = [Box({f"i{at}": ["x"], f"i{at + 1}": ["x"]}, price=1) for at in range(30)]
    line = ProblemLine(id="line", shared_by=["A"], boxes=ties)
    party = ProblemParty(id="A", red_lines=[line], factors=[Factor(["i31"], [0, 1])])
    zone = zone_choices(indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])))
    assert zone is not None
    chosen = best(zone.instance, WeightedSum((1,))).combinations.tolist()
    fibonacci = [1, 2]
    while len(fibonacci) < 32:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    assert sum(map(zone.count, chosen)) == fibonacci[31]
    numbers = list(itertools.islice(zone.numbers(chosen), 11_000))
    assert len(set(numbers)) == 11_000
    packages = [zone.indexed.package(number) for number in numbers[:50]]
    assert all(package["i31"] == "y" for package in packages)
    assert not any(box.covers(package) for package in packages for box in ties)
    few = next(iter(zone.numbers(chosen)))
    assert few == numbers[0]


def test_more_rows_than_a_search_can_take_are_refused(monkeypatch):
    monkeypatch.setattr(choices, "MAX_CELLS", 2)
    with pytest.raises(TooLargeError, match="efficient packages of issues that hang together; the limit is"):
        zone_choices(indexed(drawn(1)))


def test_what_is_tied_beyond_enumeration_is_searched():
    problem = drawn(2, issues=40, pairs=39)
    assert math.prod(problem.space.radices) > 10**18
    zone = zone_choices(indexed(problem))
    assert zone is not None
    found = best(zone.instance, WeightedSum((1, 1)))
    (first, *_) = zone.numbers(found.combinations.tolist())
    assert sum(problem.points(zone.indexed.package(first)).values()) == found.value
