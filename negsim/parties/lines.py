"""What a party will not sign, from what it said: the latest statement wins, and openness is a limit (design)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs
from attrs import frozen

from negsim.parties.red_line import Box, RedLine
from negsim.parties.standing import covering, held, standing, wants
from negsim.positions.position import Position
from negsim.positions.statement import Stance, Statement, Strength
from negsim.space.issue import Issue

LineKind = Literal["said", "condition", "limit", "stated"]


@frozen(kw_only=True)
class Line:
    """A red line of one party, before its boxes are priced.

    Attributes
    ----------
    id:
        Unique within the party.
    kind:
        ``said``: demands or refusals. ``condition``: a conditional offer. ``limit``: as far as an opening goes.
        ``stated``: written in the file as a line of its own.
    boxes:
        What it forbids; those without a price are to be priced.
    strength:
        The greatest strength of the statements behind it.
    statements:
        Their ids, earliest first; for a stated line none.
    about:
        The issue whose options it is about; for a stated line, those that each of its boxes names, for a linkage none.
    principle:
        What it rests on: as the latest of its statements that names a principle has it; empty where none does.
    """

    id: str
    kind: LineKind
    boxes: tuple[Box, ...]
    strength: Strength
    statements: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    principle: str = ""


def derive_lines(position: Position, *, issues: Mapping[str, Issue]) -> tuple[Line, ...]:
    """Return the lines that a position on one issue amounts to: what was said, conditions, and the limit of openness.

    No package breaks two of them: what one line forbids, a later one leaves out, so that nothing is counted twice.

    Parameters
    ----------
    issues:
        All issues of the scenario, by id: conditions name others than the position's own.
    """
    issue = issues[position.issue]
    ruled_out = held(issue, position)
    said = [_said_line(issue, position, options) for options in _by_holder(ruled_out).values()]
    reached = _reached(issue, position, ruled_out, wants(issue, position))
    conditions = [
        _condition(statement, _of(statement, reached), issue=issue, issues=issues)
        for statement in dict.fromkeys(reached.values())
    ]
    limit = _limit(issue, position, ruled_out=ruled_out, reached=reached)
    return tuple(line for line in [*said, *conditions, limit] if line is not None and line.boxes)


def stated_line(line: RedLine, issues: Mapping[str, Issue]) -> Line:
    """Return a line that the file states, its linkage spelt out in boxes."""
    boxes = [Box(box.forbids, price=box.price if box.price is not None else line.price) for box in line.boxes]
    for moved, kept in itertools.permutations(line.linkage, 2):
        forbids = {moved: issues[moved].departures(), kept: (issues[kept].status_quo,)}
        if forbids[moved]:
            boxes.append(Box(forbids, price=line.price))
    about = [issue.id for issue in issues.values() if all(issue.id in box.forbids for box in boxes)]
    return Line(
        id=line.id,
        kind="stated",
        boxes=tuple(boxes),
        strength=line.strength,
        about=() if line.linkage else tuple(about),
        principle=line.principle,
    )


def restated(stated: Line, derived: Line) -> Line:
    """Return a stated line with the statements that amount to the same, and their principle where it names none."""
    principle = stated.principle or derived.principle
    return attrs.evolve(stated, statements=derived.statements, principle=principle)


def _by_holder(ruled_out: Mapping[str, Statement]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for option, statement in ruled_out.items():
        grouped.setdefault(statement.id, []).append(option)
    return grouped


def _said_line(issue: Issue, position: Position, options: list[str]) -> Line:
    """Return one line over options of one issue, citing every statement in force that forbids all of them."""
    covers = covering(issue, position)
    cited = [entry for entry in covers[options[0]] if all(entry in covers[option] for option in options)]
    allowed = issue.others(options)
    name = f"only-{allowed[0]}" if len(allowed) == 1 and len(issue.options) > 2 else "not-" + "-".join(options)
    return Line(
        id=f"{issue.id}-{name}",
        kind="said",
        boxes=tuple(Box({issue.id: (option,)}) for option in options),
        strength=_strongest(cited),
        statements=tuple(entry.id for entry in cited),
        about=(issue.id,),
        principle=_principle(cited),
    )


def _reached(
    issue: Issue, position: Position, ruled_out: Mapping[str, Statement], wanted: tuple[str, ...]
) -> dict[str, Statement]:
    """Return, for each option that a conditional offer reaches, the offer: the one that names it, or the nearest.

    What a later demand rules out whatever is given, no condition opens again.
    """
    decisive = position.decisive()
    offers = {option: entry for option, entry in decisive.items() if entry.stance is Stance.CONDITIONAL}
    reached = {option: offers[option] for option in issue.option_ids if option in offers and option not in ruled_out}
    if not issue.ordered:
        return reached
    rank = issue.option_ids.index
    for option in issue.option_ids:
        if option in ruled_out or option in decisive:
            continue
        nearest = min(
            (offer for offer in offers if _is_beyond(rank(option), rank(offer), [rank(want) for want in wanted])),
            key=lambda offer: abs(rank(option) - rank(offer)),
            default=None,
        )
        if nearest is not None:
            reached[option] = offers[nearest]
    return {option: reached[option] for option in issue.option_ids if option in reached}


def _of(statement: Statement, reached: Mapping[str, Statement]) -> list[str]:
    return [option for option, other in reached.items() if other is statement]


def _is_beyond(option: int, offer: int, wanted: Sequence[int]) -> bool:
    """Tell whether an option lies beyond an offer, away from everything that is wanted."""
    is_above, is_below = all(want < offer < option for want in wanted), all(option < offer < want for want in wanted)
    return bool(wanted) and (is_above or is_below)


def _condition(statement: Statement, options: list[str], *, issue: Issue, issues: Mapping[str, Issue]) -> Line:
    missing = {other: issues[other].others(given) for other, given in statement.given.items()}
    boxes = [
        Box({issue.id: (option,), other: outside})
        for option in options
        for other, outside in missing.items()
        if outside
    ]
    return Line(
        id=f"{issue.id}-{'-'.join(option for option in options if option in statement.options)}-if",
        kind="condition",
        boxes=tuple(boxes),
        strength=statement.strength,
        statements=(statement.id,),
        about=(issue.id,),
        principle=statement.principle,
    )


def _limit(
    issue: Issue, position: Position, *, ruled_out: Mapping[str, Statement], reached: Mapping[str, Statement]
) -> Line | None:
    """Return what lies outside the span of openings, wishes and the status quo, so far as no other line has it.

    Where a condition reaches an option, the limit has it only where the condition is met.
    """
    favourable = {option: entry for option, entry in standing(issue, position).items() if entry.stance.is_favourable}
    if not issue.ordered or not favourable:
        return None
    inside = {*favourable, *wants(issue, position), *filter(None, [issue.status_quo])}
    ranks = [issue.option_ids.index(option) for option in inside]
    boxes = []
    for rank, option in enumerate(issue.option_ids):
        if min(ranks) <= rank <= max(ranks) or option in ruled_out:
            continue
        given = reached[option].given if option in reached else {}
        boxes.append(Box({issue.id: (option,), **given}))
    cited = [entry for entry in position.chronological if entry in favourable.values()]
    strength = _strongest(favourable.values())
    return Line(
        id=f"{issue.id}-limit",
        kind="limit",
        boxes=tuple(boxes),
        strength=strength,
        statements=tuple(dict.fromkeys(entry.id for entry in cited)),
        about=(issue.id,),
        principle=_principle(cited),
    )


def _strongest(statements: Iterable[Statement]) -> Strength:
    return max((entry.strength for entry in statements), key=lambda strength: strength.rank)


def _principle(statements: Sequence[Statement]) -> str:
    """Return the principle that the latest statement to name one names."""
    return next((entry.principle for entry in reversed(statements) if entry.principle), "")
