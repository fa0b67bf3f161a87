"""Rules: what orders packages by what the parties that sign gain from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError, UnknownNameError
from negsim.fields import Number, exact
from negsim.kernels.numbering import MAX_EXPONENT, integers_up_to
from negsim.problem import BargainingProblem

Gains = tuple[Fraction, ...]
"""What each signing party gains over its reservation, or over 0 without one, on its own 0 to 1 scale."""

RULES = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")
"""The textbook's rules, in the order in which they are reported."""

_SLACK = 1e-9
_LEAST_PRODUCT = 1e-200  # a product of floats below it may have lost digits


@frozen(kw_only=True)
class Rule:
    """One of the textbook's rules, with bargaining powers.

    Attributes
    ----------
    name:
        One of :data:`RULES`.
    powers:
        Of each signing party: whole numbers above 0, without a common factor, in proportion to the weights.
    share:
        The weight of a party is its power times this.
    """

    name: str
    powers: tuple[int, ...]
    share: Fraction = Fraction(1)

    @property
    def compares_parties(self) -> bool:
        """Whether the rule adds or compares values of different parties."""
        return self.name in ("egalitarian", "utilitarian")

    @property
    def weights(self) -> tuple[Fraction, ...]:
        """The weight of each signing party."""
        return tuple(power * self.share for power in self.powers)

    def key(self, gains: Gains, best: Gains) -> Any:
        """Return what orders packages, larger being better, given each party's best gain."""
        if self.name == "nash":
            return product_key(gains, best, powers=self.powers)
        return self.value(gains, best)

    def value(self, gains: Gains, best: Gains) -> Fraction | tuple[Fraction, ...]:
        """Return what the rule makes as great as can be.

        Nash: the product of gains, each to its power; 0 where a gain is negative. Kalai-Smorodinsky: the gains over
        best gain and weight, the least first, of the parties whose best gain is positive. Egalitarian: the gains over
        weight, the least first. Utilitarian: the sum of gains, each times its weight.
        """
        if self.name == "nash":
            raised = [gain**power for gain, power in zip(gains, self.powers, strict=True)]
            return math.prod(raised, start=Fraction(1)) if all(gain >= 0 for gain in gains) else Fraction(0)
        if self.name == "utilitarian":
            return sum((weight * gain for weight, gain in zip(self.weights, gains, strict=True)), Fraction(0))
        scales = best if self.name == "kalai-smorodinsky" else (Fraction(1),) * len(gains)
        entries = zip(gains, scales, self.weights, strict=True)
        return tuple(sorted(gain / (scale * weight) for gain, scale, weight in entries if scale > 0))


