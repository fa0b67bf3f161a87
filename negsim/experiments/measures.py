"""Measures: how a talk went, and how good its end was against what was possible."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.frontier import Frontier, frontier
from negsim.deals.solutions import Solution, solutions
from negsim.fields import entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.space.package import Package
from negsim.talks.transcript import Transcript

Points = Mapping[str, int]


class StepKind(enum.Enum):
    """What an offer does against the same party's offer before it."""

    CONCESSION = "concession"
    FORTUNATE = "fortunate"
    NICE = "nice"
    SELFISH = "selfish"
    UNFORTUNATE = "unfortunate"
    SILENT = "silent"
    MIXED = "mixed"


@frozen(kw_only=True)
class Step:
    """An offer against the one that the same party made before.

    Attributes
    ----------
    round, party:
        Of the later of the two offers.
    kind:
        *concession*: worse for the party, and no worse for any other. *fortunate*: better for it and for some other.
        *nice*: the same to it, and better for some other. *selfish*: better for it and for no other. *unfortunate*: no
        better for it, and worse for the others. *silent*: the same to everyone. *mixed*: better for some of the others
        and worse for others.
    changes:
        From party id to how many points better the offer is for it.
    """

    round: int
    party: str
    kind: StepKind
    changes: Points = field(converter=frozen_mapping)


@frozen(kw_only=True)
class Stall:
    """Offers of one party, one after the other, that changed nothing for anyone.

    Attributes
    ----------
    first, last:
        The rounds of the first and the last of them.
    """

    party: str
    first: int
    last: int


@frozen(kw_only=True)
class Measures:
    """How a talk went, and how good its end was against what was possible.

    Every number that joins parties takes a value of 1 as worth the same to each: a convention, not a fact.

    Attributes
    ----------
    steps, stalls:
        In the order of the talk.
    is_efficient:
        Whether nothing in the zone is better for one party without being worse for another; None without an agreement.
    to_frontier, to_nash, to_kalai_smorodinsky:
        How far the agreement is from the nearest point of the frontier of the zone, and from the nearest package that
        the rule picks, as the length of the difference of values from 0 to 1; None without an agreement or a zone.
    gain_left:
        The most that all parties together could still gain, in values, by what hurts none of them; None as above.
    """

    steps: tuple[Step, ...] = field(converter=entries)
    stalls: tuple[Stall, ...] = field(converter=entries)
    is_efficient: bool | None = None
    to_frontier: float | None = None
    to_nash: float | None = None
    to_kalai_smorodinsky: float | None = None
    gain_left: Fraction | None = None


@frozen(kw_only=True)
class Yardstick:
    """What was possible in a problem: worked out once, and held against any number of talks.

    Attributes
    ----------
    problem:
        What was negotiated about.
    best:
        The frontier of its zone.
    picked:
        By rule, what it picks.
    """

    problem: BargainingProblem
    best: Frontier
    picked: Mapping[str, Solution] = field(converter=frozen_mapping)

    def measure(self, transcript: Transcript) -> Measures:
        """Return how a talk went, and how good its end was."""
        steps = tuple(_steps(self.problem, transcript))
        stalls = tuple(_stalls(steps))
        if transcript.agreement is None or not len(self.best):
            return Measures(steps=steps, stalls=stalls)
        own = _values(self.problem, transcript.points)
        front = [_values(self.problem, point.points) for point in self.best.items]
        gains = [sum(_minus(other, own)) for other in front if all(gain >= 0 for gain in _minus(other, own))]
        left = max(gains, default=Fraction(0))
        return Measures(
            steps=steps,
            stalls=stalls,
            is_efficient=not left,
            to_frontier=_nearest(own, front),
            to_nash=self._to_rule(own, "nash"),
            to_kalai_smorodinsky=self._to_rule(own, "kalai-smorodinsky"),
            gain_left=Fraction(left),
        )

    def _to_rule(self, own: Sequence[Fraction], rule: str) -> float | None:
        picked = [_values(self.problem, deal.points) for deal in self.picked[rule].deals]
        return _nearest(own, picked) if picked else None


def yardstick(problem: BargainingProblem, *, effort: Effort = STEADY) -> Yardstick:
    """Return what was possible in a problem, to hold talks against.

    Raises
    ------
    TooLargeError
        As :func:`negsim.frontier` and :func:`negsim.solutions`.

    References
    ----------
    K. Hindriks, C. M. Jonker and D. Tykhonov, "Negotiation dynamics: analysis, concession tactics, and outcomes",
    IAT (2007), for the kinds of steps.
    """
    return Yardstick(
        problem=problem,
        best=frontier(problem, max_packages=1, effort=effort),
        picked=solutions(problem, effort=effort),
    )


def _steps(problem: BargainingProblem, transcript: Transcript) -> Iterator[Step]:
    before: dict[str, Points] = {}
    worth: dict[Package, Points] = {}
    signers = [party.id for party in problem.signers]
    for turn in transcript.history:
        package = turn.move.package
        if package is None:
            continue
        if package not in worth:
            every = problem.points(package)
            worth[package] = {party: every[party] for party in signers}
        now = worth[package]
        if turn.party in before:
            changes = {party: now[party] - before[turn.party][party] for party in signers}
            yield Step(round=turn.round, party=turn.party, kind=_kind(turn.party, changes), changes=changes)
        before[turn.party] = now


def _kind(party: str, changes: Points) -> StepKind:
    own = changes[party]
    others = [change for other, change in changes.items() if other != party]
    better, worse = any(change > 0 for change in others), any(change < 0 for change in others)
    if better and worse:
        return StepKind.MIXED
    if own > 0:
        return StepKind.FORTUNATE if better else StepKind.SELFISH
    if worse:
        return StepKind.UNFORTUNATE
    if own < 0:
        return StepKind.CONCESSION
    return StepKind.NICE if better else StepKind.SILENT


def _stalls(steps: Sequence[Step]) -> Iterator[Stall]:
    for party in dict.fromkeys(step.party for step in steps):
        run: list[int] = []
        for step in [step for step in steps if step.party == party]:
            if step.kind is StepKind.SILENT:
                run.append(step.round)
            elif run:
                yield Stall(party=party, first=run[0], last=run[-1])
                run = []
        if run:
            yield Stall(party=party, first=run[0], last=run[-1])


def _values(problem: BargainingProblem, points: Points) -> tuple[Fraction, ...]:
    return tuple(Fraction(points[party.id], party.scale) for party in problem.signers)


def _minus(one: Sequence[Fraction], other: Sequence[Fraction]) -> list[Fraction]:
    return [left - right for left, right in zip(one, other, strict=True)]


def _nearest(own: Sequence[Fraction], others: Sequence[Sequence[Fraction]]) -> float:
    return min(math.dist([float(value) for value in own], [float(value) for value in other]) for other in others)
