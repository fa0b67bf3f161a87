"""NegMAS YAML into a case: one outcome space, and a utility function for each party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from negsim.checks.scope import quoted
from negsim.errors import ScenarioError
from negsim.formats.cases import Case
from negsim.formats.inputs import Findings, InputFile, of_role
from negsim.formats.known_keys import find_unknown_keys
from negsim.formats.located import Access
from negsim.formats.negmas.issues import kind_at, read_issues
from negsim.formats.negmas.keys import domain_keys
from negsim.formats.negmas.profiles import read_profile
from negsim.formats.yaml_text import parse_yaml

_SPACES = ("DiscreteCartesianOutcomeSpace", "CartesianOutcomeSpace")


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:
    """Return the case that an outcome space and utility functions make.

    Parameters
    ----------
    found:
        Takes what is wrong or odd.
    grid:
        How many points a real-valued issue is put on.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    spaces = _parsed(of_role(files, "domain"), found)
    profiles = _parsed(of_role(files, "profile"), found)
    if not (spaces and profiles):  # what is missing may be in a file that is too broken to be recognised
        _parsed(of_role(files, "info"), found)
    found.refuse()
    _check_kinds(files, found)
    found.refuse()
    space = spaces[0]
    space.table(())
    found.refuse()
    find_unknown_keys(space, domain_keys(space), title="NegMAS")
    if (kind := kind_at(space, ())) and kind not in _SPACES:
        space.error("E803", f"not supported: outcome spaces of type {quoted(kind)}", ("type",))
    issues = read_issues(space, grid=grid)
    title = space.text(("name",), required=False)
    found.refuse()
    read_profiles = [read_profile(access, issues) for access in profiles]
    found.refuse()
    for access in (space, *profiles):
        access.warn_of_noise()
    _warn_of_unused(of_role(files, "info"), found)
    stem = space.data.file.stem
    made = [profile for profile in read_profiles if profile is not None]
    return Case(id=stem, title="" if title == stem else title, issues=issues, profiles=made)


def _parsed(files: Iterable[InputFile], found: Findings) -> list[Access]:
    made = []
    for file in files:
        try:
            made.append(Access(parse_yaml(file), found))
        except ScenarioError as error:
            found.errors.extend(error.findings)
    return made


def _check_kinds(files: Sequence[InputFile], found: Findings) -> None:
    spaces, profiles = of_role(files, "domain"), of_role(files, "profile")
    named = ", ".join(file.path for file in files)
    if not spaces:
        message = f"there is no outcome space, a file with `issues`, among {named}"
        found.error("E802", message, advice="name it together with the utility functions, or name their folder")
    if len(spaces) > 1:
        names = ", ".join(file.path for file in spaces)
        message = f"{len(spaces)} outcome spaces are given, where one is expected: {names}"
        found.error("E802", message, place=spaces[1].place(0), advice="name the files that belong together")
    if not profiles:
        message = f"there is no utility function among {named}"
        found.error("E802", message, advice="name those of the parties, or the folder that they are in")


def _warn_of_unused(files: Sequence[InputFile], found: Findings) -> None:
    if files:
        names = ", ".join(quoted(Path(file.path).name) for file in files[:5]) + ("…" if len(files) > 5 else "")
        found.warn("W813", f"{names}: neither outcome space nor utility function; not used", place=files[0].place(0))
