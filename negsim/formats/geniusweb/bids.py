"""Bids that stand for a number: GeniusWeb says what a party holds out for by a package that is worth it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from negsim.formats.cases import CaseIssue, Profile

MAX_STEPS = 100_000
"""How many packages, and beginnings of packages, are looked at."""


def bid_worth(profile: Profile, issues: Sequence[CaseIssue], target: Fraction) -> tuple[int, ...] | None:
    """Return the first package that is worth exactly so much; None where none is found within 100,000 steps.

    Beginnings of packages that no end can bring to the number are passed over.
    """
    rows = [
        [weight * value for value in row] or [Fraction(0)] * len(issue.options)
        for weight, row, issue in zip(profile.weights, profile.values, issues, strict=True)
    ]
    ends = _ends(profile, rows)
    open_ends: list[tuple[tuple[int, ...], Fraction]] = [((), Fraction(0))]
    for _ in range(MAX_STEPS):
        if not open_ends:
            return None
        chosen, worth = open_ends.pop()
        least, most = ends[len(chosen)]
        if not worth + least <= target <= worth + most:
            continue
        if len(chosen) < len(rows):
            row = rows[len(chosen)]
            open_ends += [((*chosen, option), worth + row[option]) for option in reversed(range(len(row)))]
        elif worth + _added(profile, chosen) == target:
            return chosen
    return None


def _ends(profile: Profile, rows: Sequence[Sequence[Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return, for each issue, the least and the most that it, those after it and all bonuses add."""
    least = sum((bonus.value for bonus in profile.bonuses if bonus.value < 0), Fraction(0))
    most = sum((bonus.value for bonus in profile.bonuses if bonus.value > 0), Fraction(0))
    found = [(least, most)]
    for row in reversed(rows):
        least, most = least + min(row), most + max(row)
        found.append((least, most))
    return found[::-1]


def _added(profile: Profile, chosen: Sequence[int]) -> Fraction:
    taken = (
        bonus.value for bonus in profile.bonuses if all(chosen[at] in options for at, options in bonus.when.items())
    )
    return sum(taken, Fraction(0))
