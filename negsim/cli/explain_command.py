"""``negsim explain``: where a value, weight, line, price or firmness comes from."""

from __future__ import annotations

import click

from negsim.cli import options
from negsim.cli.text import outline
from negsim.explanation import Entry, explain
from negsim.formats.problem_json import FORMAT, Json


@click.command("explain")
@options.about_a_scenario
@click.argument("what")
def command(
    asked: options.Asked,
    what: str,
    as_json: bool,
) -> int:
    """Tell where WHAT in FILE comes from, down to the statement or the assumption.

    WHAT is a party (RU), a party's issue (RU:membership), a value (RU:membership:bar), a demand
    (RU:membership-only-bar), RU:weights, RU:reservation, an issue, a source, a statement, or `reading`.
    """
    compilation = asked.compilation(quiet=True)
    entry = explain(compilation, what)
    if as_json:
        day = None if asked.as_of is None else asked.as_of.isoformat()
        head = {"format": FORMAT, "scenario": compilation.scenario.id, "reading": compilation.reading.id, "as_of": day}
        options.write_json({**head, "what": what, **_as_json(entry)})
    else:
        click.echo(outline(entry, width=options.width()))
    return 0


def _as_json(entry: Entry) -> Json:
    return {"text": entry.text, "entries": [_as_json(child) for child in entry.entries]}
