"""What NegMAS itself says of domains: print its own numbers as JSON, to be compared with negsim's by compare.py.

Run it with the interpreter of an environment of its own, where NegMAS is installed and negsim is not:

    <its environment>/bin/python benchmarks/peers/negmas_numbers.py <folder or problem.json>... > negmas.json

A folder is loaded as NegMAS loads it; a file is a problem that ``negsim compile --json`` printed, and its numbers are
given to NegMAS: then only what the tools compute can differ, not how they read.

Every number comes from NegMAS's public interface with its own defaults, but for one: ``ignore_discount=True``, since
values at the start are compared. What it says with its discounts on is printed beside it where it differs.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
import platform
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

negmas = importlib.import_module("negmas")  # not a dependency: the type checker need not find it

MAX_OUTCOMES = 1_000_000
"""NegMAS lists every outcome; beyond this many only their number is printed."""


def finite(value: object) -> float | str | None:
    """Return a number as JSON holds it: infinities and NaN as text."""
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else str(number)


def points(rows: Any) -> list[list[float]]:
    """Return utilities, one row for each outcome."""
    return [[float(entry) for entry in row] for row in rows]


def solution(stats: Any, name: str) -> dict[str, Any]:
    """Return what one rule picks: utilities, and outcomes as NegMAS writes them."""
    return {
        "points": points(getattr(stats, f"{name}_utils")),
        "outcomes": [[str(value) for value in outcome] for outcome in getattr(stats, f"{name}_outcomes")],
    }


def numbers(scenario: Any) -> dict[str, Any]:
    """Return NegMAS's numbers for a scenario that it has loaded."""
    outcomes = int(scenario.outcome_space.cardinality)
    found: dict[str, Any] = {
        "outcomes": outcomes,
        "parties": [ufun.name for ufun in scenario.ufuns],
        "kinds": sorted({type(ufun).__name__ for ufun in scenario.ufuns}),
        "reserved": [finite(ufun.reserved_value) for ufun in scenario.ufuns],
    }
    if outcomes > MAX_OUTCOMES:
        return found | {"not_counted": f"more than {MAX_OUTCOMES} outcomes"}
    start = time.perf_counter()
    stats = scenario.calc_stats()
    pareto = points(stats.pareto_utils)
    return found | {
        "minimum": [finite(low) for low, _ in stats.utility_ranges],
        "maximum": [finite(high) for _, high in stats.utility_ranges],
        "rational": round(stats.rational_fraction * outcomes),
        "pareto_outcomes": len(pareto),
        "pareto_points": len({tuple(row) for row in pareto}),
        "pareto": pareto,
        "nash": solution(stats, "nash"),
        "kalai": solution(stats, "kalai"),
        "kalai_smorodinsky": solution(stats, "ks"),
        "welfare": solution(stats, "max_welfare"),
        "seconds": round(time.perf_counter() - start, 3),
    }


def answered(load: Callable[[], Any]) -> dict[str, Any]:
    """Return the numbers of the scenario that NegMAS loads, or why there are none."""
    try:
        scenario = load()
        if scenario is None:
            return {"error": "no domain that it knows was found (Scenario.load returned None)"}
        return numbers(scenario)
    except Exception as error:  # noqa: BLE001 - another program's: whatever it raises is its answer
        return {"error": f"{type(error).__name__}: {error}".replace(sys.prefix, "")}


def domain(folder: Path) -> dict[str, Any]:
    """Return NegMAS's numbers for one folder, and what changes with its discounts on."""
    found = answered(lambda: negmas.Scenario.load(folder, ignore_discount=True))
    discounted = answered(lambda: negmas.Scenario.load(folder))
    kept = ("error", "kinds", "reserved", "rational", "pareto_outcomes", "nash", "kalai", "kalai_smorodinsky")
    changed = {key: discounted[key] for key in kept if key in discounted and discounted.get(key) != found.get(key)}
    return found | ({"with_discount": changed} if changed else {})


def scenario_of(problem: dict[str, Any]) -> Any:
    """Return NegMAS's scenario of a problem in integers."""
    issues = [negmas.make_issue(list(issue["options"]), name=issue["id"]) for issue in problem["issues"]]
    space = negmas.make_os(issues, name=problem["scenario"])
    return negmas.Scenario(
        outcome_space=space, ufuns=tuple(utility(party, problem, space) for party in problem["parties"])
    )


def utility(party: dict[str, Any], problem: dict[str, Any], space: Any) -> Any:
    """Return a party's utility function: additive where its numbers are, else a table of all outcomes."""
    kinds = importlib.import_module("negmas.preferences")
    held = party["reservation"]
    settings = {
        "outcome_space": space,
        "name": party["id"],
        "reserved_value": -math.inf if held is None else held["points"] / party["scale"],
    }
    rows = {issue["id"]: [0] * len(issue["options"]) for issue in problem["issues"]}
    if all(len(factor["issues"]) == 1 for factor in party["factors"]):
        for factor in party["factors"]:
            (name,) = factor["issues"]
            rows[name] = [old + new for old, new in zip(rows[name], factor["values"], strict=True)]
        tables = [
            dict(zip(issue["options"], (points / party["scale"] for points in rows[issue["id"]]), strict=True))
            for issue in problem["issues"]
        ]
        return kinds.LinearAdditiveUtilityFunction(values=tables, weights=[1.0] * len(tables), **settings)
    worth = {}
    for indices in itertools.product(*(range(len(issue["options"])) for issue in problem["issues"])):
        package = dict(zip(rows, indices, strict=True))
        outcome = tuple(issue["options"][at] for issue, at in zip(problem["issues"], indices, strict=True))
        worth[outcome] = sum(entry(factor, package) for factor in party["factors"]) / party["scale"]
    return kinds.MappingUtilityFunction(worth, **settings)


def entry(factor: dict[str, Any], package: dict[str, int]) -> int:
    """Return what a factor's table holds for a package."""
    table = factor["values"]
    for issue in factor["issues"]:
        table = table[package[issue]]
    return int(table)


def given(path: Path) -> dict[str, Any]:
    """Return NegMAS's numbers for a problem that negsim compiled."""
    problem = json.loads(path.read_text(encoding="utf-8"))
    size = math.prod(len(issue["options"]) for issue in problem["issues"])
    if size > MAX_OUTCOMES:
        return {"outcomes": size, "not_counted": f"more than {MAX_OUTCOMES} outcomes"}
    return answered(lambda: scenario_of(problem))


def main() -> int:
    """Print the numbers of every folder and problem named on the command line."""
    if len(sys.argv) < 2:
        print("name folders of domains, or problems: negmas_numbers.py domains/*/ problems/*.json", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")
    paths = [Path(argument) for argument in sys.argv[1:]]
    found = {
        "versions": {"negmas": negmas.__version__, "python": platform.python_version()},
        "loaded": {path.name: domain(path) for path in paths if path.is_dir()},
        "given": {path.stem: given(path) for path in paths if path.suffix == ".json"},
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
