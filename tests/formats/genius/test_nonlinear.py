"""Nonlinear profiles: boxes become what combinations of options are worth."""

from fractions import Fraction

import pytest

from negsim.formats.cases import Bonus
from negsim.formats.genius import nonlinear
from tests.formats.genius.examples import (
    BOX_DOMAIN,
    BOX_PROFILE,
    DOMAIN,
    PROFILE,
    errors_of,
    read_texts,
    there_and_back,
    warnings_of,
)

BOX = """<hyperRectangle utility="10"><INCLUDES index="1" min="1" max="2" /><INCLUDES index="2" min="6" max="9" />
        </hyperRectangle>"""
EVERYTHING = {0: (0, 1, 2, 3)}
UFUN = '<ufun type="PlainUfun" weight="1" aggregation="sum">'


def with_boxes(boxes):
    return BOX_PROFILE.replace(BOX, boxes)


@pytest.mark.parametrize(
    ("boxes", "bonuses"),
    [
        (BOX, [({0: (1, 2), 1: (1, 2)}, "1/4")]),
        (
            '<hyperRectangle utility="10" weight="2"><INCLUDES index="2" min="0" max="5" /></hyperRectangle>',
            [({1: (0,)}, "1/2")],
        ),
        ('<hyperRectangle utility="4" />', [(EVERYTHING, "1/10")]),
        (
            '<hyperRectangle utility="4"><EXCLUDES index="1" min="0" max="1" /></hyperRectangle>',
            [(EVERYTHING, "1/10"), ({0: (0, 1)}, "-1/10")],
        ),
        (
            (
                '<hyperRectangle utility="4"><INCLUDES index="2" min="5" max="5" />'
                '<EXCLUDES index="1" min="9" max="9" />'
                "</hyperRectangle>"
            ),
            [(EVERYTHING, "1/10")],
        ),
        ('<hyperRectangle utility="4"><INCLUDES index="1" min="2" max="1" /></hyperRectangle>', []),
        (
            (
                '<hyperRectangle utility="4"><INCLUDES index="1" min="0" max="2" />'
                '<INCLUDES index="1" min="0.5" max="9" />'
                "</hyperRectangle>"
            ),
            [({0: (1, 2)}, "1/10")],
        ),
        (
            '<ufun weight="0.5" aggregation="odd"><ufun weight="2"><hyperRectangle utility="8" /></ufun></ufun>',
            [(EVERYTHING, "1/5")],
        ),
        ('<ufun aggregation="max"><hyperRectangle utility="8" /></ufun>', [(EVERYTHING, "1/5")]),
        ("", []),
    ],
)
def test_boxes_are_bonuses(boxes, bonuses):
    case = read_texts(with_boxes(boxes), domain=BOX_DOMAIN)
    (profile,) = case.profiles
    assert profile.bonuses == tuple(Bonus(when=when, value=Fraction(value)) for when, value in bonuses)
    assert (profile.weights, profile.values) == ((0, 0), ((), ()))
    back, lost = there_and_back(case)
    assert (back, lost) == (case, [])


def test_values_beyond_the_declared_maximum_are_cut():
    profile = with_boxes('<hyperRectangle utility="41" />')
    assert [code for code, _, _ in warnings_of(profile, domain=BOX_DOMAIN)] == ["W814"]
    assert read_texts(profile, domain=BOX_DOMAIN).profiles[0].ceiling == 1


def test_the_weight_of_the_outermost_aggregation_is_ignored():
    profile = BOX_PROFILE.replace('weight="1"', 'weight="3"')
    ((code, line, _),) = warnings_of(profile, domain=BOX_DOMAIN)
    assert (code, line) == ("W816", 6)
    assert read_texts(profile, domain=BOX_DOMAIN) == read_texts(BOX_PROFILE, domain=BOX_DOMAIN)


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "words"),
    [
        (
            'aggregation="sum">',
            'aggregation="max"><hyperRectangle utility="1" />',
            "E803",
            6,
            "not supported: aggregation 'max'",
        ),
        ('aggregation="sum">', 'aggregation="MIN"><ufun />', "E803", 6, "not supported: aggregation 'min'"),
        ("</utility>", "<ufun /></utility>", "E803", 5, "not supported: <utility> holds 2 <ufun>"),
        (UFUN, "<other>", "E814", 5, "0 <ufun>"),
        ("<utility ", "<other ", "E814", 2, "no <utility>"),
        ('maxutility="40"', "", "E814", 5, "missing"),
        ('maxutility="40"', 'maxutility="0"', "E814", 5, "'0'"),
        ('maxutility="40"', 'maxutility="much"', "E809", 5, "'much'"),
        (' utility="10"', "", "E814", 7, "no utility"),
        (' utility="10"', ' utility="ten"', "E809", 7, "'ten'"),
        ('INCLUDES index="1"', 'INCLUDES index="3"', "E806", 7, "index 3"),
        ('INCLUDES index="1"', 'INCLUDES index="x"', "E809", 7, "'x'"),
        ('index="1" min="1" max="2"', 'index="1"', "E814", 7, "no min and no max"),
    ],
)
def test_faults_have_their_line(before, after, code, line, words):
    changed = BOX_PROFILE.replace(before, after, 1)
    if after == "<other>":
        changed = changed.replace("</ufun>", "</other>")
    if after == "<other ":
        changed = changed.replace("</utility>", "</other>")
    ((found, at, message),) = errors_of(changed, domain=BOX_DOMAIN)
    assert (found, at) == (code, line)
    assert words in message


def test_boxes_over_other_issues_than_integers_are_not_supported():
    profile = PROFILE.replace("<utility_space>", '<utility_space type="nonlinear">')
    profile = profile.replace("  </objective>", f'<utility maxutility="1">{UFUN}</ufun></utility></objective>')
    ((code, line, message),) = errors_of(profile, domain=DOMAIN)
    assert (code, line) == ("E803", 1)
    assert message == "not supported: nonlinear utility space over issue 'Colour', which is discrete"


def test_boxes_that_hold_too_many_options_are_not_supported(monkeypatch):
    monkeypatch.setattr(nonlinear, "MAX_NAMED", 7)
    ((code, line, message),) = errors_of(with_boxes(BOX * 3), domain=BOX_DOMAIN)
    assert (code, line) == ("E803", 8)
    assert message.startswith("not supported: boxes that hold over 7 options")
