"""Draws: what the parties may be like, drawn from what is known of them; one draw is one problem, in integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.principles import principles
from negsim.experiments.drawn_problem import DrawnParty, drawn_problem
from negsim.experiments.knowledge import Knowledge
from negsim.experiments.party_draws import NO_FLOOR, POINTS, PartyPlan, numbers_between, party_plan
from negsim.fields import entries, frozen_mapping
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Demand
from negsim.seeding import stream, uniforms

__all__ = ["BLOCK", "NO_FLOOR", "POINTS", "DrawBlock", "PartyDraws", "Sampler", "moves", "sampler", "whole"]

BLOCK = 4096
"""How many draws make a block. Each has streams of its own, so that draws do not depend on how many are asked for."""


def _kept(given: Any) -> NDArray[Any]:
    """Return an array that nobody can write to: a copy, unless it is one already."""
    array = np.asarray(given)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


def _sealed(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array of our own as one that nobody can write to, without a copy."""
    array.flags.writeable = False
    return array


@frozen(kw_only=True, eq=False)
class PartyDraws:
    """What one party may be like, one row for each draw of a block.

    Attributes
    ----------
    party:
        Its id.
    scale:
        The points that a value of 1 is.
    points:
        What each option adds to a package's points: int64, shape (draws, columns), the options of the first issue
        first, in order. What combinations of options add (interactions) is not in it: that stays as in the problem, on
        the same ``scale``.
    floors:
        The least points that it takes in each draw, :data:`NO_FLOOR` where it takes any: int64, shape (draws,).
    weights:
        The share of each issue: float64, shape (draws, issues).
    """

    party: str
    scale: int
    points: NDArray[np.int64] = field(converter=_kept)
    floors: NDArray[np.int64] = field(converter=_kept)
    weights: NDArray[np.float64] = field(converter=_kept)


@frozen(kw_only=True, eq=False)
class DrawBlock:
    """Some draws, one after the other.

    Attributes
    ----------
    first:
        The number of the first of them.
    parties:
        Those that sign always, in the problem's order.
    firm:
        Which demands turned out firm: bool, shape (draws, demands), in the order of ``problem.demands``. A reservation
        that turned out soft is told by its floor as well.
    by_issue:
        Those with consent by issue whose reservation depends on what is drawn: it binds where a package departs from
        the status quo on an issue that names them. Of others with consent by issue, no number decides anything.
    """

    first: int
    parties: tuple[PartyDraws, ...] = field(converter=entries)
    firm: NDArray[np.bool_] = field(converter=_kept)
    by_issue: tuple[PartyDraws, ...] = field(default=(), converter=entries)

    def __len__(self) -> int:
        return len(self.firm)


