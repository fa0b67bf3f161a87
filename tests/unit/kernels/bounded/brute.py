"""The most obvious way to answer what bounded search answers, and random instances to answer it on."""

import itertools
import math
from fractions import Fraction

import numpy as np

from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio, Product, WeightedProduct, WeightedSum


def combinations(instance):
    """Return every combination within floors and outside boxes, with its totals."""
    found = []
    for combination in itertools.product(*map(range, instance.sizes)):
        totals = [
            sum(int(instance.values[issue, option, party]) for issue, option in enumerate(combination))
            for party in range(instance.values.shape[2])
        ]
        is_low = instance.floors is not None and any(
            total < floor for total, floor in zip(totals, instance.floors, strict=True)
        )
        is_forbidden = any(
            all(combination[issue] in options for issue, options in box.items()) for box in instance.forbidden
        )
        if not is_low and not is_forbidden:
            found.append((combination, totals))
    return found


def value(objective, totals):
    """Return the value of totals, or None where they do not count."""
    if isinstance(objective, WeightedSum):
        return sum(total * weight for total, weight in zip(totals, objective.weights, strict=True))
    gains = [total - base for total, base in zip(totals, objective.base, strict=True)]
    if isinstance(objective, LeastRatio):
        ratios = sorted(Fraction(gain, scale) for gain, scale in zip(gains, objective.scale, strict=True))
        return tuple(ratios) if objective.leximin else ratios[0]
    if isinstance(objective, WeightedProduct):
        powers = list(objective.exponents)
    else:
        powers = [int(objective.parties is None or party in objective.parties) for party in range(len(gains))]
    if any(gain < 0 < power for gain, power in zip(gains, powers, strict=True)):
        return None
    return math.prod(gain**power for gain, power in zip(gains, powers, strict=True))


def ranked(instance, objective):
    """Return the values and combinations, best first, those of one value in lexicographic order."""
    found = [(value(objective, totals), combination) for combination, totals in combinations(instance)]
    found = [pair for pair in found if pair[0] is not None]
    return sorted(sorted(found, key=lambda pair: pair[1]), key=lambda pair: pair[0], reverse=True)


def some_instance(rng):
    """Return a small instance: few or many ties, often with floors and boxes, sometimes without issues."""
    issues, options, parties = int(rng.integers(0, 5)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    largest = int(rng.choice([1, 3, 20, 10**6, 2**44]))
    values = rng.integers(-largest // 3, largest + 1, (issues, options, parties))
    if rng.random() < 0.2:
        values[:] = values[:, :1]
    sizes = rng.integers(1, options + 1, issues).tolist()
    floors = rng.integers(-largest, largest * max(issues, 1) // 2 + 1, parties) if rng.random() < 0.6 else None
    boxes = [some_box(rng, sizes) for _ in range(int(rng.integers(0, 4)) if rng.random() < 0.5 else 0)]
    return Instance(values=values, sizes=sizes, floors=floors, forbidden=boxes)


def some_box(rng, sizes):
    issues = rng.permutation(len(sizes))[: int(rng.integers(rng.random() < 0.95, len(sizes) + 1)) if sizes else 0]
    return {issue: rng.permutation(sizes[issue])[: int(rng.integers(0, sizes[issue] + 1))] for issue in issues}


def some_objective(rng, instance):
    parties = instance.values.shape[2]
    largest = int(np.abs(instance.values).max(initial=1))
    base = rng.integers(-largest, largest + 1, parties)
    kind = int(rng.integers(5))
    if kind == 0:
        named = None if rng.random() < 0.7 else rng.permutation(parties)[: int(rng.integers(1, parties + 1))]
        return Product(base, parties=named)
    if kind == 1:
        exponents = rng.integers(0, 4, parties)
        exponents[0] += 1
        return WeightedProduct(base, exponents)
    if kind == 2:
        return WeightedSum(rng.integers(-3, 6, parties))
    return LeastRatio(base, rng.integers(1, 8 if kind == 3 else 3, parties), leximin=kind == 4)


def opposed(issues, parties, *, seed, options=5, points=10**6):
    """Return a large instance in which what suits one party suits another badly; totals up to about ``points``."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(issues), size=parties)
    worth = rng.dirichlet(np.ones(parties), size=(issues, options))
    worth = (worth - worth.min(axis=1, keepdims=True)) / np.ptp(worth, axis=1, keepdims=True)
    values = np.rint(worth * weights.T[:, None, :] * points).astype(np.int64)
    return Instance(values=values, sizes=(options,) * issues)
