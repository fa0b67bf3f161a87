"""Nearest deals: the packages in which no side's breach can shrink without another's growing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.deal import Deal, valued
from negsim.deals.solutions import product_key
from negsim.deals.zone import told_as, zone
from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import check_count, entries
from negsim.kernels.tables import merged
from negsim.problem import BargainingProblem
from negsim.search.cheapest import Candidates, Layers, least_breaches
from negsim.search.effort import STEADY, Effort, Method
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.least_movement import (
    KNOWN,
    engine_for,
    gave_up,
    is_searchable,
    movement_tables,
    nearest_columns,
    rows_of_part,
    way_for,
)
from negsim.search.parts import value_parts
from negsim.search.sums import rules_of
from negsim.search.tallies import asked_by

_WHAT = "finding the nearest deals"


@frozen(kw_only=True)
class NearestDeals:
    """The nearest deals: one package for each least vector of breach.

    Attributes
    ----------
    count:
        How many least vectors of breach there are; 0 where the zone is open. Where they were not counted in full, at
        least so many.
    items:
        Their deals, the smallest largest breach first, then the smallest total; as many as were asked for.
    method, exact:
        How they were found.
    counted:
        Whether ``count`` is all there are.
    """

    count: int
    items: tuple[Deal, ...] = field(converter=entries)
    method: str
    exact: bool = True
    counted: bool = True

    @property
    def complete(self) -> bool:
        """Whether ``items`` holds all of them."""
        return self.counted and self.count == len(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Deal]:
        return iter(self.items)

    def __getitem__(self, index: int) -> Deal:
        return self.items[index]


def nearest_deals(
    problem: BargainingProblem,
    *,
    max_deals: int | None = 20,
    method: Method | None = None,
    effort: Effort = STEADY,
) -> NearestDeals:
    """Return the deals that ask the least movement, none where the zone is open.

    Breaches are of red demands, in points of 100 of each party's own value, a bloc counting once, as its largest
    member. For each vector in which no side's breach can shrink without another's growing, the package is the one with
    the least firmness-weighted breach of the other lines, then the greatest product of values.

    Parameters
    ----------
    max_deals:
        How many to work out; None for all.
    method:
        ``enumeration`` looks at every package of the issues that demands tie together, and counts all least vectors.
        ``merging`` counts them, too, and lists no package: it takes these issues one after the other, where no
        reservation or ceiling binds and not too many are tied at once, and else another method. ``bounded-search``
        takes reservations as bounds on sums, which tie nothing: any number of issues. It stops at as many as are asked
        for, and ``counted`` says whether there are more. ``integer-programming`` (HiGHS) finds the same vectors, more
        slowly. None for the fastest, by measured estimates.

    Returns
    -------
    The first deals in order. Where the time allowed runs out midway, fewer, and ``counted`` is false.

    Raises
    ------
    ValueError
        For another method.
    TooLargeError
        Before starting, when issues that hang together have more than 10^8 packages, or limits on time or memory do not
        allow it; while merging, when there are too many sums to hold; or where a search gives up before the first.
    TimeLimitError
        When time is up before the first is found.

    Notes
    -----
    Enumeration merges sums of breach over parts. Merging finds the same rows of each part by bucket elimination
    (Dechter 1999): issue by issue, what the packages so far amount to is kept for each combination of the few other
    issues that lines, exclusions and interactions tie to those that are done with. Bounded search finds all least
    vectors whose largest breach is within a bound that grows, by a depth-first walk under Lagrangian bounds that leaves
    a branch which loses at least as much for every side as a vector found before (:mod:`negsim.kernels.least_vectors`);
    the package of each is a second search, with its breaches as bounds. All in whole numbers.

    References
    ----------
    R. Dechter, "Bucket elimination: a unifying framework for reasoning", Artificial Intelligence 113 (1999).

    Examples
    --------
    A buyer and a seller who rule out half of three prices each:

    >>> import negsim
    >>> from negsim.problem import ProblemLine, ProblemParty
    >>> def party(name, prices):
    ...     boxes = [negsim.Box({"price": [option]}, price=cost) for option, cost in prices.items()]
    ...     return ProblemParty(id=name, red_lines=[ProblemLine(id="no", shared_by=[name], boxes=boxes)])
    >>> space = negsim.Space([negsim.Issue("price", ["low", "middle", "high"])])
    >>> parties = [party("buyer", {"middle": 5, "high": 20}), party("seller", {"low": 30})]
    >>> problem = BargainingProblem(scenario="sale", reading="given", space=space, parties=parties)
    >>> [str(deal) for deal in nearest_deals(problem, method="bounded-search")]
    ['price: middle (breaches: buyer 5.0)', 'price: low (breaches: seller 30.0)']
    """
    check_count("max_deals", max_deals, or_none=True)
    effort = asked_by(method, effort, known=KNOWN)
    prepared = indexed(problem)
    answers = 20 if max_deals is None else max_deals
    way = way_for(prepared, what=_WHAT, answers=answers, effort=effort)
    if way == "merging":
        try:
            return _by_parts(prepared, way=way, max_deals=max_deals, effort=effort)
        except TooLargeError as problem_of_size:
            if isinstance(problem_of_size, TimeLimitError) or effort.method == way:
                raise
        way = way_for(prepared, what=_WHAT, answers=answers, merging=False, effort=effort)
    if way != "enumeration":
        return _searched(prepared, way=way, max_deals=max_deals, effort=effort)
    try:
        return _by_parts(prepared, way=way, max_deals=max_deals, effort=effort)
    except TooLargeError as problem_of_size:
        if isinstance(problem_of_size, TimeLimitError) or effort.method == way or not is_searchable(prepared):
            raise
        return _searched(prepared, way="bounded-search", max_deals=max_deals, effort=effort)


def _by_parts(prepared: IndexedProblem, *, way: Method, max_deals: int | None, effort: Effort) -> NearestDeals:
    """Add up what parts amount to: the least breaches first, then the package of each."""
    problem, parts = prepared.problem, value_parts(prepared)
    columns, width = nearest_columns(prepared), len(prepared.constrainers)
    layers = tuple(
        Layers(table=rows_of_part(prepared, part, columns=columns, way=way, effort=effort), width=width)
        for part in parts
    )
    totals = merged([own.breaches for own in layers], rules=rules_of(effort))
    vectors, method = least_breaches(prepared, totals.rows), told_as(way, parts)
    if not any(vectors[0]) and not zone(problem, effort=effort).is_empty:  # a line may cost nothing to break
        return NearestDeals(count=0, items=[], method=method)
    vectors.sort(key=lambda vector: (max(vector), sum(vector), vector))
    candidates, key = Candidates(indexed=prepared, parts=layers), _value_product(prepared)
    deals = [valued(problem, prepared.package(candidates.nearest(vector, key=key))) for vector in vectors[:max_deals]]
    return NearestDeals(count=len(vectors), items=deals, method=method)


def _searched(prepared: IndexedProblem, *, way: Method, max_deals: int | None, effort: Effort) -> NearestDeals:
    """Find the first vectors and their packages, as far as time allows."""
    # Slow to import, and needed only here.
    from negsim.kernels.least_vectors import least_vectors
    from negsim.kernels.leasts import UnsettledError
    from negsim.kernels.limited import Gains
    from negsim.search.movements import Picker, movements

    moves = movements(prepared, movement_tables(prepared, effort=effort))
    engine, breaches = engine_for(way, effort=effort), moves.breaches()
    # Half of the time is left for the packages; the first vector is needed to tell an open zone.
    half = effort.share(2)
    most = None if max_deals is None else max(1, max_deals)
    found = least_vectors(moves.by_side(breaches), engine_for(way, effort=half), most=most)
    if not found.vectors:
        half.check(_WHAT)
    method = way.replace("-", " ")
    if any(not any(vector) for vector in found.vectors) and _is_open(prepared, effort=effort):
        return NearestDeals(count=0, items=[], method=method)  # a line may cost nothing to break
    gains = Gains(
        columns=moves.points,
        base=[0] * len(moves.points),
        scale=[prepared.problem.parties[party].scale for party in prepared.signers],
    )
    picker = Picker(movements=moves, engine=engine, key=_value_product(prepared), gains=gains, until=effort.until)
    deals = []
    for vector in found.vectors[:max_deals]:
        try:
            number = picker.nearest(vector, breaches)
        except UnsettledError:
            break
        deals.append(valued(prepared.problem, prepared.package(number)))
    if not found.vectors or (max_deals != 0 and not deals):
        _give_up(effort)
    return NearestDeals(
        count=len(found.vectors) + (found.status == "more"),
        items=deals,
        method=method,
        counted=found.status == "all",
    )


def _is_open(prepared: IndexedProblem, *, effort: Effort) -> bool:
    """Tell whether some package breaks no red demand."""
    # Slow to import, and needed only here.
    from negsim.kernels.bounded.search import find_any
    from negsim.search.choices import zone_choices

    zone_rows = zone_choices(prepared, effort=effort)
    if zone_rows is None:
        return False
    status = find_any(zone_rows.instance, until=effort.until).status
    if status == "undecided":
        _give_up(effort)
    return status == "found"


def _give_up(effort: Effort) -> None:
    """Say that nothing was found in time.

    Raises
    ------
    TooLargeError
        Always; that time was up, where it was.
    """
    effort.check(_WHAT)
    raise gave_up(_WHAT)


def _value_product(prepared: IndexedProblem) -> Callable[[tuple[int, ...]], object]:
    scales = [prepared.problem.parties[party].scale for party in prepared.signers]

    def key(points: tuple[int, ...]) -> object:
        return product_key(tuple(Fraction(entry, scale) for entry, scale in zip(points, scales, strict=True)))

    return key
