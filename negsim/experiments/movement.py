"""Movement: how far each party came in a talk, on which issues, and by what kind of steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.experiments.measures import Points, Stall, Step, StepKind
from negsim.fields import entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.space.package import Package
from negsim.talks.move import Kind
from negsim.talks.seats import Seat
from negsim.talks.transcript import Transcript


@frozen(kw_only=True)
class Offered:
    """An offer, with when it was made and what it was worth.

    Attributes
    ----------
    at:
        Its place in the history, counted from 0.
    round, party, package:
        When, whose and what.
    points:
        From party id to what it is worth, in points on the party's own scale; observers included.
    maker:
        Where the party took it: who had made it, or nothing for a mediator's draft. None for an offer of its own.
    """

    at: int
    round: int
    party: str
    package: Package
    points: Points = field(converter=frozen_mapping)
    maker: str | None = None


@frozen(kw_only=True)
class Shift:
    """What a party changed on one issue between its first offer and its last.

    Attributes
    ----------
    issue:
        Its id.
    first, last:
        Option ids: what it offered first, and last.
    """

    issue: str
    first: str
    last: str


@frozen(kw_only=True)
class Movement:
    """How far one party came in a talk.

    Attributes
    ----------
    party, strategy:
        Who, and by the name of what it was played.
    first, last:
        Its first offer and its last, of those that counted; None where it made none.
    offers, accepted, refused:
        How many offers it made; and of what it was asked to take, where others offered or a mediator drafted, how much
        it took and how much it left without a counter-offer.
    taken_first, taken_last:
        The first and the last of what it took; None where it took nothing.
    void:
        How many of its offers did not count, since they were no concession: what it had offered before stood.
    room:
        How many points lie between its best package and the worst that it may take, both keeping its red demands, a red
        reservation among them; 0 where there is no such package, or all are worth the same.
    given_up:
        What share of that room lies between its best and its last offer, or what it took last of others' offers where
        that is worth less to it: below 0 never, above 1 where it went past the worst that it may take; None without
        either or without room.
    steps:
        How many of its steps were of each kind; kinds that it never took are left out.
    mixed:
        From each other signing party to how many points better for it the mixed steps are, all together.
    stalls:
        Where it offered what changed nothing for anyone.
    shifts:
        The issues on which its last offer is another than its first, in the order of the space.
    """

    party: str
    strategy: str
    first: Offered | None = None
    last: Offered | None = None
    offers: int = 0
    accepted: int = 0
    refused: int = 0
    taken_first: Offered | None = None
    taken_last: Offered | None = None
    void: int = 0
    room: int = 0
    given_up: Fraction | None = None
    steps: Mapping[StepKind, int] = field(factory=dict, converter=frozen_mapping)
    mixed: Points = field(factory=dict, converter=frozen_mapping)
    stalls: tuple[Stall, ...] = field(default=(), converter=entries)
    shifts: tuple[Shift, ...] = field(default=(), converter=entries)


def movements(
    problem: BargainingProblem,
    transcript: Transcript,
    *,
    seats: Mapping[str, Seat],
    steps: Iterable[Step] = (),
    stalls: Iterable[Stall] = (),
) -> tuple[Movement, ...]:
    """Return how far each party at the table came, in the order of the table.

    Parameters
    ----------
    seats:
        What each party knew, for the room that it had.
    steps, stalls:
        Of the talk, as :class:`negsim.experiments.measures.Measures` has them.
    """
    taken = tuple(steps)
    found = tuple(stalls)
    return tuple(
        _movement(
            problem,
            transcript,
            party,
            seat=seats[party],
            steps=[step for step in taken if step.party == party],
            stalls=[stall for stall in found if stall.party == party],
        )
        for party in transcript.strategies
    )


def offered(problem: BargainingProblem, transcript: Transcript, at: int) -> Offered:
    """Return the offer at a place in the history, counted from 0, valued.

    Raises
    ------
    ValueError
        If what stands there is no offer.
    """
    number, party, move = transcript.history.log[at]
    if move.package is None:
        raise ValueError(f"move {at} of the talk is none with a package: {party} {move}; name the place of an offer")
    return Offered(at=at, round=number, party=party, package=move.package, points=problem.points(move.package))


def acceptances(transcript: Transcript, party: str) -> list[int]:
    """Return the places in the history, counted from 0, at which a party took what was put to it."""
    log = transcript.history.log
    return [at for at, (_, mover, move) in enumerate(log) if mover == party and move.kind is Kind.ACCEPT]


def accepted(problem: BargainingProblem, transcript: Transcript, at: int) -> Offered | None:
    """Return what a party took at a place in the history, counted from 0, valued; None where no record tells.

    It is the draft of that round where a mediator put one, else the latest offer.
    """
    number, party, _ = transcript.history.log[at]
    put = [("", draft.package) for draft in transcript.drafts if draft.round == number]
    if not put:
        before = reversed(transcript.history.log[:at])
        put = [(maker, move.package) for _, maker, move in before if move.package is not None][:1]
    for maker, package in put:
        return Offered(at=at, round=number, party=party, package=package, points=problem.points(package), maker=maker)
    return None


def offer_before(transcript: Transcript, at: int) -> Package | None:
    """Return what an offer is a step from: the same party's offer before it, or the text that stood where one did.

    Parameters
    ----------
    at:
        The place of the offer in the history, counted from 0.
    """
    if transcript.draft is not None:
        return text_before(transcript, at)
    mover = transcript.history.log[at][1]
    earlier = [package for place, _, party, package in transcript.offers() if party == mover and place < at]
    return earlier[-1] if earlier else None


def text_before(transcript: Transcript, at: int) -> Package:
    """Return the text that held before a move of a talk about one: the latest that all took, or the one it began with.

    Parameters
    ----------
    at:
        The place of the move in the history, counted from 0.

    Raises
    ------
    ValueError
        If the talk is not about one text.
    """
    if transcript.draft is None:
        raise ValueError(f"{transcript.protocol} is about no text; ask this of talks that begin with a draft alone")
    text = transcript.draft
    for put in votes(transcript, until=at):
        text = put.package if put.is_agreed and not put.refused_by else text
    return text


@frozen(kw_only=True)
class Put:
    """What was put to the parties of a talk about one text, and what they said to it.

    Attributes
    ----------
    round, package:
        When, and the draft, or what one of them proposed.
    is_agreed:
        Whether all at the table took it.
    refused_by:
        The parties with consent by issue that did not, each with the place of its answer in the history.
    """

    round: int
    package: Package
    is_agreed: bool
    refused_by: Mapping[str, int] = field(factory=dict, converter=frozen_mapping)


def votes(transcript: Transcript, *, until: int | None = None) -> Iterator[Put]:
    """Yield what was put to the parties of a talk about one text, in order, up to a place in the history."""
    drafts = {draft.round: draft.package for draft in transcript.drafts}
    many, latest = len(transcript.strategies), 0
    found: list[tuple[int, Package, list[Kind], dict[str, int]]] = []
    for at, (number, party, move) in enumerate(transcript.history.log[:until]):
        if move.package is not None:
            found.append((number, move.package, [], {}))
        elif number != latest and number in drafts:
            found.append((number, drafts[number], [], {}))
        latest = number
        if found and party in transcript.strategies:
            found[-1][2].append(Kind.ACCEPT if move.package is not None else move.kind)  # who proposes it takes it
        elif found and move.kind is Kind.SILENT:
            found[-1][3][party] = at
    for number, package, said, refused in found:
        # What follows the votes is the next party's turn, which proposes nothing.
        is_agreed = said[:many] == [Kind.ACCEPT] * many
        yield Put(round=number, package=package, is_agreed=is_agreed, refused_by=refused)


def _movement(
    problem: BargainingProblem,
    transcript: Transcript,
    party: str,
    *,
    seat: Seat,
    steps: Sequence[Step],
    stalls: Sequence[Stall],
) -> Movement:
    log = transcript.history.log
    made = [at for at, _, mover, _ in transcript.offers() if mover == party]
    ladder = seat.brief.ladder
    room = ladder.best - ladder.at_least(seat.brief.floor) if len(ladder) else 0  # at most the best: none reaches it
    counted = Counter(move.kind for _, mover, move in log if mover == party)
    first, last = (offered(problem, transcript, made[end]) if made else None for end in (0, -1))
    took = acceptances(transcript, party)
    taken_first, taken_last = (accepted(problem, transcript, took[end]) if took else None for end in (0, -1))
    ends = [last, None if transcript.draft is not None else taken_last]  # beside a text nobody gives way
    least = min((end.points[party] for end in ends if end is not None), default=None)
    kinds = Counter(step.kind for step in steps)
    return Movement(
        party=party,
        strategy=transcript.strategies[party],
        first=first,
        last=last,
        offers=counted[Kind.OFFER],
        accepted=counted[Kind.ACCEPT],
        refused=counted[Kind.SILENT],
        void=sum(log[at][1] == party for at in transcript.void),
        room=room,
        taken_first=taken_first,
        taken_last=taken_last,
        given_up=Fraction(ladder.best - least, room) if least is not None and room else None,
        steps={kind: kinds[kind] for kind in StepKind if kinds[kind]},
        mixed=_mixed(steps),
        stalls=stalls,
        shifts=() if first is None or last is None else _shifts(first.package, last.package),
    )


def _mixed(steps: Iterable[Step]) -> dict[str, int]:
    """Return from each other party to what the mixed steps of one come to for it."""
    total: Counter[str] = Counter()
    for step in steps:
        if step.kind is StepKind.MIXED:
            total.update({other: change for other, change in step.changes.items() if other != step.party})
    return dict(total)


def _shifts(first: Package, last: Package) -> list[Shift]:
    return [Shift(issue=issue, first=first[issue], last=last[issue]) for issue in last.changes_from(first)]
