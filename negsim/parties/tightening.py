"""What intervals, an order and a sum leave of each other, exactly."""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from negsim.parties.interval import Interval


def circle_of(chains: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return names that chains put each above the next and the last above the first; empty where they do not.

    Examples
    --------
    >>> circle_of([["a", "b"], ["b", "c"]])
    ()
    >>> sorted(set(circle_of([["a", "b"], ["b", "a"]])))
    ['a', 'b']
    """
    try:
        _from_the_top(chains)
    except graphlib.CycleError as error:
        circle: list[str] = error.args[1]
        return tuple(circle[1:])
    return ()


def tightened(intervals: Mapping[str, Interval], chains: Iterable[Sequence[str]]) -> dict[str, Interval]:
    """Return what chains leave of intervals: no number is below what stands under it, nor above what stands over it.

    Where the low end of an interval then exceeds its high end, no numbers agree with all of it. Otherwise there are
    such numbers: all low ends do, all high ends do, and so does everything on the way from the one to the other.

    Parameters
    ----------
    chains:
        Each name's number is no less than the next one's. They must not run in a circle (see :func:`circle_of`).

    Examples
    --------
    >>> left = tightened({"a": Interval(0, "0.5"), "b": Interval("0.2", 1)}, [["a", "b"]])
    >>> [(str(interval.low), str(interval.high)) for interval in left.values()]
    [('1/5', '1/2'), ('1/5', '1/2')]
    """
    known = list(chains)
    pairs = {pair for chain in known for pair in itertools.pairwise(chain)}
    falling = _from_the_top(known)
    low, high = ({name: getattr(interval, end) for name, interval in intervals.items()} for end in ("low", "high"))
    for name in falling:
        high[name] = min([high[name], *(high[above] for above, below in pairs if below == name)])
    for name in reversed(falling):
        low[name] = max([low[name], *(low[below] for above, below in pairs if above == name)])
    return {name: Interval(low[name], high[name]) for name in intervals}


def within(left: Mapping[str, Interval], *, total: Fraction | None = None) -> dict[str, Fraction] | None:
    """Return numbers that agree with tightened intervals, and sum to ``total`` where one is given; None without any.

    They lie on the way from all low ends to all high ends: as far as the sum asks, halfway without one.

    Examples
    --------
    >>> found = within({"a": Interval(0, 1), "b": Interval("0.5", 1)}, total=Fraction(1))
    >>> [str(number) for number in found.values()]
    ['1/3', '2/3']
    """
    if any(interval.width < 0 for interval in left.values()):
        return None
    low = sum((interval.low for interval in left.values()), Fraction(0))
    width = sum((interval.width for interval in left.values()), Fraction(0))
    share = Fraction(1, 2)
    if total is not None:
        if not low <= total <= low + width:
            return None
        share = (total - low) / width if width else Fraction(0)
    return {name: interval.low + share * interval.width for name, interval in left.items()}


def longest_chain(chains: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return a longest way down through several chains, from what stands highest.

    Examples
    --------
    >>> longest_chain([["a", "b"], ["c", "d"], ["b", "c"]])
    ('a', 'b', 'c', 'd')
    """
    known = list(chains)
    pairs = sorted({pair for chain in known for pair in itertools.pairwise(chain)})
    ways: dict[str, tuple[str, ...]] = {}
    for name in reversed(_from_the_top(known)):
        ways[name] = max(((name, *ways[below]) for above, below in pairs if above == name), key=len, default=(name,))
    return max(ways.values(), key=len, default=())


def _from_the_top(chains: Iterable[Sequence[str]]) -> list[str]:
    """Return every name of the chains, each after what stands above it."""
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for chain in chains:
        for above, below in itertools.pairwise(chain):
            sorter.add(below, above)
    return list(sorter.static_order())
