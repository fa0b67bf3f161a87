"""Whether numbers lie where they can mean something."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from negsim.checks.scope import Scope
from negsim.errors import Finding, Path
from negsim.fields import decimal_text


def check_share(scope: Scope, given: Fraction | None, path: Path) -> Iterator[Finding]:
    """Find a probability or a value that is not from 0 to 1."""
    if given is not None and not 0 <= given <= 1:
        advice = "100 points are 1; a percentage is written as a decimal, 60 % as 0.6"
        yield scope.finding("E506", path, f"{number(given)} is given, where 0 to 1 is expected", advice=advice)


def check_amount(scope: Scope, given: Fraction | None, path: Path) -> Iterator[Finding]:
    """Find a price or a weight below 0."""
    if given is not None and given < 0:
        yield scope.finding("E507", path, f"{number(given)} is given, where 0 or more is expected")


def number(given: Fraction) -> str:
    """Return a number for a message, shortened where it is long."""
    text = decimal_text(given)
    return text if len(text) <= 50 else text[:50] + "…"
