"""What GENIUS files mean: issues, weights, evaluations, and what is wrong or odd about them."""

from fractions import Fraction

import pytest

from negsim.errors import ScenarioError
from negsim.formats.cases import CaseIssue
from negsim.formats.genius.reading import read
from negsim.formats.inputs import Findings, InputFile
from tests.formats.genius.examples import (
    DOMAIN,
    PROFILE,
    REAL_DOMAIN,
    REAL_PROFILE,
    errors_of,
    located,
    read_texts,
    warnings_of,
)

COLOUR = '<issue index="1" name="Colour" type="discrete">'
YEARS = '<issue index="4" name="Years" type="integer" lowerbound="-1" upperbound="3">'
YEARS_THERE = '<issue index="4" name="Years" type="integer" vtype="integer" lowerbound="-1" upperbound="3" />'


def fractions(*texts):
    return tuple(Fraction(text) for text in texts)


def test_a_domain_and_a_profile_are_a_case():
    found = Findings()
    case = read_texts(PROFILE, found=found)
    assert (case.id, case.title) == ("bicycle", "Bicycle")
    assert case.issues == (
        CaseIssue(name="Colour", options=("red", "blue", "green")),
        CaseIssue(name="Years", options=("-1", "0", "1", "2", "3"), ordered=True),
    )
    (profile,) = case.profiles
    assert (profile.id, profile.name) == ("party1", "")
    assert profile.weights == fractions("0.75", "0.25")
    assert profile.values == (fractions("1", "1/4", "0"), fractions("0", "0", "1/2", "1", "1"))
    assert (profile.reservation, profile.discount, profile.ceiling) == (Fraction(1, 2), 1, None)
    assert not found.errors + found.warnings


def test_the_description_of_a_profile_is_its_name():
    assert read_texts(PROFILE.replace('description=""', 'description="The shop"')).profiles[0].name == "The shop"


def test_without_a_domain_the_first_profile_has_the_issues():
    found = Findings()
    case = read_texts(PROFILE, PROFILE, domain="", found=found)
    assert case.issues == read_texts(PROFILE).issues
    assert (case.id, case.title) == ("Bicycle", "Bicycle")
    assert located(found.warnings) == [("W812", "shop/party1.xml", 1)]
    assert read_texts(PROFILE.replace("Bicycle", "root"), domain="").id == "party1"


def test_inner_objectives_come_first_and_have_weights_of_their_own():
    inner = (
        '<objective index="9" name="inner">' + COLOUR.replace("1", "7", 1) + '<item value="a" evaluation="1" /></issue>'
    )
    domain = DOMAIN.replace("    </objective>", f"{inner}</objective></objective>")
    profile = PROFILE.replace("  </objective>", f'{inner}<weight index="7" value="0.5" /></objective></objective>')
    case = read_texts(profile, domain=domain)
    assert [len(issue.options) for issue in case.issues] == [1, 3, 5]
    assert case.profiles[0].weights == fractions("0.5", "0.75", "0.25")
    outer = profile.replace('<weight index="7" value="0.5" />', "").replace(
        "</objective>\n  <disc", '<weight index="7" value="0.5" /></objective><disc'
    )
    assert [code for code, _, _ in errors_of(outer, domain=domain)] == ["E807"]


def test_only_items_of_the_issue_itself_are_options():
    inner = '<similarity_function><item value="none" evaluation="1" /></similarity_function></issue>'
    assert read_texts(PROFILE.replace("</issue>", inner), domain=DOMAIN.replace("</issue>", inner)) == read_texts(
        PROFILE
    )


