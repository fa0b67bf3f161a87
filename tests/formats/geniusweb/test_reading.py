"""GeniusWeb's files are read as they are meant, and what is wrong with them is told, all of it, where it stands."""

import json
from fractions import Fraction

import pytest

from negsim.formats.cases import Bonus, CaseIssue
from tests.formats.geniusweb.examples import (
    ADDITIVE,
    DOMAIN,
    ENDS,
    GROUPS,
    LINEAR,
    LOOKS,
    SUMS,
    case_of,
    domain_file,
    errors_of,
    file,
    groups_file,
    linear_file,
    with_changed,
)


def test_a_domain_and_two_profiles():
    case, warnings = case_of(domain_file(), linear_file(), groups_file(path="second"))
    assert (case.id, case.title, warnings) == ("boat", "", [])
    assert case.issues == (
        CaseIssue(name="colour", options=["red", "blue"]),
        CaseIssue(name="crew", options=["2", "4", "8"]),
        CaseIssue(name="length", options=["5", "5.5", "6", "6.5"], ordered=True),
    )
    owner, yard = case.profiles
    assert (owner.id, owner.name, yard.id, yard.name) == ("owner", "", "second", "yard")
    assert owner.weights == (Fraction(2, 10), Fraction(3, 10), Fraction(5, 10))
    assert owner.values == (
        (1, Fraction(1, 4)),
        (1, Fraction(3, 10), 0),
        (1, Fraction(2, 3), Fraction(1, 3), 0),
    )
    assert (owner.fallback, owner.reservation, owner.bonuses) == ((1, 1, 1), None, ())
    assert (yard.fallback, yard.reservation, yard.weights, yard.values) == ((), None, (0, 0, 0), ((), (), ()))
    assert yard.bonuses == (
        Bonus(when={0: (0,), 2: (3,)}, value=Fraction(1, 4), note="looks"),
        Bonus(when={0: (1,), 2: (2,)}, value=Fraction(1, 2), note="looks"),
        Bonus(when={1: (2,)}, value=Fraction(1, 2), note="people"),
    )


def test_without_a_domain_file_the_first_profile_has_the_domain():
    case, warnings = case_of(linear_file(), groups_file())
    assert (case.id, case.title, len(case.issues), warnings) == ("boat", "", 3, [])
    nameless = with_changed(LINEAR, {"domain.name": None, "name": None})
    case, _ = case_of(linear_file(nameless))
    assert (case.id, case.profiles[0].name) == ("owner", "")


def test_names_that_are_the_files_own_but_for_what_names_cannot_have():
    case, _ = case_of(domain_file(with_changed(DOMAIN, {"name": "oldboat"}), "old-boat"), linear_file(path="o.wner"))
    assert (case.id, case.title, case.profiles[0].id, case.profiles[0].name) == ("old-boat", "", "o.wner", "")


def test_the_order_of_a_profile_s_domain_does_not_count():
    changed = with_changed(LINEAR, {"domain.issuesValues.colour.values": ["blue", "red"]})
    changed["domain"]["issuesValues"] = dict(reversed(changed["domain"]["issuesValues"].items()))
    assert case_of(domain_file(), linear_file(changed)) == case_of(domain_file(), linear_file())


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"issueWeights.crew": 0.2}, "W802", "the weights sum to 0.9, not 1"),
        ({"issueWeights.crew": "NOISE"}, "W810", "0.30000000000000004; read as 0.3"),
        ({"domain.name": "ship"}, "W816", "is called 'ship', that of the other files 'boat'"),
        (
            {"reservationBid.issuevalues.colour": None},
            "W816",
            "leaves out 'colour'; it is read as what it is worth, 127/300",
        ),
        (
            {"issueUtilities.length.NumberValueSetUtilities.highValue": 6},
            "W816",
            "are of 5 to 6, the domain's numbers are 5 to 6.5 by 0.5",
        ),
    ],
)
def test_what_is_odd_is_told_in_a_line(changes, code, told):
    text = json.dumps({ADDITIVE: with_changed(LINEAR, changes)}).replace('"NOISE"', "0.30000000000000004")
    _, ((given, message),) = case_of(domain_file(), file("owner", text, "profile"))
    assert given == code
    assert told in message


