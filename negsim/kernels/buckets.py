"""Buckets: variables eliminated one by one, where what is known of a combination can be multiplied and added up.

Which two operations these are is the caller's. Numbers of combinations are multiplied and added up; of the sets that
combinations are marked with, unions are formed and the smallest kept; rows of integers are in
:mod:`negsim.kernels.bucket_rows`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar, cast

from attrs import frozen

from negsim.errors import TooLargeError
from negsim.kernels.elimination_order import Step

Value = TypeVar("Value", bound=Hashable)

Choice = tuple[int, ...]
"""An option for each of some variables."""


_UNIONS = 20
"""How many times as many unions as families may have sets are formed at once."""


def _nothing() -> None:
    """Do nothing."""


def _by_size(members: int) -> tuple[int, int]:
    return members.bit_count(), members


class Algebra(Protocol[Value]):
    """How values of combinations are put together.

    Addition and multiplication are associative and commutative, and multiplication distributes over addition.
    """

    def product(self, values: Sequence[Value]) -> Value:
        """Return the product of values; of none, what changes no product."""
        ...

    def total(self, values: Sequence[Value]) -> Value:
        """Return the sum of values, of which there is one at least."""
        ...


@frozen(eq=False)
class Bucket(Generic[Value]):
    """What is known of the combinations of some variables.

    Attributes
    ----------
    variables:
        Which.
    values:
        From the combinations that can be to their values.
    """

    variables: tuple[int, ...]
    values: Mapping[Choice, Value]


def eliminated(
    sizes: Sequence[int], buckets: Iterable[Bucket[Value]], *, order: Iterable[Step], algebra: Algebra[Value]
) -> Value | None:
    """Return the sum, over all combinations of all variables, of the products of their values; None where none can be.

    Parameters
    ----------
    sizes:
        How many options each variable has.
    order:
        All variables, each with those that it is then tied to
        (:func:`negsim.kernels.elimination_order.elimination_order` of the buckets' variables).

    Notes
    -----
    Each step looks at the combinations of one variable and of those that it is tied to, and leaves a bucket over the
    latter. Values that occur again are not put together again.

    References
    ----------
    R. Dechter, "Bucket elimination: a unifying framework for reasoning", Artificial Intelligence 113 (1999).

    Examples
    --------
    Two variables of two options that may not both take their second one; the first marks its first option with
    element 0, the other one its first with element 1:

    >>> from negsim.kernels.elimination_order import elimination_order
    >>> marks = [Bucket((0,), {(0,): (1,), (1,): (0,)}), Bucket((1,), {(0,): (2,), (1,): (0,)})]
    >>> together = Bucket((0, 1), {(0, 0): (0,), (0, 1): (0,), (1, 0): (0,)})
    >>> order = elimination_order([2, 2], [(0, 1)])
    >>> eliminated([2, 2], [*marks, together], order=order, algebra=SmallestSets())
    (1, 2)
    """
    waiting = list(buckets)
    for step in order:
        mine = [bucket for bucket in waiting if step.variable in bucket.variables]
        waiting = [bucket for bucket in waiting if step.variable not in bucket.variables]
        waiting.append(_without(step, mine, sizes, algebra))
    values = [value for bucket in waiting for value in bucket.values.values()]
    return algebra.product(values) if len(values) == len(waiting) else None


@frozen
class Counts:
    """Numbers of combinations, as Python integers: they are multiplied, and added up.

    Examples
    --------
    Of the combinations of two options each, those that are not both the second:

    >>> from negsim.kernels.elimination_order import elimination_order
    >>> both = Bucket((0, 1), {(0, 0): 1, (0, 1): 1, (1, 0): 1})
    >>> eliminated([2, 2], [both], order=elimination_order([2, 2], [(0, 1)]), algebra=Counts())
    3
    """

    def product(self, values: Sequence[int]) -> int:
        """Return the product of numbers."""
        return math.prod(values)

    def total(self, values: Sequence[int]) -> int:
        """Return the sum of numbers."""
        return sum(values)


@frozen(kw_only=True, eq=False)
class SmallestSets:
    """Families of sets, as bits of Python integers: products are all unions, and sums all members, the smallest kept.

    A family holds no set that contains another one; the first in it is the smallest.

    Attributes
    ----------
    most:
        How many sets a family may have, and how many times so many unions may be formed at once.
    check:
        Called before unions are formed; it may give up.

    Examples
    --------
    >>> SmallestSets().product([(0b001, 0b010), (0b001, 0b100)])
    (1, 6)
    >>> SmallestSets().total([(0b011,), (0b001, 0b100)])
    (1, 4)
    """

    most: int = 2_000
    check: Callable[[], None] = _nothing

    def product(self, values: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """Return the smallest unions of one set of each family.

        Raises
        ------
        TooLargeError
            When there are too many.
        """
        found: tuple[int, ...] = (0,)
        for family in values:
            if family == (0,):
                continue
            if found == (0,):
                found = family
            elif len(found) == 1 == len(family):
                found = (found[0] | family[0],)
            else:
                self.check()
                self._refuse(len(found) * len(family), self.most * _UNIONS)
                found = self._smallest({one | other for one in found for other in family})
        return found

    def total(self, values: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """Return the smallest sets of all families.

        Raises
        ------
        TooLargeError
            When there are too many.
        """
        return self._smallest(set().union(*values))

    def _smallest(self, sets: set[int]) -> tuple[int, ...]:
        kept: list[int] = []
        for members in sorted(sets, key=_by_size):
            for other in kept:
                if other & members == other:
                    break
            else:
                kept.append(members)
        self._refuse(len(kept), self.most)
        return tuple(kept)

    def _refuse(self, size: int, limit: int) -> None:
        if size > limit:
            advice = "Use another method, or leave out some of what is asked about."
            raise TooLargeError("merging sets", size, limit, "sets at once", advice)


def _without(
    step: Step, buckets: Sequence[Bucket[Value]], sizes: Sequence[int], algebra: Algebra[Value]
) -> Bucket[Value]:
    """Return what is known of the combinations of a step's scope, whatever the option of its variable."""
    places = [tuple((*step.scope, step.variable).index(variable) for variable in own.variables) for own in buckets]
    listed = list(zip(places, (own.values for own in buckets), strict=True))
    options = range(sizes[step.variable])
    known: dict[tuple[Value, ...], Value] = {}
    totals: dict[tuple[Value, ...], Value] = {}
    found: dict[Choice, Value] = {}
    for choice in itertools.product(*(range(sizes[variable]) for variable in step.scope)):
        ways = []
        for option in options:
            whole = (*choice, option)
            entries = [values.get(tuple([whole[at] for at in place])) for place, values in listed]
            if None in entries:
                continue
            factors = cast("tuple[Value, ...]", tuple(entries))
            if factors not in known:
                known[factors] = algebra.product(factors)
            ways.append(known[factors])
        if ways:
            key = tuple(ways)
            if key not in totals:
                totals[key] = algebra.total(ways)
            found[choice] = totals[key]
    return Bucket(step.scope, found)
