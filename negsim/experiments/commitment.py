"""Commitment: two parties divide something after each said in public what it will get, at a cost of falling short."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from negsim.fields import Number, exact

Pair = tuple[Fraction, Fraction]


def _claimed(given: Number) -> Fraction:
    claim = exact(given)
    if not 0 <= claim <= 1:
        raise ValueError(f"a claim of {given}, where a share of the whole from 0 to 1 is expected")
    return claim


def _costly(given: Number) -> Fraction:
    cost = exact(given)
    if cost < 0:
        raise ValueError(f"a cost of {given}, where 0 or more for each unit of shortfall is expected")
    return cost


def _patient(given: Number) -> Fraction:
    discount = exact(given)
    if not 0 < discount < 1:
        raise ValueError(
            f"a discount factor of {given}, where one above 0 and below 1 is expected: parties whom waiting costs "
            "nothing have no reason to agree now, and those to whom the next round is worth nothing take anything; "
            "take one close to it"
        )
    return discount


@frozen(kw_only=True)
class Commitment:
    """What a party claimed in public, and what falling short of it costs.

    Attributes
    ----------
    claim:
        The share of the whole that it said it will get, from 0 to 1.
    cost:
        How much of its payoff each unit of shortfall takes, 0 or more.
    """

    claim: Fraction = field(default=Fraction(0), converter=_claimed)
    cost: Fraction = field(default=Fraction(0), converter=_costly)

    def payoff(self, share: Fraction) -> Fraction:
        """Return what a share is worth to the party: the share, less the cost of its shortfall from the claim."""
        return share - self.cost * max(Fraction(0), self.claim - share)


SILENT = Commitment()
"""A party that claims nothing."""


@frozen(kw_only=True)
class Division:
    """What two parties agree on when they make offers in turns, and delay costs both.

    Attributes
    ----------
    parties:
        The commitments of both.
    discount:
        What agreement in the next round is worth of agreement now.
    shares:
        What both get, the first party's share first; in the first pair where the first party makes the first offer, in
        the second where the other does. Empty where they never agree.
    payoffs:
        What that is worth to both, in the same order; 0 where they never agree.
    method:
        How it was found.
    """

    parties: tuple[Commitment, Commitment]
    discount: Fraction
    shares: tuple[Pair, ...]
    payoffs: tuple[Pair, Pair]
    method: str = "the one stationary equilibrium, exact"

    @property
    def is_agreed(self) -> bool:
        """Whether they agree: their claims leave something that is better than nothing for both."""
        return bool(self.shares)


def division(first: Commitment, second: Commitment, *, discount: Number) -> Division:
    """Return what two parties with public commitments agree on.

    They divide 1. In each round one offers a division and the other accepts it or makes an offer of its own in the
    next round, where everything is worth ``discount`` times as much. A party that gets the share x is worth x, less its
    cost times its shortfall from its claim. Without an agreement both have 0.

    Parameters
    ----------
    discount:
        Above 0 and below 1.

    Returns
    -------
    The division in both cases, that the first party or that the second makes the first offer; the first offer is
    accepted. Where the claims cost so much that no division is worth more than 0 to both, there is no agreement.

    Raises
    ------
    ValueError
        If the discount factor is not between 0 and 1.

    Notes
    -----
    Each offers what makes the other indifferent to waiting: two equations, linear between the kinks at which a share
    meets a claim. There are three cases for each party (it falls short of its claim never, only when the other offers,
    or always), so nine pairs of linear equations; the one whose solution lies in its own case is taken. There is
    exactly one: let ``p(u)`` be the most that the second can have while the first has u. It is concave and decreasing,
    since payoffs are concave in shares. What has to vanish is ``g(u) = d p(d u) - p(u)``, whose slope
    ``d^2 p'(d u) - p'(u)`` is above 0, since ``p'(u) <= p'(d u) < 0`` and d < 1; g is below 0 at u = 0 and above 0
    where ``p(u) = 0``, as long as ``p(0) > 0``. As in the model without claims, it is the only subgame perfect
    equilibrium (Rubinstein 1982).

    References
    ----------
    B. Leventoğlu and A. Tarar, "Prenegotiation public commitment in domestic and international bargaining", American
    Political Science Review 99 (2005). A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50
    (1982).

    Examples
    --------
    Without claims the first to offer gets 1 / (1 + discount):

    >>> print(*division(SILENT, SILENT, discount="0.9").shares[0])
    10/19 9/19

    A claim of 3/5 in public, of which each unit missed costs half a unit:

    >>> found = division(Commitment(claim="0.6", cost="0.5"), SILENT, discount="0.9")
    >>> print(*found.shares[0])
    14/23 9/23
    """
    patience = _patient(discount)
    parties = (first, second)
    if sum(_least_share(party) for party in parties) >= 1:
        none = (Fraction(0), Fraction(0))
        return Division(parties=parties, discount=patience, shares=(), payoffs=(none, none))
    # A claim that costs nothing binds nobody: it is left out, so that there is one case only.
    bound = [party if party.cost else SILENT for party in parties]
    own = next(_solutions(bound, patience))
    shares = ((own[0], 1 - own[0]), (1 - own[1], own[1]))
    payoffs = tuple((first.payoff(mine), second.payoff(other)) for mine, other in shares)
    return Division(parties=parties, discount=patience, shares=shares, payoffs=(payoffs[0], payoffs[1]))


def _least_share(party: Commitment) -> Fraction:
    """Return the share that is worth 0 to a party."""
    return party.cost * party.claim / (1 + party.cost)


_CASES = ((False, False), (True, False), (True, True))
"""Whether a party falls short of its claim when the other makes the offer, and when it does so itself."""

_Case = tuple[bool, bool]


def _solutions(parties: Sequence[Commitment], discount: Fraction) -> Iterator[Pair]:
    """Yield what each gets when it offers, case by case, where that lies in the case that it comes from."""
    for cases in itertools.product(_CASES, repeat=2):
        shares = _shares_in(parties, cases, discount=discount)
        if all(
            (1 - other < party.claim, share < party.claim) == case
            for party, case, share, other in zip(parties, cases, shares, shares[::-1], strict=True)
        ):
            yield shares


def _shares_in(parties: Sequence[Commitment], cases: Sequence[_Case], *, discount: Fraction) -> Pair:
    """Return what each party gets when it makes the offer, if they fall short as these cases have it.

    The answering party i is indifferent: ``(1 + r) (1 - x_j) - r c = d ((1 + s) x_i - s c)``, with r and s its cost
    where it falls short as the one who answers and as the one who offers, and 0 where it does not.
    """
    rows = []
    for party, (short_answering, short_offering) in zip(parties, cases, strict=True):
        answering = party.cost if short_answering else Fraction(0)
        offering = party.cost if short_offering else Fraction(0)
        right = 1 + answering + (discount * offering - answering) * party.claim
        rows.append((discount * (1 + offering), 1 + answering, right))
    (own_1, other_1, right_1), (own_2, other_2, right_2) = rows
    determinant = own_1 * own_2 - other_1 * other_2  # below 0: nobody falls short only of its own offers
    return (
        (right_1 * own_2 - other_1 * right_2) / determinant,
        (own_1 * right_2 - right_1 * other_2) / determinant,
    )


def best_claim(cost: Number, *, discount: Number, against: Commitment = SILENT) -> Commitment:
    """Return the claim that serves a party best when the other's commitment is known.

    Parameters
    ----------
    cost:
        What each unit of shortfall will cost it.
    discount:
        Above 0 and below 1.
    against:
        The other's commitment; it claims nothing without it.

    Returns
    -------
    The smallest of the claims that are best for it when it makes the first offer; the same claims are best when the
    other does, since it then gets ``discount`` times as much. Without a cost every claim is as good, so 0.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    The payoff is continuous and piecewise linear in the claim. It bends only where a share meets a claim, which in each
    of the nine cases of :func:`division` happens at a claim that a linear equation gives, and where the claims leave
    nothing; all these are tried, and the ends.

    References
    ----------
    As for :func:`division`: against a party without a claim the best is ``(1 + cost) / (1 + cost + discount)``, which
    this finds and does not know.

    Examples
    --------
    >>> print(best_claim("0.5", discount="0.9").claim, Fraction(15, 24))
    5/8 5/8
    """
    patience = _patient(discount)
    party = Commitment(cost=cost)

    def worth(claim: Fraction) -> Fraction:
        return division(evolve(party, claim=claim), against, discount=patience).payoffs[0][0]

    claims = sorted({Fraction(0), Fraction(1), *_bends(party, against, discount=patience)})
    return evolve(party, claim=max(claims, key=lambda claim: (worth(claim), -claim)))


def _bends(party: Commitment, other: Commitment, *, discount: Fraction) -> Iterator[Fraction]:
    """Yield claims of a party, from 0 to 1, among which all are at which its payoff bends."""
    for cases in itertools.product(_CASES, repeat=2):
        low, high = (
            _shares_in((evolve(party, claim=claim), other), cases, discount=discount)
            for claim in (Fraction(0), Fraction(1))
        )
        slopes = (high[0] - low[0], high[1] - low[1])
        # What it gets when it offers, and when the other does, meets its claim; likewise the other's.
        for start, slope, target, rise in (
            (low[0], slopes[0], Fraction(0), Fraction(1)),
            (1 - low[1], -slopes[1], Fraction(0), Fraction(1)),
            (low[1], slopes[1], other.claim, Fraction(0)),
            (1 - low[0], -slopes[0], other.claim, Fraction(0)),
        ):
            if slope != rise:
                claim = (target - start) / (slope - rise)
                if 0 <= claim <= 1:
                    yield claim
    if party.cost:
        nothing_left = (1 - _least_share(other)) * (1 + party.cost) / party.cost
        if nothing_left <= 1:
            yield nothing_left


def equilibrium_claims(costs: tuple[Number, Number], *, discount: Number) -> tuple[Commitment, Commitment]:
    """Return the claims that are best replies to each other, when both parties claim before they bargain.

    Both ask for more than there is; the one who answers falls short, and pays for it. With like costs both have less
    than if neither could commit itself in public: a reason to talk in secret.

    Parameters
    ----------
    costs:
        What each unit of shortfall costs the first and the second party.
    discount:
        Above 0 and below 1.

    Returns
    -------
    The commitments of both: the same whoever makes the first offer. A party without a cost has no reason to claim one
    share rather than another; its claim is what it gets when it offers.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    As long as a party gets more than its claim when it offers, a greater claim gets it more; once it gets less, a
    greater claim only costs. So the claims are where each offers itself what it claimed, which is a pair of linear
    equations. Where the claims add up to at most 1, and nobody falls short, the only solution is what each gets without
    claims, which adds up to more. So they add up to more, and both fall short when the other offers; that pair has one
    solution. Tests hold it against :func:`best_claim`, and that against all claims.

    References
    ----------
    As for :func:`division`: the claims are ``(1 + a_i) / (1 + a_1 + a_2 + discount)``, which this finds and does not
    know.

    Examples
    --------
    >>> first, second = equilibrium_claims(("0.5", "1"), discount="0.9")
    >>> print(first.claim, second.claim)
    15/34 10/17
    """
    patience = _patient(discount)
    parties = (Commitment(cost=costs[0]), Commitment(cost=costs[1]))
    claims = _claims_in((parties[0].cost, parties[1].cost), discount=patience)
    return evolve(parties[0], claim=claims[0]), evolve(parties[1], claim=claims[1])


def _claims_in(raised: Pair, *, discount: Fraction) -> Pair:
    """Return the claims at which each gets what it claims when it offers, if it falls short when it answers.

    Parameters
    ----------
    raised:
        The costs of both: the answering party i is indifferent where ``(1 + a_i) (1 - c_j) - a_i c_i = d c_i``.
    """
    one, other = raised
    both = (1 + one) * (1 + other)
    determinant = (one + discount) * (other + discount) - both
    return (
        ((1 + one) * (other + discount) - both) / determinant,
        ((1 + other) * (one + discount) - both) / determinant,
    )
