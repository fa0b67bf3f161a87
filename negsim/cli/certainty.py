"""How sure the answers are, as the last part of a briefing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from negsim.cli.doubts import sensitivity_text
from negsim.cli.phrases import demand_phrase
from negsim.cli.sweeping import sweep_findings
from negsim.cli.text import chances, hanging, listed, percent, plural, section
from negsim.deals.probing import Probe
from negsim.experiments.doubts import Doubts
from negsim.experiments.sensitivity import Sensitivity
from negsim.problem import Demand

_MOST_DEMANDS = 8
_LITTLE = Fraction(1, 1000)
"""The share of the doubt below which asking is not worth a number."""
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
    told = [f"{plural(stated, 'number')} {'is' if stated == 1 else 'are'} uncertain as the file says"] if stated else []
    assumed = [text.removesuffix(": the analyst's assumption") for text in doubts.knowledge.assumptions]
    if assumed:
        told.append(f"assumed by the analyst: {'; '.join(assumed)}")
    if not told:
        return section("HOW SURE IS IT:", "no number is uncertain, so nothing below can move.", width=width)
    return section(
        "HOW SURE IS IT:",
        f"{'. '.join(text[:1].upper() * bool(at) + text[bool(at) :] for at, text in enumerate(told))}.",
        width=width,
    )


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
        closed = (
            ""
            if not entry.criticality
            else f"softening it alone would open {percent(entry.criticality)} of closed cases; "
        )
        told = f"{times}{closed}{_asking(by_name[name], entry.learning)}"
        lines += hanging("  ", f"{_phrase(doubts, by_name[name])}: {told}", width=width, hang=2)
    rest = len(moving) - _MOST_DEMANDS
    return lines + ([f"  and {rest:,} more"] if rest > 0 else [])


def _asking(demand: Demand, learning: Fraction) -> str:
    """Return what asking whether a demand is firm settles."""
    if demand.firmness == 1:
        return "surely firm as coded, so to work on, not to ask"
    if learning < _LITTLE:
        return "asking settles next to nothing (under 0.1 % of the doubt)"
    return f"asking settles {percent(learning)} of the doubt"


def _probes(doubts: Doubts, *, width: int) -> list[str]:
    found = doubts.probes
    if found is None or not len(found):
        return []
    by_name = {demand.name: demand for demand in doubts.compilation.problem.demands}
    lines = hanging("WHAT TO ASK OR WORK ON FIRST, if each costs the same:", "", width=width)
    for probe in found:
        what = "; ".join(_phrase(doubts, by_name[name]) for name in probe.demands)
        ties = f" (one of {probe.ties:,} such sets)" if probe.ties > 1 else ""
        sure = [name for name in probe.demands if by_name[name].firmness == 1]
        told = f"odds {percent(probe.open)} if soft{_how_soft(probe, sure)}{ties}"
        lines += hanging(f"  {len(probe.demands)}: ", f"{what}: {told}", width=width)
    return lines


def _how_soft(probe: Probe, sure: Sequence[str]) -> str:
    """Return how likely it is that all demands of a probe are soft, or which of them cannot be as coded."""
    several = len(probe.demands) > 1
    if not sure:
        return f", which {'they are' if several else 'it is'} with {percent(probe.all_soft)}"
    if len(sure) == len(probe.demands):
        which = "all of them " if several else ""
    else:
        which = f"{listed(list(sure))} {'is' if len(sure) == 1 else 'are'} "
    return f"; {which}surely firm as coded: to work on, not to ask"


def _sensitivity(found: Sensitivity, *, width: int) -> list[str]:
    bare = attrs.evolve(found, assumptions=())  # they are told at the head already
    return sensitivity_text(bare, width=width).split("\n")


def _sweep(doubts: Doubts, *, width: int) -> list[list[str]]:
    found = doubts.sweep
    if found is None:
        return []
    many = f"Over {plural(found.draws, 'draw')} of all numbers together (seed {found.seed})"
    return [hanging("", f"{many}{_drawn(doubts)}:", width=width), *sweep_findings(found, width=width)]


def _drawn(doubts: Doubts) -> str:
    """Return how draws take demands that may be firm or soft: as one of the odds above does, and not as the others."""
    if all(known.point in {0, 1} and not known.is_uncertain for known in doubts.knowledge.firmness.values()):
        return ""
    if any(line.principle for party in doubts.compilation.problem.parties for line in party.red_lines):
        return ", lines of one principle standing or falling together and all others firm or soft one by one"
    return ", demands being firm or soft one by one"


def _phrase(doubts: Doubts, demand: Demand) -> str:
    if not doubts.compilation.evidence:
        return demand.name
    return f"{demand.name} ({demand_phrase(doubts.compilation, demand)})"


def _rough(number: Fraction) -> str:
    return f"{float(number):.3g}"
