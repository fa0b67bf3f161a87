"""Announcements: what was said in a scenario, when it was said, and since when it is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

import attrs
from attrs import frozen

from negsim.parties.party import Party
from negsim.scenario import Scenario

Kind = Literal["statement", "line", "reservation"]
ALWAYS = dt.date.min
"""Since when what is public without a date is public."""


@frozen(kw_only=True)
class Announcement:
    """A statement, a line that the file states, or a reservation, as an event.

    Attributes
    ----------
    name:
        The id of a statement; ``PARTY:LINE`` or ``PARTY:reservation``.
    said:
        On which day; None where no date is known: it counts from the start.
    public:
        Since which day it is both said and public; :data:`ALWAYS` where both hold from the start, None while it is not
        public. Nobody needs to know of a reservation, which has no publicity: None.
    issue:
        The issue that a statement is about; empty for the others.
    source:
        The id of its source; empty where there is none.
    """

    name: str
    kind: Kind
    party: str
    said: dt.date | None
    public: dt.date | None
    issue: str = ""
    source: str = ""

    def is_said_by(self, date: dt.date | None) -> bool:
        """Tell whether it was said by the end of a day; None for any time."""
        return date is None or self.said is None or self.said <= date

    def is_public_by(self, date: dt.date | None) -> bool:
        """Tell whether it was said and public by the end of a day; None for any time."""
        return self.public is not None and (date is None or self.public <= date)

    @property
    def was_private(self) -> bool:
        """Whether it became public only after the day on which it was said."""
        return self.public is not None and self.public > (self.said or ALWAYS)


def announcements(scenario: Scenario) -> tuple[Announcement, ...]:
    """Return all that was said: statements in the order of the file, then lines and reservations, party by party.

    Examples
    --------
    >>> import datetime, negsim
    >>> said = negsim.Statement(
    ...     party="Buyer", issue="price", stance="demands", options=["low"], date=datetime.date(2022, 1, 26),
    ...     public=datetime.date(2022, 2, 2))
    >>> scenario = negsim.Scenario(
    ...     "sale", issues=[negsim.Issue("price", ["low", "high"])], parties=[negsim.Party("Buyer")], statements=[said])
    >>> [(entry.name, entry.was_private) for entry in announcements(scenario)]
    [('s1', True)]
    """
    said = [
        Announcement(
            name=entry.id,
            kind="statement",
            party=entry.party,
            issue=entry.issue,
            source=entry.source,
            said=scenario.said_on(entry),
            public=_public(scenario.said_on(entry), scenario.public_since(entry)),
        )
        for entry in scenario.statements
    ]
    return (*said, *(entry for party in scenario.parties for entry in _stated(scenario, party)))


def _stated(scenario: Scenario, party: Party) -> Iterator[Announcement]:
    for line in party.lines:
        said = line.date or _date_of(scenario, line.source)
        yield Announcement(
            name=f"{party.id}:{line.id}",
            kind="line",
            party=party.id,
            source=line.source,
            said=said,
            public=_public(said, scenario.public_since(line)),
        )
    if party.reservation is not None:
        source = party.reservation.source
        yield Announcement(
            name=f"{party.id}:reservation",
            kind="reservation",
            party=party.id,
            source=source,
            said=_date_of(scenario, source),
            public=None,
        )


def _date_of(scenario: Scenario, source: str) -> dt.date | None:
    return scenario.source(source).date if source else None


def _public(said: dt.date | None, since: dt.date | None) -> dt.date | None:
    """Return since when it is both said and public."""
    return None if since is None else max(said or ALWAYS, since)


def with_publicity(scenario: Scenario, names: Collection[str], *, is_public: bool) -> Scenario:
    """Return the scenario in which some announcements never became public, or were public as soon as they were said.

    Parameters
    ----------
    names:
        Of statements and stated lines; reservations have no publicity.
    """

    def public_of(name: str, given: bool | dt.date | None) -> bool | dt.date | None:
        return is_public if name in names else given

    return attrs.evolve(
        scenario,
        statements=[attrs.evolve(entry, public=public_of(entry.id, entry.public)) for entry in scenario.statements],
        parties=[
            attrs.evolve(
                party,
                lines=[
                    attrs.evolve(line, public=public_of(f"{party.id}:{line.id}", line.public)) for line in party.lines
                ],
            )
            for party in scenario.parties
        ],
    )


def dates_of(entries: Iterable[Announcement]) -> tuple[dt.date, ...]:
    """Return the days on which something was said or became public, in order; what has no date has none."""
    days = {day for entry in entries for day in (entry.said, entry.public) if day is not None and day != ALWAYS}
    return tuple(sorted(days))
