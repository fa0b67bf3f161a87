"""Tables of actors: positions, salience and capability, read and written."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import ScenarioError, UnsupportedError
from negsim.formats import actors
from negsim.formats.actors import read, write
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.recognition import recognised

TABLE = """\
Actor,Issue,Position,Salience,Capability
Upland,Quota,40,50,100
Coast,Quota,0.0,100,30
Isles,Quota,30,25,
Upland,Season,6,80,100
Coast,Season,2,10,30
"""


def _read(text, *, found=None, path="fish/quota.csv"):
    return read([InputFile(path=path, text=text, format="actors", role="table")], found=found or Findings(), grid=21)


def _errors(text):
    with pytest.raises(ScenarioError) as caught:
        _read(text)
    return caught.value.findings


def test_a_whole_table():
    found = Findings()
    case = _read(TABLE, found=found)
    assert case.id == "quota"
    assert [(issue.name, issue.options, issue.ordered) for issue in case.issues] == [
        ("Quota", ("0", "30", "40"), True),
        ("Season", ("2", "6"), True),
    ]
    upland, coast, isles = case.profiles
    assert (upland.id, upland.name, upland.capability, isles.capability) == ("Upland", "", 100, None)
    assert upland.weights == (Fraction(1, 2), Fraction(4, 5))
    assert upland.values == ((0, Fraction(3, 4), 1), (0, 1))
    assert coast.values == ((1, Fraction(1, 4), 0), (1, 0))
    assert (isles.weights, isles.values) == ((Fraction(1, 4), 0), ((Fraction(1, 4), 1, Fraction(3, 4)), ()))
    assert [(finding.code, finding.message) for finding in found.warnings] == [
        ("W815", "capability is kept, and no answer uses it")
    ]


@pytest.mark.parametrize(
    ("text", "options", "weights"),
    [
        ("party,ideal,salience\nA,1,0.5\nB,2.5,1\n", ("1", "2.5"), (Fraction(1, 2), 1)),
        ("salience;NAME;position\n0,5;A;-1,50\n1,5;B;2\n", ("-1.5", "2"), (Fraction(1, 200), Fraction(3, 200))),
        ("party\tideal\tsalience\nA\t3\t1\nB\t3.0\t0\n", ("3",), (1, 0)),
    ],
)
def test_other_headers_delimiters_and_scales(text, options, weights):
    assert recognised(text) == ("actors", "table")
    case = _read(text)
    assert [(issue.name, issue.options) for issue in case.issues] == [("quota", options)]
    assert tuple(profile.weights[0] for profile in case.profiles) == weights


def test_all_at_one_place_are_content():
    assert _read("party,ideal,salience\nA,3,1\nB,3,0\n").profiles[1].values == ((1,),)


def test_noise_and_blank_names():
    found = Findings()
    text = "actor,issue,position,salience\nA,,0.30000000000000004,1\nB,,1,1\n"  # one issue, without a name
    assert _read(text, found=found).issues[0].options == ("0.3", "1")
    assert [finding.code for finding in found.warnings] == ["W804", "W810"]


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        (TABLE.replace("Coast,Quota", "Coast,").replace("Isles,Quota", "Isles,"), 3, "repeat 'Quota' in every row"),
        (TABLE.replace("Upland,Quota", "Upland,"), 2, "name it in every row"),
    ],
)
def test_issues_that_a_spreadsheet_merged_are_not_invented(text, line, advice):
    (finding,) = [finding for finding in _errors(text) if "issue is missing" in finding.message]
    assert (finding.code, finding.place.line, finding.advice) == ("E813", line, advice)


def test_a_thousand_is_never_read_as_one():
    (finding,) = _errors("actor;position;salience\nA;1.000;0,5\nB;0;1\n")
    assert (finding.code, finding.advice) == ("E813", "write 1000 or 1,000")


def _edited(old, new):
    assert old in TABLE
    return TABLE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "code", "part", "line", "column"),
    [
        (_edited("Salience", "Salence"), "E813", "no column 'salience'", 1, 1),
        (_edited("Upland,Quota", ",Quota"), "E813", "names no actor", 2, 1),
        (_edited("Upland,Season", "Upland,Quota"), "E813", "'Upland' has two rows on issue 'Quota'", 5, 1),
        (_edited("6,80,100", "6,80,90"), "E813", "'Upland' has another capability", 5, 20),
        (_edited("6,80", "6,-80"), "E813", "a salience of -80", 5, 17),
        (_edited("6,80", "6,"), "E813", "the salience is missing", 5, 17),
        (_edited("6,80", ",80"), "E813", "the position is missing", 5, 15),
        (_edited("6,80", "six,80"), "E809", "'six'", 5, 15),
        (_edited("50,100", "50,-1"), "E813", "a capability of -1", 2, 20),
        (_edited("50,100", "50,x"), "E809", "'x'", 2, 20),
        (_edited("Isles,Quota,30,25,", "Isles,Quota,30"), "E813", "3 cells in this row", 4, 1),
        (f"{TABLE}Isles,Tax,,,\n", "E813", "no actor takes a position on issue 'Tax'", 7, 1),
        ("actor,position,salience\n", "E813", "the table has no actor", 1, 1),
        ('actor,position,salience\nA,"1,1\n', "E813", "do not end", 2, 3),
    ],
)
def test_tables_that_are_wrong(text, code, part, line, column):
    finding = _errors(text)[0]
    assert (finding.code, finding.place.line, finding.place.column) == (code, line, column)
    assert part in finding.message


def test_limits(monkeypatch):
    monkeypatch.setattr(actors, "MAX_FINDINGS", 2)
    assert len(_errors("actor,position,salience\n" + "A,x,1\n" * 9)) == 3
    monkeypatch.setattr(actors, "_MAX_VALUES", 8)
    (finding,) = _errors("actor,position,salience\nA,1,1\nB,2,1\nC,3,1\n")
    assert (finding.code, "more than 8 values" in finding.message) == ("E803", True)


def test_several_tables():
    files = [InputFile(path=f"{name}.csv", text=TABLE, format="actors", role="table") for name in "ab"]
    with pytest.raises(ScenarioError, match="2 tables of actors"):
        read(files, found=Findings(), grid=21)


def test_what_is_written_of_a_table():
    lost: list[str] = []
    case = _read(TABLE)
    assert write(case, lost=lost) == {
        "quota.csv": """\