def test_numbers_outside_a_range_of_utilities_are_worth_nothing():
    changes = {"issueUtilities.length.NumberValueSetUtilities.highValue": 6}
    case, _ = case_of(domain_file(), linear_file(with_changed(LINEAR, changes)))
    assert case.profiles[0].values[2] == (1, Fraction(1, 2), 0, 0)
    single = with_changed(LINEAR, {"domain.issuesValues.length.range.high": 5, "reservationBid": None})
    ends = {"lowValue": 5, "lowUtility": 1, "highValue": 5, "highUtility": 1}
    single["issueUtilities"]["length"] = {"numberutils": ends}
    case, warnings = case_of(linear_file(single))
    assert (case.profiles[0].values[2], warnings) == ((1,), [])


def test_a_part_of_a_bid_is_worth_what_it_names():
    partial = with_changed(GROUPS, {"name": "yard"}) | {
        "reservationBid": {"issuevalues": {"crew": "8", "colour": "blue"}}
    }
    case, ((code, message),) = case_of(groups_file(partial))
    assert (case.profiles[0].reservation, case.profiles[0].fallback, code) == (Fraction(1, 2), (), "W816")
    assert "leaves out 'length'" in message
    case, _ = case_of(linear_file(with_changed(LINEAR, {"reservationBid.issuevalues": {}})))
    assert (case.profiles[0].reservation, case.profiles[0].fallback) == (0, ())


def test_what_others_computed_is_named_as_not_used():
    _, warnings = case_of(domain_file(), linear_file(), file("specials", "no JSON", "specials"))
    assert [code for code, _ in warnings] == ["W813"]


def test_names_that_are_there_twice_or_blank():
    values = ["red", " ", "red", 7, 7.0]
    domain = {"name": "x", "issuesValues": {"": {"values": values}}}
    utilities = {"red": 1, " ": 0, "7": 0.5, "7.0": 0.25}
    content = {
        "domain": domain,
        "issueUtilities": {"": {"DiscreteValueSetUtilities": {"valueUtilities": utilities}}},
        "issueWeights": {"": 1},
    }
    case, warnings = case_of(linear_file(content))
    assert case.issues[0].options == ("red", " ", "7", "7.0")
    assert case.profiles[0].values == ((1, 0, Fraction(1, 2), Fraction(1, 4)),)
    assert [code for code, _ in warnings] == ["W804", "W803", "W804"]
    _, warnings = case_of(domain_file(domain), linear_file(content))
    assert [code for code, _ in warnings] == ["W804", "W803", "W804"]


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"colour.values": []}, "E814", "issue 'colour' has no value"),
        ({"colour.values": "red"}, "E814", "the text 'red' is given, where a list is expected"),
        ({"colour.values": ["red", True]}, "E814", "the truth value true is given, where text is expected"),
        ({"colour": []}, "E814", "a list is given, where a table"),
        ({"colour.values": None}, "E814", "'values' is missing"),
        ({"length.range": 5}, "E814", "the number 5 is given, where a table"),
        ({"length.range.low": "5"}, "E814", "the text '5' is given, where a number is expected"),
        ({"length.range.step": None}, "E814", "'step' is missing"),
        ({"length.range.step": 0}, "E808", "from 5 to 6.5 by 0 is given"),
        ({"length.range.high": 4}, "E808", "one that rises is expected"),
        ({"length.range.step": 0.00001}, "E803", "not supported: a range of about 150,001 numbers"),
    ],
)
def test_f88_a_domain_that_is_none(changes, code, told):
    changed = with_changed(DOMAIN, {f"issuesValues.{path}": value for path, value in changes.items()})
    found = errors_of(domain_file(changed), linear_file())
    assert [each.code for each in found] == [code]
    assert told in found[0].message
    assert found[0].place.line > 1


