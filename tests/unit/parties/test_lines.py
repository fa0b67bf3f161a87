"""Worked examples of every rule for lines (design: stances, latest wins, openness is a limit)."""

import datetime as dt

import attrs

from negsim.compilation import compile_scenario
from negsim.parties.lines import derive_lines, stated_line
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.positions.statement import Statement, Strength
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from tests.unit.parties.words import COLOURS, DOOR, FIVE, FREE, OTHER, lines


def test_a_demand_rules_out_every_other_option():
    assert lines(COLOURS, ("demands", "green")) == {"flag-only-green": ["flag=red", "flag=blue"]}
    assert lines(COLOURS, ("demands", "green", "blue")) == {"flag-not-red": ["flag=red"]}
    assert lines(DOOR, ("demands", "open")) == {"door-not-shut": ["door=shut"]}


def test_a_refusal_rules_out_the_named_options():
    assert lines(COLOURS, ("rejects", "red")) == {"flag-not-red": ["flag=red"]}
    assert lines(COLOURS, ("rejects", "red", "blue")) == {"flag-only-green": ["flag=red", "flag=blue"]}


def test_proposing_rules_out_nothing_on_an_unordered_issue():
    assert lines(COLOURS, ("proposes", "red")) == {}
    assert lines(COLOURS, ("open-to", "red")) == {}
    assert lines(COLOURS) == {}


def test_naming_an_option_favourably_takes_it_out_of_earlier_lines():
    assert lines(COLOURS, ("demands", "green"), ("open-to", "blue")) == {"flag-not-red": ["flag=red"]}
    assert lines(COLOURS, ("rejects", "red"), ("offers", "red")) == {}


def test_rejecting_an_option_ends_an_earlier_demand_for_it():
    assert lines(COLOURS, ("demands", "green"), ("rejects", "green")) == {"flag-not-green": ["flag=green"]}
    assert lines(COLOURS, ("demands", "green", "blue"), ("rejects", "green")) == {
        "flag-not-red": ["flag=red"],
        "flag-not-green": ["flag=green"],
    }


def test_each_option_belongs_to_one_line_the_one_of_the_latest_statement_that_covers_it():
    found = lines(COLOURS, ("rejects", "red"), ("rejects", "red", "blue"))
    assert found == {"flag-only-green": ["flag=red", "flag=blue"]}


def test_equal_lines_are_one_that_cites_all_statements():
    scenario = Scenario(
        "worked",
        issues=[COLOURS],
        parties=[Party("A")],
        statements=[
            Statement(party="A", issue="flag", stance="rejects", options=["red", "blue"], strength="interest"),
            Statement(party="A", issue="flag", stance="demands", options=["green"], strength="principle"),
        ],
    )
    (line,) = compile_scenario(scenario).of("A").lines
    assert line.line.statements == ("s1", "s2")
    assert line.line.strength is Strength.PRINCIPLE


def test_openness_is_a_limit_beyond_the_span_of_openings_and_the_status_quo():
    assert lines(FIVE, ("open-to", "few")) == {"troops-limit": ["troops=none", "troops=many", "troops=all"]}
    assert lines(FREE, ("proposes", "few", "many")) == {"troops-limit": ["troops=none", "troops=all"]}
    assert lines(FIVE, ("proposes", "none"), ("affirms", "all")) == {}


def test_a_limit_leaves_out_what_another_line_has():
    assert lines(FIVE, ("open-to", "few"), ("rejects", "all")) == {
        "troops-not-all": ["troops=all"],
        "troops-limit": ["troops=none", "troops=many"],
    }


def test_a_conditional_offer_reaches_beyond_away_from_what_is_wanted_where_its_condition_does_not_hold():
    assert lines(FIVE, ("proposes", "few"), ("conditional", "many")) == {
        "troops-many-if": ["troops=many & pact=no", "troops=all & pact=no"],
        "troops-limit": ["troops=none", "troops=all & pact=yes"],
    }
    assert lines(FIVE, ("proposes", "many"), ("conditional", "few"))["troops-few-if"] == [
        "troops=none & pact=no",
        "troops=few & pact=no",
    ]


def test_a_conditional_offer_on_an_unordered_issue_reaches_only_what_it_names():
    assert lines(COLOURS, ("conditional", "blue")) == {"flag-blue-if": ["flag=blue & pact=no"]}


def test_the_nearest_of_two_conditional_offers_reaches_beyond():
    found = lines(FIVE, ("proposes", "none"), ("conditional", "few"), ("conditional", "many"))
    assert found["troops-few-if"] == ["troops=few & pact=no", "troops=some & pact=no"]
    assert found["troops-many-if"] == ["troops=many & pact=no", "troops=all & pact=no"]


def test_without_a_wish_and_a_status_quo_a_condition_reaches_nothing_more():
    assert lines(FREE, ("rejects", "some"), ("conditional", "many"))["troops-many-if"] == ["troops=many & pact=no"]
    # Where the offer is all there is, it is the wish, and nothing lies beyond it.
    assert lines(FREE, ("conditional", "many"))["troops-many-if"] == ["troops=many & pact=no"]


def test_what_a_later_demand_rules_out_no_condition_opens():
    assert lines(COLOURS, ("conditional", "blue"), ("demands", "green")) == {
        "flag-only-green": ["flag=red", "flag=blue"]
    }


