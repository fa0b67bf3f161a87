"""Merging issue after issue: what packages break, amount to and keep is what listing them finds."""

import attrs
import numpy as np
import pytest

from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels.buckets import SmallestSets
from negsim.kernels.hitting_sets import minimal_sets
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import collisions, merged_counts, merged_rows, merged_sets, tallies
from negsim.search.cheapest import Priced, breach_columns
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import indexed
from negsim.search.least_movement import nearest_columns, rows_of_part, way_for
from negsim.search.parts import demand_parts, value_parts
from negsim.search.patterns import minimal_patterns, tables_by_pattern
from negsim.search.sources import Column, part_table
from negsim.search.ties import ties
from negsim.search.values import keeps_all, losses
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space


def drawn(seed, *, issues=6, parties=3, lines=3):
    """Return a problem without reservations: lines of one to three boxes, some of them free, and what ties issues."""
    rng = np.random.default_rng((1987, seed))
    sizes = rng.integers(1, 4, issues).tolist()
    ids = [f"i{at}" for at in range(issues)]

    def box(width):
        chosen = rng.permutation(issues)[:width].tolist()
        options = {
            ids[at]: [f"o{entry}" for entry in {int(rng.integers(sizes[at])) for _ in range(2)}] for at in chosen
        }
        return Box(options, price=int(rng.integers(0, 4)))

    space = Space(
        [Issue(name, [f"o{option}" for option in range(size)]) for name, size in zip(ids, sizes, strict=True)],
        [Exclusion({"i0": ["o0"], f"i{issues - 1}": ["o0"]})] if sizes[0] * sizes[-1] > 1 and seed % 2 else (),
    )
    members = [_party(rng, f"p{at}", sizes, lines, box) for at in range(parties)]
    return BargainingProblem(scenario="s", reading="r", space=space, parties=members)


def _party(rng, name, sizes, lines, box):
    factors = [Factor([f"i{at}"], rng.integers(0, 9, size)) for at, size in enumerate(sizes)]
    one, other = rng.permutation(len(sizes))[:2].tolist()
    if rng.random() < 0.4:
        factors.append(Factor([f"i{one}", f"i{other}"], rng.integers(-3, 4, (sizes[one], sizes[other]))))
    red_lines = [
        ProblemLine(
            id=f"line{at}",
            shared_by=[name],
            red=bool(rng.integers(4)),
            firmness=rng.choice(["0", "1/3", "1/2"]),
            boxes=[box(int(rng.integers(1, 3))) for _ in range(rng.integers(1, 4))],
        )
        for at in range(lines)
    ]
    return ProblemParty(id=name, scale=100, factors=factors, red_lines=red_lines)


def alike(one, other):
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("rows", "counts", "numbers"))
        and one.rows.shape == other.rows.shape
    )


@pytest.mark.parametrize("seed", range(40))
def test_what_packages_break_together_is_what_listing_them_finds(seed):
    prepared = indexed(drawn(seed))
    for part in demand_parts(prepared):
        found = merged_sets.merged_sets(prepared, part)
        assert found is not None
        assert found.broken() == minimal_patterns(prepared, part)
        assert found.takes().seconds > 0


@pytest.mark.parametrize("seed", range(40))
def test_rows_are_those_of_all_packages_with_their_counts_and_first_packages(seed):
    prepared = indexed(drawn(seed))
    columns = nearest_columns(prepared)
    for part in value_parts(prepared):
        found = merged_rows.merged_rows(prepared, part, columns=columns)
        assert found is not None
        assert alike(found.table(), part_table(prepared, part, columns=columns, keep=keeps_all))
        assert found.takes().seconds > 0


@pytest.mark.parametrize("seed", range(40))
def test_rows_of_those_who_break_a_set_are_those_of_all_such_packages(seed):
    prepared = indexed(drawn(seed))
    columns: list[Column] = [*breach_columns(prepared), Priced(prepared, {}, np.int64)]
    columns += map(losses, prepared.signers)
    for part in value_parts(prepared):
        red = [index for index in part.demands if prepared.demands[index].demand.red]
        patterns = minimal_sets(own & sum(1 << index for index in red) for own in minimal_patterns(prepared, part))
        merged = merged_rows.merged_rows(prepared, part, columns=columns, demands=red)
        assert merged is not None
        found = merged.tables_by_pattern(red, [*patterns, sum(1 << index for index in red)])
        listed = tables_by_pattern(prepared, part, demands=red, patterns=patterns, columns=columns)
        for own in patterns:
            assert alike(found[own], listed[own])


