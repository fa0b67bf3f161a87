"""Elimination held against looking at every combination."""

import itertools

import numpy as np
import pytest

from negsim.kernels import elimination_bounds, elimination_groups
from negsim.kernels.elimination import eliminate
from negsim.kernels.elimination_bounds import bounds_of
from negsim.kernels.elimination_numbers import number_words, option_numbers, options_of
from negsim.kernels.elimination_order import elimination_order, linear_order
from negsim.kernels.elimination_plan import Network, Term, forecast, stages
from negsim.kernels.elimination_rows import thinned
from negsim.kernels.packing import layout_of

STEPS = [10**place for place in range(5)][::-1]


def drawn(rng, *, most_variables=5, wide=0.15):
    """Return a network with tables and boxes of up to three variables, and limits on its columns or none."""
    count = int(rng.integers(1, most_variables + 1))
    sizes = [int(size) for size in rng.integers(1, 4, count)]
    columns = int(rng.integers(0, 5))
    scale = 2**70 if rng.random() < wide else 1

    def table(scope):
        found = rng.integers(-3, 6, [sizes[variable] for variable in scope])
        return found if scale == 1 else found.astype(object) * scale + rng.integers(0, 2, found.shape)

    def scope():
        return rng.permutation(count)[: rng.integers(1, min(3, count) + 1)].tolist()

    terms = []
    for _ in range(rng.integers(0, 7)):
        chosen = scope()
        terms.append(Term(chosen, {column: table(chosen) for column in range(columns) if rng.random() < 0.8}))
    boxes = [
        {variable: rng.permutation(sizes[variable])[: rng.integers(1, sizes[variable] + 1)] for variable in scope()}
        for _ in range(rng.integers(0, 4))
    ]
    apart = int(rng.integers(0, columns + 1)) if rng.random() < 0.4 else 0
    limits = [None if rng.random() < 0.6 else int(rng.integers(-8, 15)) for _ in range(columns)]
    network = Network(sizes=sizes, columns=columns, apart=apart, terms=terms, forbidden=boxes)
    return network, limits if rng.random() < 0.5 else None


def listed(network):
    """Return the rows that no other beats, each with its combinations, in order."""
    found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for options in itertools.product(*map(range, network.sizes)):
        if any(all(options[variable] in named for variable, named in box.items()) for box in network.forbidden):
            continue
        row = [0] * network.columns
        for term in network.terms:
            for column, values in term.columns.items():
                row[column] += int(values[tuple(options[variable] for variable in term.scope)])
        found.setdefault(tuple(row), []).append(options)
    rows = np.array(sorted(found), dtype=object).reshape(len(found), network.columns)
    kept = [tuple(row) for row in rows if not is_beaten(row, rows, network.apart)]
    return {row: found[row] for row in kept}


def is_beaten(row, rows, apart):
    alike = (rows[:, :apart] == row[:apart]).all(axis=1)
    return bool((alike & (rows <= row).all(axis=1) & (rows != row).any(axis=1)).any())


def beats(one, other, apart):
    return one[:apart] == other[:apart] and one != other and all(map(lambda left, right: left <= right, one, other))


@pytest.mark.parametrize("piece", [1, 3, 2**16])
@pytest.mark.parametrize("seed", range(4))
def test_elimination_finds_what_looking_at_everything_finds(monkeypatch, piece, seed):
    monkeypatch.setattr(elimination_groups, "PIECE", piece)
    rng = np.random.default_rng((seed, piece))
    for _ in range(100):
        network, limits = drawn(rng)
        expected = listed(network)
        found = eliminate(network, limits=limits)
        rows = [tuple(row) for row in found.rows.tolist()]
        assert len(set(rows)) == len(rows) == len(found)
        assert rows == sorted(rows)
        assert set(rows) <= set(expected)
        assert {row for row in expected if is_within(row, limits)} <= set(rows)
        for at, row in enumerate(rows):
            assert int(found.counts[at]) == len(expected[row])
            assert tuple(found.first[at].tolist()) == expected[row][0]
            numbers = [number(options) for options in expected[row]]
            assert sorted(found.numbers(at, STEPS[-len(network.sizes) :])) == numbers


def is_within(row, limits):
    return limits is None or all(most is None or entry <= most for entry, most in zip(row, limits, strict=True))


def number(options):
    return int("".join(map(str, options)))


