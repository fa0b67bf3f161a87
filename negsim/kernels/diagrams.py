"""Decision diagrams: the chance that each of some families keeps an untouched set, for many probabilities at once.

As :mod:`negsim.kernels.expansion`, over draws of one element each; but what is expanded once is kept, so that other
probabilities, and what each element does to the chance, cost one pass. Sets are bits of Python integers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import frozen_array
from negsim.kernels.hitting_sets import bits, minimal_sets

_CLOSED, _OPEN = 0, 1
"""The nodes that ask nothing: some family has no set left; each family is sure to have one."""
_CELLS = 2**21
"""About how many numbers the evaluation of many rows holds at a time."""

State = tuple[tuple[int, ...], ...]


def _never() -> bool:
    return False


@frozen(kw_only=True, eq=False)
class Diagram:
    """Questions about elements, one after the other, that decide whether each family keeps an untouched set.

    No path asks about an element twice, so that independent elements may have any probabilities.

    Attributes
    ----------
    elements:
        Those that some node asks about, in order; others decide nothing.
    asks:
        For each node, which of ``elements``, by position, it asks about; of the first two, which ask nothing, 0.
    struck, kept:
        For each node, the node that comes next where that element is struck, and where it is not: an earlier one.
    levels:
        The places where levels begin, and the end: nodes from one to the next lead to earlier levels only.
    """

    elements: tuple[int, ...]
    asks: NDArray[np.int64] = field(converter=frozen_array)
    struck: NDArray[np.int64] = field(converter=frozen_array)
    kept: NDArray[np.int64] = field(converter=frozen_array)
    root: int
    levels: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.asks)

    @property
    def error(self) -> float:
        """By what share of itself a chance from :meth:`chances` may be off at most, unless it is below 1e-300."""
        # Nothing is subtracted: a level rounds two products and a sum, and has probabilities that were rounded.
        return 8 * len(self.levels) * 2.0**-53

    def chance(self, struck: Sequence[Fraction]) -> Fraction:
        """Return the chance, exactly, where each of ``elements`` is struck with its own probability."""
        return self.exact_chances([struck])[0]

    def exact_chances(self, rows: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...]:
        """Return the chance for each of several rows of probabilities, one for each of ``elements``, exactly.

        Notes
        -----
        In integers: each node's value is on the scale of the product of the denominators of the elements below it. One
        step for each node and row.
        """
        scaled = _Scaled.of(self, rows)
        return tuple(Fraction(scaled.values(row)[self.root], scaled.whole) for row in rows)

    def effects(self, struck: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return what each of ``elements`` does: the chance with it surely untouched, less that with it surely struck.

        Notes
        -----
        All from one pass up and one down: the sum over the nodes that ask about the element of the probability of
        coming there times the difference of what follows (Birnbaum 1969; backward differentiation).
        """
        scaled = _Scaled.of(self, [struck])
        values, reached = scaled.values(struck), [0] * len(self)
        reached[self.root] = 1
        found = [0] * len(self.elements)
        for node in range(len(self) - 1, _OPEN, -1):
            at, below, beside = int(self.asks[node]), int(self.struck[node]), int(self.kept[node])
            own, of_struck, of_kept = scaled.steps[node]
            hit = int(struck[at] * own)
            found[at] += reached[node] * (of_kept * values[beside] - of_struck * values[below])
            reached[below] += reached[node] * hit * of_struck
            reached[beside] += reached[node] * (own - hit) * of_kept
        return tuple(Fraction(total * own, scaled.whole) for total, own in zip(found, scaled.denominators, strict=True))

    def chances(self, struck: NDArray[np.float64], *, kept: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return the chance for each row of probabilities, within :attr:`error` of itself.

        Parameters
        ----------
        struck:
            With which each of ``elements`` is struck, shape (rows, elements).
        kept:
            What each lacks to 1. It matters where that is small and ``struck`` was rounded.

        Notes
        -----
        Level by level for a block of rows at a time, so that about 16 megabytes are held.
        """
        found = np.empty(len(struck))
        block = max(1, _CELLS // (len(self) + len(self.elements)))
        for start in range(0, len(struck), block):
            hit = np.ascontiguousarray(struck[start : start + block].T)
            spared = 1 - hit if kept is None else np.ascontiguousarray(kept[start : start + block].T)
            values = np.empty((len(self), hit.shape[1]))
            values[_CLOSED], values[_OPEN] = 0.0, 1.0
            for first, end in itertools.pairwise(self.levels):
                asked = self.asks[first:end]
                values[first:end] = hit[asked] * values[self.struck[first:end]]
                values[first:end] += spared[asked] * values[self.kept[first:end]]
            found[start : start + block] = values[self.root]
        return found


def diagram(
    families: Iterable[Sequence[int]], *, max_steps: int, is_over: Callable[[], bool] = _never
) -> Diagram | None:
    """Return what decides whether in each family some set has no element that is struck.

    Parameters
    ----------
    max_steps:
        How many steps may be taken: one for each node, and one more for every four sets there.
    is_over:
        Whether to stop.

    Returns
    -------
    The diagram; None where steps or time ran out.

    Notes
    -----
    Shannon expansion, depth first: of the first family left, the element in most sets is asked about next, each set
    counting half as much for each element more (as Jeroslow and Wang 1990 weigh clauses), and equal remainders are one
    node. The minimal sets of one family's remainder are the only ones that mean the same, so that no two nodes do
    (Bryant 1986), though the order of questions may differ from branch to branch.

    References
    ----------
    R. E. Bryant, "Graph-based algorithms for Boolean function manipulation", IEEE Transactions on Computers C-35
    (1986). R. G. Jeroslow and J. Wang, "Solving propositional satisfiability problems", Annals of Mathematics and
    Artificial Intelligence 1 (1990).

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> two_of_three = diagram([[0b011, 0b101, 0b110]], max_steps=99)
    >>> two_of_three.elements, two_of_three.chance([half, half, Fraction(1, 4)])
    ((0, 1, 2), Fraction(5, 8))
    >>> two_of_three.effects([half, half, Fraction(1, 4)])
    (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    """
    first = _open_ones(tuple(sorted(minimal_sets(family))) for family in families)
    numbers: dict[State, int] = {}
    nodes: list[tuple[int, int, int]] = []
    stack: list[tuple[State, tuple[int, State, State] | None]] = [(first, None)]
    while stack:
        state, asked = stack.pop()
        if _number(state, numbers) is not None:
            continue
        if asked is None:
            max_steps -= 1 + sum(map(len, state)) // 4
            if max_steps < 0 or is_over():
                return None
            asked = _ask(state)
            stack += [(state, asked), (asked[1], None), (asked[2], None)]
            continue
        element, struck, kept = asked
        nodes.append((element, _numbered(struck, numbers), _numbered(kept, numbers)))
        numbers[state] = len(nodes) + 1
    return _levelled(nodes, root=_numbered(first, numbers))


def _number(state: State, numbers: dict[State, int]) -> int | None:
    """Return the number of a state's node; None where it has none yet."""
    if not all(state):
        return _CLOSED
    return numbers.get(state) if state else _OPEN


def _numbered(state: State, numbers: dict[State, int]) -> int:
    return numbers[state] if state in numbers else _OPEN if all(state) else _CLOSED


def _ask(state: State) -> tuple[int, State, State]:
    """Return the element to ask about next, and what is left where it is struck and where it is not.

    Short sets count for most: they are settled first, and what is left falls apart less.
    """
    counts: dict[int, int] = {}
    longest = max(map(int.bit_count, state[0]))
    for members in state[0]:
        weight = 1 << longest - members.bit_count()
        for element in bits(members):
            counts[element] = counts.get(element, 0) + weight
    asked = max(counts, key=lambda element: (counts[element], -element))
    bit = 1 << asked
    struck = tuple(tuple(members for members in family if not members & bit) for family in state)
    return asked, struck, _open_ones(_without(family, bit) for family in state)


def _without(family: Sequence[int], bit: int) -> tuple[int, ...]:
    """Return the minimal sets of a family of minimal sets once an element is known to be untouched."""
    smaller = [members ^ bit for members in family if members & bit]
    if not smaller:
        return tuple(family)
    others = [members for members in family if not members & bit and not any(own & members == own for own in smaller)]
    return tuple(sorted([*smaller, *others]))


def _open_ones(families: Iterable[tuple[int, ...]]) -> State:
    """Return the families that are not sure to have a set left."""
    return tuple(family for family in families if family[:1] != (0,))


def _levelled(nodes: Sequence[tuple[int, int, int]], *, root: int) -> Diagram:
    """Return a diagram whose nodes stand level by level: each leads to lower levels only."""
    heights = [0, 0]
    for _, struck, kept in nodes:
        heights.append(1 + max(heights[struck], heights[kept]))
    order = sorted(range(len(heights)), key=heights.__getitem__)
    place = {node: at for at, node in enumerate(order)}
    elements = tuple(sorted({element for element, _, _ in nodes}))
    rank = {element: at for at, element in enumerate(elements)}
    rows: list[tuple[int, int, int]] = [(0, 0, 0), (0, 0, 0)]
    for node in order[2:]:
        element, struck, kept = nodes[node - 2]
        rows.append((rank[element], place[struck], place[kept]))
    table: NDArray[Any] = np.array(rows, dtype=np.int64).T
    starts = [at for at in range(2, len(order)) if heights[order[at]] > heights[order[at - 1]]]
    return Diagram(
        elements=elements,
        asks=table[0],
        struck=table[1],
        kept=table[2],
        root=place[root],
        levels=(*starts, len(order)),
    )


@frozen
class _Scaled:
    """A diagram's arithmetic in integers, for probabilities of given denominators.

    Attributes
    ----------
    denominators:
        Of each element.
    whole:
        Their product: the scale of the root.
    steps:
        For each node, its element's denominator, and the denominators of the elements below it that its two followers
        do not ask about, multiplied.
    """

    diagram: Diagram
    denominators: tuple[int, ...]
    whole: int
    steps: tuple[tuple[int, int, int], ...]

    @staticmethod
    def of(diagram: Diagram, rows: Sequence[Sequence[Fraction]]) -> _Scaled:
        """Return the arithmetic that suits several rows of probabilities."""
        denominators = [math.lcm(*(row[at].denominator for row in rows)) for at in range(len(diagram.elements))]
        below, products = [0, 0], {0: 1}

        def product(members: int) -> int:
            if members not in products:
                products[members] = math.prod(denominators[at] for at in bits(members))
            return products[members]

        steps = [(1, 1, 1), (1, 1, 1)]
        for node in range(2, len(diagram)):
            at, struck, kept = int(diagram.asks[node]), int(diagram.struck[node]), int(diagram.kept[node])
            rest = below[struck] | below[kept]
            below.append(rest | 1 << at)
            steps.append((denominators[at], product(rest & ~below[struck]), product(rest & ~below[kept])))
        return _Scaled(diagram, tuple(denominators), math.prod(denominators), tuple(steps))

    def values(self, row: Sequence[Fraction]) -> list[int]:
        """Return each node's chance, scaled by the denominators of the elements below it and its own."""
        hits = [int(chance * own) for chance, own in zip(row, self.denominators, strict=True)]
        found = [0, 1]
        links = zip(
            self.diagram.asks.tolist(),
            self.diagram.struck.tolist(),
            self.diagram.kept.tolist(),
            self.steps,
            strict=True,
        )
        for at, struck, kept, (own, of_struck, of_kept) in list(links)[2:]:
            hit = hits[at]
            found.append(hit * of_struck * found[struck] + (own - hit) * of_kept * found[kept])
        return found
