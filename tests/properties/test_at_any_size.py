"""Laws that relate the answers to two problems, at sizes that nobody can list: 3^20 to 5^50 packages."""

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

import negsim
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space

SIZES = [(2, 20, 5), (2, 50, 5), (3, 20, 3), (3, 30, 5)]
sizes = pytest.mark.parametrize(("parties", "issues", "options"), SIZES)


def drawn(*, parties, issues, options, level=Fraction(9, 10), most=4, lines=2, seed=0):
    """Return a random problem of few points, so that frontiers are short and ties many, with lines and reservations.

    Parameters
    ----------
    level:
        What each reservation is of the mean that a party gets at random.
    """
    rng = np.random.default_rng((seed, parties, issues, options))
    space = Space([Issue(f"i{at}", [f"o{option}" for option in range(options)]) for at in range(issues)])
    made = []
    for at in range(parties):
        tables = rng.integers(0, most + 1, (issues, options))
        boxes = [Box({f"i{rng.integers(issues)}": [f"o{rng.integers(options)}"]}, price=2) for _ in range(lines)]
        floor = int(tables.mean(axis=1).sum() * level)
        made.append(
            ProblemParty(
                id=f"p{at}",
                scale=most * issues,
                factors=[Factor([issue.id], row) for issue, row in zip(space.issues, tables, strict=True)],
                reservation=ProblemReservation(points=floor),
                red_lines=[ProblemLine(id="line", shared_by=[f"p{at}"], boxes=boxes)],
            )
        )
    return BargainingProblem(scenario="s", reading="r", space=space, parties=made)


def points_of(problem, *, of="zone"):
    """Return the points of the frontier with their counts."""
    return {tuple(one.points.values()): one.count for one in negsim.frontier(problem, of=of, max_packages=0).items}


def picked(problem):
    """Return, for each rule, the points that it picks, with the number of packages."""
    found = negsim.solutions(problem, max_packages=1)
    return {rule: ([dict(deal.points) for deal in one], one.count) for rule, one in found.items()}


def start_of(problem):
    """Return a package of the problem to improve on."""
    return problem.space.package([at % len(issue.options) for at, issue in enumerate(problem.space.issues)])


def gains_of(problem, package, **options):
    """Return what each improvement gives everyone, best first, and how many packages each is."""
    found = negsim.improvements(problem, package, count=5, **options)
    return [(dict(item.gains), item.count) for item in found]


