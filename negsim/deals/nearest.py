"""Nearest deals: the packages in which no side's breach can shrink without another's growing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.deal import Deal, valued
from negsim.deals.solutions import product_key
from negsim.deals.zone import method_name, zone
from negsim.fields import entries
from negsim.problem import BargainingProblem
from negsim.search.cheapest import Candidates, breach_columns, least_breaches, soft_column
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part, refuse_large, value_parts
from negsim.search.sources import part_table
from negsim.search.sums import sums
from negsim.search.values import keeps_all, losses


@frozen(kw_only=True)
class NearestDeals:
    """The nearest deals: one package for each least vector of breach.

    Attributes
    ----------
    count:
        How many least vectors of breach there are; 0 where the zone is open.
    items:
        Their deals, the smallest largest breach first, then the smallest total; as many as were asked for.
    method, exact:
        How they were found.
    """

    count: int
    items: tuple[Deal, ...] = field(converter=entries)
    method: str
    exact: bool = True

    @property
    def complete(self) -> bool:
        """Whether ``items`` holds all of them."""
        return self.count == len(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Deal]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Deal:
        return self.items[index]


def nearest_deals(problem: BargainingProblem, *, max_deals: int | None = 20, effort: Effort = STEADY) -> NearestDeals:
    """Return the deals that ask the least movement, none where the zone is open.

    Breaches are of red demands, in points of 100 of each party's own value, a bloc counting once, as its largest
    member. For each vector in which no side's breach can shrink without another's growing, the package is the one with
    the least firmness-weighted breach of the other lines, then the greatest product of values.

    Parameters
    ----------
    max_deals:
        How many to work out; None for all. They are always counted in full.

    Raises
    ------
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages; while merging, when there are
        too many sums to hold.
    """
    prepared = indexed(problem)
    parts = value_parts(prepared)
    refuse_large(parts, what="finding the nearest deals")
    columns = breach_columns(prepared)
    totals = sums(prepared, parts, columns=columns, keep=keeps_all, effort=effort).totals
    vectors = least_breaches(prepared, totals)
    if not any(vectors[0]) and not zone(problem, effort=effort).is_empty:  # a line may cost nothing to break
        return NearestDeals(count=0, items=[], method=method_name(parts, merged=True))
    vectors.sort(key=lambda vector: (max(vector), sum(vector), vector))
    candidates = _candidates(prepared, parts, effort=effort)
    key = _value_product(prepared)
    deals = [valued(problem, prepared.package(candidates.nearest(vector, key=key))) for vector in vectors[:max_deals]]
    return NearestDeals(count=len(vectors), items=deals, method=method_name(parts, merged=True))


def _candidates(prepared: IndexedProblem, parts: tuple[Part, ...], *, effort: Effort) -> Candidates:
    breach = breach_columns(prepared)
    columns = [*breach, soft_column(prepared), *(losses(party) for party in prepared.signers)]
    tables = tuple(part_table(prepared, part, columns=columns, keep=keeps_all, effort=effort) for part in parts)
    return Candidates(indexed=prepared, tables=tables, width=len(breach))


def _value_product(prepared: IndexedProblem) -> Callable[[tuple[int, ...]], object]:
    scales = [prepared.problem.parties[party].scale for party in prepared.signers]

    def key(points: tuple[int, ...]) -> object:
        return product_key(tuple(Fraction(entry, scale) for entry, scale in zip(points, scales, strict=True)))

    return key
