"""Contests: what a rule picks while the gains of one party move."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

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
    another package becomes its best, or some package enters the zone or leaves it. Of packages that tie, those are
    picked that no other beats: a rule may not count what some party loses.
    """
    found = []
    entrants = _entrants(interval, rivals, rule)
    for low, high in itertools.pairwise(_stages(interval, rivals)):
        members = [entrant for entrant in entrants if is_in(interval, entrant.rival, (low + high) / 2)]
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


@frozen
class _Entrant:
    """A package, what each signing party gains by it, and between which values it may be picked if it ties."""

    rival: Rival
    gains: tuple[Line, ...]
    since: Fraction
    until: Fraction

    def is_beaten(self, value: Fraction) -> bool:
        """Tell whether another package beats it at a value and may tie with it all the same."""
        return not self.since < value < self.until


def _entrants(interval: Interval, rivals: Sequence[Rival], rule: Rule) -> list[_Entrant]:
    """Return packages with their gains, and where no other beats those by which the moving party may lose.

    A package that another beats at some value inside, though not at both ends, is worth less to the moving party there.
    Nash and Kalai-Smorodinsky may not count that where the party loses by both. What is worth more to it is so on one
    side of a value, and the other parties gain the same throughout: a package is beaten outside of one interval.
    """
    gains = [_gains(interval, rival) for rival in rivals]
    mover = _mover(interval)
    ranks = _ranks([[own[at][0] for own in gains] for at in range(len(interval.middle.signers)) if at != mover])
    found = []
    for at, (rival, own) in enumerate(zip(rivals, gains, strict=True)):
        since, until = interval.low, interval.high
        if min(own[mover]) < 0 and not rule.compares_parties:  # the other rules count every gain and every loss
            for other in np.flatnonzero((ranks >= ranks[:, [at]]).all(axis=0)):
                ahead = [theirs - mine for theirs, mine in zip(gains[other][mover], own[mover], strict=True)]
                for root in roots((ahead[0], ahead[1]), interval):
                    since, until = (max(since, root), until) if ahead[0] > 0 else (since, min(until, root))
        found.append(_Entrant(rival, own, since, until))
    return found


def _ranks(columns: Sequence[Sequence[Fraction]]) -> NDArray[Any]:
    """Return numbers in columns as integers in the same order; one row for each column."""
    found = []
    for column in columns:
        places = {entry: place for place, entry in enumerate(sorted(set(column)))}
        found.append([places[entry] for entry in column])
    return np.array(found, dtype=np.int64)


@frozen(kw_only=True)
class _Contest:
    """The packages of one zone under one rule, while one package is the moving party's best throughout.

    Attributes
    ----------
    entrants:
        The packages.
    tops:
        For each signing party, which package is best for it.
    mover:
        Where the party whose gains move stands among those that sign.
    """

    interval: Interval
    low: Fraction
    high: Fraction
    rule: Rule
    entrants: tuple[_Entrant, ...] = field(converter=entries)
    tops: tuple[int, ...] = field(converter=entries)
    mover: int

    def leads(self) -> list[Lead]:
        """Return what the rule picks."""
        bends = [self._bends(entrant.gains) for entrant in self.entrants]
        courses = [
            course(self.low, self.high, bends={*own, entrant.since, entrant.until}, key=self._key(entrant))
            for own, entrant in zip(bends, self.entrants, strict=True)
        ]
        found = []
        for reign in reigns(courses, low=self.low, high=self.high):
            own, number = self.entrants[reign.index].gains, self.entrants[reign.index].rival.number
            cuts = {reign.low, reign.high, *(cut for cut in bends[reign.index] if reign.low < cut < reign.high)}
            for start, end in itertools.pairwise(sorted(cuts)):
                ends = (self._measure(own, start), self._measure(own, end))
                found.append(Lead(low=start, high=end, number=number, start=ends[0], end=ends[1]))
        return found

    def _at(self, own: Sequence[Line], value: Fraction) -> tuple[Fraction, ...]:
        return tuple(on(line, self.interval, value) for line in own)

    def _best(self, value: Fraction) -> tuple[Fraction, ...]:
        return tuple(on(self.entrants[at].gains[party], self.interval, value) for party, at in enumerate(self.tops))

    def _measure(self, own: Sequence[Line], value: Fraction) -> tuple[Fraction, ...]:
        gains, best, mover = self._at(own, value), self._best(value), self.mover
        if self.rule.name == "kalai-smorodinsky" and not best[mover]:
            # What is picked gains 0 there too, so that its share of the best gain is the same up to there.
            middle = (self.low + self.high) / 2
            most = self._best(middle)[mover]
            gains = (*gains[:mover], on(own[mover], self.interval, middle), *gains[mover + 1 :])
            best = (*best[:mover], most, *best[mover + 1 :])
        found = self.rule.value(gains, best)
        return found[:1] if isinstance(found, tuple) else (found,)

    def _key(self, entrant: _Entrant) -> Callable[[Fraction], Key]:
        def key(value: Fraction) -> Key:
            gains = self._at(entrant.gains, value)
            if self.rule.name == "nash":
                ordered = self._product(gains, self._best(value))
            elif self.rule.name == "utilitarian":
                ordered = [-sum(gains, Fraction(0))]
            else:
                ordered = [-entry for entry in sorted(self._shares(gains, self._best(value)))]
            return *ordered, Fraction(entrant.is_beaten(value)), Fraction(entrant.rival.number)

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
    interval: Interval, members: Sequence[_Entrant], rule: Rule, *, low: Fraction, high: Fraction
) -> Iterator[_Contest]:
    """Yield the contests of a zone, cut where the moving party's best package changes or gains nothing any more."""
    gains = [member.gains for member in members]
    mover = _mover(interval)
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
            entrants=members,
            tops=best,
            mover=mover,
        )


def _mover(interval: Interval) -> int:
    return [party.id for party in interval.middle.signers].index(interval.party)


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
