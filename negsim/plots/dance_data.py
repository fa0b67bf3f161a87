"""What the dance of a talk shows, before it is drawn: offers, what came of them, and what was possible."""

from __future__ import annotations

from attrs import field, frozen

from negsim.experiments.measures import Yardstick
from negsim.fields import entries, texts
from negsim.plots.dance_moves import (
    Book,
    Run,
    Sign,
    TextStep,
    Trace,
    Values,
    Vote,
    breaks,
    in_points,
    signs,
    stalls,
    text_steps,
    trace,
    votes,
)
from negsim.plots.dance_words import finding, heading, opened, points, setting
from negsim.plots.words import Heading, clean, count, listed
from negsim.scenario import Scenario
from negsim.talks.transcript import Transcript

RULES = {"nash": "Nash", "kalai-smorodinsky": "Kalai-Smorodinsky"}
"""The rules whose packages stand beside the path, by the names for people."""


@frozen(kw_only=True)
class Spot:
    """What a rule of fair division picks: the values of the two parties."""

    rule: str
    at: Values = field(converter=entries)


@frozen(kw_only=True)
class Dance:
    """What the dance of a talk shows; every value in points of 100 of the party's own.

    Attributes
    ----------
    heading:
        Title, subtitle and caption.
    parties, names:
        Those that have a panel, by id and for people. Values everywhere are in this order.
    reservations:
        The least that each takes; None without a reservation.
    rounds:
        The last in which something happened.
    traces:
        What each of them offered.
    signs:
        What else happened, in the order of the talk.
    stalls:
        Where offers of a party changed nothing for anyone.
    breaks:
        By the party whose they are, where offers of others broke red lines.
    text, votes:
        Of a talk about one text: what it was worth, and who took which draft.
    frontier:
        Of two parties: the pairs of values that no other pair of the zone beats, from the second party's best to the
        first's.
    spots:
        Of two parties: what rules of fair division pick.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    parties: tuple[str, ...] = field(default=(), converter=texts)
    names: tuple[str, ...] = field(default=(), converter=texts)
    reservations: tuple[float | None, ...] = field(default=(), converter=entries)
    rounds: int = 0
    traces: tuple[Trace, ...] = field(default=(), converter=entries)
    signs: tuple[Sign, ...] = field(default=(), converter=entries)
    stalls: tuple[Run, ...] = field(default=(), converter=entries)
    breaks: tuple[Run, ...] = field(default=(), converter=entries)
    text: tuple[TextStep, ...] = field(default=(), converter=entries)
    votes: tuple[Vote, ...] = field(default=(), converter=entries)
    frontier: tuple[Values, ...] = field(default=(), converter=entries)
    spots: tuple[Spot, ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def has_path(self) -> bool:
        """Whether there is a path in the values of two parties."""
        return len(self.parties) == 2 and any(trace.offers for trace in self.traces)

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        said = [self._offered(trace) for trace in self.traces if trace.offers]
        names = dict(zip(self.parties, self.names, strict=True))
        happened = [
            f"round {sign.round}: {names.get(sign.party, sign.party)} {sign.text}".replace("  ", " ")
            for sign in self.signs[-3:]
        ]
        return f"{self.heading.title}. {self.heading.subtitle}. {'; '.join([*said, *happened])}."

    def _offered(self, trace: Trace) -> str:
        first, last = trace.offers[0], trace.offers[-1]
        worth = [
            f"from {points(first.values[at])} to {points(last.values[at])} for {name}"
            for at, name in enumerate(self.names)
        ]
        name = self.names[self.parties.index(trace.party)]
        return f"{name} made {count(trace.made, 'offer')}, worth {listed(worth)}"


def dance_data(transcript: Transcript, yardstick: Yardstick, *, scenario: Scenario | None = None) -> Dance:
    """Return what the dance of a talk shows.

    Parameters
    ----------
    yardstick:
        What was possible in the problem that was negotiated about.
    scenario:
        Where names for people are looked up; ids stand for themselves where it is None.

    Raises
    ------
    ValueError
        If the scenario is not the one of the talk.

    Notes
    -----
    Time in proportion to the moves. Of long talks the first and last offers and the extremes of each hundredth are
    kept (:func:`negsim.plots.thinning.thinned`).
    """
    book, names = opened(transcript, yardstick, scenario=scenario)
    if not len(transcript.history):
        title = Heading(title=finding(book, names), subtitle=setting(transcript, names, scenario=scenario), caption=[])
        return Dance(heading=title, reason=_nothing(transcript))
    traces = [trace(book, party) for party in book.shown]
    return Dance(
        heading=heading(book, traces, names, scenario=scenario),
        parties=book.shown,
        names=[names[party] for party in book.shown],
        reservations=[_reservation(book, party) for party in book.shown],
        rounds=max(1, transcript.rounds, *(fault.round for fault in transcript.faults)),
        traces=traces,
        signs=signs(book, names),
        stalls=stalls(book),
        breaks=breaks(book),
        text=text_steps(book),
        votes=votes(book),
        frontier=_frontier(book),
        spots=_spots(book),
    )


def _nothing(transcript: Transcript) -> str:
    """Return why there is nothing to draw."""
    if transcript.faults:
        return f"nobody made a move; {clean(transcript.faults[0].message)}"
    return "nobody made a move"


def _reservation(book: Book, party: str) -> float | None:
    own = book.yardstick.problem.party(party)
    if own.reservation is None or f"{party}:reservation" in book.transcript.waived:
        return None
    return in_points(own.reservation.points, own.scale)


def _pair(book: Book, worth: dict[str, int]) -> Values:
    problem = book.yardstick.problem
    return tuple(in_points(worth[party], problem.party(party).scale) for party in book.shown)


def _frontier(book: Book) -> list[Values]:
    if len(book.transcript.strategies) != 2:
        return []
    return sorted(_pair(book, dict(point.points)) for point in book.yardstick.best.items)


def _spots(book: Book) -> list[Spot]:
    if len(book.transcript.strategies) != 2:
        return []
    return [
        Spot(rule=rule, at=at)
        for rule in RULES
        if rule in book.yardstick.picked
        for at in dict.fromkeys(_pair(book, dict(deal.points)) for deal in book.yardstick.picked[rule].deals)
    ]
