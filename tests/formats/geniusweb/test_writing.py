"""What is written for GeniusWeb keeps its rules, and every package is worth what it was."""

import json
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given

from negsim.errors import UnsupportedError
from negsim.formats.cases import Bonus, CaseIssue, Profile
from negsim.formats.geniusweb import parts
from negsim.formats.geniusweb.writing import number_range
from tests.formats.geniusweb.written import (
    HALF,
    ISSUES,
    PLAIN,
    additive,
    anything,
    boat,
    cases,
    packages,
    read_back,
    table_of,
    worth,
    written,
)


def check_rules(texts):
    """Check what GeniusWeb's constructors check."""
    for text in list(texts.values())[1:]:
        ((kind, table),) = json.loads(text, parse_float=Decimal, parse_int=Decimal).items()
        issues = table["domain"]["issuesValues"]
        assert table["name"].isascii()
        assert table["name"].isalnum()
        if kind == "LinearAdditiveUtilitySpace":
            assert sum(table["issueWeights"].values()) == 1
            assert issues.keys() == table["issueWeights"].keys() == table["issueUtilities"].keys()
        else:
            groups = [part["partsutils"] for part in table["partUtilities"].values()]
            assert sorted(issue for group in groups for issue in group["issues"]) == sorted(issues)
            listed = [[entry["util"] for entry in group["utilslist"]] for group in groups]
            assert all(0 <= number <= 1 for numbers in listed for number in numbers)
            assert sum(max(numbers, default=0) for numbers in listed) <= 1


@given(cases(profile=additive))
def test_a_case_that_is_written_and_read_is_the_same(case):
    texts, lost = written(case)
    assert lost == []
    check_rules(texts)
    assert read_back(texts) == case
    assert written(read_back(texts)) == (texts, [])


@given(cases(profile=anything))
def test_every_package_is_worth_the_same_or_the_case_is_refused(case):
    ends = [
        (min(found), max(found))
        for found in ([worth(profile, package) for package in packages(case)] for profile in case.profiles)
    ]
    if any(least < 0 or most > 1 for least, most in ends):
        with pytest.raises(UnsupportedError, match="can be worth"):
            written(case)
        return
    texts, lost = written(case)
    assert all("notes" in sentence or "order" in sentence for sentence in lost)
    check_rules(texts)
    again = read_back(texts)
    for old, new in zip(case.profiles, again.profiles, strict=True):
        assert [worth(old, package) for package in packages(case)] == [
            worth(new, package) for package in packages(case)
        ]
    assert read_back(written(again)[0]) == again


def test_parts_that_were_read_are_written_the_same():
    bonuses = [
        Bonus(when={1: (0,)}, value=Fraction(1, 4), note="people"),
        Bonus(when={0: (1,), 2: (0,)}, value=Fraction(1, 4), note="looks"),
        Bonus(when={0: (1,), 2: (1,)}, value=HALF, note="looks"),
    ]
    issues = [*ISSUES, CaseIssue(name="sail", options=["x", "y"]), CaseIssue(name="mast", options=["z"])]
    empty: list[list[int]] = [[]] * 4
    case = boat(
        Profile(id="yard", weights=[0] * 4, values=empty, bonuses=bonuses, fallback=[0, 1, 0, 0]), issues=issues
    )
    texts, lost = written(case)
    assert lost == []
    kind, table = table_of(texts, "yard.json")
    assert (kind, list(table["partUtilities"])) == ("SumOfGroupsUtilitySpace", ["people", "looks", "mast"])
    assert table["reservationBid"] == {"issuevalues": {"colour": "red", "crew": 4, "sail": "x", "mast": "z"}}
    assert read_back(texts) == case


@pytest.mark.parametrize(
    ("weights", "values", "kind"),
    [
        ([Fraction(3, 10), Fraction(3, 10)], [[1, 0], [0, HALF, 1]], "LinearAdditiveUtilitySpace"),
        ([Fraction(12, 10), Fraction(8, 10)], [[HALF, 0], [0, Fraction(1, 4), HALF]], "LinearAdditiveUtilitySpace"),
        ([Fraction(2, 10), Fraction(1, 10)], [[1, 0], [0, HALF, 1]], "SumOfGroupsUtilitySpace"),
        ([Fraction(1, 10), Fraction(-1, 10)], [[2, 1], [0, HALF, 1]], "SumOfGroupsUtilitySpace"),
        ([0, 0], [[], []], "SumOfGroupsUtilitySpace"),
    ],
)
def test_weights_of_another_sum_are_held_exactly(weights, values, kind):
    profile = Profile(id="owner", weights=weights, values=values)
    texts, lost = written(boat(profile))
    assert (table_of(texts, "owner.json")[0], lost) == (kind, [])
    again = read_back(texts)
    assert [worth(again.profiles[0], each) for each in packages(again)] == [
        worth(profile, each) for each in packages(again)
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"weights": [1, HALF]}, "a package can be worth 1.5, more than 1"),
        ({"weights": [HALF, -HALF]}, "a package can be worth -0.5, less than 0"),
        ({"ceiling": Fraction(9, 10)}, "its values are cut at 0.9"),
        ({"bonuses": [Bonus(when={}, value=Fraction(1, 3))]}, "a package can be worth 4/3, more than 1"),
        ({"weights": [1, Fraction(10**12, 3**27)]}, "a package can be worth 1.13114, more than 1"),
    ],
)
def test_what_the_format_has_no_place_for_is_refused(changes, reason):
    with pytest.raises(UnsupportedError) as caught:
        written(boat(attrs.evolve(PLAIN, **changes)))
    assert caught.value.reasons == (f"party 'owner', because {reason}",)


