"""Judging: what a function of one's own picks, which never falls when someone gains more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.deals.rules import gains_of
from negsim.deals.solver import Solver
from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import Instance, is_real
from negsim.kernels.bounded.objectives import LeastRatio, WeightedSum
from negsim.kernels.dominance import nondominated
from negsim.problem import BargainingProblem
from negsim.search.effort import Effort

Judgement = Callable[[Mapping[str, Fraction]], Any]
"""What packages are worth to somebody, from party id to gain; larger is better."""

MAX_SUMS = 1_000_000
"""How many sums of points a search for one's own objective looks at in one step."""
_SAMPLED = 200
_AT_ONCE = 1_000

Points = tuple[int, ...]


@define(kw_only=True)
class Judge:
    """A function asked about points of the signing parties, each once.

    Attributes
    ----------
    known:
        What it said.
    """

    problem: BargainingProblem
    judgement: Judgement
    effort: Effort
    known: dict[Points, Any] = field(factory=dict)

    def gains(self, points: Points) -> dict[str, Fraction]:
        """Return what each signing party gains."""
        ids = [party.id for party in self.problem.signers]
        worth = dict(zip(ids, points, strict=True))
        return dict(zip(ids, gains_of(self.problem, worth), strict=True))

    def value(self, points: Points) -> Any:
        """Return what the function says.

        Raises
        ------
        ValueError
            If that is not a number.
        """
        if points not in self.known:
            said = self.judgement(self.gains(points))
            if said is None or isinstance(said, str) or said != said:  # noqa: PLR0124 - no number differs from itself
                raise ValueError(f"the objective says {said} of gains {_told(self.gains(points))}; expected a number")
            self.known[points] = said
        return self.known[points]

    def values(self, rows: NDArray[Any]) -> list[Any]:
        """Return what the function says of many points, shape (n, parties).

        Raises
        ------
        TimeLimitError
            If time runs out.
        """
        found = []
        for at, row in enumerate(rows.tolist()):
            if at % _AT_ONCE == 0:
                self.effort.check("asking an objective about packages")
            found.append(self.value(tuple(row)))
        return found

    def compare(self, low: Points, high: Points) -> None:
        """Check the function where everyone gains as much or more.

        Raises
        ------
        ValueError
            If it falls.
        """
        before, after = self.value(low), self.value(high)
        if after < before:
            raise ValueError(
                f"the objective falls from {before} to {after} as gains rise from {_told(self.gains(low))} to "
                f"{_told(self.gains(high))}; expected one that never falls when someone gains more"
            )

    def check(self, rows: NDArray[Any]) -> None:
        """Check the function around some of these points: with one party's gain at its least or most of all of them.

        Raises
        ------
        ValueError
            If it falls where someone gains more.
        """
        if not len(rows):
            return
        low, high = rows.min(axis=0).tolist(), rows.max(axis=0).tolist()
        for row in rows[:: math.ceil(len(rows) / _SAMPLED)].tolist():
            for party in range(len(low)):
                self.compare((*row[:party], low[party], *row[party + 1 :]), tuple(row))
                self.compare(tuple(row), (*row[:party], high[party], *row[party + 1 :]))