@pytest.mark.parametrize("columns", [2, 3, 4, 5, 6])
def test_fine_values_of_many_columns(columns):
    """Numbers of many bits, so that rows take several words, and bounds bite."""
    rng = np.random.default_rng(columns)
    for _ in range(5):
        sizes = [3] * 6
        scopes = [[at] for at in range(6)] + [[at, at + 1] for at in range(5)] + [[0, 5], [1, 4]]
        terms = [
            Term(scope, {column: rng.integers(0, 2**30, [3] * len(scope)) for column in range(columns)})
            for scope in scopes
        ]
        network = Network(sizes=sizes, columns=columns, terms=terms, forbidden=[{0: [1], 3: [2]}])
        found = eliminate(network)
        expected = listed(network)
        assert [tuple(row) for row in found.rows.tolist()] == list(expected)
        limit = found.rows[len(found) // 2].tolist()
        bounded = eliminate(network, limits=limit)
        assert {tuple(limit)} <= {tuple(row) for row in bounded.rows.tolist()} <= set(expected)


def test_bounds_leave_out_most_rows_and_none_that_is_wanted(monkeypatch):
    rng = np.random.default_rng(1)
    scopes = [[at, at + step] for step in (1, 2) for at in range(9)]
    terms = [Term(scope, {column: rng.integers(0, 1000, [4, 4]) for column in (0, 1)}) for scope in scopes]
    network = Network(sizes=[4] * 11, columns=2, terms=terms)
    held = {"bounded": 0, "plain": 0}

    def watch(name):
        def added(count):
            held[name] += max(count, 0)

        return added

    bounded = eliminate(network, watch=watch("bounded"))
    monkeypatch.setattr("negsim.kernels.elimination.bounds_of", lambda *args: None)
    plain = eliminate(network, watch=watch("plain"))
    assert bounded.rows.tolist() == plain.rows.tolist()
    assert bounded.counts.tolist() == plain.counts.tolist()
    assert held["bounded"] < held["plain"] / 2


def test_bounds_are_left_out_where_machine_words_do_not_hold_them(monkeypatch):
    monkeypatch.setattr(elimination_bounds, "_FAMILY", 3)
    rng = np.random.default_rng(2)

    def network(spans, *, apart=0, leaves=0):
        terms = [Term([0], {column: np.array([0, span]) for column, span in enumerate(spans)})]
        terms += [Term([0, leaf + 1], {0: rng.integers(0, 3, (2, 1))}) for leaf in range(leaves)]
        return Network(sizes=[2] + [1] * leaves, columns=len(spans), apart=apart, terms=terms)

    for asked in (network([2**43, 1]), network([]), network([5, 5], apart=1), network([5, 5], leaves=6)):
        assert bounds_of(asked, stages(asked), [None] * asked.columns) is None
    assert bounds_of(network([5, 5]), stages(network([5, 5])), [None, None]) is not None


def test_corners_are_no_more_than_are_held_against(monkeypatch):
    rng = np.random.default_rng(7)
    terms = [Term([at], {column: rng.integers(0, 100, 6) for column in range(3)}) for at in range(6)]
    network = Network(sizes=[6] * 6, columns=3, terms=terms)
    expected = eliminate(network).rows.tolist()
    monkeypatch.setattr(elimination_bounds, "_CORNERS", 4)
    bounds = bounds_of(network, stages(network), [None] * 3)
    assert bounds is not None
    assert 1 < len(bounds.corners) <= 4
    assert eliminate(network).rows.tolist() == expected


def test_nothing_is_left_where_all_is_forbidden():
    term = Term([0], {0: np.array([1, 2])})
    network = Network(sizes=[2, 2], columns=1, terms=[term], forbidden=[{0: [0, 1]}])
    found = eliminate(network)
    assert (found.rows.shape, found.first.shape, len(found)) == ((0, 1), (0, 2), 0)
    alone = Network(sizes=[2], columns=2, terms=[Term([0], {0: np.array([1, 1])})], forbidden=[{0: [0, 1]}])
    assert len(eliminate(alone)) == 0


def test_a_network_of_nothing_has_one_combination():
    found = eliminate(Network(sizes=[], columns=2))
    assert (found.rows.tolist(), found.counts.tolist(), found.first.shape) == ([[0, 0]], [1], (1, 0))
    assert list(found.numbers(0, [])) == [0]


def test_combinations_are_counted_beyond_machine_words():
    pairs = [{at: [0], at + 1: [0]} for at in range(99)]
    found = eliminate(Network(sizes=[2] * 100, columns=0, forbidden=pairs))
    fibonacci = [1, 2]
    while len(fibonacci) < 101:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    assert found.counts.tolist() == [fibonacci[100]]
    assert found.first.tolist() == [[0, 1] * 50]


def test_a_table_may_be_too_wide_where_what_it_adds_is_not():
    """Entries of 70 bits that differ by little: what is above the least fits a machine word."""
    far = 2**70
    table = Term([0], {0: np.array([far, far + 3], dtype=object), 1: np.array([-far, -far - 1], dtype=object)})
    small = Term([1], {0: np.array([0, 1], dtype=np.int8), 1: np.array([2, 0], dtype=np.int8)})
    found = eliminate(Network(sizes=[2, 2], columns=2, terms=[table, small]))
    assert found.rows.tolist() == [[far, 2 - far], [far + 1, -far], [far + 4, -far - 1]]


def test_numbers_put_combinations_in_order():
    sizes = [2, 2**40, 3, 2**30, 2**61, 5]
    assert number_words(sizes) == ((0, 1, 2), (3,), (4,), (5,))
    rng = np.random.default_rng(4)
    options = np.stack([rng.integers(0, size, 200) for size in sizes], axis=1)
    small = [min(size, 50) for size in sizes]
    chosen = options % np.array(small)
    added = [own[:, column] for own, column in zip(option_numbers(small), chosen.T, strict=True)]
    numbers = np.sum(added, axis=0)
    assert options_of(numbers, small).tolist() == chosen.tolist()
    order = np.lexsort(numbers[::-1])
    assert chosen[order].tolist() == sorted(chosen.tolist())


@pytest.mark.parametrize("order", [elimination_order, linear_order])
def test_an_order_ties_what_is_left_when_a_variable_goes(order):
    rng = np.random.default_rng(6)
    for _ in range(100):
        count = int(rng.integers(1, 9))
        scopes = [rng.permutation(count)[: rng.integers(1, 4)].tolist() for _ in range(rng.integers(0, 9))]
        steps = order([3] * count, scopes)
        assert sorted(step.variable for step in steps) == list(range(count))
        left = [set(scope) for scope in scopes]
        waiting: list[tuple[int, ...]] = []
        for step in steps:
            near = set().union(*(scope for scope in left if step.variable in scope))
            assert step.scope == tuple(sorted(near - {step.variable}))
            left = [scope for scope in left if step.variable not in scope] + [set(step.scope)]
            met = [scope for scope in waiting if step.variable in scope]
            assert order is elimination_order or len(met) <= 1
            waiting = [scope for scope in waiting if scope and scope not in met] + [step.scope]


def test_an_order_is_narrow_where_one_is():
    across = [(3 * row + column, 3 * row + column + 1) for row in range(6) for column in range(2)]
    grid = across + [(at, at + 3) for at in range(15)]
    assert max(len(step.scope) for step in elimination_order([2] * 18, grid)) <= 4
    ring = [(at, (at + 1) % 20) for at in range(20)]
    assert max(len(step.scope) for step in elimination_order([2] * 20, ring)) == 2


def test_a_forecast_counts_cells_exactly():
    terms = [Term([at, at + 1], {0: np.zeros((3, 3)), 1: np.zeros((3, 3))}) for at in range(5)]
    for columns, apart in ((0, 0), (1, 0), (2, 0), (2, 2)):
        network = Network(sizes=[3] * 6, columns=columns, apart=apart, terms=terms if columns == 2 else [])
        found = forecast(network)
        assert found.cells == sum(network.cells_of(step) for step in network.order)
        assert found.sums >= found.cells
        assert found.rows >= 6
    assert network.cells_of(network.widest) == 9


@pytest.mark.parametrize(("columns", "apart"), list(itertools.product([0, 1, 2, 3, 4], [0, 1, 2])))
@pytest.mark.parametrize("most", [4, 2**20, 2**40, 2**70])
def test_rows_are_thinned_within_their_groups(columns, apart, most):
    rng = np.random.default_rng((columns, apart, most % 1000))
    apart = min(apart, columns)
    for _ in range(20):
        count = int(rng.integers(0, 40))
        rows = [[int(rng.integers(0, 4)) * (most // 4) for _ in range(columns)] for _ in range(count)]
        groups = rng.integers(0, 3, count) if count else np.zeros(0, dtype=np.int64)
        layout = layout_of([most] * columns)
        kind = object if most > 2**62 else np.int64
        words = layout.pack(np.array(rows, dtype=kind).reshape(count, columns))
        runs = thinned(layout, words, groups, apart=apart)
        keys = [(int(group), tuple(row)) for group, row in zip(groups, rows, strict=True)]
        kept = {key for key in keys if not any(other[0] == key[0] and beats(other[1], key[1], apart) for other in keys)}
        assert sorted(runs.order.tolist()) == [at for at, key in enumerate(keys) if key in kept]
        assert [keys[at] for at in runs.first.tolist()] == sorted(kept)


def test_columns_too_wide_to_be_told_apart_by_shifts_are_ranked():
    wide = 2**61
    layout = layout_of([wide, wide])
    rows = [[0, wide - at] for at in range(4)] + [[1, wide - 9], [2, wide - 9]]
    words = layout.pack(np.array(rows * 2))
    runs = thinned(layout, words, np.repeat([0, 1], 6), apart=0)
    assert runs.first.tolist() == [3, 4, 9, 10]


def test_groups_too_many_for_one_word_are_sorted_all_the_same():
    layout = layout_of([2**50])
    rows = np.array([5, 2**50, 5, 1])
    groups = np.array([2**20, 0, 0, 2**20])
    runs = thinned(layout, layout.pack(rows[:, None]), groups, apart=0)
    assert runs.first.tolist() == [2, 3]
    both = thinned(layout, layout.pack(rows[:, None]), groups, apart=1)
    assert both.first.tolist() == [2, 1, 3, 0]


@pytest.mark.parametrize("piece", [1, 7])
def test_pieces_of_which_bounds_leave_nothing(monkeypatch, piece):
    monkeypatch.setattr(elimination_groups, "PIECE", piece)
    rng = np.random.default_rng(11)
    terms = [Term([at, at + 1], {column: rng.integers(0, 5000, (4, 4)) for column in (0, 1)}) for at in range(4)]
    network = Network(sizes=[4] * 5, columns=2, terms=terms)
    assert [tuple(row) for row in eliminate(network).rows.tolist()] == list(listed(network))


def test_bounds_by_fewer_weighings_leave_out_less_and_nothing_that_is_wanted(monkeypatch):
    rng = np.random.default_rng(12)
    terms = [Term([at, at + 1], {column: rng.integers(0, 500, (3, 3)) for column in (0, 1)}) for at in range(5)]
    network = Network(sizes=[3] * 6, columns=2, terms=terms)
    cells = sum(map(network.cells_of, network.order))
    expected = list(listed(network))
    for weighings in (25, 5, 2, 1):
        monkeypatch.setattr(elimination_bounds, "_MAX_CELLS", weighings * cells)
        bounds = bounds_of(network, stages(network), [None, None])
        assert (0 if bounds is None else len(bounds.weights)) == (weighings if weighings > 1 else 0)
        assert [tuple(row) for row in eliminate(network).rows.tolist()] == expected


def arms(length, *, size):
    """Return three arms that meet in the last variable, with so few different sums that many are equal."""
    rng = np.random.default_rng(13)
    last = 3 * length
    own = [[last, *range(arm * length, (arm + 1) * length)] for arm in range(3)]
    scopes = [pair for arm in own for pair in itertools.pairwise(arm)]
    terms = [Term(scope, {0: rng.integers(0, 8, (size, size))}) for scope in scopes]
    return Network(sizes=[size] * (last + 1), columns=1, apart=1, terms=terms), scopes


def test_many_rows_are_kept_apart_in_a_linear_order():
    network, scopes = arms(5, size=5)
    narrow = elimination_order(network.sizes, scopes)
    assert network.order == linear_order(network.sizes, scopes) != narrow
    assert forecast(network).sums < forecast(network, narrow).sums / 2


def test_the_sums_of_a_tree_are_those_of_any_order(monkeypatch):
    found = []
    for order in (elimination_order, linear_order):
        monkeypatch.setattr("negsim.kernels.elimination_plan.elimination_order", order)
        monkeypatch.setattr("negsim.kernels.elimination_plan.linear_order", order)
        network, _ = arms(2, size=3)
        eliminated = eliminate(network)
        found.append((eliminated.rows.tolist(), eliminated.counts.tolist(), eliminated.first.tolist()))
        assert [tuple(row) for row in eliminated.rows.tolist()] == list(listed(network))
    assert found[0] == found[1]
