"""Listing: the packages of the zone one after another, or all of them as arrays with what they are worth."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.frontier import Region
from negsim.errors import TimeLimitError, TooLargeError
from negsim.fields import check_count, same_array
from negsim.kernels.numbering import digits, integers_up_to
from negsim.kernels.outer import outer_sum
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort
from negsim.search.enumeration import Block, blocks, laid_out
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part
from negsim.search.values import known_region
from negsim.search.walking import Found, zone_blocks
from negsim.space.package import Package

MAX_LISTED = 20_000_000
"""How many packages arrays may list."""
_FIRST = 2**17
"""For how many packages there is room at first; memory that is never written to costs nothing."""


def _held(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array that nobody writes to: itself where that is so, and else a copy."""
    kept = array.copy() if array.flags.writeable else array
    kept.flags.writeable = False
    return kept


@frozen(kw_only=True)
class PackageTable:
    """Packages in order, as arrays.

    Attributes
    ----------
    problem:
        Whose packages they are.
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all.
    numbers:
        Shape (n,): each package's place among all combinations of options, from 0, in order.
    complete:
        Whether these are all packages. Where a limit was set or time ran out, they are the first of them.
    """

    problem: BargainingProblem
    of: Region
    numbers: NDArray[Any] = field(converter=_held, eq=attrs.cmp_using(eq=same_array), hash=False)
    complete: bool = True

    @property
    def points(self) -> NDArray[Any]:
        """What the packages are worth: shape (parties, n), worked out when it is first asked for.

        The problem's parties in their order and with observers, each in points on its own scale.
        """
        return self._points

    @cached_property
    def _points(self) -> NDArray[Any]:
        return _held(_worth(indexed(self.problem), self.numbers))

    def worth(self, party: str) -> NDArray[Any]:
        """Return what the packages are worth to a party, in points on its own scale.

        Raises
        ------
        UnknownNameError
            If there is no such party.
        """
        return np.asarray(self.points[self.problem.parties.index(self.problem.party(party))])

    def options(self, issue: str) -> NDArray[np.intp]:
        """Return the index of the option of an issue that each package takes.

        Raises
        ------
        UnknownNameError
            If there is no such issue.
        """
        at, radices = self.problem.space.issue_index(issue), self.problem.space.radices
        return np.asarray(self.numbers // math.prod(radices[at + 1 :]) % radices[at]).astype(np.intp)

    def package(self, at: int) -> Package:
        """Return the package at a place of the arrays."""
        return indexed(self.problem).package(int(self.numbers[at]))

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Package]:
        prepared = indexed(self.problem)
        return (prepared.package(int(number)) for number in self.numbers)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.problem, self.of, self.numbers, self.complete)


def _rebuilt(problem: BargainingProblem, of: Region, numbers: NDArray[Any], complete: bool) -> PackageTable:
    return PackageTable(problem=problem, of=of, numbers=numbers, complete=complete)


def zone_packages(
    problem: BargainingProblem, *, after: Package | None = None, limit: int | None = None, effort: Effort = STEADY
) -> Iterator[Package]:
    """Return the packages of the zone one after another, in package order.

    Packages are found as they are asked for, so that the first few of a zone far too large to list cost little.

    Parameters
    ----------
    after:
        Start with the first package of the zone that comes after this one, in the zone or not.
    limit:
        How many at most; None for all.

    Raises
    ------
    ValueError
        If the limit is below 0.
    UnknownNameError
        If ``after`` is not a package of this problem's space.
    TooLargeError
        While walking, when the next package may never be found: the zone is nearly empty, and ever so many first
        choices that look open lead nowhere.
    TimeLimitError
        While walking, when time is up; the packages until then were all right.

    Notes
    -----
    Depth first over the first issues, with the best that the others can add as bounds; the last issues are looked at
    in blocks of ``effort.block`` packages. Memory is in proportion to the block.

    Examples
    --------
    >>> from negsim.problem import Factor, ProblemParty, ProblemReservation
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> issues = [Issue(f"i{number}", ["no", "yes"]) for number in range(30)]
    >>> keen = ProblemParty(
    ...     id="A",
    ...     factors=[Factor([issue.id], [0, 1]) for issue in issues],
    ...     reservation=ProblemReservation(points=29),
    ... )
    >>> problem = BargainingProblem(scenario="many", reading="given", space=Space(issues), parties=[keen])
    >>> [[issue for issue in found if found[issue] == "no"] for found in zone_packages(problem, limit=3)]
    [['i0'], ['i1'], ['i2']]
    """
    check_count("limit", limit, or_none=True)
    start = None if after is None else problem.space.indices(after)
    prepared, effort = indexed(problem), effort.started()
    return itertools.islice(_named(prepared, zone_blocks(prepared, after=start, effort=effort)), limit)


def _named(prepared: IndexedProblem, found: Iterator[Found]) -> Iterator[Package]:
    for block, index in found:
        for number in block.numbers_at(index):
            yield prepared.package(number)


