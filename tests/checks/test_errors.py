"""What makes a scenario unusable: each kind of mistake has its code, its path and a message; all come at once."""

import datetime as dt
from typing import Any

import attrs
import pytest

from negsim.checks import find_errors
from negsim.errors import ScenarioError
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue, Option
from negsim.space.space import Exclusion

DAY = dt.date(2022, 1, 26)
ISSUES = (
    Issue("a", ["x", "y", "z"], ordered=True, status_quo="y", consent=["O"]),
    Issue("b", ["p", "q"], status_quo="p"),
    Issue("c", ["k", "l"]),
)
PARTIES = (Party("P"), Party("Q", bloc="B"), Party("O", consent="by-issue"))
SOURCES = (Source("s", date=DAY),)


def said(stance, *options, party="P", issue="a", **rest):
    return Statement(party=party, issue=issue, stance=stance, options=options, **rest)


def with_party(party_id="P", **fields):
    return {"parties": (Party(party_id, **fields), *PARTIES[1:])}


def preferring(**fields):
    return with_party(preferences=Preferences(**fields))


def lined(*lines):
    return with_party(lines=lines)


def found(**fields):
    """Return the code and label of everything that is wrong with a good scenario after a change."""
    whole = {"sources": SOURCES, "issues": ISSUES, "parties": PARTIES, **fields}
    try:
        Scenario("x", **whole)
    except ScenarioError as error:
        return [(finding.code, finding.label) for finding in error.findings]
    return []


def test_the_scenario_that_is_changed_is_good():
    assert found() == []


WARNED_ON_C = said("warns", "k", issue="c", given={"a": ["x"]})
NO_X = RedLine("no-x", [Box({"a": ["x"]})])
P_A = "parties[P].preferences"

