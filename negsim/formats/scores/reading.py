"""Score tables into a case: a table in delimited text or JSON, or the text files of LLM-Deliberation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from negsim.checks.scope import quoted
from negsim.formats.cases import Case
from negsim.formats.inputs import Findings, InputFile, of_role
from negsim.formats.scores.deliberation import read_deliberation
from negsim.formats.scores.json_table import read_json
from negsim.formats.scores.tables import read_table


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:  # noqa: ARG001 - a format's readers agree
    """Return the case that score tables make: 100 points are a value of 1.

    Parameters
    ----------
    found:
        Takes what is wrong or odd.
    grid:
        Not used: score tables have no real-valued issues.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    tables = of_role(files, "table")
    texts = [file for file in files if file.role in ("config", "scores")]
    if len(tables) > 1 or (tables and texts):
        names = ", ".join(file.path for file in [*tables, *texts])
        message = f"several score tables are given, where one is expected: {names}"
        found.error("E802", message, advice="name one of them")
    found.refuse()
    if not tables:
        case = read_deliberation(files, found=found)
    elif tables[0].text.lstrip().startswith("{"):
        case = read_json(tables[0], found=found)
    else:
        case = read_table(tables[0], found=found)
    notes = of_role(files, "notes")
    if notes:
        named = ", ".join(quoted(Path(file.path).name) for file in notes[:5])
        found.warn("W813", f"{named}: a deal to begin with; not used", place=notes[0].place(0))
    return case