@sizes
def test_an_issue_that_nobody_cares_about_multiplies_packages_and_nothing_else(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    wide = attrs.evolve(problem, space=Space([Issue("z", list("abcd")), *problem.space.issues]))
    before, after = negsim.zone(problem), negsim.zone(wide)
    assert before.packages == problem.space.combinations
    assert (after.packages, after.size) == (4 * before.packages, 4 * before.size)
    assert 0 < before.size < before.packages
    assert points_of(wide) == {points: 4 * count for points, count in points_of(problem).items()}
    assert picked(wide) == {rule: (points, 4 * count) for rule, (points, count) in picked(problem).items()}
    package = start_of(problem)
    assert gains_of(wide, Package({"z": "b", **package.choices})) == [
        (gains, 4 * count) for gains, count in gains_of(problem, package)
    ]


@sizes
def test_the_order_of_issues_options_and_parties_changes_no_number(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    rng = np.random.default_rng(issues)
    orders = {issue.id: rng.permutation(options) for issue in problem.space.issues}
    turned = [problem.space.issues[at] for at in rng.permutation(issues)]
    space = Space([attrs.evolve(one, options=[one.options[at] for at in orders[one.id]]) for one in turned])
    own = [
        attrs.evolve(
            party,
            factors=[Factor(one.issues, one.values[orders[one.issues[0]]]) for one in reversed(party.factors)],
        )
        for party in reversed(problem.parties)
    ]
    other = attrs.evolve(problem, space=space, parties=own)
    assert negsim.zone(other).size == negsim.zone(problem).size
    assert points_of(other) == {points[::-1]: count for points, count in points_of(problem).items()}
    before, after = picked(problem), picked(other)
    assert {rule: count for rule, (_, count) in before.items()} == {rule: count for rule, (_, count) in after.items()}
    # Where packages of different points tie, which comes first depends on the order of issues.
    assert reached(problem, before) == reached(other, after)
    package = start_of(problem)
    improved = [negsim.improvements(one, package, count=3) for one in (problem, other)]
    assert len({tuple(product(item.gains) for item in found) for found in improved}) == 1
    assert len({found.is_efficient for found in improved}) == 1


def reached(problem, picks):
    """Return what the rules make as great as can be, at what they pick."""
    floors = {party.id: party.reservation.points for party in problem.parties}
    gains = {rule: [points[party] - floors[party] for party in floors] for rule, ([points], _) in picks.items()}
    return (
        math.prod(gains["nash"]),
        sorted(gains["egalitarian"]),
        sum(gains["utilitarian"]),
    )


@sizes
def test_scaling_the_points_of_one_party_changes_its_points_only(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    one = problem.parties[0]
    larger = attrs.evolve(
        one,
        factors=[Factor(entry.issues, entry.values * 7) for entry in one.factors],
        reservation=ProblemReservation(points=7 * one.reservation.points),
    )
    same_values = attrs.evolve(problem, parties=[attrs.evolve(larger, scale=7 * one.scale), *problem.parties[1:]])
    assert negsim.zone(same_values).size == negsim.zone(problem).size
    assert points_of(same_values) == {
        (7 * first, *others): count for (first, *others), count in points_of(problem).items()
    }
    assert {rule: count for rule, (_, count) in picked(same_values).items()} == {
        rule: count for rule, (_, count) in picked(problem).items()
    }
    package = start_of(problem)
    assert gains_of(same_values, package) == gains_of(problem, package)
    # Worth seven times as much: rules that compare nobody's points pick the same packages all the same.
    more_worth = attrs.evolve(problem, parties=[larger, *problem.parties[1:]])
    before = negsim.solutions(problem, max_packages=1)
    after = negsim.solutions(more_worth, max_packages=1)
    for rule in ("nash", "kalai-smorodinsky"):
        assert after[rule].count == before[rule].count
        assert after[rule][0].package == before[rule][0].package
    assert [count for _, count in gains_of(more_worth, package)] == [count for _, count in gains_of(problem, package)]


@sizes
def test_an_option_that_is_worse_for_all_is_never_on_the_frontier(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    named = {name for party in problem.parties for line in party.red_lines for name in line.issues}
    # On an issue of no line: worse than the last option, and all that allows the one allows the other.
    first = next(issue for issue in problem.space.issues if issue.id not in named)
    longer = attrs.evolve(first, options=[*first.options, "worse"])
    parties_of = [
        attrs.evolve(
            party,
            factors=[
                Factor(entry.issues, [*entry.values, entry.values[-1] - 1]) if entry.issues == (first.id,) else entry
                for entry in party.factors
            ],
        )
        for party in problem.parties
    ]
    space = Space([longer if issue.id == first.id else issue for issue in problem.space.issues])
    wide = attrs.evolve(problem, space=space, parties=parties_of)
    assert negsim.zone(wide).size > negsim.zone(problem).size
    assert points_of(wide) == points_of(problem)
    assert picked(wide) == picked(problem)
    package = start_of(problem)
    assert gains_of(wide, package) == gains_of(problem, package)


@sizes
def test_a_tighter_reservation_keeps_the_part_of_the_frontier_that_reaches_it(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    whole = points_of(problem)
    last: Any = None
    for step in (1, 5, 25):
        one = problem.parties[0]
        floor = one.reservation.points + step
        tight = attrs.evolve(
            problem, parties=[attrs.evolve(one, reservation=ProblemReservation(points=floor)), *problem.parties[1:]]
        )
        size = negsim.zone(tight).size
        assert last is None or size <= last
        last = size
        assert points_of(tight) == {points: count for points, count in whole.items() if points[0] >= floor}
    assert last < negsim.zone(problem).size


@sizes
def test_forbidding_some_options_and_forbidding_the_others_share_the_zone_out(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    issue = problem.space.issues[3]
    some, others = issue.option_ids[:1], issue.option_ids[1:]
    halves = [with_line(problem, {issue.id: ids}) for ids in (some, others)]
    zones = [negsim.zone(half) for half in halves]
    assert sum(one.size for one in zones) == negsim.zone(problem).size
    whole = points_of(problem)
    parts = [points_of(half) for half in halves]
    for points, count in whole.items():
        # What nothing beats in the zone, nothing beats in the half of the zone that has it.
        assert sum(part.get(points, 0) for part in parts) == count
    for part in parts:
        assert all(any(covers(best, points) for best in whole) for points in part)


def covers(one, other):
    return all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def with_line(problem, forbids):
    line = ProblemLine(id="more", shared_by=["p0"], boxes=[Box(forbids, price=1)])
    one = attrs.evolve(problem.parties[0], red_lines=[*problem.parties[0].red_lines, line])
    return attrs.evolve(problem, parties=[one, *problem.parties[1:]])


def split(problem, issue_id, *, is_tied):
    """Return the problem with the weight of an issue shared out equally over it and a copy.

    Parameters
    ----------
    is_tied:
        Whether both must take the same option.
    """
    copy = attrs.evolve(problem.space.issue(issue_id), id="copy")
    ids = copy.option_ids
    excluded = [Exclusion({issue_id: [option], "copy": [other for other in ids if other != option]}) for option in ids]
    space = Space([*problem.space.issues, copy], excluded if is_tied else ())
    parties = []
    for party in problem.parties:
        factors = []
        for entry in party.factors:
            if entry.issues == (issue_id,):
                factors += [entry, Factor(["copy"], entry.values)]
            else:
                factors.append(Factor(entry.issues, 2 * entry.values))
        floor = ProblemReservation(points=2 * party.reservation.points)
        parties.append(attrs.evolve(party, scale=2 * party.scale, factors=factors, reservation=floor))
    return attrs.evolve(problem, space=space, parties=parties)


@sizes
def test_an_issue_split_over_two_copies_that_go_together_is_the_issue_itself(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    tied = split(problem, "i2", is_tied=True)
    assert negsim.zone(tied).size == negsim.zone(problem).size
    assert negsim.zone(tied).packages == negsim.zone(problem).packages
    assert points_of(tied) == {
        tuple(2 * entry for entry in points): count for points, count in points_of(problem).items()
    }
    assert {rule: count for rule, (_, count) in picked(tied).items()} == {
        rule: count for rule, (_, count) in picked(problem).items()
    }
    package = start_of(problem)
    assert gains_of(tied, package.replaced({"copy": package["i2"]})) == gains_of(problem, package)


@sizes
def test_an_issue_split_over_two_copies_only_adds_what_can_be_agreed(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    loose = split(problem, "i2", is_tied=False)
    assert negsim.zone(loose).size > negsim.zone(problem).size
    before, after = points_of(problem), points_of(loose)
    # The diagonal remains: whatever could be agreed still can, or something better for all.
    assert all(any(covers(other, [2 * entry for entry in points]) for other in after) for points in before)
    ideals = [max(column) for column in zip(*before, strict=True)]
    assert [max(column) for column in zip(*after, strict=True)] >= [2 * entry for entry in ideals]
    package = start_of(problem)
    first = negsim.improvements(problem, package, count=1)
    more = negsim.improvements(loose, package.replaced({"copy": package["i2"]}), count=1)
    assert product(more[0].gains) >= product(first[0].gains) > 0


def product(gains):
    return math.prod(gains.values())


@pytest.mark.parametrize(("parties", "issues", "options"), [(2, 20, 5), (3, 20, 3), (4, 20, 5)])
def test_listing_search_and_integer_programming_agree(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options, most=9 if parties > 3 else 30)
    methods: list[Any] = ["bounded-search", "integer-programming", *(["merging"] if parties < 4 else [])]
    found = [negsim.solutions(problem, method=method, max_packages=5) for method in methods]
    for rule in found[0]:
        told = [(one[rule].deals, one[rule].count, one[rule].value, one[rule].exact) for one in found]
        assert all(one == told[0] for one in told), rule
        assert told[0][3]


@sizes
def test_shares_of_options_are_zones_in_which_nothing_else_is_allowed(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    found = negsim.marginals(problem)
    assert found.zone.packages == negsim.zone(problem).size
    assert {sum(counts.values()) for counts in found.zone.counts.values()} == {found.zone.packages}
    issue = problem.space.issues[issues // 2]
    for option in issue.option_ids[:2]:
        only = with_line(problem, {issue.id: issue.others([option])})
        assert found.zone.counts[issue.id][option] == negsim.zone(only).size
    for demand in found.demands[-2:]:
        beside = attrs.evolve(problem, parties=with_red(problem, lambda name, demand=demand: name != demand.name))
        assert demand.alone == negsim.zone(beside).size - found.zone.packages
        own = attrs.evolve(problem, parties=with_red(problem, lambda name, demand=demand: name == demand.name))
        assert demand.forbids == found.packages - negsim.zone(own).size


def with_red(problem, is_red):
    """Return the parties of a problem with only some demands red, by name."""
    return [
        attrs.evolve(
            party,
            red_lines=[attrs.evolve(line, red=is_red(f"{party.id}:{line.id}")) for line in party.red_lines],
            reservation=attrs.evolve(party.reservation, red=is_red(f"{party.id}:reservation")),
        )
        for party in problem.parties
    ]


@sizes
def test_the_best_packages_begin_with_what_the_rule_picks(parties, issues, options):
    problem = drawn(parties=parties, issues=issues, options=options)
    picks = negsim.optimum(problem, "nash", max_packages=1)
    ranking = negsim.best_packages(problem, "nash", count=40)
    values = [item.value for item in ranking]
    assert (ranking.exact, ranking[0].value, ranking[0].package) == (True, picks.value, picks[0].package)
    assert values == sorted(values, reverse=True)
    assert sum(value == values[0] for value in values) == min(40, picks.count)
    assert len({item.package for item in ranking}) == 40
