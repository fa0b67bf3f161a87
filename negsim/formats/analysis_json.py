"""An analysis as JSON: every answer, every list with its count and whether it is complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from negsim.deals.analysis import Analysis
from negsim.deals.conventions import TEXTBOOK
from negsim.deals.deal import Deal
from negsim.deals.frontier import Frontier
from negsim.deals.importance import Importance
from negsim.deals.nearest import NearestDeals
from negsim.deals.odds import GroupOdds, Odds
from negsim.deals.repairs import Repairs
from negsim.deals.solutions import RULES
from negsim.deals.zone import Zone
from negsim.fields import decimal_text
from negsim.formats.problem_json import FORMAT, Json


def analysis_json(analysis: Analysis, *, max_items: int | None = 20) -> Json:
    """Return an analysis as JSON values.

    Values are integer points on each party's ``scale``; breaches, costs and probabilities are exact decimal text.

    Parameters
    ----------
    max_items:
        How many items each list shows; None for all that were worked out.
    """
    problem = analysis.problem
    return {
        "format": FORMAT,
        "scenario": problem.scenario,
        "reading": problem.reading,
        "as_of": None if analysis.compilation.as_of is None else analysis.compilation.as_of.isoformat(),
        "packages": None if analysis.zone is None else analysis.zone.packages,
        "combinations": problem.space.combinations,
        "scale": {party.id: party.scale for party in problem.parties},
        "zone": None if analysis.zone is None else zone_json(analysis.zone),
        "frontier": _frontier(analysis, max_items=max_items),
        "convention": analysis.convention,
        "solutions": {rule: _solution(analysis, rule, max_items=max_items) for rule in _rules(analysis)},
        "nearest_deals": None
        if analysis.nearest_deals is None
        else nearest_deals_json(analysis.nearest_deals, max_items=max_items),
        "conflicts": _conflicts(analysis, max_items=max_items),
        "repairs": _repairs(analysis.repairs, max_items=max_items),
        "status_quo": None if analysis.status_quo is None else _deal(analysis.status_quo),
        "groups": _groups(analysis),
        "issues": [
            {"id": entry.issue, "open": decimal_text(entry.open), "open_at_reading": entry.is_open}
            for entry in analysis.issue_odds
        ],
        "odds": _odds(analysis.odds),
        "refused": dict(analysis.refused),
        "assumptions": list(analysis.assumptions),
    }


def _list(items: Sequence[Any], *, count: int, max_items: int | None, complete: bool = True) -> Json:
    shown = list(items[:max_items])
    return {"count": count, "complete": complete and count == len(shown), "items": shown}


def zone_json(zone: Zone) -> Json:
    """Return how large a zone is, as JSON values."""
    return {
        "empty": zone.is_empty,
        "size": zone.size,
        "at_most": zone.at_most,
        "agreements": zone.agreements,
        "exact": zone.exact,
        "method": zone.method,
    }


def _frontier(analysis: Analysis, *, max_items: int | None) -> Json | None:
    frontier = analysis.frontier
    if frontier is None:
        return None
    return {
        "of": frontier.of,
        "packages": frontier.packages,
        "points": len(frontier),
        "tolerance": None if frontier.tolerance is None else decimal_text(frontier.tolerance),
        "missed": decimal_text(frontier.missed),
        "exact": frontier.exact,
        "method": frontier.method,
        "list": _list(
            _frontier_items(analysis, frontier),
            count=frontier.packages,
            max_items=max_items,
            complete=frontier.exact,
        ),
    }


def _frontier_items(analysis: Analysis, frontier: Frontier) -> list[Json]:
    packages = [package for point in frontier.items for package in point.packages]
    return [{"package": dict(package.choices), "values": analysis.problem.points(package)} for package in packages]


def _rules(analysis: Analysis) -> Iterable[str]:
    """Return the rules to report: the textbook's also while the zone is empty and they pick nothing."""
    return RULES if analysis.convention == TEXTBOOK else analysis.solutions


