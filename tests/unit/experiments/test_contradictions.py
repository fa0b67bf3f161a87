"""Intervals, chains and sums that no numbers agree with are refused, with the reason."""

from fractions import Fraction

import pytest

from negsim.errors import UnanswerableError
from negsim.experiments.contradictions import refuse_contradictions
from negsim.parties.interval import Interval

ANY, ONE = Interval(0, 1), Fraction(1)
APART = {"a": Interval(0, "0.1"), "b": Interval("0.2", 1)}


@pytest.mark.parametrize(
    ("intervals", "chains", "total", "why"),
    [
        ({"a": ANY, "b": ANY}, [["a", "b"], ["b", "a"]], None, "stand in a circle; leave one of these chains out"),
        (APART, [["a", "b"]], None, "a would be at least 0.2 and at most 0.1"),
        ({"a": Interval("0.6", 1), "b": Interval("0.5", 1)}, [], ONE, "at least they sum to 1.1, where 1 is needed"),
        ({"a": Interval(0, "0.6"), "b": ANY}, [["b", "a"]], Fraction(2), "at most they sum to 1.6, where 2 is needed"),
        ({"a": ANY, "b": Interval(0, "0.3")}, [["b", "a"]], ONE, "at most they sum to 0.6, where 1 is needed"),
    ],
    ids=["circle", "order", "low-sum", "high-sum", "order-and-sum"],
)  # fmt: skip
def test_what_cannot_be_is_refused(intervals, chains, total, why):
    with pytest.raises(UnanswerableError, match=why) as caught:
        refuse_contradictions("the weights of P", intervals, chains=chains, total=total)
    assert caught.value.what == "the weights of P"


def test_what_can_be_is_not():
    refuse_contradictions("x", {"a": ANY, "b": ANY}, chains=[["a", "b"]], total=ONE)
    refuse_contradictions("x", {"a": ANY, "b": ANY}, chains=[], total=None)
    refuse_contradictions("x", {}, chains=[])
