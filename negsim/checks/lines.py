"""Whether stated red lines forbid something that can be told."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.ids import check_id
from negsim.checks.numbers import check_amount, check_share
from negsim.checks.references import check_combination, check_distinct, check_issue, check_repeats, check_source, listed
from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding, Path
from negsim.parties.red_line import RedLine

RESERVED = ("reservation", "weights")
"""Names that ``negsim explain`` reads as something else than a line."""


def check_lines(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with the red lines that the file states."""
    for index, party in enumerate(scope.draft.parties):
        path: Path = ("parties", index, "lines")
        yield from check_distinct(scope, (line.id for line in party.lines), path, kind=f"lines of {quoted(party.id)}")
        for number, line in enumerate(party.lines):
            yield from _check_line(scope, line, (*path, number))


def _check_line(scope: Scope, line: RedLine, path: Path) -> Iterator[Finding]:
    yield from _check_line_id(scope, line.id, (*path, "id"))
    if not line.boxes and not line.linkage:
        message = f"line {quoted(line.id)} forbids nothing: it has neither `boxes` nor `linkage`"
        yield scope.finding("E521", path, message, advice='write boxes = [{forbids = {issue = ["option"]}}]')
    for number, box in enumerate(line.boxes):
        here = (*path, "boxes", number)
        yield from check_combination(scope, box.forbids, (*here, "forbids"))
        yield from check_amount(scope, box.price, (*here, "price"))
        if not box.forbids:
            message = f"a box of line {quoted(line.id)} names no issue, and so would forbid every package"
            yield scope.finding("E522", (*here, "forbids"), message)
    yield from _check_linkage(scope, line, (*path, "linkage"))
    yield from check_amount(scope, line.price, (*path, "price"))
    yield from check_share(scope, line.firmness, (*path, "firmness"))
    yield from check_source(scope, line.source, (*path, "source"))


def _check_line_id(scope: Scope, line_id: str, path: Path) -> Iterator[Finding]:
    yield from check_id(scope, line_id, path)
    if line_id in RESERVED or line_id in scope.issues:
        what = "the id of an issue" if line_id in scope.issues else "reserved"
        message = f"a line has the id {quoted(line_id)}, which is {what}"
        also = ("issues", scope.issues[line_id]) if line_id in scope.issues else None
        yield scope.finding("E204", path, message, advice=f"such as {quoted('no-' + line_id)} instead", also=also)


def _check_linkage(scope: Scope, line: RedLine, path: Path) -> Iterator[Finding]:
    if len(line.linkage) == 1:
        message = (
            f"line {quoted(line.id)} links {quoted(line.linkage[0])} alone, where at least two issues are expected"
        )
        yield scope.finding("E523", path, message, advice="name the issues of which all depart or none does")
    yield from check_repeats(scope, listed(line.linkage, path))
    for index, issue_id in enumerate(line.linkage):
        yield from check_issue(scope, issue_id, (*path, index))
        issue = scope.issue(issue_id)
        if issue is not None and not issue.status_quo:
            message = f"line {quoted(line.id)} links issue {quoted(issue_id)}, which has no status quo to depart from"
            also = ("issues", scope.issues[issue_id])
            yield scope.finding("E524", (*path, index), message, advice="give the issue a `status_quo`", also=also)
