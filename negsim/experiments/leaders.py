"""Leaders: which package is the nearest deal where, among rivals; and where the zone is open."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.rules import product_key
from negsim.experiments.envelopes import Course, Key, Stretch, compared, course, crossings, reigns
from negsim.experiments.rivals import Interval, Line, Rival
from negsim.fields import entries


@frozen(kw_only=True)
class Lead:
    """Between which values of a number one package is first, and how its measures run there.

    Attributes
    ----------
    low, high:
        Strictly between them.
    number:
        The package's; None where there is none, since the zone is open (for a nearest deal) or empty (for a rule).
    start, end:
        Of each measure, what it tends to at ``low`` and at ``high``; in between it runs one way. None without one.
    """

    low: Fraction
    high: Fraction
    number: int | None
    start: tuple[Fraction, ...] = field(default=(), converter=entries)
    end: tuple[Fraction, ...] = field(default=(), converter=entries)


def nearest_leads(interval: Interval, rivals: Sequence[Rival]) -> list[Lead]:
    """Return the nearest deal where the zone is empty throughout an interval; its measures: largest and total breach.

    Raises
    ------
    UnanswerableError
        Where values that move lie below 0.

    Notes
    -----
    Three times the first of some courses: by the largest breach, the total and the vector of breaches by side; among
    those that are level in these, the ones in which no party's breach can shrink without another's growing; of these
    by the soft breach and the product of values.
    """
    interval.refuse_below_zero()
    alike: dict[object, list[Rival]] = {}
    for rival in rivals:
        alike.setdefault((rival.breaches, rival.missed if has_red_floor(interval) else None), []).append(rival)
    groups = list(alike.values())
    parties = [_by_party(interval, group[0]) for group in groups]
    sides = [_by_side(interval, own) for own in parties]
    found = []
    for reign in reigns(sides, low=interval.low, high=interval.high):
        best = sides[reign.index]
        ends = [reign.low, *sorted(_ties(best, sides, low=reign.low, high=reign.high)), reign.high]
        for low, high in itertools.pairwise(ends):
            level = [at for at, other in enumerate(sides) if _is_level(best, other, low=low, high=high)]
            for start, end, number in _chosen(interval, groups, parties, level, low=low, high=high):
                found += _leads(best, number, low=start, high=end, measures=2)
    return found


def _by_party(interval: Interval, rival: Rival) -> Course:
    """Return the course of a package's breach of each party."""
    ids = [party.id for party in interval.middle.constrainers]

    def key(value: Fraction) -> Key:
        breaches = [on(line, interval, value) for line in rival.breaches]
        if rival.missed is not None and is_red(interval):
            breaches[ids.index(interval.party)] += max(Fraction(0), on(rival.missed, interval, value))
        return tuple(breaches)

    return course(interval.low, interval.high, bends=roots(rival.missed, interval), key=key)


def is_red(interval: Interval) -> bool:
    """Tell whether the zone counts the reservation that moves."""
    reservation = interval.middle.party(interval.party).reservation
    return reservation is not None and reservation.red


def _by_side(interval: Interval, own: Course) -> Course:
    """Return the course of the largest breach, the total, and the breach of each side, from that of each party."""
    problem = interval.middle
    sides = [party.side for party in problem.constrainers]

    def key(value: Fraction) -> Key:
        breaches = _value_at(own, value)
        by_side = [
            max(breach for breach, side in zip(breaches, sides, strict=True) if side == name) for name in problem.sides
        ]
        return max(by_side, default=Fraction(0)), sum(by_side, Fraction(0)), *by_side

    return course(interval.low, interval.high, bends=crossings(own), key=key)


def _value_at(given: Course, value: Fraction) -> Key:
    return next(part.at(value) for part in given.stretches if value <= part.high)


def _ties(best: Course, others: Iterable[Course], *, low: Fraction, high: Fraction) -> set[Fraction]:
    """Return where other courses come to be level with the best one, or no longer are."""
    return {
        end
        for other in others
        for start, until, sign in compared(best, other, start=low)
        if sign == 0
        for end in (start, until)
        if low < end < high
    }


def _is_level(one: Course, other: Course, *, low: Fraction, high: Fraction) -> bool:
    """Tell whether two courses are level between two values, where they are nowhere or throughout."""
    return next(sign for _, until, sign in compared(one, other, start=low) if until > low) == 0 and low < high


