"""What is asked about the packages of a part, as eliminations of its issues."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.elimination import Eliminated, eliminate
from negsim.kernels.elimination_groups import Watch
from negsim.kernels.elimination_plan import Network, Term
from negsim.kernels.numbering import integers_up_to
from negsim.search.effort import Effort
from negsim.search.indexed import IndexedDemand, IndexedProblem
from negsim.search.parts import Part

MAX_BYTES = 2**30
"""How much memory the rows of all eliminations may take, about, where the user sets no limit."""
MAX_CASES = 2**6
"""How many cases are told apart, each an elimination of its own."""
WHAT = "eliminating issues that hang together"
ADVICE = "Leave out interactions, lines or exclusions that tie issues together, or ask about fewer issues."

_Boxes = tuple[Mapping[int, Sequence[int]], ...]


@frozen(kw_only=True, eq=False)
class Question:
    """What the packages of a part that keep some demands take from some parties.

    Attributes
    ----------
    demands:
        Indices of the demands that packages must keep; those of other parts do not matter.
    parties:
        Indices of the parties whose losses, that is points negated, are asked for: one column each.
    is_efficient:
        Whether rows that others beat are left out.
    budget:
        The most of each column that is of use; rows beyond may be left out. None for no limits.
    """

    indexed: IndexedProblem
    part: Part
    demands: tuple[int, ...] = field(converter=entries)
    parties: tuple[int, ...] = field(converter=entries)
    is_efficient: bool
    budget: Sequence[int | None] | None = None

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Eliminations that hold every package once between them.

        There are two for each reservation that binds off the status quo only: where it binds, and where it does not.

        Raises
        ------
        TooLargeError
            When they are more than 64.
        """
        kept = [self.indexed.demands[index] for index in self.demands if index in self.part.demands]
        walls = [box for box in self.indexed.excluded if next(iter(box)) in self.part.issues]
        walls += [box.options for demand in kept for box in demand.boxes]
        bars = [demand for demand in kept if demand.demand.line is None]
        ways = [_ways(self.indexed, bar) for bar in bars]
        if math.prod(map(len, ways)) > MAX_CASES:
            advice = "Leave out reservations of parties whose consent is needed by issue."
            raise TooLargeError(WHAT, math.prod(map(len, ways)), MAX_CASES, "cases", advice)
        found = []
        for chosen in itertools.product(*ways):
            more = itertools.chain.from_iterable(boxes for _, boxes in chosen)
            binding = zip(bars, chosen, strict=True)
            floors = [(bar.holders[0], bar.points) for bar, (binds, _) in binding if binds]
            found.append(Case(question=self, boxes=(*walls, *more), floors=floors))
        return tuple(found)

    def ceiling(self, party: int) -> int | None:
        """Return what cuts a party's points, which are then all of this part."""
        ceiling = self.indexed.problem.parties[party].ceiling
        if ceiling is None or self.indexed.joined_issues(party)[0][0] not in self.part.issues:
            return None
        return ceiling


def _ways(indexed: IndexedProblem, bar: IndexedDemand) -> list[tuple[bool, _Boxes]]:
    """Return where a reservation binds and where it does not, as what is forbidden there; every package is in one."""
    if bar.departures is None:
        return [(True, ())]
    stays = {
        issue: [option for option in range(indexed.radices[issue]) if option not in departing]
        for issue, departing in bar.departures.items()
    }
    at_rest = tuple({issue: departing} for issue, departing in bar.departures.items())
    # Where no issue names the party, it never binds.
    return [(False, at_rest)] + ([(True, (stays,))] if stays else [])


