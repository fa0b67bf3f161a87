"""``negsim check``: whether a scenario file is right, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from negsim.checks.codes import IMPORT_CODES, explain_code
from negsim.cli import options
from negsim.cli.text import hanging, plural
from negsim.errors import Finding, ScenarioError
from negsim.formats.problem_json import FORMAT, Json
from negsim.formats.reading import read_with_warnings
from negsim.formats.schema import schema_text
from negsim.scenario import Scenario

MAX_OF_A_KIND = 50
"""How many findings of one kind are told in full."""


@click.command("check")
@click.argument("files", type=click.Path(), nargs=-1, metavar="FILE...")
@click.option("--explain", "code", metavar="CODE", help="Tell more about a code, such as E107.")
@click.option("--schema", "wants_schema", is_flag=True, help="Print the JSON Schema of scenario files, for editors.")
@options.strict
@options.require_sources
@options.grid
@options.as_json
def command(
    files: tuple[str, ...],
    code: str | None,
    wants_schema: bool,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
) -> int:
    """Say everything that is wrong or odd about FILE, each thing with its line and what to do."""
    if code is not None:
        text = explain_code(code)
        if as_json:
            options.write_json({"format": FORMAT, "code": code, "text": text})
        else:
            click.echo("\n".join(hanging("", f"{code}: {text}", width=options.width())))
        return 0
    if wants_schema:
        click.echo(schema_text(), nl=False)
        return 0
    if not files:
        raise click.UsageError("name a scenario file, or a code with --explain")
    scenario, findings = _read(files, grid=grid, is_strict=strict, sources=require_sources)
    file = " ".join(files)
    if as_json:
        options.write_json(_as_json(files, findings, is_valid=scenario is not None))
    else:
        for text in _told(findings):
            click.echo(text, err=scenario is None)
        if scenario is not None:
            click.echo(summary(file, scenario, findings))
        else:
            click.echo(f"{file}: not valid, {_counted(findings)}", err=True)
    return 0 if scenario is not None else 3


def _told(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield each finding; of very many of one kind the first, and how many more there are.

    What is odd about another tool's file takes one line. What is wrong, or odd about a scenario of ours, is shown with
    its place, and an empty line follows.
    """
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= MAX_OF_A_KIND:
            is_short = finding.severity == "warning" and finding.code in IMPORT_CODES
            yield options.one_line(finding) if is_short else f"{finding}\n"
    for code, count in counts.items():
        if count > MAX_OF_A_KIND:
            yield f"and {count - MAX_OF_A_KIND:,} more of {code}, which --json lists"


def _read(
    files: Sequence[str], *, grid: int, is_strict: bool, sources: bool
) -> tuple[Scenario | None, tuple[Finding, ...]]:
    try:
        scenario, warnings = read_with_warnings(files, grid=grid)
    except ScenarioError as error:
        return None, error.findings
    refused = options.refusals(warnings, is_strict=is_strict, sources=sources)
    if refused:
        codes = {entry.code for entry in refused}
        return None, (*refused, *(entry for entry in warnings if entry.code not in codes))
    return scenario, warnings


def summary(file: str, scenario: Scenario, findings: Sequence[Finding]) -> str:
    """Return what a valid file holds, in two lines."""
    assumed = sum(not entry.is_sourced for entry in scenario.statements)
    said = plural(len(scenario.statements), "statement") + (f" ({assumed} of them the analyst's)" if assumed else "")
    return (
        f"{file}: valid, {_counted(findings) if findings else 'nothing odd'}\n"
        f"{plural(len(scenario.issues), 'issue')}, {plural(scenario.space.combinations, 'combination')}, "
        f"{plural(len(scenario.parties), 'party', 'parties')}, {said}, {plural(len(scenario.sources), 'source')}"
    )


def _counted(findings: Sequence[Finding]) -> str:
    counts = {word: sum(entry.severity == word for entry in findings) for word in ("error", "warning")}
    return " and ".join(plural(count, word) for word, count in counts.items() if count)


def _as_json(files: Sequence[str], findings: Sequence[Finding], *, is_valid: bool) -> Json:
    return {
        "format": FORMAT,
        "file": " ".join(files),
        "valid": is_valid,
        "findings": [options.finding_json(entry) for entry in findings],
    }
