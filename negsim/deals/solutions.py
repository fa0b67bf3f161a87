"""Solutions: the packages of the zone that a named rule picks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from negsim.deals.deal import Deal, valued
from negsim.deals.frontier import efficient_sums
from negsim.fields import entries
from negsim.problem import BargainingProblem
from negsim.search.enumeration import STEADY, Effort
from negsim.search.sums import Sums

Gains = tuple[Fraction, ...]
"""What each signing party gains over its reservation, or over 0 without one, on its own 0 to 1 scale."""

RULES = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")
"""The rules, in the order in which they are reported."""

_NAMED_AT_LEAST = 10_000


@frozen(kw_only=True)
class Solution:
    """The package or packages that one rule picks.

    Attributes
    ----------
    rule:
        One of :data:`RULES`.
    count:
        How many packages it picks: all that tie.
    deals:
        The first of them, in package order, at most as many as were asked for. Of more than 10,000 with the same
        values, those found first, in order.
    compares_parties:
        Whether the rule adds or compares values of different parties, and so assumes that their scales mean as much.
    note:
        How ties and degenerate cases were settled, for people; empty where there was none.
    """

    rule: str
    count: int
    deals: tuple[Deal, ...] = field(converter=entries)
    compares_parties: bool
    note: str = ""

    def __len__(self) -> int:
        return len(self.deals)

    def __iter__(self) -> Iterator[Deal]:
        return iter(self.deals)

    def __getitem__(self, index: int) -> Deal:
        return self.deals[index]


def solutions(problem: BargainingProblem, *, max_packages: int = 20, effort: Effort = STEADY) -> dict[str, Solution]:
    """Return what each rule picks in the zone, by rule; no package where the zone is empty.

    Gains are values minus the reservation, or minus 0 without one, of the parties that sign every package.

    Parameters
    ----------
    max_packages:
        How many of the packages that tie to name for each rule.

    Raises
    ------
    TooLargeError
        As :func:`negsim.deals.frontier.frontier`.

    Notes
    -----
    Each rule picks efficient packages, so it is read off the zone's frontier.

    *Nash* maximises the product of gains; where that is 0 everywhere, the number of positive gains, then the product
    of these over each party's best gain. A package with a negative gain (below a reservation that this reading does
    not count as red) comes after those without. *Kalai-Smorodinsky* maximises the smallest gain over best gain, then
    the next smallest, and so on, leaving out parties whose best gain is 0. *Egalitarian* does so with gains as they
    are. *Utilitarian* maximises their sum.

    References
    ----------
    J. F. Nash, "The bargaining problem", Econometrica 18 (1950). E. Kalai and M. Smorodinsky, "Other solutions to
    Nash's bargaining problem", Econometrica 43 (1975). H. Imai, "Individual monotonicity and lexicographic maxmin
    solution", Econometrica 51 (1983). E. Kalai, "Proportional solutions to bargaining situations", Econometrica 45
    (1977).
    """
    return solutions_from(problem, efficient_sums(problem, of="zone", effort=effort), max_packages=max_packages)


def solutions_from(problem: BargainingProblem, total: Sums, *, max_packages: int) -> dict[str, Solution]:
    """Return what each rule picks among the zone's efficient sums."""
    ids = [party.id for party in problem.signers]
    rows = [tuple(int(entry) for entry in row) for row in total.totals.rows]
    gains = [gains_of(problem, {party: -entry for party, entry in zip(ids, row, strict=True)}) for row in rows]
    best = tuple(max(column) for column in zip(*gains, strict=True))
    found = {}
    for rule in RULES:
        chosen = _picked(gains, _KEYS[rule](best))
        picked = [rows[index] for index in chosen]
        numbers = itertools.chain.from_iterable(total.numbers(picked, limit=max(max_packages, _NAMED_AT_LEAST)))
        packages = [total.indexed.package(number) for number in sorted(numbers)[:max_packages]]
        found[rule] = Solution(
            rule=rule,
            count=sum(int(total.totals.counts[index]) for index in chosen),
            deals=[valued(problem, package) for package in packages],
            compares_parties=rule in ("egalitarian", "utilitarian"),
            note=_note(rule, gains=[gains[index] for index in chosen], best=best, ids=ids),
        )
    return found


def gains_of(problem: BargainingProblem, points: Mapping[str, int], *, waived: Sequence[str] = ()) -> Gains:
    """Return each signing party's gain, leaving out the parties named in ``waived``."""
    return tuple(
        Fraction(points[party.id] - (party.reservation.points if party.reservation else 0), party.scale)
        for party in problem.signers
        if party.id not in waived
    )


def product_key(gains: Gains, best: Gains | None = None) -> tuple[Any, ...]:
    """Return what orders packages by the product of their gains; larger is better.

    Packages with a negative gain come last; then counts the product; where it is 0, the number of positive gains, then
    the product of these, each over the party's best gain where that is given.
    """
    is_whole = all(gain >= 0 for gain in gains)
    scales = best or (Fraction(1),) * len(gains)
    positive = [(gain, scale) for gain, scale in zip(gains, scales, strict=True) if gain > 0]
    product = math.prod(gains, start=Fraction(1)) if is_whole else Fraction(0)
    return is_whole, product, len(positive), math.prod((gain / scale for gain, scale in positive), start=Fraction(1))


def _nash(best: Gains) -> Callable[[Gains], Any]:
    return lambda gains: product_key(gains, best)


def _kalai_smorodinsky(best: Gains) -> Callable[[Gains], Any]:
    return lambda gains: sorted(gain / scale for gain, scale in zip(gains, best, strict=True) if scale > 0)


def _egalitarian(best: Gains) -> Callable[[Gains], Any]:
    del best  # gains are compared as they are
    return sorted


def _utilitarian(best: Gains) -> Callable[[Gains], Any]:
    del best  # gains are added as they are
    return lambda gains: sum(gains, Fraction(0))


_KEYS: Mapping[str, Callable[[Gains], Callable[[Gains], Any]]] = {
    "nash": _nash,
    "kalai-smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
}


def _note(rule: str, *, gains: Sequence[Gains], best: Gains, ids: Sequence[str]) -> str:
    """Say how a degenerate case was settled."""
    if not gains:
        return ""
    if rule == "nash" and min(gains[0]) < 0:
        return "some party loses in every package of the zone: the most parties gain, then the product of gains counts"
    if rule == "nash" and 0 in gains[0]:
        return "the product of gains is 0 everywhere: the most parties gain, then the product of these gains counts"
    left_out = [party for party, gain in zip(ids, best, strict=True) if gain <= 0]
    if rule == "kalai-smorodinsky" and left_out:
        return f"leaves out {', '.join(left_out)}: no package of the zone gains anything for them"
    return ""


def _picked(gains: Sequence[Gains], key: Callable[[Gains], Any]) -> list[int]:
    keys = [key(entry) for entry in gains]
    best = max(keys, default=None)
    return [index for index, entry in enumerate(keys) if entry == best]
