"""``negsim compile``: the bargaining problem itself, in integers."""

from __future__ import annotations

import click

from negsim.cli import options
from negsim.cli.tables import problem_tables
from negsim.formats.problem_json import problem_json


@click.command("compile")
@options.about_a_scenario
def command(
    asked: options.Asked,
    as_json: bool,
) -> int:
    """Print the bargaining problem that FILE and a reading make: values of every option, lines, prices, firmness."""
    compilation = asked.compilation()
    if as_json:
        options.write_json(problem_json(compilation))
    else:
        click.echo(problem_tables(compilation))
    return 0
