"""Who moved how far on which issue, before it is drawn: options as levels, round by round."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attrs import field, frozen

from negsim.experiments.measures import Yardstick
from negsim.fields import entries, texts
from negsim.plots.dance_moves import Book
from negsim.plots.dance_words import Names, finding, opened, setting
from negsim.plots.thinning import thinned
from negsim.plots.words import Heading, clean, count, listed
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.transcript import Transcript

MAX_ROWS = 20
"""How many issues are shown; the others are named."""
STRETCHES = 150
"""Of so many stretches of a long talk the first and last offers and those with the extreme options are drawn."""


@frozen(kw_only=True)
class Hold:
    """Rounds, one offer after the other, in which a party's offers had the same option; both ends included."""

    first: int
    last: int
    option: int


@frozen(kw_only=True)
class Way:
    """What a party's offers had on one issue.

    Attributes
    ----------
    holds:
        In the order of the talk.
    moves:
        How often the option changed.
    thinned:
        Whether some of these changes are not drawn.
    """

    party: str
    holds: tuple[Hold, ...] = field(converter=entries)
    moves: int
    thinned: bool = False


@frozen(kw_only=True)
class Row:
    """One issue on which somebody moved.

    Attributes
    ----------
    issue, label:
        Its id, and its title.
    options:
        Their titles, in order.
    ordered:
        Whether their order means something.
    ways:
        Of each party shown that made an offer.
    status_quo, agreed:
        The places of the option that holds today and of the one that was agreed; None without one.
    """

    issue: str
    label: str
    options: tuple[str, ...] = field(converter=texts)
    ordered: bool
    ways: tuple[Way, ...] = field(converter=entries)
    status_quo: int | None = None
    agreed: int | None = None


@frozen(kw_only=True)
class Concessions:
    """Who moved how far on which issue.

    Attributes
    ----------
    heading:
        Title, subtitle and caption.
    parties, names:
        Those that are shown, by id and for people.
    rounds:
        How many were begun.
    rows:
        The issues on which somebody moved, in the order of the scenario.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    parties: tuple[str, ...] = field(default=(), converter=texts)
    names: tuple[str, ...] = field(default=(), converter=texts)
    rounds: int = 0
    rows: tuple[Row, ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        names = dict(zip(self.parties, self.names, strict=True))
        said = [
            f"{row.label}: {names[way.party]} from {row.options[way.holds[0].option]} to "
            f"{row.options[way.holds[-1].option]} in {count(way.moves, 'move')}"
            for row in self.rows
            for way in row.ways
            if way.moves
        ]
        return f"{self.heading.title}. {self.heading.subtitle}. {'; '.join(said)}."


def concessions_data(transcript: Transcript, yardstick: Yardstick, *, scenario: Scenario | None = None) -> Concessions:
    """Return who moved how far on which issue.

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
    """
    book, names = opened(transcript, yardstick, scenario=scenario)
    rows = [row for issue in yardstick.problem.space.issues for row in _row(book, issue)]
    words = Heading(
        title=_title(book, rows, names),
        subtitle=setting(transcript, names, scenario=scenario),
        caption=_caption(book, rows, names),
    )
    if not rows:
        return Concessions(heading=words, reason=_nothing(book))
    return Concessions(
        heading=words,
        parties=book.shown,
        names=[names[party] for party in book.shown],
        rounds=max(1, transcript.rounds),
        rows=rows[:MAX_ROWS],
    )


def _nothing(book: Book) -> str:
    if any(book.offers(party) for party in book.shown):
        return "every offer of each party had the same options as its first one"
    return "nobody offered anything"


def _row(book: Book, issue: Issue) -> list[Row]:
    """Return the row of an issue; none where nobody moved on it."""
    ways = [
        _way(party, [(number, package) for _, number, package in book.offers(party)], issue=issue)
        for party in book.shown
        if book.offers(party)
    ]
    if not any(way.moves for way in ways):
        return []
    agreed = book.transcript.agreement
    return [
        Row(
            issue=issue.id,
            label=clean(issue.label),
            options=[clean(option.label) for option in issue.options],
            ordered=issue.ordered,
            ways=ways,
            status_quo=issue.option_ids.index(issue.status_quo) if issue.status_quo else None,
            agreed=None if agreed is None else issue.option_ids.index(agreed[issue.id]),
        )
    ]


def _way(party: str, offers: Sequence[tuple[int, Package]], *, issue: Issue) -> Way:
    places = {option: place for place, option in enumerate(issue.option_ids)}
    had = [(number, places[package[issue.id]]) for number, package in offers]
    kept = [had[at] for at in thinned([(option,) for _, option in had], stretches=STRETCHES)]
    holds = []
    for option, run in itertools.groupby(kept, key=lambda offer: offer[1]):
        rounds = [number for number, _ in run]
        holds.append(Hold(first=rounds[0], last=rounds[-1], option=option))
    moves = sum(one != other for (_, one), (_, other) in itertools.pairwise(had))
    return Way(party=party, holds=holds, moves=moves, thinned=len(kept) < len(had))


def _title(book: Book, rows: Sequence[Row], names: Names) -> str:
    """Return the finding: on how many issues each party moved, and on which most often."""
    issues = len(book.yardstick.problem.space.issues)
    if not rows:
        return f"Nobody moved on any of {count(issues, 'issue')}" if issues > 1 else "Nobody moved on the only issue"
    moved = {
        party: sum(way.moves > 0 for row in rows for way in row.ways if way.party == party) for party in book.shown
    }
    most = sorted((party for party in book.shown if moved[party]), key=lambda party: -moved[party])
    still = [names[party] for party in book.shown if not moved[party] and book.offers(party)]
    said = [f"{names[most[0]]} moved on {moved[most[0]]} of {count(issues, 'issue')}"]
    said += [f"{names[party]} on {moved[party]}" for party in most[1:]]
    if still:
        said.append(f"{listed(still)} on none")
    return f"{listed(said)}; nobody on {issues - len(rows)}" if issues > len(rows) else listed(said)


def _caption(book: Book, rows: Sequence[Row], names: Names) -> list[str]:
    shown = [
        f"How the talk ended: {finding(book, names)}.",
        "Each line is the option that a party's offers had, round by round; lines at one option stand side by side.",
    ]
    if any(not row.ordered for row in rows):
        shown.append("Where options have no order (marked so), a way up or down is no way towards anything.")
    moved = {row.issue for row in rows}
    fixed = [issue.id for issue in book.yardstick.problem.space.issues if issue.id not in moved]
    if rows and fixed:
        shown.append(f"Nobody moved on {listed(fixed)}.")
    if len(rows) > MAX_ROWS:
        shown.append(f"Not shown are {listed(row.issue for row in rows[MAX_ROWS:])}, on which somebody moved as well.")
    hidden = [names[party] for party in book.transcript.strategies if party not in book.shown]
    if hidden:
        shown.append(f"{count(len(hidden), 'party is', 'parties are')} not shown: {listed(hidden)}.")
    if any(way.thinned for row in rows for way in row.ways):
        shown.append(
            f"Of each of {STRETCHES} stretches of a party's offers the first and the last are drawn, and one with each "
            "of the outermost options."
        )
    return [
        " ".join(shown),
        (
            "A step from one option to the next is no unit: it may be worth much to one party and nothing to another. "
            "Strategies are assumptions about how parties act: the talk shows what follows from them and forecasts "
            "nothing."
        ),
    ]
