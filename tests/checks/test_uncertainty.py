"""What is wrong, and what is odd, about numbers that are not known exactly: each mistake has its code and its path."""

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest

from negsim.checks import find_warnings
from negsim.errors import ScenarioError
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue

ISSUES = (Issue("a", ["x", "y", "z"], ordered=True), Issue("b", ["p", "q"]), Issue("c", ["k", "l"]))
VALUES: dict[str, Any] = {"a": {"x": 1, "y": "0.5", "z": 0}, "b": {"p": 1, "q": 0}, "c": {"k": 1, "l": 0}}
PREFERENCES = Preferences(weights={"a": 2, "b": 1, "c": 1}, values=VALUES)
LINE = RedLine("no-x", [Box({"a": ["x"]})], assumption="assumed")
SAID = Statement(party="P", issue="a", stance="offers", options=["x"], assumption="assumed")
HERE = "parties[P].uncertainty"


def scenario(*, said=True, **fields):
    party = {"preferences": PREFERENCES, "lines": [LINE], **fields}
    return Scenario("s", issues=ISSUES, parties=[Party("P", **party), Party("Q")], statements=[SAID] if said else [])


def found(*, preferences=PREFERENCES, held=None, said=True, **stated):
    """Return the code and label of everything that is wrong with a good scenario after a change."""
    try:
        scenario(preferences=preferences, reservation=held, uncertainty=Uncertainty(**stated), said=said)
    except ScenarioError as error:
        return [(finding.code, finding.label) for finding in error.findings]
    return []


def message(**stated):
    with pytest.raises(ScenarioError) as caught:
        scenario(uncertainty=Uncertainty(**stated))
    return caught.value.findings[0].message


HALF = Interval("0.2", "0.5")
WRITTEN = Preferences(weights={"a": 20, "b": -3, "c": 1}, values=VALUES, as_written=True)

RIGHT = {
    "nothing": {},
    "intervals": {"weights": {"a": HALF, "b": HALF}, "values": {"a": {"y": HALF}}},
    "one-number": {"weights": {"a": Interval("0.4", "0.4")}},
    "chains": {"heavier": [["a", "b", "c"], ["a", "c"]], "better": {"a": [["x", "y", "z"]]}},
    "line": {"firmness": {"no-x": HALF, "a-limit": HALF}},
    "reservation": {
        "reservation": HALF, "firmness": {"reservation": HALF}, "held": Reservation(value="0.3"),
    },
    "as-written": {
        "weights": {"a": Interval(-5, 50)}, "heavier": [["a", "b"]], "values": {"a": {"x": Interval(-9, 9)}},
        "better": {"a": [["z", "x"]]}, "preferences": WRITTEN,
    },
    "sum-of-exactly-1": {"weights": {"a": Interval(0, "0.5"), "b": Interval(0, "0.25"), "c": Interval(0, "0.25")}},
}  # fmt: skip

WRONG = {
    "issue": ({"weights": {"aa": HALF}}, [("E211", f"{HERE}.weights.aa")]),
    "low-above-high": ({"weights": {"a": Interval(1, 0)}}, [("E531", f"{HERE}.weights.a")]),
    "weight-range": (
        {"weights": {"a": Interval(-1, 2)}},
        [("E506", f"{HERE}.weights.a[0]"), ("E506", f"{HERE}.weights.a[1]")],
    ),
    "chain-issue": ({"heavier": [["a", "d"]]}, [("E211", f"{HERE}.heavier[0][1]")]),
    "chain-of-one": ({"heavier": [["a", "b"], ["a"]]}, [("E532", f"{HERE}.heavier[1]")]),
    "chain-of-none": ({"heavier": [[]]}, [("E532", f"{HERE}.heavier[0]")]),
    "chain-twice": ({"heavier": [["a", "b", "a"]]}, [("E205", f"{HERE}.heavier[0][2]")]),
    "circle": ({"heavier": [["a", "b"], ["b", "c", "a"]]}, [("E533", f"{HERE}.heavier")]),
    "order-against-intervals": (
        {"heavier": [["a", "b"]], "weights": {"a": Interval(0, "0.1"), "b": Interval("0.2", 1)}},
        [("E534", f"{HERE}.heavier")],
    ),
    "sum-above-1": ({"weights": {"a": Interval("0.7", 1), "b": HALF, "c": HALF}}, [("E535", f"{HERE}.weights")]),
    "sum-below-1": (
        {"weights": {"a": Interval(0, "0.3"), "b": Interval(0, "0.3"), "c": Interval(0, "0.3")}},
        [("E535", f"{HERE}.weights")],
    ),
    "sum-below-1-by-chain": (
        {"weights": {"a": Interval(0, "0.3")}, "heavier": [["a", "b", "c"]]},
        [("E535", f"{HERE}.weights")],
    ),
    "sum-of-ranked": (
        {"weights": {"a": HALF}, "preferences": Preferences(ranking=["a"], values=VALUES)},
        [("E535", f"{HERE}.weights")],
    ),
    "sum-of-derived": (
        {"weights": {"a": HALF}, "preferences": Preferences()},
        [("E535", f"{HERE}.weights")],
    ),
    "values-issue": ({"values": {"d": {"x": HALF}}}, [("E211", f"{HERE}.values.d")]),
    "values-option": ({"values": {"a": {"w": HALF}}}, [("E212", f"{HERE}.values.a.w")]),
    "values-range": ({"values": {"a": {"x": Interval(0, 2)}}}, [("E506", f"{HERE}.values.a.x[1]")]),
    "better-issue": ({"better": {"d": [["x", "y"]]}}, [("E211", f"{HERE}.better.d")]),
    "better-option": ({"better": {"a": [["x", "w"]]}}, [("E212", f"{HERE}.better.a[0][1]")]),
    "better-circle": ({"better": {"a": [["x", "y"], ["y", "x"]]}}, [("E533", f"{HERE}.better.a")]),
    "better-against-values": (
        {"better": {"a": [["x", "y"]]}, "values": {"a": {"y": Interval("0.9", 1), "x": HALF}}},
        [("E534", f"{HERE}.better.a")],
    ),
    "no-reservation": (
        {"reservation": HALF, "firmness": {"reservation": HALF}},
        [("E536", f"{HERE}.reservation"), ("E536", f"{HERE}.firmness.reservation")],
    ),
    "reservation-ends": (
        {"reservation": Interval(1, 0), "held": Reservation(value="0.3")},
        [("E531", f"{HERE}.reservation")],
    ),
    "no-line": ({"firmness": {"no-xx": HALF}, "said": False}, [("E537", f"{HERE}.firmness.no-xx")]),
    "firmness-range": ({"firmness": {"no-x": Interval("0.5", "1.5")}}, [("E506", f"{HERE}.firmness.no-x[1]")]),
    "source": ({"source": "letter"}, [("E214", f"{HERE}.source")]),
    "no-interval": ({"weights": {"a": (0.2, 0.5)}}, [("E103", f"{HERE}.weights.a")]),
    "no-name": ({"heavier": [["a", 3]]}, [("E103", f"{HERE}.heavier[0][1]")]),
    "no-text": ({"note": 3}, [("E103", f"{HERE}.note")]),
}  # fmt: skip


