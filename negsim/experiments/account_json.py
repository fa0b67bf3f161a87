"""What a reader of a transcript wants to know, as JSON."""

from __future__ import annotations

from negsim.deals.conflicts import Conflict
from negsim.deals.deal import Deal, valued
from negsim.deals.improvements import Improvements
from negsim.experiments.account import Account, Moment
from negsim.experiments.measures import Measures
from negsim.experiments.movement import Movement, Offered
from negsim.experiments.obstacles import Obstacle, Refusal
from negsim.experiments.subgame_perfect import SubgamePerfect
from negsim.fields import decimal_text
from negsim.formats.analysis_json import zone_json
from negsim.formats.problem_json import Json
from negsim.problem import BargainingProblem


def account_json(account: Account) -> Json:
    """Return an account as JSON values; the transcript itself is apart (``negsim.formats.transcript_json``).

    Shares and gains are exact decimal text, values integer points on each party's ``scale``, and distances, which are
    roots, floats.
    """
    return {
        "scale": {party.id: party.scale for party in account.problem.parties},
        "movements": [_movement(entry) for entry in account.movements],
        "moments": [_moment(entry) for entry in account.moments],
        "obstacles": [_obstacle(entry) for entry in account.obstacles],
        "issues": list(account.issues),
        "refusals": [_refusal(entry) for entry in account.refusals],
        "behind": dict(account.behind),
        "measures": _measures(account.measures),
        "breaches": None if account.deal is None else _breaches(account.deal),
        "zone": None if account.zone is None else zone_json(account.zone),
        "conflicts": {
            "count": len(account.conflicts),
            "complete": account.complete,
            "items": [_conflict(entry) for entry in account.conflicts],
        },
        "nash": [{"package": dict(deal.package.choices), "values": dict(deal.points)} for deal in account.fair],
        "perfect": None if account.perfect is None else _perfect(account.perfect),
        "left": None if account.left is None else _left(account.left, account.problem),
        "refused": dict(account.refused),
    }


def _offered(entry: Offered) -> Json:
    return {
        "move": entry.at,
        "round": entry.round,
        "party": entry.party,
        "package": dict(entry.package.choices),
        "values": dict(entry.points),
    }


def _taken(entry: Offered | None) -> Json | None:
    return None if entry is None else {**_offered(entry), "maker": entry.maker}


def _movement(entry: Movement) -> Json:
    return {
        "party": entry.party,
        "strategy": entry.strategy,
        "first": None if entry.first is None else _offered(entry.first),
        "last": None if entry.last is None else _offered(entry.last),
        "offers": entry.offers,
        "accepted": entry.accepted,
        "silent": entry.refused,
        "void": entry.void,
        "taken_first": _taken(entry.taken_first),
        "taken_last": _taken(entry.taken_last),
        "room": entry.room,
        "given_up": None if entry.given_up is None else decimal_text(entry.given_up),
        "steps": {kind.value: count for kind, count in entry.steps.items()},
        "mixed": dict(entry.mixed),
        "stalls": [{"first": stall.first, "last": stall.last} for stall in entry.stalls],
        "shifts": {shift.issue: [shift.first, shift.last] for shift in entry.shifts},
    }


def _moment(entry: Moment) -> Json:
    return {
        **_offered(entry.offered),
        "why": [reason.value for reason in entry.why],
        "before": None if entry.before is None else dict(entry.before.choices),
        "maker": entry.offered.maker,
    }


def _obstacle(entry: Obstacle) -> Json:
    return {
        "party": entry.offered.party,
        "round": entry.offered.round,
        "own": list(entry.own),
        "red": list(entry.red),
        "soft": list(entry.soft),
        "short": dict(entry.short),
    }


def _refusal(entry: Refusal) -> Json:
    return {
        "party": entry.party,
        "round": entry.round,
        "package": None if entry.package is None else dict(entry.package.choices),
        "demands": list(entry.demands),
    }


def _measures(found: Measures) -> Json:
    return {
        "efficient": found.is_efficient,
        "to_frontier": found.to_frontier,
        "to_nash": found.to_nash,
        "to_kalai_smorodinsky": found.to_kalai_smorodinsky,
        "gain_left": None if found.gain_left is None else decimal_text(found.gain_left),
        "lost_to_delay": dict(found.lost_to_delay),
        "gained": dict(found.gained),
    }


def _breaches(deal: Deal) -> Json:
    return {
        side: {"total": decimal_text(breach.total), "demands": list(breach.demands)}
        for side, breach in deal.breaches.items()
    }


def _conflict(entry: Conflict) -> list[str]:
    return list(entry.demands)


def _perfect(found: SubgamePerfect) -> Json:
    return {
        "package": None if found.package is None else dict(found.package.choices),
        "values": dict(found.points),
        "offer": found.at,
    }


def _left(found: Improvements, problem: BargainingProblem) -> Json:
    return {
        "efficient": found.is_efficient,
        "count": found.count,
        "complete": found.complete,
        "items": [
            {
                "package": dict(item.package.choices),
                "changes": dict(item.changes),
                "gains": {party: decimal_text(gain) for party, gain in item.gains.items()},
                "broken": list(valued(problem, item.package).broken),
            }
            for item in found
        ],
    }
