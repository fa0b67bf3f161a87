"""Score tables in delimited text: wide, with a column for each party, or long, with a row for each number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field

from negsim.checks.scope import quoted
from negsim.formats.cases import Case
from negsim.formats.delimited import (
    MAX_FINDINGS,
    Cell,
    Noticed,
    Spot,
    Table,
    add_twice,
    find_columns,
    fitted,
    heading,
    parse_table,
)
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.scores.sheet import THRESHOLD, Sheet

TITLE = "title"
"""What stands for an issue in the row that names the whole, in place of an option; no party has a number there."""

_POINTS = ("points", "score", "value")
_WIDE = {"issue": ("issue",), "option": ("option",)}
_LONG = {"party": ("party",), **_WIDE, "points": _POINTS, "threshold": (THRESHOLD,)}


def read_table(file: InputFile, *, found: Findings) -> Case:
    """Return the case of a wide or long score table.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    table = parse_table(file, found=found)
    found.refuse()
    names = [heading(cell) for cell in table.rows[0].cells] if table.rows else []
    reading = _Reading(table, Sheet(found))
    title = ""
    if is_long(names):
        reading.read_long()
    else:
        title = reading.read_wide()
    table.finish(reading.noticed, found)
    found.refuse()
    return reading.sheet.case(file.stem, title)


def is_long(names: Sequence[str]) -> bool:
    """Tell by the names of its columns, in small letters, whether a table is a long one."""
    return "party" in names and any(word in names for word in _POINTS)


def is_threshold(issue: Cell, option: Cell) -> bool:
    """Tell whether a row, by its issue and option, holds thresholds."""
    return heading(issue) == THRESHOLD and not option.text.strip()


@define
class _Reading:
    """A table, and what was read of it so far."""

    table: Table
    sheet: Sheet
    noticed: Noticed = field(factory=Noticed)
    _issue: str = ""

    @property
    def found(self) -> Findings:
        return self.sheet.found

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the cells of the rows under the header that have as many as it, until too much is wrong."""
        for row in self.table.rows[1:]:
            if len(self.found.errors) >= MAX_FINDINGS:
                return
            cells = fitted(self.table, row, found=self.found)
            if cells is not None:
                yield cells

    def read_wide(self) -> str:
        """Read a table with a column for each party, and return its title."""
        places = find_columns(self.table, _WIDE, found=self.found)
        parties = self._parties(set(places.values()))
        titles: list[Cell] = []
        for cells in self.rows():
            issue, option = cells[places["issue"]], cells[places["option"]]
            scores = {party: cells[at] for party, at in parties.items()}
            if is_threshold(issue, option):
                for party, cell in scores.items():
                    self.sheet.add_threshold(party, self._number(cell), self.table.spot(cell))
            elif heading(issue) == TITLE and option.text and not any(cell.text for cell in scores.values()):
                titles.append(option)
            elif self._has_issue(issue):
                self._add_scores(issue, option, scores)
        for again in titles[1:]:
            first = self.table.place(titles[0])
            add_twice(self.found, "the title is told twice", place=self.table.place(again), also=first)
        return titles[0].text if titles else ""

    def _has_issue(self, cell: Cell) -> bool:
        """Tell whether a row names its issue; spreadsheets leave cells empty that are merged with the one above."""
        if not cell.text:
            advice = f"repeat {quoted(self._issue)} in every row" if self._issue else "name it in every row"
            self.found.error("E813", "the issue is missing in this row", place=self.table.place(cell), advice=advice)
        self._issue = cell.text or self._issue
        return bool(cell.text)

    def _parties(self, taken: set[int]) -> dict[str, int]:
        """Return the columns of the parties; a column in which nothing stands is passed over."""
        table, header = self.table, self.table.rows[0]
        columns: dict[str, int] = {}
        for at, cell in enumerate(header.cells):
            is_used = any(len(row.cells) > at and row.cells[at].text for row in table.rows)
            if at in taken or not is_used or len(self.found.errors) >= MAX_FINDINGS:
                continue
            if not cell.text:
                self.found.error("E813", "this column has no name, where a party is expected", place=table.place(cell))
            elif cell.text in columns:
                also = table.place(header.cells[columns[cell.text]])
                add_twice(self.found, f"two columns are for {quoted(cell.text)}", place=table.place(cell), also=also)
            else:
                columns[cell.text] = at
                self.sheet.parties[cell.text] = table.spot(cell)
        return columns

    def _add_scores(self, issue: Cell, option: Cell, scores: Mapping[str, Cell]) -> None:
        self.sheet.add_option(issue.text, option.text, self.table.spot(issue))
        for party, cell in scores.items():
            if len(self.found.errors) < MAX_FINDINGS:
                points = self._points(cell, party, issue, option)
                self.sheet.add_points(party, issue.text, option.text, points, self.table.spot(cell))

    def _points(self, cell: Cell, party: str, issue: Cell, option: Cell) -> Fraction | None:
        if not cell.text:
            message = f"the points of {quoted(party)} for {quoted(option.text)} of {quoted(issue.text)} are missing"
            advice = "every party scores every option; 0 is a score too"
            self.found.error("E813", message, place=self.table.place(cell), advice=advice)
        return self._number(cell)

    def _number(self, cell: Cell) -> Fraction | None:
        return self.table.number(cell, self.found, self.noticed) if cell.text else None

    def read_long(self) -> None:
        """Read a table with a row for each number."""
        places = find_columns(self.table, _LONG, found=self.found, optional=("threshold",))
        repeated: dict[str, tuple[Fraction, Spot]] = {}
        for cells in self.rows():
            party, issue, option, points = (cells[places[what]] for what in ("party", "issue", "option", "points"))
            at = self.table.spot(points)
            if not party.text:
                self.found.error("E813", "this row names no party", place=self.table.place(party))
            elif is_threshold(issue, option):
                self.sheet.add_threshold(party.text, self._number(points), at)
            elif self._has_issue(issue):
                number = self._points(points, party.text, issue, option)
                self.sheet.add_points(party.text, issue.text, option.text, number, at)
            if "threshold" in places:
                self._repeat(party.text, cells[places["threshold"]], repeated)
        if "threshold" in places:
            self._take_repeated(repeated)

    def _repeat(self, party: str, cell: Cell, repeated: dict[str, tuple[Fraction, Spot]]) -> None:
        """Take a threshold from a column, where the same one can stand in each row of a party."""
        threshold = self._number(cell)
        if threshold is None:
            return
        first, spot = repeated.setdefault(party, (threshold, self.table.spot(cell)))
        if first != threshold:
            message = f"{quoted(party)} has two different thresholds"
            add_twice(self.found, message, place=self.table.place(cell), also=spot.place)

    def _take_repeated(self, repeated: Mapping[str, tuple[Fraction, Spot]]) -> None:
        for party, spot in list(self.sheet.parties.items()):
            if party in repeated:
                self.sheet.add_threshold(party, *repeated[party])
            elif party not in self.sheet.thresholds:
                self.sheet.add_threshold(party, None, spot)
