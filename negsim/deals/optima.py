"""Solutions by bounded search: what each rule picks in a zone whose frontier is too large to list."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from attrs import field, frozen

from negsim.deals.frontier import losses
from negsim.deals.zone import keeps_red
from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio, Objective, Product, WeightedSum
from negsim.kernels.bounded.results import Best
from negsim.kernels.bounded.search import MAX_TIES, best, find_any
from negsim.kernels.tables import Table
from negsim.problem import BargainingProblem
from negsim.search.enumeration import Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large, value_parts
from negsim.search.sums import members_of, part_table

Row = tuple[int, ...]
"""One efficient row of a part: what it takes from each signing party."""

METHOD = "bounded search"
"""How these solutions are found."""

MAX_NODES = 5_000_000
"""How many options a search tries before it gives up: some seconds."""

_NAMED = 10_000
_ADVICE = "Ask about fewer issues or parties, or round weights and values to fewer distinct numbers."


@frozen(kw_only=True)
class Optimum:
    """The packages that one rule picks.

    Attributes
    ----------
    numbers:
        The numbers of the first of them, in order.
    count:
        How many there are.
    """

    numbers: tuple[int, ...] = field(converter=entries)
    count: int


@frozen(kw_only=True, eq=False)
class _Zone:
    """A zone as independent choices: of each part, one of its efficient rows.

    A rule that only gains from more for anyone picks no other rows.
    """

    indexed: IndexedProblem
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    instance: Instance
    effort: Effort

    def optimum(self, answer: Best, members: Sequence[Mapping[Row, list[int]]], *, max_packages: int) -> Optimum:
        """Return the packages behind the combinations of rows that are best, by the packages of each part's rows."""
        listed = answer.combinations.tolist()
        if answer.count > len(listed):
            raise TooLargeError("listing all that tie", answer.count, len(listed), "combinations of values", _ADVICE)
        counts = [
            math.prod(int(table.counts[at]) for table, at in zip(self.tables, row, strict=True)) for row in listed
        ]
        numbers = itertools.islice(self._numbers(listed, members), max(max_packages, _NAMED))
        return Optimum(numbers=sorted(numbers)[:max_packages], count=sum(counts))

    def members(self) -> list[dict[Row, list[int]]]:
        """Return the packages of each row of each part."""
        columns = [losses(party) for party in self.indexed.signers]
        return [
            members_of(self.indexed, part, table, columns=columns, keep=keeps_red, effort=self.effort)
            for part, table in zip(self.parts, self.tables, strict=True)
        ]

    def _numbers(self, listed: Sequence[Sequence[int]], members: Sequence[Mapping[Row, list[int]]]) -> Iterator[int]:
        for row in listed:
            chosen = [
                own[tuple(table.rows[at].tolist())] for own, table, at in zip(members, self.tables, row, strict=True)
            ]
            yield from map(sum, itertools.product(*chosen))


def optima(problem: BargainingProblem, *, max_packages: int, effort: Effort) -> dict[str, Optimum] | None:
    """Return what each rule of the textbook picks in the zone, by rule; None where the zone is empty.

    Raises
    ------
    TooLargeError
        If parts are too large to enumerate, totals do not fit 2^52, the search gives up before its proof, or some party
        can gain nothing, so that rules fall back on what only the whole frontier shows.

    Notes
    -----
    Each part's efficient rows are the options of one issue of a depth-first search under Lagrangian bounds, proved in
    integers (:mod:`negsim.kernels.bounded`).
    """
    zone = _prepared(problem, effort=effort)
    if zone is None or find_any(zone.instance, max_nodes=MAX_NODES).status == "none":
        return None
    answers = {}
    for rule, objective in _objectives(problem, zone).items():
        answers[rule] = _found(zone, objective, what=f"proving what {rule} picks")
        if not answers["nash"].value:
            _refuse_losers(problem)
    members = zone.members()
    return {rule: zone.optimum(answer, members, max_packages=max_packages) for rule, answer in answers.items()}


def _objectives(problem: BargainingProblem, zone: _Zone) -> dict[str, Objective]:
    """Return what each rule makes as great as can be; Nash's first, since all need that everyone can gain."""
    signers = problem.signers
    base = [party.reservation.points if party.reservation else 0 for party in signers]
    ideals = [_ideal(zone, at) - floor for at, floor in enumerate(base)]
    if min(ideals) <= 0:
        _refuse_losers(problem)
    shares = math.lcm(*(party.scale for party in signers))
    return {
        "nash": Product(base),
        "kalai-smorodinsky": LeastRatio(base, ideals, leximin=True),
        "egalitarian": LeastRatio(base, [party.scale for party in signers], leximin=True),
        "utilitarian": WeightedSum([shares // party.scale for party in signers]),
    }


def _refuse_losers(problem: BargainingProblem) -> NoReturn:
    what = "what the rules pick where not everyone can gain"
    raise TooLargeError(what, problem.space.combinations, MAX_PACKAGES, "packages", _ADVICE)


def _found(zone: _Zone, objective: Objective, *, what: str, max_ties: int = MAX_TIES) -> Best:
    """Return what is best, proved.

    Raises
    ------
    TooLargeError
        If the search gives up before that.
    """
    answer = best(zone.instance, objective, max_ties=max_ties, max_nodes=MAX_NODES)
    if not answer.is_proven:
        raise TooLargeError(what, answer.nodes, MAX_NODES, "steps of search", _ADVICE)
    return answer


def _ideal(zone: _Zone, at: int) -> int:
    """Return the most that any package of the zone is worth to one party, in points."""
    weights = [int(other == at) for other in range(zone.instance.values.shape[2])]
    most = _found(zone, WeightedSum(weights), what="proving what a party could get", max_ties=1).value
    assert isinstance(most, int), "a zone that is not empty has a best package, worth whole points"
    return most


def _prepared(problem: BargainingProblem, *, effort: Effort) -> _Zone | None:
    """Return the zone as independent choices; None where some part has no package that breaks no line."""
    prepared = indexed(problem)
    floors = prepared.red_floors
    red = [index for index, demand in enumerate(prepared.demands) if demand.demand.red and index not in floors]
    parts = value_parts(prepared, demands=red)
    refuse_large(parts, what="finding what the rules pick")
    columns = [losses(party) for party in prepared.signers]
    tables = [part_table(prepared, part, columns=columns, keep=keeps_red, effort=effort) for part in parts]
    if not all(len(table) for table in tables):
        return None
    held = {party: prepared.demands[index].points for index, party in floors.items()}
    worst = -sum(int(np.abs(table.rows).max()) for table in tables)
    instance = Instance(
        values=_values(tables),
        sizes=[len(table) for table in tables],
        floors=[held.get(party, worst) for party in prepared.signers],
    )
    return _Zone(indexed=prepared, parts=parts, tables=tuple(tables), instance=instance, effort=effort)


def _values(tables: Sequence[Table]) -> Any:
    columns = tables[0].rows.shape[1]
    values = np.zeros((len(tables), max(map(len, tables)), columns), dtype=object)
    for at, table in enumerate(tables):
        values[at, : len(table)] = -table.rows
    return values
