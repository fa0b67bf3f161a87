"""Sensitivity: what would change the answer, one number at a time, and exactly where."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.deals.deal import breaches
from negsim.errors import TooLargeError, UnanswerableError, UnknownNameError
from negsim.experiments.knowledge import Knowledge, Known
from negsim.experiments.parameters import Parameter, parameter
from negsim.experiments.responses import ANSWERS, NEAREST, ODDS, Asked, Outcome, Piece, Response
from negsim.fields import entries, texts
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.space.package import Package

Why = Literal["overtaken", "level", "red", "zone"]

METHOD = "exact: linear between the values at which prices bend, lines become red or another package comes first"


@frozen(kw_only=True)
class Flip:
    """A value of a number at which the answer becomes another package.

    Attributes
    ----------
    at:
        Just below it the answer is ``before``, just above it ``after``; which of those that tie there is named at the
        value itself is not said. Where lines become red, ``after`` holds from the value on.
    before, after:
        None where there is no package: the zone is open (for a nearest deal) or empty (for a rule).
    why:
        *overtaken*: the one becomes nearer, or better by the rule, than the other. *level*: both are as near for every
        side, and what settles it among packages of equal breach changes. *red*: other lines are red from here on.
        *zone*: the zone opens or closes.
    """

    at: Fraction
    before: Package | None
    after: Package | None
    why: Why


@frozen(kw_only=True)
class Bar:
    """One answer while one number moves over its interval, all else at its point.

    Attributes
    ----------
    number:
        The number, with its point and its interval.
    moved:
        What it is the number of.
    answer:
        One of :data:`negsim.experiments.responses.ANSWERS`.
    low, point, high:
        The answer with the number at the low end of its interval, as it is, and at the high end.
    pieces:
        How the answer runs in between, in order. Empty for odds that move with a reservation, which are known at the
        ends only.
    flips:
        Where its package changes, in order.
    """

    number: Known
    moved: Parameter
    answer: str
    low: Outcome
    point: Outcome
    high: Outcome
    pieces: tuple[Piece, ...] = field(converter=entries)
    flips: tuple[Flip, ...] = field(converter=entries)

    @property
    def least(self) -> Fraction | None:
        """The least that the first measure is, or tends to, anywhere on the interval; None where there never is one."""
        return min(self._measures(), default=None)

    @property
    def most(self) -> Fraction | None:
        """The most that it is or tends to."""
        return max(self._measures(), default=None)

    @property
    def length(self) -> Fraction:
        """How far the first measure moves over the interval."""
        measures = self._measures()
        return max(measures) - min(measures) if measures else Fraction(0)

    @property
    def complete(self) -> bool:
        """Whether the answer is known between the ends too."""
        return bool(self.pieces)

    @property
    def has_gap(self) -> bool:
        """Whether there is a package for some values of the number, and none for others."""
        packages = [self.low.package, *(piece.package for piece in self.pieces), self.high.package]
        return self.answer != ODDS and None in packages and any(packages)

    def _measures(self) -> list[Fraction]:
        ends = [end for piece in self.pieces for end in (piece.start, piece.end)]
        return [end[0] for end in (self.low.measures, *ends, self.high.measures) if end]


@frozen(kw_only=True)
class LeftOut:
    """A number whose effect on an answer was not worked out, and why."""

    number: str
    answer: str
    why: str


@frozen(kw_only=True)
class Sensitivity:
    """What would change the answers of a problem, one number at a time.

    Attributes
    ----------
    problem:
        Whose numbers they are.
    answers:
        What was asked about.
    bars:
        Answer by answer, by how far the answer moves, the farthest first; numbers that move it equally far in the
        order of the knowledge. Odds have no bars for numbers that cannot move them: weights, values and reservations
        of parties without a reservation that counts.
    left_out:
        What was not worked out.
    assumptions:
        What the analyst assumes of the intervals, one sentence each.
    method:
        How it was found.
    """

    problem: BargainingProblem
    answers: tuple[str, ...] = field(converter=texts)
    bars: tuple[Bar, ...] = field(converter=entries)
    left_out: tuple[LeftOut, ...] = field(converter=entries)
    assumptions: tuple[str, ...] = field(converter=texts)
    method: str = METHOD

    @property
    def complete(self) -> bool:
        """Whether every number was worked out for every answer, between the ends of its interval too."""
        return not self.left_out and all(bar.complete for bar in self.bars)

    def of(self, answer: str) -> tuple[Bar, ...]:
        """Return the bars of one answer.

        Raises
        ------
        UnknownNameError
            If it was not asked about.
        """
        if answer not in self.answers:
            raise UnknownNameError("answer", answer, self.answers)
        return tuple(bar for bar in self.bars if bar.answer == answer)


def sensitivity(
    compilation: Compilation,
    *,
    known: Knowledge,
    answers: Sequence[str] | None = None,
    effort: Effort = STEADY,
) -> Sensitivity:
    """Return what would change the answers, each uncertain number moving over its interval by itself.

    While a weight moves, the party's other weights keep their proportions and make up the rest (unless its numbers
    count as written; where there are no others it cannot move, and is passed over). While a weight or a value moves,
    derived prices move with it, and a reservation that is what a fallback is worth. From the reading's ``red_from`` on,
    a demand is red, and so are the lines that it meets.

    Parameters
    ----------
    known:
        Between what each number may lie.
    answers:
        Of :data:`negsim.experiments.responses.ANSWERS`; None for the nearest deal and the odds where the zone is empty,
        and the odds and all rules where it is open.
    effort:
        When its time is up, what is not worked out yet is left out, and named.

    Raises
    ------
    UnknownNameError
        If there is no such answer.
    TooLargeError
        If it cannot be told whether the zone is open as the problem stands, where no answers are asked for by name.
    UnanswerableError
        If the search for that gave up.

    Notes
    -----
    On a piece of the interval on which all prices and values are linear, each package's breaches, soft breach and
    values are linear too. The packages that may be first somewhere on it are among those that no other beats in all of
    these at both ends; they are found by merging over the parts of the issues, as nearest deals and frontiers are.
    Which of them is first changes where two linear functions cross, so every flip is a fraction. Nothing is sampled
    and there is no grid.

    References
    ----------
    M. J. Eisner and D. G. Severance, "Mathematical techniques for efficient record segmentation in large shared
    databases", Journal of the ACM 23 (1976): the envelope of linear functions by where they cross. T. G. Eschenbach,
    "Spiderplots versus tornado diagrams for sensitivity analysis", Interfaces 22 (1992).

    Examples
    --------
    >>> import negsim
    >>> from negsim.compilation import compile_scenario
    >>> from negsim.experiments.knowledge import knowledge
    >>> from negsim.positions.statement import Statement
    >>> def demand(party, issue, option):
    ...     return Statement(party=party, issue=issue, stance="demands", options=[option], assumption="taken so")
    >>> scenario = negsim.Scenario(
    ...     "border",
    ...     issues=[negsim.Issue("land", ["north", "south"]), negsim.Issue("sea", ["open", "closed"])],
    ...     parties=[negsim.Party("N", preferences=negsim.Preferences(weights={"land": 3, "sea": 2})),
    ...              negsim.Party("S", preferences=negsim.Preferences(weights={"land": 1, "sea": 1}))],
    ...     statements=[demand("N", "land", "north"), demand("N", "sea", "open"),
    ...                 demand("S", "land", "south"), demand("S", "sea", "closed")])
    >>> compilation = compile_scenario(scenario)
    >>> found = sensitivity(compilation, known=knowledge(compilation), answers=["nearest-deal"])
    >>> bar = next(bar for bar in found.bars if bar.number.name == "N:weight:land")
    >>> [(str(flip.at), str(flip.before), str(flip.after)) for flip in bar.flips]
    [('1/2', 'land: south, sea: open', 'land: north, sea: closed')]
    """
    effort = effort.started()
    base = Asked(compilation=compilation, effort=effort)
    wanted = _wanted(base, answers)
    bars: list[Bar] = []
    left_out: list[LeftOut] = []
    for number in known.numbers:
        moved, (low, high) = parameter(compilation, number.name), (number.interval.low, number.interval.high)
        if _is_all(compilation, moved):
            continue
        response = Response(base=base, moved=moved, low=low, high=high, effort=effort)
        for answer in wanted:
            if answer == ODDS and not _moves_odds(response):
                continue
            try:
                effort.check("looking for what would change the answer")
                bars.append(_bar(response, number, answer))
            except (TooLargeError, UnanswerableError) as problem:
                left_out.append(LeftOut(number=number.name, answer=answer, why=str(problem)))
    bars.sort(key=lambda bar: (wanted.index(bar.answer), -bar.length))
    return Sensitivity(
        problem=compilation.problem, answers=wanted, bars=bars, left_out=left_out, assumptions=known.assumptions
    )


def _wanted(base: Asked, answers: Sequence[str] | None) -> tuple[str, ...]:
    for answer in answers or ():
        if answer not in ANSWERS:
            raise UnknownNameError("answer", answer, ANSWERS)
    if answers is not None:
        return tuple(dict.fromkeys(answers))
    rules = tuple(answer for answer in ANSWERS if answer not in (NEAREST, ODDS))
    return (NEAREST, ODDS) if base.outcome(rules[0]).package is None else (ODDS, *rules)


def _is_all(compilation: Compilation, moved: Parameter) -> bool:
    """Tell whether a number is the weight of the only issue that its party cares about, and so cannot move."""
    entry = compilation.of(moved.party)
    if moved.kind != "weight" or entry.party.preferences.as_written:
        return False
    return all(issue == moved.issue or not weight.weight for issue, weight in entry.weights.items())


def _moves_odds(response: Response) -> bool:
    """Tell whether odds depend on a number: a firmness, or one that moves what a reservation that counts asks."""
    moved = response.moved
    names = {demand.name for demand in response.base.problem.demands}
    return moved.kind == "firmness" or f"{moved.party}:reservation" in names


def _bar(response: Response, number: Known, answer: str) -> Bar:
    low, point, high = (
        asked.outcome(answer) for asked in (response.at(response.low), response.base, response.at(response.high))
    )
    pieces = response.pieces(answer)
    return Bar(
        number=number,
        moved=response.moved,
        answer=answer,
        low=low,
        point=point,
        high=high,
        pieces=pieces,
        flips=_flips(response, pieces, high=high) if answer != ODDS else (),
    )


def _flips(response: Response, pieces: Sequence[Piece], *, high: Outcome) -> Iterable[Flip]:
    found = []
    for before, after in itertools.pairwise(pieces):
        if before.package != after.package:
            why = _why(response, before.package, after, at=before.high)
            found.append(Flip(at=before.high, before=before.package, after=after.package, why=why))
    # A demand is red at the very end of its interval.
    if pieces and _reddens(response, response.high) and pieces[-1].package != high.package:
        found.append(Flip(at=response.high, before=pieces[-1].package, after=high.package, why="red"))
    return found


def _reddens(response: Response, at: Fraction) -> bool:
    return response.moved.kind == "firmness" and at == response.base.compilation.reading.red_from


def _why(response: Response, before: Package | None, after: Piece, *, at: Fraction) -> Why:
    if before is None or after.package is None:
        return "zone"
    if _reddens(response, at):
        return "red"
    problem = response.at((after.low + after.high) / 2).problem
    one, other = (
        {side: breach.total for side, breach in breaches(problem, package).items()}
        for package in (before, after.package)
    )
    return "level" if one and one == other else "overtaken"
