"""Where a number comes from: a value, weight, line, price or firmness, down to the statement or the assumption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.errors import UnknownNameError
from negsim.evidence import LineEvidence, PartyEvidence
from negsim.fields import decimal_text, entries
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.statement import Stance, Statement
from negsim.red import combinations
from negsim.scenario import Scenario
from negsim.space.issue import Issue


@frozen
class Entry:
    """A sentence, and what stands behind it."""

    text: str
    entries: tuple[Entry, ...] = field(default=(), converter=entries)


def explain(compilation: Compilation, what: str) -> Entry:
    """Return where something in a compiled scenario comes from.

    Parameters
    ----------
    what:
        ``PARTY``, ``PARTY:ISSUE``, ``PARTY:ISSUE:OPTION``, ``PARTY:LINE`` (a demand's name), ``PARTY:weights``,
        ``PARTY:reservation``, an issue, a source, a statement, or ``reading``.

    Raises
    ------
    UnknownNameError
        If there is nothing of that name; it names what there is.
    """
    scenario = compilation.scenario
    head, _, rest = what.partition(":")
    if head in [party.id for party in scenario.parties]:
        return _of_party(compilation, compilation.of(head), rest)
    if rest:
        raise UnknownNameError("party", head, [party.id for party in scenario.parties])
    if head in [issue.id for issue in scenario.issues]:
        return _issue(compilation, scenario.issue(head))
    if head in [source.id for source in scenario.sources]:
        return _source(scenario, head)
    if head in [statement.id for statement in scenario.statements]:
        return Entry(statement_text(scenario, scenario.statement(head)))
    if head == "reading":
        return _reading(compilation)
    known = [party.id for party in scenario.parties] + [issue.id for issue in scenario.issues]
    known += [source.id for source in scenario.sources] + ["reading"]
    raise UnknownNameError("thing to explain", what, known)


def statement_text(scenario: Scenario, statement: Statement) -> str:
    """Return one statement in a sentence: who, what, how strongly, where and when, and whether it is public."""
    issue = scenario.issue(statement.issue)
    party = scenario.party(statement.party).label
    options = " or ".join(_quoted(issue, option) for option in statement.options)
    given = "".join(f", given {other}: {' or '.join(options)}" for other, options in statement.given.items())
    head = f"{statement.id}: {party} {_VERBS[statement.stance]} {options}{given} ({statement.strength.value})"
    parts = [head, _where(scenario, statement)]
    if statement.text:
        parts.append(statement.text)
    if statement.assumption:
        parts.append(f"assumed: {statement.assumption}")
    elif not statement.source:
        parts.append("no source is named")
    return "; ".join(part.rstrip(".") for part in parts if part)


def said_behind(compilation: Compilation, demand: str) -> str:
    """Return the latest statement behind a demand, in a sentence, and how many came before it.

    Parameters
    ----------
    demand:
        Its name, ``party:line`` or ``party:reservation``.
    """
    party, _, name = demand.partition(":")
    evidence = compilation.of(party)
    entry = next((entry for entry in evidence.lines if entry.line.id == name), None)
    if entry is None:
        return _reservation(compilation, evidence).text
    if entry.stated is not None:
        return _stated(compilation.scenario, entry.stated)
    *earlier, last = entry.line.statements
    more = f" (and {len(earlier)} earlier)" if earlier else ""
    return statement_text(compilation.scenario, compilation.scenario.statement(last)) + more


def price_text(box: Box) -> str:
    """Return what a box forbids, and its price."""
    return f"{box_text(box.forbids)}, price {points_text(box.price or Fraction(0))}"


def box_text(forbids: Mapping[str, Iterable[str]]) -> str:
    """Return which options of which issues cannot go together."""
    return " with ".join(f"{issue}: {' or '.join(options)}" for issue, options in forbids.items())


def points_text(number: Fraction) -> str:
    """Return points of 100 for people: one decimal, none where it is whole."""
    rounded = f"{float(number):.1f}"
    return rounded.removesuffix(".0")


_ASSUMED = "no source: the analyst's assumption"
_VERBS = {
    Stance.DEMANDS: "demands",
    Stance.REJECTS: "rejects",
    Stance.PROPOSES: "proposes",
    Stance.OFFERS: "offers",
    Stance.AFFIRMS: "affirms",
    Stance.OPEN_TO: "is open to",
    Stance.CONDITIONAL: "would accept",
    Stance.WARNS: "warns of",
}


def _quoted(issue: Issue, option: str) -> str:
    return f"{option} ({issue.option(option).label})" if issue.option(option).title else option


def _where(scenario: Scenario, statement: Statement) -> str:
    if not statement.source:
        return ""
    said, public = scenario.said_on(statement), scenario.public_since(statement)
    place = f", {statement.place}" if statement.place else ""
    when = f", {said.isoformat()}" if said else ", undated"
    known = (
        f", public since {public.isoformat()}"
        if public and public != said
        else ", public"
        if public
        else ", not public"
    )
    return f"{scenario.source(statement.source).label} [{statement.source}{place}{when}{known}]"


def _of_party(compilation: Compilation, evidence: PartyEvidence, rest: str) -> Entry:
    issue_id, _, option = rest.partition(":")
    lines = {entry.line.id: entry for entry in evidence.lines}
    if not rest:
        return _party(compilation, evidence)
    if rest == "weights":
        return _weights(compilation, evidence)
    if rest == "reservation":
        return _reservation(compilation, evidence)
    if rest in lines:
        return _line(compilation, evidence, lines[rest])
    if issue_id in evidence.values:
        return _position(compilation, evidence, compilation.scenario.issue(issue_id), option=option)
    known = [*evidence.values, *lines, "weights", "reservation"]
    raise UnknownNameError(f"issue or line of {evidence.party.id}", rest, known)


def _party(compilation: Compilation, evidence: PartyEvidence) -> Entry:
    party = evidence.party
    name = party.label if party.label == party.id else f"{party.label} ({party.id})"
    side = f", speaks for {party.bloc}" if party.bloc else ""
    consent = {"always": "signs every package", "by-issue": "asked by issue", "never": "an observer"}[
        party.consent.value
    ]
    lines = [
        Entry(f"{party.id}:{entry.line.id} firm with probability {decimal_text(entry.firmness)}")
        for entry in evidence.lines
    ]
    return Entry(
        f"{name}{side}: {consent}",
        [
            _weights(compilation, evidence),
            Entry("lines" if lines else "no lines", lines),
            _reservation(compilation, evidence),
        ],
    )


def _weight(evidence: PartyEvidence, issue: str) -> str:
    """Return a weight in points of 100; one that counts as it is written, as it is."""
    weight = evidence.weights[issue].weight
    return decimal_text(weight) if evidence.party.preferences.as_written else f"{points_text(100 * weight)} of 100"


def _uncertain(evidence: PartyEvidence, issue: str) -> str:
    stated = evidence.party.uncertainty
    if stated is None or issue not in stated.weights:
        return ""
    by = 1 if evidence.party.preferences.as_written else 100
    low, high = (decimal_text(by * end) for end in (stated.weights[issue].low, stated.weights[issue].high))
    return f"; not known exactly: {low} to {high}"


def _weights(compilation: Compilation, evidence: PartyEvidence) -> Entry:
    preferences = evidence.party.preferences
    stated = bool(preferences.weights or preferences.ranking)
    rows = [
        Entry(
            f"{issue}: {_weight(evidence, issue)}, {weight.rule}{_uncertain(evidence, issue)}",
            [Entry(statement_text(compilation.scenario, entry)) for entry in _said(compilation, weight.statements)],
        )
        for issue, weight in evidence.weights.items()
        if weight.weight
    ]
    for together in preferences.interactions:
        why = f" ({together.note})" if together.note else ""
        rows.append(Entry(f"{points_text(together.points)} of 100 for {box_text(together.when)}{why}"))
    if stated:
        note = f"; {preferences.note}" if preferences.note else ""
        return Entry(f"weights ({_origin(compilation.scenario, preferences)}{note})", rows)
    return Entry("weights, from how strongly it spoke on each issue", rows)


def _origin(scenario: Scenario, stated: Preferences | Reservation | RedLine) -> str:
    """Return where something that the file states comes from."""
    if not stated.source:
        return _ASSUMED
    place = f", {stated.place}" if stated.place else ""
    return f"{scenario.source(stated.source).label} [{stated.source}{place}]"


def _reservation(compilation: Compilation, evidence: PartyEvidence) -> Entry:
    reservation = evidence.party.reservation
    if reservation is None or evidence.reservation is None:
        return Entry("no reservation: none is stated, and none is assumed in silence")
    origin = _origin(compilation.scenario, reservation)
    named = ", ".join(f"{issue} {option}" for issue, option in reservation.fallback.items())
    how = "a stated value" if reservation.value is not None else f"its fallback ({named})"
    text = f"; {reservation.text}" if reservation.text else ""
    return Entry(f"takes at least {points_text(100 * evidence.reservation)} of 100: {how} ({origin}){text}")


def _line(compilation: Compilation, evidence: PartyEvidence, entry: LineEvidence) -> Entry:
    line = entry.line
    name = f"{evidence.party.id}:{line.id}"
    kind = {
        "said": "what it said it will not sign",
        "condition": "an offer that holds under a condition",
        "limit": "openness is a limit: beyond what it said it is open to",
        "stated": "a line stated in the file",
    }[line.kind]
    behind = [Entry(statement_text(compilation.scenario, said)) for said in _said(compilation, line.statements)]
    if entry.stated is not None:
        behind.append(Entry(_stated(compilation.scenario, entry.stated)))
    prices = [Entry(price_text(box)) for box in line.boxes]
    is_priced = entry.stated is not None and (
        entry.stated.price is not None or any(box.price is not None for box in entry.stated.boxes)
    )
    lost = "as the file states" if is_priced else "what it loses against its best option outside the line, at least 1"
    return Entry(
        f"{name}: {kind}",
        [
            Entry("said in", behind),
            Entry(f"forbids, at a price in points of 100 of its own value ({lost})", prices),
            Entry(_firmness(compilation, entry)),
            *_principle(evidence, entry),
            Entry(_shared(compilation, evidence, entry)),
        ],
    )


def _stated(scenario: Scenario, line: RedLine) -> str:
    parts = [line.text.rstrip("."), _origin(scenario, line) if line.source or not line.assumption else ""]
    parts.append(f"assumed: {line.assumption}" if line.assumption else "")
    return "; ".join(part for part in parts if part)


def _firmness(compilation: Compilation, entry: LineEvidence) -> str:
    reading, line = compilation.reading, entry.line
    if entry.stated is not None and entry.stated.firmness is not None:
        return f"firm with probability {decimal_text(entry.firmness)}, as the file states"
    steps = [f"strength {entry.strength.value} gives {decimal_text(reading.firmness[entry.strength.value])}"]
    if entry.is_public and reading.public_firmness:
        steps.append(f"being public adds {decimal_text(reading.public_firmness)} of what is missing to 1")
    if line.kind == "limit":
        steps.append(f"a limit by openness has {decimal_text(reading.limit_factor)} times that")
    return f"firm with probability {decimal_text(entry.firmness)} under {reading.id}: {', '.join(steps)}"


def _principle(evidence: PartyEvidence, entry: LineEvidence) -> Iterator[Entry]:
    """Yield on what principle a line rests, where one is named, and which others of its party do."""
    principle = entry.line.principle
    if principle:
        others = [
            f"{evidence.party.id}:{other.line.id}"
            for other in evidence.lines
            if other is not entry and other.line.principle == principle
        ]
        verb = "does" if len(others) == 1 else "do"
        together = f", as {verb} {', '.join(others)}: they can be taken to stand or fall together" if others else ""
        yield Entry(f"rests on the principle {principle!r}{together}")


def _shared(compilation: Compilation, evidence: PartyEvidence, entry: LineEvidence) -> str:
    issues = {issue.id: issue for issue in compilation.scenario.issues}
    meant = combinations(entry.line.boxes, issues)
    for party in compilation.problem.parties:
        for line in party.red_lines:
            if evidence.party.id in line.shared_by and combinations(line.boxes, issues) == meant:
                counted = "counts in the zone" if line.red else "does not count in the zone, only in the odds"
                others = [other for other in line.shared_by if other != evidence.party.id]
                together = f"; one demand with {', '.join(others)}, listed as {party.id}:{line.id}" if others else ""
                return f"{'red' if line.red else 'not red'} under {compilation.reading.id}: {counted}{together}"
    return "forbids nothing"


def _position(compilation: Compilation, evidence: PartyEvidence, issue: Issue, *, option: str) -> Entry:
    scenario, weight = compilation.scenario, evidence.weights[issue.id]
    if option:
        issue.option(option)
    known = [entry.id for entry in evidence.positions[issue.id].statements]
    values = [
        Entry(
            f"{entry.option}: {decimal_text(entry.value)} on this issue, "
            f"{points_text(100 * entry.value * weight.weight)} of 100 in all: {entry.rule}",
            # What follows from silence about an option follows from what was said about the others.
            [Entry(statement_text(scenario, said)) for said in _said(compilation, entry.statements or known)]
            if option
            else [],
        )
        for entry in evidence.values[issue.id]
        if option in ("", entry.option)
    ]
    said = [Entry(statement_text(scenario, entry)) for entry in evidence.positions[issue.id].statements]
    lines = [
        Entry(f"{evidence.party.id}:{entry.line.id}")
        for entry in evidence.lines
        if any(issue.id in box.forbids for box in entry.line.boxes)
    ]
    preferences = evidence.party.preferences
    stated = f" ({_origin(scenario, preferences)})" if issue.id in preferences.values else ""
    weighed = f" ({_origin(scenario, preferences)})" if preferences.weights or preferences.ranking else ""
    children = [
        Entry(f"weight {_weight(evidence, issue.id)}, {weight.rule}{weighed}"),
        Entry(f"values{stated}", values),
    ]
    if not option:
        children += [Entry("said, latest first", said), Entry("lines that touch it", lines)]
    return Entry(f"{evidence.party.label} on {issue.label} ({issue.id})", children)


def _issue(compilation: Compilation, issue: Issue) -> Entry:
    rows = []
    for evidence in compilation.evidence:
        values = ", ".join(f"{entry.option} {decimal_text(entry.value)}" for entry in evidence.values[issue.id])
        rows.append(Entry(f"{evidence.party.id}: {values} (weight {_weight(evidence, issue.id)})"))
    options = ", ".join(_quoted(issue, option) for option in issue.option_ids)
    quo = f"today: {issue.status_quo}" if issue.status_quo else "no status quo"
    consent = f"; consent of {', '.join(issue.consent)}" if issue.consent else ""
    return Entry(f"{issue.label} ({issue.id}): {options}; {quo}{consent}", rows)


def _source(scenario: Scenario, source_id: str) -> Entry:
    source = scenario.source(source_id)
    dates = [f"of {source.date.isoformat()}"] if source.date else []
    dates.append(f"public since {source.published.isoformat()}" if source.published else "not public")
    said = [statement_text(scenario, entry) for entry in scenario.statements if entry.source == source_id]
    details = [Entry(text) for text in (source.address, source.note) if text]
    return Entry(f"{source.label} ({source.id}), {', '.join(dates)}", [*details, *map(Entry, said)])


def _reading(compilation: Compilation) -> Entry:
    reading = compilation.reading
    return Entry(
        f"{reading.id}: {reading.note or 'as set'}",
        [
            *(
                Entry(f"a line of strength {name} is firm with probability {decimal_text(value)}")
                for name, value in reading.firmness.items()
            ),
            Entry(f"a limit by openness, with {decimal_text(reading.limit_factor)} times that"),
            Entry(
                f"a line said in public, with {decimal_text(reading.public_firmness)} of what is missing to 1 besides"
            ),
            Entry(f"lines are red if firm with {decimal_text(reading.red_from)} or more"),
            Entry("and so is a line that meets a red line of another side on the same issue"),
            Entry(
                f"an opening is worth {decimal_text(reading.open_value)}; silence {decimal_text(reading.silent_value)}"
            ),
            Entry(f"warnings are {'believed' if reading.believe_warnings else 'not believed'}"),
        ],
    )


def _said(compilation: Compilation, ids: Iterable[str]) -> Iterator[Statement]:
    return (compilation.scenario.statement(known) for known in ids)
