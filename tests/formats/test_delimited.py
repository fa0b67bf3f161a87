"""Delimited text: cells with places, quotes, and names that spreadsheets would take for formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import ScenarioError
from negsim.formats import delimited
from negsim.formats.delimited import (
    Cell,
    Noticed,
    Row,
    find_columns,
    fitted,
    guarded,
    parse_table,
    unguarded,
    written_row,
)
from negsim.formats.inputs import Findings, InputFile


def _table(text, found=None, **options):
    return parse_table(InputFile(path="t.csv", text=text), found=found or Findings(), **options)


def _at(finding):
    return finding.place.line, finding.place.column


def _texts(text):
    return [[cell.text for cell in row.cells] for row in _table(text).rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b,c\n1;2,5", [["a;b", "c"], ["1;2", "5"]]),
        ("a;b;c\n1;2,5;3", [["a", "b", "c"], ["1", "2,5", "3"]]),
        ("a\tb\n1\t\n", [["a", "b"], ["1", ""]]),
        (' "a" , b \n" 1 ",""\n', [["a", "b"], [" 1 ", ""]]),
        ('"x,y;z",b\n"say ""yes""","two\nlines"\n', [["x,y;z", "b"], ['say "yes"', "two\nlines"]]),
        ("# note\n\n  # more\na,b\n,,\n#1,2\n", [["a", "b"], ["#1", "2"]]),
        ("", []),
        ("a", [["a"]]),
        ("a,b,\n", [["a", "b", ""]]),
    ],
)
def test_rows(text, rows):
    assert _texts(text) == rows


def test_places():
    table = _table('a,b\n"x\ny", 7\n')
    row = table.rows[1]
    assert (table.place(row).line, table.place(row.cells[1]).line, table.place(row.cells[1]).column) == (2, 3, 5)


@pytest.mark.parametrize(
    ("text", "part", "line", "column"),
    [
        ('a,b\n1,"two\n', "quotes that open here", 2, 3),
        ('a,b\n"1"x,2\n', "goes on after its closing quotes", 2, 4),
    ],
)
def test_quotes_that_do_not_fit(text, part, line, column):
    found = Findings()
    assert _table(text, found).rows[0] == Row([Cell("a", 0), Cell("b", 2)], 0)
    (finding,) = found.errors
    assert (finding.code, _at(finding)) == ("E813", (line, column))
    assert part in finding.message


def test_too_many_cells(monkeypatch):
    monkeypatch.setattr(delimited, "MAX_CELLS", 5)
    found = Findings()
    _table("a,b\n1,2\n3,4\n", found)
    assert "more than 5 cells" in found.errors[0].message


def _number(text, header="a,b"):
    found, noticed = Findings(), Noticed()
    table = _table(f"{header}\n", found)
    return table.number(Cell(text, 0), found, noticed), [finding.code for finding in found.errors], len(noticed.noisy)


def test_numbers():
    assert _number(" -2.50 ") == (-2.5, [], 0)
    assert _number("0.35000000000000003")[2] == 1
    assert _number("2,5") == (None, ["E809"], 0)
    assert _number("2,5", "a;b") == (2.5, [], 0)
    assert _number("1.234,5", "a;b") == (None, ["E809"], 0)
    assert _number("inf") == (None, ["E809"], 0)


def test_noise_is_said_once():
    found = Findings()
    table = _table("a\n", found)
    table.finish(Noticed(), found)
    table.finish(Noticed([Cell("0.1", 0)]), found)
    table.finish(Noticed([Cell("0.1", 0), Cell("0.2", 0)]), found)
    starts = [finding.message.split(" carr")[0] for finding in found.warnings]
    assert [finding.code for finding in found.warnings] == ["W810", "W810"]
    assert starts == ["a number", "2 numbers"]


MIXED = [
    # header, numbers, what is refused: its text and the advice
    ("a;b", ["1.000", "0,5"], [("1.000", "write 1000 or 1,000")]),
    ("a\tb", ["0,5", " +2.5 ", "-1.234.567"], [(" +2.5 ", "write +2,5")]),
    ("a;b", ["0,5", "1.2e3", "7"], [("1.2e3", "write 1,2e3")]),
    ("a;b", ["0.5", "1.000", "7"], []),
    ("a;b", ["0,5", "1,000"], []),
    ("a,b", ["0.5", "0,5"], []),
]


@pytest.mark.parametrize(("header", "numbers", "refused"), MIXED)
def test_dots_beside_decimal_commas_are_refused(header, numbers, refused):
    found, noticed = Findings(), Noticed()
    table = _table(f"{header}\n", found)
    for text in numbers:
        table.number(Cell(text, 0), found, noticed)
    found.errors = [finding for finding in found.errors if finding.code == "E813"]
    table.finish(noticed, found)
    assert [finding.advice for finding in found.errors] == [advice for _, advice in refused]
    for finding, (text, _) in zip(found.errors, refused, strict=True):
        assert finding.message == f"{text!r} has a dot, where the table uses decimal commas, such as '0,5'"


def test_plain_rows_and_rows_with_quotes_have_the_same_cells_and_places():
    text = " a ,b,, c\n'=x,2,\n"
    quoted_text = text.replace("b", '"b"').replace("2", '"2"')
    plain, other = _table(text), _table(quoted_text)
    assert [[cell.text for cell in row.cells] for row in plain.rows] == [
        [cell.text for cell in row.cells] for row in other.rows
    ]
    assert [cell.offset for cell in plain.rows[0].cells] == [1, 4, 6, 8]
    assert [cell.offset for cell in other.rows[0].cells] == [1, 4, 8, 10]


WORDS = {"actor": ("actor", "party"), "salience": ("salience",)}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no row, where a header"),
        ("actor,salence\n", "no column 'salience'"),
        ("Actor,Party,Salience\n", "two columns hold the actor: 'Actor' and 'Party'"),
    ],
)
def test_columns_that_do_not_fit(text, part):
    found = Findings()
    table = _table(text, found)
    with pytest.raises(ScenarioError):
        find_columns(table, WORDS, found=found)
    assert found.errors[0].code == "E813"
    assert part in found.errors[0].message


def test_columns():
    found = Findings()
    assert find_columns(_table("x,Salience, PARTY\n"), WORDS, found=found) == {"actor": 2, "salience": 1}
    assert find_columns(_table("party\n"), WORDS, found=found, optional=("salience",)) == {"actor": 0}


def test_rows_of_another_width():
    found = Findings()
    table = _table("a,b\n1,2,,\n1\n1,2,3\n", found)
    assert [fitted(table, row, found=found) is None for row in table.rows] == [False, False, True, True]
    assert [_at(finding) for finding in found.errors] == [(3, 1), (4, 5)]
    assert "1 cell in this row, where the header has 2" in found.errors[0].message


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\tx", "'=x", "''=x", "'tis", "-5", "+.5", "-5x", "", "x"])
def test_a26_names_that_look_like_formulas(name):
    written = guarded(name)
    assert unguarded(written) == name
    assert name in ("-5", "+.5") or written[:1] not in ("=", "+", "-", "@", "\t")


@given(st.lists(st.lists(st.text("ab,;\t\"'\n =+-@#é5", max_size=6), min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_is_written_is_read(rows):
    header = ["issue,x", "b"]
    wide = [header, *([*row, "x"][:2] for row in rows)]
    text = "".join(written_row(guarded(cell) for cell in row) for row in wide)
    expected = [row for row in wide if any(row)]
    assert _texts(text) == expected
    assert [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text)) if any(row)] == expected
