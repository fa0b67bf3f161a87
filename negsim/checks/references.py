"""Whether names lead somewhere: issues, options, parties and sources that other parts of a scenario mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from negsim.checks.scope import Scope, folded, nearest, quoted
from negsim.errors import Finding, Path


def check_issue(scope: Scope, issue_id: str, path: Path) -> Iterator[Finding]:
    """Find a name of an issue that there is not."""
    if issue_id not in scope.issues:
        message = f"there is no issue {quoted(issue_id)}"
        yield _unknown(scope, "E211", path, message=message, given=issue_id, known=scope.issues, defined=("issues",))


def check_party(scope: Scope, party_id: str, path: Path) -> Iterator[Finding]:
    """Find a name of a party that there is not."""
    if party_id not in scope.parties:
        message = f"there is no party {quoted(party_id)}"
        yield _unknown(scope, "E213", path, message=message, given=party_id, known=scope.parties, defined=("parties",))


def check_source(scope: Scope, source_id: str, path: Path) -> Iterator[Finding]:
    """Find a name of a source that there is not; empty means none."""
    if source_id and source_id not in scope.sources:
        message = f"there is no source {quoted(source_id)}"
        yield _unknown(scope, "E214", path, message=message, given=source_id, known=scope.sources, defined=("sources",))


def check_option(scope: Scope, issue_id: str, option_id: str, path: Path) -> Iterator[Finding]:
    """Find a name of an option that an issue does not have; an unknown issue is not this check's."""
    issue = scope.issue(issue_id)
    if issue is not None and not issue.has_option(option_id):
        message = f"issue {quoted(issue_id)} has no option {quoted(option_id)}"
        defined = ("issues", scope.issues[issue_id], "options")
        yield _unknown(scope, "E212", path, message=message, given=option_id, known=issue.option_ids, defined=defined)


def check_options(scope: Scope, issue_id: str, options: Iterable[str], path: Path) -> Iterator[Finding]:
    """Find what is wrong with a list of options of one issue: none, unknown ones, one listed twice."""
    named = tuple(options)
    if not named:
        message = f"no option of {quoted(issue_id)} is named, where at least one is expected"
        yield scope.finding("E216", path, message, advice="name the options concerned, or leave the entry out")
    for index, option in enumerate(named):
        yield from check_option(scope, issue_id, option, (*path, index))
    yield from check_repeats(scope, listed(named, path))


def check_combination(scope: Scope, named: Mapping[str, tuple[str, ...]], path: Path) -> Iterator[Finding]:
    """Find what is wrong with a table from issues to lists of their options."""
    for issue_id, options in named.items():
        here = (*path, issue_id)
        yield from check_issue(scope, issue_id, here)
        yield from check_options(scope, issue_id, options, here)


def check_repeats(scope: Scope, places: Mapping[Path, str]) -> Iterator[Finding]:
    """Find names that stand twice in one list, told by the place of each."""
    first: dict[str, Path] = {}
    for path, name in places.items():
        also = first.setdefault(name, path)
        if also != path:
            message = f"{quoted(name)} is listed twice"
            yield scope.finding("E205", path, message, advice="remove one of the two", also=also)


def listed(names: Iterable[str], path: Path) -> dict[Path, str]:
    """Return the place of each name of a list that stands at a path."""
    return {(*path, index): name for index, name in enumerate(names)}


def check_distinct(scope: Scope, ids: Iterable[str], path: Path, *, kind: str) -> Iterator[Finding]:
    """Find ids that are the same, or that differ only by case or Unicode form."""
    first: dict[str, tuple[int, str]] = {}
    for index, name in enumerate(ids):
        earlier = first.setdefault(folded(name), (index, name))
        if earlier[0] == index:
            continue
        same = earlier[1] == name
        message = (
            f"two {kind} have the id {quoted(name)}"
            if same
            else f"the ids {earlier[1]!a} and {name!a} of two {kind} differ only by case or Unicode form"
        )
        also = (*path, earlier[0], "id")
        yield scope.finding("E201", (*path, index, "id"), message, advice="give one of them another id", also=also)


def _unknown(
    scope: Scope, code: str, path: Path, *, message: str, given: str, known: Iterable[str], defined: Path
) -> Finding:
    words = list(known)
    return scope.finding(code, path, message, advice=nearest(given, words), also=defined if words else None)
