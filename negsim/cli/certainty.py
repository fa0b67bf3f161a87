"""How sure the answers are, as the last part of a briefing."""

from __future__ import annotations

from fractions import Fraction

import attrs

from negsim.cli.doubts import sensitivity_text
from negsim.cli.phrases import demand_phrase
from negsim.cli.sweeping import sweep_findings
from negsim.cli.text import chances, hanging, percent, section
from negsim.experiments.doubts import Doubts
from negsim.experiments.sensitivity import Sensitivity
from negsim.problem import Demand

_MOST_DEMANDS = 8
_LIMITS = (
    "How far each number may be off is stated in the file or assumed here, and everything above moves with that. Odds "
    "and shares say what stated positions leave, taken so; they are no forecast of what anyone will sign. A number "
    "that flips the answer is one to look into, not one that is wrong."
)


def certainty(doubts: Doubts, *, width: int) -> str:
    """Return how sure the answers are: odds, what to ask first, what would change the answers, what holds over all.

    Parameters
    ----------
    width:
        How many characters a line may have.
    """
    sections = [
        _assumed(doubts, width=width),
        _odds(doubts, width=width),
        _importance(doubts, width=width),
        _probes(doubts, width=width),
        [] if doubts.sensitivity is None else _sensitivity(doubts.sensitivity, width=width),
        *_sweep(doubts, width=width),
        [
            line
            for name, why in doubts.refused.items()
            for line in hanging(f"Not answered ({name}): ", why, width=width)
        ],
        section("NOT TO BE CONCLUDED:", _LIMITS, width=width),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in lines) for lines in sections if lines)


def _assumed(doubts: Doubts, *, width: int) -> list[str]:
    stated = sum(known.origin in ("stated", "ranked") for known in doubts.knowledge.numbers)
    told = [f"{stated:,} numbers are uncertain as the file says"] if stated else []
    told += [text.removesuffix(": the analyst's assumption") for text in doubts.knowledge.assumptions]
    if not told:
        return section("HOW SURE IS IT:", "no number is uncertain, so nothing below can move.", width=width)
    return section("HOW SURE IS IT:", f"assumed by the analyst: {'; '.join(told)}.", width=width)


def _odds(doubts: Doubts, *, width: int) -> list[str]:
    found = doubts.odds
    if found is None:
        return []
    if all(demand.firmness in {0, 1} for demand in doubts.compilation.problem.demands):
        text = (
            f"reading {doubts.compilation.reading.id} takes every demand as surely firm or surely soft; ask under "
            "another (--reading negotiable) how likely a deal is when they are only as firm as they were strongly said."
        )
        return section("ODDS:", text, width=width)
    alone = chances(found.open, found.open_at_most)
    by_principle = chances(found.open_one_principle, found.open_one_principle_at_most)
    by_party = chances(found.open_one_resolve, found.open_one_resolve_at_most)
    tied = f" {by_principle} if lines of one principle stand or fall together;" if found.principles else ""
    text = (
        f"that the zone is open, {alone} if demands are firm or soft one by one;{tied} {by_party} if all lines of a "
        "party stand or fall together, the firmer ones longer."
    )
    return section("ODDS:", text, width=width)


def _importance(doubts: Doubts, *, width: int) -> list[str]:
    """Return the demands that matter most for the odds: what these are without each, and what asking tells."""
    found = doubts.odds
    if found is None or not found.exact:
        return []
    by_name = {demand.name: demand for demand in doubts.compilation.problem.demands}
    moving = [(name, entry) for name, entry in found.importance.items() if entry.birnbaum > 0]
    moving.sort(key=lambda pair: -pair[1].birnbaum)
    if not moving:
        return []
    lines = hanging("WHICH DEMANDS DECIDE:", "", width=width)
    for name, entry in moving[:_MOST_DEMANDS]:
        times = "" if entry.times is None else f"odds times {_rough(entry.times)} if it is soft; "
        blame = "" if entry.criticality is None else f"alone to blame in {percent(entry.criticality)} of failures; "
        told = f"{times}{blame}asking settles {percent(entry.learning)} of the doubt"
        lines += hanging("  ", f"{_phrase(doubts, by_name[name])}: {told}", width=width, hang=2)
    rest = len(moving) - _MOST_DEMANDS
    return lines + ([f"  and {rest:,} more"] if rest > 0 else [])


def _probes(doubts: Doubts, *, width: int) -> list[str]:
    found = doubts.probes
    if found is None or not len(found):
        return []
    by_name = {demand.name: demand for demand in doubts.compilation.problem.demands}
    lines = hanging("WHAT TO ASK OR WORK ON FIRST, if each costs the same:", "", width=width)
    for probe in found:
        what = "; ".join(_phrase(doubts, by_name[name]) for name in probe.demands)
        ties = f" (one of {probe.ties:,} such sets)" if probe.ties > 1 else ""
        told = f"odds {percent(probe.open)} if soft, which {'they are' if len(probe.demands) > 1 else 'it is'} with "
        lines += hanging(f"  {len(probe.demands)}: ", f"{what}: {told}{percent(probe.all_soft)}{ties}", width=width)
    return lines


def _sensitivity(found: Sensitivity, *, width: int) -> list[str]:
    bare = attrs.evolve(found, assumptions=())  # they are told at the head already
    return sensitivity_text(bare, width=width).split("\n")


def _sweep(doubts: Doubts, *, width: int) -> list[list[str]]:
    found = doubts.sweep
    if found is None:
        return []
    head = hanging("", f"Over {found.draws:,} draws of all numbers together (seed {found.seed}):", width=width)
    return [head, *sweep_findings(found, width=width)]


def _phrase(doubts: Doubts, demand: Demand) -> str:
    if not doubts.compilation.evidence:
        return demand.name
    return f"{demand.name} ({demand_phrase(doubts.compilation, demand)})"


def _rough(number: Fraction) -> str:
    return f"{float(number):.3g}"
