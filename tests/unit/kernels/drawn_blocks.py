"""Random draws over few combinations, and what is true of them by going through all of these one by one."""

import itertools
import math
from fractions import Fraction

import numpy as np

NO_FLOOR = -(2**62)


def small_draws(rng, *, wide=1, draws=6):
    """Return draws as the kernels are given them: some with lines, some with what combinations add."""
    parties = int(rng.integers(1, 6))
    sizes = [int(size) for size in rng.integers(1, 4, rng.integers(1, 5))]
    packages, columns = math.prod(sizes), sum(sizes)
    points = [rng.integers(-3, 9, (draws, columns)) * wide for _ in range(parties)]
    floors = rng.integers(-5, 5 * len(sizes), (parties, draws)) * wide
    floors[rng.random(floors.shape) < 0.2] = NO_FLOOR
    given = {"points": points, "sizes": sizes, "floors": floors, "broken": None, "firm": None, "base": None}
    words = int(rng.integers(0, 3))
    if words:
        few = (rng.random((packages, words, 64)) < 0.01) @ (1 << np.arange(64, dtype=np.uint64))
        given["broken"] = few.astype(np.uint64)
        given["firm"] = rng.integers(0, 2**64, (draws, words), dtype=np.uint64)
    if rng.random() < 0.3:
        given["base"] = [rng.integers(-4, 5, packages) * wide for _ in range(parties)]
    return given


def totals(given, draw):
    """Return what each combination adds up to for each party, in order."""
    sizes, starts = given["sizes"], np.cumsum([0, *given["sizes"]])
    found = []
    for number, choice in enumerate(itertools.product(*map(range, sizes))):
        own = [
            sum(int(points[draw, starts[issue] + option]) for issue, option in enumerate(choice))
            for points in given["points"]
        ]
        if given["base"]:
            own = [total + int(base[number]) for total, base in zip(own, given["base"], strict=True)]
        found.append(own)
    return found


def reaching(given, draw):
    """Return for each combination which parties take it, lines aside, and whether all take it."""
    found = []
    for number, own in enumerate(totals(given, draw)):
        takes = [total >= int(floor) for total, floor in zip(own, given["floors"][:, draw], strict=True)]
        is_broken = given["broken"] is not None and bool((given["broken"][number] & given["firm"][draw]).any())
        found.append((takes, all(takes) and not is_broken))
    return found


def picked(given, draw, *, rule, scales, references):
    """Return the numbers of the combinations that a rule picks, in fractions."""
    gains = {}
    for number, (own, (_, is_taken)) in enumerate(zip(totals(given, draw), reaching(given, draw), strict=True)):
        if is_taken:
            counted = zip(own, references[:, draw], scales, strict=True)
            gains[number] = [Fraction(total - int(start), scale) for total, start, scale in counted]
    if not gains:
        return []
    best = [max(column) for column in zip(*gains.values(), strict=True)]
    keys = {number: _key(own, best, rule=rule) for number, own in gains.items()}
    return [number for number, key in keys.items() if key == max(keys.values())]


def _key(gains, best, *, rule):
    if rule == "utilitarian":
        return sum(gains)
    if rule == "egalitarian":
        return sorted(gains)
    if rule == "kalai-smorodinsky":
        return sorted(gain / most for gain, most in zip(gains, best, strict=True) if most > 0)
    positive = [gain / most for gain, most in zip(gains, best, strict=True) if gain > 0]
    is_whole = min(gains) >= 0
    return is_whole, math.prod(gains) if is_whole else 0, len(positive), math.prod(positive)
