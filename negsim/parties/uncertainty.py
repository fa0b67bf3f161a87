"""Uncertainty: what is known of a party's numbers where they are not known exactly."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from negsim.fields import FrozenMapping, frozen_mapping, texts
from negsim.parties.interval import Interval


class Distribution(enum.Enum):
    """How likely the numbers are within what is known of them."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"


def _chains(given: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(texts(chain) for chain in given)


def _chains_by_name(given: Mapping[str, Iterable[Iterable[str]]]) -> FrozenMapping[str, tuple[tuple[str, ...], ...]]:
    return FrozenMapping({name: _chains(chains) for name, chains in given.items()})


def _intervals(given: Mapping[str, Mapping[str, Interval]]) -> FrozenMapping[str, Mapping[str, Interval]]:
    return FrozenMapping({name: frozen_mapping(intervals) for name, intervals in given.items()})


@frozen(kw_only=True)
class Uncertainty:
    """What is known of a party's numbers where they are not known exactly. It changes no exact answer.

    Attributes
    ----------
    weights:
        From issue id to between what its share of the party's weight lies, weights summing to 1 (just as they stand
        where the party's numbers count as written).
    heavier:
        Chains of issues, each issue weighing at least as much as the next in its chain.
    values:
        From issue id to option id to between what its value on that issue lies, from 0 to 1.
    better:
        From issue id to chains of its options, each worth at least as much as the next in its chain. Of those in a
        chain that lie between the best and the worst of the issue nothing else is known, unless they have an interval.
    reservation:
        Between what the least value the party takes lies.
    firmness:
        From the id of one of the party's lines, or ``reservation``, to between what the probability that it is truly
        firm lies.
    distribution:
        *uniform*: everything that agrees with the above is equally likely. *triangular*: what the scenario says is
        likeliest, and what is farther from it is less so.
    source, place, note:
        Where it comes from. Without a source it is the analyst's assumption and shown as such.
    """

    weights: Mapping[str, Interval] = field(factory=dict, converter=frozen_mapping)
    heavier: tuple[tuple[str, ...], ...] = field(default=(), converter=_chains)
    values: Mapping[str, Mapping[str, Interval]] = field(factory=dict, converter=_intervals)
    better: Mapping[str, tuple[tuple[str, ...], ...]] = field(factory=dict, converter=_chains_by_name)
    reservation: Interval | None = None
    firmness: Mapping[str, Interval] = field(factory=dict, converter=frozen_mapping)
    distribution: Distribution = field(default=Distribution.UNIFORM, converter=Distribution)
    source: str = ""
    place: str = ""
    note: str = ""
