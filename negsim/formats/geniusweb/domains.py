"""Domains as GeniusWeb's files hold them: issues with lists of values or ranges of numbers."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import decimal_text, entries, texts
from negsim.formats.cases import CaseIssue
from negsim.formats.json_text import until_enough
from negsim.formats.located import Access
from negsim.formats.numbers import read_number

MAX_OPTIONS = 10_000
"""How many options a range of numbers may have."""


@frozen
class NumberRange:
    """Numbers from one to another, both included, in equal steps."""

    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def numbers(self) -> Iterator[Fraction]:
        """The numbers, from the lowest on."""
        return (self.low + at * self.step for at in range(int((self.high - self.low) / self.step) + 1))

    def __str__(self) -> str:
        return f"{decimal_text(self.low)} to {decimal_text(self.high)} by {decimal_text(self.step)}"


@frozen
class DomainIssue:
    """An issue with the names of its options, which are numbers where it is a range."""

    name: str
    options: tuple[str, ...] = field(converter=texts)
    range: NumberRange | None = None

    @property
    def case_issue(self) -> CaseIssue:
        """The issue as a case holds it."""
        return CaseIssue(name=self.name, options=self.options, ordered=self.range is not None)

    @functools.cached_property
    def places(self) -> dict[str, int]:
        """From the name of an option to its place."""
        return {name: at for at, name in enumerate(self.options)}

    @functools.cached_property
    def _numbers(self) -> dict[Fraction, int]:
        found: dict[Fraction, int] = {}
        for at, name in enumerate(self.options):
            number = number_or_none(name)
            if number is not None:
                found.setdefault(number, at)
        return found

    def place(self, name: str) -> int | None:
        """Return the place of an option by its name, or by a number that is equal to it; None where there is none."""
        if name in self.places:
            return self.places[name]
        number = number_or_none(name)
        return None if number is None else self._numbers.get(number)


@frozen
class Domain:
    """Issues of one negotiation; the name is empty where the file has none."""

    name: str
    issues: tuple[DomainIssue, ...] = field(converter=entries)

    @functools.cached_property
    def places(self) -> dict[str, int]:
        """From the name of an issue to its place."""
        return {issue.name: at for at, issue in enumerate(self.issues)}


def number_or_none(text: str) -> Fraction | None:
    """Return the number that a text says, or None where it says none."""
    try:
        return read_number(text)[0]
    except ValueError:
        return None


def read_domain(access: Access, path: Path) -> Domain:
    """Return the domain at a path, as far as it can be read."""
    access.table(path)
    if not isinstance(access.get(path), Mapping):
        return Domain("", [])
    name = access.text((*path, "name"), required=False)
    issues = (*path, "issuesValues")
    table = access.table(issues)
    if not table and isinstance(access.get(issues), Mapping):
        access.error("E814", "the domain has no issue, where at least one is expected", issues)
    blank = [issue for issue in table if not issue.strip()]
    if blank:
        access.warn("W804", "the name of an issue is blank", (*issues, blank[0]))
    return Domain(name, [_read_issue(access, issue, (*issues, issue)) for issue in until_enough(access, table)])


def _read_issue(access: Access, name: str, path: Path) -> DomainIssue:
    table = access.table(path)
    if not isinstance(access.get(path), Mapping):
        return DomainIssue(name, [])
    if "range" in table:
        numbers = _read_range(access, (*path, "range"))
        return DomainIssue(name, [decimal_text(number) for number in numbers.numbers] if numbers else [], numbers)
    values = (*path, "values")
    given = [access.text((*values, at)) for at in until_enough(access, range(len(access.entries(values))))]
    if not given and isinstance(access.get(values), list):
        access.error("E814", f"issue {quoted(name)} has no value, where at least one is expected", values)
    options = list(dict.fromkeys(given))
    if len(options) < len(given):
        at = next(at for at, option in enumerate(given) if option in given[:at])
        access.warn("W803", f"{quoted(given[at])} stands twice among the values; it is one option", (*values, at))
    blank = next((at for at, option in enumerate(given) if not option.strip()), None)
    if blank is not None and isinstance(access.get((*values, blank)), str):
        access.warn("W804", "the name of an option is blank", (*values, blank))
    return DomainIssue(name, options)


def _read_range(access: Access, path: Path) -> NumberRange | None:
    if not access.table(path):
        return None
    low, high, step = (access.number((*path, key)) for key in ("low", "high", "step"))
    if low is None or high is None or step is None:
        return None
    if high < low or step <= 0:
        message = f"a range from {decimal_text(low)} to {decimal_text(high)} by {decimal_text(step)} is given"
        advice = "the higher end comes second, and a step is above 0"
        access.error("E808", f"{message}, where one that rises is expected", path, advice=advice)
        return None
    steps = (high - low) / step
    if steps >= MAX_OPTIONS:
        message = f"not supported: a range of about {math.floor(steps) + 1:,} numbers; at most {MAX_OPTIONS:,} are read"
        access.error("E803", message, path, advice="take a wider step")
        return None
    if steps.denominator != 1:
        last = low + math.floor(steps) * step
        given = f"steps of {decimal_text(step)} lead from {decimal_text(low)} to {decimal_text(last)}"
        advice = f"the nearest steps that fit are {_fitting(high - low, steps)}"
        message = f"{given} and past {decimal_text(high)}, where they are expected to end"
        access.error("E816", message, (*path, "step"), advice=advice)
        return None
    return NumberRange(low, high, step)


def _fitting(width: Fraction, steps: Fraction) -> str:
    """Return the nearest steps that lead through a width, as far as decimals can say them."""
    around: tuple[Sequence[int], ...] = (
        range(math.floor(steps), 0, -1),
        range(math.floor(steps) + 1, MAX_OPTIONS),
    )
    texts_of = ((decimal_text(width / count) for count in counts) for counts in around)
    found = [next((text for text in each if "/" not in text), "") for each in texts_of]
    return " and ".join(text for text in found if text)


def differences(given: Domain, expected: Domain) -> Iterator[str]:
    """Say how the domain in a profile differs from the one that it should be; order does not count."""
    yield from (f"issue {quoted(name)} is missing" for name in expected.places if name not in given.places)
    for issue in given.issues:
        if issue.name not in expected.places:
            yield f"issue {quoted(issue.name)} is added; {nearest(issue.name, expected.places)}"
            continue
        other = expected.issues[expected.places[issue.name]]
        if issue.range != other.range:
            told = [f"the numbers {each.range}" if each.range else "a list of values" for each in (issue, other)]
            yield f"issue {quoted(issue.name)} has {told[0]}, where the domain has {told[1]}"
            continue
        lacking = [option for option in other.options if option not in issue.places]
        added = [option for option in issue.options if option not in other.places]
        for title, names in (("lacks", lacking), ("adds", added)):
            if names:
                yield f"issue {quoted(issue.name)} {title} {', '.join(quoted(option) for option in names[:5])}"
