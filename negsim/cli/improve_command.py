"""``negsim improve``: what all could still gain from a package, or the proof that it is efficient."""

from __future__ import annotations

from typing import Any

import click

from negsim.cli import options
from negsim.cli.improving import improvement_report
from negsim.cli.packages import package_of
from negsim.deals.improvements import KNOWN, improvements
from negsim.formats.improvements_json import improvements_json


@click.command("improve")
@options.about_a_scenario
@options.limits_of_work(*KNOWN)
@click.option(
    "--package",
    "words",
    multiple=True,
    metavar="ISSUE:OPTION",
    help="What is on the table; other issues stay at the status quo. Several with commas, or a JSON object.",
)
@click.option(
    "--count", type=click.IntRange(min=1, max=1_000_000), default=20, show_default=True, help="How many to list."
)
def command(
    asked: options.Asked,
    as_json: bool,
    words: tuple[str, ...],
    count: int,
    **work: Any,
) -> int:
    """Tell which packages of FILE are better than one for some and worse for none, best first; or that none is."""
    compilation = asked.compilation()
    package = package_of(compilation.problem.space, words)
    with options.effort(**work) as effort:
        found = improvements(compilation.problem, package, count=count, effort=effort)
    if as_json:
        options.write_json(improvements_json(compilation, found))
    else:
        click.echo(improvement_report(compilation, found, width=options.width()))
    return 0
