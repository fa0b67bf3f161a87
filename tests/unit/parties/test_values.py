"""Worked examples of every rule for values (design: from words to numbers)."""

import pytest

from negsim.parties.reading import FACE_VALUE, Reading
from negsim.parties.standing import wants
from negsim.parties.values import derive_values
from negsim.positions.position import Position
from negsim.positions.statement import Statement
from tests.unit.parties.words import COLOURS, DOOR, FIVE, FREE, said, values


@pytest.mark.parametrize("stance", ["demands", "proposes", "offers", "affirms"])
def test_what_a_party_wants_is_1_and_it_falls_by_a_step_on_an_ordered_issue(stance):
    assert values(FIVE, (stance, "few")) == ["3/4", "1", "3/4", "1/2", "1/4"]


def test_between_two_options_spoken_of_values_are_interpolated_by_rank():
    assert values(FIVE, ("proposes", "none"), ("rejects", "all")) == ["1", "3/4", "1/2", "1/4", "0"]
    assert values(FIVE, ("proposes", "none"), ("open-to", "many")) == ["1", "13/15", "11/15", "3/5", "7/20"]


def test_beyond_a_rejected_option_everything_is_0():
    assert values(FIVE, ("proposes", "none"), ("rejects", "some")) == ["1", "1/2", "0", "0", "0"]


def test_values_never_fall_below_0():
    assert values(FIVE, ("proposes", "none"), ("open-to", "few"), reading=Reading("low", open_value="0.2")) == [
        "1", "1/5", "0", "0", "0",
    ]  # fmt: skip


def test_an_opening_is_a_concession_so_the_status_quo_is_worth_as_much():
    assert values(FIVE, ("open-to", "none")) == ["3/5", "3/5", "3/5", "7/20", "1/10"]
    assert values(FIVE, ("conditional", "few")) == ["7/20", "3/5", "3/5", "7/20", "1/10"]


def test_whoever_only_rejected_holds_the_status_quo_at_1():
    assert values(FIVE, ("rejects", "all")) == ["1/2", "3/4", "1", "1/2", "0"]


def test_without_a_status_quo_the_unrejected_options_farthest_from_a_rejected_one_are_1():
    assert values(FREE, ("rejects", "all")) == ["1", "3/4", "1/2", "1/4", "0"]
    assert values(FREE, ("rejects", "some")) == ["1", "1/2", "0", "1/2", "1"]
    assert values(FIVE, ("rejects", "some", "many")) == ["1", "1/2", "0", "0", "0"]
    assert values(COLOURS, ("rejects", "red")) == ["0", "1", "1"]


def test_without_a_status_quo_and_a_rejection_the_opening_is_1():
    assert values(FREE, ("open-to", "few")) == ["3/4", "1", "3/4", "1/2", "1/4"]


def test_whoever_rejected_everything_that_there_is_wants_nothing():
    position = Position(
        "A", "troops", [Statement(party="A", issue="troops", stance="rejects", options=FREE.option_ids)]
    )
    found = derive_values(FREE, position, reading=FACE_VALUE, stated={})
    assert [entry.value for entry in found] == [0, 0, 0, 0, 0]
    assert wants(FREE, position) == ()


def test_what_is_left_of_an_opening_after_a_rejected_status_quo_is_the_wish():
    assert values(DOOR, ("rejects", "shut"), ("open-to", "open")) == ["0", "1"]


def test_on_an_unordered_issue_the_rest_is_0_once_the_party_has_said_what_it_wants():
    assert values(COLOURS, ("proposes", "green")) == ["0", "1", "0"]
    assert values(COLOURS, ("rejects", "green")) == ["1", "0", "1/2"]
    assert values(COLOURS, ("open-to", "green")) == ["3/5", "3/5", "1/2"]


def test_a_silent_party_has_no_values():
    assert values(FIVE) == ["0"] * 5
    assert values(FIVE, ("warns", "all")) == ["0"] * 5


def test_the_latest_statement_that_names_an_option_decides_its_value():
    assert values(COLOURS, ("proposes", "green"), ("rejects", "green")) == ["1", "0", "1/2"]
    assert values(COLOURS, ("rejects", "green"), ("proposes", "green")) == ["0", "1", "0"]


def test_values_that_the_file_states_override_what_is_derived():
    position = said(COLOURS, ("proposes", "green")).position("A", "flag")
    found = derive_values(COLOURS, position, reading=FACE_VALUE, stated={"red": FACE_VALUE.open_value})
    assert [(str(entry.value), entry.rule) for entry in found] == [
        ("3/5", "stated in the file"), ("1", "proposes"), ("0", "not what the party wants"),
    ]  # fmt: skip


def test_every_value_says_where_it_comes_from():
    position = said(FIVE, ("proposes", "none"), ("rejects", "some")).position("A", FIVE.id)
    found = derive_values(FIVE, position, reading=FACE_VALUE, stated={})
    assert [(entry.rule, entry.statements) for entry in found] == [
        ("proposes", ("s1",)),
        ("interpolated between none and some", ("s1", "s2")),
        ("rejects", ("s2",)),
        ("1 step beyond some", ("s2",)),
        ("2 steps beyond some", ("s2",)),
    ]


def test_what_a_party_wants_is_what_is_worth_1_or_else_the_status_quo():
    def wanted(issue, *words):
        position = said(issue, *words).position("A", issue.id)
        return wants(issue, position)

    assert wanted(FIVE, ("proposes", "none", "few")) == ("none", "few")
    assert wanted(FIVE, ("open-to", "none")) == ("some",)
    assert wanted(FREE) == ()


def test_what_a_later_demand_rules_out_is_no_wish_any_more():
    assert values(FIVE, ("demands", "none"), ("demands", "all")) == ["0", "1/4", "1/2", "3/4", "1"]
