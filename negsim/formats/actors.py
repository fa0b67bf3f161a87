"""Tables of actors, as spatial models of bargaining use them: where each stands on each issue, and how much it cares.

An actor's value for a position falls evenly with the distance from its own, from 1 where it stands to 0 at the other
end of what any actor wants. Its salience on an issue is the issue's weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field

from negsim.checks.scope import quoted
from negsim.errors import UnsupportedError
from negsim.fields import decimal_text
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.delimited import (
    MAX_FINDINGS,
    Cell,
    Noticed,
    Spot,
    Table,
    add_twice,
    find_columns,
    fitted,
    guarded,
    parse_table,
    written_row,
)
from negsim.formats.file_names import plain_stem
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.numbers import Writing, read_number

_TITLE = "a table of actors"
_PERCENT = Fraction(1, 100)
_MAX_VALUES = 1_000_000
_COLUMNS = {
    "actor": ("actor", "party", "name"),
    "issue": ("issue",),
    "position": ("position", "ideal"),
    "salience": ("salience",),
    "capability": ("capability", "power", "resources", "influence"),
}


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:  # noqa: ARG001 - a format's readers agree
    """Return the case that a table of actors makes.

    Parameters
    ----------
    found:
        Takes what is wrong or odd.
    grid:
        Not used: the options of an issue are the positions that actors take.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    if len(files) > 1:
        names = ", ".join(file.path for file in files)
        message = f"{len(files)} tables of actors are given, where one is expected: {names}"
        found.error("E802", message, advice="put them into one table with a column `issue`")
        found.refuse()
    file = files[0]
    table = parse_table(file, found=found)
    found.refuse()
    reading = _Reading(table, found, find_columns(table, _COLUMNS, found=found, optional=("issue", "capability")))
    for row in table.rows[1:]:
        cells = fitted(table, row, found=found) if len(found.errors) < MAX_FINDINGS else None
        if cells is not None:
            reading.take({what: cells[at] for what, at in reading.columns.items()})
    reading.check()
    table.finish(reading.noticed, found)
    found.refuse()
    return reading.case()


