"""What number issues are worth by GENIUS's evaluators, and which evaluators are not read."""

from fractions import Fraction

import pytest

from tests.formats.genius.examples import PROFILE, REAL_DOMAIN, REAL_PROFILE, errors_of, read_texts, warnings_of


def fractions(*texts):
    return tuple(Fraction(text) for text in texts)


@pytest.mark.parametrize(
    ("evaluator", "values"),
    [
        ('ftype="linear" parameter0="0" parameter1="0.4"', ("0.4", "0.8", "1")),
        ('parameter0="1.2" parameter1="-0.4"', ("0.8", "0.4", "0")),
        ('ftype="constant" parameter0="1.5"', ("1.5", "1.5", "1.5")),
        ('ftype="triangular" parameter0="1" parameter1="3" parameter2="2"', ("0", "1", "0")),
        ('ftype="triangular" parameter0="0" parameter1="4" parameter2="1"', ("1", "2/3", "1/3")),
        ('ftype="triangular" parameter0="2" parameter1="4" parameter2="2"', ("0", "1", "1/2")),
        ('ftype="triangular" parameter0="1.5" parameter1="3" parameter2="3"', ("0", "1/3", "0")),
    ],
)
def test_real_evaluators(evaluator, values):
    profile = REAL_PROFILE.replace('ftype="linear" parameter0="1.5" parameter1="-0.5"', evaluator)
    assert read_texts(profile, domain=REAL_DOMAIN, grid=3).profiles[0].values[0] == fractions(*values)


@pytest.mark.parametrize(
    ("evaluator", "code", "words"),
    [
        ('ftype="magic" parameter0="1"', "E803", "not supported: evaluator of ftype 'magic'"),
        ('ftype="triangular" parameter0="1" parameter1="3" parameter2="4"', "E803", "not supported: triangular"),
        ('ftype="triangular" parameter0="1"', "E807", "no parameter1 and no parameter2"),
        ('ftype="linear" parameter0="1"', "E807", "no parameter1"),
        ('ftype="constant"', "E807", "no parameter0"),
        ('ftype="constant" parameter0="x"', "E809", "'x'"),
    ],
)
def test_real_evaluators_that_are_none(evaluator, code, words):
    profile = REAL_PROFILE.replace('ftype="linear" parameter0="1.5" parameter1="-0.5"', evaluator)
    ((found, line, message),) = errors_of(profile, domain=REAL_DOMAIN)
    assert (found, line) == (code, 5)
    assert words in message


@pytest.mark.parametrize(
    ("evaluator", "named"),
    [
        ('ftype="linear" parameter0="0.5" parameter1="0.25"', "parameter0 and parameter1"),
        ('parameter1="0.25"', "parameter1"),
        ('ftype="constant" parameter0="0.25"', "parameter0"),
    ],
)
def test_integers_by_parameters_are_not_supported(evaluator, named):
    ((code, line, message),) = errors_of(PROFILE.replace('ftype="linear" slope="0.5" offset="-0.5"', evaluator))
    assert (code, line) == ("E803", 11)
    assert message == f"not supported: the integer issue 'Years' with {named}; slope and offset are expected"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('slope="0.5"', 'slope="0.5" parameter1="9"', "parameter1 of the integer issue 'Years' do not count"),
        ('ftype="linear"', 'ftype="constant"', "the ftype 'constant' of the integer issue 'Years' does not count"),
    ],
)
def test_what_does_not_count_in_an_evaluator_of_integers_is_told(before, after, words):
    ((code, line, message),) = warnings_of(PROFILE.replace(before, after))
    assert (code, line) == ("W816", 11)
    assert words in message
