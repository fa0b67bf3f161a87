"""Whether a party can accept anything at all on each issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding, Path
from negsim.positions.position import Position
from negsim.positions.statement import Stance

_Reason = tuple[str, Path]


def check_acceptance(scope: Scope) -> Iterator[Finding]:
    """Find issues on which a party has ruled out every option, by what it said last and by its stated lines.

    Only what rules an option out whatever the rest of the package counts: lines over several issues and conditional
    offers do not.
    """
    stated = _stated(scope)
    for party_id, issue_id in dict.fromkeys([*scope.said, *stated]):
        issue = scope.issue(issue_id)
        if issue is None or not issue.options or not scope.is_understood(party_id, issue_id):
            continue
        reasons = _said(scope, party_id, issue_id) | stated.get((party_id, issue_id), {})
        if all(option in reasons for option in issue.option_ids):
            yield _nothing_left(scope, party_id, issue_id, {option: reasons[option] for option in issue.option_ids})


def _stated(scope: Scope) -> dict[tuple[str, str], dict[str, _Reason]]:
    found: dict[tuple[str, str], dict[str, _Reason]] = {}
    for number, party in enumerate(scope.draft.parties):
        for place, line in enumerate(party.lines):
            for index, box in enumerate(line.boxes):
                if len(box.forbids) == 1:
                    ((issue_id, options),) = box.forbids.items()
                    path: Path = ("parties", number, "lines", place, "boxes", index)
                    reason = (f"line {quoted(line.id)}", path)
                    found.setdefault((party.id, issue_id), {}).update(dict.fromkeys(options, reason))
    return found


def _said(scope: Scope, party_id: str, issue_id: str) -> dict[str, _Reason]:
    """Return the options that the party's statements rule out in the end, each with the statement that does it."""
    indices = sorted(
        scope.said.get((party_id, issue_id), ()),
        key=lambda index: (scope.said_on(scope.draft.statements[index]) or dt.date.min, index),
        reverse=True,
    )
    latest_first = tuple(scope.draft.statements[index] for index in indices)
    issue = scope.issue(issue_id)
    options = issue.option_ids if issue is not None else ()
    return {
        option: (f"statement {quoted(latest_first[rank].id)}", ("statements", indices[rank]))
        for option, rank in _ruled_out(Position(party_id, issue_id, latest_first), options).items()
    }


def _ruled_out(position: Position, options: tuple[str, ...]) -> dict[str, int]:
    """Return the options that a position rules out, each with the rank of a statement that does, the latest at 0."""
    decisive = position.decisive()
    ranks = {id(statement): rank for rank, statement in enumerate(position.statements)}
    found: dict[str, int] = {}
    for rank, demand in enumerate(position.statements):
        if demand.stance is not Stance.DEMANDS:
            continue
        # A demand ends when all that it names was rejected since.
        if all(decisive[name].stance is Stance.REJECTS for name in demand.options):
            continue
        for option in options:
            if option not in demand.options and (option not in decisive or ranks[id(decisive[option])] > rank):
                found.setdefault(option, rank)
    rejected = {name: entry for name, entry in decisive.items() if entry.stance is Stance.REJECTS}
    return found | {name: ranks[id(entry)] for name, entry in rejected.items()}


def _nothing_left(scope: Scope, party_id: str, issue_id: str, reasons: dict[str, _Reason]) -> Finding:
    why = ", ".join(f"{quoted(option)} by {reason}" for option, (reason, _) in reasons.items())
    message = f"{quoted(party_id)} cannot accept anything on issue {quoted(issue_id)}: it rules out {why}"
    paths = list(dict.fromkeys(path for _, path in reasons.values()))
    advice = "every issue of a package takes one of its options: add the option that the party could accept"
    also = paths[0] if len(paths) > 1 else None
    return scope.finding("E406", paths[-1], message, advice=advice, also=also)
