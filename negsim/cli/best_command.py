"""``negsim best``: the best packages by one rule, with bargaining powers where these are given."""

from __future__ import annotations

from typing import Any, Literal

import click

from negsim.cli import options
from negsim.cli.packages import weights_of
from negsim.cli.standing import ranking_report
from negsim.deals.ranking import KNOWN, best_packages
from negsim.deals.rules import RULES
from negsim.formats.counts_json import ranking_json


@click.command("best")
@options.about_a_scenario
@options.limits_of_work(*KNOWN)
@click.option(
    "--rule", type=click.Choice(RULES), default="nash", show_default=True, help="What packages are ranked by."
)
@click.option(
    "--count", type=click.IntRange(min=1, max=1_000_000), default=20, show_default=True, help="How many to list."
)
@click.option(
    "--weights",
    "words",
    multiple=True,
    metavar="PARTY:NUMBER",
    help="The bargaining power of a party, of several with commas, or a JSON object; 1 for the others.",
)
@click.option(
    "--of",
    "region",
    type=click.Choice(["zone", "space"]),
    default="zone",
    show_default=True,
    help="Of the packages that break no line that counts, or of all.",
)
def command(
    asked: options.Asked,
    as_json: bool,
    rule: str,
    count: int,
    words: tuple[str, ...],
    region: Literal["zone", "space"],
    **work: Any,
) -> int:
    """Tell which packages of FILE are best by a rule, best first: not only those that no other beats."""
    compilation = asked.compilation()
    weights = weights_of(compilation.problem, words)
    with options.effort(**work) as effort:
        found = best_packages(compilation.problem, rule, count=count, weights=weights, of=region, effort=effort)
    is_complete = found.exact and len(found) < count
    if as_json:
        options.write_json(ranking_json(compilation, found, weights=weights, is_complete=is_complete))
    else:
        click.echo(ranking_report(compilation, found, is_complete=is_complete, width=options.width()))
    return 0
