"""Trials: the small problems, and the talks about them, that strategies and protocols are checked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.seeding import Chance, stream, uniforms
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Protocol
from negsim.talks.refereeing import AtTable
from negsim.talks.seats import Seat, seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Terms, Transcript
from negsim.talks.view import View

NAMES = ("A", "B", "C", "D")
"""The parties of trial problems, in the order of the table."""


def pie(*, steps: int = 10, floors: Mapping[str, int] | None = None) -> BargainingProblem:
    """Return the splitting of something: each step is a point to A or to B.

    Parameters
    ----------
    floors:
        From party to its reservation, in points.

    Examples
    --------
    >>> pie(steps=4).space.combinations
    5
    """
    points = list(range(steps + 1))
    tables = {"A": [points], "B": [points[::-1]]}
    issue = Issue("share", [str(step) for step in points], ordered=True)
    return _problem("pie", [issue], tables, floors=floors)


def mixed(count: int = 2) -> BargainingProblem:
    """Return a problem of a few parties with what problems have: ties, an interest in common, lines, exclusions.

    Parameters
    ----------
    count:
        How many parties, 2 to 4.

    Examples
    --------
    >>> problem = mixed(3)
    >>> len(problem.signers), problem.space.combinations, [demand.name for demand in problem.demands]
    (3, 60, ['A:no-p0', 'A:reservation', 'B:no-p4', 'B:reservation'])
    """
    issues = [
        Issue("price", [f"p{at}" for at in range(5)], ordered=True, status_quo="p2"),
        Issue("place", ["north", "south", "east"], status_quo="north"),
        Issue("wording", ["short", "long"], status_quo="short"),
        Issue("review", ["yes", "no"], status_quo="no"),
    ]
    tables = {
        "A": [[0, 10, 20, 30, 40], [0, 7, 7], [0, 0], [10, 0]],
        "B": [[50, 40, 30, 20, 0], [9, 0, 4], [0, 0], [12, 0]],
        "C": [[20, 30, 40, 30, 20], [0, 20, 10], [0, 0], [5, 0]],
        "D": [[0, 20, 0, 20, 0], [10, 10, 0], [1, 0], [10, 0]],
    }
    lines = {
        "A": [ProblemLine(id="no-p0", shared_by=["A"], boxes=[Box({"price": ["p0"]}, price=10)])],
        "B": [ProblemLine(id="no-p4", shared_by=["B"], boxes=[Box({"price": ["p4"]}, price=10)])],
    }
    return _problem(
        "mixed",
        issues,
        {name: tables[name] for name in NAMES[:count]},
        floors={"A": 15, "B": 15},
        lines=lines,
        excluded=[Exclusion({"place": ["east"], "review": ["no"]})],
    )


def single() -> BargainingProblem:
    """Return a problem with one package."""
    return _problem("one package", [Issue("x", ["only"], status_quo="only")], {"A": [[4]], "B": [[4]]})


def level() -> BargainingProblem:
    """Return a problem in which every package is worth the same to everybody."""
    issue = Issue("x", [str(at) for at in range(6)], status_quo="0")
    return _problem("all the same", [issue], {"A": [[3] * 6], "B": [[3] * 6]})


def out_of_reach() -> BargainingProblem:
    """Return a problem in which nothing is worth A's floor."""
    return pie(floors={"A": 11})


def wide() -> BargainingProblem:
    """Return a problem over 5^30 packages: too many to list, and no more than its issues to look up.

    Examples
    --------
    >>> f"{wide().space.combinations:.1e}"
    '9.3e+20'
    """
    rng = stream(5, "wide")
    issues = [Issue(f"i{at}", [str(rank) for rank in range(5)], ordered=at % 2 == 0) for at in range(30)]
    tables = {name: [(40 * uniforms((5,), rng=rng)).astype(int).tolist() for _ in issues] for name in ("A", "B")}
    return _problem("5^30 packages", issues, tables, floors={"A": 600, "B": 600})


def _problem(
    name: str,
    issues: Sequence[Issue],
    tables: Mapping[str, Sequence[Sequence[int]]],
    *,
    floors: Mapping[str, int] | None = None,
    lines: Mapping[str, Sequence[ProblemLine]] | None = None,
    excluded: Sequence[Exclusion] = (),
) -> BargainingProblem:
    """Return a problem; ``tables`` maps each party to what the options of each issue are worth to it."""
    floors, lines = floors or {}, lines or {}
    parties = [
        ProblemParty(
            id=party,
            scale=max(1, sum(max(row) for row in rows)),
            factors=[Factor([issue.id], row) for issue, row in zip(issues, rows, strict=True)],
            reservation=ProblemReservation(points=floors[party]) if party in floors else None,
            red_lines=lines.get(party, ()),
        )
        for party, rows in tables.items()
    ]
    space = Space(issues, excluded=excluded)
    return BargainingProblem(
        scenario=name, reading="given", space=space, parties=parties, no_agreement=space.status_quo
    )


def a_package(problem: BargainingProblem) -> Package:
    """Return a package that exists: the first of the worst ones for the first party, lines of its own kept."""
    found = seats(problem)[problem.signers[0].id].brief.ladder
    return found.first(found.worst)


@frozen(eq=False)
class Ground:
    """What a protocol is tried on: a problem, and what each party knows of it.

    Attributes
    ----------
    problem:
        What is negotiated about.
    seats:
        What each party knows.
    """

    problem: BargainingProblem
    seats: Mapping[str, Seat] = field(init=False)

    @seats.default
    def _worked_out(self) -> Mapping[str, Seat]:
        return seats(self.problem)

    @property
    def parties(self) -> tuple[str, ...]:
        """Who is at the table."""
        return tuple(party.id for party in self.problem.signers)

    def judge(self, *, seed: int = 0) -> AtTable:
        """Return whom a protocol may ask, with chance that stands at its beginning."""
        return AtTable(self.seats, Chance(seed, ("protocol",)))


def is_for(protocol: Protocol, problem: BargainingProblem) -> bool:
    """Tell whether a protocol is for a problem: for so many parties, and for the space.

    Examples
    --------
    >>> from negsim.talks.protocols.improving import PostSettlement
    >>> is_for(PostSettlement(Package({"share": "3"})), pie()), is_for(PostSettlement(Package({"share": "3"})), mixed())
    (True, False)
    """
    ground = Ground(problem)
    try:
        protocol.opening(ground.parties, referee=ground.judge(), space=problem.space)
    except (ValueError, LookupError):
        return False
    return True


def first_view(problem: BargainingProblem | None = None) -> View:
    """Return what A sees first at a talk, about :func:`pie` where nothing else is given."""
    brief = seats(pie() if problem is None else problem)["A"].brief
    return View(brief, 1, 0.0, None, (), 0, allowed=frozenset({Kind.OFFER, Kind.WALK_AWAY}))


def played(
    problem: BargainingProblem,
    protocol: Protocol,
    strategies: Mapping[str, Strategy],
    *,
    rounds: int = 12,
    seed: int = 0,
    known: Mapping[str, Seat] | None = None,
) -> Transcript:
    """Return the transcript of a talk in this process.

    Parameters
    ----------
    known:
        What each party knows, where that is worked out already.
    """
    talk = Talk(
        problem=problem,
        protocol=protocol,
        strategies=strategies,
        terms=Terms(rounds=rounds),
        seed=seed,
        seats=known or {},
    )
    with Session(talk) as session:
        return session.play()
