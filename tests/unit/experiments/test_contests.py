"""What a rule picks where it does not count what the party whose numbers move gains or loses."""

from fractions import Fraction

import pytest

from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sensitivity import sensitivity
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.package import Package
from tests.properties.test_sensitivity import check

LOW = Reading("low", red_from="1/2")
WEIGHTS = Spread(weights="9/10", values=0, reservation=0, firmness=0)
ISSUES = [Issue("x", ["a", "b"]), Issue("y", ["c", "d"])]


def bar_of(parties, answer, *, spread=WEIGHTS, name="A:weight:x"):
    compilation = compile_scenario(Scenario("s", issues=ISSUES, parties=parties), reading=LOW)
    found = sensitivity(compilation, known=knowledge(compilation, spread=spread), answers=[answer])
    bar = next(bar for bar in found.bars if bar.number.name == name)
    check(bar, compilation, pieces=bar.pieces)
    return bar


def wanting(name, x, y, *, least=None, lines=()):
    """Return a party with a value for the first and the second option of each issue, both issues weighing the same."""
    values = {"x": dict(zip("ab", x, strict=True)), "y": dict(zip("cd", y, strict=True))}
    reservation = None if least is None else Reservation(value=least, firmness=0)
    preferences = Preferences(weights={"x": 1, "y": 1}, values=values)
    return Party(name, preferences=preferences, reservation=reservation, lines=lines)


def only_one_issue():
    boxes = [Box({"x": ["a"], "y": ["c"]}), Box({"x": ["b"], "y": ["d"]})]
    return [RedLine("one", boxes, firmness=1, assumption="taken so")]


@pytest.mark.parametrize("rule", ["nash", "kalai-smorodinsky", "egalitarian", "utilitarian"])
def test_of_packages_by_which_the_moving_party_loses_the_efficient_one_is_picked(rule):
    # A would have everything, and gets one issue: the better one, which S minds as little as the other.
    parties = [wanting("A", (1, 0), (1, 0), least=1), wanting("S", (0, 1), (0, 1), lines=only_one_issue())]
    bar = bar_of(parties, rule)
    assert [(flip.at, flip.before, flip.after, flip.why) for flip in bar.flips] == [
        (Fraction(1, 2), Package({"x": "b", "y": "c"}), Package({"x": "a", "y": "d"}), "overtaken")
    ]


@pytest.mark.parametrize("rule", ["nash", "kalai-smorodinsky"])
def test_of_efficient_packages_that_tie_the_first_is_picked_whatever_the_moving_party_loses(rule):
    # B loses too, and more by what is better for A where A's first issue weighs more or less than half.
    parties = [
        wanting("A", (0, 1), (1, 0), least=1),
        wanting("B", (1, 0), (0, "1/2"), least=1),
        wanting("S", ("1/2", "1/2"), ("1/2", "1/2"), lines=only_one_issue()),
    ]
    assert bar_of(parties, rule).flips == ()


def test_a_share_of_a_best_gain_that_falls_to_nothing_is_the_same_up_to_there():
    # A gets one issue, worth one half, and S nothing by either: A has its best gain until that is nothing.
    parties = [wanting("A", (1, 0), (1, 0), least="1/4"), wanting("S", (0, 0), (0, 0), lines=only_one_issue())]
    moving = Spread(weights=0, values=0, reservation="1/2", firmness=0)
    bar = bar_of(parties, "kalai-smorodinsky", spread=moving, name="A:reservation")
    assert {(piece.high <= Fraction(1, 2), piece.start, piece.end) for piece in bar.pieces} == {
        (True, (1,), (1,)),
        (False, (), ()),
    }