@pytest.mark.parametrize(
    ("low", "high", "step", "advice"),
    [
        (0, 10, 3, "the nearest steps that fit are 5 and 2.5"),
        (5, 6.5, 0.4, "the nearest steps that fit are 0.5 and 0.375"),
        (0, 1, 2, "the nearest steps that fit are 1"),
    ],
)
def test_b42_a_step_that_does_not_lead_to_the_end(low, high, step, advice):
    changed = with_changed(DOMAIN, {"issuesValues.length.range": {"low": low, "high": high, "step": step}})
    (found,) = errors_of(domain_file(changed), linear_file())
    assert found.code == "E816"
    assert found.advice == advice


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"issueUtilities": None}, "E814", "'issueUtilities' is missing"),
        ({"issueUtilities.crew": None}, "E807", "the utilities of issue 'crew' are missing"),
        ({"issueUtilities.crew": {}}, "E807", "the utilities of issue 'crew' are missing"),
        ({"issueUtilities.crew": 3}, "E814", "the number 3 is given"),
        ({"issueUtilities.mast": {}}, "E806", "'mast' is not an issue of the domain"),
        (
            {"issueUtilities.crew": {"OtherUtilities": {}}},
            "E803",
            "not supported: utilities of the kind 'OtherUtilities'",
        ),
        ({"issueUtilities.crew.discreteutils.valueUtilities.4": None}, "E807", "'4' on issue 'crew' is missing"),
        ({"issueUtilities.crew.discreteutils.valueUtilities.5": 1}, "E806", "'5' is not an option of issue 'crew'"),
        ({"issueUtilities.crew.discreteutils.valueUtilities.04": 1}, "E806", "'04' is not an option"),
        ({"issueUtilities.crew.discreteutils.valueUtilities.4": 1.2}, "E814", "a utility of 1.2 is given"),
        ({"issueUtilities.crew.discreteutils.valueUtilities.4": "1"}, "E814", "the text '1' is given"),
        ({"issueUtilities.crew.discreteutils": {}}, "E814", "'valueUtilities' is missing"),
        ({"issueWeights.crew": None}, "E807", "the weight of issue 'crew' is missing"),
        ({"issueWeights.mast": 1}, "E806", "'mast' is not an issue"),
        ({"issueWeights.crew": True}, "E814", "the truth value true is given"),
        (
            {"issueUtilities.colour": {"numberutils": ENDS}},
            "E815",
            "issue 'colour', which is a list of values",
        ),
        ({"issueUtilities.length.NumberValueSetUtilities": 3}, "E814", "the number 3 is given"),
        ({"issueUtilities.length.NumberValueSetUtilities.lowValue": None}, "E814", "'lowValue' is missing"),
        ({"issueUtilities.length.NumberValueSetUtilities.lowValue": 7}, "E808", "utilities from 7 to 6.5"),
        ({"issueUtilities.length.NumberValueSetUtilities.lowUtility": -1}, "E814", "a utility of -1 is given"),
        ({"domain": None}, "E814", "'domain' is missing"),
        ({"domain.issuesValues": {}}, "E814", "the domain has no issue"),
        ({"domain.issuesValues.crew": None}, "E815", "issue 'crew' is missing"),
        ({"domain.issuesValues.mast": {"values": ["x"]}}, "E815", "issue 'mast' is added"),
        ({"domain.issuesValues.crew.values.1": "5"}, "E815", "issue 'crew' lacks '4'"),
        ({"domain.issuesValues.length.range.step": 0.75}, "E815", "has the numbers 5 to 6.5 by 0.75, where the domain"),
        ({"domain.issuesValues.length": {"values": ["5"]}}, "E815", "has a list of values, where the domain has the"),
        ({"reservationBid": 3}, "E814", "'issuevalues' is missing"),
        ({"reservationBid.issuevalues.mast": "x"}, "E806", "'mast' is not an issue"),
        ({"reservationBid.issuevalues.crew": "5"}, "E806", "'5' is not an option of issue 'crew'"),
        ({"reservationBid.issuevalues.colour": 5}, "E806", "'5' is not an option of issue 'colour'"),
        ({"reservationBid.issuevalues.length": 5.25}, "E806", "'5.25' is not an option of issue 'length'"),
    ],
)
def test_f88_a_profile_that_does_not_fit(changes, code, told):
    found = errors_of(domain_file(), linear_file(with_changed(LINEAR, changes)))
    assert found[0].code == code
    assert told in found[0].message
    assert found[0].place.file == "folder/owner.json"


