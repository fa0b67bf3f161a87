"""What still stands of what was said: the latest statement wins, and a demand rules out what it does not name."""

from __future__ import annotations

from collections.abc import Sequence

from negsim.positions.position import Position
from negsim.positions.statement import Stance, Statement
from negsim.space.issue import Issue


def covering(issue: Issue, position: Position) -> dict[str, list[Statement]]:
    """Return, for each option, the statements that forbid it and that no later favourable word took back."""
    covers: dict[str, list[Statement]] = {option: [] for option in issue.option_ids}
    said = position.chronological
    for index, statement in enumerate(said):
        if statement.stance.is_favourable:
            for option in statement.options:
                covers[option] = []
        if statement.stance is Stance.REJECTS:
            for option in statement.options:
                covers[option].append(statement)
        if statement.stance is Stance.DEMANDS and not _is_ended(statement, said[index + 1 :]):
            for option in issue.others(statement.options):
                covers[option].append(statement)
    return covers


def held(issue: Issue, position: Position) -> dict[str, Statement]:
    """Return, for each option in a line, the latest statement that puts it there."""
    return {option: statements[-1] for option, statements in covering(issue, position).items() if statements}


def standing(issue: Issue, position: Position) -> dict[str, Statement]:
    """Return, for each option spoken of, the statement that decides what it is worth.

    That is the latest to name it; a favourable one no longer stands once a later demand rules the option out.
    """
    ruled_out = held(issue, position)
    return {
        option: statement
        for option, statement in position.decisive().items()
        if not (statement.stance.is_favourable and option in ruled_out)
    }


def in_force(issue: Issue, position: Position) -> tuple[Statement, ...]:
    """Return the statements that decide a value or hold a line, earliest first."""
    deciding = [*standing(issue, position).values()]
    deciding += [statement for statements in covering(issue, position).values() for statement in statements]
    return tuple(statement for statement in position.chronological if statement in deciding)


def wishes(issue: Issue, position: Position) -> tuple[str, ...]:
    """Return the options that the party said it wants, rather than could live with."""
    return tuple(
        option
        for option, statement in standing(issue, position).items()
        if statement.stance.is_favourable and not statement.stance.is_opening
    )


def wants(issue: Issue, position: Position) -> tuple[str, ...]:
    """Return the options that a party holds the best: its wishes, or what stands for them where it voiced none.

    Without a wish that is the status quo; where it is rejected or there is none, the unrejected options farthest from
    a rejected one; where nothing is rejected either, the party's openings.
    """
    found = standing(issue, position)
    rejected = [option for option, statement in found.items() if statement.stance is Stance.REJECTS]
    said = wishes(issue, position)
    if said:
        return said
    if issue.status_quo and issue.status_quo not in rejected:
        return (issue.status_quo,)
    return _farthest(issue, rejected) if rejected else tuple(found)


def _farthest(issue: Issue, rejected: list[str]) -> tuple[str, ...]:
    """Return the unrejected options farthest from a rejected one; without an order all are equally far."""
    rest = issue.others(rejected)
    if not issue.ordered or not rest:
        return rest
    rank = issue.option_ids.index
    distance = {option: min(abs(rank(option) - rank(other)) for other in rejected) for option in rest}
    return tuple(option for option in rest if distance[option] == max(distance.values()))


def _is_ended(demand: Statement, later: Sequence[Statement]) -> bool:
    """Tell whether the party has since rejected all that it demanded."""
    rejected = {option for entry in later if entry.stance is Stance.REJECTS for option in entry.options}
    return set(demand.options) <= rejected
