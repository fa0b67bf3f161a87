"""For users' own tests: generators of scenarios and problems, and slow, obvious oracles to hold answers against."""

from __future__ import annotations

from negsim.errors import MissingPackageError

try:
    import hypothesis  # noqa: F401  -- asked for here, so that its absence yields the command that mends it
except ImportError as error:
    raise MissingPackageError("hypothesis", "negsim.testing", "pip install 'negsim[testing]'") from error
