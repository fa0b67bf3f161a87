"""NegoLog's JSON files: a folder with one profile for each of two parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path, ScenarioError, UnsupportedError
from negsim.fields import decimal_text
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.file_names import plain_stem
from negsim.formats.inputs import Findings, InputFile, of_role
from negsim.formats.json_text import json_text, number_text, parse_json, until_enough
from negsim.formats.known_keys import Keys, find_unknown_keys
from negsim.formats.located import Access, NumberText

TITLE = "NegoLog JSON"
_IDS = ("profileA", "profileB")
_KEYS = Keys(["reservationValue", "issueWeights", "issues"])


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:
    """Return the case of two profiles; the first says which issues and options there are.

    Parameters
    ----------
    grid:
        Of no use here: NegoLog has no numbers as options.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    del grid
    for file in of_role(files, "specs"):
        found.warn(
            "W813", "the file holds what was computed from the profiles, which no answer uses", place=file.place(0)
        )
    profiles = of_role(files, "profile")
    if len(profiles) != 2:
        message = f"{len(profiles)} profile{' is' if len(profiles) == 1 else 's are'} given, where NegoLog has two"
        where = profiles[-1].place(0) if profiles else None
        found.error("E802", message, place=where, advice="name profileA.json and profileB.json, or their folder")
    parsed = [access for access in (_parsed(file, found) for file in profiles) if access is not None]
    issues = _issues(parsed[0]) if parsed else ()
    parties = [_profile(access, issues, parsed[0]) for access in parsed]
    found.refuse()
    folder = FilePath(profiles[0].path).parent.name
    return Case(id=folder if folder not in {"", ".."} else "negolog", issues=issues, profiles=parties)


def _parsed(file: InputFile, found: Findings) -> Access | None:
    try:
        return Access(parse_json(file), found)
    except ScenarioError as error:
        found.errors.extend(error.findings)
        return None


def _issues(access: Access) -> tuple[CaseIssue, ...]:
    table = access.table(("issues",))
    if not table and isinstance(access.get(("issues",)), Mapping):
        access.error("E814", "there is no issue, where at least one is expected", ("issues",))
    found = []
    for name in until_enough(access, table):
        options = list(access.table(("issues", name)))
        if not options and isinstance(table[name], Mapping):
            access.error(
                "E814", f"issue {quoted(name)} has no option, where at least one is expected", ("issues", name)
            )
        for blank in [entry for entry in (name, *options) if not entry.strip()][:1]:
            message = f"the name of an {'issue' if blank == name else 'option'} is blank"
            access.warn("W804", message, ("issues", name))
        found.append(CaseIssue(name=name, options=options))
    return tuple(found)


def _profile(access: Access, issues: Sequence[CaseIssue], first: Access) -> Profile:
    if access is not first:
        _compare(access, issues)
    names = [issue.name for issue in issues]
    weighed = _checked_names(access, ("issueWeights",), names, "an issue", "the weight")
    given = {name: access.number(("issueWeights", name)) for name in until_enough(access, names) if name in weighed}
    weights = [given.get(name) for name in names]
    total = sum((weight for weight in weights if weight is not None), Fraction(0))
    if total != 1 and None not in weights:
        message = f"the weights sum to {decimal_text(total)}, not 1; they count as they are written, as in NegoLog"
        access.warn("W802", message, ("issueWeights",))
    reservation = access.number(("reservationValue",))
    if reservation is not None and not 0 <= reservation <= 1:
        message = (
            f"the reservation {decimal_text(reservation)} lies beyond the scale from 0 to 1; it is read as it stands"
        )
        access.warn("W805", message, ("reservationValue",))
    values = [_values(access, issue) for issue in issues]
    find_unknown_keys(access, [((), _KEYS)], title="NegoLog")
    access.warn_of_noise()
    return Profile(
        id=access.data.file.stem,
        weights=[weight or Fraction(0) for weight in weights],
        values=values,
        reservation=reservation,
    )


