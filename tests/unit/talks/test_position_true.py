"""Position-true: never past a public line of its own, and first where it is committed the least."""

import pytest
from attrs import evolve

from negsim.parties.red_line import Box
from negsim.positions.statement import Statement
from negsim.problem import Factor, ProblemLine
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.move import WALK_AWAY
from negsim.talks.strategies.position_true import PositionTrue, commitments, given_up
from tests.unit.talks.strategy_trials import Seen, problem_of

LEVELS = ["0", "1", "2"]
ISSUES = [Issue("bases", LEVELS, ordered=True), Issue("troops", LEVELS, ordered=True), Issue("trade", LEVELS)]
SAID = (
    Statement(party="A", issue="bases", stance="demands", options=["2"], strength="principle"),
    Statement(party="A", issue="troops", stance="proposes", options=["2"], strength="interest"),
    Statement(party="A", issue="trade", stance="warns", options=["0"], strength="principle"),
    Statement(party="B", issue="trade", stance="demands", options=["0"], strength="principle"),
)


def problem(*, red_lines=()):
    return problem_of(
        ISSUES, {"A": [[0, 5, 10]] * 3, "B": [[10, 5, 0]] * 3}, floors={"B": 0}, red_lines={"A": red_lines}
    )


def line(issue, option, *, red, line_id="line"):
    return ProblemLine(id=line_id, shared_by=["A"], red=red, boxes=[Box({issue: (option,)}, price=1)])


def offers(given, *, statements, rounds=13, strategy=None):
    seen = Seen(given, "A", strategy or PositionTrue(), statements=statements, rounds=rounds)
    return list(dict.fromkeys(tuple(seen.moves().package.choices.values()) for _ in range(rounds)))


def test_it_gives_up_trade_first_then_troops_then_bases():
    assert offers(problem(), statements=SAID) == [
        ("2", "2", "2"),
        ("2", "2", "1"),
        ("2", "2", "0"),
        ("2", "1", "0"),
        ("2", "0", "0"),
        ("1", "0", "0"),
        ("0", "0", "0"),
    ]


def test_commitment_is_the_greatest_strength_of_its_public_statements():
    brief = Seen(problem(), "A", PositionTrue(), statements=SAID).brief
    assert commitments(brief) == {"bases": 3, "troops": 1, "trade": 0}


def test_what_another_party_says_or_what_is_said_elsewhere_commits_it_to_nothing():
    assert set(commitments(Seen(problem(), "A", PositionTrue(), statements=SAID[3:]).brief).values()) == {0}


@pytest.mark.parametrize("red", [False, True])
def test_a_public_line_is_kept_whether_or_not_the_reading_counts_it_as_red(red):
    given = problem(red_lines=[line("bases", "0", red=red)])
    assert offers(given, statements=SAID)[-1] == ("1", "0", "0")


def test_a_line_that_is_neither_public_nor_red_is_not_kept():
    given = problem(red_lines=[line("trade", "0", red=False)])
    assert offers(given, statements=SAID)[-1] == ("0", "0", "0")


def test_it_accepts_nothing_past_a_public_line():
    given = problem(red_lines=[line("bases", "0", red=False)])
    seen = Seen(given, "A", PositionTrue(), statements=SAID)
    seen.round = 11  # the last one: it asks for the least that it could sign
    seen.hears(Package({"bases": "0", "troops": "2", "trade": "2"}))
    assert seen.moves().package is not None


def test_where_no_package_keeps_its_lines_it_walks_away():
    lines = [line("bases", option, red=False, line_id=f"not-{option}") for option in LEVELS]
    assert Seen(problem(red_lines=lines), "A", PositionTrue(), statements=SAID).moves() == WALK_AWAY


def test_issues_valued_together_count_for_the_most_that_an_option_is_worth():
    given = problem_of(ISSUES, {"A": [[0, 0, 0]] * 3, "B": [[0, 0, 0]] * 3})
    seen = Seen(given, "A", PositionTrue(), statements=SAID)
    together = Factor(["bases", "trade"], [[0, 0, 1], [0, 4, 0], [2, 0, 8]])
    brief = evolve(seen.brief, own=evolve(seen.brief.own, factors=[together]))
    # bases: 1, 4 and 8 at most; trade: 2, 4 and 8
    assert given_up(brief) == [[4000, 4 * 4000 // 7, 0], [0, 0, 0], [4000 * 4001**3, 4 * 4000 // 6 * 4001**3, 0]]


def test_it_concedes_with_time_as_its_exponent_says():
    late = offers(problem(), statements=SAID, strategy=PositionTrue(exponent=0.1), rounds=4)
    assert late == [("2", "2", "2"), ("0", "0", "0")]
    with pytest.raises(ValueError, match=r"exponent=0.0; expected a finite number above 0"):
        PositionTrue(exponent=0)


def test_where_two_options_are_worth_the_same_to_it_it_asks_for_the_one_that_holds_today():
    issues = [Issue("bases", LEVELS, status_quo="1"), Issue("trade", LEVELS, status_quo="2")]
    given = problem_of(issues, {"A": [[5, 5, 0], [0, 2, 2]], "B": [[0, 0, 0]] * 2})
    assert offers(given, statements=())[0] == ("1", "2")


@pytest.mark.parametrize(
    ("stances", "asked_for"),
    [
        ([("B", "demands", "2")], "2"),
        ([("B", "open-to", "0")], "0"),
        ([("B", "rejects", "1")], "0"),  # neither of the others was spoken against, and it comes first
        ([("B", "demands", "2"), ("C", "rejects", "2")], "2"),  # even, where the others are spoken against
        ([("B", "demands", "0"), ("C", "demands", "2"), ("D", "proposes", "2")], "2"),
        ([("A", "demands", "2")], "1"),  # its own words are no reason: it is worth the same to it
        ([("B", "warns", "2")], "1"),
    ],
)
def test_where_all_is_worth_the_same_to_it_it_offers_what_the_others_asked_for(stances, asked_for):
    issues = [Issue("bases", LEVELS, status_quo="1"), Issue("trade", LEVELS)]
    given = problem_of(issues, {"A": [[5, 5, 5], [0, 1, 2]], "B": [[0, 0, 0]] * 2})
    said = [Statement(party=who, issue="bases", stance=stance, options=[option]) for who, stance, option in stances]
    assert offers(given, statements=said)[0] == (asked_for, "2")
