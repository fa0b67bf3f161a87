"""Own side: the part of a problem that one party may know, which holds nothing of what others want."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import attrs

from negsim.problem import BargainingProblem, ProblemLine


def own_side(problem: BargainingProblem, party: str, *, without: Collection[str] = ()) -> BargainingProblem:
    """Return a problem with one party alone: the space, its preferences, its reservation, and all lines that are its.

    A line that its bloc shares is listed under one party of the bloc; here it stands with the others of its own, under
    its id, with a number behind it where another has that id. What a bloc shares is as firm as its firmest member has
    said and as dear as it is to the member that loses most: that is not for the others to know, so that such a line
    stands here as surely firm and at a price of 1.

    Parameters
    ----------
    without:
        The names of demands that are left out.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    """
    own = problem.party(party)
    lines = [
        line
        for other in problem.parties
        for line in other.red_lines
        if party in line.shared_by and f"{other.id}:{line.id}" not in without
    ]
    reservation = None if f"{party}:reservation" in without else own.reservation
    alone = attrs.evolve(own, reservation=reservation, red_lines=[_own(line, party) for line in _told_apart(lines)])
    return attrs.evolve(problem, parties=[alone])


def _own(line: ProblemLine, party: str) -> ProblemLine:
    if len(line.shared_by) == 1:
        return line
    boxes = [attrs.evolve(box, price=1) for box in line.boxes]
    return attrs.evolve(line, shared_by=[party], firmness=1, boxes=boxes)


def _told_apart(lines: Iterable[ProblemLine]) -> Iterator[ProblemLine]:
    taken: set[str] = set()
    for line in lines:
        name, number = line.id, 1
        while name in taken:
            number += 1
            name = f"{line.id}-{number}"
        taken.add(name)
        yield attrs.evolve(line, id=name)
