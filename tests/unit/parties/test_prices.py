"""What breaking a line costs: worked examples."""

from fractions import Fraction

from negsim.parties.prices import price_boxes
from negsim.parties.red_line import Box
from negsim.space.issue import Issue

ISSUES = {"a": Issue("a", ["x", "y", "z"]), "b": Issue("b", ["p", "q"])}
WEIGHTS = {"a": Fraction(3, 4), "b": Fraction(1, 4)}
VALUES = {
    "a": {"x": Fraction(1), "y": Fraction(1, 2), "z": Fraction(0)},
    "b": {"p": Fraction(1), "q": Fraction(0)},
}


def prices(*boxes):
    return [box.price for box in price_boxes(boxes, issues=ISSUES, weights=WEIGHTS, values=VALUES)]


def test_a_stated_price_stands():
    assert prices(Box({"a": ["z"]}, price="0.25"), Box({"a": ["y"]}, price=0)) == [Fraction(1, 4), 0]


def test_a_box_costs_what_is_lost_against_the_best_option_outside_the_line():
    assert prices(Box({"a": ["z"]})) == [75]
    assert prices(Box({"a": ["y"]}), Box({"a": ["z"]})) == [Fraction(75, 2), 75]
    assert prices(Box({"a": ["y", "z"]})) == [Fraction(75, 2)], "the best of what is inside is lost least"


def test_over_several_issues_the_smallest_loss_counts():
    assert prices(Box({"a": ["z"], "b": ["q"]})) == [25]


def test_a_line_is_never_free_to_break():
    assert prices(Box({"a": ["x"]})) == [1], "the party would like what it rules out"
    assert prices(Box({"a": ["x", "y", "z"]})) == [1], "there is nothing outside"


def test_outside_is_what_the_whole_line_leaves_while_the_rest_of_the_box_stays():
    line = [Box({"a": ["z"], "b": ["q"]}), Box({"a": ["x"], "b": ["q"]})]
    # With b at q the line leaves y only on a: from z that is a loss of 37.5; on b the way out is worth 25.
    assert prices(*line) == [25, 1]
    assert prices(Box({"a": ["z"], "b": ["p", "q"]}), Box({"a": ["x"], "b": ["p", "q"]})) == [Fraction(75, 2), 1]


def test_outside_leaves_out_what_a_wider_box_of_the_line_forbids():
    # On a, y is left for z alone, since x is forbidden whatever b is; on b, the way out is worth 25.
    assert prices(Box({"a": ["z"], "b": ["q"]}), Box({"a": ["x"]})) == [25, 1]
    assert prices(Box({"a": ["y"], "b": ["q"]}), Box({"a": ["x"]})) == [1, 1]
