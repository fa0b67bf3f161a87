"""Account: what a reader of a transcript wants to know - who moved, how far, why it ended, and how good the end was."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.deals.asking import Asking
from negsim.deals.conflicts import Conflict, conflicts_of, groups
from negsim.deals.deal import Deal, valued
from negsim.deals.improvements import Improvements, improvements
from negsim.deals.zone import Zone, zone
from negsim.experiments.measures import Measures, Step, Yardstick, measures_of, yardstick
from negsim.experiments.movement import (
    Movement,
    Offered,
    acceptances,
    accepted,
    movements,
    offer_before,
    offered,
)
from negsim.experiments.obstacles import Demands, Obstacle, Refusal, obstacles, refusals
from negsim.experiments.subgame_perfect import SubgamePerfect, subgame_perfect
from negsim.explanation import said_behind
from negsim.fields import entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.space.package import Package
from negsim.talks.move import Kind
from negsim.talks.seats import Seat, seats
from negsim.talks.settings_text import name_in
from negsim.talks.transcript import Transcript

_QUESTIONS = 5
"""How many questions share the time: what was possible, zone, perfect play, conflicts, what is left."""


class Why(enum.Enum):
    """Why an offer is worth reading about."""

    FIRST = "first"
    LARGEST = "largest"
    OPEN = "open"
    CROSSING = "crossing"
    LAST = "last"
    ACCEPTED = "accepted"


@frozen(kw_only=True)
class Moment:
    """An offer that a reader should see.

    Attributes
    ----------
    offered:
        The offer.
    why:
        *first*, *last*: of its party. *largest*: by it its party gave up the most at once. *open*: the first of all
        that breaks nobody's red demands. *crossing*: the first that breaks red demands of its own party. *accepted*:
        no offer of its party, but the last that it took of others', in a talk without agreement.
    before:
        What it is a step from: the same party's offer before it, or the text that stood; None for what is no step.
    """

    offered: Offered
    why: tuple[Why, ...] = field(converter=entries)
    before: Package | None = None


@frozen(kw_only=True)
class Account:
    """What a reader of a transcript wants to know.

    Attributes
    ----------
    compilation, transcript:
        What was negotiated about, and the record.
    problem:
        The problem with the demands that were waived no longer red: what the talk was measured against.
    movements:
        How far each party at the table came, in the order of the table.
    moments:
        The offers that a reader should see, in the order of the talk; of those that counted.
    obstacles:
        Without an agreement, what stood in the way of each party's last offer.
    refusals:
        Where parties with consent by issue refused what the others had agreed on.
    behind:
        From the name of each demand that is named anywhere here to the statement behind it, in a sentence.
    measures:
        The steps, and how good the end was; the second is None where ``measures`` was refused.
    possible:
        What the talk was measured against; None where that was refused.
    deal:
        The agreement, valued, with what it breaches of all red demands, waived ones among them; None without one.
    zone:
        How many packages all could have accepted; None where that was refused.
    conflicts:
        Where none: the minimal sets of demands that no package meets together, the smallest first. Where there are very
        many, those found.
    complete:
        Whether these are all.
    fair:
        Where there is no agreement, and some package all could have accepted: Nash's.
    left:
        What all could still gain from the agreement; None without one, or where that was refused.
    perfect:
        What two parties who know everything would have agreed on; None where that is not defined: for other than two
        parties or alternating offers, without a last round, or where values shrink or chance may end the talk.
    refused:
        From question to why it was not answered.
    """

    compilation: Compilation
    transcript: Transcript
    problem: BargainingProblem
    movements: tuple[Movement, ...] = field(converter=entries)
    moments: tuple[Moment, ...] = field(converter=entries)
    obstacles: tuple[Obstacle, ...] = field(default=(), converter=entries)
    refusals: tuple[Refusal, ...] = field(default=(), converter=entries)
    behind: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    measures: Measures
    possible: Yardstick | None = None
    deal: Deal | None = None
    zone: Zone | None = None
    conflicts: tuple[Conflict, ...] = field(default=(), converter=entries)
    complete: bool = True
    fair: tuple[Deal, ...] = field(default=(), converter=entries)
    left: Improvements | None = None
    perfect: SubgamePerfect | None = None
    refused: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)

    @property
    def blocking(self) -> dict[str, tuple[str, ...]]:
        """From each red demand that some last offer breaks to whose last offers do, its own party's among them."""
        names = {demand.name: demand for demand in self.problem.demands}
        found: dict[str, list[str]] = {}
        for obstacle in self.obstacles:
            for name in (*obstacle.own, *obstacle.red):
                found.setdefault(name, []).append(obstacle.offered.party)
        return {name: tuple(found[name]) for name in names if name in found}

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The red demands that the best of what is left breaks as the agreement does: their parties would refuse it."""
        best = () if self.left is None else self.left.items[:1]
        return tuple(name for item in best for name in valued(self.problem, item.package).broken)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that the red demands which last offers break are about, in the order of the space."""
        lines = [demand.line for demand in self.problem.demands if demand.name in self.blocking]
        about = {issue for line in lines if line is not None for issue in line.is_on}
        return tuple(issue.id for issue in self.problem.space.issues if issue.id in about)


