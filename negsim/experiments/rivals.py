"""Rivals: the packages of which one is first at some value of a number, while prices and values are linear in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import UnanswerableError
from negsim.fields import entries
from negsim.kernels.tables import Table, merge
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Demand, ProblemParty
from negsim.search.cheapest import breach_columns, soft_column, soft_unit
from negsim.search.effort import Effort
from negsim.search.enumeration import Block, blocks
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, refuse_large, value_parts
from negsim.search.sources import Column, empty_table, joined
from negsim.search.values import losses

Line = tuple[Fraction, Fraction]
"""What something is at the low end of an interval and at its high end."""


@frozen(kw_only=True)
class Interval:
    """A problem at both ends of an interval on which everything in it is linear in one number, and in the middle.

    Attributes
    ----------
    low, high:
        The ends.
    at_low, at_high, middle:
        The problem there. Their demands are the same, the same of them red; at the ends weights may be 0, in the middle
        none is that is not 0 throughout.
    party:
        Whose weight, value or reservation moves; empty for a firmness.
    effort:
        Limits on what is looked at.
    """

    low: Fraction
    high: Fraction
    at_low: BargainingProblem
    at_high: BargainingProblem
    middle: BargainingProblem
    party: str
    effort: Effort

    @cached_property
    def prepared(self) -> tuple[IndexedProblem, IndexedProblem]:
        """The problem at both ends, prepared for searching."""
        return indexed(self.at_low), indexed(self.at_high)

    @property
    def ends(self) -> tuple[BargainingProblem, BargainingProblem]:
        """The problem at both ends."""
        return self.at_low, self.at_high

    @cached_property
    def mover(self) -> ProblemParty | None:
        """The party whose weight, value or reservation moves, where that moves anything but prices.

        Raises
        ------
        UnanswerableError
            Where its values have a ceiling.
        """
        if not self.party or self.at_low.party(self.party).consent is Consent.NEVER:
            return None
        one, other = (_standing(problem.party(self.party)) for problem in self.ends)
        if one == other:
            return None
        if any(problem.party(self.party).ceiling is not None for problem in (*self.ends, self.middle)):
            raise UnanswerableError(
                f"where the answer changes with {self.party}'s numbers",
                "its values have a ceiling, which packages reach at different values of the number",
                "leave the ceiling out, or take these numbers as they are",
            )
        return self.middle.party(self.party)

    def refuse_below_zero(self) -> None:
        """Refuse to tell packages of equal breach apart by products of values that move and lie below 0.

        Raises
        ------
        UnanswerableError
            Where some package may be worth less than 0 to the party whose numbers move.
        """
        if self.mover is not None and any(problem.party(self.party).bounds[0] < 0 for problem in self.ends):
            raise UnanswerableError(
                f"where the nearest deal changes with {self.party}'s numbers",
                "packages can be worth less than 0 to it, so that products do not tell those of equal breach apart",
                "move its values up, or take these numbers as they are",
            )

    @cached_property
    def floor(self) -> int | None:
        """The index of the reservation by which a package falls short of more or less as the number moves.

        Raises
        ------
        UnanswerableError
            Where its party's consent is asked for by issue.
        """
        if self.mover is None or self.mover.reservation is None:
            return None
        if self.mover.consent is Consent.BY_ISSUE:
            raise UnanswerableError(
                f"where the answer changes with {self.party}'s numbers",
                "its reservation binds only where its consent is asked for",
                "leave the reservation out, or take these numbers as they are",
            )
        return [demand.name for demand in self.middle.demands].index(f"{self.party}:reservation")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the issues that nothing ties together.

        Raises
        ------
        TooLargeError
            If one is too large to look at every package of it.
        """
        # Where a weight or a value is 0, its issue ties nothing: the problem that ties most holds throughout.
        found = value_parts(indexed(max([self.middle, *self.ends], key=_factors)))
        refuse_large(found, what="looking for what would change the answer")
        return found

    def table(
        self,
        columns: Sequence[tuple[Column | None, Column | None]],
        *,
        keep: Callable[[Block], NDArray[np.bool_]] | None = None,
        budget: Sequence[int | None] | None = None,
    ) -> Table:
        """Return the rows over all parts that none beats, each with the first package that has it.

        Parameters
        ----------
        columns:
            Pairs of a column at the low end and one at the high end; None where there is none.
        keep:
            Which packages count, told at the low end; None for all.
        budget:
            The most of each column, those at the low end and those at the high end pair by pair; None for any.
        """
        tables = [self._part_table(part, columns, keep=keep) for part in self.parts]
        return merge(tables, budget=budget)

    def _part_table(
        self,
        part: Part,
        columns: Sequence[tuple[Column | None, Column | None]],
        *,
        keep: Callable[[Block], NDArray[np.bool_]] | None,
    ) -> Table:
        one, other = self.prepared
        width = sum(column is not None for pair in columns for column in pair)
        table = empty_table(one, width)
        looked = (blocks(prepared, part, effort=self.effort) for prepared in (one, other))
        for low, high in zip(*looked, strict=True):
            index = np.flatnonzero(low.exists() & (True if keep is None else keep(low)))
            pairs = [(column, block) for pair in columns for column, block in zip(pair, (low, high), strict=True)]
            rows = [np.asarray(column(block))[index] for column, block in pairs if column is not None]
            stacked: NDArray[Any] = np.stack(rows, axis=1) if rows else np.zeros((len(index), 0), dtype=np.int64)
            table = joined(table, stacked, low.numbers_at(index))
        return table


