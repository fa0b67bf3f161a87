"""Solutions: the packages that a named rule picks."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.conventions import TEXTBOOK, Pick, picks
from negsim.deals.deal import Deal, valued
from negsim.deals.frontier import efficient_sums
from negsim.deals.optima import METHOD, Optimum, optima
from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.numbering import digits
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.sums import Sums

Gains = tuple[Fraction, ...]
"""What each signing party gains over its reservation, or over 0 without one, on its own 0 to 1 scale."""

RULES = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")
"""The textbook's rules, in the order in which they are reported."""

_NAMED_AT_LEAST = 10_000
_MANY, _LARGE = 3, 10**12  # from so many parties and packages on, a frontier may be too large to list
_SLACK = 1e-9
_LEAST_PRODUCT = 1e-200  # a product of floats below it may have lost digits


@frozen(kw_only=True)
class Solution:
    """The package or packages that one rule picks.

    Attributes
    ----------
    rule:
        One of :data:`RULES`, or what another convention calls it.
    count:
        How many packages it picks: all that tie.
    deals:
        The first of them, in package order, at most as many as were asked for. Of more than 10,000 with the same
        values, those found first, in order.
    compares_parties:
        Whether the rule adds or compares values of different parties, and so assumes that their scales mean as much.
    note:
        How ties and degenerate cases were settled, for people; empty where there was none. Under another convention
        than the textbook's: what the rule is, and how it differs.
    method:
        How it was found; it is exact either way.
    """

    rule: str
    count: int
    deals: tuple[Deal, ...] = field(converter=entries)
    compares_parties: bool
    note: str = ""
    method: str = "read off the frontier"

    def __len__(self) -> int:
        return len(self.deals)

    def __iter__(self) -> Iterator[Deal]:
        return iter(self.deals)

    def __getitem__(self, index: int) -> Deal:
        return self.deals[index]


def solutions(
    problem: BargainingProblem, *, convention: str = TEXTBOOK, max_packages: int = 20, effort: Effort = STEADY
) -> dict[str, Solution]:
    """Return what each rule picks, by rule; no package where the zone is empty.

    Gains are values minus the reservation, or minus 0 without one, of the parties that sign every package.

    Parameters
    ----------
    convention:
        ``textbook``, or the tool whose rules are wanted, under the words that it uses: ``genius``, ``negmas``,
        ``negolog``, or ``anl`` (the template of the Automated Negotiating Agents Competition's league of 2023).
        ``genius``, ``anl`` and ``negolog`` pick from all packages that exist, also where the zone is empty: they know
        no red lines. ``negmas`` picks from the zone, and holds to reservations that are not red as well.
    max_packages:
        How many of the packages that tie to name for each rule.

    Raises
    ------
    UnknownNameError
        If there is no such convention.
    TooLargeError
        As :func:`negsim.deals.frontier.frontier`.

    Notes
    -----
    Each rule of the textbook picks efficient packages, so it is read off the zone's frontier.

    *Nash* maximises the product of gains; where that is 0 everywhere, the number of positive gains, then the product
    of these over each party's best gain. A package with a negative gain (below a reservation that this reading does
    not count as red) comes after those without. *Kalai-Smorodinsky* maximises the smallest gain over best gain, then
    the next smallest, and so on, leaving out parties whose best gain is 0. *Egalitarian* does so with gains as they
    are. *Utilitarian* maximises their sum.

    ``genius``: *nash* maximises the product of gains on the frontier of the space, negative gains among them;
    *kalai-smorodinsky* minimises the sum of the differences between values of two parties there. ``anl``: *nash*
    maximises the product of values there; *kalai* is GENIUS's kalai-smorodinsky. ``negolog``: *nash* maximises the
    product of values over all packages, *kalai* their sum. ``negmas``, on the zone's frontier, counts gains from the
    least that any package is worth where that is more than the reservation or there is none: *nash* maximises their
    product, *kalai* the smallest, and *kalai-smorodinsky* minimises how far apart they are when each is divided by
    what it is at the party's best package.

    References
    ----------
    J. F. Nash, "The bargaining problem", Econometrica 18 (1950). E. Kalai and M. Smorodinsky, "Other solutions to
    Nash's bargaining problem", Econometrica 43 (1975). H. Imai, "Individual monotonicity and lexicographic maxmin
    solution", Econometrica 51 (1983). E. Kalai, "Proportional solutions to bargaining situations", Econometrica 45
    (1977).

    Examples
    --------
    One party could get all it wants while the other gets 55 of 100, or both about as much:

    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> north = ProblemParty(id="N", scale=100, factors=[Factor(["offer"], [100, 54, 0, 0])])
    >>> south = ProblemParty(id="S", scale=100, factors=[Factor(["offer"], [55, 56, 100, 0])])
    >>> space = Space([Issue("offer", ["a", "b", "c", "none"])])
    >>> problem = BargainingProblem(scenario="two", reading="given", space=space, parties=[north, south])
    >>> str(solutions(problem)["kalai-smorodinsky"][0].package)
    'offer: a'
    >>> str(solutions(problem, convention="negmas")["kalai-smorodinsky"][0].package)
    'offer: b'
    """
    if convention == TEXTBOOK:
        return _textbook(problem, max_packages=max_packages, effort=effort)
    found = picks(problem, convention=convention, effort=effort)
    return {pick.rule: _solution(problem, pick, max_packages=max_packages) for pick in found}


