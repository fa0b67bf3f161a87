"""A zone that a reservation closes only between two values of a number, which is open wherever it is asked first."""

from fractions import Fraction

import attrs
import pytest

import negsim
from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sensitivity import sensitivity
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package
from tests.properties.test_sensitivity import check

FIXED = Spread(weights=0, values=0, reservation=0, firmness=0)


def either_issue(*, point, least):
    """One party gets one of two issues only, and takes no less than ``least``."""
    stated = Uncertainty(weights={"x": Interval("0.1", "0.9")})
    values = {"x": {"a": 1, "b": 0}, "y": {"c": 1, "d": 0}}
    preferences = Preferences(weights={"x": point, "y": 1 - Fraction(point)}, values=values)
    one = Party("A", preferences=preferences, reservation=Reservation(value=least, firmness=1), uncertainty=stated)
    both = RedLine("both", [Box({"x": ["a"], "y": ["c"]})], firmness=1, assumption="taken so")
    other = Party(
        "S",
        preferences=Preferences(weights={"x": 1, "y": 1}, values={"x": {"a": 0, "b": 1}, "y": {"c": 0, "d": 1}}),
        lines=[both],
    )
    return Scenario("either", issues=[Issue("x", ["a", "b"]), Issue("y", ["c", "d"])], parties=[one, other])


@pytest.mark.parametrize("least", ["0.55", "0.6", "0.85"])
@pytest.mark.parametrize("point", ["0.1", "0.5", "0.9"])
def test_a_zone_that_closes_only_inside_has_its_nearest_deals_there(point, least):
    compilation = compile_scenario(either_issue(point=point, least=least))
    known = knowledge(compilation, spread=FIXED)
    found = sensitivity(compilation, known=known, answers=["nearest-deal"])
    bar = next(bar for bar in found.bars if bar.number.name == "A:weight:x")
    # The better of x alone, worth its weight, and y alone, worth the rest, is worth the least where both are one half.
    sea, land = Package({"x": "b", "y": "c"}), Package({"x": "a", "y": "d"})
    reach = Fraction(least)
    assert [(flip.at, flip.before, flip.after, flip.why) for flip in bar.flips] == [
        (1 - reach, None, sea, "zone"),
        (Fraction(1, 2), sea, land, "overtaken"),
        (reach, land, None, "zone"),
    ]
    check(bar, compilation, pieces=bar.pieces)


def test_nearest_deals_are_left_out_where_values_that_move_lie_below_nothing():
    """Products of values do not tell packages of equal breach apart there."""
    values = {"x": {"a": -1, "b": 0}, "y": {"c": -1, "d": 0}}
    sheet = negsim.Preferences(as_written=True, weights={"x": 1, "y": 1}, values=values)
    above = attrs.evolve(sheet, values={"x": {"a": 1, "b": 0}, "y": {"c": 0, "d": 1}})
    scenario = negsim.Scenario(
        "below",
        issues=[negsim.Issue("x", ["a", "b"]), negsim.Issue("y", ["c", "d"])],
        parties=[
            negsim.Party("A", preferences=sheet, lines=[negsim.RedLine("no", [negsim.Box({"x": ["a"]}, price=5)])]),
            negsim.Party("B", preferences=above, lines=[negsim.RedLine("no", [negsim.Box({"x": ["b"]}, price=5)])]),
        ],
    )
    compilation = negsim.compile_scenario(scenario)
    found = negsim.sensitivity(compilation, known=negsim.knowledge(compilation), answers=["nearest-deal"])
    assert {entry.number for entry in found.left_out} == {"A:weight:x", "A:weight:y"}
    assert all("worth less than 0" in entry.why for entry in found.left_out)
    assert {bar.number.name for bar in found.bars} == {"B:weight:x", "B:weight:y"}
