"""Scripted moves: what a party does is written down before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import field, frozen

from negsim.errors import FileError, did_you_mean
from negsim.fields import entries
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Move, offer
from negsim.talks.view import Brief, View

MAX_BYTES = 10_000_000
"""How large a script may be."""
_WORDS = {
    "accept": ACCEPT,
    "accepts": ACCEPT,
    "walk away": WALK_AWAY,
    "walks away": WALK_AWAY,
    "say nothing": SILENT,
    "says nothing": SILENT,
}
_OFFER = re.compile(r"offers?(?:\s+(?P<choices>.*))?")
_BETWEEN = re.compile(r",\s*(?=[^,:]+:)")
"""A comma between two choices: option ids may hold commas."""


@frozen
class Scripted:
    """A party that makes given moves one after the other, and repeats the last one.

    It is for retelling a talk that took place, for teaching, and for testing what others do in answer. Whether a move
    can be made when its turn comes is not looked at: to accept where nothing is on the table is a fault, as for all.

    Attributes
    ----------
    moves:
        At least one.
    source, lines:
        The file that they were read from, and the line of each in it; empty where they were not.

    Raises
    ------
    ValueError
        Without moves.
    TypeError
        If one of them is no move.

    Examples
    --------
    >>> from negsim.space.package import Package
    >>> from negsim.talks.move import ACCEPT, offer
    >>> Scripted([offer(Package({"price": "low"})), ACCEPT]).name
    'scripted (2 moves)'
    """

    moves: tuple[Move, ...] = field(converter=entries)
    source: str = field(default="", kw_only=True)
    lines: tuple[int, ...] = field(default=(), converter=entries, kw_only=True)

    @moves.validator
    def _are_moves(self, attribute: Any, given: tuple[Any, ...]) -> None:
        if not given:
            raise ValueError(f"{attribute.name} is empty; expected at least one move")
        for entry in given:
            if not isinstance(entry, Move):
                raise TypeError(f"{attribute.name} has {entry!r}; expected moves alone")

    @property
    def name(self) -> str:
        """What it is called: with the file that it was read from, or with how many moves it has."""
        if self.source:
            return f"scripted:{self.source}"
        return f"scripted ({len(self.moves)} move{'s' if len(self.moves) > 1 else ''})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Remember that no move was made; of moves from a file, look whether all their packages are there.

        Raises
        ------
        ValueError
            If an offer in a file is no package of the space; it names the file and the line.
        """
        self.check(brief.space)
        return 0

    def check(self, space: Space) -> None:
        """Refuse moves from a file that are no moves about this space.

        Raises
        ------
        ValueError
            If an offer in a file is no package of the space; it names the file and the line.
        """
        for move, line in zip(self.moves, self.lines, strict=False):
            if move.package is not None:
                _check(move.package, space, where=f"{self.source}:{line}")

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Make the next move of the script."""
        return self.moves[min(memory, len(self.moves) - 1)], memory + 1


def script(file: str) -> Scripted:
    """Return the moves that a text file holds, one on each line.

    A line is ``offer ISSUE: OPTION, ISSUE: OPTION``, ``accept``, ``walk away`` or ``say nothing``, in any case of
    letters, as moves are printed too (``offers ...``, ``accepts``). Issues that an offer leaves out are as in the offer
    before; the first one names all. Empty lines, and what stands behind ``#`` at the start of a line or after a space,
    are left out.

    Parameters
    ----------
    file:
        Its path.

    Raises
    ------
    FileError
        If it cannot be read, or is larger than 10 MB.
    ValueError
        For lines that are no moves, all of them, each with the file and the number of the line; if it is no UTF-8, or
        has no moves.

    Notes
    -----
    Whether issues and options are those of the scenario is looked at when a talk begins.
    """
    problems: list[str] = []
    found: list[tuple[int, Move]] = []
    latest: Package | None = None
    for number, line in _lines(file):
        try:
            move = _move(line, latest=latest)
        except ValueError as error:
            problems.append(f"{file}:{number}: {error}")
            continue
        latest = move.package or latest
        found.append((number, move))
    if problems:
        raise ValueError("\n".join(problems))
    if not found:
        raise ValueError(f"{file} has no moves; expected lines such as 'offer price: low' or 'accept'")
    return Scripted([move for _, move in found], source=file, lines=[number for number, _ in found])


def _lines(file: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that say something, and their numbers."""
    path = Path(file)
    if not path.exists():
        raise FileError("E010", file, "there is no such file", "It is where scripted moves are looked for.")
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "this is no file"
        raise FileError("E010", file, what, "A script is a text file with one move on each line.")
    if path.stat().st_size > MAX_BYTES:
        raise FileError(
            "E011", file, f"the file has more than {MAX_BYTES} bytes", "A script has one move on each line."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError("E010", file, f"the file cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{file} is no text in UTF-8 ({error.reason} at byte {error.start}); save it as such"
        ) from error
    for number, line in enumerate(text.splitlines(), start=1):
        said = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if said:
            yield number, said


def _move(line: str, *, latest: Package | None) -> Move:
    """Return the move that a line says."""
    words = " ".join(line.lower().replace("-", " ").split())
    if words in _WORDS:
        return _WORDS[words]
    offered = _OFFER.fullmatch(line[:6].lower() + line[6:])
    if offered is None:
        raise ValueError(
            f"{line!r} is no move; expected 'offer ISSUE: OPTION, ...', 'accept', 'walk away' or 'say nothing'"
        )
    choices: dict[str, str] = {}
    for pair in _BETWEEN.split(offered["choices"] or ""):
        issue, colon, option = (part.strip() for part in pair.partition(":"))
        if not pair.strip() and latest is not None:
            continue
        if not (issue and colon and option):
            raise ValueError(f"{pair.strip()!r} is no choice; expected ISSUE: OPTION")
        if issue in choices:
            raise ValueError(f"{issue!r} is named twice")
        choices[issue] = option
    return offer(Package(choices) if latest is None else latest.replaced(choices))


def _check(package: Package, space: Space, *, where: str) -> None:
    """Refuse an offer of a file that is no package of the space."""
    known = [issue.id for issue in space.issues]
    for issue, option in package.choices.items():
        if issue not in known:
            raise ValueError(f"{where}: there is no issue {issue!r}; {did_you_mean(issue, known=known)}")
        options = space.issue(issue).option_ids
        if option not in options:
            raise ValueError(f"{where}: {issue!r} has no option {option!r}; {did_you_mean(option, known=options)}")
    missing = [issue for issue in known if issue not in package.choices]
    if missing:
        raise ValueError(
            f"{where}: the offer has no option for {', '.join(missing)}; the first offer names every issue"
        )
    if not space.exists(package):
        raise ValueError(f"{where}: {package} does not exist: its options exclude each other")
