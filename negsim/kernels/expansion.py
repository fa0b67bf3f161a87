"""Expansion: the probability that each of some families of sets has a member which independent draws leave untouched.

Sets are bits of Python integers, probabilities are fractions. What would take too long is enclosed.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from negsim.kernels.connected import connected_sets
from negsim.kernels.hitting_sets import bits, minimal_sets

Draw = tuple[tuple[Fraction, int], ...]
"""What can come of one draw: the probability of each outcome, and the elements that it strikes, as bits."""

Family = tuple[int, ...]
State = tuple[Family, ...]


@frozen
class Between:
    """A probability, enclosed: the same twice where it is exact."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """Whether it is known exactly."""
        return self.low == self.high


class _SpentError(Exception):
    """Steps or time ran out."""


def _never() -> bool:
    return False


def chance_left(
    families: Sequence[Sequence[int]],
    draws: Sequence[Draw],
    *,
    max_steps: int,
    is_over: Callable[[], bool] = _never,
) -> Between:
    """Return the probability that in each family some set has no element struck by any of the draws.

    Parameters
    ----------
    draws:
        Independent of each other; the outcomes of each have probabilities that add up to 1, and of any two one strikes
        all that the other does. No element is in two draws; what is in none is never struck.
    max_steps:
        How many steps may be taken before the probability is enclosed instead, by as many steps again: one for each
        draw expanded in each branch, and one more for every four sets there.
    is_over:
        Whether to stop expanding.

    Raises
    ------
    ValueError
        If the outcomes of a draw are not nested: the bounds would not hold.

    Notes
    -----
    Shannon expansion: draw after draw, those that concern most sets first, equal remainders joined, and families that
    share no draw apart. Where it does not come to its end, branches are expanded in the order of their probability, and
    what is left is enclosed: a family is left a set at least as likely as its likeliest set is, and at most as likely
    as if its sets were struck independently (Harris 1960; outcomes are nested, so that what strikes one set makes the
    others no likelier).

    References
    ----------
    T. E. Harris, "A lower bound for the critical probability in a certain percolation process", Mathematical
    Proceedings of the Cambridge Philosophical Society 56 (1960).

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> chance_left([[0b01, 0b10]], [((half, 0b01), (half, 0)), ((half, 0b10), (half, 0))], max_steps=9)
    Between(low=Fraction(3, 4), high=Fraction(3, 4))
    """
    for draw in draws:
        ordered = sorted((struck for _, struck in draw), key=int.bit_count)
        if any(less & ~more for less, more in itertools.pairwise(ordered)):
            raise ValueError(f"outcomes that strike {ordered}; expected each to strike all that smaller ones do")
    expansion = _Expansion(_owners(draws), tuple(draws))
    state = tuple(minimal_sets(family) for family in families)
    try:
        exact = expansion.exact(state, max_steps, is_over)
    except _SpentError:
        return expansion.enclosed(state, max_steps, is_over)
    return Between(exact, exact)


def _owners(draws: Sequence[Draw]) -> dict[int, int]:
    return {element: at for at, draw in enumerate(draws) for _, struck in draw for element in bits(struck)}


@frozen
class _Expansion:
    """Draws, and whose each element is."""

    owners: dict[int, int]
    draws: tuple[Draw, ...]

    def exact(self, state: State, max_steps: int, is_over: Callable[[], bool]) -> Fraction:
        """Return the probability of a state; an error where steps or time run out."""
        left = [max_steps]

        @functools.cache
        def expand(state: State) -> Fraction:
            at = self._next(state)
            if at is None:
                return Fraction(all(state))
            left[0] -= _steps(state)
            if left[0] < 0 or is_over():
                raise _SpentError
            total = Fraction(0)
            for probability, after in self._outcomes(state, at):
                total += probability * math.prod(map(expand, self._apart(after)), start=Fraction(1))
            return total

        return math.prod(map(expand, self._apart(_open(state))), start=Fraction(1))

    def enclosed(self, state: State, max_steps: int, is_over: Callable[[], bool]) -> Between:
        """Return bounds on the probability of a state, from so many steps."""
        masses, heap = {_open(state): Fraction(1)}, [(Fraction(-1), _open(state))]
        low = high = Fraction(0)
        while heap and max_steps >= 0 and not is_over():
            _, state = heapq.heappop(heap)
            mass = masses.pop(state, None)
            if mass is None:  # joined with an equal one since, which stands elsewhere with more
                continue
            at = self._next(state)
            if at is None:
                low, high = low + mass * all(state), high + mass * all(state)
                continue
            max_steps -= _steps(state)
            for probability, after in self._outcomes(state, at):
                masses[after] = masses.get(after, Fraction(0)) + mass * probability
                heapq.heappush(heap, (-masses[after], after))
        for state, mass in masses.items():
            bounds = [self._bounds(family) for family in state]
            low += mass * math.prod((bound.low for bound in bounds), start=Fraction(1))
            high += mass * min((bound.high for bound in bounds), default=Fraction(1))
        return Between(low, high)

    def _next(self, state: State) -> int | None:
        """Return the draw that concerns most sets; None where a family has no set, or none has one that is unsure."""
        counts: dict[int, int] = {}
        if not all(state):
            return None
        for family in state:
            for members in family:
                for element in bits(members):
                    if element in self.owners:
                        counts[self.owners[element]] = counts.get(self.owners[element], 0) + 1
        return max(counts, key=lambda at: (counts[at], -at), default=None)

    def _outcomes(self, state: State, at: int) -> Iterator[tuple[Fraction, State]]:
        """Yield what a draw leaves of a state, with its probability."""
        drawn = functools.reduce(int.__or__, (struck for _, struck in self.draws[at]), 0)
        for probability, struck in self.draws[at]:
            if probability:
                after = tuple(
                    minimal_sets(members & ~drawn for members in family if not members & struck) for family in state
                )
                yield probability, _open(after)

    def _apart(self, state: State) -> list[State]:
        """Return the families that share draws together, others apart."""
        touched = [
            {self.owners[element] for members in family for element in bits(members) if element in self.owners}
            for family in state
        ]
        links = [
            (one, other)
            for one, other in itertools.combinations(range(len(state)), 2)
            if not touched[one].isdisjoint(touched[other])
        ]
        return [tuple(state[at] for at in part) for part in connected_sets(len(state), links)]

    def _bounds(self, family: Family) -> Between:
        """Return bounds on the probability that a set of a family is left."""
        chances = [self._chance(members) for members in family]
        none = math.prod((1 - chance for chance in chances), start=Fraction(1))
        return Between(max(chances, default=Fraction(0)), 1 - none)

    def _chance(self, members: int) -> Fraction:
        """Return the probability that a set is left."""
        concerned = {self.owners[element] for element in bits(members) if element in self.owners}
        left = [
            sum((probability for probability, struck in self.draws[at] if not struck & members), Fraction(0))
            for at in concerned
        ]
        return math.prod(left, start=Fraction(1))


def _open(state: State) -> State:
    """Return a state without the families that are sure to have a set left."""
    return tuple(family for family in state if family[:1] != (0,))


def _steps(state: State) -> int:
    return 1 + sum(map(len, state)) // 4
