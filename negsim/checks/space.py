"""Whether there is something to agree on: issues with options, and packages that can exist."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.ids import check_id
from negsim.checks.packages import leaves_no_package
from negsim.checks.references import check_combination, check_distinct, check_option, check_party, check_repeats, listed
from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding
from negsim.parties.party import Consent


def check_space(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with sources, issues and excluded combinations."""
    yield from _check_sources(scope)
    if not scope.draft.issues:
        yield scope.finding("E301", ("issues",), "there is no issue, where at least one is expected")
    yield from check_distinct(scope, (issue.id for issue in scope.draft.issues), ("issues",), kind="issues")
    for index in range(len(scope.draft.issues)):
        yield from _check_issue(scope, index)
    yield from _check_excluded(scope)


def _check_sources(scope: Scope) -> Iterator[Finding]:
    yield from check_distinct(scope, (source.id for source in scope.draft.sources), ("sources",), kind="sources")
    for index, source in enumerate(scope.draft.sources):
        yield from check_id(scope, source.id, ("sources", index, "id"))


def _check_issue(scope: Scope, index: int) -> Iterator[Finding]:
    issue, path = scope.draft.issues[index], ("issues", index)
    yield from check_id(scope, issue.id, (*path, "id"))
    if not issue.options:
        message = f"issue {quoted(issue.id)} has no option, where at least one is expected"
        yield scope.finding("E302", (*path, "options"), message)
    yield from check_distinct(scope, issue.option_ids, (*path, "options"), kind=f"options of {quoted(issue.id)}")
    for number, option in enumerate(issue.options):
        yield from check_id(scope, option.id, (*path, "options", number, "id"))
    if issue.status_quo and scope.issue(issue.id) is issue:
        yield from check_option(scope, issue.id, issue.status_quo, (*path, "status_quo"))
    yield from _check_consent(scope, index)


def _check_consent(scope: Scope, index: int) -> Iterator[Finding]:
    issue, path = scope.draft.issues[index], ("issues", index, "consent")
    yield from check_repeats(scope, listed(issue.consent, path))
    for number, party_id in enumerate(issue.consent):
        yield from check_party(scope, party_id, (*path, number))
        party = scope.party(party_id)
        if party is not None and party.consent is not Consent.BY_ISSUE:
            message = (
                f"issue {quoted(issue.id)} needs the consent of {quoted(party_id)}, whose consent is "
                f'"{party.consent.value}", where "by-issue" is expected'
            )
            advice = 'give the party consent = "by-issue", or take it off this list'
            also = ("parties", scope.parties[party_id])
            yield scope.finding("E303", (*path, number), message, advice=advice, also=also)


def _check_excluded(scope: Scope) -> Iterator[Finding]:
    known = True
    for index, exclusion in enumerate(scope.draft.excluded):
        path = ("excluded", index, "forbids")
        broken = list(check_combination(scope, exclusion.forbids, path))
        known = known and not broken
        yield from broken
        if len(exclusion.forbids) < 2:
            message = f"an exclusion over {len(exclusion.forbids)} issue(s), where at least two are expected"
            advice = "an option that can never be agreed is no option: take it out of its issue"
            yield scope.finding("E304", path, message, advice=advice)
    if known and scope.draft.excluded and leaves_no_package(scope.draft.issues, scope.draft.excluded):
        message = "the exclusions leave no package: every combination of options is excluded"
        advice = "an exclusion says that options contradict each other, not that someone dislikes them"
        yield scope.finding("E305", ("excluded",), message, advice=advice)
