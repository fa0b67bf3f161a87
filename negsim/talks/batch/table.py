"""Table: talks about one problem under one set of terms between strategies of two families, played at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, ProblemLine
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.batch.casting import Role, cast, draws
from negsim.talks.batch.clock import Clock
from negsim.talks.batch.course import AGREEMENT, BREAKDOWN, DEADLINE, REASONS, Course
from negsim.talks.batch.duel import duel
from negsim.talks.batch.judging import Integers, judge
from negsim.talks.batch.meeting import meeting
from negsim.talks.batch.offered import ACCEPTS, LEAVES
from negsim.talks.batch.player import Player
from negsim.talks.batch.streams import Streams, first_below
from negsim.talks.history import Entry, History
from negsim.talks.lots import party_chances, terms_chance
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.seats import Seat
from negsim.talks.session import Talk
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Terms, Transcript


@frozen(kw_only=True, eq=False)
class Company:
    """What some talks share: the problem, what each party knows, who moves first, and the terms."""

    problem: BargainingProblem
    seats: Mapping[str, Seat]
    parties: tuple[str, str]
    terms: Terms

    def asked(self, package: Package) -> Iterator[tuple[str, bool]]:
        """Yield the parties with consent by issue that a package needs, and whether each takes it, up to who does not.

        As :class:`negsim.talks.session.Session` asks them.
        """
        for party in self.problem.constrainers:
            seat = self.seats[party.id]
            if party.consent is Consent.BY_ISSUE and seat.is_asked(package):
                takes = seat.keeps(package)
                yield party.id, takes
                if not takes:
                    return

    @cached_property
    def is_free(self) -> bool:
        """Whether nobody else is ever asked."""
        return all(party.consent is not Consent.BY_ISSUE for party in self.problem.constrainers)


@define(eq=False)
class _Consents:
    """What the parties with consent by issue take of what is agreed; each package is put to them once."""

    company: Company
    players: tuple[Player, Player]
    _known: dict[tuple[int, int], bool] = field(init=False, factory=dict)

    def __call__(self, side: int, numbers: Integers) -> NDArray[np.bool_]:
        if self.company.is_free:
            return np.ones(len(numbers), dtype=bool)
        return np.array([self._takes(side, number) for number in numbers.tolist()], dtype=bool)

    def _takes(self, side: int, number: int) -> bool:
        if (side, number) not in self._known:
            package = self.players[side].catalogue.move(number).package
            assert package is not None, "an offer has a package"
            self._known[side, number] = all(takes for _, takes in self.company.asked(package))
        return self._known[side, number]


@frozen(kw_only=True, eq=False)
class Sitting:
    """Some talks that were played at once.

    Attributes
    ----------
    company:
        What they share.
    course:
        How the different ones among them went, but for chance that broke them off.
    places:
        For each talk, which of these it is.
    reasons, turns:
        For each talk, why it ended and after how many turns.
    """

    company: Company
    course: Course
    places: Integers
    reasons: Integers
    turns: Integers

    @property
    def points(self) -> Integers:
        """What each talk's agreement is worth to each party of the problem; 0 where nothing was agreed."""
        problem, agreed = self.company.problem, self.course.agreed
        found = np.zeros((len(agreed), len(problem.parties)), dtype=np.int64)
        for side in (0, 1):
            own = np.flatnonzero((agreed >= 0) & (self.course.turns % 2 == side))
            if not len(own):
                continue
            options = self.course.players[side].catalogue.options(agreed[own])
            for at, party in enumerate(problem.parties):
                found[own, at] = judge(party, problem.space, keeping=_none).points(options)
        return np.where((self.reasons == AGREEMENT)[:, None], found[self.places], 0)

    def transcript(self, talk: Talk, place: int) -> Transcript:
        """Return the transcript of the talk at a place."""
        said, (reason, turns) = int(self.places[place]), (int(self.reasons[place]), int(self.turns[place]))
        log, standing = self._log(self.course.moves.of(said, turns))
        mover = self.company.parties[(turns - 1) % 2]
        ending = Ending(
            reason=REASONS[reason],
            package=standing if reason == AGREEMENT else None,
            party=mover if REASONS[reason] is Reason.WALKED_AWAY else "",
        )
        return Transcript(
            scenario=talk.problem.scenario,
            reading=talk.problem.reading,
            protocol=talk.protocol.name,
            strategies={party: strategy.name for party, strategy in talk.strategies.items()},
            terms=talk.terms,
            seed=talk.seed,
            history=History(log),
            ending=ending,
            rounds=(turns + 1) // 2,
            points={} if ending.package is None else talk.problem.points(ending.package),
            waived=talk.waived,
        )

    def _log(self, moves: Sequence[int]) -> tuple[list[Entry], Package | None]:
        """Return rounds, parties and moves, and what was last on the table."""
        log: list[Entry] = []
        standing: Package | None = None
        for turn, number in enumerate(moves):
            party, at = self.company.parties[turn % 2], turn // 2 + 1
            if number == ACCEPTS:
                assert standing is not None, "what was accepted was offered"
                log.append((at, party, ACCEPT))
                log += [(at, asked, ACCEPT if takes else SILENT) for asked, takes in self.company.asked(standing)]
            elif number == LEAVES:
                log.append((at, party, WALK_AWAY))
            else:
                move = self.course.players[turn % 2].catalogue.move(number)
                log.append((at, party, move))
                standing = move.package
        return log, standing


