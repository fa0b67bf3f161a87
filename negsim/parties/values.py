"""What each option of an issue is worth to a party, from what it said (design: values of the other options)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from negsim.parties.reading import Reading
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
        From 0 to 1, on this issue alone, before weights.
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


def wants(values: tuple[OptionValue, ...], issue: Issue) -> tuple[str, ...]:
    """Return the options that a party wants: those worth 1, or else its status quo."""
    best = tuple(entry.option for entry in values if entry.value == 1)
    return best or ((issue.status_quo,) if issue.status_quo else ())


def _anchors(issue: Issue, position: Position, *, reading: Reading) -> dict[str, OptionValue]:
    """Values of the options spoken of, and of those that stand for a wish where none was voiced."""
    decisive = position.decisive()
    known = {option: _said(option, statement, reading=reading) for option, statement in decisive.items()}
    if _has_wish(decisive):
        return known
    rejected = [option for option, statement in decisive.items() if statement.stance is Stance.REJECTS]
    openings = [option for option, statement in decisive.items() if statement.stance.is_opening]
    if issue.status_quo and issue.status_quo not in rejected:
        value = reading.open_value if openings else Fraction(1)
        rule = "status quo, worth as much as the opening" if openings else "status quo, since the party only rejected"
        known.setdefault(issue.status_quo, OptionValue(issue.status_quo, value, rule, _ids(decisive)))
    elif rejected:
        for option in _farthest(issue, rejected):
            known[option] = OptionValue(option, Fraction(1), "farthest from what was rejected", _ids(decisive))
    else:
        for option in openings:
            known[option] = OptionValue(option, Fraction(1), "the only opening, without a status quo", _ids(decisive))
    return known


def _said(option: str, statement: Statement, *, reading: Reading) -> OptionValue:
    if statement.stance is Stance.REJECTS:
        value = Fraction(0)
    else:
        value = reading.open_value if statement.stance.is_opening else Fraction(1)
    return OptionValue(option, value, statement.stance.value, (statement.id,))


def _has_wish(decisive: Mapping[str, Statement]) -> bool:
    return any(entry.stance.is_favourable and not entry.stance.is_opening for entry in decisive.values())


def _ids(decisive: Mapping[str, Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement.id for statement in decisive.values()))


def _farthest(issue: Issue, rejected: list[str]) -> list[str]:
    """Return the unrejected options farthest from a rejected one; without an order all are equally far."""
    rest = issue.others(rejected)
    if not issue.ordered or not rest:
        return list(rest)
    rank = issue.option_ids.index
    distance = {option: min(abs(rank(option) - rank(other)) for other in rejected) for option in rest}
    return [option for option in rest if distance[option] == max(distance.values())]


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
    has_wish = _has_wish(position.decisive())
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
