"""Publicity: what it does to the odds that a statement is public, and what a day's disclosures did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.odds import Odds
from negsim.experiments.announcements import Announcement, announcements, dates_of, with_publicity
from negsim.experiments.answers import Answers, Change, change, firmness_of
from negsim.experiments.timeline import check_day, reading_with
from negsim.fields import Number, entries, frozen_mapping
from negsim.parties.reading import NEGOTIABLE, Reading
from negsim.problem import BargainingProblem
from negsim.scenario import Scenario
from negsim.search.effort import STEADY, Effort


@frozen(kw_only=True)
class Effect:
    """What it does that something is public rather than secret.

    Attributes
    ----------
    secret, public:
        The odds in each case.
    firmness:
        From each demand whose firmness differs to what it is in secret and in public.
    """

    secret: Odds
    public: Odds
    firmness: Mapping[str, tuple[Fraction, Fraction]] = field(converter=frozen_mapping)

    @property
    def price(self) -> Change:
        """How much better the odds are in secret."""
        return change(self.secret, self.public)

    @property
    def times(self) -> Fraction | None:
        """How many times better they are, each demand by itself; None where they are not exact, or 0 in public."""
        return self.secret.open / self.public.open if self.price.open is not None and self.public.open else None


@frozen(kw_only=True)
class PublicityPrice:
    """What the publicity of a statement or stated line, or of all that one source holds, costs the odds.

    Attributes
    ----------
    name:
        The id of the statement, ``PARTY:LINE`` or the id of the source.
    announcements:
        The statement itself, or all of the source.
    is_public:
        Whether it is public as things are; of a source, whether any part of it is.
    effect:
        The odds if it alone were secret, and if it alone were public; all else as it is.
    """

    name: str
    announcements: tuple[Announcement, ...] = field(converter=entries)
    is_public: bool
    effect: Effect

    @property
    def change(self) -> Fraction | None:
        """The odds if it alone were not public (or were, if it is not), less the odds as they are.

        Of a source of which a part is public: the odds if all of it were secret less the odds if all of it were public.
        """
        price = self.effect.price.open
        return price if price is None or self.is_public else -price


@frozen(kw_only=True)
class Publicity:
    """The prices of publicity.

    Attributes
    ----------
    as_of:
        What was said and public by the end of that day counts; None for everything.
    odds:
        As things are.
    statements, sources:
        In order: the greatest price first, then as in the file.
    """

    reading: Reading
    as_of: dt.date | None
    odds: Odds
    statements: tuple[PublicityPrice, ...] = field(converter=entries)
    sources: tuple[PublicityPrice, ...] = field(converter=entries)
    method: str = "each asked by itself, exact"


@frozen(kw_only=True)
class Disclosure:
    """What it did to the odds that something became public on one day.

    Attributes
    ----------
    announcements:
        What had been said in confidence before, and became public on the day; nothing where it is empty.
    on_the_day:
        The odds at its end, if these had stayed secret and as it was.
    at_the_end:
        The same when all is said that the scenario holds, or what was said by the last day asked about.
    """

    date: dt.date
    reading: Reading
    announcements: tuple[Announcement, ...] = field(converter=entries)
    on_the_day: Effect
    at_the_end: Effect

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that these stand in, in order; those without one are left out."""
        return tuple(dict.fromkeys(entry.source for entry in self.announcements if entry.source))


def publicity(
    scenario: Scenario,
    *,
    reading: str | Reading = NEGOTIABLE,
    public_firmness: Number | None = None,
    as_of: dt.date | None = None,
    effort: Effort = STEADY,
) -> Publicity:
    """Return what the publicity of each statement, of each stated line and of each source costs the odds.

    The odds if it alone were secret, less the odds if it alone were public, all else as it is. A price is 0 where a
    firmer statement stands behind the same lines, or none at all; and below 0 where it is better that it is known,
    which no reading of negsim's own brings about, since being public only ever makes lines firmer.

    Parameters
    ----------
    reading, public_firmness:
        As of :func:`timeline`.
    as_of:
        Take only what was said by the end of that day, and only what was public by then as public.

    Raises
    ------
    UnknownNameError
        If there is no such reading.
    ValueError
        If ``public_firmness`` is not from 0 to 1.
    TypeError
        If ``as_of`` is no date: text, for instance.
    TooLargeError
        As :func:`negsim.groups`.

    Notes
    -----
    Prices of several statements do not add up: each is asked for while all others are as they are. Odds are worked out
    once for each different outcome, and most statements change none.

    Examples
    --------
    >>> import negsim
    >>> def said(party, stance, is_public):
    ...     return negsim.Statement(party=party, issue="price", stance=stance, options=["low"], public=is_public)
    >>> scenario = negsim.Scenario(
    ...     "sale",
    ...     issues=[negsim.Issue("price", ["low", "high"])],
    ...     parties=[negsim.Party("Buyer"), negsim.Party("Seller")],
    ...     statements=[said("Buyer", "demands", True), said("Seller", "rejects", False)])
    >>> found = publicity(scenario)
    >>> [(price.name, price.is_public, float(price.effect.price.open)) for price in found.statements]
    [('s2', False, 0.0544), ('s1', True, 0.048)]
    """
    check_day("as_of", as_of)
    chosen = reading_with(scenario, reading, public_firmness)
    asking = _Asking(scenario=scenario, reading=chosen, answers=Answers(effort=effort.started()))
    known = [entry for entry in announcements(scenario) if entry.kind != "reservation" and entry.is_said_by(as_of)]
    sources = dict.fromkeys(entry.source for entry in known if entry.source)
    now = asking.compiled(as_of)
    return Publicity(
        reading=chosen,
        as_of=as_of,
        odds=asking.answers.odds(now.problem),
        statements=_in_order(asking.price(entry.name, [entry], now=now) for entry in known),
        sources=_in_order(
            asking.price(source, [entry for entry in known if entry.source == source], now=now) for source in sources
        ),
    )


