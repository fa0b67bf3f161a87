"""Issue odds: how likely each issue is to be settled by itself, whatever ties it to others."""

from __future__ import annotations

from fractions import Fraction

import attrs
from attrs import field, frozen

from negsim.deals.chances import Chances, singly
from negsim.deals.conflicts import groups
from negsim.fields import texts
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import STEADY, Effort
from negsim.space.space import Space


@frozen(kw_only=True)
class IssueOdds:
    """The odds that one issue by itself can be settled.

    Attributes
    ----------
    open, at_most:
        The probability that some option of it is in no firm line which is about this issue alone lies between these;
        they are equal where it is exact.
    is_open:
        Whether some option of it is in no red line about this issue alone.
    demands:
        The lines that forbid options of this issue whatever else is agreed.
    """

    issue: str
    open: Fraction
    at_most: Fraction
    is_open: bool
    demands: tuple[str, ...] = field(converter=texts)


def issue_odds(problem: BargainingProblem, *, effort: Effort = STEADY) -> tuple[IssueOdds, ...]:
    """Return the odds of each issue by itself, in the order of the issues.

    What ties issues together (conditions, linkages, exclusions, reservations) is left out; the odds of a group have it.
    """
    effort = effort.started()
    return tuple(_issue_odds(problem, issue.id, effort=effort) for issue in problem.space.issues)


def _issue_odds(problem: BargainingProblem, issue_id: str, *, effort: Effort) -> IssueOdds:
    alone = attrs.evolve(
        problem,
        space=Space([problem.space.issue(issue_id)]),
        parties=[_cut_down(party, issue_id) for party in problem.parties],
        no_agreement=None,
    )
    found = groups(alone, effort=effort)
    firmness = {demand.name: demand.firmness for demand in alone.demands}
    chance = Chances(problem=alone, groups=found, effort=effort).of(found, singly(firmness))
    return IssueOdds(
        issue=issue_id,
        open=chance.low,
        at_most=chance.high,
        is_open=all(group.is_open for group in found),
        demands=[demand.name for demand in alone.demands],
    )


def _cut_down(party: ProblemParty, issue_id: str) -> ProblemParty:
    alone = [(line, [box for box in line.boxes if set(box.forbids) == {issue_id}]) for line in party.red_lines]
    lines = [attrs.evolve(line, boxes=boxes) for line, boxes in alone if boxes]
    return attrs.evolve(party, red_lines=lines, reservation=None, factors=())
