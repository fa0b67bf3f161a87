"""From a scenario and a reading to a bargaining problem, with the evidence behind every number of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen

from negsim.errors import TooLargeError
from negsim.evidence import LineEvidence, PartyEvidence, package_value, stated_firmness
from negsim.fields import entries
from negsim.parties.lines import Line, derive_lines, restated, stated_line
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction
from negsim.parties.prices import price_boxes
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.parties.red_line import RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.values import derive_values
from negsim.parties.weights import derive_weights
from negsim.positions.position import Position
from negsim.positions.statement import Stance
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation, least_scale
from negsim.red import OwnLines, combinations, redden, share_within_blocs
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package

MAX_CELLS = 10**7
"""How many combinations the table of one interaction may have."""
MAX_AXES = 60
"""How many issues an interaction may join: numpy's arrays have at most 64 axes."""


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

    def fallback_of(self, party_id: str) -> dict[str, str] | None:
        """Return the options that a party's fallback is worth something by; None where it has none.

        Raises
        ------
        UnknownNameError
            If the scenario has no such party.
        """
        reservation = self.scenario.party(party_id).reservation
        if reservation is None or reservation.value is not None:
            return None
        return _fallback(self.scenario, reservation, _without_agreement(self.scenario, self.reading, self.as_of))


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
    TooLargeError
        If an interaction joins so many options that a table of its combinations would not fit.

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
    outside = _without_agreement(scenario, chosen, as_of)
    evidence = tuple(
        _party_evidence(scenario, party, reading=chosen, as_of=as_of, outside=outside) for party in scenario.parties
    )
    return _assembled(scenario, evidence, reading=chosen, as_of=as_of, outside=outside)


def with_evidence(compilation: Compilation, entry: PartyEvidence) -> Compilation:
    """Return what is compiled when the numbers of one party are others, all else being the same.

    Its lines are priced anew, from its weights and values; prices that the file states stay.

    Parameters
    ----------
    entry:
        The party's evidence, with other weights, values, reservation or firmness.
    """
    scenario, reading, as_of = compilation.scenario, compilation.reading, compilation.as_of
    priced = _lines(scenario, entry, reading=reading, as_of=as_of)
    lines = (attrs.evolve(new, firmness=known.firmness) for new, known in zip(priced, entry.lines, strict=True))
    changed = attrs.evolve(entry, lines=tuple(lines))
    evidence = tuple(changed if known.party is entry.party else known for known in compilation.evidence)
    outside = _without_agreement(scenario, reading, as_of)
    return _assembled(scenario, evidence, reading=reading, as_of=as_of, outside=outside)


def _assembled(
    scenario: Scenario,
    evidence: tuple[PartyEvidence, ...],
    *,
    reading: Reading,
    as_of: dt.date | None,
    outside: Mapping[str, str],
) -> Compilation:
    """Return the problem that the evidence makes, with the evidence."""
    issues = {issue.id: issue for issue in scenario.issues}
    shared = share_within_blocs((_own_lines(entry) for entry in evidence), issues=issues)
    lines = redden(shared, scenario.parties, reading, issues=issues)
    parties = tuple(
        _problem_party(entry, scenario=scenario, reading=reading, lines=lines[entry.party.id]) for entry in evidence
    )
    problem = BargainingProblem(
        scenario=scenario.id,
        reading=reading.id,
        space=scenario.space,
        parties=parties,
        no_agreement=Package(outside) if len(outside) == len(scenario.issues) else None,
    )
    return Compilation(scenario=scenario, reading=reading, as_of=as_of, problem=problem, evidence=evidence)