@pytest.mark.parametrize(
    ("code", "before", "after", "words"),
    [
        ("W802", 'value="0.25"', 'value="0.35"', "sum to 1.1,"),
        ("W802", 'value="0.25"', 'value="0.2499999999999"', "sum to 1 - 1e-13,"),
        ("W802", 'value="0.25"', 'value="0.2500000000000007"', "sum to 1 + 7e-16,"),
        ("W803", '"green" evaluation="0"', '"green" evaluation="1" /><item value="green" evaluation="0"', "twice"),
        ("W805", 'reservation value="0.5"', 'reservation value="50"', "50"),
        ("W805", 'reservation value="0.5"', 'reservation value="-0.1"', "-0.1"),
        ("W806", 'discount_factor value="1.0"', 'discount_factor value="0.75"', "0.75"),
        ("W807", 'discount_factor value="1.0"', 'discount_factor value="0.0"', "'0.0'"),
        ("W807", 'discount_factor value="1.0"', 'discount_factor value="1.5"', "'1.5'"),
        ("W807", 'discount_factor value="1.0"', "discount_factor", "''"),
        ("W807", 'discount_factor value="1.0"', 'discount_factor value="none"', "'none'"),
        ("W810", 'evaluation="5"', 'evaluation="5.000000000000001"', "read as 5"),
        ("W811", "<weight", '<weight index="8" value="1" /><weight', "index 8"),
        ("W811", "<weight", '<weight value="1" /><weight', "names no index"),
        ("W811", "<weight", '<weight index="1" value="0.75" /><weight', "is stated twice, and counts once"),
        ("W816", "<utility_space>", '<utility_space type="UNCERTAIN"><errors>3</errors>', "<errors>"),
        ("W816", "<utility_space>", '<utility_space type="UNCERTAIN">', "UNCERTAIN"),
        ("W816", 'name="Years"', 'name="Jahre"', "'Jahre'"),
        ("W817", 'evaluation="20"', 'evaluation="-5"', None),
        (
            "W817",
            'value="red" evaluation="20" />\n      <item index="2" value="blue" evaluation="5"',
            'value="red" evaluation="0.000001" /><item value="blue" evaluation="-5"',
            "0.000001",
        ),
    ],
)
def test_oddities(code, before, after, words):
    changed = PROFILE.replace(before, after, 1)
    assert changed != PROFILE
    told = [message for found, _, message in warnings_of(changed) if found == code]
    assert len(told) == (words is not None)
    assert all(str(words) in message for message in told)


def test_what_is_odd_in_several_places_is_told_in_one_line():
    profile = PROFILE.replace("<weight", '<weight index="8" value="1" /><weight')
    ((code, line, message),) = warnings_of(profile)
    assert (code, line) == ("W811", 3)
    assert message.endswith("; 1 more like it")


def test_values_beyond_one_are_cut():
    found = Findings()
    (profile,) = read_texts(PROFILE.replace('value="0.75"', 'value="0.8"'), found=found).profiles
    assert profile.ceiling == 1
    assert [finding.code for finding in found.warnings] == ["W802", "W814"]


def test_an_absent_reservation_is_told_from_zero_only_where_it_matters():
    without = PROFILE.replace('  <reservation value="0.5" />\n', "")
    assert read_texts(without).profiles[0].reservation is None
    assert read_texts(without.replace('evaluation="0"', 'evaluation="-1"')).profiles[0].reservation == 0
    assert read_texts(PROFILE.replace('reservation value="0.5"', 'reservation value="0"')).profiles[0].reservation == 0


def test_evaluations_are_divided_by_the_largest_even_below_one_and_negative_ones_stay():
    profile = PROFILE.replace('"20"', '"0.5"').replace('"5"', '"-0.25"')
    assert read_texts(profile).profiles[0].values[0] == fractions("1", "-1/2", "0")


def test_an_issue_of_zeros_is_worth_nothing():
    found = Findings()
    profile = PROFILE.replace('"20"', '"0"').replace('"5"', '"0"')
    assert read_texts(profile, found=found).profiles[0].values[0] == fractions("0", "0", "0")
    assert [finding.code for finding in found.warnings] == ["W817"]


def test_a_repeated_option_is_two_and_its_last_evaluation_counts():
    domain = DOMAIN.replace('<item index="2" value="blue" />', '<item value="blue" />' * 2 + '<item value="" />')
    profile = PROFILE.replace(
        'value="blue" evaluation="5"', 'value="blue" evaluation="9" /><item value="blue" evaluation="5"'
    )
    profile = profile.replace("</issue>", '<item value="" evaluation="1" /></issue>', 1)
    found = Findings()
    case = read_texts(profile, domain=domain, found=found)
    assert case.issues[0].options == ("red", "blue", "blue", "", "green")
    assert case.profiles[0].values[0] == fractions("1", "1/4", "1/4", "1/20", "0")
    assert [(code, line) for code, _, line in located(found.warnings)] == [("W803", 7), ("W804", 7), ("W803", 7)]


def test_a_blank_issue_is_told_and_kept():
    found = Findings()
    case = read_texts(PROFILE.replace("Colour", " "), domain=DOMAIN.replace("Colour", " "), found=found)
    assert case.issues[0].name == " "
    assert [(finding.code, finding.message) for finding in found.warnings] == [("W804", "the name of issue 1 is blank")]


def test_a_real_issue_is_put_on_a_grid():
    ((code, line, message),) = warnings_of(REAL_PROFILE, domain=REAL_DOMAIN)
    assert (code, line) == ("W808", 4)
    assert message == "issue 'Price' is real from 1 to 3: put on a grid of 21 points, as GENIUS does"
    case = read_texts(REAL_PROFILE, domain=REAL_DOMAIN)
    assert case.issues[0].options[:3] == ("1", "1.1", "1.2")
    assert case.issues[0].ordered
    assert case.profiles[0].values[0][:3] == fractions("1", "0.95", "0.9")
    assert "GENIUS" not in warnings_of(REAL_PROFILE, domain=REAL_DOMAIN, grid=4)[0][2]
    assert read_texts(REAL_PROFILE, domain=REAL_DOMAIN, grid=4).issues[0].options == ("1", "5/3", "7/3", "3")
    narrow = REAL_DOMAIN.replace('"3"', '"1"')
    odd = warnings_of(REAL_PROFILE, domain=narrow)
    assert [code for code, _, _ in odd] == ["W808", "W816"]
    assert read_texts(REAL_PROFILE, domain=narrow).issues[0].options == ("1",)