actor,issue,position,salience,capability
Upland,Quota,40,50,100
Upland,Season,6,80,100
Coast,Quota,0,100,30
Coast,Season,2,10,30
Isles,Quota,30,25,
Isles,Season,,,
"""
    }
    assert lost == []


CASE = Case(
    id="c",
    issues=[CaseIssue(name="Quota", options=["2", "1.0"])],
    profiles=[
        Profile(
            id="A", weights=[Fraction(1, 3)], values=[[0, 1]], reservation=0, discount=Fraction(1, 2), capability=0
        ),
        Profile(id="B", name="Bay", weights=[Fraction(1, 2)], values=[[1, 0]], fallback=(0,)),
    ],
)


def test_what_is_lost():
    lost: list[str] = []
    text = write(CASE, lost=lost)["c.csv"]
    assert text.split("\n")[1:3] == ["A,Quota,1,33.3333333333333,0", "B,Quota,2,50,"]
    assert [sentence.split(",")[0] for sentence in lost] == [
        "A: numbers that no short decimal equals are rounded to 15 digits",
        "that options have no order: Quota",
    ]


def _reasons(**changes):
    with pytest.raises(UnsupportedError) as caught:
        write(attrs.evolve(CASE, **changes), lost=[])
    return caught.value.reasons


def _party(**changes):
    return [CASE.profiles[0], attrs.evolve(CASE.profiles[1], **changes)]


def test_what_is_not_supported():
    uneven = "Bay: values on 'Quota' that do not fall evenly with the distance from one option"
    assert _reasons(profiles=_party(values=[[1, Fraction(1, 2)]])) == (uneven,)
    assert _reasons(profiles=_party(values=[[Fraction(1, 2), 0]])) == (uneven,)
    assert _reasons(profiles=_party(weights=[-1])) == ("Bay: a negative weight on 'Quota'",)
    assert "at which no party stands" in _reasons(profiles=_party(values=[[0, 1]]))[0]
    assert "combinations of options (1)" in _reasons(profiles=_party(bonuses=[Bonus(when={0: (0,)}, value=1)]))[0]
    assert "cut at a ceiling" in _reasons(profiles=_party(ceiling=Fraction(1, 4)))[0]
    two = [CASE.issues[0], CaseIssue(name="", options=["1"])]
    parties = [Profile(id=name, weights=[1, 1], values=[row, [1]]) for name, row in (("A", [0, 1]), ("B", [1, 0]))]
    assert _reasons(issues=two, profiles=parties) == ("an issue without a name: every row names one",)
    assert _reasons(profiles=_party(id="A")) == ("two parties with the name 'A'",)
    for options in (["low", "high"], ["1", "1.0"]):
        issue = CaseIssue(name="Quota", options=options)
        assert _reasons(issues=[issue]) == ("issue 'Quota': options that are not different numbers",)


NUMBERS = st.integers(-300, 300).map(lambda hundredths: Fraction(hundredths, 100))
SALIENCES = st.sampled_from(
    [Fraction(0), Fraction(1, 200), Fraction(1, 100), Fraction(1, 2), Fraction(1), Fraction(80)]
)
STANDS = st.none() | st.tuples(NUMBERS, SALIENCES)


@settings(max_examples=60)
@given(st.lists(st.lists(STANDS, min_size=2, max_size=2), min_size=1, max_size=4), st.data())
def test_any_table_is_read_back(rows, data):
    lines = ["actor,issue,position,salience,power"]
    for at, stands in enumerate(rows):
        power = data.draw(st.sampled_from(["", "3", "0"]))
        for issue, stand in zip(("I", "J"), stands, strict=True):
            cells = ["", ""] if stand is None else [str(float(stand[0])), str(float(stand[1]))]
            lines.append(",".join([f"'=a{at}", issue, *cells, power]))
    try:
        case = _read("\n".join(lines))
    except ScenarioError as error:
        assert "takes a position" in str(error)  # noqa: PT017 - nobody does on some issue
        return
    lost: list[str] = []
    ((path, text),) = write(case, lost=lost).items()
    assert _read(text, path=path) == case
    assert lost == []
