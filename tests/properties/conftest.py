"""The answers that oracles know are held to them once for each method."""

import pytest

from negsim.deals import conflicts, frontier, solutions
from negsim.search import least_movement, tallies
from negsim.search.effort import Method
from tests import each_method
from tests.each_method import preferred, pytest_configure

__all__ = ["preferred", "pytest_configure"]

_KNOWN: dict[str, tuple[Method, ...]] = {
    "test_zone": tallies.TALLIES,
    "test_frontier": frontier.KNOWN,
    "test_frontier_names_the_first_packages_and_counts_all": frontier.KNOWN,
    "test_solutions": solutions.KNOWN,
    "test_nearest_deals": least_movement.KNOWN,
    "test_conflicts": conflicts.KNOWN,
    "test_groups": conflicts.KNOWN,
    "test_repairs": least_movement.KNOWN,
    "test_every_conflict_is_minimal_and_every_repair_meets_every_conflict": least_movement.KNOWN,
    "test_odds": conflicts.KNOWN,
    "test_importance": conflicts.KNOWN,
}
"""The methods that the question of each test knows; tests left out ask what knows none."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take each method in turn in the suite of what could be agreed, where a question knows it."""
    methods = _KNOWN.get(metafunc.function.__name__, ())
    if metafunc.module.__name__.endswith("test_deals") and methods:
        each_method.pytest_generate_tests(metafunc, methods=methods)