def rule_of(problem: BargainingProblem, name: str, weights: Mapping[str, Number] | None = None) -> Rule:
    """Return a rule over the parties that sign every package.

    Parameters
    ----------
    weights:
        From party id to its bargaining power, more than 0; 1 for those not named.

    Raises
    ------
    UnknownNameError
        If there is no such rule, or a weight names no party that signs every package.
    ValueError
        If a weight is not above 0.
    TooLargeError
        If a product of gains would take powers that add up to more than 1,000.
    """
    if name not in RULES:
        raise UnknownNameError("rule", name, RULES)
    ids = [party.id for party in problem.signers]
    given = {party: exact(weight) for party, weight in (weights or {}).items()}
    for party, weight in given.items():
        if party not in ids:
            raise UnknownNameError("party that signs every package", party, ids)
        if weight <= 0:
            raise ValueError(f"the weight {weight} of {party}; expected a number above 0")
    weighed = [given.get(party, Fraction(1)) for party in ids]
    unit = math.lcm(*(weight.denominator for weight in weighed))
    whole = [int(weight * unit) for weight in weighed]
    common = math.gcd(*whole) or 1
    powers = tuple(weight // common for weight in whole)
    if name == "nash" and sum(powers) > max(MAX_EXPONENT, len(ids)):
        advice = "Round the weights to simpler proportions."
        raise TooLargeError("a weighted product", sum(powers), MAX_EXPONENT, "as the sum of powers", advice)
    return Rule(name=name, powers=powers, share=Fraction(common, unit))


def gains_of(problem: BargainingProblem, points: Mapping[str, int], *, waived: Sequence[str] = ()) -> Gains:
    """Return each signing party's gain, leaving out the parties named in ``waived``."""
    return tuple(
        Fraction(points[party.id] - (party.reservation.points if party.reservation else 0), party.scale)
        for party in problem.signers
        if party.id not in waived
    )


def product_key(gains: Gains, best: Gains | None = None, *, powers: Sequence[int] | None = None) -> tuple[Any, ...]:
    """Return what orders packages by the product of their gains; larger is better.

    Packages with a negative gain come last; then counts the product; where it is 0, the number of positive gains, then
    the product of these, each over the party's best gain where that is given.

    Parameters
    ----------
    powers:
        Whole numbers above 0 that gains are raised to; 1 where none are given.
    """
    is_whole = all(gain >= 0 for gain in gains)
    scales = best or (Fraction(1),) * len(gains)
    raised = powers or (1,) * len(gains)
    positive = [(gain / scale) ** power for gain, scale, power in zip(gains, scales, raised, strict=True) if gain > 0]
    product = Fraction(0)
    if is_whole:
        product = math.prod((gain**power for gain, power in zip(gains, raised, strict=True)), start=Fraction(1))
    return is_whole, product, len(positive), math.prod(positive, start=Fraction(1))


def rough_gains(problem: BargainingProblem, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Return each signing party's gain in each row of losses, to the accuracy of a float; its sign is exact."""
    columns = []
    for column, party in zip(rows.T, problem.signers, strict=True):
        floor = party.reservation.points if party.reservation else 0
        # No package may be worth so many points as a reservation asks.
        points = -column.astype(np.result_type(column.dtype, integers_up_to(abs(floor))), copy=False)
        columns.append((points - floor).astype(np.float64) / party.scale)
    return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def shortlist(rule: Rule, gains: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows that a rule may pick, by gains in floats: all that are best within a billionth.

    A gain is off by 2^-52 of itself, and a product or a sum of them, or a root of a product, by little more: what is
    best is among these, and is then picked in fractions. Where no product is positive, every row may be.
    """
    if not len(gains):
        return np.arange(0)
    powers, weights = np.array(rule.powers, dtype=np.float64), np.array(rule.weights, dtype=np.float64)
    if rule.name == "nash":
        # Of a weighted product, the root: its factors stay within the range of floats.
        roots = gains.clip(min=0) if (powers == 1).all() else gains.clip(min=0) ** (powers / powers.sum())
        score = np.where((gains >= 0).all(axis=1), roots.prod(axis=1), -1.0)
        if score.max() < _LEAST_PRODUCT:
            return np.arange(len(gains))
        return np.flatnonzero(score >= score.max() * (1 - _SLACK))
    if rule.name == "kalai-smorodinsky":
        best = gains.max(axis=0)
        score = (gains[:, best > 0] / (best * weights)[best > 0]).min(axis=1, initial=np.inf)
        slack = _SLACK * max(1.0, float(np.abs(score[np.isfinite(score)]).max(initial=0)))
    elif rule.name == "egalitarian":
        score = (gains / weights).min(axis=1, initial=np.inf)
        slack = _SLACK * max(1.0, float(np.abs(gains / weights).max(initial=0)))
    else:
        score = gains @ weights
        slack = _SLACK * max(1.0, float((np.abs(gains) @ weights).max()))
    return np.flatnonzero(score >= score.max() - slack)


def note_on(rule: Rule, *, gains: Gains | None, best: Gains, ids: Sequence[str]) -> str:
    """Say how a degenerate case was settled.

    Parameters
    ----------
    gains:
        At one of the packages that the rule picks; None where there is none.
    best:
        Each party's best gain in the zone.
    """
    if gains is None:
        return ""
    if rule.name == "nash" and min(gains, default=1) < 0:
        return "some party loses in every package of the zone: the most parties gain, then the product of gains counts"
    if rule.name == "nash" and 0 in gains:
        return "the product of gains is 0 everywhere: the most parties gain, then the product of these gains counts"
    left_out = [party for party, gain in zip(ids, best, strict=True) if gain <= 0]
    if rule.name == "kalai-smorodinsky" and left_out:
        return f"leaves out {', '.join(left_out)}: no package of the zone gains anything for them"
    return ""
