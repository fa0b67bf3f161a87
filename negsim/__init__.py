"""negsim: given what each side has said, which packages could all accept; and if there is none, why not.

The names below are the whole public face; each is loaded when it is first used, so that ``import negsim`` costs next
to nothing, and reading files, pictures and the command line load what they need only then.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from negsim.names import HOME

if TYPE_CHECKING:
    from negsim.checks import find_warnings
    from negsim.checks.codes import explain_code
    from negsim.compilation import Compilation, compile_scenario
    from negsim.deals.analysis import Analysis, analyze, analyze_compiled
    from negsim.deals.conflicts import Conflict, Group, conflicts, groups
    from negsim.deals.deal import Breach, Deal, breaches, valued
    from negsim.deals.feasibility import Feasibility, feasibility
    from negsim.deals.frontier import Frontier, FrontierPoint, frontier
    from negsim.deals.importance import Importance
    from negsim.deals.improvements import Improvement, Improvements, improvements
    from negsim.deals.issue_odds import IssueOdds, issue_odds
    from negsim.deals.listing import PackageTable, package_table, zone_packages
    from negsim.deals.marginals import DemandCounts, Marginals, OptionCounts, marginals
    from negsim.deals.nearest import NearestDeals, nearest_deals
    from negsim.deals.odds import GroupOdds, Odds, PrincipleOdds, odds
    from negsim.deals.optimum import optimum
    from negsim.deals.principles import Principle, principles
    from negsim.deals.probing import Probe, Probes, probes
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
        ReplayError,
        ScenarioError,
        TimeLimitError,
        TooLargeError,
        TranscriptError,
        UnknownNameError,
        UnsupportedError,
    )
    from negsim.experiments.acceptability import Acceptability
    from negsim.experiments.account import Account, account
    from negsim.experiments.account_json import account_json
    from negsim.experiments.commitment import Commitment, Division, best_claim, division, equilibrium_claims
    from negsim.experiments.decision_tables import table_acceptability
    from negsim.experiments.doubts import Doubts, doubts
    from negsim.experiments.doubts_json import doubts_json
    from negsim.experiments.draws import DrawBlock, PartyDraws, Sampler, sampler
    from negsim.experiments.knowledge import Knowledge, Known, PartyKnowledge, Spread, knowledge
    from negsim.experiments.measures import Measures, Yardstick, measures_of, yardstick
    from negsim.experiments.parameters import with_number
    from negsim.experiments.party_acceptability import acceptability
    from negsim.experiments.publicity import Disclosure, Publicity, PublicityPrice, made_public_on, publicity
    from negsim.experiments.sensitivity import Bar, Flip, Sensitivity, sensitivity
    from negsim.experiments.sensitivity_json import sensitivity_json
    from negsim.experiments.share import Share
    from negsim.experiments.subgame_perfect import SubgamePerfect, subgame_perfect
    from negsim.experiments.sweep import sweep
    from negsim.experiments.sweep_answers import Sweep
    from negsim.experiments.sweep_json import sweep_json
    from negsim.experiments.timeline import Moment, Timeline, timeline
    from negsim.experiments.timeline_json import timeline_json
    from negsim.explanation import explain
    from negsim.formats.analysis_json import analysis_json
    from negsim.formats.converting import Converted, convert, write_converted
    from negsim.formats.problem_json import problem_json
    from negsim.formats.reading import Import, read_import, read_scenario, read_texts, read_with_warnings
    from negsim.formats.scenario_toml import dumps_scenario, loads_scenario, write_scenario
    from negsim.formats.transcript_json import (
        dumps_transcript,
        loads_transcript,
        read_transcript,
        transcript_json,
        write_transcript,
    )
    from negsim.parties.interval import Interval
    from negsim.parties.party import Consent, Party
    from negsim.parties.preferences import Interaction, Preferences
    from negsim.parties.reading import FACE_VALUE, NEGOTIABLE, Reading
    from negsim.parties.red_line import Box, RedLine
    from negsim.parties.reservation import Reservation
    from negsim.parties.uncertainty import Distribution, Uncertainty
    from negsim.positions.position import Position
    from negsim.positions.source import Source
    from negsim.positions.statement import Stance, Statement, Strength
    from negsim.problem import BargainingProblem, Demand, Factor, ProblemLine, ProblemParty, ProblemReservation
    from negsim.scenario import Scenario
    from negsim.search.effort import Effort
    from negsim.space.issue import Issue, Option
    from negsim.space.package import Package
    from negsim.space.space import Exclusion, Space
    from negsim.talks.batch.playing import play_many
    from negsim.talks.batch.talks import Talks
    from negsim.talks.history import History, Turn
    from negsim.talks.isolation.limits import Limits
    from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Move, offer
    from negsim.talks.protocols.alternating import AlternatingOffers
    from negsim.talks.protocols.improving import PostSettlement
    from negsim.talks.protocols.registry import protocol
    from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
    from negsim.talks.protocols.single_text import SingleText
    from negsim.talks.replay import played_again, replay
    from negsim.talks.seats import Seat, public_statements, seats
    from negsim.talks.session import Session, Talk
    from negsim.talks.strategies.from_file import FromFile
    from negsim.talks.strategies.registry import strategy
    from negsim.talks.transcript import Crossing, Draft, Fault, Terms, Transcript
    from negsim.talks.view import Brief, View

__all__ = [
    "ACCEPT",
    "FACE_VALUE",
    "NEGOTIABLE",
    "SILENT",
    "WALK_AWAY",
    "Acceptability",
    "Account",
    "AlternatingOffers",
    "Analysis",
    "Bar",
    "BargainingProblem",
    "Box",
    "Breach",
    "Brief",
    "Commitment",
    "Compilation",
    "Concession",
    "Conflict",
    "Consent",
    "Converted",
    "Crossing",
    "Deal",
    "Demand",
    "DemandCounts",
    "Disclosure",
    "Distribution",
    "Division",
    "Doubts",
    "Draft",
    "DrawBlock",
    "Effort",
    "Exclusion",
    "Factor",
    "Fault",
    "Feasibility",
    "FileError",
    "Finding",
    "Flip",
    "FromFile",
    "Frontier",
    "FrontierPoint",
    "Group",
    "GroupOdds",
    "History",
    "Import",
    "Importance",
    "Improvement",
    "Improvements",
    "Interaction",
    "Interval",
    "Issue",
    "IssueOdds",
    "Knowledge",
    "Known",
    "Limits",
    "Marginals",
    "Measures",
    "Membership",
    "MissingPackageError",
    "Moment",
    "Move",
    "NearestDeals",
    "NegsimError",
    "Odds",
    "Option",
    "OptionCounts",
    "Package",
    "PackageRanking",
    "PackageTable",
    "Party",
    "PartyDraws",
    "PartyKnowledge",
    "Position",
    "PostSettlement",
    "Preferences",
    "Principle",
    "PrincipleOdds",
    "Probe",
    "Probes",
    "ProblemLine",
    "ProblemParty",
    "ProblemReservation",
    "Publicity",
    "PublicityPrice",
    "RankedPackage",
    "Reading",
    "RedLine",
    "Repair",
    "Repairs",
    "ReplayError",
    "Reservation",
    "Sampler",
    "Scenario",
    "ScenarioError",
    "Seat",
    "Sensitivity",
    "Session",
    "Share",
    "SimultaneousOffers",
    "SingleText",
    "Solution",
    "Source",
    "Space",
    "Spread",
    "Stance",
    "Statement",
    "Strength",
    "SubgamePerfect",
    "Sweep",
    "Talk",
    "Talks",
    "Terms",
    "TimeLimitError",
    "Timeline",
    "TooLargeError",
    "Trade",
    "Transcript",
    "TranscriptError",
    "Turn",
    "Uncertainty",
    "UnknownNameError",
    "UnsupportedError",
    "View",
    "Yardstick",
    "Zone",
    "acceptability",
    "account",
    "account_json",
    "analysis_json",
    "analyze",
    "analyze_compiled",
    "best_claim",
    "best_packages",
    "breaches",
    "compile_scenario",
    "conflicts",
    "convert",
    "division",
    "doubts",
    "doubts_json",
    "dumps_scenario",
    "dumps_transcript",
    "equilibrium_claims",
    "explain",
    "explain_code",
    "feasibility",
    "find_warnings",
    "frontier",
    "groups",
    "improvements",
    "issue_odds",
    "knowledge",
    "loads_scenario",
    "loads_transcript",
    "made_public_on",
    "marginals",
    "measures_of",
    "membership",
    "nearest_deals",
    "odds",
    "offer",
    "optimum",
    "package_table",
    "play_many",
    "played_again",
    "principles",
    "probes",
    "problem_json",
    "protocol",
    "public_statements",
    "publicity",
    "read_import",
    "read_scenario",
    "read_texts",
    "read_transcript",
    "read_with_warnings",
    "repairs",
    "replay",
    "sampler",
    "seats",
    "sensitivity",
    "sensitivity_json",
    "solutions",
    "strategy",
    "subgame_perfect",
    "sweep",
    "sweep_json",
    "table_acceptability",
    "timeline",
    "timeline_json",
    "trades",
    "transcript_json",
    "valued",
    "with_number",
    "write_converted",
    "write_scenario",
    "write_transcript",
    "yardstick",
    "zone",
    "zone_packages",
]


def __getattr__(name: str) -> Any:
    """Load a public name from where it is defined, once."""
    if name == "__version__":
        from importlib.metadata import version

        return version("negsim")
    if name not in HOME:
        raise AttributeError(f"module 'negsim' has no attribute {name!r}")
    value = getattr(importlib.import_module(HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
