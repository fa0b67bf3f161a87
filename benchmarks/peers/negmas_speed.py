"""How long NegMAS takes over one question about one problem: print its times and its answer as JSON.

Run by benchmarks/exact.py with the interpreter of an environment of its own, where NegMAS is installed and negsim is
not: ``<its environment>/bin/python benchmarks/peers/negmas_speed.py <question> <problem.json>``.

Problems are given in integers and divided by their scale. Only the work is timed: outcomes are listed beforehand where
a function takes a list of them, and everything is public.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.peers.negmas_numbers import scenario_of

RUNS = 3
LONG = 5.0
"""A first run of so many seconds is the only one."""


def listed(scenario: Any) -> list[Any]:
    """Return all outcomes."""
    return list(scenario.outcome_space.enumerate_or_sample(max_cardinality=float("inf")))


def evaluate(scenario: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """Return every outcome's value to everyone, by the faster of the two ways to ask for one."""
    outcomes = listed(scenario)
    ways = (
        lambda: [[ufun.eval(outcome) for outcome in outcomes] for ufun in scenario.ufuns],
        lambda: [[float(ufun(outcome)) for outcome in outcomes] for ufun in scenario.ufuns],
    )
    return min(ways, key=lambda way: seconds(way)[0]), lambda values: values


def zone(scenario: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """Return how many outcomes everyone values at the reservation or more."""
    outcomes = listed(scenario)
    reserved = [(ufun.eval, float(ufun.reserved_value)) for ufun in scenario.ufuns]  # reading it takes long

    def count() -> int:
        return sum(all(value(outcome) >= least for value, least in reserved) for outcome in outcomes)

    return count, lambda size: size


def pareto_frontier(scenario: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """Return the points of ``pareto_frontier`` over all outcomes."""
    preferences, outcomes = importlib.import_module("negmas.preferences"), listed(scenario)
    return lambda: preferences.pareto_frontier(scenario.ufuns, outcomes), lambda found: [list(row) for row in found[0]]


def mobanos(scenario: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """Return the points of the exact bilateral sampler."""
    samplers = importlib.import_module("negmas.preferences.pareto_sampler.mobanos")
    own, other = scenario.ufuns

    def sample() -> Any:
        sampler = samplers.MOBANOSParetoSampler(max_pareto_size=10**9)
        sampler.init(own, other)
        return sampler

    return sample, lambda sampler: [
        [float(own(outcome)), float(other(outcome))] for outcome in sampler.pareto_outcomes(min_util=-1.0)
    ]


def calc_scenario_stats(scenario: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """Return the points of the frontier that the statistics hold, and the share of outcomes all could accept."""
    preferences = importlib.import_module("negmas.preferences.ops")
    return lambda: preferences.calc_scenario_stats(scenario.ufuns), lambda stats: {
        "frontier": [[float(value) for value in row] for row in stats.pareto_utils],
        "rational": float(stats.rational_fraction),
    }


QUESTIONS = {
    question.__name__: question for question in (evaluate, zone, pareto_frontier, mobanos, calc_scenario_stats)
}


def seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    """Return the wall time of one run, and what it returned."""
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


def main() -> int:
    """Print times and answer for the question and the problem named on the command line."""
    warnings.simplefilter("ignore")
    question, path = sys.argv[1:]
    run, answer = QUESTIONS[question](scenario_of(json.loads(Path(path).read_text(encoding="utf-8"))))
    first, found = seconds(run)
    times = [first] if first > LONG else [seconds(run)[0] for _ in range(RUNS)]
    print(json.dumps({"seconds": times, "median": statistics.median(times), "answer": answer(found)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
