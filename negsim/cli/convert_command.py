"""``negsim convert``: a scenario from one format to another, with a word on everything that is lost."""

from __future__ import annotations

from pathlib import Path

import click

from negsim.cli import options
from negsim.cli.text import plural
from negsim.formats.converting import TITLES, Converted, convert, write_converted
from negsim.formats.files import make_folder, write_text
from negsim.formats.problem_json import FORMAT, Json
from negsim.formats.reading import Import, read_import


@click.command("convert")
@options.scenario_files
@click.option("--to", type=click.Choice(list(TITLES)), default="toml", show_default=True, help="The format to write.")
@click.option("--out", type=click.Path(), help="The folder to write into, or a file; stdout without it.")
@click.option("--lossy", is_flag=True, help="Write even if something is lost on the way.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@options.reading
@options.grid
@options.as_json
def command(
    files: tuple[str, ...],
    to: str,
    out: str | None,
    lossy: bool,
    force: bool,
    reading: str,
    grid: int,
    as_json: bool,
) -> int:
    """Write the scenario in FILE in another format. FILE are one file, several, or a folder of any format.

    What is odd about the files, and what the other format cannot hold, is told in one line each. Anything that would be
    lost stops the conversion unless --lossy is given.
    """
    found = read_import(files, grid=grid)
    for finding in found.findings:
        click.echo(options.one_line(finding), err=True)
    converted = convert(found.scenario, to, reading=reading)
    if out is not None and not out.strip():
        raise click.UsageError("--out is empty, where a folder or a file is expected")
    if len(converted.files) > 1 and out is None and not as_json:
        raise click.UsageError(f"{TITLES[to]} is {len(converted.files)} files: give --out FOLDER")
    is_refused = bool(converted.lost) and not lossy
    written = () if is_refused or out is None else _write(converted, out, force=force)
    if as_json:
        options.write_json(_as_json(found, converted, written, is_refused=is_refused))
    elif out is None and not is_refused:
        click.echo("".join(converted.files.values()), nl=False)
    for path in () if as_json else written:
        click.echo(path)
    for entry in converted.lost:
        click.echo(f"lost: {entry}", err=True)
    if is_refused:
        click.echo(
            f"negsim: {plural(len(converted.lost), 'thing')} would be lost in {TITLES[to]}, and nothing was written; "
            "--lossy writes the rest",
            err=True,
        )
    return 1 if is_refused else 0


def _write(converted: Converted, out: str, *, force: bool) -> tuple[str, ...]:
    """Write into a folder, or one file under the name that was given for it."""
    place = Path(out)
    if len(converted.files) > 1 or place.is_dir() or not (place.suffix or place.exists()):
        return write_converted(converted, out, force=force)
    options.refuse_existing([place], force=force)
    make_folder(place.parent)
    write_text(next(iter(converted.files.values())), out, force=force)
    return (out,)


def _as_json(found: Import, converted: Converted, written: tuple[str, ...], *, is_refused: bool) -> Json:
    return {
        "format": FORMAT,
        "scenario": found.scenario.id,
        "from": found.format,
        "to": converted.format,
        "lost": list(converted.lost),
        "refused": is_refused,
        "written": list(written),
        "files": {} if is_refused or written else dict(converted.files),
        "findings": [options.finding_json(finding) for finding in found.findings],
    }
