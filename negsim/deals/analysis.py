"""Analysis: every answer about one scenario under one reading, in one frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs
from attrs import field, frozen

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.asking import Asking
from negsim.deals.assumptions import assumptions
from negsim.deals.conflicts import Conflict, Group, conflicts_of, groups
from negsim.deals.conventions import TEXTBOOK
from negsim.deals.deal import Deal, valued
from negsim.deals.feasibility import feasibility
from negsim.deals.frontier import Frontier, Region, efficient_sums, frontier, frontier_from
from negsim.deals.issue_odds import IssueOdds, issue_odds
from negsim.deals.nearest import NearestDeals, nearest_deals
from negsim.deals.odds import Odds, odds
from negsim.deals.repairs import Repairs, repairs
from negsim.deals.solutions import Solution, solutions, solutions_from
from negsim.deals.zone import Zone, zone
from negsim.errors import TooLargeError
from negsim.explanation import said_behind
from negsim.fields import Number, check_count, entries, frozen_mapping
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.problem import BargainingProblem
from negsim.scenario import Scenario
from negsim.search.effort import STEADY, Effort, Method


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
    method: Method | None = None,
    tolerance: Number | None = None,
    effort: Effort = STEADY,
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
    method:
        How to answer the questions that know this method; None for the fastest of each.
    tolerance:
        How much a package may be better than what the frontier lists instead; see :func:`negsim.frontier`.
    effort:
        Its time is for all questions together: each may take an equal share of what those before it have left.

    Returns
    -------
    The answers. A question whose answer would not have finished is left out and named in ``refused``.

    Raises
    ------
    UnknownNameError
        If there is no such reading or convention.
    """
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    return analyze_compiled(
        compilation, max_items=max_items, convention=convention, method=method, tolerance=tolerance, effort=effort
    )


def analyze_compiled(
    compilation: Compilation,
    *,
    max_items: int | None = 20,
    convention: str = TEXTBOOK,
    method: Method | None = None,
    tolerance: Number | None = None,
    effort: Effort = STEADY,
) -> Analysis:
    """Answer every question about a scenario that has been compiled already; see :func:`analyze`."""
    check_count("max_items", max_items, or_none=True)
    problem, asking = compilation.problem, Asking(effort=effort.by(method).started(), questions=_QUESTIONS)
    counted = asking.attempt("zone", lambda effort: zone(problem, effort=effort))
    found = asking.attempt("conflicts", lambda effort: groups(problem, effort=effort))
    known = _line_groups(problem, effort=asking.effort) if found is None else found
    most = 2**62 if max_items is None else max_items
    # A zone that cannot be counted, or was not counted to the end, may be open or not all the same.
    region: Region = "zone" if _is_open(problem, counted, effort=asking.effort) else "space"
    front, picked = _best(problem, asking, of=region, most=most, convention=convention, tolerance=tolerance)
    return Analysis(
        compilation=compilation,
        zone=counted,
        frontier=front,
        solutions=picked,
        convention=convention,
        groups=found or (),
        conflicts=[_with_statements(compilation, conflict) for conflict in conflicts_of(problem, known)],
        repairs=asking.attempt(
            "repairs", lambda effort: repairs(problem, found=found, max_repairs=max_items, effort=effort)
        ),
        nearest_deals=asking.attempt(
            "nearest_deals", lambda effort: nearest_deals(problem, max_deals=max_items, effort=effort)
        ),
        odds=asking.attempt("odds", lambda effort: odds(problem, found=found, effort=effort)),
        issue_odds=asking.attempt("issue_odds", lambda effort: issue_odds(problem)) or (),  # noqa: ARG005
        status_quo=None if problem.no_agreement is None else valued(problem, problem.no_agreement),
        refused=asking.refused,
        assumptions=assumptions(compilation),
    )


def _is_open(problem: BargainingProblem, counted: Zone | None, *, effort: Effort) -> bool:
    """Tell whether the zone is open, as far as can be told: where nothing is known, it may be."""
    if counted is not None and (counted.size or counted.is_empty):
        return not counted.is_empty
    try:
        return feasibility(problem, effort=effort.share(_QUESTIONS)).is_open
    except TooLargeError:
        return True


_QUESTIONS = 7
"""How many questions share the time: all but the odds by issue, which take none."""


def _best(
    problem: BargainingProblem,
    asking: Asking,
    *,
    of: Region,
    most: int,
    convention: str,
    tolerance: Number | None,
) -> tuple[Frontier | None, Mapping[str, Solution]]:
    """Return the frontier, and what the rules pick: of the textbook's nothing where the zone is empty."""
    is_read_off = convention == TEXTBOOK and tolerance is None and asking.effort.left is None
    if is_read_off and asking.effort.method in (None, "enumeration", "merging"):
        sums = asking.attempt("frontier", lambda effort: efficient_sums(problem, of=of, effort=effort))
        if sums is not None:
            picked = solutions_from(problem, sums, max_packages=most) if of == "zone" else {}
            return frontier_from(problem, sums, of=of, max_packages=most), picked
        front = None
    else:
        front = asking.attempt(
            "frontier",
            lambda effort: frontier(problem, of=of, max_packages=most, tolerance=tolerance, effort=effort),
        )
    if of == "space" and convention == TEXTBOOK:
        return front, {}
    found = asking.attempt(
        "solutions",
        lambda effort: solutions(problem, convention=convention, max_packages=most, effort=effort),
    )
    return front, found or {}


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
