"""How close opponent models come to the truth, on random problems in talks with a hard-liner."""

from functools import cache

import numpy as np

from negsim.positions.statement import Statement
from negsim.seeding import stream, uniforms
from negsim.space.issue import Issue
from negsim.talks.opponents.estimate import correlation, truth
from negsim.talks.opponents.registry import OPPONENT_MODELS
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.registry import strategy
from tests.unit.talks.strategy_trials import Seen, play, problem_of

COUNT, ROUNDS = 25, 30


def drawn_problem(seed):
    """Return a problem of two parties with drawn weights, and single-peaked values on four ordered issues."""
    rng = stream(seed, "opponents")
    issues = [Issue(f"i{at}", [str(rank) for rank in range(5)], ordered=True) for at in range(4)]
    tables = {}
    for party in "AB":
        weights = 1 + (9 * uniforms((4,), rng=rng)).astype(int)
        peaks = (5 * uniforms((4,), rng=rng)).astype(int)
        tables[party] = [
            [round(12 * int(weight) * (1 - abs(rank - peak) / max(peak, 4 - peak))) for rank in range(5)]
            for weight, peak in zip(weights.tolist(), peaks.tolist(), strict=True)
        ]
    return problem_of(issues, tables)


def spoken(problem, party):
    """Return what a party would say that told the truth: its best options, the more strongly the more they matter."""
    thought = truth(problem.party(party), space=problem.space)
    ranked = sorted(thought.weights, key=lambda issue: thought.weights[issue])
    return [
        Statement(
            party=party,
            issue=issue,
            stance="proposes",
            options=[max(values, key=lambda option: values[option])],
            strength=("interest", "explicit", "principle")[min(2, ranked.index(issue))],
        )
        for issue, values in thought.values.items()
    ]


def said_and_offered(seed, against):
    """Return a problem, what A knows, and what B offered in a talk: packages, and after what share of the time."""
    problem = drawn_problem(seed)
    statements = spoken(problem, "B")
    brief = Seen(problem, "A", HardLiner(), statements=statements).brief
    played = play(problem, {"A": HardLiner(), "B": strategy(against)}, rounds=ROUNDS, seed=seed)
    heard = [
        (turn.move.package, (turn.round - 1) / (ROUNDS - 1))
        for turn in played.history
        if turn.party == "B" and turn.move.package is not None
    ]
    return problem, brief, heard


@cache
def mean_correlations(against):
    """Return, for each model, the mean correlation of what is learnt of a party that plays so with what it wants."""
    found: dict[str, list[float]] = {name: [] for name in OPPONENT_MODELS}
    for seed in range(COUNT):
        problem, brief, heard = said_and_offered(seed, against)
        for name, model in OPPONENT_MODELS.items():
            memory = model.begin(brief, "B")
            for package, elapsed in heard:
                memory = model.heard(memory, package, elapsed=elapsed)
            found[name].append(correlation(model.estimate(memory), problem.party("B"), space=problem.space))
    return {name: float(np.mean(values)) for name, values in found.items()}
