"""Compiling: a loop over arrays by numba, where that is installed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop | None:
    """Return a function compiled, or None where numba is not installed.

    The first call of what is returned compiles (some seconds), unless an earlier process has left its result in the
    cache beside the source.

    Parameters
    ----------
    loop:
        Plain Python over arrays and numbers that numba understands; compiled, it answers the same.

    Notes
    -----
    Every function is made ready once in a process.
    """
    found: Loop | None = _made(loop)
    return found


@functools.cache
def _made(loop: Callable[..., Any]) -> Any:
    try:
        import numba  # the extra `fast`: slow to import, and needed by long walks only
    except ImportError:
        return None
    return numba.njit(cache=True)(loop)