def _textbook(problem: BargainingProblem, *, max_packages: int, effort: Effort) -> dict[str, Solution]:
    """Return what the textbook's rules pick: by search where the frontier may be too large, else read off it."""
    if len(problem.signers) >= _MANY and problem.space.combinations >= _LARGE:
        with contextlib.suppress(TooLargeError):
            return searched_solutions(problem, max_packages=max_packages, effort=effort)
    return solutions_from(problem, efficient_sums(problem, of="zone", effort=effort), max_packages=max_packages)


def searched_solutions(problem: BargainingProblem, *, max_packages: int, effort: Effort) -> dict[str, Solution]:
    """Return what the textbook's rules pick without the frontier, which may be far too large to list.

    Raises
    ------
    TooLargeError
        As :func:`negsim.deals.optima.optima`.
    """
    space = problem.space
    picked = optima(problem, max_packages=max_packages, effort=effort)
    found = picked if picked is not None else dict.fromkeys(RULES, Optimum(numbers=(), count=0))
    return {
        rule: Solution(
            rule=rule,
            count=optimum.count,
            deals=[valued(problem, space.package(digits(number, space.radices))) for number in optimum.numbers],
            compares_parties=rule in ("egalitarian", "utilitarian"),
            method=METHOD,
        )
        for rule, optimum in found.items()
    }


def solutions_from(problem: BargainingProblem, total: Sums, *, max_packages: int) -> dict[str, Solution]:
    """Return what each rule of the textbook picks among the zone's efficient sums."""
    ids = [party.id for party in problem.signers]
    rows = total.totals.rows
    rough = _rough_gains(problem, rows)
    ends = [int(column.min()) for column in rows.T] if len(rows) else [0] * len(ids)
    best = gains_of(problem, {party: -end for party, end in zip(ids, ends, strict=True)})
    found = {}
    for rule in RULES:
        likely = shortlist(rule, rough)
        points = [dict(zip(ids, (-int(entry) for entry in rows[index]), strict=True)) for index in likely]
        gains = [gains_of(problem, entry) for entry in points]
        chosen = _picked(gains, _KEYS[rule](best))
        pick = Pick(
            rule=rule,
            sums=total,
            chosen=[int(likely[index]) for index in chosen],
            compares_parties=rule in ("egalitarian", "utilitarian"),
            note=_note(rule, gains=[gains[index] for index in chosen], best=best, ids=ids),
        )
        found[rule] = _solution(problem, pick, max_packages=max_packages)
    return found


def _rough_gains(problem: BargainingProblem, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Return each signing party's gain in each row of losses, to the accuracy of a float; its sign is exact."""
    columns = [
        (-column - (party.reservation.points if party.reservation else 0)).astype(np.float64) / party.scale
        for column, party in zip(rows.T, problem.signers, strict=True)
    ]
    return np.stack(columns, axis=1)


def shortlist(rule: str, gains: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows that a rule may pick, by gains in floats: all that are best within a billionth.

    A gain is off by 2^-52 of itself, and a product or a sum of them by little more: what is best is among these, and is
    then picked in fractions. Where no product is positive, every row may be.
    """
    if not len(gains):
        return np.arange(0)
    if rule == "nash":
        score = np.where((gains >= 0).all(axis=1), gains.clip(min=0).prod(axis=1), -1.0)
        if score.max() < _LEAST_PRODUCT:
            return np.arange(len(gains))
        return np.flatnonzero(score >= score.max() * (1 - _SLACK))
    if rule == "kalai-smorodinsky":
        best = gains.max(axis=0)
        score = (gains[:, best > 0] / best[best > 0]).min(axis=1, initial=np.inf)
        slack = _SLACK * max(1.0, float(np.abs(score[np.isfinite(score)]).max(initial=0)))
    else:
        score = gains.min(axis=1) if rule == "egalitarian" else gains.sum(axis=1)
        slack = _SLACK * max(1.0, float(np.abs(gains).max()) * gains.shape[1])
    return np.flatnonzero(score >= score.max() - slack)


def _solution(problem: BargainingProblem, pick: Pick, *, max_packages: int) -> Solution:
    """Name the packages that a rule picks."""
    total = pick.sums
    rows = [tuple(int(entry) for entry in total.totals.rows[index]) for index in pick.chosen]
    numbers = itertools.chain.from_iterable(total.numbers(rows, limit=max(max_packages, _NAMED_AT_LEAST)))
    packages = [total.indexed.package(number) for number in sorted(numbers)[:max_packages]]
    return Solution(
        rule=pick.rule,
        count=sum(int(total.totals.counts[index]) for index in pick.chosen),
        deals=[valued(problem, package) for package in packages],
        compares_parties=pick.compares_parties,
        note=pick.note,
    )


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
