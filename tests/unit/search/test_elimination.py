"""Parts whose issues are eliminated, held against the same parts enumerated."""

import itertools

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.deals.frontier import frontier
from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels import elimination_groups
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import elimination_cases, values
from negsim.search.effort import Effort
from negsim.search.elimination import by_elimination, elimination_takes, part_distribution
from negsim.search.elimination_cases import Question
from negsim.search.enumeration import blocks
from negsim.search.indexed import indexed
from negsim.search.parts import Part, value_parts
from negsim.search.sources import all_rows, empty_table, enumerated
from negsim.search.values import (
    found_by,
    keeps_all,
    keeps_red,
    losses,
    part_budgets,
    refuse_parts,
    source,
    source_takes,
    value_source,
)
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space
from negsim.testing import problem_generators


def listed(source):
    """Return what a source tells: rows with counts, first packages and all packages."""
    table = source.table
    rows = [tuple(row) for row in table.rows.tolist()]
    packages = [list(found) for found in source.packages(rows)]
    return [
        (row, int(count), int(number), found)
        for row, count, number, found in zip(rows, table.counts.tolist(), table.numbers.tolist(), packages, strict=True)
    ]


def both(prepared, part, keep, budget=None):
    """Return what the two ways tell about a part."""
    columns = [losses(party) for party in prepared.signers]
    red = [index for index in part.demands if prepared.demands[index].demand.red]
    question = Question(
        indexed=prepared,
        part=part,
        demands=red if keep is keeps_red else (),
        parties=prepared.signers,
        is_efficient=True,
        budget=budget,
    )
    return listed(by_elimination(question)), listed(enumerated(prepared, part, columns=columns, keep=keep))


def distribution(prepared, part, parties, demands):
    existing, found = 0, empty_table(prepared, len(parties))
    for block in blocks(prepared, part):
        mask = block.exists()
        existing += int(mask.sum())
        for index in demands:
            mask = mask & ~block.broken(prepared.demands[index])
        index = np.flatnonzero(mask)
        columns = [block.points(party)[index] for party in parties]
        rows = np.stack(columns, axis=1) if parties else np.zeros((len(index), 0), dtype=np.int64)
        found = all_rows(found, rows, block.numbers[index])
    return existing, dict(zip(map(tuple, found.rows.tolist()), found.counts.tolist(), strict=True))


@settings(max_examples=50)
@given(problem_generators.problems(max_issues=4), st.sampled_from([1, 3, 2**16]))
def test_elimination_finds_what_enumeration_finds(problem, piece):
    prepared = indexed(problem)
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    walls = [index for index in red if index not in prepared.red_floors]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elimination_groups, "PIECE", piece)
        for demands, keep in (((), keeps_all), (walls, keeps_red), (red, keeps_red), (None, keeps_red)):
            for part in value_parts(prepared, demands=demands):
                found, expected = both(prepared, part, keep)
                assert found == expected


@settings(max_examples=50)
@given(problem_generators.problems(max_issues=4))
def test_distributions_are_those_of_enumeration(problem):
    prepared = indexed(problem)
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    for parties in ((), prepared.signers[:1], tuple(range(len(problem.parties)))):
        for demands in (red, range(len(prepared.demands))):
            for part in value_parts(prepared, demands=demands, parties=parties):
                asked = None if demands is red else part.demands
                existing, found = part_distribution(prepared, part, parties, demands=asked)
                kept = [index for index in part.demands if index in demands]
                rows = dict(zip(map(tuple, found.rows.tolist()), found.counts.tolist(), strict=True))
                assert (existing, rows) == distribution(prepared, part, parties, kept)


def drawn(rng, *, issues=6, pairs=6, parties=3, scale=1):
    """Return a problem of issues tied by tables, lines and exclusions of two or three of them."""
    sizes = [int(size) for size in rng.integers(1, 5, issues)]
    made = [Issue(f"i{at}", [f"o{option}" for option in range(size)]) for at, size in enumerate(sizes)]

    def box(width):
        chosen = rng.choice(issues, size=width, replace=False)
        return {
            f"i{at}": [f"o{option}" for option in rng.permutation(sizes[at])[: rng.integers(1, sizes[at] + 1)]]
            for at in chosen
        }

    def factor():
        scope = rng.choice(issues, size=int(rng.integers(1, 4)), replace=False)
        entries = rng.integers(-3, 9, [sizes[at] for at in scope])
        return Factor([f"i{at}" for at in scope], entries.astype(object) * scale if scale > 2**40 else entries * scale)

    own = [
        ProblemParty(
            id=f"p{at}",
            factors=[factor() for _ in range(pairs)],
            red_lines=[
                ProblemLine(
                    id="line", shared_by=[f"p{at}"], boxes=[Box(box(int(rng.integers(2, 4))), price=1) for _ in "ab"]
                )
            ],
        )
        for at in range(parties)
    ]
    space = Space(made, [Exclusion(box(2))])
    return BargainingProblem(scenario="s", reading="r", space=space, parties=own)


