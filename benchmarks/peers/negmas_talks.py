"""How NegMAS plays some talks, and how long each takes: print endings and times as JSON.

Run by benchmarks/talks.py with the interpreter of an environment of its own, where NegMAS is installed and negsim is
not: ``<its environment>/bin/python benchmarks/peers/negmas_talks.py <talks.json>``.

Everything is public, and set to what costs least: no callbacks beyond those that negotiators need, no checks of offers,
calls in one thread. Outcomes are sorted by utility once for all talks, before anything is timed, and both ways to hold
utilities (weights, or a table of all outcomes) are tried where a table is small: the faster one counts.
"""

from __future__ import annotations

import functools
import importlib
import json
import math
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.peers.negmas_numbers import scenario_of

MOST_LISTED = 10_000
"""Up to how many outcomes a table of utilities is tried."""
TOLERANCE = 1e-12
"""How far below its aspiration NegMAS may accept and offer: its own 0.001 is more than utilities are apart here."""

Played = tuple[list[list[Any]], list[float]]


def tabled(scenario: Any) -> list[Any]:
    """Return the utility functions as tables of all outcomes."""
    kind = importlib.import_module("negmas.preferences").MappingUtilityFunction
    space = scenario.outcome_space
    outcomes = list(space.enumerate_or_sample(max_cardinality=math.inf))
    return [
        kind({outcome: float(own(outcome)) for outcome in outcomes}, outcome_space=space, reserved_value=-math.inf)
        for own in scenario.ufuns
    ]


def prepared(utility: Any) -> Any:
    """Return the outcomes of a utility function in order, as it keeps them for every talk."""
    return utility.invert(inverter=sorted_outcomes(), rational_only=True)


@functools.cache
def sorted_outcomes() -> Any:
    """Return NegMAS's sorted outcomes without what it allows for rounding.

    By default it goes round among outcomes whose utilities differ by less than a thousandth, and allows 10^-6 below
    what it aspires to.
    """
    kind = importlib.import_module("negmas.preferences").PresortingInverseUtilityFunction

    class Exact(kind):  # type: ignore[misc, valid-type]
        def worst_in(self, rng: Any, normalized: bool) -> Any:
            return super().worst_in(rng, normalized, cycle=False, eps=0.0)

    return Exact


def negotiators(given: Any, utilities: list[Any]) -> list[Any]:
    """Return the two sides of a talk: exponents of aspirations, or MiCRO."""
    kinds = importlib.import_module("negmas.sao")
    if given == "micro":
        return [kinds.MiCRONegotiator(ufun=own) for own in utilities]
    return [
        kinds.AspirationNegotiator(aspiration_type=1 / exponent, ufun=own, tolerance=TOLERANCE, ufun_inverter=prepared)
        for exponent, own in zip(given, utilities, strict=True)
    ]


def player(scenario: Any, utilities: list[Any], steps: int) -> Callable[[Any], Any]:
    """Return what plays one talk."""
    mechanism, space = importlib.import_module("negmas.sao").SAOMechanism, scenario.outcome_space

    def play(given: Any) -> Any:
        # MiCRO hears of offers by a callback that is otherwise extra.
        needs_more = given == "micro"
        talk = mechanism(outcome_space=space, n_steps=steps, extra_callbacks=needs_more, sync_calls=True)
        for own in negotiators(given, utilities):
            talk.add(own)
        return talk.run()

    return play


def played(play: Callable[[Any], Any], talks: list[Any], *, seconds: float) -> Played:
    """Return how talks end, one after the other until the time is over, and what processor time each takes."""
    play(talks[0])  # whatever is made ready once
    endings, taken = [], []
    for given in talks:
        start = time.process_time()
        state = play(given)
        taken.append(time.process_time() - start)
        agreed = None if state.agreement is None else [str(option) for option in state.agreement]
        endings.append([agreed, int(state.step)])
        if sum(taken) > seconds:
            break
    return endings, taken


def main() -> int:
    """Print how the talks named on the command line end, and their times."""
    warnings.simplefilter("ignore")
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    scenario = scenario_of(given["problem"])
    ways = [list(scenario.ufuns)]
    if scenario.outcome_space.cardinality <= MOST_LISTED:
        ways.append(tabled(scenario))
    for own in [own for way in ways for own in way]:
        prepared(own)
    players = [player(scenario, way, given["steps"]) for way in ways]
    trial = {play: min(played(play, given["talks"][:3], seconds=2.0)[1]) for play in players if len(players) > 1}
    best = min(players, key=lambda play: trial.get(play, 0.0))
    endings, taken = played(best, given["talks"], seconds=given["seconds"])
    print(json.dumps({"answer": endings, "seconds": taken}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
