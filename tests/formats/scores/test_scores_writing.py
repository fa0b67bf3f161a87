"""Score tables: what is written, and that it is read back as it was."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings

from negsim.errors import UnsupportedError
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.scores.reading import read
from negsim.formats.scores.writing import write
from tests.formats.case_generators import cases

CASE = Case(
    id="mill",
    title="Mill, river",
    issues=[
        CaseIssue(name="Weir", options=["keep", "=lower"], ordered=True),
        CaseIssue(name="Water", options=["-1", ""]),
    ],
    profiles=[
        Profile(id="Mill", weights=[Fraction(1, 2), 1], values=[[1, Fraction(1, 8)], []], reservation=Fraction(1, 4)),
        Profile(id="Trust", weights=[1, Fraction(1, 3)], values=[[0, 1], [1, 0]]),
    ],
)
TEXT = """\
issue,option,Mill,Trust
title,"Mill, river",,
Weir,keep,50,0
Weir,'=lower,6.25,100
Water,-1,0,33.3333333333333
Water,,0,0
threshold,,25,
"""


def _back(files):
    ((name, text),) = files.items()
    return read([InputFile(path=name, text=text, format="scores", role="table")], found=Findings(), grid=21)


def test_a_whole_case():
    lost: list[str] = []
    assert write(CASE, lost=lost) == {"mill.csv": TEXT}
    assert lost == [
        "Trust: points that no short decimal equals are rounded to 15 digits, such as those for '-1' of issue 'Water'",
    ]
    once = _back({"mill.csv": TEXT})
    assert once.title == "Mill, river"
    assert write(once, lost=lost) == {"mill.csv": TEXT}
    assert len(lost) == 1


def test_a_fallback_becomes_its_value():
    profile = attrs.evolve(CASE.profiles[0], reservation=None, fallback=(1, 0))
    assert "threshold,,6.25\n" in write(attrs.evolve(CASE, profiles=[profile]), lost=[])["mill.csv"]


def test_what_a_comparison_of_scenarios_tells_is_not_told_twice():
    profile = attrs.evolve(CASE.profiles[0], discount=Fraction(1, 2), capability=3, ceiling=1)
    lost: list[str] = []
    write(attrs.evolve(CASE, profiles=[profile]), lost=lost)
    assert lost == []


def test_what_is_not_supported_is_said_together():
    profiles = [
        attrs.evolve(CASE.profiles[0], id="party", bonuses=[Bonus(when={0: (1,)}, value=1)]),
        attrs.evolve(CASE.profiles[1], id="score", ceiling=Fraction(1, 2)),
        attrs.evolve(CASE.profiles[1], id="score"),
    ]
    issues = [CaseIssue(name="Threshold", options=["a", ""])] * 2
    with pytest.raises(UnsupportedError) as caught:
        write(Case(id="c", issues=issues, profiles=profiles), lost=[])
    text = str(caught.value)
    for part in ("two issues", "two parties", "row of thresholds", "a long table", "party: comb", "score: values"):
        assert part in text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("issue", "party 'issue': a column of that name holds the issues"),
        ("Option", "party 'Option': a column of that name holds the options"),
        (" threshold", "party ' threshold': a column of that name holds the thresholds of a long table"),
        ("", "a party without a name: nothing would stand above its column"),
    ],
)
def test_parties_whose_column_would_be_another(name, reason):
    with pytest.raises(UnsupportedError) as caught:
        write(attrs.evolve(CASE, profiles=[attrs.evolve(CASE.profiles[0], id=name)]), lost=[])
    assert caught.value.reasons == (reason,)


def test_an_issue_without_a_name_would_look_like_a_merged_cell():
    issue = attrs.evolve(CASE.issues[0], name="")
    with pytest.raises(UnsupportedError, match="an issue without a name"):
        write(attrs.evolve(CASE, issues=[issue, CASE.issues[1]]), lost=[])


@settings(max_examples=60)
@given(cases())
def test_any_case_is_read_back(case):
    lost: list[str] = []
    plain = [attrs.evolve(profile, discount=Fraction(1), capability=None, ceiling=None) for profile in case.profiles]
    case = attrs.evolve(case, profiles=plain)
    try:
        back = _back(write(case, lost=lost))
    except UnsupportedError:
        return
    assert [(issue.name, issue.options) for issue in back.issues] == [
        (issue.name, issue.options) for issue in case.issues
    ]
    for before, after in zip(case.profiles, back.profiles, strict=True):
        assert (after.id, after.reservation) == (before.id, before.reservation)
        weighed = zip(before.weights, before.values, strict=True)
        assert after.values == tuple(tuple(100 * weight * value for value in row) for weight, row in weighed)
    assert _back(write(back, lost=lost)) == back
    assert lost == []
