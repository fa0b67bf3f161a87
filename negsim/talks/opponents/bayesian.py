"""Bayesian: weights and values of another party as hypotheses, each as likely as it explains what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from negsim.fields import entries
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.opponents.estimate import Estimate, weighted
from negsim.talks.view import Brief

LEVELS = tuple(level / 10 for level in range(1, 11))
"""What an issue may weigh, before weights are made to add up to 1."""
_CAREFUL = Context(prec=25)
Row = tuple[float, ...]


def _share(instance: object, attribute: Any, given: float) -> None:  # noqa: ARG001 - an interface's arguments
    if not 0 <= given <= 1:
        raise ValueError(f"{attribute.name}={given}; expected a share from 0 to 1")


@frozen(kw_only=True)
class Belief:
    """What is believed of one party.

    Attributes
    ----------
    space:
        What can be agreed.
    shapes:
        For each issue, the hypotheses of what its options are worth: one for each option, as the best.
    weights:
        For each issue, how likely each of the levels is.
    bests:
        For each issue, how likely each of the shapes is.
    """

    space: Space
    shapes: tuple[tuple[Row, ...], ...] = field(converter=entries)
    weights: tuple[Row, ...] = field(converter=entries)
    bests: tuple[Row, ...] = field(converter=entries)

    @property
    def weight_means(self) -> Row:
        """What each issue is expected to weigh, before weights are made to add up to 1."""
        return tuple(_dot(odds, LEVELS) for odds in self.weights)

    @property
    def value_means(self) -> tuple[Row, ...]:
        """For each issue, what each of its options is expected to be worth."""
        return tuple(
            tuple(_dot(odds, worths) for worths in zip(*shapes, strict=True))
            for odds, shapes in zip(self.bests, self.shapes, strict=True)
        )


@frozen(kw_only=True)
class Bayesian:
    """Weights and values of another party as hypotheses; Bayes' rule makes those likelier that explain its offers.

    It assumes that the other concedes evenly: that what it offers after a share t of the time is worth about
    ``1 - concession * t`` to it, with an error that is normally distributed. Each issue may weigh 0.1, 0.2, ... or 1
    (relative to the others), and each of its options may be the best: on an ordered issue the others then fall evenly
    to 0 at the farther end (downhill, uphill and triangular functions), on an unordered one they are worth 0.

    Attributes
    ----------
    concession:
        What share of its value the other is thought to give up by the end.
    spread:
        The standard deviation of that guess.

    Notes
    -----
    The scalable form: hypotheses of one issue are judged with what is expected of the others, so that an offer costs
    as many steps as all issues have hypotheses. Exponentials are worked out in decimals on a grid of thousandths, which
    makes them the same on every machine.

    References
    ----------
    K. V. Hindriks and D. Tykhonov, "Opponent modelling in automated multi-issue negotiation using Bayesian learning",
    AAMAS (2008).

    Examples
    --------
    >>> space = Space([Issue("price", ["low", "middle", "high"], ordered=True)])
    >>> model = Bayesian()
    >>> thought = model.estimate(model.heard(prior(space), Package({"price": "high"}), elapsed=0.0))
    >>> [round(value, 2) for value in thought.values["price"].values()]
    [0.0, 0.5, 1.0]
    """

    concession: float = field(default=0.5, converter=float, validator=_share)
    spread: float = field(default=0.25, converter=float)

    @spread.validator
    def _is_positive(self, attribute: Any, given: float) -> None:
        if not 0.01 <= given <= 10:
            raise ValueError(f"{attribute.name}={given}; expected a number from 0.01 to 10")

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        if self == Bayesian():
            return "bayesian"
        return f"bayesian:concession={self.concession},spread={self.spread}"

    def begin(self, brief: Brief, party: str) -> Belief:  # noqa: ARG002 - an interface's arguments
        """Return that all hypotheses are equally likely."""
        return prior(brief.space)

    def heard(self, memory: Belief, package: Package, *, elapsed: float) -> Belief:
        """Make those hypotheses likelier under which the offer is worth what the party is thought to ask for."""
        options = memory.space.indices(package)
        asked = 1 - self.concession * elapsed
        expected, means = memory.weight_means, memory.value_means
        own = [row[at] for row, at in zip(means, options, strict=True)]
        total, worth = sum(expected), _dot(expected, own)
        weights, bests = [], []
        for issue, option in enumerate(options):
            rest, others = worth - expected[issue] * own[issue], total - expected[issue]
            supposed = [(rest + level * own[issue]) / (others + level) for level in LEVELS]
            weights.append(self._updated(memory.weights[issue], supposed, asked=asked))
            supposed = [(rest + expected[issue] * shape[option]) / total for shape in memory.shapes[issue]]
            bests.append(self._updated(memory.bests[issue], supposed, asked=asked))
        return Belief(space=memory.space, shapes=memory.shapes, weights=weights, bests=bests)

    def _updated(self, odds: Row, supposed: Sequence[float], *, asked: float) -> Row:
        """Return Bayes' rule over hypotheses under which an offer is worth so much."""
        joint = [
            chance * _likelihood(round(1000 * (worth - asked)), self.spread)
            for chance, worth in zip(odds, supposed, strict=True)
        ]
        total = sum(joint)
        return tuple(chance / total for chance in joint) if total else odds  # an offer that nothing explains is no news

    def estimate(self, memory: Belief) -> Estimate:
        """Return what is expected of weights and values."""
        issues = memory.space.issues
        return weighted(
            {issue.id: weight for issue, weight in zip(issues, memory.weight_means, strict=True)},
            {
                issue.id: dict(zip(issue.option_ids, row, strict=True))
                for issue, row in zip(issues, memory.value_means, strict=True)
            },
        )


def prior(space: Space) -> Belief:
    """Return that all hypotheses are equally likely."""
    shapes = [_shapes(issue) for issue in space.issues]
    return Belief(
        space=space,
        shapes=shapes,
        weights=[(1 / len(LEVELS),) * len(LEVELS)] * len(shapes),
        bests=[(1 / len(found),) * len(found) for found in shapes],
    )


def _shapes(issue: Issue) -> tuple[Row, ...]:
    ranks = range(len(issue.options))
    if not issue.ordered:
        return tuple(tuple(float(rank == best) for rank in ranks) for best in ranks)
    last = len(issue.options) - 1
    return tuple(tuple(1 - abs(rank - best) / max(best, last - best, 1) for rank in ranks) for best in ranks)


@lru_cache(maxsize=65_536)
def _likelihood(thousandths: int, spread: float) -> float:
    """Return the normal density of an error, relative to that of none."""
    error = _CAREFUL.divide(Decimal(thousandths), _CAREFUL.multiply(Decimal(1000), Decimal(spread)))
    return float(_CAREFUL.exp(_CAREFUL.divide(-_CAREFUL.multiply(error, error), Decimal(2))))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))
