"""Principles: which demands stand or fall together, and what that does to the odds."""

from fractions import Fraction

import pytest

from negsim.deals import chances
from negsim.deals.odds import odds
from negsim.deals.principles import Principle, principles
from negsim.errors import UnknownNameError
from tests.firm_sets import exactly, problem_of

TWO = {"a": "x", "b": "p"}


def test_lines_of_one_party_that_name_one_principle_belong_together():
    problem = problem_of(
        {"a": "xy", "b": "pq", "c": "mn"},
        {
            "A:x": ("a", "x", "1/2", "open door"),
            "A:p": ("b", "p", "1/2"),
            "A:m": ("c", "m", "1/2", "open door"),
            "B:x": ("a", "y", "1/2", "open door"),
            "B:q": ("b", "q", "1/2", "parity"),
        },
    )
    assert principles(problem) == (Principle(name="open door", demands=["A:x", "A:m"]),)


def test_a_shared_line_joins_what_its_parties_rest_on_the_same_principle():
    lines = {"A+B:x": ("a", "x", "1/2", "open door"), "A:p": ("b", "p", "1/2", "open door")}
    lines["B:m"] = ("c", "m", "1/2", "open door")
    lines["B:n"] = ("c", "n", "1/2", "parity")
    (found,) = principles(problem_of({"a": "xy", "b": "pq", "c": "mn"}, lines, A="west", B="west"))
    assert found == Principle(name="open door", demands=["A:x", "A:p", "B:m"])


def test_lines_of_one_principle_are_firm_together():
    apart = odds(problem_of(TWO, {"A:x": ("a", "x", "1/2"), "A:p": ("b", "p", "1/4")}))
    assert (apart.open, apart.open_one_principle, apart.principles) == (Fraction(3, 8), Fraction(3, 8), ())
    found = odds(problem_of(TWO, {"A:x": ("a", "x", "1/2", "p"), "A:p": ("b", "p", "1/4", "p")}))
    assert (found.open, found.open_one_principle) == (Fraction(3, 8), Fraction(1, 2))
    assert found.open_one_principle == found.open_one_principle_at_most == found.open_one_resolve
    (principle,) = found.principles
    assert (principle.name, principle.demands) == ("p", ("A:x", "A:p"))
    assert (principle.if_soft, principle.if_firm) == exactly(1, 0)


def test_what_is_firm_together_can_be_told():
    problem = problem_of(TWO, {"A:x": ("a", "x", "1/2", "p"), "B:p": ("b", "p", "1/4"), "A:q": ("b", "p", "1/4", "p")})
    found = odds(problem, together=[["B:p", "A:x"], ["A:q"]])
    (principle,) = found.principles
    assert (principle.name, principle.demands) == ("", ("A:x", "B:p"))
    assert found.open_one_principle == Fraction(1, 2) * Fraction(3, 4)
    assert odds(problem, together=[]).open_one_principle == found.open
    assert odds(problem, together=[list(found.importance)]).open_one_principle == Fraction(1, 2)


def test_what_is_told_to_be_firm_together_is_checked():
    problem = problem_of(TWO, {"A:x": ("a", "x", "1/2"), "A:p": ("b", "p", "1/4")})
    with pytest.raises(UnknownNameError, match="unknown demand 'A:y'; did you mean"):
        odds(problem, together=[["A:x", "A:y"]])
    with pytest.raises(ValueError, match="A:x is named twice; expected each demand to be in one set at most"):
        odds(problem, together=[["A:x"], ["A:p", "A:x"]])


def test_principles_whose_odds_are_not_exact_tell_none(monkeypatch):
    lines = {"A:x": ("a", "xy", "1/2", "p"), "A:y": ("a", "yz", "1/2", "p"), "B:z": ("a", "zx", "1/2")}
    problem = problem_of({"a": "xyz"}, lines)
    exact = odds(problem)
    monkeypatch.setattr(chances, "MAX_STATES", -1)
    found = odds(problem)
    assert found.open_one_principle <= exact.open_one_principle <= found.open_one_principle_at_most
    assert found.open_one_principle < found.open_one_principle_at_most
    (principle,) = found.principles
    # With both soft nothing is left to expand.
    assert (principle.if_soft, principle.if_firm) == (*exactly(1), exact.principles[0].if_firm)
    assert not found.exact
