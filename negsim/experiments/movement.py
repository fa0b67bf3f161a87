"""Movement: how far each party came in a talk, on which issues, and by what kind of steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    """

    at: int
    round: int
    party: str
    package: Package
    points: Points = field(converter=frozen_mapping)


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
        Its first offer and its last; None where it made none.
    offers, accepted, refused:
        How many offers it made; and of what it was asked to take, where others offered or a mediator drafted, how much
        it took and how much it left without a counter-offer.
    room:
        How many points lie between its best package and the worst that it may take, both keeping its red demands; 0
        where no package does.
    given_up:
        What share of that room lies between its best and its last offer: below 0 never, above 1 where it went past its
        floor; None without an offer or without room.
    steps:
        How many of its steps were of each kind; kinds that it never took are left out.
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
    room: int = 0
    given_up: Fraction | None = None
    steps: Mapping[StepKind, int] = field(factory=dict, converter=frozen_mapping)
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
    kinds = Counter((step.party, step.kind) for step in steps)
    found = tuple(stalls)
    return tuple(
        _movement(
            problem,
            transcript,
            party,
            seat=seats[party],
            steps={kind: kinds[party, kind] for kind in StepKind if kinds[party, kind]},
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
    table = transcript.strategies
    log = [entry for entry in transcript.history.log[:at] if entry[1] in table]
    put = {draft.round: draft.package for draft in transcript.drafts}
    text = transcript.draft
    votes: dict[int, list[Kind]] = {}
    for number, _, move in log:
        if move.package is not None:
            put[number] = move.package
            votes[number] = [Kind.ACCEPT]  # who proposes it takes it
        else:
            votes.setdefault(number, []).append(move.kind)
        if number in put and votes[number] == [Kind.ACCEPT] * len(table):
            text = put[number]
    return text


def _movement(
    problem: BargainingProblem,
    transcript: Transcript,
    party: str,
    *,
    seat: Seat,
    steps: Mapping[StepKind, int],
    stalls: Sequence[Stall],
) -> Movement:
    own = [(at, move) for at, (_, mover, move) in enumerate(transcript.history.log) if mover == party]
    made = [at for at, move in own if move.package is not None]
    ladder, floor = seat.brief.ladder, seat.brief.floor
    room = max(0, ladder.best - floor) if len(ladder) else 0
    counted = Counter(move.kind for _, move in own)
    first, last = (offered(problem, transcript, made[end]) if made else None for end in (0, -1))
    return Movement(
        party=party,
        strategy=transcript.strategies[party],
        first=first,
        last=last,
        offers=counted[Kind.OFFER],
        accepted=counted[Kind.ACCEPT],
        refused=counted[Kind.SILENT],
        room=room,
        given_up=Fraction(ladder.best - last.points[party], room) if last is not None and room else None,
        steps=steps,
        stalls=stalls,
        shifts=() if first is None or last is None else _shifts(first.package, last.package),
    )


def _shifts(first: Package, last: Package) -> list[Shift]:
    return [Shift(issue=issue, first=first[issue], last=last[issue]) for issue in last.changes_from(first)]
