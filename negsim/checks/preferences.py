"""Whether stated weights, rankings, values and interactions can be used."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.numbers import check_amount, check_share, number
from negsim.checks.references import check_combination, check_issue, check_option, check_repeats, check_source
from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding, Path
from negsim.parties.party import Party
from negsim.positions.statement import Stance


def check_preferences(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with what the file states about weights and values."""
    for index, party in enumerate(scope.draft.parties):
        path = ("parties", index, "preferences")
        yield from _check_weights(scope, party, (*path, "weights"))
        yield from _check_ranking(scope, party, (*path, "ranking"))
        yield from _check_values(scope, party, (*path, "values"))
        yield from _check_discount(scope, party, (*path, "discount"))
        yield from check_source(scope, party.preferences.source, (*path, "source"))
        for place, interaction in enumerate(party.preferences.interactions):
            here = (*path, "interactions", place, "when")
            yield from check_combination(scope, interaction.when, here)
            if not interaction.when:
                message = "an interaction of no issues, where the options that it joins are expected"
                yield scope.finding("E515", here, message)


def spoken_of(scope: Scope, party: Party) -> dict[str, Path]:
    """Return the issues on which a party took a stance or has stated values, each with a place that shows it."""
    found: dict[str, Path] = {}
    for issue_id in scope.issues:
        for index in scope.said.get((party.id, issue_id), ()):
            if scope.draft.statements[index].stance is not Stance.WARNS:
                found.setdefault(issue_id, ("statements", index))
        if party.preferences.values.get(issue_id):
            found.setdefault(issue_id, ("parties", scope.parties[party.id], "preferences", "values", issue_id))
    return found


def _check_weights(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    weights = party.preferences.weights
    for issue_id, weight in weights.items():
        yield from check_issue(scope, issue_id, (*path, issue_id))
        if not party.preferences.as_written:
            yield from check_amount(scope, weight, (*path, issue_id))
    if not weights:
        return
    if not any(weights.values()) and not party.preferences.as_written:
        message = f"all weights of {quoted(party.id)} are 0, where at least one above 0 is expected"
        advice = "leave `weights` out to have them derived from the statements"
        yield scope.finding("E511", path, message, advice=advice)
    # Beside a weight for an issue that there is not, a missing one is most likely the same slip.
    spoken = spoken_of(scope, party) if all(issue_id in scope.issues for issue_id in weights) else {}
    for issue_id, where in spoken.items():
        if issue_id not in weights:
            message = f"{quoted(party.id)} took a stance on issue {quoted(issue_id)}, which its weights leave out"
            advice = f"add {issue_id} = 0 if the issue is worth nothing to it, or leave all `weights` out"
            yield scope.finding("E512", (*path, issue_id), message, advice=advice, also=where)


def _check_ranking(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    ranking = party.preferences.ranking
    if ranking and party.preferences.weights:
        message = f"{quoted(party.id)} has both `weights` and `ranking`, where one of them is expected"
        also = (*path[:-1], "weights")
        yield scope.finding("E513", path, message, advice="keep the one that your source supports", also=also)
    for index, tied in enumerate(ranking):
        if not tied:
            message = "no issue is named, where those of one rank are expected"
            yield scope.finding("E216", (*path, index), message, advice="name the issues, or leave the empty list out")
    places = {
        (*path, index, place): issue_id for index, tied in enumerate(ranking) for place, issue_id in enumerate(tied)
    }
    for here, issue_id in places.items():
        yield from check_issue(scope, issue_id, here)
    yield from check_repeats(scope, places)


def _check_values(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    for issue_id, values in party.preferences.values.items():
        here = (*path, issue_id)
        yield from check_issue(scope, issue_id, here)
        for option_id, value in values.items():
            yield from check_option(scope, issue_id, option_id, (*here, option_id))
            if not party.preferences.as_written:
                yield from check_share(scope, value, (*here, option_id))
        issue = scope.issue(issue_id)
        is_known = issue is not None and all(map(issue.has_option, values))
        missing = issue.others(values) if issue is not None and is_known else ()
        said = scope.said.get((party.id, issue_id), ())
        if missing and all(scope.draft.statements[index].stance is Stance.WARNS for index in said):
            names = ", ".join(quoted(option) for option in missing)
            message = (
                f"{quoted(party.id)} has values on issue {quoted(issue_id)} without {names}; it made "
                "no statement there that they could be derived from"
            )
            advice = "state a value for every option"
            yield scope.finding("E514", here, message, advice=advice, also=_options_of(scope, issue_id))


def _check_discount(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    discount = party.preferences.discount
    if not 0 < discount <= 1:
        message = f"{number(discount)} is given, where a share above 0 and at most 1 is expected"
        advice = "it is what an agreement keeps of its value at the deadline: 0.9 for nine tenths, 1 for all of it"
        yield scope.finding("E516", path, message, advice=advice)


def _options_of(scope: Scope, issue_id: str) -> Path:
    return ("issues", scope.issues[issue_id], "options")
