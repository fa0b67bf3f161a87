"""Acceptability of packages to one party, over what is known of its weights and values."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.compilation import Compilation
from negsim.errors import UnknownNameError
from negsim.experiments.acceptability import Acceptability, Tally, known_alternatives, on_line
from negsim.experiments.decision_tables import of_two
from negsim.experiments.draws import PartyDraws, Sampler, sampler, whole
from negsim.experiments.knowledge import ASSUMED, Knowledge, PartyKnowledge, Spread, knowledge
from negsim.experiments.share import Mean, Share, certain, share
from negsim.experiments.weight_shapes import WeightLine, weight_corners, weight_line
from negsim.fields import frozen_array
from negsim.parties.interval import Interval
from negsim.problem import BargainingProblem
from negsim.space.package import Package

MAX_CONFIDENCE_DRAWS = 10_000
"""How many draws of a party's values a confidence factor takes at most: each package has draws of its own."""


@frozen(kw_only=True, eq=False)
class Worths:
    """What several packages are worth to one party, draw by draw.

    Attributes
    ----------
    columns:
        For each package and issue, the column of its option in a party's points: int64, shape (packages, issues).
    extra:
        What combinations of options add to each package, in points of the draws: int64, shape (packages,).
    ceiling:
        The most points that a package can be worth; None where no sum is cut.
    """

    columns: NDArray[np.int64] = field(converter=frozen_array)
    extra: NDArray[np.int64] = field(converter=frozen_array)
    ceiling: int | None

    def points(self, drawn: PartyDraws) -> NDArray[np.int64]:
        """Return what each package is worth in each draw: shape (draws, packages)."""
        total = drawn.points[:, self.columns].sum(axis=2) + self.extra
        return np.asarray(total if self.ceiling is None else np.minimum(total, self.ceiling))


def worths(drawn: BargainingProblem, party_id: str, packages: Sequence[Package]) -> Worths:
    """Return how packages' points are put together for a party that signs always.

    Parameters
    ----------
    drawn:
        Any one draw as a problem: what combinations of options add, and the ceiling, are the same in all.
    """
    space, party = drawn.space, drawn.party(party_id)
    chosen = [space.indices(package) for package in packages]
    starts = [0, *itertools.accumulate(space.radices)][:-1]
    joint = [factor for factor in party.factors if len(factor.issues) > 1]
    over = [[space.issue_index(issue) for issue in factor.issues] for factor in joint]
    extra = [
        sum(int(factor.values[tuple(row[at] for at in axes)]) for factor, axes in zip(joint, over, strict=True))
        for row in chosen
    ]
    return Worths(columns=np.array(chosen, dtype=np.int64) + np.array(starts), extra=extra, ceiling=party.ceiling)


def acceptability(
    compilation: Compilation,
    party: str,
    packages: Sequence[Package] | Mapping[str, Package],
    *,
    draws: int = 10_000,
    seed: int = 0,
    spread: Spread = ASSUMED,
) -> Acceptability:
    """Return how several packages rank for one party over everything that its weights and values may be.

    Parameters
    ----------
    party:
        One that signs every package.
    packages:
        At most 200; by name, or under their own texts.
    seed:
        The same seed gives the same draws, whatever else is asked.
    spread:
        What to assume of numbers of which the file says nothing.

    Returns
    -------
    Exact where the party's values are exact and its weights follow one number (two issues, or two uncertain weights),
    and for two packages where nothing is known of the weights but perhaps their order.

    Raises
    ------
    UnknownNameError
        If no such party signs every package.
    UnanswerableError
        As :func:`negsim.experiments.knowledge.knowledge`.
    TooLargeError
        For more than 200 packages.
    ValueError
        Without a package or a draw, or for a package twice.
    TypeError
        Where ``draws`` or ``seed`` is no whole number.

    Notes
    -----
    See :func:`negsim.experiments.decision_tables.table_acceptability` for the measures. The confidence factor of a
    package takes up to 10,000 draws of the party's values under the package's central weights; where values are exact
    it is 1: weights under which nothing is better are convex, so that their mean is one of them.

    Examples
    --------
    >>> import negsim
    >>> price, date = negsim.Issue("price", ["low", "high"]), negsim.Issue("date", ["soon", "late"])
    >>> buyer = negsim.Party("Buyer", preferences=negsim.Preferences(
    ...     weights={"price": 3, "date": 2},
    ...     values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}}))
    >>> compilation = negsim.compile_scenario(negsim.Scenario("sale", issues=[price, date], parties=[buyer]))
    >>> cheap, soon = (negsim.Package({"price": p, "date": d}) for p, d in [("low", "late"), ("high", "soon")])
    >>> found = acceptability(compilation, "Buyer", {"cheap": cheap, "soon": soon})
    >>> found.rank("cheap").value, found.method
    (Fraction(3, 4), 'closed form (one uncertain share)')
    """
    if whole(draws, "draws") < 1:
        raise ValueError(f"{draws} draws; expected at least one")
    seed, known = whole(seed, "seed"), knowledge(compilation, spread=spread)
    signing = [entry.id for entry in compilation.problem.signers]
    if party not in signing:
        raise UnknownNameError("party that signs every package", party, signing)
    named = dict(packages) if isinstance(packages, Mapping) else {str(package): package for package in packages}
    if len(named) < len(packages):
        raise ValueError(f"{len(packages)} packages, some of them twice; expected each once")
    known_alternatives(tuple(named))
    closed = closed_acceptability(known, party, named)
    if closed is not None:
        return closed
    how = sampler(known, seed=seed)
    tally, worth = Tally(alternatives=len(named), criteria=len(known.problem.space.issues)), None
    for block in how.blocks(draws):
        worth = worth or worths(how.problem(block, 0), party, tuple(named.values()))
        own = next(entry for entry in block.parties if entry.party == party)
        tally.add(worth.points(own), own.weights)
    return counted(tally, how=how, party=party, packages=named)


