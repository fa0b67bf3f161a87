"""The frontier by each method, within a tolerance, and out of time, against a look at every package."""

import itertools
import types
from fractions import Fraction

import attrs
import numpy as np
import pytest

import negsim
from negsim.deals.frontier import Region, efficient_sums
from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels.merging import chains
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.search import approximate
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles
from tests.unit.deals.some_problems import some_problem

MOST = 10**6
REGIONS: tuple[Region, ...] = ("zone", "zone", "space")


def points_of(found):
    return [tuple(point.points.values()) for point in found.items]


def listed(problem, *, of):
    """Return the points of every package that counts."""
    signers = [party for party in problem.parties if party.consent is Consent.ALWAYS]
    packages = oracles.zone(problem) if of == "zone" else oracles.packages(problem)
    return {tuple(oracles.points(problem, party, package) for party in signers) for package in packages}


def check_sound(problem, found, *, of):
    """Points are of real packages, none beats another, and every package has one that is at most ``missed`` worse."""
    every, points = listed(problem, of=of), points_of(found)
    assert set(points) <= every
    assert points == sorted(points, reverse=True)
    assert not any(
        one != other and all(a >= b for a, b in zip(one, other, strict=True)) for one in points for other in points
    )
    allowed = [found.missed * party.scale / 100 for party in problem.signers]
    for worth in every:
        assert any(
            all(mine - theirs <= most for mine, theirs, most in zip(worth, point, allowed, strict=True))
            for point in points
        )
    for point in found.items:
        assert point.count >= len(point.packages) > 0
        for package in point.packages:
            assert [problem.points(package)[party] for party in found.parties] == list(point.points.values())


def check_exact(problem, found, *, of):
    expected = oracles.frontier(problem, of=of)
    assert (found.exact, found.missed) == (True, 0)
    assert {tuple(point.points.values()): list(point.packages) for point in found.items} == expected
    assert [point.count for point in found.items] == [len(expected[point]) for point in points_of(found)]


@pytest.mark.parametrize("of", ["zone", "space"])
@pytest.mark.parametrize("method", ["merging", "enumeration"])
@pytest.mark.parametrize("batch", range(3))
def test_each_method_finds_the_whole_frontier(batch, method, of):
    for seed in range(60 * batch, 60 * batch + 60):
        problem = some_problem(np.random.default_rng(seed))
        found = negsim.frontier(problem, of=of, method=method, max_packages=MOST)
        check_exact(problem, found, of=of)
        assert found.tolerance is None
        if method == "enumeration":
            assert found.method == "enumeration"
        asked = negsim.frontier(problem, of=of, max_packages=MOST, effort=negsim.Effort(method=method))
        assert asked == found


@pytest.fixture
def trims_all(monkeypatch):
    monkeypatch.setattr(chains, "FEW", 0)


def spread_problem(rng):
    """Return a problem of up to four parties with points out of up to 1,000, some with a reservation."""
    sizes, most = rng.integers(1, 5, int(rng.integers(1, 5))).tolist(), int(rng.choice([5, 30, 100, 1000]))
    issues = [Issue(f"i{at}", [f"o{option}" for option in range(size)]) for at, size in enumerate(sizes)]
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space(issues),
        parties=[
            ProblemParty(
                id=f"p{at}",
                scale=most * len(sizes),
                factors=[Factor([issue.id], rng.integers(-2, most, len(issue.options))) for issue in issues],
                reservation=reserved(rng, most * len(sizes) // 2),
            )
            for at in range(int(rng.integers(1, 5)))
        ],
    )


def reserved(rng, most):
    return ProblemReservation(points=int(rng.integers(0, most))) if rng.random() < 0.5 else None


@pytest.mark.parametrize("batch", range(4))
def test_within_a_tolerance_every_package_has_a_point_that_stands_for_it(batch, trims_all):
    fewer = 0
    for seed in range(100 * batch, 100 * batch + 100):
        rng = np.random.default_rng(seed)
        problem, of = spread_problem(rng), REGIONS[rng.integers(3)]
        tolerance = Fraction(int(rng.choice([1, 3, 7, 20, 50])), int(rng.choice([1, 2])))
        found = negsim.frontier(problem, of=of, tolerance=tolerance, max_packages=MOST)
        assert found.tolerance == tolerance
        assert found.missed <= tolerance
        check_sound(problem, found, of=of)
        if found.exact:
            check_exact(problem, found, of=of)
            continue
        assert found.method.endswith("within a tolerance")
        fewer += len(found) < len(oracles.frontier(problem, of=of))
    assert fewer > 5


