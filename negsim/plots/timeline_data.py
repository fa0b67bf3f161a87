"""What the odds over time show, before they are drawn: steps, events, and what was made public late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from attrs import evolve, field, frozen

from negsim.experiments.timeline import Moment, Timeline
from negsim.fields import decimal_text, entries
from negsim.plots.words import Heading, clean, day, listed

EventKind = Literal["public", "private", "disclosed"]
EVENTS: dict[EventKind, str] = {
    "public": "said in public",
    "private": "said, not public yet",
    "disclosed": "made public later",
}
"""The kinds of events, in the order of their rows."""

MAX_NOTES = 12
"""How many days on which something was made public late are numbered: those that moved the odds most."""

LINES = {"each": "each line firm or soft by itself", "resolve": "one resolve for each party"}
"""The two odds."""


@frozen(kw_only=True)
class Step:
    """The odds from one day until the next.

    Attributes
    ----------
    odds:
        By the name of a line: the probability, and what it is at most; the same where it is exact.
    """

    date: dt.date
    each: tuple[Fraction, Fraction]
    resolve: tuple[Fraction, Fraction]


@frozen(kw_only=True)
class Event:
    """Something that happened on one day; ``count`` is how many statements it is."""

    date: dt.date
    kind: EventKind
    count: int


@frozen(kw_only=True)
class Note:
    """What was made public on a day after it had been said in confidence.

    Attributes
    ----------
    number:
        As it stands in the picture.
    times:
        What that multiplied the odds by, each line by itself; None where it is not known.
    text:
        The sources, and that number.
    """

    number: int
    date: dt.date
    times: Fraction | None
    text: str


@frozen(kw_only=True)
class OddsOverTime:
    """What the odds over time show.

    Attributes
    ----------
    is_log:
        Whether odds are on a scale of powers of ten.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    steps: tuple[Step, ...] = field(default=(), converter=entries)
    events: tuple[Event, ...] = field(default=(), converter=entries)
    notes: tuple[Note, ...] = field(default=(), converter=entries)
    is_log: bool = False
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        steps = [
            f"{day(step.date)}: {chance(step.each[0])} by itself, {chance(step.resolve[0])} with one resolve"
            for step in self.steps
        ]
        notes = [f"{note.number} is {day(note.date)}, {note.text}" for note in self.notes]
        return f"{self.heading.title}. {self.heading.subtitle}. {'; '.join([*steps, *notes])}."


def chance(probability: Fraction) -> str:
    """Return a probability for people.

    Examples
    --------
    >>> chance(Fraction(2, 25)), chance(Fraction(1, 40)), chance(Fraction(1, 28063)), chance(Fraction(0))
    ('8 %', '2.5 %', '1 in 28,063', '0 %')
    """
    if 0 < probability < Fraction(1, 100):
        return f"1 in {round(1 / probability):,}"
    return f"{float(100 * probability):.2g} %" if probability < Fraction(995, 1000) else _nearly_all(probability)


def _nearly_all(probability: Fraction) -> str:
    return "100 %" if probability == 1 else "over 99 %"


def timeline_data(found: Timeline) -> OddsOverTime:
    """Return what the odds over time show."""
    known = [moment for moment in found.moments if moment.odds is not None and moment.date is not None]
    if not known:
        heading = Heading(title=_nothing(found)[0], subtitle=_subtitle(found), caption=[])
        return OddsOverTime(heading=heading, reason=_nothing(found)[1])
    steps, notes = [_step(moment) for moment in known], _notes(found, known)
    lowest = min((low for step in steps for low, _ in (step.each, step.resolve) if low), default=Fraction(1))
    return OddsOverTime(
        heading=Heading(
            title=_title(known, notes), subtitle=_subtitle(found, _left_out(known)), caption=_caption(found)
        ),
        steps=steps,
        events=[event for moment in known for event in _events(moment)],
        notes=notes,
        is_log=lowest < Fraction(1, 50),
    )


def _nothing(found: Timeline) -> tuple[str, str]:
    """Return a title and the reason where there is nothing to draw."""
    if not found.has_dates:
        return "All was said at one time, as far as is known", "nothing in the scenario has a date"
    if not found.moments:
        return "Nothing happened in these days", "nothing was said and nothing became public"
    return "The odds are not known", next(iter(found.moments[0].refused.values()), "they were refused")


