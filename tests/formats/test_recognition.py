"""Formats are told by content, never by name."""

import pytest

from negsim.formats.recognition import NOTHING, recognised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!-- a <utility_space> in a comment --><?xml version='1.0'?>\n<negotiation_template>", ("genius", "domain")),
        ("\n<utility_space type='nonlinear'>", ("genius", "profile")),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><utility_space/>", ("genius", "profile")),
        ("<html/>", NOTHING),
        ("0.1, 0.9\n0.5, 0.5\n", ("genius", "frontier")),
        ('{"name": "x", "issuesValues": {}}', ("geniusweb", "domain")),
        ('{"LinearAdditiveUtilitySpace": {"domain": {"issuesValues": {}}}}', ("geniusweb", "profile")),
        ('{"SomethingElse": {"a": 1}}', ("geniusweb", "profile")),
        ('{"DefaultPartialOrdering": {}}', ("geniusweb", "profile")),
        ('{"size": 3, "pareto_front": []}', ("geniusweb", "specials")),
        ('{"issueWeights": {}, "issues": {}, "reservationValue": 0}', ("negolog", "profile")),
        ('{"issueWeights": {}, "issues": {}, ', ("negolog", "profile")),
        ('{"NumberOfBids": 1, "IssueValues": []}', ("negolog", "specs")),
        ('{"parties": {}}', ("scores", "table")),
        ('{"a": 1}', NOTHING),
        ("[" * 100_000, NOTHING),
        ("[1, 2]", NOTHING),
        ('[{"a": 1}]', NOTHING),
        ('[ "a b" . c ] # a table', ("toml", "scenario")),
        ("{name: u3, type: LinearAdditiveUtilityFunction, values: []}", ("negmas", "profile")),
        ("{name: trade, issues: []}", ("negmas", "domain")),
        ("{a: 1}", NOTHING),
        ('{"a":' * 100_000, NOTHING),
        ("# hello\nformat = 1", ("toml", "scenario")),
        ("[[issues]]\n", ("toml", "scenario")),
        ('"quoted key".x = 1', ("toml", "scenario")),
        ("issues:\n- name: a\n  values: [1, 2]\n", ("negmas", "domain")),
        ("type: LinearAdditiveUtilityFunction\nvalues: []\n", ("negmas", "profile")),
        ("---\nname: x\nreserved_value: 0.1\nweights: [1]\n", ("negmas", "profile")),
        ("Name: Trade\nhints: {}\n", ("negmas", "info")),
        ("issue,option,A,B\n", ("scores", "table")),
        ("Party;Issue;Option;Points\n", ("scores", "table")),
        ("actor,position,salience,capability\n", ("actors", "table")),
        ("capability\tideal\tname\n", ("actors", "table")),
        ("10, 5\n1, 2, 3\n30", ("scores", "scores")),
        ("Mayor,mayor,player,kind,m\nFirm,firm,p1,greedy,m", ("scores", "config")),
        ("A1,B2,C3", ("scores", "notes")),
        ("Once upon a time, there was a treaty.", NOTHING),
        ("5", NOTHING),
        ("", NOTHING),
        ("# only a comment", NOTHING),
    ],
)
def test_a_text_is_recognised(text, expected):
    assert recognised(text) == expected
