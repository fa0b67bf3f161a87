"""Measures: how a talk went, and how good its end was against what was possible."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.frontier import Frontier, frontier
from negsim.deals.solutions import Solution, solutions
from negsim.fields import entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.space.package import Package
from negsim.talks.move import Kind
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
    """An offer against the one that the same party made before, or against the settlement that stands where one does.

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
        In the order of the talk. Offers that did not count are none: what their party had offered before stood.
    is_efficient:
        Whether nothing in the zone is better for one party without being worse for another; None without an agreement.
    to_frontier, to_nash, to_kalai_smorodinsky:
        How far the agreement is from the nearest point of the frontier of the zone, and from the nearest package that
        the rule picks, as the length of the difference of values from 0 to 1; None without an agreement or a zone.
    gain_left:
        The most that all parties together could still gain, in values, by what hurts none of them; None as above.
    lost_to_delay:
        From party id to how many points the agreement lost by not being made in the first round; empty without one.
    gained:
        From party id to how many points the agreement is better than the settlement or draft that the talk began with;
        empty where it began with none, or without an agreement.
    """

    steps: tuple[Step, ...] = field(converter=entries)
    stalls: tuple[Stall, ...] = field(converter=entries)
    is_efficient: bool | None = None
    to_frontier: float | None = None
    to_nash: float | None = None
    to_kalai_smorodinsky: float | None = None
    gain_left: Fraction | None = None
    lost_to_delay: Mapping[str, float] = field(factory=dict, converter=frozen_mapping)
    gained: Points = field(factory=dict, converter=frozen_mapping)


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
        """Return how a talk went, and how good its end was.

        What the agreement is worth counts as it is, however late it was made; what waiting cost stands by itself.
        """
        went = measures_of(self.problem, transcript)
        if transcript.agreement is None or not len(self.best):
            return went
        own = [transcript.points[party.id] for party in self.problem.signers]
        rows = [row for row in self._front if all(there >= here for there, here in zip(row, own, strict=True))]
        left = max((sum(self._apart(row, own), Fraction(0)) for row in rows), default=Fraction(0))
        return attrs.evolve(
            went,
            is_efficient=not left,
            to_frontier=self._nearest(own, self._front),
            to_nash=self._to_rule(own, "nash"),
            to_kalai_smorodinsky=self._to_rule(own, "kalai-smorodinsky"),
            gain_left=left,
        )

    @cached_property
    def _front(self) -> tuple[tuple[int, ...], ...]:
        """The points of the frontier, in the order of the signing parties."""
        signers = [party.id for party in self.problem.signers]
        return tuple(tuple(point.points[party] for party in signers) for point in self.best.items)

    def _apart(self, one: Sequence[int], other: Sequence[int]) -> list[Fraction]:
        """Return by how much each party's value of one package exceeds that of another."""
        scales = [party.scale for party in self.problem.signers]
        return [Fraction(here - there, scale) for here, there, scale in zip(one, other, scales, strict=True)]

    def _nearest(self, own: Sequence[int], others: Sequence[Sequence[int]]) -> float:
        scales = [party.scale for party in self.problem.signers]
        here = [points / scale for points, scale in zip(own, scales, strict=True)]
        return min(math.dist(here, [points / by for points, by in zip(row, scales, strict=True)]) for row in others)

    def _to_rule(self, own: Sequence[int], rule: str) -> float | None:
        deals = self.picked[rule].deals if rule in self.picked else ()
        picked = [[deal.points[party.id] for party in self.problem.signers] for deal in deals]
        return self._nearest(own, picked) if picked else None


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


def measures_of(problem: BargainingProblem, transcript: Transcript) -> Measures:
    """Return how a talk went, with nothing of what was possible: for problems too large to know that of.

    Examples
    --------
    >>> import negsim
    >>> problem = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")).problem
    >>> talk = negsim.Talk(problem=problem, protocol=negsim.AlternatingOffers(), terms=negsim.Terms(rounds=9),
    ...                    strategies={party: negsim.strategy("linear") for party in ("North", "South")})
    >>> found = measures_of(problem, negsim.Session(talk).play())
    >>> [step.kind.value for step in found.steps if step.party == "North"][:4], found.to_nash
    (['silent', 'concession', 'silent', 'concession'], None)
    """
    steps = tuple(_steps(problem, transcript))
    worth, now = transcript.points, transcript.discounted
    before = {} if transcript.draft is None else problem.points(transcript.draft)
    return Measures(
        steps=steps,
        stalls=_stalls(steps),
        lost_to_delay={party: points - now[party] for party, points in worth.items()},
        gained={party: points - before[party] for party, points in worth.items() if party in before},
    )


def _steps(problem: BargainingProblem, transcript: Transcript) -> Iterator[Step]:
    """Yield the steps; where a settlement stands, each proposal is held against it, not against the one before."""
    text = transcript.draft
    made = list(transcript.offers())
    packages = [package for _, _, _, package in made]
    worth = _worths(problem, packages if text is None else [text, *packages])
    signers = [party.id for party in problem.signers]
    before: dict[str, Points] = {} if text is None else dict.fromkeys(signers, worth[id(text)])
    for at, number, party, package in made:
        now = worth[id(package)]
        if party in before:
            changes = {other: now[other] - before[party][other] for other in signers}
            yield Step(round=number, party=party, kind=_kind(party, changes), changes=changes)
        if text is None:
            before[party] = now
        elif _is_taken(transcript, at):
            before = dict.fromkeys(signers, now)


def _is_taken(transcript: Transcript, at: int) -> bool:
    """Tell whether all the others took what was proposed, those with consent by issue that were asked among them."""
    table, left = transcript.strategies, len(transcript.strategies) - 1
    for _, party, move in islice(transcript.history.log, at + 1, None):
        if party in table and not left:
            break
        if move.kind is not Kind.ACCEPT:
            return False
        left -= party in table
    return not left


def _worths(problem: BargainingProblem, packages: Iterable[Package]) -> dict[int, Points]:
    """Return what packages are worth to every party, by the identity of the package: comparing them would cost more."""
    distinct = list({id(package): package for package in packages}.values())
    places = [{option: at for at, option in enumerate(issue.option_ids)} for issue in problem.space.issues]
    ids = [issue.id for issue in problem.space.issues]
    taken: dict[str, NDArray[np.intp]] = {}
    try:
        for issue, own in zip(ids, places, strict=True):
            taken[issue] = np.array([own[package[issue]] for package in distinct], dtype=np.intp)
    except KeyError:
        for package in distinct:
            problem.space.indices(package)  # which says what is unknown
        raise
    found: list[dict[str, int]] = [{} for _ in distinct]
    for party in problem.parties:
        total: Any = np.zeros(len(distinct), dtype=object)
        for factor in party.factors:
            total = total + factor.values[tuple(taken[issue] for issue in factor.issues)]
        for row, points in zip(found, total.tolist(), strict=True):
            row[party.id] = points if party.ceiling is None else min(points, party.ceiling)
    return {id(package): row for package, row in zip(distinct, found, strict=True)}


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
