"""Drawing: Hypothesis, which generators need and nothing else of negsim does, or the command that installs it."""

from __future__ import annotations

from negsim.errors import MissingPackageError

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise MissingPackageError("hypothesis", "generating scenarios", "pip install 'negsim[testing]'") from error

__all__ = ["st"]
