"""The best packages and counts of packages, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from negsim.compilation import Compilation
from negsim.deals.marginals import Marginals, OptionCounts
from negsim.deals.ranking import PackageRanking
from negsim.fields import decimal_text
from negsim.formats.problem_json import FORMAT, Json


def ranking_json(
    compilation: Compilation, found: PackageRanking, *, weights: Mapping[str, Fraction], is_complete: bool
) -> Json:
    """Return a ranking as JSON values; what its rule makes as great as can be is exact text, or a list of texts.

    Parameters
    ----------
    weights:
        Those that were given.
    is_complete:
        Whether there are no more packages.
    """
    items = [
        {
            "package": dict(item.package.choices),
            "values": compilation.problem.points(item.package),
            "value": [decimal_text(entry) for entry in item.value]
            if isinstance(item.value, tuple)
            else decimal_text(item.value),
        }
        for item in found
    ]
    return {
        **_head(compilation),
        "rule": found.rule,
        "weights": {
            party.id: decimal_text(weights.get(party.id, Fraction(1))) for party in compilation.problem.signers
        },
        "of": found.of,
        "complete": is_complete,
        "items": items,
        "exact": found.exact,
        "in_order": found.in_order,
        "method": found.method,
    }


def marginals_json(compilation: Compilation, found: Marginals) -> Json:
    """Return marginals as JSON values: counts of packages, whole numbers however large."""
    return {
        **_head(compilation),
        "packages": found.packages,
        "zone": _counts(found.zone),
        "parties": {party: _counts(counts) for party, counts in found.parties.items()},
        "demands": [
            {
                "name": demand.name,
                "red": demand.red,
                "forbids": demand.forbids,
                "alone": demand.alone,
                "method": demand.method,
            }
            for demand in found.demands
        ],
    }


def _head(compilation: Compilation) -> Json:
    problem = compilation.problem
    return {
        "format": FORMAT,
        "scenario": problem.scenario,
        "reading": problem.reading,
        "as_of": None if compilation.as_of is None else compilation.as_of.isoformat(),
        "scale": {party.id: party.scale for party in problem.parties},
    }


def _counts(found: OptionCounts) -> Json:
    return {
        "size": found.packages,
        "options": {issue: dict(counts) for issue, counts in found.counts.items()},
        "method": found.method,
    }
