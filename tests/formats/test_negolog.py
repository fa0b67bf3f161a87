"""NegoLog's files: what is read, what is wrong with them, and what is written back."""

import itertools
import json
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import ScenarioError, UnsupportedError
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.negolog import read, write

FIRST = {
    "reservationValue": 0.25,
    "issueWeights": {"tea": 0.5, "cake": 0.5},
    "issues": {"cake": {"none": 0.0, "some": 1.0}, "tea": {"green": 0.1, "black": 0.75, "1": 0}},
}
SECOND = {
    "reservationValue": 0,
    "issueWeights": {"cake": 0.25, "tea": 0.75},
    "issues": {"tea": {"1": 1, "black": 0.5, "green": 0}, "cake": {"some": 0.2, "none": 1}},
}
HALF = Fraction(1, 2)
NUMBERS = st.decimals(-2, 2, places=3).map(Fraction)
NAMES = st.lists(st.sampled_from(["a", "b c", "", "1", "1.0", "é", '"']), min_size=1, max_size=3, unique=True)


def file(content, path="tea/profileA.json", role="profile"):
    return InputFile(path=path, text=content if isinstance(content, str) else json.dumps(content, indent=1), role=role)


def case_of(*files):
    found = Findings()
    case = read(files, found=found, grid=21)
    return case, [(each.code, each.message) for each in found.warnings]


def errors_of(*files):
    with pytest.raises(ScenarioError) as caught:
        read(files, found=Findings(), grid=21)
    return caught.value.findings


def pair(first=FIRST, second=SECOND):
    return file(first), file(second, "tea/profileB.json")


def with_changed(content, changes):
    copy = json.loads(json.dumps(content))
    for path, value in changes.items():
        *around, last = path.split(".")
        table = copy
        for key in around:
            table = table[key]
        if value is None:
            del table[last]
        else:
            table[last] = value
    return copy


def test_two_profiles_and_what_others_computed():
    case, warnings = case_of(file("no JSON", "tea/specs.json", "specs"), *pair())
    assert [code for code, _ in warnings] == ["W813"]
    assert case == Case(
        id="tea",
        issues=[
            CaseIssue(name="cake", options=["none", "some"]),
            CaseIssue(name="tea", options=["green", "black", "1"]),
        ],
        profiles=[
            Profile(
                id="profileA",
                weights=[HALF, HALF],
                values=[[0, 1], [Fraction(1, 10), Fraction(3, 4), 0]],
                reservation=Fraction(1, 4),
            ),
            Profile(
                id="profileB",
                weights=[Fraction(1, 4), Fraction(3, 4)],
                values=[[1, Fraction(1, 5)], [0, HALF, 1]],
                reservation=0,
            ),
        ],
    )


@pytest.mark.parametrize("path", ["profileA.json", "../profileA.json", "./profileA.json"])
def test_files_in_no_folder_that_has_a_name(path):
    case, _ = case_of(file(FIRST, path), file(SECOND, "profileB.json"))
    assert case.id == "negolog"


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"issueWeights.tea": 0.25}, "W802", "the weights sum to 0.75, not 1"),
        ({"reservationValue": 25}, "W805", "the reservation 25 lies beyond"),
        ({"issues.cake.none": "NOISE"}, "W810", "0.35000000000000003; read as 0.35"),
    ],
)
def test_what_is_odd_is_told_in_a_line(changes, code, told):
    text = json.dumps(with_changed(FIRST, changes)).replace('"NOISE"', "0.35000000000000003")
    _, ((given, message),) = case_of(*pair(text))
    assert given == code
    assert told in message


def test_blank_names():
    blank = {"reservationValue": 0, "issueWeights": {"": 1}, "issues": {"": {" ": 1}}}
    case, warnings = case_of(*pair(blank, blank))
    assert (case.issues[0].name, case.issues[0].options) == ("", (" ",))
    assert warnings == [("W804", "the name of an issue is blank")]


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"reservationValue": None}, "E814", "'reservationValue' is missing"),
        ({"reservationValue": "0"}, "E814", "the text '0' is given"),
        ({"issueWeights": None}, "E814", "'issueWeights' is missing"),
        ({"issueWeights.tea": None}, "E807", "the weight of 'tea' is missing"),
        ({"issueWeights.milk": 1}, "E806", "'milk' is not an issue of the first profile"),
        ({"issueWeights.tea": True}, "E814", "the truth value true is given"),
        ({"issues": None}, "E814", "'issues' is missing"),
        ({"issues.tea": None}, "E815", "issue 'tea' of the first profile is missing"),
        ({"issues.milk": {}}, "E815", "issue 'milk' is not one of the first profile"),
        ({"issues.tea": 3}, "E814", "the number 3 is given, where a table"),
        ({"issues.tea.black": None}, "E807", "the value of 'black' is missing"),
        ({"issues.tea.white": 1}, "E806", "'white' is not an option of 'tea' of the first profile"),
        ({"issues.tea.black": "1"}, "E814", "the text '1' is given"),
    ],
)
def test_f88_a_second_profile_that_does_not_fit(changes, code, told):
    found = errors_of(*pair(second=with_changed(SECOND, changes)))
    assert [each.code for each in found] == [code]
    assert told in found[0].message
    assert found[0].place.file == "tea/profileB.json"


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ((), ["E802"]),
        (pair()[:1], ["E802"]),
        ((*pair(), file(SECOND, "tea/profileC.json")), ["E802"]),
        (pair("[", '{"a": NaN}'), ["E810", "E809"]),
        (pair({**FIRST, "issues": {}}, {**SECOND, "issueWeights": {}, "issues": {}}), ["E814", "E806", "E806"]),
        (pair(with_changed(FIRST, {"issues.tea": {}})), ["E814", "E806", "E806", "E806"]),
        (pair(with_changed(FIRST, {"issues": 1, "issueWeights": {}})), ["E814", "E815", "E815", "E806", "E806"]),
    ],
)
def test_f88_files_that_make_no_case(files, codes):
    assert [each.code for each in errors_of(*files)] == codes


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["discountFactor"], "NegoLog has no key 'discountFactor' there; it is ignored"),
        (["a", "b", "c", "d"], "NegoLog has no keys 'a', 'b', 'c' and others there; they are ignored"),
        (["reservationvalue"], "NegoLog has no key 'reservationvalue' there; it is ignored"),
    ],
)
def test_f88_keys_that_the_format_does_not_have_are_told(keys, told):
    case, warnings = case_of(*pair(FIRST | dict.fromkeys(keys, 1)))
    assert (case, warnings) == (case_of(*pair())[0], [("W816", told)])


