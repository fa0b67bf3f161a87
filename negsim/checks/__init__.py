"""What is wrong or odd with a scenario: everything that can be told without a reading, all of it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from negsim.checks.acceptable import check_acceptance
from negsim.checks.codes import explain_code
from negsim.checks.lines import check_lines
from negsim.checks.parties import check_parties
from negsim.checks.plain import check_plain
from negsim.checks.preferences import check_preferences
from negsim.checks.readings import check_readings
from negsim.checks.scope import Draft, Scope
from negsim.checks.space import check_space
from negsim.checks.statements import check_statements
from negsim.checks.uncertainty import check_uncertainty
from negsim.checks.warnings import warn
from negsim.errors import Finding

__all__ = ["explain_code", "find_errors", "find_warnings"]

_CHECKS: tuple[Callable[[Scope], Iterator[Finding]], ...] = (
    check_space,
    check_parties,
    check_preferences,
    check_lines,
    check_statements,
    check_uncertainty,
    check_acceptance,
    check_readings,
)


def find_errors(scenario: Draft) -> tuple[Finding, ...]:
    """Return everything that makes a scenario unusable, in the order of its fields; empty where nothing does.

    Values of the wrong kind come alone: what is not even text or a date cannot be compared with anything.
    """
    wrong_kind = tuple(check_plain(scenario))
    if any(finding.code == "E103" for finding in wrong_kind):
        return wrong_kind
    scope = Scope.of(scenario)
    return wrong_kind + tuple(finding for check in _CHECKS for finding in check(scope))


def find_warnings(scenario: Draft, *, today: dt.date | None = None) -> tuple[Finding, ...]:
    """Return what is odd about a usable scenario: accepted, and worth a second look.

    Parameters
    ----------
    today:
        The day that dates in the future are told from; the present one where it is None.
    """
    return tuple(warn(Scope.of(scenario), today=today or dt.datetime.now(tz=dt.UTC).date()))
