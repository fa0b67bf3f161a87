"""Methods against each other: what is found in one way is found in every other."""

import math

import pytest
from hypothesis import given

import negsim
from negsim.deals import frontier as frontiers
from negsim.deals import zone as zones
from negsim.errors import TooLargeError
from negsim.kernels import tables
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import problem_generators


@given(problem_generators.problems())
def test_a_zone_that_is_counted_is_as_large_as_one_that_is_enumerated(problem):
    with pytest.MonkeyPatch.context() as patch:
        listed = negsim.zone(problem)
        patch.setattr(zones, "MAX_AT_ONCE", 0)
        counted = negsim.zone(problem)
    assert (counted.packages, counted.size) == (listed.packages, listed.size)
    assert counted.has_status_quo == listed.has_status_quo


@given(problem_generators.problems())
def test_a_frontier_is_the_same_whether_reservations_tie_issues_or_not(problem):
    merged = negsim.frontier(problem, max_packages=1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontiers, "sums", refusing(frontiers.sums))
        together = negsim.frontier(problem, max_packages=1000)
    assert merged.items == together.items


def refusing(sums):
    """Merging with a budget does not fit: what is left is to enumerate what reservations tie together."""

    def found(*args, budget=None, **settings):
        if budget is not None:
            raise TooLargeError("merging", 2, 1, "sums", "")
        return sums(*args, **settings)

    return found


def large(count, **reservation):
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(count)]
    rising, falling = ([Factor([issue.id], row) for issue in issues] for row in ([0, 1, 2], [5, 3, 0]))
    own = [ProblemReservation(points=count), ProblemReservation(points=2 * count, **reservation)]
    parties = [
        ProblemParty(id=name, factors=factors, reservation=floor)
        for name, factors, floor in zip("AB", (rising, falling), own, strict=True)
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


def test_what_cannot_be_counted_by_values_is_enumerated_or_refused(monkeypatch):
    middle = large(14)
    counted = negsim.zone(middle)
    assert "counting" in counted.method
    monkeypatch.setattr(zones, "MAX_ROWS", 2)
    listed = negsim.zone(middle)
    assert (listed.size, listed.method) == (counted.size, "enumeration")
    with pytest.raises(TooLargeError, match="adding up what parts are worth"):
        negsim.zone(large(30))


def test_sums_that_are_too_many_are_enumerated_or_refused(monkeypatch):
    small = large(8)
    merged = negsim.frontier(small, max_packages=0)
    monkeypatch.setattr(tables, "MAX_CELLS", 4)
    assert negsim.frontier(small, max_packages=0).items == merged.items
    with pytest.raises(TooLargeError, match="one merging step"):
        negsim.frontier(large(30))


def test_parts_too_large_to_enumerate_are_refused():
    tied = large(20)
    joint = Factor([issue.id for issue in tied.space.issues[:2]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    chain = [
        Factor([one.id, other.id], joint.values)
        for one, other in zip(tied.space.issues, tied.space.issues[1:], strict=False)
    ]
    parties = [ProblemParty(id="A", factors=chain, reservation=ProblemReservation(points=1)), tied.parties[1]]
    problem = BargainingProblem(scenario="s", reading="r", space=tied.space, parties=parties)
    assert math.prod(problem.space.radices) > 10**8
    for question in (negsim.zone, negsim.frontier):
        with pytest.raises(TooLargeError, match="packages of issues that hang together"):
            question(problem)