@pytest.mark.parametrize("stated", RIGHT.values(), ids=RIGHT)
def test_what_can_be_is_taken(stated):
    assert found(**stated) == []


@pytest.mark.parametrize(("stated", "expected"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_told(stated, expected):
    assert found(**stated) == expected


def test_messages_say_what_was_given_and_what_is_expected():
    assert message(heavier=[["a", "b"], ["b", "a"]]) == "the chains put 'a' above 'b' above 'a'"
    assert message(weights={"a": Interval("0.9", "0.2")}) == "from 0.9 to 0.2 there is nothing"
    together = message(heavier=[["a", "b"]], weights={"a": Interval(0, "0.1"), "b": Interval("0.2", 1)})
    assert together == "by intervals and chains together, 'a' is at least 0.2 and at most 0.1"
    most = message(weights=dict.fromkeys("abc", Interval(0, "0.3")))
    assert most == "weights within these intervals sum to 0.9 at most, where shares of 1 are expected"


def warned(*, uncertainty, **fields):
    warnings = find_warnings(scenario(uncertainty=uncertainty, **fields), today=dt.date(2022, 2, 17))
    return [finding.label for finding in warnings if finding.code == "W719"]


def test_a_number_outside_its_own_interval_is_odd():
    away = Interval("0.8", "0.9")
    everything = Uncertainty(
        weights={"a": away}, values={"a": {"y": away, "x": Interval(0, 1)}}, reservation=away,
        firmness={"no-x": away, "reservation": away},
    )  # fmt: skip
    line = attrs.evolve(LINE, firmness="0.5")
    stated = {"lines": [line], "reservation": Reservation(value="0.3", firmness="0.5")}
    assert warned(uncertainty=everything, **stated) == [
        f"{HERE}.{key}" for key in ("weights.a", "values.a.y", "reservation", "firmness.no-x", "firmness.reservation")
    ]
    assert warned(uncertainty=None) == []


def test_what_only_a_reading_tells_is_not_compared():
    away = Interval("0.8", "0.9")
    derived = Uncertainty(weights={"a": away}, values={"a": {"y": away}}, firmness={"no-x": away, "a-limit": away})
    assert warned(uncertainty=derived, preferences=Preferences(values={"b": VALUES["b"], "c": VALUES["c"]})) == []
    assert warned(uncertainty=derived, reservation=Reservation(value="0.3")) == [
        f"{HERE}.weights.a",
        f"{HERE}.values.a.y",
    ]
    kept = Uncertainty(reservation=away, firmness={"reservation": away})
    assert warned(uncertainty=kept, reservation=Reservation(fallback={"a": "x", "b": "p", "c": "k"})) == []


def test_weights_of_a_ranking_and_as_they_are_written_are_compared():
    ranked = Preferences(ranking=["a", "b", "c"], values=VALUES)
    third = Interval("0.3", "0.4")
    assert warned(uncertainty=Uncertainty(weights={"b": third}), preferences=ranked) == [f"{HERE}.weights.b"]
    near = Interval(Fraction(5, 18), 1)
    assert warned(uncertainty=Uncertainty(weights={"b": near}), preferences=ranked) == []
    assert warned(uncertainty=Uncertainty(weights={"a": Interval(0, 1)}), preferences=WRITTEN) == [f"{HERE}.weights.a"]
