"""The real case: whose firmness matters, what is to blame, and what to ask first."""

import functools
from fractions import Fraction
from pathlib import Path

import negsim
from negsim.compilation import compile_scenario
from negsim.deals.odds import odds
from negsim.deals.probing import probes

PATH = Path(__file__).parents[2] / "scenarios" / "european_security_2022.toml"


@functools.cache
def problem(reading="negotiable"):
    return compile_scenario(negsim.read_scenario(PATH), reading=reading).problem


def test_every_importance_agrees_with_the_odds():
    found = odds(problem())
    firmness = {demand.name: demand.firmness for demand in problem().demands}
    assert list(found.importance) == list(firmness)
    for name, entry in found.importance.items():
        assert entry.if_soft is not None
        assert entry.if_firm is not None
        assert firmness[name] * entry.if_firm + (1 - firmness[name]) * entry.if_soft == found.open
        assert entry.birnbaum == entry.if_soft - entry.if_firm
        assert entry.criticality == entry.birnbaum * firmness[name] / (1 - found.open)


def test_russias_demand_that_no_forces_be_active_is_the_first_to_probe():
    """It leaves one option, which Ukraine, asked about it, rules out for sure: the zone opens only where it is soft."""
    found = probes(problem())
    assert [(probe.demands, probe.ties) for probe in found] == [
        (("RU:forces-only-no-activity",), 1),
        (("RU:membership-only-bar", "RU:forces-only-no-activity"), 1),
        (("US:posture-not-return-1997", "RU:membership-only-bar", "RU:forces-only-no-activity"), 1),
    ]
    importance = odds(problem()).importance
    first = importance["RU:forces-only-no-activity"]
    assert first.if_firm == 0
    assert max(importance.values(), key=lambda entry: entry.learning) == first
    assert found.items[0].times == first.times == Fraction(25, 2)
    # Three yeses, together less likely than one in a thousand, and the odds are still below one in a hundred.
    assert found.items[2].all_soft < Fraction(1, 1000)
    assert found.items[2].open < Fraction(1, 100)


def test_at_face_value_no_few_demands_open_the_zone():
    found = probes(problem("face-value"))
    assert found.open == 0
    assert len(found) == 0
    assert set(found.learning.values()) == {0}


def test_what_ukraine_insists_on_for_sure_tells_nothing_and_matters_all_the_same():
    """That it can defend itself is firm by the file: nothing to learn, and blamed wherever it decides."""
    entry = odds(problem()).importance["UA:own-defence"]
    assert entry.learning == 0
    assert entry.criticality is not None
    assert entry.criticality > 0
    assert entry.times is not None
    assert entry.times > 5
