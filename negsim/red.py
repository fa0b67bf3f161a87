"""Which lines are one demand, and which are red (design: blocs; readings)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs
from attrs import frozen

from negsim.parties.lines import Line
from negsim.parties.party import Consent, Party
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine
from negsim.space.issue import Issue

Combination = frozenset[tuple[str, str]]
"""Options on some issues: what an atomic box forbids."""

_MOST_COMBINATIONS = 10_000


@frozen(kw_only=True)
class OwnLines:
    """The lines of one party, each with its firmness, before those of a bloc are joined."""

    party: Party
    lines: tuple[tuple[Line, Fraction], ...]


def share_within_blocs(
    owners: Iterable[OwnLines], *, issues: Mapping[str, Issue]
) -> dict[str, tuple[ProblemLine, ...]]:
    """Return the lines by party, equal ones of one party or bloc listed once, under the first.

    Lines are equal when they forbid the same combinations. A shared line is as firm as its firmest, and each of its
    boxes as dear as its dearest, among the parties that share it; it rests on the first principle that one of them
    names. Only parties that sign always share: consent by issue makes the same words bind elsewhere.
    """
    found: dict[str, list[ProblemLine]] = {}
    first: dict[tuple[str, frozenset[Combination]], tuple[str, int]] = {}
    for owner in owners:
        party = owner.party
        found[party.id] = []
        for line, firmness in owner.lines:
            own = ProblemLine(
                id=line.id,
                shared_by=(party.id,),
                firmness=firmness,
                boxes=line.boxes,
                about=line.about,
                principle=line.principle,
            )
            side = party.bloc if party.bloc and party.consent is Consent.ALWAYS else f"{party.id}:"
            key = (side, combinations(line.boxes, issues))
            if key in first:
                holder, index = first[key]
                found[holder][index] = _joined(found[holder][index], own, issues)
            else:
                first[key] = (party.id, len(found[party.id]))
                found[party.id].append(own)
    return {party: tuple(lines) for party, lines in found.items()}


def combinations(boxes: Iterable[Box], issues: Mapping[str, Issue]) -> frozenset[Combination]:
    """Return what some boxes forbid, combination by combination, the same however it is written in boxes.

    An issue of which a box names every option is left out of it, and a combination that a smaller one covers as well.
    Beyond 10,000 combinations boxes are taken as they are written, one combination of their own each.
    """
    pruned = [_without_whole_issues(box, issues) for box in boxes]
    if sum(math.prod(map(len, forbids.values())) for forbids in pruned) > _MOST_COMBINATIONS:
        return frozenset(
            frozenset((issue, "\0".join(sorted(options))) for issue, options in forbids.items()) for forbids in pruned
        )
    found = {
        frozenset(zip(forbids, chosen, strict=True))
        for forbids in pruned
        for chosen in itertools.product(*forbids.values())
    }
    sizes = {len(combination) for combination in found}
    if len(sizes) == 1:
        return frozenset(found)
    return frozenset(one for one in found if not any(other < one for other in found))


def redden(
    lines: Mapping[str, tuple[ProblemLine, ...]],
    parties: Iterable[Party],
    reading: Reading,
    *,
    issues: Mapping[str, Issue],
) -> dict[str, tuple[ProblemLine, ...]]:
    """Return the lines with those marked red that the zone counts.

    Red are the lines at least as firm as the reading asks for, and every line on an issue where a red line of
    another side stands, however that one came to be red; else the side that speaks the loudest would set the zone.
    A linkage is on no issue. A line that binds nowhere (an observer's, or one of a party with consent by issue that its
    consent never reaches) makes none red, and is red by itself only.
    """
    by_id = {party.id: party for party in parties}
    counted = {
        (party, line.id): by_id[party].side
        for party, own in lines.items()
        for line in own
        if _binds(line, by_id[party], issues)
    }
    red = {(party, line.id) for party, own in lines.items() for line in own if line.firmness >= reading.red_from}
    while True:
        stands = {
            (issue, counted[party, line.id])
            for party, own in lines.items()
            for line in own
            if (party, line.id) in red and (party, line.id) in counted
            for issue in line.is_on
        }
        met = {
            (party, line.id)
            for party, own in lines.items()
            for line in own
            if (party, line.id) in counted
            and any(issue in line.is_on and side != counted[party, line.id] for issue, side in stands)
        }
        if met <= red:
            break
        red |= met
    return {
        party: tuple(attrs.evolve(line, red=(party, line.id) in red) for line in own) for party, own in lines.items()
    }


def _joined(line: ProblemLine, other: ProblemLine, issues: Mapping[str, Issue]) -> ProblemLine:
    """Return two equal lines as one: in the first one's boxes where both are written alike, else box by box."""
    together = [*line.boxes, *other.boxes]
    if {_key(box) for box in line.boxes} == {_key(box) for box in other.boxes}:
        forbidden = {_key(box): dict(box.forbids) for box in line.boxes}
        dearest = {key: max(box.price or Fraction(0) for box in together if _key(box) == key) for key in forbidden}
        boxes = [Box(forbids, price=dearest[key]) for key, forbids in forbidden.items()]
    else:
        atoms = sorted(combinations(together, issues), key=sorted)
        # What forbids every package is on no issue by its atoms: it stays on those that it was written on.
        everything = next((box.forbids for box in together if not _without_whole_issues(box, issues)), None)
        boxes = [
            Box(
                {issue: (option,) for issue, option in sorted(atom)} or everything or {},
                price=_dearest(atom, together),
            )
            for atom in atoms
        ]
    shared_by = tuple(dict.fromkeys((*line.shared_by, *other.shared_by)))
    return attrs.evolve(
        line,
        shared_by=shared_by,
        firmness=max(line.firmness, other.firmness),
        boxes=boxes,
        principle=line.principle or other.principle,
    )


def _dearest(atom: Combination, boxes: Iterable[Box]) -> Fraction:
    """Return the largest price of the boxes that forbid a combination, or more than it."""
    chosen = dict(atom)
    covering = [
        box.price or Fraction(0)
        for box in boxes
        if all(issue not in chosen or chosen[issue] in options for issue, options in box.forbids.items())
    ]
    return max(covering)


def _without_whole_issues(box: Box, issues: Mapping[str, Issue]) -> dict[str, tuple[str, ...]]:
    return {
        issue: tuple(dict.fromkeys(options))
        for issue, options in box.forbids.items()
        if set(options) != set(issues[issue].option_ids)
    }


def _binds(line: ProblemLine, party: Party, issues: Mapping[str, Issue]) -> bool:
    """Tell whether there is any package that a party's line binds in."""
    if party.consent is not Consent.BY_ISSUE:
        return party.consent is Consent.ALWAYS
    asked = [issues[issue] for issue in line.issues if party.id in issues[issue].consent]
    return any(
        set(box.forbids.get(issue.id, issue.option_ids)) & set(issue.departures())
        for box in line.boxes
        for issue in asked
    )


def _key(box: Box) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset((issue, frozenset(options)) for issue, options in box.forbids.items())
