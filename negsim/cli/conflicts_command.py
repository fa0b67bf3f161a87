"""``negsim conflicts``: which stated lines cannot be met together, and which to soften."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from negsim.cli import options
from negsim.cli.collisions import conflict_report
from negsim.deals.analysis import analyze_compiled
from negsim.formats.analysis_json import analysis_json
from negsim.search.effort import METHODS

REPAIRS_SHOWN = 2
"""How many repairs the text names unless more are asked for: each is long, and the later ones differ little."""


@click.command("conflicts")
@options.about_a_scenario
@options.limits
@options.limits_of_work(*METHODS)
@click.pass_context
def command(
    context: click.Context,
    /,
    asked: options.Asked,
    as_json: bool,
    limit: int,
    show_all: bool,
    **work: Any,
) -> int:
    """Tell which lines in FILE collide, group by group, each with the statements behind it, and what would mend it."""
    compilation = asked.compilation()
    most = None if show_all else limit
    is_asked = show_all or context.get_parameter_source("limit") is not ParameterSource.DEFAULT
    shown = most if is_asked else REPAIRS_SHOWN
    with options.effort(**work) as effort:
        analysis = analyze_compiled(compilation, max_items=most, effort=effort)
    if as_json:
        whole = analysis_json(analysis, max_items=most)
        kept = ("format", "scenario", "reading", "as_of", "zone", "conflicts", "repairs", "groups", "odds", "refused")
        options.write_json({key: whole[key] for key in kept})
    else:
        click.echo(conflict_report(analysis, width=options.width(), most=most, most_repairs=shown))
    return 1 if "conflicts" in analysis.refused else 0
