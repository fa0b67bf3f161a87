"""What a sweep tells: how each package fares, what rules pick, how sure an open zone is; and the first draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.compilation import Compilation
from negsim.experiments.acceptability import Acceptability
from negsim.experiments.knowledge import Knowledge
from negsim.experiments.share import Mean, Share
from negsim.experiments.sweep_packages import Followed
from negsim.experiments.sweep_rules import RuleShares
from negsim.experiments.versions import versions
from negsim.fields import FrozenMapping, entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.space.package import Package


def _read_only(given: NDArray[Any]) -> NDArray[Any]:
    array = np.array(given)
    array.flags.writeable = False
    return array


def _by_name(given: Mapping[str, Sequence[int]]) -> FrozenMapping[str, tuple[int, ...]]:
    return FrozenMapping({name: tuple(numbers) for name, numbers in given.items()})


@frozen(kw_only=True)
class Robustness:
    """How a package fares over all draws.

    Attributes
    ----------
    followed:
        The package, and why it is followed.
    all_accept:
        How likely it breaks no demand that turned out firm.
    by_party:
        For each party whose demands count, how likely it breaks none of that party's.
    """

    followed: Followed
    all_accept: Share
    by_party: Mapping[str, Share] = field(converter=frozen_mapping)

    @property
    def shares(self) -> tuple[Share, ...]:
        """All these probabilities, that of all parties together first."""
        return (self.all_accept, *self.by_party.values())


@frozen(kw_only=True, eq=False)
class Trace:
    """The first draws, as drawn: what a robustness map shows.

    Attributes
    ----------
    names:
        The weights that are uncertain, as ``party:weight:issue``.
    values:
        What each was: float64, shape (draws, names).
    packages:
        Those that are followed, then others that some rule picked, in package order.
    picked:
        By rule, which of the packages it picked in each draw that rules were asked in: -1 where the zone was empty.
    favourite:
        By party that signs always, which of the packages followed it ranks first; the first of equals.
    """

    names: tuple[str, ...] = field(converter=entries)
    values: NDArray[np.float64] = field(converter=_read_only)
    packages: tuple[Package, ...] = field(converter=entries)
    picked: Mapping[str, tuple[int, ...]] = field(converter=_by_name)
    favourite: Mapping[str, tuple[int, ...]] = field(converter=_by_name)


@frozen(kw_only=True, eq=False)
class Sweep:
    """The answers over everything that weights, values, reservations and firmness may be.

    Attributes
    ----------
    compilation:
        What was swept.
    knowledge:
        Between what each number may lie, and what is assumed.
    seed, draws:
        Of all that was drawn.
    open:
        How likely the zone is open: some package breaks no demand that turned out firm.
    zone_size:
        How many packages the zone has in the mean; None where packages were not counted, or no draw was open.
    packages:
        How each package that is followed fares.
    rules:
        What each rule picks.
    acceptability:
        By party that signs always, how the packages followed rank for it.
    methods:
        How each was found: ``zone``, ``packages``, ``rules``, and by party how its weights were drawn.
    trace:
        The first draws.
    versions:
        Of what it was computed with.
    """

    compilation: Compilation
    knowledge: Knowledge
    seed: int
    draws: int
    open: Share
    zone_size: Mean | None
    packages: tuple[Robustness, ...] = field(converter=entries)
    rules: tuple[RuleShares, ...] = field(converter=entries)
    acceptability: Mapping[str, Acceptability] = field(converter=frozen_mapping)
    methods: Mapping[str, str] = field(converter=frozen_mapping)
    trace: Trace
    versions: Mapping[str, str] = field(factory=versions, converter=frozen_mapping)

    @property
    def problem(self) -> BargainingProblem:
        """The problem at the point estimates."""
        return self.compilation.problem