def _told(gains: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{party} {gain}" for party, gain in gains.items())


@frozen(kw_only=True, eq=False)
class Judged:
    """The packages that a function puts first, or the best that was found.

    Attributes
    ----------
    value:
        What it says of them; None where there are none.
    bound:
        It says no more of any package of the zone; None where nothing is known.
    combinations:
        Of the instance's issues: those with the value that no package of the zone beats, where the search came to its
        end; else one at most. They may be very many.
    is_exact:
        Whether the search came to its end.
    """

    value: Any
    bound: Any
    combinations: Iterable[Sequence[int]]
    is_exact: bool


def judged(solver: Solver, judge: Judge) -> Judged:
    """Return the packages of a zone that a function puts first.

    Notes
    -----
    Part by part, the sums of what remains possible: of those that no other beats, and that with the most that the
    other parts can add for each party are judged at least as high as the best package found so far. What is left out
    can lead to nothing better, and to nothing as good that no package beats, if the function never falls when someone
    gains more: that is checked on what is seen. No sum on the way to a package that is picked is left out, since what
    beats it would beat the package: so going back over the sums finds all packages.
    """
    instance = solver.instance
    start, value = _first(solver, judge)
    tables = [instance.values[at, :size] for at, size in enumerate(instance.sizes)]
    places = sorted(range(len(tables)), key=lambda at: -float(np.ptp(tables[at].astype(np.float64), axis=0).sum()))
    tops = np.array([tables[at].max(axis=0) for at in places])
    rest = np.concatenate([np.cumsum(tops[::-1], axis=0)[::-1], np.zeros_like(tops[:1])])
    steps, hopes = [np.zeros_like(tops[:1])], [judge.value(tuple(rest[0].tolist()))]
    for at, place in enumerate(places):
        try:
            rows, hopes = _further(judge, instance, (steps[-1], tables[place]), rest[at : at + 2], value)
        except TooLargeError:
            return Judged(value=value, bound=max(hopes), combinations=start, is_exact=False)
        if not hopes:
            return Judged(value=None, bound=None, combinations=(), is_exact=True)
        steps.append(rows)
    most = max(hopes)
    ends = steps[-1][[at for at, hope in enumerate(hopes) if hope == most]]
    judge.check(ends)
    trails = Trails([tables[place] for place in places], places, steps)
    return Judged(value=most, bound=most, combinations=trails.combinations(ends), is_exact=True)


def _further(
    judge: Judge,
    instance: Instance,
    pair: tuple[NDArray[Any], NDArray[Any]],
    rest: NDArray[Any],
    value: Any,
) -> tuple[NDArray[Any], list[Any]]:
    """Return what remains possible after one more part, and how it is judged with the most that the others can add.

    Parameters
    ----------
    pair:
        The sums so far, and the rows of the part.
    rest:
        The most that the parts from this one on can add, and those after it.
    value:
        How the best package found so far is judged; None before there is one.

    Raises
    ------
    TooLargeError
        If there are too many sums to look at, or time runs out.
    """
    rows, table = pair
    if len(rows) * len(table) > MAX_SUMS:
        raise TooLargeError("judging sums of parts", len(rows) * len(table), MAX_SUMS, "sums", "")
    found = (rows[:, None, :] + table[None, :, :]).reshape(-1, rows.shape[1])
    index = np.arange(len(found))
    if instance.floors is not None:
        index = np.flatnonzero((found + rest[1] >= np.array(instance.floors)).all(axis=1))
    index = index[nondominated(-found[index])]
    kept: dict[Points, tuple[int, Any]] = {}
    for turn, at in enumerate(index.tolist()):
        if turn % _AT_ONCE == 0:
            judge.effort.check("judging sums of parts")
        ideal = tuple((found[at] + rest[1]).tolist())
        judge.compare(ideal, tuple((rows[at // len(table)] + rest[0]).tolist()))
        if value is None or judge.value(ideal) >= value:
            kept[tuple(found[at].tolist())] = at, judge.value(ideal)
    return found[[at for at, _ in kept.values()]], [hope for _, hope in kept.values()]


class Trails:
    """The combinations that lead to sums, part by part.

    Attributes
    ----------
    tables:
        Of each part, in the order in which they were added up, its rows.
    places:
        Which issue of the instance each of them is.
    steps:
        The sums that were kept before the first part, and after each.
    """

    def __init__(self, tables: Sequence[NDArray[Any]], places: Sequence[int], steps: Sequence[NDArray[Any]]) -> None:
        self.tables = [[tuple(row) for row in table.tolist()] for table in tables]
        self.places = list(places)
        self.steps = [{tuple(row) for row in rows.tolist()} for rows in steps]

    def combinations(self, ends: NDArray[Any]) -> Iterator[tuple[int, ...]]:
        """Yield the option of each issue of the instance, for each combination that leads to one of some sums."""
        for end in ends.tolist():
            for options in self._walk(len(self.tables), tuple(end)):
                by_place = dict(zip(self.places, options, strict=True))
                yield tuple(by_place[place] for place in range(len(by_place)))

    def _walk(self, step: int, end: Points) -> Iterator[tuple[int, ...]]:
        if not step:
            yield ()
            return
        for option, row in enumerate(self.tables[step - 1]):
            before = tuple(total - own for total, own in zip(end, row, strict=True))
            if before in self.steps[step - 1]:
                for options in self._walk(step - 1, before):
                    yield (*options, option)


def _first(solver: Solver, judge: Judge) -> tuple[list[list[int]], Any]:
    """Return a good package and its judgement: the best of what is next to some rules' picks, if there is any."""
    columns = solver.instance.values.shape[2]
    scales = [party.scale for party in solver.problem.signers]
    objectives = (WeightedSum([1] * columns), LeastRatio(solver.base, scales))
    starts = [row for objective in objectives for row in solver.best(objective).combinations[:1]]
    climbed = [_climbed(solver, judge, start) for start in starts]
    return max(climbed, key=itemgetter(1), default=([], None))


def _climbed(solver: Solver, judge: Judge, start: NDArray[np.int64]) -> tuple[list[list[int]], Any]:
    """Return a package that no change of one part improves, and its judgement."""
    instance = solver.instance
    issues, width, columns = instance.values.shape
    real = is_real(instance.sizes, width).reshape(-1)
    choice = start.copy()
    totals = instance.totals(choice[None, :])[0]
    value = judge.value(tuple(totals.tolist()))
    while not solver.effort.is_over:
        own = instance.values[np.arange(issues), choice]
        near = (totals + instance.values - own[:, None, :]).reshape(issues * width, columns)
        allowed = real if instance.floors is None else real & (near >= np.array(instance.floors)).all(axis=1)
        said = [(judge.value(tuple(near[at].tolist())), at) for at in np.flatnonzero(allowed)]
        most = max((entry for entry, _ in said), default=value)
        if not most > value:
            break
        at = next(at for entry, at in said if entry == most)
        value, totals = most, near[at]
        choice[at // width] = at % width
    return [choice.tolist()], value
