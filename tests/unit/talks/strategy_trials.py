"""What tests of strategies share: small problems, one party at a talk whose moves are written down, whole talks."""

import hypothesis.strategies as st

from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.seeding import Chance
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms
from negsim.talks.view import View
from negsim.testing.problem_generators import lines, spaces

NAMES = ("A", "B", "C", "D")
CHANCE = Chance(1, ("test",))


def problem_of(issues, tables, *, floors=None, red_lines=None):
    """Return a problem; ``tables`` maps each party to what the options of each issue are worth to it."""
    parties = [
        ProblemParty(
            id=party,
            scale=max(1, sum(max(row) for row in rows)),
            factors=[Factor([issue.id], row) for issue, row in zip(issues, rows, strict=True)],
            reservation=ProblemReservation(points=floors[party]) if floors and party in floors else None,
            red_lines=(red_lines or {}).get(party, ()),
        )
        for party, rows in tables.items()
    ]
    return BargainingProblem(scenario="test", reading="given", space=Space(issues), parties=parties)


def pie(size, *, parties=("A", "B"), floors=None):
    """Return the splitting of a pie: the first party wants large shares, the others small ones."""
    issue = Issue("share", [str(at) for at in range(size + 1)], ordered=True)
    up = list(range(size + 1))
    return problem_of([issue], {party: [up[::-1] if at else up] for at, party in enumerate(parties)}, floors=floors)


def share(at):
    return Package({"share": str(at)})


class Seen:
    """One party at a talk whose moves a test writes down; memory and log go on from move to move."""

    def __init__(self, problem, party, strategy, *, statements=(), rounds=11, chance=CHANCE):
        self.brief = seats(problem, statements=statements)[party].brief
        self.strategy, self.rounds, self.chance = strategy, rounds, chance
        self.log, self.round, self.standing = [], 1, None
        self.memory = strategy.begin(self.brief, chance=chance)

    def hears(self, package, *, party="B"):
        """Another party makes an offer."""
        self.log.append((self.round, party, offer(package)))
        self.standing = package

    def hears_acceptance(self, *, party):
        self.log.append((self.round, party, ACCEPT))

    def moves(self):
        """The party moves; then the next round begins."""
        elapsed = (self.round - 1) / (self.rounds - 1)
        view = View(self.brief, self.round, elapsed, self.standing, self.log, len(self.log))
        move, self.memory = self.strategy.move(view, self.memory, chance=self.chance)
        self.log.append((self.round, self.brief.party, move))
        self.round += 1
        return move

    def asks(self):
        """Return the points of the package that the party offers now."""
        return self.brief.ladder.points(self.moves().package)


def play(problem, strategies, *, rounds=50, seed=1, statements=()):
    """Return the transcript of a talk."""
    talk = Talk(
        problem=problem,
        protocol=AlternatingOffers(),
        strategies=strategies,
        terms=Terms(rounds=rounds),
        seed=seed,
        seats=seats(problem, statements=statements),
    )
    return Session(talk).play()


@st.composite
def signed_problems(draw, *, min_parties=2, max_parties=4, with_lines=True):
    """Generate a problem of a few parties that sign every package, each with a table for every issue."""
    space = draw(spaces())
    parties = []
    for party in NAMES[: draw(st.integers(min_parties, max_parties))]:
        counts = [(issue.id, len(issue.options)) for issue in space.issues]
        factors = [
            Factor([issue], draw(st.lists(st.integers(-2, 9), min_size=count, max_size=count)))
            for issue, count in counts
        ]
        drawn = [draw(lines("line", space=space, shared_by=[party]))] if with_lines and draw(st.booleans()) else []
        floor = draw(st.none() | st.integers(-2, 12))
        reservation = None if floor is None else ProblemReservation(points=floor)
        parties.append(ProblemParty(id=party, scale=10, factors=factors, reservation=reservation, red_lines=drawn))
    return BargainingProblem(
        scenario="generated", reading="generated", space=space, parties=parties, no_agreement=space.status_quo
    )