def _factors(problem: BargainingProblem) -> int:
    return sum(len(party.factors) for party in problem.parties)


def _standing(party: ProblemParty) -> tuple[Any, ...]:
    """Return a party's values and reservation as they compare with those of another scale."""
    tables = [
        (factor.issues, [Fraction(int(entry), party.scale) for entry in factor.values.reshape(-1)])
        for factor in party.factors
        if factor.values.any()
    ]
    points = None if party.reservation is None else Fraction(party.reservation.points, party.scale)
    return tables, points


@frozen(kw_only=True)
class Rival:
    """A package that may be first, and what orders it, at both ends of an interval.

    Attributes
    ----------
    number:
        The package's.
    breaches:
        Of each party whose demands count, without what it misses of a reservation that moves.
    missed:
        What a package misses of that reservation, in points of 100, below 0 where it is worth more; None without one.
    soft:
        The firmness-weighted breach of the other lines, without such a reservation's.
    values:
        Of each signing party, on its 0 to 1 scale.
    """

    number: int
    breaches: tuple[Line, ...] = field(converter=entries)
    missed: Line | None
    soft: Line
    values: tuple[Line, ...] = field(converter=entries)


def nearest_rivals(interval: Interval, *, largest: Fraction) -> list[Rival]:
    """Return the packages that may be the nearest deal at some value of the number.

    Parameters
    ----------
    largest:
        No package with a larger breach than this, throughout, is wanted.

    Notes
    -----
    A package's breaches, soft breach and values are linear in the number, but for what it misses of a reservation,
    which grows with a linear number. So a package that is at most as good as another at both ends, in each of these,
    is so in between, and worse where it is worse at an end: the first one is among those that none beats in all of
    these at both ends. A breach that moves is at the low end at most so many times the largest one wanted as a price
    falls from there to the high end, and the other way around.
    """
    without = () if interval.floor is None else (interval.floor,)
    one, other = interval.prepared
    breach = _paired(breach_columns(one, without=without), breach_columns(other, without=without))
    moving = _moving(interval)
    held = [party.id in moving for party in interval.middle.constrainers]
    is_soft = _is_soft_moving(interval)
    value = [(losses(party), losses(party)) for party in one.signers]
    is_own = [interval.mover is not None and party.id == interval.party for party in interval.middle.signers]
    columns = [(low, high if moves else None) for (low, high), moves in zip(breach, held, strict=True)]
    columns.append((soft_column(one, without=without), soft_column(other, without=without) if is_soft else None))
    columns += [(low, high if moves else None) for (low, high), moves in zip(value, is_own, strict=True)]
    limits: list[int | None] = []
    for party, moves in zip(interval.middle.constrainers, held, strict=True):
        down, up = _steepest(interval, party.id) if moves else (Fraction(1), Fraction(1))
        limits.append(int(largest * down * one.unit))
        limits += [int(largest * up * other.unit)] if moves else []
    limits += [None] * (sum(column is not None for pair in columns for column in pair) - len(limits))
    table = interval.table(columns, budget=limits)
    return _rivals(interval, table, held=held, is_soft=is_soft, is_own=is_own)


def _paired(lows: Sequence[Column], highs: Sequence[Column]) -> list[tuple[Column, Column]]:
    return list(zip(lows, highs, strict=True))


def _red(problem: BargainingProblem) -> list[Demand]:
    return [demand for demand in problem.demands if demand.red and demand.line is not None]


def _moving(interval: Interval) -> set[str]:
    """Return the parties of which the price of some red line differs at the ends."""
    found: set[str] = set()
    for one, other in zip(*map(_red, interval.ends), strict=True):
        if _prices(one) != _prices(other):
            found |= set(one.shared_by)
    return found


