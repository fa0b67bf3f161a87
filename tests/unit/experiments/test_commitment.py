"""Public commitment: against the closed forms, a horizon that ends, and all claims on a grid."""

import random
from fractions import Fraction

import pytest

from negsim.experiments.commitment import SILENT, Commitment, best_claim, division, equilibrium_claims


def settings(seed, count):
    """Yield costs and a discount factor, at random."""
    rng = random.Random(seed)
    for _ in range(count):
        costs = (Fraction(rng.randint(0, 40), 10), Fraction(rng.randint(0, 40), 10))
        yield rng, costs, Fraction(rng.randint(1, 95), 100)


def with_an_end(parties, discount, *, rounds):
    """Return what each proposer gets when bargaining ends after many rounds, by backward induction in floats."""

    def least(party, payoff):
        """Return the least share that is worth so much to a party."""
        claim, cost = float(party.claim), float(party.cost)
        return payoff if payoff >= claim else (payoff + cost * claim) / (1 + cost)

    worth = [0.0, 0.0]
    for _ in range(rounds):
        following = []
        for party, other, waits in ((parties[0], parties[1], worth[1]), (parties[1], parties[0], worth[0])):
            share = 1 - least(other, float(discount) * waits)
            payoff = share - float(party.cost) * max(0.0, float(party.claim) - share)
            following.append(max(0.0, payoff))
        worth = following
    return worth


def test_many_rounds_lead_to_the_stationary_division():
    agreed = 0
    for rng, costs, discount in settings(1, 120):
        parties = tuple(Commitment(claim=Fraction(rng.randint(0, 20), 20), cost=cost) for cost in costs)
        found = division(*parties, discount=discount)
        agreed += found.is_agreed
        expected = with_an_end(parties, discount, rounds=600)
        for offering in (0, 1):
            assert float(found.payoffs[offering][offering]) == pytest.approx(expected[offering], abs=1e-9)
    assert 60 < agreed < 120


def test_each_offers_what_makes_the_other_indifferent():
    for rng, costs, discount in settings(2, 120):
        first, second = (Commitment(claim=Fraction(rng.randint(0, 20), 20), cost=cost) for cost in costs)
        found = division(first, second, discount=discount)
        if not found.is_agreed:
            assert [*found.payoffs[0], *found.payoffs[1]] == [0] * 4
            continue
        assert [sum(shares) for shares in found.shares] == [1, 1]
        assert second.payoff(found.shares[0][1]) == discount * found.payoffs[1][1]
        assert first.payoff(found.shares[1][0]) == discount * found.payoffs[0][0]
        assert all(0 <= share <= 1 for shares in found.shares for share in shares)
        assert all(payoff >= 0 for payoffs in found.payoffs for payoff in payoffs)


def test_claims_that_cost_too_much_leave_nothing_to_agree_on():
    greedy = Commitment(claim=1, cost=1)
    found = division(greedy, greedy, discount="0.9")
    assert not found.is_agreed
    assert found.shares == ()
    assert division(greedy, Commitment(claim="0.99", cost=1), discount="0.9").is_agreed


def test_the_best_claim_is_no_worse_than_any_on_a_grid():
    for rng, costs, discount in settings(3, 25):
        other = Commitment(claim=Fraction(rng.randint(0, 20), 20), cost=costs[1])
        best = best_claim(costs[0], discount=discount, against=other)
        worth = division(best, other, discount=discount).payoffs[0][0]
        for at in range(31):
            one = division(Commitment(claim=Fraction(at, 30), cost=costs[0]), other, discount=discount)
            assert one.payoffs[0][0] <= worth


def test_a_claim_that_costs_nothing_changes_nothing():
    bare = division(SILENT, SILENT, discount="0.8")
    boasting = division(Commitment(claim=1), Commitment(claim=1), discount="0.8")
    assert boasting.shares == bare.shares
    assert boasting.payoffs == bare.payoffs
    assert best_claim(0, discount="0.8").claim == 0


def test_claims_in_equilibrium_are_best_replies():
    for _, costs, discount in settings(4, 25):
        claims = equilibrium_claims(costs, discount=discount)
        for at in (0, 1):
            if costs[at]:
                assert best_claim(costs[at], discount=discount, against=claims[1 - at]) == claims[at]


@pytest.mark.parametrize("discount", [0, 1, "1.5", -1])
def test_a_discount_factor_outside_is_refused(discount):
    with pytest.raises(ValueError, match="above 0 and below 1 is expected"):
        division(SILENT, SILENT, discount=discount)
    with pytest.raises(ValueError, match="take one close to it"):
        best_claim(1, discount=discount)
    with pytest.raises(ValueError, match="discount factor of"):
        equilibrium_claims((1, 1), discount=discount)


def test_claims_and_costs_outside_are_refused():
    with pytest.raises(ValueError, match=r"a claim of 1\.1, where a share"):
        Commitment(claim="1.1")
    with pytest.raises(ValueError, match="a cost of -1, where 0 or more"):
        Commitment(cost=-1)
