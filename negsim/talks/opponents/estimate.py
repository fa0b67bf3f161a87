"""Estimate: what somebody's preferences are thought to be, and how close that comes to what they are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.fields import FrozenMapping, frozen_mapping
from negsim.problem import ProblemParty
from negsim.space.package import Package
from negsim.space.space import Space

MAX_COMPARED = 10**6
"""How many packages an estimate is compared on with the truth."""
FINENESS = 10_000
"""The score of a package that is thought to be worth 1."""


def _nested(given: Mapping[str, Mapping[str, float]]) -> FrozenMapping[str, FrozenMapping[str, float]]:
    return FrozenMapping({issue: FrozenMapping(options) for issue, options in given.items()})


@frozen
class Estimate:
    """What somebody's preferences are thought to be: a weighted sum over issues.

    Attributes
    ----------
    weights:
        From issue id to a number from 0 to 1, all together 1.
    values:
        From issue id to option id to a value from 0 to 1.

    Examples
    --------
    >>> thought = Estimate({"a": 0.75, "b": 0.25}, {"a": {"x": 1.0, "y": 0.0}, "b": {"p": 0.5, "q": 1.0}})
    >>> thought.value(Package({"a": "x", "b": "p"}))
    0.875
    """

    weights: Mapping[str, float] = field(converter=frozen_mapping)
    values: Mapping[str, Mapping[str, float]] = field(converter=_nested)

    def value(self, package: Package) -> float:
        """Return what a package is thought to be worth, from 0 to 1."""
        return sum(weight * self.values[issue][package[issue]] for issue, weight in self.weights.items())

    def scores(self, space: Space) -> tuple[tuple[int, ...], ...]:
        """Return what each option of each issue is thought to add, in ten-thousandths, rounded."""
        return tuple(
            tuple(
                round(FINENESS * self.weights[issue.id] * self.values[issue.id][option]) for option in issue.option_ids
            )
            for issue in space.issues
        )


def ignorance(space: Space) -> Estimate:
    """Return what is thought of somebody of whom nothing is known: all issues weigh the same, all options are alike."""
    return Estimate(
        {issue.id: 1 / len(space.issues) for issue in space.issues},
        {issue.id: dict.fromkeys(issue.option_ids, 0.5) for issue in space.issues},
    )


def weighted(raw: Mapping[str, float], values: Mapping[str, Mapping[str, float]]) -> Estimate:
    """Return an estimate whose weights are in proportion to what is given; equal where all are 0."""
    total = sum(raw.values())
    even = 1 / len(raw)
    return Estimate({issue: weight / total if total else even for issue, weight in raw.items()}, values)


def truth(party: ProblemParty, *, space: Space) -> Estimate:
    """Return a party's true preferences as an estimate: for those who are told, and to compare with.

    Raises
    ------
    ValueError
        If its points are not a sum over issues: a table over several issues, or a ceiling.

    Examples
    --------
    >>> from negsim.problem import Factor
    >>> from negsim.space.issue import Issue
    >>> seller = ProblemParty(id="S", factors=[Factor(["price"], [0, 3, 6])])
    >>> dict(truth(seller, space=Space([Issue("price", ["low", "middle", "high"])])).values["price"])
    {'low': 0.0, 'middle': 0.5, 'high': 1.0}
    """
    if party.ceiling is not None or any(len(factor.issues) != 1 for factor in party.factors):
        raise ValueError(f"what {party.id} wants is no sum over issues; expected one table for each issue, no ceiling")
    spreads: dict[str, float] = {}
    values: dict[str, dict[str, float]] = {}
    for issue in space.issues:
        tables = [factor.values for factor in party.factors if factor.issues == (issue.id,)]
        points = [sum(int(table[at]) for table in tables) for at in range(len(issue.options))]
        low, spread = min(points), max(points) - min(points)
        spreads[issue.id] = spread
        values[issue.id] = {
            option: (worth - low) / spread if spread else 0.5
            for option, worth in zip(issue.option_ids, points, strict=True)
        }
    return weighted(spreads, values)


def correlation(estimate: Estimate, party: ProblemParty, *, space: Space) -> float:
    """Return how close an estimate of a party's values comes to the truth: Pearson's correlation over all packages.

    It is 1 where the estimate orders and spaces all packages as the party does, 0 where it says nothing (also where
    one of the two holds all packages for alike), -1 where it is the reverse.

    Raises
    ------
    TooLargeError
        For more than 10^6 combinations.

    Notes
    -----
    Combinations that are excluded are left out.

    References
    ----------
    T. Baarslag, M. J. C. Hendrikx, K. V. Hindriks and C. M. Jonker, "Predicting the performance of opponent models in
    automated negotiation", IEEE/WIC/ACM Web Intelligence and Intelligent Agent Technology (2013), for the measure.
    """
    if space.combinations > MAX_COMPARED:
        raise TooLargeError(
            "comparing an estimate", space.combinations, MAX_COMPARED, "packages", "Compare it on fewer issues."
        )
    exists = _existing(space)
    thought = _added(space, [((issue.id,), _worths(estimate, issue.id)) for issue in space.issues])[exists]
    true = _added(space, [(factor.issues, np.asarray(factor.values, np.float64)) for factor in party.factors])[exists]
    if party.ceiling is not None:
        true = np.minimum(true, party.ceiling)
    thought, true = thought - thought.mean(), true - true.mean()
    spread = float(np.sqrt((thought**2).sum() * (true**2).sum()))
    return float((thought * true).sum()) / spread if spread > 1e-9 else 0.0


def _worths(estimate: Estimate, issue: str) -> NDArray[np.float64]:
    return estimate.weights[issue] * np.array(list(estimate.values[issue].values()))


def _added(space: Space, tables: list[tuple[tuple[str, ...], NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return the sum of tables over issues for every combination of a space."""
    total = np.zeros(space.radices)
    for issues, table in tables:
        at = [space.issue_index(issue) for issue in issues]
        order = np.argsort(at)
        shape = [radix if issue in at else 1 for issue, radix in enumerate(space.radices)]
        total += np.transpose(table, order).reshape(shape)
    return total


def _existing(space: Space) -> NDArray[np.bool_]:
    """Tell which combinations no exclusion covers."""
    exists = np.ones(space.radices, dtype=bool)
    for exclusion in space.excluded:
        named = space.option_indices(exclusion.forbids)
        allowed = [named.get(at, tuple(range(radix))) for at, radix in enumerate(space.radices)]
        exists[np.ix_(*allowed)] = False
    return exists
