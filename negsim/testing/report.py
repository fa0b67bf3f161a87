"""Report: what checks of a strategy or a protocol have found, and the error where something does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from negsim.errors import NegsimError
from negsim.fields import entries, texts


@frozen(kw_only=True)
class Verdict:
    """What one check has found.

    Attributes
    ----------
    check:
        The name of the check, which says what should hold.
    happened:
        What was seen instead, once for each place; empty where it holds.
    advice:
        What to do about it.
    not_run:
        Why the check was not run; empty where it was.
    is_warning:
        Whether it may be meant so: then it fails nothing.
    """

    check: str
    happened: tuple[str, ...] = field(default=(), converter=texts)
    advice: str = ""
    not_run: str = ""
    is_warning: bool = False

    @property
    def holds(self) -> bool:
        """Whether the check was run and has found nothing."""
        return not self.happened and not self.not_run

    @property
    def fails(self) -> bool:
        """Whether something is wrong that cannot be meant so."""
        return bool(self.happened) and not self.is_warning

    def __str__(self) -> str:
        if self.not_run:
            return f"not run  {self.check}: {self.not_run}"
        if not self.happened:
            return f"holds    {self.check}"
        shown = [*self.happened[:_MOST_SHOWN], *([f"... and {more} more"] if (more := self._more) else [])]
        head = f"{'warning' if self.is_warning else 'fails':8} {self.check}"
        return "\n".join([head, *(f"         {line}" for line in shown), f"         {self.advice}"])

    @property
    def _more(self) -> int:
        return max(0, len(self.happened) - _MOST_SHOWN)


_MOST_SHOWN = 3
"""How much of what happened is told for each check."""


@frozen
class Report:
    """What all checks of one thing have found.

    Attributes
    ----------
    subject:
        The name of what was checked.
    verdicts:
        One for each check, in their order.

    Examples
    --------
    >>> report = Report("mine", [Verdict(check="has-a-name"), Verdict(check="is-a-value", happened=["no hash"])])
    >>> report.held, [verdict.check for verdict in report.failed]
    (('has-a-name',), ['is-a-value'])
    """

    subject: str
    verdicts: tuple[Verdict, ...] = field(converter=entries)

    @property
    def held(self) -> tuple[str, ...]:
        """The names of the checks that hold."""
        return tuple(verdict.check for verdict in self.verdicts if verdict.holds)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The verdicts that something is wrong."""
        return tuple(verdict for verdict in self.verdicts if verdict.fails)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """The verdicts that something may be wrong, or may be meant so."""
        return tuple(verdict for verdict in self.verdicts if verdict.is_warning and verdict.happened)

    def __str__(self) -> str:
        return "\n".join([self.subject, *(str(verdict) for verdict in self.verdicts)])


class CheckFailedError(NegsimError, AssertionError):
    """Something that was checked does not hold; ``report`` has all that was found, not only the first thing.

    It is an AssertionError as well, so that a test fails with it, and is not in error.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report)

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that fail."""
        return tuple(verdict.check for verdict in self.report.failed)

    def __str__(self) -> str:
        count = len(self.report.failed)
        wrong = [verdict for verdict in self.report.verdicts if not verdict.holds]
        title = f"{self.report.subject}: {count} check{'s' if count != 1 else ''} failed"
        return "\n".join([title, *(str(verdict) for verdict in sorted(wrong, key=_severity))])


class CannotCheckError(NegsimError):
    """A check that cannot be run here, and why: no verdict on what was to be checked."""


def _severity(verdict: Verdict) -> int:
    return 0 if verdict.fails else 1 if verdict.is_warning else 2


def passed(subject: str, verdicts: Iterable[Verdict]) -> Report:
    """Return the report of some verdicts where none of them fails.

    Raises
    ------
    CheckFailedError
        Where one does.
    """
    report = Report(subject, verdicts)
    if report.failed:
        raise CheckFailedError(report)
    return report
