"""From a scenario and a reading to a bargaining problem, with the evidence behind every number of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen

from negsim.fields import entries
from negsim.parties.lines import Line, derive_lines, stated_line
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction
from negsim.parties.prices import price_boxes
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.parties.red_line import RedLine
from negsim.parties.values import OptionValue, derive_values
from negsim.parties.weights import IssueWeight, derive_weights
from negsim.positions.position import Position
from negsim.positions.statement import Stance
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation, least_scale
from negsim.red import OwnLines, redden, share_within_blocs
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package


@frozen(kw_only=True)
class LineEvidence:
    """A line of one party, its firmness, and where it comes from.

    Attributes
    ----------
    line:
        With a price on every box.
    is_public:
        Whether any of the statements behind it was public at the date asked about.
    firmness:
        The probability that it is truly firm.
    stated:
        The line as the file states it; None for one that statements yield.
    """

    line: Line
    is_public: bool
    firmness: Fraction
    stated: RedLine | None = None


@frozen(kw_only=True)
class PartyEvidence:
    """Everything that was derived for one party, in the order of the scenario's issues."""

    party: Party
    weights: Mapping[str, IssueWeight]
    values: Mapping[str, tuple[OptionValue, ...]]
    positions: Mapping[str, Position]
    lines: tuple[LineEvidence, ...]
    reservation: Fraction | None

    def value(self, issue_id: str, option_id: str) -> Fraction:
        """Return what an option is worth on its issue alone, from 0 to 1."""
        return next(entry.value for entry in self.values[issue_id] if entry.option == option_id)


@frozen(kw_only=True)
class Compilation:
    """A bargaining problem with the scenario, the reading and the evidence that it comes from.

    Attributes
    ----------
    as_of:
        Only what was said by then counts; None for everything.
    """

    scenario: Scenario
    reading: Reading
    as_of: dt.date | None
    problem: BargainingProblem
    evidence: tuple[PartyEvidence, ...] = field(converter=entries)

    def of(self, party_id: str) -> PartyEvidence:
        """Return the evidence for one party.

        Raises
        ------
        UnknownNameError
            If the scenario has no such party.
        """
        party = self.scenario.party(party_id)
        return next(entry for entry in self.evidence if entry.party is party)


def compile_scenario(
    scenario: Scenario, *, reading: str | Reading = FACE_VALUE, as_of: dt.date | None = None
) -> Compilation:
    """Turn a scenario into a bargaining problem under a reading.

    Parameters
    ----------
    reading:
        A reading, or the name of one of the scenario's own or of ``face-value`` and ``negotiable``.
    as_of:
        Take only what was said by the end of that day, and only what was public by then as public.

    Raises
    ------
    UnknownNameError
        If there is no such reading.

    Examples
    --------
    >>> from negsim.positions.statement import Statement
    >>> from negsim.space.issue import Issue
    >>> scenario = Scenario(
    ...     "sale",
    ...     issues=[Issue("price", ["low", "middle", "high"], ordered=True)],
    ...     parties=[Party("Buyer")],
    ...     statements=[Statement(party="Buyer", issue="price", stance="demands", options=["low"])],
    ... )
    >>> compile_scenario(scenario).problem.demands[0].name
    'Buyer:price-only-low'
    """
    chosen = scenario.reading(reading) if isinstance(reading, str) else reading
    no_agreement = _no_agreement(scenario, chosen, as_of)
    evidence = tuple(
        _party_evidence(scenario, party, reading=chosen, as_of=as_of, no_agreement=no_agreement)
        for party in scenario.parties
    )
    lines = redden(share_within_blocs(_own_lines(entry) for entry in evidence), scenario.parties, chosen)
    parties = tuple(
        _problem_party(entry, scenario=scenario, reading=chosen, lines=lines[entry.party.id]) for entry in evidence
    )
    problem = BargainingProblem(
        scenario=scenario.id, reading=chosen.id, space=scenario.space, parties=parties, no_agreement=no_agreement
    )
    return Compilation(scenario=scenario, reading=chosen, as_of=as_of, problem=problem, evidence=evidence)


