"""A timeline with the prices of publicity as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from negsim.deals.odds import Odds
from negsim.experiments.announcements import ALWAYS, Announcement
from negsim.experiments.answers import Change
from negsim.experiments.publicity import Disclosure, Effect, Publicity, PublicityPrice
from negsim.experiments.timeline import Moment, Timeline
from negsim.fields import decimal_text
from negsim.formats.analysis_json import nearest_deals_json, zone_json
from negsim.formats.problem_json import FORMAT, Json


def timeline_json(
    found: Timeline,
    *,
    publicity: Publicity | None = None,
    disclosures: Iterable[Disclosure] = (),
    max_items: int | None = 20,
) -> Json:
    """Return a timeline as JSON values; probabilities and their changes are exact decimal text.

    Parameters
    ----------
    publicity:
        The prices of publicity; None where they were refused.
    disclosures:
        What was done by each day on which something became public that had been said before.
    max_items:
        How many prices each list shows; None for all.
    """
    return {
        "format": FORMAT,
        "scenario": found.scenario.id,
        "reading": found.reading.id,
        "as_of": _day(found.until),
        "since": _day(found.since),
        "until": _day(found.until),
        "assumed": {
            "note": found.reading.note,
            "firmness": _texts(found.reading.firmness),
            "limit_factor": decimal_text(found.reading.limit_factor),
            "public_firmness": decimal_text(found.reading.public_firmness),
            "red_from": decimal_text(found.reading.red_from),
        },
        "undated": list(found.undated),
        "moments": [_moment(moment) for moment in found.moments],
        "publicity": None if publicity is None else _publicity(publicity, max_items=max_items),
        "disclosures": [_disclosure(entry) for entry in disclosures],
        "method": found.method,
    }


def _moment(moment: Moment) -> Json:
    return {
        "date": _day(moment.date),
        "is_start": moment.is_start,
        "said": [entry.name for entry in moment.said],
        "published": _by_source(moment.published),
        "disclosed": [entry.name for entry in moment.disclosed],
        "odds": None if moment.odds is None else _odds(moment.odds),
        "by_saying": None if moment.by_saying is None else _change(moment.by_saying),
        "by_publicity": None if moment.by_publicity is None else _change(moment.by_publicity),
        "by_disclosure": None if moment.by_disclosure is None else _change(moment.by_disclosure),
        "zone": None if moment.zone is None else zone_json(moment.zone),
        "conflicts": None
        if moment.conflicts is None
        else {"count": moment.conflicts, "complete": moment.conflicts_complete},
        "nearest_deals": None
        if moment.nearest_deals is None
        else nearest_deals_json(moment.nearest_deals, max_items=None),
        "refused": dict(moment.refused),
    }


def _by_source(entries: Iterable[Announcement]) -> list[Json]:
    known = list(entries)
    return [
        {"source": source or None, "names": [entry.name for entry in known if entry.source == source]}
        for source in dict.fromkeys(entry.source for entry in known)
    ]


def _publicity(found: Publicity, *, max_items: int | None) -> Json:
    return {
        "as_of": _day(found.as_of),
        "odds": _odds(found.odds),
        "statements": _prices(found.statements, max_items=max_items),
        "sources": _prices(found.sources, max_items=max_items),
        "method": found.method,
    }


def _prices(prices: tuple[PublicityPrice, ...], *, max_items: int | None) -> Json:
    shown = prices[:max_items]
    return {
        "count": len(prices),
        "complete": len(shown) == len(prices),
        "items": [
            {
                "name": price.name,
                "names": [entry.name for entry in price.announcements],
                "is_public": price.is_public,
                "change": None if price.change is None else decimal_text(price.change),
                **_effect(price.effect),
            }
            for price in shown
        ],
    }


def _effect(effect: Effect) -> Json:
    return {
        "secret": _odds(effect.secret),
        "public": _odds(effect.public),
        "price": _change(effect.price),
        "times": None if effect.times is None else decimal_text(effect.times),
        "firmness": {
            demand: {"secret": decimal_text(secret), "public": decimal_text(public)}
            for demand, (secret, public) in effect.firmness.items()
        },
    }


def _disclosure(found: Disclosure) -> Json:
    return {
        "date": found.date.isoformat(),
        "published": _by_source(found.announcements),
        "on_the_day": _effect(found.on_the_day),
        "at_the_end": _effect(found.at_the_end),
    }


def _odds(odds: Odds) -> Json:
    """Return odds without what a timeline does not need of them."""
    return {
        "open": decimal_text(odds.open),
        "open_at_most": decimal_text(odds.open_at_most),
        "open_one_resolve": decimal_text(odds.open_one_resolve),
        "open_one_resolve_at_most": decimal_text(odds.open_one_resolve_at_most),
        "open_one_principle": decimal_text(odds.open_one_principle),
        "open_one_principle_at_most": decimal_text(odds.open_one_principle_at_most),
        "exact": odds.exact,
    }


def _change(change: Change) -> Json:
    return {
        name: None if number is None else decimal_text(number)
        for name, number in (
            ("open", change.open),
            ("open_one_resolve", change.open_one_resolve),
            ("open_one_principle", change.open_one_principle),
        )
    }


def _texts(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: decimal_text(number) for name, number in numbers.items()}


def _day(date: dt.date | None) -> str | None:
    return None if date is None or date == ALWAYS else date.isoformat()
