"""Whether exclusions leave a package: against listing all of them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.checks import packages
from negsim.checks.packages import leaves_no_package
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space

NAMES = ("a", "b", "c", "d")


@st.composite
def spaces(draw):
    issues = [Issue(name, [f"{name}{number}" for number in range(draw(st.integers(1, 3)))]) for name in NAMES]
    boxes = st.lists(st.sampled_from(issues), min_size=1, max_size=3, unique_by=lambda issue: issue.id).flatmap(
        lambda chosen: st.fixed_dictionaries(
            {issue.id: st.lists(st.sampled_from(issue.option_ids), unique=True, min_size=1) for issue in chosen}
        )
    )
    return Space(issues, [Exclusion(box) for box in draw(st.lists(boxes, max_size=8))])


@given(spaces())
def test_it_is_what_listing_all_packages_tells(space):
    options = [issue.option_ids for issue in space.issues]
    packages = (Package(dict(zip(NAMES, choice, strict=True))) for choice in itertools.product(*options))
    assert leaves_no_package(space.issues, space.excluded) is not any(space.exists(package) for package in packages)


def test_a_space_too_large_to_list():
    issues = [Issue(f"i{number}", ["x", "y"]) for number in range(200)]
    equal = [Exclusion({f"i{n}": [o], f"i{n + 1}": [o]}) for n in range(199) for o in "xy"]
    assert not leaves_no_package(issues, equal)
    assert leaves_no_package(
        issues, [*equal, Exclusion({"i0": ["x"], "i2": ["x"]}), Exclusion({"i0": ["y"], "i2": ["y"]})]
    )


def test_a_question_that_takes_too_long_is_left_open(monkeypatch):
    # Seven pigeons in six holes: each sits in one, and no two in the same.
    holes = [str(number) for number in range(6)]
    issues = [Issue(f"p{number}", holes) for number in range(7)]
    apart = [
        Exclusion({f"p{left}": [hole], f"p{right}": [hole]})
        for left, right in itertools.combinations(range(7), 2)
        for hole in holes
    ]
    assert leaves_no_package(issues, apart)
    monkeypatch.setattr(packages, "MAX_STEPS", 100)
    assert not leaves_no_package(issues, apart)


@pytest.mark.parametrize("count", [0, 1])
def test_little_to_tell(count):
    issues = [Issue("a", ["x"]), Issue("b", ["x"])]
    assert leaves_no_package(issues, [Exclusion({"a": ["x"], "b": ["x"]})] * count) is bool(count)
