"""Timeline: how the odds, the zone and the nearest deals move as things are said and become public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from attrs import evolve, field, frozen

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.nearest import NearestDeals, nearest_deals
from negsim.deals.odds import Odds
from negsim.deals.zone import Zone
from negsim.errors import TooLargeError
from negsim.experiments.announcements import ALWAYS, Announcement, announcements, dates_of, with_publicity
from negsim.experiments.answers import Answers, Change, change
from negsim.fields import Number, decimal_text, entries, exact, frozen_mapping
from negsim.parties.reading import NEGOTIABLE, Reading
from negsim.scenario import Scenario
from negsim.search.effort import STEADY, Effort

Answer = TypeVar("Answer")


@frozen(kw_only=True)
class Moment:
    """A day on which something was said or became public, and how things stood at its end.

    Attributes
    ----------
    date:
        The day; None where the scenario has no dates, and this is all there is.
    is_start:
        Whether it is the first day of all: what has no date counts from here.
    said, published:
        What was said on the day, and what became public on it: what was said in public stands in both.
    odds:
        The odds that the zone is open at the end of the day; None where they were refused.
    before:
        The odds at the end of the moment before; None for the first of all, and where they were refused.
    unpublished:
        The odds at the end of the day if nothing had become public on it.
    undisclosed:
        The odds at the end of the day if what had been said before had not become public on it.
    zone:
        How large the zone is; None where that was refused.
    conflicts, conflicts_complete:
        How many conflicts are known, and whether these are all; None where they were refused.
    nearest_deals:
        The first of the nearest deals; None where they were refused.
    refused:
        From question (``odds``, ``zone``, ``conflicts``, ``nearest_deals``) to why it was not answered.
    """

    date: dt.date | None
    is_start: bool
    said: tuple[Announcement, ...] = field(converter=entries)
    published: tuple[Announcement, ...] = field(converter=entries)
    odds: Odds | None
    before: Odds | None
    unpublished: Odds | None
    undisclosed: Odds | None
    zone: Zone | None
    conflicts: int | None
    conflicts_complete: bool
    nearest_deals: NearestDeals | None
    refused: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)

    @property
    def disclosed(self) -> tuple[Announcement, ...]:
        """What had been said in confidence and became public on this day."""
        return tuple(entry for entry in self.published if entry.was_private)

    @property
    def by_saying(self) -> Change | None:
        """How what was said moved the odds: if none of it were public, less before; None without a moment before."""
        return None if self.unpublished is None or self.before is None else change(self.unpublished, self.before)

    @property
    def by_publicity(self) -> Change | None:
        """How what became public moved the odds: as they are, less if it had not; None where odds were refused."""
        return None if self.odds is None or self.unpublished is None else change(self.odds, self.unpublished)

    @property
    def by_disclosure(self) -> Change | None:
        """What part of this had been said before: as the odds are, less if it had not become public."""
        return None if self.odds is None or self.undisclosed is None else change(self.odds, self.undisclosed)


@frozen(kw_only=True)
class Timeline:
    """The moments of a negotiation, in order.

    Attributes
    ----------
    reading:
        How literally statements were taken; where its ``public_firmness`` is 0, publicity moves nothing.
    since, until:
        The days that were asked about; None where there is no limit.
    moments:
        Each holds until the next. Those outside the days asked about are left out.
    undated:
        The names of what has no date, and counts from the start.
    method:
        How it was found.
    """

    scenario: Scenario
    reading: Reading
    since: dt.date | None
    until: dt.date | None
    moments: tuple[Moment, ...] = field(converter=entries)
    undated: tuple[str, ...] = field(converter=entries)
    method: str = "each day by itself, exact"

    @property
    def has_dates(self) -> bool:
        """Whether anything in the scenario has a date."""
        return bool(dates_of(announcements(self.scenario)))

    def __len__(self) -> int:
        return len(self.moments)


def timeline(
    scenario: Scenario,
    *,
    reading: str | Reading = NEGOTIABLE,
    public_firmness: Number | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    max_deals: int = 2,
    effort: Effort = STEADY,
) -> Timeline:
    """Return how odds, zone and nearest deals moved, day by day, as things were said and became public.

    Parameters
    ----------
    reading:
        A reading, or the name of one of the scenario's own or of ``face-value`` and ``negotiable``. At face value
        every line is firm, whether public or not, so that publicity moves nothing.
    public_firmness:
        What being public adds to firmness, instead of what the reading has; the reading's name then says so.
    since, until:
        Leave out the moments before and after these days; what was said before counts all the same.
    max_deals:
        How many nearest deals to work out for each moment.

    Returns
    -------
    One moment for each day on which something was said or became public; a single one where there are no dates. What
    has no date counts from the first.

    Raises
    ------
    UnknownNameError
        If there is no such reading.
    ValueError
        If ``since`` is after ``until``, or ``public_firmness`` is not from 0 to 1.
    TypeError
        If ``since`` or ``until`` is no date: text, for instance.

    Notes
    -----
    The odds of a day are those of :func:`negsim.odds` with what was said and public at its end. What of a change comes
    from publicity is told by asking again about the same day if nothing had become public on it: what was said in
    public that day counts as said in confidence; and once more if only what had been said before had stayed secret.
    Three compilations and odds for each day; groups and zones are worked out once for problems that differ in firmness
    alone. What would not have finished is refused by day.

    Examples
    --------
    A seller refuses in a letter to go low, and the letter leaks; the buyer has insisted on low all along:

    >>> import datetime, negsim
    >>> def said(party, stance, **when):
    ...     return negsim.Statement(party=party, issue="price", stance=stance, options=["low"], **when)
    >>> first, later = datetime.date(2022, 1, 26), datetime.date(2022, 2, 2)
    >>> scenario = negsim.Scenario(
    ...     "sale",
    ...     issues=[negsim.Issue("price", ["low", "high"])],
    ...     parties=[negsim.Party("Buyer"), negsim.Party("Seller")],
    ...     statements=[said("Buyer", "demands", public=True), said("Seller", "rejects", date=first, public=later)])
    >>> for moment in timeline(scenario).moments:
    ...     print(moment.date, float(moment.odds.open), float(moment.by_publicity.open))
    2022-01-26 0.592 -0.048
    2022-02-02 0.5376 -0.0544
    """
    check_day("since", since)
    check_day("until", until)
    if since is not None and until is not None and since > until:
        raise ValueError(f"since {since} and until {until}; expected a day that is not after the other")
    chosen = reading_with(scenario, reading, public_firmness)
    said = announcements(scenario)
    following = _Following(
        scenario=scenario, reading=chosen, said=said, max_deals=max_deals, answers=Answers(effort=effort.started())
    )
    return Timeline(
        scenario=scenario,
        reading=chosen,
        since=since,
        until=until,
        moments=following.moments(since=since, until=until),
        undated=[entry.name for entry in said if entry.said is None],
    )


def check_day(name: str, given: object) -> None:
    """Refuse what is no day.

    Raises
    ------
    TypeError
        For anything else than a date or None: text, or a date with a time, which does not compare with dates.
    """
    if given is not None and (not isinstance(given, dt.date) or isinstance(given, dt.datetime)):
        raise TypeError(f"{name}={given!r}; expected a date: datetime.date(2022, 2, 2), or date.fromisoformat of text")


def reading_with(scenario: Scenario, reading: str | Reading, public_firmness: Number | None) -> Reading:
    """Return a reading, or a variant of it in which being public adds something else; its name says so.

    Raises
    ------
    UnknownNameError
        If there is no such reading.
    ValueError
        If ``public_firmness`` is not from 0 to 1.
    """
    chosen = scenario.reading(reading) if isinstance(reading, str) else reading
    if public_firmness is None or exact(public_firmness) == chosen.public_firmness:
        return chosen
    added = exact(public_firmness)
    if not 0 <= added <= 1:
        raise ValueError(f"a public_firmness of {public_firmness}; expected a share from 0 to 1")
    text = decimal_text(added)
    note = f"{chosen.note or 'as set'}; being public adds {text} to firmness"
    return evolve(chosen, id=f"{chosen.id}, public_firmness {text}", public_firmness=added, note=note)


@frozen(kw_only=True, eq=False)
class _Following:
    """Following a scenario day by day."""

    scenario: Scenario
    reading: Reading
    said: Sequence[Announcement]
    max_deals: int
    answers: Answers

    def moments(self, *, since: dt.date | None, until: dt.date | None) -> list[Moment]:
        """Return the moments within some days."""
        days: Sequence[dt.date | None] = dates_of(self.said) or (None,)
        wanted = [
            day for day in days if day is None or ((since is None or day >= since) and (until is None or day <= until))
        ]
        found: list[Moment] = []
        before = None
        earlier = [day for day in days if wanted and day is not None and wanted[0] is not None and day < wanted[0]]
        if earlier:
            problem = self._compiled(earlier[-1]).problem
            before = _attempt({}, "odds", lambda: self.answers.odds(problem))
        for day in wanted:
            moment = self._moment(day, before=before, is_start=day == days[0])
            found.append(moment)
            before = moment.odds
        return found

    def _compiled(self, day: dt.date | None, *, secret: Sequence[Announcement] = ()) -> Compilation:
        scenario = self.scenario
        if secret:
            scenario = with_publicity(scenario, {entry.name for entry in secret}, is_public=False)
        return compile_scenario(scenario, reading=self.reading, as_of=day)

    def _moment(self, day: dt.date | None, *, before: Odds | None, is_start: bool) -> Moment:
        on_the_day = (None, ALWAYS, day) if is_start else (day,)
        said = [entry for entry in self.said if entry.said in on_the_day]
        published = [entry for entry in self.said if entry.public is not None and entry.public in on_the_day]
        problem = self._compiled(day).problem
        disclosed = [entry for entry in published if entry.was_private]
        secret, undisclosed = (self._compiled(day, secret=part).problem for part in (published, disclosed))
        refused: dict[str, str] = {}
        known = _attempt(refused, "conflicts", lambda: self.answers.groups(problem))
        return Moment(
            date=day,
            is_start=is_start,
            said=said,
            published=published,
            odds=_attempt(refused, "odds", lambda: self.answers.odds(problem)),
            before=before,
            unpublished=_attempt(refused, "odds", lambda: self.answers.odds(secret)),
            undisclosed=_attempt(refused, "odds", lambda: self.answers.odds(undisclosed)),
            zone=_attempt(refused, "zone", lambda: self.answers.zone(problem)),
            conflicts=None if known is None else sum(len(group.conflicts) for group in known),
            conflicts_complete=known is not None and all(group.complete for group in known),
            nearest_deals=_attempt(
                refused,
                "nearest_deals",
                lambda: nearest_deals(problem, max_deals=self.max_deals, effort=self.answers.effort),
            ),
            refused=refused,
        )


def _attempt(refused: dict[str, str], question: str, ask: Callable[[], Answer]) -> Answer | None:
    """Return an answer; None where it is refused, and why is noted."""
    try:
        return ask()
    except TooLargeError as error:
        refused[question] = str(error)
        return None
