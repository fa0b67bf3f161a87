"""The answers that oracles know are held to them once for each method."""

import pytest

from tests import each_method
from tests.each_method import preferred, pytest_configure

__all__ = ["preferred", "pytest_configure"]

_WITHOUT_METHODS = {
    "test_cloud",
    "test_closed_problems_are_empty",
    "test_issue_odds",
    "test_membership_and_breaches",
    "test_open_problems_are_open",
    "test_trades",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take each method in turn in the suite of what could be agreed, where a question knows any."""
    if metafunc.module.__name__.endswith("test_deals") and metafunc.function.__name__ not in _WITHOUT_METHODS:
        each_method.pytest_generate_tests(metafunc)
