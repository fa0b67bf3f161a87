"""What each option of an issue is worth to a party, from what it said (design: values of the other options)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from negsim.parties.reading import Reading
from negsim.parties.standing import standing, wants, wishes
from negsim.positions.position import Position
from negsim.positions.statement import Stance, Statement
from negsim.space.issue import Issue


@frozen
class OptionValue:
    """What one option is worth to one party, and why.

    Attributes
    ----------
    option:
        Its id.
    value:
        From 0 to 1, on this issue alone, before weights; any number where the file has values count as written.
    rule:
        How it was found, for people: ``demands``, ``interpolated between ...``, ``stated in the file``...
    statements:
        Ids of the statements it rests on.
    """

    option: str
    value: Fraction
    rule: str
    statements: tuple[str, ...] = ()


def derive_values(
    issue: Issue, position: Position, *, reading: Reading, stated: Mapping[str, Fraction]
) -> tuple[OptionValue, ...]:
    """Return what each option of an issue is worth to the party whose position it is, in the order of the options.

    Parameters
    ----------
    stated:
        Values that the file states; they override what statements yield.

    Notes
    -----
    An issue on which the party is silent is worth nothing to it: every value is 0.
    """
    known = {} if position.is_silent else _anchors(issue, position, reading=reading)
    derived = _filled(issue, position, known, reading=reading)
    return tuple(
        OptionValue(entry.option, stated[entry.option], "stated in the file") if entry.option in stated else entry
        for entry in derived
    )


def _anchors(issue: Issue, position: Position, *, reading: Reading) -> dict[str, OptionValue]:
    """Values of the options spoken of, and of those that stand for a wish where none was voiced."""
    found = standing(issue, position)
    known = {option: _said(option, statement, reading=reading) for option, statement in found.items()}
    if wishes(issue, position):
        return known
    is_opened = any(statement.stance.is_opening for statement in found.values())
    rejected = [option for option, statement in found.items() if statement.stance is Stance.REJECTS]
    ids = tuple(dict.fromkeys(statement.id for statement in found.values()))
    for option in wants(issue, position):
        if option == issue.status_quo and option not in rejected:
            value = reading.open_value if is_opened else Fraction(1)
            rule = f"status quo, {'worth as much as the opening' if is_opened else 'since the party only rejected'}"
            known.setdefault(option, OptionValue(option, value, rule, ids))
        else:
            rule = "farthest from what was rejected" if rejected else "the only opening, without a status quo"
            known[option] = OptionValue(option, Fraction(1), rule, ids)
    return known


def _said(option: str, statement: Statement, *, reading: Reading) -> OptionValue:
    if statement.stance is Stance.REJECTS:
        value = Fraction(0)
    else:
        value = reading.open_value if statement.stance.is_opening else Fraction(1)
    return OptionValue(option, value, statement.stance.value, (statement.id,))


def _filled(
    issue: Issue, position: Position, known: Mapping[str, OptionValue], *, reading: Reading
) -> tuple[OptionValue, ...]:
    if not known:
        return tuple(OptionValue(option, Fraction(0), "silent on this issue") for option in issue.option_ids)
    if issue.ordered:
        ranks = sorted(issue.option_ids.index(option) for option in known)
        return tuple(
            known.get(option) or _on_scale(issue, rank, known, ranks) for rank, option in enumerate(issue.option_ids)
        )
    has_wish = bool(wishes(issue, position))
    value = Fraction(0) if has_wish else reading.silent_value
    rule = "not what the party wants" if has_wish else "the party has not said what it wants"
    return tuple(known.get(option) or OptionValue(option, value, rule) for option in issue.option_ids)


def _on_scale(issue: Issue, rank: int, known: Mapping[str, OptionValue], ranks: list[int]) -> OptionValue:
    """Value an option that was not spoken of on an ordered issue: between two anchors, or beyond the last one."""
    ids = issue.option_ids
    below = max((anchor for anchor in ranks if anchor < rank), default=None)
    above = min((anchor for anchor in ranks if anchor > rank), default=None)
    if below is not None and above is not None:
        low, high = known[ids[below]], known[ids[above]]
        value = low.value + (high.value - low.value) * Fraction(rank - below, above - below)
        rule = f"interpolated between {low.option} and {high.option}"
        return OptionValue(ids[rank], value, rule, tuple(dict.fromkeys(low.statements + high.statements)))
    nearest = below if below is not None else above
    assert nearest is not None, "an ordered issue that was spoken of has an anchor"
    anchor = known[ids[nearest]]
    fallen = max(Fraction(0), anchor.value - Fraction(abs(rank - nearest), len(ids) - 1))
    steps = abs(rank - nearest)
    return OptionValue(
        ids[rank], fallen, f"{steps} step{'s' if steps > 1 else ''} beyond {anchor.option}", anchor.statements
    )