def package_table(
    problem: BargainingProblem, *, of: Region = "zone", limit: int | None = None, effort: Effort = STEADY
) -> PackageTable:
    """Return the packages of the zone, or all packages, as arrays: what each is worth to everyone, and its options.

    Parameters
    ----------
    of:
        ``zone`` for the packages that break no red demand, ``space`` for all that exist.
    limit:
        How many at most, the first ones; None for all.

    Returns
    -------
    The arrays; ``complete`` tells whether these are all packages, which they are not where the time allowed ran out.

    Raises
    ------
    TooLargeError
        When there are more than 20 million packages, or arrays would take more memory than allowed; or as for
        :func:`zone_packages`.

    Notes
    -----
    8 bytes for each package's number, gathered block by block from a walk that leaves out what cannot be in the zone;
    and as many for each party once what packages are worth is asked for: outer sums of the whole space, written once,
    or entries of them, block by block.

    Examples
    --------
    >>> from negsim.problem import Factor, ProblemParty, ProblemReservation
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> space = Space([Issue("price", ["low", "high"]), Issue("delivery", ["slow", "fast"])])
    >>> seller = ProblemParty(
    ...     id="S",
    ...     factors=[Factor(["price"], [0, 5]), Factor(["delivery"], [3, 0])],
    ...     reservation=ProblemReservation(points=4),
    ... )
    >>> table = package_table(BargainingProblem(scenario="sale", reading="given", space=space, parties=[seller]))
    >>> table.worth("S").tolist(), table.options("delivery").tolist(), str(table.package(0))
    ([8, 5], [0, 1], 'price: high, delivery: slow')
    """
    known_region(of)
    check_count("limit", limit, or_none=True)
    prepared, effort = indexed(problem), effort.started()
    size = math.prod(prepared.radices)
    most = min(_most(problem, effort), 2**62 if limit is None else limit)
    if of == "space" and not prepared.excluded and limit is None:
        _refuse(size, most)
        numbers, complete = np.arange(size, dtype=np.int64), True
    else:
        found = zone_blocks(prepared, effort=effort) if of == "zone" else _existing_blocks(prepared, effort=effort)
        numbers, complete = _gathered(found, prepared=prepared, limit=limit, most=most)
    numbers.flags.writeable = False
    return PackageTable(problem=problem, of=of, numbers=numbers, complete=complete)


def _most(problem: BargainingProblem, effort: Effort) -> int:
    """Return how many packages arrays may hold within the limit on memory."""
    if effort.max_bytes is None:
        return MAX_LISTED
    return min(MAX_LISTED, effort.max_bytes // (8 * (1 + len(problem.parties))))


def _refuse(size: int, most: int) -> None:
    if size > most:
        advice = "Set a limit, walk through them (zone_packages), or count them (zone, marginals)."
        raise TooLargeError("listing packages as arrays", size, most, "packages", advice)


def _existing_blocks(prepared: IndexedProblem, *, effort: Effort) -> Iterator[Found]:
    whole = Part(issues=range(len(prepared.radices)), demands=(), size=math.prod(prepared.radices))
    for block in blocks(prepared, whole, effort=effort):
        yield block, np.flatnonzero(block.exists())


def _gathered(
    found: Iterator[Found], *, prepared: IndexedProblem, limit: int | None, most: int
) -> tuple[NDArray[Any], bool]:
    """Return the numbers of the packages found until there are enough, or time is up, and whether they are all."""
    numbers = np.empty(_FIRST, dtype=integers_up_to(math.prod(prepared.radices)))
    listed, complete = 0, True
    try:
        for block, index in found:
            if limit is not None and listed + len(index) > limit:
                index, complete = index[: limit - listed], False
            before, listed = listed, listed + len(index)
            if listed > most:
                _refuse(listed, most)
            if listed > len(numbers):
                wider = np.empty(max(listed, 2 * len(numbers)), dtype=numbers.dtype)
                wider[:before] = numbers[:before]
                numbers = wider
            numbers[before:listed] = block.numbers_at(index)
            if not complete:
                break
    except TimeLimitError:
        complete = False
    return numbers[:listed], complete


def _worth(prepared: IndexedProblem, numbers: NDArray[Any]) -> NDArray[Any]:
    """Return what packages, by their numbers in order, are worth to each party."""
    kind, size = _kind_of_points(prepared), math.prod(prepared.radices)
    points = np.empty((len(prepared.factors), len(numbers)), dtype=kind)
    if len(numbers) == size:  # all of them: one outer sum
        for at, party in enumerate(prepared.problem.parties):
            outer_sum(prepared.radices, prepared.factors[at], dtype=kind, out=points[at])
            if party.ceiling is not None:
                np.minimum(points[at], party.ceiling, out=points[at])
        return points
    layout = laid_out(prepared, Part(issues=range(len(prepared.radices)), demands=(), size=size))
    radices = [prepared.radices[issue] for issue in layout.first]
    place = numbers // layout.count
    starts = np.flatnonzero(np.diff(place, prepend=-1)).tolist()
    for start, end in itertools.pairwise([*starts, len(numbers)]):
        block = Block(layout, dict(zip(layout.first, digits(int(place[start]), radices), strict=True)))
        index = (numbers[start:end] - block.offset).astype(np.intp)
        for at, row in enumerate(points):
            row[start:end] = block.points_at(at, index)
    return points


def _kind_of_points(prepared: IndexedProblem) -> Any:
    """Return the numpy type that holds what packages are worth to each party."""
    kinds = {integers_up_to(prepared.most_points(party)) for party in range(len(prepared.factors))}
    return object if object in kinds else np.int64
