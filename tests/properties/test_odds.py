"""Importance, principles and what to probe first: each equal to its definition, over every state of all demands."""

import itertools
from fractions import Fraction

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.deals.odds import odds
from negsim.deals.principles import principles
from negsim.deals.probing import probes
from negsim.testing.problem_generators import closed_problems, problems
from tests import firm_sets

anything = st.one_of(problems(), closed_problems())
some = settings(max_examples=25, deadline=None)


def firmness_of(problem):
    return {demand.name: demand.firmness for demand in problem.demands}


@some
@given(anything)
def test_importance_is_what_its_words_say(problem):
    firmness, broken = firmness_of(problem), firm_sets.patterns(problem)
    masses = list(firm_sets.states(firmness))
    is_open = {firm: firm_sets.is_open(broken, firm) for firm, _ in masses}
    chance = sum((mass for firm, mass in masses if is_open[firm]), Fraction(0))
    found = odds(problem)
    assert found.open == chance
    assert list(found.importance) == list(firmness)
    for name, entry in found.importance.items():
        others = list(firm_sets.states({**firmness, name: Fraction(0)}))
        soft = sum((mass for firm, mass in others if is_open[firm]), Fraction(0))
        firm_too = sum((mass for firm, mass in others if is_open[firm | {name}]), Fraction(0))
        assert (entry.if_soft, entry.if_firm, entry.birnbaum) == (soft, firm_too, soft - firm_too)
        # To blame: the zone is closed, the demand is firm, and without it the zone would be open.
        blamed = sum(
            (mass for firm, mass in masses if name in firm and not is_open[firm] and is_open[firm - {name}]), 0
        )
        assert entry.criticality == (None if chance == 1 else Fraction(blamed) / (1 - chance))
        # What is left to doubt once it is known, of the variance there is.
        chances = [(firmness[name], firm_too), (1 - firmness[name], soft)]
        left = sum(mass * own * (1 - own) for mass, own in chances)
        assert entry.learning == (1 - left / (chance * (1 - chance)) if 0 < chance < 1 else 0)
        assert 0 <= entry.learning <= 1
        assert entry.criticality is None or 0 <= entry.criticality <= 1


@some
@given(anything, st.data())
def test_demands_of_one_principle_are_firm_together(problem, data):
    words = st.sampled_from(["", "first", "second"])
    parties = [
        attrs.evolve(party, red_lines=[attrs.evolve(line, principle=data.draw(words)) for line in party.red_lines])
        for party in problem.parties
    ]
    problem = attrs.evolve(problem, parties=parties)
    firmness, broken = firmness_of(problem), firm_sets.patterns(problem)
    parts = [principle.demands for principle in principles(problem)]
    found = odds(problem)
    assert found.open_one_principle == firm_sets.chance(broken, firm_sets.states_together(firmness, parts))
    assert [entry.demands for entry in found.principles] == parts
    for entry in found.principles:
        for end, told in [(0, entry.if_soft), (1, entry.if_firm)]:
            sure = {**firmness, **dict.fromkeys(entry.demands, Fraction(end))}
            assert told == firm_sets.chance(broken, firm_sets.states_together(sure, parts))
    resting = {demand.name: demand.line.principle for demand in problem.demands if demand.line is not None}
    for part in parts:
        assert len({resting[name] for name in part}) == 1


@some
@given(anything, st.data())
def test_what_is_told_to_be_firm_together_is(problem, data):
    firmness, broken = firmness_of(problem), firm_sets.patterns(problem)
    places = {name: data.draw(st.integers(0, 3)) for name in firmness}
    parts = [[name for name in firmness if places[name] == place] for place in range(1, 4)]
    found = odds(problem, together=parts)
    assert found.open_one_principle == firm_sets.chance(broken, firm_sets.states_together(firmness, parts))


@some
@given(anything, st.integers(1, 4), st.data())
def test_probes_are_the_best_of_all_sets(problem, max_probes, data):
    firmness, broken = firmness_of(problem), firm_sets.patterns(problem)
    prices = st.sampled_from([1, 1, 2, "1/2"])
    costs = {name: Fraction(data.draw(prices)) for name in firmness}
    every = {}
    for size in range(max_probes + 1):
        for members in itertools.combinations(firmness, size):
            soft = {**firmness, **dict.fromkeys(members, Fraction(0))}
            cost = sum((costs[name] for name in members), Fraction(0))
            every[members] = cost, firm_sets.chance(broken, firm_sets.states(soft))
    found = probes(problem, costs=costs, max_probes=max_probes)
    assert found.open == every[()][1]
    expected, highest = [], found.open
    for cost in sorted({cost for cost, _ in every.values()}):
        best = max(chance for own, chance in every.values() if own == cost)
        if best > highest:
            highest = best
            tied = [members for members, worth in every.items() if worth == (cost, best)]
            fewest = [members for members in tied if len(members) == min(map(len, tied))]
            expected.append((fewest[0], cost, best, len(fewest)))
    assert [(probe.demands, probe.cost, probe.open, probe.ties) for probe in found] == expected
