"""Scenarios from files of any format that negsim reads: one file, several, or a folder of them."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from attrs import field, frozen

from negsim.checks import find_warnings
from negsim.checks.scope import quoted
from negsim.compilation import compile_scenario
from negsim.errors import FileError, Finding, Place, ScenarioError, TooLargeError
from negsim.fields import entries
from negsim.formats.case_scenario import scenario_of
from negsim.formats.cases import Case, Profile
from negsim.formats.files import MAX_BYTES, decoded, read_bytes, reason
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.recognition import ESSENTIAL, recognised
from negsim.formats.scenario_toml import loads_scenario, located_in_toml
from negsim.formats.toml_text import MAX_DEPTH
from negsim.reach import reservation_warnings
from negsim.scenario import Scenario

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One file, one folder, or several of these."""

GRID = 21
"""How many points a real-valued issue is put on unless its reader says otherwise: as many as GENIUS takes."""

MAX_FILES = 1000
"""How many files a folder may have."""

READERS: Mapping[str, str] = {
    "genius": "negsim.formats.genius.reading",
    "geniusweb": "negsim.formats.geniusweb.reading",
    "negolog": "negsim.formats.negolog",
    "negmas": "negsim.formats.negmas.reading",
    "scores": "negsim.formats.scores.reading",
    "actors": "negsim.formats.actors",
}
"""Where each format but negsim's own is read; a module is loaded when a file of its format is."""

_READ = "it reads its own TOML, Genius XML, GeniusWeb and NegoLog JSON, NegMAS YAML, score tables, tables of actors"
_SCORE_FOLDER = "scores_files"  # where LLM-Deliberation keeps the parties' scores, beside config.txt
_SUFFIXES = frozenset({".toml", ".xml", ".json", ".yml", ".yaml", ".csv", ".tsv"})
_STATUS_QUO = frozenset({"W702"})  # no other format has a status quo: that it lacks is no oddity of a file


@frozen(kw_only=True)
class Import:
    """A scenario, what it was read from, and what is odd about it.

    Attributes
    ----------
    format:
        ``toml``, ``genius``, ``geniusweb``, ``negolog``, ``negmas``, ``scores`` or ``actors``.
    files:
        The files that it was read from.
    findings:
        Warnings, each with its place where it has one.
    """

    scenario: Scenario
    format: str
    files: tuple[str, ...] = field(converter=entries)
    findings: tuple[Finding, ...] = field(converter=entries)


def read_scenario(
    paths: Paths, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH, grid: int = GRID
) -> Scenario:
    """Return the scenario in a file, in several files that belong together, or in a folder of them.

    Parameters
    ----------
    paths:
        A TOML file of negsim's own; or files of GENIUS, GeniusWeb, NegoLog, NegMAS, score tables or a table of actors,
        or the folder that they are in. What a file is, is told by its content.
    max_bytes:
        How large each file may be.
    max_depth:
        How many brackets may stand inside each other, and how many parts a dotted key may have.
    grid:
        How many points a real-valued issue is put on, at least 2.

    Raises
    ------
    FileError
        If a file cannot be read, or is too large.
    ScenarioError
        With everything that is wrong, each thing with line and column; ``not supported: ...`` names what a file says
        that negsim cannot represent.
    """
    return read_import(paths, max_bytes=max_bytes, max_depth=max_depth, grid=grid, is_checked=False).scenario


def read_with_warnings(
    paths: Paths,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    grid: int = GRID,
    today: dt.date | None = None,
) -> tuple[Scenario, tuple[Finding, ...]]:
    """Return a scenario and what is odd about it, each thing with line and column where it has them.

    Parameters
    ----------
    paths, max_bytes, max_depth, grid:
        As for :func:`read_scenario`.
    today:
        The day that dates in the future are told from; the present one where it is None.

    Raises
    ------
    FileError, ScenarioError
        As :func:`read_scenario`.
    """
    found = read_import(paths, max_bytes=max_bytes, max_depth=max_depth, grid=grid, today=today)
    return found.scenario, found.findings


