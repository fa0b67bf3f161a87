"""What answers look like is held to each method in turn; files about one question ask for its methods themselves."""

import pytest

from tests import each_method
from tests.each_method import preferred, pytest_configure

__all__ = ["preferred", "pytest_configure"]

_SUITES = ("test_conventions", "test_deals")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take each method in turn, but in tests marked ``own_method``."""
    if metafunc.module.__name__.endswith(_SUITES):
        each_method.pytest_generate_tests(metafunc)
