"""``negsim new``: a commented template to start a scenario from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from negsim.cli import options
from negsim.formats.files import write_text


@click.command("new")
@click.argument("file", type=click.Path(), required=False)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(file: str | None, force: bool) -> int:
    """Write a small scenario with a comment at every key to FILE, or to stdout without one."""
    template = files("negsim.formats").joinpath("template.toml").read_text(encoding="utf-8")
    if file is None:
        click.echo(template, nl=False)
        return 0
    options.refuse_existing([Path(file)], force=force)
    write_text(template, file, force=force)
    click.echo(f"wrote {file}; next: negsim check {file}, then negsim analyze {file}", err=True)
    return 0
