"""Keys that GeniusWeb does not have are told, and refused where they are mistyped."""

import pytest

from negsim.formats.geniusweb.reading import read
from negsim.formats.inputs import Findings
from tests.formats.geniusweb.examples import (
    DOMAIN,
    GROUPS,
    LINEAR,
    LOOKS,
    case_of,
    domain_file,
    errors_of,
    groups_file,
    linear_file,
    with_changed,
)

UNKNOWN = {"colour": "red"}


@pytest.mark.parametrize(
    ("content", "path", "advice"),
    [
        (LINEAR, "discount", "known: "),
        (LINEAR, "domain.comment", "known: "),
        (LINEAR, "domain.issuesValues.crew.valeus", "did you mean 'values'?"),
        (LINEAR, "domain.issuesValues.length.values", "known: 'range'"),
        (LINEAR, "domain.issuesValues.length.range.steps", "did you mean 'step'?"),
        (LINEAR, "issueUtilities.colour.DiscreteValueSetUtilities.utilities", "did you mean"),
        (LINEAR, "issueUtilities.crew.discreteutils.default", "known: "),
        (LINEAR, "issueUtilities.length.NumberValueSetUtilities.midValue", "did you mean"),
        (LINEAR, "reservationBid.issueValues", "did you mean 'issuevalues'?"),
        (LINEAR, "reservationbid", "did you mean 'reservationBid'?"),
        (GROUPS, "domain.about", "known: "),
        (GROUPS, "issueWeights", "known: "),
        (GROUPS, "partUtilities.people.weight", "known: "),
        (GROUPS, f"{LOOKS}.issue", "did you mean 'issues'?"),
        (GROUPS, f"{LOOKS}.utilslist.1.note", "known: "),
    ],
)
def test_f88_keys_that_the_format_does_not_have_are_told(content, path, advice):
    make = linear_file if content is LINEAR else groups_file
    found = Findings()
    case = read([domain_file(), make(with_changed(content, {path: UNKNOWN}))], found=found, grid=21)
    (warning,) = found.warnings
    key = path.split(".")[-1]
    assert (warning.code, warning.message) == ("W816", f"GeniusWeb has no key '{key}' there; it is ignored")
    assert warning.advice.startswith(advice)
    assert warning.place is not None
    assert warning.place.line > 1
    assert case == case_of(domain_file(), make())[0]


def test_f88_many_unknown_keys_are_told_in_one_line_a_file():
    domain = with_changed(DOMAIN, {"x": 1, "y": 2})
    _, warnings = case_of(domain_file(domain), linear_file(with_changed(LINEAR, dict.fromkeys("abcd", 1))))
    assert warnings == [
        ("W816", "GeniusWeb has no keys 'x', 'y' there; they are ignored"),
        ("W816", "GeniusWeb has no keys 'a', 'b', 'c' and others there; they are ignored"),
    ]


@pytest.mark.parametrize("content", [LINEAR, GROUPS])
@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("reservationbid", "reservationBid"),
        ("reservation_bid", "reservationBid"),
        ("reservationValue", "reservationBid"),
        ("Name", "name"),
    ],
)
def test_f88_a_mistyped_key_that_may_be_missing_is_no_mere_remark(content, key, meant):
    changed = {name: value for name, value in content.items() if name != meant} | {key: UNKNOWN}
    (found,) = errors_of(domain_file(), (linear_file if content is LINEAR else groups_file)(changed))
    assert (found.code, found.message) == ("E814", f"'{key}' is no key of GeniusWeb, and '{meant}' is missing")
    assert f"did you mean '{meant}'?" in found.advice


def test_f88_a_mistyped_key_that_is_required_is_told_once():
    changed = with_changed(LINEAR, {"issueWeights": None, "issueweights": {}})
    (found,) = errors_of(domain_file(), linear_file(changed))
    assert (found.code, found.message[:25]) == ("E814", "'issueWeights' is missing")
    assert "'issueweights'" in found.advice