def made_public_on(
    scenario: Scenario,
    date: dt.date,
    *,
    reading: str | Reading = NEGOTIABLE,
    public_firmness: Number | None = None,
    until: dt.date | None = None,
    effort: Effort = STEADY,
) -> Disclosure:
    """Return what it did to the odds that what had been said in confidence became public on one day: a leak.

    Parameters
    ----------
    reading, public_firmness:
        As of :func:`timeline`.
    until:
        The day at whose end the effect is asked for as well; None for the last day of all.

    Raises
    ------
    UnknownNameError
        If there is no such reading.
    ValueError
        If ``public_firmness`` is not from 0 to 1, or ``until`` is before the date.
    TypeError
        If ``date`` or ``until`` is no date: text, for instance.
    TooLargeError
        As :func:`negsim.groups`.
    """
    for name, given in (("date", date), ("until", until)):
        check_day(name, given)
    if until is not None and until < date:
        raise ValueError(f"until {until}, which is before {date}; expected a day on or after it")
    chosen = reading_with(scenario, reading, public_firmness)
    asking = _Asking(scenario=scenario, reading=chosen, answers=Answers(effort=effort.started()))
    known = announcements(scenario)
    disclosed = [entry for entry in known if entry.public == date and entry.was_private]
    names = {entry.name for entry in disclosed}
    last = max((date, *dates_of(known))) if until is None else until
    return Disclosure(
        date=date,
        reading=chosen,
        announcements=disclosed,
        on_the_day=asking.effect(asking.compiled(date, names).problem, asking.compiled(date).problem),
        at_the_end=asking.effect(asking.compiled(last, names).problem, asking.compiled(last).problem),
    )


def _in_order(prices: Iterator[PublicityPrice]) -> list[PublicityPrice]:
    return sorted(prices, key=lambda price: -(price.effect.price.open or 0))


@frozen(kw_only=True, eq=False)
class _Asking:
    """Asking what would be if something were secret, or public."""

    scenario: Scenario
    reading: Reading
    answers: Answers

    def compiled(self, day: dt.date | None, names: Collection[str] = (), *, is_public: bool = False) -> Compilation:
        """Return the problem as of a day, with the publicity of some announcements changed."""
        scenario = with_publicity(self.scenario, names, is_public=is_public) if names else self.scenario
        return compile_scenario(scenario, reading=self.reading, as_of=day)

    def price(self, name: str, members: Sequence[Announcement], *, now: Compilation) -> PublicityPrice:
        """Return the price of the publicity of some announcements together; ``now`` is the problem as things are."""
        is_public = any(entry.is_public_by(now.as_of) for entry in members)
        # Being public makes lines firmer and nothing else: what no line rests on changes nothing.
        counting = _behind_lines(now)
        published = {entry.name: entry.is_public_by(now.as_of) for entry in members if entry.name in counting}
        secret = self.compiled(now.as_of, published, is_public=False) if any(published.values()) else now
        public = now if all(published.values()) else self.compiled(now.as_of, published, is_public=True)
        effect = self.effect(secret.problem, public.problem)
        return PublicityPrice(name=name, announcements=members, is_public=is_public, effect=effect)

    def effect(self, secret: BargainingProblem, public: BargainingProblem) -> Effect:
        """Return the odds of both problems, and the demands that are firmer in one than in the other."""
        before, after = firmness_of(secret), firmness_of(public)
        return Effect(
            secret=self.answers.odds(secret),
            public=self.answers.odds(public),
            firmness={
                name: (before[name], firmness)
                for name, firmness in after.items()
                if before.get(name) not in (None, firmness)
            },
        )


def _behind_lines(compilation: Compilation) -> set[str]:
    """Return the names of the statements and stated lines that some line in force rests on."""
    found = set()
    for evidence in compilation.evidence:
        for entry in evidence.lines:
            found |= set(entry.line.statements)
            if entry.stated is not None:
                found.add(f"{evidence.party.id}:{entry.stated.id}")
    return found
