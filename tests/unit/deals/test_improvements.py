"""Improvements on a package: every method against all packages, certificates against their meaning, and limits."""

import math
import time
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from negsim.deals import bettering
from negsim.deals.from_here import problem_from
from negsim.deals.improvements import improvements
from negsim.deals.zone import membership
from negsim.errors import TooLargeError, UnknownNameError
from negsim.kernels.supporting import supporting_weights
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.effort import Effort
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.testing import oracles, problem_generators

METHODS: tuple[Any, ...] = ("enumeration", "merging", "bounded-search", None)


def allowed(problem, package):
    """Return the packages that go no further past any red demand, with the gains of those who sign, by definition."""
    red = [demand for demand in problem.demands if demand.red]
    worth = {party.id: oracles.points(problem, party, package) for party in problem.signers}
    return {
        other: tuple(oracles.points(problem, party, other) - worth[party.id] for party in problem.signers)
        for other in oracles.packages(problem)
        if oracles.broken(problem, other) <= oracles.broken(problem, package)
        and all(oracles.cost(problem, demand, other) <= oracles.cost(problem, demand, package) for demand in red)
    }


def best_first(problem, package):
    """Return the efficient improvements, best first: of each outcome the first package, gains and count."""
    better: dict[Any, Any] = {}
    for other, gains in allowed(problem, package).items():
        if min(gains) >= 0 < max(gains):
            better.setdefault(gains, []).append(other)
    most = [max(column) for column in zip(*better, strict=True)]
    order = oracles.packages(problem)

    def key(gains):
        shares = [Fraction(gain, best) for gain, best in zip(gains, most, strict=True) if gain > 0]
        return -len(shares), -math.prod(shares), order.index(better[gains][0])

    unbeaten = [one for one in better if not any(beats(other, one) for other in better)]
    return [(better[gains][0], gains, len(better[gains])) for gains in sorted(unbeaten, key=key)]


def beats(one, other):
    return one != other and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def told(problem, found):
    return [
        (item.package, tuple(item.gains[party.id] * party.scale / 100 for party in problem.signers), item.count)
        for item in found
    ]