def test_older_integer_issues_have_their_ends_where_real_ones_have_them():
    ends = '<range lowerbound="-1" upperbound="3" />'
    there = YEARS_THERE.replace(' lowerbound="-1" upperbound="3" />', f">{ends}</issue>")
    here = YEARS.replace(' lowerbound="-1" upperbound="3"', "") + ends
    assert read_texts(PROFILE.replace(YEARS, here), domain=DOMAIN.replace(YEARS_THERE, there)) == read_texts(PROFILE)


def test_a_list_of_frontier_values_is_passed_over():
    files = [
        InputFile(path="d.xml", text=DOMAIN, role="domain"),
        InputFile(path="p.xml", text=PROFILE, role="profile"),
        InputFile(path="pareto.xml", text="0.5, 1\n1, 0.5\n", role="frontier"),
    ]
    found = Findings()
    assert len(read(files, found=found, grid=21).profiles) == 1
    assert located(found.warnings) == [("W813", "pareto.xml", 1)]


def test_files_that_are_missing_or_too_many():
    with pytest.raises(ScenarioError) as caught:
        read([], found=Findings(), grid=21)
    assert [finding.code for finding in caught.value.findings] == ["E802"]
    domains = [InputFile(path=f"{name}.xml", text=DOMAIN, role="domain") for name in "ab"]
    with pytest.raises(ScenarioError) as caught:
        read(domains, found=Findings(), grid=21)
    assert located(caught.value.findings) == [("E802", "b.xml", 1), ("E802", "a.xml", 1)]


@pytest.mark.parametrize(
    ("fault", "before", "after", "code", "line", "words"),
    [
        ("F88", '"blue"', '"blau"', "E806", 7, "'blau'"),
        ("F88", '      <item index="2" value="blue" evaluation="5" />\n', "", "E807", 5, "'blue'"),
        ("F88", 'evaluation="5"', "", "E807", 7, "'blue'"),
        ("F88", 'evaluation="5"', 'evaluation="null"', "E807", 7, "'blue'"),
        ("F88", '    <weight index="4" value="0.25" />\n', "", "E807", 9, "no <weight>"),
        ("F88", 'index="4" value="0.25"', 'index="4"', "E807", 3, "has no value"),
        ("F88", '"-1" upperbound="3"', '"3" upperbound="-1"', "E808", 10, "from 3 to -1"),
        ("F88", ' upperbound="3"', "", "E808", 10, "lacks an end"),
        ("F88", "<utility_space>", '<utility_space type="constraint">', "E803", 1, "(rules that set values to zero)"),
        (
            "F88",
            "<utility_space>",
            '<utility_space type="magic">',
            "E803",
            1,
            "not supported: utility space of type 'magic'",
        ),
        ("F88", '      <evaluator ftype="linear" slope="0.5" offset="-0.5" />\n', "", "E807", 10, "no <evaluator>"),
        ("", 'upperbound="3"', 'upperbound="2"', "E815", 10, "from -1 to 2 here and from -1 to 3 in the domain"),
        ("", 'upperbound="3"', 'upperbound="2.5"', "E809", 10, "whole number"),
        ("", 'upperbound="3"', 'upperbound="three"', "E809", 10, "'three'"),
        ("", 'upperbound="3"', 'upperbound="20000"', "E803", 10, "not supported: issue 'Years' ranges over 20,002"),
        (
            "",
            YEARS,
            YEARS.replace("integer", "real") + '<range lowerbound="-1" upperbound="3" />',
            "E815",
            10,
            "real here",
        ),
        ("", 'name="Colour" type="discrete"', 'name="Colour" type="integer"', "E808", 5, "lacks an end"),
        ("", 'name="Years" type="integer"', 'name="Years" vtype="integer"', "E814", 10, "holds no <item>"),
        ("", 'name="Years" type="integer"', 'name="Years" type="discrete"', "E814", 10, "holds no <item>"),
        ("", COLOUR, '<issue name="Colour" type="discrete">', "E814", 5, "has no index"),
        ("", COLOUR, COLOUR.replace('"1"', '"one"'), "E809", 5, "'one'"),
        ("", COLOUR, COLOUR.replace('"1"', '"4"'), "E814", 10, "two issues have the index 4"),
        ("", ' value="red"', "", "E814", 6, "has no value"),
        ("", 'index="1" name="Colour"', 'index="2" name="Colour"', "E806", 5, "index 2"),
        ("", 'evaluation="5"', 'evaluation="many"', "E809", 7, "'many'"),
        ("", 'evaluation="5"', 'evaluation="nan"', "E809", 7, "'nan'"),
        ("", 'index="4" value="0.25"', 'index="4" value="1e999"', "E809", 3, "'1e999'"),
        ("", 'weight index="4"', 'weight index="four"', "E809", 3, "'four'"),
        ("", 'reservation value="0.5"', 'reservation value="half"', "E809", 15, "'half'"),
        ("", 'reservation value="0.5"', "reservation", "E814", 15, "has no value"),
        ("", 'slope="0.5"', "", "E807", 11, "no slope"),
    ],
)
def test_faults_of_a_profile_have_their_line(fault, before, after, code, line, words):
    changed = PROFILE.replace(before, after, 1)
    assert changed != PROFILE
    found = errors_of(changed)
    assert (code, line) in [(code, line) for code, line, _ in found], fault
    assert any(words in message for _, _, message in found)


