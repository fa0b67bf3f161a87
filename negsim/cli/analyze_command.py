"""``negsim analyze``: every answer about a scenario, as a briefing or as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from negsim.cli import options
from negsim.cli.uncertain import Uncertain, about_uncertainty
from negsim.deals.analysis import analyze_compiled
from negsim.deals.conventions import CONVENTIONS, TEXTBOOK
from negsim.formats.analysis_json import analysis_json
from negsim.search.effort import METHODS


@click.command("analyze")
@options.about_a_scenario
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
@about_uncertainty
@click.option("--require-agreement", is_flag=True, help="Exit with 4 if there is no agreement.")
def command(
    asked: options.Asked,
    as_json: bool,
    limit: int,
    show_all: bool,
    convention: str,
    tolerance: Fraction | None,
    uncertain: Uncertain,
    require_agreement: bool,
    **work: Any,
) -> int:
    """Tell what could be agreed in FILE, what collides, and the least movement that opens a deal."""
    uncertain.check()
    compilation = asked.compilation()
    most = None if show_all else limit
    needed = most if as_json or most is None else max(most, 2)  # a briefing names a runner-up
    with options.effort(**work) as effort:
        analysis = analyze_compiled(
            compilation, max_items=needed, convention=convention, tolerance=tolerance, effort=effort
        )
        doubts = uncertain.doubts(compilation, effort=effort)
    uncertain.draw(analysis, doubts)
    if as_json:
        more = uncertain.json(doubts, max_items=most)
        options.write_json({**analysis_json(analysis, max_items=most), **more})
    else:
        from negsim.cli.briefing import briefing  # needed for people only

        width = options.width()
        click.echo(briefing(analysis, width=width) + uncertain.text(doubts, width=width))
    if analysis.zone is None:
        click.echo(f"negsim: {analysis.refused['zone']}", err=True)
        return 1
    if require_agreement and not analysis.zone.agreements:
        return 4 if analysis.zone.exact else 1
    return 0
