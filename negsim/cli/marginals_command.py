"""``negsim marginals``: in what share of the acceptable packages each option stands, and what each demand forbids."""

from __future__ import annotations

from typing import Any

import click

from negsim.cli import options
from negsim.cli.standing import marginals_report
from negsim.deals.marginals import marginals
from negsim.formats.counts_json import marginals_json
from negsim.search.tallies import TALLIES


@click.command("marginals")
@options.about_a_scenario
@options.limits_of_work(*TALLIES)
def command(
    asked: options.Asked,
    as_json: bool,
    **work: Any,
) -> int:
    """Tell in what share of the packages of FILE that all, or each party, could accept each option stands."""
    compilation = asked.compilation()
    with options.effort(**work) as effort:
        found = marginals(compilation.problem, effort=effort)
    if as_json:
        options.write_json(marginals_json(compilation, found))
    else:
        click.echo(marginals_report(compilation, found, width=options.width()))
    return 0