ROWS = {
    "sources-twice": ({"sources": [*SOURCES, Source("S")]}, [("E201", "sources[S].id")]),
    "source-id": ({"sources": [*SOURCES, Source("")]}, [("E202", "sources[1].id")]),
    "no-issues": ({"issues": (), "parties": PARTIES[:2]}, [("E301", "issues")]),
    "issue-twice": ({"issues": (*ISSUES, Issue("b", ["p", "q"]))}, [("E201", "issues[b].id")]),
    "issue-colon": ({"issues": (*ISSUES, Issue("d:e", ["p"]))}, [("E202", "issues[d:e].id")]),
    "issue-spaces": ({"issues": (*ISSUES, Issue(" d", ["p"]))}, [("E202", "issues[ d].id")]),
    "issue-blank": ({"issues": (*ISSUES, Issue("  ", ["p"]))}, [("E202", "issues[  ].id")]),
    "issue-long": ({"issues": (*ISSUES, Issue("d" * 101, ["p"]))}, [("E202", f"issues[{'d' * 80}…].id")]),
    "issue-unseen": ({"issues": (*ISSUES, Issue("d\u200b", ["p"]))}, [("E203", "issues[d\\u200b].id")]),
    "issue-title": ({"issues": (*ISSUES, Issue("d", ["p"], title="\u2066d"))}, [("E203", "issues[d].title")]),
    "no-options": ({"issues": (*ISSUES, Issue("d", []))}, [("E302", "issues[d].options")]),
    "option-twice": ({"issues": (*ISSUES, Issue("d", ["p", "P"]))}, [("E201", "issues[d].options[P].id")]),
    "option-id": ({"issues": (*ISSUES, Issue("d", [Option("p:q")]))}, [("E202", "issues[d].options[p:q].id")]),
    "status-quo": ({"issues": (*ISSUES, Issue("d", ["p"], status_quo="q"))}, [("E212", "issues[d].status_quo")]),
    "consent-unknown": ({"issues": (*ISSUES, Issue("d", ["p"], consent=["N"]))}, [("E213", "issues[d].consent[0]")]),
    "consent-always": ({"issues": (*ISSUES, Issue("d", ["p"], consent=["P"]))}, [("E303", "issues[d].consent[0]")]),
    "consent-twice": ({"issues": (*ISSUES, Issue("d", ["p"], consent=["O", "O"]))}, [("E205", "issues[d].consent[1]")]),
    "excluded-one": ({"excluded": [Exclusion({"a": ["x"]})]}, [("E304", "excluded[0].forbids")]),
    "excluded-none": ({"excluded": [Exclusion({})]}, [("E304", "excluded[0].forbids"), ("E305", "excluded")]),
    "excluded-unknown": (
        {"excluded": [Exclusion({"a": ["w"], "n": ["p"], "b": []})]},
        [("E212", "excluded[0].forbids.a[0]"), ("E211", "excluded[0].forbids.n"), ("E216", "excluded[0].forbids.b")],
    ),
    "excluded-all": ({"excluded": [Exclusion({"b": ["p", "q"], "c": ["k", "l"]})]}, [("E305", "excluded")]),
    "no-parties": ({"issues": ISSUES[1:], "parties": ()}, [("E501", "parties")]),
    "nobody-signs": ({"parties": PARTIES[2:]}, [("E502", "parties")]),
    "party-twice": ({"parties": [*PARTIES, Party("p")]}, [("E201", "parties[p].id")]),
    "party-id": ({"parties": [*PARTIES, Party("p:")]}, [("E202", "parties[p:].id")]),
    "bloc-id": (with_party(bloc="x:y"), [("E202", "parties[P].bloc")]),
    "bloc-party": (with_party(bloc="O"), [("E503", "parties[P].bloc")]),
    "bloc-case": (with_party(bloc="b"), [("E503", "parties[P].bloc"), ("E503", "parties[Q].bloc")]),
    "bloc-own": (with_party(bloc="P"), []),
    "reservation-none": (with_party(reservation=Reservation()), [("E504", "parties[P].reservation")]),
    "reservation-both": (
        with_party(reservation=Reservation(value=0, fallback={"c": "k"})),
        [("E504", "parties[P].reservation")],
    ),
    "reservation-wrong": (
        with_party(reservation=Reservation(value="0.5", firmness=2, source="t")),
        [("E506", "parties[P].reservation.firmness"), ("E214", "parties[P].reservation.source")],
    ),
    "fallback-unknown": (
        with_party(reservation=Reservation(fallback={"c": "m", "n": "x"})),
        [("E212", "parties[P].reservation.fallback.c"), ("E211", "parties[P].reservation.fallback.n")],
    ),
    "fallback-partial": (
        with_party(reservation=Reservation(fallback={"a": "x"})),
        [("E505", "parties[P].reservation.fallback.c")],
    ),
    "fallback": (with_party(reservation=Reservation(fallback={"c": "k"})), []),
    "weights": (
        preferring(weights={"a": 1, "n": -1, "b": 0, "c": 0}),
        [("E211", f"{P_A}.weights.n"), ("E507", f"{P_A}.weights.n")],
    ),
    "weights-zero": (preferring(weights={"a": 0}), [("E511", f"{P_A}.weights")]),
    "weights-lack-said": (
        preferring(weights={"b": 1}) | {"statements": [said("demands", "x"), WARNED_ON_C]},
        [("E512", f"{P_A}.weights.a")],
    ),
    "weights-lack-values": (
        preferring(weights={"b": 1}, values={"c": {"k": 1, "l": 0}}),
        [("E512", f"{P_A}.weights.c")],
    ),
    "ranking-and-weights": (preferring(weights={"b": 1}, ranking=["b"]), [("E513", f"{P_A}.ranking")]),
    "ranking": (
        preferring(ranking=["b", ["c", "b"], "n"]),
        [("E211", f"{P_A}.ranking[2][0]"), ("E205", f"{P_A}.ranking[1][1]")],
    ),
    "ranking-of-nothing": (preferring(ranking=["b", []]), [("E216", f"{P_A}.ranking[1]")]),
    "values-silent": (preferring(values={"a": {"x": 1}}), [("E514", f"{P_A}.values.a")]),
    "values-warned": (
        preferring(values={"a": {"x": 1}}) | {"statements": [said("warns", "x", given={"b": ["p"]})]},
        [("E514", f"{P_A}.values.a")],
    ),
    "values-said": (preferring(values={"a": {"x": 1}}) | {"statements": [said("rejects", "z")]}, []),
    "values-wrong": (
        preferring(values={"a": {"x": 2, "y": "-0.1", "z": 0}, "n": {"x": 1}, "b": {"r": 1}}),
        [
            ("E506", f"{P_A}.values.a.x"),
            ("E506", f"{P_A}.values.a.y"),
            ("E211", f"{P_A}.values.n"),
            ("E212", f"{P_A}.values.b.r"),
        ],
    ),
    "written-weights": (preferring(weights={"a": -1, "b": 0}, as_written=True), []),
    "written-weights-zero": (preferring(weights={"a": 0}, as_written=True), []),
    "written-weights-lack-values": (
        preferring(weights={"b": 30}, values={"c": {"k": 1, "l": -2}}, as_written=True),
        [("E512", f"{P_A}.weights.c")],
    ),
    "written-values": (preferring(values={"a": {"x": 20, "y": "-0.1", "z": 0}}, as_written=True), []),
    "written-is-no-flag": (preferring(as_written=1), [("E103", f"{P_A}.as_written")]),
    "discount-nothing": (preferring(discount=0), [("E516", f"{P_A}.discount")]),
    "discount-more": (preferring(discount="1.01"), [("E516", f"{P_A}.discount")]),
    "discount-less": (preferring(discount="-0.5"), [("E516", f"{P_A}.discount")]),
    "discount-least": (preferring(discount="0.001"), []),
    "ceiling": (preferring(ceiling=-3), []),
    "capability": (with_party(capability=-1), [("E507", "parties[P].capability")]),
    "capability-any": (with_party(capability=250), []),
    "preferences-source": (preferring(source="t"), [("E214", f"{P_A}.source")]),
    "interactions": (
        preferring(interactions=[Interaction({}, 1), Interaction({"a": ["x"], "b": ["r"]}, -5)]),
        [("E515", f"{P_A}.interactions[0].when"), ("E212", f"{P_A}.interactions[1].when.b[0]")],
    ),
    "line-empty": (lined(RedLine("l")), [("E521", "parties[P].lines[l]")]),
    "line-box-empty": (lined(RedLine("l", [Box({})])), [("E522", "parties[P].lines[l].boxes[0].forbids")]),
    "line-twice": (lined(NO_X, NO_X), [("E201", "parties[P].lines[no-x].id")]),
    "line-issue": (lined(attrs.evolve(NO_X, id="a")), [("E204", "parties[P].lines[a].id")]),
    "line-reserved": (lined(attrs.evolve(NO_X, id="reservation")), [("E204", "parties[P].lines[reservation].id")]),
    "line-id": (lined(attrs.evolve(NO_X, id="")), [("E202", "parties[P].lines[0].id")]),
    "line-wrong": (
        lined(RedLine("l", [Box({"a": ["w"]}, price=-1)], price="-0.5", firmness="1.1", source="t")),
        [
            ("E212", "parties[P].lines[l].boxes[0].forbids.a[0]"),
            ("E507", "parties[P].lines[l].boxes[0].price"),
            ("E507", "parties[P].lines[l].price"),
            ("E506", "parties[P].lines[l].firmness"),
            ("E214", "parties[P].lines[l].source"),
        ],
    ),
    "linkage-one": (lined(RedLine("l", linkage=["a"])), [("E523", "parties[P].lines[l].linkage")]),
    "linkage-twice": (lined(RedLine("l", linkage=["a", "a"])), [("E205", "parties[P].lines[l].linkage[1]")]),
    "linkage-unknown": (lined(RedLine("l", linkage=["a", "n"])), [("E211", "parties[P].lines[l].linkage[1]")]),
    "linkage-no-quo": (lined(RedLine("l", linkage=["a", "c"])), [("E524", "parties[P].lines[l].linkage[1]")]),
    "line-all": (lined(RedLine("l", [Box({"b": ["p", "q"]})])), [("E406", "parties[P].lines[l].boxes[0]")]),
    "readings-twice": ({"readings": [Reading("r"), Reading("R")]}, [("E201", "readings[R].id")]),
    "reading-built-in": ({"readings": [Reading("face-value")]}, [("E204", "readings[face-value].id")]),
    "reading-wrong": (
        {"readings": [Reading("r:", limit_factor=2, public_firmness=-1, red_from=2, open_value=2, silent_value=2)]},
        [
            ("E202", "readings[r:].id"),
            ("E506", "readings[r:].limit_factor"),
            ("E506", "readings[r:].public_firmness"),
            ("E506", "readings[r:].red_from"),
            ("E506", "readings[r:].open_value"),
            ("E506", "readings[r:].silent_value"),
        ],
    ),
    "reading-firmness": (
        {"readings": [Reading("r", firmness={"interest": 2, "explict": 1, "principle": 1})]},
        [
            ("E506", "readings[r].firmness.interest"),
            ("E601", "readings[r].firmness.explict"),
            ("E602", "readings[r].firmness.explicit"),
        ],
    ),
    "statement-unknown": (
        {"statements": [said("demands", "x", party="N", issue="n", source="t")]},
        [("E213", "statements[s1].party"), ("E211", "statements[s1].issue"), ("E214", "statements[s1].source")],
    ),
    "statement-options": (
        {"statements": [said("offers"), said("offers", "w"), said("offers", "x", "x")]},
        [
            ("E216", "statements[s1].options"),
            ("E212", "statements[s2].options[0]"),
            ("E205", "statements[s3].options[1]"),
        ],
    ),
    "statement-id": ({"statements": [said("offers", "x", id="a:b")]}, [("E202", "statements[a:b].id")]),
    "statement-twice": (
        {"statements": [said("offers", "x"), said("offers", "y", id="s1")]},
        [("E201", "statements[s1].id")],
    ),
    "given-lacking": ({"statements": [said("conditional", "x")]}, [("E401", "statements[s1].given")]),
    "given-forbidden": ({"statements": [said("offers", "x", given={"b": ["p"]})]}, [("E402", "statements[s1].given")]),
    "given-own": ({"statements": [said("conditional", "x", given={"a": ["y"]})]}, [("E403", "statements[s1].given.a")]),
    "given-unknown": (
        {"statements": [said("warns", "x", given={"b": ["r"], "n": ["x"]})]},
        [("E212", "statements[s1].given.b[0]"), ("E211", "statements[s1].given.n")],
    ),
    "warns-two": ({"statements": [said("warns", "x", "y", given={"b": ["p"]})]}, [("E404", "statements[s1].options")]),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), ROWS.values(), ids=ROWS.keys())
