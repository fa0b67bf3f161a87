"""Weights: stated, from a ranking, or from how strongly a party spoke."""

from fractions import Fraction

import pytest

from negsim.parties.preferences import Preferences
from negsim.parties.weights import derive_weights
from negsim.positions.position import Position
from negsim.positions.statement import Statement
from negsim.space.issue import Issue


def positions(**strengths):
    """Return a position for each issue, with one statement of that strength, or silent."""
    return {
        issue: Position(
            "A",
            issue,
            [Statement(party="A", issue=issue, stance="rejects", options=["x"], strength=strength, id=f"on-{issue}")]
            if strength
            else [],
        )
        for issue, strength in strengths.items()
    }


ISSUES = {name: Issue(name, ["x", "y", "z"], status_quo="z") for name in "abcd"}


def weights(preferences, **strengths):
    return {
        entry.issue: str(entry.weight) for entry in derive_weights(preferences, positions(**strengths), issues=ISSUES)
    }


def test_stated_weights_are_normalised_and_what_they_leave_out_weighs_nothing():
    assert weights(Preferences(weights={"a": 3, "b": 1}), a="interest", b="", c="") == {
        "a": "3/4",
        "b": "1/4",
        "c": "0",
    }


def test_weights_that_count_as_written_are_not_divided_by_their_sum():
    stated = Preferences(weights={"a": 3, "b": "-0.5"}, as_written=True)
    assert weights(stated, a="interest", b="", c="") == {"a": "3", "b": "-1/2", "c": "0"}
    nothing = Preferences(weights={"a": 0}, as_written=True)
    assert weights(nothing, a="", b="") == {"a": "0", "b": "0"}


def test_weights_that_are_not_stated_are_derived_as_ever():
    assert weights(Preferences(as_written=True), a="principle", b="interest") == {"a": "3/4", "b": "1/4"}
    assert weights(Preferences(ranking=["b"], as_written=True), a="", b="") == {"a": "0", "b": "1"}


def test_a_ranking_gives_rank_order_centroid_weights():
    ranked = Preferences(ranking=["b", ["a", "c"]])
    assert weights(ranked, a="", b="", c="", d="") == {"a": "7/36", "b": "11/18", "c": "7/36", "d": "0"}


def test_else_weights_are_proportional_to_the_greatest_strength_in_force():
    assert weights(Preferences(), a="principle", b="interest", c="") == {"a": "3/4", "b": "1/4", "c": "0"}


def test_an_issue_with_stated_values_only_weighs_1():
    assert weights(Preferences(values={"b": {"x": 1}}), a="principle", b="", c="") == {"a": "3/4", "b": "1/4", "c": "0"}


def test_a_party_that_said_nothing_weighs_nothing():
    assert weights(Preferences(), a="", b="") == {"a": "0", "b": "0"}


def test_a_weight_cites_the_strongest_statements_in_force():
    said = [
        Statement(party="A", issue="a", stance="rejects", options=["x"], strength="explicit", id="late"),
        Statement(party="A", issue="a", stance="rejects", options=["y"], strength="interest", id="weak"),
        Statement(party="A", issue="a", stance="demands", options=["x"], strength="principle", id="superseded"),
    ]
    (entry,) = derive_weights(Preferences(), {"a": Position("A", "a", said)}, issues=ISSUES)
    assert (entry.weight, entry.statements) == (Fraction(1), ("late",))
    assert entry.rule == "proportional to 2, the strength of what was said (explicit)"


def test_a_demand_that_still_holds_a_line_is_in_force_though_its_option_was_named_again():
    said = [
        Statement(party="A", issue="a", stance="proposes", options=["x"], strength="interest", id="milder"),
        Statement(party="A", issue="a", stance="demands", options=["x"], strength="principle", id="demand"),
    ]
    (entry,) = derive_weights(Preferences(), {"a": Position("A", "a", said)}, issues=ISSUES)
    assert entry.statements == ("demand",)
    assert "3, the strength" in entry.rule


def test_a_ranking_is_a_list():
    with pytest.raises(TypeError, match="one name, where a list of names is expected"):
        Preferences(ranking="price")