def _party_evidence(
    scenario: Scenario, party: Party, *, reading: Reading, as_of: dt.date | None, no_agreement: Package | None
) -> PartyEvidence:
    positions = {issue.id: _position(scenario, party, issue.id, as_of=as_of) for issue in scenario.issues}
    stated = party.preferences.values
    values = {
        issue.id: derive_values(issue, positions[issue.id], reading=reading, stated=stated.get(issue.id, {}))
        for issue in scenario.issues
    }
    weights = {entry.issue: entry for entry in derive_weights(party.preferences, positions)}
    entry = PartyEvidence(party=party, weights=weights, values=values, positions=positions, lines=(), reservation=None)
    return attrs.evolve(
        entry,
        lines=_lines(scenario, entry, reading=reading, as_of=as_of),
        reservation=_reservation(entry, no_agreement),
    )


def _position(scenario: Scenario, party: Party, issue_id: str, *, as_of: dt.date | None) -> Position:
    position = scenario.position(party.id, issue_id)
    return position if as_of is None else position.as_of(as_of)


def _lines(
    scenario: Scenario, entry: PartyEvidence, *, reading: Reading, as_of: dt.date | None
) -> tuple[LineEvidence, ...]:
    """Return a party's lines, priced and with their firmness: those its positions yield, then those the file states."""
    issues = {issue.id: issue for issue in scenario.issues}
    weights = {issue: weight.weight for issue, weight in entry.weights.items()}
    values = {issue: {value.option: value.value for value in options} for issue, options in entry.values.items()}
    unpriced: list[tuple[Line, RedLine | None]] = [
        (line, None)
        for issue_id, position in entry.positions.items()
        for line in derive_lines(position, entry.values[issue_id], issues=issues)
    ]
    in_force = [line for line in entry.party.lines if _said_by(scenario, line, as_of)]
    unpriced += [(stated_line(line, issues), line) for line in in_force]
    lines: list[LineEvidence] = []
    for line, stated in unpriced:
        ways_out = line.about if line.kind == "limit" else None
        boxes = price_boxes(line.boxes, issues=issues, weights=weights, values=values, on=ways_out)
        behind: list[Any] = [stated] if stated else [scenario.statement(known) for known in line.statements]
        is_public = any(_is_public(scenario, source, as_of) for source in behind)
        lines.append(
            LineEvidence(
                line=attrs.evolve(line, boxes=boxes, id=_free_id(line.id, [other.line.id for other in lines])),
                is_public=is_public,
                firmness=_firmness(line, stated, reading=reading, is_public=is_public),
                stated=stated,
            )
        )
    return tuple(lines)


def _said_by(scenario: Scenario, line: RedLine, as_of: dt.date | None) -> bool:
    said = line.date or (scenario.source(line.source).date if line.source else None)
    return as_of is None or said is None or said <= as_of


def _is_public(scenario: Scenario, entry: Any, as_of: dt.date | None) -> bool:
    since = scenario.public_since(entry)
    return since is not None and (as_of is None or since <= as_of)


def _firmness(line: Line, stated: RedLine | None, *, reading: Reading, is_public: bool) -> Fraction:
    if stated is not None and stated.firmness is not None:
        return stated.firmness
    return reading.line_firmness(line.strength, is_public=is_public, is_limit=line.kind == "limit")


def _free_id(wanted: str, taken: list[str]) -> str:
    """Return the id, with a number behind it where another line of the party has it."""
    number, free = 1, wanted
    while free in taken:
        number, free = number + 1, f"{wanted}-{number + 1}"
    return free


def _no_agreement(scenario: Scenario, reading: Reading, as_of: dt.date | None) -> Package | None:
    """Return the status quo, with the options that were warned of where warnings are believed."""
    status_quo = scenario.space.status_quo
    if status_quo is None or not reading.believe_warnings:
        return status_quo
    return status_quo.replaced(_warned(scenario, status_quo, as_of))


