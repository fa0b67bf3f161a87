"""``negsim sweep``: how likely each answer is, over everything that weights, values and firmness may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from negsim.cli import options
from negsim.cli.packages import package_of
from negsim.cli.plot_command import FORMATS, safe_name
from negsim.compilation import compile_scenario
from negsim.deals.rules import RULES
from negsim.experiments.knowledge import ASSUMED, Spread
from negsim.experiments.sweep import MAX_FOLLOWED, sweep
from negsim.experiments.sweep_answers import Sweep
from negsim.experiments.sweep_json import sweep_json
from negsim.fields import decimal_text
from negsim.formats.files import make_folder
from negsim.plots.look import Width

KINDS = ("acceptability", "robustness")
"""The pictures of a sweep."""


def _spread(name: str, words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        f"--spread-{name}",
        type=options.ShareType(),
        default=decimal_text(getattr(ASSUMED, name)),
        show_default=True,
        metavar="X",
        help=words,
    )


@click.command("sweep")
@options.scenario_options
@options.max_memory
@options.max_seconds
@click.option("--draws", type=click.IntRange(1, 10_000_000), default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same draws.")
@_spread("weights", "Weights that the file is silent about lie within this share of themselves.")
@_spread("values", "Values that it is silent about lie within this of themselves, on a scale of 1.")
@_spread("reservation", "Reservations that it is silent about lie within this of themselves.")
@_spread("firmness", "How firm demands are lies within this of what the reading says.")
@click.option(
    "--package",
    "words",
    multiple=True,
    metavar="ISSUE:OPTION,...",
    help="A package to follow; issues left out stay at the status quo. May be given several times.",
)
@click.option(
    "--count",
    type=click.IntRange(1, 200),
    default=MAX_FOLLOWED,
    show_default=True,
    help="How many packages to follow, those of --package first.",
)
@click.option("--rule", "rules", multiple=True, type=click.Choice(RULES), help="Which rule to ask; all without it.")
@click.option("--out", type=click.Path(), help="Write the pictures into this folder.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Of the pictures; svg without it.")
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
    draws: int,
    seed: int,
    words: tuple[str, ...],
    count: int,
    rules: tuple[str, ...],
    out: str | None,
    formats: tuple[str, ...],
    width: Width,
    force: bool,
    **more: Any,
) -> int:
    """Tell how likely each answer about FILE is, over everything that weights, values and firmness may be."""
    if formats and out is None:
        raise click.UsageError("--format says how pictures are written, and none are without --out FOLDER.")
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources)
    paths = _paths(out, safe_name(scenario.id), formats=formats or ("svg",), width=width)
    options.refuse_existing(paths.values(), force=force)
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    spread = Spread(**{name: more.pop(f"spread_{name}") for name in ("weights", "values", "reservation", "firmness")})
    space = compilation.problem.space
    with options.effort(**more) as effort:
        found = sweep(
            compilation,
            draws=draws,
            seed=seed,
            spread=spread,
            packages=[package_of(space, [word]) for word in words],
            rules=rules or RULES,
            max_packages=count,
            effort=effort,
        )
    _draw(found, paths, out=out, width=width, force=force)
    if as_json:
        options.write_json({**sweep_json(found), "written": [str(path) for path in paths.values()]})
    else:
        from negsim.cli.sweeping import sweep_report  # needed for people only

        click.echo("\n".join([sweep_report(found, width=options.width()), *(f"\n{path}" for path in paths.values())]))
    return 0


def _paths(out: str | None, name: str, *, formats: tuple[str, ...], width: Width) -> dict[tuple[str, str], Path]:
    if out is None:
        return {}
    half = "-half" if width == "half" else ""
    return {(kind, ending): Path(out) / f"{name}-{kind}{half}.{ending}" for kind in KINDS for ending in formats}


def _draw(found: Sweep, paths: dict[tuple[str, str], Path], *, out: str | None, width: Width, force: bool) -> None:
    """Write the pictures that were asked for."""
    if out is None:
        return
    # Slow to import, and needed for pictures only.
    from negsim.plots.acceptability import plot_acceptability
    from negsim.plots.drawing import figure_of
    from negsim.plots.robustness import plot_robustness
    from negsim.plots.saving import save

    figures = {
        "acceptability": figure_of(plot_acceptability(found, width=width)),
        "robustness": figure_of(plot_robustness(found, width=width)),
    }
    make_folder(out)
    for (kind, _), path in paths.items():
        save(figures[kind], path, force=force)