@define
class _Reading:
    """A table, and what was read of it so far.

    Attributes
    ----------
    stands:
        By actor and issue: position and salience; None where the actor takes no part.
    """

    table: Table
    found: Findings
    columns: Mapping[str, int]
    issues: dict[str, Spot] = field(factory=dict)
    capabilities: dict[str, tuple[Fraction | None, Spot]] = field(factory=dict)
    stands: dict[tuple[str, str], tuple[Fraction, Fraction] | None] = field(factory=dict)
    noticed: Noticed = field(factory=Noticed)
    _spots: dict[tuple[str, str], Spot] = field(factory=dict)

    def take(self, cells: Mapping[str, Cell]) -> None:
        """Take one row: one actor on one issue."""
        actor, position, salience = cells["actor"], cells["position"], cells["salience"]
        issue = cells["issue"].text if "issue" in cells else self.table.file.stem
        spot = self.table.spot(actor)
        if not actor.text.strip():
            self._error(actor, "this row names no actor")
            return
        self.issues.setdefault(issue, spot)
        first = self._spots.setdefault((actor.text, issue), spot)
        if first is not spot:
            message = f"{quoted(actor.text)} has two rows on issue {quoted(issue)}"
            add_twice(self.found, message, place=spot.place, also=first.place, advice="remove one of them")
        self._take_capability(actor.text, cells)
        stand = None
        if position.text or salience.text:
            numbers = self._number(position, "position"), self._number(salience, "salience")
            stand = (numbers[0] or Fraction(0), numbers[1] or Fraction(0))
            if stand[1] < 0:
                self._error(salience, f"a salience of {salience.text}, where at least 0 is expected")
        self.stands[actor.text, issue] = stand

    def _number(self, cell: Cell, what: str) -> Fraction | None:
        if not cell.text:
            self._error(cell, f"the {what} is missing", "leave position and salience empty where an actor has none")
            return None
        return self.table.number(cell, self.found, self.noticed)

    def _take_capability(self, actor: str, cells: Mapping[str, Cell]) -> None:
        cell = cells.get("capability", cells["actor"])
        given = None
        if "capability" in cells and cell.text:
            given = self.table.number(cell, self.found, self.noticed)
            if given is not None and given < 0:
                self._error(cell, f"a capability of {cell.text}, where at least 0 is expected")
        first, spot = self.capabilities.setdefault(actor, (given, self.table.spot(cell)))
        if first != given:
            message = f"{quoted(actor)} has another capability than before; it is the same one on all issues"
            add_twice(self.found, message, place=self.table.place(cell), also=spot.place)

    def _error(self, cell: Cell, message: str, advice: str = "") -> None:
        self.found.error("E813", message, place=self.table.place(cell), advice=advice)

    def check(self) -> None:
        """Find what is missing or odd in the table as a whole."""
        if not self.issues:
            self.found.error("E813", "the table has no actor", place=self.table.file.place(0))
        taken = {issue for (_, issue), stand in self.stands.items() if stand is not None}
        for issue in [issue for issue in self.issues if issue not in taken][:MAX_FINDINGS]:
            message = f"no actor takes a position on issue {quoted(issue)}"
            self.found.error("E813", message, place=self.issues[issue].place)
        positions = {(issue, stand[0]) for (_, issue), stand in self.stands.items() if stand is not None}
        if len(self.capabilities) * len(positions) > _MAX_VALUES:
            message = f"not supported: more than {_MAX_VALUES:,} values, one for each actor and position"
            self.found.error("E803", message, place=self.table.file.place(0))
        self._check_blank()
        stated = next((spot for number, spot in self.capabilities.values() if number is not None), None)
        if stated is not None:
            self.found.warn("W815", "capability is kept, and no answer uses it", place=stated.place)

    def _check_blank(self) -> None:
        """Find a blank issue: beside others it is a cell that a spreadsheet merged with the one above."""
        blank = next((issue for issue in self.issues if not issue.strip()), None)
        if blank is None:
            return
        above = [issue for issue in self.issues if self.issues[issue].offset < self.issues[blank].offset]
        if not blank and len(self.issues) > 1:
            advice = f"repeat {quoted(above[-1])} in every row" if above else "name it in every row"
            place = self.issues[blank].place
            self.found.error("E813", "the issue is missing in this row", place=place, advice=advice)
        else:
            self.found.warn("W804", "the name of an issue is blank", place=self.issues[blank].place)

    def case(self) -> Case:
        """Return the case; salience counts in hundredths where any is above 1."""
        stands = [stand for stand in self.stands.values() if stand is not None]
        unit = _PERCENT if any(salience > 1 for _, salience in stands) else Fraction(1)
        held: dict[str, set[Fraction]] = {issue: set() for issue in self.issues}
        for (_, issue), stand in self.stands.items():
            held[issue] |= {stand[0]} if stand is not None else set()
        points = {issue: sorted(numbers) for issue, numbers in held.items()}
        return Case(
            id=self.table.file.stem,
            issues=[
                CaseIssue(name=issue, options=[decimal_text(number) for number in numbers], ordered=True)
                for issue, numbers in points.items()
            ],
            profiles=[self._profile(actor, points, unit) for actor in self.capabilities],
        )

    def _profile(self, actor: str, points: Mapping[str, Sequence[Fraction]], unit: Fraction) -> Profile:
        stands = [self.stands.get((actor, issue)) for issue in points]
        return Profile(
            id=actor,
            weights=[Fraction(0) if stand is None else stand[1] * unit for stand in stands],
            values=[
                () if stand is None else tuple(closeness(number, stand[0], numbers) for number in numbers)
                for stand, numbers in zip(stands, points.values(), strict=True)
            ],
            capability=self.capabilities[actor][0],
        )