def account(
    transcript: Transcript,
    compilation: Compilation,
    *,
    held: Mapping[str, Seat] | None = None,
    effort: Effort = STEADY,
) -> Account:
    """Return what a reader of a transcript wants to know.

    Parameters
    ----------
    compilation:
        What was negotiated about: the same scenario and reading that the talk was held on.
    held:
        The seats of the talk, where they are worked out already.
    effort:
        What may be taken for what was possible; what is refused for its size is left out, and named.

    Raises
    ------
    ValueError
        If the transcript is of another scenario or reading.
    UnknownNameError
        If it names a party, option or demand that the scenario does not have.

    Notes
    -----
    What was possible is asked of the problem as the talk was held: demands that were waived are not red in it.

    Examples
    --------
    >>> import negsim
    >>> compilation = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml"))
    >>> linear = negsim.strategy("linear")
    >>> talk = negsim.Talk(problem=compilation.problem, protocol=negsim.AlternatingOffers(),
    ...                    strategies={"North": linear, "South": linear}, terms=negsim.Terms(rounds=20))
    >>> told = account(negsim.Session(talk).play(), compilation)
    >>> told.measures.is_efficient, [str(movement.given_up) for movement in told.movements]
    (True, ['17/22', '2/3'])
    """
    _refuse_others(transcript, compilation)
    problem = compilation.problem.waiving(transcript.waived)
    own = seats(compilation.problem, waived=transcript.waived) if held is None else held
    asking = Asking(effort=effort.started(), questions=_QUESTIONS)
    possible = asking.attempt("measures", lambda effort: yardstick(problem, effort=effort))
    measures = measures_of(problem, transcript) if possible is None else possible.measure(transcript)
    moved = movements(problem, transcript, seats=own, steps=measures.steps, stalls=measures.stalls)
    demands = Demands(problem=problem)
    stood = obstacles(demands, transcript, last={entry.party: entry.last for entry in moved if entry.last is not None})
    told = Account(
        compilation=compilation,
        transcript=transcript,
        problem=problem,
        movements=moved,
        moments=_moments(problem, transcript, demands, found=measures),
        obstacles=stood,
        refusals=refusals(demands, transcript),
        measures=measures,
        possible=possible,
        **_possible(problem, transcript, asking, compilation=compilation, best=possible, held=own),
        refused=asking.refused,
    )
    return _with_statements(told)


def _refuse_others(transcript: Transcript, compilation: Compilation) -> None:
    problem = compilation.problem
    for what in ("scenario", "reading"):
        given, own = getattr(transcript, what), getattr(problem, what)
        if given != own:
            raise ValueError(
                f"the transcript is of {what} {given!r}, and the {what} given is {own!r}; give the same one"
            )
    for party in transcript.strategies:
        problem.party(party)


def _possible(
    problem: BargainingProblem,
    transcript: Transcript,
    asking: Asking,
    *,
    compilation: Compilation,
    best: Yardstick | None,
    held: Mapping[str, Seat],
) -> dict[str, Any]:
    """Return what was possible, beside what the talk came to."""
    counted = asking.attempt("zone", lambda effort: zone(problem, effort=effort))
    found: dict[str, Any] = {"zone": counted, "perfect": _perfect(problem, transcript, asking, held=held)}
    agreed = transcript.agreement
    if agreed is not None:
        found["deal"] = valued(compilation.problem, agreed)
        found["left"] = asking.attempt("left", lambda effort: improvements(problem, agreed, count=1, effort=effort))
    if counted is not None and counted.is_empty:
        every = asking.attempt("conflicts", lambda effort: groups(problem, effort=effort)) or ()
        found["conflicts"] = conflicts_of(problem, every)
        found["complete"] = all(group.complete for group in every)
    elif agreed is None and best is not None:
        found["fair"] = best.picked["nash"].deals
    return found