def test_what_no_tolerance_is_needed_for_is_exact():
    problem = spread_problem(np.random.default_rng(3))
    found = negsim.frontier(problem, of="space", tolerance=50, max_packages=MOST)
    check_exact(problem, found, of="space")
    assert found.tolerance == 50


@pytest.mark.parametrize("batch", range(4))
def test_out_of_time_a_frontier_says_what_it_may_miss(batch, monkeypatch):
    monkeypatch.setattr(chains, "COARSE", 2)
    late = 0
    for seed in range(100 * batch, 100 * batch + 100):
        rng = np.random.default_rng((seed, 1))
        problem, of = spread_problem(rng), REGIONS[rng.integers(3)]
        tolerance = None if rng.random() < 0.5 else 20
        monkeypatch.setattr(approximate._Clock, "is_short", short_after(int(rng.integers(0, 5))))
        effort = negsim.Effort(max_seconds=10**6)
        try:
            found = negsim.frontier(problem, of=of, tolerance=tolerance, max_packages=MOST, effort=effort)
        except TimeLimitError:
            assert of == "zone", "in the space every package counts, so that some is listed"
            continue
        check_sound(problem, found, of=of)
        if found.exact:
            check_exact(problem, found, of=of)
        elif found.missed > (tolerance or 0):
            assert found.method.endswith("coarsely for want of time")
            late += 1
    assert late > 5


def short_after(steps):
    asked = []

    def is_short(self, seconds):
        asked.append(seconds)
        self.was_short |= len(asked) > steps
        return self.was_short

    return is_short


def test_time_that_runs_out_is_found_out_by_the_clock(monkeypatch):
    """A clock that goes on by a second whenever it is read: the first steps are exact, the others coarse."""
    monkeypatch.setattr(chains, "COARSE", 3)
    ticks = itertools.count()
    monkeypatch.setattr("negsim.search.effort.time", types.SimpleNamespace(monotonic=lambda: float(next(ticks))))
    found = negsim.frontier(opposed(10), of="space", effort=negsim.Effort(max_seconds=22))
    assert not found.exact
    assert 0 < len(found) <= 3
    assert found.missed > 0


def opposed(issues, *, floor=None):
    rows = np.random.default_rng(issues).integers(0, 100, (issues, 4))
    reservation = None if floor is None else ProblemReservation(points=floor)
    parties = [
        ProblemParty(
            id=name,
            scale=100 * issues,
            factors=[Factor([f"i{at}"], row if name == "A" else 100 - row) for at, row in enumerate(rows)],
            reservation=reservation,
        )
        for name in "AB"
    ]
    issues_of = [Issue(f"i{at}", list("wxyz")) for at in range(issues)]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues_of), parties=parties)


def test_where_nothing_within_the_reservations_is_known_in_time_the_question_is_given_up(monkeypatch):
    monkeypatch.setattr(chains, "COARSE", 1)
    monkeypatch.setattr(approximate._Clock, "is_short", short_after(0))
    problem = opposed(8, floor=400)
    assert len(negsim.frontier(problem)) > 0
    with pytest.raises(TimeLimitError, match="looking for anything within the reservations was given up"):
        negsim.frontier(problem, effort=negsim.Effort(max_seconds=10**6))


