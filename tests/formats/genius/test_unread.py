"""What stands in GENIUS files and is not read is told, in one line for each kind."""

import pytest

from negsim.errors import ScenarioError
from negsim.formats.genius import document, unread
from negsim.formats.inputs import Findings
from tests.formats.genius.examples import (
    BOX_DOMAIN,
    BOX_PROFILE,
    DOMAIN,
    PROFILE,
    errors_of,
    read_texts,
    warnings_of,
)

END = "  </objective>\n"
SPACE_END = "</utility_space>"
YEARS_END = '      <evaluator ftype="linear" slope="0.5" offset="-0.5" />\n'
ONLY_FIRST = "where one is expected: only the first counts"


def changed(before, after, text=PROFILE):
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        (END, f'<reservation value="0.9" />{END}', 13, "<reservation> does not count in <objective>"),
        (END, f'<discount_factor value="0.9" />{END}', 13, "<discount_factor> does not count in <objective>"),
        (SPACE_END, f'<reservation value="0.9" />{SPACE_END}', 16, f"a second <reservation>, {ONLY_FIRST}"),
        (SPACE_END, f'<discount_factor value="0.9" />{SPACE_END}', 16, f"a second <discount_factor>, {ONLY_FIRST}"),
        (SPACE_END, f'<objective name="b"><isue /></objective>{SPACE_END}', 16, f"a second <objective>, {ONLY_FIRST}"),
        (YEARS_END, YEARS_END * 2, 12, f"a second <evaluator>, {ONLY_FIRST}"),
        (SPACE_END, f'<weight index="1" value="1" />{SPACE_END}', 16, "<weight> does not count in <utility_space>"),
        (END, f'<utility maxutility="1" />{END}', 13, 'only a utility space of type="nonlinear" has one'),
        ("<reservation", "<resrvation", 15, "did you mean 'reservation'?"),
        ("<reservation", "<Reservation", 15, "did you mean 'reservation'?"),
        (END, f"<isue />{END}", 13, "<isue> in <objective> means nothing and is passed over; did you mean 'issue'?"),
        (YEARS_END, f"{YEARS_END}<evalator />", 12, "did you mean 'evaluator'?"),
        (END, f"<zzz />{END}", 13, "<zzz> in <objective> means nothing and is passed over"),
        ('description=""', 'descripton="The shop"', 2, "did you mean 'description'?"),
        ("<utility_space", '<utility_space tpye="nonlinear"', 1, "did you mean 'type'?"),
        ("<evaluator ftype=", "<evaluator ftpye=", 11, "the attribute ftpye of <evaluator> means nothing"),
        ('type="discrete"', 'type="diskrete"', 5, "is of type 'diskrete', which is read as discrete"),
        (YEARS_END, f'{YEARS_END}<item value="3" evaluation="9" />', 10, "its items do not count: its range does"),
    ],
)
def test_what_counts_for_nothing_in_a_profile(before, after, line, message):
    found = warnings_of(changed(before, after))
    assert [(code, line) for code, line, _ in found] == [("W816", line)]
    assert message in found[0][2]


def test_the_first_reservation_and_discount_count():
    text = changed(SPACE_END, f'<reservation value="0.9" /><discount_factor value="0.8" />{SPACE_END}')
    assert read_texts(text) == read_texts(PROFILE)


def test_what_genius_writes_and_does_not_read_is_not_told():
    ignored = (
        '<agent zz="" /><description /><cost /><number_of_issues /><similarity_function><itm /></similarity_function>'
    )
    text = PROFILE.replace(END, ignored + END).replace(SPACE_END, ignored + SPACE_END)
    text = text.replace("</issue>", f"{ignored}</issue>").replace("<item ", '<item cost="3" colour="x" ')
    assert warnings_of(text) == []
    weighed = changed("    </objective>", '<weight index="1" value="1" /></objective>', DOMAIN)
    assert warnings_of(PROFILE, domain=weighed) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("</utility_space>", '<reservation value="1" /></utility_space>', "<reservation> does not count in a domain"),
        ("</utility_space>", "</utility_space><utility_space />", "a second <utility_space>"),
        ("    </objective>", '<isue index="9" name="Bell" /></objective>', "did you mean 'issue'?"),
        ('<item index="3"', '<itm index="4" value="black" /><item index="3"', "did you mean 'item'?"),
    ],
)
def test_what_counts_for_nothing_in_a_domain(before, after, message):
    ((code, _, told),) = warnings_of(PROFILE, domain=changed(before, after, DOMAIN))
    assert code == "W816"
    assert message in told


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("<hyperRectangle utility", '<hyperRectangle wieght="3" utility', "did you mean 'weight'?"),
        ("aggregation", "agregation", "did you mean 'aggregation'?"),
        ('"sum"', '"mean"', "the aggregation 'mean' is read as a sum, as GENIUS reads it"),
        ("<INCLUDES", '<INCLUDE index="1" min="0" max="0" /><INCLUDES', "did you mean 'INCLUDES' or"),
        ("    <utility", '<weight index="1" value="1" />    <utility', "<weight> does not count in a utility space of"),
        ("</utility>", "</utility><utility />", "a second <utility>"),
    ],
)
def test_what_counts_for_nothing_in_boxes(before, after, message):
    ((code, _, told),) = warnings_of(changed(before, after, BOX_PROFILE), domain=BOX_DOMAIN)
    assert code == "W816"
    assert message in told


