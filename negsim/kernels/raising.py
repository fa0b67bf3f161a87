"""Raising: which few elements, if surely untouched, raise the chance of a decision diagram most for what they cost.

Sets of elements are looked at in floats with a proved bound on the error, and what lies within it in fractions.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.diagrams import Diagram

MAX_SETS = 500_000
"""How many sets of elements may be looked at."""
MAX_CELLS = 2 * 10**9
"""How many steps that may take: one for each set and each node of the diagram."""
_TINY = 1e-300
"""Below this, floats lose digits."""
_ROWS = 2**13
"""How many sets are written out as rows of probabilities at a time."""

Chosen = tuple[int, ...]


@frozen(kw_only=True)
class Raised:
    """Elements, what they cost, and the chance if they are untouched.

    Attributes
    ----------
    members:
        In order.
    ties:
        How many sets of the same cost and size have the same chance, this one among them; it is the first in order.
    """

    members: Chosen = field(converter=entries)
    cost: Fraction
    chance: Fraction
    ties: int = 1

    @property
    def size(self) -> int:
        """How many elements it has."""
        return len(self.members)


def raised(
    drawn: Diagram,
    family: Collection[int],
    *,
    struck: Mapping[int, Fraction],
    costs: Mapping[int, Fraction],
    max_size: int,
    what: str,
) -> tuple[Raised, ...]:
    """Return the sets of elements of which no other costs as little, has as few elements and raises the chance as much.

    Parameters
    ----------
    drawn, family:
        The diagram of one family, and its minimal sets as bits.
    struck, costs:
        By element, the probability with which it is struck, and what its being untouched costs: above 0.
    max_size:
        How many elements a set may have.
    what:
        What is asked, for an error.

    Returns
    -------
    The empty set first, then by cost, by size.

    Raises
    ------
    TooLargeError
        If there are too many sets.

    Notes
    -----
    Elements that are never struck, or that no node asks about, raise nothing. Elements of the same probability and cost
    that can change places in the family are taken in their order only, and the others counted.

    Examples
    --------
    >>> from negsim.kernels.diagrams import diagram
    >>> half, family = Fraction(1, 2), [0b011, 0b100]
    >>> found = raised(diagram([family], max_steps=99), family, struck=dict.fromkeys(range(3), half),
    ...                costs=dict.fromkeys(range(3), Fraction(1)), max_size=2, what="an example")
    >>> [(entry.members, entry.chance) for entry in found]
    [((), Fraction(5, 8)), ((2,), Fraction(1, 1))]
    """
    classes = _interchangeable(drawn, family, struck, costs)
    count = _count([len(members) for members in classes], max_size)
    if count > MAX_SETS or count * len(drawn) > MAX_CELLS:
        limit = min(MAX_SETS, MAX_CELLS // len(drawn))
        raise TooLargeError(what, count, limit, "sets", "Ask about fewer at a time.")
    sets = [(tuple(sorted(chosen)), ties) for chosen, ties in _sets(classes, max_size)]
    rows = [struck[element] for element in drawn.elements]
    search = _Search(diagram=drawn, struck=rows, sets=[chosen for chosen, _ in sets])
    unit = math.lcm(*(cost.denominator for cost in costs.values()))
    whole = {element: int(cost * unit) for element, cost in costs.items()}
    base = search.exactly([()])[0]
    # Where nothing is left a chance by itself, sets that leave none either are equal to it whatever floats say.
    worth = search.possible() if base == 0 else np.ones(len(sets), dtype=bool)
    keyed: dict[tuple[int, int], list[int]] = {}
    for at, (chosen, _) in enumerate(sets):
        if worth[at] or not chosen:
            keyed.setdefault((sum(whole[element] for element in chosen), len(chosen)), []).append(at)
    found = []
    for (cost, _), candidates in _unbeaten(keyed, search.roughly(), error=drawn.error):
        chances = search.exactly([sets[at][0] for at in candidates])
        best = max(chances)
        tied = [sets[at] for at, chance in zip(candidates, chances, strict=True) if chance == best]
        ties = sum(ways for _, ways in tied)
        found.append(Raised(members=min(tied)[0], cost=Fraction(cost, unit), chance=best, ties=ties))
    return undominated(found)


def combined(left: Iterable[Raised], right: Sequence[Raised], *, max_size: int) -> tuple[Raised, ...]:
    """Return what raises the product of two chances: of two sets of elements that have none in common."""
    found: dict[tuple[Fraction, int], Raised] = {}
    for one, other in itertools.product(left, right):
        if one.size + other.size > max_size:
            continue
        both = Raised(
            members=sorted((*one.members, *other.members)),
            cost=one.cost + other.cost,
            chance=one.chance * other.chance,
            ties=one.ties * other.ties,
        )
        key = both.cost, both.size
        found[key] = _better(found[key], both) if key in found else both
    return undominated(found.values())


def undominated(given: Iterable[Raised]) -> tuple[Raised, ...]:
    """Return what nothing else beats that costs as little and has as few elements, by cost, then by size."""
    kept: list[Raised] = []
    for entry in sorted(given, key=lambda entry: (entry.cost, entry.size)):
        if not any(other.size <= entry.size and other.chance >= entry.chance for other in kept):
            kept.append(entry)
    return tuple(kept)


def _better(one: Raised, other: Raised) -> Raised:
    """Return the one of two sets of the same cost and size that raises more; the first of both, where they tie."""
    if one.chance != other.chance:
        return max(one, other, key=lambda entry: entry.chance)
    first, ties = min(one.members, other.members), one.ties + other.ties
    return Raised(members=first, cost=one.cost, chance=one.chance, ties=ties)


def _interchangeable(
    drawn: Diagram, family: Collection[int], struck: Mapping[int, Fraction], costs: Mapping[int, Fraction]
) -> list[Chosen]:
    """Return the elements that may raise something, those that can change places together, in order."""
    known = frozenset(family)
    found: list[list[int]] = []
    for element in drawn.elements:
        if not struck[element]:
            continue
        for members in found:
            first = members[0]
            is_alike = struck[first] == struck[element] and costs[first] == costs[element]
            if is_alike and _can_change_places(first, element, known):
                members.append(element)
                break
        else:
            found.append([element])
    return [tuple(members) for members in found]


def _can_change_places(one: int, other: int, family: frozenset[int]) -> bool:
    both = 1 << one | 1 << other
    return all(members & both in (0, both) or members ^ both in family for members in family)


def _count(sizes: Sequence[int], max_size: int) -> int:
    """Return how many sets there are of at most so many elements, interchangeable ones taken once."""
    counts = [1] + [0] * max_size
    for size in sizes:
        counts = [sum(counts[total - own] for own in range(min(size, total) + 1)) for total in range(max_size + 1)]
    return sum(counts)


def _sets(classes: Sequence[Chosen], max_size: int, *, first: int = 0) -> Iterator[tuple[Chosen, int]]:
    """Yield the sets of classes from one on, each the first of those that it stands for, and how many these are."""
    yield (), 1
    for at in range(first, len(classes) if max_size else first):
        members = classes[at]
        for own in range(1, min(len(members), max_size) + 1):
            ways = math.comb(len(members), own)
            for chosen, ties in _sets(classes, max_size - own, first=at + 1):
                yield (*members[:own], *chosen), ties * ways


@frozen(kw_only=True, eq=False)
class _Search:
    """Sets of elements to be evaluated in one diagram."""

    diagram: Diagram
    struck: tuple[Fraction, ...] = field(converter=entries)
    sets: tuple[Chosen, ...] = field(converter=entries)

    def exactly(self, chosen: Sequence[Chosen]) -> list[Fraction]:
        """Return the chances for some sets, exactly."""
        elements, zero = self.diagram.elements, Fraction(0)
        rows = (
            [zero if element in members else own for element, own in zip(elements, self.struck, strict=True)]
            for members in map(frozenset, chosen)
        )
        found: list[Fraction] = []
        while block := list(itertools.islice(rows, _ROWS)):
            found += self.diagram.exact_chances(block)
        return found

    def roughly(self) -> NDArray[np.float64]:
        """Return the chances for all sets, within the diagram's bound."""
        return self._evaluated([float(own) for own in self.struck], [float(1 - own) for own in self.struck])

    def possible(self) -> NDArray[np.bool_]:
        """Return for which sets there is any chance."""
        # By halves, so that none is too small for a float.
        sure = {Fraction(0): 0.0, Fraction(1): 1.0}
        struck = [sure.get(own, 0.5) for own in self.struck]
        return self._evaluated(struck, [1 - own for own in struck]) > 0

    def _evaluated(self, struck: Sequence[float], kept: Sequence[float]) -> NDArray[np.float64]:
        place = {element: at for at, element in enumerate(self.diagram.elements)}
        found = np.empty(len(self.sets))
        for start in range(0, len(self.sets), _ROWS):
            block = self.sets[start : start + _ROWS]
            hit, spared = (np.tile(np.array(own, dtype=np.float64), (len(block), 1)) for own in (struck, kept))
            for at, members in enumerate(block):
                chosen = [place[element] for element in members]
                hit[at, chosen], spared[at, chosen] = 0.0, 1.0
            found[start : start + len(block)] = self.diagram.chances(hit, kept=spared)
        return found


def _unbeaten(
    keyed: Mapping[tuple[int, int], Sequence[int]], rough: NDArray[np.float64], *, error: float
) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Yield, by cost and size, the sets that may raise most, unless it is sure that something beats them."""
    slack, best = 1 - 2 * error, dict[int, float]()
    for key in sorted(keyed):
        at = np.array(keyed[key])
        highest = float(rough[at].max())
        if all(highest >= other * slack - _TINY for size, other in best.items() if size <= key[1]):
            yield key, at[rough[at] >= highest * slack - _TINY].tolist()
        best[key[1]] = max(highest, best.get(key[1], 0.0))