def _chosen(
    interval: Interval,
    groups: Sequence[Sequence[Rival]],
    parties: Sequence[Course],
    level: Sequence[int],
    *,
    low: Fraction,
    high: Fraction,
) -> list[tuple[Fraction, Fraction, int]]:
    """Return which of the packages whose breaches by side are level is taken, and where.

    Parameters
    ----------
    groups, parties:
        Packages with the same breaches, and these breaches.
    level:
        Of which groups those by side are level.
    """
    cuts = {low, high}
    for one, other in itertools.combinations(level, 2):
        cuts |= {cut for cut in _changes(parties[one], parties[other]) if low < cut < high}
    found = []
    for start, end in itertools.pairwise(sorted(cuts)):
        breaches = {at: _value_at(parties[at], (start + end) / 2) for at in level}
        kept = [at for at in level if not any(_beats(other, breaches[at]) for other in breaches.values())]
        members = [rival for at in kept for rival in groups[at]]
        courses = [_soft_then_product(interval, rival, low=start, high=end) for rival in members]
        for reign in reigns(courses, low=start, high=end):
            found.append((reign.low, reign.high, members[reign.index].number))
    return found


def _changes(one: Course, other: Course) -> set[Fraction]:
    """Return where some component of one course crosses that of another, and where either bends."""
    found = {part.high for given in (one, other) for part in given.stretches}
    for at in range(len(one.stretches[0].start)):
        alone = [
            Course([Stretch(part.low, part.high, part.start[at : at + 1], part.slope[at : at + 1]) for part in parts])
            for parts in (one.stretches, other.stretches)
        ]
        found |= {end for _, end, _ in compared(alone[0], alone[1], start=one.stretches[0].low)}
    return found


def _beats(one: Key, other: Key) -> bool:
    return one != other and all(first <= second for first, second in zip(one, other, strict=True))


def _soft_then_product(interval: Interval, rival: Rival, *, low: Fraction, high: Fraction) -> Course:
    problem = interval.middle

    def key(value: Fraction) -> Key:
        soft = on(rival.soft, interval, value)
        if rival.missed is not None and not is_red(interval):
            reservation = problem.party(interval.party).reservation
            assert reservation is not None, "what is missed is of a reservation"
            soft += reservation.firmness * max(Fraction(0), on(rival.missed, interval, value))
        values = tuple(on(line, interval, value) for line in rival.values)
        return soft, *descending(product_key(values)), Fraction(rival.number)

    bends = {*roots(rival.missed, interval), *(root for line in rival.values for root in roots(line, interval))}
    return course(low, high, bends=bends, key=key)


def descending(key: Iterable[Fraction | int | bool]) -> list[Fraction]:
    """Return a key of which more is better as one of which less is."""
    return [-Fraction(entry) for entry in key]


def on(line: Line, interval: Interval, value: Fraction) -> Fraction:
    """Return what something is at a value between the ends."""
    low, high = line
    return low if low == high else low + (high - low) * (value - interval.low) / (interval.high - interval.low)


def roots(line: Line | None, interval: Interval, *, level: Fraction = Fraction(0)) -> list[Fraction]:
    """Return where a line crosses a level, if it does."""
    if line is None or (line[0] - level) * (line[1] - level) >= 0:
        return []
    return [interval.low + (interval.high - interval.low) * (level - line[0]) / (line[1] - line[0])]


def _leads(best: Course, number: int | None, *, low: Fraction, high: Fraction, measures: int) -> list[Lead]:
    """Return a package's lead, cut where its measures bend."""
    found = []
    for part in best.stretches:
        start, end = max(low, part.low), min(high, part.high)
        if start < end:
            found.append(
                Lead(
                    low=start,
                    high=end,
                    number=number,
                    start=part.at(start)[:measures],
                    end=part.at(end)[:measures],
                )
            )
    return found


def open_between(interval: Interval, rivals: Sequence[Rival]) -> list[tuple[Fraction, Fraction, bool]]:
    """Return where the zone is open as a reservation moves.

    Parameters
    ----------
    rivals:
        As :func:`negsim.experiments.rivals.zone_rivals`.
    """
    cuts = {interval.low, interval.high}
    for rival in rivals if has_red_floor(interval) else ():
        cuts |= set(roots(rival.missed, interval))
    found: list[tuple[Fraction, Fraction, bool]] = []
    for low, high in itertools.pairwise(sorted(cuts)):
        is_open = any(is_in(interval, rival, (low + high) / 2) for rival in rivals)
        if found and found[-1][2] == is_open:
            found[-1] = (found[-1][0], high, is_open)
        else:
            found.append((low, high, is_open))
    return found


def has_red_floor(interval: Interval) -> bool:
    """Tell whether packages enter or leave the zone as the number moves."""
    return interval.floor is not None and is_red(interval)


def is_in(interval: Interval, rival: Rival, value: Fraction) -> bool:
    """Tell whether a package of the zone but for a reservation that moves is in it."""
    return rival.missed is None or not is_red(interval) or on(rival.missed, interval, value) <= 0