def test_one_kind_of_mistake(change, expected):
    assert found(**change) == expected


CONTRADICTIONS = {
    "for-and-against": (["offers", "x"], ["rejects", "x"], True),
    "demand-and-other": (["demands", "x"], ["open-to", "y"], True),
    "two-demands": (["demands", "x"], ["demands", "y"], True),
    "demand-and-itself": (["demands", "x", "y"], ["affirms", "y"], False),
    "demand-and-rejection": (["demands", "x"], ["rejects", "y", "z"], False),
    "two-offers": (["offers", "x"], ["offers", "y"], False),
}


@pytest.mark.parametrize(("first", "second", "is_one"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
@pytest.mark.parametrize("is_turned", [False, True])
def test_contradictions_within_one_source(first, second, is_one, is_turned):
    pair = [first, second][:: -1 if is_turned else 1]
    statements = [said(*entry, source="s") for entry in pair]
    expected = [("E405", "statements[s2]")] if is_one else []
    assert found(statements=statements) == expected
    # In two sources, on two days, or without a source the later one wins.
    others = {
        "sources": [*SOURCES, Source("t", date=DAY)],
        "statements": [attrs.evolve(statements[0], source="t"), statements[1]],
    }
    assert found(**others) == []
    assert found(statements=[attrs.evolve(statements[0], date=dt.date(2021, 1, 1)), statements[1]]) == []
    assert found(statements=[attrs.evolve(entry, source="") for entry in statements]) == []
    assert found(statements=[attrs.evolve(statements[0], party="Q"), statements[1]]) == []
    # A day that is given and the same as that of the source is the same day.
    assert found(statements=[attrs.evolve(statements[0], date=DAY), statements[1]]) == expected


def test_a_contradiction_names_both_statements_and_says_what_to_do():
    with pytest.raises(ScenarioError) as caught:
        Scenario(
            "x",
            sources=SOURCES,
            issues=ISSUES,
            parties=PARTIES,
            statements=[said("offers", "x", source="s"), said("rejects", "x", source="s")],
        )
    (finding,) = caught.value.findings
    assert (finding.path, finding.also_path) == (("statements", 1), ("statements", 0))
    assert "rejects 'x' (statement 's2') and offers 'x' (statement 's1')" in finding.message
    assert "conditional" in finding.advice


ON = [dt.date(2022, 1, day) for day in range(1, 10)]
ACCEPTANCE = {
    "all-rejected": ([("rejects", "x", "y"), ("rejects", "z")], (), True),
    "taken-back": ([("rejects", "x", "y"), ("rejects", "z"), ("open-to", "z")], (), False),
    "taken-back-and-rejected": ([("open-to", "z"), ("rejects", "x", "y"), ("rejects", "z")], (), True),
    "demand": ([("demands", "x")], (), False),
    "demand-rejected": ([("demands", "x"), ("rejects", "x")], (), False),
    "demand-in-part-rejected": ([("demands", "x", "y"), ("rejects", "x")], (), False),
    "demand-and-line": ([("demands", "x")], ["x"], True),
    "demand-opened-and-line": ([("demands", "x"), ("open-to", "y")], ["x"], False),
    "demand-then-line-on-the-rest": ([("demands", "x")], ["y", "z"], False),
    "warning-and-line": ([("warns", "z")], ["x", "y"], False),
    "rejections-and-line": ([("rejects", "x"), ("rejects", "y")], ["z"], True),
    "conditional-and-line": ([("conditional", "z"), ("rejects", "x")], ["y"], False),
}


@pytest.mark.parametrize(("history", "line", "is_stuck"), ACCEPTANCE.values(), ids=ACCEPTANCE.keys())
def test_a_party_that_accepts_nothing(history, line, is_stuck):
    statements = [
        said(*entry, date=day, given={"b": ["p"]} if entry[0] in {"warns", "conditional"} else {})
        for entry, day in zip(history, ON, strict=False)
    ]
    lines = lined(RedLine("l", [Box({"a": line})])) if line else {}
    backwards = statements[::-1]  # the date decides, not the order
    for order in (statements, backwards):
        assert [code for code, _ in found(statements=order, **lines)] == (["E406"] if is_stuck else [])


def test_lines_over_several_issues_do_not_count_as_accepting_nothing():
    assert found(**lined(RedLine("l", [Box({"a": ["x", "y", "z"], "b": ["p", "q"]})]))) == []


def test_what_names_nothing_known_is_not_compared():
    statements = [said("rejects", "x", "y", "w", source="s"), said("offers", "x", source="s"), said("rejects", "z")]
    assert found(statements=statements) == [("E212", "statements[s1].options[2]")]


FIVE: Any = 5
YES: Any = "yes"
WRONG_KINDS = {
    "id": {"issues": [Issue(FIVE, ["x"])]},
    "text": {"title": 5},
    "date": {"date": "2022-01-01"},
    "datetime": {"sources": [Source("s", date=dt.datetime(2022, 1, 1, tzinfo=dt.UTC))]},
    "public": {"statements": [said("offers", "x", public="yes")]},
    "flag": {"issues": [Issue("a", ["x"], ordered=YES)]},
    "option": {"issues": [Issue("a", [FIVE])]},
    "party": {"parties": ["P"]},
    "options": {"statements": [said("offers", 5)]},
    "reservation": {"parties": [Party("P", reservation=FIVE)]},
}


@pytest.mark.parametrize("change", WRONG_KINDS.values(), ids=WRONG_KINDS.keys())
def test_values_of_the_wrong_kind_are_told_and_nothing_else_is_looked_at(change):
    assert [code for code, _ in found(**change)] == ["E103"]


@pytest.mark.parametrize(
    ("text", "is_wrong"), [("a\x1b[31m", True), ("\ud800", True), ("a\n\tb\r\n", False), ("\u202e", False)]
)
def test_texts_hold_no_control_characters(text, is_wrong):
    assert found(about=text) == ([("E203", "about")] if is_wrong else [])


def test_nothing_is_wrong_with_a_large_scenario_and_it_is_told_soon():
    issues = [Issue(f"i{number}", ["x", "y", "z"], status_quo="x") for number in range(100)]
    parties = [Party(f"P{number}") for number in range(100)]
    statements = [said("offers", "x", party=party.id, issue=issue.id) for party in parties for issue in issues]
    assert find_errors(Scenario("x", issues=issues, parties=parties, statements=statements)) == ()
