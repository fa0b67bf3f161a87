"""Scenarios into other tools' formats, with everything named that does not survive the way there and back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
from attrs import field, frozen

from negsim.compilation import compile_scenario
from negsim.errors import FileError, Finding, ScenarioError, UnknownNameError, UnsupportedError
from negsim.fields import decimal_text, frozen_mapping, texts
from negsim.formats.case_scenario import case_of
from negsim.formats.cases import Case, with_distinct_names
from negsim.formats.files import make_folder, write_text
from negsim.formats.losses import losses
from negsim.formats.numbers import written_number
from negsim.formats.reading import format_module, known_formats, natural, read_texts
from negsim.formats.scenario_toml import dumps_scenario
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.scenario import Scenario

TITLES: Mapping[str, str] = {
    "toml": "negsim TOML",
    "genius": "Genius XML",
    "geniusweb": "GeniusWeb JSON",
    "negolog": "NegoLog JSON",
    "negmas": "NegMAS YAML",
    "scores": "a score table",
    "actors": "a table of actors",
}
"""The formats that are written, and what people call them."""
_WITH_CEILING = frozenset({"genius", "geniusweb"})  # these hold no value above 1, and say so themselves
_BY_PLACE = frozenset({"genius", "actors"})  # the others know options by their names alone


@frozen(kw_only=True)
class Converted:
    """A scenario in another format.

    Attributes
    ----------
    format:
        One of :data:`TITLES`.
    files:
        From the name of each file to its text.
    lost:
        What the files do not say of the scenario, or say only nearly: one sentence each; none where reading them again
        gives the same parties, issues and values.
    """

    format: str
    files: Mapping[str, str] = field(converter=frozen_mapping)
    lost: tuple[str, ...] = field(converter=texts)

    @property
    def is_lossless(self) -> bool:
        """Whether nothing is lost."""
        return not self.lost


def convert(scenario: Scenario, to: str, *, reading: str | Reading = FACE_VALUE) -> Converted:
    """Return a scenario in a format, and what is lost on the way.

    What is written is read again and compared, so that nothing is lost without a word.

    Parameters
    ----------
    to:
        ``toml``, ``genius``, ``geniusweb``, ``negolog``, ``negmas``, ``scores`` or ``actors``.
    reading:
        What turns statements into values, for the formats that hold values only.

    Raises
    ------
    UnknownNameError
        If there is no such format or reading.
    UnsupportedError
        If the format cannot hold the scenario, with all the reasons.
    """
    if to not in known_formats():
        raise UnknownNameError("format", to, known_formats())
    if to == "toml":
        return Converted(format=to, files={f"{_file_name(scenario.id)}.toml": dumps_scenario(scenario)}, lost=())
    compilation = compile_scenario(scenario, reading=reading)
    lost: list[str] = []
    case = case_of(compilation)
    if to not in _WITH_CEILING:
        case = _uncut(case, lost=lost)
    files = format_module(to).write(case if to in _BY_PLACE else with_distinct_names(case), lost=lost)
    # As a folder is read: parties come in the order of their files' names.
    ordered = sorted(files.items(), key=lambda entry: natural(entry[0]))
    try:
        back = read_texts([(name, text.encode()) for name, text in ordered], is_checked=False).scenario
    except ScenarioError as error:
        raise UnsupportedError(TITLES[to], _refusals(error.findings)) from error
    return Converted(format=to, files=files, lost=dict.fromkeys([*lost, *losses(compilation, back)]))


def _uncut(case: Case, *, lost: list[str]) -> Case:
    """Return a case without the ceilings that cut values: formats that cut nothing can hold what is below them."""
    profiles = []
    for profile in case.profiles:
        most = profile.bounds[1]
        if profile.ceiling is not None and most > profile.ceiling:
            ends = f"{decimal_text(profile.ceiling)}, where the sum is up to {written_number(most)[0]}"
            lost.append(f"that values of {profile.name or profile.id} are cut at {ends}")
        profiles.append(attrs.evolve(profile, ceiling=None))
    return attrs.evolve(case, profiles=profiles)


def write_converted(converted: Converted, folder: str | os.PathLike[str], *, force: bool = False) -> tuple[str, ...]:
    """Write converted files into a folder, all of them or none, and return their paths.

    Parameters
    ----------
    folder:
        Made where it is not there.
    force:
        Whether files that are there already are replaced.

    Raises
    ------
    FileError
        If one is there already and ``force`` is not set, or cannot be written.
    """
    home = Path(folder)
    paths = {str(home / name): text for name, text in converted.files.items()}
    if home.exists() and not home.is_dir():
        raise FileError("E013", str(home), "this is a file, where a folder is expected", "Name another place")
    _refuse_strangers(list(paths), force=force)
    for path in paths:
        if Path(path).exists() and not force:
            raise FileError(
                "E012", path, "the file is there already", "Ask for it to be replaced, or choose another folder"
            )
    for parent in {Path(path).parent: None for path in paths}:
        make_folder(parent)
    written: list[str] = []
    try:
        for path, text in paths.items():
            is_new = not Path(path).exists()
            write_text(text, path, force=force)
            written += [path] if is_new else []
    except FileError:
        for path in written:
            Path(path).unlink(missing_ok=True)
        raise
    return tuple(paths)


def _refuse_strangers(paths: Sequence[str], *, force: bool) -> None:
    """Refuse a folder with other files of the same ending: with these, what is written could not be read again."""
    home, ending = Path(paths[0]).parent, Path(paths[0]).suffix
    if len(paths) == 1 or not home.is_dir() or force:
        return
    there = (entry.name for entry in home.iterdir() if entry.suffix == ending)
    others = sorted(name for name in there if str(home / name) not in paths)
    if others:
        problem = f"the folder holds other {ending} files ({', '.join(others[:3])}), which would be read with these"
        raise FileError("E012", str(home), problem, "Choose an empty folder, or ask for it all the same (--force)")


def _refusals(findings: Sequence[Finding]) -> list[str]:
    """Return why files that were written cannot be read again, such as names that the format does not tell apart."""
    return [f"a scenario whose files say: {finding.message}" for finding in findings]


def _file_name(text: str) -> str:
    return "".join(char if char.isalnum() or char in "-_. " else "_" for char in text).strip(". ") or "scenario"
