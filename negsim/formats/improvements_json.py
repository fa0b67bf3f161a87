"""What could still be gained from a package, as JSON."""

from __future__ import annotations

from negsim.compilation import Compilation
from negsim.deals.deal import valued
from negsim.deals.improvements import Improvement, Improvements
from negsim.fields import decimal_text
from negsim.formats.problem_json import FORMAT, Json
from negsim.problem import BargainingProblem


def improvements_json(compilation: Compilation, found: Improvements) -> Json:
    """Return improvements as JSON values.

    Values are integer points on each party's ``scale``; gains and weights are exact decimal text.
    """
    problem = compilation.problem
    here = valued(problem, found.package)
    weights = found.weights
    return {
        "format": FORMAT,
        "scenario": problem.scenario,
        "reading": problem.reading,
        "as_of": None if compilation.as_of is None else compilation.as_of.isoformat(),
        "scale": {party.id: party.scale for party in problem.parties},
        "package": dict(found.package.choices),
        "values": dict(here.points),
        "broken": list(here.broken),
        "efficient": found.is_efficient,
        "weights": None if weights is None else {party: decimal_text(weight) for party, weight in weights.items()},
        "improvements": {
            "count": found.count,
            "complete": found.complete,
            "items": [_item(problem, item) for item in found],
        },
        "exact": found.exact,
        "method": found.method,
    }


def _item(problem: BargainingProblem, item: Improvement) -> Json:
    return {
        "package": dict(item.package.choices),
        "values": problem.points(item.package),
        "changes": dict(item.changes),
        "gains": {party: decimal_text(gain) for party, gain in item.gains.items()},
        "packages": item.count,
    }
