"""Integer programs against looking at every choice."""

import itertools
import math

import numpy as np
import pytest

from negsim.kernels.programs import MAX_PROVEN, Draft, chosen, minimise, spread


def brute(tables, floors):
    """Return the least sum of the first column with the others at their floors or above; None without any."""
    sums = (
        sum(table[at] for table, at in zip(tables, choice, strict=True))
        for choice in itertools.product(*(range(len(table)) for table in tables))
    )
    return min((int(total[0]) for total in sums if (total[1:] >= floors).all()), default=None)


def drafted(tables, floors):
    draft = Draft()
    parts = draft.choices([len(table) for table in tables])
    for at, floor in enumerate(floors):
        draft.row(spread(parts, [table[:, at + 1].tolist() for table in tables]), lower=int(floor))
    return draft, parts, spread(parts, [table[:, 0].tolist() for table in tables])


def test_one_row_of_each_part():
    rng = np.random.default_rng(0)
    statuses = []
    for _ in range(400):
        tables = [rng.integers(-5, 9, (rng.integers(1, 4), 3)) for _ in range(rng.integers(1, 5))]
        floors = rng.integers(-3, 4 * len(tables) + 1, 2)
        draft, parts, costs = drafted(tables, floors)
        answer, expected = minimise(draft.program(costs)), brute(tables, floors)
        statuses.append(answer.status)
        assert answer.is_proven
        if expected is None:
            assert (answer.status, answer.values) == ("infeasible", None)
            assert answer.bound == math.inf
            continue
        total = sum(table[at] for table, at in zip(tables, chosen(answer, parts), strict=True))
        assert (answer.status, answer.objective) == ("optimal", expected)
        assert answer.bound == pytest.approx(expected)
        assert total[0] == expected
        assert (total[1:] >= floors).all()
    assert {"optimal", "infeasible"} == set(statuses)


def knapsack():
    """Return two halves that must have nearly the same sum: bounds say nothing."""
    weights = np.random.default_rng(3).integers(10**6, 10**7, 40)
    draft = Draft()
    parts = draft.choices([2] * len(weights))
    draft.row(spread(parts, [[int(weight), 0] for weight in weights]), lower=int(weights.sum()) // 2)
    return draft.program(spread(parts, [[int(weight), 0] for weight in weights]))


def test_what_runs_out_of_nodes_or_time_has_a_bound_and_no_proof():
    program = knapsack()
    short = minimise(program, max_nodes=1)
    assert (short.status, short.is_proven) == ("limit", False)
    assert short.bound <= short.objective
    none = minimise(program, seconds=0)
    assert (none.status, none.values, none.objective, none.bound) == ("limit", None, math.inf, -math.inf)
    with pytest.raises(ValueError, match="has no choice"):
        chosen(none, [range(2)])


@pytest.mark.parametrize(
    ("entry", "upper", "is_whole", "is_tame"),
    [
        (3, 5, True, True),
        (1.5, 5, True, False),
        (3, 5, False, False),
        (3, MAX_PROVEN, True, False),
        (3, math.inf, True, False),
    ],
)
def test_a_bound_is_a_proof_only_where_floats_are_sure(entry, upper, is_whole, is_tame):
    draft = Draft()
    place = draft.variable(upper=upper, is_whole=is_whole)
    draft.row({place: entry}, lower=4)
    program = draft.program({place: 2})
    assert program.is_tame == is_tame
    answer = minimise(program)
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(2 * math.ceil(4 / entry) if is_whole else 8 / entry)
    assert answer.is_proven == is_tame


def test_a_variable_that_a_cost_pulls_without_end_is_refused():
    draft = Draft()
    one, other = draft.variable(), draft.variable(upper=math.inf)
    draft.program({one: -1, other: 1})
    with pytest.raises(ValueError, match="variable 1 has a cost and no bound"):
        draft.program({one: 1, other: -1})


def test_a_program_without_variables_costs_nothing():
    answer = minimise(Draft().program({}))
    assert (answer.status, answer.objective, answer.is_proven) == ("optimal", 0, True)
