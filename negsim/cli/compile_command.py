"""``negsim compile``: the bargaining problem itself, in integers."""

from __future__ import annotations

import datetime as dt

import click

from negsim.cli import options
from negsim.cli.tables import problem_tables
from negsim.compilation import compile_scenario
from negsim.formats.problem_json import problem_json


@click.command("compile")
@options.scenario_options
def command(
    files: tuple[str, ...],
    reading: str,
    as_of: dt.date | None,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
) -> int:
    """Print the bargaining problem that FILE and a reading make: values of every option, lines, prices, firmness."""
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources)
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    if as_json:
        options.write_json(problem_json(compilation))
    else:
        click.echo(problem_tables(compilation))
    return 0
