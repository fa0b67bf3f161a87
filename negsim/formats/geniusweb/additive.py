"""Forms of a profile without interactions: weights that sum to 1, and utilities from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import entries
from negsim.formats.cases import CaseIssue, Profile
from negsim.formats.json_text import number_text

NEAR = Fraction(1, 10**6)
"""How far from 1 weights may sum for them to be meant to sum to 1."""

_PLACES = 10**15


@frozen
class Additive:
    """A ``LinearAdditiveUtilitySpace``.

    Attributes
    ----------
    weights:
        Sum to 1.
    rows:
        For each issue a utility from 0 to 1 for each option.
    stated:
        What the weights of the profile sum to, where one of them was changed so that these sum to 1.
    """

    weights: tuple[Fraction, ...] = field(converter=entries)
    rows: tuple[tuple[Fraction, ...], ...] = field(converter=entries)
    stated: Fraction = Fraction(1)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """What the worst and the best packages are worth."""
        worth = [[weight * value for value in row] for weight, row in zip(self.weights, self.rows, strict=True)]
        return sum(map(min, worth), Fraction(0)), sum(map(max, worth), Fraction(0))

    @property
    def is_exact(self) -> bool:
        """Whether every number can be written exactly, and is the profile's own."""
        return self.stated == 1 and all(is_written_exactly(each) for row in [self.weights, *self.rows] for each in row)


def is_written_exactly(number: Fraction) -> bool:
    """Tell whether a number is written as a decimal, and read again, as exactly itself."""
    return number_text(number)[1] == number


def additive_form(profile: Profile, issues: Sequence[CaseIssue]) -> Additive | None:
    """Return the form in which every package is worth exactly the same; None where there is none.

    Weights that sum to less or more than 1 are divided by their sum and utilities multiplied by it, where all of
    these can be written exactly.
    """
    if profile.bonuses or not any(profile.values) or min(profile.weights) < 0:
        return None
    rows = _rows(profile, issues)
    total = sum(profile.weights, Fraction(0))
    if total == 1 and _are_shares(rows):
        return Additive(profile.weights, rows)
    if total <= 0:
        return None
    weights = [weight / total for weight in profile.weights]
    rows = [tuple(value * total for value in row) for row in rows]
    if _are_shares(rows) and all(is_written_exactly(number) for row in [weights, *rows] for number in row):
        return Additive(weights, rows)
    return None


def nearest_form(profile: Profile, issues: Sequence[CaseIssue]) -> Additive | None:
    """Return the form whose last weight makes up for weights that all but sum to 1; None where they do not."""
    total = sum(profile.weights, Fraction(0))
    rows = _rows(profile, issues)
    if profile.bonuses or not _are_shares(rows) or abs(total - 1) > NEAR or min(profile.weights) < 0:
        return None
    weights = list(profile.weights)
    weights[_last(weights)] += 1 - total
    return Additive(weights, rows, total)


def rounded_weights(weights: Sequence[Fraction]) -> list[Fraction]:
    """Return weights that can be written and still sum to exactly 1: the last above 0 takes what is left."""
    if all(is_written_exactly(weight) for weight in weights):
        return list(weights)
    found = [
        weight if is_written_exactly(weight) else Fraction(weight.numerator * _PLACES // weight.denominator, _PLACES)
        for weight in weights
    ]
    last = _last(weights)
    found[last] += 1 - sum(found)
    return found


def is_linear(row: Sequence[Fraction]) -> bool:
    """Tell whether values lie on a straight line from the first to the last."""
    return all(2 * row[at] == row[at - 1] + row[at + 1] for at in range(1, len(row) - 1))


def _rows(profile: Profile, issues: Sequence[CaseIssue]) -> list[tuple[Fraction, ...]]:
    return [row or (Fraction(0),) * len(issue.options) for row, issue in zip(profile.values, issues, strict=True)]


def _are_shares(rows: Sequence[Sequence[Fraction]]) -> bool:
    return all(0 <= value <= 1 for row in rows for value in row)


def _last(weights: Sequence[Fraction]) -> int:
    return max(at for at, weight in enumerate(weights) if weight)
