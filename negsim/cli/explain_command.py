"""``negsim explain``: where a value, weight, line, price or firmness comes from."""

from __future__ import annotations

import datetime as dt

import click

from negsim.cli import options
from negsim.cli.text import outline
from negsim.compilation import compile_scenario
from negsim.explanation import Entry, explain
from negsim.formats.problem_json import FORMAT, Json


@click.command("explain")
@options.scenario_options
@click.argument("what")
def command(
    files: tuple[str, ...],
    what: str,
    reading: str,
    as_of: dt.date | None,
    strict: bool,
    require_sources: bool,
    grid: int,
    as_json: bool,
) -> int:
    """Tell where WHAT in FILE comes from, down to the statement or the assumption.

    WHAT is a party (RU), a party's issue (RU:membership), a value (RU:membership:bar), a demand
    (RU:membership-only-bar), RU:weights, RU:reservation, an issue, a source, a statement, or `reading`.
    """
    scenario = options.read(files, grid=grid, is_strict=strict, sources=require_sources, quiet=True)
    compilation = compile_scenario(scenario, reading=reading, as_of=as_of)
    entry = explain(compilation, what)
    if as_json:
        day = None if as_of is None else as_of.isoformat()
        head = {"format": FORMAT, "scenario": scenario.id, "reading": compilation.reading.id, "as_of": day}
        options.write_json({**head, "what": what, **_as_json(entry)})
    else:
        click.echo(outline(entry, width=options.width()))
    return 0


def _as_json(entry: Entry) -> Json:
    return {"text": entry.text, "entries": [_as_json(child) for child in entry.entries]}
