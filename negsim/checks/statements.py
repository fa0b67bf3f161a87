"""Whether statements make sense, alone and beside others from the same source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from negsim.checks.ids import check_id
from negsim.checks.references import (
    check_combination,
    check_distinct,
    check_issue,
    check_options,
    check_party,
    check_source,
)
from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding
from negsim.positions.statement import Stance, Statement

_WITH_GIVEN = (Stance.CONDITIONAL, Stance.WARNS)


def check_statements(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with statements, one by one and together."""
    ids = (statement.id for statement in scope.draft.statements)
    yield from check_distinct(scope, ids, ("statements",), kind="statements")
    for index, statement in enumerate(scope.draft.statements):
        path = ("statements", index)
        yield from check_id(scope, statement.id, (*path, "id"))
        yield from check_party(scope, statement.party, (*path, "party"))
        yield from check_issue(scope, statement.issue, (*path, "issue"))
        yield from check_options(scope, statement.issue, statement.options, (*path, "options"))
        yield from check_source(scope, statement.source, (*path, "source"))
        yield from _check_given(scope, index)
    yield from _check_contradictions(scope)


def _check_given(scope: Scope, index: int) -> Iterator[Finding]:
    statement, path = scope.draft.statements[index], ("statements", index, "given")
    stance = f'"{statement.stance.value}"'
    if statement.stance in _WITH_GIVEN and not statement.given:
        message = f"the stance {stance} without `given`, where the options that it hangs on are expected"
        yield scope.finding("E401", path, message, advice='write given = {other-issue = ["option"]}')
    if statement.stance not in _WITH_GIVEN and statement.given:
        message = f'`given` with the stance {stance}, where "conditional" or "warns" is expected'
        yield scope.finding("E402", path, message, advice='if it hangs on other issues, use stance = "conditional"')
    yield from check_combination(scope, statement.given, path)
    if statement.issue in statement.given:
        message = f"a statement on {quoted(statement.issue)} is given that issue, where other issues are expected"
        yield scope.finding("E403", (*path, statement.issue), message, advice="name other issues only")
    if statement.stance is Stance.WARNS and len(statement.options) > 1:
        message = f"a warning of {len(statement.options)} options, where the one that would come about is expected"
        yield scope.finding("E404", ("statements", index, "options"), message, advice="write one warning for each")


def _check_contradictions(scope: Scope) -> Iterator[Finding]:
    """Find statements of one party in one source, of one day, that cannot both hold."""
    for (party_id, issue_id), indices in scope.said.items():
        if not scope.is_understood(party_id, issue_id):
            continue
        together: dict[tuple[str, dt.date | None], list[int]] = {}
        for index in indices:
            statement = scope.draft.statements[index]
            if statement.source in scope.sources and statement.stance is not Stance.WARNS:
                together.setdefault((statement.source, scope.said_on(statement)), []).append(index)
        for group in together.values():
            for (left, right), option in _contradicting(scope, group).items():
                yield _contradiction(scope, left, right, option)


def _contradicting(scope: Scope, group: list[int]) -> dict[tuple[int, int], str]:
    """Return pairs of statements and an option that one names favourably and the other rules out."""
    favoured: dict[str, int] = {}
    for index in group:
        statement = scope.draft.statements[index]
        if statement.stance.is_favourable:
            for option in statement.options:
                favoured.setdefault(option, index)
    found: dict[tuple[int, int], str] = {}
    for index in group:
        statement = scope.draft.statements[index]
        for option, other in favoured.items():
            named = option in statement.options
            ruled_out = named if statement.stance is Stance.REJECTS else not named
            if ruled_out and statement.stance in (Stance.REJECTS, Stance.DEMANDS):
                found.setdefault((min(index, other), max(index, other)), option)
    return found


def _contradiction(scope: Scope, left: int, right: int, option: str) -> Finding:
    first, second = scope.draft.statements[left], scope.draft.statements[right]
    message = (
        f"{quoted(second.party)} {_told(second)} and {_told(first)} on {quoted(second.issue)}, in the same source "
        f"{quoted(second.source)} of the same day: one is for {quoted(option)} and one against it"
    )
    advice = (
        'code what the source says in the end: keep one of the two; use stance = "conditional" with `given` if one '
        "depends on another issue; or give each its own `date` if they were said on different days"
    )
    return scope.finding("E405", ("statements", right), message, advice=advice, also=("statements", left))


def _told(statement: Statement) -> str:
    options = ", ".join(quoted(option) for option in statement.options)
    return f"{statement.stance.value} {options} (statement {quoted(statement.id)})"
