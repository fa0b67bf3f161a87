"""A block of one draw, the problem itself, against what is asked of the problem directly."""

import math

import numpy as np
from hypothesis import given, settings

import negsim
from negsim.kernels.fused import NO_FLOOR, accepted
from negsim.kernels.fused_choice import chosen
from negsim.testing import oracles, problem_generators


def as_draws(problem):
    """Return a problem as a block of one draw: single issues as points, the rest as what combinations add."""
    sizes = list(problem.space.radices)
    starts = dict(zip((issue.id for issue in problem.space.issues), np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    packages = [problem.space.package(choice) for choice in np.ndindex(*sizes)]
    points, base = [], []
    for party in problem.signers:
        own, whole = np.zeros((1, sum(sizes)), dtype=np.int64), np.zeros(math.prod(sizes), dtype=np.int64)
        for factor in party.factors:
            if len(factor.issues) == 1:
                start = starts[factor.issues[0]]
                own[0, start : start + len(factor.values)] += factor.values
        at_best = [
            sum(own[0, start + choice] for start, choice in zip(starts.values(), indices, strict=True))
            for indices in np.ndindex(*sizes)
        ]
        whole[:] = [oracles.points(problem, party, package) for package in packages]
        points.append(own)
        base.append(whole - np.array(at_best))
    zone = set(oracles.zone(problem))
    broken = np.array([[package not in zone] for package in packages], dtype=np.uint64)
    return {
        "points": points,
        "sizes": sizes,
        "base": base,
        "broken": broken,
        "firm": np.ones((1, 1), dtype=np.uint64),
        "floors": np.full((len(points), 1), NO_FLOOR),
    }


@settings(max_examples=30)
@given(problem_generators.open_problems())
def test_rules_pick_in_a_draw_what_they_pick_in_the_problem(problem):
    block = as_draws(problem)
    points = block.pop("points")
    found = accepted(points, **block, is_compiled=False)
    assert found.in_zone.tolist() == [negsim.zone(problem).size]
    assert found.by_package.sum() == found.in_zone.sum()
    references = [[party.reservation.points if party.reservation else 0] for party in problem.signers]
    scales = [party.scale for party in problem.signers]
    for rule, solution in negsim.solutions(problem).items():
        given = block | {"rule": rule, "scales": scales, "references": np.array(references).reshape(len(points), 1)}
        picked = chosen(points, **given, is_compiled=False)
        first = problem.space.indices(solution[0].package)
        assert np.unravel_index(picked.package[0], block["sizes"]) == first
        assert picked.ties.tolist() == [solution.count]
