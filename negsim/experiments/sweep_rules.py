"""What rules pick in the draws of a sweep, counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.deals.rules import rule_of
from negsim.deals.solutions import picked_by
from negsim.experiments.draws import DrawBlock, Sampler
from negsim.experiments.share import Share, certain, share
from negsim.experiments.sweep_zone import Listed
from negsim.fields import entries
from negsim.kernels.fused_choice import Pick
from negsim.search.effort import Effort
from negsim.search.indexed import IndexedProblem, indexed
from negsim.space.package import Package

MAX_SOLVED = 300
"""In how many draws with an open zone rules are asked; of more draws, the first are looked at until so many."""
NOTHING = -1
"""The number of no package."""


@frozen(kw_only=True)
class Picked:
    """A package that a rule picks in some draws.

    Attributes
    ----------
    package:
        The package; of several that tie in a draw, the first in package order.
    share:
        Of all draws looked at, those with an empty zone among them.
    """

    package: Package
    share: Share


@frozen(kw_only=True)
class RuleShares:
    """What one rule picks over all draws.

    Attributes
    ----------
    rule:
        Its name.
    picks:
        The packages that it picks in some draw, the most frequent first.
    nothing:
        The share of draws in which the zone is empty, so that it picks nothing.
    tied:
        The share of draws in which several packages tie.
    unproved:
        The share of draws in which a search gave up and the package is the best that it found.
    draws:
        How many draws were looked at: of a sweep with more, the first.
    """

    rule: str
    picks: tuple[Picked, ...] = field(converter=entries)
    nothing: Share
    tied: Share
    unproved: Share
    draws: int

    def of(self, package: Package) -> Share:
        """Return the share of draws in which it picks a package."""
        return next((pick.share for pick in self.picks if pick.package == package), share(0, self.draws))


def counted_share(hits: int, draws: int, *, how: Sampler) -> Share:
    """Return in what share of draws something held: exactly, where all draws are the same."""
    found = share(hits, draws)
    return certain(found.value) if how.is_settled else found


@define(kw_only=True, eq=False)
class RuleCounts:
    """Counts what rules pick, block by block.

    Attributes
    ----------
    listed:
        What lists every package in every draw; None where draws are solved one by one, until enough with an open zone
        were looked at.
    """

    how: Sampler
    rules: tuple[Pick, ...]
    effort: Effort
    listed: Listed | None
    draws: int = 0
    solved: int = 0
    empty: int = 0
    _picked: dict[str, Counter[int]] = field(init=False)
    _tied: Counter[str] = field(factory=Counter, init=False)
    _unproved: Counter[str] = field(factory=Counter, init=False)
    _indexed: IndexedProblem = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._picked = {rule: Counter() for rule in self.rules}
        self._indexed = indexed(self.how.knowledge.problem)

    def add(self, block: DrawBlock, sizes: NDArray[np.int64]) -> dict[str, list[int]]:
        """Count draws, and return the number of the package that each rule picks in each draw that was looked at.

        Parameters
        ----------
        sizes:
            How many packages the zone has in each draw; 0 where it is empty.
        """
        if self.listed is not None:
            return self._listed(self.listed, block, sizes)
        found: dict[str, list[int]] = {rule: [] for rule in self.rules}
        if not self.rules:
            return found
        for at, size in enumerate(sizes.tolist()):
            if self.solved >= MAX_SOLVED:
                break
            self.draws += 1
            self.solved += size > 0
            self.empty += size == 0
            for rule, number in self._picks(block, at, is_open=size > 0).items():
                found[rule].append(number)
        return found

    def _listed(self, way: Listed, block: DrawBlock, sizes: NDArray[np.int64]) -> dict[str, list[int]]:
        """Count all draws of a block, in whole arrays."""
        rows = np.flatnonzero(sizes > 0)
        self.draws += len(sizes)
        self.empty += len(sizes) - len(rows)
        found: dict[str, list[int]] = {}
        for rule in self.rules:
            picked = np.full(len(sizes), NOTHING, dtype=np.int64)
            if len(rows):
                picked[rows], ties = way.picks(block, rows, rule=rule)
                self._tied[rule] += int((ties > 1).sum())
            self._picked[rule].update(picked[rows].tolist())
            found[rule] = picked.tolist()
        return found

    def _picks(self, block: DrawBlock, at: int, *, is_open: bool) -> dict[str, int]:
        if not is_open:
            return dict.fromkeys(self.rules, NOTHING)
        problem = self.how.problem(block, at)
        asked = [rule_of(problem, rule) for rule in self.rules]
        found = picked_by(problem, asked, max_packages=1, effort=self.effort.started())
        for rule, solution in found.items():
            number = self._indexed.number(solution[0].package)
            self._picked[rule][number] += 1
            self._tied[rule] += solution.count > 1
            self._unproved[rule] += not solution.exact
        return {rule: self._indexed.number(solution[0].package) for rule, solution in found.items()}

    @property
    def method(self) -> str:
        """How what rules pick was found."""
        if not self.rules:
            return "none asked"
        how = "all packages compared" if self.listed is not None else "solved"
        return f"{how} in each of {self.draws:,} draws"

    def result(self) -> tuple[RuleShares, ...]:
        """Return what was counted."""
        return tuple(self._of(rule) for rule in self.rules)

    def _of(self, rule: str) -> RuleShares:
        order = sorted(self._picked[rule].items(), key=lambda entry: (-entry[1], entry[0]))
        return RuleShares(
            rule=rule,
            picks=[Picked(package=self._indexed.package(number), share=self._share(hits)) for number, hits in order],
            nothing=self._share(self.empty),
            tied=self._share(self._tied[rule]),
            unproved=self._share(self._unproved[rule]),
            draws=self.draws,
        )

    def _share(self, hits: int) -> Share:
        return counted_share(hits, self.draws, how=self.how)
