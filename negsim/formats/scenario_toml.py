"""Scenario files in TOML: keys are the fields of :class:`negsim.Scenario` and of what it holds, nested the same way.

The reference for users is ``docs/reference/scenario-format.md``.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable

from negsim.checks import find_warnings
from negsim.compilation import compile_scenario
from negsim.errors import Finding, Path, Place, ScenarioError
from negsim.formats.files import MAX_BYTES, read_text, write_text
from negsim.formats.places import Lines
from negsim.formats.structure import scenario_from_tables
from negsim.formats.toml_positions import find_positions
from negsim.formats.toml_text import MAX_DEPTH, parse_toml
from negsim.formats.toml_writing import scenario_as_toml
from negsim.reach import reservation_warnings
from negsim.scenario import Scenario

_TABLES_OF_NAMES = frozenset({"weights", "values", "when", "forbids", "given", "fallback"})


def read_scenario(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Scenario:
    """Return the scenario in a TOML file.

    Parameters
    ----------
    path:
        An ordinary file in UTF-8; a pipe is refused.
    max_bytes:
        How large the file may be.
    max_depth:
        How many brackets may stand inside each other, and how many parts a dotted key may have.

    Raises
    ------
    FileError
        If the file cannot be read, or is too large.
    ScenarioError
        With everything that is wrong in it, each thing with line and column.
    """
    return loads_scenario(read_text(path, max_bytes=max_bytes), name=os.fspath(path), max_depth=max_depth)


def read_with_warnings(
    path: str | os.PathLike[str],
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    today: dt.date | None = None,
) -> tuple[Scenario, tuple[Finding, ...]]:
    """Return the scenario in a TOML file, and what is odd about it, each thing with line and column.

    Parameters
    ----------
    path, max_bytes, max_depth:
        As for :func:`read_scenario`.
    today:
        The day that dates in the future are told from; the present one where it is None.

    Raises
    ------
    FileError, ScenarioError
        As :func:`read_scenario`.
    """
    text, name = read_text(path, max_bytes=max_bytes), os.fspath(path)
    scenario = loads_scenario(text, name=name, max_depth=max_depth)
    found = (*find_warnings(scenario, today=today), *reservation_warnings(compile_scenario(scenario)))
    return scenario, tuple(_located(found, _lines(text), name=name) if found else ())


def loads_scenario(text: str, *, name: str = "<text>", max_depth: int = MAX_DEPTH) -> Scenario:
    """Return the scenario in a TOML text.

    Parameters
    ----------
    name:
        What the text is called in messages.
    max_depth:
        As for :func:`read_scenario`.

    Raises
    ------
    ScenarioError
        With everything that is wrong in it, each thing with line and column.

    Examples
    --------
    >>> scenario = loads_scenario('''
    ... format = 1
    ... id = "sale"
    ... issues = [{id = "price", options = ["low", "high"]}]
    ... parties = [{id = "Buyer"}, {id = "Seller"}]
    ... ''')
    >>> scenario.issue("price").option_ids
    ('low', 'high')
    """
    lines = _lines(text)
    tables = parse_toml(lines, name=name, max_depth=max_depth)
    if not tables:
        message = "there is no scenario here, only space and comments" if text.strip() else "the file is empty"
        place = Place(name, 1, 1, "")
        raise ScenarioError([Finding(code="E005", message=message, advice="try `negsim new`", place=place)])
    try:
        return scenario_from_tables(tables)
    except ScenarioError as error:
        raise ScenarioError(_located(error.findings, lines, name=name)) from None


def dumps_scenario(scenario: Scenario) -> str:
    """Return a scenario as TOML text; reading that gives an equal scenario.

    What has its default value is left out, and keys stand in the order of the fields.
    """
    return scenario_as_toml(scenario)


def write_scenario(scenario: Scenario, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write a scenario to a TOML file, whole or not at all.

    Parameters
    ----------
    force:
        Whether a file that is there already is replaced.

    Raises
    ------
    FileError
        If it is there already and ``force`` is not set, or it cannot be written.
    """
    write_text(dumps_scenario(scenario), path, force=force)


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _located(findings: Iterable[Finding], text: str, *, name: str) -> list[Finding]:
    positions, lines = find_positions(text), Lines(text, name)

    def place(path: Path, *, at_key: bool = False) -> Place:
        found, spot = positions.nearest(path)
        return lines.place(spot.key if at_key and found == path else spot.value)

    located = [
        finding.located(
            place(finding.path, at_key=_is_about_key(finding)),
            also=None if finding.also_path is None else place(finding.also_path),
        )
        for finding in findings
    ]
    return sorted(located, key=lambda finding: (finding.place.line, finding.place.column) if finding.place else (0, 0))


def _is_about_key(finding: Finding) -> bool:
    """Tell whether a finding is about the key that its path ends with rather than about the value."""
    path = finding.path
    if finding.code in {"E101", "E403", "E601"}:
        return True
    if finding.code == "E211":
        return path[-2] in _TABLES_OF_NAMES
    return finding.code == "E212" and path[-3] == "values"
