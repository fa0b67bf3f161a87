"""``negsim timeline``: odds, zone and nearest deals day by day, and the price of publicity."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from negsim.cli import options
from negsim.cli.chronicle import chronicle
from negsim.errors import TooLargeError
from negsim.experiments.publicity import Publicity, made_public_on, publicity
from negsim.experiments.timeline import timeline
from negsim.experiments.timeline_json import timeline_json
from negsim.parties.reading import NEGOTIABLE
from negsim.plots.drawing import figure_of
from negsim.plots.look import Width
from negsim.plots.saving import FORMATS, save
from negsim.plots.timeline import plot_timeline

PRICES_SHOWN = 5
"""How many prices of each kind the text names unless more are asked for."""


@click.command("timeline")
@options.scenario_files
@click.option(
    "--reading",
    metavar="NAME",
    default=NEGOTIABLE.id,
    show_default=True,
    help="How literally statements are taken; at face value publicity moves nothing.",
)
@click.option(
    "--public-firmness",
    type=options.ShareType(),
    metavar="X",
    help="What being public adds to firmness, from 0 to 1, instead of what the reading has.",
)
@click.option("--since", type=options.DateType(), help="Leave out what was before this day; it counts all the same.")
@click.option("--until", type=options.DateType(), help="Take only what was said and public by the end of this day.")
@click.option("--out", type=click.Path(), metavar="PICTURE", help="Draw it too: a file ending in .svg, .png or .pdf.")
@click.option(
    "--width", type=click.Choice(("full", "half")), default="full", show_default=True, help="How wide the picture is."
)
@click.option("--force", is_flag=True, help="Write over a picture that is there.")
@options.strict
@options.require_sources
@options.grid
@options.as_json
@options.limits
@options.max_seconds
@options.max_memory
@click.pass_context
def command(
    context: click.Context,
    /,
    files: tuple[str, ...],
    reading: str,
    public_firmness: Fraction | None,
    since: dt.date | None,
    until: dt.date | None,
    out: str | None,
    width: Width,
    force: bool,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
    limit: int,
    show_all: bool,
    **work: Any,
) -> int:
    """Tell how odds, zone and nearest deals of FILE moved day by day, and what publicity did."""
    if since is not None and until is not None and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}")
    if out is not None and Path(out).suffix.lower().removeprefix(".") not in FORMATS:
        raise click.UsageError(f"--out {out} does not end in one of .{', .'.join(FORMATS)}")
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources)
    if out is not None:
        options.refuse_existing([Path(out)], force=force)
    taken: dict[str, Any] = {"reading": reading, "public_firmness": public_firmness}
    with options.effort(**work) as effort:
        found = timeline(scenario, since=since, until=until, effort=effort, **taken)
        prices: Publicity | None = None
        try:
            prices = publicity(scenario, as_of=until, effort=effort, **taken)
            disclosures = [
                made_public_on(scenario, moment.date, until=until, effort=effort, **taken)
                for moment in found.moments
                if moment.date is not None and moment.disclosed
            ]
        except TooLargeError as error:
            disclosures = []
            click.echo(f"negsim: the price of publicity was not worked out: {error}", err=True)
    if out is not None:
        save(figure_of(plot_timeline(found, width=width)), out, force=force)
    most = None if show_all else limit
    is_asked = show_all or context.get_parameter_source("limit") is not ParameterSource.DEFAULT
    shown = most if is_asked else PRICES_SHOWN
    if as_json:
        whole = timeline_json(found, publicity=prices, disclosures=disclosures, max_items=most)
        options.write_json({**whole, "written": [] if out is None else [out]})
    else:
        click.echo(chronicle(found, prices, disclosures, most=shown, width=options.width()))
        if out is not None:
            click.echo(f"\n{out}")
    return 1 if prices is None or any(moment.odds is None for moment in found.moments) else 0
