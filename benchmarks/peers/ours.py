"""What negsim says of domains, in the shape that compare.py holds against other tools' numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

import negsim

Point = tuple[float, ...]
"""One value for each party, as the file's own scale has it, to nine digits."""

Answer = TypeVar("Answer")
DIGITS = 9


@frozen(kw_only=True)
class Ours:
    """negsim's numbers for one domain.

    Attributes
    ----------
    error:
        Why there are none; empty where there are.
    refused:
        From a question to why it was not answered: what would not have finished.
    frontier, space_frontier:
        The points of the frontier of the zone, and of all packages, each with how many packages it has.
    solutions:
        From convention to rule to the points that it picks.
    """

    name: str
    error: str = ""
    parties: tuple[str, ...] = ()
    packages: int = 0
    zone: int | None = None
    frontier: Mapping[tuple[Fraction, ...], int] | None = None
    space_frontier: Mapping[tuple[Fraction, ...], int] | None = None
    solutions: Mapping[str, Mapping[str, frozenset[Point]]] = {}
    reservations: tuple[Fraction | None, ...] = ()
    least: tuple[Fraction, ...] = ()
    most: tuple[Fraction, ...] = ()
    refused: Mapping[str, str] = {}
    compilation: negsim.Compilation | None = None


def rounded(point: Iterable[float | Fraction]) -> Point:
    """Return a point to nine digits, so that tools that compute with floats can be held against it."""
    return tuple(round(float(entry), DIGITS) for entry in point)


def same(first: Iterable[Point], second: Iterable[Point]) -> bool:
    """Tell whether two sets of points are the same but for the last digit."""
    left, right = sorted(first), sorted(second)
    return len(left) == len(right) and all(
        abs(a - b) < 5e-9 for one, two in zip(left, right, strict=True) for a, b in zip(one, two, strict=True)
    )


def ours(folder: Path) -> Ours:
    """Return negsim's numbers for the domain in a folder."""
    try:
        compilation = negsim.compile_scenario(negsim.read_scenario(folder))
    except negsim.NegsimError as error:
        return Ours(name=folder.name, error=_first(error))
    problem = compilation.problem
    refused: dict[str, str] = {}

    def attempt(question: str, answer: Callable[[], Answer]) -> Answer | None:
        try:
            return answer()
        except negsim.TooLargeError as error:
            refused[question] = f"{error.what} would take {error.size:,} {error.unit}; the limit is {error.limit:,}"
            return None

    zone = attempt("zone", lambda: negsim.zone(problem))
    front = attempt("frontier", lambda: negsim.frontier(problem))
    whole = attempt("frontier of the space", lambda: negsim.frontier(problem, of="space"))
    picked = {
        convention: attempt(convention, lambda convention=convention: _picked(problem, convention)) or {}  # type: ignore[misc]
        for convention in ("textbook", "genius", "negmas", "negolog", "anl")
    }
    return Ours(
        name=folder.name,
        parties=tuple(party.id for party in problem.parties),
        packages=problem.space.combinations,
        zone=None if zone is None else zone.size,
        frontier=None if front is None else _points(problem, front),
        space_frontier=None if whole is None else _points(problem, whole),
        solutions=picked,
        reservations=tuple(
            None if party.reservation is None else Fraction(party.reservation.points, party.scale)
            for party in problem.parties
        ),
        least=tuple(Fraction(party.bounds[0], party.scale) for party in problem.parties),
        most=tuple(Fraction(party.bounds[1], party.scale) for party in problem.parties),
        refused=refused,
        compilation=compilation,
    )


def _first(error: Exception) -> str:
    findings = getattr(error, "findings", ())
    return str(findings[0].message if findings else error)


def _points(problem: negsim.BargainingProblem, front: negsim.Frontier) -> dict[tuple[Fraction, ...], int]:
    return {_values(problem, point.points): point.count for point in front.items}


def _values(problem: negsim.BargainingProblem, points: Mapping[str, int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(points[party.id], party.scale) for party in problem.parties)


def _picked(problem: negsim.BargainingProblem, convention: str) -> dict[str, frozenset[Point]]:
    found: dict[str, Any] = negsim.solutions(problem, convention=convention, max_packages=10_000)
    return {
        rule: frozenset(rounded(_values(problem, deal.points)) for deal in solution) for rule, solution in found.items()
    }