def check(problem, package):
    """Hold every method to the definition; return how many improvements there are."""
    expected = best_first(problem, package)
    for method in METHODS:
        for count in (1 + len(expected) // 2, 100):
            found = improvements(problem, package, count=count, method=method)
            assert told(problem, found) == expected[:count], (method, count)
            assert found.complete == (len(expected) <= count)
            assert found.is_efficient == (not expected)
            assert found.exact
            assert len(found) <= found.count <= len(expected)
        assert found.count == len(expected)
        check_weights(problem, package, found)
    assert all(item.package == package.replaced(item.changes) for item in found)
    assert all(improvements(problem, item.package).is_efficient for item in [*found][:2])
    return len(expected)


def check_weights(problem, package, found):
    """Check that a certificate proves what it says, without its method; and that there is one where it could be."""
    if found.weights is None:
        assert not found.is_efficient or not is_supported(problem, package)
        return
    assert found.is_efficient
    assert sum(found.weights.values()) == 1
    assert min(found.weights.values()) > 0
    shares = [found.weights[party.id] / party.scale for party in problem.signers]
    sums = [
        sum(gain * share for gain, share in zip(gains, shares, strict=True))
        for gains in allowed(problem, package).values()
    ]
    assert max(sums, default=0) <= 0


@settings(max_examples=60)
@given(st.data())
def test_every_method_finds_what_the_definition_says(data):
    problem = data.draw(problem_generators.problems())
    package = data.draw(problem_generators.package_of(problem.space))
    event(f"{min(check(problem, package), 3)} improvements")


def is_supported(problem, package):
    """Tell whether any weights support a package among those that go no further past any line."""
    whole = attrs.evolve(
        problem,
        parties=[
            attrs.evolve(party, reservation=None) if party.consent is Consent.ALWAYS else party
            for party in problem.parties
        ],
    )
    gains = np.array([*allowed(whole, package).values()], dtype=np.int64).reshape(-1, len(problem.signers))
    units = [math.lcm(*(party.scale for party in problem.signers)) // party.scale for party in problem.signers]
    return supporting_weights(gains * units) is not None


def drawn(seed, *, parties, issues, options=3, most=4):
    """Return a random problem of few points, so that many packages tie, with lines, an exclusion and interactions."""
    rng = np.random.default_rng(seed)
    space = Space(
        [Issue(f"i{at}", [f"o{option}" for option in range(options)]) for at in range(issues)],
        [Exclusion({"i0": ["o0"], "i1": ["o1", "o2"]})] if rng.integers(2) else (),
    )
    made = []
    for at in range(parties):
        factors = [Factor([issue.id], rng.integers(-1, most, options)) for issue in space.issues]
        if rng.integers(3) == 0:
            factors.append(Factor(["i0", "i2"], rng.integers(-1, 3, (options, options))))
        boxes = [
            Box({f"i{rng.integers(issues)}": [f"o{rng.integers(options)}"]}, price=int(price))
            for price in rng.integers(1, 4, 2)
        ]
        line = ProblemLine(id="line", shared_by=[f"p{at}"], boxes=boxes, red=bool(rng.integers(4)))
        floor = ProblemReservation(points=int(rng.integers(0, issues * most // 2)))
        made.append(
            ProblemParty(
                id=f"p{at}",
                scale=int(rng.integers(1, 4)),
                factors=factors,
                red_lines=[line] if rng.integers(2) else [],
                reservation=floor if rng.integers(2) else None,
            )
        )
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=made)
    return problem, space.package(rng.integers(0, options, issues).tolist())


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5])
def test_up_to_five_parties_and_many_ties(parties):
    found = [check(*drawn((parties, seed), parties=parties, issues=4)) for seed in range(4)]
    assert any(found)


def test_an_issue_that_nobody_cares_about_multiplies_ties_and_adds_no_improvement():
    problem, package = drawn(3, parties=2, issues=4)
    wide = attrs.evolve(
        problem, space=Space([*problem.space.issues, Issue("z", ["a", "b", "c"])], problem.space.excluded)
    )
    for method in METHODS:
        before = improvements(problem, package, method=method)
        after = improvements(wide, package.replaced({"z": "b"}), method=method)
        assert [3 * item.count for item in before] == [item.count for item in after]
        assert [item.gains for item in before] == [item.gains for item in after]
        assert {item.package["z"] for item in after} <= {"a"}


def simple(*rows, scale=10, options="abcd"):
    """Return a problem of one issue and a party for each row of points."""
    issue = Issue("i", list(options[: len(rows[0])]))
    parties = [ProblemParty(id=f"p{at}", scale=scale, factors=[Factor(["i"], row)]) for at, row in enumerate(rows)]
    return BargainingProblem(scenario="s", reading="r", space=Space([issue]), parties=parties)


@pytest.mark.parametrize("method", METHODS)
def test_how_many_gain_counts_before_how_much(method):
    problem = simple([0, 1, 9, 0], [0, 1, 0, 2])
    found = improvements(problem, Package({"i": "a"}), method=method)
    # b gives something to both; c all that the first, d all that the second could gain: a tie, in package order.
    assert [item.package["i"] for item in found] == ["b", "c", "d"]
    assert found[0].gains == {"p0": 10, "p1": 10}
    assert found[0].changes == {"i": "b"}
    assert (found.count, found.complete, len(found), found.weights) == (3, True, 3, None)


@pytest.mark.parametrize("method", METHODS)
def test_a_package_between_two_others_is_efficient_but_no_weights_support_it(method):
    problem = simple([0, 4, 10], [10, 4, 0])
    supported = improvements(problem, Package({"i": "a"}), method=method)
    assert (supported.is_efficient, supported.weights) == (True, {"p0": Fraction(1, 2), "p1": Fraction(1, 2)})
    found = improvements(problem, Package({"i": "b"}), method=method)
    assert (found.is_efficient, found.weights, found.items, found.complete) == (True, None, (), True)


def test_weights_are_those_of_values_whatever_the_scales():
    problem = simple([0, 40, 100], [10, 9, 0])
    parties = [attrs.evolve(problem.parties[0], scale=100), problem.parties[1]]
    found = improvements(attrs.evolve(problem, parties=parties), Package({"i": "b"}))
    assert found.weights == {"p0": Fraction(1, 2), "p1": Fraction(1, 2)}
    assert found.is_efficient


@pytest.mark.parametrize("method", METHODS)
def test_a_package_that_does_not_exist_is_improved_on_by_those_that_do(method):
    space = Space([Issue("i", ["a", "b"]), Issue("j", ["c", "d"])], [Exclusion({"i": ["a"], "j": ["c"]})])
    party = ProblemParty(id="p", scale=10, factors=[Factor(["i"], [1, 0]), Factor(["j"], [0, 2])])
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=[party])
    found = improvements(problem, Package({"i": "a", "j": "c"}), method=method)
    assert [str(item.package) for item in found] == ["i: a, j: d"]
    alone = attrs.evolve(problem, space=Space(space.issues, [Exclusion({"i": ["a", "b"]})]))
    assert improvements(alone, Package({"i": "a", "j": "c"}), method=method).is_efficient


def test_lines_of_a_bloc_and_of_parties_that_do_not_sign_are_kept():
    space = Space([Issue("i", ["a", "b", "c"], status_quo="a", consent=["q"])])
    boxes = [Box({"i": ["b"]}, price=5), Box({"i": ["c"]}, price=9)]
    third = ProblemParty(
        id="q", consent=Consent.BY_ISSUE, red_lines=[ProblemLine(id="no", shared_by=["q"], boxes=boxes)]
    )
    party = ProblemParty(id="p", scale=10, factors=[Factor(["i"], [0, 1, 2])])
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=[party, third])
    for method in METHODS:
        assert improvements(problem, Package({"i": "a"}), method=method).is_efficient
        assert improvements(problem, Package({"i": "b"}), method=method).is_efficient
        soft = attrs.evolve(third, red_lines=[attrs.evolve(third.red_lines[0], red=False)])
        found = improvements(attrs.evolve(problem, parties=[party, soft]), Package({"i": "a"}), method=method)
        assert [item.package["i"] for item in found] == ["c"]


