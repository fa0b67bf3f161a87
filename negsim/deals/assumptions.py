"""Assumptions: what no source states and the numbers rest on, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.compilation import Compilation, PartyEvidence
from negsim.fields import decimal_text
from negsim.parties.reading import Reading


def assumptions(compilation: Compilation) -> tuple[str, ...]:
    """Return one sentence for each thing that the analyst assumes: the reading, strengths, weights, lines, prices."""
    found = [_reading(compilation.reading), "How strongly each thing was said is the analyst's coding, 1 to 3."]
    for evidence in compilation.evidence:
        found += _party(evidence)
    unsourced = [entry for entry in compilation.scenario.statements if not entry.is_sourced]
    for party in compilation.scenario.parties:
        own = [entry.id for entry in unsourced if entry.party == party.id]
        if own:
            found.append(f"{party.label}: {_count(own)} the analyst's, not a source's ({', '.join(own)}).")
    return tuple(found)


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
    for line in party.lines:
        if not line.source or line.assumption:
            yield f"{party.label}: the line {line.id} is the analyst's{_because(line.assumption)}."
        if line.price is not None or any(box.price is not None for box in line.boxes):
            yield f"{party.label}: the price of {line.id} is the analyst's."
        if line.firmness is not None:
            yield f"{party.label}: the firmness of {line.id} ({decimal_text(line.firmness)}) is the analyst's."
    if party.reservation is not None and not party.reservation.source:
        yield f"{party.label}: the least it takes is the analyst's{_because(party.reservation.text)}."


def assumed_kinds(evidence: PartyEvidence) -> tuple[str, ...]:
    """Return, in a few words each, what a file states of a party without a source."""
    party, preferences = evidence.party, evidence.party.preferences
    found = []
    if not preferences.source:
        kinds = {"weights": preferences.weights, "ranking": preferences.ranking, "values": preferences.values}
        found += [kind for kind, stated in kinds.items() if stated]
    found += [f"line {line.id}" for line in party.lines if not line.source]
    found += [
        f"price of {line.id}"
        for line in party.lines
        if line.price is not None or any(box.price is not None for box in line.boxes)
    ]
    found += [f"firmness of {line.id}" for line in party.lines if line.firmness is not None]
    if party.reservation is not None and not party.reservation.source:
        found.append("reservation")
    return tuple(found)


def _because(note: str) -> str:
    return f" ({note})" if note else ""


def _count(items: list[str]) -> str:
    return f"{len(items)} statements are" if len(items) > 1 else "1 statement is"
