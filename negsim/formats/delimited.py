"""Tables in delimited text, usually called CSV: rows of cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import define, field, frozen

from negsim.checks.scope import nearest, quoted
from negsim.errors import Finding, Place
from negsim.fields import entries
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.numbers import read_number

MAX_CELLS = 1_000_000
"""How many cells a table may have."""

MAX_FINDINGS = 100
"""After how many errors no further row is looked at."""

_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_FORMULA = re.compile(r"'*[=+\-@\t]")
_GROUPED = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_NEEDS_QUOTES = re.compile(r'[,;\t\n"]|^\s|\s$|^#')


@frozen
class Cell:
    """What stands between two delimiters: without the blanks around it, or exactly what stood in quotes."""

    text: str
    offset: int


@frozen
class Spot:
    """Where something stands in a file; its place, which takes longer to tell, is needed only if it is wrong."""

    file: InputFile
    offset: int

    @property
    def place(self) -> Place:
        """The place."""
        return self.file.place(self.offset)


@frozen
class Row:
    """A line of a table, or several where quotes go over line ends."""

    cells: tuple[Cell, ...] = field(converter=entries)
    offset: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.text for cell in self.cells)


@define
class Noticed:
    """What is noticed of a table's numbers while they are read.

    Attributes
    ----------
    noisy:
        Cells whose numbers the noise of binary floats was taken off.
    with_comma:
        The first cell with a decimal comma.
    with_dot:
        The first cells whose number has a dot.
    """

    noisy: list[Cell] = field(factory=list)
    with_comma: Cell | None = None
    with_dot: list[Cell] = field(factory=list)


@frozen
class Table:
    """The rows of a file in which something stands.

    Attributes
    ----------
    delimiter:
        A comma, a semicolon or a tab.
    """

    file: InputFile
    delimiter: str
    rows: tuple[Row, ...] = field(converter=entries)

    def place(self, at: Cell | Row) -> Place:
        """Return where a cell or a row begins."""
        return self.file.place(at.offset)

    def spot(self, at: Cell | Row) -> Spot:
        """Return where a cell or a row begins, without looking up its line."""
        return Spot(self.file, at.offset)

    def number(self, cell: Cell, found: Findings, noticed: Noticed) -> Fraction | None:
        """Return the number in a cell, or None, and a finding, where there is none.

        Where the delimiter is no comma, a comma is taken for the point of a decimal.

        Parameters
        ----------
        noticed:
            Takes what :meth:`finish` tells of the numbers together.
        """
        text = cell.text.strip()
        has_dot = "." in text
        if self.delimiter != "," and not has_dot:
            text = text.replace(",", ".")
        try:
            number, is_noisy = read_number(text)
        except ValueError as error:
            found.error("E809", f"{quoted(cell.text)} cannot be read as a number: {error}", place=self.place(cell))
            return None
        if is_noisy:
            noticed.noisy.append(cell)
        if has_dot and len(noticed.with_dot) < MAX_FINDINGS:
            noticed.with_dot.append(cell)
        elif "," in cell.text:
            noticed.with_comma = noticed.with_comma or cell
        return number

    def finish(self, noticed: Noticed, found: Findings) -> None:
        """Refuse dots where other numbers have a decimal comma, and say that the noise of floats was taken off some."""
        self._check_dots(noticed, found)
        noisy = noticed.noisy
        if noisy:
            count = f"{len(noisy)} numbers carry" if len(noisy) > 1 else "a number carries"
            message = f"{count} the noise of binary floats, such as {noisy[0].text}; read without it"
            found.warn("W810", message, place=self.place(noisy[0]))

    def _check_dots(self, noticed: Noticed, found: Findings) -> None:
        """Find dots beside decimal commas: nobody can tell whether 1.000 is a thousand then."""
        comma = noticed.with_comma
        if comma is None:
            return
        for cell in noticed.with_dot:
            text = cell.text.strip()
            as_decimal = text.replace(".", ",")  # a number that was read has one dot at most
            whole = f"{text.replace('.', '')} or " if _GROUPED.fullmatch(text) else ""
            found.error(
                "E813",
                f"{quoted(cell.text)} has a dot, where the table uses decimal commas, such as {quoted(comma.text)}",
                place=self.place(cell),
                advice=f"write {whole}{as_decimal}",
            )


def parse_table(file: InputFile, *, found: Findings, delimiters: str = _DELIMITERS) -> Table:
    r"""Return the rows of a table; blank ones, and lines before the header that begin with ``#``, are passed over.

    Parameters
    ----------
    found:
        Takes what is wrong, such as quotes that do not end; the rows before it are returned.
    delimiters:
        What may stand between cells; the one that the first line has most of does.

    Examples
    --------
    >>> file = InputFile(path="a.csv", text='issue;option\n"Fish; quota";1\n')
    >>> [[cell.text for cell in row.cells] for row in parse_table(file, found=Findings()).rows]
    [['issue', 'option'], ['Fish; quota', '1']]
    """
    start = _start(file.text)
    end = file.text.find("\n", start)
    header = _QUOTED.sub("", file.text[start : end if end >= 0 else len(file.text)])
    delimiter = max(delimiters, key=header.count)
    rows: list[Row] = []
    for row in _rows(file, start, delimiter, found):
        if not row.is_blank:
            rows.append(row)
    return Table(file, delimiter, rows)


def find_columns(
    table: Table, words: Mapping[str, tuple[str, ...]], *, found: Findings, optional: tuple[str, ...] = ()
) -> dict[str, int]:
    """Return the places of columns in a table's rows, by what they hold; what is missing or there twice is found.

    Parameters
    ----------
    words:
        From what a column holds to the words that can stand above it, up to case.
    optional:
        What need not be there.

    Raises
    ------
    ScenarioError
        If a column is missing, or the whole table, with everything that was found before.
    """
    if not table.rows:
        found.error("E813", f"{table.file.path} has no row, where a header is expected", place=table.file.place(0))
        found.refuse()
    header = table.rows[0]
    given = [heading(cell) for cell in header.cells]
    places: dict[str, int] = {}
    for what, known in words.items():
        fitting = [at for at, name in enumerate(given) if name in known]
        places |= {what: fitting[0]} if fitting else {}
        if len(fitting) > 1:
            first, second = (header.cells[at] for at in fitting[:2])
            message = f"two columns hold the {what}: {quoted(first.text)} and {quoted(second.text)}"
            add_twice(found, message, place=table.place(second), also=table.place(first), advice="remove one of them")
        if not fitting and what not in optional:
            message = f"the header has no column {quoted(known[0])}"
            found.error("E813", message, place=table.place(header), advice=nearest(known[0], filter(None, given)))
    found.refuse()
    return places


def heading(cell: Cell) -> str:
    """Return what a cell of a header says, as it is compared."""
    return cell.text.strip().casefold()


def fitted(table: Table, row: Row, *, found: Findings) -> tuple[Cell, ...] | None:
    """Return the cells of a row, as many as the header has; None, and a finding, where there are others."""
    width = len(table.rows[0].cells)
    cells = row.cells
    while len(cells) > width and not cells[-1].text:
        cells = cells[:-1]
    if len(cells) == width:
        return cells
    at = cells[width] if len(cells) > width else row
    message = f"{len(cells)} cell{'s' if len(cells) != 1 else ''} in this row, where the header has {width}"
    advice = f"a cell that holds the delimiter {table.delimiter!r} is put in quotes"
    found.error("E813", message, place=table.place(at), advice=advice)
    return None


def add_twice(found: Findings, message: str, *, place: Place, also: Place, advice: str = "") -> None:
    """Add a finding about what a table says twice, with both places."""
    found.errors.append(Finding(code="E813", message=message, place=place, also=also, advice=advice))


def _start(text: str) -> int:
    """Return where the first line begins that is neither blank nor a comment."""
    passed = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", text)
    return passed.end() if passed else 0


def _rows(file: InputFile, start: int, delimiter: str, found: Findings) -> Iterator[Row]:
    plain = re.compile(rf"[^{delimiter}\n]*")
    text, at, count = file.text, start, 0
    cells: list[Cell] = []
    while at <= len(text):
        line = None if cells else _plain_line(text, at)
        count += 1 if line is None else line.count(delimiter) + 1
        if count > MAX_CELLS:
            found.error("E813", f"the table has more than {MAX_CELLS:,} cells", place=file.place(at))
            return
        if line is not None:  # most rows are plain, and this is several times as fast
            row = list(_plain_cells(line, at, delimiter))
            yield Row(row, row[0].offset)
            at += len(line) + 1
            continue
        cell, at = _cell(text, at, plain)
        cells.append(cell)
        sign = text[at : at + 1]
        if sign not in (delimiter, "\n", ""):
            is_open = text[cell.offset] == '"' and at == cell.offset
            message = "the quotes that open here do not end" if is_open else "a cell goes on after its closing quotes"
            advice = 'double a quotation mark that belongs to the text: ""'
            found.error("E813", message, place=file.place(at), advice=advice)
            return
        if sign != delimiter:
            yield Row(cells, cells[0].offset)
            cells = []
        at += 1


def _plain_line(text: str, at: int) -> str | None:
    """Return the line that begins at an offset, or None where it has quotes."""
    end = text.find("\n", at)
    line = text[at : end if end >= 0 else len(text)]
    return None if '"' in line else line


def _plain_cells(line: str, at: int, delimiter: str) -> Iterator[Cell]:
    """Yield the cells of a line without quotes that begins at an offset."""
    for part in line.split(delimiter):
        yield Cell(unguarded(part.strip()), at + len(part) - len(part.lstrip(" ")))
        at += len(part) + 1


def _cell(text: str, at: int, plain: re.Pattern[str]) -> tuple[Cell, int]:
    """Return the cell that begins at an offset, and where it ends; at its opening quotes if they never close."""
    while text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] == '"':
        inside = _QUOTED.match(text, at)
        if inside is None:
            return Cell("", at), at
        end = inside.end()
        while text[end : end + 1] == " ":
            end += 1
        return Cell(unguarded(inside[0][1:-1].replace('""', '"')), at), end
    found = plain.match(text, at)
    given = found[0] if found is not None else ""
    return Cell(unguarded(given.strip()), at), at + len(given)


def written_row(cells: Iterable[str]) -> str:
    r"""Return one line of a table, with the cells in quotes that need them.

    Examples
    --------
    >>> written_row(["Fish, salted", "", 'a "fresh" one', "3.5"])
    '"Fish, salted",,"a ""fresh"" one",3.5\n'
    """
    return ",".join(_written(cell) for cell in cells) + "\n"


def _written(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def guarded(name: str) -> str:
    """Return a name as it can stand in a cell: an apostrophe before what spreadsheets would take for a formula.

    A plain number is none. :func:`unguarded` takes the apostrophe off again.

    Examples
    --------
    >>> guarded("=1+1"), guarded("-5"), guarded("'=x"), guarded("Fish")
    ("'=1+1", '-5', "''=x", 'Fish')
    """
    is_risky = _FORMULA.match(name) and not _PLAIN_NUMBER.fullmatch(name)
    return f"'{name}" if is_risky else name


def unguarded(text: str) -> str:
    """Return the name that a cell holds.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("-5"), unguarded("''=x"), unguarded("'tis")
    ('=1+1', '-5', "'=x", "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
