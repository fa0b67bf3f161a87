"""The deals of repairs by bounded search or integer programming, whatever reservations tie together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from attrs import frozen

from negsim.deals.deal import Deal, valued
from negsim.deals.enumerated_repairs import gain_product, thinned, waived_by
from negsim.kernels.hitting_sets import bits
from negsim.kernels.leasts import Engine, UnsettledError
from negsim.kernels.limited import Gains
from negsim.kernels.tables import Table
from negsim.problem import ProblemParty
from negsim.search.effort import Effort, Method
from negsim.search.indexed import IndexedProblem
from negsim.search.least_movement import across, engine_for, gave_up, movement_columns, movement_parts
from negsim.search.movements import Picker, movements
from negsim.search.patterns import tables_by_pattern


def searched_deals(
    prepared: IndexedProblem,
    patterns: Sequence[Sequence[int]],
    *,
    way: Method,
    max_priced: int,
    max_deals: int | None,
    effort: Effort,
) -> tuple[list[tuple[int, Deal]], bool]:
    """Return repairs as bits with their deals, in order, and whether all were put in order.

    Parameters
    ----------
    patterns:
        The repairs of each group as bits of the problem's demands, the smallest first; none is empty.
    way:
        ``bounded-search`` or ``integer-programming``.
    max_priced:
        How many combinations of groups' repairs to work out: of the smallest of each group where there are more.
    max_deals:
        How many to return.

    Raises
    ------
    TooLargeError
        Where no deal was found because searches gave up; that time was up, where it was.
    """
    kept, is_every = thinned(patterns, most=max_priced)
    wanted = [sum(combination) for combination in itertools.product(*kept)]
    builder = _Builder(
        prepared=prepared,
        engine=engine_for(way, effort=effort),
        tables=_tables(prepared, wanted, effort=effort),
        effort=effort,
    )
    deals = []
    for pattern in wanted:
        try:
            deals.append((pattern, builder.deal(pattern)))
        except UnsettledError:
            is_every = False
            if effort.is_over:
                break
    if not deals:
        effort.check("finding repairs")
        raise gave_up("finding repairs")
    deals.sort(key=lambda entry: (entry[1].largest, entry[1].total, list(bits(entry[0]))))
    return deals[:max_deals], is_every


@frozen(kw_only=True, eq=False)
class _Builder:
    """Makes the deals of repairs.

    Attributes
    ----------
    tables:
        For each part, by the red demands that it decides and that are broken: its rows.
    """

    prepared: IndexedProblem
    engine: Engine
    tables: Sequence[dict[int, Table]]
    effort: Effort

    def deal(self, pattern: int) -> Deal:
        """Return the deal of a repair.

        Raises
        ------
        UnsettledError
            If a search gave up.
        """
        prepared, problem = self.prepared, self.prepared.problem
        own = [_decided(prepared, part.demands) & pattern for part in movement_parts(prepared)]
        moves = movements(
            prepared,
            [tables[broken] for tables, broken in zip(self.tables, own, strict=True)],
            waived=set(bits(pattern)),
        )
        signers = [(at, problem.parties[at]) for at in prepared.signers]
        counted = [at not in waived_by(prepared, pattern) for at, _ in signers]
        gains = Gains(
            columns=itertools.compress(moves.points, counted),
            base=itertools.compress([_floor(party) for _, party in signers], counted),
            scale=itertools.compress([party.scale for _, party in signers], counted),
        )
        picker = Picker(
            movements=moves,
            engine=self.engine,
            key=gain_product(prepared, pattern),
            gains=gains,
            until=self.effort.until,
        )
        return valued(problem, prepared.package(picker.cheapest()))


def _tables(prepared: IndexedProblem, wanted: Sequence[int], *, effort: Effort) -> list[dict[int, Table]]:
    """Return, for each part, by the demands that it decides and that are broken, the rows of those who break them."""
    columns, found = movement_columns(prepared), []
    for part in movement_parts(prepared):
        decided = _decided(prepared, part.demands)
        found.append(
            tables_by_pattern(
                prepared,
                part,
                demands=list(bits(decided)),
                patterns=sorted({decided & pattern for pattern in wanted}),
                columns=columns,
                effort=effort,
            )
        )
    return found


def _decided(prepared: IndexedProblem, demands: Sequence[int]) -> int:
    """Return, as bits, the red demands of a part that it decides by itself."""
    crossing = across(prepared, red=True)
    return sum(1 << index for index in demands if prepared.demands[index].demand.red and index not in crossing)


def _floor(party: ProblemParty) -> int:
    return party.reservation.points if party.reservation else 0
