"""The text files of LLM-Deliberation: points without names, one file for each party, and who the parties are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from negsim.checks.scope import folded, quoted
from negsim.formats.cases import Case
from negsim.formats.delimited import Cell, Noticed, Row, Table, parse_table
from negsim.formats.inputs import Findings, InputFile, of_role
from negsim.formats.scores.sheet import Sheet

_FOLDER = "scores_files"
_LETTERS = 26


@frozen
class _Scores:
    """The points of one party, a row for each issue, with the threshold in the last one."""

    party: str
    table: Table


def read_deliberation(files: Sequence[InputFile], *, found: Findings) -> Case:
    """Return the case of score files, for the parties that ``config.txt`` names, or for all where there is none.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    scores: dict[str, Table] = {}
    for file in of_role(files, "scores"):
        if file.stem in scores:
            message = f"two files with scores have the same name: {scores[file.stem].file.path} and {file.path}"
            found.error("E802", message, place=file.place(0), advice="name the files that belong together")
        scores[file.stem] = parse_table(file, found=found, delimiters=",")
        if not scores[file.stem].rows:
            found.error("E813", f"there are no scores in {file.path}", place=file.place(0))
    configs = of_role(files, "config")
    if len(configs) > 1:
        message = f"two lists of parties are given, where one is expected: {configs[0].path} and {configs[1].path}"
        found.error("E802", message, place=configs[1].place(0), advice="name the files that belong together")
    parties = list(_configured(configs[0], scores, found)) if configs else [*map(_Scores, scores, scores.values())]
    if not scores:
        message = "there is no file with scores: lines of numbers, the last one with the threshold"
        found.error("E802", message, place=configs[0].place(0) if configs else None)
    found.refuse()
    sheet = Sheet(found)
    noticed = [_read_party(party, parties[0], sheet) for party in parties]
    found.refuse()
    case = sheet.case(_home(configs[0] if configs else parties[0].table.file))
    for party, cells in zip(parties, noticed, strict=True):
        party.table.finish(cells, found)
    return case


def _configured(config: InputFile, scores: Mapping[str, Table], found: Findings) -> Iterator[_Scores]:
    """Yield the parties of a configuration: each line names a party, its file and what only a simulation needs."""
    table = parse_table(config, found=found, delimiters=",")
    by_name = {folded(stem): stem for stem in scores}
    used: dict[str, Row] = {}
    for row in table.rows:
        name, given = row.cells[0].text, row.cells[1].text if len(row.cells) > 1 else ""
        stem = given if given in scores else by_name.get(folded(given.removesuffix(".txt")), "")
        if not name or not given:
            message = "a line of a configuration begins with a party and the name of its file"
            found.error("E813", message, place=table.place(row))
        elif not stem:
            known = ", ".join(quoted(known) for known in list(scores)[:8]) or "none"
            message = f"the scores of {quoted(name)} are missing: there is no file {quoted(given)}"
            found.error("E802", message, place=table.place(row.cells[1]), advice=f"files with scores: {known}")
        else:
            used[stem] = row
            yield _Scores(name, scores[stem])
    unused = [table for stem, table in scores.items() if stem not in used]
    if unused:
        names = ", ".join(quoted(Path(table.file.path).name) for table in unused[:5])
        found.warn("W813", f"{names}: scores of no party of the configuration; not used", place=unused[0].file.place(0))


def _read_party(scores: _Scores, first: _Scores, sheet: Sheet) -> Noticed:
    """Add the points and the threshold of a party, and return what was noticed of its numbers."""
    found, table, party = sheet.found, scores.table, scores.party
    noticed = Noticed()
    *rows, last = [_trimmed(row) for row in table.rows]
    expected = [len(_trimmed(row)) for row in first.table.rows[:-1]]
    if len(last) != 1:
        advice = "the last line is the least number of points that the party takes"
        message = f"the threshold of {quoted(party)} is missing: the last line has {len(last)} numbers"
        found.error("E813", message, place=table.place(last[0]), advice=advice)
    elif len(rows) != len(expected):
        message = f"the number of issues is {len(rows)}, where {quoted(first.party)} scores {len(expected)}"
        found.error("E813", message, place=table.place(last[0]))
    if party in sheet.thresholds:
        found.error("E813", f"two lines are about {quoted(party)}", place=table.file.place(0))
        return noticed
    for at, cells in enumerate(rows[: len(expected)]):
        issue = _letters(at)
        if len(cells) != expected[at]:
            many = f"the number of options of issue {issue} is {len(cells)}"
            message = f"{many}, where {quoted(first.party)} scores {expected[at]}"
            found.error("E813", message, place=table.place(cells[0]))
        for number, cell in enumerate(cells, start=1):
            points = table.number(cell, found, noticed)
            sheet.add_points(party, issue, f"{issue}{number}", points, table.spot(cell))
    sheet.add_threshold(party, table.number(last[0], found, noticed), table.spot(last[0]))
    return noticed


def _trimmed(row: Row) -> tuple[Cell, ...]:
    """Return the cells of a row, without the one after a comma that ends the line."""
    return row.cells if row.cells[-1].text or len(row.cells) == 1 else row.cells[:-1]


def _letters(at: int) -> str:
    """Return the name of an issue: A to Z, then AA, AB and so on.

    Examples
    --------
    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    while at >= 0:
        letters = chr(ord("A") + at % _LETTERS) + letters
        at = at // _LETTERS - 1
    return letters


def _home(file: InputFile) -> str:
    """Return the name of the folder that the files of a game are in."""
    folder = Path(file.path).absolute().parent
    return (folder.parent if folder.name == _FOLDER else folder).name or file.stem