def test_f88_parts_that_sum_to_more_than_1_are_told():
    changes = {f"{LOOKS}.utilslist.1.util": 0.7}
    case, ((code, message),) = case_of(domain_file(), groups_file(with_changed(GROUPS, changes)))
    assert (code, case.profiles[0].bonuses[0].value) == ("W816", Fraction(7, 10))
    assert message == "packages can be worth up to 1.2, where GeniusWeb refuses more than 1; it counts as written"


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"partUtilities": None}, "E814", "'partUtilities' is missing"),
        ({"partUtilities.people": None}, "E807", "issue 'crew' is in no part"),
        ({f"{LOOKS}.issues": ["length", "crew"]}, "E814", "issue 'crew' is in 'looks' already"),
        ({f"{LOOKS}.issues": ["length", "length"]}, "E814", "issue 'length' is in this part already"),
        ({f"{LOOKS}.issues": ["length", "color"]}, "E806", "'color' is not an issue"),
        ({f"{LOOKS}.issues": ["length", True]}, "E814", "the truth value true is given"),
        ({f"{LOOKS}.issues": []}, "E814", "the part has no issue"),
        ({f"{LOOKS}.issues": None}, "E814", "'issues' is missing"),
        ({f"{LOOKS}.utilslist.0.values": [6]}, "E814", "1 values are given, where one for each of the part's 2"),
        ({f"{LOOKS}.utilslist.0.values": 6}, "E814", "the number 6 is given, where a list"),
        ({f"{LOOKS}.utilslist.0.values": [6, "green"]}, "E806", "'green' is not an option of issue 'colour'"),
        ({f"{LOOKS}.utilslist.0.values": [5, "red"]}, "E814", "the same values are listed twice"),
        ({f"{LOOKS}.utilslist.0.util": 1.5}, "E814", "a utility of 1.5 is given"),
        ({f"{LOOKS}.utilslist.0": 5}, "E814", "'values' is missing"),
    ],
)
def test_f88_parts_that_do_not_fit(changes, code, told):
    found = errors_of(domain_file(), groups_file(with_changed(GROUPS, changes)))
    assert (code, True) in [(each.code, told in each.message) for each in found]


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ((), ["E802"]),
        ((domain_file(),), ["E802"]),
        ((domain_file(), domain_file(path="other"), linear_file()), ["E802"]),
        ((domain_file("["), file("owner", "{,}", "profile")), ["E810", "E810"]),
        ((file("owner", {"DefaultPartialOrdering": {}}, "profile"),), ["E803"]),
        ((file("owner", {ADDITIVE: {}, SUMS: {}}, "profile"),), ["E814"]),
        ((file("owner", "[]", "profile"),), ["E814"]),
        ((file("owner", {ADDITIVE: []}, "profile"),), ["E814"]),
    ],
)
def test_f88_files_that_make_no_case(files, codes):
    assert [each.code for each in errors_of(*files)][: len(codes)] == codes


def test_all_that_is_wrong_is_told_at_once():
    domain = with_changed(DOMAIN, {"issuesValues.length.range.step": 4})
    first = with_changed(LINEAR, {"issueWeights.crew": None, "issueUtilities.colour": {"X": {}}})
    second = with_changed(GROUPS, {f"{LOOKS}.utilslist.0.util": 2})
    found = errors_of(domain_file(domain), linear_file(first), groups_file(second))
    assert [each.code for each in found] == ["E816", "E807", "E803", "E814"]
    assert [each.place.file for each in found] == ["folder/boat.json", *["folder/owner.json"] * 2, "folder/yard.json"]


def test_a_file_of_mistakes_is_refused_after_a_hundred():
    many = {str(at): True for at in range(1000)}
    for changes in ({"issueWeights": many}, {"issueUtilities.crew.discreteutils.valueUtilities": many}):
        found = errors_of(linear_file(with_changed(LINEAR, changes)))
        assert len(found) == 100
    assert len(errors_of(domain_file({"name": "x", "issuesValues": many}), linear_file())) == 100
    wide = {"name": "x", "issuesValues": {str(at): {"values": ["x"]} for at in range(1000)}}
    assert len(errors_of(domain_file(wide), linear_file())) == 100
