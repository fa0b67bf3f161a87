"""What is odd about a usable scenario."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from negsim.checks.numbers import number
from negsim.checks.preferences import spoken_of
from negsim.checks.scope import Scope, quoted
from negsim.checks.uncertainty import warn_of_points_outside
from negsim.errors import Finding, Path
from negsim.parties.party import Consent, Party
from negsim.parties.red_line import RedLine
from negsim.space.package import Package

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/?#]+\.[^\s]+|urn:\S+|doi:\S+|mailto:\S+", re.IGNORECASE)


def warn(scope: Scope, *, today: dt.date) -> Iterator[Finding]:
    """Find what is odd, in the order of the scenario's fields."""
    yield from _sources(scope, today)
    yield from _issues(scope)
    if len(scope.draft.parties) == 1:
        message = "there is one party only: what it prefers can be studied, and nothing can be negotiated"
        yield _warning(scope, "W712", ("parties",), message)
    for index, party in enumerate(scope.draft.parties):
        for check in _PARTY_CHECKS:
            yield from check(scope, party, ("parties", index))
        for place, line in enumerate(party.lines):
            yield from _line(scope, party, line, ("parties", index, "lines", place), today)
    yield from _statements(scope, today)


def _warning(
    scope: Scope, code: str, path: Path, message: str, *, advice: str = "", also: Path | None = None
) -> Finding:
    return scope.finding(code, path, message, advice=advice, also=also, severity="warning")


def _future(scope: Scope, date: object, path: Path, today: dt.date) -> Iterator[Finding]:
    if isinstance(date, dt.date) and date > today:
        message = f"{date.isoformat()} lies in the future (today is {today.isoformat()})"
        yield _warning(scope, "W707", path, message, advice="check the year")


def _too_early(
    scope: Scope, public: object, said: dt.date | None, path: Path, *, field: str = "public"
) -> Iterator[Finding]:
    """Find what is said to be public before it was said."""
    if isinstance(public, dt.date) and said is not None and public < said:
        dates = f"public since {public.isoformat()}, before it was said on {said.isoformat()}"
        message = f"{dates}: it counts as public from the later day on"
        yield _warning(scope, "W720", (*path, field), message, advice="check both dates")


def _sources(scope: Scope, today: dt.date) -> Iterator[Finding]:
    for index, source in enumerate(scope.draft.sources):
        path = ("sources", index)
        yield from _future(scope, source.date, (*path, "date"), today)
        yield from _future(scope, source.published, (*path, "published"), today)
        yield from _too_early(scope, source.published, source.date, path, field="published")
        if source.address and not _ADDRESS.fullmatch(source.address):
            message = f"{quoted(source.address)} is not a web address"
            yield _warning(scope, "W706", (*path, "address"), message, advice="write it whole, with https:// in front")


def _issues(scope: Scope) -> Iterator[Finding]:
    for index, issue in enumerate(scope.draft.issues):
        if len(issue.options) == 1:
            message = f"issue {quoted(issue.id)} has one option only: there is nothing to settle on it"
            yield _warning(scope, "W703", ("issues", index, "options"), message)
    lacking = [issue.id for issue in scope.draft.issues if not issue.status_quo]
    if lacking:
        names = ", ".join(quoted(issue_id) for issue_id in lacking[:8]) + (" and others" if len(lacking) > 8 else "")
        message = f"no status quo is stated on {names}: what it is worth to anyone cannot be reported"
        path = ("issues", scope.issues[lacking[0]])
        yield _warning(scope, "W702", path, message, advice="add `status_quo` if some option holds today")
    quo = {issue.id: issue.status_quo for issue in scope.draft.issues}
    for index, exclusion in enumerate(scope.draft.excluded):
        if not lacking and exclusion.covers(Package(quo)):
            message = "the status quo is excluded: what holds today is said to contradict itself"
            yield _warning(scope, "W713", ("excluded", index), message)


def _statements(scope: Scope, today: dt.date) -> Iterator[Finding]:
    for index, statement in enumerate(scope.draft.statements):
        path = ("statements", index)
        yield from _origin(scope, statement.source, statement.assumption, path)
        yield from _future(scope, statement.date, (*path, "date"), today)
        yield from _future(scope, statement.public, (*path, "public"), today)
        yield from _too_early(scope, statement.public, scope.said_on(statement), path)
        if scope.said_on(statement) is None:
            message = f"statement {quoted(statement.id)} has no date and its source has none: it counts as the earliest"
            yield _warning(scope, "W705", path, message, advice="add `date`")


