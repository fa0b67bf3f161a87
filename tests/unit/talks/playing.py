"""Small problems and parties to try talks with."""

from typing import Any

from attrs import frozen

from negsim.problem import BargainingProblem, Factor, ProblemParty
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import SILENT, offer


def pie(*, steps=10, **fields):
    """Return a problem of two parties that divide something: each step is a point to one or to the other."""
    issue = Issue("share", [str(step) for step in range(steps + 1)])
    points = list(range(steps + 1))
    parties = [
        ProblemParty(id="One", scale=steps, factors=[Factor(["share"], points)], **fields),
        ProblemParty(id="Two", scale=steps, factors=[Factor(["share"], points[::-1])]),
    ]
    return BargainingProblem(scenario="pie", reading="given", space=Space([issue]), parties=parties)


def share(points):
    """Return the package that gives the first party so many points of a pie."""
    return Package({"share": str(points)})


def worth(*parties, options=None):
    """Return a problem over one issue, worth to each party what a row of points says."""
    ids = options or [chr(ord("a") + at) for at in range(len(parties[0]))]
    found = [
        ProblemParty(id=f"P{at + 1}", scale=100, factors=[Factor(["deal"], row)]) for at, row in enumerate(parties)
    ]
    return BargainingProblem(scenario="deal", reading="given", space=Space([Issue("deal", ids)]), parties=found)


def deal(option):
    """Return the package of one option of ``worth``."""
    return Package({"deal": option})


@frozen
class Says:
    """A party that makes given moves one after the other, then stays silent."""

    moves: tuple[Any, ...] = ()
    name: str = "says"

    def begin(self, brief, *, chance):
        return 0

    def move(self, view, memory, *, chance):
        move = self.moves[memory] if memory < len(self.moves) else SILENT
        return move, memory + 1


def offers(*packages):
    """Return the offers of some packages, for ``Says``."""
    return tuple(offer(package) for package in packages)
