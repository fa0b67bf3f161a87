"""Contests: what a rule picks while the gains of one party move."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.rules import Rule, product_key
from negsim.experiments.envelopes import Key, course, crossings, reigns
from negsim.experiments.leaders import Lead, has_red_floor, is_in, on, roots
from negsim.experiments.rivals import Interval, Line, Rival
from negsim.fields import entries


def rule_leads(interval: Interval, rivals: Sequence[Rival], rule: Rule) -> list[Lead]:
    """Return what a rule picks, the first of packages that tie; its measure: what the rule makes as great as can be.

    Of the Kalai-Smorodinsky and the egalitarian rule, the smallest entry of it.

    Notes
    -----
    Only one party's gains move, so a product of gains is linear in the number, as is a sum. Shares of best gains are
    ordered after multiplication with the moving party's best gain, which makes them linear between the values at which
    another package becomes its best, or some package enters the zone or leaves it.
    """
    found = []
    for low, high in itertools.pairwise(_stages(interval, rivals)):
        members = [rival for rival in rivals if is_in(interval, rival, (low + high) / 2)]
        if not members:
            found.append(Lead(low=low, high=high, number=None))
            continue
        for contest in _contests(interval, members, rule, low=low, high=high):
            found += contest.leads()
    return found


def _stages(interval: Interval, rivals: Sequence[Rival]) -> list[Fraction]:
    """Return where packages enter the zone or leave it, with the ends."""
    cuts = {interval.low, interval.high}
    for rival in rivals if has_red_floor(interval) else ():
        cuts |= set(roots(rival.missed, interval))
    return sorted(cuts)


@frozen(kw_only=True)
class _Contest:
    """The packages of one zone under one rule, while one package is the moving party's best throughout.

    Attributes
    ----------
    gains:
        Of each package.
    tops:
        For each signing party, which package is best for it.
    mover:
        Where the party whose gains move stands among those that sign.
    """

    interval: Interval
    low: Fraction
    high: Fraction
    rule: Rule
    numbers: tuple[int, ...] = field(converter=entries)
    gains: tuple[tuple[Line, ...], ...] = field(converter=entries)
    tops: tuple[int, ...] = field(converter=entries)
    mover: int

    def leads(self) -> list[Lead]:
        """Return what the rule picks."""
        bends = [self._bends(own) for own in self.gains]
        courses = [
            course(self.low, self.high, bends=bends[at], key=self._key(own, self.numbers[at]))
            for at, own in enumerate(self.gains)
        ]
        found = []
        for reign in reigns(courses, low=self.low, high=self.high):
            own = self.gains[reign.index]
            cuts = {reign.low, reign.high, *(cut for cut in bends[reign.index] if reign.low < cut < reign.high)}
            for start, end in itertools.pairwise(sorted(cuts)):
                ends = (self._measure(own, start), self._measure(own, end))
                found.append(Lead(low=start, high=end, number=self.numbers[reign.index], start=ends[0], end=ends[1]))
        return found

    def _at(self, own: Sequence[Line], value: Fraction) -> tuple[Fraction, ...]:
        return tuple(on(line, self.interval, value) for line in own)

    def _best(self, value: Fraction) -> tuple[Fraction, ...]:
        return tuple(on(self.gains[at][party], self.interval, value) for party, at in enumerate(self.tops))

    def _measure(self, own: Sequence[Line], value: Fraction) -> tuple[Fraction, ...]:
        found = self.rule.value(self._at(own, value), self._best(value))
        return found[:1] if isinstance(found, tuple) else (found,)

    def _key(self, own: Sequence[Line], number: int) -> Callable[[Fraction], Key]:
        def key(value: Fraction) -> Key:
            gains = self._at(own, value)
            if self.rule.name == "nash":
                ordered = self._product(gains, self._best(value))
            elif self.rule.name == "utilitarian":
                ordered = [-sum(gains, Fraction(0))]
            else:
                ordered = [-entry for entry in sorted(self._shares(gains, self._best(value)))]
            return *ordered, Fraction(number)

        return key

    def _product(self, gains: Sequence[Fraction], best: Sequence[Fraction]) -> list[Fraction]:
        """Return what orders products of gains, the moving party's best gain multiplied out of where they are 0."""
        whole, product, positive, _ = product_key(tuple(gains))
        shares = Fraction(1)
        for party, (gain, most) in enumerate(zip(gains, best, strict=True)):
            if party == self.mover and most > 0:
                shares *= gain if gain > 0 else most
            elif gain > 0:
                shares *= gain / most
        return [-Fraction(entry) for entry in (whole, product, positive, shares)]

    def _shares(self, gains: Sequence[Fraction], best: Sequence[Fraction]) -> list[Fraction]:
        """Return gains; for Kalai-Smorodinsky their shares of the best ones, times the moving party's best."""
        if self.rule.name == "egalitarian":
            return list(gains)
        unit = Fraction(1) if best[self.mover] <= 0 else best[self.mover]
        return [gain * unit / most for gain, most in zip(gains, best, strict=True) if most > 0]

    def _bends(self, own: Sequence[Line]) -> set[Fraction]:
        """Return where what orders a package bends."""
        if self.rule.name == "utilitarian":
            return set()
        if self.rule.name == "nash":
            return {root for line in own for root in roots(line, self.interval)}
        shares = course(
            self.low,
            self.high,
            bends=[],
            key=lambda value: tuple(self._shares(self._at(own, value), self._best(value))),
        )
        return crossings(shares)


def _contests(
    interval: Interval, members: Sequence[Rival], rule: Rule, *, low: Fraction, high: Fraction
) -> Iterator[_Contest]:
    """Yield the contests of a zone, cut where the moving party's best package changes or gains nothing any more."""
    gains = [_gains(interval, member) for member in members]
    mover = [party.id for party in interval.middle.signers].index(interval.party)
    tops = [course(low, high, bends=[], key=_negated(own[mover], interval)) for own in gains]
    reigning = reigns(tops, low=low, high=high)
    inside = {reign.low for reign in reigning}
    inside |= {root for reign in reigning for root in roots(gains[reign.index][mover], interval)}
    cuts = {low, high, *(cut for cut in inside if low < cut < high)}
    for start, end in itertools.pairwise(sorted(cuts)):
        middle = (start + end) / 2
        values = [tuple(on(line, interval, middle) for line in own) for own in gains]
        best = [_first_best([own[party] for own in values]) for party in range(len(gains[0]))]
        yield _Contest(
            interval=interval,
            low=start,
            high=end,
            rule=rule,
            numbers=[member.number for member in members],
            gains=gains,
            tops=best,
            mover=mover,
        )


def _gains(interval: Interval, rival: Rival) -> tuple[Line, ...]:
    """Return what each signing party gains, at both ends."""
    found = []
    for (low, high), *parties in zip(rival.values, interval.at_low.signers, interval.at_high.signers, strict=True):
        floors = [
            Fraction(party.reservation.points, party.scale) if party.reservation else Fraction(0) for party in parties
        ]
        found.append((low - floors[0], high - floors[1]))
    return tuple(found)


def _negated(line: Line, interval: Interval) -> Callable[[Fraction], Key]:
    return lambda value: (-on(line, interval, value),)


def _first_best(values: Sequence[Fraction]) -> int:
    return max(range(len(values)), key=values.__getitem__)
