"""``negsim check``: whether a scenario file is right, and what is odd about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from negsim.checks.codes import explain_code
from negsim.cli import options
from negsim.errors import Finding, ScenarioError
from negsim.formats.problem_json import Json
from negsim.formats.scenario_toml import read_with_warnings
from negsim.scenario import Scenario


@click.command("check")
@click.argument("file", type=click.Path(), required=False)
@click.option("--explain", "code", metavar="CODE", help="Tell more about a code, such as E107.")
@options.strict
@options.require_sources
@options.as_json
def command(file: str | None, code: str | None, strict: bool, require_sources: bool, as_json: bool) -> int:
    """Say everything that is wrong or odd about FILE, each thing with its line and what to do."""
    if code is not None:
        click.echo(f"{code}: {explain_code(code)}")
        return 0
    if file is None:
        raise click.UsageError("name a scenario FILE, or a code with --explain")
    scenario, findings = _read(file, is_strict=strict, sources=require_sources)
    errors = [entry for entry in findings if entry.severity == "error"]
    if as_json:
        options.write_json(_as_json(file, findings, is_valid=scenario is not None))
    else:
        for finding in findings:
            click.echo(f"{finding}\n", err=finding.severity == "error")
        if scenario is not None:
            click.echo(summary(file, scenario, findings))
        else:
            click.echo(f"{file}: {_counted(errors)}; nothing was analysed", err=True)
    return 0 if scenario is not None else 3


def _read(file: str, *, is_strict: bool, sources: bool) -> tuple[Scenario | None, tuple[Finding, ...]]:
    try:
        scenario, warnings = read_with_warnings(file)
    except ScenarioError as error:
        return None, error.findings
    if is_strict and warnings:
        return None, warnings
    if sources and any(entry.code in options.UNSOURCED for entry in warnings):
        return None, warnings
    return scenario, warnings


def summary(file: str, scenario: Scenario, findings: Sequence[Finding]) -> str:
    """Return what a valid file holds, in two lines."""
    stances = Counter(entry.is_sourced for entry in scenario.statements)
    return (
        f"{file}: valid, {_counted(findings) if findings else 'nothing odd'}\n"
        f"{len(scenario.issues)} issues, {scenario.space.combinations:,} combinations, {len(scenario.parties)} parties, "
        f"{len(scenario.statements)} statements ({stances[False]} the analyst's), {len(scenario.sources)} sources"
    )


def _counted(findings: Sequence[Finding]) -> str:
    word = "warning" if all(entry.severity == "warning" for entry in findings) else "problem"
    return f"{len(findings)} {word}{'' if len(findings) == 1 else 's'}"


def _as_json(file: str, findings: Sequence[Finding], *, is_valid: bool) -> Json:
    return {"format": 1, "file": file, "valid": is_valid, "findings": [_finding(entry) for entry in findings]}


def _finding(finding: Finding) -> Json:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "advice": finding.advice,
        "path": list(finding.path),
        "label": finding.label,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }
