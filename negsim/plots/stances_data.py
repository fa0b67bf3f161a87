"""What the stance map shows, before it is drawn: what each party said, and how far a package is from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.fields import entries, texts
from negsim.parties.party import Consent
from negsim.plots.demands import side_label, stem
from negsim.plots.words import Heading, clean, count, day, listed, party_label, setting, verdict
from negsim.positions.source import Source
from negsim.positions.statement import Stance, Statement
from negsim.space.issue import Issue
from negsim.space.package import Package

MAX_PARTIES = 8
"""How many parties are shown."""
MAX_ISSUES = 40
"""How many issues are shown."""
ASSUMED = "a"
"""The mark of what the analyst assumes."""

_VERBS = {
    Stance.DEMANDS: "demands",
    Stance.REJECTS: "refuses",
    Stance.PROPOSES: "proposes",
    Stance.OFFERS: "offers",
    Stance.AFFIRMS: "affirms",
    Stance.OPEN_TO: "open to",
    Stance.CONDITIONAL: "may accept",
    Stance.WARNS: "warns of",
}


@frozen(kw_only=True)
class StanceCell:
    """What one party said on one issue.

    Attributes
    ----------
    text:
        The whole position, with the titles of the options; empty where none is stated.
    brief, short:
        What is written in the cell: what the party would have, or what it refuses where it said no more; with titles
        up to their first colon or semicolon, and with ids.
    distance:
        From 0, where the package gives the party on this issue what it said it wants, to 1; None without a position.
    weight:
        Of the issue to the party, in points of 100.
    line:
        ``kept`` or ``broken`` by the package, ``stands`` without a package; empty without a red line.
    notes:
        Numbers of sources, and the mark of what is assumed.
    """

    party: str
    text: str
    brief: str
    short: str
    distance: float | None
    weight: float
    line: str
    notes: tuple[str, ...] = field(converter=texts)


@frozen(kw_only=True)
class StanceRow:
    """One issue: its title, the option that the package takes (in full, in brief, as id), and a cell for each party."""

    issue: str
    label: str
    taken: str
    taken_brief: str
    taken_short: str
    cells: tuple[StanceCell, ...] = field(converter=entries)


@frozen(kw_only=True)
class StanceMap:
    """What the stance map shows.

    Attributes
    ----------
    package:
        Which package the shades measure from, for people; empty where there is none.
    parties, names, heaviest:
        By id and for people; and the points of 100 that each one's weightiest issue has, which is a full bar.
    sources:
        From number to source, with its date.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    package: str = ""
    parties: tuple[str, ...] = field(default=(), converter=texts)
    names: tuple[str, ...] = field(default=(), converter=texts)
    heaviest: tuple[float, ...] = field(default=(), converter=entries)
    rows: tuple[StanceRow, ...] = field(default=(), converter=entries)
    sources: tuple[tuple[str, str], ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        rows = []
        for row in self.rows:
            said = [
                f"{name} {cell.text}{' (red line ' + cell.line + ')' if cell.line else ''}"
                for name, cell in zip(self.names, row.cells, strict=True)
                if cell.text or cell.line
            ]
            rows.append(f"{row.label}: {'; '.join(said) or 'no stated position'}")
        return f"{self.heading.title}. {self.heading.subtitle}. {'. '.join(rows)}."


def stances_data(
    analysis: Analysis, parties: Sequence[str] | None = None, *, package: Package | None = None
) -> StanceMap:
    """Return what the stance map shows.

    Parameters
    ----------
    parties:
        Ids; the first :data:`MAX_PARTIES` where it is None.
    package:
        What the shades measure from: the first nearest deal, or the first that Nash's rule picks, or the status quo,
        where it is None.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    """
    every = [party.id for party in analysis.scenario.parties]
    chosen = [analysis.scenario.party(party).id for party in (parties if parties is not None else every[:MAX_PARTIES])]
    name, against = _measured(analysis) if package is None else ("the package asked about", package)
    numbers = _numbered(analysis, chosen)
    issues = analysis.scenario.issues[:MAX_ISSUES]
    rows = [_row(analysis, issue, chosen, against, numbers) for issue in issues]
    heading = Heading(
        title=_title(analysis, name, against),
        subtitle=setting(analysis, f"shade and borders: {name}" if name else ""),
        caption=list(_caption(analysis, chosen, name)),
    )
    if not any(cell.text or cell.line for row in rows for cell in row.cells):
        bare = Heading(title=heading.title, subtitle=heading.subtitle, caption=[])
        return StanceMap(heading=bare, reason="no party has a stated position or a red line")
    return StanceMap(
        heading=heading,
        package=name,
        parties=chosen,
        names=[party_label(analysis, party) for party in chosen],
        heaviest=[100 * float(max(_weights(analysis, party).values())) for party in chosen],
        rows=rows,
        sources=[(number, _described(analysis.scenario.source(source))) for source, number in numbers.items()],
    )


def _measured(analysis: Analysis) -> tuple[str, Package | None]:
    if analysis.nearest_deals is not None and analysis.nearest_deals.items:
        return "the first nearest deal", analysis.nearest_deals.items[0].package
    nash = analysis.solutions.get("nash")
    if nash is not None and nash.deals:
        return "the package that Nash's rule picks", nash.deals[0].package
    if analysis.status_quo is not None:
        return "the status quo", analysis.status_quo.package
    return "", None


def _title(analysis: Analysis, name: str, package: Package | None) -> str:
    if package is None:
        return verdict(analysis)
    red = [demand for demand in analysis.problem.demands if demand.red and demand.line is not None]
    broken = [
        demand
        for demand in red
        if demand.line is not None
        and any(
            box.covers(package)
            for box in analysis.problem.binding_boxes(analysis.problem.party(demand.party), demand.line)
        )
    ]
    subject = name[0].upper() + name[1:]
    if not broken:
        return f"{subject} keeps {f'all {len(red)} red lines' if len(red) > 1 else 'every red line'}"
    sides = [analysis.problem.party(demand.party).side for demand in broken]
    whose = ", ".join(f"{side_label(analysis, side)} {sides.count(side)}" for side in dict.fromkeys(sides))
    return f"{subject} breaks {len(broken)} of {count(len(red), 'red line')}: {whose}"


def _weights(analysis: Analysis, party: str) -> Mapping[str, float]:
    return {issue: float(entry.weight) for issue, entry in analysis.compilation.of(party).weights.items()}


def _in_force(analysis: Analysis, party: str, issue: str) -> dict[Statement, list[str]]:
    """Return the statements in force, wishes before refusals, with the options that each decides."""
    position = analysis.compilation.of(party).positions[issue]
    found: dict[str, tuple[Statement, list[str]]] = {}
    for option, statement in position.decisive().items():
        found.setdefault(statement.id, (statement, []))[1].append(option)
    for statement in position.statements:
        if statement.stance is Stance.WARNS:
            found[statement.id] = (statement, list(statement.options))
    order = list(_VERBS)
    ranked = sorted(found.values(), key=lambda entry: (not entry[0].stance.is_favourable, order.index(entry[0].stance)))
    return dict(ranked)


def _numbered(analysis: Analysis, parties: Sequence[str]) -> dict[str, str]:
    """Return, for each source that a statement in force cites, its number; in the scenario's order."""
    cited = {
        statement.source
        for party in parties
        for issue in analysis.scenario.issues[:MAX_ISSUES]
        for statement in _in_force(analysis, party, issue.id)
    }
    used = [source.id for source in analysis.scenario.sources if source.id in cited]
    return {source: str(number) for number, source in enumerate(used, start=1)}


def _row(
    analysis: Analysis, issue: Issue, parties: Sequence[str], package: Package | None, numbers: Mapping[str, str]
) -> StanceRow:
    taken = issue.option(package[issue.id]) if package is not None else None
    return StanceRow(
        issue=issue.id,
        label=clean(issue.label),
        taken=clean(taken.label) if taken else "",
        taken_brief=stem(clean(taken.label)) if taken else "",
        taken_short=clean(taken.id) if taken else "",
        cells=[_cell(analysis, issue, party, package, numbers) for party in parties],
    )


def _cell(
    analysis: Analysis, issue: Issue, party: str, package: Package | None, numbers: Mapping[str, str]
) -> StanceCell:
    evidence = analysis.compilation.of(party)
    said = _in_force(analysis, party, issue.id)
    is_valued = not evidence.positions[issue.id].is_silent or bool(evidence.party.preferences.values.get(issue.id))
    first = list(said)[: _leading(said)]
    text = "; ".join(_sentence(analysis, entry, said[entry], style="full") for entry in said)
    brief = "; ".join(_sentence(analysis, entry, said[entry], style="brief") for entry in first)
    short = "; ".join(_sentence(analysis, entry, said[entry], style="short") for entry in first)
    notes = [numbers[entry.source] for entry in said if entry.source in numbers]
    if any(not entry.is_sourced for entry in said) or (is_valued and not said):
        notes.append(ASSUMED)
    if is_valued and not said:
        text = brief = short = "no statement: values set by the analyst"
    return StanceCell(
        party=party,
        text=text,
        brief=brief,
        short=short,
        distance=1 - float(evidence.value(issue.id, package[issue.id])) if package is not None and is_valued else None,
        weight=100 * float(evidence.weights[issue.id].weight),
        line=_line(analysis, issue.id, party, package),
        notes=sorted(set(notes), key=lambda note: (len(note), note) if note != ASSUMED else (99, note)),
    )


def _leading(said: Mapping[Statement, Sequence[str]]) -> int:
    """Return how many of the statements, wishes first, are written in a cell: the wishes, or else all."""
    wishes = sum(statement.stance.is_favourable for statement in said)
    return wishes or len(said)


def _sentence(
    analysis: Analysis, statement: Statement, options: Sequence[str], *, style: Literal["full", "brief", "short"]
) -> str:
    def named(issue_id: str, ids: Sequence[str]) -> str:
        issue = analysis.scenario.issue(issue_id)
        labels = [entry if style == "short" else issue.option(entry).label for entry in ids]
        return clean(listed((stem(label) if style == "brief" else label for label in labels), word="or"))

    sentence = f"{_VERBS[statement.stance]} {named(statement.issue, options)}"
    if statement.given and style != "full":
        return f"{sentence}, on conditions"
    if statement.given:
        where = [
            f"{clean(analysis.scenario.issue(issue).label)} is {named(issue, given)}"
            for issue, given in statement.given.items()
        ]
        sentence += f", if {listed(where)}"
    return sentence


def _line(analysis: Analysis, issue: str, party: str, package: Package | None) -> str:
    """Say what the package does to the red lines that a party has on an issue by itself or as what they are about."""
    problem = analysis.problem
    found = []
    for owner in problem.constrainers:
        for line in owner.red_lines:
            boxes = problem.binding_boxes(owner, line) if line.red and party in line.shared_by else ()
            found += [box for box in boxes if set(box.forbids) == {issue} or issue in line.is_on]
    if problem.party(party).consent is Consent.NEVER or not found:
        return ""
    if package is None:
        return "stands"
    return "broken" if any(box.covers(package) for box in found) else "kept"


def _described(source: Source) -> str:
    return clean(f"{source.label}, {day(source.date)}")


def _caption(analysis: Analysis, parties: Sequence[str], name: str) -> Iterator[str]:
    left_out = len(analysis.scenario.parties) - len(parties)
    if left_out > 0:
        yield f"{count(left_out, 'party is', 'parties are')} not shown."
    if len(analysis.scenario.issues) > MAX_ISSUES:
        yield f"{count(len(analysis.scenario.issues) - MAX_ISSUES, 'issue is', 'issues are')} not shown."
    if name:
        yield (
            "A dark cell means that the package is far from what the party said on that issue alone; weights are not "
            "in the shade."
        )
    yield (
        "Where a party said what it would have, what it refuses is not written out: the border stands for it. "
        "Options with long titles are written by their short names. "
        "Shades and bars compare issues for one party, not parties with each other. A blank cell is no stated "
        "position: not indifference, not consent. Values and weights are the analyst's coding of what was said."
    )
