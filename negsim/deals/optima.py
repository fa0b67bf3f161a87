"""Solutions by bounded search: what each rule picks in a zone whose frontier is too large to list."""

from __future__ import annotations

import itertools
import math
from typing import NoReturn

from attrs import field, frozen

from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.kernels.bounded.objectives import LeastRatio, Objective, Product, WeightedSum
from negsim.kernels.bounded.results import Best
from negsim.kernels.bounded.search import MAX_TIES, best, find_any
from negsim.problem import BargainingProblem
from negsim.search.choices import Choices, zone_choices
from negsim.search.effort import Effort
from negsim.search.indexed import indexed
from negsim.search.parts import MAX_PACKAGES

METHOD = "bounded search"
"""How these solutions are found."""

MAX_NODES = 5_000_000
"""How many options a search tries before it gives up: some seconds."""

_NAMED = 10_000
_ADVICE = "Ask about fewer issues or parties, or round weights and values to fewer distinct numbers."


@frozen(kw_only=True)
class Optimum:
    """The packages that one rule picks.

    Attributes
    ----------
    numbers:
        The numbers of the first of them, in order.
    count:
        How many there are.
    """

    numbers: tuple[int, ...] = field(converter=entries)
    count: int


def optima(problem: BargainingProblem, *, max_packages: int, effort: Effort) -> dict[str, Optimum] | None:
    """Return what each rule of the textbook picks in the zone, by rule; None where the zone is empty.

    Raises
    ------
    TooLargeError
        If parts are too large to enumerate, totals do not fit 2^52, the search gives up before its proof, or some party
        can gain nothing, so that rules fall back on what only the whole frontier shows.

    Notes
    -----
    Each part's efficient rows are the options of one issue of a depth-first search under Lagrangian bounds, proved in
    integers (:mod:`negsim.kernels.bounded`).
    """
    zone = zone_choices(indexed(problem), effort=effort)
    if zone is None or find_any(zone.instance, max_nodes=MAX_NODES).status == "none":
        return None
    answers = {}
    for rule, objective in _objectives(problem, zone).items():
        answers[rule] = _found(zone, objective, what=f"proving what {rule} picks")
        if not answers["nash"].value:
            _refuse_losers(problem)
    return {rule: _optimum(zone, answer, max_packages=max_packages) for rule, answer in answers.items()}


def _optimum(zone: Choices, answer: Best, *, max_packages: int) -> Optimum:
    """Return the packages behind the combinations of rows that are best."""
    listed = answer.combinations.tolist()
    if answer.count > len(listed):
        raise TooLargeError("listing all that tie", answer.count, len(listed), "combinations of values", _ADVICE)
    numbers = itertools.islice(zone.numbers(listed), max(max_packages, _NAMED))
    return Optimum(numbers=sorted(numbers)[:max_packages], count=sum(map(zone.count, listed)))


def _objectives(problem: BargainingProblem, zone: Choices) -> dict[str, Objective]:
    """Return what each rule makes as great as can be; Nash's first, since all need that everyone can gain."""
    signers = problem.signers
    base = [party.reservation.points if party.reservation else 0 for party in signers]
    ideals = [_ideal(zone, at) - floor for at, floor in enumerate(base)]
    if min(ideals) <= 0:
        _refuse_losers(problem)
    shares = math.lcm(*(party.scale for party in signers))
    return {
        "nash": Product(base),
        "kalai-smorodinsky": LeastRatio(base, ideals, leximin=True),
        "egalitarian": LeastRatio(base, [party.scale for party in signers], leximin=True),
        "utilitarian": WeightedSum([shares // party.scale for party in signers]),
    }


def _refuse_losers(problem: BargainingProblem) -> NoReturn:
    what = "what the rules pick where not everyone can gain"
    raise TooLargeError(what, problem.space.combinations, MAX_PACKAGES, "packages", _ADVICE)


def _found(zone: Choices, objective: Objective, *, what: str, max_ties: int = MAX_TIES) -> Best:
    """Return what is best, proved.

    Raises
    ------
    TooLargeError
        If the search gives up before that.
    """
    answer = best(zone.instance, objective, max_ties=max_ties, max_nodes=MAX_NODES)
    if not answer.is_proven:
        raise TooLargeError(what, answer.nodes, MAX_NODES, "steps of search", _ADVICE)
    return answer


def _ideal(zone: Choices, at: int) -> int:
    """Return the most that any package of the zone is worth to one party, in points."""
    weights = [int(other == at) for other in range(zone.instance.values.shape[2])]
    most = _found(zone, WeightedSum(weights), what="proving what a party could get", max_ties=1).value
    assert isinstance(most, int), "a zone that is not empty has a best package, worth whole points"
    return most
