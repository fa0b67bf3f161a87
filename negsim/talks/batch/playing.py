"""Playing many talks: as arrays where the strategies allow it, one move at a time where they do not."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import attrs
import numpy as np
from attrs import define, field

from negsim.kernels.numbering import integers_up_to
from negsim.problem import BargainingProblem
from negsim.talks.batch.casting import MICRO, draws, family
from negsim.talks.batch.course import REASONS
from negsim.talks.batch.judging import fits
from negsim.talks.batch.table import Company, Sitting, sit
from negsim.talks.batch.talks import Talks
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.seats import Seat, seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.climbing import HillClimber
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.strategies.trade_off import TradeOff
from negsim.talks.strategies.zeuthen import Zeuthen
from negsim.talks.transcript import Transcript

_NEVER_DRAW = frozenset({HillClimber, TradeOff, Zeuthen})
"""Strategies without a family that draw nothing: two talks of theirs that differ in the seed alone are the same."""


@define(eq=False)
class _Group:
    """Talks that may be played at once: their places among all, and the strategies on both sides."""

    company: Company
    places: list[int] = field(factory=list)
    first: list[Strategy] = field(factory=list)
    second: list[Strategy] = field(factory=list)


@define(eq=False)
class _Sorting:
    """Which talks go together."""

    alone: list[int] = field(factory=list)
    groups: dict[tuple[int, str, str], _Group] = field(factory=dict)
    _companies: dict[Hashable, Company | None] = field(factory=dict)
    _seats: dict[Hashable, Mapping[str, Seat]] = field(factory=dict)

    def sort(self, talks: Sequence[Talk]) -> None:
        """Put each talk into a group, or among those that are played alone."""
        company, before, parties = None, None, ("", "")
        groups: dict[tuple[type, type], _Group | None] = {}
        for place, talk in enumerate(talks):
            strategies = talk.strategies
            if len(strategies) != 2:
                self.alone.append(place)
                continue
            (one, first), (other, second) = strategies.items()
            if before is None or not _is_alike(talk, before) or parties != (one, other):
                company, before, parties, groups = self._company(talk, (one, other)), talk, (one, other), {}
            kinds = (type(first), type(second))
            if kinds not in groups:
                groups[kinds] = None if company is None else self._group(company, first, second)
            group = groups[kinds]
            if group is None:
                self.alone.append(place)
                continue
            group.places.append(place)
            group.first.append(first)
            group.second.append(second)

    def _group(self, company: Company, first: Strategy, second: Strategy) -> _Group | None:
        """Return the group of two strategies; None where one of them is played step by step."""
        key = (id(company), family(first), family(second))
        group = self.groups.get(key)
        if group is None:
            kinds = key[1:]
            if not all(kinds) or (MICRO in kinds and not company.is_free):
                return None
            group = self.groups[key] = _Group(company)
        return group

    def seated(self, talk: Talk) -> Mapping[str, Seat]:
        """Return what each party knows, worked out once for all talks that leave it open."""
        if talk.seats:
            return talk.seats
        key = (id(talk.problem), talk.waived)
        if key not in self._seats:
            self._seats[key] = seats(talk.problem, waived=talk.waived)
        return self._seats[key]

    def _company(self, talk: Talk, parties: tuple[str, str]) -> Company | None:
        """Return what a talk shares with others; None for one that is played alone."""
        terms = talk.terms
        is_timed = terms.seconds is not None or terms.rounds is None
        if type(talk.protocol) is not AlternatingOffers or is_timed or talk.isolation is not None:
            return None
        seated = self.seated(talk)
        key = (id(talk.problem), _told_apart(seated), terms.rounds, terms.breakdown, parties)
        if key not in self._companies:
            found = Company(problem=talk.problem, seats=seated, parties=parties, terms=terms)
            self._companies[key] = found if _all_fit(talk.problem) else None
        return self._companies[key]


def _is_alike(talk: Talk, other: Talk) -> bool:
    """Tell at a glance whether two talks share all that a company shares."""
    return (
        talk.problem is other.problem
        and talk.seats is other.seats
        and talk.terms is other.terms
        and talk.protocol is other.protocol
        and talk.isolation is other.isolation
        and talk.waived == other.waived
    )


def play_many(talks: Sequence[Talk]) -> Talks:
    """Play many talks; each transcript equals that of :meth:`negsim.talks.session.Session.play`, bit for bit.

    Talks of alternating offers between two parties are played at once, as arrays, where they are about the same problem
    with the same ``seats``, under equally many rounds and the same breakdown, and both strategies are among
    time-dependent, hard-liner, position-true, tit for tat, MiCRO and random walker. All others are played step by step,
    one after the other: guests, other protocols, more parties, isolated talks, talks held by the clock, MiCRO beside
    parties with consent by issue. :attr:`~negsim.talks.batch.talks.Talks.methods` says which.

    Parameters
    ----------
    talks:
        In any order. Give talks about one problem the same ``seats``, so that these are worked out once.

    Notes
    -----
    Settings of strategies that draw nothing are paired, and equal pairs are played once, whatever their seeds. Two
    parties that follow the clock alone take a comparison for each pair of settings and round, up to the first that
    holds. Others take some tens of array operations a turn over all talks that go on, and 8 bytes for each move. Draws
    are those of each talk's own streams (:mod:`negsim.kernels.philox`). Transcripts are made when they are asked for.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, Factor, ProblemParty
    >>> from negsim.talks.strategies.conceding import TimeDependent
    >>> issue = negsim.Issue("price", [str(price) for price in range(11)])
    >>> problem = BargainingProblem(scenario="sale", reading="given", space=negsim.Space([issue]), parties=[
    ...     ProblemParty(id="Buyer", scale=10, factors=[Factor(["price"], list(range(10, -1, -1)))]),
    ...     ProblemParty(id="Seller", scale=10, factors=[Factor(["price"], list(range(11)))])])
    >>> settings = [TimeDependent(exponent=exponent / 10) for exponent in range(1, 51)]
    >>> known = seats(problem)
    >>> played = play_many([
    ...     Talk(problem=problem, protocol=AlternatingOffers(), strategies={"Buyer": own, "Seller": other}, seats=known)
    ...     for own in settings for other in settings])
    >>> len(played), {reason.value: count for reason, count in played.counts.items()}, set(played.methods)
    (2500, {'agreement': 2500}, {'arrays'})
    >>> str(played[0].agreement), int(played.rounds[0]), played.points[0].tolist()
    ('price: 5', 94, [5, 5])
    """
    own = tuple(talks)
    sorting = _Sorting()
    sorting.sort(own)
    sittings: list[Sitting] = []
    at, place = np.full(len(own), -1), np.full(len(own), -1)
    for group in sorting.groups.values():
        places = np.array(group.places, dtype=np.int64)
        seeds = (own[number].seed for number in group.places)
        sitting = sit(group.company, seeds, strategies=(group.first, group.second))
        if sitting is None:
            sorting.alone += group.places
            continue
        at[places], place[places] = len(sittings), np.arange(len(places))
        sittings.append(sitting)
    single = _played_alone(own, sorting)
    return _gathered(own, sittings, at, place, single)


def _gathered(
    talks: tuple[Talk, ...],
    sittings: Sequence[Sitting],
    at: np.ndarray[tuple[int], np.dtype[np.int64]],
    place: np.ndarray[tuple[int], np.dtype[np.int64]],
    single: Mapping[int, Transcript],
) -> Talks:
    width = max((len(sitting.company.problem.parties) for sitting in sittings), default=0)
    width = max([width, *(len(talks[own].problem.parties) for own in single)])
    reasons, rounds = np.zeros(len(talks), np.int64), np.zeros(len(talks), np.int64)
    most = max((abs(own) for entry in single.values() for own in entry.points.values()), default=0)
    points = np.zeros((len(talks), width), integers_up_to(most))
    for number, sitting in enumerate(sittings):
        own = np.flatnonzero(at == number)
        own = own[np.argsort(place[own])]
        reasons[own], rounds[own] = sitting.reasons, (sitting.turns + 1) // 2
        points[own, : len(sitting.company.problem.parties)] = sitting.points
    for number, transcript in single.items():
        reasons[number], rounds[number] = REASONS.index(transcript.ending.reason), transcript.rounds
        for column, party in enumerate(talks[number].problem.parties):
            points[number, column] = transcript.points.get(party.id, 0)
    return Talks(
        talks=talks,
        reasons=reasons,
        rounds=rounds,
        points=points,
        is_array=at >= 0,
        sittings=sittings,
        at=at,
        place=place,
        single=single,
    )


def _played_alone(talks: Sequence[Talk], sorting: _Sorting) -> dict[int, Transcript]:
    """Play step by step what is not played at once; talks that must go the same way but for their seed, once."""
    found, known = {}, dict[Hashable, Transcript]()
    for place in sorted(sorting.alone):
        talk = talks[place]
        seated = sorting.seated(talk)
        key = (id(talk.problem), _told_apart(seated), talk.waived, tuple(talk.strategies.items()), talk.terms)
        if not _is_determined(talk):
            found[place] = Session(attrs.evolve(talk, seats=seated)).play()
            continue
        if key not in known:
            known[key] = Session(attrs.evolve(talk, seats=seated)).play()
        found[place] = attrs.evolve(known[key], seed=talk.seed)
    return found


def _is_determined(talk: Talk) -> bool:
    """Tell whether nothing in a talk depends on its seed, or on anything else than its settings."""
    terms, strategies = talk.terms, talk.strategies.values()
    is_plain = talk.isolation is None and terms.seconds is None and not terms.breakdown
    never_draw = all(type(own) in _NEVER_DRAW or (family(own) and not draws(own)) for own in strategies)
    return is_plain and never_draw and type(talk.protocol) is AlternatingOffers


def _told_apart(seated: Mapping[str, Seat]) -> tuple[int, ...]:
    """Return what tells seats apart."""
    return tuple(id(seat) for seat in seated.values())


def _all_fit(problem: BargainingProblem) -> bool:
    return all(fits(party) for party in problem.parties)
