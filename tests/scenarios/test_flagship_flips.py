"""The flagship's flip points: what the page about them says, and both sides of each compiled anew."""

from fractions import Fraction

import attrs
import pytest

import negsim
from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import knowledge
from negsim.experiments.parameters import with_number
from negsim.experiments.responses import NEAREST, ODDS, Asked
from negsim.experiments.sensitivity import sensitivity
from negsim.search.effort import STEADY
from tests.plots.conftest import FLAGSHIP

FLIPS = {
    "RU:weight:membership": ["3732/49445"],
    "US:weight:form": ["445/6438", "5/58"],
    "RU:weight:form": ["2679/39875", "351/3190"],
    "firmness:RU:forces-only-no-activity": ["9/10"],
    "MD:weight:moldova": [],
}
NEAR = Fraction(1, 10**9)


@pytest.fixture(scope="module")
def compilation():
    return compile_scenario(negsim.read_scenario(FLAGSHIP), reading="negotiable")


@pytest.fixture(scope="module")
def found(compilation):
    known = knowledge(compilation)
    parties = [
        attrs.evolve(party, weights={name: one for name, one in party.weights.items() if one.name in FLIPS})
        for party in known.parties
    ]
    firmness = {name: one for name, one in known.firmness.items() if one.name in FLIPS}
    return sensitivity(compilation, known=attrs.evolve(known, parties=parties, firmness=firmness))


@pytest.mark.parametrize("name", FLIPS)
def test_flips_are_where_the_page_says_and_the_package_changes_there(compilation, found, name):
    bar = next(bar for bar in found.of(NEAREST) if bar.number.name == name)
    assert [str(flip.at) for flip in bar.flips] == FLIPS[name]
    for flip in bar.flips:
        below, above = (
            Asked(compilation=with_number(compilation, name, value=value), effort=STEADY).outcome(NEAREST).package
            for value in (flip.at - NEAR, flip.at + NEAR)
        )
        assert (below, above) == (flip.before, flip.after)
        assert below != above


def test_odds_are_as_the_page_says(found):
    (bar,) = found.of(ODDS)
    assert bar.most is not None
    assert round(float(bar.most / bar.point.measures[0]), 1) == 2.0
    assert round(1 / bar.point.measures[0], -3) == 407_000
