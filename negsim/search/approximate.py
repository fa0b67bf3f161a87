"""Approximate: fewer totals than there are, with a proven bound on what is missed; for those who ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

import attrs
import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from negsim.errors import TimeLimitError
from negsim.kernels.dominance import all_reached
from negsim.kernels.merging.chains import Rules
from negsim.kernels.numbering import integers_up_to
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.sources import Keep, Source
from negsim.search.sums import Sums, merged_sums
from negsim.search.values import losses

_ROUNDS = 4
"""How often a tolerance is halved before nothing is trimmed any more."""
_ON_TIME = 0.8
"""Which share of the time left a step may take before few sums are kept."""


@frozen(kw_only=True, eq=False)
class Approximation:
    """Totals of packages that count, each of them exact, and how much better a package that is not among them can be.

    Attributes
    ----------
    sums:
        The totals within the budget; none of them beats another.
    missed:
        Every package that counts has a total that is, for each signing party, at most so many points of 100 of that
        party's own value worse. 0 where the totals are all the efficient ones.
    is_late:
        Whether time ran out, so that fewer totals were kept than the tolerance asks for.
    """

    sums: Sums
    missed: Fraction
    is_late: bool = False


def approximate(
    indexed: IndexedProblem,
    sources: Sequence[Source],
    *,
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    tolerance: Fraction | None = None,
    effort: Effort = STEADY,
) -> Approximation:
    """Return totals of the signing parties' losses that stand for all packages that count within a tolerance.

    Parameters
    ----------
    sources:
        What parts take from each signing party (:func:`negsim.search.values.value_source`).
    keep:
        Which packages the sources count.
    budget:
        The most that each party may lose; None where it may lose anything.
    tolerance:
        How much worse a total may be than a package that it stands for, in points of 100 of each signing party's own
        value; None for not at all, unless time runs out.

    Raises
    ------
    TooLargeError
        When there are too many totals all the same.
    TimeLimitError
        When time runs out before anything could be proved.

    Notes
    -----
    Merging loses at most an error in each column, and its budget is loosened by what it has lost
    (:func:`negsim.kernels.merging.chains.chain_of`): every package within the budget has a total y at most ``lost``
    larger. Where y itself is within the budget, it is listed. Where it is not, it stands for packages x >= y - ``lost``
    that may be within: these are matched by any listed total u <= y - ``lost`` + reach, since then u <= x + reach. A
    reach is proved where every such y has such a u; doubled until it is, it is as soon as anything is listed. The error
    is at first half the tolerance; where the reach that is proved goes beyond the tolerance, the error is halved and
    merging begun again, in the end with no error. Out of time, what has the least reach is returned. Where even the
    loosened budget leaves nothing, no package is within the budget at all.
    """
    scales = [indexed.problem.parties[party].scale for party in indexed.signers]
    columns = [losses(party) for party in indexed.signers]
    known: list[Approximation] = []
    errors = iter(_errors(tolerance, scales, is_bounded=budget is not None))
    while True:  # the last try settles it, unless time runs out
        clock, error = _Clock(effort), next(errors)
        rules = Rules(max_bytes=effort.max_bytes, error=error, hurry=None if effort.left is None else clock.is_short)
        total = merged_sums(indexed, sources, columns=columns, keep=keep, budget=budget, rules=rules, effort=effort)
        found = _settled(total, budget, scales=scales)
        known += [] if found is None else [found]
        if clock.was_short:
            break
        if found is not None and found.missed <= (tolerance or 0):
            return found
    if not known:
        raise TimeLimitError("looking for anything within the reservations", effort.max_seconds or 0.0)
    best = min(known, key=lambda found: found.missed)
    return attrs.evolve(best, is_late=best.missed > (tolerance or 0))


@define(eq=False)
class _Clock:
    """Tells whether time is short, and whether it ever was."""

    effort: Effort
    was_short: bool = False

    def is_short(self, seconds: float) -> bool:
        self.was_short |= seconds > _ON_TIME * (self.effort.left or 0.0)
        return self.was_short


def _errors(tolerance: Fraction | None, scales: Sequence[int], *, is_bounded: bool) -> list[tuple[int, ...] | None]:
    """Return what totals may lose in merging, in each party's points, try by try; the last one settles it."""
    if tolerance is None:
        return [None]
    whole = tuple(floor(tolerance * scale / 100) for scale in scales)
    if not is_bounded:
        return [whole]
    return [*(tuple(most >> (turn + 1) for most in whole) for turn in range(_ROUNDS)), None]


def _settled(total: Sums, budget: Sequence[int | None] | None, *, scales: Sequence[int]) -> Approximation | None:
    """Return the totals within the budget with a bound on what they miss; None where that is not known."""
    lost, rows = total.totals.chain.lost, total.totals.rows
    own = max((Fraction(100 * entry, scale) for entry, scale in zip(lost, scales, strict=True)), default=Fraction(0))
    inside = _inside(rows, budget)
    if inside.all():
        return Approximation(sums=total, missed=own if len(rows) else Fraction(0))
    if not inside.any():
        return None
    reach = 2 * own
    while not all_reached(rows[inside], _targets(rows[~inside], lost, scales=scales, reach=reach)):
        reach = 2 * reach
    return Approximation(sums=total.kept(inside), missed=reach)


def _inside(rows: NDArray[Any], budget: Sequence[int | None] | None) -> NDArray[np.bool_]:
    mask = np.ones(len(rows), dtype=bool)
    for column, bound in enumerate(budget or ()):
        if bound is not None:
            mask &= rows[:, column] <= bound
    return mask


def _targets(rows: NDArray[Any], lost: Sequence[int], *, scales: Sequence[int], reach: Fraction) -> NDArray[Any]:
    """Return what a total may be at most to stand, within reach, for all that these rows stand for."""
    more = [floor(reach * scale / 100) - entry for scale, entry in zip(scales, lost, strict=True)]
    largest = max(int(rows.max()), -int(rows.min())) + max(more)
    kind = integers_up_to(largest)
    return np.asarray(rows.astype(kind) + np.array(more, dtype=kind))