def counted(tally: Tally, *, how: Sampler, party: str, packages: Mapping[str, Package]) -> Acceptability:
    """Return what was counted for a party, with confidence factors."""
    return tally.result(
        alternatives=tuple(packages),
        criteria=[issue.id for issue in how.knowledge.problem.space.issues],
        confidence=confidence(tally, how=how, party=party, packages=tuple(packages.values())),
        method=f"{how.methods[party]}, drawn",
    )


def confidence(tally: Tally, *, how: Sampler, party: str, packages: Sequence[Package]) -> list[Share | None]:
    """Return for each package how likely nothing is better under its central weights."""
    known = how.knowledge.of(party)
    exact = are_values_exact(known) and how.knowledge.problem.party(party).ceiling is None
    return [
        None
        if central is None
        else certain(1)
        if exact
        else _under(central, at, how=how, party=party, packages=packages, draws=min(tally.draws, MAX_CONFIDENCE_DRAWS))
        for at, central in enumerate(tally.central())
    ]


def _under(
    central: tuple[Mean, ...], at: int, *, how: Sampler, party: str, packages: Sequence[Package], draws: int
) -> Share:
    """Return how likely nothing is better than one package when its party's weights are these."""
    fixed = sampler(with_weights(how.knowledge, party, central), seed=how.seed)
    hits, worth = 0, None
    for block in fixed.blocks(draws):
        worth = worth or worths(fixed.problem(block, 0), party, packages)
        points = worth.points(next(entry for entry in block.parties if entry.party == party))
        hits += int((points[:, [at]] >= points).all(axis=1).sum())
    return share(hits, draws)


def with_weights(known: Knowledge, party: str, weights: Sequence[Mean]) -> Knowledge:
    """Return what is known where a party's weights are known exactly; shares of one whole sum to 1."""
    own = known.of(party)
    total = sum((weight.value for weight in weights), Fraction(0)) if own.sums_to_one else Fraction(1)
    at = [weight.value / (total or 1) for weight in weights]
    fixed = {
        issue: attrs.evolve(entry, point=weight, interval=Interval(weight, weight), origin="exact")
        for (issue, entry), weight in zip(own.weights.items(), at, strict=True)
    }
    changed = attrs.evolve(own, weights=fixed, heavier=())
    return attrs.evolve(known, parties=[changed if entry is own else entry for entry in known.parties])


def are_values_exact(known: PartyKnowledge) -> bool:
    """Tell whether nothing is uncertain about what a party's options are worth."""
    return not any(entry.is_uncertain for options in known.values.values() for entry in options.values())


def closed_acceptability(known: Knowledge, party: str, packages: Mapping[str, Package]) -> Acceptability | None:
    """Return the exact acceptability of packages to a party; None where there is no closed form."""
    own, problem = known.of(party), known.problem
    if not are_values_exact(own) or problem.party(party).ceiling is not None:
        return None
    worth = [_worth(known, party, package) for package in packages.values()]
    line = weight_line(own)
    if line is not None:
        return _on_line(line, worth, alternatives=tuple(packages), issues=tuple(own.weights))
    corners = weight_corners(own) if len(packages) <= 2 else None
    return (
        None if corners is None else _between(corners, worth, alternatives=tuple(packages), issues=tuple(own.weights))
    )


def _worth(known: Knowledge, party: str, package: Package) -> tuple[list[Fraction], Fraction]:
    """Return what a package's options are worth on each issue, and what its combinations add whatever the weights."""
    own, problem = known.of(party), known.problem
    values = [own.values[issue][package[issue]].point for issue in own.weights]
    as_coded = Fraction(problem.points(package)[party], problem.party(party).scale)
    weighed = zip(own.weights.values(), values, strict=True)
    return values, as_coded - sum((entry.point * value for entry, value in weighed), Fraction(0))


def _on_line(
    line: WeightLine,
    worth: Sequence[tuple[Sequence[Fraction], Fraction]],
    *,
    alternatives: tuple[str, ...],
    issues: tuple[str, ...],
) -> Acceptability:
    lines = []
    for values, more in worth:
        start = sum((weight * value for weight, value in zip(line.starts, values, strict=True)), more)
        slope = sum((step * value for step, value in zip(line.slopes, values, strict=True)), Fraction(0))
        lines.append((start, slope))
    return on_line(
        lines,
        weights=[(start, Fraction(slope)) for start, slope in zip(line.starts, line.slopes, strict=True)],
        between=line.between,
        named=(alternatives, issues),
        method="closed form (one uncertain share)" if any(line.slopes) else "closed form (known weights)",
    )


def _between(
    corners: Sequence[Sequence[Fraction]],
    worth: Sequence[tuple[Sequence[Fraction], Fraction]],
    *,
    alternatives: tuple[str, ...],
    issues: tuple[str, ...],
) -> Acceptability:
    """Return the acceptability of one or two packages: how much each corner counts is uniform on the simplex."""
    rows = [
        [sum((weight * value for weight, value in zip(corner, values, strict=True)), more) for corner in corners]
        for values, more in worth
    ]
    found = of_two(rows, alternatives=alternatives, criteria=tuple(str(at) for at in range(len(corners))))
    central = [
        None
        if shares is None
        else tuple(
            Mean(
                value=sum(
                    (share.value * corner[at] for share, corner in zip(shares, corners, strict=True)), Fraction(0)
                )
            )
            for at in range(len(issues))
        )
        for shares in found.central
    ]
    return attrs.evolve(found, criteria=issues, central=central, method="closed form (two packages)")