def _perfect(
    problem: BargainingProblem, transcript: Transcript, asking: Asking, *, held: Mapping[str, Seat]
) -> SubgamePerfect | None:
    """Return what perfect play comes to, where that is defined for the talk."""
    terms, parties = transcript.terms, tuple(transcript.strategies)
    if name_in(transcript.protocol) != "alternating-offers" or len(parties) != 2 or terms.rounds is None:
        return None
    if terms.seconds is not None or terms.breakdown or any(share != 1 for share in terms.discounts.values()):
        return None
    offers = 2 * terms.rounds - 1  # the very last one comes too late to be answered
    floors = {party: held[party].brief.floor for party in parties}
    return asking.attempt(
        "perfect",
        lambda effort: subgame_perfect(problem, offers=offers, first=parties[0], outside=floors, effort=effort),
    )


def _moments(
    problem: BargainingProblem, transcript: Transcript, demands: Demands, *, found: Measures
) -> Iterator[Moment]:
    """Yield the offers that a reader should see."""
    why: dict[int, list[Why]] = {}
    for at, reason in (
        *_ends(transcript),
        *_largest(transcript, found.steps),
        *_first_open(transcript, demands),
        *_first_crossings(transcript),
    ):
        why.setdefault(at, []).append(reason)
    made = [
        Moment(
            offered=offered(problem, transcript, at),
            why=sorted(why[at], key=list(Why).index),
            before=offer_before(transcript, at),
        )
        for at in why
    ]
    yield from sorted([*made, *_last_taken(problem, transcript)], key=lambda entry: entry.offered.at)


def _last_taken(problem: BargainingProblem, transcript: Transcript) -> Iterator[Moment]:
    """Yield what each party took last of others' offers, where nothing came of it."""
    if transcript.agreement is not None or transcript.draft is not None:
        return
    for party in transcript.strategies:
        for at in acceptances(transcript, party)[-1:]:
            took = accepted(problem, transcript, at)
            if took is not None:
                yield Moment(offered=took, why=[Why.ACCEPTED])


def _ends(transcript: Transcript) -> Iterator[tuple[int, Why]]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for at, _, party, _ in transcript.offers():
        first.setdefault(party, at)
        last[party] = at
    yield from ((at, Why.FIRST) for at in first.values())
    yield from ((at, Why.LAST) for party, at in last.items() if at != first[party])


def _largest(transcript: Transcript, steps: Sequence[Step]) -> Iterator[tuple[int, Why]]:
    """Yield for each party the first of the offers by which it gave up the most at once."""
    made = {(number, party): at for at, number, party, _ in transcript.offers()}
    largest: dict[str, Step] = {}
    for step in steps:
        if step.changes[step.party] < min(0, largest[step.party].changes[step.party] if step.party in largest else 0):
            largest[step.party] = step
    yield from ((made[step.round, step.party], Why.LARGEST) for step in largest.values())


def _first_open(transcript: Transcript, demands: Demands) -> Iterator[tuple[int, Why]]:
    for at, _, _, package in transcript.offers():
        if demands.are_kept(package):
            yield at, Why.OPEN
            return


def _first_crossings(transcript: Transcript) -> Iterator[tuple[int, Why]]:
    crossed = {(entry.round, entry.party) for entry in transcript.crossings if entry.kind is Kind.OFFER}
    seen: set[str] = set()
    for at, number, party, _ in transcript.offers():
        if party not in seen and (number, party) in crossed:
            seen.add(party)
            yield at, Why.CROSSING


def _with_statements(told: Account) -> Account:
    """Return an account with the statement behind each demand that it names."""
    if not told.compilation.evidence:  # a problem that was given in integers: nobody said anything
        return told
    named = dict.fromkeys(_named(told))
    behind = {name: said_behind(told.compilation, name) for name in named}
    conflicts = [attrs.evolve(entry, behind={name: behind[name] for name in entry}) for entry in told.conflicts]
    return attrs.evolve(told, behind=behind, conflicts=conflicts)


def _named(told: Account) -> Iterator[str]:
    for obstacle in told.obstacles:
        yield from (*obstacle.own, *obstacle.red, *obstacle.soft)
    for refusal in told.refusals:
        yield from refusal.demands
    for crossing in told.transcript.crossings:
        yield from crossing.demands
    for conflict in told.conflicts:
        yield from conflict
    yield from told.transcript.waived
    if told.deal is not None:
        yield from told.deal.broken