def _prices(demand: Demand) -> tuple[Fraction, ...]:
    assert demand.line is not None, "a reservation has no price"
    return tuple(box.price or Fraction(0) for box in demand.line.boxes)


def _steepest(interval: Interval, party: str) -> tuple[Fraction, Fraction]:
    """Return how many times a price of a party's red lines falls, and rises, at most; at least 1 each."""
    down = up = Fraction(1)
    for one, other in zip(*map(_red, interval.ends), strict=True):
        if party in one.shared_by:
            for first, last in zip(_prices(one), _prices(other), strict=True):
                if first != last:
                    # Only a price that is stated may be 0, and that does not move.
                    down, up = max(down, first / last), max(up, last / first)
    return down, up


def _is_soft_moving(interval: Interval) -> bool:
    """Tell whether what is not red costs more or less, or weighs more or less, as the number moves."""
    one, other = (
        [
            (demand.firmness, None if demand.line is None else _prices(demand))
            for demand in problem.demands
            if not demand.red
        ]
        for problem in interval.ends
    )
    return one != other


def _rivals(
    interval: Interval, table: Table, *, held: Sequence[bool], is_soft: bool, is_own: Sequence[bool]
) -> list[Rival]:
    one, other = interval.prepared
    soft = tuple(Fraction(1, prepared.unit * soft_unit(prepared)) for prepared in (one, other))
    units = [(Fraction(1, one.unit), Fraction(1, other.unit))] * len(held) + [(soft[0], soft[1])]
    for low, high in zip(interval.at_low.signers, interval.at_high.signers, strict=True):
        units.append((Fraction(-1, low.scale), Fraction(-1, high.scale)))
    moves = [*held, is_soft, *is_own]
    found = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        lines = _lines([int(entry) for entry in row], units=units, moves=moves)
        values = lines[len(held) + 1 :]
        found.append(
            Rival(
                number=int(number),
                breaches=lines[: len(held)],
                missed=missed(interval, values),
                soft=lines[len(held)],
                values=values,
            )
        )
    return found


def missed(interval: Interval, values: Sequence[Line]) -> Line | None:
    """Return what a package misses of the reservation that moves, in points of 100; None without one."""
    if interval.floor is None:
        return None
    at = [party.id for party in interval.middle.signers].index(interval.party)
    floors = []
    for problem in interval.ends:
        party = problem.party(interval.party)
        assert party.reservation is not None, "a reservation that moves is one at both ends"
        floors.append(Fraction(party.reservation.points, party.scale))
    return 100 * (floors[0] - values[at][0]), 100 * (floors[1] - values[at][1])


def _lines(row: Sequence[int], *, units: Sequence[tuple[Fraction, Fraction]], moves: Sequence[bool]) -> list[Line]:
    rest, found = iter(row), []
    for (low, high), is_moving in zip(units, moves, strict=True):
        first = next(rest) * low
        found.append((first, next(rest) * high if is_moving else first))
    return found


def zone_rivals(interval: Interval) -> list[Rival]:
    """Return the packages of the zone that some rule may pick at some value of the number.

    A reservation that moves keeps none out: a package is out of the zone where it misses some of it.
    """
    one, _ = interval.prepared
    skipped = interval.floor

    def keep(block: Block) -> NDArray[np.bool_]:
        mask = np.ones(len(block), dtype=bool)
        for index in block.part.demands:
            demand = one.demands[index]
            if demand.demand.red and index != skipped:
                mask &= ~block.broken(demand)
        return mask

    is_own = [interval.mover is not None and party.id == interval.party for party in interval.middle.signers]
    columns = [
        (losses(party), losses(party) if moves else None) for party, moves in zip(one.signers, is_own, strict=True)
    ]
    table = interval.table(columns, keep=keep)
    units = [
        (Fraction(-1, low.scale), Fraction(-1, high.scale))
        for low, high in zip(interval.at_low.signers, interval.at_high.signers, strict=True)
    ]
    found = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        values = _lines([int(entry) for entry in row], units=units, moves=is_own)
        none: Line = (Fraction(0), Fraction(0))
        found.append(Rival(number=int(number), breaches=[], missed=missed(interval, values), soft=none, values=values))
    return found


def is_still(interval: Interval, *, prices: bool) -> bool:
    """Tell whether nothing that an answer depends on moves.

    Parameters
    ----------
    prices:
        Whether it depends on what lines cost and how firm they are, as nearest deals do.
    """
    if prices and (_moving(interval) or _is_soft_moving(interval)):
        return False
    if interval.mover is None:
        return True
    return interval.floor is None and interval.mover.consent is not Consent.ALWAYS