def sit(company: Company, seeds: Iterable[int], *, strategies: Sequence[Sequence[Strategy]]) -> Sitting | None:
    """Play some talks at once; None where no arrays hold what their strategies need.

    Parameters
    ----------
    seeds:
        One for each talk; looked at only where something is drawn.
    strategies:
        The strategies of the first party, and those of the second, one for each talk, of one family each.
    """
    rounds, breakdown, count = company.terms.rounds or 0, float(company.terms.breakdown), len(strategies[0])
    settings, rows = zip(*(_settings(own) for own in strategies), strict=True)
    drawing = [any(draws(strategy) for strategy in own) for own in settings]
    known = list(seeds) if breakdown or any(drawing) else []
    broken = np.full(count, rounds)
    if breakdown:
        broken = first_below([terms_chance(seed) for seed in known], breakdown, most=rounds - 1)
    until, places = broken, np.arange(count)
    if not any(drawing):
        rows, places, until = _distinct(rows, until)
    players = []
    for party, own, row in zip(company.parties, settings, rows, strict=True):
        brief, drawn = company.seats[party].brief, Streams(len(row), _chance(known, party))
        player = cast(Role(brief=brief, terms=company.terms, settings=own, rows=row, streams=drawn))
        if player is None:
            return None
        players.append(player)
    course = _course(company, (players[0], players[1]), until)
    reasons, turns = course.reasons[places], course.turns[places]
    is_broken = (broken < rounds) & ((2 * broken < turns) | ((2 * broken == turns) & (reasons == DEADLINE)))
    return Sitting(
        company=company,
        course=course,
        places=places,
        reasons=np.where(is_broken, BREAKDOWN, reasons),
        turns=np.where(is_broken, 2 * broken, turns),
    )


def _chance(seeds: Sequence[int], party: str) -> Callable[[int], Chance]:
    """Return what gives a party's own stream in each talk."""
    return lambda at: party_chances(seeds[at], [party])[party]


def _course(company: Company, players: tuple[Player, Player], until: Integers) -> Course:
    first, second = players
    if company.is_free and isinstance(first, Clock) and isinstance(second, Clock):
        return meeting((first, second), until=until)
    return duel(players, until=until, consent=_Consents(company, players))


def _settings(strategies: Sequence[Strategy]) -> tuple[list[Strategy], Integers]:
    """Return different strategies, each once, and which of them each one is."""
    ids = np.fromiter(map(id, strategies), dtype=np.int64, count=len(strategies))
    _, firsts, places = np.unique(ids, return_index=True, return_inverse=True)
    by_value: dict[Strategy, int] = {}
    rows = [by_value.setdefault(strategies[first], len(by_value)) for first in firsts.tolist()]
    return list(by_value), np.array(rows, dtype=np.int64)[places]


def _distinct(rows: Sequence[Integers], until: Integers) -> tuple[tuple[Integers, Integers], Integers, Integers]:
    """Return the pairs of settings that differ, which of them each talk has, and how long any of these talks lasts."""
    first, second = rows
    width = int(second.max(initial=0)) + 1
    pairs, places = np.unique(first * width + second, return_inverse=True)
    longest = np.zeros(len(pairs), dtype=np.int64)
    np.maximum.at(longest, places, until)
    return (pairs // width, pairs % width), places, longest


def _none(line: ProblemLine) -> bool:  # noqa: ARG001 - an interface's arguments
    return False
