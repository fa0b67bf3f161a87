"""A timeline and the prices of publicity as text, for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from negsim.cli.phrases import day
from negsim.cli.text import chances, hanging, listed, plural, section
from negsim.deals.odds import Odds
from negsim.experiments.announcements import ALWAYS, Announcement
from negsim.experiments.publicity import Disclosure, Effect, Publicity, PublicityPrice
from negsim.experiments.timeline import Moment, Timeline
from negsim.fields import decimal_text
from negsim.parties.reading import Reading
from negsim.scenario import Scenario

_TABLE = 90
"""How wide text must be at least for a table."""

_COLUMNS = (
    "that all firm lines can be met, at the end of each day: with one resolve for each party, and with each line firm "
    "or soft by itself; what multiplies the latter, by what was said and by what became public; how many packages pass "
    "all red lines; and who moves how far in the first nearest deal, in points of 100 of its own"
)
_CAVEATS = (
    "How firm a line is, and how much firmer it gets by being public, is assumed; no source states it: try others with "
    "--public-firmness and --reading. These are the odds that stated lines, taken so, leave a package, not that there "
    "will be an agreement; and what comes after something need not come of it. Each price is asked for with all else "
    "as it is: prices do not add up, and a statement that repeats another, or that no line rests on, has none."
)


def chronicle(
    found: Timeline,
    prices: Publicity | None,
    disclosures: Sequence[Disclosure],
    *,
    most: int | None,
    width: int,
) -> str:
    """Return what a timeline says, for people.

    Parameters
    ----------
    prices:
        The prices of publicity; None where they were refused.
    most:
        How many prices to list; None for all.
    width:
        How many characters a line may have.
    """
    parts = [[*_head(found, width=width)], [*_moments(found, width=width)]]
    if disclosures:
        parts.append([*_disclosures(disclosures, width=width)])
    if prices is not None:
        parts.append([*_prices(found.scenario, prices, most=most, width=width)])
    parts.append([*_caveats(found, width=width)])
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts)


def _head(found: Timeline, *, width: int) -> Iterator[str]:
    reading = found.reading
    note = f": {reading.note}" if reading.note else ""
    yield from hanging("", f"{found.scenario.label}, day by day. Reading {reading.id}{note}.", width=width)
    firm = ", ".join(f"{name} {decimal_text(value)}" for name, value in reading.firmness.items())
    limits = (
        f"; limits of openness are {decimal_text(reading.limit_factor)} as firm" if reading.limit_factor != 1 else ""
    )
    yield from section("ASSUMED:", f"how firm lines are ({firm}){limits}; {_publicity_assumed(reading)}.", width=width)


def _publicity_assumed(reading: Reading) -> str:
    added = decimal_text(reading.public_firmness)
    if all(value == 1 for value in reading.firmness.values()):
        return (
            "every line is firm already, so publicity moves nothing (--reading negotiable takes lines less literally)"
        )
    if not reading.public_firmness:
        return "being public adds nothing, so publicity moves nothing (--public-firmness 0.2 assumes that it does)"
    return f"being public takes away {added} of the chance that a line is soft (public_firmness {added})"


def _moments(found: Timeline, *, width: int) -> Iterator[str]:
    if not found.moments:
        yield "Nothing was said and nothing became public in these days."
        return
    if not found.has_dates:
        yield from hanging(
            "", "Nothing in this scenario has a date: there is one moment, with all that was said.", width=width
        )
    yield from section("ODDS", _COLUMNS, width=width)
    is_table = width >= _TABLE
    if is_table:
        yield ""
        yield _row("", "one resolve", "line by line", "said", "public", "zone", "nearest deal")
    for moment in found.moments:
        if is_table:
            yield _row(_when(moment), *_cells(moment))
        else:
            one, each, said, public, zone, deal = _cells(moment)
            text = f"{one} with one resolve, {each} each by itself; by saying {said}, by publicity {public}; "
            yield from hanging(f"{_when(moment)}: ", f"{text}zone {zone}; nearest deal {deal}", width=width)
        for text in _happened(found.scenario, moment):
            yield from hanging("", text, width=width, indent=2)
        for question, why in moment.refused.items():
            yield from hanging("", f"{question} not worked out: {why}", width=width, indent=2)


def _row(*cells: str) -> str:
    when, one, each, said, public, zone, deal = cells
    return f"{when:<12}{one:>11}{each:>17}{said:>9}{public:>9}{zone:>12}  {deal}"


def _when(moment: Moment) -> str:
    return "undated" if moment.date is None else day(moment.date)


def _cells(moment: Moment) -> tuple[str, str, str, str, str, str]:
    """Return both odds, both changes, the zone and the first nearest deal of a moment."""
    odds, zone = moment.odds, moment.zone
    return (
        "-" if odds is None else chances(odds.open_one_resolve, odds.open_one_resolve_at_most),
        "-" if odds is None else chances(odds.open, odds.open_at_most),
        _times(moment.before, moment.unpublished),
        _times(moment.unpublished, odds),
        "-"
        if zone is None
        else "none"
        if zone.is_empty
        else f"{zone.size:,}"
        if zone.exact
        else f"{zone.size:,} or more",
        _deal(moment),
    )


def _times(before: Odds | None, after: Odds | None) -> str:
    """Return what multiplies one probability to make the other.

    Examples
    --------
    >>> _times(None, None)
    '-'
    """
    if before is None or after is None or before.open != before.open_at_most or after.open != after.open_at_most:
        return "-"
    if before.open == after.open:
        return "="
    return "from 0" if not before.open else factor(after.open / before.open)


def factor(times: Fraction) -> str:
    """Return what odds are multiplied by.

    Examples
    --------
    >>> factor(Fraction(5, 7)), factor(Fraction(3)), factor(Fraction(0)), factor(Fraction(1001, 1000))
    ('×0.714', '×3', 'to 0', 'about ×1')
    """
    text = f"×{float(times):.3g}"
    return "to 0" if not times else "about ×1" if text == "×1" and times != 1 else text


def _deal(moment: Moment) -> str:
    deals = moment.nearest_deals
    if deals is None:
        return "-"
    if not deals.count:
        return "none needed"
    if not deals.items:
        return f"one of {deals.count}"
    moves = ", ".join(f"{side} {float(breach.total):.1f}" for side, breach in deals[0].breaches.items())
    return f"{moves or 'nobody'} (of {deals.count:,})" if deals.counted else f"{moves or 'nobody'}"


def _happened(scenario: Scenario, moment: Moment) -> Iterator[str]:
    """Yield what happened, in a few words: what was said, and what became public that had been said before."""
    undated = [entry for entry in moment.said if entry.said is None]
    said = [entry for entry in moment.said if entry.said is not None]
    public = {entry.name for entry in moment.published}
    for head, entries in (
        ("without a date, so from the start: ", undated),
        ("said in public: ", [entry for entry in said if entry.name in public]),
        (
            "said, not public yet: ",
            [entry for entry in said if entry.name not in public and entry.kind != "reservation"],
        ),
        ("takes no less than: ", [entry for entry in said if entry.kind == "reservation"]),
        ("MADE PUBLIC: ", moment.disclosed),
    ):
        if entries:
            yield head + _by_source(scenario, entries)


def _by_source(scenario: Scenario, entries: Iterable[Announcement]) -> str:
    """Return what some announcements stand in, with how many stand in each."""
    known = list(entries)
    found = []
    for source in dict.fromkeys(entry.source for entry in known):
        own = [entry for entry in known if entry.source == source]
        parties = dict.fromkeys(scenario.party(entry.party).label for entry in own)
        label = scenario.source(source).label if source else f"{listed(list(parties))}, without a source"
        found.append(f"{label} ({len(own)})")
    return "; ".join(found)


def _disclosures(disclosures: Iterable[Disclosure], *, width: int) -> Iterator[str]:
    yield from section(
        "WHAT WAS MADE PUBLIC LATER:", "the odds, each line by itself, in secret and in public", width=width
    )
    for found in disclosures:
        many = len(found.on_the_day.firmness)
        firmer = plural(many, "line is", "lines are") if many else "no line is"
        text = f"{_both(found.on_the_day)} on the day; {_both(found.at_the_end)} at the end; {firmer} firmer for it"
        yield from hanging(f"{day(found.date)}: ", text, width=width)


def _both(effect: Effect) -> str:
    secret, public = effect.secret, effect.public
    if effect.price.open == 0:
        return f"{chances(secret.open, secret.open_at_most)} either way"
    before, after = chances(secret.open, secret.open_at_most), chances(public.open, public.open_at_most)
    return f"{before} in secret, {after} in public ({_times(secret, public)})"


def _prices(scenario: Scenario, prices: Publicity, *, most: int | None, width: int) -> Iterator[str]:
    if not prices.statements and not prices.sources:
        text = "nothing was said that could be secret or public, so nothing has a price."
        yield from section("THE PRICE OF PUBLICITY:", text, width=width)
        return
    when = f" at the end of {day(prices.as_of)}" if prices.as_of else ""
    body = f"how many times better the odds{when}, each line by itself, would be if it alone were secret"
    yield from section("THE PRICE OF PUBLICITY:", body, width=width)
    for kind, entries in (("statements and stated lines", prices.statements), ("sources", prices.sources)):
        moving = [price for price in entries if price.effect.price.open != 0]
        for price in moving[:most]:
            yield from hanging("  ", _priced(scenario, price), width=width)
        left = len(moving) - len(moving[:most])
        hidden = f"{left:,} more, which --all shows; " if left else ""
        idle = len(entries) - len(moving)
        if entries:
            yield f"  {kind}: {hidden}{idle:,} of {len(entries):,} change nothing by themselves"


def _priced(scenario: Scenario, price: PublicityPrice) -> str:
    effect = price.effect
    worse = "not known" if effect.price.open is None else _times(effect.public, effect.secret)
    is_not = "" if price.is_public else ", which is not public: what publishing it would cost"
    firmer = "; ".join(
        f"{demand} firm {decimal_text(public)}, {decimal_text(secret)} in secret"
        for demand, (secret, public) in list(effect.firmness.items())[:2]
    )
    more = f"; {len(effect.firmness) - 2} more lines" if len(effect.firmness) > 2 else ""
    return f"{worse} {_named(scenario, price)}{is_not}: {firmer}{more}"


def _named(scenario: Scenario, price: PublicityPrice) -> str:
    one = price.announcements[0]
    if price.name != one.name:
        return f"{price.name} ({scenario.source(price.name).label})"
    about = f" on {one.issue}" if one.issue else ""
    when = f", {_day(one.said)}" if one.said else ""
    return f"{price.name} ({scenario.party(one.party).label}{about}{when})"


def _day(date: dt.date | None) -> str:
    return "undated" if date is None or date == ALWAYS else day(date)


def _caveats(found: Timeline, *, width: int) -> Iterator[str]:
    undated = f" What has no date counts from the start: {', '.join(found.undated)}." if found.undated else ""
    yield from section("NOT TO BE CONCLUDED:", _CAVEATS + (undated if found.has_dates else ""), width=width)