@frozen(kw_only=True, eq=False)
class Case:
    """One elimination of a question.

    Attributes
    ----------
    boxes:
        What is forbidden, by issues of the whole problem.
    floors:
        The least points that packages must be worth to some parties.
    """

    question: Question
    boxes: _Boxes = field(converter=entries)
    floors: tuple[tuple[int, int], ...] = field(converter=entries)

    @cached_property
    def apart(self) -> tuple[int, ...]:
        """The parties whose losses only tell rows apart.

        Of two rows, one beats the other for good only where what comes later treats both alike. It does not where a
        ceiling cuts sums, as rows that differ may then tie, and not where a reservation decides that nobody asks
        about: more of it is no gain, but may be needed. Rows are therefore compared only where they agree in these.
        """
        asked = self.question.parties
        if not self.question.is_efficient:
            return tuple(dict.fromkeys([*asked, *(party for party, _ in self.floors)]))
        cut = [party for party in asked if self.question.ceiling(party) is not None]
        return tuple(dict.fromkeys([*cut, *(party for party, _ in self.floors if party not in asked)]))

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The party of each column."""
        return (*self.apart, *(party for party in self.question.parties if party not in self.apart))

    @cached_property
    def network(self) -> Network:
        """The part's issues as variables, with tables of losses."""
        indexed, issues = self.question.indexed, self.question.part.issues
        place = {issue: at for at, issue in enumerate(issues)}
        terms = [
            Term([place[issue] for issue in scope], {column: -_integers(table)})
            for column, party in enumerate(self.columns)
            for scope, table in indexed.factors[party]
            if place.keys() >= set(scope)
        ]
        return Network(
            sizes=[indexed.radices[issue] for issue in issues],
            columns=len(self.columns),
            apart=len(self.apart),
            terms=terms,
            forbidden=[{place[issue]: options for issue, options in box.items()} for box in self.boxes],
        )

    @property
    def limits(self) -> list[int | None]:
        """The most of each column that is of use: a bound on the sum, which a ceiling can only make a greater loss."""
        given = self.question.budget or [None] * len(self.question.parties)
        known = [*zip(self.question.parties, given, strict=True), *((party, -points) for party, points in self.floors)]
        bounds = [[most for party, most in known if party == own and most is not None] for own in self.columns]
        return [min(own, default=None) for own in bounds]

    def found(self, effort: Effort) -> Found:
        """Eliminate, and keep the rows that meet the reservations."""
        network = self.network
        eliminated = eliminate(network, limits=self.limits, watch=_watch(network, effort))
        losses = {}
        for column, party in enumerate(self.columns):
            ceiling = self.question.ceiling(party)
            own = eliminated.rows[:, column]
            losses[party] = own if ceiling is None else np.maximum(own, _wide(own, ceiling))
        inside = np.ones(len(eliminated), dtype=bool)
        for party, points in self.floors:
            inside &= np.asarray(losses[party] <= -points, dtype=bool)
        index = np.flatnonzero(inside)
        asked = [losses[party][index] for party in self.question.parties]
        rows = np.stack(asked, axis=1) if asked else np.zeros((len(index), 0), dtype=np.int64)
        return Found(eliminated, index, rows)


def _integers(table: NDArray[Any]) -> NDArray[Any]:
    return table if table.dtype == object else table.astype(np.int64)


def _wide(column: NDArray[Any], ceiling: int) -> Any:
    """Return a ceiling as a loss, in Python integers where the column, or the ceiling, is too wide for others."""
    return np.array(-ceiling, dtype=object if column.dtype == object else integers_up_to(ceiling))


def _watch(network: Network, effort: Effort) -> Watch:
    """Return what gives an elimination up when time is up, or rows take more memory than they may."""
    # Twice, since pieces are put together in the end.
    row = 16 * (2 + len(network.sizes) // 20) + sum(16 if kind is np.int64 else 128 for kind in network.layout.kinds)
    most = (effort.max_bytes or MAX_BYTES) // row
    held = 0

    def watch(added: int) -> None:
        nonlocal held
        held += added
        effort.check(WHAT)
        if held > most:
            advice = f"Allow it more memory, round weights and values to fewer distinct numbers, or: {ADVICE}"
            raise TooLargeError(WHAT, held, most, "different sums", advice)

    return watch


@frozen(eq=False)
class Found:
    """The rows of one elimination that count: where they stand in it, and what is asked of them."""

    eliminated: Eliminated
    index: NDArray[np.intp]
    rows: NDArray[Any]