def test_all_reasons_are_told_at_once():
    double = [ISSUES[0], attrs.evolve(ISSUES[1], name="colour")]
    case = boat(*(attrs.evolve(PLAIN, id=name, weights=[1, 1]) for name in "ab"), issues=double)
    with pytest.raises(UnsupportedError) as caught:
        written(case)
    assert [reason.split(",")[0] for reason in caught.value.reasons] == [
        "two issues that are called 'colour'",
        "party 'a'",
        "party 'b'",
    ]


def test_combinations_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(parts, "MAX_COMBINATIONS", 5)
    joined = [Bonus(when={0: (0,), 1: (0,)}, value=Fraction(-1, 4))]
    with pytest.raises(UnsupportedError, match="takes 13 combinations of options, where at most 5 are"):
        written(boat(attrs.evolve(PLAIN, weights=[0, HALF], values=[[], [1, 1, 1]], bonuses=joined * 7)))
    single = CaseIssue(name="mast", options=["z"])
    case = boat(
        Profile(id="a", weights=[0, 0, 1], values=[[], [], [HALF]], bonuses=joined),
        issues=[*ISSUES, single],
    )
    with pytest.raises(UnsupportedError, match="takes 6 combinations of options"):
        written(case)


def test_numbers_without_end_are_rounded_and_said():
    third = Fraction(1, 3)
    issues = [*ISSUES, CaseIssue(name="sail", options=["x"]), CaseIssue(name="mast", options=["z"])]
    profile = Profile(id="a", weights=[third, third, third, 0], values=[[third, 1], [0, HALF, 1], [1], [0]])
    texts, lost = written(boat(profile, issues=issues))
    _, table = table_of(texts, "a.json")
    assert [str(weight) for weight in table["issueWeights"].values()] == [
        *["0.333333333333333"] * 2,
        "0.333333333333334",
        "0",
    ]
    assert lost == ["party 'a': 4 numbers such as 1/3 cannot be written exactly"]
    check_rules(texts)
    bonuses = [Bonus(when={0: (0,)}, value=2 * third), Bonus(when={1: (0,)}, value=third)]
    texts, lost = written(boat(Profile(id="a", weights=[0, 0], values=[[], []], bonuses=bonuses)))
    assert lost == ["party 'a': 2 numbers such as 2/3 cannot be written exactly"]
    check_rules(texts)


def test_weights_that_all_but_sum_to_1_do_so_then():
    profile = attrs.evolve(PLAIN, weights=[HALF, HALF + Fraction(1, 10**9)])
    texts, lost = written(boat(profile))
    check_rules(texts)
    assert lost == ["party 'owner': its weights sum to 1.000000001; the last is changed so that they sum to 1"]


def test_negative_weights_that_sum_to_1_are_no_weights_of_the_format():
    profile = attrs.evolve(PLAIN, weights=[Fraction(3, 2), -HALF], values=[[HALF, HALF], [0, HALF, 1]])
    texts, lost = written(boat(profile))
    assert (table_of(texts, "owner.json")[0], lost) == ("SumOfGroupsUtilitySpace", [])
    case = boat(profile)
    again = read_back(texts).profiles[0]
    assert [worth(again, each) for each in packages(case)] == [worth(profile, each) for each in packages(case)]


@pytest.mark.parametrize("name", ["..", ".hidden", " ", "end. ", "a/..", "\t", "\u00a0.", "CON/"])
def test_files_are_neither_hidden_nor_without_a_name(name):
    texts, _ = written(boat(attrs.evolve(PLAIN, id=name), id=name))
    for file in texts:
        stem = file.removesuffix(".json")
        assert stem == stem.strip().strip(".")
        assert stem
        assert not {"/", "\t"} & set(stem)
    assert len({file.casefold() for file in texts}) == 2


def test_names_that_the_format_cannot_hold():
    profiles = [
        attrs.evolve(PLAIN, id="a/b", name="Mr. X"),
        attrs.evolve(PLAIN, id="A_B"),
        attrs.evolve(PLAIN, id="語"),
    ]
    case = boat(*profiles, id="a?b", title="The boat")
    texts, lost = written(case)
    assert list(texts) == ["a_b.json", "a_b-2.json", "A_B-3.json", "語.json"]
    assert len(lost) == 3
    assert lost[0] == "case 'The boat' is called 'Theboat': names of GeniusWeb are of letters and digits"
    assert lost[2] == "party '語' is called 'party3': names of GeniusWeb are of letters and digits"
    check_rules(texts)


def test_notes_that_have_no_place_are_said():
    bonuses = [Bonus(when={0: (at,)}, value=Fraction(1, 4), note=f"n{at}") for at in (0, 1)]
    _, lost = written(boat(Profile(id="a", weights=[0, 0], values=[[], []], bonuses=bonuses)))
    assert lost == ["party 'a': notes on combinations are not written, since several are about one group"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["1", "1.5", "2"], "1 to 2 by 0.5"),
        (["7"], "7 to 7 by 1"),
        (["-1", "0"], "-1 to 0 by 1"),
        (["2", "1"], None),
        (["1", "2", "4"], None),
        (["1.0", "2"], None),
        (["low", "high"], None),
        (["1", "1"], None),
    ],
)
def test_ranges(options, expected):
    found = number_range(CaseIssue(name="x", options=options, ordered=True))
    assert found == expected or str(found) == expected
    assert number_range(CaseIssue(name="x", options=options)) is None


def test_options_that_are_no_range_are_written_one_by_one():
    crooked = attrs.evolve(PLAIN, values=[[1, 0], [0, 0, 1]])
    texts, lost = written(boat(PLAIN, attrs.evolve(crooked, id="b")))
    assert lost == []  # that the order is lost shows where what was written is compared
    assert json.loads(texts["boat.json"])["issuesValues"]["crew"] == {"values": ["2", "4", "6"]}