def read_import(
    paths: Paths,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    grid: int = GRID,
    today: dt.date | None = None,
    is_checked: bool = True,
) -> Import:
    """Return a scenario with what it was read from and what is odd about it.

    Parameters
    ----------
    paths, max_bytes, max_depth, grid, today:
        As for :func:`read_with_warnings`.
    is_checked:
        Whether to look for what is odd.

    Raises
    ------
    FileError, ScenarioError
        As :func:`read_scenario`.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    named, beside = _named_files([os.fspath(path) for path in given])
    texts = [(path, read_bytes(path, max_bytes=max_bytes)) for path in named]
    around = [(path, _bytes_beside(path, max_bytes=max_bytes)) for path in beside]
    return read_texts(texts, beside=around, max_depth=max_depth, grid=grid, today=today, is_checked=is_checked)


def read_texts(
    files: Sequence[tuple[str, bytes]],
    *,
    beside: Sequence[tuple[str, bytes]] = (),
    max_depth: int = MAX_DEPTH,
    grid: int = GRID,
    today: dt.date | None = None,
    is_checked: bool = True,
) -> Import:
    """Return the scenario that named texts make, as :func:`read_import` does.

    Parameters
    ----------
    files:
        What each file is called in messages, and its bytes.
    beside:
        The same of a folder's files: those that have nothing to do with the scenario are passed over, and said.

    Raises
    ------
    ScenarioError
        As :func:`read_scenario`.
    """
    if grid < 2:
        raise ValueError(f"a grid of {grid} points was asked for, where at least 2 are expected")
    found = Findings()
    inputs = _inputs(files, found, is_alone=len(files) + len(beside) == 1)
    around, damaged = _folder_inputs(beside, found)
    kind = _one_format([*inputs, *around], found, folder=[path for path, _ in beside])
    chosen = [file for file in [*inputs, *around] if file.format == kind]
    found.errors += [error for path, errors in damaged if _belongs(path, chosen) for error in errors]
    found.refuse()
    taken = {file.path for file in chosen}
    passed = [path for path, _ in [*files, *beside] if path not in taken]
    if passed:
        _warn_of_passed(passed, found)
    if kind == "toml":
        return _toml(chosen, found, max_depth=max_depth, today=today, is_checked=is_checked)
    read = importlib.import_module(READERS[kind]).read
    case: Case = read(chosen, found=found, grid=grid)
    found.refuse()
    case = attrs.evolve(case, profiles=[_without_idle_reservation(profile) for profile in case.profiles])
    scenario = scenario_of(case)
    odd = [*found.warnings, *(_oddities(scenario, today) if is_checked else ())]
    return Import(scenario=scenario, format=kind, files=[file.path for file in chosen], findings=odd)


def _toml(
    files: Sequence[InputFile], found: Findings, *, max_depth: int, today: dt.date | None, is_checked: bool
) -> Import:
    if len(files) > 1:
        names = ", ".join(file.path for file in files)
        message = f"{len(files)} scenarios are given, where one is expected: {names}"
        found.error("E802", message, advice="name one of them")
        found.refuse()
    (file,) = files
    scenario = loads_scenario(file.text, name=file.path, max_depth=max_depth)
    odd: tuple[Finding, ...] = ()
    if is_checked:
        raw = (*find_warnings(scenario, today=today), *_reach(scenario))
        odd = located_in_toml(raw, file.text, name=file.path)
    return Import(scenario=scenario, format="toml", files=[file.path], findings=[*found.warnings, *odd])


def _oddities(scenario: Scenario, today: dt.date | None) -> Iterator[Finding]:
    found = (*find_warnings(scenario, today=today), *_reach(scenario))
    return (finding for finding in found if finding.code not in _STATUS_QUO)


def _reach(scenario: Scenario) -> tuple[Finding, ...]:
    try:
        return reservation_warnings(compile_scenario(scenario))
    except TooLargeError:  # whatever asks about packages says so
        return ()


def _without_idle_reservation(profile: Profile) -> Profile:
    """Drop a reservation of 0 where no package is worth less: the formats that must state one state 0 for none."""
    is_idle = profile.reservation == 0 and profile.bounds[0] >= 0
    return attrs.evolve(profile, reservation=None) if is_idle else profile


def _named_files(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the files that were named themselves, and those of the folders that were named."""
    if not paths:
        raise ValueError("no file was named, where at least one is expected")
    named: dict[str, str] = {}
    beside: dict[str, str] = {}
    for path in paths:
        real = path if "\0" in path else os.path.realpath(path)
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for names that are too long
            beside |= {os.path.realpath(file): file for file in _folder(path)}
        elif real in named:
            finding = Finding(code="E802", message=f"{path} is named twice", advice="name it once: a file is one party")
            raise ScenarioError([finding])
        else:
            named[real] = path
    return list(named.values()), [path for real, path in beside.items() if real not in named]


def _folder(path: str) -> list[str]:
    try:
        found = [entry for entry in Path(path).iterdir() if not entry.name.startswith(".")]
        scores = Path(path) / _SCORE_FOLDER
        if scores.is_dir():
            found += scores.iterdir()
        files = [str(entry) for entry in found if entry.is_file()]
    except OSError as error:
        raise FileError("E010", path, f"the folder cannot be read ({reason(error)})") from error
    if not files and len(found) == 1 and found[0].is_dir():
        return _folder(str(found[0]))  # a folder around the one that holds the files
    if not files:
        raise FileError("E010", path, "there is no file in this folder", "Name a scenario file, or a folder with one")
    if len(files) > MAX_FILES:
        problem = f"the folder has {len(files):,} files; at most {MAX_FILES:,} are read"
        raise FileError("E011", path, problem, "Name the files that belong together")
    return sorted(files, key=natural)


