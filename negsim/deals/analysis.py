"""Analysis: every answer about one scenario under one reading, in one frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

import attrs
from attrs import field, frozen

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.assumptions import assumptions
from negsim.deals.conflicts import Conflict, Group, conflicts_of, groups
from negsim.deals.conventions import TEXTBOOK
from negsim.deals.deal import Deal, valued
from negsim.deals.frontier import Frontier, Region, efficient_sums, frontier_from
from negsim.deals.issue_odds import IssueOdds, issue_odds
from negsim.deals.nearest import NearestDeals, nearest_deals
from negsim.deals.odds import Odds, odds
from negsim.deals.repairs import Repairs, repairs
from negsim.deals.solutions import Solution, searched_solutions, solutions, solutions_from
from negsim.deals.zone import Zone, zone
from negsim.errors import TooLargeError
from negsim.explanation import said_behind
from negsim.fields import entries, frozen_mapping
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.problem import BargainingProblem
from negsim.scenario import Scenario
from negsim.search.effort import Effort

Answer = TypeVar("Answer")


@frozen(kw_only=True)
class Analysis:
    """Every answer about one scenario under one reading.

    Attributes
    ----------
    compilation:
        The bargaining problem that was analysed, and the evidence behind its numbers.
    zone:
        What all could accept.
    frontier, solutions:
        Over the zone, or over the whole space while the zone is empty (then no rule picks anything).
    groups, conflicts, repairs, nearest_deals:
        Why there is no deal, and the least movement that opens one. Where groups were refused because of reservations,
        ``conflicts`` are those of lines alone, and ``refused`` names them.
    odds, issue_odds:
        How likely the zone is open when lines are only as firm as the reading has them: by group and overall, and of
        each issue by itself.
    status_quo:
        What holds without an agreement, valued; None where an issue has no status quo.
    convention:
        What the rules' names mean: ``textbook``, or the tool whose definitions were asked for.
    refused:
        From question (``frontier``, ``nearest_deals``...) to why it was not answered: what would not have finished.
    assumptions:
        What no source states and the numbers rest on, one sentence each.
    """

    compilation: Compilation
    zone: Zone | None
    frontier: Frontier | None
    solutions: Mapping[str, Solution] = field(converter=frozen_mapping)
    groups: tuple[Group, ...] = field(converter=entries)
    conflicts: tuple[Conflict, ...] = field(converter=entries)
    repairs: Repairs | None
    nearest_deals: NearestDeals | None
    odds: Odds | None
    issue_odds: tuple[IssueOdds, ...] = field(converter=entries)
    status_quo: Deal | None
    refused: Mapping[str, str] = field(converter=frozen_mapping)
    assumptions: tuple[str, ...] = field(converter=entries)
    convention: str = TEXTBOOK

    @property
    def problem(self) -> BargainingProblem:
        """The bargaining problem that was analysed."""
        return self.compilation.problem

    @property
    def scenario(self) -> Scenario:
        """The scenario that it came from."""
        return self.compilation.scenario


def analyze(
    scenario: Scenario,
    *,
    reading: str | Reading = FACE_VALUE,
    as_of: dt.date | None = None,
    max_items: int | None = 20,
    convention: str = TEXTBOOK,
    effort: Effort | None = None,
) -> Analysis:
    """Answer every question about a scenario under one reading.

    Parameters
    ----------
    reading:
        A reading, or the name of one of the scenario's own or of ``face-value`` and ``negotiable``.
    as_of:
        Take only what was said by the end of that day, and only what was public by then as public.
    max_items:
        How many deals, repairs and packages to work out of each list; None for all. Counts are always in full.

    convention:
        What Nash, Kalai and Kalai-Smorodinsky mean: as in textbooks, or as in ``genius``, ``negmas``, ``negolog`` or
        ``anl``.

    Returns
    -------
    The answers. A question whose answer would not have finished is left out and named in ``refused``.

    Raises
    ------
    UnknownNameError
        If there is no such reading or convention.
    """
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    return analyze_compiled(compilation, max_items=max_items, convention=convention, effort=effort)


def analyze_compiled(
    compilation: Compilation,
    *,
    max_items: int | None = 20,
    convention: str = TEXTBOOK,
    effort: Effort | None = None,
) -> Analysis:
    """Answer every question about a scenario that has been compiled already; see :func:`analyze`."""
    problem, effort = compilation.problem, effort or Effort()
    refused: dict[str, str] = {}

    def attempt(question: str, answer: Callable[[], Answer]) -> Answer | None:
        try:
            return answer()
        except TooLargeError as error:
            refused[question] = str(error)
            return None

    counted = attempt("zone", lambda: zone(problem, effort=effort))
    found = attempt("conflicts", lambda: groups(problem, effort=effort))
    known = _line_groups(problem, effort=effort) if found is None else found
    most = 2**62 if max_items is None else max_items
    # A zone that cannot be counted may have a frontier and solutions all the same.
    region: Region = "space" if counted is not None and counted.is_empty else "zone"
    sums = attempt("frontier", lambda: efficient_sums(problem, of=region, effort=effort))
    picked: dict[str, Solution] | None = {}
    if convention != TEXTBOOK:
        picked = attempt(
            "solutions", lambda: solutions(problem, convention=convention, max_packages=most, effort=effort)
        )
    elif sums is not None and region == "zone":
        picked = solutions_from(problem, sums, max_packages=most)
    elif region == "zone":
        picked = attempt("solutions", lambda: searched_solutions(problem, max_packages=most, effort=effort))
    return Analysis(
        compilation=compilation,
        zone=counted,
        frontier=None if sums is None else frontier_from(problem, sums, of=region, max_packages=most),
        solutions=picked or {},
        convention=convention,
        groups=found or (),
        conflicts=[_with_statements(compilation, conflict) for conflict in conflicts_of(problem, known)],
        repairs=attempt("repairs", lambda: repairs(problem, found=found, max_repairs=max_items, effort=effort)),
        nearest_deals=attempt("nearest_deals", lambda: nearest_deals(problem, max_deals=max_items, effort=effort)),
        odds=attempt("odds", lambda: odds(problem, found=found)),
        issue_odds=attempt("issue_odds", lambda: issue_odds(problem)) or (),
        status_quo=None if problem.no_agreement is None else valued(problem, problem.no_agreement),
        refused=refused,
        assumptions=assumptions(compilation),
    )


def _line_groups(problem: BargainingProblem, *, effort: Effort) -> tuple[Group, ...]:
    """Return the groups of lines alone, whose conflicts are conflicts whatever the reservations that tie them."""
    parties = [attrs.evolve(party, reservation=None) for party in problem.parties]
    try:
        return groups(attrs.evolve(problem, parties=parties), effort=effort)
    except TooLargeError:
        return ()


def _with_statements(compilation: Compilation, conflict: Conflict) -> Conflict:
    if not compilation.evidence:  # a problem that was given in integers: nobody said anything
        return conflict
    return attrs.evolve(conflict, behind={name: said_behind(compilation, name) for name in conflict})
