"""How much each issue weighs with a party: stated, from a ranking, or from how strongly it spoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from negsim.parties.preferences import Preferences
from negsim.parties.standing import in_force
from negsim.positions.position import Position
from negsim.space.issue import Issue


@frozen
class IssueWeight:
    """How much one issue weighs with one party, and why.

    Attributes
    ----------
    weight:
        From 0 to 1; a party's weights sum to 1, or are all 0 where it cares about nothing. Any number where the file
        has them count as written.
    rule:
        How it was found, for people.
    statements:
        Ids of the statements it rests on.
    """

    issue: str
    weight: Fraction
    rule: str
    statements: tuple[str, ...] = ()


def derive_weights(
    preferences: Preferences, positions: Mapping[str, Position], *, issues: Mapping[str, Issue]
) -> tuple[IssueWeight, ...]:
    """Return a party's weights, one for each issue, in the order of ``positions``."""
    if preferences.weights:
        total = Fraction(1) if preferences.as_written else sum(preferences.weights.values(), Fraction(0))
        stated = preferences.weights
        return tuple(
            IssueWeight(issue, stated.get(issue, Fraction(0)) / total, "stated in the file") for issue in positions
        )
    if preferences.ranking:
        ranked = rank_order_centroid([len(tier) for tier in preferences.ranking])
        by_issue = {issue: weight for tier, weight in zip(preferences.ranking, ranked, strict=True) for issue in tier}
        rule = "rank-order centroid of the stated ranking"
        return tuple(IssueWeight(issue, by_issue.get(issue, Fraction(0)), rule) for issue in positions)
    raw = [_by_strength(preferences, position, issues[issue]) for issue, position in positions.items()]
    total = sum((entry.weight for entry in raw), Fraction(0)) or Fraction(1)
    return tuple(IssueWeight(entry.issue, entry.weight / total, entry.rule, entry.statements) for entry in raw)


def rank_order_centroid(tiers: Sequence[int]) -> tuple[Fraction, ...]:
    """Return the weight of one issue of each tier of a ranking, from most to least important.

    Of n issues in strict order the i-th weighs the mean of 1/n, 1/(n-1), ..., 1/i; tied ones share equally.

    References
    ----------
    F. H. Barron and B. E. Barrett, "Decision quality using ranked attribute weights", Management Science 42 (1996).

    Examples
    --------
    >>> [str(weight) for weight in rank_order_centroid([1, 1, 1])]
    ['11/18', '5/18', '1/9']
    >>> [str(weight) for weight in rank_order_centroid([1, 2])]
    ['11/18', '7/36']
    """
    count = sum(tiers)
    strict = [
        sum((Fraction(1, k) for k in range(rank, count + 1)), Fraction(0)) / count for rank in range(1, count + 1)
    ]
    shared, start = [], 0
    for size in tiers:
        shared.append(sum(strict[start : start + size], Fraction(0)) / size)
        start += size
    return tuple(shared)


def _by_strength(preferences: Preferences, position: Position, issue: Issue) -> IssueWeight:
    stands = in_force(issue, position)
    if stands:
        strongest = max(stands, key=lambda entry: entry.strength.rank)
        rule = f"proportional to {strongest.strength.rank}, the strength of what was said ({strongest.strength.value})"
        ids = dict.fromkeys(entry.id for entry in stands if entry.strength is strongest.strength)
        return IssueWeight(position.issue, Fraction(strongest.strength.rank), rule, tuple(ids))
    if preferences.values.get(position.issue):
        return IssueWeight(position.issue, Fraction(1), "proportional to 1, since only values are stated")
    return IssueWeight(position.issue, Fraction(0), "silent on this issue")
