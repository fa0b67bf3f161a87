"""Compiling loops where numba is installed, and doing without."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from negsim.kernels import compiling
from negsim.kernels.bounded import efficient_walk, walk
from negsim.kernels.compiling import compiled


@pytest.fixture
def forgotten():
    compiling._made.cache_clear()
    yield
    compiling._made.cache_clear()


def doubled(number):
    return 2 * number


@pytest.mark.usefixtures("forgotten")
def test_without_numba_nothing_is_compiled(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    assert compiled(doubled) is None


@pytest.mark.usefixtures("forgotten")
def test_with_numba_a_loop_is_compiled_once_and_kept_on_disk(monkeypatch):
    made = []

    def njit(*, cache):
        made.append(cache)
        return lambda function: function

    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace(njit=njit))
    assert compiled(doubled) is doubled
    assert compiled(doubled) is doubled
    assert made == [True]


@pytest.mark.parametrize("loop", [walk.walk, efficient_walk.walk])
def test_where_numba_is_installed_a_loop_is_compiled_from_the_same_source(loop):
    found: Any = compiled(loop)
    assert found is None or found.py_func is loop
