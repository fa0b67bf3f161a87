"""What a party's weights can be, where that is simple enough for answers without a draw."""

from __future__ import annotations

import itertools
from fractions import Fraction

from attrs import field, frozen

from negsim.experiments.knowledge import PartyKnowledge
from negsim.fields import entries
from negsim.parties.interval import Interval
from negsim.parties.uncertainty import Distribution


@frozen(kw_only=True)
class WeightLine:
    """The weights of a party where they follow one number: that of the first of them.

    Attributes
    ----------
    slopes:
        What the weight of each issue gains when that number does: 1, -1, or 0 for those that are known.
    starts:
        What it is where that number is 0.
    between:
        The ends of the number.
    """

    starts: tuple[Fraction, ...] = field(converter=entries)
    slopes: tuple[int, ...] = field(converter=entries)
    between: tuple[Fraction, Fraction]


def weight_line(known: PartyKnowledge) -> WeightLine | None:
    """Return how a party's weights follow one number; None where they do not, or not all are equally likely."""
    weights = list(known.weights.values())
    free = [at for at, entry in enumerate(weights) if entry.interval.width > 0]
    if len(free) not in ((0, 2) if known.sums_to_one else (0, 1)) or known.distribution is not Distribution.UNIFORM:
        return None
    at_zero = [entry.interval.low for entry in weights]
    slopes = [0] * len(weights)
    between = (Fraction(0), Fraction(0))
    if free:
        slopes[free[0]], at_zero[free[0]] = 1, Fraction(0)
        between = (weights[free[0]].interval.low, weights[free[0]].interval.high)
    if len(free) == 2:
        other = weights[free[1]].interval
        rest = 1 - sum((entry for at, entry in enumerate(at_zero) if at not in free), Fraction(0))
        slopes[free[1]], at_zero[free[1]] = -1, rest
        between = (max(between[0], rest - other.high), min(between[1], rest - other.low))
    ids = list(known.weights)
    for heavy, light in ((pair) for chain in known.heavier for pair in itertools.pairwise(chain)):
        one, two = ids.index(heavy), ids.index(light)
        between = _cut(between, lead=at_zero[one] - at_zero[two], slope=slopes[one] - slopes[two])
    return WeightLine(starts=at_zero, slopes=slopes, between=between) if between[0] <= between[1] else None


def _cut(between: tuple[Fraction, Fraction], *, lead: Fraction, slope: int) -> tuple[Fraction, Fraction]:
    """Return the part of an interval on which a line is at least 0; ends in the wrong order where there is none."""
    low, high = between
    if slope > 0:
        return max(low, -lead / slope), high
    if slope < 0:
        return low, min(high, -lead / slope)
    return between if lead >= 0 else (Fraction(1), Fraction(0))


def weight_corners(known: PartyKnowledge) -> list[tuple[Fraction, ...]] | None:
    """Return the corners of all that a party's weights can be, where these are as many as issues that may count.

    That is where nothing is known of them, and where their whole order is known and nothing else; None elsewhere. All
    weights are equally likely then where what each corner counts is uniform on the simplex.

    Notes
    -----
    In the order of their weights, the corners are all weight on the first issue, half on each of the first two, a third
    on each of the first three, ...; their middle is the rank-order centroid.
    """
    free = [issue for issue, entry in known.weights.items() if entry.interval == Interval(0, 1)]
    others = [entry.interval for issue, entry in known.weights.items() if issue not in free]
    pairs = {pair for chain in known.heavier for pair in itertools.pairwise(chain)}
    is_plain = known.sums_to_one and known.distribution is Distribution.UNIFORM
    if not free or not is_plain or any(interval != Interval(0, 0) for interval in others):
        return None
    if not pairs:
        return [tuple(Fraction(issue == corner) for issue in known.weights) for corner in free]
    order = next((path for first in free if len(path := _followed(first, pairs)) == len(free)), None)
    if order is None or len(pairs) != len(free) - 1:
        return None
    return [
        tuple(Fraction(issue in order[:size], size) for issue in known.weights) for size in range(1, len(order) + 1)
    ]


def _followed(first: str, pairs: set[tuple[str, str]]) -> list[str]:
    """Return an issue, the one that it outweighs, the one that this outweighs, ...; an issue outweighs one at most."""
    path, lighter = [first], dict(sorted(pairs))
    while path[-1] in lighter and lighter[path[-1]] not in path:
        path.append(lighter[path[-1]])
    return path
