"""Running a suite once for each method: questions that know it answer by it, and every answer stays the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from negsim.search.effort import METHODS, Method, preferring

_MARKER = "own_method: a test that chooses methods itself, or asserts on the choice; it runs once, as users run it"


@pytest.fixture(autouse=True)
def preferred(request: pytest.FixtureRequest) -> Iterator[None]:
    """Answer by the method whose turn it is."""
    with preferring(getattr(request, "param", None)):
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


def pytest_generate_tests(metafunc: pytest.Metafunc, *, methods: Sequence[Method] = METHODS) -> None:
    """Take each method in turn, and the one that negsim chooses, where a test does not choose itself.

    Parameters
    ----------
    methods:
        Those that some question of the test knows; with the others it is answered as without a method.
    """
    if metafunc.definition.get_closest_marker("own_method") is None:
        turns = [None, *methods]
        metafunc.parametrize("preferred", turns, indirect=True, ids=lambda method: method or "chosen")
