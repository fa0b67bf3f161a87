"""A case into a wide score table: a row for each option, a column for each party, and a row of thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import define, field

from negsim.checks.scope import quoted
from negsim.errors import UnsupportedError
from negsim.formats.cases import Case, Profile
from negsim.formats.delimited import guarded, written_row
from negsim.formats.file_names import plain_stem
from negsim.formats.numbers import Writing
from negsim.formats.scores.sheet import POINT, THRESHOLD
from negsim.formats.scores.tables import TITLE, is_long

_TITLE = "a score table"
_COLUMNS = {"issue": "the issues", "option": "the options", THRESHOLD: "the thresholds of a long table"}


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the file of a case, by its name.

    Parameters
    ----------
    lost:
        Takes one sentence for each party whose points are rounded.

    Raises
    ------
    UnsupportedError
        For combinations of options that add to a value, for values that are cut at a ceiling, and for names that
        mean something else in a table.
    """
    reasons = [*_reasons(case), *(reason for profile in case.profiles for reason in profile.beyond_sums())]
    if reasons:
        raise UnsupportedError(_TITLE, reasons)
    columns = [_Column(case, profile) for profile in case.profiles]
    rows = [["issue", "option", *(guarded(profile.id) for profile in case.profiles)]]
    if case.title:
        rows.append([TITLE, guarded(case.title), *("" for _ in columns)])
    for at, issue in enumerate(case.issues):
        for place, option in enumerate(issue.options):
            numbers = [column.points(at, place) for column in columns]
            rows.append([guarded(issue.name), guarded(option), *numbers])
    rows.append([THRESHOLD, "", *(column.threshold() for column in columns)])
    for column in columns:
        lost.extend(column.losses())
    return {f"{plain_stem(case.id)}.csv": "".join(written_row(row) for row in rows)}


def _reasons(case: Case) -> Iterator[str]:
    names = [issue.name for issue in case.issues]
    parties = [profile.id for profile in case.profiles]
    for kind, given in (("issues", names), ("parties", parties)):
        for name in dict.fromkeys(name for name in given if given.count(name) > 1):
            yield f"two {kind} with the name {quoted(name)}"
    for name in parties:
        word = name.strip().casefold()
        if word in _COLUMNS:
            yield f"party {quoted(name)}: a column of that name holds {_COLUMNS[word]}"
        elif not name:
            yield "a party without a name: nothing would stand above its column"
    for issue in case.issues:
        if not issue.name:
            yield "an issue without a name: every row names one"
        if issue.name.strip().casefold() == THRESHOLD and any(not option.strip() for option in issue.options):
            yield f"issue {quoted(issue.name)} with an option without a name: that is the row of thresholds"
    if is_long([name.strip().casefold() for name in parties]):
        yield f"parties whose names are those of a long table's columns: {', '.join(map(quoted, parties))}"


@define
class _Column:
    """The numbers of one party."""

    case: Case
    profile: Profile
    numbers: Writing = field(factory=Writing)

    def points(self, at: int, option: int) -> str:
        issue, row = self.case.issues[at], self.profile.values[at]
        value = self.profile.weights[at] * row[option] if row else Fraction(0)
        return self.numbers.text(
            value / POINT, f"those for {quoted(issue.options[option])} of issue {quoted(issue.name)}"
        )

    def threshold(self) -> str:
        least = self.profile.least
        return "" if least is None else self.numbers.text(least / POINT, "the threshold")

    def losses(self) -> Iterator[str]:
        return self.numbers.losses(self.profile.label, kind="points")
