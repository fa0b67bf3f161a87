"""The cheapest bid that reaches a number is found among as many packages as there may be."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.formats.geniusweb import bids
from negsim.formats.geniusweb.bids import Bid, Worth

NUMBERS = st.fractions(0, 1, max_denominator=12)
LARGE = st.builds(lambda number, many: number + Fraction(many, 3**30 * 5**20), NUMBERS, st.integers(0, 10**9))
ROWS = st.lists(st.lists(st.one_of(NUMBERS, LARGE), min_size=1, max_size=4, unique=True), min_size=1, max_size=4)


def worth(rows):
    return Worth(tuple({number: ((at, option),) for option, number in enumerate(row)} for at, row in enumerate(rows)))


@given(ROWS, st.fractions(0, 1))
def test_nothing_cheaper_reaches_the_number(rows, share):
    found = worth(rows)
    target = found.most * share
    complete = {sum(package) for package in itertools.product(*rows)}
    partial = {sum(package) for package in itertools.product(*([0, *row] for row in rows))}
    bid = found.cheapest(target)
    assert bid.worth == min(each for each in partial if each >= target)
    assert bid.worth == sum(rows[at][option] for at, option in bid.options.items())
    assert (len(bid.options) == len(rows)) or bid.worth not in complete


def test_more_packages_than_can_be_counted():
    rows = [[Fraction(at * option, 1000) for option in range(10)] for at in range(1, 13)]
    assert worth(rows).cheapest(Fraction(1, 3)).worth == Fraction(334, 1000)


def test_a_search_that_would_not_end_finds_nothing(monkeypatch):
    rows = [[Fraction(1, 3), Fraction(1)], [Fraction(1, 5), Fraction(1)]]
    monkeypatch.setattr(bids, "MAX_SUMS", 1)
    assert worth(rows).cheapest(Fraction(1)) is None
    monkeypatch.setattr(bids, "MAX_SUMS", 2)
    assert worth(rows).cheapest(Fraction(1)) == Bid({0: 1, 1: 0}, Fraction(6, 5))  # none on some issues was looked for


@pytest.mark.parametrize("count", [1, 30])
def test_one_package(count):
    rows = [[Fraction(1, 7**at)] for at in range(count)]
    assert worth(rows).cheapest(worth(rows).most).options == dict.fromkeys(range(count), 0)