@pytest.mark.parametrize("seed", range(40))
def test_packages_that_keep_demands_are_as_many_as_are_found_by_looking(seed):
    problem = drawn(seed, lines=2)
    prepared = indexed(problem)
    keeps = [index for index, demand in enumerate(prepared.demands) if demand.demand.red]
    asked = tallies._Asked(indexed=prepared, keeps=tuple(keeps), by_option=False)
    for part in asked.together:
        merged = merged_counts.merged_counts(prepared, part)
        assert merged is not None
        listed = tallies._look(asked, part, effort=Effort(method="enumeration"))
        assert merged.count() == listed.found
    by_looking = tallies.tally(prepared, keeps=keeps, effort=Effort(method="enumeration"))
    found = tallies.tally(prepared, keeps=keeps)
    assert (found.size, found.at_most) == (by_looking.size, by_looking.at_most)


def one_party(*, issues=3, boxes=(), exclusions=(), **fields):
    space = Space([Issue(f"i{at}", ["x", "y", "z"]) for at in range(issues)], exclusions)
    lines = [ProblemLine(id=f"line{at}", shared_by=["A"], boxes=own) for at, own in enumerate(boxes)]
    values = [Factor([f"i{at}"], [0, 1, 2]) for at in range(issues)]
    party = ProblemParty(id="A", factors=values, red_lines=lines, scale=2 * issues, **fields)
    return BargainingProblem(scenario="s", reading="r", space=space, parties=[party])


STEPS = [[Box({f"i{at}": ["x"], f"i{at + 1}": ["y"]}, price=at + 1) for at in range(2)], [Box({"i1": ["z"]}, price=1)]]


def test_a_line_of_boxes_about_different_issues_has_a_switch_with_a_level_for_each_price():
    prepared = indexed(one_party(boxes=STEPS))
    (part,) = demand_parts(prepared)
    found = ties(prepared, part, told=part.demands)
    assert found is not None
    assert (found.levels, found.switches, found.sizes) == ({0: (1, 2)}, {0: 3}, (3, 3, 3, 3))
    assert found.prices(0) == ((3,), {(1,): 1, (2,): 2})
    assert found.prices(1) == ((1,), {(2,): 1})
    assert (0, 1, 0) not in found.combinations[0, 1, 3]
    assert (0, 1, 1) in found.combinations[0, 1, 3]
    assert [(0, 1, level) in found.combinations[1, 2, 3] for level in range(3)] == [False, False, True]


def test_a_reservation_among_the_demands_is_not_merged():
    prepared = indexed(one_party(boxes=STEPS, reservation=ProblemReservation(points=3)))
    (part,) = demand_parts(prepared)
    assert merged_sets.merged_sets(prepared, part) is None
    assert merged_counts.merged_counts(prepared, part) is None
    assert merged_rows.merged_rows(prepared, part, columns=nearest_columns(prepared)) is None


def test_what_does_not_fit_or_is_told_by_packages_alone_is_not_merged(monkeypatch):
    prepared = indexed(one_party(boxes=STEPS))
    (part,) = value_parts(prepared)

    def rows(problem=prepared, **fields):
        return merged_rows.merged_rows(problem, part, **{"columns": nearest_columns(problem), **fields})

    assert rows() is not None
    assert rows(columns=[lambda block: block.numbers]) is None
    assert rows(demands=range(63)) is None
    assert rows(indexed(one_party(boxes=STEPS, ceiling=3))) is None
    dear = [[Box({"i0": ["x"], "i1": ["y"], "i2": ["z"]}, price=2**62)]]
    assert rows(indexed(one_party(boxes=dear))) is None
    for module, found in (
        (merged_sets, lambda: merged_sets.merged_sets(prepared, part)),
        (merged_rows, rows),
        (merged_counts, lambda: merged_counts.merged_counts(prepared, part)),
    ):
        assert found() is not None
        monkeypatch.setattr(module, "MAX_CELLS", 1)
        assert found() is None


