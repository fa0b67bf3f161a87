"""Merging against every combination of rows, exactly and within an error."""

import itertools
import math
import random
from typing import Any

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels.merging import chains, trimming
from negsim.kernels.merging.addends import addends_of, widest_first
from negsim.kernels.merging.chains import Rules, chain_of
from negsim.kernels.merging.limits import limits_after
from negsim.kernels.merging.weighing import balance_of
from negsim.kernels.packing import layout_of, order_of, starts_of
from negsim.kernels.tables import Table, merge, merged

COLUMNS = (0, 1, 2, 2, 3, 3, 4, 5)


def beats(one, other):
    return one != other and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def drawn_tables(rng, *, columns, most_rows=5):
    """Draw tables with negative numbers, ties, constant and equal columns, equal rows, and numbers beyond 62 bits."""
    unit = rng.choice([1, 1, 1, 2**40, 2**61 // 20, 2**70])
    tables = []
    for step in range(rng.randint(1, 5)):
        span = rng.choice([1, 3, 20])
        count = 0 if rng.random() < 0.03 else rng.randint(1, most_rows)
        rows = [
            [rng.randint(-span, span) * unit + (rng.randint(0, 2) if unit > 1 else 0) for _ in range(columns)]
            for _ in range(count)
        ]
        for row in rows if columns > 1 and rng.random() < 0.2 else ():
            row[1] = row[0]
        for row in rows if columns > 1 and rng.random() < 0.2 else ():
            row[-1] = 7
        most = rng.choice([1, 3, 2**50])
        tables.append(
            Table(
                np.array(rows, dtype=object if unit >= 2**60 else np.int64).reshape(count, columns),
                np.array([rng.randint(1, most) for _ in rows], dtype=np.int64),
                np.array([rng.randint(0, 100) * 10**step for _ in rows], dtype=np.int64),
            )
        )
    budget = [None if rng.random() < 0.3 else rng.randint(-10, 12) * unit for _ in range(columns)]
    return tables, budget if rng.random() < 0.6 else None


def every_sum(tables, budget=None):
    """Return every sum within the budget, with how many things stand behind it, the least of them, and all ways."""
    found: dict[tuple[int, ...], list[Any]] = {}
    columns = tables[0].rows.shape[1]
    for way in itertools.product(*(range(len(table)) for table in tables)):
        picked = list(zip(tables, way, strict=True))
        row = tuple(sum(int(table.rows[at, column]) for table, at in picked) for column in range(columns))
        if all(most is None or entry <= most for entry, most in zip(row, budget or [None] * columns, strict=True)):
            entry = found.setdefault(row, [0, math.inf, set()])
            entry[0] += math.prod(int(table.counts[at]) for table, at in picked)
            entry[1] = min(entry[1], sum(int(table.numbers[at]) for table, at in picked))
            entry[2].add(way)
    return found


def efficient(found):
    return {row: entry for row, entry in found.items() if not any(beats(other, row) for other in found)}


@pytest.mark.parametrize("batch", range(8))
def test_a_merge_has_the_efficient_sums_within_the_budget_with_all_that_is_behind_them(batch):
    for seed in range(200 * batch, 200 * batch + 200):
        rng = random.Random(seed)
        tables, budget = drawn_tables(rng, columns=rng.choice(COLUMNS))
        expected = efficient(every_sum(tables, budget))
        found = merged(tables, budget=budget)
        rows = [tuple(map(int, row)) for row in found.rows]
        assert rows == sorted(expected), seed
        assert [int(count) for count in found.counts] == [expected[row][0] for row in rows]
        assert [int(number) for number in found.numbers] == [expected[row][1] for row in rows]
        assert [found.place(row) for row in rows] == list(range(len(rows)))
        assert ways_of(found) == [expected[row][2] for row in rows]


def ways_of(found, *, most=10**6):
    ways: list[set[tuple[int, ...]]] = [set() for _ in found.rows]
    owners, chosen = found.chain.choices(np.arange(len(found)), most=most)
    assert owners.tolist() == sorted(owners.tolist())
    for owner, way in zip(owners.tolist(), chosen.tolist(), strict=True):
        assert tuple(way) not in ways[owner], "a way is told once"
        ways[owner].add(tuple(way))
    return ways


def test_some_ways_to_make_a_sum_are_told_where_all_would_be_too_many():
    table = Table(np.array([[0, 1], [1, 0]]), np.ones(2, dtype=np.int64), np.arange(2))
    found = merged([table] * 40)
    assert [int(count) for count in found.counts] == [math.comb(40, at) for at in range(41)]
    all_ways, some = [math.comb(40, at) for at in range(41)], ways_of(found, most=7)
    assert [len(ways) for ways in some] == [min(7, count) for count in all_ways]
    assert all(
        sum(way) == 40 - row[0] or sum(way) == row[0]
        for ways, row in zip(some, found.rows, strict=True)
        for way in ways
    )


@pytest.mark.parametrize("batch", range(4))
def test_an_order_of_tables_changes_nothing(batch):
    for seed in range(100 * batch, 100 * batch + 100):
        rng = random.Random(f"order {seed}")
        tables, budget = drawn_tables(rng, columns=3)
        order = widest_first([table.rows for table in tables], budget=budget)
        assert sorted(order) == list(range(len(tables)))
        there = merge(tables, budget=budget)
        back = merge([tables[at] for at in order], budget=budget)
        for one, other in zip(
            (there.rows, there.counts, there.numbers), (back.rows, back.counts, back.numbers), strict=True
        ):
            assert one.tolist() == other.tolist()


def test_large_tables_come_first_then_those_that_span_most_of_what_is_allowed():
    wide, narrow = np.array([[0, 90], [90, 0]]), np.array([[0, 10], [10, 0]])
    many = np.stack([np.arange(60), np.arange(60)[::-1]], axis=1)
    assert widest_first([narrow, wide, many]) == [2, 1, 0]
    lopsided = np.array([[0, 0], [0, 9]])
    assert widest_first([np.array([[0, 0], [50, 0]]), lopsided, wide]) == [2, 0, 1]
    assert widest_first([np.array([[0, 0], [50, 0]]), lopsided, wide], budget=[None, 10]) == [2, 1, 0]


def within(rows, *, of, error):
    """Tell whether a row has one that is, in each column, at most the error larger."""
    return any(all(mine - theirs <= more for mine, theirs, more in zip(row, of, error, strict=True)) for row in rows)


@pytest.mark.parametrize("batch", range(6))
def test_with_an_error_every_sum_has_one_that_stands_for_it(batch):
    dropped = 0
    for seed in range(150 * batch, 150 * batch + 150):
        rng = random.Random(f"error {seed}")
        columns = rng.choice(COLUMNS)
        tables, budget = drawn_tables(rng, columns=columns)
        unit = max([1, *(abs(int(entry)) for table in tables for entry in table.rows.flat)])
        error = tuple(rng.randint(0, unit) for _ in range(columns))
        every = every_sum(tables)
        chain = chain_of([table.rows for table in tables], budget=budget, rules=Rules(error=error, few=0))
        check_stand_ins(chain, every, every_sum(tables, budget), error=error, budget=budget)
        dropped += any(chain.lost)
    assert dropped > 10


def check_stand_ins(chain, every, counted, *, error, budget):
    rows = [tuple(map(int, row)) for row in chain.rows]
    assert set(rows) <= set(every)
    assert not any(beats(other, row) for row in rows for other in rows)
    assert all(lost <= most for lost, most in zip(chain.lost, error, strict=True))
    assert all(within(rows, of=row, error=chain.lost) for row in counted)
    for row in rows:
        bounds = budget or [None] * len(row)
        assert all(
            most is None or entry <= most + lost for entry, most, lost in zip(row, bounds, chain.lost, strict=True)
        )
    if not any(chain.lost):
        assert set(rows) == set(efficient(counted))


@pytest.mark.parametrize("batch", range(4))
def test_out_of_time_few_sums_are_kept_and_what_they_cost_is_known(batch, monkeypatch):
    monkeypatch.setattr(chains, "COARSE", 2)
    dropped = 0
    for seed in range(100 * batch, 100 * batch + 100):
        rng = random.Random(f"hurry {seed}")
        columns = rng.choice(COLUMNS)
        tables, budget = drawn_tables(rng, columns=columns)
        turns = iter(range(10))
        start = rng.randint(0, 4)
        asked: list[float] = []

        def hurry(seconds, turns=turns, start=start, asked=asked):
            asked.append(seconds)
            return next(turns) >= start

        chain = chain_of([table.rows for table in tables], budget=budget, rules=Rules(hurry=hurry))
        assert len(chain.rows) <= 2 or len(asked) <= start
        assert all(seconds >= 0 for seconds in asked)
        check_stand_ins(chain, every_sum(tables), every_sum(tables, budget), error=chain.lost, budget=budget)
        dropped += any(chain.lost)
    assert dropped > 10


def test_a_merge_that_is_given_up_stops_there():
    def give_up(seconds):
        raise TimeoutError

    with pytest.raises(TimeoutError):
        chain_of([np.eye(2, dtype=np.int64)], rules=Rules(hurry=give_up))


def opposed(columns, steps, *, options=4, seed=0, most=10**4):
    rng = np.random.default_rng((columns, steps, seed))
    shape = (options, 1)
    return [
        rng.dirichlet(np.ones(columns), size=options) * rng.uniform(most / 2, most, shape) // 1 for _ in range(steps)
    ]


def tight_budget(tables, *, slack):
    """Return a budget that the sum with the least greatest column keeps, and not many more."""
    totals = np.zeros((1, tables[0].rows.shape[1]), dtype=np.int64)
    for table in tables:
        totals = (totals[:, None] + table.rows).reshape(-1, totals.shape[1])
    least = totals[totals.max(axis=1).argmin()]
    return totals, [int(entry) + slack for entry in least]


def as_tables(arrays):
    return [
        Table(rows.astype(np.int64), np.ones(len(rows), dtype=np.int64), 10**step * np.arange(len(rows)))
        for step, rows in enumerate(arrays)
    ]


@pytest.mark.parametrize(("columns", "steps"), [(2, 7), (3, 7), (4, 7), (5, 6), (6, 6)])
def test_weights_change_nothing_but_the_time(columns, steps, monkeypatch):
    tables = as_tables(opposed(columns, steps))
    totals, budget = tight_budget(tables, slack=100)
    plain = merged(tables, budget=budget)
    monkeypatch.setattr(chains, "_WEIGHED_FROM", (0,))
    cuts: list[int] = []
    monkeypatch.setattr(chains._Run, "_tightened", recorded(chains._Run._tightened, cuts))
    weighed = merged(tables, budget=budget)
    assert any(cuts), "some weights rule something out"
    assert weighed.rows.tolist() == plain.rows.tolist()
    inside = totals[(totals <= budget).all(axis=1)]
    assert len(inside)
    expected = {
        tuple(row) for row in inside.tolist() if not ((inside <= row).all(axis=1) & (inside < row).any(axis=1)).any()
    }
    assert set(map(tuple, plain.rows.tolist())) == expected


def recorded(method, found):
    def run(self, *args):
        limits = method(self, *args)
        found.append(len(limits.cuts))
        return limits

    return run


def test_weights_that_rule_nothing_out_are_looked_for_less_often(monkeypatch):
    tables = [np.array([[0, 3], [1, 1], [3, 0]])] * 12
    asked = []

    def cuts(self, partial, *, step, budget):
        asked.append(step)
        return []

    monkeypatch.setattr("negsim.kernels.merging.weighing.Balance.cuts", cuts)
    monkeypatch.setattr(chains, "_WEIGHED_FROM", (0,))
    chain_of(tables, budget=[20, 20])
    assert asked == [1, 3, 6, 10]


def test_what_weights_rule_out_cannot_be_completed():
    """Every partial sum that some weights rule out is checked against all its completions."""
    rng = np.random.default_rng(5)
    ruled_out = 0
    for _ in range(60):
        columns = int(rng.integers(2, 5))
        tables = [rng.integers(0, 60, (int(rng.integers(1, 5)), columns)) for _ in range(4)]
        tables = [table - table.min(axis=0) for table in tables]
        partial = (tables[0][:, None] + tables[1]).reshape(-1, columns)
        rest = (tables[2][:, None] + tables[3]).reshape(-1, columns)
        budget = rng.integers(20, 90, columns)
        for weights, most in balance_of(tables).cuts(partial, step=2, budget=budget.tolist()):
            assert (weights >= 0).all()
            for row in partial[partial @ weights > most]:
                ruled_out += 1
                assert not ((row + rest) <= budget).all(axis=1).any()
    assert ruled_out > 100


def test_numbers_too_large_to_be_weighed_are_not():
    tables = [np.array([[0, 2**60], [2**60, 0]])] * 2
    assert balance_of(tables).cuts(tables[0], step=1, budget=[2**60, 2**60]) == []
    assert chain_of(tables, budget=[2**60, 2**60]).rows.tolist() == [[2**60, 2**60]]


def test_few_weights_are_taken_at_once(monkeypatch):
    monkeypatch.setattr("negsim.kernels.merging.weighing._MOST_WEIGHTS", 1)
    tables = as_tables(opposed(4, 7))
    _, budget = tight_budget(tables, slack=500)
    lows = [table.rows.min(axis=0) for table in tables]
    rows = [table.rows - low for table, low in zip(tables, lows, strict=True)]
    partial = np.array([sum(picked) for picked in itertools.product(*rows[:3])])
    left = [most - int(sum(low[column] for low in lows)) for column, most in enumerate(budget)]
    assert len(balance_of(rows).cuts(partial, step=3, budget=left)) == 1


def test_a_merge_refuses_what_it_cannot_hold():
    table = np.array([[0, 5, 3], [1, 3, 4], [2, 2, 2], [3, 1, 1], [5, 0, 0]])
    with pytest.raises(TooLargeError, match=r"one merging step would take .* sums; the limit is"):
        chain_of([table, 7 * table, 49 * table], rules=Rules(max_bytes=2000))
    assert len(chain_of([table], rules=Rules(max_bytes=1))) == 5


def test_sums_are_thinned_out_before_they_are_counted_against_the_limit(monkeypatch):
    monkeypatch.setattr(chains, "_BLOCK", 50)
    monkeypatch.setattr(chains, "MAX_COMPARED", 200)
    tables = as_tables(opposed(5, 6))
    totals, budget = tight_budget(tables, slack=1000)
    inside = totals[(totals <= budget).all(axis=1)]
    alone = [row for row in inside.tolist() if not ((inside <= row).all(axis=1) & (inside < row).any(axis=1)).any()]
    assert merged(tables, budget=budget).rows.tolist() == sorted(alone)
    with pytest.raises(TooLargeError, match="the limit is 100"):
        merged(tables)


@pytest.mark.parametrize("error", [None, (300, 300, 300)])
def test_sums_made_in_many_blocks_are_those_made_at_once(error, monkeypatch):
    """What is thinned out along the way is what is thinned out at the end; pairs of equal sums are kept."""
    rng = np.random.default_rng(3)
    tables = [Table(np.unique(rng.integers(0, 12, (12, 3)) * 100, axis=0), np.ones(0), np.zeros(0)) for _ in range(3)]
    tables = [Table(table.rows, np.ones(len(table), dtype=np.int64), np.arange(len(table))) for table in tables]
    expected = efficient(every_sum(tables))
    rules = Rules(error=error, few=0, max_bytes=12_000)
    monkeypatch.setattr(chains, "_BLOCK", 7)
    found = merged(tables, rules=rules)
    rows = [tuple(row) for row in found.rows.tolist()]
    if error is None:
        assert rows == sorted(expected)
        assert found.counts.tolist() == [expected[row][0] for row in rows]
        return
    assert any(found.chain.lost)
    assert all(lost <= 300 for lost in found.chain.lost)
    assert all(within(rows, of=row, error=found.chain.lost) for row in expected)


def test_many_sums_are_trimmed_before_they_are_compared(monkeypatch):
    tables = as_tables(opposed(3, 5))
    exact = merged(tables)
    first = chain_of([table.rows for table in tables], rules=Rules(error=(500,) * 3, few=0))
    monkeypatch.setattr(trimming, "EXACT_FIRST", 0)
    at_once = chain_of([table.rows for table in tables], rules=Rules(error=(500,) * 3, few=0))
    for chain in (first, at_once):
        assert 0 < len(chain) < len(exact)
        rows = chain.rows.tolist()
        assert all(within(rows, of=row, error=chain.lost) for row in exact.rows.tolist())
    few = chain_of([table.rows for table in tables], rules=Rules(error=(500,) * 3))
    assert (few.rows.tolist(), few.lost) != (exact.rows.tolist(), (0, 0, 0)), "nothing was compared first"


def test_few_sums_are_not_trimmed():
    tables = [table.rows for table in as_tables(opposed(3, 4))]
    chain = chain_of(tables, rules=Rules(error=(500,) * 3))
    assert (chain.rows.tolist(), chain.lost) == (chain_of(tables).rows.tolist(), (0, 0, 0))


def test_an_empty_table_leaves_no_sum():
    empty = Table(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    other = Table(np.array([[0, 1]]), np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    for found in (merged([other, empty], budget=[1, 1]), merged([empty, other])):
        assert len(found) == len(found.counts) == len(found.numbers) == 0
        assert found.rows.shape == (0, 2)
    assert widest_first([other.rows, empty.rows]) == [0, 1]
    assert addends_of([other.rows, empty.rows], budget=None) is None


def test_a_budget_that_only_all_tables_together_break_leaves_no_sum():
    table = np.array([[0, 2], [2, 0]])
    assert chain_of([table] * 2, budget=[2, 2]).rows.tolist() == [[2, 2]]
    chain = chain_of([table] * 4, budget=[2, 2])
    assert (len(chain), [len(link) for link in chain.links]) == (0, [2, 1, 0, 0])
    assert len(merged([Table(table, np.ones(2, dtype=np.int64), np.arange(2))] * 4, budget=[2, 2]).counts) == 0


def test_a_row_that_is_no_sum_is_not_found():
    found = merged(as_tables(opposed(2, 3)))
    with pytest.raises(KeyError):
        found.place([-1, -1])


def test_some_sums_of_a_merge_keep_what_is_behind_them():
    table = Table(np.array([[0, 2], [1, 1], [2, 0]]), np.array([1, 5, 2]), np.arange(3))
    found = merged([table, Table(table.rows, table.counts, 10 * table.numbers)])
    some = found.kept(np.array([1, 3]))
    assert some.rows.tolist() == found.rows[[1, 3]].tolist()
    assert some.counts.tolist() == found.counts[[1, 3]].tolist()
    assert some.numbers.tolist() == found.numbers[[1, 3]].tolist()
    assert ways_of(some) == [ways_of(found)[at] for at in (1, 3)]


@pytest.mark.parametrize("batch", range(3))
def test_packed_rows_are_added_ordered_and_unpacked_as_rows_are(batch):
    for seed in range(100 * batch, 100 * batch + 100):
        rng = random.Random(f"packing {seed}")
        most = [rng.choice([0, 1, 5, 2**20, 2**31, 2**61, 2**62, 2**90]) for _ in range(rng.randint(0, 6))]
        layout = layout_of(most)
        rows = [[rng.choice([0, bound // 2, rng.randint(0, bound // 2)]) for bound in most] for _ in range(9)]
        array = np.array(rows, dtype=object).reshape(9, len(most))
        words = layout.pack(array)
        assert layout.rows(words).tolist() == rows
        order = order_of(words)
        assert order.tolist() == sorted(range(9), key=lambda at: (rows[at], at))
        in_order = tuple(word[order] for word in words)
        starts = starts_of(in_order)
        listed = [rows[at] for at in order]
        firsts = [at for at in range(9) if not at or listed[at] != listed[at - 1]]
        assert (list(range(9)) if starts is None else starts.tolist()) == firsts
        assert (starts is None) is (len(firsts) == 9)
        total = tuple(word + word for word in words)
        assert layout.rows(total).tolist() == [[2 * entry for entry in row] for row in rows]


def test_limits_hold_for_sums_that_stand_for_others():
    addends = addends_of([np.array([[0, 9], [9, 0]]), np.array([[0, 9], [9, 0]])], budget=[9, None])
    assert addends is not None
    limits = limits_after(addends, step=1, lost=[0, 0])
    assert (limits.bounds, limits.is_open) == ((), False)
    assert limits_after(addends, step=2, lost=[0, 0]).bounds == ((0, 9),)
    assert limits_after(addends, step=2, lost=[4, 0]).bounds == ((0, 13),)
    assert limits_after(addends, step=2, lost=[9, 0]).bounds == ()
