"""What is odd about a usable scenario: said, and accepted."""

import datetime as dt

import attrs
import pytest

from negsim.checks import find_warnings
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue
from negsim.space.space import Exclusion

TODAY = dt.date(2022, 2, 17)
BEFORE, NEXT = dt.date(2022, 2, 16), dt.date(2022, 2, 18)
ISSUES = (Issue("a", ["x", "y"], status_quo="y", consent=["O"]), Issue("b", ["p", "q"], status_quo="p"))
SOURCES = (Source("s", date=TODAY, address="https://example.org/x"),)
LINE = RedLine("l", [Box({"a": ["x"]})], source="s")
PARTIES = (
    Party("P"),
    Party("Q", preferences=Preferences(values={"b": {"p": 1, "q": 0}})),
    Party("O", consent="by-issue", lines=[LINE]),
)
STATEMENTS = (Statement(party="P", issue="a", stance="offers", options=["x"], source="s"),)


def found(**fields):
    whole = {"sources": SOURCES, "issues": ISSUES, "parties": PARTIES, "statements": STATEMENTS, **fields}
    warnings = find_warnings(Scenario("x", **whole), today=TODAY)
    assert {finding.severity for finding in warnings} <= {"warning"}
    return [(finding.code, finding.label) for finding in warnings]


def test_the_scenario_that_is_changed_is_not_odd():
    assert found() == []


def with_party(**fields):
    return {"parties": (attrs.evolve(PARTIES[0], **fields), *PARTIES[1:])}


def preferring(**fields):
    return with_party(preferences=Preferences(**fields))


def with_source(**fields):
    return {"sources": (attrs.evolve(SOURCES[0], **fields),)}


def with_statement(**fields):
    return {"statements": (attrs.evolve(STATEMENTS[0], **fields),)}


def with_line(**fields):
    return {"parties": (*PARTIES[:2], attrs.evolve(PARTIES[2], lines=[attrs.evolve(LINE, **fields)]))}


P_PREFERENCES = "parties[P].preferences"
ROWS = {
    "weights-sum": (preferring(weights={"a": 2}), [("W701", f"{P_PREFERENCES}.weights")]),
    "weights-third": (preferring(weights={"a": "1/3", "b": "2/3"}), [("W711", f"{P_PREFERENCES}.weights.b")]),
    "weights-zero": (preferring(weights={"a": 1, "b": 0}), []),
    "weights-joined": (
        preferring(weights={"a": "0.5", "b": "0.5"}, interactions=[Interaction({"b": ["p"]}, 1)]),
        [],
    ),
    "weights-written": (preferring(weights={"a": 20}, as_written=True), []),
    "reservation-written": (
        with_party(preferences=Preferences(as_written=True), reservation=Reservation(value=65)),
        [],
    ),
    "ranking": (preferring(ranking=["b"]), [("W714", f"{P_PREFERENCES}.ranking")]),
    "ranking-whole": (preferring(ranking=[["b", "a"]]), []),
    "status-quo": ({"issues": (ISSUES[0], Issue("b", ["p", "q"]))}, [("W702", "issues[b]")]),
    "one-option": ({"issues": (*ISSUES, Issue("c", ["x"], status_quo="x"))}, [("W703", "issues[c].options")]),
    "unsourced": (with_statement(source="", date=TODAY), [("W704", "statements[s1]")]),
    "assumed": (with_statement(source="", date=TODAY, assumption="so it is"), []),
    "undated": (with_source(date=None), [("W705", "statements[s1]")]),
    "undated-source-alone": (with_source(date=None) | with_statement(date=TODAY), []),
    "address": (with_source(address="in the archive"), [("W706", "sources[s].address")]),
    "address-none": (with_source(address=""), []),
    "address-half": (with_source(address="https://nowhere"), [("W706", "sources[s].address")]),
    "address-doi": (with_source(address="doi:10.1000/182"), []),
    "future-source": (
        with_source(date=NEXT, published=NEXT),
        [("W707", "sources[s].date"), ("W707", "sources[s].published")],
    ),
    "future-statement": (
        with_statement(date=NEXT, public=NEXT),
        [("W707", "statements[s1].date"), ("W707", "statements[s1].public")],
    ),
    "public-early-source": (with_source(published=BEFORE), [("W720", "sources[s].published")]),
    "public-early-statement": (with_statement(public=BEFORE), [("W720", "statements[s1].public")]),
    "public-early-own-date": (
        with_source(date=None) | with_statement(date=TODAY, public=BEFORE),
        [("W720", "statements[s1].public")],
    ),
    "public-early-undated": (with_source(date=None) | with_statement(public=BEFORE), [("W705", "statements[s1]")]),
    "public-early-line": (with_line(public=BEFORE), [("W720", "parties[O].lines[l].public")]),
    "public-on-the-day": (with_statement(public=TODAY), []),
    "line": (with_line(source="", date=NEXT), [("W704", "parties[O].lines[l]"), ("W707", "parties[O].lines[l].date")]),
    "linkage": (with_line(boxes=[], linkage=["a", "b"]), [("W708", "parties[O].lines[l]")]),
    "linkage-priced": (with_line(boxes=[], linkage=["a", "b"], price=5), []),
    "never-binds": (with_line(boxes=[Box({"b": ["q"]})]), [("W710", "parties[O].lines[l]")]),
    "no-affair": (
        {"issues": (Issue("a", ["x", "y"], status_quo="y"), ISSUES[1])},
        [("W709", "parties[O].consent")],
    ),
    "one-party": ({"issues": (Issue("a", ["x", "y"], status_quo="y"),), "parties": PARTIES[:1]}, [("W712", "parties")]),
    "excluded": ({"excluded": [Exclusion({"a": ["y"], "b": ["p"]})]}, [("W713", "excluded[0]")]),
    "excluded-other": ({"excluded": [Exclusion({"a": ["x"], "b": ["p"]})]}, []),
    "reservation": (with_party(reservation=Reservation(value=60)), [("W715", "parties[P].reservation.value")]),
    "reservation-share": (with_party(reservation=Reservation(value="0.6")), []),
    "silent": ({"statements": ()}, [("W716", "parties[P]")]),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), ROWS.values(), ids=ROWS.keys())
def test_one_kind_of_oddity(change, expected):
    assert found(**change) == expected


def test_many_issues_without_status_quo_are_told_once():
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(20)]
    (finding, *_) = find_warnings(Scenario("x", issues=issues, parties=[Party("P"), Party("Q")]))
    assert finding.code == "W702"
    assert finding.message.count("'i") == 8
    assert "and others" in finding.message