def _warned(scenario: Scenario, status_quo: Package, as_of: dt.date | None) -> dict[str, str]:
    """Return, by issue, the option of the latest warning whose condition holds in the status quo."""
    said = [entry for entry in scenario.statements if entry.stance is Stance.WARNS]
    said.sort(key=lambda entry: scenario.said_on(entry) or dt.date.min)
    return {
        entry.issue: entry.options[0]
        for entry in said
        if as_of is None or (scenario.said_on(entry) or dt.date.min) <= as_of
        if all(status_quo[issue] in options for issue, options in entry.given.items())
    }


def _reservation(entry: PartyEvidence, no_agreement: Package | None) -> Fraction | None:
    """Return the least value the party takes, on its 0 to 1 scale."""
    reservation = entry.party.reservation
    if reservation is None:
        return None
    if reservation.value is not None:
        return reservation.value
    base = dict(no_agreement.choices) if no_agreement is not None else {}
    return package_value(entry, {**base, **reservation.fallback})


def package_value(entry: PartyEvidence, choices: Mapping[str, str]) -> Fraction:
    """Return what a choice of options is worth to a party, as an exact fraction; issues left out are worth nothing."""
    value = sum(
        (entry.weights[issue].weight * entry.value(issue, option) for issue, option in choices.items()), Fraction(0)
    )
    for interaction in entry.party.preferences.interactions:
        if all(choices.get(issue) in options for issue, options in interaction.when.items()):
            value += interaction.points / 100
    return value


def _own_lines(entry: PartyEvidence) -> OwnLines:
    return OwnLines(party=entry.party, lines=tuple((line.line, line.firmness) for line in entry.lines))


def _problem_party(
    entry: PartyEvidence, *, scenario: Scenario, reading: Reading, lines: tuple[ProblemLine, ...]
) -> ProblemParty:
    tables = _tables(entry, scenario)
    numbers = [number for _, table in tables for number in table.flat]
    scale = least_scale([*numbers, *([entry.reservation] if entry.reservation is not None else [])])
    factors = tuple(Factor(issues, np.vectorize(int, otypes=[object])(table * scale)) for issues, table in tables)
    return ProblemParty(
        id=entry.party.id,
        bloc=entry.party.bloc,
        consent=entry.party.consent,
        scale=scale,
        reservation=_problem_reservation(entry, reading=reading, scale=scale),
        factors=factors,
        red_lines=lines,
    )


def _problem_reservation(entry: PartyEvidence, *, reading: Reading, scale: int) -> ProblemReservation | None:
    stated = entry.party.reservation
    if stated is None or entry.reservation is None:
        return None
    firmness = stated.firmness if stated.firmness is not None else reading.firmness[stated.strength.value]
    return ProblemReservation(
        points=int(entry.reservation * scale), firmness=firmness, red=firmness >= reading.red_from
    )


def _tables(entry: PartyEvidence, scenario: Scenario) -> list[tuple[tuple[str, ...], Any]]:
    """Return a party's values as tables of fractions: one for each issue it cares about, one for each interaction."""
    tables: list[tuple[tuple[str, ...], Any]] = []
    for issue in scenario.issues:
        weight = entry.weights[issue.id].weight
        row = np.array([weight * value.value for value in entry.values[issue.id]], dtype=object)
        if any(row):
            tables.append(((issue.id,), row))
    issues = {issue.id: issue for issue in scenario.issues}
    for interaction in entry.party.preferences.interactions:
        tables.append((tuple(interaction.when), _interaction_table(interaction, issues)))
    return tables


def _interaction_table(interaction: Interaction, issues: Mapping[str, Issue]) -> Any:
    table = np.full([len(issues[issue].options) for issue in interaction.when], Fraction(0), dtype=object)
    chosen = [
        [issues[issue].option_ids.index(option) for option in options] for issue, options in interaction.when.items()
    ]
    table[np.ix_(*chosen)] = interaction.points / 100
    return table