def test_a_finer_try_that_runs_out_of_time_does_not_lose_what_is_known(monkeypatch, trims_all):
    """What half the tolerance finds is proved to miss too much; a quarter would do, but for time."""
    problem, missed = spread_problem(np.random.default_rng(668)), []
    settled = approximate._settled

    def recorded(*args, **settings):
        found = settled(*args, **settings)
        missed.append(None if found is None else found.missed)
        return found

    monkeypatch.setattr(approximate, "_settled", recorded)
    found = negsim.frontier(problem, tolerance=7)
    assert len(missed) == 2
    assert missed[0] is not None
    assert missed[0] > 7 >= found.missed
    monkeypatch.setattr(chains, "COARSE", 1)
    monkeypatch.setattr(approximate._Clock, "is_short", short_after(len(problem.space.issues)))
    late = negsim.frontier(problem, tolerance=7, effort=negsim.Effort(max_seconds=10**6))
    assert late.method.endswith("coarsely for want of time")
    assert late.missed == missed[0]
    check_sound(problem, late, of="zone")


def test_efficient_sums_are_exact_or_given_up(monkeypatch):
    problem = opposed(8)
    allowed = negsim.Effort(max_seconds=10**6)
    exact = efficient_sums(problem, of="space")
    assert efficient_sums(problem, of="space", effort=allowed).totals.rows.tolist() == exact.totals.rows.tolist()
    monkeypatch.setattr(chains, "_SECONDS", (10**9,))
    with pytest.raises(TimeLimitError, match="merging was given up"):
        efficient_sums(problem, of="space", effort=allowed)
    late = attrs.evolve(allowed, until=0.0)
    with pytest.raises(TooLargeError):
        efficient_sums(problem, of="space", effort=late)


def test_a_question_expected_to_take_too_long_is_refused_with_the_alternative():
    with pytest.raises(TooLargeError, match=r"listing the frontier by merging would take .* Allow it more"):
        negsim.frontier(opposed(8), method="merging", effort=negsim.Effort(max_seconds=1e-9))
    with pytest.raises(TooLargeError, match=r"by enumeration would take .* bytes of memory"):
        negsim.frontier(opposed(8), method="enumeration", effort=negsim.Effort(max_bytes=10))


def test_what_is_too_large_to_look_at_package_by_package_is_refused():
    assert len(negsim.frontier(opposed(30))) > 100
    with pytest.raises(TooLargeError, match="packages of issues that hang together"):
        negsim.frontier(opposed(30), method="enumeration")


def test_spaces_beyond_what_floats_hold_are_merged():
    issues = [Issue(f"i{at}", list("xy")) for at in range(1100)]
    parties = [
        ProblemParty(id=name, factors=[Factor([issue.id], row) for issue in issues])
        for name, row in (("A", [0, 1]), ("B", [1, 0]), ("C", [1, 1]))
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    found = negsim.frontier(problem, max_packages=0)
    assert (len(found), found.packages) == (1101, 2**1100)
    with pytest.raises(TooLargeError, match="over 10"):
        negsim.frontier(problem, method="enumeration")


def test_merging_that_holds_too_much_is_refused_unless_a_tolerance_makes_it_small(trims_all):
    problem = opposed(40)
    little = negsim.Effort(max_bytes=300_000)
    with pytest.raises(TooLargeError, match="Allow a tolerance"):
        negsim.frontier(problem, effort=little)
    found = negsim.frontier(problem, tolerance=10, effort=little)
    assert 0 < len(found) < 800
    assert 0 < found.missed <= 10


@pytest.mark.parametrize("tolerance", [0, -1, "0"])
def test_a_tolerance_of_nothing_is_refused(tolerance):
    with pytest.raises(ValueError, match="expected more than 0 points of 100"):
        negsim.frontier(opposed(2), tolerance=tolerance)


def test_methods_that_it_does_not_know_are_refused_by_name_and_passed_over_in_an_effort():
    with pytest.raises(ValueError, match="expected one of merging, enumeration, or None"):
        negsim.frontier(opposed(2), method="counting")
    assert len(negsim.frontier(opposed(2), effort=negsim.Effort(method="counting"))) > 0


def test_a_zone_that_is_empty_has_an_exact_frontier_within_any_tolerance(trims_all):
    found = negsim.frontier(opposed(8, floor=10**4), tolerance=10)
    assert (len(found), found.exact) == (0, True)
    assert found.missed == 0
    nearly = negsim.frontier(opposed(8, floor=401), tolerance=Fraction(1, 4))
    assert (len(nearly), nearly.exact) == (0, True)
