"""Versions: of what a result was computed with."""

from __future__ import annotations

from importlib.metadata import version

from negsim.fields import FrozenMapping


def versions() -> FrozenMapping[str, str]:
    """Return the versions of negsim and of numpy, as a result tells them.

    Draws do not depend on them: they are told so that anyone can compute a result again in the same surroundings.

    Examples
    --------
    >>> sorted(versions())
    ['negsim', 'numpy']
    """
    return FrozenMapping({name: version(name) for name in ("negsim", "numpy")})
