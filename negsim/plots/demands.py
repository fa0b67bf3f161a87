"""Demands in words: what a red line forbids, and whose it is."""

from __future__ import annotations

import re

from negsim.deals.analysis import Analysis
from negsim.plots.words import clean, listed
from negsim.problem import Demand


def stem(label: str) -> str:
    """Return an option's title up to its first colon or semicolon.

    Examples
    --------
    >>> stem("Open door: each state may choose")
    'Open door'
    """
    return clean(re.split(r"[:;]\s", label, maxsplit=1)[0])


def meaning(analysis: Analysis, demand: Demand) -> str:
    """Return what a demand asks for, in a few words."""
    if demand.line is None:
        return "the least that the party takes"
    issues = demand.line.issues
    if len(issues) > 1:
        return "links " + listed(clean(issue) for issue in issues)
    issue = analysis.scenario.issue(issues[0])
    forbidden = {option for box in demand.line.boxes for option in box.forbids[issue.id]}
    allowed = issue.others(forbidden)
    if len(allowed) == 1 and len(forbidden) > 1:
        return f"insists on “{stem(issue.option(allowed[0]).label)}”"
    labels = [stem(issue.option(option).label) for option in issue.option_ids if option in forbidden]
    return "refuses " + listed((f"“{label}”" for label in labels), word="or")


def side_of(analysis: Analysis, demand: Demand) -> str:
    """Return the side whose demand it is: what breaches are keyed by."""
    return analysis.problem.party(demand.party).side


def side_label(analysis: Analysis, side: str) -> str:
    """Return a bloc's name, or that of the party that is a side by itself."""
    return next((clean(party.label) for party in analysis.scenario.parties if party.id == side), clean(side))