def _origin(scope: Scope, source: str, assumption: str, path: Path) -> Iterator[Finding]:
    if not source and not assumption:
        message = "neither `source` nor `assumption` says where it comes from"
        yield _warning(scope, "W704", path, message, advice="name the source, or say why you assume it")


def _weights(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    weights = party.preferences.weights
    here = (*path, "preferences", "weights")
    total = sum(weights.values(), start=Fraction(0))
    if weights and total != 1 and not party.preferences.as_written:
        message = f"the weights of {quoted(party.id)} sum to {number(total)}, not to 1; they are divided by their sum"
        yield _warning(scope, "W701", here, message)
    spoken = spoken_of(scope, party)
    joined = {issue for interaction in party.preferences.interactions for issue in interaction.when}
    for issue_id, weight in weights.items():
        if weight and issue_id not in spoken and issue_id not in joined:
            message = f"{quoted(party.id)} gives weight to issue {quoted(issue_id)}, on which it has said nothing"
            advice = "add a statement or values: until then every option of the issue is worth the same to it"
            yield _warning(scope, "W711", (*here, issue_id), message, advice=advice)


def _ranking(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    ranked = {issue_id for tied in party.preferences.ranking for issue_id in tied}
    if ranked:
        for issue_id, where in spoken_of(scope, party).items():
            if issue_id not in ranked:
                message = f"the ranking of {quoted(party.id)} leaves out issue {quoted(issue_id)}, which it spoke of"
                here = (*path, "preferences", "ranking")
                yield _warning(
                    scope, "W714", here, message, advice="an issue that is not ranked weighs nothing", also=where
                )


def _reservation(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    value = None if party.reservation is None else party.reservation.value
    if value is not None and not 0 <= value <= 1 and not party.preferences.as_written:
        message = f"the reservation of {quoted(party.id)} is {number(value)}, outside its own scale from 0 to 1"
        yield _warning(
            scope, "W715", (*path, "reservation", "value"), message, advice="0.6 stands for 60 of 100 points"
        )


def _silence(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    says = spoken_of(scope, party) or party.lines or party.reservation or party.preferences.interactions
    if not says:
        message = f"{quoted(party.id)} has no statement, value, line or reservation: every package is the same to it"
        yield _warning(scope, "W716", path, message)


def _affairs(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    if party.consent is Consent.BY_ISSUE and not _named_by(scope, party):
        message = f"{quoted(party.id)} has consent by issue, and no issue names it in `consent`: it constrains nothing"
        yield _warning(
            scope, "W709", (*path, "consent"), message, advice=f"add {quoted(party.id)} to the issues that are its own"
        )


def _named_by(scope: Scope, party: Party) -> set[str]:
    return {issue.id for issue in scope.draft.issues if party.id in issue.consent}


_PARTY_CHECKS: tuple[Callable[[Scope, Party, Path], Iterator[Finding]], ...] = (
    _silence,
    _affairs,
    _weights,
    _ranking,
    _reservation,
    warn_of_points_outside,
)


def _line_said(scope: Scope, line: RedLine) -> dt.date | None:
    index = scope.sources.get(line.source)
    return line.date or (None if index is None else scope.draft.sources[index].date)


def _line(scope: Scope, party: Party, line: RedLine, path: Path, today: dt.date) -> Iterator[Finding]:
    yield from _origin(scope, line.source, line.assumption, path)
    yield from _future(scope, line.date, (*path, "date"), today)
    yield from _future(scope, line.public, (*path, "public"), today)
    yield from _too_early(scope, line.public, _line_said(scope, line), path)
    if line.linkage and line.price is None:
        message = f"linkage {quoted(line.id)} has no price; one that is derived may mean little"
        yield _warning(scope, "W708", path, message, advice="state `price`, in points of 100 of the party's own value")
    issues = {issue for box in line.boxes for issue in box.forbids} | set(line.linkage)
    named = _named_by(scope, party)
    if party.consent is Consent.BY_ISSUE and named and not issues & named:
        message = (
            f"line {quoted(line.id)} never binds: {quoted(party.id)} has consent by issue, and none of the line's "
            "issues names it"
        )
        yield _warning(
            scope, "W710", path, message, advice=f"add {quoted(party.id)} to `consent` of the issues that are its own"
        )