def test_f88_a_mistyped_key_is_told_once():
    (found,) = errors_of(*pair(with_changed(FIRST, {"reservationValue": None}) | {"reservationvalue": 0.5}))
    assert (found.code, "'reservationvalue'" in found.advice) == ("E814", True)


@pytest.mark.parametrize(
    ("name", "folder"), [("..", "negolog"), ("", "negolog"), (".a", "a"), ("b. ", "b"), ("a/b", "a_b")]
)
def test_the_folder_is_neither_hidden_nor_without_a_name(name, folder):
    assert list(written(attrs.evolve(PLAIN, id=name))[0]) == [f"{folder}/profile{end}.json" for end in "AB"]


def written(case):
    lost: list[str] = []
    return write(case, lost=lost), lost


def read_back(texts, folder):
    return case_of(*(file(text, f"{folder}/{Path(name).name}") for name, text in texts.items()))[0]


@st.composite
def cases(draw):
    issues = [CaseIssue(name=name, options=draw(NAMES)) for name in draw(NAMES)]

    def row(length):
        return draw(st.lists(NUMBERS, min_size=length, max_size=length))

    profiles = [
        Profile(
            id=name,
            weights=row(len(issues)),
            values=[row(len(issue.options)) for issue in issues],
            reservation=draw(NUMBERS),
        )
        for name in ("profileA", "profileB")
    ]
    return Case(id="folder", issues=issues, profiles=profiles)


@given(cases())
def test_a_case_that_is_written_and_read_is_the_same(case):
    texts, lost = written(case)
    assert (lost, list(texts)) == ([], ["folder/profileA.json", "folder/profileB.json"])
    assert read_back(texts, "folder") == case


PLAIN = case_of(*pair())[0]


def changed(**changes):
    return attrs.evolve(PLAIN, profiles=[attrs.evolve(PLAIN.profiles[0], **changes), PLAIN.profiles[1]])


def test_what_the_format_has_no_place_for_is_refused_all_at_once():
    bonus = Bonus(when={0: (0,), 1: (1,)}, value=1)
    first = attrs.evolve(PLAIN.profiles[0], bonuses=[bonus], ceiling=HALF)
    issues = [PLAIN.issues[0], attrs.evolve(PLAIN.issues[1], name="cake")]
    with pytest.raises(UnsupportedError) as caught:
        written(attrs.evolve(PLAIN, profiles=[first], issues=issues))
    assert caught.value.reasons == (
        "1 parties, where there are two",
        "two issues that are called 'cake'",
        "what combinations add for party 'profileA', such as on 'cake' and 'cake'",
        "values of party 'profileA' that are cut at 0.5",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ceiling": Fraction(1)}, ""),
        ({"reservation": Fraction(1, 3)}, "1 number such as 1/3 cannot be written exactly"),
        ({"weights": [Fraction(1, 3), Fraction(2, 3)]}, "2 numbers such as 1/3 cannot"),
    ],
)
def test_what_is_lost_is_said(changes, told):
    _, lost = written(changed(**changes))
    assert len(lost) == bool(told)
    assert told in "".join(lost)


@pytest.mark.parametrize(
    ("changes", "reservation"),
    [
        ({"reservation": None}, 0),
        ({"reservation": None, "weights": [-1, 0]}, -1),
        ({"reservation": None, "fallback": [1, 1]}, Fraction(7, 8)),
        ({"reservation": None, "fallback": [1, 1], "weights": [1, 0], "values": [[0, 1], []]}, 1),
    ],
)
def test_a_reservation_is_a_number(changes, reservation):
    case = changed(**changes)
    texts, lost = written(case)
    again = read_back(texts, "tea")
    assert (again.profiles[0].reservation, lost) == (reservation, [])
    rows = [row or (0,) * len(issue.options) for row, issue in zip(case.profiles[0].values, case.issues, strict=True)]
    assert list(itertools.chain(*again.profiles[0].values)) == list(itertools.chain(*rows))