def _bytes_beside(path: str, *, max_bytes: int) -> bytes:
    """Return what a file of a folder holds; nothing of one that is too large and looks like none of a scenario's."""
    if Path(path).suffix.lower() in _SUFFIXES or Path(path).stat().st_size <= max_bytes:
        return read_bytes(path, max_bytes=max_bytes)
    return b""


def natural(path: str) -> list[tuple[int, int, str]]:
    """Return what orders files as people do: ``util.xml`` before ``util2.xml``, and that before ``util10.xml``."""
    parts = re.findall(r"(\d+)|(\D+)", str(Path(path).with_suffix("")))
    return [(0, int(digits[:18]), digits) if digits else (1, 0, words.casefold()) for digits, words in parts]


def _inputs(files: Sequence[tuple[str, bytes]], found: Findings, *, is_alone: bool) -> list[InputFile]:
    """Return files that were named themselves: each must be of some format. One that is alone counts as TOML."""
    made = []
    for path, data in files:
        file = _input(path, data, found)
        is_toml = Path(path).suffix.lower() not in _SUFFIXES - {".toml"} and file.text.lstrip()[:1] not in ("<", "{")
        if not file.format and is_alone and (is_toml or not file.text.strip()):
            file = attrs.evolve(file, format="toml", role="scenario")
        if not file.format:
            found.error("E801", f"{path} is of no format that negsim reads", place=file.place(0), advice=_READ)
        made.append(file)
    return made


def _folder_inputs(
    files: Sequence[tuple[str, bytes]], found: Findings
) -> tuple[list[InputFile], list[tuple[str, list[Finding]]]]:
    """Return a folder's files that are of some format, and what is wrong with those that are of none."""
    made, damaged = [], []
    for path, data in files:
        try:
            file = _input(path, data, found)
        except ScenarioError as error:
            damaged.append((path, list(error.findings)))
            continue
        if file.format:
            made.append(file)
            continue
        state = "is of no format that negsim reads" if file.text.strip() else "is empty"
        advice = "mend it, or name the files that belong together one by one"
        message = f"{path} lies beside files of a scenario and {state}"
        damaged.append((path, [Finding(code="E801", message=message, advice=advice, place=file.place(0))]))
    return made, damaged


def _belongs(path: str, chosen: Sequence[InputFile]) -> bool:
    """Tell whether a file that could not be read may be a party's: by its ending, since it says nothing else.

    Any text may lie beside the texts of a game, such as its instructions.
    """
    ending = Path(path).suffix.lower()
    return ending in _SUFFIXES and any(Path(file.path).suffix.lower() == ending for file in chosen)


def _input(path: str, data: bytes, found: Findings) -> InputFile:
    is_xml = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    text = _any_text(path, data, found) if is_xml else decoded(data, name=path)
    kind, role = recognised(text)
    if kind != "toml" and kind:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return InputFile(path=path, text=text, format=kind, role=role)


def _any_text(path: str, data: bytes, found: Findings) -> str:
    """Return the text of an XML file, in whatever eight-bit encoding it is."""
    try:
        return decoded(data, name=path)
    except ScenarioError as error:
        if any(finding.code == "E004" for finding in error.findings) or b"\0" in data:
            raise
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text, seen = body.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, seen = body.decode("latin-1"), "Latin-1"
    found.warn("W809", f"{path} is not UTF-8; it was read as {seen}", place=Place(path, 1, 1, ""))
    return text


def _one_format(files: Sequence[InputFile], found: Findings, *, folder: Sequence[str]) -> str:
    """Return the one format that some file's role makes a scenario of."""
    kinds: dict[str, list[str]] = {}
    for file in files:
        if file.role in ESSENTIAL.get(file.format, ()):
            kinds.setdefault(file.format, []).append(file.path)
    if len(kinds) == 1:
        return next(iter(kinds))
    if not kinds:
        if not found.errors:
            known = [file.path for file in files] or list(folder)
            names = ", ".join(known[:5]) + (f" and {len(known) - 5} more" if len(known) > 5 else "")
            advice = "name the files of one scenario, or the folder that they are in"
            found.error("E802", f"there is no scenario in {names}", advice=advice)
        return ""
    listed = "; ".join(f"{kind}: {', '.join(paths)}" for kind, paths in kinds.items())
    found.error("E802", f"the files are of several formats ({listed})", advice="name the files that belong together")
    return ""


def _warn_of_passed(paths: Iterable[str], found: Findings) -> None:
    names = [Path(path).name for path in paths]
    shown = ", ".join(quoted(name) for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    verb = "is" if len(names) == 1 else "are"
    found.warn("W813", f"{shown} {verb} not part of the scenario, and {verb} passed over")


def known_formats() -> tuple[str, ...]:
    """Return the names of the formats that are read."""
    return ("toml", *READERS)


def format_module(name: str) -> Any:
    """Return the module that writes a format: the one that reads it, or its sibling."""
    home = READERS[name]
    return importlib.import_module(home.removesuffix(".reading") + ".writing" if home.endswith(".reading") else home)