def test_a_condition_that_always_holds_is_no_line():
    sure = Issue("sure", ["yes"])
    scenario = Scenario(
        "worked",
        issues=[COLOURS, sure],
        parties=[Party("A")],
        statements=[
            Statement(party="A", issue="flag", stance="conditional", options=["blue"], given={"sure": ["yes"]})
        ],
    )
    assert compile_scenario(scenario).of("A").lines == ()


def test_nobody_wants_anything_when_all_values_are_stated_below_1():
    """Without a wish and a status quo there is no side for a condition to reach to."""
    from negsim.compilation import compile_scenario

    stated = Preferences(values={"troops": dict.fromkeys(FREE.option_ids, "0.5")})
    scenario = Scenario(
        "worked",
        issues=[FREE, OTHER],
        parties=[Party("A", preferences=stated)],
        statements=[
            Statement(party="A", issue="troops", stance="conditional", options=["few"], given={"pact": ["yes"]})
        ],
    )
    condition, limit = compile_scenario(scenario).of("A").lines
    assert [dict(box.forbids) for box in condition.line.boxes] == [{"troops": ("few",), "pact": ("no",)}]
    assert len(limit.line.boxes) == 4


def test_a_stated_line_keeps_its_boxes_and_gives_them_its_price():
    line = RedLine("both", [Box({"flag": ["red"]}, price=3), Box({"pact": ["yes"]})], price=7)
    found = stated_line(line, {"flag": COLOURS, "pact": OTHER})
    assert [box.price for box in found.boxes] == [3, 7]
    assert (found.kind, found.id, found.statements) == ("stated", "both", ())


def test_a_linkage_forbids_that_some_depart_and_others_do_not():
    only = Issue("only", ["here"], status_quo="here")
    found = stated_line(
        RedLine("package", linkage=["flag", "pact", "only"], price=5), {"flag": COLOURS, "pact": OTHER, "only": only}
    )
    assert [dict(box.forbids) for box in found.boxes] == [
        {"flag": ("green", "blue"), "pact": ("no",)},
        {"flag": ("green", "blue"), "only": ("here",)},
        {"pact": ("yes",), "flag": ("red",)},
        {"pact": ("yes",), "only": ("here",)},
    ]


def test_stated_values_do_not_turn_a_condition_round():
    """The side that a condition reaches to follows from what the party said it wants, not from numbers beside it."""
    words = [("proposes", ["none"], {}), ("conditional", ["some"], {"pact": ["yes"]})]
    said = [
        Statement(party="A", issue="troops", stance=stance, options=options, given=given)
        for stance, options, given in words
    ]
    worth = {"troops": {"none": "0.9", "few": "0.7", "some": "0.5", "many": "0.2", "all": "0"}}
    party = Party("A", preferences=Preferences(values=worth))
    scenario = Scenario("s", issues=[attrs.evolve(FREE, status_quo="all"), OTHER], parties=[party], statements=said)
    (line,) = compile_scenario(scenario).of("A").lines
    assert [box.forbids["troops"] for box in line.line.boxes] == [("some",), ("many",), ("all",)]


def test_what_a_party_wants_is_within_its_limit():
    found = lines(FREE, ("rejects", "all"), ("open-to", "some"))
    assert found == {"troops-not-all": ["troops=all"], "troops-limit": ["troops=many"]}


def principles(issue, *words):
    """Return the principles of A's lines, said (stance, option, principle), one a day."""
    statements = [
        Statement(
            party="A",
            issue=issue.id,
            stance=stance,
            options=[option],
            date=dt.date(2022, 1, day),
            given={"pact": ["yes"]} if stance == "conditional" else {},
            principle=principle,
        )
        for day, (stance, option, principle) in enumerate(words, start=1)
    ]
    scenario = Scenario("worked", issues=[issue, OTHER], parties=[Party("A")], statements=statements)
    position = scenario.position("A", issue.id)
    return {
        line.id: line.principle
        for line in derive_lines(position, issues={entry.id: entry for entry in scenario.issues})
    }


def test_a_line_rests_on_the_principle_that_the_latest_of_its_statements_names():
    assert principles(COLOURS, ("rejects", "red", ""), ("rejects", "blue", "green")) == {
        "flag-not-red": "",
        "flag-not-blue": "green",
    }
    twice = [("rejects", "red", "first"), ("rejects", "red", "second"), ("rejects", "red", "")]
    assert principles(COLOURS, *twice) == {"flag-not-red": "second"}
    assert principles(COLOURS, *twice[:1], twice[2]) == {"flag-not-red": "first"}


def test_conditions_and_limits_rest_on_principles_too():
    assert principles(DOOR, ("conditional", "open", "parity")) == {"door-open-if": "parity"}
    opened = [("proposes", "few", "restraint"), ("open-to", "many", "")]
    assert principles(FIVE, *opened) == {"troops-limit": "restraint"}


def test_a_stated_line_rests_on_the_principle_that_the_file_names():
    issues = {issue.id: issue for issue in (DOOR, OTHER)}
    assert stated_line(RedLine("both", linkage=["door", "pact"], principle="package"), issues).principle == "package"