def test_all_faults_of_all_files_are_told_together():
    assert [(code, line) for code, line, _ in errors_of("<utility_space>", "<!DOCTYPE x>", domain="<x />")] == [
        ("E814", 1),
        ("E804", 1),
        ("E805", 1),
    ]
    wrong = PROFILE.replace('"blue"', '"blau"').replace('reservation value="0.5"', 'reservation value="x"')
    assert [code for code, _, _ in errors_of(wrong, wrong)] == ["E806", "E807", "E809"] * 2


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("<negotiation_template />", "E814", "<utility_space>"),
        ("<negotiation_template><utility_space /></negotiation_template>", "E814", "no <objective>"),
        (
            "<negotiation_template><utility_space><objective /></utility_space></negotiation_template>",
            "E814",
            "no <issue>",
        ),
    ],
)
def test_a_domain_without_issues(text, code, words):
    found = errors_of(PROFILE, domain=text)
    assert found[0][0] == code
    assert words in found[0][2]


def test_an_issue_that_the_profile_lacks():
    domain = DOMAIN.replace("</objective>", '<issue index="9" name="Bell"><item value="a" /></issue></objective>')
    ((code, _, message),) = errors_of(PROFILE, domain=domain)
    assert (code, message) == ("E807", "issue 'Bell' of the domain (index 9) is missing in this profile")


def test_options_without_end_are_refused():
    issue = '<issue index="{}" name="i" type="integer" lowerbound="0" upperbound="9999" />'
    many = DOMAIN.replace("</objective>", "".join(issue.format(number) for number in range(10, 40)) + "</objective>")
    found = errors_of(PROFILE, domain=many)
    assert ("E803", 1, "not supported: all issues together have 300,008 options; the limit is 100,000") in found


WEIGHTS = '    <weight index="4" value="0.25" />\n    <weight index="1" value="0.75" />\n'


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("", [(3, "Colour"), (8, "Years")]),
        ("<weight/>\n", [(4, "Colour"), (9, "Years")]),
        (
            '<weight index="4" value="1" /><weight index="4" value="0" />\n',
            [(3, "two weights, 1 and 0"), (4, "Colour")],
        ),
        ('<weight index="4" value="1" /><weight index="1" />\n', [(3, "the weight of issue 'Colour' has no value")]),
        ('<weight index="4" value="1" /><weight index="2" value="1" />\n', [(4, "Colour")]),
    ],
    ids=["none", "empty", "twice", "no-value", "other-index"],
)
def test_every_weight_that_is_missing_or_twice_is_told(weights, expected):
    found = errors_of(PROFILE.replace(WEIGHTS, weights))
    assert [(code, line) for code, line, _ in found] == [("E807", line) for line, _ in expected]
    assert all(words in message for (_, _, message), (_, words) in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('evaluation="5"', 'evaluation="1,5"', "a decimal point and without a comma (such as 1.5) is expected"),
        ('value="0.25"', 'value=" -,25"', "a decimal point and without a comma (such as -.25) is expected"),
        ('evaluation="5"', 'evaluation="1,5,0"', "a number of at most 40 digits is expected"),
        ('evaluation="5"', 'evaluation="1,' + "5" * 500 + '"', "a number of at most 40 digits is expected"),
    ],
)
def test_a_decimal_comma_is_called_so(before, after, told):
    ((code, _, message),) = errors_of(PROFILE.replace(before, after))
    assert code == "E809"
    assert told in message


def test_a_decimal_comma_in_a_discount_is_called_so():
    ((code, _, message),) = warnings_of(PROFILE.replace('discount_factor value="1.0"', 'discount_factor value="0,9"'))
    assert code == "W807"
    assert "(such as 0.9)" in message
