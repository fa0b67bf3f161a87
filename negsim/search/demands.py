"""Demands: which sets of them some package keeps, asked without looking at every package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.bounded.instance import MAX_TOTAL
from negsim.kernels.tables import Table
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import IndexedDemand, IndexedProblem, indexed
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large, value_parts
from negsim.search.sources import Column, empty_table, joined
from negsim.search.values import losses

if TYPE_CHECKING:
    from negsim.kernels.bounded.asking import Asker
    from negsim.kernels.verdicts import Verdict

MAX_ROWS = 20_000
"""How many packages of issues that hang together are searched: those that no other beats."""


@frozen(kw_only=True, eq=False)
class Keeping:
    """What the packages of a group of issues keep of its demands.

    Attributes
    ----------
    indexed:
        A problem in which packages break what they break in the one that was asked about.
    tables:
        Of each of its smaller parts, what packages break and are worth there; other packages break as much and are
        worth no more.
    asker:
        What is asked; its choices are one row of each table.
    """

    indexed: IndexedProblem
    tables: tuple[Table, ...]
    asker: Asker

    def ask(self, demands: int) -> Verdict:
        """Return a choice that keeps a set of demands, given as bits, or some of them that no package keeps.

        Raises
        ------
        TooLargeError
            If that could not be decided.
        """
        return self.asker.ask(demands)

    def number(self, choice: Sequence[int]) -> int:
        """Return what a choice adds to a package's number."""
        return sum(int(table.numbers[row]) for table, row in zip(self.tables, choice, strict=True))


def searchable(problem: BargainingProblem) -> IndexedProblem:
    """Return an indexed problem whose packages break the same demands, without ceilings where sums do as well.

    A party with a ceiling takes a package that is worth its reservation or more without the ceiling, unless the ceiling
    itself is below the reservation: then none is.
    """
    return indexed(attrs.evolve(problem, parties=[_without_ceiling(party) for party in problem.parties]))


def demand_floors(indexed: IndexedProblem, part: Part) -> dict[int, int]:
    """Return the reservations of a part that are bounds on sums of points, each with its party."""
    return {
        index: indexed.demands[index].holders[0]
        for index in part.demands
        if indexed.demands[index].demand.line is None and indexed.demands[index].departures is None
    }


def smaller_parts(indexed: IndexedProblem, part: Part) -> tuple[Part, ...]:
    """Return the parts of a part that no line, exclusion or interaction crosses: reservations are sums over them."""
    floors = demand_floors(indexed, part)
    lines = [index for index in part.demands if index not in floors]
    inside = set(part.issues)
    parts = value_parts(indexed, demands=lines, parties=tuple(floors.values()))
    return tuple(own for own in parts if inside.issuperset(own.issues))


def is_searchable(indexed: IndexedProblem, part: Part) -> bool:
    """Tell whether a part's own parts are small enough to look at, and points small enough to add up."""
    most = max((own.size for own in smaller_parts(indexed, part)), default=0)
    return most <= MAX_PACKAGES and _most_points(indexed, part) <= MAX_TOTAL


def refuse_unsearchable(indexed: IndexedProblem, part: Part, *, what: str) -> None:
    """Refuse a question by bounded search about a part for which it cannot be asked, before starting.

    Raises
    ------
    TooLargeError
        With what is too large.
    """
    refuse_large(smaller_parts(indexed, part), what=what)
    most = _most_points(indexed, part)
    if most > MAX_TOTAL:
        advice = "Round weights and values to fewer digits."
        raise TooLargeError(f"{what} by bounded search", most, MAX_TOTAL, "as a party's most points", advice)


def _most_points(indexed: IndexedProblem, part: Part) -> int:
    return max((indexed.most_points(party) for party in demand_floors(indexed, part).values()), default=0)


def keeping(indexed: IndexedProblem, part: Part, *, effort: Effort = STEADY) -> Keeping:
    """Return what decides about the demands of a part: see :class:`Keeping`.

    Parameters
    ----------
    indexed:
        Of :func:`searchable`.
    part:
        One that no demand crosses and for which :func:`is_searchable`.

    Notes
    -----
    Of each of its own parts only packages are kept that no other beats: one that breaks a subset of the lines and is
    worth as much to everyone with a reservation.
    """
    # Slow to import, and needed only here.
    from negsim.kernels.bounded.asking import Asker
    from negsim.kernels.bounded.conditions import Conditions

    floors = demand_floors(indexed, part)
    tables, marks = [], []
    for own in smaller_parts(indexed, part):
        lines = [index for index in own.demands if index not in floors]
        columns: list[Column] = [_broken(indexed.demands[index]) for index in lines]
        columns += [losses(party) for party in floors.values()]
        table = _table(indexed, own, columns, effort=effort)
        tables.append(table)
        marks.append([_bits(row, lines) for row in table.rows[:, : len(lines)].tolist()])
    width = max(map(len, tables), default=1)
    values = np.zeros((len(tables), width, len(floors)), dtype=np.int64)
    for at, table in enumerate(tables):
        values[at, : len(table)] = -table.rows[:, table.rows.shape[1] - len(floors) :]
    conditions = Conditions(
        values=values,
        marks=marks,
        floors=[indexed.demands[index].points for index in floors],
        behind=list(floors),
    )
    asker = Asker(conditions, left=lambda: effort.left)
    return Keeping(indexed=indexed, tables=tuple(tables), asker=asker)


def _table(indexed: IndexedProblem, part: Part, columns: Sequence[Column], *, effort: Effort) -> Table:
    """Return the packages of a part that no other beats, refused where they are more than can be searched."""
    table = empty_table(indexed, len(columns))
    for block in blocks(indexed, part, effort=effort):
        index = np.flatnonzero(block.exists())
        found = [np.asarray(column(block))[index] for column in columns]
        rows = np.stack(found, axis=1) if found else np.zeros((len(index), 0), dtype=np.int64)
        table = joined(table, rows, block.numbers[index])
        if len(table) > MAX_ROWS:
            advice = "Leave out interactions, or lines that tie issues together, or round values to fewer digits."
            raise TooLargeError(
                "a bounded search", len(table), MAX_ROWS, "packages of issues that hang together", advice
            )
    return table


def _broken(demand: IndexedDemand) -> Column:
    def column(block: Block) -> NDArray[np.int64]:
        return block.broken(demand).astype(np.int64)

    return column


def _bits(row: Sequence[int], demands: Sequence[int]) -> int:
    return sum(1 << demand for demand, is_broken in zip(demands, row, strict=True) if is_broken)


def _without_ceiling(party: ProblemParty) -> ProblemParty:
    if party.ceiling is None or party.consent is Consent.BY_ISSUE:
        return party
    uncut = attrs.evolve(party, ceiling=None)
    if party.reservation is None or party.reservation.points <= party.ceiling:
        return uncut
    return attrs.evolve(uncut, reservation=attrs.evolve(party.reservation, points=uncut.bounds[1] + 1))
