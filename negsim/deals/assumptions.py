"""Assumptions: what no source states and the numbers rest on, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.compilation import Compilation
from negsim.evidence import PartyEvidence
from negsim.fields import decimal_text
from negsim.parties.reading import Reading
from negsim.parties.red_line import RedLine
from negsim.positions.statement import Statement


def assumptions(compilation: Compilation) -> tuple[str, ...]:
    """Return one sentence for each thing that the analyst assumes: the reading, strengths, weights, lines, prices."""
    said = statements_counted(compilation)
    found = [_reading(compilation.reading)]
    if said:
        found.append("How strongly each thing was said is the analyst's coding, 1 to 3.")
    for evidence in compilation.evidence:
        found += _party(evidence)
    unsourced = [entry for entry in said if not entry.is_sourced]
    for party in compilation.scenario.parties:
        own = [entry.id for entry in unsourced if entry.party == party.id]
        if own:
            found.append(f"{party.label}: {_count(own)} the analyst's, not a source's ({', '.join(own)}).")
    return tuple(found)


def statements_counted(compilation: Compilation) -> tuple[Statement, ...]:
    """Return the statements that were made by the date that was asked about: all of them without one."""
    scenario, as_of = compilation.scenario, compilation.as_of
    dated = [(entry, scenario.said_on(entry)) for entry in scenario.statements]
    return tuple(entry for entry, said in dated if as_of is None or said is None or said <= as_of)


def _stated_lines(evidence: PartyEvidence) -> list[RedLine]:
    """Return the lines that the file states, in its order, as far as they were stated by the date asked about."""
    counted = [entry.stated for entry in evidence.lines]
    return [line for line in evidence.party.lines if line in counted]


def _reading(reading: Reading) -> str:
    firmness = ", ".join(f"{name} {decimal_text(value)}" for name, value in reading.firmness.items())
    return (
        f"Reading {reading.id}: {reading.note or 'as set'} (firm: {firmness}; limits of openness times "
        f"{decimal_text(reading.limit_factor)}; red from {decimal_text(reading.red_from)}; an opening is worth "
        f"{decimal_text(reading.open_value)}; warnings {'believed' if reading.believe_warnings else 'not believed'})."
    )


def _party(evidence: PartyEvidence) -> Iterator[str]:
    party, preferences = evidence.party, evidence.party.preferences
    if preferences.weights or preferences.ranking:
        if not preferences.source:
            kind = "weights" if preferences.weights else "ranking"
            yield f"{party.label}: the {kind} of its issues is the analyst's{_because(preferences.note)}."
    elif any(weight.weight for weight in evidence.weights.values()):
        yield f"{party.label}: issues weigh as strongly as it spoke on them."
    if preferences.values and not preferences.source:
        yield f"{party.label}: values on {', '.join(preferences.values)} are the analyst's{_because(preferences.note)}."
    if preferences.interactions:
        yield f"{party.label}: what combinations are worth beyond their parts is the analyst's."
    for line in _stated_lines(evidence):
        if not line.source or line.assumption:
            yield f"{party.label}: the line {line.id} is the analyst's{_because(line.assumption)}."
        if line.price is not None or any(box.price is not None for box in line.boxes):
            yield f"{party.label}: the price of {line.id} is the analyst's."
        if line.firmness is not None:
            yield f"{party.label}: the firmness of {line.id} ({decimal_text(line.firmness)}) is the analyst's."
    if party.reservation is not None and evidence.reservation is not None and not party.reservation.source:
        yield f"{party.label}: the least it takes is the analyst's{_because(party.reservation.text)}."


def assumed_kinds(evidence: PartyEvidence) -> tuple[str, ...]:
    """Return, in a few words each, what a file states of a party without a source."""
    party, preferences = evidence.party, evidence.party.preferences
    found = []
    if not preferences.source:
        kinds = {"weights": preferences.weights, "ranking": preferences.ranking, "values": preferences.values}
        found += [kind for kind, stated in kinds.items() if stated]
    lines = _stated_lines(evidence)
    found += [f"line {line.id}" for line in lines if not line.source]
    found += [
        f"price of {line.id}"
        for line in lines
        if line.price is not None or any(box.price is not None for box in line.boxes)
    ]
    found += [f"firmness of {line.id}" for line in lines if line.firmness is not None]
    if party.reservation is not None and evidence.reservation is not None and not party.reservation.source:
        found.append("reservation")
    return tuple(found)


def _because(note: str) -> str:
    return f" ({note})" if note else ""


def _count(items: list[str]) -> str:
    return f"{len(items)} statements are" if len(items) > 1 else "1 statement is"