@pytest.mark.parametrize("parties", [1, 2, 3, 4])
@pytest.mark.parametrize("scale", [1, 2**70])
def test_tied_issues_of_all_kinds(parties, scale):
    rng = np.random.default_rng((parties, scale % 1000))
    for _ in range(40 if scale == 1 else 8):
        prepared = indexed(drawn(rng, parties=parties, scale=scale))
        for demands, keep in (((), keeps_all), (range(parties), keeps_red)):
            for part in value_parts(prepared, demands=demands):
                found, expected = both(prepared, part, keep)
                assert found == expected


def test_the_order_of_issues_does_not_matter():
    rng = np.random.default_rng(3)
    for _ in range(20):
        problem = drawn(rng, parties=2)
        order = rng.permutation(len(problem.space.issues))
        space = attrs.evolve(problem.space, issues=[problem.space.issues[at] for at in order])
        one, other = indexed(problem), indexed(attrs.evolve(problem, space=space))
        assert told(one) == told(other)


def told(prepared):
    """Return rows and the packages behind them, of all parts that are tied."""
    found = []
    for part in value_parts(prepared, demands=range(2)):
        for row, count, _, numbers in both(prepared, part, keeps_red)[0]:
            names = [prepared.package(number) for number in numbers]
            chosen = {prepared.problem.space.issues[issue].id for issue in part.issues}
            behind = frozenset(frozenset((issue, name[issue]) for issue in chosen) for name in names)
            found.append((row, count, behind))
    return sorted(found, key=lambda entry: (sorted(map(sorted, entry[2])), entry[0]))


def test_a_budget_keeps_every_row_within_it():
    rng = np.random.default_rng(5)
    some = 0
    for _ in range(60):
        prepared = indexed(drawn(rng, parties=2))
        for part in value_parts(prepared, demands=()):
            budget = tuple(int(entry) for entry in rng.integers(-30, 5, 2))
            found, expected = both(prepared, part, keeps_all, budget=budget)
            within = [entry for entry in expected if all(map(int.__le__, entry[0], budget))]
            assert [entry for entry in found if entry in within] == within
            assert all(entry in expected for entry in found)
            some += len(found) < len(expected)
    assert some > 10


def by_issue_problem(reservations):
    """Return a problem in which parties with consent by issue want points wherever their issue departs."""
    issues = [
        Issue(f"i{at}", ["x", "y", "z"], status_quo="x", consent=[f"b{at}"] if at < reservations else [])
        for at in range(max(4, reservations))
    ]
    tied = Factor([issue.id for issue in issues[:4]], np.arange(81).reshape(3, 3, 3, 3) * 7 % 11)
    own = [
        ProblemParty(id=f"b{at}", consent=Consent.BY_ISSUE, reservation=ProblemReservation(points=5), factors=[tied])
        for at in range(reservations)
    ]
    signers = [
        ProblemParty(id="A", factors=[tied], ceiling=6),
        ProblemParty(id="B", factors=[Factor(["i0", "i3"], -np.arange(9).reshape(3, 3) % 4)]),
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[*signers, *own])


def test_ceilings_and_reservations_by_issue_are_kept_apart():
    prepared = indexed(by_issue_problem(2))
    (part, *_) = value_parts(prepared)
    found, expected = both(prepared, part, keeps_red)
    assert found == expected
    assert any(count > 1 for _, count, _, _ in found)


def test_too_many_cases_are_refused():
    prepared = indexed(by_issue_problem(7))
    part = max(value_parts(prepared), key=lambda part: part.size)
    with pytest.raises(TooLargeError, match="would take 128 cases; the limit is 64"):
        both(prepared, part, keeps_red)


def chain(count, *, tied=2, parties=2):
    """Return issues of three options, each tied to the next ones."""
    issues = [Issue(f"i{at}", ["x", "y", "z"]) for at in range(count)]
    rng = np.random.default_rng((count, tied))
    scopes = [list(range(at, at + tied)) for at in range(count - tied + 1)]
    named = [[f"i{at}" for at in scope] for scope in scopes]
    own = [
        ProblemParty(id=f"p{party}", factors=[Factor(scope, rng.integers(0, 4, [3] * tied)) for scope in named])
        for party in range(parties)
    ]
    return indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=own))


