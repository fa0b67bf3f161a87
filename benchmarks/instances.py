"""Bargaining problems to measure on: drawn from a seed, so that every run and every program sees the same numbers."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.kernels.bounded.instance import Instance
from negsim.kernels.bounded.objectives import LeastRatio
from negsim.kernels.bounded.search import best
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Space

Interests = Literal["random", "opposed"]

_KINDS: tuple[Interests, ...] = ("random", "opposed")


@frozen(kw_only=True)
class Drawn:
    """A problem drawn from a seed: every party weighs the issues at random and scores their options.

    Attributes
    ----------
    interests:
        ``random``: scores are independent. ``opposed``: each option shares out a fixed amount between the parties, so
        that what is good for one is bad for the others, and frontiers are large.
    points:
        What a party's favourite options of all issues add up to, but for rounding to whole points.
    level:
        Where each party's reservation stands, in percent of the egalitarian level: the most points that all can have
        at once. None for no reservations.
    interactions:
        How many pairs of issues are worth something together, besides what their options are worth by themselves; in
        the problem alone, not in tables, floors and instance.
    lines:
        How many red lines there are: each is that of the party which likes an option least, against that option; in the
        problem alone.
    """

    parties: int
    issues: int
    options: int = 5
    points: int = 1_000_000
    interests: Interests = "opposed"
    level: int | None = None
    interactions: int = 0
    lines: int = 0
    seed: int = 0

    @property
    def size(self) -> str:
        """The problem in a few words."""
        reserved = "" if self.level is None else f", reservations at {self.level} %"
        joined = f", {self.interactions} pairwise interactions" if self.interactions else ""
        lined = f", {self.lines} red lines" if self.lines else ""
        return (
            f"{self.options}^{self.issues}, {self.parties} parties, {self.interests}, points of {self.points:,}"
            f"{reserved}{joined}{lined}"
        )

    @cached_property
    def tables(self) -> NDArray[np.int64]:
        """Points, shape (issues, options, parties)."""
        numbers = (self.seed, self.parties, self.issues, self.options, self.points, _KINDS.index(self.interests))
        rng = np.random.default_rng(numbers)
        weights = rng.dirichlet(np.ones(self.issues), size=self.parties).T
        shape = (self.issues, self.options)
        scores = rng.random((*shape, self.parties))
        if self.interests == "opposed":
            scores = rng.dirichlet(np.ones(self.parties), size=shape)
        low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
        shares = (scores - low) / (high - low)
        return np.asarray(np.rint(shares * weights[:, None, :] * self.points), dtype=np.int64)

    @cached_property
    def floors(self) -> tuple[int, ...] | None:
        """The least points that each party takes; None without reservations."""
        if self.level is None:
            return None
        found = best(self.instance_with(None), LeastRatio((0,) * self.parties, (1,) * self.parties), max_ties=1)
        if not found.is_proven:
            raise ValueError(f"no egalitarian level was proved for {self.size}")
        assert found.value is not None, "without reservations, some package counts"
        assert not isinstance(found.value, tuple), "only leximin has values of several ratios"
        return (int(found.value) * self.level // 100,) * self.parties

    @cached_property
    def instance(self) -> Instance:
        """What bounded search is asked about."""
        return self.instance_with(self.floors)

    def instance_with(self, floors: tuple[int, ...] | None) -> Instance:
        """Return what bounded search is asked about, with other floors."""
        return Instance(values=self.tables, sizes=(self.options,) * self.issues, floors=floors)

    @cached_property
    def banned(self) -> tuple[tuple[int, int, int], ...]:
        """The red lines: issue, option and the party whose line it is."""
        rng = np.random.default_rng((self.seed, self.lines))
        chosen = rng.choice(self.issues * self.options, size=self.lines, replace=False)
        places = [divmod(int(place), self.options) for place in chosen]
        return tuple((issue, option, int(self.tables[issue, option].argmin())) for issue, option in places)

    @cached_property
    def problem(self) -> BargainingProblem:
        """The bargaining problem, with the reservations red."""
        ids = [f"i{issue}" for issue in range(self.issues)]
        reserved = None if self.floors is None else ProblemReservation(points=self.floors[0])
        return BargainingProblem(
            scenario="drawn",
            reading="given",
            space=Space([Issue(issue, [f"o{option}" for option in range(self.options)]) for issue in ids]),
            parties=[
                ProblemParty(
                    id=f"p{party}",
                    scale=self.points,
                    reservation=reserved,
                    red_lines=[
                        ProblemLine(
                            id=f"line{at}", shared_by=[f"p{party}"], boxes=[Box({ids[issue]: [f"o{option}"]}, price=1)]
                        )
                        for at, (issue, option, holder) in enumerate(self.banned)
                        if holder == party
                    ],
                    factors=[
                        *(Factor([issue], table[:, party]) for issue, table in zip(ids, self.tables, strict=True)),
                        *(Factor([ids[one], ids[other]], table[party]) for one, other, table in self._joined),
                    ],
                )
                for party in range(self.parties)
            ],
        )

    @cached_property
    def _joined(self) -> list[tuple[int, int, NDArray[np.int64]]]:
        """The interactions: two issues, and points of shape (parties, options, options)."""
        rng = np.random.default_rng((self.seed, self.interactions))
        shape, most = (self.parties, self.options, self.options), self.points // self.issues
        pairs = [(one, other) for one in range(self.issues) for other in range(one + 1, self.issues)]
        chosen = rng.choice(len(pairs), size=self.interactions, replace=False)
        return [(*pairs[at], rng.integers(0, most, size=shape, endpoint=True)) for at in sorted(chosen.tolist())]

    @property
    def json(self) -> dict[str, Any]:
        """The same problem as ``negsim compile --json`` writes one, as far as other tools' programs read it."""
        return {
            "scenario": self.size,
            "issues": [{"id": issue.id, "options": list(issue.option_ids)} for issue in self.problem.space.issues],
            "parties": [
                {
                    "id": party.id,
                    "scale": party.scale,
                    "reservation": None if party.reservation is None else {"points": party.reservation.points},
                    "factors": [
                        {"issues": list(factor.issues), "values": factor.values.tolist()} for factor in party.factors
                    ],
                }
                for party in self.problem.parties
            ],
        }
