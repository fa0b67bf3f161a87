"""Checking a strategy of one's own: one line tells whether it does what every strategy must."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import attrs

from negsim.problem import BargainingProblem
from negsim.talks.isolation.limits import Limits
from negsim.talks.protocols.table import Protocol
from negsim.talks.strategies.registry import is_own
from negsim.talks.strategies.strategy import Strategy
from negsim.testing.check import Check, title, verdicts_of
from negsim.testing.isolated_checks import Apart, not_run, seen_apart
from negsim.testing.report import CannotCheckError, Report, Verdict, passed
from negsim.testing.strategy_checks import STRATEGY_CHECKS, gist
from negsim.testing.surroundings import surroundings
from negsim.testing.tour import Tour, stops, usual_problems


def check_strategy(
    strategy: Strategy,
    *,
    problem: BargainingProblem | None = None,
    protocols: Sequence[str | Protocol] = ("alternating-offers",),
    isolated: bool | None = None,
    limits: Limits | None = None,
    strict: bool = False,
    seed: int = 0,
) -> Report:
    """Check that a strategy does what every strategy must, in many short talks, and return what held.

    It is seen in talks of 2, 3 and 4 parties, moving first and last, about problems with ties, red lines and
    exclusions, with one package alone, with nothing worth its floor, and with 5^30 packages. What is checked, and what
    each check means, is on the page "Test your strategy".

    Parameters
    ----------
    strategy:
        Anyone's; what it prints is not shown.
    problem:
        One more problem to see it in. Trial problems are without statements.
    protocols:
        What it is for: names, with settings behind a colon, or protocols.
    isolated:
        Whether it is first seen in a process of its own, where it can be stopped. None: where it is not negsim's own,
        and the system can do that; if it cannot be sent there, the report says so. True: always, and it is an error if
        it cannot be sent. False: never; then nothing stops a strategy that never answers.
    limits:
        What it may use in a process of its own; as usual where None.
    strict:
        Whether warnings are failures: going past its own red demands, which a strategy may do on purpose.
    seed:
        Of all talks.

    Returns
    -------
    Report
        A verdict for each check; ``print`` it.

    Raises
    ------
    CheckFailedError
        If something does not hold: an AssertionError, whose text names each check that fails, what happened, and what
        to do.
    UnanswerableError
        If ``isolated=True`` and it cannot run in a process of its own.
    UnknownNameError
        For a name that no protocol has.

    Notes
    -----
    Some 60 talks of at most 10 rounds: below a second for a fast strategy, and a second more for a process of its own.
    What a strategy changes in this process is put back; what it leaves running is told, and not ended. A strategy that
    behaves in the process of its own, and never answers in this one, cannot be stopped.

    Examples
    --------
    >>> from negsim.talks.strategies.conceding import BOULWARE
    >>> report = check_strategy(BOULWARE)
    >>> "repeats-itself" in report.held, report.failed
    (True, ())
    """
    problems = (*usual_problems(), *([problem] if problem is not None else []))
    tour = Tour(subject=strategy, stops=stops(problems, protocols), seed=seed)
    verdicts = list(_verdicts(tour, isolated=isolated, limits=limits or Limits()))
    if strict:
        verdicts = [_strictly(verdict) for verdict in verdicts]
    return passed(title(strategy), verdicts)


def _verdicts(tour: Tour, *, isolated: bool | None, limits: Limits) -> Iterator[Verdict]:
    """Yield a verdict for each check: what it is, then what it does in a process of its own, then in this one."""
    calm = surroundings()
    first = list(verdicts_of(STRATEGY_CHECKS[:2], tour, calm=calm))
    yield from first
    shut = next((f"{verdict.check} fails" for verdict in first if verdict.fails), "")
    apart = not_run(shut) if shut else _apart(tour, isolated=isolated, limits=limits)
    yield from apart.verdicts
    if not shut and not apart.is_fit:
        shut = "it is not let into this process"
    yield from verdicts_of([*STRATEGY_CHECKS[2:], _same_as(apart)], tour, calm=calm, shut=shut)


def _apart(tour: Tour, *, isolated: bool | None, limits: Limits) -> Apart:
    if isolated is False:
        return not_run("it was not to run in a process of its own (isolated=False)")
    if isolated is None and is_own(tour.subject):
        return not_run("it is negsim's own; isolated=True has it run in a process of its own")
    if isolated is None and os.name != "posix":
        return not_run("this system cannot end a process with all that it started")
    return seen_apart(tour, limits=limits, is_asked_for=isolated is True)


def _same_as(apart: Apart) -> Check:
    """Return the check that a talk goes the same way in both processes."""

    def otherwise(tour: Tour) -> Iterator[str]:
        if not apart.transcripts:
            raise CannotCheckError(apart.verdicts[0].not_run)
        here = dict(tour.transcripts)
        played = [(stop, found) for stop, found in apart.transcripts if stop in here]
        yield from (f"{stop}: it went otherwise" for stop, found in played if gist(found) != gist(here[stop]))

    return Check(
        name="is-the-same-in-its-own-process",
        find=otherwise,
        advice="let it go by what it is given alone: by no clock, no file, and nothing that another process has not",
    )


def _strictly(verdict: Verdict) -> Verdict:
    return attrs.evolve(verdict, is_warning=False)
