"""What other tools would pick equals what their rules pick among all packages, looked at one by one in fractions."""

import itertools
import math
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.deals.conventions import CONVENTIONS
from negsim.deals.solutions import RULES, solutions
from negsim.search.effort import Effort
from negsim.testing import oracles
from negsim.testing.problem_generators import closed_problems, open_problems, problems

MOST = 10**6
few = settings(max_examples=40)


@st.composite
def anything(draw):
    """Generate a problem; of half of them no package is worth less than 0 where no ceiling is."""
    problem = draw(st.one_of(problems(), open_problems(), closed_problems()))
    if draw(st.booleans()):
        return problem
    parties = [
        attrs.evolve(party, factors=[attrs.evolve(factor, values=factor.values + 2) for factor in party.factors])
        for party in problem.parties
    ]
    return attrs.evolve(problem, parties=parties)


class Oracle:
    """Every package, what it is worth to each signing party, and what each tool would make of that."""

    def __init__(self, problem):
        self.problem = problem
        self.signers = problem.signers
        self.every = {package: self.worth(package) for package in oracles.packages(problem)}
        self.frontier = efficient(self.every)
        self.held = [party.reservation for party in self.signers]
        self.least = [
            Fraction(held.points, party.scale) if held else Fraction(0)
            for held, party in zip(self.held, self.signers, strict=True)
        ]

    def worth(self, package):
        return tuple(Fraction(oracles.points(self.problem, party, package), party.scale) for party in self.signers)

    def gains(self, values):
        return [value - least for value, least in zip(values, self.least, strict=True)]

    def genius(self):
        return {
            "nash": greatest(self.frontier, lambda values: math.prod(self.gains(values))),
            "kalai-smorodinsky": greatest(self.frontier, likeness),
        }

    def anl(self):
        return {"nash": greatest(self.frontier, math.prod), "kalai": greatest(self.frontier, likeness)}

    def negolog(self):
        nash = greatest(self.every, math.prod)
        has_negative = any(value < 0 for values in self.every.values() for value in values)
        if not has_negative and math.prod(self.every[nash[0]]) == 0:
            assert nash == list(self.every), "the product is 0 everywhere"
            nash = [package for package in nash if package in self.frontier]
        return {"nash": nash, "kalai": greatest(self.every, sum)}

    def negmas(self):
        rational = efficient({package: values for package, values in self.every.items() if self.in_zone(package)})
        worst, best = ([end(column) for column in zip(*self.every.values(), strict=True)] for end in (min, max))
        start = [
            least if held and least >= low else low
            for held, least, low in zip(self.held, self.least, worst, strict=True)
        ]

        def gains(values):
            return [value - low for value, low in zip(values, start, strict=True)]

        def evenness(values):
            shares = [
                gain / (most - low) for gain, low, most in zip(gains(values), start, best, strict=True) if most != low
            ]
            return min(shares, default=0) - max(shares, default=0)

        return {
            "nash": greatest(rational, lambda values: math.prod(gains(values))),
            "kalai": greatest(rational, lambda values: min(gains(values))),
            "kalai-smorodinsky": greatest(rational, evenness),
        }

    def in_zone(self, package):
        own = zip(self.every[package], self.least, self.held, strict=True)
        is_enough = all(held is None or value >= least for value, least, held in own)
        return is_enough and not oracles.broken(self.problem, package)


def efficient(worth):
    return {
        package: values
        for package, values in worth.items()
        if not any(
            other != values and all(theirs >= own for theirs, own in zip(other, values, strict=True))
            for other in worth.values()
        )
    }


def greatest(worth, key):
    keys = {package: key(values) for package, values in worth.items()}
    return [package for package, entry in keys.items() if entry == max(keys.values())]


def likeness(values):
    return -sum(abs(one - other) for one, other in itertools.combinations(values, 2))


@pytest.mark.parametrize("convention", ["genius", "anl", "negolog", "negmas"])
@few
@given(problem=anything(), most=st.integers(0, 3))
def test_every_convention_picks_what_its_rules_say(convention, problem, most):
    expected = getattr(Oracle(problem), convention)()
    found = solutions(problem, convention=convention, max_packages=MOST)
    assert {rule: [deal.package for deal in entry] for rule, entry in found.items()} == expected
    assert {rule: entry.count for rule, entry in found.items()} == {rule: len(all_) for rule, all_ in expected.items()}
    for rule, entry in solutions(problem, convention=convention, max_packages=most).items():
        assert (entry.rule, entry.count) == (rule, len(expected[rule]))
        assert [deal.package for deal in entry] == expected[rule][:most]
        assert entry.note


@pytest.mark.parametrize("convention", CONVENTIONS)
@settings(max_examples=8)
@given(problem=anything(), block=st.sampled_from([1, 2, 10**9]))
def test_the_size_of_blocks_changes_nothing(convention, problem, block):
    found = solutions(problem, convention=convention, effort=Effort(block=block))
    assert found == solutions(problem, convention=convention)


@settings(max_examples=10)
@given(problem=anything())
def test_the_textbook_is_what_no_convention_means(problem):
    found = solutions(problem, convention="textbook")
    assert found == solutions(problem)
    assert tuple(found) == RULES


@settings(max_examples=15)
@given(problem=anything())
def test_words_that_two_tools_share_mean_the_same_where_they_should(problem):
    genius, anl, negolog = (solutions(problem, convention=name) for name in ("genius", "anl", "negolog"))
    assert genius["kalai-smorodinsky"].deals == anl["kalai"].deals
    if not any(party.reservation for party in problem.signers):
        assert genius["nash"].deals == anl["nash"].deals
    if all(party.bounds[0] >= 0 for party in problem.signers):
        assert anl["nash"].deals == negolog["nash"].deals
