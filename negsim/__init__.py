"""negsim: given what each side has said, which packages could all accept; and if there is none, why not.

The names below are the whole public face; each is loaded when it is first used, so that ``import negsim`` costs next
to nothing, and reading files, pictures and the command line load what they need only then.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from negsim.checks import find_warnings
    from negsim.checks.codes import explain_code
    from negsim.compilation import Compilation, compile_scenario
    from negsim.deals.analysis import Analysis, analyze, analyze_compiled
    from negsim.deals.conflicts import Conflict, Group, conflicts, groups
    from negsim.deals.deal import Breach, Deal, breaches, valued
    from negsim.deals.feasibility import Feasibility, feasibility
    from negsim.deals.frontier import Frontier, FrontierPoint, frontier
    from negsim.deals.improvements import Improvement, Improvements, improvements
    from negsim.deals.issue_odds import IssueOdds, issue_odds
    from negsim.deals.listing import PackageTable, package_table, zone_packages
    from negsim.deals.marginals import DemandCounts, Marginals, OptionCounts, marginals
    from negsim.deals.nearest import NearestDeals, nearest_deals
    from negsim.deals.odds import Importance, Odds, odds
    from negsim.deals.optimum import optimum
    from negsim.deals.ranking import PackageRanking, RankedPackage, best_packages
    from negsim.deals.repairs import Repair, Repairs, repairs
    from negsim.deals.solutions import Solution, solutions
    from negsim.deals.trades import Trade, trades
    from negsim.deals.zone import Membership, Zone, membership, zone
    from negsim.errors import (
        FileError,
        Finding,
        MissingPackageError,
        NegsimError,
        ScenarioError,
        TimeLimitError,
        TooLargeError,
        UnknownNameError,
        UnsupportedError,
    )
    from negsim.explanation import explain
    from negsim.formats.analysis_json import analysis_json
    from negsim.formats.converting import Converted, convert, write_converted
    from negsim.formats.problem_json import problem_json
    from negsim.formats.reading import Import, read_import, read_scenario, read_texts, read_with_warnings
    from negsim.formats.scenario_toml import dumps_scenario, loads_scenario, write_scenario
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
    from negsim.search.effort import Effort
    from negsim.space.issue import Issue, Option
    from negsim.space.package import Package
    from negsim.space.space import Exclusion, Space

_HOME = {
    "explain": "negsim.explanation",
    "FileError": "negsim.errors",
    "explain_code": "negsim.checks.codes",
    "find_warnings": "negsim.checks",
    "Converted": "negsim.formats.converting",
    "convert": "negsim.formats.converting",
    "write_converted": "negsim.formats.converting",
    "Import": "negsim.formats.reading",
    "read_import": "negsim.formats.reading",
    "read_texts": "negsim.formats.reading",
    "read_with_warnings": "negsim.formats.reading",
    "Compilation": "negsim.compilation",
    "compile_scenario": "negsim.compilation",
    "Analysis": "negsim.deals.analysis",
    "analyze": "negsim.deals.analysis",
    "analyze_compiled": "negsim.deals.analysis",
    "Conflict": "negsim.deals.conflicts",
    "Group": "negsim.deals.conflicts",
    "conflicts": "negsim.deals.conflicts",
    "groups": "negsim.deals.conflicts",
    "Breach": "negsim.deals.deal",
    "Deal": "negsim.deals.deal",
    "breaches": "negsim.deals.deal",
    "valued": "negsim.deals.deal",
    "Feasibility": "negsim.deals.feasibility",
    "feasibility": "negsim.deals.feasibility",
    "Frontier": "negsim.deals.frontier",
    "FrontierPoint": "negsim.deals.frontier",
    "frontier": "negsim.deals.frontier",
    "Improvement": "negsim.deals.improvements",
    "Improvements": "negsim.deals.improvements",
    "improvements": "negsim.deals.improvements",
    "PackageTable": "negsim.deals.listing",
    "package_table": "negsim.deals.listing",
    "zone_packages": "negsim.deals.listing",
    "DemandCounts": "negsim.deals.marginals",
    "Marginals": "negsim.deals.marginals",
    "OptionCounts": "negsim.deals.marginals",
    "marginals": "negsim.deals.marginals",
    "IssueOdds": "negsim.deals.issue_odds",
    "issue_odds": "negsim.deals.issue_odds",
    "NearestDeals": "negsim.deals.nearest",
    "nearest_deals": "negsim.deals.nearest",
    "Importance": "negsim.deals.odds",
    "Odds": "negsim.deals.odds",
    "odds": "negsim.deals.odds",
    "optimum": "negsim.deals.optimum",
    "PackageRanking": "negsim.deals.ranking",
    "RankedPackage": "negsim.deals.ranking",
    "best_packages": "negsim.deals.ranking",
    "Repair": "negsim.deals.repairs",
    "Repairs": "negsim.deals.repairs",
    "repairs": "negsim.deals.repairs",
    "Solution": "negsim.deals.solutions",
    "solutions": "negsim.deals.solutions",
    "Trade": "negsim.deals.trades",
    "trades": "negsim.deals.trades",
    "Membership": "negsim.deals.zone",
    "Zone": "negsim.deals.zone",
    "membership": "negsim.deals.zone",
    "zone": "negsim.deals.zone",
    "Finding": "negsim.errors",
    "MissingPackageError": "negsim.errors",
    "NegsimError": "negsim.errors",
    "ScenarioError": "negsim.errors",
    "TimeLimitError": "negsim.errors",
    "TooLargeError": "negsim.errors",
    "UnknownNameError": "negsim.errors",
    "UnsupportedError": "negsim.errors",
    "analysis_json": "negsim.formats.analysis_json",
    "problem_json": "negsim.formats.problem_json",
    "dumps_scenario": "negsim.formats.scenario_toml",
    "loads_scenario": "negsim.formats.scenario_toml",
    "read_scenario": "negsim.formats.reading",
    "write_scenario": "negsim.formats.scenario_toml",
    "Consent": "negsim.parties.party",
    "Party": "negsim.parties.party",
    "Interaction": "negsim.parties.preferences",
    "Preferences": "negsim.parties.preferences",
    "FACE_VALUE": "negsim.parties.reading",
    "NEGOTIABLE": "negsim.parties.reading",
    "Reading": "negsim.parties.reading",
    "Box": "negsim.parties.red_line",
    "RedLine": "negsim.parties.red_line",
    "Reservation": "negsim.parties.reservation",
    "Position": "negsim.positions.position",
    "Source": "negsim.positions.source",
    "Stance": "negsim.positions.statement",
    "Statement": "negsim.positions.statement",
    "Strength": "negsim.positions.statement",
    "BargainingProblem": "negsim.problem",
    "Demand": "negsim.problem",
    "Factor": "negsim.problem",
    "ProblemLine": "negsim.problem",
    "ProblemParty": "negsim.problem",
    "ProblemReservation": "negsim.problem",
    "Scenario": "negsim.scenario",
    "Effort": "negsim.search.effort",
    "Issue": "negsim.space.issue",
    "Option": "negsim.space.issue",
    "Package": "negsim.space.package",
    "Exclusion": "negsim.space.space",
    "Space": "negsim.space.space",
}
"""Where each public name is defined."""

__all__ = [
    "FACE_VALUE",
    "NEGOTIABLE",
    "Analysis",
    "BargainingProblem",
    "Box",
    "Breach",
    "Compilation",
    "Conflict",
    "Consent",
    "Converted",
    "Deal",
    "Demand",
    "DemandCounts",
    "Effort",
    "Exclusion",
    "Factor",
    "Feasibility",
    "FileError",
    "Finding",
    "Frontier",
    "FrontierPoint",
    "Group",
    "Import",
    "Importance",
    "Improvement",
    "Improvements",
    "Interaction",
    "Issue",
    "IssueOdds",
    "Marginals",
    "Membership",
    "MissingPackageError",
    "NearestDeals",
    "NegsimError",
    "Odds",
    "Option",
    "OptionCounts",
    "Package",
    "PackageRanking",
    "PackageTable",
    "Party",
    "Position",
    "Preferences",
    "ProblemLine",
    "ProblemParty",
    "ProblemReservation",
    "RankedPackage",
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
    "TimeLimitError",
    "TooLargeError",
    "Trade",
    "UnknownNameError",
    "UnsupportedError",
    "Zone",
    "analysis_json",
    "analyze",
    "analyze_compiled",
    "best_packages",
    "breaches",
    "compile_scenario",
    "conflicts",
    "convert",
    "dumps_scenario",
    "explain",
    "explain_code",
    "feasibility",
    "find_warnings",
    "frontier",
    "groups",
    "improvements",
    "issue_odds",
    "loads_scenario",
    "marginals",
    "membership",
    "nearest_deals",
    "odds",
    "optimum",
    "package_table",
    "problem_json",
    "read_import",
    "read_scenario",
    "read_texts",
    "read_with_warnings",
    "repairs",
    "solutions",
    "trades",
    "valued",
    "write_converted",
    "write_scenario",
    "zone",
    "zone_packages",
]


def __getattr__(name: str) -> Any:
    """Load a public name from where it is defined, once."""
    if name == "__version__":
        from importlib.metadata import version

        return version("negsim")
    if name not in _HOME:
        raise AttributeError(f"module 'negsim' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
