"""A draw as a bargaining problem of its own, so that every exact answer can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.space.space import Space


@frozen(kw_only=True, eq=False)
class DrawnParty:
    """One party in one draw.

    Attributes
    ----------
    scale:
        The points that a value of 1 is.
    points:
        What each option adds, the options of the first issue first.
    floor:
        The least points that it takes; anything below what packages are worth where its reservation turned out soft.
    """

    scale: int
    points: NDArray[np.int64]
    floor: int


def drawn_problem(
    problem: BargainingProblem, parties: Mapping[str, DrawnParty], *, firm: Mapping[str, bool]
) -> BargainingProblem:
    """Return a problem with drawn points and floors, in which just what turned out firm is red.

    Parameters
    ----------
    parties:
        By id; the others are as they were.
    firm:
        Whether each demand turned out firm, by its name.
    """
    return attrs.evolve(
        problem,
        parties=[_party(party, parties.get(party.id), space=problem.space, firm=firm) for party in problem.parties],
    )


def _party(party: ProblemParty, drawn: DrawnParty | None, *, space: Space, firm: Mapping[str, bool]) -> ProblemParty:
    lines = [attrs.evolve(line, red=firm.get(f"{party.id}:{line.id}", line.red)) for line in party.red_lines]
    reservation = party.reservation
    if reservation is not None:
        is_red = firm.get(f"{party.id}:reservation", reservation.red)
        reservation = attrs.evolve(reservation, red=is_red)
    if drawn is None:
        return attrs.evolve(party, red_lines=lines, reservation=reservation)
    ceiling = None if party.ceiling is None else party.ceiling * drawn.scale // party.scale
    found = attrs.evolve(
        party,
        scale=drawn.scale,
        factors=_factors(party, drawn, space=space),
        ceiling=ceiling,
        red_lines=lines,
        reservation=None,
    )
    if reservation is None:
        return found
    # What turned out soft is met by every package, whatever it was before.
    points = drawn.floor if reservation.red else found.bounds[0]
    return attrs.evolve(found, reservation=attrs.evolve(reservation, points=points))


def _factors(party: ProblemParty, drawn: DrawnParty, *, space: Space) -> list[Factor]:
    found, start = [], 0
    for issue in space.issues:
        row = drawn.points[start : start + len(issue.options)]
        start += len(issue.options)
        if row.any():
            found.append(Factor([issue.id], row))
    by = Fraction(drawn.scale, party.scale)
    joint = [factor for factor in party.factors if len(factor.issues) > 1]
    return found + [Factor(factor.issues, _on_scale(factor, by)) for factor in joint]


def _on_scale(factor: Factor, by: Fraction) -> NDArray[np.int64]:
    """Return a table times a fraction; the scale was chosen so that every entry stays whole."""
    wide = np.asarray(factor.values, dtype=object) * by.numerator
    return np.asarray(wide // by.denominator, dtype=np.int64)
