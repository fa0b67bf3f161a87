"""A region as independent choices, against all its packages."""

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.search.indexed import indexed
from negsim.search.options import options
from negsim.testing import oracles
from tests.unit.deals.some_problems import large_problem, of_tables, some_problem


@pytest.mark.parametrize("of", ["zone", "space"])
def test_combinations_are_the_packages_of_a_region(of):
    for seed in range(250):
        problem = some_problem(np.random.default_rng(seed))
        prepared = indexed(problem)
        region = options(prepared, of=of)
        expected = oracles.zone(problem) if of == "zone" else oracles.packages(problem)
        if region is None:
            assert not expected, seed
            continue
        every = np.indices(region.instance.sizes).reshape(len(region.instance.sizes), -1).T
        totals = region.instance.totals(every)
        floors = region.instance.floors
        kept = np.ones(len(every), dtype=bool) if floors is None else (totals >= np.array(floors)).all(axis=1)
        numbers = list(region.numbers(every[kept].tolist()))
        assert sorted(map(prepared.package, numbers), key=expected.index) == expected, seed
        assert not region.is_in_order or numbers == sorted(numbers), seed
        assert region.count([0]) == 1
        for number, own in zip(numbers, totals[kept].tolist(), strict=True):
            points = problem.points(prepared.package(number))
            assert own == [points[party.id] for party in problem.signers], seed


def test_points_beyond_machine_integers_are_refused_and_wide_parts_too():
    with pytest.raises(TooLargeError, match="as the largest total"):
        options(indexed(of_tables(np.array([[[2**70], [1]]], dtype=object), points=1)))
    with pytest.raises(TooLargeError, match="the limit is 4"):
        options(indexed(large_problem(2, 3, seed=1)), max_width=4)
