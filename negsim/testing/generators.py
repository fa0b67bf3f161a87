"""Generators of scenarios and everything in them, valid by construction (Hypothesis calls generators strategies).

A generated scenario is small enough to look at every package of the problem that it compiles to, and its constructor
finds nothing wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from negsim.errors import ScenarioError
from negsim.parties.interval import Interval
from negsim.parties.party import Consent, Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Distribution, Uncertainty
from negsim.positions.source import Source
from negsim.positions.statement import Stance, Statement, Strength
from negsim.scenario import Scenario
from negsim.space.space import Space
from negsim.testing.drawing import st
from negsim.testing.problem_generators import FIRMNESS, PRICES, combinations, package_of, spaces

strengths = st.sampled_from(Strength)
"""Generates a strength."""

shares = st.sampled_from(("0", "0.25", "1/3", "0.6", "1")).map(str)
"""Generates a number from 0 to 1, as text."""

days = st.integers(1, 28).map(lambda day: dt.date(2022, 1, day))
"""Generates a day of one month, so that some are the same."""

publicities = st.one_of(st.none(), st.booleans(), days)
"""Generates since when a statement is public: as its source, always, never, or a date."""

principles = st.sampled_from(("", "", "unity", "the law of the sea"))
"""Generates what a line rests on: mostly nothing."""

WRITTEN = ("-1", "0", "0.3", "2", "40")
"""Numbers of which some are no shares: weights and values that count as written."""

SOURCES = ("note", "speech", "letter")

CONTRADICTION, NOTHING_LEFT = "E405", "E406"
"""What is wrong with a scenario in which one source says two things, or a party rules out a whole issue."""


@st.composite
def sources(draw: st.DrawFn, source_id: str = "note") -> Source:
    """Generate a source, dated or not, published or not."""
    return Source(
        source_id,
        title=draw(st.sampled_from(("", "A title"))),
        date=draw(st.one_of(st.none(), days)),
        published=draw(st.one_of(st.none(), days)),
    )


@st.composite
def statements(draw: st.DrawFn, *, space: Space, party: str, sources: Sequence[str] = ()) -> Statement:
    """Generate what a party says on an issue of a space, with any stance; conditions need a second issue.

    Parameters
    ----------
    sources:
        Ids of the sources that it may come from; without one it is the analyst's assumption.
    """
    issue = draw(st.sampled_from(space.issues))
    stances = [stance for stance in Stance if len(space.issues) > 1 or stance not in (Stance.CONDITIONAL, Stance.WARNS)]
    stance = draw(st.sampled_from(stances))
    most = 1 if stance is Stance.WARNS else 2
    options = draw(st.lists(st.sampled_from(issue.option_ids), min_size=1, max_size=most, unique=True))
    given: Mapping[str, Sequence[str]] = {}
    if stance in (Stance.CONDITIONAL, Stance.WARNS):
        rest = Space([other for other in space.issues if other is not issue])
        given = draw(combinations(rest))
    source = draw(st.sampled_from(("", *sources)))
    return Statement(
        party=party,
        issue=issue.id,
        stance=stance,
        options=options,
        given=given,
        strength=draw(strengths),
        source=source,
        date=draw(st.one_of(st.none(), days)),
        public=draw(publicities),
        assumption="" if source else "assumed",
        principle=draw(principles),
    )


@st.composite
def interactions(draw: st.DrawFn, *, space: Space) -> Interaction:
    """Generate a combination of options with a worth of its own, below or above 0."""
    return Interaction(draw(combinations(space)), draw(st.sampled_from(("-10", "0", "2.5", "20"))))


@st.composite
def preferences(draw: st.DrawFn, *, space: Space) -> Preferences:
    """Generate stated weights or a ranking or neither, with values of whole issues and interactions.

    Where these count as written, some numbers lie below 0 or above 1. Some parties have a ceiling or a discount.
    """
    ids = [issue.id for issue in space.issues]
    as_written = draw(st.integers(0, 3)) == 0
    some, worth = (WRITTEN, st.sampled_from(WRITTEN)) if as_written else (("0", "0.3", "0.6", "2"), shares)
    kind = draw(st.sampled_from(("weights", "ranking", "derived", "derived")))
    stated: dict[str, Any] = {"as_written": as_written}
    if kind == "weights":
        numbers = draw(st.lists(st.sampled_from(some), min_size=len(ids), max_size=len(ids)))
        if any(number != "0" for number in numbers):
            stated["weights"] = dict(zip(ids, numbers, strict=True))
    if kind == "ranking":
        ranked = draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
        tied = draw(st.integers(0, len(ranked)))
        stated["ranking"] = [*([ranked[:tied]] if tied else []), *ranked[tied:]]
    valued = draw(st.lists(st.sampled_from(space.issues), unique_by=lambda issue: issue.id, max_size=1))
    stated["values"] = {issue.id: {option: draw(worth) for option in issue.option_ids} for issue in valued}
    stated["interactions"] = draw(st.lists(interactions(space=space), max_size=2))
    stated["ceiling"] = draw(st.sampled_from((None, None, "0.5", "1", "-0.25")))
    stated["discount"] = draw(st.sampled_from(("1", "0.9", "1/3")))
    return Preferences(**stated)


@st.composite
def red_lines(draw: st.DrawFn, line_id: str = "stated", *, space: Space, sources: Sequence[str] = ()) -> RedLine:
    """Generate a stated line on a space of several issues: boxes over two of them, or a linkage."""
    linked = [issue.id for issue in space.issues if issue.status_quo]
    is_linkage = len(linked) > 1 and draw(st.booleans())
    boxes = st.builds(Box, combinations(space, min_issues=2), price=st.one_of(st.none(), st.sampled_from(PRICES)))
    return RedLine(
        line_id,
        () if is_linkage else draw(st.lists(boxes, min_size=1, max_size=2)),
        linkage=linked if is_linkage else (),
        price=draw(st.one_of(st.none(), st.sampled_from(PRICES))),
        strength=draw(strengths),
        firmness=draw(st.one_of(st.none(), st.sampled_from(FIRMNESS))),
        source=draw(st.sampled_from(("", *sources))),
        date=draw(st.one_of(st.none(), days)),
        public=draw(publicities),
        assumption="assumed",
        principle=draw(principles),
    )


@st.composite
def reservations(draw: st.DrawFn, *, space: Space) -> Reservation:
    """Generate a reservation: a number, or a fallback of some issues where the others have a status quo."""
    firmness = draw(st.one_of(st.none(), st.sampled_from(FIRMNESS)))
    stated: dict[str, Any] = {"strength": draw(strengths), "firmness": firmness}
    if draw(st.booleans()):
        return Reservation(value=draw(shares), **stated)
    package = draw(package_of(space))
    kept = [issue.id for issue in space.issues if not issue.status_quo or draw(st.booleans())]
    fallback = {issue: package[issue] for issue in kept or [space.issues[0].id]}
    return Reservation(fallback=fallback, **stated)


@st.composite
def uncertainties(draw: st.DrawFn, *, space: Space, firm: Sequence[str] = (), reserved: bool = False) -> Uncertainty:
    """Generate what is known of uncertain numbers: intervals that leave room, and chains of what has an interval.

    Parameters
    ----------
    firm:
        Ids of demands whose firmness may be uncertain.
    reserved:
        Whether the party has a reservation.
    """
    lows, highs = st.sampled_from(("0", "0.125")), st.sampled_from(("0.5", "2/3", "1"))
    issues = draw(st.lists(st.sampled_from(space.issues), unique_by=lambda issue: issue.id))
    ids, issue = [issue.id for issue in issues], draw(st.sampled_from(space.issues))
    options = draw(st.lists(st.sampled_from(issue.option_ids), unique=True))
    return Uncertainty(
        weights={issue_id: Interval(draw(lows), 1) for issue_id in ids},
        heavier=[ids] if len(ids) > 1 and draw(st.booleans()) else [],
        values={issue.id: {option: Interval(draw(lows), draw(highs)) for option in options}} if options else {},
        better={issue.id: [options]} if len(options) > 1 and draw(st.booleans()) else {},
        reservation=Interval(draw(lows), draw(highs)) if reserved and draw(st.booleans()) else None,
        firmness={name: Interval(draw(lows), draw(highs)) for name in firm if draw(st.booleans())},
        distribution=draw(st.sampled_from(Distribution)),
        note=draw(st.sampled_from(("", "a guess"))),
    )


@st.composite
def readings(draw: st.DrawFn, reading_id: str = "own") -> Reading:
    """Generate a reading: any firmness, factor and value from 0 to 1."""
    return Reading(
        reading_id,
        firmness={strength.value: draw(st.sampled_from(FIRMNESS)) for strength in Strength},
        limit_factor=draw(shares),
        public_firmness=draw(shares),
        red_from=draw(shares),
        open_value=draw(shares),
        silent_value=draw(shares),
        believe_warnings=draw(st.booleans()),
    )


@st.composite
def parties(
    draw: st.DrawFn,
    party_id: str = "A",
    *,
    space: Space,
    consent: Consent = Consent.ALWAYS,
    sources: Sequence[str] = (),
) -> Party:
    """Generate a party with preferences, at most one stated line and one reservation; some are in a bloc or unsure."""
    bloc = draw(st.sampled_from(("", "east")))
    lines = draw(st.lists(red_lines(space=space, sources=sources), max_size=1)) if len(space.issues) > 1 else []
    reservation = draw(st.one_of(st.none(), st.none(), reservations(space=space)))
    # A line may be one demand with that of another member of the bloc, which then has the name.
    firm = [*(line.id for line in lines if not bloc), *(["reservation"] if reservation else [])]
    uncertain = uncertainties(space=space, firm=firm, reserved=reservation is not None)
    return Party(
        party_id,
        bloc=bloc,
        consent=consent,
        preferences=draw(preferences(space=space)),
        lines=lines,
        reservation=reservation,
        uncertainty=draw(st.one_of(st.none(), st.none(), uncertain)),
        capability=draw(st.sampled_from((None, None, "0", "7.5"))),
    )


@st.composite
def scenarios(draw: st.DrawFn, *, max_issues: int = 3, max_statements: int = 6) -> Scenario:
    """Generate a scenario of one to three parties with every kind of consent; the first always signs.

    Statements that would contradict another of the same source, or leave a party nothing to accept on an issue, are
    left out.
    """
    consents = [Consent.ALWAYS, *draw(st.lists(st.sampled_from(Consent), max_size=2))]
    ids = [f"p{number}" for number in range(len(consents))]
    by_issue = [ids[at] for at, consent in enumerate(consents) if consent is Consent.BY_ISSUE]
    space = draw(spaces(max_issues=max_issues, by_issue=by_issue))
    known = [draw(sources(source_id)) for source_id in SOURCES[: draw(st.integers(0, 2))]]
    names = [source.id for source in known]
    said = st.sampled_from(ids).flatmap(lambda party: statements(space=space, party=party, sources=names))
    silent = Scenario(
        "generated",
        sources=known,
        issues=space.issues,
        excluded=space.excluded,
        parties=[
            draw(parties(party_id, space=space, consent=consent, sources=names))
            for party_id, consent in zip(ids, consents, strict=True)
        ],
        readings=draw(st.lists(readings(), max_size=1)),
    )
    return _with_statements(silent, draw(st.lists(said, max_size=max_statements)))


def _with_statements(scenario: Scenario, drawn: Sequence[Statement]) -> Scenario:
    """Return the scenario with those statements that stand beside the ones before them."""
    for statement in drawn:
        try:
            scenario = attrs.evolve(scenario, statements=[*scenario.statements, statement])
        except ScenarioError as error:
            # Anything else that is found wrong is a mistake of a generator.
            if not {finding.code for finding in error.findings} <= {CONTRADICTION, NOTHING_LEFT}:
                raise
    return scenario
