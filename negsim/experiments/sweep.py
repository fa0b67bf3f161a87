"""Sweep: the answers about a scenario over everything that its weights, values and firmness may be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.compilation import Compilation
from negsim.deals.odds import odds
from negsim.deals.rules import RULES
from negsim.errors import TooLargeError, UnanswerableError
from negsim.experiments.acceptability import Acceptability, Tally
from negsim.experiments.draws import DrawBlock, Sampler, sampler, whole
from negsim.experiments.knowledge import ASSUMED, Knowledge, Spread, knowledge
from negsim.experiments.party_acceptability import closed_acceptability, counted
from negsim.experiments.share import Mean, Share, certain, mean
from negsim.experiments.sweep_answers import Robustness, Sweep, Trace
from negsim.experiments.sweep_kept import Consents, consents, mean_firmness, resolves
from negsim.experiments.sweep_packages import Followed, followed, known_rules
from negsim.experiments.sweep_rules import NOTHING, RuleCounts, counted_share
from negsim.experiments.sweep_zone import Listed, Way, way_of
from negsim.kernels.fused_choice import Pick
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import STEADY, Effort
from negsim.search.indexed import indexed
from negsim.space.package import Package

MAX_FOLLOWED = 12
"""How many packages a sweep follows where none are asked for."""
TRACED = 2000
"""Of how many draws a sweep keeps what was drawn and picked, for pictures."""


def sweep(
    compilation: Compilation,
    *,
    draws: int = 10_000,
    seed: int = 0,
    spread: Spread = ASSUMED,
    packages: Sequence[Package] = (),
    rules: Sequence[str] = RULES,
    max_packages: int = MAX_FOLLOWED,
    effort: Effort = STEADY,
) -> Sweep:
    """Return how likely each answer about a compiled scenario is, over everything that is known to be possible.

    Each draw takes one value for every weight, option, reservation and firmness within what is known, lets each demand
    be firm with its probability, and decides exactly who accepts what.

    Parameters
    ----------
    seed:
        The same seed gives the same draws, whatever else is asked and however many there are.
    spread:
        What to assume of numbers of which the file says nothing.
    packages:
        To follow besides the status quo, the solutions, nearest deals and frontier at the point estimates.
    rules:
        Which rules to ask.
    max_packages:
        How many packages to follow, at most 200; those asked for count in any case.
    effort:
        ``max_seconds`` also limits how long draws may be decided one by one, two minutes without it.

    Raises
    ------
    UnknownNameError
        If there is no such rule, or a package is none of this scenario's.
    UnanswerableError
        For a problem that was given in integers, and where there is no package to follow.
    TooLargeError
        Where the draws would take longer than is allowed; the message says how many would not.
    ValueError
        Without a draw, or for a package that an exclusion covers.
    TypeError
        Where ``draws`` or ``seed`` is no whole number.

    Notes
    -----
    Spaces of up to 200,000 combinations are listed in every draw (:mod:`negsim.kernels.fused`). In larger ones, where
    no reservation depends on what is drawn, a draw is open where in each group of demands some least set that packages
    break has no firm demand; elsewhere each draw is searched. Whatever has a closed form is exact: the probability that
    all accept a package whose reservations do not move is the product of the probabilities that the demands it breaks
    are soft, and the zone is then open with the odds of :func:`negsim.odds`. Where no number is uncertain and each
    demand is firm or soft for sure, all draws are the same, and every answer is exact.

    Examples
    --------
    >>> import negsim
    >>> scenario = negsim.read_scenario("scenarios/two_neighbours.toml")
    >>> found = sweep(negsim.compile_scenario(scenario), draws=500, seed=7)
    >>> found.draws, found.packages[0].followed.name
    (500, 'status quo')
    """
    if whole(draws, "draws") < 1:
        raise ValueError(f"{draws} draws; expected at least one")
    asked, effort = known_rules(rules), effort.started()
    known = knowledge(compilation, spread=spread)
    chosen = followed(compilation.problem, packages, max_packages=max_packages, effort=effort)
    if not chosen:
        raise UnanswerableError(
            "a sweep",
            "there is no package to follow: no status quo, and too many packages to single one out",
            "name at least one, by --package or packages=",
        )
    counts = _counts(sampler(known, seed=seed), chosen, rules=asked, draws=draws, effort=effort)
    for block in counts.how.blocks(draws):
        effort.check("a sweep")
        counts.add(block)
    return Sweep(
        compilation=compilation,
        knowledge=known,
        seed=seed,
        draws=draws,
        open=counts.open(effort=effort),
        zone_size=counts.zone_size(),
        packages=[counts.robustness(at) for at in range(len(chosen))],
        rules=counts.rules.result(),
        acceptability={party: counts.acceptability(party) for party in counts.signing},
        methods=counts.methods(),
        trace=counts.trace(),
    )


def _counts(
    how: Sampler, chosen: Sequence[Followed], *, rules: tuple[Pick, ...], draws: int, effort: Effort
) -> _Counts:
    packages = [entry.package for entry in chosen]
    problem = how.knowledge.problem
    signing, named = [party.id for party in problem.signers], {entry.name: entry.package for entry in chosen}
    closed = {party: closed_acceptability(how.knowledge, party, named) for party in signing}
    way = way_of(how, draws=draws, effort=effort)
    listed = way if isinstance(way, Listed) and way.can_choose else None
    return _Counts(
        how=how,
        followed=tuple(chosen),
        consents=consents(how, packages),
        way=way,
        rules=RuleCounts(how=how, rules=rules, effort=effort, listed=listed),
        closed={party: found for party, found in closed.items() if found is not None},
        tallies={party: Tally(alternatives=len(chosen), criteria=len(problem.space.issues)) for party in signing},
    )


@define(kw_only=True, eq=False)
class _Counts:
    """What is counted of draws, block by block."""

    how: Sampler
    followed: tuple[Followed, ...]
    consents: Consents
    way: Way
    rules: RuleCounts
    closed: dict[str, Acceptability]
    tallies: dict[str, Tally]
    draws: int = 0
    opened: int = 0
    packages: int = 0
    squares: int = 0
    _accepted: NDArray[np.int64] = field(init=False)
    _all: NDArray[np.int64] = field(init=False)
    _values: list[NDArray[np.float64]] = field(factory=list, init=False)
    _picked: dict[str, list[int]] = field(init=False)
    _favourite: dict[str, list[int]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._accepted = np.zeros((len(self.consents.parties), len(self.followed)), dtype=np.int64)
        self._all = np.zeros(len(self.followed), dtype=np.int64)
        self._picked = {rule: [] for rule in self.rules.rules}
        self._favourite = {party: [] for party in self.signing}

    @property
    def signing(self) -> tuple[str, ...]:
        """The parties that sign every package."""
        return tuple(self.tallies)

    def add(self, block: DrawBlock) -> None:
        """Count the draws of a block."""
        points = [worth.points(drawn) for worth, drawn in zip(self.consents.worth, block.parties, strict=True)]
        accepts = self.consents.of(block, points)
        self._accepted += accepts.sum(axis=1)
        self._all += np.logical_and.reduce(accepts, axis=0).sum(axis=0)
        sizes = self.way.sizes(block)
        self.opened += int((sizes > 0).sum())
        self.packages += int(sizes.sum())
        self.squares += int((sizes * sizes).sum())
        picks = self.rules.add(block, sizes)
        first = [
            self.tallies[drawn.party].add(own, np.asarray(drawn.weights))
            for drawn, own in zip(block.parties, points, strict=True)
        ]
        self._keep(block, picks, first)
        self.draws += len(block)

    def _keep(self, block: DrawBlock, picks: dict[str, list[int]], first: Sequence[NDArray[np.int64]]) -> None:
        """Keep what was drawn, as long as few draws are kept."""
        room = max(0, TRACED - self.draws)
        if not room:
            return
        columns = [
            np.asarray(drawn.weights)[:room, at]
            for drawn in block.parties
            for at, entry in enumerate(self.how.knowledge.of(drawn.party).weights.values())
            if entry.is_uncertain
        ]
        kept = min(room, len(block))
        self._values.append(np.stack(columns, axis=1) if columns else np.zeros((kept, 0)))
        for rule, numbers in picks.items():
            self._picked[rule] += numbers[:room]
        for party, own in zip(self.signing, first, strict=True):
            self._favourite[party] += own[:room].tolist()

    def open(self, *, effort: Effort) -> Share:
        """Return how likely the zone is open: exactly, where nothing but firmness decides it."""
        try:
            exact = None if self.consents.kept.moving else exact_odds(self.how.knowledge, effort=effort)
        except TooLargeError:
            exact = None
        return counted_share(self.opened, self.draws, how=self.how) if exact is None else certain(exact)

    def zone_size(self) -> Mean | None:
        """Return how many packages the zone has in the mean; None where they were not counted, or no draw was open."""
        if not isinstance(self.way, Listed) or not self.opened:
            return None
        if self.how.is_settled:
            return Mean(value=Fraction(self.packages, self.draws))
        return mean(self.packages, self.squares, self.draws)

    def robustness(self, at: int) -> Robustness:
        """Return how a package fares."""
        kept = self.consents.kept
        by_party = {
            party: self._share(kept.chance(at, kept.of(party)), int(self._accepted[row, at]))
            for row, party in enumerate(self.consents.parties)
        }
        everyone = self._share(kept.chance(at, range(len(kept.demands))), int(self._all[at]))
        return Robustness(followed=self.followed[at], all_accept=everyone, by_party=by_party)

    def _share(self, chance: Fraction | None, hits: int) -> Share:
        return counted_share(hits, self.draws, how=self.how) if chance is None else certain(chance)

    def acceptability(self, party: str) -> Acceptability:
        """Return how the packages rank for a party."""
        if party in self.closed:
            return self.closed[party]
        named = {entry.name: entry.package for entry in self.followed}
        return counted(self.tallies[party], how=self.how, party=party, packages=named)

    def methods(self) -> dict[str, str]:
        """Return how each answer was found."""
        shares = [share for at in range(len(self.followed)) for share in self.robustness(at).shares]
        packages = "products of the probabilities that demands are soft"
        if not any(share.exact for share in shares):
            packages = "draws"
        elif not all(share.exact for share in shares):
            packages += " where these tell it, draws elsewhere"
        return {"zone": self.way.method, "packages": packages, "rules": self.rules.method, **self.how.methods}

    def trace(self) -> Trace:
        """Return the first draws."""
        known, problem = self.how.knowledge, indexed(self.how.knowledge.problem)
        own = [problem.number(entry.package) for entry in self.followed]
        others = {number for numbers in self._picked.values() for number in numbers} - {NOTHING, *own}
        order = [*own, *sorted(others)]
        at = {number: place for place, number in enumerate(order)} | {NOTHING: NOTHING}
        return Trace(
            names=[
                entry.name for party in self.signing for entry in known.of(party).weights.values() if entry.is_uncertain
            ],
            values=np.concatenate(self._values),
            packages=[problem.package(number) for number in order],
            picked={rule: [at[number] for number in numbers] for rule, numbers in self._picked.items()},
            favourite=self._favourite,
        )


def exact_odds(known: Knowledge, *, effort: Effort = STEADY) -> Fraction | None:
    """Return the probability that the zone is open where no reservation moves; None where odds do not tell it exactly.

    A demand is firm with the mean of what its firmness may be; lines of one principle are decided together, which odds
    tell exactly where their firmness is known.
    """
    problem = known.problem
    means = dict(zip((demand.name for demand in problem.demands), mean_firmness(known), strict=True))
    found = odds(with_firmness(problem, means), effort=effort)
    names = [demand.name for demand in problem.demands]
    tied = {frozenset(names[at] for at in together) for together in resolves(problem) if len(together) > 1}
    if not tied:
        return found.open if found.open == found.open_at_most else None
    is_known = not any(known.firmness[name].is_uncertain for together in tied for name in together)
    low, high = found.open_one_principle, found.open_one_principle_at_most
    return low if is_known and low == high else None


def with_firmness(problem: BargainingProblem, firmness: dict[str, Fraction]) -> BargainingProblem:
    """Return a problem with other probabilities that demands are firm.

    Parameters
    ----------
    firmness:
        By demand name; demands that are not named stay as they are.
    """

    def changed(party: ProblemParty) -> ProblemParty:
        lines = [
            attrs.evolve(line, firmness=firmness.get(f"{party.id}:{line.id}", line.firmness))
            for line in party.red_lines
        ]
        own = party.reservation
        if own is not None:
            own = attrs.evolve(own, firmness=firmness.get(f"{party.id}:reservation", own.firmness))
        return attrs.evolve(party, red_lines=lines, reservation=own)

    return attrs.evolve(problem, parties=[changed(party) for party in problem.parties])