@frozen(kw_only=True)
class Sampler:
    """How draws are made: from what is known, from one seed, by methods that are named.

    Attributes
    ----------
    knowledge:
        What is known.
    seed:
        Whole runs of the same seed are equal bit by bit.
    methods:
        By id of those that are drawn, how its weights are: ``as they are``, ``simplex`` (each draw at once),
        ``box`` (likewise, where they need not sum to 1), ``rejection`` (of draws from a simple shape around what is
        known, those that agree with it), all of them exact, or ``hit-and-run`` (in the limit). By ``party:issue``, how
        the values there are drawn, where they are uncertain.
    plans:
        How each party that signs always is drawn.
    by_issue:
        How each other is whose reservation depends on what is drawn.
    resolves:
        By demand name, the name of the stream that decides whether it is firm; demands that rest on one principle share
        one, so that of these just the firmest ones are firm (see :func:`negsim.odds`).
    """

    knowledge: Knowledge
    seed: int
    methods: Mapping[str, str] = field(converter=frozen_mapping)
    plans: tuple[PartyPlan, ...] = field(default=(), converter=entries)
    by_issue: tuple[PartyPlan, ...] = field(default=(), converter=entries)
    resolves: Mapping[str, tuple[str, ...]] = field(factory=dict, converter=frozen_mapping)

    @property
    def is_settled(self) -> bool:
        """Whether all draws are the same: no number is uncertain, and each demand is firm or soft for sure."""
        sure = all(known.point in (0, 1) for known in self.knowledge.firmness.values())
        return sure and not self.knowledge.numbers

    def block(self, index: int, *, size: int = BLOCK) -> DrawBlock:
        """Return the first ``size`` draws of a block, which start at draw ``index * BLOCK``.

        Raises
        ------
        ValueError
            If ``size`` is not from 1 to ``BLOCK``, or ``index`` is below 0.
        """
        if not 1 <= size <= BLOCK or index < 0:
            raise ValueError(
                f"{size} draws of block {index} are asked for, where 1 to {BLOCK} of block 0 on are expected"
            )
        demands = self.knowledge.problem.demands
        firm = np.empty((size, len(demands)), dtype=np.bool_)
        for column, demand in enumerate(demands):
            firm[:, column] = self._is_firm(demand, index, size=size)
        soft = {demand.party: ~firm[:, at] for at, demand in enumerate(demands) if demand.line is None}
        always, others = (
            [self._party(plan, index, size=size, soft=soft.get(plan.known.party)) for plan in plans]
            for plans in (self.plans, self.by_issue)
        )
        return DrawBlock(first=index * BLOCK, parties=always, firm=_sealed(firm), by_issue=others)

    def _party(self, plan: PartyPlan, index: int, *, size: int, soft: NDArray[np.bool_] | None) -> PartyDraws:
        points, weights = plan.points(index, size=size, seed=self.seed)
        floors = plan.floors(points, index=index, seed=self.seed)
        if soft is not None:
            floors[soft] = NO_FLOOR
        kept = {"points": _sealed(points), "floors": _sealed(floors), "weights": _sealed(weights)}
        return PartyDraws(party=plan.known.party, scale=plan.scale, **kept)

    def _is_firm(self, demand: Demand, index: int, *, size: int) -> NDArray[np.bool_]:
        """Tell in which draws a demand is firm; lines of one principle of a party share one resolve."""
        known, line = self.knowledge.firmness[demand.name], demand.name.partition(":")[2]
        chances: Any = float(known.point)
        if known.is_uncertain:
            shares = uniforms((size,), rng=stream(self.seed, demand.party, "firmness", line, str(index)))
            distribution = self.knowledge.of(demand.party).distribution
            chances = numbers_between(known, shares, distribution=distribution)
        return np.asarray(uniforms((size,), rng=stream(self.seed, *self.resolves[demand.name], str(index))) < chances)

    def blocks(self, draws: int) -> Iterator[DrawBlock]:
        """Yield so many draws, block by block."""
        for index in range(-(-draws // BLOCK)):
            yield self.block(index, size=min(BLOCK, draws - index * BLOCK))

    def problem(self, block: DrawBlock, at: int) -> BargainingProblem:
        """Return one draw of a block as a bargaining problem: what turned out soft is not red, what is firm is.

        Lines keep their prices. A reservation that turned out soft is one that every package meets.
        """
        problem = self.knowledge.problem
        drawn = {
            party.party: DrawnParty(scale=party.scale, points=party.points[at], floor=int(party.floors[at]))
            for party in (*block.parties, *block.by_issue)
        }
        firm = {demand.name: bool(is_firm) for demand, is_firm in zip(problem.demands, block.firm[at], strict=True)}
        return drawn_problem(problem, drawn, firm=firm)


def whole(given: object, what: str) -> int:
    """Return a whole number.

    Raises
    ------
    TypeError
        If it is anything else: text, say, or a number with a fraction.
    """
    if isinstance(given, bool) or not isinstance(given, int | np.integer):
        raise TypeError(f"{what}={given!r}; expected a whole number")
    return int(given)


def sampler(knowledge: Knowledge, *, seed: int) -> Sampler:
    """Return how to draw from what is known.

    Parameters
    ----------
    seed:
        Any whole number. Draws are the same for the same seed on every machine; those of one party do not depend on
        which other parties and demands there are, nor on how many draws are made.

    Raises
    ------
    UnanswerableError
        Where a party's numbers are too large to be drawn in integers.
    TypeError
        For a seed that is no whole number.

    Notes
    -----
    Weights and values are drawn independently of each other, values of an issue independently of other issues, firmness
    independently of both; weights of one party together, on everything that agrees with what is known of them.

    Examples
    --------
    >>> import negsim
    >>> from negsim.compilation import compile_scenario
    >>> from negsim.experiments.knowledge import knowledge
    >>> scenario = negsim.Scenario(
    ...     "sale",
    ...     issues=[negsim.Issue("price", ["low", "high"]), negsim.Issue("date", ["soon", "late"])],
    ...     parties=[negsim.Party("Buyer", preferences=negsim.Preferences(
    ...         ranking=["price", "date"],
    ...         values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}}))],
    ... )
    >>> draws = sampler(knowledge(compile_scenario(scenario)), seed=7)
    >>> draws.methods["Buyer"]
    'simplex'
    >>> (buyer,) = draws.block(0, size=1000).parties
    >>> bool((buyer.weights[:, 0] >= 0.5).all()), int(buyer.points[0].sum())
    (True, 1000000)
    """
    seed, problem = whole(seed, "seed"), knowledge.problem
    plans = [party_plan(problem, party, known=knowledge.of(party.id)) for party in problem.signers]
    others = [
        party for party in problem.constrainers if party.consent is Consent.BY_ISSUE and moves(knowledge, party.id)
    ]
    by_issue = [party_plan(problem, party, known=knowledge.of(party.id)) for party in others]
    methods = {plan.known.party: plan.weights.method for plan in (*plans, *by_issue)}
    for plan in (*plans, *by_issue):
        drawn = {issue: how.method for issue, how in plan.values.items() if how.method != "as they are"}
        methods |= {f"{plan.known.party}:{issue}": method for issue, method in drawn.items()}
    return Sampler(
        knowledge=knowledge, seed=seed, methods=methods, plans=plans, by_issue=by_issue, resolves=_resolves(problem)
    )


def moves(known: Knowledge, party: str) -> bool:
    """Tell whether which packages meet a party's reservation is uncertain; not for a party without one that counts."""
    own = known.of(party)
    has_one = any(demand.line is None and demand.party == party for demand in known.problem.demands)
    values = [entry for options in own.values.values() for entry in options.values()]
    numbers = [*own.weights.values(), *values, *([] if own.reservation is None else [own.reservation])]
    return has_one and any(entry.is_uncertain for entry in numbers)


def _resolves(problem: BargainingProblem) -> dict[str, tuple[str, ...]]:
    """Return the name of each demand's stream: its principle's where it rests on one, else its own."""
    found: dict[str, tuple[str, ...]] = {}
    for demand in problem.demands:
        principle = "" if demand.line is None else demand.line.principle
        own = demand.name.partition(":")[2]
        found[demand.name] = (demand.party, *(("principle", principle) if principle else ("resolve", own)))
    for together in principles(problem):
        found |= dict.fromkeys(together.demands, found[together.demands[0]])
    return found
