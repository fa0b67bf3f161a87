"""Counts of packages, by every method, against looking at each package; and what is left when time runs out."""

import itertools
import math

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels import counting
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import tallies, worths
from negsim.search.effort import Effort, Method
from negsim.search.indexed import indexed
from negsim.search.parts import Part
from negsim.search.tallies import existing, tally
from negsim.search.worths import kept_worths
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles, problem_generators

METHODS: tuple[Method, ...] = ("enumeration", "counting")


def by_option(problem, packages):
    return tuple(
        tuple(sum(package[issue.id] == option for package in packages) for option in issue.option_ids)
        for issue in problem.space.issues
    )


@settings(max_examples=150)
@given(problem_generators.problems(), st.data(), st.sampled_from([1, 3, 2**16]))
def test_every_method_counts_the_packages_that_keep_some_demands(problem, data, block):
    prepared = indexed(problem)
    keeps = [index for index in range(len(problem.demands)) if data.draw(st.booleans())]
    kept = [
        package
        for package in oracles.packages(problem)
        if not any(oracles.is_broken(problem, problem.demands[index], package) for index in keeps)
    ]
    assert existing(prepared) == len(oracles.packages(problem))
    for method in (*METHODS, None):
        effort = Effort(block=block, method=method)
        found = tally(prepared, keeps=keeps, effort=effort)
        assert (found.size, found.at_most, found.options) == (len(kept), len(kept), ())
        told = tally(prepared, keeps=keeps, by_option=True, effort=effort)
        assert (told.size, told.at_most) == (len(kept), len(kept))
        assert told.options == by_option(problem, kept)
        assert all(type(count) is int for own in told.options for count in own)
        assert method != "counting" or told.method.startswith(method)


def far_apart(count=9, *, reservation=True):
    """Return a problem of two parties with opposed interests over so many issues of three options."""
    issues = [Issue(f"i{number}", ["x", "y", "z"]) for number in range(count)]
    rows = {"A": [0, 1, 3], "B": [4, 1, 0]}
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space(issues),
        parties=[
            ProblemParty(
                id=name,
                factors=[Factor([issue.id], np.array(row) * (1 + at)) for at, issue in enumerate(issues)],
                reservation=ProblemReservation(points=60) if reservation else None,
            )
            for name, row in rows.items()
        ],
    )


@pytest.fixture
def clock(monkeypatch):
    """Make time pass by one second each time that someone looks at the clock."""
    ticks = itertools.count()
    monkeypatch.setattr("negsim.search.effort.time.monotonic", lambda: next(ticks))


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("seconds", [5, 20, 60, 120, 200])
def test_time_that_runs_out_leaves_bounds(seconds):
    prepared = indexed(far_apart())
    exact = tally(prepared, keeps=(0, 1))
    assert exact.size == exact.at_most > 0
    found = tally(prepared, keeps=(0, 1), effort=Effort(max_seconds=seconds, block=243, method="enumeration").started())
    assert found.size <= exact.size <= found.at_most
    unseen = found.at_most - found.size
    assert unseen % 243 == 0
    assert (unseen == 0) == (seconds > 100)
    assert seconds > 5 or unseen > 70 * 243


@pytest.mark.usefixtures("clock")
def test_time_that_runs_out_midway_leaves_no_counts_by_option():
    prepared = indexed(far_apart())
    effort = Effort(max_seconds=20, block=243, method="enumeration")
    with pytest.raises(TimeLimitError, match="counting packages was given up after 20 s"):
        tally(prepared, keeps=(0, 1), by_option=True, effort=effort.started())


@pytest.mark.usefixtures("clock")
def test_packages_that_exist_are_counted_in_time_or_not_at_all():
    small = far_apart(4)
    chained = [Exclusion({f"i{at}": ["x"], f"i{at + 1}": ["z"]}) for at in range(3)]
    problem = attrs.evolve(small, space=Space(small.space.issues, chained))
    assert existing(indexed(problem)) == len(oracles.packages(problem))
    with pytest.raises(TimeLimitError, match="counting the packages that exist"):
        existing(indexed(problem), effort=Effort(max_seconds=10, block=3).started())


def test_parts_that_are_done_sharpen_the_bounds_of_what_is_not():
    """A small part with nothing in it settles everything; the large one is not looked at."""
    problem = far_apart(9)
    line = ProblemLine(id="none", shared_by=["C"], boxes=[Box({"last": ["x", "y"]}, price=1)])
    space = Space([*problem.space.issues, Issue("last", ["x", "y"])])
    parties = [*problem.parties, ProblemParty(id="C", red_lines=[line])]
    closed = indexed(attrs.evolve(problem, space=space, parties=parties))
    looked: list[int] = []
    effort = Effort(progress=looked.append, method="enumeration")
    assert tally(closed, keeps=(0, 1, 2), effort=effort).at_most == 0
    assert looked == [2]
    assert tally(closed, keeps=(0, 1, 2), by_option=True, effort=effort).options == (*([(0, 0, 0)] * 9), (0, 0))


