"""Whether what a party holds out for is within reach: reservations against the best and worst that packages can be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from negsim.compilation import Compilation
from negsim.errors import Finding
from negsim.explanation import points_text
from negsim.problem import ProblemParty


def reservation_warnings(compilation: Compilation) -> tuple[Finding, ...]:
    """Return a warning for each reservation that no package reaches, or that every package does.

    The best and the worst are the sums of each table's largest and smallest entry: bounds, which packages attain
    where no interaction and no exclusion stands in the way.
    """
    return tuple(_found(compilation))


def _found(compilation: Compilation) -> Iterator[Finding]:
    for index, party in enumerate(compilation.problem.parties):
        if party.reservation is None:
            continue
        least, most = party.bounds
        asked = f"{party.id} takes at least {_points(party, party.reservation.points)} of 100"
        path, label = ("parties", index, "reservation"), f"parties[{party.id}].reservation"
        if party.reservation.points > most:
            yield Finding(
                code="W717",
                severity="warning",
                path=path,
                label=label,
                message=f"{asked}, and no package is worth more than {_points(party, most)} to it",
                advice="it would sign nothing: lower the reservation, or give the party values on more issues",
            )
        elif party.reservation.points <= least and party.factors:
            yield Finding(
                code="W718",
                severity="warning",
                path=path,
                label=label,
                message=f"{asked}, and every package is worth at least {_points(party, least)} to it",
                advice="the reservation rules out nothing",
            )


def _points(party: ProblemParty, points: int) -> str:
    return points_text(Fraction(100 * points, party.scale))