def test_where_no_package_exists_nothing_is_found():
    prepared = indexed(one_party(boxes=STEPS, exclusions=[Exclusion({"i0": ["x", "y", "z"]})]))
    (part,) = value_parts(prepared)
    columns = nearest_columns(prepared)
    sets, counts = merged_sets.merged_sets(prepared, part), merged_counts.merged_counts(prepared, part)
    rows = merged_rows.merged_rows(prepared, part, columns=columns)
    assert sets is not None
    assert counts is not None
    assert rows is not None
    assert (sets.broken(), counts.count()) == ((), 0)
    assert alike(rows.table(), part_table(prepared, part, columns=columns, keep=keeps_all))


CHAIN = [[Box({f"i{at}": ["x"], f"i{at + 1}": ["y"]}, price=1)] for at in range(8)]


def test_where_merging_finds_too_many_sets_another_method_takes_over(monkeypatch):
    prepared = indexed(one_party(issues=9, boxes=CHAIN))
    (part,) = demand_parts(prepared)
    expected = collisions.collisions(prepared, part, searched=prepared)
    assert expected.method == "merging of its issues"

    def refusing(self, size, limit):
        raise TooLargeError("merging sets", size, limit, "sets at once", "")

    monkeypatch.setattr(SmallestSets, "_refuse", refusing)
    other = collisions.collisions(prepared, part, searched=prepared)
    assert other.method == "enumeration of its issues"
    assert attrs.evolve(other, method=expected.method) == expected
    with pytest.raises(TooLargeError, match="merging sets"):
        collisions.collisions(prepared, part, searched=prepared, effort=Effort(method="merging"))

    def late(self, size, limit):
        raise TimeLimitError("finding conflicts", 1)

    monkeypatch.setattr(SmallestSets, "_refuse", late)
    with pytest.raises(TimeLimitError):
        collisions.collisions(prepared, part, searched=prepared)


def test_large_groups_that_few_issues_tie_are_merged_and_dense_ones_are_not():
    prepared = indexed(one_party(issues=9, boxes=CHAIN))
    (part,) = value_parts(prepared)
    assert collisions.way_for(prepared, part) == "merging"
    assert way_for(prepared, what="this", answers=1, effort=STEADY) == "merging"
    whole = [[Box({f"i{at}": ["x"] for at in range(9)}, price=1)]]
    dense = indexed(one_party(issues=9, boxes=whole))
    (part,) = value_parts(dense)
    assert collisions.way_for(dense, part) == "enumeration"
    assert way_for(dense, what="this", answers=1, effort=STEADY) == "enumeration"
    assert way_for(prepared, what="this", answers=1, merging=False, effort=STEADY) == "enumeration"


def test_time_that_is_over_ends_merging():
    prepared = indexed(drawn(3))
    part = max(value_parts(prepared), key=lambda own: own.size)
    over = Effort(max_seconds=0, until=0.0)
    with pytest.raises(TimeLimitError):
        rows_of_part(prepared, part, columns=nearest_columns(prepared), way="merging", effort=over)


def test_what_no_package_breaks_has_no_rows():
    line = ProblemLine(id="not-a", shared_by=["p"], boxes=[Box({"i": ["a"]}, price=1)])
    other = ProblemLine(id="not-b", shared_by=["p"], boxes=[Box({"i": ["b"]}, price=1)])
    party = ProblemParty(id="p", factors=[Factor(["i"], [1, 2, 3])], red_lines=[line, other])
    problem = BargainingProblem(scenario="s", reading="r", space=Space([Issue("i", ["a", "b", "c"])]), parties=[party])
    prepared = indexed(problem)
    (part,) = value_parts(prepared)
    assert tables_by_pattern(prepared, part, demands=[0, 1], patterns=[3], columns=breach_columns(prepared)) == {}