def test_a_long_chain_is_eliminated():
    prepared = chain(60)
    (part,) = value_parts(prepared)
    assert part.size == 3**60
    found = value_source(prepared, part, keep=keeps_all)
    first = prepared.problem.points(prepared.package(int(found.table.numbers[0])))
    assert tuple(-entry for entry in found.table.rows[0].tolist()) == tuple(first.values())
    for row, count, number, packages in listed(found):
        assert len(set(packages)) == count
        assert packages[0] == number
        points = [tuple(prepared.problem.points(prepared.package(entry)).values()) for entry in packages[:3]]
        assert set(points) == {tuple(-entry for entry in row)}


def test_packages_of_a_row_without_end_are_found_as_they_are_asked_for():
    prepared = chain(40, parties=0)
    part = Part(issues=tuple(range(40)), demands=(), size=3**40)
    (row,) = [tuple(row) for row in value_source(prepared, part, keep=keeps_all).table.rows.tolist()]
    found = value_source(prepared, part, keep=keeps_all)
    assert found.table.counts.tolist() == [3**40]
    (packages,) = found.packages([row])
    taken = list(itertools.islice(packages, 20_000))
    assert len(set(taken)) == 20_000
    assert taken == list(itertools.islice(packages, 20_000))


def test_counts_of_what_is_tied_are_exact_at_any_size():
    issues = [Issue(f"i{at}", ["x", "y", "z"]) for at in range(70)]
    boxes = [Box({f"i{at}": ["x"], f"i{at + 1}": ["x"]}, price=1) for at in range(69)]
    party = ProblemParty(id="A", red_lines=[ProblemLine(id="line", shared_by=["A"], boxes=boxes)])
    prepared = indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party]))
    (part,) = value_parts(prepared)
    existing, found = part_distribution(prepared, part, ())
    ends_in_x, others = 1, 2
    for _ in range(69):
        ends_in_x, others = others, 2 * (ends_in_x + others)
    assert existing == 3**70
    assert (found.rows.shape, found.counts.tolist()) == ((1, 0), [ends_in_x + others])


def test_issues_too_entangled_are_refused_with_the_width():
    issues = [Issue(f"i{at}", list("vwxyz")) for at in range(12)]
    corners = [Exclusion({one.id: ["v"], other.id: ["v"]}) for one, other in itertools.combinations(issues, 2)]
    party = ProblemParty(id="A", factors=[Factor(["i0"], range(5))])
    prepared = indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues, corners), parties=[party]))
    (part,) = value_parts(prepared)
    told = (
        r"would take 244,140,625 combinations of 12 issues at once \(an induced width of 11\); the limit is 4,194,304"
    )
    columns = [losses(party) for party in prepared.signers]
    with pytest.raises(TooLargeError, match=told):
        refuse_parts(prepared, [part], columns=columns, keep=keeps_all, what="this")
    with pytest.raises(TooLargeError, match=told):
        value_source(prepared, part, keep=keeps_all)


def test_what_elimination_cannot_answer_is_refused_by_its_size():
    prepared = chain(20)
    (part,) = value_parts(prepared)

    def against(block):
        return block.points(0)

    for columns in ([losses(0), against], [losses(0), losses(0)]):
        for ask in (
            lambda columns=columns: source(prepared, part, columns=columns, keep=keeps_all),
            lambda columns=columns: refuse_parts(prepared, [part], columns=columns, keep=keeps_all, what="this"),
        ):
            with pytest.raises(TooLargeError, match="3,486,784,401 packages of issues that hang together"):
                ask()
    with pytest.raises(TooLargeError, match="looking at every package"):
        source(prepared, part, columns=[losses(0)], keep=keeps_all, effort=Effort(method="enumeration"))


def test_limits_of_the_user_are_kept():
    prepared = chain(40)
    (part,) = value_parts(prepared)
    with pytest.raises(TooLargeError, match="bytes of memory"):
        value_source(prepared, part, keep=keeps_all, effort=Effort(max_bytes=1000))
    with pytest.raises(TooLargeError, match="milliseconds"):
        value_source(prepared, part, keep=keeps_all, effort=Effort(max_seconds=1e-6))
    with pytest.raises(TimeLimitError, match="eliminating issues"):
        value_source(prepared, part, keep=keeps_all, effort=Effort(max_seconds=100, until=0.0))


def test_rows_beyond_memory_are_refused_on_the_way(monkeypatch):
    prepared = chain(40)
    (part,) = value_parts(prepared)
    monkeypatch.setattr(elimination_cases, "MAX_BYTES", 4000)
    with pytest.raises(TooLargeError, match="different sums; the limit is"):
        value_source(prepared, part, keep=keeps_all)