def test_the_cheaper_method_is_taken_and_what_is_over_the_limits_is_not():
    small, large = (indexed(far_apart(count)) for count in (5, 16))
    assert tally(small, keeps=(0, 1)).method == "enumeration"
    counted = tally(large, keeps=(0, 1))
    assert counted.method.startswith("counting over 16 parts")
    assert tally(large, keeps=(0, 1), effort=Effort(method="enumeration")).size == counted.size
    with pytest.raises(TooLargeError, match=r"counting packages by enumeration would take .* milliseconds"):
        tally(large, keeps=(0, 1), effort=Effort(method="enumeration", max_seconds=0.01))
    with pytest.raises(TooLargeError, match=r"bytes of memory.*Allow it more"):
        tally(large, keeps=(0, 1), effort=Effort(method="enumeration", max_bytes=10))
    with pytest.raises(TooLargeError, match="bytes of memory"):
        tally(large, keeps=(0, 1), effort=Effort(max_bytes=10))


def test_enumeration_that_is_asked_for_is_refused_with_the_alternative_named():
    huge = indexed(far_apart(63))
    with pytest.raises(TooLargeError, match=r"by enumeration would take .*; the limit is 100,000,000.*counting"):
        tally(huge, keeps=(0, 1), effort=Effort(method="enumeration"))
    assert tally(huge, keeps=(0, 1)).size < 3**63
    assert tally(huge, keeps=()).size == 3**63
    assert tally(huge, keeps=(), effort=Effort(method="counting")).method == "counting over 63 parts (product)"


def test_what_cannot_be_counted_within_limits_is_enumerated_or_refused(monkeypatch):
    middle, huge = indexed(far_apart(15)), indexed(far_apart(30))
    counted = tally(middle, keeps=(0, 1))
    assert counted.method.startswith("counting")
    monkeypatch.setattr(worths, "MAX_BYTES", 8)
    listed = tally(middle, keeps=(0, 1))
    assert (listed.size, listed.method) == (counted.size, "enumeration")
    with pytest.raises(TooLargeError, match="an exact count"):
        tally(huge, keeps=(0, 1))


def tied(count):
    """Return a problem whose issues a chain of interactions ties, and a reservation."""
    problem = far_apart(count, reservation=False)
    names = [issue.id for issue in problem.space.issues]
    table = [[0, 1, 0], [2, 0, 1], [0, 0, 3]]
    chain = [Factor([one, other], table) for one, other in itertools.pairwise(names)]
    first = attrs.evolve(problem.parties[0], factors=chain, reservation=ProblemReservation(points=2 * count))
    return attrs.evolve(problem, parties=[first, problem.parties[1]])


def test_parts_too_large_to_enumerate_are_eliminated(monkeypatch):
    small = indexed(tied(9))
    listed = tally(small, keeps=(0,), effort=Effort(method="enumeration"))
    for module in (tallies, worths):
        monkeypatch.setattr(module, "MAX_PACKAGES", 1000)
    eliminated = tally(small, keeps=(0,))
    assert eliminated.method == "counting over 1 parts (product)" or eliminated.method.startswith("counting over 1")
    assert eliminated.size == listed.size
    monkeypatch.setattr(worths, "MAX_BY_OPTION", 1000)
    with pytest.raises(TooLargeError, match="counting packages by option would take 19,683 packages"):
        tally(small, keeps=(0,), by_option=True)


def test_parts_too_large_to_tell_apart_by_option_are_refused(monkeypatch):
    small = indexed(tied(5))
    monkeypatch.setattr(worths, "MAX_BY_OPTION", 242)
    with pytest.raises(TooLargeError, match="by option would take 243 packages"):
        tally(small, keeps=(0,), by_option=True, effort=Effort(method="counting"))


def test_too_many_different_values_of_a_part_are_refused(monkeypatch):
    small = indexed(tied(5))
    monkeypatch.setattr(worths, "MAX_ROWS", 3)
    with pytest.raises(TooLargeError, match="adding up what packages are worth"):
        tally(small, keeps=(0,), effort=Effort(method="counting", block=9))


def test_a_part_in_which_nothing_counts_leaves_nothing():
    problem = far_apart(3)
    line = ProblemLine(id="none", shared_by=["A"], boxes=[Box({"i0": ["x", "y", "z"]}, price=1)])
    closed = attrs.evolve(problem, parties=[attrs.evolve(problem.parties[0], red_lines=[line]), problem.parties[1]])
    found = tally(indexed(closed), keeps=(0, 1, 2), by_option=True, effort=Effort(method="counting"))
    assert (found.size, found.options) == (0, ((0, 0, 0),) * 3)


def test_more_time_allows_more_steps():
    prepared = indexed(far_apart(3))
    parts = [Part(issues=(issue,), demands=(), size=3) for issue in range(3)]
    for seconds, steps in ((None, counting.MAX_STEPS), (600.0, 600 * 10**9)):
        found = kept_worths(prepared, parts, {0: 0, 1: 1}, effort=Effort(max_seconds=seconds))
        assert found._limits == (counting.MAX_BYTES, steps)


@pytest.mark.parametrize("method", METHODS)
def test_counts_beyond_64_bits(method):
    """One party, whose points are beyond 64 bits too; half of all packages, by symmetry."""
    count = 6
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(count)]
    factors = [Factor([issue.id], [0, 2**70]) for issue in issues]
    party = ProblemParty(id="A", factors=factors, reservation=ProblemReservation(points=3 * 2**70))
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party])
    found = tally(indexed(problem), keeps=(0,), by_option=True, effort=Effort(method=method))
    assert found.size == sum(math.comb(count, least) for least in range(3, count + 1))
    assert found.options == ((16, 26),) * count
