"""Unknowns: numbers that are known together, such as a party's weights, and how they are drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.experiments.knowledge import Known
from negsim.fields import entries
from negsim.kernels.regions import Region, region
from negsim.kernels.walks import Bounds
from negsim.parties.interval import Interval
from negsim.parties.tightening import longest_chain, tightened, within
from negsim.parties.uncertainty import Distribution

Floats = NDArray[np.float64]


@frozen(kw_only=True, eq=False)
class Unknowns:
    """Numbers that are known together, and how they are drawn.

    Attributes
    ----------
    names:
        Of each.
    settled:
        What each is that can be one thing only; 0 for the others.
    free:
        The places of the others.
    region:
        What the others can be; None where there are none.
    is_simplex:
        Whether they are drawn from a simplex, each at once.
    """

    names: tuple[str, ...] = field(converter=entries)
    settled: Floats
    free: tuple[int, ...] = field(converter=entries)
    region: Region | None
    is_simplex: bool = False

    @property
    def method(self) -> str:
        """How they are drawn: ``as they are``, ``simplex``, ``box``, ``rejection`` (all exact) or ``hit-and-run``."""
        if self.region is None:
            return "as they are"
        if not self.region.is_exact:
            return "hit-and-run"
        if self.region.acceptance < 1:
            return "rejection"
        return "simplex" if self.is_simplex else "box"

    def drawn(self, size: int, *, rng: np.random.Generator) -> Floats:
        """Return so many draws, shape (names, size); the first do not depend on how many are asked for."""
        numbers = np.repeat(self.settled[:, None], size, axis=1)
        if self.region is not None:
            numbers[list(self.free)] = self.region.points(size, rng=rng)
        return numbers


def unknowns(
    known: Mapping[str, Known],
    *,
    chains: Iterable[Sequence[str]] = (),
    total: Fraction | None = None,
    distribution: Distribution = Distribution.UNIFORM,
) -> Unknowns:
    """Return how numbers are drawn of which intervals, chains and perhaps their sum are known.

    Parameters
    ----------
    known:
        What is known of each, by name; all of it can be true at once.
    chains:
        Names, each of whose numbers is no less than the next one's.
    total:
        What they sum to; None where they need not.

    Notes
    -----
    Numbers are uniform on everything that agrees with what is known. *triangular*: each falls off in a line from what
    the scenario says (or the end of its interval next to that) to the ends of its interval; their joint density is the
    product of these, on what chains and the sum leave.

    Examples
    --------
    >>> from negsim.seeding import stream
    >>> half, anything = Fraction(1, 2), Interval(0, 1)
    >>> weights = {
    ...     issue: Known(name=issue, point=half, interval=anything, origin="ranked") for issue in ("price", "date")
    ... }
    >>> how = unknowns(weights, chains=[["price", "date"]], total=Fraction(1))
    >>> drawn = how.drawn(1000, rng=stream(1))
    >>> how.method, bool((drawn[0] >= drawn[1]).all())
    ('simplex', True)
    """
    order = [tuple(chain) for chain in chains]
    left = tightened({name: entry.interval for name, entry in known.items()}, order)
    between = within(left, total=total) or {}
    is_settled = not any(interval.width for interval in left.values()) or (
        total is not None and _is_at_an_end(left, total=total)
    )
    free = [name for name, interval in left.items() if interval.width and not is_settled]
    settled = [0.0 if name in free else float(between[name]) for name in known]
    places = tuple(place for place, name in enumerate(known) if name in free)
    if not free:
        return Unknowns(names=tuple(known), settled=np.array(settled), free=places, region=None)
    rest = None if total is None else total - sum((between[name] for name in known if name not in free), Fraction(0))
    bounds = Bounds(
        lows=[float(left[name].low) for name in free],
        highs=[float(left[name].high) for name in free],
        total=None if rest is None else float(rest),
        chains=_among(order, free),
        peaks=None if distribution is Distribution.UNIFORM else _peaks(known, left, free),
    )
    return Unknowns(
        names=tuple(known),
        settled=np.array(settled),
        free=places,
        region=region(bounds, np.array([float(between[name]) for name in free])),
        is_simplex=total is not None,
    )


def _is_at_an_end(left: Mapping[str, Interval], *, total: Fraction) -> bool:
    """Tell whether the sum leaves but one choice: all low ends, or all high ends."""
    ends = [sum((getattr(interval, end) for interval in left.values()), Fraction(0)) for end in ("low", "high")]
    return total in ends or sum(interval.width > 0 for interval in left.values()) == 1


def _among(order: Sequence[tuple[str, ...]], free: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return chains among free numbers, by their places; what is settled has told on their intervals already."""
    pieces: list[tuple[str, ...]] = []
    for chain in order:
        runs = itertools.groupby(chain, lambda name: name in free)
        pieces += [tuple(names) for is_free, names in runs if is_free]
    pieces = [piece for piece in pieces if len(piece) > 1]
    longest = longest_chain(pieces)
    whole = [longest] if len(longest) > 2 else []
    return tuple(tuple(free.index(name) for name in chain) for chain in dict.fromkeys([*whole, *pieces]))


def _peaks(known: Mapping[str, Known], left: Mapping[str, Interval], free: Sequence[str]) -> Floats:
    return np.array([float(min(max(known[name].point, left[name].low), left[name].high)) for name in free])
