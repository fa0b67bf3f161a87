"""What an id may be."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.scope import Scope, quoted
from negsim.errors import Finding, Path

MAX_ID = 100
"""How many characters an id may have."""


def check_id(scope: Scope, given: str, path: Path) -> Iterator[Finding]:
    """Find what keeps text from being an id: nothing in it, a colon, spaces around it, too long, unseen characters."""
    problem = _problem(given)
    if problem:
        advice = "an id is short: letters of any script, digits, '-' and '_' are safe"
        yield scope.finding("E202", path, problem, advice=advice)
    elif not given.isprintable():
        message = f"the id {quoted(given)} holds characters that cannot be seen or that reorder the text around them"
        yield scope.finding("E203", path, message, advice="type it anew")


def _problem(given: str) -> str:
    if not given.strip():
        return f"an id is {quoted(given)}, where a name is expected"
    if len(given) > MAX_ID:
        return f"an id of {len(given):,} characters, where at most {MAX_ID} are expected"
    if ":" in given:
        return f"the id {quoted(given)} holds a colon, which stands between a party and its lines"
    return f"the id {quoted(given)} has spaces around it" if given != given.strip() else ""
