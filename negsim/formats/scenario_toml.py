"""Scenario files in TOML: keys are the fields of :class:`negsim.Scenario` and of what it holds, nested the same way.

The reference for users is ``docs/reference/scenario-format.md``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from negsim.errors import Finding, Path, Place, ScenarioError
from negsim.formats.files import write_text
from negsim.formats.places import Lines
from negsim.formats.structure import scenario_from_tables
from negsim.formats.toml_positions import find_positions
from negsim.formats.toml_text import MAX_DEPTH, parse_toml
from negsim.formats.toml_writing import scenario_as_toml
from negsim.scenario import Scenario

_TABLES_OF_NAMES = frozenset({"weights", "values", "when", "forbids", "given", "fallback"})


def loads_scenario(text: str, *, name: str = "<text>", max_depth: int = MAX_DEPTH) -> Scenario:
    """Return the scenario in a TOML text.

    Parameters
    ----------
    name:
        What the text is called in messages.
    max_depth:
        How many brackets may stand inside each other, and how many parts a dotted key may have.

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


def located_in_toml(findings: Iterable[Finding], text: str, *, name: str) -> tuple[Finding, ...]:
    """Return findings about the scenario of a TOML text with their lines and columns, in the order of the text."""
    found = tuple(findings)
    return tuple(_located(found, _lines(text), name=name)) if found else ()


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
