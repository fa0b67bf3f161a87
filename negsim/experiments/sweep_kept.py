"""Which demands the packages of a sweep break: for sure where nothing moves it, otherwise draw by draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.deal import is_broken
from negsim.deals.principles import principles
from negsim.experiments.draws import DrawBlock, PartyDraws, Sampler, moves
from negsim.experiments.knowledge import Knowledge
from negsim.experiments.party_acceptability import Worths, worths
from negsim.fields import entries
from negsim.parties.party import Consent
from negsim.parties.uncertainty import Distribution
from negsim.problem import BargainingProblem, Demand
from negsim.space.package import Package


@frozen(kw_only=True, eq=False)
class Kept:
    """What several packages break.

    Attributes
    ----------
    demands:
        Those of the problem, in order.
    firmness:
        Of each, the probability that it is firm, over everything that this probability may be.
    uncertain:
        Indices of the demands of which that probability is uncertain itself.
    resolves:
        Indices of the demands by what decides them together: lines that rest on one principle, others alone.
    moving:
        Indices of the reservations that different packages meet in different draws, as weights, values or the
        reservation itself are uncertain.
    broken:
        Which packages break which of the other demands: bool, shape (demands, packages).
    free:
        Which packages no number of a demand's party can make break it, as they leave alone what its consent is asked
        about: bool, shape (demands, packages).
    """

    demands: tuple[Demand, ...] = field(converter=entries)
    firmness: tuple[Fraction, ...] = field(converter=entries)
    uncertain: frozenset[int]
    resolves: tuple[tuple[int, ...], ...] = field(converter=entries)
    moving: tuple[int, ...] = field(converter=entries)
    broken: NDArray[np.bool_]
    free: NDArray[np.bool_]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the demands."""
        return tuple(demand.name for demand in self.demands)

    def chance(self, package: int, demands: Iterable[int]) -> Fraction | None:
        """Return the exact probability that a package breaks none of some demands that is firm; None where it is drawn.

        Demands turn out firm independently of each other, and lines of one principle by one resolve: the firmest of
        them is firm wherever another is. That is drawn where it is uncertain which is the firmest.
        """
        asked = list(demands)
        if any(at in self.moving and not self.free[at, package] for at in asked):
            return None
        chance = Fraction(1)
        for together in self.resolves:
            hit = [at for at in together if at in asked and self.broken[at, package]]
            if len(hit) > 1 and self.uncertain & set(hit):
                return None
            chance *= 1 - max((self.firmness[at] for at in hit), default=Fraction(0))
        return chance

    def of(self, party: str) -> list[int]:
        """Return the indices of the demands that are a party's, alone or with others of its bloc."""
        return [at for at, demand in enumerate(self.demands) if party in demand.shared_by]

    def keeps(self, firm: NDArray[np.bool_], demands: Sequence[int]) -> NDArray[np.bool_]:
        """Tell in which draws packages break no firm one of some demands that do not move: shape (draws, packages)."""
        fixed = [at for at in demands if at not in self.moving]
        hits = firm[:, fixed].astype(np.int64) @ self.broken[fixed].astype(np.int64)
        return np.asarray(hits == 0)


@frozen(kw_only=True, eq=False)
class Consents:
    """Who accepts which of several packages, draw by draw.

    Attributes
    ----------
    kept:
        What the packages break.
    worth:
        For each party that signs always, in the problem's order, how packages' points are put together.
    by_issue:
        The same of those with consent by issue that are drawn.
    parties:
        Whose demands count: those that sign always, and those that are asked about their own issues.
    """

    kept: Kept
    worth: tuple[Worths, ...] = field(converter=entries)
    by_issue: tuple[Worths, ...] = field(converter=entries)
    parties: tuple[str, ...] = field(converter=entries)

    def of(self, block: DrawBlock, points: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
        """Return which party accepts which package: shape (parties, draws, packages).

        Parameters
        ----------
        points:
            For each party that signs always, what each package is worth in each draw.
        """
        firm = np.asarray(block.firm, dtype=bool)
        found = np.stack([self.kept.keeps(firm, self.kept.of(party)) for party in self.parties])
        moving = {self.kept.demands[at].party for at in self.kept.moving}
        for drawn, own in zip(block.parties, points, strict=True):
            if drawn.party in moving:
                found[self.parties.index(drawn.party)] &= own >= drawn.floors[:, None]
        for drawn, worth in zip(block.by_issue, self.by_issue, strict=True):
            own = worth.points(drawn)
            found[self.parties.index(drawn.party)] &= self._free(drawn) | (own >= drawn.floors[:, None])
        return found

    def _free(self, drawn: PartyDraws) -> NDArray[np.bool_]:
        at = next(at for at in self.kept.moving if self.kept.demands[at].party == drawn.party)
        return np.asarray(self.kept.free[at])


def consents(how: Sampler, packages: Sequence[Package]) -> Consents:
    """Return who accepts which package."""
    problem = how.knowledge.problem
    block = how.block(0, size=1)
    drawn = how.problem(block, 0)
    return Consents(
        kept=kept(how.knowledge, packages),
        worth=[worths(drawn, party.party, packages) for party in block.parties],
        by_issue=[worths(drawn, party.party, packages) for party in block.by_issue],
        parties=[party.id for party in problem.constrainers],
    )


def kept(known: Knowledge, packages: Sequence[Package]) -> Kept:
    """Return what packages break."""
    problem = known.problem
    demands = problem.demands
    moving = [at for at, demand in enumerate(demands) if demand.line is None and moves(known, demand.party)]
    broken, free = (np.zeros((len(demands), len(packages)), dtype=bool) for _ in range(2))
    for at, demand in enumerate(demands):
        if at not in moving:
            broken[at] = [is_broken(problem, demand, package) for package in packages]
        else:
            free[at] = [not binds(problem, demand.party, package) for package in packages]
    return Kept(
        demands=demands,
        firmness=mean_firmness(known),
        uncertain=frozenset(at for at, demand in enumerate(demands) if known.firmness[demand.name].is_uncertain),
        resolves=resolves(problem),
        moving=moving,
        broken=broken,
        free=free,
    )


def binds(problem: BargainingProblem, party: str, package: Package) -> bool:
    """Tell whether a party is asked about a package: always, or where it changes an issue that names the party."""
    asked = problem.party(party)
    if asked.consent is not Consent.BY_ISSUE:
        return True
    return any(package[issue] != problem.space.issue(issue).status_quo for issue in problem.consent_issues(asked))


def resolves(problem: BargainingProblem) -> tuple[tuple[int, ...], ...]:
    """Return which demands one resolve decides: those of :func:`negsim.principles` together, others alone."""
    places = {demand.name: at for at, demand in enumerate(problem.demands)}
    tied = [tuple(places[name] for name in principle.demands) for principle in principles(problem)]
    alone = set(places.values()) - {at for together in tied for at in together}
    return tuple(sorted([*tied, *((at,) for at in alone)]))


def mean_firmness(known: Knowledge) -> tuple[Fraction, ...]:
    """Return how likely each demand is firm: the mean of what that probability may be.

    A demand that is firm with a probability which itself is uncertain is firm with the mean of it.
    """
    found = []
    for demand in known.problem.demands:
        entry, distribution = known.firmness[demand.name], known.of(demand.party).distribution
        low, high = entry.interval.low, entry.interval.high
        if distribution is Distribution.TRIANGULAR:
            found.append((low + high + min(high, max(low, entry.point))) / 3)
        else:
            found.append((low + high) / 2)
    return tuple(found)
