"""In which draws of a sweep the zone is open, and what rules pick there: each draw decided exactly."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.conflicts import Group, groups
from negsim.deals.feasibility import feasibility
from negsim.errors import TooLargeError
from negsim.experiments.draws import NO_FLOOR, DrawBlock, PartyDraws, Sampler, moves
from negsim.fields import entries
from negsim.kernels.bit_rows import packed
from negsim.kernels.certificates import zone_open
from negsim.kernels.fused import accepted
from negsim.kernels.fused_choice import Pick, chosen
from negsim.kernels.outer import outer_sum
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Demand, ProblemParty
from negsim.search.effort import Effort
from negsim.search.enumeration import blocks
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.parts import Part

MAX_LISTED = 200_000
"""How many packages a space may have to be listed in every draw."""
MAX_PLAIN = 1000
"""Up to so many packages, or draws of which rules are asked, compiling loops for the first time takes longer."""
MAX_CHOSEN = 20_000
"""How many packages it may have for rules to be asked by listing them in every draw."""
MAX_SECONDS = 120.0
"""How long deciding every draw by a search of its own may take, where the user set no limit."""
_NEVER, _ALWAYS = 2**52, 2**53
"""A floor that no points reach, and points that reach any floor; both within what the kernels add up."""
_TRIED, _TRIED_SECONDS = 20, 3.0
"""So many draws are tried before all are, or as many as take so long: single draws differ much."""
_MARGIN = 0.5
"""How much of what would just do is advised, so that following the advice passes on a busier machine too."""


class Way(Protocol):
    """Decides draws."""

    @property
    def method(self) -> str:
        """How, for people."""
        ...

    def sizes(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return how many packages the zone has in each draw; where they are not counted, 1 for an open zone."""
        ...


