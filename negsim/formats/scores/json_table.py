"""Score tables in JSON: the scores of each party, by issue and option."""

from __future__ import annotations

from negsim.errors import Path
from negsim.formats.cases import Case
from negsim.formats.delimited import Spot
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.json_text import parse_json
from negsim.formats.known_keys import Keys, find_unknown_keys
from negsim.formats.located import Access
from negsim.formats.scores.sheet import Sheet

_WHOLE = Keys(required=("parties",), optional=("id", "title"))
_PARTY = Keys(required=("scores",), optional=("threshold",))


def read_json(file: InputFile, *, found: Findings) -> Case:
    """Return the case of a score table in JSON.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    access, sheet = Access(parse_json(file), found), Sheet(found, advice="write null if it takes anything")
    parties = access.table(("parties",))
    tables: list[tuple[Path, Keys]] = [((), _WHOLE), *((("parties", party), _PARTY) for party in parties)]
    find_unknown_keys(access, tables, title="a score table")
    for party in parties:
        _read_party(access, party, sheet)
    case_id = access.text(("id",), required=False) or file.stem
    title = access.text(("title",), required=False)
    found.refuse()
    case = sheet.case(case_id, title)
    access.warn_of_noise()
    return case


def _read_party(access: Access, party: str, sheet: Sheet) -> None:
    home: Path = ("parties", party)
    given = access.table(home)
    sheet.parties[party] = _spot(access, home)
    if "threshold" in given:
        path: Path = (*home, "threshold")
        sheet.add_threshold(party, access.number(path, required=False), _spot(access, path))
    for issue in access.table((*home, "scores")):
        for option in access.table((*home, "scores", issue)):
            path = (*home, "scores", issue, option)
            points = access.number(path, required=False)
            sheet.add_points(party, issue, option, points, _spot(access, path))
            if access.get(path) is None:
                access.error("E813", "the points are missing", path, advice="0 is a score too")


def _spot(access: Access, path: Path) -> Spot:
    return Spot(access.data.file, access.data.offsets.get(path, 0))
