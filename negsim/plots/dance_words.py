"""The words around the dance of a talk: what it came to, who took part, and what a reader may not conclude."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from negsim.experiments.measures import Yardstick
from negsim.fields import decimal_text
from negsim.plots.dance_moves import FAULTS, Book, Trace
from negsim.plots.words import Heading, clean, count, decimal, listed
from negsim.scenario import Scenario
from negsim.space.package import Package
from negsim.talks.protocols.table import Reason
from negsim.talks.transcript import Transcript

Names = Mapping[str, str]
"""From party id to its name for people."""
MAX_PARTIES = 8
"""How many parties are shown; the others are named."""
_MAX_NAMED = 3
"""Of how many parties a title names what the agreement is worth."""


def opened(transcript: Transcript, yardstick: Yardstick, *, scenario: Scenario | None) -> tuple[Book, dict[str, str]]:
    """Return a talk with what was possible in it, and the parties' names for people.

    Names are ids where there is no scenario to look them up in; the book shows the first :data:`MAX_PARTIES` at the
    table.

    Raises
    ------
    ValueError
        If the scenario is not the one of the talk.
    """
    if scenario is not None and scenario.id != transcript.scenario:
        raise ValueError(
            f"the scenario {scenario.id!r} for a talk about {transcript.scenario!r}; give the scenario of the talk"
        )
    at_table = tuple(transcript.strategies)
    others = [party.id for party in yardstick.problem.constrainers if party.id not in at_table]
    names = {party: clean(party if scenario is None else scenario.party(party).label) for party in (*at_table, *others)}
    measures = yardstick.measure(transcript)
    shown = at_table[:MAX_PARTIES]
    return Book(transcript=transcript, yardstick=yardstick, measures=measures, shown=shown), names


def setting(transcript: Transcript, names: Names, *filters: str, scenario: Scenario | None) -> str:
    """Return the subtitle: scenario, reading, protocol, strategies, what the talk was held under, and filters."""
    label = transcript.scenario if scenario is None else scenario.label
    parts = [label, f"reading: {transcript.reading}", transcript.protocol, _strategies(transcript, names)]
    return " · ".join(clean(part) for part in [*parts, *_terms(transcript, names), *filters] if part)


def _strategies(transcript: Transcript, names: Names) -> str:
    kinds = set(transcript.strategies.values())
    if len(kinds) == 1 and len(transcript.strategies) > 1:
        return f"all: {kinds.pop()}"
    return ", ".join(f"{names.get(party, party)}: {strategy}" for party, strategy in transcript.strategies.items())


def _terms(transcript: Transcript, names: Names) -> Iterator[str]:
    terms = transcript.terms
    if terms.rounds is not None:
        yield f"at most {count(terms.rounds, 'round')}"
    if terms.seconds is not None:
        yield f"at most {count(1, 'second') if terms.seconds == 1 else f'{terms.seconds:g} seconds'}"
    if terms.breakdown:
        yield f"breaks down after a round with probability {decimal_text(terms.breakdown)}"
    kept = [f"{names.get(party, party)} {decimal_text(share)}" for party, share in terms.discounts.items()]
    if kept:
        yield f"of value kept to the last round: {listed(kept)}"
    if transcript.waived:
        some = transcript.waived if len(transcript.waived) <= _MAX_NAMED else [f"{len(transcript.waived)} red demands"]
        yield f"allowed to be broken: {listed(some)}"
    yield f"seed {transcript.seed}"


def finding(book: Book, names: Names) -> str:
    """Return what the talk came to, in a sentence."""
    agreed = book.transcript.agreement
    if agreed is not None:
        return f"{_when(book)}: {_worth(book, agreed, names)}{_left(book, agreed)}"
    apart = _farthest(book, names)
    return f"{_ended(book, names)}: {apart}" if apart else _ended(book, names)


def _when(book: Book) -> str:
    transcript = book.transcript
    rounds, most = transcript.rounds, transcript.terms.rounds
    given = f", with {count(len(transcript.waived), 'red demand')} allowed to be broken" if transcript.waived else ""
    return (
        f"Agreement in round {rounds:,}{given}" if most is None else f"Agreement in round {rounds:,} of {most:,}{given}"
    )


def _worth(book: Book, package: Package, names: Names) -> str:
    values = {party: book.value(party, package) for party in names if party in book.transcript.strategies}
    if len(values) <= _MAX_NAMED:
        return f"worth {listed(f'{points(value)} to {names[party]}' for party, value in values.items())}, of 100 each"
    least, most = (pick(values, key=lambda party: values[party]) for pick in (min, max))
    return f"worth from {points(values[least])} of 100 to {names[least]} up to {points(values[most])} to {names[most]}"


def _left(book: Book, package: Package) -> str:
    """Return what is to be said of an agreement: that it breaks red demands, or whether something else is better."""
    every = book.broken_demands(package)
    broken = [name for name in every if name not in book.transcript.waived]
    if broken:
        named = f": {listed(broken)}" if len(broken) <= _MAX_NAMED else ""
        return f"; it breaks {count(len(broken), 'red demand')}{named}"
    if every:
        return f"; it breaks {count(len(every), 'red demand')}, as parties were allowed to"
    if book.measures.is_efficient:
        return "; without going further past any line, nothing is better for one and worse for none"
    return "; without going further past any line, something else would be better for some and worse for none"


def points(value: float) -> str:
    """Return a value in points of 100 for a title."""
    return decimal(round(value, 1))


def possessive(name: str) -> str:
    """Return a name as that of an owner.

    Examples
    --------
    >>> possessive("Russia"), possessive("United States")
    ("Russia's", "United States'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _ended(book: Book, names: Names) -> str:
    """Return how a talk ended without agreement."""
    ending, rounds = book.transcript.ending, book.transcript.rounds
    who = names.get(ending.party, ending.party)
    if ending.reason is Reason.WALKED_AWAY:
        return f"{who} walks away in round {rounds:,}"
    if ending.reason is Reason.FAULT:
        fault = book.transcript.faults[0]
        when = "before the first move" if fault.round == 0 else f"in round {fault.round:,}"
        return f"{who} fails {when} ({FAULTS.get(fault.kind, fault.kind)}), which ends the talk"
    if ending.reason is Reason.STALLED:
        return f"Nobody moves any more after {count(rounds, 'round')}"
    if ending.reason is Reason.BREAKDOWN:
        return f"Chance breaks the talk off after {count(rounds, 'round')}"
    return f"No agreement in {count(rounds, 'round')}"


@frozen
class _Short:
    """How far a last offer is from what another party takes."""

    giver: str
    taker: str
    value: float
    below: float
    broken: int
    own: float | None
    about: str


def _farthest(book: Book, names: Names) -> str:
    """Return which party's last offer is farthest from what another takes, and how far."""
    short = [entry for entry in _shorts(book, names) if entry.own is not None or entry.below > 0 or entry.broken]
    if not short:
        return ""
    far = max(short, key=lambda entry: (max(entry.below, 0), entry.broken, (entry.own or 0) - entry.value))
    taker = names[far.taker]
    giver = "its" if far.giver == book.transcript.ending.party else possessive(names[far.giver])
    said = f"{giver} last offer is worth {points(far.value)} of 100 to {taker}"
    broken = f"breaks {count(far.broken, 'red line')} of {taker}{far.about}"
    if far.below > 0:
        also = f", and {broken}" if far.broken else ""
        return f"{said}, which takes no less than {points(far.value + far.below)}{also}"
    return f"{said} and {broken}" if far.broken else f"{said}, whose own is worth {points(far.own or 0)} to it"


def _shorts(book: Book, names: Names) -> Iterator[_Short]:
    problem = book.yardstick.problem
    last = {party: book.offers(party)[-1][2] for party in book.shown if book.offers(party)}
    for giver, package in last.items():
        for taker in names:
            if taker == giver or taker not in book.transcript.strategies:
                continue
            own = None if taker not in last else book.value(taker, last[taker])
            value, reservation = book.value(taker, package), problem.party(taker).reservation
            floor = -math.inf
            if reservation is not None and f"{taker}:reservation" not in book.transcript.waived:
                floor = 100 * reservation.points / problem.party(taker).scale
            broken, about = book.broken(package, taker), _about(book, package, taker)
            yield _Short(giver, taker, value, floor - value, broken, own, about)


def _about(book: Book, package: Package, party: str) -> str:
    """Return what the red lines of a party that a package breaks are about: the first of the issues, in their order."""
    problem, names = book.yardstick.problem, {*book.broken_demands(package)} - {*book.transcript.waived}
    lines = [line for line in problem.party(party).red_lines if f"{party}:{line.id}" in names]
    issues = {issue for line in lines for issue in line.is_on}
    first = next((issue.label for issue in problem.space.issues if issue.id in issues), "")
    more = " and other issues" if len(issues) > 1 else ""
    return f", on {clean(first)}{more}" if first else ""


def caption(book: Book, traces: Sequence[Trace], names: Names) -> list[str]:
    """Return how the picture is read, what was left out, and what may not be concluded."""
    return [
        " ".join([*_how(book, traces, names), *_left_out(book, traces, names)]),
        (
            "Points of different parties are not comparable: equal heights in two panels mean nothing, and no "
            "agreement is fairer for lying in the middle. Values are the analyst's coding of what was said, and "
            "strategies are assumptions about how parties act: the talk shows what follows from both and forecasts "
            "nothing."
        ),
    ]


def _how(book: Book, traces: Sequence[Trace], names: Names) -> Iterator[str]:
    yield "Each panel shows what offers are worth to one party, in points of 100 of its own, round by round."
    if len(book.shown) == 2 and any(trace.offers for trace in traces):
        yield from _possible(book)
    if book.protocol == "single-text":
        yield (
            "The bar above a panel: dark where the party took the draft of that round, pale where it did not. The line "
            "is the text that holds."
        )
    if any(step.kind.value in ("concession", "unfortunate") for step in book.measures.steps):
        yield "Kinds of moves compare an offer with the same party's offer before it."
    if book.transcript.waived:
        yield f"Not counted as broken is what parties were allowed to break: {listed(book.transcript.waived)}."
    elsewhere = [entry for entry in book.transcript.faults if entry.party in names]
    for fault in elsewhere:
        yield f"What failed at {names[fault.party]}: {clean(fault.message[:160])}."


def _possible(book: Book) -> Iterator[str]:
    if not len(book.yardstick.best):
        yield "No package passes all red lines, so there is no frontier to hold the path against."
        return
    yield (
        "The path shows the same offers in the values of both; steps are the frontier of the packages that pass all "
        "red lines, and only their outer corners are packages."
    )


def _left_out(book: Book, traces: Sequence[Trace], names: Names) -> Iterator[str]:
    hidden = [names[party] for party in book.transcript.strategies if party not in book.shown]
    if hidden:
        yield f"{count(len(hidden), 'party is', 'parties are')} not shown: {listed(hidden)}."
    made, shown = sum(trace.made for trace in traces), sum(len(trace.offers) for trace in traces)
    if shown < made:
        yield (
            f"Of {made:,} offers {shown:,} are drawn: of each hundredth of a party's offers the first and the last, "
            "and those worth most and least to each party."
        )
    if made > 2 * len(traces):
        yield "Where offers stand closer than marks are wide, some go without one."


def heading(book: Book, traces: Sequence[Trace], names: Names, *, scenario: Scenario | None) -> Heading:
    """Return what is written around the picture."""
    return Heading(
        title=finding(book, names),
        subtitle=setting(book.transcript, names, scenario=scenario),
        caption=caption(book, traces, names),
    )
