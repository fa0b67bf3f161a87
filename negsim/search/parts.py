"""Parts: issues that must be looked at together, because demands, exclusions or values tie them."""

from __future__ import annotations

import math
from collections.abc import Collection

import attrs
from attrs import field, frozen

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.connected import connected_sets
from negsim.search.indexed import IndexedProblem

MAX_PACKAGES = 10**8
"""How many packages of one part enumeration may look at."""


@frozen(kw_only=True)
class Part:
    """Issues that hang together, and the demands that they decide.

    Attributes
    ----------
    issues, demands:
        Indices, sorted.
    size:
        How many combinations of their options there are.
    """

    issues: tuple[int, ...] = field(converter=entries)
    demands: tuple[int, ...] = field(converter=entries)
    size: int


def demand_parts(indexed: IndexedProblem) -> tuple[Part, ...]:
    """Return the parts that no demand and no exclusion crosses: what holds in one says nothing about another."""
    links = [demand.issues for demand in indexed.demands] + [tuple(box) for box in indexed.excluded]
    return _parts(indexed, [link for link in links if link])


def value_parts(
    indexed: IndexedProblem, *, demands: Collection[int] | None = None, parties: Collection[int] | None = None
) -> tuple[Part, ...]:
    """Return the parts that no demand, exclusion or party's interaction crosses: points add up over them.

    Parameters
    ----------
    demands:
        Indices of the demands that count; all of them where None. The others are decided by no part.
    parties:
        Indices of the parties whose points are added up; those that sign every package where None.
    """
    counted = range(len(indexed.demands)) if demands is None else demands
    links = [indexed.demands[index].issues for index in counted] + [tuple(box) for box in indexed.excluded]
    added = indexed.signers if parties is None else parties
    links += [issues for party in added for issues in indexed.joined_issues(party)]
    parts = _parts(indexed, [link for link in links if link])
    return tuple(attrs.evolve(part, demands=[index for index in part.demands if index in counted]) for part in parts)


def refuse_large(parts: tuple[Part, ...], *, what: str) -> None:
    """Refuse a question whose parts are too large to enumerate, before starting on any.

    Raises
    ------
    TooLargeError
        With the size of the largest part.
    """
    largest = max((part.size for part in parts), default=0)
    if largest > MAX_PACKAGES:
        raise TooLargeError(
            what,
            largest,
            MAX_PACKAGES,
            "packages of issues that hang together",
            "Leave out issues, options or reservations that tie issues together, or ask about one group of issues.",
        )


def _parts(indexed: IndexedProblem, links: list[tuple[int, ...]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            issues=issues,
            demands=tuple(
                index for index, demand in enumerate(indexed.demands) if demand.issues and demand.issues[0] in issues
            ),
            size=math.prod(indexed.radices[issue] for issue in issues),
        )
        for issues in connected_sets(len(indexed.radices), links)
    )
