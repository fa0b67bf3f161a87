"""The model of public commitment of Leventoğlu and Tarar (2005), and that of Rubinstein (1982) without it."""

from fractions import Fraction

import pytest

from negsim.experiments.commitment import SILENT, Commitment, best_claim, division, equilibrium_claims

NUMBERS = [Fraction(1, 7), Fraction(1, 2), Fraction(1), Fraction(13, 5), Fraction(20)]
DISCOUNTS = [Fraction(1, 10), Fraction(2, 3), Fraction(9, 10), Fraction(999, 1000)]


@pytest.mark.parametrize("discount", DISCOUNTS)
def test_rubinstein_1982(discount):
    """A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982): 1 / (1 + d) for the first."""
    found = division(SILENT, SILENT, discount=discount)
    first = 1 / (1 + discount)
    assert found.shares == ((first, 1 - first), (1 - first, first))


@pytest.mark.parametrize("discount", DISCOUNTS)
@pytest.mark.parametrize("cost", NUMBERS)
def test_leventoglu_and_tarar_2005_one_side(cost, discount):
    """B. Leventoğlu and A. Tarar, American Political Science Review 99 (2005), 419-433: one party commits itself.

    Its best claim is (1 + a) / (1 + a + d), and it gets that much when it makes the first offer: more than without.
    """
    best = best_claim(cost, discount=discount)
    assert best.claim == (1 + cost) / (1 + cost + discount)
    found = division(best, SILENT, discount=discount)
    assert found.shares[0][0] == found.payoffs[0][0] == best.claim > 1 / (1 + discount)
    assert found.payoffs[1][0] == discount * best.claim


@pytest.mark.parametrize("discount", DISCOUNTS)
@pytest.mark.parametrize("one", NUMBERS)
@pytest.mark.parametrize("other", NUMBERS)
def test_leventoglu_and_tarar_2005_both_sides(one, other, discount):
    """As above, both commit themselves: (1 + a_i) / (1 + a_1 + a_2 + d) each, more together than there is."""
    claims = equilibrium_claims((one, other), discount=discount)
    total = 1 + one + other + discount
    assert [claim.claim for claim in claims] == [(1 + one) / total, (1 + other) / total]
    found = division(*claims, discount=discount)
    assert found.shares == ((claims[0].claim, 1 - claims[0].claim), (1 - claims[1].claim, claims[1].claim))
    assert claims[0].claim + claims[1].claim > 1


@pytest.mark.parametrize("discount", DISCOUNTS)
@pytest.mark.parametrize("cost", NUMBERS)
def test_leventoglu_and_tarar_2005_like_costs_are_a_dilemma(cost, discount):
    """As above: with like costs both would be better off if neither could commit itself, yet each does."""
    claims = equilibrium_claims((cost, cost), discount=discount)
    both, neither = division(*claims, discount=discount), division(SILENT, SILENT, discount=discount)
    assert all(one < other for one, other in zip(both.payoffs[0], neither.payoffs[0], strict=True))
    alone = division(claims[0], Commitment(cost=cost), discount=discount)
    assert alone.payoffs[0][1] < both.payoffs[0][1]
