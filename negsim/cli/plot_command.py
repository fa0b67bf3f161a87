"""``negsim plot``: pictures of an analysis."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import click

from negsim.cli import options
from negsim.compilation import compile_scenario
from negsim.deals.analysis import analyze_compiled
from negsim.formats.files import make_folder
from negsim.formats.problem_json import FORMAT
from negsim.plots import PLOTS
from negsim.plots.look import Width
from negsim.plots.saving import save

FORMATS = ("svg", "png", "pdf")


@click.command("plot")
@options.scenario_options
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(PLOTS)), help="Which picture; all without it.")
@click.option("--parties", metavar="A,B", help="The two parties of the concession space.")
@click.option("--out", type=click.Path(), default="out", show_default=True, help="The folder to write into.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), default=("svg",), show_default=True)
@click.option("--width", type=click.Choice(("full", "half")), default="full", show_default=True)
@click.option("--force", is_flag=True, help="Write over files that are there.")
def command(
    files: tuple[str, ...],
    reading: str,
    as_of: dt.date | None,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
    kinds: tuple[str, ...],
    parties: str | None,
    out: str,
    formats: tuple[str, ...],
    width: Width,
    force: bool,
) -> int:
    """Draw pictures of FILE: the concession space, the stances, who blocks what, and the price of each line."""
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources)
    chosen = tuple(parties.split(",")) if parties else None
    if chosen is not None and (len(chosen) != 2 or chosen[0] == chosen[1]):
        raise click.UsageError(f"--parties takes two different ids with a comma between them; {parties!r} was given")
    half = "-half" if width == "half" else ""
    paths = {
        (kind, ending): Path(out) / f"{safe_name(scenario.id)}-{kind}{half}.{ending}"
        for kind in kinds or PLOTS
        for ending in formats
    }
    options.refuse_existing(paths.values(), force=force)
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    with options.effort() as effort:
        analysis = analyze_compiled(compilation, effort=effort)
    figures = {kind: PLOTS[kind][0](analysis, parties=chosen, width=width) for kind in kinds or PLOTS}
    make_folder(out)
    for (kind, _), path in paths.items():
        save(figures[kind], path, force=force)
    written = [str(path) for path in paths.values()]
    if as_json:
        day = None if as_of is None else as_of.isoformat()
        head = {"format": FORMAT, "scenario": scenario.id, "reading": compilation.reading.id, "as_of": day}
        options.write_json({**head, "written": written})
    else:
        click.echo("\n".join(written))
    return 0


def safe_name(text: str) -> str:
    """Return a text as the beginning of a file's name: what could lead out of the folder becomes a hyphen.

    Examples
    --------
    >>> safe_name("../a/b c"), safe_name("european_security_2022")
    ('-a-b-c', 'european_security_2022')
    """
    return re.sub(r"[^\w-]+", "-", text)