@frozen(kw_only=True, eq=False)
class Listed:
    """Every package looked at in every draw.

    Attributes
    ----------
    sizes_of:
        How many options each issue has.
    broken:
        Which lines each combination breaks, as bits; the last bit stands for what does not exist.
    base:
        For each party that signs always, what combinations of options add, in points of the draws.
    leasts:
        For each of these, the sum of the least that each of these combinations adds; None without a reservation.
    ceilings:
        For each of these, the most that a package can be worth.
    lines:
        Indices of the demands that the bits stand for.
    asked:
        For each party with consent by issue that is drawn, what combinations of options add, and more than any
        reservation where the party is not asked.
    asked_ceilings:
        For each of these, the most that a package can be worth.
    """

    sizes_of: tuple[int, ...]
    broken: NDArray[np.uint64]
    base: tuple[NDArray[np.int64], ...] = field(converter=entries)
    leasts: tuple[int | None, ...] = field(converter=entries)
    ceilings: tuple[int | None, ...] = field(converter=entries)
    lines: tuple[int, ...] = field(converter=entries)
    asked: tuple[NDArray[np.int64], ...] = field(converter=entries)
    asked_ceilings: tuple[int | None, ...] = field(converter=entries)

    @property
    def method(self) -> str:
        """How draws are decided."""
        size = math.prod(self.sizes_of)
        return f"listing {size:,} combination{'s' * (size != 1)} in each draw"

    def firm(self, block: DrawBlock) -> NDArray[np.uint64]:
        """Return which lines are firm, as bits; what does not exist is always broken."""
        own = np.asarray(block.firm, dtype=bool)[:, list(self.lines)]
        return packed(np.concatenate([own, np.ones((len(own), 1), dtype=bool)], axis=1))

    def floors(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return what each party takes at least; where its ceiling is below, more than anything is worth."""
        found = np.array([party.floors for party in block.parties], dtype=np.int64).reshape(-1, len(block))
        for row, ceiling in zip(found, self.ceilings, strict=True):
            if ceiling is not None:
                row[row > ceiling] = 2**61
        return found

    def _asked_floors(self, block: DrawBlock) -> NDArray[np.int64]:
        found = np.array([party.floors for party in block.by_issue], dtype=np.int64).reshape(-1, len(block))
        for row, ceiling in zip(found, self.asked_ceilings, strict=True):
            if ceiling is not None:
                row[row > ceiling] = _NEVER
        return found

    def sizes(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return how many packages the zone has in each draw."""
        found = accepted(
            [party.points for party in (*block.parties, *block.by_issue)],
            sizes=self.sizes_of,
            floors=np.concatenate([self.floors(block), self._asked_floors(block)]),
            broken=self.broken,
            firm=self.firm(block),
            base=[*self.base, *self.asked],
            is_compiled=self.is_large,
        )
        return np.asarray(found.in_zone)

    @property
    def is_large(self) -> bool:
        """Whether a compiled loop is worth the seconds that compiling it takes the first time."""
        return math.prod(self.sizes_of) > MAX_PLAIN

    @property
    def can_choose(self) -> bool:
        """Whether it tells what rules pick: each gain is a sum, of those alone who decide, over not too many packages.

        That is, no ceiling cuts what packages are worth, and no party with consent by issue is drawn.
        """
        is_cut = any(ceiling is not None for ceiling in self.ceilings)
        return not is_cut and not self.asked and math.prod(self.sizes_of) <= MAX_CHOSEN

    def picks(
        self, block: DrawBlock, rows: NDArray[np.intp], *, rule: Pick
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the number of the first package that a rule picks in some draws, and how many tie there.

        Gains are counted as :meth:`Sampler.problem` has it: from a firm reservation, from the least that any package
        can be worth where it turned out soft, and from 0 without one.
        """
        floors = self.floors(block)[:, rows]
        references = np.zeros_like(floors)
        for row, party, least in zip(references, block.parties, self.leasts, strict=True):
            if least is not None:
                own = party.floors[rows]
                row[:] = np.where(own > NO_FLOOR, own, least + self._low(party, rows))
        found = chosen(
            [party.points[rows] for party in block.parties],
            sizes=self.sizes_of,
            floors=floors,
            rule=rule,
            scales=[party.scale for party in block.parties],
            references=references,
            broken=self.broken,
            firm=self.firm(block)[rows],
            base=self.base,
            is_compiled=self.is_large or len(rows) > MAX_PLAIN,
        )
        return np.asarray(found.package), np.asarray(found.ties)

    def _low(self, party: PartyDraws, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the sum of the least points of each issue, in some draws."""
        starts = [0, *itertools.accumulate(self.sizes_of)][:-1]
        return np.asarray(np.minimum.reduceat(party.points[rows], starts, axis=1).sum(axis=1))


@frozen(kw_only=True, eq=False)
class Grouped:
    """The minimal sets of demands that packages break together, found once: no reservation moves.

    Attributes
    ----------
    broken:
        For each group, the minimal sets, as columns of truth values: bool, shape (demands, sets).
    """

    broken: tuple[NDArray[np.bool_], ...] = field(converter=entries)
    method: str = "the least sets of demands that packages break, in each draw"

    def sizes(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return 1 where in every group some set has no firm demand."""
        firm = np.asarray(block.firm, dtype=np.int64)
        is_open = [((firm @ sets.astype(np.int64)) == 0).any(axis=1) for sets in self.broken]
        return np.asarray(np.logical_and.reduce([np.ones(len(block), dtype=bool), *is_open]), dtype=np.int64)


@frozen(kw_only=True, eq=False)
class Asked:
    """A search of its own in every draw."""

    how: Sampler
    effort: Effort
    method: str = "a search in each draw"

    def sizes(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return 1 where a package was found, and 0 where it is proved that there is none."""
        return np.array([self.is_open(block, at) for at in range(len(block))], dtype=np.int64)

    def is_open(self, block: DrawBlock, at: int) -> bool:
        """Tell whether the zone of one draw is open."""
        return feasibility(self.how.problem(block, at), effort=self.effort).is_open


@frozen(kw_only=True, eq=False)
class Certified:
    """Multipliers that no package reaches, or a package found, in each draw; a search where neither shows (few draws).

    Attributes
    ----------
    sizes_of:
        How many options each issue has.
    forbids:
        Which options each demand forbids: bool, shape (demands, columns).
    """

    sizes_of: tuple[int, ...]
    forbids: NDArray[np.bool_]
    asked: Asked
    method: str = "certificates, and a search where there is none, in each draw"

    def sizes(self, block: DrawBlock) -> NDArray[np.int64]:
        """Return 1 where the zone is open.

        Raises
        ------
        TooLargeError
            If a draw is not decided by a search either.
        """
        firm = np.asarray(block.firm, dtype=np.int64)
        found = zone_open(
            [party.points for party in block.parties],
            sizes=self.sizes_of,
            floors=np.array([party.floors for party in block.parties], dtype=np.int64).reshape(-1, len(block)),
            allowed=(firm @ self.forbids.astype(np.int64)) == 0,
        )
        verdict = np.array(found.verdict, dtype=np.int64)
        for at in np.flatnonzero(verdict < 0).tolist():
            verdict[at] = self.asked.is_open(block, at)
        return verdict


def way_of(how: Sampler, *, draws: int, effort: Effort) -> Way:
    """Return how to decide in which draws the zone is open.

    Raises
    ------
    TooLargeError
        If every draw needs a search of its own, and all of them are estimated to take longer than the effort allows, or
        than two minutes; or as :func:`negsim.groups`.
    """
    problem = how.knowledge.problem
    if problem.space.combinations <= MAX_LISTED:
        return _listed(how, effort=effort)
    if not any(demand.line is None and moves(how.knowledge, demand.party) for demand in problem.demands):
        found = groups(problem, effort=effort)
        if all(group.broken_complete for group in found):
            return Grouped(broken=[_columns(problem, group) for group in found])
    asked = Asked(how=how, effort=effort)
    if is_plain(problem):
        return Certified(sizes_of=problem.space.radices, forbids=_forbids(problem), asked=asked)
    return _tried(asked, draws=draws, effort=effort)


def is_plain(problem: BargainingProblem) -> bool:
    """Tell whether each option counts by itself, for every party that signs always and in every line.

    Then no party's points depend on combinations of options, no line or exclusion joins issues, and whoever is asked
    about its own issues only has no reservation.
    """
    signing = {party.id for party in problem.signers}
    joint = any(len(factor.issues) > 1 for party in problem.signers for factor in party.factors)
    cut = any(party.ceiling is not None for party in problem.signers)
    lines = [box for demand in problem.demands for box in _boxes(problem, demand)]
    others = any(demand.line is None and demand.party not in signing for demand in problem.demands)
    return not (joint or cut or others or problem.space.excluded or any(len(box.forbids) > 1 for box in lines))


def _boxes(problem: BargainingProblem, demand: Demand) -> tuple[Box, ...]:
    return () if demand.line is None else problem.binding_boxes(problem.party(demand.party), demand.line)


def _forbids(problem: BargainingProblem) -> NDArray[np.bool_]:
    starts = [0, *itertools.accumulate(problem.space.radices)]
    found = np.zeros((len(problem.demands), starts[-1]), dtype=bool)
    for at, demand in enumerate(problem.demands):
        for box in _boxes(problem, demand):
            for issue, options in problem.space.option_indices(box.forbids).items():
                found[at, [starts[issue] + option for option in options]] = True
    return found


def _columns(problem: BargainingProblem, group: Group) -> NDArray[np.bool_]:
    sets = [frozenset(names) for names in group.broken]
    return np.array([[demand.name in names for names in sets] for demand in problem.demands], dtype=bool)


def _tried(way: Asked, *, draws: int, effort: Effort) -> Asked:
    """Return a way, unless its first draws say that all would take too long."""
    block = way.how.block(0, size=min(draws, _TRIED))
    # The first search of a kind takes longer, and is no measure of the others.
    way.is_open(block, 0)
    started, tried, passed = time.monotonic(), 0, 0.0
    while tried < len(block) and passed < _TRIED_SECONDS:
        way.is_open(block, tried)
        tried, passed = tried + 1, time.monotonic() - started
    seconds = draws * passed / tried
    allowed = MAX_SECONDS if effort.left is None else effort.left
    if seconds > allowed:
        fitting = max(1, int(_MARGIN * draws * allowed / seconds))
        advice = f"Ask for at most {fitting:,} draws, or allow it more time."
        raise TooLargeError(f"deciding {draws:,} draws one by one", math.ceil(seconds), int(allowed), "seconds", advice)
    return way


def _listed(how: Sampler, *, effort: Effort) -> Listed:
    problem = how.knowledge.problem
    prepared, drawn = indexed(problem), indexed(how.problem(how.block(0, size=1), 0))
    by_issue = [plan.known.party for plan in how.by_issue]
    compared = {party.id for party in problem.signers} | set(by_issue)
    lines = [at for at, demand in enumerate(problem.demands) if demand.line is not None or demand.party not in compared]
    return Listed(
        sizes_of=problem.space.radices,
        broken=_broken(prepared, lines, effort=effort),
        base=[_added(drawn, party) for party in drawn.signers],
        leasts=[_least(drawn.problem.parties[party]) for party in drawn.signers],
        ceilings=[drawn.problem.parties[party].ceiling for party in drawn.signers],
        lines=lines,
        asked=[_asked(drawn, party) for party in by_issue],
        asked_ceilings=[drawn.problem.party(party).ceiling for party in by_issue],
    )


def _asked(drawn: IndexedProblem, party: str) -> NDArray[np.int64]:
    """Return what combinations of options add for a party with consent by issue, and enough where it is not asked."""
    problem, issues = drawn.problem, drawn.problem.space.issues
    named = problem.consent_issues(problem.party(party))
    tables = [
        ((at,), np.array([option in issue.departures() for option in issue.option_ids], dtype=np.int64))
        for at, issue in enumerate(issues)
        if issue.id in named
    ]
    changes = np.asarray(outer_sum(drawn.radices, tables, dtype=np.int64))
    places = [entry.id for entry in problem.parties]
    return _added(drawn, places.index(party)) + np.where(changes == 0, _ALWAYS, 0)


def _least(party: ProblemParty) -> int | None:
    if party.reservation is None:
        return None
    return sum(int(factor.values.min()) for factor in party.factors if len(factor.issues) > 1)


def _broken(prepared: IndexedProblem, lines: Sequence[int], *, effort: Effort) -> NDArray[np.uint64]:
    whole = Part(
        issues=range(len(prepared.radices)), demands=range(len(prepared.demands)), size=math.prod(prepared.radices)
    )
    found = []
    for block in blocks(prepared, whole, effort=effort):
        columns = [block.broken(prepared.demands[at]) for at in lines]
        found.append(packed(np.stack([*columns, ~block.exists()], axis=1)))
    return np.concatenate(found)


def _added(drawn: IndexedProblem, party: int) -> NDArray[np.int64]:
    """Return what combinations of options add to each package's points."""
    joint = [(axes, table) for axes, table in drawn.factors[party] if len(axes) > 1]
    return np.asarray(outer_sum(drawn.radices, joint, dtype=np.int64))