def _compare(access: Access, issues: Sequence[CaseIssue]) -> None:
    """Find where a profile is about other issues or options than the first."""
    table = access.table(("issues",))
    names = [issue.name for issue in issues]
    for name in until_enough(access, table):
        if name not in names:
            message = f"issue {quoted(name)} is not one of the first profile"
            access.error("E815", message, ("issues", name), advice=nearest(name, names))
    for issue in until_enough(access, issues):
        if issue.name in table:
            _checked_names(
                access, ("issues", issue.name), issue.options, f"an option of {quoted(issue.name)}", "the value"
            )
        elif isinstance(access.get(("issues",)), Mapping):
            access.error("E815", f"issue {quoted(issue.name)} of the first profile is missing", ("issues",))


def _checked_names(access: Access, path: Path, known: Sequence[str], kind: str, what: str) -> Mapping[str, Any]:
    """Return a table, having found the names that it should not have and those that it should."""
    table = access.table(path)
    expected = dict.fromkeys(known)
    for name in until_enough(access, table):
        if name not in expected:
            message = f"{quoted(name)} is not {kind} of the first profile"
            access.error("E806", message, (*path, name), advice=nearest(name, known))
    for name in until_enough(access, expected):
        if name not in table and isinstance(access.get(path), Mapping):
            access.error("E807", f"{what} of {quoted(name)} is missing", path)
    return table


def _values(access: Access, issue: CaseIssue) -> tuple[Fraction, ...]:
    path = ("issues", issue.name)
    given = access.get(path)
    known = given if isinstance(given, Mapping) else {}
    found = {name: access.number((*path, name)) for name in until_enough(access, issue.options) if name in known}
    return tuple(found.get(name) or Fraction(0) for name in issue.options)


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the text of ``profileA.json`` and of ``profileB.json``, in the folder that names the domain.

    Parameters
    ----------
    lost:
        Where what cannot be written exactly is told, a sentence each.

    Raises
    ------
    UnsupportedError
        If there are not two parties, combinations are worth something together, values are cut at a ceiling, or two
        issues have one name.
    """
    reasons = list(_reasons(case))
    if reasons:
        raise UnsupportedError(TITLE, reasons)
    folder = plain_stem(case.id, otherwise="negolog")
    return {
        f"{folder}/{name}.json": json_text(_table(profile, case.issues, lost))
        for name, profile in zip(_IDS, case.profiles, strict=True)
    }


def _reasons(case: Case) -> Iterator[str]:
    if len(case.profiles) != 2:
        yield f"{len(case.profiles)} parties, where there are two"
    names = [issue.name for issue in case.issues]
    for name in dict.fromkeys(name for at, name in enumerate(names) if name in names[:at]):
        yield f"two issues that are called {quoted(name)}"
    for profile in case.profiles:
        if profile.bonuses:
            issues = " and ".join(quoted(names[at]) for at in profile.bonuses[0].when)
            yield f"what combinations add for party {quoted(profile.id)}, such as on {issues}"
        if profile.ceiling is not None and profile.bounds[1] > profile.ceiling:
            yield f"values of party {quoted(profile.id)} that are cut at {decimal_text(profile.ceiling)}"


def _table(profile: Profile, issues: Sequence[CaseIssue], lost: list[str]) -> dict[str, Any]:
    who = f"party {quoted(profile.id)}"
    rounded: list[Fraction] = []

    def written(number: Fraction) -> NumberText:
        text, read_again = number_text(number)
        if read_again != number:
            rounded.append(number)
        return text

    rows = {
        issue.name: dict(zip(issue.options, map(written, row or [Fraction(0)] * len(issue.options)), strict=True))
        for issue, row in zip(issues, profile.values, strict=True)
    }
    weights = {issue.name: written(weight) for issue, weight in zip(issues, profile.weights, strict=True)}
    table = {"reservationValue": written(_reservation(profile)), "issueWeights": weights, "issues": rows}
    if rounded:
        count, first = len(rounded), decimal_text(rounded[0])
        lost.append(f"{who}: {count} number{'s' * (count > 1)} such as {first} cannot be written exactly")
    return table


def _reservation(profile: Profile) -> Fraction:
    """Return the least value that a party takes: that of its fallback, or one that every package has."""
    if profile.fallback:
        taken = zip(profile.weights, profile.values, profile.fallback, strict=True)
        return sum((weight * row[at] for weight, row, at in taken if row), Fraction(0))
    if profile.reservation is not None:
        return profile.reservation
    return min(profile.bounds[0], Fraction(0))
