"""Which lines are one demand, and which are red (design: blocs; readings)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs
from attrs import frozen

from negsim.parties.lines import Line
from negsim.parties.party import Consent, Party
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine

BoxKey = frozenset[tuple[str, frozenset[str]]]


@frozen(kw_only=True)
class OwnLines:
    """The lines of one party, each with its firmness, before those of a bloc are joined."""

    party: Party
    lines: tuple[tuple[Line, Fraction], ...]


def share_within_blocs(owners: Iterable[OwnLines]) -> dict[str, tuple[ProblemLine, ...]]:
    """Return the lines by party, equal ones of one bloc listed once, under its first party.

    A shared line is as firm as its firmest, and each of its boxes as dear as its dearest, among the parties that
    share it. Only parties that sign always share: consent by issue makes the same words bind elsewhere.
    """
    found: dict[str, list[ProblemLine]] = {}
    first: dict[tuple[str, frozenset[BoxKey]], tuple[str, int]] = {}
    for owner in owners:
        found[owner.party.id] = []
        for line, firmness in owner.lines:
            own = ProblemLine(
                id=line.id, shared_by=(owner.party.id,), firmness=firmness, boxes=line.boxes, about=line.about
            )
            key = (owner.party.bloc, frozenset(_key(box) for box in line.boxes))
            if owner.party.bloc and owner.party.consent is Consent.ALWAYS:
                if key in first and first[key][0] != owner.party.id:
                    party, index = first[key]
                    found[party][index] = _joined(found[party][index], own)
                    continue
                first.setdefault(key, (owner.party.id, len(found[owner.party.id])))
            found[owner.party.id].append(own)
    return {party: tuple(lines) for party, lines in found.items()}


def redden(
    lines: Mapping[str, tuple[ProblemLine, ...]], parties: Iterable[Party], reading: Reading
) -> dict[str, tuple[ProblemLine, ...]]:
    """Return the lines with those marked red that the zone counts.

    Red are the lines at least as firm as the reading asks for, and every line on an issue where a red line of
    another side stands, however that one came to be red; else the side that speaks the loudest would set the zone.
    A linkage is on no issue. An observer's line makes none red, and is red by itself only.
    """
    counted = {party.id: party.side for party in parties if party.consent is not Consent.NEVER}
    red = {(party, line.id) for party, own in lines.items() for line in own if line.firmness >= reading.red_from}
    while True:
        stands = {
            (issue, counted[party])
            for party, own in lines.items()
            if party in counted
            for line in own
            if (party, line.id) in red
            for issue in line.is_on
        }
        met = {
            (party, line.id)
            for party, own in lines.items()
            if party in counted
            for line in own
            if any(issue in line.is_on and side != counted[party] for issue, side in stands)
        }
        if met <= red:
            break
        red |= met
    return {
        party: tuple(attrs.evolve(line, red=(party, line.id) in red) for line in own) for party, own in lines.items()
    }


def _joined(line: ProblemLine, other: ProblemLine) -> ProblemLine:
    dearest = {_key(box): box.price or Fraction(0) for box in other.boxes}
    boxes = tuple(Box(box.forbids, price=max(box.price or Fraction(0), dearest[_key(box)])) for box in line.boxes)
    shared_by = (*line.shared_by, *other.shared_by)
    return attrs.evolve(line, shared_by=shared_by, firmness=max(line.firmness, other.firmness), boxes=boxes)


def _key(box: Box) -> BoxKey:
    return frozenset((issue, frozenset(options)) for issue, options in box.forbids.items())