def closeness(position: Fraction, own: Fraction, positions: Sequence[Fraction]) -> Fraction:
    """Return what a position is worth to an actor: 1 at its own, and less by the share of the range between the two.

    Parameters
    ----------
    positions:
        All positions on the issue, in order.

    Examples
    --------
    >>> closeness(Fraction(4), Fraction(9), [Fraction(0), Fraction(4), Fraction(9), Fraction(10)])
    Fraction(1, 2)
    """
    length = positions[-1] - positions[0]
    return 1 - abs(position - own) / length if length else Fraction(1)


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the file of a case, by its name.

    Parameters
    ----------
    lost:
        Takes one sentence for each party whose numbers are rounded, and one for issues whose options become ordered.

    Raises
    ------
    UnsupportedError
        If the value of some party does not fall evenly with the distance from one option of each issue, or an option
        is none that some party stands at; if a weight is negative; for whatever adds to or cuts values.
    """
    positions = [_numbers(issue) for issue in case.issues]
    own = [
        [_stand(row, numbers) for row, numbers in zip(profile.values, positions, strict=True)]
        for profile in case.profiles
    ]
    reasons = [*_shared_reasons(case, positions, own)]
    for profile, stands in zip(case.profiles, own, strict=True):
        reasons += _reasons(case, profile, stands)
    if reasons:
        raise UnsupportedError(_TITLE, reasons)
    most = max((weight for profile in case.profiles for weight in profile.weights), default=Fraction(0))
    unit = _PERCENT if most > _PERCENT else Fraction(1)
    has_capability = any(profile.capability is not None for profile in case.profiles)
    rows = [["actor", "issue", "position", "salience", *(["capability"] if has_capability else [])]]
    for profile, stands in zip(case.profiles, own, strict=True):
        writing = _Writing(profile, unit, has_capability)
        for issue, stand, weight in zip(case.issues, stands, profile.weights, strict=True):
            rows.append(writing.row(issue, stand, weight))
        lost.extend(writing.losses())
    if unordered := [issue.name for issue in case.issues if not issue.ordered]:
        lost.append(f"that options have no order: {', '.join(unordered)}")
    return {f"{plain_stem(case.id)}.csv": "".join(written_row(row) for row in rows)}


_Stand = Fraction | None | str
"""Where a party stands; None where it has no values, and a text, which says why, where no position explains them."""


def _numbers(issue: CaseIssue) -> list[Fraction]:
    """Return the options of an issue as numbers; none where they are not different numbers."""
    try:
        numbers = [read_number(option)[0] for option in issue.options]
    except ValueError:
        return []
    return numbers if len(set(numbers)) == len(numbers) else []


def _stand(row: Sequence[Fraction], numbers: Sequence[Fraction]) -> _Stand:
    if not row:
        return None
    positions = sorted(numbers)
    for own, value in zip(numbers, row, strict=False):
        if value == 1 and all(worth == closeness(at, own, positions) for at, worth in zip(numbers, row, strict=True)):
            return own
    return "no position"


def _shared_reasons(
    case: Case, positions: Sequence[Sequence[Fraction]], own: Sequence[Sequence[_Stand]]
) -> Iterator[str]:
    for kind, names in (
        ("issues", [issue.name for issue in case.issues]),
        ("parties", [profile.id for profile in case.profiles]),
    ):
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield f"two {kind} with the name {quoted(name)}"
    if len(case.issues) > 1 and any(not issue.name for issue in case.issues):
        yield "an issue without a name: every row names one"
    for at, (issue, numbers) in enumerate(zip(case.issues, positions, strict=True)):
        if not numbers:
            yield f"issue {quoted(issue.name)}: options that are not different numbers"
            continue
        held = {stands[at] for stands in own}
        free = [option for option, number in zip(issue.options, numbers, strict=True) if number not in held]
        if free and not any(isinstance(stand, str) for stand in held):
            yield f"issue {quoted(issue.name)}: option {quoted(free[0])}, at which no party stands"


def _reasons(case: Case, profile: Profile, stands: Sequence[_Stand]) -> Iterator[str]:
    label = profile.name or profile.id
    for issue, stand, weight in zip(case.issues, stands, profile.weights, strict=True):
        if isinstance(stand, str) and _numbers(issue):
            yield f"{label}: values on {quoted(issue.name)} that do not fall evenly with the distance from one option"
        if weight < 0:
            yield f"{label}: a negative weight on {quoted(issue.name)}"
    yield from profile.beyond_sums()


@define
class _Writing:
    """The rows of one party.

    Attributes
    ----------
    unit:
        What a salience of 1 weighs.
    """

    profile: Profile
    unit: Fraction
    has_capability: bool
    numbers: Writing = field(factory=Writing)

    def row(self, issue: CaseIssue, stand: _Stand, weight: Fraction) -> list[str]:
        cells = [guarded(self.profile.id), guarded(issue.name), "", ""]
        if isinstance(stand, Fraction):
            salience = self.numbers.text(weight / self.unit, f"its salience on {quoted(issue.name)}")
            cells[2:] = [decimal_text(stand), salience]
        capability = self.profile.capability
        if self.has_capability:
            cells.append("" if capability is None else self.numbers.text(capability, "its capability"))
        return cells

    def losses(self) -> Iterator[str]:
        return self.numbers.losses(self.profile.label)
