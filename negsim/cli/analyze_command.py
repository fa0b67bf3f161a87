"""``negsim analyze``: every answer about a scenario, as a briefing or as JSON."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import click

from negsim.cli import options
from negsim.compilation import compile_scenario
from negsim.deals.analysis import analyze_compiled
from negsim.deals.conventions import CONVENTIONS, TEXTBOOK
from negsim.formats.analysis_json import analysis_json
from negsim.search.effort import METHODS


@click.command("analyze")
@options.scenario_options
@options.limits
@options.limits_of_work(*METHODS)
@click.option(
    "--convention",
    type=click.Choice(CONVENTIONS),
    default=TEXTBOOK,
    show_default=True,
    help="What Nash, Kalai and Kalai-Smorodinsky mean: as in textbooks, or as in another tool.",
)
@click.option(
    "--tolerance",
    type=options.NumberType(),
    metavar="POINTS",
    help="List fewer points of a large frontier: none left out is better for anyone by more than so many of 100.",
)
@click.option("--require-agreement", is_flag=True, help="Exit with 4 if there is no agreement.")
def command(
    files: tuple[str, ...],
    reading: str,
    as_of: dt.date | None,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
    limit: int,
    show_all: bool,
    convention: str,
    tolerance: Fraction | None,
    require_agreement: bool,
    **work: Any,
) -> int:
    """Tell what could be agreed in FILE, what collides, and the least movement that opens a deal."""
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources)
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    most = None if show_all else limit
    needed = most if as_json or most is None else max(most, 2)  # a briefing names a runner-up
    with options.effort(**work) as effort:
        analysis = analyze_compiled(
            compilation, max_items=needed, convention=convention, tolerance=tolerance, effort=effort
        )
    if as_json:
        options.write_json(analysis_json(analysis, max_items=most))
    else:
        from negsim.cli.briefing import briefing  # needed for people only

        click.echo(briefing(analysis, width=options.width()))
    if analysis.zone is None:
        click.echo(f"negsim: {analysis.refused['zone']}", err=True)
        return 1
    if require_agreement and not analysis.zone.agreements:
        return 4 if analysis.zone.exact else 1
    return 0
