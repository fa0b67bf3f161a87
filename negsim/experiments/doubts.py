"""Doubts: how sure the answers about a scenario are, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.deals.asking import Asking
from negsim.deals.odds import Odds, odds
from negsim.deals.probing import Probes, probes
from negsim.experiments.knowledge import ASSUMED, Knowledge, Spread, knowledge
from negsim.experiments.sensitivity import Sensitivity, sensitivity
from negsim.experiments.sweep import sweep
from negsim.experiments.sweep_answers import Sweep
from negsim.fields import frozen_mapping
from negsim.search.effort import STEADY, Effort

DRAWS = 10_000
"""How many draws are made where no number is asked for."""


@frozen(kw_only=True, eq=False)
class Doubts:
    """How sure the answers about a scenario are, and what would change them.

    Attributes
    ----------
    compilation:
        Whose answers.
    knowledge:
        Between what each number may lie, and what is assumed.
    odds:
        That the zone is open, with the importance of each demand; None where that was refused.
    probes:
        Which demands to ask about first; None where that was refused.
    sensitivity:
        What would change the answers, one number at a time; None where that was refused.
    sweep:
        The answers over everything that the numbers may be together; None where that was refused.
    refused:
        From question (``odds``, ``probes``, ``sensitivity``, ``sweep``) to why it was not answered.
    """

    compilation: Compilation
    knowledge: Knowledge
    odds: Odds | None
    probes: Probes | None
    sensitivity: Sensitivity | None
    sweep: Sweep | None
    refused: Mapping[str, str] = field(converter=frozen_mapping)


def doubts(
    compilation: Compilation,
    *,
    spread: Spread = ASSUMED,
    draws: int = DRAWS,
    seed: int = 0,
    effort: Effort = STEADY,
) -> Doubts:
    """Return how sure the answers about a compiled scenario are, and what would change them.

    Parameters
    ----------
    spread:
        What to assume of numbers of which the file says nothing.
    draws, seed:
        Of :func:`negsim.sweep`.
    effort:
        Its time is for all questions together: each may take an equal share of what those before it have left.

    Returns
    -------
    The answers. A question whose answer would not have finished is left out and named in ``refused``.

    Raises
    ------
    UnanswerableError
        For a problem that was given in integers.
    ValueError
        Without a draw.

    Examples
    --------
    >>> import negsim
    >>> scenario = negsim.read_scenario("scenarios/two_neighbours.toml")
    >>> found = doubts(negsim.compile_scenario(scenario, reading="negotiable"), draws=100)
    >>> found.sweep.draws, found.sensitivity.answers[:2], dict(found.refused)
    (100, ('odds', 'nash'), {})
    """
    asking = Asking(effort=effort.started(), questions=4)
    known = knowledge(compilation, spread=spread)
    problem = compilation.problem
    return Doubts(
        compilation=compilation,
        knowledge=known,
        odds=asking.attempt("odds", lambda effort: odds(problem, effort=effort)),
        probes=asking.attempt("probes", lambda effort: probes(problem, effort=effort)),
        sweep=asking.attempt(
            "sweep", lambda effort: sweep(compilation, draws=draws, seed=seed, spread=spread, effort=effort)
        ),
        sensitivity=asking.attempt("sensitivity", lambda effort: sensitivity(compilation, known=known, effort=effort)),
        refused=asking.refused,
    )
