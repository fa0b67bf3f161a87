"""How much work a question may take: what is refused before it starts, and in what words."""

import math

import pytest

from negsim.errors import TooLargeError
from negsim.search.effort import Effort, Estimate, Method, choose


@pytest.mark.parametrize(
    "fields",
    [
        {"max_seconds": -1},
        {"max_seconds": math.nan},
        {"max_seconds": "5"},
        {"max_bytes": -5},
        {"block": 0},
        {"block": 2.5},
        {"method": "guessing"},
    ],
    ids=str,
)
def test_what_is_no_limit_is_refused(fields):
    with pytest.raises(ValueError, match=f"{next(iter(fields)).split('_', maxsplit=1)[0]}"):
        Effort(**fields)


def test_the_fastest_within_the_limits_is_chosen_and_the_method_asked_for_before_it():
    costs: dict[Method, Estimate] = {"enumeration": Estimate(5.0, 10), "counting": Estimate(1.0, 10**9)}
    assert choose("counting", costs, effort=Effort()) == "counting"
    assert choose("counting", costs, effort=Effort(max_bytes=10**6)) == "enumeration"
    assert choose("counting", costs, effort=Effort(method="enumeration")) == "enumeration"
    assert choose("counting", costs, effort=Effort(method="merging")) == "counting"


def test_only_alternatives_that_would_help_are_named():
    costs: dict[Method, Estimate] = {"enumeration": Estimate(90.0, 10), "counting": Estimate(1.0, 10**9)}
    with pytest.raises(TooLargeError) as caught:
        choose("counting", costs, effort=Effort(method="enumeration", max_seconds=10))
    assert str(caught.value) == (
        "counting by enumeration would take 90,000 milliseconds; the limit is 10,000. "
        "Allow it more, or use another method: counting (about 1 s and 1,000 MB)."
    )
    with pytest.raises(TooLargeError, match=r"by counting would take 1,000 milliseconds; the limit is 500\. Allow it"):
        choose("counting", costs, effort=Effort(max_seconds=0.5))
    with pytest.raises(TooLargeError, match=r"1,000,000,000 bytes of memory; the limit is 1,000\. Allow it more\.$"):
        choose("counting", {"counting": Estimate(1.0, 10**9)}, effort=Effort(max_bytes=1000))


def test_what_is_left_of_the_time_is_told_as_such_and_never_equals_what_is_needed():
    effort = Effort(max_seconds=1e-3).started()
    with pytest.raises(TooLargeError) as caught:
        choose("counting", {"counting": Estimate(1e-3)}, effort=effort)
    assert caught.value.size > caught.value.limit
    assert "milliseconds" in str(caught.value)
    assert "what is left of the 0.001 s for all that was asked" in str(caught.value)


def test_time_is_shared_out_and_cut_short():
    effort = Effort(max_seconds=100).started()
    assert effort.started() is effort
    assert effort.left is not None
    assert 20 < (effort.share(4).left or 0) <= 25
    assert (effort.within(3).left or 0) <= 3
    assert (effort.within(3).within(50).left or 0) <= 3
    assert (Effort().within(2).left or 0) <= 2
    assert Effort().share(3).left is None


def test_a_share_of_the_time_is_told_without_a_limit_of_its_own():
    with pytest.raises(TooLargeError, match="what is left of the time"):
        choose("counting", {"enumeration": Estimate(90.0)}, effort=Effort().within(1.0))
