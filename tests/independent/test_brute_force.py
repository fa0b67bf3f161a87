"""The brute force is itself held against something plainer: one package at a time, and all subsets of demands."""

import itertools
from fractions import Fraction

import pytest

from tests.independent import brute_force as brute
from tests.independent.random_problems import random_problem

SEEDS = range(60)


def packages_of(problem):
    named = brute.options(problem)
    every = (dict(zip(named, choice, strict=True)) for choice in itertools.product(*named.values()))
    return [package for package in every if brute.package_exists(problem, package)]


def minimal_broken_sets(problem, *, only_red):
    counted = [demand for demand in brute.demands(problem) if demand.red or not only_red]
    return brute.minimal_sets(
        frozenset(demand.name for demand in counted if brute.breaks(problem, demand, package))
        for package in packages_of(problem)
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_arrays_hold_what_the_definitions_say_in_blocks_of_any_size(seed, size):
    problem, unit = random_problem(seed), brute.cost_unit(random_problem(seed))
    named = brute.options(problem)
    for block in brute.blocks(named, size=size):
        is_there, is_in = block.flat(brute.exists(problem, block)), block.flat(brute.zone(problem, block))
        breaches = {side: block.flat(entry) for side, entry in brute.breaches(problem, block, unit=unit).items()}
        for offset in range(is_there.size):
            package = brute.package_at(named, block.start + offset)
            assert is_there[offset] == brute.package_exists(problem, package)
            assert is_in[offset] == brute.in_zone(problem, package)
            for party in problem["parties"]:
                points = block.flat(brute.points(party, block))[offset]
                assert points == brute.package_points(problem, party, package)
            found = {side: Fraction(int(entry[offset]), unit) for side, entry in breaches.items()}
            assert found == brute.package_breaches(problem, package)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_together_give_what_the_whole_gives(seed):
    problem = random_problem(seed)
    if not packages_of(problem):
        return
    sets = minimal_broken_sets(problem, only_red=True)
    assert set(brute.repairs(problem)) == set(sets)
    assert brute.repair_count(problem) == len(sets)
    red = [demand.name for demand in brute.demands(problem) if demand.red]
    together = [
        frozenset(subset)
        for length in range(len(red) + 1)
        for subset in itertools.combinations(red, length)
        if all(set(subset) & broken for broken in sets)
    ]
    assert set(brute.conflicts(problem)) == set(brute.minimal_sets(together))


@pytest.mark.parametrize("seed", SEEDS)
def test_odds_are_the_sum_over_all_states(seed):
    problem = random_problem(seed)
    if not packages_of(problem):
        return
    sets, known = minimal_broken_sets(problem, only_red=False), brute.demands(problem)
    if len(known) > 10:
        return
    total = Fraction(0)
    for states in itertools.product([True, False], repeat=len(known)):
        firm = {demand.name for demand, is_firm in zip(known, states, strict=True) if is_firm}
        if any(not broken & firm for broken in sets):
            chance = Fraction(1)
            for demand, is_firm in zip(known, states, strict=True):
                chance *= demand.firmness if is_firm else 1 - demand.firmness
            total += chance
    assert brute.odds(problem)["open"] == total


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_and_frontier_are_what_nothing_beats(seed):
    problem = random_problem(seed)
    packages = packages_of(problem)
    breaches = [tuple(brute.package_breaches(problem, package).values()) for package in packages]
    least = {one for one in breaches if not any(_is_below(other, one) for other in breaches)}
    assert {tuple(vector.values()) for vector, _ in brute.nearest(problem)} == least
    values = [
        tuple(-brute.package_points(problem, party, package) for party in brute.signers(problem))
        for package in packages
    ]
    best = [one for one in values if not any(_is_below(other, one) for other in values)]
    found = brute.frontier(problem, of="space").packages
    assert set(found) == set(best)
    assert sum(len(numbers) for numbers in found.values()) == len(best)


def _is_below(one, other):
    return one != other and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_solutions_are_the_greatest_by_plain_fractions(seed):
    problem = random_problem(seed)
    inside = [package for package in packages_of(problem) if brute.in_zone(problem, package)]
    parties = brute.signers(problem)
    gains = [
        [
            brute.package_points(problem, party, package)
            - (party["reservation"]["points"] if party["reservation"] else 0)
            for party in parties
        ]
        for package in inside
    ]
    best = [max(column) for column in zip(*gains, strict=True)]
    found = brute.solutions(problem)
    for rule in brute.RULES:
        keys = [_plain_key(rule, row, best, [party["scale"] for party in parties]) for row in gains]
        tied = [index for index, key in enumerate(keys) if key == max(keys)]
        beaten = [index for index in tied if any(_is_below(gains[index], gains[other]) for other in tied)]
        assert found[rule] == [inside[index] for index in tied if index not in beaten]


def _plain_key(rule, gains, best, scales):
    shares = [Fraction(gain, most) for gain, most in zip(gains, best, strict=True) if most > 0]
    values = [Fraction(gain, scale) for gain, scale in zip(gains, scales, strict=True)]
    product, positive = Fraction(1), 0
    for gain, most in zip(gains, best, strict=True):
        if gain > 0:
            product, positive = product * Fraction(gain, most), positive + 1
    return {
        "nash": (min(gains) >= 0, positive, product),
        "kalai-smorodinsky": sorted(shares),
        "egalitarian": sorted(values),
        "utilitarian": sum(values),
    }[rule]
