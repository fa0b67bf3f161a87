"""A sweep as JSON: what was assumed, how likely each answer is, with standard errors, and how each was found."""

from __future__ import annotations

from negsim.experiments.acceptability import Acceptability
from negsim.experiments.knowledge import Known
from negsim.experiments.share import Mean, Share
from negsim.experiments.sweep_answers import Robustness, Sweep
from negsim.experiments.sweep_rules import RuleShares
from negsim.fields import decimal_text
from negsim.formats.problem_json import FORMAT, Json

MAX_PICKS = 20
"""How many packages are listed for each rule, the most frequent first."""


def sweep_json(sweep: Sweep, *, max_picks: int = MAX_PICKS) -> Json:
    """Return a sweep as JSON values.

    Probabilities are exact decimal text, or ``p/q``; their standard errors and intervals are numbers.

    Parameters
    ----------
    max_picks:
        How many packages to list for each rule.
    """
    compilation = sweep.compilation
    return {
        "format": FORMAT,
        "scenario": sweep.problem.scenario,
        "reading": sweep.problem.reading,
        "as_of": None if compilation.as_of is None else compilation.as_of.isoformat(),
        "draws": sweep.draws,
        "seed": sweep.seed,
        "assumptions": list(sweep.knowledge.assumptions),
        "uncertain": [_known(known) for known in sweep.knowledge.numbers],
        "open": share_json(sweep.open),
        "zone_size": None if sweep.zone_size is None else mean_json(sweep.zone_size),
        "packages": [_robustness(entry) for entry in sweep.packages],
        "rules": {entry.rule: _rule(entry, max_picks=max_picks) for entry in sweep.rules},
        "acceptability": {party: acceptability_json(found) for party, found in sweep.acceptability.items()},
        "methods": dict(sweep.methods),
        "versions": dict(sweep.versions),
    }


def share_json(share: Share) -> Json:
    """Return a probability: its value, its standard error and 95 % interval, and how many draws it is out of."""
    return {
        "value": decimal_text(share.value),
        "standard_error": share.standard_error,
        "low": share.low,
        "high": share.high,
        "draws": share.draws,
        "exact": share.exact,
    }


def mean_json(mean: Mean) -> Json:
    """Return a mean: its value as a number, its standard error, and how many draws it is over."""
    return {"value": float(mean), "standard_error": mean.standard_error, "draws": mean.draws, "exact": mean.exact}


def acceptability_json(found: Acceptability) -> Json:
    """Return what stochastic multicriteria acceptability analysis tells of a party's packages."""
    items = [
        {
            "name": name,
            "ranks": [decimal_text(share) for share in found.places[at]],
            "first": share_json(found.rank(name)),
            "central_weights": _central(found, name),
            "confidence": None if (own := found.confidence[at]) is None else share_json(own),
            "wins": dict(zip(found.alternatives, map(decimal_text, found.wins[at]), strict=True)),
        }
        for at, name in enumerate(found.alternatives)
    ]
    return {"method": found.method, "draws": found.draws, "exact": found.draws == 0, "items": items}


def _central(found: Acceptability, name: str) -> Json | None:
    weights = found.central_weights(name)
    return None if weights is None else {issue: mean_json(weight) for issue, weight in weights.items()}


def _known(known: Known) -> Json:
    return {
        "name": known.name,
        "point": decimal_text(known.point),
        "low": decimal_text(known.interval.low),
        "high": decimal_text(known.interval.high),
        "origin": known.origin,
    }


def _robustness(entry: Robustness) -> Json:
    return {
        "name": entry.followed.name,
        "names": list(entry.followed.names),
        "package": dict(entry.followed.package.choices),
        "all_accept": share_json(entry.all_accept),
        "accepts": {party: share_json(share) for party, share in entry.by_party.items()},
    }


def _rule(entry: RuleShares, *, max_picks: int) -> Json:
    shown = entry.picks[:max_picks]
    return {
        "draws": entry.draws,
        "nothing": share_json(entry.nothing),
        "tied": share_json(entry.tied),
        "unproved": share_json(entry.unproved),
        "picks": {
            "count": len(entry.picks),
            "complete": len(shown) == len(entry.picks),
            "items": [{"package": dict(pick.package.choices), "share": share_json(pick.share)} for pick in shown],
        },
    }