def _party_evidence(
    scenario: Scenario, party: Party, *, reading: Reading, as_of: dt.date | None, outside: Mapping[str, str]
) -> PartyEvidence:
    issues = {issue.id: issue for issue in scenario.issues}
    positions = {issue.id: _position(scenario, party, issue.id, as_of=as_of) for issue in scenario.issues}
    stated = party.preferences.values
    values = {
        issue.id: derive_values(issue, positions[issue.id], reading=reading, stated=stated.get(issue.id, {}))
        for issue in scenario.issues
    }
    weights = {entry.issue: entry for entry in derive_weights(party.preferences, positions, issues=issues)}
    entry = PartyEvidence(party=party, weights=weights, values=values, positions=positions, lines=(), reservation=None)
    return attrs.evolve(
        entry,
        lines=_lines(scenario, entry, reading=reading, as_of=as_of),
        reservation=_reservation(scenario, entry, outside, as_of=as_of),
        reservation_firmness=None if party.reservation is None else stated_firmness(party.reservation, reading),
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
    derived = [line for position in entry.positions.values() for line in derive_lines(position, issues=issues)]
    stated = [
        (stated_line(line, issues), line)
        for line in entry.party.lines
        if _is_said_by(line.date or _date_of(scenario, line.source), as_of)
    ]
    kept_ids = {line.id for _, line in stated}
    lines: list[LineEvidence] = []
    for line, origin in _overridden(derived, stated, issues=issues):
        ways_out = None if line.kind == "stated" else line.about
        boxes = price_boxes(line.boxes, issues=issues, weights=weights, values=values, on=ways_out)
        taken = {*kept_ids, *(other.line.id for other in lines)}
        name = line.id if origin is not None else _free_id(line.id, taken)
        said = _firmest(scenario, line, origin, reading=reading, as_of=as_of)
        lines.append(attrs.evolve(said, line=attrs.evolve(line, boxes=boxes, id=name)))
    return tuple(lines)


def _overridden(
    derived: list[Line], stated: list[tuple[Line, RedLine]], *, issues: Mapping[str, Issue]
) -> list[tuple[Line, RedLine | None]]:
    """Return derived and stated lines, a stated one taking the place of a derived one that forbids the same."""
    by_meaning = {combinations(line.boxes, issues): line for line in derived}
    found: list[tuple[Line, RedLine | None]] = []
    for line, origin in stated:
        same = by_meaning.pop(combinations(line.boxes, issues), None)
        found.append((line if same is None else restated(line, same), origin))
    return [*((line, None) for line in by_meaning.values()), *found]


def _firmest(
    scenario: Scenario, line: Line, stated: RedLine | None, *, reading: Reading, as_of: dt.date | None
) -> LineEvidence:
    """Return a line with the strength, publicity and firmness of the firmest statement behind it."""
    behind: list[Any] = [scenario.statement(known) for known in line.statements] + ([stated] if stated else [])
    said = [(entry.strength, _is_public(scenario, entry, as_of)) for entry in behind]
    firm = [reading.line_firmness(how, is_public=known, is_limit=line.kind == "limit") for how, known in said]
    strength, is_public = said[firm.index(max(firm))]
    firmness = stated.firmness if stated is not None and stated.firmness is not None else max(firm)
    return LineEvidence(line=line, strength=strength, is_public=is_public, firmness=firmness, stated=stated)


def _date_of(scenario: Scenario, source: str) -> dt.date | None:
    return scenario.source(source).date if source else None


def _is_said_by(said: dt.date | None, as_of: dt.date | None) -> bool:
    return as_of is None or said is None or said <= as_of


def _is_public(scenario: Scenario, entry: Any, as_of: dt.date | None) -> bool:
    since = scenario.public_since(entry)
    return since is not None and (as_of is None or since <= as_of)


def _free_id(wanted: str, taken: Collection[str]) -> str:
    """Return the id, with a number behind it where another line of the party has it."""
    number, free = 1, wanted
    while free in taken:
        number, free = number + 1, f"{wanted}-{number + 1}"
    return free


def _without_agreement(scenario: Scenario, reading: Reading, as_of: dt.date | None) -> dict[str, str]:
    """Return what holds without an agreement, on each issue of which it is known.

    That is the status quo, or what was warned of last under a condition that holds in it, where warnings are believed.
    """
    status_quo = {issue.id: issue.status_quo for issue in scenario.issues if issue.status_quo}
    if not reading.believe_warnings:
        return status_quo
    said = [entry for entry in scenario.statements if entry.stance is Stance.WARNS]
    said.sort(key=lambda entry: scenario.said_on(entry) or dt.date.min)
    warned = {
        entry.issue: entry.options[0]
        for entry in said
        if entry.issue in status_quo and _is_said_by(scenario.said_on(entry), as_of)
        if all(status_quo.get(issue) in options for issue, options in entry.given.items())
    }
    return {**status_quo, **warned}


def _reservation(
    scenario: Scenario, entry: PartyEvidence, outside: Mapping[str, str], *, as_of: dt.date | None
) -> Fraction | None:
    """Return the least value the party takes, on its 0 to 1 scale.

    A fallback keeps what holds without an agreement wherever it names no option, or the status quo's.
    """
    reservation = entry.party.reservation
    if reservation is None or not _is_said_by(_date_of(scenario, reservation.source), as_of):
        return None
    if reservation.value is not None:
        return reservation.value
    return package_value(entry, _fallback(scenario, reservation, outside))


def _fallback(scenario: Scenario, reservation: Reservation, outside: Mapping[str, str]) -> dict[str, str]:
    """Return what a party falls back on, where something else holds without an agreement on what it leaves out."""
    named = {
        issue: option for issue, option in reservation.fallback.items() if option != scenario.issue(issue).status_quo
    }
    return {**outside, **named}


def _own_lines(entry: PartyEvidence) -> OwnLines:
    return OwnLines(party=entry.party, lines=tuple((line.line, line.firmness) for line in entry.lines))


def _problem_party(
    entry: PartyEvidence, *, scenario: Scenario, reading: Reading, lines: tuple[ProblemLine, ...]
) -> ProblemParty:
    rows, bonuses = _rows(entry, scenario), _bonuses(entry)
    own = [entry.reservation, entry.party.preferences.ceiling]
    numbers = [number for row in rows.values() for number in row] + [points for _, points in bonuses]
    scale = least_scale([*numbers, *(number for number in own if number is not None)])
    is_wide = sum(abs(number) for number in numbers) * scale >= 2**62
    factors = _factors(rows, bonuses, issues=scenario.issues, scale=scale, kind=object if is_wide else np.int64)
    party = ProblemParty(
        id=entry.party.id,
        bloc=entry.party.bloc,
        consent=entry.party.consent,
        scale=scale,
        reservation=_problem_reservation(entry, reading=reading, scale=scale),
        factors=factors,
        red_lines=lines,
    )
    return attrs.evolve(party, ceiling=_ceiling(entry.party, party))


def _ceiling(stated: Party, party: ProblemParty) -> int | None:
    """Return the most points a package can be worth, where the sum of some package's may be more."""
    if stated.preferences.ceiling is None:
        return None
    ceiling = int(stated.preferences.ceiling * party.scale)
    return ceiling if party.bounds[1] > ceiling else None


def _problem_reservation(entry: PartyEvidence, *, reading: Reading, scale: int) -> ProblemReservation | None:
    firmness = entry.reservation_firmness
    if firmness is None or entry.reservation is None:
        return None
    return ProblemReservation(
        points=int(entry.reservation * scale), firmness=firmness, red=firmness >= reading.red_from
    )


def _rows(entry: PartyEvidence, scenario: Scenario) -> dict[int, list[Fraction]]:
    """Return what each option adds to a package's value, by the index of each issue that the party cares about."""
    rows = {
        index: [entry.weights[issue.id].weight * value.value for value in entry.values[issue.id]]
        for index, issue in enumerate(scenario.issues)
    }
    return {index: row for index, row in rows.items() if any(row)}


def _bonuses(entry: PartyEvidence) -> list[tuple[Interaction, Fraction]]:
    """Return a party's interactions, each with what it adds to a package's value."""
    return [(interaction, interaction.points / 100) for interaction in entry.party.preferences.interactions]


def _factors(
    rows: Mapping[int, Sequence[Fraction]],
    bonuses: Sequence[tuple[Interaction, Fraction]],
    *,
    issues: Sequence[Issue],
    scale: int,
    kind: Any,
) -> list[Factor]:
    """Return a party's values as integer tables: one an issue, and one for all interactions of the same issues."""
    tables: dict[tuple[int, ...], Any] = {
        (index,): np.array([int(number * scale) for number in row], dtype=kind) for index, row in rows.items()
    }
    ids = [issue.id for issue in issues]
    for interaction, value in bonuses:
        axes = tuple(sorted(ids.index(issue) for issue in interaction.when))
        shape = [len(issues[axis].options) for axis in axes]
        if axes not in tables:
            _refuse_large([ids[axis] for axis in axes], math.prod(shape))
            tables[axes] = np.zeros(shape, dtype=kind)
        joined = [
            [issues[axis].option_ids.index(option) for option in dict.fromkeys(interaction.when[ids[axis]])]
            for axis in axes
        ]
        tables[axes][np.ix_(*joined)] += int(value * scale)
    return [Factor([ids[axis] for axis in axes], table) for axes, table in tables.items()]


def _refuse_large(issues: Sequence[str], cells: int) -> None:
    if len(issues) > MAX_AXES:
        what = f"a table of what {', '.join(issues[:3])} and others are worth together"
        raise TooLargeError(what, len(issues), MAX_AXES, "issues", "Interactions of fewer issues can be used")
    if cells > MAX_CELLS:
        raise TooLargeError(
            f"a table of what {', '.join(issues)} are worth together",
            cells,
            MAX_CELLS,
            "combinations of options",
            "Interactions of fewer issues, or with fewer options, can be used",
        )
