"""Bids that stand for a number: GeniusWeb says what a party holds out for by a bid, on all or some of the issues.

A party takes what is worth at least as much as that bid. So the bid that is worth the least of those that reach a
number leaves exactly the same packages acceptable as the number does.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import frozen_mapping
from negsim.formats.cases import CaseIssue, Profile
from negsim.formats.geniusweb.additive import Additive
from negsim.formats.geniusweb.parts import Groups, Part

MAX_SUMS = 2_000_000
"""How many sums are worked out at once."""

_EXACT = 2**62
"""Whole numbers below it are added without fault by the machine; others by Python."""

Places = tuple[tuple[int, int], ...]
Row = Mapping[Fraction, Places]
Sums = NDArray[Any]


@frozen
class Bid:
    """Options that are bid, and what they are worth together.

    Attributes
    ----------
    options:
        From the place of an issue to the place of its option; an issue that is left out adds nothing.
    """

    options: Mapping[int, int] = field(converter=frozen_mapping)
    worth: Fraction


@frozen
class Worth:
    """What each part of a package adds: rows of different numbers, each with the first options that add it."""

    rows: tuple[Row, ...]

    @property
    def most(self) -> Fraction:
        """What the best package is worth."""
        return sum((max(row) for row in self.rows), Fraction(0))

    def cheapest(self, target: Fraction) -> Bid | None:
        """Return a bid that is worth the least of those that reach a number which the best package reaches.

        It is complete where there is a complete one of that worth.

        Returns
        -------
        Bid | None
            None where the numbers are too many and too different for the search to end.

        Notes
        -----
        The different sums of the first and of the other parts are worked out, and each sum of the one meets the least
        of the other that makes up what it lacks: about the square root of the number of packages, or as many sums as
        short decimals can make.
        """
        complete = _least(self.rows, target)
        if complete is None or complete.worth == target:
            return complete
        partial = _least([{Fraction(0): (), **row} for row in self.rows], target)
        return partial if partial is not None and partial.worth < complete.worth else complete


def worth_of(profile: Profile, form: Additive | Groups, issues: Sequence[CaseIssue]) -> Worth:
    """Return what the parts of a profile add, in the form in which it is written."""
    if isinstance(form, Groups):
        return Worth(tuple(_part_row(part, issues) for part in form.parts))
    # A weight that was changed for the sum to be 1 must not change which bid reaches the number.
    weights = form.weights if form.stated == 1 else profile.weights
    rows = zip(weights, form.rows, strict=True)
    return Worth(
        tuple(
            _firsts((weight * value, ((at, option),)) for option, value in enumerate(row))
            for at, (weight, row) in enumerate(rows)
        )
    )


def _part_row(part: Part, issues: Sequence[CaseIssue]) -> Row:
    listed = [(worth, tuple(zip(part.issues, choice, strict=True))) for choice, worth in part.worth.items()]
    every = itertools.product(*(range(len(issues[at].options)) for at in part.issues))
    others = (choice for choice in every if choice not in part.worth)
    listed += [(Fraction(0), tuple(zip(part.issues, choice, strict=True))) for choice in itertools.islice(others, 1)]
    return _firsts(listed)


def _firsts(entries: Iterable[tuple[Fraction, Places]]) -> Row:
    found: dict[Fraction, Places] = {}
    for worth, places in entries:
        found.setdefault(worth, places)
    return found


def _least(rows: Sequence[Row], target: Fraction) -> Bid | None:
    """Return options of each row that together are worth the least of all that reach a number; None beyond limits."""
    scale = math.lcm(*(number.denominator for row in rows for number in row))
    most = sum((max(row) for row in rows), Fraction(0))
    kind = np.int64 if most * scale < _EXACT else object
    amounts = [np.array([int(number * scale) for number in row], dtype=kind) for row in rows]
    first, last = [np.zeros(1, dtype=kind)], [np.zeros(1, dtype=kind)]
    start, stop = 0, len(rows)
    while start < stop:
        sizes = first[-1].size * amounts[start].size, last[-1].size * amounts[stop - 1].size
        if min(sizes) > MAX_SUMS:
            return None
        if sizes[0] <= sizes[1]:
            first.append(_sums(first[-1], amounts[start]))
            start += 1
        else:
            stop -= 1
            last.append(_sums(last[-1], amounts[stop]))
    lacking = math.ceil(target * scale) - first[-1]
    at = np.searchsorted(last[-1], lacking)
    reached = at < last[-1].size
    lows, highs = first[-1][reached], last[-1][at[reached]]
    best = int(np.argmin(lows + highs))
    taken = _taken(first, amounts[:start], lows[best])[::-1] + _taken(last, amounts[start:][::-1], highs[best])
    chosen = [list(row.items())[option] for row, option in zip(rows, taken, strict=True)]
    options = dict(place for _, places in chosen for place in places)
    return Bid(dict(sorted(options.items())), sum((worth for worth, _ in chosen), Fraction(0)))


def _sums(sums: Sums, amounts: Sums) -> Sums:
    return np.unique(np.add.outer(sums, amounts))


def _taken(levels: Sequence[Sums], amounts: Sequence[Sums], total: Any) -> list[int]:
    """Return which amounts a sum was made of, those that were added last first."""
    found = []
    for before, row in zip(levels[-2::-1], amounts[::-1], strict=True):
        left = total - row
        at = np.minimum(np.searchsorted(before, left), before.size - 1)
        found.append(int(np.argmax(before[at] == left)))
        total = left[found[-1]]
    return found