def test_without_anyone_who_signs_there_is_nothing_to_gain():
    problem = simple([0, 1])
    watching = attrs.evolve(problem, parties=[attrs.evolve(problem.parties[0], consent="never")])
    found = improvements(watching, Package({"i": "a"}))
    assert (found.is_efficient, found.items, found.method) == (True, (), "no party signs every package")


def test_what_cannot_be_asked():
    problem = simple([0, 1])
    with pytest.raises(ValueError, match="count=0; expected a whole number of at least 1"):
        improvements(problem, Package({"i": "a"}), count=0)
    with pytest.raises(ValueError, match="method 'counting'; improvements are found by enumeration, merging, bounded"):
        improvements(problem, Package({"i": "a"}), method="counting")
    with pytest.raises(UnknownNameError, match="unknown option"):
        improvements(problem, Package({"i": "z"}))
    # As part of a whole analysis, a method that this question does not know is left aside.
    assert len(improvements(problem, Package({"i": "a"}), effort=Effort(method="counting"))) == 1


def large(*, parties, issues, points=10**6, options=5, seed=0, floor=0):
    rng = np.random.default_rng((seed, parties, issues))
    values = rng.random((issues, options, parties))
    space = Space([Issue(f"i{at}", [f"o{option}" for option in range(options)]) for at in range(issues)])
    made = [
        ProblemParty(
            id=f"p{party}",
            scale=points,
            factors=[
                Factor([issue.id], np.rint(values[at, :, party] * points / issues).astype(np.int64))
                for at, issue in enumerate(space.issues)
            ],
            reservation=ProblemReservation(points=floor),
        )
        for party in range(parties)
    ]
    return BargainingProblem(scenario="s", reading="r", space=space, parties=made)


@pytest.mark.parametrize("parties", [2, 4, 8])
def test_at_ten_to_the_thirty_every_improvement_is_beyond_improvement(parties):
    # Reservations above what the package is worth: it is outside the zone, and may not fall further below.
    problem = large(parties=parties, issues=43, floor=900_000)
    package = problem.space.package([1] * 43)
    assert not membership(problem, package).is_inside
    found = improvements(problem, package, count=5)
    assert (len(found), found.exact, found.is_efficient) == (5, True, False)
    assert problem.space.combinations > 10**30
    left = problem_from(problem, package)
    products = [math.prod(item.gains.values()) for item in found]
    assert products == sorted(products, reverse=True)
    assert all(min(item.gains.values()) > 0 and membership(left, item.package).is_inside for item in found)
    # Each by itself is efficient: the certificate, where there is one, is checked issue by issue.
    again = improvements(problem, found[0].package)
    assert again.is_efficient
    if again.weights is not None:
        check_by_issue(problem, found[0].package, again.weights)


