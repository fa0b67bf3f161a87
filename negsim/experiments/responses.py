"""Responses: how an answer runs while one number moves over its interval, exactly."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction

import attrs
from attrs import define, field, frozen

from negsim.compilation import Compilation
from negsim.deals.deal import valued
from negsim.deals.nearest import nearest_deals
from negsim.deals.odds import odds
from negsim.deals.rules import RULES, rule_of
from negsim.deals.solutions import Solution, solutions
from negsim.deals.zone import zone
from negsim.errors import UnanswerableError
from negsim.experiments.bends import bends
from negsim.experiments.contests import rule_leads
from negsim.experiments.leaders import Lead, has_red_floor, nearest_leads, open_between
from negsim.experiments.parameters import Parameter, with_number
from negsim.experiments.rivals import Interval, Rival, is_still, nearest_rivals, zone_rivals
from negsim.fields import entries
from negsim.kernels.numbering import digits
from negsim.problem import BargainingProblem, ProblemLine, ProblemParty
from negsim.search.effort import Effort
from negsim.space.package import Package

NEAREST, ODDS = "nearest-deal", "odds"
ANSWERS = (NEAREST, ODDS, *RULES)
"""What can be asked about: the first nearest deal, the odds, and what each rule picks."""


@frozen(kw_only=True)
class Outcome:
    """An answer at one value of a number.

    Attributes
    ----------
    package:
        The nearest deal, or the first package that the rule picks; None for odds, and where there is none.
    measures:
        For a nearest deal its largest breach and its total; for odds the probability that the zone is open; for a rule
        what it makes as great as can be, of the smallest-first rules the smallest. Empty without a package.
    """

    package: Package | None = None
    measures: tuple[Fraction, ...] = field(default=(), converter=entries)


@frozen(kw_only=True)
class Piece:
    """A part of a number's interval on which the answer is one package, and its measures run one way.

    Attributes
    ----------
    low, high:
        Strictly between them.
    package:
        As for an outcome.
    start, end:
        What the measures tend to at ``low`` and at ``high``.
    """

    low: Fraction
    high: Fraction
    package: Package | None
    start: tuple[Fraction, ...] = field(default=(), converter=entries)
    end: tuple[Fraction, ...] = field(default=(), converter=entries)


@define(kw_only=True)
class Asked:
    """A compiled problem and what it was asked, each once.

    Attributes
    ----------
    compilation, effort:
        The problem, and the limits on each question.
    """

    compilation: Compilation
    effort: Effort
    _outcomes: dict[str, Outcome] = field(factory=dict, init=False)
    _solutions: Mapping[str, Solution] | None = field(default=None, init=False)

    @property
    def problem(self) -> BargainingProblem:
        """The problem."""
        return self.compilation.problem

    def outcome(self, answer: str) -> Outcome:
        """Return an answer to it.

        Raises
        ------
        UnanswerableError
            Where a search gave up, so that the answer is not proved.
        """
        if answer not in self._outcomes:
            self._outcomes[answer] = self._outcome(answer)
        return self._outcomes[answer]

    def _outcome(self, answer: str) -> Outcome:
        if answer == NEAREST:
            for deal in nearest_deals(self.problem, max_deals=1, effort=self.effort):
                return Outcome(package=deal.package, measures=(deal.largest, deal.total))
            return Outcome()
        if answer == ODDS:
            found = odds(self.problem, effort=self.effort)
            if found.open != found.open_at_most:
                raise UnanswerableError("where the odds change", "they are known between bounds only", _MORE)
            return Outcome(measures=(found.open,))
        if self._solutions is None:
            self._solutions = solutions(self.problem, max_packages=1, effort=self.effort)
        picked = self._solutions[answer]
        if not picked.exact:
            raise UnanswerableError(f"what {answer} picks", "the search for it gave up", _MORE)
        value = picked.value[:1] if isinstance(picked.value, tuple) else (picked.value,)
        return Outcome(package=picked[0].package, measures=value) if len(picked) else Outcome()


_MORE = "allow the question more time, or ask a smaller problem"


@define(kw_only=True)
class Response:
    """How answers run while one number moves.

    Attributes
    ----------
    base:
        The problem as it is.
    moved, low, high:
        The number, and the ends of its interval.
    """

    base: Asked
    moved: Parameter
    low: Fraction
    high: Fraction
    effort: Effort
    _at: dict[Fraction, Asked] = field(factory=dict, init=False)
    _intervals: list[Interval] | None = field(default=None, init=False)
    _zones: dict[Fraction, list[Rival]] = field(factory=dict, init=False)

    def at(self, value: Fraction) -> Asked:
        """Return the problem at one value of the number."""
        if value not in self._at:
            compilation = with_number(self.base.compilation, self.moved.name, value=value)
            same = compilation.problem == self.base.problem
            self._at[value] = self.base if same else Asked(compilation=compilation, effort=self.effort)
        return self._at[value]

    @property
    def intervals(self) -> list[Interval]:
        """The pieces of the interval on which everything is linear."""
        if self._intervals is None:
            cuts = {self.low, *bends(self.base.compilation, self.moved, low=self.low, high=self.high), self.high}
            self._intervals = [self._interval(low, high) for low, high in itertools.pairwise(sorted(cuts))]
        return self._intervals

    def _interval(self, low: Fraction, high: Fraction) -> Interval:
        middle = self.at((low + high) / 2).problem
        firm = self.moved.kind == "firmness"
        one, other = (_as_firm(middle, self.moved.demand, end) if firm else self.at(end).problem for end in (low, high))
        return Interval(
            low=low,
            high=high,
            at_low=one,
            at_high=other,
            middle=middle,
            party="" if firm else self.moved.party,
            effort=self.effort,
        )

    def pieces(self, answer: str) -> list[Piece]:
        """Return how an answer runs over the interval; nothing where the interval is a point.

        Odds that move with a reservation are not worked out between the ends: nothing is returned.

        Raises
        ------
        UnanswerableError
            Where it is not worked out between the ends.
        TooLargeError
            Where issues that hang together have too many packages, or time is up.
        """
        if answer == ODDS:
            return self._odds()
        return [self._piece(lead) for interval in self.intervals for lead in self._leads(interval, answer)]

    def _piece(self, lead: Lead) -> Piece:
        space = self.base.problem.space
        package = None if lead.number is None else space.package(digits(lead.number, space.radices))
        return Piece(low=lead.low, high=lead.high, package=package, start=lead.start, end=lead.end)

    def _odds(self) -> list[Piece]:
        if self.moved.kind != "firmness":  # step by step, as other packages meet the party's reservation
            return []
        start, end = (self.at(value).outcome(ODDS).measures for value in (self.low, self.high))
        return [Piece(low=self.low, high=self.high, package=None, start=start, end=end)]

    def _leads(self, interval: Interval, answer: str) -> list[Lead]:
        middle = self.at((interval.low + interval.high) / 2)
        if is_still(interval, prices=answer == NEAREST):
            return [_constant(interval, middle.outcome(answer))]
        if answer != NEAREST:
            return rule_leads(interval, self._zone(interval), rule_of(interval.middle, answer))
        if not has_red_floor(interval):
            is_open = not zone(interval.middle, effort=self.effort).is_empty
            ranges = [(interval.low, interval.high, is_open)]
        else:
            ranges = open_between(interval, self._zone(interval))
        found: list[Lead] = []
        for low, high, is_open in ranges:
            if is_open:
                found.append(Lead(low=low, high=high, number=None))
            else:  # but once: what the package closest to the zone misses of a reservation is concave in the number
                leads = nearest_leads(interval, nearest_rivals(interval, largest=self._largest(interval, low, high)))
                found += [cut for lead in leads if (cut := _clipped(lead, low, high)) is not None]
        return found

    def _zone(self, interval: Interval) -> list[Rival]:
        if interval.low not in self._zones:
            self._zones[interval.low] = zone_rivals(interval)
        return self._zones[interval.low]

    def _largest(self, interval: Interval, low: Fraction, high: Fraction) -> Fraction:
        """Return a bound on the largest breach of the nearest deal, wherever on an interval the number is.

        No deal that is nearest has a larger one than any package has there, and that of a package is convex in the
        number: at most what it is at the worse end. So any package tells a bound, and a near one a low bound.

        Parameters
        ----------
        low, high:
            Between them, somewhere on the interval, the zone is closed.
        """
        known = [self.base, self.at(interval.low), self.at(interval.high)]
        packages = {asked.outcome(NEAREST).package for asked in known} - {None}
        if not packages:  # the zone is open at both ends and as it is, and closed in between alone
            packages = {self.at((low + high) / 2).outcome(NEAREST).package}
        worst = [max(valued(problem, package).largest for problem in interval.ends) for package in packages if package]
        return min(worst)


def _constant(interval: Interval, outcome: Outcome) -> Lead:
    number = None
    if outcome.package is not None:
        problem = interval.middle
        indices = problem.space.indices(outcome.package)
        number = 0
        for index, radix in zip(indices, problem.space.radices, strict=True):
            number = number * radix + index
    return Lead(low=interval.low, high=interval.high, number=number, start=outcome.measures, end=outcome.measures)


def _clipped(lead: Lead, low: Fraction, high: Fraction) -> Lead | None:
    """Return the part of a lead between two values, its measures being linear; None where it has none."""
    start, end = max(low, lead.low), min(high, lead.high)
    if start >= end:
        return None

    def on(value: Fraction) -> tuple[Fraction, ...]:
        share = (value - lead.low) / (lead.high - lead.low)
        return tuple(first + (last - first) * share for first, last in zip(lead.start, lead.end, strict=True))

    return Lead(low=start, high=end, number=lead.number, start=on(start), end=on(end))


def _as_firm(problem: BargainingProblem, demand: str, firmness: Fraction) -> BargainingProblem:
    """Return the problem with a demand of another firmness, what is red staying so."""

    def line(party: ProblemParty, known: ProblemLine) -> ProblemLine:
        return attrs.evolve(known, firmness=firmness) if f"{party.id}:{known.id}" == demand else known

    parties = []
    for party in problem.parties:
        reservation = party.reservation
        if reservation is not None and demand == f"{party.id}:reservation":
            reservation = attrs.evolve(reservation, firmness=firmness)
        lines = [line(party, known) for known in party.red_lines]
        parties.append(attrs.evolve(party, red_lines=lines, reservation=reservation))
    return attrs.evolve(problem, parties=parties)