def _step(moment: Moment) -> Step:
    assert moment.odds is not None, "moments without odds are left out"
    assert moment.date is not None, "and so are those without a date"
    odds = moment.odds
    return Step(
        date=moment.date,
        each=(odds.open, odds.open_at_most),
        resolve=(odds.open_one_resolve, odds.open_one_resolve_at_most),
    )


def _events(moment: Moment) -> list[Event]:
    assert moment.date is not None, "moments without a date are left out"
    public = {entry.name for entry in moment.published}
    counts: dict[EventKind, int] = {
        "public": sum(entry.name in public for entry in moment.said),
        "private": sum(entry.name not in public for entry in moment.said),
        "disclosed": len(moment.disclosed),
    }
    return [Event(date=moment.date, kind=kind, count=count) for kind, count in counts.items() if count]


def _times(moment: Moment) -> Fraction | None:
    """Return what the publicity of things said before multiplied the odds by; None where that is not known."""
    by = moment.by_disclosure
    if by is None or by.open is None or moment.undisclosed is None:
        return None
    if by.open == 0:
        return Fraction(1)
    return 1 + by.open / moment.undisclosed.open  # being public makes no odds better: these were above 0


def _multiplied(times: Fraction | None) -> str:
    if times is None:
        return "not known"
    return "unchanged" if times == 1 else f"×{float(times):.3g}"


def _notes(found: Timeline, known: Sequence[Moment]) -> list[Note]:
    notes: list[Note] = []
    for moment in known:
        if moment.disclosed and moment.date is not None:
            sources = dict.fromkeys(entry.source for entry in moment.disclosed)
            names = [found.scenario.source(source).label if source else "what has no source" for source in sources]
            text = f"{listed(clean(name) for name in names)} became public: odds {_multiplied(_times(moment))}"
            notes.append(Note(number=0, date=moment.date, times=_times(moment), text=text))
    shown = sorted(by_effect(notes)[:MAX_NOTES], key=lambda note: note.date)
    return [evolve(note, number=number) for number, note in enumerate(shown, start=1)]


def _title(known: Sequence[Moment], notes: Sequence[Note]) -> str:
    """Return the finding: how the odds moved, and what the publicity of things said before did to them."""
    first, last = known[0].odds, known[-1].odds
    assert first is not None, "moments without odds are left out"
    assert last is not None, "as above"
    course = f"The odds, line by line, are {chance(last.open)} at the end as at the start"
    if first.open != last.open:
        verb = "fell" if last.open < first.open else "rose"
        course = f"The odds, line by line, {verb} from {chance(first.open)} to {chance(last.open)}"
    moved = [note for note in by_effect(notes) if note.times not in (None, 1)][:2]
    effects = [
        f"{_multiplied(note.times).removeprefix('×')} on {day(note.date)}"
        for note in sorted(moved, key=lambda note: note.number)
    ]
    return f"{course}; what was made public late multiplied them by {listed(effects)}" if effects else course


def by_effect(notes: Sequence[Note]) -> list[Note]:
    """Return notes with those first that moved the odds most."""
    return sorted(notes, key=lambda note: note.times or 1)


def _left_out(known: Sequence[Moment]) -> str:
    many = sum(bool(moment.disclosed) for moment in known)
    return f"{MAX_NOTES} of {many} days numbered on which something was made public late" if many > MAX_NOTES else ""


def _subtitle(found: Timeline, left_out: str = "") -> str:
    window = [f"since {day(found.since)}" if found.since else "", f"until {day(found.until)}" if found.until else ""]
    parts = [found.scenario.label, f"reading: {found.reading.id}", *window, left_out]
    return " · ".join(clean(part) for part in parts if part)


def _caption(found: Timeline) -> list[str]:
    reading = found.reading
    firmness = ", ".join(f"{name} {decimal_text(value)}" for name, value in reading.firmness.items())
    undated = f" What has no date ({len(found.undated)}) counts from the start." if found.undated else ""
    return [
        (
            "The odds are the probability that the lines which turn out to be firm leave a package. They hold until "
            f"the next day on which something was said or became public.{undated}"
        ),
        (
            f"How firm lines are ({firmness}) and what being public adds (public_firmness "
            f"{decimal_text(reading.public_firmness)}) are assumptions; no source states them. The odds are no "
            "forecast of an agreement, and what comes after something need not come of it."
        ),
    ]