def check_by_issue(problem, package, weights):
    for at, issue in enumerate(problem.space.issues):
        shares = [(party, weights[party.id] / party.scale) for party in problem.signers]
        sums = [
            sum(share * int(party.factors[at].values[option]) for party, share in shares)
            for option in range(len(issue.options))
        ]
        assert max(sums) == sums[issue.option_ids.index(package[issue.id])]


def test_large_spaces_are_answered_alike_by_merging_and_search():
    for seed in range(3):
        problem = large(parties=2, issues=30, seed=seed)
        package = problem.space.package([2] * 30)
        merged, searched = (
            improvements(problem, package, count=8, method=method) for method in ("merging", "bounded-search")
        )
        assert merged.items == searched.items
        assert searched.count <= merged.count


def test_points_beyond_what_a_search_adds_up_are_merged():
    problem = large(parties=3, issues=8, options=4)
    parties = [
        attrs.evolve(
            party,
            scale=party.scale * 10**30,
            reservation=None,
            factors=[Factor(one.issues, one.values.astype(object) * 10**30) for one in party.factors],
        )
        for party in problem.parties
    ]
    package = problem.space.package([0] * 8)
    fine = improvements(attrs.evolve(problem, parties=parties), package, count=3)
    assert fine.items == improvements(problem, package, count=3).items
    with pytest.raises(TooLargeError, match="a bounded search"):
        improvements(attrs.evolve(problem, parties=parties), package, method="bounded-search")


def test_gains_of_points_near_the_end_of_64_bits_are_exact():
    tables = [[0, 10], [10, 0], [0, 10], [0, 9]]
    issues = [Issue(f"i{number}", ["a", "b"]) for number in range(2)]
    parties = [
        ProblemParty(
            id=name,
            scale=100 * 2**50,
            factors=[Factor([issue.id], np.array(row) * 2**55) for issue, row in zip(issues, own, strict=True)],
        )
        for name, own in (("A", tables[:2]), ("B", tables[2:]))
    ]
    problem = BargainingProblem(scenario="s", reading="given", space=Space(issues), parties=parties)
    found = improvements(problem, Package({"i0": "a", "i1": "a"}), method="merging")
    assert [dict(item.gains) for item in found.items] == [
        {"A": 320, "B": 320},
        {"A": 0, "B": 608},
    ]


def refusing(*args, **settings):
    raise TooLargeError("one merging step", 2, 1, "sums", "")


def test_what_one_way_gives_up_the_other_finds(monkeypatch):
    problem = large(parties=3, issues=14)
    package = problem.space.package([1] * 14)
    expected = improvements(problem, package, count=3)
    assert expected.method == "bounded search"
    monkeypatch.setattr(bettering, "MAX_NODES", 1)
    merged = improvements(problem, package, count=3)
    assert merged.method.startswith("merging")
    assert merged.items == expected.items
    monkeypatch.setattr(bettering, "sums_from", refusing)
    left = improvements(problem, package, count=3)
    assert not left.exact
    assert all(min(item.gains.values()) >= 0 for item in left)
    with pytest.raises(TooLargeError):
        improvements(problem, package, method="merging")
    monkeypatch.undo()
    small = large(parties=2, issues=12)
    assert improvements(small, small.space.package([1] * 12)).method.startswith("merging")
    monkeypatch.setattr(bettering, "sums_from", refusing)
    assert improvements(small, small.space.package([1] * 12)).method == "bounded search"


def test_a_search_that_gives_up_says_so(monkeypatch):
    problem = large(parties=3, issues=10)
    package = problem.space.package([1] * 10)
    monkeypatch.setattr(bettering, "MAX_NODES", 1)
    found = improvements(problem, package, method="bounded-search")
    assert (found.exact, found.complete, found.is_efficient) == (False, False, False)
    assert len(found) >= 1
    unsupported = simple([0, 4, 10], [10, 4, 0])
    unknown = improvements(unsupported, Package({"i": "b"}), method="bounded-search")
    assert (unknown.is_efficient, unknown.exact, unknown.complete, unknown.items) == (None, False, False, ())
    assert improvements(unsupported, Package({"i": "b"})).is_efficient


