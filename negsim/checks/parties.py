"""Whether there is someone to agree: parties, who of them signs, blocs and reservations."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.ids import check_id
from negsim.checks.numbers import check_amount, check_share
from negsim.checks.references import check_distinct, check_issue, check_option, check_source
from negsim.checks.scope import Scope, folded, quoted
from negsim.errors import Finding, Path
from negsim.parties.party import Consent
from negsim.parties.reservation import Reservation


def check_parties(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with the parties as such."""
    parties = scope.draft.parties
    if not parties:
        yield scope.finding("E501", ("parties",), "there is no party, where at least one is expected")
    elif not any(party.consent is Consent.ALWAYS for party in parties):
        message = 'nobody signs: no party has consent = "always", where at least one is expected'
        yield scope.finding("E502", ("parties",), message, advice='give those at the table consent = "always"')
    yield from check_distinct(scope, (party.id for party in parties), ("parties",), kind="parties")
    for index, party in enumerate(parties):
        yield from check_id(scope, party.id, ("parties", index, "id"))
        yield from check_amount(scope, party.capability, ("parties", index, "capability"))
        if party.reservation is not None:
            yield from _check_reservation(scope, party.reservation, ("parties", index, "reservation"))
    yield from _check_blocs(scope)


def _check_blocs(scope: Scope) -> Iterator[Finding]:
    """Find blocs that would be taken for a party outside them, or for another bloc."""
    sides: dict[str, dict[str, int]] = {}
    for index, party in enumerate(scope.draft.parties):
        sides.setdefault(folded(party.side), {}).setdefault(party.bloc, index)
    for index, party in enumerate(scope.draft.parties):
        path = ("parties", index, "bloc")
        if not party.bloc:
            continue
        yield from check_id(scope, party.bloc, path)
        others = [number for bloc, number in sides[folded(party.bloc)].items() if bloc != party.bloc]
        if others:
            other = scope.draft.parties[others[0]]
            kind = "bloc" if other.bloc else "party"
            message = f"the bloc {quoted(party.bloc)} would be taken for the {kind} {quoted(other.side)} outside it"
            advice = f"put {quoted(other.id)} into the bloc, or name the bloc otherwise"
            yield scope.finding("E503", path, message, advice=advice, also=("parties", others[0]))


def _check_reservation(scope: Scope, reservation: Reservation, path: Path) -> Iterator[Finding]:
    stated = (reservation.value is not None) + bool(reservation.fallback)
    if stated != 1:
        given = "neither `value` nor `fallback`" if stated == 0 else "both `value` and `fallback`"
        advice = "state the least value that the party takes, or what happens without an agreement"
        yield scope.finding("E504", path, f"a reservation with {given}, where one of them is expected", advice=advice)
    yield from check_share(scope, reservation.firmness, (*path, "firmness"))
    yield from check_source(scope, reservation.source, (*path, "source"))
    for issue_id, option_id in reservation.fallback.items():
        yield from check_issue(scope, issue_id, (*path, "fallback", issue_id))
        yield from check_option(scope, issue_id, option_id, (*path, "fallback", issue_id))
    if reservation.fallback:
        for index, issue in enumerate(scope.draft.issues):
            if issue.id not in reservation.fallback and not issue.status_quo:
                message = f"the fallback leaves out issue {quoted(issue.id)}, which has no status quo to keep"
                advice = "add the issue to the fallback, or give it a `status_quo`"
                here = (*path, "fallback", issue.id)
                yield scope.finding("E505", here, message, advice=advice, also=("issues", index))
