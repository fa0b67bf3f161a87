"""negsim: given what each side has said, which packages could all accept; and if there is none, why not.

The names below are the whole public face. ``import negsim`` loads numpy and attrs only; reading files, pictures and
the command line load what they need when they are used.
"""

from __future__ import annotations

from typing import Any

from negsim.compilation import Compilation, compile_scenario
from negsim.deals.analysis import Analysis, analyze, analyze_compiled
from negsim.deals.conflicts import Conflict, Group, conflicts, groups
from negsim.deals.deal import Breach, Deal, breaches, valued
from negsim.deals.frontier import Frontier, FrontierPoint, frontier
from negsim.deals.issue_odds import IssueOdds, issue_odds
from negsim.deals.nearest import NearestDeals, nearest_deals
from negsim.deals.odds import Importance, Odds, odds
from negsim.deals.repairs import Repair, Repairs, repairs
from negsim.deals.solutions import Solution, solutions
from negsim.deals.trades import Trade, trades
from negsim.deals.zone import Membership, Zone, membership, zone
from negsim.errors import Finding, MissingPackageError, NegsimError, ScenarioError, TooLargeError, UnknownNameError
from negsim.parties.party import Consent, Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import FACE_VALUE, NEGOTIABLE, Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.position import Position
from negsim.positions.source import Source
from negsim.positions.statement import Stance, Statement, Strength
from negsim.problem import BargainingProblem, Demand, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.scenario import Scenario
from negsim.search.enumeration import Effort
from negsim.space.issue import Issue, Option
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space

_LAZY = {
    "read_scenario": "negsim.formats.scenario_toml",
    "loads_scenario": "negsim.formats.scenario_toml",
    "dumps_scenario": "negsim.formats.scenario_toml",
    "write_scenario": "negsim.formats.scenario_toml",
    "problem_json": "negsim.formats.problem_json",
    "analysis_json": "negsim.formats.analysis_json",
}

__all__ = [
    "Analysis",
    "BargainingProblem",
    "Box",
    "Breach",
    "Compilation",
    "Conflict",
    "Consent",
    "Deal",
    "Demand",
    "Effort",
    "Exclusion",
    "FACE_VALUE",
    "Factor",
    "Finding",
    "Frontier",
    "FrontierPoint",
    "Group",
    "Importance",
    "Interaction",
    "Issue",
    "IssueOdds",
    "Membership",
    "MissingPackageError",
    "NEGOTIABLE",
    "NearestDeals",
    "NegsimError",
    "Odds",
    "Option",
    "Package",
    "Party",
    "Position",
    "Preferences",
    "ProblemLine",
    "ProblemParty",
    "ProblemReservation",
    "Reading",
    "RedLine",
    "Repair",
    "Repairs",
    "Reservation",
    "Scenario",
    "ScenarioError",
    "Solution",
    "Source",
    "Space",
    "Stance",
    "Statement",
    "Strength",
    "TooLargeError",
    "Trade",
    "UnknownNameError",
    "Zone",
    "analysis_json",
    "analyze",
    "analyze_compiled",
    "breaches",
    "compile_scenario",
    "conflicts",
    "dumps_scenario",
    "frontier",
    "groups",
    "issue_odds",
    "loads_scenario",
    "membership",
    "nearest_deals",
    "odds",
    "problem_json",
    "read_scenario",
    "repairs",
    "solutions",
    "trades",
    "valued",
    "write_scenario",
    "zone",
]


def __getattr__(name: str) -> Any:
    import importlib

    if name == "__version__":
        from importlib.metadata import version

        return version("negsim")
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'negsim' has no attribute {name!r}")
