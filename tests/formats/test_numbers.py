"""Numbers of other tools' files: exact, without float noise, and back to text."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.formats.numbers import read_number, written_number


@pytest.mark.parametrize(
    ("text", "number", "is_noisy"),
    [
        ("0.35000000000000003", Fraction(35, 100), True),
        ("0.9910493645999999", Fraction(9910493646, 10**10), True),
        ("0.7796000000000001", Fraction(7796, 10**4), True),
        ("-1.1000000000000001e2", Fraction(-110), True),
        ("0.3333333333333333", Fraction(3333333333333333, 10**16), False),
        ("0.761904761904762", Fraction(761904761904762, 10**15), False),
        ("0.123456789012345678901234567890", Fraction(Decimal("0.123456789012345678901234567890")), False),
        (" 10.0 ", Fraction(10), False),
        ("1000000000000000000000", Fraction(10**21), False),
        ("0", Fraction(0), False),
    ],
)
def test_a_literal_is_read_exactly_or_without_its_noise(text, number, is_noisy):
    assert read_number(text) == (number, is_noisy)


@pytest.mark.parametrize("text", ["", "a", "nan", "inf", "1e999", "1_000", "0x10", "١", "1/2", "9" * 41, "0,5", "--1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        read_number(text)


@given(st.integers(0, 10**12), st.integers(0, 12))
def test_a_short_decimal_survives_a_trip_through_floats(digits, places):
    number = Fraction(digits, 10**places)
    assert read_number(repr(digits / 10**places))[0] == number


@given(st.floats(0, 1, exclude_min=True), st.floats(0.0001, 1))
def test_sums_of_floats_are_never_moved_by_more_than_their_last_digit(left, right):
    text = repr(left + right)
    assert abs(read_number(text)[0] - Fraction(text)) <= abs(Fraction(text)) / 10**14


@given(st.fractions(max_denominator=10**6))
def test_a_number_is_written_exactly_or_to_fifteen_digits(number):
    text, is_exact = written_number(number)
    assert "e" not in text.lower()
    written = Fraction(text)
    assert (written == number) == is_exact
    assert abs(written - number) <= abs(number) / 10**14