def _solution(analysis: Analysis, rule: str, *, max_items: int | None) -> Json:
    solution = analysis.solutions.get(rule)
    if solution is None:
        # No rule picks anything from an empty zone; what was not looked for is not complete.
        is_known = analysis.zone is not None and analysis.zone.is_empty
        return _list([], count=0, max_items=max_items, complete=is_known)
    deals = [_deal(deal) for deal in solution.deals]
    return {
        **_list(deals, count=solution.count, max_items=max_items, complete=solution.complete),
        "compares_parties": solution.compares_parties,
        "value": _value(solution.value),
        "bound": _value(solution.bound),
        "exact": solution.exact,
        "note": solution.note,
        "method": solution.method,
    }


def _value(value: Fraction | tuple[Fraction, ...] | None) -> str | list[str] | None:
    """Return what a rule makes as great as can be: a number, or several in order."""
    if isinstance(value, tuple):
        return [decimal_text(entry) for entry in value]
    return None if value is None else decimal_text(value)


def nearest_deals_json(nearest: NearestDeals, *, max_items: int | None) -> Json:
    """Return nearest deals as JSON values, with as many of them as are to be shown."""
    items = [
        {
            **_deal(deal),
            "breaches": {
                side: {"total": decimal_text(breach.total), "demands": list(breach.demands)}
                for side, breach in deal.breaches.items()
            },
        }
        for deal in nearest.items
    ]
    found = _list(items, count=nearest.count, max_items=max_items, complete=nearest.counted)
    return {**found, "method": nearest.method, "exact": nearest.exact}


def _conflicts(analysis: Analysis, *, max_items: int | None) -> Json:
    complete = "conflicts" not in analysis.refused and all(group.complete for group in analysis.groups)
    items = [list(conflict.demands) for conflict in analysis.conflicts]
    return _list(items, count=len(items), max_items=max_items, complete=complete)


def _repairs(repairs: Repairs | None, *, max_items: int | None) -> Json | None:
    if repairs is None:
        return None
    items = [
        {"demands": list(repair.demands), "cost": decimal_text(repair.cost), **_deal(repair.deal)}
        for repair in repairs.items
    ]
    found = _list(items, count=repairs.count, max_items=max_items, complete=repairs.counted)
    return {**found, "ordered": repairs.ordered, "method": repairs.method}


def _groups(analysis: Analysis) -> list[Json]:
    chances: Iterable[GroupOdds | None] = (
        [None] * len(analysis.groups) if analysis.odds is None else analysis.odds.groups
    )
    return [
        {
            "issues": list(group.issues),
            "open": None if chance is None else decimal_text(chance.open),
            "open_at_most": None if chance is None else decimal_text(chance.at_most),
            "conflicts": len(group.conflicts),
            "repairs": len(group.repairs),
            "complete": group.complete,
            "repairs_complete": group.repairs_complete,
            "method": group.method,
            "demands": list(group.demands),
        }
        for group, chance in zip(analysis.groups, chances, strict=True)
    ]


def _odds(odds: Odds | None) -> Json | None:
    if odds is None:
        return None
    return {
        "open": decimal_text(odds.open),
        "open_at_most": decimal_text(odds.open_at_most),
        "open_one_resolve": decimal_text(odds.open_one_resolve),
        "open_one_resolve_at_most": decimal_text(odds.open_one_resolve_at_most),
        "open_one_principle": decimal_text(odds.open_one_principle),
        "open_one_principle_at_most": decimal_text(odds.open_one_principle_at_most),
        "principles": [
            {
                "name": entry.name,
                "demands": list(entry.demands),
                "if_soft": _text(entry.if_soft),
                "if_firm": _text(entry.if_firm),
            }
            for entry in odds.principles
        ],
        "importance": {name: _importance(entry) for name, entry in odds.importance.items()},
        "method": odds.method,
        "exact": odds.exact,
    }


def _importance(entry: Importance) -> Json:
    return {
        "birnbaum": decimal_text(entry.birnbaum),
        "times": _text(entry.times),
        "if_soft": _text(entry.if_soft),
        "if_firm": _text(entry.if_firm),
        "criticality": _text(entry.criticality),
        "learning": decimal_text(entry.learning),
    }


def _text(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)


def _deal(deal: Deal) -> Json:
    return {"package": dict(deal.package.choices), "values": dict(deal.points)}