def test_parts_are_eliminated_where_that_is_quicker():
    prepared = chain(13)
    (part,) = value_parts(prepared)
    columns = [losses(party) for party in prepared.signers]
    quick = source(prepared, part, columns=columns, keep=keeps_all)
    slow = source(prepared, part, columns=columns, keep=keeps_all, effort=Effort(method="enumeration"))
    assert (type(quick).__name__, type(slow).__name__) == ("ByElimination", "Enumerated")
    assert listed(quick) == listed(slow)
    estimates = [
        source_takes(prepared, part, columns=columns, keep=keeps_all, effort=effort).seconds
        for effort in (Effort(), Effort(method="enumeration"))
    ]
    assert estimates[0] < estimates[1]
    (small,) = value_parts(chain(3))
    assert type(value_source(chain(3), small, keep=keeps_all)).__name__ == "Enumerated"


def test_what_is_small_but_entangled_is_enumerated():
    prepared = chain(11, tied=11)
    (part,) = value_parts(prepared)
    assert part.size > values._SMALL
    assert type(value_source(prepared, part, keep=keeps_all)).__name__ == "Enumerated"


def test_budgets_of_parts_leave_room_for_what_others_must_take():
    issues = [Issue(name, ["x", "y"]) for name in "abc"]
    parties = [
        ProblemParty(id="A", factors=[Factor(["a"], [1, 5]), Factor(["b"], [2, 3]), Factor(["c"], [0, 7])]),
        ProblemParty(id="B", factors=[Factor(["a"], [1, 2])]),
    ]
    prepared = indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties))
    parts = value_parts(prepared)
    assert part_budgets(prepared, parts, [-12, None]) == [(-2, None), (0, None), (-4, None)]


def test_an_estimate_grows_with_the_width():
    takes = [
        elimination_takes(
            Question(
                indexed=prepared,
                part=value_parts(prepared)[0],
                demands=(),
                parties=prepared.signers,
                is_efficient=is_efficient,
            )
        )
        for prepared, is_efficient in ((chain(20), True), (chain(20, tied=4), True), (chain(20), False))
    ]
    assert takes[0].seconds < min(takes[1].seconds, takes[2].seconds)
    assert takes[0].held < min(takes[1].held, takes[2].held)


def test_methods_are_named():
    prepared = chain(20)
    (part,) = value_parts(prepared)
    tied = value_source(prepared, part, keep=keeps_all)
    (small,) = value_parts(chain(3))
    listed = value_source(chain(3), small, keep=keeps_all)
    told = [found_by(sources) for sources in ([tied], [listed], [tied, tied], [tied, listed, listed])]
    assert told == [
        "elimination",
        "enumeration",
        "merging of 2 parts, 2 of them by elimination",
        "merging of 3 parts, 1 of them by elimination",
    ]


def test_a_frontier_beyond_enumeration_is_that_of_another_order():
    """Forty issues tied in a ring: points and packages are the same, however the ring is turned."""
    tables = np.random.default_rng(9).integers(0, 100, (2, 40, 3, 3))

    def ring(turn):
        issues = [Issue(f"i{(at + turn) % 40}", ["x", "y", "z"]) for at in range(40)]
        own = [
            ProblemParty(
                id=f"p{party}",
                factors=[Factor([f"i{at}", f"i{(at + 1) % 40}"], tables[party, at]) for at in range(40)],
                reservation=ProblemReservation(points=2600),
            )
            for party in range(2)
        ]
        return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=own)

    def named(package):
        return tuple(sorted(str(package).split(", ")))

    def told(turn, of):
        found = frontier(ring(turn), of=of, max_packages=10**6)
        assert found.method == "elimination"
        return {tuple(point.points.values()): (point.count, set(map(named, point.packages))) for point in found.items}

    space, zone = told(0, "space"), told(0, "zone")
    assert (space, zone) == (told(13, "space"), told(13, "zone"))
    assert 10 < len(zone) < len(space)
    assert zone == {row: named for row, named in space.items() if min(row) >= 2600}


def test_more_sums_than_can_be_formed_are_refused_where_none_is_left_out():
    issues = [Issue(f"i{at}", list("vwxyz")) for at in range(40)]
    rng = np.random.default_rng(8)
    tables = [Factor([f"i{at}", f"i{(at + 1) % 40}"], rng.integers(0, 10**9, (5, 5))) for at in range(40)]
    party = ProblemParty(id="A", factors=tables)
    prepared = indexed(BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=[party]))
    (part,) = value_parts(prepared)
    with pytest.raises(TooLargeError, match="sums of what packages are worth; the limit is 10,000,000,000"):
        part_distribution(prepared, part, (0,))
    assert len(value_source(prepared, part, keep=keeps_all).table) == 1
