"""Options that several commands share, and what they read with them."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click
from attrs import frozen

from negsim.checks.codes import IMPORT_CODES
from negsim.compilation import Compilation, compile_scenario
from negsim.errors import FileError, Finding, ScenarioError
from negsim.fields import exact
from negsim.formats.problem_json import Json
from negsim.formats.reading import GRID, read_with_warnings
from negsim.scenario import Scenario
from negsim.search.effort import Effort, Method

Command = TypeVar("Command", bound=Callable[..., Any])


class DateType(click.ParamType[dt.date]):
    """A day, written as 2022-02-02."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day; anything else is a usage error."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2022-02-02", param, ctx)


class NumberType(click.ParamType[Fraction]):
    """A number above 0, read exactly."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the number; anything else is a usage error."""
        try:
            number = exact(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if number <= 0:
            self.fail(f"{value} is not above 0", param, ctx)
        return number


class ShareType(click.ParamType[Fraction]):
    """A share from 0 to 1, read exactly."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the share; anything else is a usage error."""
        try:
            share = exact(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not 0 <= share <= 1:
            self.fail(f"{value} is not from 0 to 1", param, ctx)
        return share


scenario_files = click.argument("files", type=click.Path(), nargs=-1, required=True, metavar="FILE...")
grid = click.option(
    "--grid",
    type=click.IntRange(min=2, max=10_000),
    default=GRID,
    show_default=True,
    help="How many points a real-valued issue of another tool's file is put on.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/reference/json.md).")
reading = click.option(
    "--reading",
    metavar="NAME",
    default="face-value",
    show_default=True,
    help="How literally statements are taken: face-value, negotiable, or one of the file's own.",
)
as_of = click.option("--as-of", type=DateType(), help="Take only what was said by the end of this day.")
strict = click.option("--strict", is_flag=True, help="Treat warnings about the scenario as errors.")
require_sources = click.option("--require-sources", is_flag=True, help="Refuse statements without a source or date.")


def limits(command: Command) -> Command:
    """Add ``--limit`` and ``--all``."""
    command = click.option("--all", "show_all", is_flag=True, help="Show every item of every list.")(command)
    return click.option(
        "--limit", type=click.IntRange(min=0), default=20, show_default=True, help="How many items of a list to show."
    )(command)


def limits_of_work(*methods: str) -> Callable[[Command], Command]:
    """Add ``--method``, of some methods, and how much work an answer may take."""

    def added(command: Command) -> Command:
        for option in (max_memory, max_seconds):
            command = option(command)
        words = "How to find the answer; without it, as is fastest. All methods give the same answer."
        return click.option("--method", type=click.Choice(methods), help=words)(command)

    return added


class SecondsType(click.ParamType[float]):
    """A number of seconds above 0."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; anything else is a usage error."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            self.fail(f"{value!r} is not a number of seconds above 0", param, ctx)
        return number


max_seconds = click.option(
    "--max-seconds",
    type=SecondsType(),
    metavar="S",
    help="Refuse what is estimated to take longer; what runs out of time midway is incomplete, and says so.",
)
max_memory = click.option(
    "--max-memory", type=click.IntRange(min=1), metavar="MB", help="Refuse what is estimated to need more memory."
)


def scenario_options(command: Command) -> Command:
    """Add what every command that reads a scenario under a reading has."""
    for option in (as_json, grid, require_sources, strict, as_of, reading, scenario_files):
        command = option(command)
    return command


@frozen(kw_only=True)
class Asked:
    """A scenario and how to take it, as the options say; see :func:`scenario_options`."""

    files: tuple[str, ...]
    reading: str
    as_of: dt.date | None
    strict: bool
    require_sources: bool
    grid: int

    def compilation(self, *, quiet: bool = False) -> Compilation:
        """Return the scenario, read and compiled; its warnings are written to stderr unless it is to be quiet.

        Raises
        ------
        ScenarioError
            As :func:`read`.
        """
        scenario = read(self.files, grid=self.grid, is_strict=self.strict, sources=self.require_sources, quiet=quiet)
        return compile_scenario(scenario, reading=self.reading, as_of=self.as_of)


def about_a_scenario(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every command that reads a scenario under a reading has, given to it as one argument, ``asked``."""

    @functools.wraps(command)
    def gathered(*arguments: Any, **given: Any) -> Any:
        asked = Asked(**{name: given.pop(name) for name in attrs.fields_dict(Asked)})
        return command(*arguments, asked=asked, **given)

    return scenario_options(gathered)


def read(files: Sequence[str], *, grid: int, is_strict: bool, sources: bool, quiet: bool = False) -> Scenario:
    """Return the scenario of one or more files, their warnings written to stderr.

    Raises
    ------
    ScenarioError
        If it is invalid, or has warnings that the user asked to treat as errors.
    """
    scenario, warnings = read_with_warnings(files, grid=grid)
    refused = refusals(warnings, is_strict=is_strict, sources=sources)
    if refused:
        raise ScenarioError(refused)
    if warnings and not quiet:
        for line in _noted(files, warnings):
            click.echo(line, err=True)
    return scenario


def refusals(warnings: Iterable[Finding], *, is_strict: bool, sources: bool) -> list[Finding]:
    """Return the warnings that the user asked to treat as errors, as errors."""
    return [
        attrs.evolve(entry, severity="error")
        for entry in warnings
        if is_strict or (sources and entry.code in _UNSOURCED)
    ]


_UNSOURCED = frozenset({"W704", "W705"})
"""Codes of the warnings about statements without a source or a date."""


def _noted(files: Sequence[str], warnings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each oddity of another tool's files, and one for all warnings of our own."""
    yield from (one_line(finding) for finding in warnings if finding.code in IMPORT_CODES)
    own = [finding for finding in warnings if finding.code not in IMPORT_CODES]
    path = " ".join(files)
    if len(own) == 1:
        yield f"{path}: {own[0].message} ({own[0].code})"
    elif own:
        yield f"{path}: {len(own)} warnings; `negsim check {path}` lists them"


def one_line(finding: Finding) -> str:
    """Return a finding in one line: where, what and its code."""
    where = f"{finding.place.file}:{finding.place.line}: " if finding.place else ""
    return f"{where}{finding.message} ({finding.code})"


def finding_json(finding: Finding) -> Json:
    """Return a finding as JSON values."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "advice": finding.advice,
        "path": list(finding.path),
        "label": finding.label,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def refuse_existing(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse to write over files that are there, before any work is done.

    Raises
    ------
    FileError
        If one is there and ``force`` is not set.
    """
    for path in paths:
        if path.exists() and not force:
            raise FileError("E012", str(path), "the file is there already", "Choose another name, or give --force")


def write_json(value: Any) -> None:
    """Write one JSON value to stdout, in the same bytes on every machine."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False))


def width() -> int:
    """Return how wide text may be: the terminal's width within reason, 100 where there is no terminal."""
    if not sys.stdout.isatty():
        return 100
    columns = os.get_terminal_size(sys.stdout.fileno()).columns or 100  # 0 where a terminal does not tell
    return max(40, min(110, columns))


@contextlib.contextmanager
def effort(
    *, method: Method | None = None, max_seconds: float | None = None, max_memory: int | None = None
) -> Iterator[Effort]:
    """Yield an effort within limits that shows how far a long enumeration is, on a terminal only.

    Parameters
    ----------
    max_memory:
        In megabytes.
    """
    most = None if max_memory is None else 10**6 * max_memory
    whole = Effort(method=method, max_seconds=max_seconds, max_bytes=most)
    if not sys.stderr.isatty():
        yield whole
        return
    meter = _Meter()
    try:
        yield attrs.evolve(whole, progress=meter.advance)
    finally:
        meter.clear()


class _Meter:
    """A line on stderr that counts packages once there are many of them."""

    def __init__(self) -> None:
        self._seen = 0
        self._shown = 0

    def advance(self, count: int) -> None:
        """Count more packages, and show the total every five million."""
        self._seen += count
        if self._seen - self._shown >= _SHOW_EVERY:
            self._shown = self._seen
            click.echo(f"\r{self._seen:,} packages looked at", nl=False, err=True)

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown:
            click.echo("\r" + " " * 50 + "\r", nl=False, err=True)


_SHOW_EVERY = 5_000_000