def test_more_ties_than_are_listed_leave_a_search_without_the_best(monkeypatch):
    issues = [Issue(f"i{at}", ["x", "y"]) for at in range(8)]
    rows = {"A": [0, 1], "B": [1, 0], "C": [1, 2]}
    parties = [ProblemParty(id=name, factors=[Factor([one.id], row) for one in issues]) for name, row in rows.items()]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    package = Package(dict.fromkeys((issue.id for issue in issues), "x"))
    everything = improvements(problem, package)
    assert everything.is_efficient
    longer = attrs.evolve(problem, space=Space([*issues, Issue("z", ["x", "y"])]))
    gain = Factor(["z"], [0, 4])
    longer = attrs.evolve(longer, parties=[attrs.evolve(one, factors=[*one.factors, gain]) for one in parties])
    start = package.replaced({"z": "x"})
    exact = improvements(longer, start, count=3)
    assert improvements(longer, start, count=3, method="bounded-search").items == exact.items
    monkeypatch.setattr(bettering, "MAX_LISTED", 2)
    found = improvements(longer, start, count=3, method="bounded-search")
    assert not found.complete
    assert list(found.items) == list(exact.items[: len(found)]) or not found.exact


def test_too_many_sets_of_parties_leave_the_list_open(monkeypatch):
    rows = np.eye(4, 5, k=1, dtype=np.int64)
    problem = simple(*rows.tolist(), options="abcde")
    package = Package({"i": "a"})
    assert improvements(problem, package, method="bounded-search").count == 4
    monkeypatch.setattr(bettering, "MAX_SUBSETS", 3)
    found = improvements(problem, package, method="bounded-search")
    assert not found.complete


def test_limits_of_the_user_refuse_before_starting():
    problem = large(parties=3, issues=20)
    package = problem.space.package([1] * 20)
    with pytest.raises(TooLargeError, match=r"finding improvements by bounded search would take .* milliseconds"):
        improvements(problem, package, effort=Effort(max_seconds=1e-4))
    with pytest.raises(TooLargeError, match="finding improvements by enumeration"):
        improvements(problem, package, method="enumeration", effort=Effort(max_seconds=60))
    with pytest.raises(TooLargeError, match="packages of issues that hang together"):
        improvements(problem, package, method="enumeration")


@pytest.mark.parametrize("method", [None, "merging", "bounded-search"])
def test_time_that_runs_out_before_anything_is_found_settles_nothing(monkeypatch, method):
    problem = large(parties=3, issues=40)
    package = problem.space.package([1] * 40)
    monkeypatch.setattr("negsim.deals.improvements.choose", lambda what, estimates, effort: effort.method or "merging")
    clock = iter(range(10**9))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    found = improvements(problem, package, method=method, effort=Effort(max_seconds=5))
    assert (found.items, found.count, found.complete, found.exact) == ((), 0, False, False)
    assert (found.is_efficient, found.weights) == (None, None)
    assert found.method == (method or "merging").replace("-", " ")


@pytest.mark.parametrize("seconds", [*range(9, 120, 5), 10_000])
def test_time_that_runs_out_leaves_improvements_that_are_true(monkeypatch, seconds):
    rows = [[0, 3, 0, 1, 0], [0, 0, 3, 1, 0], [0, 0, 0, 0, 3]]
    one = simple(*rows, options="abcde")
    issues = [Issue(name, list("abcde")) for name in "ij"]
    parties = [attrs.evolve(p, factors=[Factor([n], p.factors[0].values) for n in "ij"]) for p in one.parties]
    problem = attrs.evolve(one, space=Space(issues), parties=parties)
    package = Package({"i": "a", "j": "a"})
    expected = told(problem, improvements(problem, package, method="enumeration"))
    clock = iter(range(10**9))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    found = improvements(problem, package, effort=Effort(max_seconds=seconds, method="bounded-search"))
    if found.is_efficient is None:
        assert seconds < 20
        assert not found.items
        return
    assert found.is_efficient is False
    assert all(min(item.gains.values()) >= 0 < max(item.gains.values()) for item in found)
    if found.exact:
        assert told(problem, found) == expected[: len(found)]
    if seconds == 10_000:
        assert found.complete