def test_the_extras_of_an_uncertain_profile_are_told_once_and_slips_apart():
    text = changed("<utility_space>", '<utility_space type="UNCERTAIN"><errors>3</errors><resrvation />')
    first, second = warnings_of(text)
    assert "<errors>" in second[2] + first[2]
    assert [code for code, _, _ in (first, second)] == ["W816"] * 2
    assert any(message.endswith("did you mean 'reservation'?") for _, _, message in (first, second))


def test_one_line_for_each_kind_and_not_one_for_all():
    extras = '<reservation value="0.9" />' * 3 + "<isue />" * 2
    messages = [message for _, _, message in warnings_of(changed(END, extras + END))]
    assert len(messages) == 2
    assert messages[0].endswith("it belongs in <utility_space>; 2 more like it")
    assert messages[1].endswith("did you mean 'issue'?; 1 more like it")


def test_kinds_without_end_are_not_told_without_end():
    extras = "".join(f"<x{number} />" for number in range(100))
    found = warnings_of(changed(END, extras + END))
    assert len(found) == document.MAX_KINDS + 1
    assert found[-1][2].endswith(f"; {100 - document.MAX_KINDS - 1} more like it")


def test_near_words_are_looked_for_of_so_many_words_only(monkeypatch):
    monkeypatch.setattr(unread, "MAX_QUESTIONS", 1)
    first, second = warnings_of(changed(END, "<isue /><wieght />" + END))
    assert "did you mean" in first[2]
    assert "did you mean" not in second[2]


@pytest.mark.parametrize(
    ("before", "after", "code", "advice"),
    [
        ('evaluation="5"', 'evalution="5"', "E807", "evalution= means nothing; did you mean 'evaluation'?"),
        ('<weight index="1"', '<wieght index="1"', "E807", "<wieght> means nothing; did you mean 'weight'?"),
        ('value="0.75"', 'valu="0.75"', "E807", "valu= means nothing; did you mean 'value'?"),
        ('reservation value="0.5"', 'reservation valu="0.5"', "E814", "valu= means nothing"),
        ("<evaluator", "<evalutor", "E807", "<evalutor> means nothing; did you mean 'evaluator'?"),
        ('slope="', 'slop="', "E807", "slop= means nothing; did you mean 'slope'?"),
        ('upperbound="', 'uperbound="', "E808", "uperbound= means nothing; did you mean 'upperbound'?"),
        ('value="red"', 'valeu="red"', "E814", "valeu= means nothing; did you mean 'value'?"),
        ('index="4" name', 'indx="4" name', "E814", "indx= means nothing; did you mean 'index'?"),
        ('name="Years" type=', 'name="Years" tpye=', "E814", "tpye= means nothing; did you mean 'type'?"),
        ("  <objective", "  <objctive", "E804", ""),
    ],
)
def test_a_slip_that_makes_a_fault_is_named_in_its_advice(before, after, code, advice):
    found = Findings()
    with pytest.raises(ScenarioError) as caught:
        read_texts(changed(before, after), found=found)
    assert any(finding.code == code and advice in finding.advice for finding in caught.value.findings)


@pytest.mark.parametrize(("tag", "near"), [("utility_space", "utilty_space"), ("objective", "objctive")])
def test_a_slip_in_what_a_file_must_have(tag, near):
    domain = DOMAIN.replace(f"<{tag}", f"<{near}").replace(f"</{tag}", f"</{near}")
    found = Findings()
    with pytest.raises(ScenarioError) as caught:
        read_texts(PROFILE, domain=domain, found=found)
    assert caught.value.findings[0].advice == f"<{near}> means nothing; did you mean {tag!r}?"


def test_a_profile_of_misspelt_issues():
    text = PROFILE.replace("<issue", "<isue").replace("</issue", "</isue")
    assert ("E814", 2, "the objective holds no <issue>, where at least one is expected") in errors_of(text)
