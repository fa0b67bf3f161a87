"""What one party may be like: how its points are drawn, in integers, from what is known of its weights and values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import UnanswerableError
from negsim.experiments.knowledge import Known, PartyKnowledge
from negsim.experiments.unknowns import Unknowns, unknowns
from negsim.fields import frozen_mapping
from negsim.kernels.sampling import triangular_quantile, whole_products
from negsim.parties.uncertainty import Distribution
from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.seeding import stream, uniforms
from negsim.space.issue import Issue

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

POINTS = 1_000_000
"""The points that a value of 1 is in draws of a party whose weights or values are uncertain."""
NO_FLOOR = -(2**62)
"""The least points that a party takes where it has no reservation, or where that turned out soft."""
MAX_POINTS = 2**51
"""No package of a draw may be worth as many points, so that sums are exact in floats as well, and rounding is."""


@frozen(kw_only=True, eq=False)
class PartyPlan:
    """How one party is drawn.

    Attributes
    ----------
    known:
        What is known of it.
    scale:
        The points that a value of 1 is.
    weights, values:
        How its weights are drawn, and its values on each issue.
    extra:
        What an option adds beside weight times value (interactions of one issue), by column; all that an option adds
        where its numbers are exact.
    is_exact:
        Whether its weights and values are what they are in the problem.
    reservation:
        What is known of its reservation; None where it has none.
    least:
        The fewest points that meet the reservation that the problem has.
    fallback:
        The columns whose points its fallback is worth; None where the reservation is a number of its own.
    fallback_extra:
        What combinations of options add to these.
    ceiling:
        The most points that a package can be worth; None for no such limit.
    """

    known: PartyKnowledge
    scale: int
    weights: Unknowns
    values: Mapping[str, Unknowns] = field(converter=frozen_mapping)
    extra: Integers
    is_exact: bool
    reservation: Known | None
    least: int
    fallback: tuple[int, ...] | None
    fallback_extra: int
    ceiling: int | None

    def points(self, index: int, *, size: int, seed: int) -> tuple[Integers, Floats]:
        """Return what each option adds, shape (draws, columns), and the weights, shape (draws, issues)."""
        rng = stream(seed, self.known.party, "weights", str(index))
        weights = np.ascontiguousarray(self.weights.drawn(size, rng=rng).T)
        if self.is_exact:
            return np.repeat(self.extra[None, :], size, axis=0), weights
        values = self._worth(index, size=size, seed=seed)
        issue_of = np.repeat(np.arange(len(self.values)), [len(how.names) for how in self.values.values()])
        found = whole_products(weights, values, columns=issue_of)
        if self.scale != POINTS:
            found *= self.scale // POINTS
        if self.extra.any():
            found += self.extra
        return found, weights

    def _worth(self, index: int, *, size: int, seed: int) -> Floats:
        """Return what options are worth, in points of a weight of 1: shape (columns,), or (draws, columns)."""
        settled = np.concatenate([how.settled for how in self.values.values()])
        if all(how.region is None for how in self.values.values()):
            return np.asarray(settled * POINTS)
        found = np.repeat(settled[None, :], size, axis=0)
        start = 0
        for issue, how in self.values.items():
            if how.region is not None:
                rng = stream(seed, self.known.party, "values", issue, str(index))
                found[:, start : start + len(how.names)] = how.drawn(size, rng=rng).T
            start += len(how.names)
        found *= POINTS
        return found

    def floors(self, points: Integers, *, index: int, seed: int) -> Integers:
        """Return the least points that the party takes in each draw, were its reservation firm.

        Points are whole, so that a reservation between two numbers of points is met from the upper one on.
        """
        size, known = len(points), self.reservation
        if known is None:
            return np.full(size, NO_FLOOR, dtype=np.int64)
        drawn: Floats | None = None
        if known.is_uncertain:
            shares = uniforms((size,), rng=stream(seed, self.known.party, "reservation", str(index)))
            drawn = numbers_between(known, shares, distribution=self.known.distribution)
        if self.fallback is None:
            if drawn is None:
                return np.full(size, self.least, dtype=np.int64)
            return np.asarray(np.ceil(drawn * self.scale).astype(np.int64))
        worth = points[:, list(self.fallback)].sum(axis=1, dtype=np.int64) + self.fallback_extra
        worth = worth if self.ceiling is None else np.minimum(worth, self.ceiling)
        if drawn is None:
            return np.asarray(worth)
        return np.asarray(worth + np.ceil((drawn - float(known.point)) * self.scale).astype(np.int64))


def numbers_between(known: Known, shares: Floats, *, distribution: Distribution) -> Floats:
    """Return the numbers of an interval that lie as far into it as shares from 0 to 1 say, as likely as is known."""
    low, high = float(known.interval.low), float(known.interval.high)
    if distribution is Distribution.UNIFORM:
        return np.asarray(low + (high - low) * shares)
    return triangular_quantile(
        shares, low, float(min(max(known.point, known.interval.low), known.interval.high)), high=high
    )


def party_plan(problem: BargainingProblem, party: ProblemParty, *, known: PartyKnowledge) -> PartyPlan:
    """Return how a party of a problem is drawn from what is known of it.

    Raises
    ------
    UnanswerableError
        Where its numbers are too large, or its interactions too odd, to be drawn in integers.
    """
    is_exact = not any(entry.is_uncertain for entry in _numbers(known))
    issues = problem.space.issues
    extra = _extra(party, issues, known=None if is_exact else known)
    joint = [factor for factor in party.factors if len(factor.issues) > 1]
    scale = party.scale if is_exact else math.lcm(POINTS, *_denominators(party, joint, extra))
    _refuse_large(party, known if not is_exact else None, scale=scale)
    columns = None if known.fallback is None else _columns(issues, known.fallback)
    beside = Fraction(0) if known.fallback is None else _beside(joint, issues, known.fallback) / party.scale
    return PartyPlan(
        known=known,
        scale=scale,
        weights=_weights(known),
        values={issue: _values(known, issue) for issue in known.values},
        extra=np.array([int(entry * scale) for row in extra for entry in row], dtype=np.int64),
        is_exact=is_exact,
        reservation=known.reservation,
        least=0 if known.reservation is None else math.ceil(known.reservation.point * scale),
        fallback=columns,
        fallback_extra=int(beside * scale),
        ceiling=None if party.ceiling is None else party.ceiling * scale // party.scale,
    )


def _numbers(known: PartyKnowledge) -> list[Known]:
    return [*known.weights.values(), *(entry for options in known.values.values() for entry in options.values())]


def _weights(known: PartyKnowledge) -> Unknowns:
    total = sum((entry.point for entry in known.weights.values()), Fraction(0))
    cares = any(entry.interval.high for entry in known.weights.values())
    return unknowns(
        known.weights,
        chains=known.heavier,
        total=(Fraction(1) if cares else total) if known.sums_to_one else None,
        distribution=known.distribution,
    )


def _values(known: PartyKnowledge, issue: str) -> Unknowns:
    return unknowns(known.values[issue], chains=known.better.get(issue, ()), distribution=known.distribution)


def _extra(party: ProblemParty, issues: Sequence[Issue], *, known: PartyKnowledge | None) -> list[list[Fraction]]:
    """Return what options add; where numbers are drawn, what they add beside weight times value."""
    tables = {factor.issues: factor.values for factor in party.factors}
    found = []
    for issue in issues:
        table = tables.get((issue.id,), [0] * len(issue.options))
        row = [Fraction(int(entry), party.scale) for entry in table]
        if known is not None:
            weight = known.weights[issue.id].point
            worth = [weight * entry.point for entry in known.values[issue.id].values()]
            row = [entry - part for entry, part in zip(row, worth, strict=True)]
        found.append(row)
    return found


def _denominators(party: ProblemParty, joint: Sequence[Factor], extra: Sequence[Sequence[Fraction]]) -> list[int]:
    """Return what a scale must be a multiple of for combinations and the ceiling to stay whole."""
    own = [party.scale // math.gcd(party.scale, *(int(entry) for entry in factor.values.flat)) for factor in joint]
    limit = [] if party.ceiling is None else [Fraction(party.ceiling, party.scale).denominator]
    return [*own, *limit, *(entry.denominator for row in extra for entry in row)]


def _refuse_large(party: ProblemParty, known: PartyKnowledge | None, *, scale: int) -> None:
    most = max(map(abs, party.bounds)) * Fraction(scale, party.scale)
    if known is not None:
        for issue, weight in known.weights.items():
            values = [abs(end) for entry in known.values[issue].values() for end in _ends(entry)]
            most += max(map(abs, _ends(weight))) * max(values) * scale
    limit = MAX_POINTS if known is not None else 2**62
    if most >= limit:
        raise UnanswerableError(
            f"draws of what packages are worth to {party.id}",
            f"they may be worth {float(most):.2g} points, where draws hold fewer than {limit}",
            "give its weights, values and interactions fewer digits, or divide them by a round number",
        )


def _ends(known: Known) -> tuple[Fraction, Fraction]:
    return known.interval.low, known.interval.high


def _columns(issues: Sequence[Issue], choices: Mapping[str, str]) -> tuple[int, ...]:
    """Return the columns of a choice of one option for each issue."""
    found, start = [], 0
    for issue in issues:
        found.append(start + issue.option_ids.index(choices[issue.id]))
        start += len(issue.options)
    return tuple(found)


def _beside(joint: Sequence[Factor], issues: Sequence[Issue], choices: Mapping[str, str]) -> Fraction:
    """Return what combinations add to a choice of one option for each issue, in points of the problem."""
    places = {issue.id: issue.option_ids.index(choices[issue.id]) for issue in issues}
    cells = (factor.values[tuple(places[issue] for issue in factor.issues)] for factor in joint)
    return sum((Fraction(int(cell)) for cell in cells), Fraction(0))
